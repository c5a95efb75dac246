#include "connector/issuing/CertificateChoice.h"

#include <gtest/gtest.h>

namespace tdkt::issuing {
namespace {

/// Says which template it is.
class Sheet : public templates::Filler {
 public:
  explicit Sheet(std::string name) : name_(std::move(name)) {}
  Result<templates::FilledDocument> fill(const templates::FieldSet& /*fields*/,
                                         UtcTime /*at*/) const override {
    templates::FilledDocument out;
    out.pdf = name_;
    return out;
  }
  Result<Done> checkPrintable(const std::string& field, const std::string& text) const override {
    if (text.find(name_) == std::string::npos) return Done{};
    return inputError("templates.glyph", name_, field);
  }
  std::string id() const override { return name_; }
  std::string sha256() const override { return name_; }

 private:
  std::string name_;
};

CertificateChoice choice() {
  std::map<std::string, std::unique_ptr<templates::Filler>> own;
  own["Chiến sĩ thi đua cấp tỉnh"] = std::make_unique<Sheet>("title");
  return {std::make_unique<Sheet>("usual"), std::move(own)};
}

Bytes filled(const std::string& title) {
  templates::FieldSet fields;
  fields.texts["awardName"] = title;
  return choice().fill(fields, {})->pdf;
}

TEST(CertificateChoice, AnAwardWithASheetOfItsOwnTakesIt) {
  EXPECT_EQ(filled("Chiến sĩ thi đua cấp tỉnh"), "title");
  EXPECT_EQ(filled("Bằng khen"), "usual");
}

TEST(CertificateChoice, ANameMustBePrintableOnEverySheet) {
  EXPECT_TRUE(choice().checkPrintable("row 1", "Hà"));
  EXPECT_FALSE(choice().checkPrintable("row 1", "title"));
  EXPECT_FALSE(choice().checkPrintable("row 1", "usual"));
}

TEST(CertificateChoice, AChangedSheetIsAnotherPackage) {
  EXPECT_NE(choice().sha256(), "usual");
  EXPECT_EQ(CertificateChoice(std::make_unique<Sheet>("usual"), {}).sha256(), "usual");
}

}  // namespace
}  // namespace tdkt::issuing
