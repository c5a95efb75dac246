// The fold: one event after another makes the state. Nothing is decided here.

#include "workflow/base/Bytes.h"
#include "workflow/engine/Engine.h"

namespace tdkt::workflow {
namespace {

/// Length before text: no two different lists give the same octets.
void append(std::string& octets, std::string_view text) {
  octets += std::to_string(text.size());
  octets += ':';
  octets += text;
}

}  // namespace

void evolveHere(const Definition& /*definition*/, DossierState& state, const Event& event) {
  std::visit([&](const auto& body) { fold(state, event, body); }, event.body);
  state.version = event.seq;
}

DossierState evolve(const Definition& definition, DossierState state, const Event& event) {
  evolveHere(definition, state, event);
  return state;
}

std::string documentsDigest(const std::vector<DossierDocument>& documents, const std::vector<Line>& lines) {
  std::string octets = "documents";
  for (const DossierDocument& document : documents) append(octets, document.sha256);
  octets += "lines";
  for (const Line& line : lines) {
    append(octets, std::to_string(line.ordinal));
    append(octets, toString(line.nominee.kind));
    append(octets, line.nominee.name);
    append(octets, line.nominee.position);
    append(octets, line.nominee.unit);
    append(octets, line.nominee.achievement);
    append(octets, line.award);
  }
  return sha256Hex(octets);
}

std::string approvalDigest(const DossierState& state) {
  const auto rendered = state.facts.find("decision.sha256");
  if (rendered == state.facts.end()) return state.documentsDigest;
  return sha256Hex(state.documentsDigest + rendered->second);
}

}  // namespace tdkt::workflow
