// What FileSigner keeps of a prepared signature before a key is asked, and how it comes by it again.

#include <nlohmann/json.hpp>

#include "connector/issuing/FileSigner.h"
#include "workflow/base/Json.h"
#include "workflow/base/Log.h"

namespace tdkt::issuing {
namespace {

constexpr std::size_t kInRow = 1024;  // what is kept of a prepared signature and is no longer needs no blob
constexpr std::size_t kRevisionRoom = 96U << 10U;  // so that a usual revision is appended without a copy

std::string pemOf(const signing::CertificateChain& chain) {
  std::string out;
  for (const signing::Certificate& certificate : chain) out += certificate.pem();
  return out;
}

}  // namespace

Result<FileSigner::Prepared> FileSigner::prepared(const IssuedFile& file, FileState to, const Kept& kept) {
  const bool person = to == FileState::kPersonSigned;
  TDKT_ASSIGN(HashedOctets octets,
              parts_.blobs.open(person ? file.renderedSha256 : file.personSha256, kRevisionRoom));
  IssueRegister::NewIntent intent{file.verifyId, signerName(to), {}, std::nullopt};
  TDKT_ASSIGN(const Kept known, textOf(kept));
  if (known) {
    TDKT_ASSIGN(auto again, fromText(known->text, file, to, octets));
    intent.kept = *kept;
    if (again) return Prepared{std::move(octets), std::move(*again), std::move(intent), false};
    // The key was replaced meanwhile, or program or settings: nobody can complete that one any more.
    if (kept->text.empty()) TDKT_CHECK(parts_.blobs.remove(kept->sha256));
  }
  if (kept) intent.before = kept->sha256;
  const UtcTime now = parts_.clock.now();
  TDKT_ASSIGN(auto made, prepareAt(now, file, to, octets));
  intent.kept.text = textOf(made, to, now);
  intent.kept.sha256 = sha256Hex(intent.kept.text);
  return Prepared{std::move(octets), std::move(made), std::move(intent), true};
}

/// With its text, wherever that is; none when its blob was never written.
Result<FileSigner::Kept> FileSigner::textOf(const Kept& kept) const {
  if (!kept || !kept->text.empty()) return kept;
  if (!parts_.blobs.has(kept->sha256)) return Kept();
  TDKT_ASSIGN(Bytes text, parts_.blobs.get(kept->sha256));
  return Kept({kept->sha256, std::move(text)});
}

/// What is kept of a prepared signature; its source has a blob of its own.
std::string FileSigner::textOf(const signing::PreparedSignature& made, FileState to,
                               UtcTime claimedAt) const {
  if (to == FileState::kPersonSigned && parts_.shelf != nullptr) return made.serialize();
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
                                                                       HashedOctets& octets) {
  TDKT_ASSIGN(const auto parsed, json::parse(text, json::Limits{512U << 20U, 4}));
  const auto claimedAt = parsed.is_object() ? parsed.find("claimedAt") : parsed.end();
  if (claimedAt == parsed.end()) {
    TDKT_ASSIGN(auto state, signing::PreparedSignature::deserialize(text));
    if (state.certificateChainPem != pemOf(keyFor(to).chain()))
      return std::optional<signing::PreparedSignature>();
    return std::optional(std::move(state));
  }
  if (!claimedAt->is_number_integer())
    return corruptError("signing.prepared.malformed", "missing or of another kind", "claimedAt");
  const UtcTime at{claimedAt->get<std::int64_t>()};
  auto made = prepareAt(at, file, to, octets);  // a certificate of today may not have been valid then
  if (made && textOf(*made, to, at) == text) return std::optional(std::move(*made));
  log::warning("issuing.intent.changed", {{"file", file.verifyId}});
  return std::optional<signing::PreparedSignature>();
}

/// All new intents are in the register before any key is asked.
Result<Done> FileSigner::keep(std::vector<Work>& works) {
  std::vector<IssueRegister::NewIntent> small;
  for (Work& work : works) {
    if (!work.prepared.isNew) continue;
    if (work.prepared.intent.kept.text.size() <= kInRow) {
      small.push_back(work.prepared.intent);
    } else {
      TDKT_CHECK(keepLarge(work.prepared.intent));
      work.prepared.intent.kept.text.clear();
    }
  }
  return small.empty() ? Done{} : parts_.issueRegister.keepIntents(small);
}

/// The row first: killed before the blob is whole, the next try finds a name without a blob and prepares
/// anew; the key was not asked yet.
Result<Done> FileSigner::keepLarge(const IssueRegister::NewIntent& intent) {
  IssueRegister::NewIntent row = intent;
  row.kept.text.clear();
  TDKT_CHECK(parts_.issueRegister.keepIntents({row}));
  TDKT_CHECK(parts_.blobs.put(intent.kept.text, intent.kept.sha256));
  return Done{};
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

}  // namespace tdkt::issuing
