#include "connector/lists/CellReading.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "workflow/base/Text.h"

namespace tdkt::lists {
namespace {

/// Letters of two alphabets that nobody can tell apart by eye.
/// Source: Unicode UTS #39, confusables.txt (the single letters that a Vietnamese name can hold).
constexpr std::u32string_view kForeign = U"АВЕКМНОРСТХУІЈЅаеорсхуіјѕһΑΒΕΗΙΚΜΝΟΡΤΥΧΖοαινρ";
constexpr std::string_view kLatin = "ABEKMHOPCTXYIJSaeopcxyijshABEHIKMNOPTYXZoaivp";
static_assert(kForeign.size() == kLatin.size());

bool isForeign(char32_t c) {
  return c >= 0x370 && c <= 0x52F;  // Greek and Cyrillic
}
bool isEth(char32_t c) {
  return c == 0xD0 || c == 0xF0 || c == 0x189 || c == 0x256;
}
bool isOddSpace(char32_t c) {
  return c == 0xA0 || c == 0x202F || c == 0x3000 || (c >= 0x2000 && c <= 0x200A);
}

template <class Is>
bool holds(const std::string& text, Is is) {
  const auto points = text::codePoints(text);
  return std::any_of(points.begin(), points.end(), is);
}

void append(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += {static_cast<char>(0xC0U | (c >> 6U)), static_cast<char>(0x80U | (c & 0x3FU))};
  } else if (c < 0x10000) {
    out += {static_cast<char>(0xE0U | (c >> 12U)), static_cast<char>(0x80U | ((c >> 6U) & 0x3FU)),
            static_cast<char>(0x80U | (c & 0x3FU))};
  } else {
    out += {static_cast<char>(0xF0U | (c >> 18U)), static_cast<char>(0x80U | ((c >> 12U) & 0x3FU)),
            static_cast<char>(0x80U | ((c >> 6U) & 0x3FU)), static_cast<char>(0x80U | (c & 0x3FU))};
  }
}

/// With Latin letters for those that look like them; nothing when others remain, because the name may well be
/// a foreign one.
std::optional<std::string> latinised(const std::string& text) {
  std::string out;
  for (const char32_t c : text::codePoints(text)) {
    const std::size_t at = kForeign.find(c);
    if (at == std::u32string_view::npos && isForeign(c)) return std::nullopt;
    append(out, at == std::u32string_view::npos ? c : static_cast<char32_t>(kLatin[at]));
  }
  return out;
}

/// A line break inside a cell is only a way to set type.
std::string onOneLine(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  return text;
}

Result<std::string> clean(const std::string& name, const std::string& text) {
  auto out = text::cleanName(text);
  if (!out) return inputError("lists.cell", out.error().code + ": " + out.error().detail, name);
  return out;
}

/// What may be meant where that is not certain: code and reading.
std::optional<ListWarning> questionOf(const std::string& name, const std::string& given,
                                      const Conversion* conversion) {
  const std::string visible = text::withoutInvisible(given);
  if (conversion != nullptr && conversion->doubtful)
    return ListWarning{name, "lists.legacy", given, conversion->read};
  if (holds(visible, isForeign)) {
    if (const auto latin = latinised(visible)) return ListWarning{name, "lists.lookalike", given, *latin};
  }
  if (visible != given) return ListWarning{name, "lists.invisible", given, visible};
  return std::nullopt;
}

const char* codeOfChange(const std::string& given) {
  if (holds(given, isEth) || holds(given, isForeign)) return "lists.lookalike";
  if (holds(given, isOddSpace)) return "lists.space";
  return text::isNfc(given) ? nullptr : "lists.decomposed";
}

Result<ReadCell> decided(const std::string& name, const std::string& given,
                         const std::optional<ListWarning>& question, const CellDecision& decision) {
  std::string text = given;
  if (decision.choice == CellDecision::Choice::kTyped) text = decision.text;
  if (decision.choice == CellDecision::Choice::kRead && question) text = question->read;
  TDKT_ASSIGN(std::string read, clean(name, onOneLine(std::move(text))));
  ReadCell out{read, ListWarning{name, "lists.decided", given, read}, false};
  return out;
}

}  // namespace

Result<ReadCell> readCell(const std::string& name, const SheetCell& cell, const Conversion* conversion,
                          const CellDecision* decision) {
  if (cell.broken) return inputError("lists.cell", "the cell holds an error value", name);
  const std::string given = onOneLine(cell.text);
  const auto question = questionOf(name, given, conversion);
  if (decision != nullptr) return decided(name, given, question, *decision);
  if (question) {
    TDKT_ASSIGN(std::string text, clean(name, text::withoutInvisible(given)));
    return ReadCell{std::move(text), question, true};
  }
  TDKT_ASSIGN(std::string text, clean(name, given));
  if (conversion != nullptr) {
    ListWarning told{name, "lists.converted", onOneLine(conversion->given), text};
    return ReadCell{std::move(text), std::move(told), false};
  }
  ReadCell out{std::move(text), std::nullopt, false};
  if (const char* code = codeOfChange(given)) out.note = ListWarning{name, code, given, out.text};
  return out;
}

}  // namespace tdkt::lists
