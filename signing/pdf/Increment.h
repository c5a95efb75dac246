#pragma once
// Appends one revision to a file: only the objects that change, in the cross-reference kind of the source, so
// that every earlier signature keeps its revision. Source: ISO 32000-1 §7.5.6, §7.5.8.

#include <map>

#include "signing/pdf/File.h"

namespace tdkt::signing::pdf {

/// File::open() for a file that gets one more revision: its octets must end with its newest one, or what
/// stands behind would come to lie in the middle. Errors: those of File::open().
Result<File> openForAppending(std::string_view octets);

class Increment {
 public:
  /// `file` must outlive the Increment.
  explicit Increment(const File& file) : file_(file), next_(file.size()) {}

  Ref add(const Value& value);
  /// A stream object; /Length is set here.
  Ref addStream(Dictionary dictionary, std::string_view octets);
  /// An object whose octets are given literally.
  Ref addBody(std::string body);
  void replace(const Ref& ref, const Value& value) { bodies_[ref] = serialize(value); }
  /// The same for an object whose octets are given literally.
  void replaceBody(const Ref& ref, std::string body) { bodies_[ref] = std::move(body); }
  void replaceStream(const Ref& ref, Dictionary dictionary, std::string_view octets);

  const File& file() const { return file_; }
  bool empty() const { return bodies_.empty(); }

  struct Written {
    Bytes pdf;
    std::map<int, std::size_t> bodies;  ///< object number → offset in the file of its first octet after "obj"
  };
  /// The whole file with its new revision.
  Written write() const;
  /// Only the octets that follow the file's own; `bodies` are offsets in the whole file all the same.
  Written append() const;

 private:
  Dictionary nextTrailer(int size) const;
  std::size_t placeOf(const Bytes& appended) const { return file_.octets().size() + appended.size(); }
  void writeTable(Bytes& out, const std::map<Ref, std::size_t>& offsets) const;
  void writeXrefStream(Bytes& out, std::map<Ref, std::size_t> offsets) const;

  const File& file_;
  int next_;
  std::map<Ref, std::string> bodies_;
};

}  // namespace tdkt::signing::pdf
