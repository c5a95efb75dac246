#include "workflow/definition/Condition.h"

#include <algorithm>

#include "workflow/definition/Feel.h"

namespace tdkt::workflow {
namespace {

void collect(const feel::Expression& e, std::vector<std::string>& tasks, bool& onlyOutcomes) {
  if (e.op == feel::Op::kName) onlyOutcomes = false;
  if (e.op == feel::Op::kCall && e.text == "fact") onlyOutcomes = false;
  if (e.op == feel::Op::kCall && e.text == "outcome") {
    const auto& task = std::get<std::string>(e.children[0].literal);
    if (std::find(tasks.begin(), tasks.end(), task) == tasks.end()) tasks.push_back(task);
  }
  for (const feel::Expression& child : e.children) collect(child, tasks, onlyOutcomes);
}

}  // namespace

std::variant<Condition, ConditionProblem> Condition::read(std::string_view text) {
  feel::Parsed parsed = feel::parse(text);
  if (auto* problem = std::get_if<ConditionProblem>(&parsed)) return std::move(*problem);
  auto& tree = std::get<feel::Expression>(parsed);
  if (auto problem = feel::checkTypes(tree)) return std::move(*problem);
  Condition out;
  collect(tree, out.tasks_, out.onlyOutcomes_);
  out.tree_ = std::make_shared<const feel::Expression>(std::move(tree));
  return out;
}

Result<Condition> Condition::parse(std::string_view text) {
  auto out = read(text);
  if (auto* problem = std::get_if<ConditionProblem>(&out)) {
    return inputError(problem->code, "column " + std::to_string(problem->column) + ": " + problem->english,
                      problem->word);
  }
  return std::get<Condition>(std::move(out));
}

bool Condition::holds(const ConditionFacts& facts) const {
  const feel::Value value = feel::evaluate(*tree_, facts);
  const auto* yes = std::get_if<bool>(&value);
  return yes != nullptr && *yes;
}

}  // namespace tdkt::workflow
