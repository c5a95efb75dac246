#include "connector/issuing/CertificateChoice.h"

namespace tdkt::issuing {

Result<templates::FilledDocument> CertificateChoice::fill(const templates::FieldSet& fields,
                                                          UtcTime madeAt) const {
  const auto title = fields.texts.find("awardName");
  const auto own = title == fields.texts.end() ? byTitle_.end() : byTitle_.find(title->second);
  return own == byTitle_.end() ? usual_->fill(fields, madeAt) : own->second->fill(fields, madeAt);
}

Result<Done> CertificateChoice::checkPrintable(const std::string& field, const std::string& text) const {
  for (const auto& [title, one] : byTitle_) TDKT_CHECK(one->checkPrintable(field, text));
  return usual_->checkPrintable(field, text);
}

std::string CertificateChoice::sha256() const {
  std::string all = usual_->sha256();
  for (const auto& [title, one] : byTitle_) all += "\n" + title + "\n" + one->sha256();
  return byTitle_.empty() ? all : sha256Hex(all);
}

}  // namespace tdkt::issuing
