#include "connector/office/profile/Mapping.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "workflow/base/Text.h"

namespace tdkt::office {
namespace {

using Json = nlohmann::ordered_json;
using State = MappedField::State;

std::string raw(const FieldSource& source, const Json& item) {
  if (source.constant) return *source.constant;
  if (!source.json.empty()) return textAt(item, source.json);
  const Json::json_pointer rows(source.rows);
  if (!item.contains(rows) || !item.at(rows).is_array()) return {};
  for (const Json& row : item.at(rows)) {
    if (textAt(row, source.where) == source.is) return textAt(row, source.take);
  }
  return {};
}

std::string trimmed(const std::string& text) {
  constexpr const char* blanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blanks);
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// The asked part of the text; a mark that is not there leaves nothing, so that it is told as missing.
std::string part(const FieldSource& source, std::string text) {
  if (!source.after.empty()) {
    const std::size_t at = text.find(source.after);
    if (at == std::string::npos) return {};
    text = text.substr(at + source.after.size());
  }
  if (!source.before.empty()) {
    const std::size_t at = text.find(source.before);
    if (at == std::string::npos) return {};
    text.resize(at);
  }
  return trimmed(text);
}

std::string isoFrom(const std::string& text, const std::string& form) {
  if (text.size() < 10) return {};
  std::string iso = text.substr(0, 10);
  if (form == "dd/MM/yyyy") {
    if (iso[2] != '/' || iso[5] != '/') return {};
    iso = iso.substr(6, 4) + "-" + iso.substr(3, 2) + "-" + iso.substr(0, 2);
  } else if (form == "yyyy/MM/dd") {
    if (iso[4] != '/' || iso[7] != '/') return {};
    iso[4] = iso[7] = '-';
  }
  return parseIsoDate(iso) ? iso : std::string();
}

std::string lookedUp(const HostProfile& profile, const std::string& table, const std::string& key) {
  const auto rows = profile.tables.find(table);
  if (rows == profile.tables.end()) return {};
  const auto row = rows->second.find(key);
  return row == rows->second.end() ? std::string() : row->second;
}

MappedField mapField(const HostProfile& profile, const std::string& name, const FieldSource& source,
                     const Json& item) {
  MappedField out{name, source.shown(), {}, State::kFound, false};
  const auto clean = text::nfc(part(source, raw(source, item)));
  if (!clean || clean->empty()) {
    out.state = clean ? State::kMissing : State::kUnreadable;
  } else {
    out.value = *clean;
    if (!source.lookup.empty()) out.value = lookedUp(profile, source.lookup, out.value);
    if (!source.date.empty()) out.value = isoFrom(out.value, source.date);
    if (out.value.empty()) out.state = State::kUnreadable;
  }
  if (out.value.empty() && source.fallback) {
    out.value = *source.fallback;
    out.state = State::kDefault;
  }
  return out;
}

void put(edxml::Message& header, const MappedField& field) {
  const std::string& value = field.value;
  if (field.name == "documentId") header.documentId = value;
  if (field.name == "number") header.codeNumber = value;
  if (field.name == "notation") header.codeNotation = value;
  if (field.name == "subject") header.subject = value;
  if (field.name == "senderCode") header.from.id = value;
  if (field.name == "senderName") header.from.name = value;
  if (field.name == "issued") header.promulgatedOn = parseIsoDate(value);
  if (field.name == "place") header.place = value;
  if (field.name == "content") header.content = value;
  if (field.name == "signer") header.signerName = value;
  if (field.name == "signerPosition") header.signerPosition = value;
  if (field.name == "due") header.dueDate = parseIsoDate(value);
}

bool isNeeded(const std::string& name) {
  for (const char* needed : {"documentId", "number", "notation", "subject", "senderCode"}) {
    if (name == needed) return true;
  }
  return false;
}

}  // namespace

std::string textAt(const Json& value, const std::string& pointer) {
  const Json::json_pointer at(pointer);
  if (!value.contains(at)) return {};
  const Json& found = value.at(at);
  if (found.is_string()) return found.get<std::string>();
  return found.is_number_integer() || found.is_boolean() ? found.dump() : std::string();
}

bool MappedItem::complete() const {
  return std::all_of(fields.begin(), fields.end(),
                     [](const MappedField& field) { return !field.needed || !field.value.empty(); });
}

MappedItem mapItem(const HostProfile& profile, const Json& item) {
  MappedItem out;
  for (const auto& [name, source] : profile.fields) {
    MappedField field = mapField(profile, name, source, item);
    field.needed = isNeeded(name);
    put(out.header, field);
    out.fields.push_back(std::move(field));
  }
  return out;
}

}  // namespace tdkt::office
