#include "connector/issuing/FileSigner.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

#include "connector/issuing/OwnMachineKey.h"
#include "workflow/base/Log.h"

namespace tdkt::issuing {
namespace {

using signing::PageBox;

PageBox pageBox(const SignatureBox& box) {
  return {box.page, box.x, box.y, box.width, box.height};
}

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
  explicit Batch(std::size_t files) : files_(files) {}

  /// The next file to work on; none after the last one or after a failure.
  std::optional<std::size_t> next() {
    if (failed_) return std::nullopt;
    const std::size_t index = next_++;
    return index < files_ ? std::optional(index) : std::nullopt;
  }
  void fail(std::size_t index, const Error& error) {
    const std::lock_guard guard(mutex_);
    if (!failed_ || index < failedIndex_) {
      error_ = error;
      failedIndex_ = index;
    }
    failed_ = true;
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
  Result<Done> outcome() const {
    if (failed_) return error_;
    return Done{};
  }

 private:
  const std::size_t files_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> failed_{false};
  std::mutex mutex_;
  std::size_t failedIndex_ = 0;
  Error error_;
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
  Batch batch(files.size());
  const auto work = [&] {
    while (const auto index = batch.next()) {
      try {
        const auto signedOne = signOne(files[*index], to, batch);
        if (!signedOne) batch.fail(*index, signedOne.error());
      } catch (const std::exception& e) {
        batch.fail(*index, bugError("issuing.exception", e.what(), files[*index].name));
      }
    }
  };
  {
    std::vector<std::jthread> helpers;
    const std::size_t wanted = std::min(settings_.threads, files.size());
    for (std::size_t i = 1; i < wanted; ++i) helpers.emplace_back(work);
    work();
  }
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
  if (lying && kept) TDKT_CHECK(forget({file.verifyId, signer, *kept}));
  TDKT_ASSIGN(const auto made, prepared(file, FileState::kPersonSigned));
  TDKT_ASSIGN(const auto handed, signing::handOver(made));
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

Result<signing::PreparedSignature> FileSigner::prepared(const IssuedFile& file, FileState to) {
  const bool person = to == FileState::kPersonSigned;
  TDKT_ASSIGN(const auto kept, parts_.issueRegister.findIntent(file.verifyId, signerName(to)));
  if (kept && parts_.blobs.has(*kept)) {
    TDKT_ASSIGN(const Bytes text, parts_.blobs.get(*kept));
    return signing::PreparedSignature::deserialize(text);
  }
  TDKT_ASSIGN(const Bytes pdf, parts_.blobs.get(person ? file.renderedSha256 : file.personSha256));
  signing::SignatureSpec spec;
  spec.field = person ? "signer" : "organisation";
  spec.box = person ? pageBox(file.signatureBox) : sealBox(file);
  for (const SignatureBox& text : file.keepClear) spec.keepClear.push_back(pageBox(text));
  spec.image = person ? settings_.personImage : settings_.sealImage;
  spec.algorithm = keyFor(to).algorithm();
  spec.reason = (person ? parts_.wording.personReason : parts_.wording.organisationReason).fill({});
  spec.claimedAt = parts_.clock.now();
  spec.willBeTimeStamped = settings_.level != signing::Level::kBasic;
  const signing::SigningJobId job(file.verifyId + "." + signerName(to));
  TDKT_ASSIGN(const auto made, signing::PadesSigner().prepare(job, pdf, keyFor(to).chain(), spec));
  TDKT_CHECK(keep(made, file.verifyId, signerName(to), kept));
  return made;
}

/// The row first: killed before the blob is whole, the next try finds a name without a blob and prepares
/// anew; the key was not asked yet.
Result<Done> FileSigner::keep(const signing::PreparedSignature& made, const std::string& verifyId,
                              const std::string& signer, const std::optional<std::string>& before) {
  const std::string text = made.serialize();
  const std::string sha256 = sha256Hex(text);
  if (before) {
    TDKT_CHECK(parts_.issueRegister.replaceIntent(verifyId, signer, *before, sha256));
  } else {
    TDKT_ASSIGN(const std::string first, parts_.issueRegister.keepIntent(verifyId, signer, sha256));
    if (first != sha256)
      return conflictError("issuing.intent", "another worker prepared this signature", verifyId);
  }
  TDKT_CHECK(parts_.blobs.put(text));
  return Done{};
}

Result<Done> FileSigner::forget(const IssueRegister::Intent& intent) {
  TDKT_CHECK(parts_.blobs.remove(intent.sha256));
  return parts_.issueRegister.forgetIntent(intent);
}

Result<Done> FileSigner::sweepIntents() {
  TDKT_ASSIGN(const auto spent, parts_.issueRegister.spentIntents());
  for (const auto& intent : spent) TDKT_CHECK(forget(intent));
  if (parts_.shelf != nullptr) TDKT_CHECK(parts_.shelf->sweep());
  return Done{};
}

Result<Bytes> FileSigner::complete(const signing::PreparedSignature& intent, const Bytes& raw,
                                   const IssuedFile& file, Batch& batch) {
  const signing::PadesSigner signer;
  if (settings_.level == signing::Level::kBasic) return signer.complete(intent, raw);
  auto why = batch.stamperAway();
  if (!why) {
    auto stamped = signer.completeWithTimeStamp(intent, raw, parts_.timeStamper);
    if (stamped || !serviceIsAway(stamped.error())) return stamped;
    why = stamped.error();
    batch.stamperIsAway(*why);
  }
  // Asked for before the signature is in the register: killed in between, a job too many finds nothing to do.
  TDKT_CHECK(parts_.extensions.enqueue(file.verifyId, settings_.level, *why));
  return signer.complete(intent, raw);
}

Result<Done> FileSigner::signOne(const IssuedFile& file, FileState to, Batch& batch) {
  if (file.state >= to) return Done{};
  TDKT_ASSIGN(const auto intent, prepared(file, to));
  TDKT_ASSIGN(const Bytes raw, keyFor(to).sign(intent.job, intent.toSign));
  TDKT_ASSIGN(const Bytes pdf, complete(intent, raw, file, batch));
  TDKT_CHECK(checkOutput(file, pdf, to == FileState::kPersonSigned ? 1 : 2));
  TDKT_ASSIGN(const std::string sha256, parts_.blobs.put(pdf));
  TDKT_CHECK(parts_.issueRegister.advance(file.verifyId, to, sha256));
  // The signature is in the register: what is left over costs room, not the signature. The next start sweeps.
  const std::string used = sha256Hex(intent.serialize());
  if (const auto forgotten = forget({file.verifyId, signerName(to), used}); !forgotten)
    log::warning("issuing.intent.left", {{"code", forgotten.error().code}});
  if (to == FileState::kPersonSigned && parts_.shelf != nullptr)
    TDKT_CHECK(parts_.shelf->forget(file.verifyId));
  return Done{};
}

Result<Done> FileSigner::checkOutput(const IssuedFile& file, const Bytes& pdf, std::size_t signatures) {
  const auto report = parts_.verifier.verify(pdf, parts_.clock.now());
  if (report.verdict == signing::Verdict::kValid && report.signatures.size() == signatures) return Done{};
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
