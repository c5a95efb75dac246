#include "signing/PadesSigner.h"

#include <algorithm>
#include <exception>
#include <mutex>

#include "signing/FileOctets.h"
#include "signing/cms/CmsBuilder.h"
#include "signing/cms/Digest.h"
#include "signing/pdf/SignatureRevision.h"

namespace tdkt::signing {

/// Made by prepare() and never changed: states share it.
struct FreshState {
  CertificateChain chain;
  cms::CmsForm form;
  Bytes digest;  ///< of what /ByteRange covers
  // As they were made in PreparedSignature: with others, the state is not this one.
  Bytes toSign;
  std::array<std::uint64_t, 4> range{};
  std::size_t size = 0;
};

/// The form of the CMS for the chain that signed last. Thread-safe.
class FormMemory {
 public:
  struct Made {
    cms::CmsForm form;
    Bytes pem;  ///< of the chain
  };
  Result<Made> of(const CertificateChain& chain, const SignatureAlgorithm& algorithm) {
    {
      const std::lock_guard guard(mutex_);
      if (made_ && algorithm == algorithm_ && isThis(chain)) return *made_;
    }
    Made fresh;
    TDKT_ASSIGN(fresh.form, cms::CmsForm::of(chain, algorithm));
    for (const Certificate& certificate : chain) fresh.pem += certificate.pem();
    const std::lock_guard guard(mutex_);
    made_ = fresh;
    chain_ = chain;
    algorithm_ = algorithm;
    return fresh;
  }

 private:
  /// The very same objects: a key holder's chain stays what it is.
  bool isThis(const CertificateChain& chain) const {
    return std::equal(chain.begin(), chain.end(), chain_.begin(), chain_.end(),
                      [](const Certificate& a, const Certificate& b) { return a.native() == b.native(); });
  }
  std::mutex mutex_;
  CertificateChain chain_;
  SignatureAlgorithm algorithm_;
  std::optional<Made> made_;
};

namespace {

Result<Done> mayBeUsed(const CertificateChain& chain, UtcTime at) {
  if (chain.empty()) return inputError("signing.certificate.none", "no certificate was given");
  const Certificate& leaf = chain.front();
  if (at < leaf.notBefore() || leaf.notAfter() < at) {
    return inputError("signing.certificate.expired", "not valid at the time of signing");
  }
  if (!leaf.maySignDocuments())
    return inputError("signing.certificate.usage", "key usage forbids signing documents");
  return Done{};
}

/// The part of the file that stands in no PreparedSignature: in a file, in memory, or none at all.
struct Source {
  const SourceFile* file = nullptr;
  HashedOctets* octets = nullptr;
  bool isApart() const { return file != nullptr || octets != nullptr; }
};

/// Digest of what /ByteRange covers. `copy` may be null; else it gets the octets of a source file on their
/// way.
Result<Bytes> contentDigest(const PreparedSignature& prepared, const Source& source, TargetFile* copy) {
  const std::string_view own = prepared.pdf;
  const std::string_view before = own.substr(0, prepared.range[1] - prepared.base);
  const std::string_view after = own.substr(prepared.range[2] - prepared.base);
  if (source.octets != nullptr && prepared.algorithm.hash == Hash::kSha256)
    return source.octets->sha256With({before, after});
  cms::Digester digester(prepared.algorithm.hash);
  if (source.octets != nullptr) digester.add(source.octets->view());
  if (source.file != nullptr) {
    TDKT_CHECK(source.file->forEach([&](std::string_view piece) -> Result<Done> {
      digester.add(piece);
      return copy == nullptr ? Done{} : copy->write(piece);
    }));
  }
  digester.add(before);
  digester.add(after);
  return digester.finish();
}

/// Room for the chain and the longest signature is proven before any key is used.
Result<std::size_t> roomFor(const cms::CmsForm& form, const CertificateChain& chain,
                            const SignatureSpec& spec, Hash hash) {
  const Bytes longest(cms::longestSignature(chain.front()), '\xFF');
  const std::size_t bare = form.fill(Bytes(cms::sizeOf(hash), '\0'), longest, std::nullopt).size();
  if (spec.reserveBytes == 0) return bare + (spec.willBeTimeStamped ? kTokenRoom : 0);
  if (bare > spec.reserveBytes)
    return inputError("signing.contents.small", "the chain alone needs " + std::to_string(bare));
  return spec.reserveBytes;
}

/// The new revision after `octets`; with `source` they stay where they are, without they come along.
Result<PreparedSignature> prepareOctets(const SigningJobId& job, std::string_view octets,
                                        const Source& source, const CertificateChain& chain,
                                        SignatureSpec spec, FormMemory& forms) {
  TDKT_CHECK(mayBeUsed(chain, spec.claimedAt));
  PreparedSignature out;
  out.algorithm = spec.algorithm.value_or(defaultAlgorithm(chain.front()));
  TDKT_CHECK(cms::checkFit(chain.front(), out.algorithm));
  if (spec.signerName.empty()) spec.signerName = chain.front().commonName();
  auto fresh = std::make_shared<FreshState>();
  TDKT_ASSIGN(auto made, forms.of(chain, out.algorithm));
  fresh->form = std::move(made.form);
  out.certificateChainPem = std::move(made.pem);
  TDKT_ASSIGN(spec.reserveBytes, roomFor(fresh->form, chain, spec, out.algorithm.hash));
  TDKT_ASSIGN(auto revision, pdf::appendSignature(octets, spec));
  out.job = job;
  out.range = revision.range;
  out.base = source.isApart() ? octets.size() : 0;
  if (!source.isApart()) {
    out.pdf.reserve(octets.size() + revision.increment.size());
    out.pdf += octets;
    out.pdf += revision.increment;
  } else {
    out.pdf = std::move(revision.increment);
  }
  fresh->chain = chain;
  TDKT_ASSIGN(fresh->digest, contentDigest(out, source, nullptr));
  out.signedAttributes = fresh->form.attributes(fresh->digest);
  out.toSign = {out.algorithm.hash, cms::digestOf(out.algorithm.hash, out.signedAttributes)};
  fresh->toSign = out.toSign.digest;
  fresh->range = out.range;
  fresh->size = out.pdf.size();
  out.fresh = std::move(fresh);
  return out;
}

Result<PreparedSignature> prepareUnguarded(const SigningJobId& job, std::string_view octets,
                                           const Source& source, const CertificateChain& chain,
                                           const SignatureSpec& spec, FormMemory& forms) {
  try {
    return prepareOctets(job, octets, source, chain, spec, forms);
  } catch (const std::exception&) {
    return inputError("signing.pdf.malformed", "the file cannot be read");
  }
}

Error changed(const char* what) {
  return corruptError("signing.prepared.malformed", what);
}

/// The stored state comes from outside this process: it must still be what prepare() made.
Result<Done> stillConsistent(const PreparedSignature& prepared, std::uint64_t base) {
  const auto& r = prepared.range;
  const std::uint64_t end = prepared.base + prepared.pdf.size();
  if (prepared.base != base) return changed("the state was made for a file of another size");
  if (r[0] != 0 || r[1] < prepared.base || r[1] > end || r[2] < r[1] + 2 || r[2] > end || r[3] != end - r[2])
    return changed("the byte range does not fit the file");
  if (prepared.toSign.hash != prepared.algorithm.hash ||
      cms::digestOf(prepared.toSign.hash, prepared.signedAttributes) != prepared.toSign.digest)
    return changed("the digest does not fit the signed attributes");
  return Done{};
}

/// What the octets themselves say, for a state that was stored. `digest` is of what /ByteRange covers.
Result<std::shared_ptr<const FreshState>> checkedAnew(const PreparedSignature& prepared, Bytes digest) {
  auto out = std::make_shared<FreshState>();
  TDKT_ASSIGN(out->chain, Certificate::bundleFromPem(prepared.certificateChainPem));
  TDKT_CHECK(cms::checkFit(out->chain.front(), prepared.algorithm));
  TDKT_ASSIGN(out->form, cms::CmsForm::of(out->chain, prepared.algorithm));
  if (out->form.attributes(digest) != prepared.signedAttributes)
    return changed("the file does not fit the signed attributes");
  out->digest = std::move(digest);
  return std::shared_ptr<const FreshState>(std::move(out));
}

/// Does this state come from prepare() in this process?
bool isFresh(const PreparedSignature& prepared) {
  const FreshState* made = prepared.fresh.get();
  return made != nullptr && made->toSign == prepared.toSign.digest && made->range == prepared.range &&
         made->size == prepared.pdf.size();
}

/// The CMS for a state whose certificate, attributes and file belong together.
Result<Bytes> checkedCms(const FreshState& state, const PreparedSignature& prepared,
                         const Bytes& rawSignature, TimeStamper* stamper) {
  if (!cms::matches(state.chain.front(), prepared.algorithm, prepared.toSign.digest, rawSignature))
    return inputError("signing.signature.mismatch", "the signature was not made by the certificate's key");
  std::optional<Bytes> token;
  if (stamper != nullptr) {
    TDKT_ASSIGN(token, stamper->stamp(sha256(rawSignature)));
  }
  return state.form.fill(state.digest, rawSignature, token);
}

Result<Bytes> finish(PreparedSignature prepared, HashedOctets* source, const Bytes& rawSignature,
                     TimeStamper* stamper) {
  const std::uint64_t base = source == nullptr ? 0 : source->size();
  TDKT_CHECK(stillConsistent(prepared, base));
  auto state = prepared.fresh;
  if (!isFresh(prepared)) {
    TDKT_ASSIGN(Bytes digest, contentDigest(prepared, {nullptr, source}, nullptr));
    TDKT_ASSIGN(state, checkedAnew(prepared, std::move(digest)));
  }
  TDKT_ASSIGN(const Bytes cms, checkedCms(*state, prepared, rawSignature, stamper));
  TDKT_CHECK(pdf::fillHole(prepared.pdf, base, prepared.range, cms));
  return std::move(prepared.pdf);
}

}  // namespace

PadesSigner::PadesSigner() : forms_(std::make_shared<FormMemory>()) {}

Result<PreparedSignature> PadesSigner::prepare(const SigningJobId& job, const Bytes& pdf,
                                               const CertificateChain& chain,
                                               const SignatureSpec& spec) const {
  return prepareUnguarded(job, pdf, {}, chain, spec, *forms_);
}

Result<PreparedSignature> PadesSigner::prepareAfter(const SigningJobId& job, HashedOctets& source,
                                                    const CertificateChain& chain,
                                                    const SignatureSpec& spec) const {
  return prepareUnguarded(job, source.view(), {nullptr, &source}, chain, spec, *forms_);
}

Result<Bytes> PadesSigner::completeAfter(PreparedSignature prepared, HashedOctets& source,
                                         const Bytes& rawSignature, TimeStamper* stamper) const {
  return finish(std::move(prepared), &source, rawSignature, stamper);
}

Result<Bytes> PadesSigner::complete(PreparedSignature prepared, const Bytes& rawSignature) const {
  return finish(std::move(prepared), nullptr, rawSignature, nullptr);
}

Result<Bytes> PadesSigner::completeWithTimeStamp(PreparedSignature prepared, const Bytes& rawSignature,
                                                 TimeStamper& stamper) const {
  return finish(std::move(prepared), nullptr, rawSignature, &stamper);
}

Result<PreparedSignature> PadesSigner::prepareFile(const SigningJobId& job, const std::string& source,
                                                   const CertificateChain& chain,
                                                   const SignatureSpec& spec) const {
  TDKT_ASSIGN(const SourceFile file, SourceFile::open(source));
  return prepareUnguarded(job, file.octets(), {&file, nullptr}, chain, spec, *forms_);
}

Result<Done> PadesSigner::completeFile(const PreparedSignature& prepared, const Bytes& rawSignature,
                                       const std::string& source, const std::string& target,
                                       TimeStamper* stamper) const {
  TDKT_ASSIGN(const SourceFile file, SourceFile::open(source));
  TDKT_CHECK(stillConsistent(prepared, file.octets().size()));
  TDKT_ASSIGN(TargetFile out, TargetFile::open(target));
  // The source is read again to copy it, and may be another file by now: it is digested on the way.
  TDKT_ASSIGN(Bytes digest, contentDigest(prepared, {&file, nullptr}, &out));
  TDKT_ASSIGN(const auto state, checkedAnew(prepared, std::move(digest)));
  TDKT_ASSIGN(const Bytes cms, checkedCms(*state, prepared, rawSignature, stamper));
  Bytes increment = prepared.pdf;
  TDKT_CHECK(pdf::fillHole(increment, prepared.base, prepared.range, cms));
  TDKT_CHECK(out.write(increment));
  return out.commit();
}

}  // namespace tdkt::signing
