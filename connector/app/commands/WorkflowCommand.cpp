#include <iostream>
#include <nlohmann/json.hpp>

#include "connector/app/CommandLine.h"
#include "connector/app/Commands.h"
#include "workflow/definition/BpmnXsd.h"
#include "workflow/definition/Definition.h"
#include "workflow/definition/Migration.h"
#include "workflow/definition/Steps.h"
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
                        {"stage", workflow::stageOf(finding.rule)},
                        {"severity", severityOf(finding)},
                        {"line", finding.line},
                        {"element", finding.element},
                        {"message", finding.message},
                        {"english", finding.english}});
  }
  Json outcomes = Json::array();
  for (const workflow::PossibleOutcome& row : checked.outcomes) {
    outcomes.push_back({{"end", row.end}, {"node", row.node}, {"name", row.name}, {"trace", row.trace}});
  }
  return {{"accepted", checked.definition != nullptr}, {"findings", findings}, {"outcomes", outcomes}};
}

const char* endInWords(const std::string& end) {
  if (end == "finished") return "Hoàn thành";
  return end == "returned" ? "Trả lại để bổ sung" : "Không được khen thưởng";
}

void printOutcomes(const CheckedDefinition& checked) {
  if (checked.definition) std::cout << "outcomes:\n";
  for (const workflow::PossibleOutcome& row : checked.outcomes) {
    std::cout << "  " << endInWords(row.end) << " (" << row.end << "): " << row.node << " “" << row.name
              << "”, "
              << "tasks done: " << row.trace.size() << "\n";
  }
}

int check(const Options& options, const std::string& path, const std::string& text) {
  CheckedDefinition checked = workflow::checkDefinition(text);
  if (const std::string folder = options.get("--bpmn-xsd"); !folder.empty()) {
    const auto more = workflow::validateWithBpmnXsd(text, folder);
    if (!more) return fail(more.error());
    checked.findings.insert(checked.findings.begin(), more->begin(), more->end());
    if (!more->empty()) checked.definition = nullptr;
  }
  if (options.has("--json")) {
    Json json = toJson(checked);
    if (checked.definition) json["form"] = workflow::stepsFromBpmn(text) ? "steps" : "advanced";
    std::cout << printable(json) << "\n";
  } else {
    printFindings(std::cout, path, checked);
    printOutcomes(checked);
    const auto steps = workflow::stepsFromBpmn(text);
    if (checked.definition && steps) std::cout << "step list: " << steps->steps.size() << " steps\n";
    if (checked.definition && !steps)
      std::cout << "advanced: not a step list [" << steps.error().field << "]\n";
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

int giveOut(const Options& options, const std::string& text) {
  const std::string path = options.get("--out");
  if (path.empty()) {
    std::cout << text;
    return kYes;
  }
  const auto written = writeFileWhole(path, text);
  return written ? kYes : fail(written.error());
}

bool isJson(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  return first != std::string::npos && text[first] == '{';
}

/// JSON gives BPMN, BPMN gives JSON.
int steps(const Options& options, const std::string& path, const std::string& text) {
  if (!isJson(text)) {
    const auto list = workflow::stepsFromBpmn(text);
    if (list) return giveOut(options, workflow::toJson(*list));
    if (list.error().code == "steps.definition") return fail(list.error());
    std::cerr << "advanced: " << list.error().detail << " [" << list.error().field << "]\n";
    return kNo;
  }
  const auto list = workflow::stepsFromJson(text);
  if (!list) return fail(list.error());
  const auto bpmn = workflow::bpmnFromSteps(*list);
  if (!bpmn) return fail(bpmn.error());
  // What would stop its deployment; lines are those of the BPMN.
  printFindings(std::cerr, options.get("--out", path + " as BPMN"), workflow::checkDefinition(*bpmn));
  return giveOut(options, *bpmn);
}

Json toJson(const workflow::MigrationPlan& plan) {
  Json nodes = Json::array();
  for (const workflow::NodeMapping& row : plan.nodes) {
    Json one = {{"from", row.from}, {"to", row.to}};
    if (!row.rule.empty()) one.update({{"rule", row.rule}, {"message", row.message}});
    if (!row.changes.empty()) one["changes"] = row.changes;
    nodes.push_back(std::move(one));
  }
  return {
      {"from", plan.from}, {"to", plan.to}, {"whole", plan.whole()}, {"nodes", nodes}, {"added", plan.added}};
}

void print(const workflow::MigrationPlan& plan) {
  for (const workflow::NodeMapping& row : plan.nodes) {
    if (row.to.empty()) {
      std::cout << row.from << ": refused " << row.rule << ": " << row.message << "\n";
      continue;
    }
    std::cout << row.from << " -> " << row.to;
    for (const std::string& change : row.changes) std::cout << " [" << change << "]";
    std::cout << "\n";
  }
  for (const std::string& node : plan.added) std::cout << "new: " << node << "\n";
  std::cout << (plan.whole() ? "every dossier may move\n" : "not every dossier may move\n");
}

/// The plan in `path`, made for these two definitions.
Result<workflow::MigrationFile> readPlan(const std::string& path, const workflow::MigrationFile& of) {
  TDKT_ASSIGN(const std::string text, readFile(path, 1U << 20U));
  TDKT_ASSIGN(const auto file, workflow::migrationFileFromJson(text));
  if (file.from != of.from)
    return inputError("migrate.plan", "the plan is for another old definition", "from");
  if (file.to != of.to) return inputError("migrate.plan", "the plan is for another new definition", "to");
  return file;
}

int migratePlan(const Options& options, const std::string& path, const std::string& text) {
  const std::string& newPath = options.positional[2];
  const auto newText = readFile(newPath);
  if (!newText) return fail(newText.error());
  const CheckedDefinition from = workflow::checkDefinition(text);
  const CheckedDefinition to = workflow::checkDefinition(*newText);
  if (!from.definition) printFindings(std::cerr, path, from);
  if (!to.definition) printFindings(std::cerr, newPath, to);
  if (!from.definition || !to.definition) return kBadInput;
  workflow::MigrationFile file{from.definition->hash, to.definition->hash, {}};
  if (const std::string given = options.get("--plan"); !given.empty()) {
    const auto read = readPlan(given, file);
    if (!read) return fail(read.error());
    file = *read;
    const auto bad = workflow::badRenames(*from.definition, *to.definition, file.steps);
    if (!bad.empty()) return fail(inputError("migrate.plan", bad.front(), "steps"));
  }
  const auto plan = workflow::planMigration(*from.definition, *to.definition, file.steps);
  if (const std::string out = options.get("--out"); !out.empty()) {
    const auto written = writeFileWhole(out, workflow::toJson(file));
    if (!written) return fail(written.error());
  }
  if (options.has("--json")) {
    std::cout << printable(toJson(plan)) << "\n";
  } else {
    print(plan);
  }
  return plan.whole() ? kYes : kNo;
}

}  // namespace

int runWorkflow(const std::vector<std::string>& arguments) {
  if (!arguments.empty() && arguments[0] == "migrate")
    return runWorkflowMigrate({arguments.begin() + 1, arguments.end()});
  const auto options =
      parseOptions(arguments, {{"--json"}, {"--input", "--out", "--bpmn-xsd", "--plan"}, 2, 3});
  if (!options) return fail(options.error());
  const std::string& verb = options->positional[0];
  const std::string& path = options->positional[1];
  if (verb != "check" && verb != "run" && verb != "steps" && verb != "migrate-plan") {
    return fail(inputError("usage", "check, run, steps, migrate-plan or migrate was expected", verb));
  }
  if ((verb == "migrate-plan") != (options->positional.size() == 3)) {
    return fail(inputError("usage", "migrate-plan takes two files, the others one", verb));
  }
  const auto text = readFile(path);
  if (!text) return fail(text.error());
  if (verb == "check") return check(*options, path, *text);
  if (verb == "steps") return steps(*options, path, *text);
  if (verb == "migrate-plan") return migratePlan(*options, path, *text);
  workflow::DefinitionContext unfinished;
  unfinished.draft = true;  // who holds a task matters only when somebody is asked
  return run(*options, path, workflow::checkDefinition(*text, unfinished));
}

}  // namespace tdkt::app
