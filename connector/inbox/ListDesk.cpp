#include "connector/inbox/ListDesk.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "connector/inbox/DeliveredMessage.h"
#include "connector/inbox/ListDecisionJson.h"
#include "workflow/base/Log.h"
#include "workflow/base/Text.h"

namespace tdkt::inbox {
namespace {

constexpr std::size_t kLongestHeadings = 300;

Error noCase() {
  return notFoundError("lists.case", "no list of this delivery waits");
}

/// The headings in a line, for whoever looks at what is remembered.
std::string headingsOf(const lists::Sheet& sheet, const lists::SheetPlan& plan) {
  std::string out;
  const auto row = sheet.find(plan.headingRow);
  if (row == sheet.end()) return out;
  for (const auto& [column, cell] : row->second) {
    if (out.size() + cell.text.size() > kLongestHeadings) return out + " | …";
    out += (out.empty() ? "" : " | ") + cell.text;
  }
  return out;
}

}  // namespace

ListDesk::ListDesk(storage::Database& database, EventInbox& eventInbox, ListCases& cases, DraftCheck check,
                   OnRefused onRefused)
    : database_(database),
      inbox_(eventInbox),
      cases_(cases),
      check_(std::move(check)),
      onRefused_(std::move(onRefused)) {}

Result<ListDesk::Loaded> ListDesk::load(std::int64_t delivery) {
  TDKT_ASSIGN(auto head, cases_.find(delivery));
  if (!head || head->state != CaseState::kOpen) return noCase();
  TDKT_ASSIGN(auto stored, inbox_.find(delivery));
  if (!stored) return noCase();
  TDKT_ASSIGN(auto message, messageOf(stored->delivery, inbox_.incoming()));
  TDKT_ASSIGN(auto answers, cases_.answers(delivery, head->office, head->senderCode));
  return Loaded{std::move(*head), std::move(*stored), std::move(message), std::move(answers)};
}

Result<NominationDraft> ListDesk::draftOf(const Loaded& loaded) const {
  TDKT_ASSIGN(NominationDraft draft, draftFrom(loaded.message, check_.defaultAward, loaded.answers));
  draft.header.receivedAt = loaded.head.receivedAt;
  return draft;
}

Result<OpenCase> ListDesk::find(std::int64_t delivery) {
  TDKT_ASSIGN(const Loaded loaded, load(delivery));
  TDKT_ASSIGN(NominationDraft draft, draftOf(loaded));
  return OpenCase{loaded.head, std::move(draft.lists)};
}

Result<DraftFile> ListDesk::file(std::int64_t delivery, const std::string& sha256) {
  TDKT_ASSIGN(const Loaded loaded, load(delivery));
  for (const edxml::Attachment& one : loaded.message.attachments) {
    TDKT_ASSIGN(Bytes whole, one.part(0, one.size()));
    if (sha256Hex(whole) == sha256)
      return DraftFile{one.name, one.mediaType, workflow::DocumentRole::kList, std::move(whole)};
  }
  return notFoundError("blob.absent", "no such file in this submission");
}

Result<lists::ListReview> ListDesk::preview(std::int64_t delivery, const std::string& sha256,
                                            const std::vector<lists::SheetPlan>& plan) {
  TDKT_ASSIGN(Loaded loaded, load(delivery));
  loaded.answers.files[sha256] = {plan, {}};
  TDKT_ASSIGN(NominationDraft draft, draftOf(loaded));
  for (DraftList& list : draft.lists) {
    if (list.sha256 == sha256) return std::move(list.review);
  }
  return notFoundError("blob.absent", "no such file in this submission");
}

Result<std::vector<ListMemory>> ListDesk::memoriesOf(const Loaded& loaded, const std::string& sha256,
                                                     const std::vector<lists::SheetPlan>& plan,
                                                     const OfficialId& official) const {
  TDKT_ASSIGN(const NominationDraft draft, draftOf(loaded));
  std::vector<ListMemory> out;
  for (const DraftList& list : draft.lists) {
    if (list.sha256 != sha256) continue;
    for (std::size_t i = 0; i < list.review.sheets.size(); ++i) {
      const lists::Sheet& cells = list.review.sheets[i].cells;
      const auto decided = std::find_if(
          plan.begin(), plan.end(), [&](const auto& one) { return one.sheet == list.review.plan[i].sheet; });
      if (decided == plan.end()) continue;
      const std::string key = lists::memoryKey(cells, *decided);
      if (key.empty()) continue;
      out.push_back({loaded.head.office, loaded.head.senderCode, key, *decided, headingsOf(cells, *decided),
                     official, UtcTime{}});
    }
  }
  return out;
}

Result<Done> ListDesk::assignColumns(std::int64_t delivery, std::int64_t version, const std::string& sha256,
                                     const std::vector<lists::SheetPlan>& plan, const OfficialId& official) {
  const CaseDecision decision{DecisionKind::kColumns, columnsJson(sha256, plan).dump()};
  TDKT_ASSIGN(const bool repeated, cases_.has(delivery, version, decision));
  if (repeated) return Done{};
  TDKT_ASSIGN(const Loaded loaded, load(delivery));
  TDKT_ASSIGN(const auto memories, memoriesOf(loaded, sha256, plan, official));
  return decide(delivery, version, decision, memories, official);
}

Result<Done> ListDesk::decideCells(std::int64_t delivery, std::int64_t version, const std::string& sha256,
                                   const lists::CellDecisions& cells, const OfficialId& official) {
  if (cells.empty()) return inputError("lists.choice.missing", "no cell was decided");
  return decide(delivery, version, {DecisionKind::kCells, cellsJson(sha256, cells).dump()}, {}, official);
}

Result<Done> ListDesk::decide(std::int64_t delivery, std::int64_t version, const CaseDecision& decision,
                              const std::vector<ListMemory>& memories, const OfficialId& official) {
  TDKT_ASSIGN(const bool repeated, cases_.has(delivery, version, decision));
  if (repeated) return Done{};
  TDKT_ASSIGN(Loaded loaded, load(delivery));
  TDKT_CHECK(addDecision(decision.content, loaded.answers.files));
  TDKT_ASSIGN(const NominationDraft draft, draftOf(loaded));
  if (!draft.waits()) TDKT_CHECK(checkDraft(draft, check_.knowsAward, check_.printable));
  TDKT_CHECK(database_.transact([&]() -> Result<Done> {
    TDKT_CHECK(cases_.add(delivery, version, decision, official));
    for (const ListMemory& memory : memories) TDKT_CHECK(cases_.remember(memory));
    if (draft.waits()) return cases_.noteQuestions(delivery, draft.questions());
    return cases_.close(delivery, CaseState::kConfirmed, official);
  }));
  log::info("desk.list.decided", {{"row", std::to_string(delivery)},
                                  {"official", official.text()},
                                  {"questions", std::to_string(draft.questions())}});
  return Done{};
}

Result<Done> ListDesk::giveBack(std::int64_t delivery, std::int64_t version, const std::string& reason,
                                const OfficialId& official) {
  if (reason.empty()) return inputError("workflow.reason.missing", "the sender needs a reason", "reason");
  const CaseDecision decision{DecisionKind::kReturn, nlohmann::ordered_json{{"reason", reason}}.dump()};
  TDKT_ASSIGN(const bool repeated, cases_.has(delivery, version, decision));
  if (repeated) return Done{};
  TDKT_ASSIGN(const Loaded loaded, load(delivery));
  const Error why = inputError("lists.returned", reason);
  TDKT_CHECK(database_.transact([&]() -> Result<Done> {
    TDKT_CHECK(cases_.add(delivery, version, decision, official));
    TDKT_CHECK(cases_.close(delivery, CaseState::kReturned, official));
    TDKT_CHECK(onRefused_(loaded.delivery, &loaded.message, why));
    return inbox_.reject(delivery, why);
  }));
  log::info("desk.list.returned", {{"row", std::to_string(delivery)}, {"official", official.text()}});
  return Done{};
}

}  // namespace tdkt::inbox
