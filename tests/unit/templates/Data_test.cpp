// Amounts, dates, numbers and names over wide ranges, each against a second, independent reading.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <sstream>

#include "Layout.h"
#include "workflow/base/Text.h"

namespace tdkt::templates {
namespace {

using namespace support;

/// Reads an amount back as a Vietnamese listener would; -1 for words no one says.
class Listener {
 public:
  std::int64_t hear(const std::string& words) {
    std::istringstream in(words);
    for (std::string word; in >> word;) {
      if (!take(word)) return -1;
    }
    return total_ + group_;
  }

 private:
  bool take(const std::string& word) {
    static const std::map<std::string, int> digits = {{"không", 0}, {"một", 1}, {"hai", 2}, {"ba", 3},
                                                      {"bốn", 4},   {"năm", 5}, {"sáu", 6}, {"bảy", 7},
                                                      {"tám", 8},   {"chín", 9}};
    static const std::map<std::string, std::int64_t> units = {
        {"nghìn", 1'000}, {"triệu", 1'000'000}, {"tỷ", 1'000'000'000}};
    const bool afterTens = last_ == "mươi" || last_ == "mười";
    const bool afterManyTens = last_ == "mươi";
    last_ = word;
    if (const auto digit = digits.find(word); digit != digits.end()) {
      if (word == "năm" && afterTens) return false;      // lăm
      if (word == "một" && afterManyTens) return false;  // mốt
      digit_ = digit->second;
      group_ += digit_;
      return true;
    }
    if (word == "mốt") return afterManyTens && add(1);
    if (word == "lăm") return afterTens && add(5);
    if (word == "tư") return afterManyTens && add(4);
    if (word == "mười") return add(10);
    if (word == "mươi") return digit_ > 1 && add(digit_ * 9);
    if (word == "trăm") return add(digit_ * 99);
    if (word == "linh") return true;
    const auto unit = units.find(word);
    if (unit == units.end()) return false;
    total_ += group_ * unit->second;
    group_ = 0;
    return true;
  }

  bool add(int value) {
    group_ += value;
    return true;
  }

  std::int64_t total_ = 0;
  std::int64_t group_ = 0;
  int digit_ = 0;
  std::string last_;
};

std::vector<std::int64_t> amounts() {
  std::vector<std::int64_t> out;
  for (std::int64_t n = 0; n < 20'000; ++n) out.push_back(n);
  for (std::int64_t power = 10; power <= 1'000'000'000'000; power *= 10) {
    for (std::int64_t near = -25; near <= 25; ++near) {
      if (power + near >= 0 && power + near < 1'000'000'000'000) out.push_back(power + near);
    }
  }
  std::mt19937_64 random(20261121);
  for (int i = 0; i < 20'000; ++i) out.push_back(static_cast<std::int64_t>(random() % 1'000'000'000'000));
  for (std::int64_t bonus = 10'000; bonus < 100'000'000; bonus += 10'000) out.push_back(bonus);
  return out;
}

TEST(Amounts, WordsSayTheAmountForEveryOneInAWideRange) {
  for (const std::int64_t amount : amounts()) {
    const std::string words = text::numberInWords(amount);
    ASSERT_EQ(Listener().hear(words), amount) << amount << ": " << words;
    ASSERT_EQ(words.find("  "), std::string::npos) << words;
  }
}

TEST(Amounts, DigitsAreGroupedByThreeFromTheRight) {
  for (const std::int64_t amount : amounts()) {
    const std::string printed = text::groupThousands(amount);
    std::string digits;
    for (std::size_t i = 0; i < printed.size(); ++i) {
      const bool dot = (printed.size() - i) % 4 == 0;
      ASSERT_EQ(printed[i] == '.', dot) << printed;
      if (!dot) digits += printed[i];
    }
    ASSERT_EQ(digits, std::to_string(amount));
  }
}

std::string padded(unsigned value, bool zero) {
  return (zero ? "0" : "") + std::to_string(value);
}

TEST(Dates, EveryDayOfTwoCenturiesIsSpelledByTheRule) {
  using namespace std::chrono;
  for (sys_days day = sys_days(year(1930) / 1 / 1); day < sys_days(year(2130) / 1 / 1); day += days(1)) {
    const CivilDate date(day);
    const auto d = static_cast<unsigned>(date.day());
    const auto m = static_cast<unsigned>(date.month());
    const std::string expected = "ngày " + padded(d, d < 10) + " tháng " + padded(m, m < 3) + " năm " +
                                 std::to_string(static_cast<int>(date.year()));
    ASSERT_EQ(longDate(date), expected);
    ASSERT_EQ(parseIsoDate(isoDate(date)), date);
  }
}

TEST(Dates, OfEveryDayOfALeapYearOneSpellingAloneIsPrinted) {
  using namespace std::chrono;
  const Package package = readPackage(readText(packagePath("notice") + "/layout.xml")).value();
  FieldSet fields = sample("notice");
  for (sys_days day = sys_days(year(2028) / 1 / 1); day < sys_days(year(2029) / 1 / 1); day += days(1)) {
    const CivilDate date(day);
    const auto d = static_cast<unsigned>(date.day());
    const auto m = static_cast<unsigned>(date.month());
    for (const bool dayZero : {false, true}) {
      for (const bool monthZero : {false, true}) {
        fields.texts["issuedOn"] =
            "ngày " + padded(d, dayZero) + " tháng " + padded(m, monthZero) + " năm 2028";
        const bool right = dayZero == (d < 10) && monthZero == (m < 3);
        ASSERT_EQ(checkFields(package, fields, fonts()).ok(), right) << fields.texts["issuedOn"];
      }
    }
  }
}

TEST(DocumentNumbers, EveryNumberOfAYearIsAcceptedAsItIsPrintedAndOnlySo) {
  const Package package = readPackage(readText(packagePath("notice") + "/layout.xml")).value();
  FieldSet fields = sample("notice");
  for (int number = 1; number < 12'000; number += number < 120 ? 1 : 97) {
    fields.texts["number"] = text::documentNumber(number) + "/TB-UBND";
    ASSERT_TRUE(checkFields(package, fields, fonts())) << fields.texts["number"];
    const std::string other = number < 10 ? std::to_string(number) : "0" + std::to_string(number);
    fields.texts["number"] = other + "/TB-UBND";
    ASSERT_FALSE(checkFields(package, fields, fonts())) << fields.texts["number"];
  }
}

// Given name, family name, middle name; tones after letters: An, Ân behind it, Đ behind D.
TEST(Names, SortByGivenNameWhateverTheOrderTheyCameIn) {
  const std::vector<std::string> sorted = {
      "Nguyễn Thị An",  "Trần An",          "Hà Thị Hồng Ánh", "Lê Ánh",          "Phạm Thị Ân",
      "Lò Văn Dân",     "Lê Thị Dung",      "Lê Tiến Dũng",    "Bùi Thị Đào",     "Đỗ Thị Hoa",
      "Nguyễn Văn Hòa", "Lò Thị Ngọc Khuê", "Nguyễn Văn Nam",  "Trần Hải Nam",    "Vũ Văn Ổn",
      "Lê Thị Sen",     "Hoàng Thế Tú",     "Đinh Văn Tư",     "Nguyễn Thị Uyên", "Phan Thị Ước"};
  std::vector<std::string> names = sorted;
  std::mt19937 random(7);
  for (int round = 0; round < 50; ++round) {
    std::shuffle(names.begin(), names.end(), random);
    std::sort(names.begin(), names.end(),
              [](const auto& a, const auto& b) { return text::personSortKey(a) < text::personSortKey(b); });
    ASSERT_EQ(names, sorted);
  }
}

class LiteralText : public testing::TestWithParam<const char*> {};

TEST_P(LiteralText, LooksLikeAPlaceholderAndIsPrintedAsItIs) {
  FieldSet fields = sample("notice");
  fields.texts["signerName"] = GetParam();
  fields.lists["paragraphs"] = {GetParam()};
  const std::string text = flattened(extracted(fillOrThrow("notice", fields).pdf));
  const std::size_t first = text.find(GetParam());
  ASSERT_NE(first, std::string::npos) << text;
  EXPECT_NE(text.find(GetParam(), first + 1), std::string::npos) << text;
}

INSTANTIATE_TEST_SUITE_P(Values, LiteralText,
                         testing::Values("{number}", "{item}", "{index}", "{nominees.count}", "{{number}}",
                                         "{", "}{", "{signerName}", "%s", "${HOME}", "<b>Điều</b>", "&amp;",
                                         "\\n", "(Tj) ET"));

}  // namespace
}  // namespace tdkt::templates
