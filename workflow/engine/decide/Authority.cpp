#include "workflow/engine/decide/Authority.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>

#include "workflow/base/Text.h"
#include "workflow/engine/decide/Rules.h"

namespace tdkt::workflow {
namespace {

bool contains(const std::vector<std::string>& list, const std::string& what) {
  return std::find(list.begin(), list.end(), what) != list.end();
}

bool leadsToSignature(const Definition& definition, const Node& node) {
  const Node* next = node.out.empty() ? nullptr : definition.find(node.out.front().target);
  return next != nullptr && next->action == "sign-person";
}

/// In whose name the paper is signed; an absent element is the holder's own.
Capacity asked(const Node& node) {
  return capacityFrom(setting(node, "signAs", "capacity")).value_or(Capacity::kOwn);
}

bool signedByHolder(Capacity capacity) {
  return capacity == Capacity::kOwn || capacity == Capacity::kCollective || capacity == Capacity::kActing;
}

bool covers(const Grant& grant, const DossierState& state, const Facts& facts, const WorkItem& item) {
  if (!grant.roles.empty() && !contains(grant.roles, item.role)) return false;
  if (!contains(facts.people.rolesOf(grant.principal, facts.now), item.role)) return false;
  const auto lines = linesOf(state, item.lines);
  return grant.awards.empty() || std::all_of(lines.begin(), lines.end(), [&](const Line* line) {
           return contains(grant.awards, line->award);
         });
}

/// Upper case, NFC: "Trần Đức Thuận" is "TRẦN ĐỨC THUẬN", and no other spelling.
bool sameText(const std::string& a, const std::string& b) {
  return a == b || text::upper(a) == text::upper(b);
}

/// A unit of a list may be written longer or shorter than in the directory.
bool sameUnit(const std::string& a, const std::string& b) {
  if (a.empty() || b.empty()) return true;
  const std::string left = text::upper(a);
  const std::string right = text::upper(b);
  return left.find(right) != std::string::npos || right.find(left) != std::string::npos;
}

bool meets(const Interest& interest, const Nominee& nominee) {
  return sameText(interest.name, nominee.name) && sameUnit(interest.unit, nominee.unit);
}

}  // namespace

std::vector<const Line*> linesOf(const DossierState& state, const std::vector<LineId>& scope) {
  std::unordered_set<std::string_view> named;
  for (const LineId& id : scope) named.insert(id.text());
  std::vector<const Line*> out;
  for (const Line& line : state.lines) {
    const bool underWay = line.state == LineState::kProposed || line.state == LineState::kPassed ||
                          line.state == LineState::kDecided || line.state == LineState::kHeld;
    if (underWay && (scope.empty() || named.count(line.id.text()) != 0)) out.push_back(&line);
  }
  return out;
}

Result<Authority> authorityFor(const Definition& definition, const DossierState& state, const Facts& facts,
                               const WorkItem& item, const Node& node) {
  const bool signs = leadsToSignature(definition, node);
  const Capacity wanted = asked(node);
  if (holds(facts, item.role) && (!signs || signedByHolder(wanted)))
    return Authority{signs ? wanted : Capacity::kOwn, {}, {}};
  const auto grants = facts.people.grantsTo(facts.actor, facts.now);
  for (const Grant& grant : grants) {
    if (signs && grant.capacity != wanted) continue;
    if (signs && signedByHolder(wanted)) continue;
    if (covers(grant, state, facts, item)) return Authority{grant.capacity, grant.principal, grant.id};
  }
  if (grants.empty() && !holds(facts, item.role))
    return deniedError("workflow.role", "the official does not hold the role of this task", item.role);
  return deniedError("workflow.grant", "no grant in force covers this task", item.role);
}

Result<Done> checkSignerStillMay(const Definition& definition, const DossierState& state, const Facts& facts,
                                 const std::string& action) {
  const WorkItem* ordered = nullptr;
  for (const WorkItem& item : state.workItems) {
    const Node* node = definition.find(item.node);
    const bool leads =
        node != nullptr && std::any_of(node->out.begin(), node->out.end(),
                                       [&](const Flow& flow) { return flow.target == action; });
    if (leads && item.state == WorkItemState::kDone && item.outcome == Outcome::kAgree) ordered = &item;
  }
  if (ordered == nullptr) return Done{};  // no task of a person stands right before it: nobody ordered it
  const std::vector<std::string> roles = facts.people.rolesOf(ordered->actor, facts.now);
  const Facts now{facts.now, facts.calendar, roles, facts.people, ordered->actor};
  const auto authority = authorityFor(definition, state, now, *ordered, *definition.find(ordered->node));
  if (authority && authority->principal == ordered->principal) return Done{};
  return deniedError("workflow.signer.ended", "the right to order this signature has ended",
                     ordered->actor.text());
}

bool excludesFromAll(const Node& node) {
  return setting(node, "exclude", "lines") != "true";
}

std::vector<LineId> linesTooClose(const DossierState& state, const Facts& facts, const Node& node,
                                  const std::vector<LineId>& scope, const OfficialId& official) {
  const std::string rule = setting(node, "exclude", "rule");
  std::vector<LineId> out;
  if (rule.empty() || official.empty()) return out;
  const auto interests = facts.people.interestsOf(official, facts.now);
  const bool prepared =
      rule != "nominee" && !interests.empty() && sameText(interests.front().name, state.header.signer);
  for (const Line* line : linesOf(state, scope)) {
    const bool close =
        rule != "preparer" && std::any_of(interests.begin(), interests.end(),
                                          [&](const auto& one) { return meets(one, line->nominee); });
    if (close || prepared) out.push_back(line->id);
  }
  return out;
}

std::vector<OfficialId> notOffered(const DossierState& state, const Facts& facts, const Node& node,
                                   const std::string& role, const std::vector<LineId>& scope) {
  std::vector<OfficialId> out;
  if (node.settings.count("exclude") == 0) return out;
  const std::size_t all = linesOf(state, scope).size();
  for (const OfficialId& holder : facts.people.rosterOf(role, facts.now)) {
    const std::size_t close = linesTooClose(state, facts, node, scope, holder).size();
    if (close != 0 && (excludesFromAll(node) || close == all)) out.push_back(holder);
  }
  return out;
}

}  // namespace tdkt::workflow
