#include "connector/pages/DossierView.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "connector/pages/BallotWords.h"
#include "connector/pages/MatterWords.h"
#include "connector/pages/Words.h"
#include "workflow/base/Text.h"

namespace tdkt::pages {
namespace {

using namespace workflow;

std::string nameOf(const OfficialId& id, const directory::Directory& directory) {
  if (id.empty()) return "Hệ thống";
  const directory::Official* official = directory.find(id);
  return official == nullptr ? id.text() : official->name;
}

std::string postOf(const OfficialId& id, const directory::Directory& directory) {
  const directory::Official* official = directory.find(id);
  return official == nullptr ? std::string() : official->post;
}

std::string holdersOf(const std::string& role, const directory::Directory& directory) {
  std::string names;
  for (const directory::Official* official : directory.holdersOf(role)) {
    names += (names.empty() ? "" : ", ") + official->name;
  }
  return names;
}

/// "5 tập thể, 43 cá nhân": kinds of which there is none are not named.
std::string proposedText(const std::vector<Line>& lines) {
  std::string out;
  for (const auto& [kind, word] :
       {std::pair{NomineeKind::kCollective, "tập thể"}, std::pair{NomineeKind::kIndividual, "cá nhân"},
        std::pair{NomineeKind::kHousehold, "hộ gia đình"}}) {
    const auto count = std::count_if(lines.begin(), lines.end(),
                                     [&](const Line& line) { return line.nominee.kind == kind; });
    if (count > 0) out += (out.empty() ? "" : ", ") + std::to_string(count) + " " + word;
  }
  return out;
}

bool open(const Line& line) {
  return line.state == LineState::kProposed || line.state == LineState::kPassed;
}

/// Turns events into sentences; remembers titles of tasks and names of actions met before.
class Teller {
 public:
  explicit Teller(const directory::Directory& directory) : directory_(directory) {}

  /// Null when this event tells people nothing.
  ViewJson tell(const Event& event) {
    ViewJson row = std::visit(*this, event.body);
    if (row.is_null()) return row;
    row["at"] = shortDateTime(event.at);
    row["who"] = nameOf(event.actor, directory_);
    row["post"] = postOf(event.actor, directory_);
    row["channel"] = event.actor.empty() ? std::string() : wordForChannel(event.channel);
    return row;
  }

  ViewJson operator()(const DossierStarted& e) const {
    return what("Nhận hồ sơ " + e.header.number + "/" + e.header.notation + " của " + e.header.senderName);
  }
  ViewJson operator()(const DossierResubmitted& e) const {
    return what("Nhận hồ sơ bổ sung " + e.header.number + "/" + e.header.notation);
  }
  ViewJson operator()(const WorkItemOpened& e) {
    titles_[e.item.id] = e.item.title;
    return what("Chuyển đến " + holdersOf(e.item.role, directory_) + ": " + e.item.title);
  }
  ViewJson operator()(const WorkItemCompleted& e) {
    ViewJson row = what(std::string(wordFor(e.outcome)) + " – " + titles_[e.item]);
    row["reason"] = e.reason;
    row[toString(e.outcome)] = true;
    if (!e.principal.empty()) row["for"] = nameOf(e.principal, directory_);
    return row;
  }
  ViewJson operator()(const WorkItemCancelled& e) {
    ViewJson row = what("Hủy việc: " + titles_[e.item]);
    row["reason"] = e.because;
    return row;
  }
  ViewJson operator()(const ActionRequested& e) {
    actions_[e.action.effect] = e.action.action;
    return nullptr;
  }
  ViewJson operator()(const ActionCompleted& e) {
    const auto number = e.results.find("decision.number");
    std::string detail = number == e.results.end() ? "" : ": " + number->second;
    if (e.results.count("signed.person.machine") != 0) detail += " (trên máy của người ký)";
    return what(wordForAction(actions_[e.effect]) + detail);
  }
  ViewJson operator()(const PhaseChanged& e) const { return what(std::string("Hồ sơ: ") + wordFor(e.phase)); }
  ViewJson operator()(const DossierAnnulled& e) const {
    ViewJson row = what("Hủy hồ sơ");
    row["reason"] = e.reason;
    return row;
  }
  ViewJson operator()(const BallotChanged& e) const {
    const std::string text = ballotSentence(e.what, directory_);
    if (text.empty()) return nullptr;
    return what(text);
  }
  ViewJson operator()(const LinesMarked& e) const {
    ViewJson row = what(std::to_string(e.lines.size()) + " trường hợp: " + wordFor(e.to));
    row["reason"] = e.reason;
    return row;
  }
  ViewJson operator()(const WorkItemDueChanged& e) {
    ViewJson row =
        what("Đổi hạn từ " + shortDate(e.from) + " thành " + shortDate(e.to) + " – " + titles_[e.item]);
    row["reason"] = e.because;
    return row;
  }
  ViewJson operator()(const DossierMigrated& /*e*/) const { return what("Chuyển hồ sơ sang quy trình mới"); }
  ViewJson operator()(const WorkItemReminded& e) {
    if (e.kind == ReminderKind::kSoon)
      return what("Nhắc sắp đến hạn " + shortDate(e.due) + " – " + titles_[e.item]);
    const std::string watcher =
        e.watcher.empty() ? std::string() : "; thêm người theo dõi: " + holdersOf(e.watcher, directory_);
    return what("Quá hạn " + shortDate(e.due) + " – " + titles_[e.item] + watcher);
  }
  ViewJson operator()(const MatterSet& e) {
    const auto known = matters_.find(e.node);
    const Matter* before = known == matters_.end() ? nullptr : &known->second;
    const std::string change = changeOf(before, e.matter);
    const std::string reason = reasonOf(e.matter);
    matters_.insert_or_assign(e.node, e.matter);
    if (change.empty()) return nullptr;
    ViewJson row = what(change);
    row["reason"] = reason;
    return row;
  }
  ViewJson operator()(const MatterEnded& e) {
    matters_.erase(e.node);
    return nullptr;
  }
  /// Tokens and timers tell people nothing by themselves.
  template <class Quiet>
  ViewJson operator()(const Quiet& /*e*/) const {
    return nullptr;
  }

 private:
  static ViewJson what(std::string text) { return {{"what", std::move(text)}}; }
  const directory::Directory& directory_;
  std::map<WorkItemId, std::string> titles_;
  std::map<EffectId, std::string> actions_;
  std::map<std::string, Matter> matters_;  ///< what each step kept so far
};

std::string whatHeDid(const issuing::HandOverNote& note) {
  const std::string files = std::to_string(note.files);
  switch (note.kind) {
    case issuing::HandOverNote::Kind::kDownloaded:
      return "Tải tệp mã băm của " + files + " văn bản để ký trên máy của mình";
    case issuing::HandOverNote::Kind::kDeclined:
      return "Không ký";
    case issuing::HandOverNote::Kind::kUploaded:
      break;
  }
  std::string text = "Gửi " + files + " chữ ký ký trên máy của mình";
  if (note.refused > 0) text += "; " + std::to_string(note.refused) + " chữ ký không được nhận";
  return text + (note.waiting > 0 ? "; còn thiếu " + std::to_string(note.waiting) : "; đã đủ");
}

ViewJson noteView(const issuing::HandOverNote& note, const directory::Directory& directory) {
  ViewJson row = {{"what", whatHeDid(note)},
                  {"at", shortDateTime(note.at)},
                  {"who", nameOf(note.official, directory)},
                  {"post", postOf(note.official, directory)},
                  {"channel", ""}};
  if (note.kind == issuing::HandOverNote::Kind::kDeclined) {
    row["reason"] = note.detail;
    row["refuse"] = true;
  }
  return row;
}

/// Of a dossier that was split: where it comes from, where its lines went.
void addKinship(const DossierState& dossier, ViewJson& view) {
  if (const auto kept = dossier.matters.find(kParentMatter); kept != dossier.matters.end()) {
    const auto& parent = std::get<ParentDossier>(kept->second);
    view["parent"] = {{"id", parent.dossier.text()}, {"code", parent.code}, {"reason", parent.reason}};
  }
  const auto kept = dossier.matters.find(kChildrenMatter);
  if (kept == dossier.matters.end()) return;
  for (const ChildDossier& child : std::get<ChildDossiers>(kept->second).children) {
    view["children"].push_back({{"id", child.dossier.text()},
                                {"count", child.lines.size()},
                                {"reason", child.reason},
                                {"at", shortDateTime(child.at)}});
  }
}

}  // namespace

ViewJson summaryView(const DossierState& dossier) {
  const auto number = dossier.facts.find("decision.number");
  const DossierHeader& header = dossier.header;
  ViewJson view{{"id", dossier.id.text()},
                {"code", header.number + "/" + header.notation},
                {"subject", header.subject},
                {"sender", header.senderName},
                {"signer", header.signer},
                {"promulgated", header.promulgatedOn ? shortDate(*header.promulgatedOn) : std::string()},
                {"received", shortDateTime(header.receivedAt)},
                {"phase", wordFor(dossier.phase)},
                {"phaseCode", toString(dossier.phase)},
                {"revision", dossier.revision},
                {"revised", dossier.revision > 1},
                {"lines", dossier.lines.size()},
                {"proposed", proposedText(dossier.lines)},
                {"files", dossier.documents.size()},
                {"number", number == dossier.facts.end() ? std::string() : number->second}};
  addKinship(dossier, view);
  return view;
}

ViewJson linesView(const std::vector<Line>& lines) {
  ViewJson rows = ViewJson::array();
  for (const Line& line : lines) {
    const Nominee& who = line.nominee;
    rows.push_back({{"ordinal", line.ordinal},
                    {"kind", wordFor(who.kind)},
                    {"name", who.name},
                    {"position", who.position},
                    {"unit", who.unit},
                    {"achievement", who.achievement},
                    {"award", line.award},
                    {"id", line.id.text()},
                    {"state", wordFor(line.state)},
                    {"reason", line.reason},
                    {"held", line.state == LineState::kHeld},
                    {"open", open(line)},
                    {"ended", !open(line) && line.state != LineState::kHeld},
                    {"fold", text::fold(who.name + " " + who.position + " " + who.unit)}});
  }
  return rows;
}

ViewJson documentsView(const std::vector<DossierDocument>& documents) {
  ViewJson rows = ViewJson::array();
  for (const DossierDocument& document : documents) {
    rows.push_back({{"id", document.id.text()},
                    {"name", document.name},
                    {"role", wordFor(document.role)},
                    {"size", sizeText(document.size)},
                    {"preview", document.mediaType == "application/pdf"}});
  }
  return rows;
}

ViewJson issuedView(const std::vector<issuing::IssuedFile>& files) {
  ViewJson rows = ViewJson::array();
  for (const issuing::IssuedFile& file : files) {
    rows.push_back({{"verifyId", file.verifyId},
                    {"name", file.name},
                    {"recipient", file.recipient},
                    {"decision", file.kind == issuing::FileKind::kDecision},
                    {"state", wordFor(file.state)},
                    {"published", file.state == issuing::FileState::kPublished}});
  }
  return rows;
}

std::vector<workflow::Event> plainEvents(std::vector<workflow::StoredEvent> stored) {
  std::vector<workflow::Event> events;
  events.reserve(stored.size());
  for (workflow::StoredEvent& row : stored) events.push_back(std::move(row.event));
  return events;
}

ViewJson historyView(const std::vector<Event>& events, const directory::Directory& directory,
                     const std::vector<issuing::HandOverNote>& notes) {
  Teller teller(directory);
  ViewJson rows = ViewJson::array();
  auto note = notes.begin();
  for (const Event& event : events) {
    for (; note != notes.end() && note->at < event.at; ++note) rows.push_back(noteView(*note, directory));
    ViewJson row = teller.tell(event);
    if (!row.is_null()) rows.push_back(std::move(row));
  }
  for (; note != notes.end(); ++note) rows.push_back(noteView(*note, directory));
  return rows;
}

ViewJson workItemsView(const std::vector<WorkItem>& items, const directory::Directory& directory,
                       const WorkingCalendar& calendar, CivilDate today) {
  ViewJson rows = ViewJson::array();
  for (const WorkItem& item : items) {
    const std::string principal = item.principal.empty() ? "" : nameOf(item.principal, directory);
    const bool open = item.state == WorkItemState::kOpen;
    rows.push_back({{"title", item.title},
                    {"open", open},
                    {"state", item.outcome ? wordFor(*item.outcome) : wordFor(item.state)},
                    {"holder", open ? holdersOf(item.role, directory) : nameOf(item.actor, directory)},
                    {"for", principal},
                    {"part", item.lines.size()},
                    {"reason", item.reason},
                    {"closed", item.closedAt ? shortDateTime(*item.closedAt) : std::string()},
                    {"deadline", deadlineView(item.due, today, calendar)}});
  }
  return rows;
}

ViewJson deadlineView(CivilDate due, CivilDate today, const WorkingCalendar& calendar) {
  const int left = calendar.workingDaysBetween(today, due);
  const bool late = due < today;
  std::string text = left == 0 ? "Hạn hôm nay" : "Còn " + std::to_string(left) + " ngày làm việc";
  // Between a late Friday and the Saturday after it there is no working day: late all the same.
  if (late) text = left == 0 ? "Quá hạn" : "Quá hạn " + std::to_string(-left) + " ngày làm việc";
  const std::string unsettled = late ? std::string() : calendar.unsettled(today, due);
  return {{"date", shortDate(due)},
          {"text", text},
          {"late", late},
          {"unsettled", unsettled.empty() ? unsettled : "Hạn còn có thể đổi: " + unsettled}};
}

}  // namespace tdkt::pages
