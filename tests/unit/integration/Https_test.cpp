#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <thread>

#include "connector/http/HttpClient.h"
#include "integration/trust_services/Files.h"
#include "tests/unit/integration/TrustFixture.h"

namespace tdkt::trust {
namespace {

/// An HTTPS host called "localhost" that answers one connection, if the client takes its certificate.
class TlsHost {
 public:
  explicit TlsHost(const Identity& identity)
      : context_(SSL_CTX_new(TLS_server_method())), listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    const bool ready = SSL_CTX_use_certificate(context_.get(), identity.certificate.get()) == 1 &&
                       SSL_CTX_use_PrivateKey(context_.get(), identity.key.get()) == 1 &&
                       ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                       ::listen(listener_, 1) == 0 &&
                       ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0;
    if (!ready) std::abort();
    port_ = std::to_string(ntohs(address.sin_port));
    thread_ = std::thread([this] { talk(); });
  }
  ~TlsHost() {
    thread_.join();
    ::close(listener_);
  }
  TlsHost(const TlsHost&) = delete;
  TlsHost& operator=(const TlsHost&) = delete;
  const std::string& port() const { return port_; }

 private:
  void talk() {
    const int peer = ::accept(listener_, nullptr, nullptr);
    {
      const OpenSslPtr<SSL, SSL_free> tls(SSL_new(context_.get()));
      SSL_set_fd(tls.get(), peer);
      const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nđá";
      char request[4096];
      if (SSL_accept(tls.get()) == 1 && SSL_read(tls.get(), request, sizeof request) > 0)
        SSL_write(tls.get(), answer.data(), static_cast<int>(answer.size()));
    }
    ::close(peer);
  }
  OpenSslPtr<SSL_CTX, SSL_CTX_free> context_;
  int listener_;
  std::string port_;
  std::thread thread_;
};

class HttpsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(writeCertificate(folder_.file("root.pem"), root_.certificate.get()).ok());
    ::setenv("SSL_CERT_FILE", folder_.file("root.pem").c_str(), 1);
  }
  void TearDown() override { ::unsetenv("SSL_CERT_FILE"); }

  Identity make(Extensions extensions, const Identity* issuer) {
    CertificatePlan plan;
    plan.subject = {{"CN", issuer == nullptr ? "Root" : "localhost"}};
    plan.extensions = std::move(extensions);
    plan.days = 1;
    KeyPtr key = newKey(KeyKind::kP256).value();
    CertificatePtr certificate = issue(plan, key.get(), issuer, SystemClock().now(), random_).value();
    return {std::move(certificate), std::move(key)};
  }
  static Result<http::ClientReply> ask(const std::string& name, const Identity& host) {
    const TlsHost server(host);
    http::ClientRequest request;
    request.url = "https://" + name + ":" + server.port() + "/";
    return http::exchange(request);
  }
  static Extensions serverExtensions() {
    Extensions out = extensionsFor(Purpose::kSigner);
    out.emplace_back(NID_subject_alt_name, "DNS:localhost");
    return out;
  }

  SystemRandom random_;
  fakes::TemporaryFolder folder_;
  Identity root_ = make(extensionsFor(Purpose::kRootAuthority), nullptr);
};

TEST_F(HttpsTest, AHostOfATrustedAuthorityIsTalkedTo) {
  const auto reply = ask("localhost", make(serverExtensions(), &root_));
  ASSERT_TRUE(reply) << reply.error().detail;
  EXPECT_EQ(reply->status, 200);
  EXPECT_EQ(reply->body, "đá");
}

TEST_F(HttpsTest, NothingIsSentToAStrangerOrToAnotherName) {
  const Identity stranger = make(extensionsFor(Purpose::kRootAuthority), nullptr);
  EXPECT_EQ(ask("localhost", make(serverExtensions(), &stranger)).error().code, "http.connect");
  EXPECT_EQ(ask("127.0.0.1", make(serverExtensions(), &root_)).error().code, "http.connect");
}

}  // namespace
}  // namespace tdkt::trust
