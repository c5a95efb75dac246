// Which addresses the parent fetches for the limited child.
#include <gtest/gtest.h>

#include "connector/worker/ForeignVerifier.h"
#include "tests/unit/signing/LongTerm.h"

namespace tdkt::worker {
namespace {

/// Notes which addresses were asked; answers nothing.
class Listening : public signing::Transport {
 public:
  Result<signing::TransportReply> post(const std::string& url, const std::string& /*type*/,
                                       const Bytes& /*body*/) override {
    return note(url);
  }
  Result<signing::TransportReply> get(const std::string& url) override { return note(url); }
  std::vector<std::string> asked;

 private:
  Result<signing::TransportReply> note(const std::string& url) {
    asked.push_back(url);
    return unavailableError("transport.connect", "away");
  }
};

}  // namespace

class AllowedHosts : public signing::LongTerm {
 protected:
  static WorkerSettings settings() {
    WorkerSettings out;
    out.command = {std::string(TDKT_BINARY_DIR) + "/tdkt", "worker"};
    return out;
  }
  Bytes signedBySomebodyAt(const std::string& url) {
    trust::CertificatePlan plan;
    plan.subject = {{"CN", "Addressed"}};
    plan.extensions = trust::extensionsFor(trust::Purpose::kSigner);
    plan.extensions.emplace_back(NID_info_access, "OCSP;URI:" + url);
    plan.days = 30;
    SystemRandom source;
    trust::KeyPtr key = trust::newKey(trust::KeyKind::kP256).value();
    trust::CertificatePtr x509 = trust::issue(plan, key.get(), &pki().issuing.own, pki().now, source).value();
    auto certificate = *signing::Certificate::fromDer(trust::toDer(i2d_X509, x509.get()));
    std::string pem = trust::keyPem(key.get()).value();
    const fakes::Identity who{{std::move(x509), std::move(key)}, std::move(pem), std::move(certificate)};
    return sign(fakes::smallPdf(), who, spec("Chair"));
  }
};

TEST_F(AllowedHosts, TheParentGoesOnlyWhereAnAdministratorAllowed) {
  VerifyEvidence evidence;
  evidence.trust = pki().trusted();
  evidence.allowedHosts = {"OCSP.example.vn"};
  Listening own;
  Listening strangers;
  Worker limited{settings()};
  ForeignVerifier verifier(limited, evidence, Roads{&own, &strangers});
  ASSERT_TRUE(verifier.verify(signedBySomebodyAt("http://evil.example/ocsp"), pki().now));
  EXPECT_TRUE(strangers.asked.empty());
  const auto report = verifier.verify(signedBySomebodyAt("http://ocsp.example.vn/ocsp"), pki().now);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->verdict, signing::Verdict::kIndeterminate);
  EXPECT_EQ(strangers.asked, std::vector<std::string>({"http://ocsp.example.vn/ocsp"}));
  EXPECT_TRUE(own.asked.empty());
}

TEST_F(AllowedHosts, ADatedTrustListReachesTheChild) {
  VerifyEvidence evidence;
  evidence.trust.anchors.push_back({pki().root.certificate, "Root"});
  evidence.crls = {fakes::TestPki::crlOf(pki().root, {}, pki().now),
                   fakes::TestPki::crlOf(pki().issuing, {}, pki().now)};
  Worker limited{settings()};
  const auto report = ForeignVerifier(limited, evidence, Roads{}).verify(once(), pki().now);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->verdict, signing::Verdict::kValid) << report->toJson();
  evidence.trust.anchors.front().until = pki().now;
  const auto ended = ForeignVerifier(limited, evidence, Roads{}).verify(once(), pki().now);
  EXPECT_TRUE(hasReason(*ended, "chain.not-trusted-then"));
}

}  // namespace tdkt::worker
