#pragma once
// Builders shared by the tests of the engine and its store: the provincial procedure and a dossier for it.

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "workflow/Packs.h"
#include "workflow/engine/Engine.h"

namespace tdkt::workflow::testing {

inline std::string packText(std::string_view path) {
  const auto bytes = findResource(packs::resources(), path);
  return bytes ? std::string(*bytes) : std::string();
}

inline std::string provincialBpmn() {
  return packText("provincial-commendation.bpmn");
}

inline std::shared_ptr<const Definition> provincial() {
  return checkDefinition(provincialBpmn()).definition;
}

/// The provincial procedure with one more extension on the task `node`.
inline std::shared_ptr<const Definition> provincialWith(const std::string& node,
                                                        const std::string& extension) {
  std::string bpmn = provincialBpmn();
  const auto task = bpmn.find("id=\"" + node + "\"");
  bpmn.insert(bpmn.find("</bpmn:extensionElements>", task), extension);
  return checkDefinition(bpmn).definition;
}

/// A plan that stays as it is: due dates in tests and recorded histories must not move with each year's
/// notice.
inline WorkingCalendar calendar2026() {
  return *WorkingCalendar::fromJson(R"({"version": "test-2026", "days": [
    {"date": "2026-02-16", "kind": "off", "source": "test"}, {"date": "2026-02-17", "kind": "off", "source": "test"},
    {"date": "2026-02-18", "kind": "off", "source": "test"}, {"date": "2026-02-19", "kind": "off", "source": "test"},
    {"date": "2026-02-20", "kind": "off", "source": "test"}, {"date": "2026-08-22", "kind": "work", "source": "test"},
    {"date": "2026-08-31", "kind": "off", "source": "test"}, {"date": "2026-09-01", "kind": "off", "source": "test"},
    {"date": "2026-09-02", "kind": "off", "source": "test"}],
    "years": [{"year": 2026, "state": "announced", "source": "test"}]})");
}

inline DossierHeader aHeader(std::string number = "118") {
  DossierHeader header;
  header.office = OfficeId("office-1");
  header.hostDocumentId = "H99.12,2026/11/20," + number + "/TTr-SGDĐT";
  header.senderCode = "H99.12";
  header.senderName = "Sở Giáo dục và Đào tạo";
  header.number = std::move(number);
  header.notation = "TTr-SGDĐT";
  header.promulgatedOn = CivilDate{std::chrono::year(2026), std::chrono::month(11), std::chrono::day(20)};
  header.subject = "Đề nghị tặng Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh";
  header.signer = "Nguyễn Thị Hòa";
  header.receivedAt = *parseIso("2026-11-20T08:00:00+07:00");
  return header;
}

inline std::vector<Line> someLines(int count) {
  std::vector<Line> lines;
  for (int i = 1; i <= count; ++i) {
    Line line;
    line.id = LineId("line-" + std::to_string(i));
    line.ordinal = i;
    line.nominee = {NomineeKind::kIndividual, "Trần Đức Thuận", "Giáo viên", "Trường Tiểu học Kim Đồng",
                    "Hoàn thành xuất sắc nhiệm vụ năm học"};
    line.award = "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh";
    lines.push_back(line);
  }
  return lines;
}

inline std::vector<DossierDocument> someDocuments() {
  return {{DocumentId("doc-1"), "Tờ trình.pdf", "application/pdf", 2048, std::string(64, 'a'),
           DocumentRole::kSubmission}};
}

inline StartDossier aStart(const std::string& definitionHash, int lines = 3) {
  return {definitionHash, aHeader(), someDocuments(), someLines(lines)};
}

inline const WorkItem* openItem(const DossierState& state, const std::string& node) {
  const auto found = std::find_if(state.workItems.begin(), state.workItems.end(), [&](const WorkItem& item) {
    return item.node == node && item.state == WorkItemState::kOpen;
  });
  return found == state.workItems.end() ? nullptr : &*found;
}

inline CompleteWorkItem act(const DossierState& state, const std::string& node,
                            Outcome outcome = Outcome::kAgree, std::string reason = {}) {
  const WorkItem* item = openItem(state, node);
  return {item == nullptr ? WorkItemId() : item->id, outcome, std::move(reason), approvalDigest(state)};
}

inline CompleteAction done(const DossierState& state, std::map<std::string, std::string> results = {}) {
  return {state.actions.empty() ? EffectId() : state.actions.front().effect, std::move(results)};
}

inline std::vector<std::string> allRoles() {
  return {"secretariat", "appraiser", "opinion.police", "opinion.tax", "chair", "clerk"};
}

/// Everybody may do everything; who else there is, a test writes down.
class EveryRole : public RoleDirectory {
 public:
  std::vector<std::string> rolesOf(const OfficialId& official, UtcTime /*at*/) const override {
    const auto own = roles.find(official);
    return own == roles.end() ? allRoles() : own->second;
  }
  std::vector<OfficialId> rosterOf(const std::string& role, UtcTime /*at*/) const override {
    const auto holders = rosters.find(role);
    return holders == rosters.end() ? std::vector<OfficialId>() : holders->second;
  }
  std::vector<Grant> grantsTo(const OfficialId& agent, UtcTime at) const override {
    std::vector<Grant> out;
    for (const Grant& grant : grants) {
      if (grant.agent == agent && grant.from <= at && at < grant.to) out.push_back(grant);
    }
    return out;
  }
  std::vector<Interest> interestsOf(const OfficialId& official, UtcTime /*at*/) const override {
    const auto own = interests.find(official);
    return own == interests.end() ? std::vector<Interest>() : own->second;
  }

  std::map<OfficialId, std::vector<std::string>> roles;  ///< who is not named has every role
  std::map<std::string, std::vector<OfficialId>> rosters;
  std::vector<Grant> grants;
  std::map<OfficialId, std::vector<Interest>> interests;
};

/// The pure core with the fold behind it: what a test asks, happens to `state`.
class Bench {
 public:
  explicit Bench(std::shared_ptr<const Definition> definition = provincial())
      : definition_(std::move(definition)), calendar_(calendar2026()) {
    state.id = DossierId("dossier-1");
  }

  Result<Step> tell(const Command& command) {
    auto step = apply(*definition_, state, command, Facts{now, calendar_, roles, people, actor});
    if (step) {
      for (const Event& event : step->events) {
        log.push_back(event);
        state = evolve(*definition_, std::move(state), event);
      }
      effects.insert(effects.end(), step->effects.begin(), step->effects.end());
    }
    return step;
  }
  std::string codeOf(const Command& command) {
    const auto step = tell(command);
    return step ? "" : step.error().code;
  }
  void start(int lines = 3) { (void)tell(aStart(definition_->hash, lines)); }
  void agree(const std::string& node) { (void)tell(act(state, node)); }
  /// The chair has agreed; the number is asked for.
  void runToDecision() {
    start();
    for (const char* node : {"receive", "appraise", "opinion-police", "opinion-tax", "chair"}) agree(node);
  }

  std::vector<std::string> open() const {
    std::vector<std::string> out;
    for (const WorkItem& item : state.workItems) {
      if (item.state == WorkItemState::kOpen) out.push_back(item.node);
    }
    return out;
  }

  DossierState state;
  std::vector<Event> log;
  std::vector<Effect> effects;
  UtcTime now = *parseIso("2026-11-20T08:00:00+07:00");
  std::vector<std::string> roles = allRoles();
  OfficialId actor = OfficialId("official-1");
  EveryRole people;
  const Definition& definition() const { return *definition_; }
  /// Another plan of working days from now on.
  void calendar(std::string_view json) { calendar_ = WorkingCalendar::fromJson(json).value(); }

 private:
  std::shared_ptr<const Definition> definition_;
  WorkingCalendar calendar_;
};

}  // namespace tdkt::workflow::testing
