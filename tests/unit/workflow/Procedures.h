#pragma once
// Small procedures around one step under test: submit, that step, the chair.

#include "tests/unit/workflow/Dossiers.h"
#include "workflow/definition/Steps.h"

namespace tdkt::workflow::testing {

/// `step` is the JSON of one step, or of several with commas between.
inline std::shared_ptr<const Definition> procedureWith(const std::string& step) {
  const auto list =
      stepsFromJson(R"({"format": "tdkt-steps-1", "id": "small", "name": "Quy trình thử", "steps": [
    {"kind": "submit", "id": "start", "title": "Hồ sơ đến"},)" +
                    step + R"(,
    {"kind": "chair", "id": "chair", "title": "Chủ tịch quyết định", "role": "chair", "workingDays": 3}],
    "end": "Xong"})");
  if (!list)
    throw std::runtime_error(list.error().code + " " + list.error().detail + " " + list.error().field);
  const auto bpmn = bpmnFromSteps(*list);
  const auto checked = checkDefinition(bpmn.value());
  for (const Finding& finding : checked.findings) {
    if (finding.fatal) throw std::runtime_error(finding.rule + " " + finding.english);
  }
  return checked.definition;
}

/// An instant of that day in Vietnam.
inline UtcTime at(const char* day, const char* time = "09:00:00") {
  return *parseIso(std::string(day) + "T" + time + "+07:00");
}
inline CivilDate day(const char* text) {
  return *parseIsoDate(text);
}

/// The only pending timer fires; its code when it is refused.
inline std::string fire(Bench& bench) {
  return bench.state.timers.empty() ? "no timer" : bench.codeOf(FireTimer{bench.state.timers.front().id});
}

/// The log read back gives the same state: new events and records survive their stored form.
inline bool replays(const Bench& bench) {
  DossierState state;
  state.id = bench.state.id;
  for (const Event& event : bench.log) {
    const auto read = eventFromJson(toJson(event));
    if (!read || toJson(*read) != toJson(event)) return false;
    state = evolve(bench.definition(), std::move(state), *read);
  }
  return state == bench.state;
}

}  // namespace tdkt::workflow::testing
