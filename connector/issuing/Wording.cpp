#include "connector/issuing/Wording.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>

#include "workflow/base/Json.h"
#include "workflow/base/Text.h"

namespace tdkt::issuing {
namespace {

using nlohmann::ordered_json;
using Names = std::vector<std::string>;

constexpr const char* kSchema = "urn:tdkt:wording:1";
constexpr std::size_t kLargestFile = 256U << 10U;

Error at(Error error, const std::string& field) {
  error.field = field;
  return error;
}

/// Reads one object: every key is claimed by one line of DecisionWording::fromJson, the rest is unknown.
class Reader {
 public:
  explicit Reader(const ordered_json& root) : root_(root) {}

  Result<Done> phrase(const char* key, Phrase& target, const Names& known) {
    TDKT_ASSIGN(const std::string text, textAt(key));
    auto parsed = Phrase::parse(text, known);
    if (!parsed) return at(parsed.error(), key);
    target = std::move(*parsed);
    return Done{};
  }

  Result<Done> phrases(const char* key, std::vector<Phrase>& target, const Names& known) {
    TDKT_ASSIGN(const ordered_json list, listAt(key));
    for (const auto& item : list) {
      const std::string place = std::string(key) + "[" + std::to_string(target.size()) + "]";
      if (!item.is_string()) return inputError("wording.type", "a text was expected", place);
      auto parsed = Phrase::parse(item.get<std::string>(), known);
      if (!parsed) return at(parsed.error(), place);
      target.push_back(std::move(*parsed));
    }
    return Done{};
  }

  /// A list with one row for each kind of nominee.
  Result<Done> kinds(const char* key, const char* textKey, std::vector<KindPhrase>& target,
                     const Names& known) {
    TDKT_ASSIGN(const ordered_json list, listAt(key));
    std::set<workflow::NomineeKind> seen;
    for (const auto& item : list) {
      const std::string place = std::string(key) + "[" + std::to_string(target.size()) + "]";
      TDKT_ASSIGN(KindPhrase row, kindRow(item, textKey, known, place));
      if (!seen.insert(row.kind).second) return inputError("wording.kind", "this kind stands twice", place);
      target.push_back(std::move(row));
    }
    if (seen.size() == 3) return Done{};
    return inputError("wording.kind", "individual, collective and household are all needed", key);
  }

  Result<Done> noOtherKeys() const {
    for (const auto& [key, value] : root_.items()) {
      if (claimed_.count(key) == 0) return inputError("wording.unknown-key", "unknown key", key);
    }
    return Done{};
  }

  Result<std::string> textAt(const char* key) {
    claimed_.insert(key);
    const auto found = root_.find(key);
    if (found == root_.end()) return inputError("wording.missing", "this key is needed", key);
    if (!found->is_string()) return inputError("wording.type", "a text was expected", key);
    return found->get<std::string>();
  }

 private:
  Result<ordered_json> listAt(const char* key) {
    claimed_.insert(key);
    const auto found = root_.find(key);
    if (found == root_.end()) return inputError("wording.missing", "this key is needed", key);
    if (!found->is_array() || found->empty()) return inputError("wording.type", "a list was expected", key);
    return *found;
  }

  static Result<KindPhrase> kindRow(const ordered_json& item, const char* textKey, const Names& known,
                                    const std::string& place) {
    const auto text = item.is_object() ? item.find(textKey) : item.end();
    if (!item.is_object() || item.size() != 2 || text == item.end() || !text->is_string()) {
      return inputError("wording.type", std::string("{\"kind\", \"") + textKey + "\"} was expected", place);
    }
    const auto kind = workflow::nomineeKindFrom(json::optionalString(item, "kind"));
    if (!kind) return inputError("wording.kind", "individual, collective or household", place);
    auto parsed = Phrase::parse(text->get<std::string>(), known);
    if (!parsed) return at(parsed.error(), place);
    return KindPhrase{*kind, std::move(*parsed)};
  }

  const ordered_json& root_;
  std::set<std::string> claimed_;
};

std::string joined(const Names& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out.empty() ? "none" : out;
}

bool hasControls(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

}  // namespace

Result<Phrase> Phrase::parse(std::string_view text, const std::vector<std::string>& known) {
  if (text.empty() || hasControls(text) || !text::isNfc(text)) {
    return inputError("wording.text", "empty, not NFC, or with a control character");
  }
  Phrase out;
  std::size_t from = 0;
  while (from < text.size()) {
    const std::size_t brace = text.find_first_of("{}", from);
    if (brace == std::string_view::npos) break;
    const std::size_t end = text.find_first_of("{}", brace + 1);
    if (text[brace] == '}' || end == std::string_view::npos || text[end] == '{') {
      return inputError("wording.brace", "a brace without its partner at octet " + std::to_string(brace));
    }
    const std::string name(text.substr(brace + 1, end - brace - 1));
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      return inputError("wording.placeholder", "{" + name + "} is unknown here; known: " + joined(known));
    }
    if (brace > from) out.pieces_.push_back({false, std::string(text.substr(from, brace - from))});
    out.pieces_.push_back({true, name});
    from = end + 1;
  }
  if (from < text.size()) out.pieces_.push_back({false, std::string(text.substr(from))});
  return out;
}

std::string Phrase::fill(const std::map<std::string, std::string>& values) const {
  std::string out;
  for (const Piece& piece : pieces_) {
    if (!piece.isName) {
      out += piece.text;
    } else if (const auto value = values.find(piece.text); value != values.end()) {
      out += value->second;
    }
  }
  return out;
}

Result<DecisionWording> DecisionWording::fromJson(std::string_view text) {
  TDKT_ASSIGN(const ordered_json root, json::parse(text, {kLargestFile, 8}));
  if (!root.is_object()) return inputError("wording.type", "an object was expected");
  Reader reader(root);
  TDKT_ASSIGN(const std::string schema, reader.textAt("schema"));
  if (schema != kSchema) return inputError("wording.schema", std::string("expected ") + kSchema, "schema");
  DecisionWording out;
  TDKT_CHECK(reader.phrase("submission", out.submission, {"number", "notation"}));
  TDKT_CHECK(reader.phrase("submissionDated", out.submissionDated, {"number", "notation", "date"}));
  TDKT_CHECK(reader.phrase("subject", out.subject, {"award"}));
  TDKT_CHECK(reader.phrase("proposal", out.proposal, {"sender", "submission"}));
  TDKT_CHECK(reader.phrase("listTitle", out.listTitle, {"award"}));
  TDKT_CHECK(reader.phrases("articles", out.articles,
                            {"award", "counted", "submission", "sender", "amount", "province", "authority"}));
  TDKT_CHECK(reader.phrase("amount", out.amount, {"digits", "words"}));
  TDKT_CHECK(reader.kinds("counted", "text", out.counted, {"count"}));
  TDKT_CHECK(reader.kinds("groups", "title", out.groups, {}));
  TDKT_CHECK(reader.phrase("fileName", out.fileName, {"number"}));
  TDKT_CHECK(
      reader.phrase("certificateFileName", out.certificateFileName, {"title", "ordinal", "recipient"}));
  TDKT_CHECK(reader.phrase("personReason", out.personReason, {}));
  TDKT_CHECK(reader.phrase("organisationReason", out.organisationReason, {}));
  TDKT_CHECK(reader.noOtherKeys());
  return out;
}

Result<DecisionWording> loadWording(const std::string& packageDirectory) {
  const std::string path = packageDirectory + "/wording.json";
  std::ifstream in(path, std::ios::binary);
  if (!in)
    return notFoundError("wording.absent", "the decision's template package has no wording.json", path);
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  auto wording = DecisionWording::fromJson(text);
  if (!wording) return at(wording.error(), path + ": " + wording.error().field);
  return wording;
}

}  // namespace tdkt::issuing
