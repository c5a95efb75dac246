// Trust lists as files, and asking the network without being led astray or asking twice.
#include "signing/Trust.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "signing/OnlineSources.h"
#include "tests/unit/signing/LongTerm.h"

namespace tdkt::signing {
namespace {

using Json = nlohmann::ordered_json;

/// Notes which addresses were asked; answers nothing.
class Listening : public Transport {
 public:
  Result<TransportReply> post(const std::string& url, const std::string& /*type*/,
                              const Bytes& /*body*/) override {
    asked.push_back(url);
    return unavailableError("transport.connect", "away");
  }
  Result<TransportReply> get(const std::string& url) override {
    asked.push_back(url);
    return unavailableError("transport.connect", "away");
  }
  std::vector<std::string> asked;
};

/// Counts the questions that get through.
class Counting : public RevocationSource {
 public:
  explicit Counting(RevocationSource& inner) : inner_(inner) {}
  RevocationAnswer check(const Certificate& certificate, const Certificate& issuer, UtcTime at) override {
    ++count;
    return inner_.check(certificate, issuer, at);
  }
  int count = 0;

 private:
  RevocationSource& inner_;
};

}  // namespace

class TrustTest : public LongTerm {
 protected:
  Json list() const {
    return {{"anchors",
             {{{"name", "Root"},
               {"service", "both"},
               {"status", "granted"},
               {"from", "2020-01-01T00:00:00+07:00"},
               {"until", nullptr},
               {"certificate", pki().root.certificate.pem()}}}}};
  }
  std::string codeOf(const Json& json) const {
    const auto read = readTrustList(json.dump());
    return read ? "read" : read.error().code + " " + read.error().field;
  }
  /// A signer whose certificate carries addresses of the attacker's choice.
  fakes::Identity addressed(const std::string& url) {
    trust::CertificatePlan plan;
    plan.subject = {{"CN", "Addressed"}};
    plan.extensions = trust::extensionsFor(trust::Purpose::kSigner);
    plan.extensions.emplace_back(NID_info_access, "OCSP;URI:" + url);
    plan.extensions.emplace_back(NID_crl_distribution_points, "URI:" + url);
    plan.days = 30;
    SystemRandom source;
    trust::KeyPtr key = trust::newKey(trust::KeyKind::kP256).value();
    trust::CertificatePtr x509 = trust::issue(plan, key.get(), &pki().issuing.own, pki().now, source).value();
    Certificate certificate = *Certificate::fromDer(trust::toDer(i2d_X509, x509.get()));
    return {{std::move(x509), std::move(key)}, "", std::move(certificate)};
  }
};

TEST_F(TrustTest, AListNamesAuthoritiesWithTheirDates) {
  const auto read = readTrustList(list().dump());
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_TRUE(read->trusts(pki().root.certificate, false, pki().now));
  EXPECT_FALSE(read->trusts(pki().root.certificate, false, *parseIso("2019-06-01T00:00:00Z")));
  CrlSource crls = pki().crls();
  EXPECT_EQ(Verifier(*read, &crls).verify(once(), pki().now).verdict, Verdict::kValid);
}

TEST_F(TrustTest, AWithdrawnRowBeatsAGrantedOne) {
  Json two = list();
  two["anchors"].push_back(two["anchors"][0]);
  two["anchors"][1]["status"] = "withdrawn";
  two["anchors"][1]["from"] = "2026-01-01T00:00:00+07:00";
  const auto read = readTrustList(two.dump());
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->trusts(pki().root.certificate, false, *parseIso("2025-06-01T00:00:00Z")));
  EXPECT_FALSE(read->trusts(pki().root.certificate, false, pki().now));
  EXPECT_EQ(writeTrustList(*readTrustList(writeTrustList(*read))), writeTrustList(*read))
      << "it survives a trip";
}

TEST_F(TrustTest, AnIssuingAuthorityMayBeAnAnchor) {
  Json one = list();
  one["anchors"][0]["certificate"] = pki().issuing.certificate.pem();
  one["anchors"][0]["service"] = "signature";
  const auto read = readTrustList(one.dump());
  ASSERT_TRUE(read);
  CrlSource crls = pki().crls();
  EXPECT_EQ(Verifier(*read, &crls).verify(once(), pki().now).verdict, Verdict::kValid);
  EXPECT_FALSE(read->trusts(pki().issuing.certificate, true, pki().now)) << "not for time-stamps";
}

TEST_F(TrustTest, AMisspeltListIsRefusedWithThePlace) {
  Json bad = list();
  bad["anchors"][0]["untill"] = "2026-01-01T00:00:00Z";
  EXPECT_EQ(codeOf(bad), "signing.trust.malformed anchors[0].untill");
  bad = list();
  bad["anchors"][0]["until"] = "tomorrow";
  EXPECT_EQ(codeOf(bad), "signing.trust.malformed anchors[0].until");
  bad = list();
  bad["anchors"][0]["status"] = "maybe";
  EXPECT_EQ(codeOf(bad), "signing.trust.malformed anchors[0].status");
  bad = list();
  bad["algorithms"] = {{{"algorithm", "RSA"}}};
  EXPECT_EQ(codeOf(bad), "signing.trust.malformed algorithms[0].minBits");
  EXPECT_EQ(codeOf({{"anchors", Json::array()}}), "signing.trust.malformed anchors");
}

TEST_F(TrustTest, AnAlgorithmWithAnEndCountsBeforeIt) {
  Json json = list();
  json["algorithms"] = {{{"algorithm", "SHA-1"}, {"until", "2017-01-01T00:00:00Z"}},
                        {{"algorithm", "RSA"}, {"minBits", 2048}}};
  const auto read = readTrustList(json.dump());
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->algorithms.accepts("SHA-1", 0, *parseIso("2016-01-01T00:00:00Z")));
  EXPECT_FALSE(read->algorithms.accepts("SHA-1", 0, pki().now));
  EXPECT_FALSE(read->algorithms.accepts("RSA", 1024, pki().now));
  EXPECT_FALSE(read->algorithms.accepts("SHA-256", 0, pki().now)) << "a list replaces the standard policy";
}

TEST_F(TrustTest, AddressesOfStrangersAreFollowedToAllowedHostsOnly) {
  for (const char* url :
       {"http://127.0.0.1/ocsp", "http://evil.example/ocsp", "http://ocsp.example.vn@evil.example/",
        "http://ocsp.example.vn:8080/", "ftp://ocsp.example.vn/", "http://ocsp.example.vn.evil.example/",
        "http://evil.example/?ocsp.example.vn", "file:///etc/passwd", "http://[::1]/",
        "http://ocsp.example.vn%00/"}) {
    Listening transport;
    AddressedSource source({"ocsp.example.vn"}, transport, random);
    const auto answer = source.check(addressed(url).certificate, pki().issuing.certificate, pki().now);
    EXPECT_EQ(answer.state, RevocationState::kUnknown);
    EXPECT_TRUE(transport.asked.empty()) << url;
  }
  Listening transport;
  AddressedSource source({"OCSP.example.vn"}, transport, random);
  source.check(addressed("http://ocsp.example.vn/x").certificate, pki().issuing.certificate, pki().now);
  EXPECT_EQ(transport.asked.size(), 2U) << "the responder, then the list";
}

TEST_F(TrustTest, ABatchAsksOncePerCertificate) {
  OcspSource network("ocsp", services, random);
  Counting counting(network);
  fakes::FakeClock clock(pki().now);
  CachedSource cached(counting, clock);
  const auto ask = [&](UtcTime at) {
    return cached.check(chair().certificate, pki().issuing.certificate, at).state;
  };
  for (int i = 0; i < 50; ++i) EXPECT_EQ(ask(pki().now), RevocationState::kGood);
  EXPECT_EQ(counting.count, 1);
  clock.advance(std::chrono::minutes(6));
  services.time = clock.now();
  services.revoked = {{chair().certificate.serialHex(), clock.now()}};
  EXPECT_EQ(ask(clock.now()), RevocationState::kRevoked) << "soon seen";
  EXPECT_EQ(ask(pki().now), RevocationState::kGood) << "the same fact, asked about an earlier time";
  EXPECT_EQ(counting.count, 2);
  services.away = true;
  clock.advance(std::chrono::minutes(6));
  for (int i = 0; i < 50; ++i) EXPECT_EQ(ask(clock.now()), RevocationState::kUnknown);
  EXPECT_EQ(counting.count, 3) << "a service that is down is not asked once per file";
}

TEST_F(TrustTest, ReportsForPeopleEscapeWhatAFileSays) {
  SignatureSpec how = spec("Chair");
  how.field = "x<script>alert(1)</script>\x1b[31m";
  const auto report = verify(sign(fakes::smallPdf(), chair(), how));
  EXPECT_EQ(report.toHtml().find("<script"), std::string::npos);
  EXPECT_EQ(report.toText().find('\x1b'), std::string::npos);
  EXPECT_NE(report.toText().find("HỢP LỆ / VALID"), std::string::npos);
}

}  // namespace tdkt::signing
