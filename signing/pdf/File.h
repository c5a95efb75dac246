#pragma once
// A PDF as its newest revision shows it: cross-reference chain, objects, pages and form fields. Bounded in
// depth, memory and time; there is no repair of damaged files: they are refused. Source: ISO 32000-1 §7.5,
// §12.7.

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "signing/pdf/Object.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"

namespace tdkt::signing::pdf {

enum class XrefKind { kTable, kStream };

/// Where an object is: an offset in the file, or a place inside an object stream.
struct Entry {
  enum class Kind { kFree, kOffset, kPacked } kind = Kind::kFree;
  std::uint64_t offset = 0;  ///< or the number of the object stream
  int generation = 0;        ///< or the index in the object stream
};

/// A terminal form field, seen from its root.
struct Field {
  std::string name;  ///< fully qualified
  Ref ref;
  Dictionary dictionary;  ///< as written, without inherited keys
  bool signature = false;
};

class File {
 public:
  /// `octets` must outlive the File. Errors: kInput "signing.pdf.malformed", "signing.pdf.encrypted".
  static Result<File> open(std::string_view octets);

  const Dictionary& trailer() const { return trailer_; }
  XrefKind newestKind() const { return newestKind_; }
  std::uint64_t newestXref() const { return sections_.front(); }
  /// Offsets of all cross-reference sections, newest first.
  const std::vector<std::uint64_t>& sections() const { return sections_; }
  int size() const { return size_; }  ///< first unused object number
  std::string_view octets() const { return octets_; }
  /// Where the newest revision ends: after its end-of-file mark and line end.
  std::size_t end() const { return end_; }

  /// The object, or null when it is free, absent or malformed. Stays valid as long as the File.
  const Value& get(const Ref& ref) const;
  /// Where it ended in the octets, its stream included, when get() has read it as an object of its own.
  std::optional<std::size_t> endOf(const Ref& ref) const;
  /// Follows one reference (chains up to 16).
  const Value& resolve(const Value& value) const;
  const Dictionary* dictionary(const Value& value) const { return resolve(value).as<Dictionary>(); }
  const Array* array(const Value& value) const { return resolve(value).as<Array>(); }
  const Entry* entry(int number) const;

  const Dictionary& catalog() const;
  /// Pages in order. Nothing when the tree is cyclic, deeper than 64 or larger than 100 000.
  std::optional<std::vector<Ref>> pages() const;
  /// Terminal fields. Nothing when the form is cyclic, deeper than 32 or larger than 100 000.
  std::optional<std::vector<Field>> fields() const;

 private:
  explicit File(std::string_view octets) : octets_(octets) {}
  Result<Done> readChain();
  bool readSection(std::uint64_t offset, Dictionary& trailer);
  bool readTable(std::size_t position, Dictionary& trailer);
  bool readSubsection(class Parser& parser, std::int64_t first, std::int64_t count);
  bool readXrefStream(std::size_t position, Dictionary& trailer);
  bool readRows(const Dictionary& dictionary, std::string_view rows);
  void note(std::int64_t number, const Entry& entry);
  Value readObject(const Ref& ref) const;
  std::optional<Value> readAt(std::size_t position, std::optional<Ref> expected) const;
  std::optional<Value> readAt(std::size_t position, std::optional<Ref> expected, std::size_t& end) const;
  bool attachStream(class Parser& parser, Value& value) const;
  Value readPacked(int streamNumber, int number) const;

  std::string_view octets_;
  Dictionary trailer_;
  XrefKind newestKind_ = XrefKind::kTable;
  std::vector<std::uint64_t> sections_;
  std::map<int, Entry> entries_;
  int size_ = 0;
  std::size_t end_ = 0;
  mutable std::map<Ref, std::unique_ptr<Value>> objects_;
  mutable std::map<Ref, std::size_t> ends_;
  mutable std::map<int, std::unique_ptr<std::map<int, Value>>> packed_;
  mutable std::set<Ref> reading_;
};

}  // namespace tdkt::signing::pdf
