#include "workflow/engine/event/Submission.h"

#include "workflow/engine/Engine.h"
#include "workflow/engine/event/Data.h"
#include "workflow/model/DossierJson.h"

namespace tdkt::workflow {

using data::Json;
using data::textAt;

namespace {

Json submission(const DossierHeader& header, const std::vector<DossierDocument>& documents,
                const std::vector<Line>& lines) {
  return Json{{"header", toJson(header)}, {"documents", toJson(documents)}, {"lines", toJson(lines)}};
}

template <class Body>
void readSubmission(const Json& data, Body& body) {
  body.header = headerFromJson(data.at("header"));
  body.documents = documentsFromJson(data.at("documents"));
  body.lines = linesFromJson(data.at("lines"));
}

template <class Body>
void take(DossierState& state, const Body& body) {
  state.header = body.header;
  state.documents = body.documents;
  state.lines = body.lines;
  state.documentsDigest = documentsDigest(body.documents, body.lines);
}

}  // namespace

Json toData(const DossierStarted& body) {
  Json out{{"definitionHash", body.definitionHash}};
  out.update(submission(body.header, body.documents, body.lines));
  return out;
}
void fromData(const Json& data, DossierStarted& body) {
  body.definitionHash = textAt(data, "definitionHash");
  readSubmission(data, body);
}
void fold(DossierState& state, const Event& /*event*/, const DossierStarted& body) {
  state.definitionHash = body.definitionHash;
  take(state, body);
}

Json toData(const DossierResubmitted& body) {
  return submission(body.header, body.documents, body.lines);
}
void fromData(const Json& data, DossierResubmitted& body) {
  readSubmission(data, body);
}
void fold(DossierState& state, const Event& /*event*/, const DossierResubmitted& body) {
  ++state.revision;
  state.facts.clear();  // results belong to the documents they were made from
  take(state, body);
}

Json toData(const PhaseChanged& body) {
  return {{"phase", toString(body.phase)}};
}
void fromData(const Json& data, PhaseChanged& body) {
  body.phase = data::required(phaseFrom(textAt(data, "phase")));
}
void fold(DossierState& state, const Event& event, const PhaseChanged& body) {
  state.phase = body.phase;
  const bool ended = body.phase == Phase::kIssued || body.phase == Phase::kRefused;
  state.endedAt = ended ? std::optional(event.at) : std::nullopt;
}

Json toData(const DossierAnnulled& body) {
  return {{"effect", body.effect.text()}, {"reason", body.reason}};
}
void fromData(const Json& data, DossierAnnulled& body) {
  body.effect = EffectId(textAt(data, "effect"));
  body.reason = textAt(data, "reason");
}
void fold(DossierState& /*state*/, const Event& /*event*/, const DossierAnnulled& /*body*/) {}

}  // namespace tdkt::workflow
