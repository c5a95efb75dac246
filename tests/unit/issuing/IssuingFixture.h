#pragma once
// The whole issuing chain with real parts: engine, outbox, register, shipped templates, signer, verifier.

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>

#include "connector/issuing/IssuingWorker.h"
#include "connector/pages/Assets.h"
#include "connector/pages/DeskView.h"
#include "connector/pages/TemplateSet.h"
#include "tests/fakes/Province.h"
#include "tests/fakes/TestPki.h"

namespace tdkt::issuing {

using workflow::Outcome;
using workflow::Phase;

/// Keys and templates take time to make and never change.
struct Shared {
  fakes::TestPki pki;
  fakes::Identity chair = pki.signer("Nguyễn Đức Thịnh");
  fakes::Identity seal = pki.signer("ỦY BAN NHÂN DÂN TỈNH AN HÒA");
  std::unique_ptr<templates::Filler> decision = load("decision");
  std::unique_ptr<templates::Filler> certificate = load("certificate");
  DecisionWording wording = *loadWording(TDKT_SOURCE_DIR "/templates/pack/decision/1");
  workflow::RulePack rules = *workflow::RulePack::fromJson(fakes::sourceFile("workflow/packs/rules-vn.json"));

  static std::unique_ptr<templates::Filler> load(const std::string& form) {
    return std::move(
        *templates::loadTemplate(TDKT_SOURCE_DIR "/templates/pack/" + form + "/1", templates::kDebianFonts));
  }
};

inline const Shared& shared() {
  static const Shared once;
  return once;
}

inline std::shared_ptr<const signing::StampImage> image(const std::string& name) {
  return *signing::StampImage::fromPng(fakes::sourceFile("integration/demo_data/" + name + ".png"));
}

inline IssuerSettings settings() {
  IssuerSettings out;
  out.texts = {"",
               "ỦY BAN NHÂN DÂN TỈNH AN HÒA",
               "Chủ tịch Ủy ban nhân dân tỉnh An Hòa",
               "An Hòa",
               "tỉnh An Hòa",
               "",
               "CHỦ TỊCH",
               "Nguyễn Đức Thịnh",
               {"Như Điều 4"}};
  out.notation = "QĐ-UBND";
  out.publicUrl = "https://tdkt.example";
  out.verifyIdKey = Secret("a key of the test");
  out.signing.personImage = image("signature-chair");
  out.signing.sealImage = image("seal");
  return out;
}

/// Counts what is asked of the real key and remembers the digests.
class WatchedKey : public signing::KeyHolder {
 public:
  explicit WatchedKey(std::unique_ptr<signing::KeyHolder> real) : real_(std::move(real)) {}
  const signing::CertificateChain& chain() const override { return real_->chain(); }
  signing::SignatureAlgorithm algorithm() const override { return real_->algorithm(); }
  Result<Bytes> sign(const signing::SigningJobId& job, const signing::ToBeSigned& digest) override {
    {
      const std::lock_guard guard(mutex_);
      asked.push_back(digest.digest);
    }
    if (away) return unavailableError("signing.key.away", "the token was pulled out");
    return real_->sign(job, digest);
  }
  std::vector<Bytes> asked;
  bool away = false;

 private:
  std::mutex mutex_;
  std::unique_ptr<signing::KeyHolder> real_;
};

/// The trust services, counted.
class CountedServices : public fakes::LocalServices {
 public:
  using LocalServices::LocalServices;
  Result<signing::TransportReply> post(const std::string& url, const std::string& type,
                                       const Bytes& body) override {
    ++asked;
    return LocalServices::post(url, type, body);
  }
  std::atomic<int> asked = 0;
};

/// Raises by one more real revision (an invisible signature), once per level; may be away or at fault.
class SigningRaiser : public LevelRaiser {
 public:
  Result<Raised> raise(const Bytes& pdf, signing::Level target, std::chrono::hours /*within*/) override {
    ++calls;
    if (away) return unavailableError("signing.tsa.status", "away");
    if (refuses) return *refuses;
    if (rewrites) return Raised{pdf.substr(0, pdf.size() - 1) + " \n", until};
    const std::string field =
        std::string("raised-") + signing::toString(target) + "-" + std::to_string(renewal);
    if (pdf.find(field) != Bytes::npos) return Raised{pdf, until};
    signing::SignatureSpec spec;
    spec.field = field;
    spec.claimedAt = shared().pki.now;
    const signing::PadesSigner signer;
    TDKT_ASSIGN(const auto made, signer.prepare(signing::SigningJobId(field), pdf, key_->chain(), spec));
    TDKT_ASSIGN(const Bytes raw, key_->sign(made.job, made.toSign));
    TDKT_ASSIGN(Bytes raised, signer.complete(made, raw));
    return Raised{std::move(raised), until};
  }
  bool away = true;
  bool rewrites = false;
  std::optional<Error> refuses;
  std::optional<UtcTime> until;
  int renewal = 0;
  int calls = 0;

 private:
  std::unique_ptr<signing::KeyHolder> key_ = shared().pki.holder(shared().seal);
};

/// Lists of revoked certificates that may be out of reach.
class Lists : public signing::RevocationSource {
 public:
  signing::RevocationAnswer check(const signing::Certificate& certificate, const signing::Certificate& issuer,
                                  UtcTime at) override {
    if (away) {
      signing::RevocationAnswer unknown;
      unknown.detail = "away";
      return unknown;
    }
    return lists.check(certificate, issuer, at);
  }
  signing::CrlSource lists = shared().pki.crls();
  bool away = false;
};

class Issuing : public ::testing::TestWithParam<storage::Dialect> {
 protected:
  static std::vector<workflow::Line> lines(int count) { return workflow::testing::someLines(count); }

  /// Works until nothing is due; how many effects that were. What is put back waits for the clock.
  int drain() {
    int worked = 0;
    while (worker.runOnce()) ++worked;
    return worked;
  }
  std::string deadCode() {
    const auto rows = *province.outbox.unfinished(100);
    for (const auto& row : rows) {
      if (row.state == "dead") return row.errorCode;
    }
    return "";
  }
  std::int64_t deadRow() {
    const auto rows = *province.outbox.unfinished(100);
    for (const auto& row : rows) {
      if (row.state == "dead") return row.row;
    }
    return 0;
  }
  std::string waitingCode() {
    const auto rows = *province.outbox.unfinished(100);
    for (const auto& row : rows) {
      if (row.state == "due" && row.channel == "issuing") return row.errorCode;
    }
    return "";
  }
  IssuerParts parts() { return partsWith(*shared().certificate); }
  IssuerParts partsWith(const templates::Filler& certificate) {
    return {book,
            jobs,
            &extensionWorker,
            province.blobs,
            *shared().decision,
            certificate,
            shared().wording,
            shared().rules,
            chairKey,
            sealKey,
            stamper,
            revocation,
            roots,
            verifier,
            province.clock};
  }
  int raiseAll() {
    int raised = 0;
    while (extensionWorker.runOnce()) ++raised;
    return raised;
  }
  DossierId readyToSign() {
    const DossierId id = province.decided(lines(2));
    drain();
    return id;
  }
  DossierId readyToSeal() {
    const DossierId id = readyToSign();
    EXPECT_TRUE(province.act(id, "sign"));
    drain();
    return id;
  }
  DossierId issued() {
    const DossierId id = readyToSeal();
    EXPECT_TRUE(province.act(id, "seal"));
    drain();
    return id;
  }
  /// The same work once more, as a worker would that died before it could tick the effect off.
  Result<Results> again(const std::string& action, const DossierId& id) {
    return issuer.perform(action, EffectId("repeat"), province.load(id), office);
  }
  /// Of every blob there is.
  std::set<std::string> blobNames() const {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(province.folder.file("blobs"))) {
      if (entry.is_regular_file()) names.insert(entry.path().filename().string());
    }
    return names;
  }
  std::vector<IssuedFile> files(const DossierId& id) { return *book.filesOf(id); }
  signing::VerifyReport verify(const std::string& sha256) {
    return verifier.verify(*province.blobs.get(sha256), province.clock.now());
  }

  fakes::Province province{GetParam()};
  CountedServices services{shared().pki};
  WatchedKey chairKey{shared().pki.holder(shared().chair)};
  WatchedKey sealKey{shared().pki.holder(shared().seal)};
  signing::HttpTimeStamper stamper{"tsa", {shared().pki.root.certificate}, services, province.random};
  Lists revocation;
  std::vector<signing::Certificate> roots{shared().pki.root.certificate};
  signing::Verifier verifier{shared().pki.trusted(), &revocation};
  IssueRegister book{*province.database, province.clock};
  ExtensionJobs jobs{*province.database, province.clock, province.random};
  SigningRaiser raiser;
  ExtensionWorker extensionWorker{{jobs, book, province.blobs, raiser, verifier, province.clock}, {}};
  Issuer issuer{parts(), settings()};
  fakes::RememberingOffice office;
  IssuingWorker worker{province.outbox, province.store, province.engine, issuer,
                       [this](const OfficeId&) { return &office; }};
};

}  // namespace tdkt::issuing
