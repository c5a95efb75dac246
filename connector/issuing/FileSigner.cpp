#include "connector/issuing/FileSigner.h"

#include <map>
#include <mutex>
#include <nlohmann/json.hpp>

#include "connector/issuing/OwnMachineKey.h"
#include "connector/issuing/Workers.h"
#include "workflow/base/Json.h"
#include "workflow/base/Log.h"

namespace tdkt::issuing {
namespace {

using signing::PageBox;

PageBox pageBox(const SignatureBox& box) {
  return {box.page, box.x, box.y, box.width, box.height};
}

std::string pemOf(const signing::CertificateChain& chain) {
  std::string out;
  for (const signing::Certificate& certificate : chain) out += certificate.pem();
  return out;
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
  explicit Batch(std::map<std::string, std::string> intents) : intents_(std::move(intents)) {}

  /// The prepared signature an earlier try kept.
  std::optional<std::string> intentFor(const std::string& verifyId) const {
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
  Result<Done> outcome() const {
    if (error_) return *error_;
    return Done{};
  }

 private:
  const std::map<std::string, std::string> intents_;
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
  shareOut(files.size(), settings_.threads, [&](std::size_t index) {
    const IssuedFile& file = files[index];
    const auto signedOne = guarded([&] { return signOne(file, to, batch); }, file.name);
    if (!signedOne) batch.fail(index, signedOne.error());
    return signedOne.ok();
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
  TDKT_ASSIGN(const auto made,
              prepared(file, FileState::kPersonSigned, again ? kept : std::optional<std::string>()));
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

Result<FileSigner::Prepared> FileSigner::prepared(const IssuedFile& file, FileState to,
                                                  const std::optional<std::string>& kept) {
  const bool person = to == FileState::kPersonSigned;
  TDKT_ASSIGN(const Bytes pdf, parts_.blobs.get(person ? file.renderedSha256 : file.personSha256));
  if (kept && parts_.blobs.has(*kept)) {
    TDKT_ASSIGN(const Bytes text, parts_.blobs.get(*kept));
    TDKT_ASSIGN(auto again, fromText(text, file, to, pdf));
    if (again) return Prepared{std::move(*again), *kept};
    // The key was replaced meanwhile, or program or settings: nobody can complete that one any more.
    TDKT_CHECK(parts_.blobs.remove(*kept));
  }
  const UtcTime now = parts_.clock.now();
  TDKT_ASSIGN(auto made, prepareAt(now, file, to, pdf));
  TDKT_ASSIGN(auto sha256, keep(textOf(made, to, now, pdf.size()), file, signerName(to), kept));
  return Prepared{std::move(made), std::move(sha256)};
}

/// What is kept of a prepared signature; its source has a blob of its own.
std::string FileSigner::textOf(const signing::PreparedSignature& made, FileState to, UtcTime claimedAt,
                               std::size_t source) const {
  if (to == FileState::kPersonSigned && parts_.shelf != nullptr) return made.serialize(source);
  nlohmann::ordered_json out;
  out["job"] = made.job.text();
  out["claimedAt"] = claimedAt.millis;
  out["digest"] = toBase64(made.toSign.digest);
  return out.dump();
}

/// The state that textOf() kept; none when program or settings have changed so that it cannot be made again:
/// no signature over it was kept, so nothing is signed twice.
Result<std::optional<signing::PreparedSignature>> FileSigner::fromText(const std::string& text,
                                                                       const IssuedFile& file, FileState to,
                                                                       const Bytes& pdf) {
  TDKT_ASSIGN(const auto parsed, json::parse(text, json::Limits{512U << 20U, 4}));
  const auto claimedAt = parsed.is_object() ? parsed.find("claimedAt") : parsed.end();
  if (claimedAt == parsed.end()) {
    TDKT_ASSIGN(auto state, signing::PreparedSignature::deserialize(text));
    if (state.certificateChainPem != pemOf(keyFor(to).chain()))
      return std::optional<signing::PreparedSignature>();
    TDKT_CHECK(state.attach(pdf));
    return std::optional(std::move(state));
  }
  if (!claimedAt->is_number_integer())
    return corruptError("signing.prepared.malformed", "missing or of another kind", "claimedAt");
  const UtcTime at{claimedAt->get<std::int64_t>()};
  auto made = prepareAt(at, file, to, pdf);  // a certificate of today may not have been valid then
  if (made && textOf(*made, to, at, pdf.size()) == text) return std::optional(std::move(*made));
  log::warning("issuing.intent.changed", {{"file", file.verifyId}});
  return std::optional<signing::PreparedSignature>();
}

Result<signing::PreparedSignature> FileSigner::prepareAt(UtcTime claimedAt, const IssuedFile& file,
                                                         FileState to, const Bytes& pdf) {
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
  return signing::PadesSigner().prepare(job, pdf, keyFor(to).chain(), spec);
}

/// The row first: killed before the blob is whole, the next try finds a name without a blob and prepares
/// anew; the key was not asked yet.
Result<std::string> FileSigner::keep(const std::string& text, const IssuedFile& file,
                                     const std::string& signer, const std::optional<std::string>& before) {
  const std::string sha256 = sha256Hex(text);
  if (before) {
    TDKT_CHECK(parts_.issueRegister.replaceIntent(file.verifyId, signer, *before, sha256));
  } else {
    TDKT_ASSIGN(const std::string first, parts_.issueRegister.keepIntent(file.verifyId, signer, sha256));
    if (first != sha256)
      return conflictError("issuing.intent", "another worker prepared this signature", file.verifyId);
  }
  return parts_.blobs.put(text, sha256);
}

Result<Done> FileSigner::forget(const std::vector<IssueRegister::Intent>& intents) {
  for (const auto& intent : intents) TDKT_CHECK(parts_.blobs.remove(intent.sha256));
  return parts_.issueRegister.forgetIntents(intents);
}

Result<Done> FileSigner::sweepIntents() {
  TDKT_ASSIGN(const auto spent, parts_.issueRegister.spentIntents());
  TDKT_CHECK(forget(spent));
  if (parts_.shelf != nullptr) TDKT_CHECK(parts_.shelf->sweep());
  return Done{};
}

Result<Bytes> FileSigner::complete(signing::PreparedSignature intent, const Bytes& raw,
                                   const IssuedFile& file, Batch& batch) {
  const signing::PadesSigner signer;
  if (settings_.level == signing::Level::kBasic) return signer.complete(std::move(intent), raw);
  auto why = batch.stamperAway();
  if (!why) {
    auto stamped = signer.completeWithTimeStamp(intent, raw, parts_.timeStamper);
    if (stamped || !serviceIsAway(stamped.error())) return stamped;
    why = stamped.error();
    batch.stamperIsAway(*why);
  }
  // Asked for before the signature is in the register: killed in between, a job too many finds nothing to do.
  TDKT_CHECK(parts_.extensions.enqueue(file.verifyId, settings_.level, *why));
  return signer.complete(std::move(intent), raw);
}

Result<Done> FileSigner::signOne(const IssuedFile& file, FileState to, Batch& batch) {
  if (file.state >= to) return Done{};
  TDKT_ASSIGN(auto intent, prepared(file, to, batch.intentFor(file.verifyId)));
  TDKT_ASSIGN(const Bytes raw, keyFor(to).sign(intent.state.job, intent.state.toSign));
  TDKT_ASSIGN(const Bytes pdf, complete(std::move(intent.state), raw, file, batch));
  TDKT_ASSIGN(const std::string sha256, checkOutput(file, pdf, to == FileState::kPersonSigned ? 1 : 2));
  TDKT_CHECK(parts_.blobs.put(pdf, sha256));
  TDKT_CHECK(parts_.issueRegister.advance(file.verifyId, to, sha256));
  // Its row goes with those of the whole batch; a blob that stays is taken away by the next start.
  if (parts_.blobs.remove(intent.sha256)) batch.used({file.verifyId, signerName(to), intent.sha256});
  if (to == FileState::kPersonSigned && parts_.shelf != nullptr)
    TDKT_CHECK(parts_.shelf->forget(file.verifyId));
  return Done{};
}

Result<std::string> FileSigner::checkOutput(const IssuedFile& file, const Bytes& pdf,
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
