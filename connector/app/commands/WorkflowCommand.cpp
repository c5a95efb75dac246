#include <iostream>
#include <nlohmann/json.hpp>

#include "connector/app/CommandLine.h"
#include "connector/app/Commands.h"
#include "workflow/definition/Definition.h"
#include "workflow/engine/DryRun.h"

namespace tdkt::app {
namespace {

using Json = nlohmann::ordered_json;
using workflow::CheckedDefinition;
using workflow::Finding;

const char* severityOf(const Finding& finding) {
  return finding.fatal ? "error" : "warning";
}

/// Names in a refused file may be anything; output stays JSON.
std::string printable(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

void printFindings(std::ostream& out, const std::string& path, const CheckedDefinition& checked) {
  for (const Finding& finding : checked.findings) {
    out << path << ":" << finding.line << ": " << severityOf(finding) << " " << finding.rule;
    if (!finding.element.empty()) out << " [" << finding.element << "]";
    out << ": " << finding.message << " (" << finding.english << ")\n";
  }
}

Json toJson(const CheckedDefinition& checked) {
  Json findings = Json::array();
  for (const Finding& finding : checked.findings) {
    findings.push_back({{"rule", finding.rule},
                        {"severity", severityOf(finding)},
                        {"line", finding.line},
                        {"element", finding.element},
                        {"message", finding.message},
                        {"english", finding.english}});
  }
  return {{"accepted", checked.definition != nullptr}, {"findings", findings}};
}

int check(const Options& options, const std::string& path, const CheckedDefinition& checked) {
  if (options.has("--json")) {
    std::cout << printable(toJson(checked)) << "\n";
  } else {
    printFindings(std::cout, path, checked);
    std::cout << (checked.definition ? "accepted\n" : "refused\n");
  }
  return checked.definition ? kYes : kNo;
}

Result<workflow::DryRunInput> inputOf(const Options& options) {
  const std::string path = options.get("--input");
  if (path.empty()) return workflow::DryRunInput();
  TDKT_ASSIGN(const std::string text, readFile(path, 1U << 20U));
  return workflow::dryRunInputFromJson(text);
}

void printRun(const Options& options, const workflow::DryRunResult& result) {
  const char* endState = workflow::toString(result.endState);
  if (options.has("--json")) {
    std::cout << printable({{"trace", result.trace}, {"endState", endState}, {"openTasks", result.openTasks}})
              << "\n";
    return;
  }
  for (const std::string& node : result.trace) std::cout << node << "\n";
  std::cout << "end state: " << endState << "\n";
  for (const std::string& node : result.openTasks) std::cout << "still open: " << node << "\n";
}

int run(const Options& options, const std::string& path, const CheckedDefinition& checked) {
  printFindings(std::cerr, path, checked);
  if (!checked.definition) return kNo;
  const auto input = inputOf(options);
  if (!input) return fail(input.error());
  const auto result = workflow::dryRun(*checked.definition, *input);
  if (!result) return fail(result.error());
  printRun(options, *result);
  return kYes;
}

}  // namespace

int runWorkflow(const std::vector<std::string>& arguments) {
  const auto options = parseOptions(arguments, {{"--json"}, {"--input"}, 2, 2});
  if (!options) return fail(options.error());
  const std::string& verb = options->positional[0];
  const std::string& path = options->positional[1];
  if (verb != "check" && verb != "run") return fail(inputError("usage", "check or run was expected", verb));
  const auto text = readFile(path);
  if (!text) return fail(text.error());
  if (verb == "check") return check(*options, path, workflow::checkDefinition(*text));
  workflow::DefinitionContext unfinished;
  unfinished.draft = true;  // who holds a task matters only when somebody is asked
  return run(*options, path, workflow::checkDefinition(*text, unfinished));
}

}  // namespace tdkt::app
