#include "templates/pdf/Background.h"

#include <charconv>
#include <stdexcept>
#include <vector>

#include "templates/pdf/PdfFile.h"

namespace tdkt::templates {
namespace {

constexpr int kMaxDepth = 64;
constexpr int kMaxObjects = 100'000;
constexpr std::size_t kRow = 20;

class Refused : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What the reader wants to know of a dictionary's own keys; deeper ones are only walked over.
using Simple = std::map<std::string, std::string>;

/// Walks over one object; every octet must belong to the grammar.
class Walker {
 public:
  Walker(std::string_view text, int objects) : text_(text), objects_(objects) {}

  void word(std::string_view expected) {
    if (text_.substr(at_, expected.size()) != expected) throw Refused("expected " + std::string(expected));
    at_ += expected.size();
  }

  void space() {
    while (at_ < text_.size() && isSpace(text_[at_])) ++at_;
  }

  /// A value; `keys` takes the plain values of a dictionary.
  void value(int depth, Simple* keys = nullptr) {
    if (depth > kMaxDepth) throw Refused("nested too deeply");
    space();
    const char c = peek();
    if (text_.substr(at_, 2) == "<<") return dictionary(depth, keys);
    if (c == '[') return array(depth);
    if (c == '(') return literal();
    if (c == '<') return hex();
    if (c == '/') return static_cast<void>(name());
    if (c == '+' || c == '-' || c == '.' || isDigit(c)) return numberOrReference();
    for (const std::string_view known : {"true", "false", "null"}) {
      if (text_.substr(at_, known.size()) == known) return word(known);
    }
    throw Refused("not a value");
  }

  /// The stream behind a dictionary, of exactly its /Length octets.
  void stream(const Simple& keys) {
    space();
    if (text_.substr(at_, 6) != "stream") return;
    word("stream");
    if (peek() == '\r') ++at_;
    word("\n");
    const auto length = keys.find("Length");
    std::size_t octets = 0;
    if (length == keys.end() || !whole(length->second, octets) || octets > text_.size() - at_) {
      throw Refused("its length is wrong");
    }
    at_ += octets;
    space();
    word("endstream");
  }

  void end() {
    space();
    word("endobj");
    space();
    if (at_ != text_.size()) throw Refused("something stands behind it");
  }

  template <class Number>
  static bool whole(std::string_view text, Number& out) {
    const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), out);
    return failure == std::errc() && stop == text.data() + text.size();
  }

 private:
  static bool isSpace(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
  }
  static bool isDigit(char c) { return c >= '0' && c <= '9'; }
  static bool isDelimiter(char c) { return std::string_view("()<>[]{}/%").find(c) != std::string_view::npos; }

  char peek() const {
    if (at_ >= text_.size()) throw Refused("it ends too early");
    return text_[at_];
  }

  std::string name() {
    word("/");
    const std::size_t start = at_;
    while (at_ < text_.size() && !isSpace(text_[at_]) && !isDelimiter(text_[at_])) ++at_;
    return std::string(text_.substr(start, at_ - start));
  }

  void dictionary(int depth, Simple* keys) {
    word("<<");
    for (space(); text_.substr(at_, 2) != ">>"; space()) {
      const std::string key = name();
      space();
      const std::size_t start = at_;
      value(depth + 1);
      if (keys != nullptr && !keys->emplace(key, text_.substr(start, at_ - start)).second)
        throw Refused("a key stands twice");
    }
    word(">>");
  }

  void array(int depth) {
    word("[");
    for (space(); peek() != ']'; space()) value(depth + 1);
    word("]");
  }

  void literal() {
    int open = 0;
    do {
      const char c = peek();
      if (c == '\\') ++at_;
      open += c == '(' ? 1 : c == ')' ? -1 : 0;
      ++at_;
    } while (open > 0);
  }

  void hex() {
    word("<");
    while (peek() != '>') {
      if (!isSpace(text_[at_]) && !std::isxdigit(static_cast<unsigned char>(text_[at_])))
        throw Refused("not a hexadecimal string");
      ++at_;
    }
    ++at_;
  }

  std::string_view number() {
    const std::size_t start = at_;
    while (at_ < text_.size() && std::string_view("+-.0123456789").find(text_[at_]) != std::string_view::npos)
      ++at_;
    return text_.substr(start, at_ - start);
  }

  void numberOrReference() {
    int target = 0;
    if (!whole(number(), target)) return;
    if (text_.substr(at_, 4) != " 0 R") return;
    at_ += 4;
    if (target < 1 || target > objects_) throw Refused("it refers to something outside the artwork");
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int objects_;
};

/// Four numbers of an array.
std::vector<double> numbersOf(const std::string& array) {
  std::vector<double> out;
  for (std::size_t at = 0; at < array.size();) {
    double value = 0;
    const auto [stop, failure] = std::from_chars(array.data() + at, array.data() + array.size(), value);
    if (failure == std::errc()) {
      out.push_back(value);
      at = static_cast<std::size_t>(stop - array.data());
    } else {
      ++at;
    }
  }
  return out;
}

/// The file's own directory: where each object starts, and which is the catalog.
struct Table {
  std::vector<std::size_t> starts;  ///< of objects 1 …, then of the table
  int root = 0;
};

Table tableOf(std::string_view pdf) {
  Table out;
  const std::size_t mark = pdf.rfind("startxref\n");
  const std::size_t line = mark == std::string_view::npos ? mark : pdf.find('\n', mark + 10);
  std::size_t at = 0;
  if (line == std::string_view::npos || !Walker::whole(pdf.substr(mark + 10, line - mark - 10), at) ||
      at >= mark)
    throw Refused("no table");
  const std::size_t start = at;
  if (pdf.substr(at, 7) != "xref\n0 ") throw Refused("no table");
  const std::size_t end = pdf.find('\n', at + 7);
  int count = 0;
  if (end == std::string_view::npos || !Walker::whole(pdf.substr(at + 7, end - at - 7), count) || count < 2 ||
      count > kMaxObjects || static_cast<std::size_t>(count) * kRow > pdf.size() - end)
    throw Refused("the table has a wrong size");
  for (int i = 1; i < count; ++i) {
    std::size_t offset = 0;
    const std::string_view row = pdf.substr(end + 1 + static_cast<std::size_t>(i) * kRow, kRow);
    if (!Walker::whole(row.substr(0, 10), offset) || row.substr(10) != " 00000 n \n")
      throw Refused("a bad row");
    out.starts.push_back(offset);
  }
  out.starts.push_back(start);
  for (std::size_t i = 1; i < out.starts.size(); ++i) {
    if (out.starts[i] <= out.starts[i - 1] || out.starts[i] > start) throw Refused("objects out of order");
  }
  const std::size_t root = pdf.find("/Root ", start);
  const std::size_t stop = root == std::string_view::npos ? root : pdf.find(" 0 R", root);
  if (stop == std::string_view::npos || !Walker::whole(pdf.substr(root + 6, stop - root - 6), out.root) ||
      out.root < 2 || out.root >= count)
    throw Refused("no catalog");
  return out;
}

void readObject(std::string_view text, int number, Background& out) {
  Walker walker(text, out.objects.count);
  walker.word(std::to_string(number) + " 0 obj");
  Simple keys;
  walker.value(0, &keys);
  walker.stream(keys);
  walker.end();
  const auto is = [&](const char* key, const char* wanted) {
    const auto found = keys.find(key);
    return found != keys.end() && found->second == wanted;
  };
  // The pages come first and without a gap; a form further behind belongs to one of them.
  const bool page =
      number == static_cast<int>(out.pages.size()) + 1 && is("Subtype", "/Form") && is("TdktPage", "true");
  if (!page) return;
  const std::vector<double> box = numbersOf(keys["BBox"]);
  if (box.size() != 4 || !(box[2] > box[0] && box[3] > box[1])) throw Refused("a page without a size");
  out.pages[number] = {box[2] - box[0], box[3] - box[1]};
}

}  // namespace

Result<Background> readBackground(std::string_view pdf) {
  int number = 0;
  try {
    const Table table = tableOf(pdf);
    Background out;
    out.objects.count = table.root - 1;
    if (pdf.substr(0, table.starts.front()) != kPdfHeader) throw Refused("another header");
    for (number = 1; number <= out.objects.count; ++number) {
      const std::size_t start = table.starts[static_cast<std::size_t>(number) - 1];
      readObject(pdf.substr(start, table.starts[static_cast<std::size_t>(number)] - start), number, out);
    }
    if (out.pages.empty()) throw Refused("no page");
    const auto count = static_cast<std::size_t>(out.objects.count);
    out.objects.octets = pdf.substr(0, table.starts[count]);
    const std::size_t rows = pdf.find('\n', table.starts.back() + 7) + 1 + kRow;
    out.objects.rows = pdf.substr(rows, count * kRow);
    return out;
  } catch (const Refused& refused) {
    return inputError("templates.background.malformed",
                      "object " + std::to_string(number) + ": " + refused.what(), "background.pdf");
  }
}

}  // namespace tdkt::templates
