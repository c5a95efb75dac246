#include "workflow/rules/ProcedureLaw.h"

#include <algorithm>
#include <cstdint>

namespace tdkt::workflow {
namespace {

/// a ≥ b, in whole numbers.
bool atLeast(Fraction a, Fraction b) {
  return std::int64_t{a.top} * b.bottom >= std::int64_t{b.top} * a.bottom;
}

/// Only a share of the same whole can be compared.
bool satisfies(const BallotRule& rule, const BallotLaw& law) {
  return rule.base == law.base && atLeast(rule.pass, law.pass);
}

std::vector<const Node*> inOrder(const Definition& procedure) {
  std::vector<const Node*> nodes;
  for (const auto& [id, node] : procedure.nodes) nodes.push_back(&node);
  std::sort(nodes.begin(), nodes.end(), [](const Node* a, const Node* b) { return a->order < b->order; });
  return nodes;
}

const std::map<std::string, std::string>* settingsOf(const Node& node, const char* element) {
  const auto found = node.settings.find(element);
  return found == node.settings.end() ? nullptr : &found->second;
}

void judgeBallot(const std::vector<const Node*>& nodes, const BallotLaw& law, const std::string& award,
                 std::vector<LawFinding>& findings) {
  const std::string share = toString(law.pass);
  bool any = false;
  for (const Node* node : nodes) {
    const auto* settings = settingsOf(*node, "ballot");
    const auto rule = settings == nullptr ? std::nullopt : ballotRuleFrom(*settings);
    if (!rule) continue;
    any = true;
    if (satisfies(*rule, law)) continue;
    findings.push_back({true, node->id,
                        "“" + award + "” cần ít nhất " + share +
                            " tổng số thành viên Hội đồng đồng ý, bước “" + node->name + "” đặt " +
                            toString(rule->pass) + " (" + law.citation + ")"});
  }
  if (!any) {
    findings.push_back({true, "",
                        "“" + award + "” phải được Hội đồng bỏ phiếu, quy trình không có bước bỏ phiếu (" +
                            law.citation + ")"});
  }
}

/// A posting's time is that of the list in public, not that of the task.
int daysOf(const Node& node) {
  const auto* posting = settingsOf(node, "posting");
  const auto days = posting == nullptr ? std::map<std::string, std::string>::const_iterator()
                                       : posting->find("workingDays");
  return posting == nullptr || days == posting->end() ? node.workingDays : std::stoi(days->second);
}

void judgeTerm(const std::vector<const Node*>& nodes, const StepTerm& term,
               std::vector<LawFinding>& findings) {
  for (const Node* node : nodes) {
    if (node->kind != NodeKind::kUserTask || node->stepKind != term.step) continue;
    const int days = daysOf(*node);
    const bool tooFew = term.least && days < *term.least;
    const bool tooMany = term.most && days > *term.most;
    if (!tooFew && !tooMany) continue;
    findings.push_back({false, node->id,
                        term.what + ": bước “" + node->name + "” đặt " + std::to_string(days) +
                            " ngày làm việc, " +
                            (tooFew ? "ít nhất phải " + std::to_string(*term.least)
                                    : "nhiều nhất là " + std::to_string(*term.most)) +
                            " (" + term.citation + ")"});
  }
}

}  // namespace

std::vector<LawFinding> againstLaw(const Definition& procedure, const RulePack& rules,
                                   const std::string& award, CivilDate receivedOn) {
  std::vector<LawFinding> findings;
  const std::vector<const Node*> nodes = inOrder(procedure);
  const AwardRule* rule = rules.findAward(award, receivedOn);
  const BallotLaw* law = rule == nullptr ? nullptr : rules.findBallot(rule->code, receivedOn);
  if (law != nullptr) judgeBallot(nodes, *law, award, findings);
  for (const StepTerm& term : rules.terms(receivedOn)) judgeTerm(nodes, term, findings);
  return findings;
}

}  // namespace tdkt::workflow
