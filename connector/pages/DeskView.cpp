#include "connector/pages/DeskView.h"

#include "connector/pages/DeskActs.h"

#include <array>
#include <map>
#include <nlohmann/json.hpp>

#include "connector/pages/Messages.h"
#include "connector/pages/Words.h"

namespace tdkt::pages {
namespace {

using workflow::Phase;

constexpr std::array kPhases = {Phase::kRunning, Phase::kReturned, Phase::kIssued, Phase::kRefused};

ViewJson phaseTiles(const std::vector<workflow::DossierRow>& dossiers) {
  ViewJson tiles = ViewJson::array();
  for (const Phase phase : kPhases) {
    int count = 0;
    for (const auto& row : dossiers) count += row.phase == phase ? 1 : 0;
    tiles.push_back({{"word", wordFor(phase)}, {"count", count}});
  }
  return tiles;
}

std::string bookTitle(const std::string& book, int year) {
  return "Sổ " + book + ", năm " + std::to_string(year);
}

/// The names a technical sentence quotes: what a person must see of it. “A” / “B”; empty when there are none.
std::string quotedIn(const std::string& detail) {
  constexpr std::string_view kClose = "”";
  const std::size_t from = detail.find("“");
  const std::size_t to = detail.rfind(kClose);
  return from == std::string::npos || to == std::string::npos || to < from
             ? std::string()
             : detail.substr(from, to + kClose.size() - from);
}

}  // namespace

ViewJson deskListView(const std::vector<workflow::DossierRow>& dossiers,
                      const std::vector<workflow::WorkListRow>& open,
                      const workflow::WorkingCalendar& calendar, CivilDate today) {
  std::map<DossierId, std::vector<const workflow::WorkItem*>> tasks;
  for (const workflow::WorkListRow& row : open) tasks[row.dossier].push_back(&row.item);
  ViewJson rows = ViewJson::array();
  for (const workflow::DossierRow& row : dossiers) {
    const auto known = tasks.find(row.id);
    ViewJson step = nullptr;
    if (known != tasks.end()) {
      const auto& items = known->second;
      step = {{"title", items.front()->title},
              {"more", items.size() - 1},
              {"hasMore", items.size() > 1},
              {"deadline", deadlineView(items.front()->due, today, calendar)}};
    }
    rows.push_back({{"id", row.id.text()},
                    {"code", row.documentCode},
                    {"subject", row.subject},
                    {"sender", row.senderName},
                    {"received", shortDateTime(row.receivedAt)},
                    {"lines", row.lines},
                    {"step", step},
                    {"parent", row.parent.text()},
                    {"phase", wordFor(row.phase)},
                    {"phaseCode", workflow::toString(row.phase)}});
  }
  return {{"tiles", phaseTiles(dossiers)}, {"hasDossiers", !dossiers.empty()}, {"dossiers", rows}};
}

ViewJson deskDossierView(const DeskDossierData& data) {
  return {
      {"acts", deskActsView(data.dossier)},
      {"dossier", summaryView(data.dossier)},
      {"items", workItemsView(data.dossier.workItems, data.directory, data.calendar, vietnamDate(data.now))},
      {"lines", linesView(data.dossier.lines)},
      {"documents", documentsView(data.dossier.documents)},
      {"hasIssued", !data.issued.empty()},
      {"issuedCount", data.issued.size()},
      {"issued", issuedView(data.issued)},
      {"history", historyView(data.events, data.directory)}};
}

ViewJson numbersView(const std::vector<issuing::IssueRegister::BookRow>& rows) {
  ViewJson list = ViewJson::array();
  for (const auto& row : rows) {
    const issuing::ReservedNumber number{row.number, row.notation, row.date};
    list.push_back({{"number", number.text()},
                    {"date", shortDate(row.date)},
                    {"book", bookTitle(row.book, row.year)},
                    {"request", row.requestId},
                    {"voided", row.voidedAt.has_value()},
                    {"voidedAt", row.voidedAt ? shortDateTime(*row.voidedAt) : std::string()},
                    {"voidReason", row.voidReason}});
  }
  return {{"hasNumbers", !rows.empty()}, {"numbers", list}};
}

ViewJson extensionsView(const std::vector<issuing::ExtensionJob>& jobs) {
  ViewJson rows = ViewJson::array();
  for (const issuing::ExtensionJob& job : jobs) {
    const bool dead = job.state == "dead";
    const std::string next = dead || job.nextAt.millis == 0 ? "" : shortDateTime(job.nextAt);
    rows.push_back(
        {{"file", job.verifyId},
         {"name", job.fileName},
         {"dossier", job.dossier.text()},
         {"target", signing::toString(job.target)},
         {"since", shortDateTime(job.since)},
         {"dead", dead},
         {"published", job.published},
         {"attempts", job.attempts},
         {"next", next},
         {"reason", job.errorCode.empty() ? std::string("Sẽ nâng mức ngay sau khi ban hành.")
                                          : sentenceFor(unavailableError(job.errorCode, job.errorDetail))},
         {"code", job.errorCode},
         {"detail", job.errorDetail}});
  }
  return {{"hasJobs", !jobs.empty()}, {"jobs", rows}};
}

ViewJson problemsView(const std::vector<inbox::InboxRow>& deliveries,
                      const std::vector<outbox::OutboxRow>& effects) {
  ViewJson rejected = ViewJson::array();
  for (const inbox::InboxRow& row : deliveries) {
    // What the secretariat gave back itself needs nobody any more.
    if (row.state != "rejected" || row.errorCode == "lists.returned") continue;
    rejected.push_back({{"office", row.office.text()},
                        {"key", row.key},
                        {"received", shortDateTime(row.receivedAt)},
                        {"reason", sentenceFor(inputError(row.errorCode, row.errorDetail, row.errorField))},
                        {"code", row.errorCode},
                        {"detail", row.errorDetail},
                        {"dossier", row.dossier}});
  }
  ViewJson dead = ViewJson::array();
  ViewJson retried = ViewJson::array();
  for (const outbox::OutboxRow& row : effects) {
    if (row.state == "due" && row.errorCode.empty()) continue;
    ViewJson& list = row.state == "dead" ? dead : retried;
    list.push_back({{"row", row.row},
                    {"what", wordForEffect(row.kind)},
                    {"dossier", row.dossier},
                    {"attempts", row.attempts},
                    {"annullable", row.state == "dead" && row.channel == "issuing" && row.kind == "action"},
                    {"reason", sentenceFor(unavailableError(row.errorCode, row.errorDetail))},
                    {"named", quotedIn(row.errorDetail)},
                    {"code", row.errorCode},
                    {"detail", row.errorDetail}});
  }
  return {{"problemCount", rejected.size() + dead.size()},
          {"rejected", rejected},
          {"dead", dead},
          {"retried", retried}};
}

}  // namespace tdkt::pages
