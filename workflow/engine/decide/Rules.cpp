#include "workflow/engine/decide/Rules.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>

#include "workflow/base/Text.h"

namespace tdkt::workflow {
namespace {

bool anyLine(const DossierState& state, LineState wanted) {
  return std::any_of(state.lines.begin(), state.lines.end(),
                     [&](const Line& line) { return line.state == wanted; });
}

bool readableLine(const Line& line) {
  const Nominee& nominee = line.nominee;
  return readable(nominee.name) && readable(nominee.position) && readable(nominee.unit) &&
         readable(nominee.achievement) && readable(line.award);
}

Result<Done> checkLines(const std::vector<Line>& lines) {
  if (lines.empty()) return inputError("workflow.lines", "nobody is proposed", "lines");
  std::unordered_set<std::string_view> ids;
  for (const Line& line : lines) {
    if (!readableLine(line)) return inputError("workflow.text", "not UTF-8 in Unicode NFC", "lines");
    if (!ids.insert(line.id.text()).second)
      return inputError("workflow.lines", "two lines have one id", line.id.text());
  }
  return Done{};
}

}  // namespace

bool readable(const std::string& text) {
  return text::isNfc(text);
}

bool blank(const std::string& text) {
  return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

bool holds(const Facts& facts, const std::string& role) {
  return std::find(facts.actorRoles.begin(), facts.actorRoles.end(), role) != facts.actorRoles.end();
}

bool issued(const DossierState& state) {
  return anyLine(state, LineState::kIssued);
}

bool decided(const DossierState& state) {
  return anyLine(state, LineState::kDecided) || issued(state);
}

bool ended(const DossierState& state) {
  return state.phase == Phase::kIssued || state.phase == Phase::kRefused;
}

std::vector<Line> proposed(std::vector<Line> lines) {
  for (Line& line : lines) {
    line.state = LineState::kProposed;
    line.reason.clear();
  }
  return lines;
}

Result<Done> checkSubmission(const DossierHeader& header, const std::vector<DossierDocument>& documents,
                             const std::vector<Line>& lines) {
  for (const std::string* text : {&header.hostDocumentId, &header.senderCode, &header.senderName,
                                  &header.number, &header.notation, &header.subject, &header.signer}) {
    if (!readable(*text)) return inputError("workflow.text", "not UTF-8 in Unicode NFC", "header");
  }
  for (const DossierDocument& document : documents) {
    if (!readable(document.name) || !readable(document.mediaType))
      return inputError("workflow.text", "not UTF-8 in Unicode NFC", "documents");
  }
  return checkLines(lines);
}

Result<Done> checkReason(const std::string& reason) {
  if (!readable(reason)) return inputError("workflow.text", "not NFC", "reason");
  if (blank(reason)) return inputError("workflow.reason.missing", "this needs its reason", "reason");
  return Done{};
}

Result<Done> checkHolds(const Facts& facts, const std::string& role) {
  if (holds(facts, role)) return Done{};
  return deniedError("workflow.role", "the official does not hold the role this needs", role);
}

Result<Done> checkRunning(const DossierState& state) {
  if (state.phase == Phase::kRunning) return Done{};
  return conflictError("workflow.phase", "the dossier is not running");
}

std::string setting(const Node& node, const char* element, const char* attribute, const char* otherwise) {
  const auto kept = node.settings.find(element);
  if (kept == node.settings.end()) return otherwise;
  const auto value = kept->second.find(attribute);
  return value == kept->second.end() ? otherwise : value->second;
}

Result<const Node*> nodeOf(const Case& given, const std::string& id) {
  const Node* node = given.definition.find(id);
  if (node == nullptr) return corruptError("workflow.node", "the node is not in the definition", id);
  return node;
}

}  // namespace tdkt::workflow
