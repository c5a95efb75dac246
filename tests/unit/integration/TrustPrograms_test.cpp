// The services as others meet them: over HTTP, and as a program that starts, is told to stop and ends well.

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "connector/http/HttpServer.h"
#include "connector/http/HttpTransport.h"
#include "integration/trust_services/Files.h"
#include "integration/trust_services/TrustServices.h"
#include "tests/unit/integration/TrustFixture.h"

extern char** environ;

namespace tdkt::trust {
namespace {

using CrlFromDer = OpenSslPtr<X509_CRL, X509_CRL_free>;

CrlFromDer crlFrom(const Bytes& der) {
  const auto* octets = reinterpret_cast<const unsigned char*>(der.data());
  return CrlFromDer(d2i_X509_CRL(nullptr, &octets, static_cast<long>(der.size())));
}

class TrustServicesTest : public PkiTest {};

TEST_F(TrustServicesTest, AnswersEachServiceInItsOwnMediaTypeOnly) {
  const auto services = TrustServices::open(dir(), clock_, random_);
  ASSERT_TRUE(services.ok());
  http::Router router;
  (*services)->addRoutes(router);
  http::HttpServer server(router, {});
  ASSERT_TRUE(server.start().ok());
  const std::string base = "http://127.0.0.1:" + std::to_string(server.port());
  http::HttpTransport transport;
  const auto typeOf = [&](const std::string& path, const std::string& media) {
    const auto reply = transport.post(base + path, media, "x");
    return reply ? std::to_string(reply->status) + " " + reply->contentType : reply.error().code;
  };
  EXPECT_EQ(typeOf("/tsa", "application/timestamp-query"), "200 application/timestamp-reply");
  EXPECT_EQ(typeOf("/ocsp", "application/ocsp-request"), "200 application/ocsp-response");
  EXPECT_EQ(typeOf("/tsa", "text/plain"), "422 application/problem+json");
  EXPECT_EQ(transport.get(base + "/ocsp").value().status, 405);
  for (const auto& [file, ca] : {std::pair{kRootCrl, kRootCa}, std::pair{kIssuingCrl, kIssuingCa}}) {
    const auto reply = transport.get(base + "/crl/" + file);
    ASSERT_TRUE(reply.ok());
    const CrlFromDer crl = crlFrom(reply->body);
    ASSERT_NE(crl, nullptr) << file;
    EXPECT_EQ(X509_CRL_verify(crl.get(), X509_get0_pubkey(certificateOf(dir(), ca).get())), 1) << file;
  }
}

TEST(TrustServicesOpen, RefusesAFolderThatIsNotComplete) {
  const fakes::TemporaryFolder folder;
  SystemRandom random;
  const SystemClock clock;
  EXPECT_EQ(TrustServices::open(folder.path(), clock, random).error().code, "trust.incomplete");
}

/// The real program with its standard output in a pipe.
class Program {
 public:
  explicit Program(std::vector<std::string> words) {
    words.insert(words.begin(), TDKT_BINARY_DIR "/tdkt-trust-services");
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    if (::posix_spawn(&pid_, argv[0], &actions, nullptr, argv.data(), environ) != 0) pid_ = -1;
    posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    out_ = ends[0];
  }
  ~Program() {
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
      ::waitpid(pid_, nullptr, 0);
    }
    ::close(out_);
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  std::string readLine() {
    std::string line;
    for (char c = 0; ::read(out_, &c, 1) == 1 && c != '\n';) line += c;
    return line;
  }
  void signal(int number) const { ::kill(pid_, number); }
  int wait() {
    int status = 0;
    if (pid_ <= 0 || ::waitpid(pid_, &status, 0) != pid_) return -1;
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

 private:
  pid_t pid_ = -1;
  int out_ = -1;
};

TEST_F(TrustServicesTest, TheProgramSaysItIsReadyOnceAndEndsCleanlyOnEitherSignal) {
  for (const int number : {SIGTERM, SIGINT}) {
    Program program({"serve", dir(), "--port", "0"});
    const std::string line = program.readLine();
    const std::string start = R"({"event":"ready","port":)";
    ASSERT_EQ(line.compare(0, start.size(), start), 0) << line;
    const std::string port = line.substr(start.size(), line.size() - start.size() - 1);
    const auto crl = http::HttpTransport().get("http://127.0.0.1:" + port + "/crl/root.crl");
    ASSERT_TRUE(crl.ok());
    EXPECT_EQ(crl->status, 200);
    program.signal(number);
    EXPECT_EQ(program.wait(), 0);
    EXPECT_EQ(program.readLine(), "") << "one line only";
  }
}

TEST_F(TrustServicesTest, RevokingWhileItServesShowsInTheNextCrl) {
  Program server({"serve", dir(), "--port", "0"});
  const std::string line = server.readLine();
  const std::string port = line.substr(line.rfind(':') + 1, line.size() - line.rfind(':') - 2);
  const CertificatePtr tsa = certificateOf(dir(), kTsa);
  EXPECT_EQ(Program({"revoke", dir(), serialHex(X509_get0_serialNumber(tsa.get()))}).wait(), 0);
  const auto reply = http::HttpTransport().get("http://127.0.0.1:" + port + "/crl/issuing.crl");
  ASSERT_TRUE(reply.ok());
  const CrlFromDer crl = crlFrom(reply->body);
  X509_REVOKED* entry = nullptr;
  EXPECT_EQ(X509_CRL_get0_by_cert(crl.get(), &entry, tsa.get()), 1);
  server.signal(SIGTERM);
  EXPECT_EQ(server.wait(), 0);
}

TEST_F(TrustServicesTest, AWrongCommandLineIsAUsageErrorAndAWrongFolderIsNot) {
  EXPECT_EQ(Program({}).wait(), 64);
  EXPECT_EQ(Program({"serve", dir()}).wait(), 64);
  EXPECT_EQ(Program({"serve", dir(), "--port", "70000"}).wait(), 64);
  EXPECT_EQ(Program({"init", dir(), "--softhsm", "x"}).wait(), 64);
  EXPECT_EQ(Program({"serve", dir() + "/none", "--port", "0"}).wait(), 69);
}

}  // namespace
}  // namespace tdkt::trust
