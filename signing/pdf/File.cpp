#include "signing/pdf/File.h"

#include "signing/pdf/Filters.h"
#include "signing/pdf/Parser.h"

namespace tdkt::signing::pdf {
namespace {

constexpr std::int64_t kMaxObjects = 8'000'000;
constexpr std::size_t kMaxSections = 512;
const Value kNull;

Error malformed(const char* why) {
  return inputError("signing.pdf.malformed", why);
}

std::uint64_t bigEndian(std::string_view octets) {
  std::uint64_t out = 0;
  for (const char c : octets) out = (out << 8U) | static_cast<unsigned char>(c);
  return out;
}

std::optional<std::int64_t> integerAt(const Dictionary& dictionary, const char* key) {
  const auto* found = at(dictionary, key).as<std::int64_t>();
  return found == nullptr ? std::nullopt : std::optional(*found);
}

std::optional<std::vector<std::size_t>> widthsOf(const Dictionary& dictionary) {
  const Array* widths = at(dictionary, "W").as<Array>();
  if (widths == nullptr || widths->size() != 3) return std::nullopt;
  std::vector<std::size_t> out;
  for (const Value& width : *widths) {
    const auto* whole = width.as<std::int64_t>();
    if (whole == nullptr || *whole < 0 || *whole > 8) return std::nullopt;
    out.push_back(static_cast<std::size_t>(*whole));
  }
  return out;
}

std::optional<std::vector<std::int64_t>> indexOf(const Dictionary& dictionary) {
  const Array* index = at(dictionary, "Index").as<Array>();
  if (index == nullptr) return std::vector<std::int64_t>{0, integerAt(dictionary, "Size").value_or(0)};
  std::vector<std::int64_t> out;
  for (const Value& item : *index) {
    const auto* whole = item.as<std::int64_t>();
    if (whole == nullptr || *whole < 0) return std::nullopt;
    out.push_back(*whole);
  }
  if (out.size() % 2 != 0) return std::nullopt;
  return out;
}

/// After "%%EOF" one line end belongs to the revision.
std::size_t endOfMark(std::string_view octets, std::size_t mark) {
  std::size_t end = mark + 5;
  if (end < octets.size() && octets[end] == '\r') ++end;
  if (end < octets.size() && octets[end] == '\n') ++end;
  return end;
}

}  // namespace

Result<File> File::open(std::string_view octets) {
  if (octets.substr(0, 5) != "%PDF-") return malformed("no %PDF- header");
  File file(octets);
  TDKT_CHECK(file.readChain());
  if (!at(file.trailer_, "Encrypt").isNull())
    return inputError("signing.pdf.encrypted", "the file is encrypted");
  if (file.dictionary(at(file.trailer_, "Root")) == nullptr) return malformed("no catalog");
  return file;
}

Result<Done> File::readChain() {
  const std::size_t mark = octets_.rfind("%%EOF");
  const std::size_t start = octets_.rfind("startxref", mark);
  if (mark == std::string_view::npos || start == std::string_view::npos) return malformed("no startxref");
  end_ = endOfMark(octets_, mark);
  Parser parser(octets_, start + 9);
  auto offset = parser.integer();
  std::set<std::int64_t> seen;
  while (offset) {
    if (*offset < 0 || !seen.insert(*offset).second || seen.size() > kMaxSections)
      return malformed("bad /Prev");
    Dictionary trailer;
    if (!readSection(static_cast<std::uint64_t>(*offset), trailer))
      return malformed("bad cross-reference section");
    if (sections_.size() == 1) trailer_ = trailer;
    offset = integerAt(trailer, "Prev");
  }
  if (sections_.empty()) return malformed("no cross-reference section");
  const std::int64_t declared = integerAt(trailer_, "Size").value_or(0);
  const std::int64_t used = entries_.empty() ? 0 : entries_.rbegin()->first + 1;
  if (declared < 0 || declared > kMaxObjects) return malformed("bad /Size");
  size_ = static_cast<int>(std::max(declared, used));
  return Done{};
}

bool File::readSection(std::uint64_t offset, Dictionary& trailer) {
  if (offset >= octets_.size()) return false;
  Parser parser(octets_, offset);
  const bool table = parser.keyword("xref");
  if (sections_.empty()) newestKind_ = table ? XrefKind::kTable : XrefKind::kStream;
  sections_.push_back(offset);
  if (!table) return readXrefStream(offset, trailer);
  if (!readTable(parser.position(), trailer)) return false;
  const auto hybrid = integerAt(trailer, "XRefStm");
  Dictionary ignored;
  return !hybrid || (*hybrid >= 0 && readXrefStream(static_cast<std::size_t>(*hybrid), ignored));
}

bool File::readTable(std::size_t position, Dictionary& trailer) {
  Parser parser(octets_, position);
  while (!parser.keyword("trailer")) {
    const auto first = parser.integer();
    const auto count = parser.integer();
    if (!first || !count || !readSubsection(parser, *first, *count)) return false;
  }
  auto value = parser.value();
  Dictionary* found = value ? std::get_if<Dictionary>(&value->data) : nullptr;
  if (found == nullptr) return false;
  trailer = std::move(*found);
  return true;
}

bool File::readSubsection(Parser& parser, std::int64_t first, std::int64_t count) {
  if (first < 0 || count < 0 || first > kMaxObjects || count > kMaxObjects) return false;
  for (std::int64_t i = 0; i < count; ++i) {
    const auto offset = parser.integer();
    const auto generation = parser.integer();
    if (!offset || !generation || *offset < 0 || *generation < 0 || *generation > 65535) return false;
    const bool used = parser.keyword("n");
    if (!used && !parser.keyword("f")) return false;
    note(first + i, {used ? Entry::Kind::kOffset : Entry::Kind::kFree, static_cast<std::uint64_t>(*offset),
                     static_cast<int>(*generation)});
  }
  return true;
}

bool File::readXrefStream(std::size_t position, Dictionary& trailer) {
  const auto value = readAt(position, std::nullopt);
  const Dictionary* dictionary = value ? value->as<Dictionary>() : nullptr;
  if (dictionary == nullptr || !value->stream || !at(*dictionary, "Type").isName("XRef")) return false;
  const auto rows = decodeStream(*dictionary, *value->stream);
  if (!rows || !readRows(*dictionary, *rows)) return false;
  trailer = *dictionary;
  return true;
}

bool File::readRows(const Dictionary& dictionary, std::string_view rows) {
  const auto widths = widthsOf(dictionary);
  const auto index = indexOf(dictionary);
  if (!widths || !index) return false;
  const std::size_t width = (*widths)[0] + (*widths)[1] + (*widths)[2];
  for (std::size_t part = 0; part < index->size(); part += 2) {
    for (std::int64_t i = 0; i < (*index)[part + 1]; ++i) {
      if (width == 0 || rows.size() < width) return false;
      const auto kind = (*widths)[0] == 0 ? 1 : bigEndian(rows.substr(0, (*widths)[0]));
      const auto second = bigEndian(rows.substr((*widths)[0], (*widths)[1]));
      const auto third = bigEndian(rows.substr((*widths)[0] + (*widths)[1], (*widths)[2]));
      rows.remove_prefix(width);
      const auto entryKind = kind == 1   ? Entry::Kind::kOffset
                             : kind == 2 ? Entry::Kind::kPacked
                                         : Entry::Kind::kFree;
      note((*index)[part] + i, {entryKind, second, static_cast<int>(third & 0x7FFFFFFFU)});
    }
  }
  return true;
}

void File::note(std::int64_t number, const Entry& entry) {
  // Sections are read newest first, so the first word about an object is the last word.
  if (number > 0 && number < kMaxObjects) entries_.emplace(static_cast<int>(number), entry);
}

const Entry* File::entry(int number) const {
  const auto found = entries_.find(number);
  return found == entries_.end() ? nullptr : &found->second;
}

const Value& File::get(const Ref& ref) const {
  if (const auto found = objects_.find(ref); found != objects_.end()) return *found->second;
  if (!reading_.insert(ref).second) return kNull;
  auto value = std::make_unique<Value>(readObject(ref));
  reading_.erase(ref);
  return *objects_.emplace(ref, std::move(value)).first->second;
}

const Value& File::resolve(const Value& value) const {
  const Value* current = &value;
  for (int i = 0; i < 16; ++i) {
    const Ref* ref = current->as<Ref>();
    if (ref == nullptr) return *current;
    current = &get(*ref);
  }
  return kNull;
}

Value File::readObject(const Ref& ref) const {
  const Entry* found = entry(ref.number);
  if (found == nullptr || found->kind == Entry::Kind::kFree) return {};
  if (found->kind == Entry::Kind::kPacked) {
    if (ref.generation != 0 || found->offset >= static_cast<std::uint64_t>(kMaxObjects)) return {};
    return readPacked(static_cast<int>(found->offset), ref.number);
  }
  if (found->generation != ref.generation) return {};
  std::size_t end = 0;
  auto out = readAt(found->offset, ref, end);
  if (!out) return {};
  ends_[ref] = end;
  return std::move(*out);
}

std::optional<std::size_t> File::endOf(const Ref& ref) const {
  const auto found = ends_.find(ref);
  return found == ends_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Value> File::readAt(std::size_t position, std::optional<Ref> expected) const {
  std::size_t end = 0;
  return readAt(position, expected, end);
}

std::optional<Value> File::readAt(std::size_t position, std::optional<Ref> expected, std::size_t& end) const {
  if (position >= octets_.size()) return std::nullopt;
  Parser parser(octets_, position);
  const auto number = parser.integer();
  const auto generation = parser.integer();
  if (!number || !generation || !parser.keyword("obj")) return std::nullopt;
  if (expected && (*number != expected->number || *generation != expected->generation)) return std::nullopt;
  auto value = parser.value();
  if (!value || !attachStream(parser, *value)) return std::nullopt;
  end = parser.position();
  return value;
}

bool File::attachStream(Parser& parser, Value& value) const {
  const Dictionary* dictionary = value.as<Dictionary>();
  if (dictionary == nullptr || !parser.keyword("stream")) return true;
  std::size_t start = parser.position();
  if (start < octets_.size() && octets_[start] == '\r') ++start;
  if (start < octets_.size() && octets_[start] == '\n') ++start;
  const auto* length = resolve(at(*dictionary, "Length")).as<std::int64_t>();
  if (length == nullptr || *length < 0 || start > octets_.size() ||
      static_cast<std::uint64_t>(*length) > octets_.size() - start) {
    return false;
  }
  parser.seek(start + static_cast<std::size_t>(*length));
  if (!parser.keyword("endstream")) return false;
  value.stream = octets_.substr(start, static_cast<std::size_t>(*length));
  return true;
}

Value File::readPacked(int streamNumber, int number) const {
  auto& slot = packed_[streamNumber];
  if (!slot) {
    slot = std::make_unique<std::map<int, Value>>();
    const Entry* found = entry(streamNumber);
    if (found == nullptr || found->kind != Entry::Kind::kOffset) return {};
    const Value& holder = get(Ref{streamNumber, 0});
    const Dictionary* dictionary = holder.as<Dictionary>();
    if (dictionary == nullptr || !holder.stream || !at(*dictionary, "Type").isName("ObjStm")) return {};
    const auto octets = decodeStream(*dictionary, *holder.stream);
    const auto count = integerAt(*dictionary, "N");
    const auto first = integerAt(*dictionary, "First");
    if (!octets || !count || !first || *first < 0) return {};
    Parser header(*octets);
    for (std::int64_t i = 0; i < *count && i < kMaxObjects; ++i) {
      const auto object = header.integer();
      const auto offset = header.integer();
      if (!object || !offset || *offset < 0 || *object <= 0 || *object >= kMaxObjects) break;
      Parser body(*octets, static_cast<std::size_t>(*first) + static_cast<std::size_t>(*offset));
      if (auto value = body.value()) slot->emplace(static_cast<int>(*object), std::move(*value));
    }
  }
  const auto found = slot->find(number);
  return found == slot->end() ? Value() : found->second;
}

const Dictionary& File::catalog() const {
  return *dictionary(at(trailer_, "Root"));
}

}  // namespace tdkt::signing::pdf
