#pragma once
// Time-stamp authority, OCSP responder, CRLs and roots as the command line names them, for `sign` and
// `extend`.

#include <memory>
#include <vector>

#include "connector/app/CommandLine.h"
#include "connector/http/HttpTransport.h"
#include "signing/Extender.h"
#include "workflow/base/Clock.h"
#include "workflow/base/Random.h"

namespace tdkt::app {

/// --tsa URL, --tsa-trust PEM|DIR, --ocsp URL, --crl FILE (repeatable), --trust PEM|DIR.
class OutsideServices : public signing::RevocationSource {
 public:
  /// The options above, for an OptionSpec.
  static const std::vector<std::string>& options();
  /// Checks that `level` has what it needs. Errors: kInput "usage"; those of reading the files.
  static Result<std::unique_ptr<OutsideServices>> from(const Options& options, signing::Level level);

  signing::TimeStamper* stamper() { return stamper_.get(); }  ///< null without --tsa
  const std::vector<signing::Certificate>& roots() const { return roots_; }
  /// Raises a signed file. Only for levels that from() was asked for.
  Result<Bytes> extend(const Bytes& pdf, signing::Level level);

  /// The lists first; the responder only where they do not know.
  signing::RevocationAnswer check(const signing::Certificate& certificate, const signing::Certificate& issuer,
                                  UtcTime at) override;

 private:
  OutsideServices() = default;
  http::HttpTransport transport_;
  SystemRandom random_;
  SystemClock clock_;
  std::vector<signing::Certificate> roots_;
  signing::CrlSource crls_;
  std::unique_ptr<signing::OcspSource> ocsp_;
  std::unique_ptr<signing::HttpTimeStamper> stamper_;
};

}  // namespace tdkt::app
