#pragma once
// The issuing chain with a chair whose key is on his own machine.

#include "connector/issuing/OwnMachineKey.h"
#include "connector/issuing/OwnSigning.h"
#include "tests/unit/issuing/IssuingFixture.h"

namespace tdkt::issuing {

class OwnMachine : public Issuing {
 protected:
  IssuerParts ownParts() {
    IssuerParts out = parts();
    return {out.issueRegister,
            out.extensions,
            out.extensionWorker,
            out.blobs,
            out.decisionTemplate,
            out.certificateTemplate,
            out.wording,
            out.rules,
            *ownKey,
            out.organisationKey,
            out.timeStamper,
            out.revocation,
            out.roots,
            out.verifier,
            out.clock,
            &shelf};
  }
  int work() {
    int worked = 0;
    while (ownWorker.runOnce()) ++worked;
    return worked;
  }
  /// The chair has agreed to sign; his digests lie ready.
  DossierId waiting(int count = 2) {
    const DossierId id = province.decided(lines(count));
    work();
    EXPECT_TRUE(province.act(id, "sign"));
    work();
    return id;
  }
  OwnSigningStatus status(const DossierId& id) { return *signing.status(province.load(id), chair); }
  Result<DigestFile> fetch(const DossierId& id) { return signing.digestFile(province.load(id), chair); }
  Result<Receipt> bring(const DossierId& id, const SignatureFile& file) {
    return signing.take(province.load(id), chair, file.toJson());
  }
  /// What `tdkt sign batch` does, with this key.
  static SignatureFile signedWith(signing::KeyHolder& key, const DigestFile& file) {
    SignatureFile out;
    out.certificateSha256 = sha256Hex(key.chain().front().der());
    for (const auto& item : file.items) {
      const auto raw = key.sign(item.handed.job, {item.handed.algorithm.hash, item.handed.digest});
      EXPECT_TRUE(raw);
      out.items.push_back({item.handed.job.text(), toHex(item.handed.digest), *raw});
    }
    return out;
  }
  SignatureFile signedByChair(const DigestFile& file) { return signedWith(chairKey, file); }
  static std::vector<std::string> codes(const Receipt& receipt) {
    std::vector<std::string> out;
    for (const auto& one : receipt.refused) out.push_back(one.code);
    return out;
  }

  const OfficialId chair{"off-thinh"};
  SigningShelf shelf{*province.database, province.clock};
  std::unique_ptr<OwnMachineKey> ownKey = std::move(*OwnMachineKey::open(
      {shared().chair.certificate, shared().pki.issuing.certificate}, std::nullopt, shelf));
  Issuer ownIssuer{ownParts(), settings()};
  IssuingWorker ownWorker{province.outbox, province.store, province.engine, ownIssuer,
                          [this](const OfficeId&) { return &office; }};
  OwnSigning signing{{*province.database, shelf, province.outbox, province.clock},
                     {chair, shared().chair.certificate}};
};

}  // namespace tdkt::issuing
