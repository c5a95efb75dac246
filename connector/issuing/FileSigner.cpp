#include "connector/issuing/FileSigner.h"

#include <algorithm>
#include <map>
#include <mutex>

#include "connector/issuing/OwnMachineKey.h"
#include "connector/issuing/Workers.h"
#include "workflow/base/Log.h"

namespace tdkt::issuing {
namespace {

using signing::PageBox;

PageBox pageBox(const SignatureBox& box) {
  return {box.page, box.x, box.y, box.width, box.height};
}

constexpr std::size_t kTogether = 8;  ///< files whose rows share a commit

bool serviceIsAway(const Error& error) {
  return error.kind == ErrorKind::kUnavailable || error.kind == ErrorKind::kInDoubt;
}

}  // namespace

const char* signerName(FileState to) {
  return to == FileState::kPersonSigned ? "person" : "organisation";
}

/// What the threads of one signAll() share.
class FileSigner::Batch {
 public:
  explicit Batch(std::map<std::string, IssueRegister::IntentText> intents) : intents_(std::move(intents)) {}

  /// The prepared signature an earlier try kept.
  Kept intentFor(const std::string& verifyId) const {
    const auto found = intents_.find(verifyId);
    return found == intents_.end() ? std::nullopt : std::optional(found->second);
  }
  void used(IssueRegister::Intent intent) {
    const std::lock_guard guard(mutex_);
    used_.push_back(std::move(intent));
  }
  const std::vector<IssueRegister::Intent>& used() const { return used_; }
  void fail(std::size_t index, const Error& error) {
    const std::lock_guard guard(mutex_);
    if (!error_ || index < failedIndex_) {
      error_ = error;
      failedIndex_ = index;
    }
  }
  /// One file waited in vain for the time-stamp service: the others of the batch need not wait, too.
  void stamperIsAway(const Error& why) {
    const std::lock_guard guard(mutex_);
    if (!away_) log::warning("issuing.level.lowered", {{"code", why.code}, {"detail", why.detail}});
    away_ = why;
  }
  std::optional<Error> stamperAway() {
    const std::lock_guard guard(mutex_);
    return away_;
  }
  Result<Done> outcome() {
    const std::lock_guard guard(mutex_);
    if (error_) return *error_;
    return Done{};
  }

 private:
  const std::map<std::string, IssueRegister::IntentText> intents_;
  std::mutex mutex_;
  std::vector<IssueRegister::Intent> used_;
  std::size_t failedIndex_ = 0;
  std::optional<Error> error_;
  std::optional<Error> away_;
};

Result<Done> FileSigner::checkKey(FileState to) {
  const bool person = to == FileState::kPersonSigned;
  return checkSigner(keyFor(to), person ? settings_.person : settings_.organisation, parts_.roots,
                     parts_.revocation, parts_.clock.now());
}

Result<Done> FileSigner::preflight() {
  for (const FileState to : {FileState::kPersonSigned, FileState::kOrganisationSigned}) {
    const auto checked = checkKey(to);
    if (!checked && !serviceIsAway(checked.error())) return checked.error();
  }
  return Done{};
}

Result<Done> FileSigner::signAll(const std::vector<IssuedFile>& files, FileState to) {
  TDKT_CHECK(checkKey(to));
  if (to == FileState::kPersonSigned && parts_.shelf != nullptr) TDKT_CHECK(handOverAll(files));
  if (files.empty()) return Done{};
  TDKT_ASSIGN(auto intents, parts_.issueRegister.intentsOf(files.front().dossier, signerName(to)));
  Batch batch(std::move(intents));
  const std::size_t groups = (files.size() + kTogether - 1) / kTogether;
  shareOut(groups, settings_.threads, [&](std::size_t group) {
    std::vector<Work> works;
    const std::size_t end = std::min(files.size(), (group + 1) * kTogether);
    bool good = true;
    for (std::size_t i = group * kTogether; good && i < end; ++i) {
      const IssuedFile& file = files[i];
      if (file.state >= to) continue;
      const auto made = guarded(
          [&]() -> Result<Done> {
            TDKT_ASSIGN(auto one, prepared(file, to, batch.intentFor(file.verifyId)));
            works.push_back({i, &file, std::move(one)});
            return Done{};
          },
          file.name);
      if (!made) batch.fail(i, made.error());
      good = made.ok();
    }
    if (works.empty()) return good;
    const std::size_t first = works.front().index;
    const auto signedSome = guarded([&] { return signSome(std::move(works), to, batch); }, files[first].name);
    if (!signedSome) batch.fail(first, signedSome.error());
    return good && signedSome.ok() && batch.outcome().ok();
  });
  // The signatures are in the register: what is left over costs room, not the signatures. The next start
  // sweeps.
  if (const auto forgotten = parts_.issueRegister.forgetIntents(batch.used()); !forgotten)
    log::warning("issuing.intent.left", {{"code", forgotten.error().code}});
  return batch.outcome();
}

Result<Done> FileSigner::handOverAll(const std::vector<IssuedFile>& files) {
  std::size_t waiting = 0;
  for (const IssuedFile& file : files) {
    if (file.state >= FileState::kPersonSigned) continue;
    TDKT_ASSIGN(const bool broughtBack, handOverOne(file));
    waiting += broughtBack ? 0U : 1U;
  }
  if (waiting == 0) return Done{};
  return unavailableError(kSignerWaiting,
                          std::to_string(waiting) + " signatures of the official's own machine are missing");
}

/// Lays the file's digest on the shelf, made anew when its time is over or the certificate is another one; is
/// its signature there?
Result<bool> FileSigner::handOverOne(const IssuedFile& file) {
  const char* signer = signerName(FileState::kPersonSigned);
  const UtcTime now = parts_.clock.now();
  const std::string certificate = sha256Hex(parts_.personKey.chain().front().der());
  TDKT_ASSIGN(const auto lying, parts_.shelf->find(file.verifyId));
  TDKT_ASSIGN(const auto kept, parts_.issueRegister.findIntent(file.verifyId, signer));
  if (lying && lying->certificateSha256 == certificate && kept && parts_.blobs.has(*kept)) {
    if (lying->isSigned()) return true;
    if (now < lying->expiresAt) return false;
  }
  if (lying && kept) TDKT_CHECK(forget({{file.verifyId, signer, *kept}}));
  const bool again = !lying && kept;
  std::vector<Work> works;
  TDKT_ASSIGN(auto one, prepared(file, FileState::kPersonSigned, again ? Kept({*kept, ""}) : Kept()));
  works.push_back({0, &file, std::move(one)});
  TDKT_CHECK(keep(works));
  Prepared& made = works.front().prepared;
  TDKT_CHECK(made.state.attach(made.octets.view()));
  TDKT_ASSIGN(const auto handed, signing::handOver(made.state));
  TDKT_CHECK(parts_.shelf->stage(file, handed, certificate, now.plus(settings_.handOverFor)));
  return false;
}

/// The seal lies over a third of the person's image as it is drawn, not of the room it was given.
PageBox FileSigner::sealBox(const IssuedFile& file) const {
  const PageBox room = pageBox(file.signatureBox);
  const PageBox drawn = settings_.personImage ? signing::drawnBox(room, *settings_.personImage) : room;
  return signing::sealBoxFor(drawn, settings_.sealWidthMillimetres);
}

Result<Done> FileSigner::checkRoom(const IssuedFile& file) const {
  const PageBox seal = sealBox(file);
  for (const SignatureBox& text : file.keepClear) {
    if (seal.x < text.x + text.width && text.x < seal.x + seal.width && seal.y < text.y + text.height &&
        text.y < seal.y + seal.height) {
      return inputError("issuing.template.crowded", "the seal would cover text beside the signer's block",
                        file.name);
    }
  }
  return Done{};
}

Result<signing::PreparedSignature> FileSigner::prepareAt(UtcTime claimedAt, const IssuedFile& file,
                                                         FileState to, HashedOctets& octets) {
  const bool person = to == FileState::kPersonSigned;
  signing::SignatureSpec spec;
  spec.field = person ? "signer" : "organisation";
  spec.box = person ? pageBox(file.signatureBox) : sealBox(file);
  for (const SignatureBox& text : file.keepClear) spec.keepClear.push_back(pageBox(text));
  spec.image = person ? settings_.personImage : settings_.sealImage;
  spec.algorithm = keyFor(to).algorithm();
  spec.reason = (person ? parts_.wording.personReason : parts_.wording.organisationReason).fill({});
  spec.claimedAt = claimedAt;
  spec.willBeTimeStamped = settings_.level != signing::Level::kBasic;
  const signing::SigningJobId job(file.verifyId + "." + signerName(to));
  return (person ? personSigner_ : organisationSigner_).prepareAfter(job, octets, keyFor(to).chain(), spec);
}

/// The finished revision.
Result<Bytes> FileSigner::complete(Work& work, const Bytes& raw, Batch& batch) {
  const signing::PadesSigner& signer = personSigner_;  // completing is the same for both
  auto& [octets, state, intent, isNew] = work.prepared;
  if (settings_.level == signing::Level::kBasic)
    return signer.completeAfter(std::move(state), octets, raw, nullptr);
  auto why = batch.stamperAway();
  if (!why) {
    auto stamped = signer.completeAfter(state, octets, raw, &parts_.timeStamper);
    if (stamped || !serviceIsAway(stamped.error())) return stamped;
    why = stamped.error();
    batch.stamperIsAway(*why);
  }
  // Asked for before the signature is in the register: killed in between, a job too many finds nothing to do.
  TDKT_CHECK(parts_.extensions.enqueue(work.file->verifyId, settings_.level, *why));
  return signer.completeAfter(std::move(state), octets, raw, nullptr);
}

Result<Done> FileSigner::signSome(std::vector<Work> works, FileState to, Batch& batch) {
  TDKT_CHECK(keep(works));
  std::vector<IssueRegister::Step> steps;
  std::vector<IssueRegister::Intent> used;
  for (Work& work : works) {
    Result<std::string> sha256 = std::string();
    const auto made = guarded(
        [&]() -> Result<Done> {
          TDKT_ASSIGN(sha256, signOne(work, to, batch));
          return Done{};
        },
        work.file->name);
    if (!made) {
      batch.fail(work.index, made.error());
      break;
    }
    steps.push_back({work.file->verifyId, *sha256});
    used.push_back({work.file->verifyId, signerName(to), work.prepared.intent.kept.sha256});
    work.prepared.octets = HashedOctets(Bytes());  // the others of the group need the room
  }
  TDKT_CHECK(parts_.issueRegister.advance(steps, to));
  for (std::size_t i = 0; i < used.size(); ++i) {
    // Its row goes with those of the whole batch; a blob that stays is taken away by the next start.
    const bool inRow = !works[i].prepared.intent.kept.text.empty();
    if (inRow || parts_.blobs.remove(used[i].sha256)) batch.used(used[i]);
    if (to == FileState::kPersonSigned && parts_.shelf != nullptr)
      TDKT_CHECK(parts_.shelf->forget(used[i].verifyId));
  }
  return Done{};
}

/// The digest of the signed file, which is in the store and found good.
Result<std::string> FileSigner::signOne(Work& work, FileState to, Batch& batch) {
  const auto& state = work.prepared.state;
  TDKT_ASSIGN(const Bytes raw, keyFor(to).sign(state.job, state.toSign));
  TDKT_ASSIGN(const Bytes revision, complete(work, raw, batch));
  HashedOctets& pdf = work.prepared.octets;
  pdf.append(revision);
  TDKT_ASSIGN(const std::string sha256, checkOutput(*work.file, pdf, to == FileState::kPersonSigned ? 1 : 2));
  TDKT_CHECK(parts_.blobs.put(pdf.view(), sha256));
  return sha256;
}

Result<std::string> FileSigner::checkOutput(const IssuedFile& file, HashedOctets& pdf,
                                            std::size_t signatures) {
  const auto report = parts_.verifier.verify(pdf, parts_.clock.now());
  if (report.verdict == signing::Verdict::kValid && report.signatures.size() == signatures)
    return report.sha256;
  std::string why;
  for (const auto& signature : report.signatures) {
    for (const auto& reason : signature.reasons) why += reason.code + " ";
  }
  for (const auto& reason : report.reasons) why += reason.code + " ";
  if (report.verdict == signing::Verdict::kIndeterminate) {
    return unavailableError("issuing.output.undetermined", "our verifier cannot tell yet: " + why, file.name);
  }
  return corruptError("issuing.output.invalid", "our verifier refuses our own output: " + why, file.name);
}

}  // namespace tdkt::issuing
