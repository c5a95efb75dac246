#pragma once
// `tdkt sign` and its like as real programs, with a PKI, its services and a key file.

#include <fcntl.h>
#include <openssl/pkcs12.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "connector/http/HttpServer.h"
#include "integration/trust_services/Files.h"
#include "integration/trust_services/Revocations.h"
#include "integration/trust_services/TrustServices.h"
#include "tests/fakes/SmallPdf.h"
#include "tests/unit/integration/TrustFixture.h"

extern char** environ;

namespace tdkt {

struct Ended {
  int code = -1;
  long peakKilobytes = 0;  ///< of the child, or of this program when it started it, whichever is more
  std::string messages;
};

inline Ended run(std::vector<std::string> words, const std::string& messagesTo) {
  words.insert(words.begin(), TDKT_BINARY_DIR "/tdkt");
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, (messagesTo + ".out").c_str(),
                                   O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, messagesTo.c_str(), O_WRONLY | O_CREAT | O_TRUNC,
                                   0600);
  pid_t child = -1;
  Ended out;
  const bool started = ::posix_spawn(&child, argv[0], &actions, nullptr, argv.data(), environ) == 0;
  posix_spawn_file_actions_destroy(&actions);
  if (!started) return out;
  int status = 0;
  rusage usage{};
  ::wait4(child, &status, 0, &usage);
  out.code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  out.peakKilobytes = usage.ru_maxrss;
  out.messages = trust::readFile(messagesTo).value();
  return out;
}

class SignCommand : public trust::PkiTest {
 protected:
  void SetUp() override {
    services_ = *trust::TrustServices::open(dir(), clock_, random_);
    services_->addRoutes(router_);
    ASSERT_TRUE(server_.start());
    base_ = "http://127.0.0.1:" + std::to_string(server_.port());
    writeP12();
    ASSERT_TRUE(trust::writeWhole(file("small.pdf"), fakes::smallPdf()));
  }

  /// The chair's key and chain, as an office gives development keys away.
  void writeP12() {
    const auto chair = trust::readIdentity(dir(), trust::kChair);
    const auto issuing = trust::readCertificate(trust::certificatePath(dir(), trust::kIssuingCa));
    STACK_OF(X509)* others = sk_X509_new_null();
    sk_X509_push(others, issuing->get());
    const trust::OpenSslPtr<PKCS12, PKCS12_free> p12(
        PKCS12_create("secret", "chair", chair->key.get(), chair->certificate.get(), others, 0, 0, 0, 0, 0));
    sk_X509_free(others);
    ASSERT_TRUE(trust::writeWhole(file("chair.p12"), trust::toDer(i2d_PKCS12, p12.get())));
    ASSERT_TRUE(trust::writeWhole(file("pin"), "secret\n"));
  }

  std::string file(const std::string& name) const { return folder_.file(name); }
  Ended tdkt(std::vector<std::string> words) const { return run(std::move(words), file("messages")); }
  Ended sign(const std::string& in, const std::string& out, const std::string& level,
             std::vector<std::string> more = {}) const {
    std::vector<std::string> words = {
        "sign",       "--in",      in,        "--out", out, "--p12", file("chair.p12"),
        "--pin-file", file("pin"), "--level", level};
    words.insert(words.end(), more.begin(), more.end());
    return tdkt(words);
  }
  std::vector<std::string> services() const {
    return {"--tsa",         base_ + "/tsa", "--ocsp",
            base_ + "/ocsp", "--trust",      trust::certificatePath(dir(), trust::kRootCa)};
  }

  fakes::TemporaryFolder folder_;
  std::unique_ptr<trust::TrustServices> services_;
  http::Router router_;
  http::HttpServer server_{router_, {}};
  std::string base_;
};

}  // namespace tdkt
