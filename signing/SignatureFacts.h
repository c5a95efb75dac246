#pragma once
// What one signature of a file is, before anybody is trusted: its range, its CMS or token, and what later
// revisions changed. Private to signing/.

#include <memory>
#include <optional>

#include "signing/SignedRange.h"
#include "signing/Verifier.h"
#include "signing/cms/CmsReader.h"
#include "signing/pdf/File.h"
#include "signing/pdf/ReferenceMemory.h"
#include "workflow/base/HashedOctets.h"

namespace tdkt::signing {

struct SignatureFacts {
  SignatureReport report;  ///< with every reason found so far
  std::optional<SignedRange> range;
  bool cades = false;
  std::optional<cms::CmsFacts> cms;           ///< of a signature
  std::optional<cms::TokenFacts> token;       ///< of a document time-stamp
  std::shared_ptr<const pdf::File> revision;  ///< the revision it signed, when that can be read
};

/// What a finding of cms::readToken() is called in a report.
const char* stampReasonOf(const std::string& finding);

/// Everything about the signature of `field` that needs no trust; its /V must not be null.
/// `octets` are those of `file`; both memories may be null.
SignatureFacts readSignature(const pdf::File& file, const pdf::Field& field, HashedOctets& octets,
                             cms::CertificateMemory* memory, pdf::ReferenceMemory* references = nullptr);

}  // namespace tdkt::signing
