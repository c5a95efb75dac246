#pragma once
// A short procedure with a council: the secretary's ballot step, the chair's decision, issuing.

#include <stdexcept>
#include <string>

#include "workflow/definition/Definition.h"
#include "workflow/definition/Steps.h"

namespace tdkt::workflow::testing {

inline std::string councilBpmn(bool secret) {
  const std::string steps = std::string(R"({"format":"tdkt-steps-1","id":"title","name":"Danh hiệu","steps":[
    {"kind":"submit","id":"start","title":"Hồ sơ đến"},
    {"kind":"ballot","id":"council","title":"Hội đồng bỏ phiếu","role":"secretariat","workingDays":5,
     "roster":"council","quorum":"2/3","pass":"4/5","rounds":2,"secret":)") +
                            (secret ? "true" : "false") + R"(},
    {"kind":"chair","id":"chair","title":"Chủ tịch quyết định","role":"chair","workingDays":3},
    {"kind":"issue","id":"issue","sign":{"title":"Ký","role":"chair","workingDays":1},
     "seal":{"title":"Đóng dấu","role":"clerk","workingDays":1}}],"end":"Đã ban hành"})";
  const auto list = stepsFromJson(steps);
  if (!list) throw std::runtime_error(list.error().code + " " + list.error().field);
  const auto bpmn = bpmnFromSteps(*list);
  if (!bpmn) throw std::runtime_error(bpmn.error().code);
  return *bpmn;
}

inline std::shared_ptr<const Definition> councilDefinition(bool secret) {
  const auto checked = checkDefinition(councilBpmn(secret));
  for (const Finding& finding : checked.findings) {
    if (finding.fatal) throw std::runtime_error(finding.rule + " " + finding.english);
  }
  return checked.definition;
}

}  // namespace tdkt::workflow::testing
