#include "connector/pages/BallotView.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

namespace tdkt::pages {
namespace {

using namespace workflow;

bool holds(const directory::Official& official, const std::string& role) {
  return std::find(official.roles.begin(), official.roles.end(), role) != official.roles.end();
}

std::string nameOf(const OfficialId& id, const directory::Directory& directory) {
  const auto* official = directory.find(id);
  return official == nullptr ? id.text() : official->name;
}

std::string postOf(const OfficialId& id, const directory::Directory& directory) {
  const auto* official = directory.find(id);
  return official == nullptr ? std::string() : official->post;
}

const char* phaseWord(BallotPhase phase) {
  switch (phase) {
    case BallotPhase::kConvening:
      return "Chưa mở";
    case BallotPhase::kOpen:
      return "Đang bỏ phiếu";
    case BallotPhase::kClosing:
      return "Chờ chủ trì xác nhận kết thúc";
    case BallotPhase::kCounted:
      return "Đã kiểm phiếu";
  }
  return "";
}

const char* baseWord(BallotBase base) {
  switch (base) {
    case BallotBase::kTotal:
      return "tổng số thành viên Hội đồng";
    case BallotBase::kTotalLessRecused:
      return "tổng số thành viên trừ người không được bỏ phiếu";
    case BallotBase::kPresentAndLetters:
      return "số thành viên có mặt và gửi ý kiến bằng văn bản";
    case BallotBase::kCast:
      return "số phiếu thu về";
  }
  return "";
}

std::map<LineId, const Line*> byId(const DossierState& dossier) {
  std::map<LineId, const Line*> out;
  for (const Line& line : dossier.lines) out[line.id] = &line;
  return out;
}

ViewJson nomineeView(const Line* line) {
  if (line == nullptr)
    return {{"ordinal", 0}, {"name", ""}, {"unit", ""}, {"achievement", ""}, {"award", ""}};
  const Nominee& who = line->nominee;
  const std::string place = who.position.empty() ? who.unit : who.position + ", " + who.unit;
  return {{"ordinal", line->ordinal},
          {"name", who.name},
          {"unit", place},
          {"achievement", who.achievement},
          {"award", line->award}};
}

/// The frozen roster, or before the opening those who would be on it.
ViewJson membersView(const BallotData& data) {
  ViewJson rows = ViewJson::array();
  const auto add = [&](const OfficialId& id, const BallotMember* member) {
    rows.push_back(
        {{"id", id.text()},
         {"name", nameOf(id, data.directory)},
         {"post", postOf(id, data.directory)},
         {"present", member != nullptr && member->present},
         {"voted", member != nullptr && member->voted},
         {"letter", member != nullptr && member->voted && member->letter},
         {"recused", member == nullptr ? 0 : member->recused.size()},
         {"mayLetter", member != nullptr && !member->present && !member->voted && data.ballot.rule.letters}});
  };
  if (data.ballot.phase == BallotPhase::kConvening) {
    for (const auto* official : data.directory.holdersOf(data.ballot.rule.roster)) add(official->id, nullptr);
  } else {
    for (const BallotMember& member : data.ballot.members) add(member.id, &member);
  }
  return rows;
}

ViewJson presidersView(const BallotData& data) {
  ViewJson rows = ViewJson::array();
  const auto holders = data.directory.holdersOf(data.ballot.rule.presidingRole());
  for (const auto* official : holders) {
    const bool chosen =
        data.ballot.presiding.empty() ? official == holders.front() : official->id == data.ballot.presiding;
    rows.push_back({{"id", official->id.text()}, {"name", official->name}, {"chosen", chosen}});
  }
  return rows;
}

ViewJson countsView(const BallotData& data) {
  ViewJson rows = ViewJson::array();
  const auto lines = byId(data.dossier);
  for (std::size_t seat = 0; seat < data.ballot.counts.size(); ++seat) {
    const auto line = lines.find(data.ballot.lines[seat]);
    const LineCount& count = data.ballot.counts[seat];
    ViewJson row = nomineeView(line == lines.end() ? nullptr : line->second);
    row.update(ViewJson{{"yes", count.yes},
                        {"no", count.no},
                        {"blank", count.blank + count.invalid},
                        {"base", count.base},
                        {"passed", count.passed},
                        {"result", count.passed ? "Đạt" : "Không đạt"}});
    rows.push_back(std::move(row));
  }
  return rows;
}

ViewJson filesView(const BallotData& data) {
  ViewJson rows = ViewJson::array();
  for (const auto& [kind, name] :
       {std::pair{"minutes", "Biên bản họp Hội đồng"}, std::pair{"record", "Biên bản kiểm phiếu"}}) {
    const auto fact = data.dossier.facts.find(data.node.id + "." + kind + ".sha256");
    if (fact != data.dossier.facts.end()) rows.push_back({{"kind", kind}, {"name", name}});
  }
  return rows;
}

bool isSecretary(const BallotData& data) {
  return holds(data.viewer, data.node.role);
}

bool presides(const BallotData& data) {
  return data.ballot.presiding == data.viewer.id;
}

ViewJson frame(const BallotData& data) {
  const Ballot& ballot = data.ballot;
  const std::size_t total = ballot.phase == BallotPhase::kConvening
                                ? data.directory.holdersOf(ballot.rule.roster).size()
                                : ballot.members.size();
  return {
      {"title", data.node.name},
      {"bearer", data.bearer},
      {"command", data.command},
      {"node", data.node.id},
      {"round", ballot.round},
      {"dossier", summaryView(data.dossier)},
      {"viewer", data.viewer.name},
      {"secret", ballot.rule.secret},
      {"kind", ballot.rule.secret ? "Bỏ phiếu kín" : "Bỏ phiếu công khai"},
      {"total", total},
      {"lineCount", ballot.lines.size()},
      {"quorum", toString(ballot.rule.quorum)},
      {"quorumCount", leastReaching(ballot.rule.quorum, static_cast<std::int64_t>(total))},
      {"pass", toString(ballot.rule.pass)},
      {"passCount", ballot.rule.base == BallotBase::kTotal
                        ? std::to_string(leastReaching(ballot.rule.pass, static_cast<std::int64_t>(total)))
                        : std::string()},
      {"base", baseWord(ballot.rule.base)},
      {"phase", phaseWord(ballot.phase)}};
}

/// What each holder of a half of the box must still do.
void addKeys(const BallotData& data, ViewJson& view) {
  const Ballot& ballot = data.ballot;
  const bool open = ballot.phase == BallotPhase::kOpen && ballot.rule.secret;
  const bool secretarys =
      isSecretary(data) && data.viewer.id == ballot.secretary && ballot.secretaryKey.empty();
  const bool presidings = presides(data) && ballot.presidingKey.empty();
  view["takeKey"] = open && (secretarys || presidings);
  view["waitsForKeys"] = open && !ballot.boxReady();
  view["secretaryKeyTaken"] = !ballot.secretaryKey.empty();
  view["presidingKeyTaken"] = !ballot.presidingKey.empty();
}

}  // namespace

bool mayEnterBallot(const BallotData& data) {
  return isSecretary(data) || presides(data) || data.ballot.find(data.viewer.id) != nullptr ||
         holds(data.viewer, data.ballot.rule.roster) || holds(data.viewer, data.ballot.rule.presidingRole());
}

ViewJson ballotView(const BallotData& data) {
  const Ballot& ballot = data.ballot;
  ViewJson view = frame(data);
  const BallotMember* self = ballot.find(data.viewer.id);
  const bool open = ballot.phase == BallotPhase::kOpen;
  const bool secretary = isSecretary(data);
  view["canVote"] = open && self != nullptr && ballot.boxReady() && (self->present || ballot.rule.letters);
  view["hasVoted"] = open && self != nullptr && self->voted;
  view["isMember"] = self != nullptr;
  view["absentMayNot"] = open && self != nullptr && !self->present && !ballot.rule.letters;
  view["secretary"] = secretary;
  view["convening"] = secretary && ballot.phase == BallotPhase::kConvening;
  view["managing"] = secretary && open;
  view["members"] = membersView(data);
  view["presiders"] = presidersView(data);
  view["voted"] = ballot.voted();
  view["present"] = ballot.present();
  view["letters"] = ballot.lettersCounted();
  view["hasLetters"] = ballot.lettersCounted() > 0;
  view["hasQuorum"] = ballot.hasQuorum();
  view["showTurnout"] = secretary && (open || ballot.phase == BallotPhase::kClosing);
  view["confirming"] = presides(data) && ballot.phase == BallotPhase::kClosing;
  view["presidingName"] = ballot.presiding.empty() ? std::string() : nameOf(ballot.presiding, data.directory);
  view["mayVoid"] = (secretary || presides(data)) && (open || ballot.phase == BallotPhase::kClosing);
  view["mayAnnul"] =
      presides(data) && ballot.phase == BallotPhase::kCounted && ballot.results < ballot.rule.rounds;
  const bool counted = ballot.phase == BallotPhase::kCounted;
  view["counted"] = counted;
  view["counts"] = counted ? countsView(data) : ViewJson::array();
  view["files"] = filesView(data);
  const bool making = std::any_of(data.dossier.actions.begin(), data.dossier.actions.end(),
                                  [&](const PendingAction& action) { return action.node == data.node.id; });
  view["making"] = counted && making;
  view["mayForward"] = secretary && counted && !making && data.dossier.tokens.count(data.node.id) != 0;
  addKeys(data, view);
  return view;
}

ViewJson paperView(const BallotData& data, const PaperDraft& draft) {
  ViewJson view = frame(data);
  const BallotMember* member = data.ballot.find(draft.member);
  view["member"] = draft.member.text();
  view["memberName"] = nameOf(draft.member, data.directory);
  view["reference"] = draft.reference;
  view["letter"] = !draft.reference.empty();
  view["again"] = member != nullptr && member->voted;
  view["needsHandle"] = data.ballot.rule.secret && member != nullptr && member->voted;
  const bool fixed = member != nullptr && member->voted;  // a recusal comes before the vote
  const auto lines = byId(data.dossier);
  ViewJson rows = ViewJson::array();
  for (std::size_t seat = 0; seat < data.ballot.lines.size(); ++seat) {
    const auto line = lines.find(data.ballot.lines[seat]);
    const char mark = seat < draft.marks.size() ? draft.marks[seat] : '-';
    const bool recused =
        member != nullptr &&
        std::binary_search(member->recused.begin(), member->recused.end(), static_cast<int>(seat));
    ViewJson row = nomineeView(line == lines.end() ? nullptr : line->second);
    row.update(ViewJson{{"seat", seat},
                        {"yes", mark == kYes},
                        {"no", mark == kNo},
                        {"recusedNow", mark == 'r'},
                        {"recused", recused},
                        {"mayRecuse", !fixed && draft.reference.empty()}});
    rows.push_back(std::move(row));
  }
  view["lines"] = std::move(rows);
  return view;
}

ViewJson reviewView(const BallotData& data, const PaperDraft& draft, const std::string& handle) {
  ViewJson view = paperView(data, draft);
  std::map<char, int> sums;
  ViewJson other = ViewJson::array();
  for (ViewJson& row : view["lines"]) {
    const char mark = draft.marks[row.at("seat").get<std::size_t>()];
    if (row.at("recused").get<bool>()) {
      ++sums['r'];
      continue;
    }
    ++sums[mark];
    if (mark == kYes) continue;
    row["choice"] = mark == kNo        ? "Không đồng ý"
                    : mark == 'r'      ? "Không bỏ phiếu vì có liên quan"
                    : mark == kInvalid ? "Không hợp lệ"
                                       : "Để trống";
    other.push_back(row);
  }
  view["other"] = std::move(other);
  view["yesCount"] = sums[kYes];
  view["noCount"] = sums[kNo];
  view["blankCount"] = sums[kBlank];
  view["recusedCount"] = sums['r'];
  view["invalidCount"] = sums[kInvalid];
  view["hasBlank"] = sums[kBlank] > 0;
  view["hasRecused"] = sums['r'] > 0;
  view["hasInvalid"] = sums[kInvalid] > 0;
  view["marks"] = draft.marks;
  view["handle"] = handle;
  return view;
}

}  // namespace tdkt::pages
