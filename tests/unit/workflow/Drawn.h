#pragma once
// Definitions written by hand for tests: a process around its elements, and what the checks say of it.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "workflow/definition/Definition.h"

namespace tdkt::workflow::testing {

using Rules = std::vector<std::string>;

inline constexpr const char* kTask =
    R"(<bpmn:extensionElements><tdkt:step id="s" kind="appraise"/><zeebe:assignmentDefinition candidateGroups="appraiser"/>)"
    R"(<tdkt:clock workingDays="2"/></bpmn:extensionElements>)";

/// A definition around `body`, which begins on line 2.
inline std::string bpmn(const std::string& body) {
  return "<bpmn:definitions xmlns:bpmn=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" "
         "xmlns:zeebe=\"http://camunda.org/schema/zeebe/1.0\" xmlns:tdkt=\"urn:tdkt:bpmn:1\" "
         "xmlns:camunda=\"http://camunda.org/schema/1.0/bpmn\" id=\"d\" targetNamespace=\"urn:x\">"
         "<bpmn:process id=\"p\" name=\"P\" isExecutable=\"true\">\n" +
         body + "</bpmn:process></bpmn:definitions>";
}

inline std::string user(const std::string& id, const std::string& inside = kTask) {
  return "<bpmn:userTask id=\"" + id + "\" name=\"" + id + "\">" + inside + "</bpmn:userTask>\n";
}

inline std::string node(const std::string& element, const std::string& id, const std::string& more = {}) {
  return "<bpmn:" + element + " id=\"" + id + "\"" + more + "/>\n";
}

inline std::string flow(const std::string& from, const std::string& to, const std::string& condition = {}) {
  const std::string head =
      "<bpmn:sequenceFlow id=\"" + from + "_" + to + "\" sourceRef=\"" + from + "\" targetRef=\"" + to + "\"";
  if (condition.empty()) return head + "/>\n";
  return head + "><bpmn:conditionExpression>" + condition +
         "</bpmn:conditionExpression></bpmn:sequenceFlow>\n";
}

inline Rules fatalRules(const std::string& text, const DefinitionContext& context = {}) {
  Rules out;
  const CheckedDefinition checked = checkDefinition(text, context);
  for (const Finding& finding : checked.findings) {
    if (!finding.fatal) continue;
    out.push_back(finding.rule);
    EXPECT_FALSE(finding.message.empty());
    EXPECT_FALSE(finding.english.empty());
  }
  EXPECT_EQ(out.empty(), checked.definition != nullptr);
  return out;
}

inline std::string oneTask(const std::string& task = user("a")) {
  return node("startEvent", "s") + task + node("endEvent", "e") + flow("s", "a") + flow("a", "e");
}

}  // namespace tdkt::workflow::testing
