#include "signing/pdf/Object.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "workflow/base/Bytes.h"
#include "workflow/base/Text.h"

namespace tdkt::signing::pdf {
namespace {

bool isRegular(unsigned char c) {
  return c > 0x20 && c < 0x7F &&
         std::string_view("()<>[]{}/%#").find(static_cast<char>(c)) == std::string::npos;
}

std::string serializeName(const std::string& text) {
  std::string out = "/";
  for (const char c : text) {
    if (isRegular(static_cast<unsigned char>(c))) {
      out += c;
    } else {
      out += "#" + toHex(std::string_view(&c, 1));
    }
  }
  return out;
}

std::string serializeNumber(double value) {
  if (!std::isfinite(value)) return "0";
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%.4f", value);
  std::string out = buffer;
  while (out.back() == '0') out.pop_back();
  if (out.back() == '.') out.pop_back();
  return out == "-0" ? "0" : out;
}

struct Printer {
  std::string operator()(std::monostate) const { return "null"; }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(double value) const { return serializeNumber(value); }
  std::string operator()(const Name& name) const { return serializeName(name.text); }
  std::string operator()(const String& text) const { return "<" + toHex(text.octets) + ">"; }
  std::string operator()(const Ref& ref) const {
    return std::to_string(ref.number) + " " + std::to_string(ref.generation) + " R";
  }
  std::string operator()(const Array& array) const {
    std::string out = "[";
    for (const Value& item : array) out += (out.size() > 1 ? " " : "") + serialize(item);
    return out + "]";
  }
  std::string operator()(const Dictionary& dictionary) const {
    std::string out = "<<";
    for (const auto& [key, value] : dictionary) out += "\n" + serializeName(key) + " " + serialize(value);
    return out + "\n>>";
  }
};

void appendUtf16(std::string& out, char32_t unit) {
  out += static_cast<char>(unit >> 8U);
  out += static_cast<char>(unit & 0xFFU);
}

void appendUtf8(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0U | (c >> 6U));
    out += static_cast<char>(0x80U | (c & 0x3FU));
  } else {
    if (c < 0x10000) {
      out += static_cast<char>(0xE0U | (c >> 12U));
    } else {
      out += static_cast<char>(0xF0U | (c >> 18U));
      out += static_cast<char>(0x80U | ((c >> 12U) & 0x3FU));
    }
    out += static_cast<char>(0x80U | ((c >> 6U) & 0x3FU));
    out += static_cast<char>(0x80U | (c & 0x3FU));
  }
}

std::string fromUtf16(std::string_view octets) {
  std::string out;
  const auto unit = [&](std::size_t i) {
    return static_cast<char32_t>((static_cast<unsigned char>(octets[i]) << 8U) |
                                 static_cast<unsigned char>(octets[i + 1]));
  };
  for (std::size_t i = 0; i + 1 < octets.size(); i += 2) {
    char32_t c = unit(i);
    if (c >= 0xD800 && c < 0xDC00 && i + 3 < octets.size()) {
      c = 0x10000 + ((c - 0xD800) << 10U) + ((unit(i + 2) - 0xDC00) & 0x3FFU);
      i += 2;
    } else if (c >= 0xD800 && c < 0xE000) {
      c = 0xFFFD;
    }
    appendUtf8(out, c);
  }
  return out;
}

}  // namespace

const Value& at(const Dictionary& dictionary, const std::string& key) {
  static const Value null;
  const auto found = dictionary.find(key);
  return found == dictionary.end() ? null : found->second;
}

std::optional<double> number(const Value& value) {
  if (const auto* whole = value.as<std::int64_t>()) return static_cast<double>(*whole);
  if (const auto* real = value.as<double>()) return *real;
  return std::nullopt;
}

bool isSame(const Value& a, const Value& b) {
  if (a.data.index() != b.data.index()) return false;
  if (const Array* left = a.as<Array>()) {
    const Array& right = *b.as<Array>();
    return std::equal(left->begin(), left->end(), right.begin(), right.end(), isSame);
  }
  if (const Dictionary* left = a.as<Dictionary>()) {
    const Dictionary& right = *b.as<Dictionary>();
    return std::equal(
        left->begin(), left->end(), right.begin(), right.end(),
        [](const auto& x, const auto& y) { return x.first == y.first && isSame(x.second, y.second); });
  }
  if (const String* left = a.as<String>()) return *left == *b.as<String>();
  return serialize(a) == serialize(b);
}

std::string serialize(const Value& value) {
  return std::visit(Printer{}, value.data);
}

Value textString(std::string_view utf8) {
  String out;
  bool ascii = true;
  for (const char c : utf8) ascii = ascii && c >= 0x20 && c < 0x7F;
  if (ascii) {
    out.octets = std::string(utf8);
    return out;
  }
  out.octets = "\xFE\xFF";
  for (const char32_t c : text::codePoints(utf8)) {
    if (c < 0x10000) {
      appendUtf16(out.octets, c);
    } else {
      appendUtf16(out.octets, 0xD800 + ((c - 0x10000) >> 10U));
      appendUtf16(out.octets, 0xDC00 + ((c - 0x10000) & 0x3FFU));
    }
  }
  return out;
}

std::string textOf(std::string_view octets) {
  if (octets.substr(0, 2) == "\xFE\xFF") return fromUtf16(octets.substr(2));
  std::string out;
  for (const char c : octets) appendUtf8(out, static_cast<unsigned char>(c));
  return out;
}

}  // namespace tdkt::signing::pdf
