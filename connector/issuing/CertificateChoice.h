#pragma once
// The certificate's template for each award: a title has a sheet of its own beside the usual one.

#include <map>
#include <memory>
#include <string>

#include "templates/Filler.h"

namespace tdkt::issuing {

/// Chooses by the field "awardName" (the certificate's title). Immutable, thread-safe as its templates are.
class CertificateChoice : public templates::Filler {
 public:
  /// `byTitle`: what stands large on the sheet → its template; every other title takes `usual`.
  CertificateChoice(std::unique_ptr<templates::Filler> usual,
                    std::map<std::string, std::unique_ptr<templates::Filler>> byTitle)
      : usual_(std::move(usual)), byTitle_(std::move(byTitle)) {}

  Result<templates::FilledDocument> fill(const templates::FieldSet& fields, UtcTime madeAt) const override;
  /// Good for every template: which one it will be is not known yet.
  Result<Done> checkPrintable(const std::string& field, const std::string& text) const override;
  std::string id() const override { return usual_->id(); }
  /// Of all packages together.
  std::string sha256() const override;

 private:
  std::unique_ptr<templates::Filler> usual_;
  std::map<std::string, std::unique_ptr<templates::Filler>> byTitle_;
};

}  // namespace tdkt::issuing
