#pragma once
// Reads one PDF value from octets, with a depth limit. Hostile input gives nothing, never a crash.
// Source: ISO 32000-1 §7.2–7.3.

#include <algorithm>
#include <optional>
#include <string_view>

#include "signing/pdf/Object.h"

namespace tdkt::signing::pdf {

/// A cursor over octets. Positions are offsets in the whole text.
class Parser {
 public:
  /// A position past the end reads as the end: offsets come from hostile files.
  explicit Parser(std::string_view text, std::size_t position = 0) : text_(text) { seek(position); }

  /// The next value ("12 0 R" is one value). Nothing on a syntax error or more than 64 levels of nesting.
  std::optional<Value> value();
  /// Consumes the keyword when it is next.
  bool keyword(std::string_view word);
  std::optional<std::int64_t> integer();
  void skipSpace();
  std::size_t position() const { return position_; }
  void seek(std::size_t position) { position_ = std::min(position, text_.size()); }

 private:
  std::optional<Value> value(int depth);
  bool secondNumberFollows() const;
  std::optional<Value> numberOrRef();
  std::optional<Value> number();
  std::optional<Name> name();
  std::optional<Value> literalString();
  std::optional<Value> hexString();
  std::optional<Value> array(int depth);
  std::optional<Value> dictionary(int depth);
  bool escape(std::string& out);
  int peek(std::size_t ahead = 0) const {
    return position_ + ahead < text_.size() ? static_cast<unsigned char>(text_[position_ + ahead]) : -1;
  }

  std::string_view text_;
  std::size_t position_ = 0;
};

bool isSpace(int c);
bool isDelimiter(int c);

}  // namespace tdkt::signing::pdf
