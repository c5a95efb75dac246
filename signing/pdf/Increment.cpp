#include "signing/pdf/Increment.h"

#include <cstdio>

namespace tdkt::signing::pdf {
namespace {

std::string tableRow(std::size_t offset, int generation) {
  char row[32];
  std::snprintf(row, sizeof row, "%010zu %05d n\r\n", offset, generation);
  return row;
}

void appendBigEndian(Bytes& out, std::uint64_t value, unsigned octets) {
  for (unsigned i = octets; i-- > 0;) out += static_cast<char>((value >> (8U * i)) & 0xFFU);
}

}  // namespace

Result<File> openForAppending(std::string_view octets) {
  TDKT_ASSIGN(File file, File::open(octets));
  if (octets.find_first_not_of(" \r\n", file.end()) != std::string_view::npos)
    return inputError("signing.pdf.malformed", "octets after the end-of-file mark");
  return file;
}

Ref Increment::add(const Value& value) {
  return addBody(serialize(value));
}

Ref Increment::addStream(Dictionary dictionary, std::string_view octets) {
  const Ref ref = addBody({});
  replaceStream(ref, std::move(dictionary), octets);
  return ref;
}

void Increment::replaceStream(const Ref& ref, Dictionary dictionary, std::string_view octets) {
  dictionary["Length"] = static_cast<std::int64_t>(octets.size());
  std::string body = serialize(dictionary);
  body.reserve(body.size() + octets.size() + 20);
  body += "\nstream\n";
  body += octets;
  body += "\nendstream";
  bodies_[ref] = std::move(body);
}

Ref Increment::addBody(std::string body) {
  const Ref ref{next_++, 0};
  bodies_[ref] = std::move(body);
  return ref;
}

Increment::Written Increment::write() const {
  Written out = append();
  out.pdf.insert(0, file_.octets());
  return out;
}

Increment::Written Increment::append() const {
  Written out;
  if (file_.octets().back() != '\n') out.pdf += '\n';
  std::size_t size = 4096;  // the cross-references as well
  for (const auto& [ref, body] : bodies_) size += body.size() + 48;
  out.pdf.reserve(size);
  std::map<Ref, std::size_t> offsets;
  for (const auto& [ref, body] : bodies_) {
    offsets[ref] = placeOf(out.pdf);
    out.pdf += std::to_string(ref.number) + " " + std::to_string(ref.generation) + " obj\n";
    out.bodies[ref.number] = placeOf(out.pdf);
    out.pdf += body;
    out.pdf += "\nendobj\n";
  }
  if (file_.newestKind() == XrefKind::kTable) {
    writeTable(out.pdf, offsets);
  } else {
    writeXrefStream(out.pdf, std::move(offsets));
  }
  return out;
}

/// The second half of /ID names this revision: by what is new and where it starts, not by the whole file,
/// which may be large.
Dictionary Increment::nextTrailer(int size, const Bytes& body) const {
  Dictionary out;
  for (const char* key : {"Root", "Info"}) {
    if (const Value& value = at(file_.trailer(), key); !value.isNull()) out[key] = value;
  }
  String changed;
  changed.octets = sha256(std::to_string(file_.octets().size()) + " " + body).substr(0, 16);
  const Array* old = file_.array(at(file_.trailer(), "ID"));
  const bool kept = old != nullptr && old->size() == 2 && old->front().as<String>() != nullptr;
  out["ID"] = Array{kept ? old->front() : Value(changed), Value(changed)};
  out["Size"] = std::int64_t{size};
  out["Prev"] = static_cast<std::int64_t>(file_.newestXref());
  return out;
}

void Increment::writeTable(Bytes& out, const std::map<Ref, std::size_t>& offsets) const {
  const Dictionary trailer = nextTrailer(next_, out);
  const std::size_t start = placeOf(out);
  out += "xref\n";
  for (auto it = offsets.begin(); it != offsets.end();) {
    std::string rows;
    const int first = it->first.number;
    int count = 0;
    for (; it != offsets.end() && it->first.number == first + count; ++it, ++count) {
      rows += tableRow(it->second, it->first.generation);
    }
    out += std::to_string(first) + " " + std::to_string(count) + "\n" + rows;
  }
  out += "trailer\n" + serialize(trailer) + "\nstartxref\n" + std::to_string(start) + "\n%%EOF\n";
}

void Increment::writeXrefStream(Bytes& out, std::map<Ref, std::size_t> offsets) const {
  Dictionary dictionary = nextTrailer(next_ + 1, out);
  const std::size_t start = placeOf(out);
  offsets[Ref{next_, 0}] = start;
  Bytes rows;
  Array index;
  for (auto it = offsets.begin(); it != offsets.end();) {
    const int first = it->first.number;
    int count = 0;
    for (; it != offsets.end() && it->first.number == first + count; ++it, ++count) {
      rows += '\x01';
      appendBigEndian(rows, it->second, 4);
      appendBigEndian(rows, static_cast<std::uint64_t>(it->first.generation), 2);
    }
    index.emplace_back(std::int64_t{first});
    index.emplace_back(std::int64_t{count});
  }
  dictionary["Type"] = Name{"XRef"};
  dictionary["W"] = Array{std::int64_t{1}, std::int64_t{4}, std::int64_t{2}};
  dictionary["Index"] = std::move(index);
  dictionary["Length"] = static_cast<std::int64_t>(rows.size());
  out += std::to_string(next_) + " 0 obj\n" + serialize(dictionary) + "\nstream\n" + rows +
         "\nendstream\nendobj\nstartxref\n" + std::to_string(start) + "\n%%EOF\n";
}

}  // namespace tdkt::signing::pdf
