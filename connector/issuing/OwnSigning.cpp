#include "connector/issuing/OwnSigning.h"

#include <algorithm>
#include <map>

#include "connector/issuing/OwnMachineKey.h"
#include "connector/issuing/SignatureSorter.h"
#include "workflow/base/Log.h"
#include "workflow/base/Text.h"

namespace tdkt::issuing {
namespace {

using Stage = OwnSigningStatus::Stage;

constexpr std::size_t kLongestReason = 4000;

const workflow::PendingAction* signingStep(const workflow::DossierState& dossier) {
  const auto step = std::find_if(dossier.actions.begin(), dossier.actions.end(),
                                 [](const auto& action) { return action.action == "sign-person"; });
  return step == dossier.actions.end() ? nullptr : &*step;
}

std::string factOf(const workflow::DossierState& dossier, const char* name) {
  const auto it = dossier.facts.find(name);
  return it == dossier.facts.end() ? std::string() : it->second;
}

/// "handover.item.stale ×2": what the history keeps of refusals.
std::string codesOf(const std::vector<Receipt::Refused>& refused) {
  std::map<std::string, int> counts;
  for (const auto& one : refused) ++counts[one.code];
  std::string out;
  for (const auto& [code, count] : counts)
    out += (out.empty() ? "" : ", ") + code + (count > 1 ? " ×" + std::to_string(count) : "");
  return out;
}

/// Files are laid ready one after the other, and leave one after the other once they are signed.
Stage stageOf(const std::optional<outbox::OutboxRow>& row, const OwnSigningStatus& status, UtcTime now) {
  if (!row) return Stage::kNone;
  if (row->state == "dead") return Stage::kStopped;
  const bool wentThroughAll = row->errorCode == kSignerWaiting;
  if (status.waiting == 0)
    return wentThroughAll || !status.items.empty() ? Stage::kCompleting : Stage::kPreparing;
  return wentThroughAll && now < status.expiresAt ? Stage::kWaiting : Stage::kPreparing;
}

}  // namespace

std::string OwnSigningStatus::mark() const {
  return std::to_string(static_cast<int>(stage)) + "." + std::to_string(items.size() - waiting) + "." +
         std::to_string(stage == Stage::kWaiting ? expiresAt.millis / 1000 : 0);
}

Result<OwnSigningStatus> OwnSigning::status(const workflow::DossierState& dossier, const OfficialId& viewer) {
  OwnSigningStatus out;
  const auto* step = signingStep(dossier);
  if (viewer != signer_.official || step == nullptr) return out;
  TDKT_ASSIGN(const auto row, parts_.outbox.find(step->effect));
  TDKT_ASSIGN(out.items, parts_.shelf.itemsOf(dossier.id));
  for (const ShelfItem& item : out.items) {
    if (item.isSigned()) continue;
    if (out.waiting == 0 || item.expiresAt < out.expiresAt) out.expiresAt = item.expiresAt;
    ++out.waiting;
  }
  out.stage = stageOf(row, out, parts_.clock.now());
  return out;
}

Result<OwnSigningStatus> OwnSigning::requireOpen(const workflow::DossierState& dossier,
                                                 const OfficialId& viewer) {
  if (viewer != signer_.official) return deniedError("handover.official", "another official signs");
  TDKT_ASSIGN(auto now, status(dossier, viewer));
  if (now.stage == Stage::kNone || now.stage == Stage::kStopped)
    return conflictError("handover.over", "no signature is waited for");
  return now;
}

Result<DigestFile> OwnSigning::digestFile(const workflow::DossierState& dossier, const OfficialId& viewer) {
  TDKT_ASSIGN(const auto now, requireOpen(dossier, viewer));
  if (now.stage == Stage::kPreparing)
    return unavailableError("handover.preparing", "the digests are being made");
  if (now.stage == Stage::kCompleting) return conflictError("handover.over", "every signature is there");
  DigestFile out;
  out.dossier = dossier.header.number + "/" + dossier.header.notation;
  out.decision = factOf(dossier, "decision.number");
  out.subject = dossier.header.subject;
  out.signer = signer_.certificate.commonName();
  out.certificateSha256 = sha256Hex(signer_.certificate.der());
  out.expiresAt = now.expiresAt;
  for (const ShelfItem& item : now.items) {
    if (!item.isSigned()) out.items.push_back({item.name, item.renderedSha256, item.handed});
  }
  HandOverNote note;
  note.at = parts_.clock.now();
  note.official = viewer;
  note.files = static_cast<std::int64_t>(out.items.size());
  note.waiting = note.files;
  TDKT_CHECK(parts_.shelf.note(dossier.id, note));
  return out;
}

Result<Receipt> OwnSigning::take(const workflow::DossierState& dossier, const OfficialId& viewer,
                                 std::string_view file) {
  TDKT_ASSIGN(const auto now, requireOpen(dossier, viewer));
  TDKT_ASSIGN(const SignatureFile given, SignatureFile::fromJson(file));
  if (given.certificateSha256 != sha256Hex(signer_.certificate.der())) {
    return deniedError("handover.certificate", "signed with another certificate than the one that is set",
                       signer_.certificate.commonName());
  }
  SignatureSorter sorter(now.items, signer_.certificate, parts_.clock.now());
  for (const SignatureItem& item : given.items) sorter.add(item);
  Receipt receipt = sorter.receipt();
  receipt.waiting = now.waiting - receipt.taken;
  HandOverNote note{parts_.clock.now(),
                    viewer,
                    HandOverNote::Kind::kUploaded,
                    static_cast<std::int64_t>(receipt.taken),
                    static_cast<std::int64_t>(receipt.refused.size()),
                    static_cast<std::int64_t>(receipt.waiting),
                    codesOf(receipt.refused)};
  TDKT_CHECK(keep(dossier.id, signingStep(dossier)->effect, std::move(note), sorter.good()));
  log::info("handover.taken", {{"taken", std::to_string(receipt.taken)},
                               {"refused", std::to_string(receipt.refused.size())},
                               {"waiting", std::to_string(receipt.waiting)}});
  return receipt;
}

/// One commit: the signatures, who brought them, and that the step may go on.
Result<Done> OwnSigning::keep(const DossierId& dossier, const EffectId& effect, HandOverNote note,
                              const std::vector<std::pair<ShelfItem, Bytes>>& good) {
  if (good.empty() && note.refused == 0) return Done{};  // the same file again
  return parts_.database.transact([&]() -> Result<Done> {
    for (const auto& [item, signature] : good) TDKT_CHECK(parts_.shelf.keep(item, signature));
    TDKT_CHECK(parts_.shelf.note(dossier, note));
    TDKT_ASSIGN(const auto left, parts_.shelf.waitsUntil(dossier));
    if (left) return Done{};
    return parts_.outbox.wake(effect);
  });
}

Result<Done> OwnSigning::decline(const workflow::DossierState& dossier, const OfficialId& viewer,
                                 const std::string& reason) {
  TDKT_CHECK(requireOpen(dossier, viewer));
  const auto text = text::nfc(reason);
  if (!text || text->empty() || text->size() > kLongestReason)
    return inputError("workflow.reason.missing", "a reason is needed, at most 4000 octets");
  const HandOverNote note{parts_.clock.now(), viewer, HandOverNote::Kind::kDeclined, 0, 0, 0, *text};
  return parts_.database.transact([&]() -> Result<Done> {
    TDKT_CHECK(parts_.outbox.stop(signingStep(dossier)->effect,
                                  deniedError("handover.declined", "the signer declined", *text)));
    return parts_.shelf.note(dossier.id, note);
  });
}

}  // namespace tdkt::issuing
