#include <nlohmann/json.hpp>
#include <stdexcept>

#include "workflow/council/Ballot.h"
#include "workflow/model/DossierJson.h"

namespace tdkt::workflow {
namespace {

using Json = nlohmann::ordered_json;

BallotPhase phaseOf(const std::string& text) {
  for (const BallotPhase phase :
       {BallotPhase::kConvening, BallotPhase::kOpen, BallotPhase::kClosing, BallotPhase::kCounted}) {
    if (text == toString(phase)) return phase;
  }
  throw std::invalid_argument("phase");
}

void put(Json& json, const char* key, const std::optional<UtcTime>& at) {
  if (at) json[key] = at->millis;
}

std::optional<UtcTime> instant(const Json& json, const char* key) {
  if (!json.contains(key)) return std::nullopt;
  return UtcTime{json.at(key).get<std::int64_t>()};
}

Json memberJson(const BallotMember& member) {
  Json out{{"id", member.id.text()}, {"present", member.present}, {"voted", member.voted}};
  if (member.letter) out["letter"] = true;
  if (!member.reference.empty()) out["reference"] = member.reference;
  if (!member.marks.empty()) out["marks"] = packMarks(member.marks);
  if (!member.recused.empty()) out["recused"] = member.recused;
  return out;
}

BallotMember memberFrom(const Json& json, std::size_t lines) {
  BallotMember member;
  member.id = OfficialId(json.at("id").get<std::string>());
  member.present = json.at("present").get<bool>();
  member.voted = json.at("voted").get<bool>();
  member.letter = json.value("letter", false);
  member.reference = json.value("reference", std::string());
  if (json.contains("marks")) {
    const auto marks = unpackMarks(json.at("marks").get<std::string>(), lines);
    if (!marks || marks->size() != lines) throw std::invalid_argument("marks");
    member.marks = *marks;
  }
  if (json.contains("recused")) member.recused = json.at("recused").get<std::vector<int>>();
  for (const int seat : member.recused) {
    if (seat < 0 || static_cast<std::size_t>(seat) >= lines) throw std::invalid_argument("recused");
  }
  return member;
}

void readPeople(const Json& json, Ballot& ballot) {
  ballot.secretary = OfficialId(json.at("secretary").get<std::string>());
  ballot.presiding = OfficialId(json.at("presiding").get<std::string>());
  ballot.secretaryKey = json.at("secretaryKey").get<std::string>();
  ballot.presidingKey = json.at("presidingKey").get<std::string>();
  for (const Json& row : json.at("members")) ballot.members.push_back(memberFrom(row, ballot.lines.size()));
}

}  // namespace

Json toJson(const MinutesPaper& paper) {
  return {{"minutesNumber", paper.minutesNumber},
          {"recordNumber", paper.recordNumber},
          {"counters", paper.counters},
          {"proceedings", paper.proceedings}};
}

MinutesPaper minutesPaperFromJson(const Json& json) {
  return {json.at("minutesNumber").get<std::string>(), json.at("recordNumber").get<std::string>(),
          json.at("counters").get<std::vector<std::string>>(),
          json.at("proceedings").get<std::vector<std::string>>()};
}

/// Runs of equal counts: [times, yes, no, blank, invalid, recused, base, passed].
Json toJson(const std::vector<LineCount>& counts) {
  Json out = Json::array();
  for (std::size_t at = 0; at < counts.size();) {
    std::size_t end = at;
    while (end < counts.size() && counts[end] == counts[at]) ++end;
    const LineCount& c = counts[at];
    out.push_back(
        Json::array({end - at, c.yes, c.no, c.blank, c.invalid, c.recused, c.base, c.passed ? 1 : 0}));
    at = end;
  }
  return out;
}

std::vector<LineCount> lineCountsFromJson(const Json& json) {
  std::vector<LineCount> out;
  for (const Json& run : json) {
    const auto row = run.get<std::vector<int>>();
    if (row.size() != 8 || row[0] < 1) throw std::invalid_argument("counts");
    out.insert(out.end(), static_cast<std::size_t>(row[0]),
               LineCount{row[1], row[2], row[3], row[4], row[5], row[6], row[7] == 1});
  }
  return out;
}

Json toJson(const Ballot& ballot) {
  Json members = Json::array();
  for (const BallotMember& member : ballot.members) members.push_back(memberJson(member));
  Json out{{"phase", toString(ballot.phase)},
           {"rule", toJson(ballot.rule)},
           {"round", ballot.round},
           {"results", ballot.results},
           {"establishing", ballot.establishing},
           {"venue", ballot.venue},
           {"secretary", ballot.secretary.text()},
           {"presiding", ballot.presiding.text()},
           {"secretaryKey", ballot.secretaryKey},
           {"presidingKey", ballot.presidingKey},
           {"lines", toJson(ballot.lines)},
           {"members", members},
           {"paper", toJson(ballot.paper)},
           {"counts", toJson(ballot.counts)}};
  put(out, "openedAt", ballot.openedAt);
  put(out, "closingAt", ballot.closingAt);
  put(out, "countedAt", ballot.countedAt);
  return out;
}

void fromJson(const Json& json, Ballot& ballot) {
  ballot = Ballot();
  ballot.phase = phaseOf(json.at("phase").get<std::string>());
  ballot.rule = ballotRuleFromJson(json.at("rule"));
  ballot.round = json.at("round").get<int>();
  ballot.results = json.at("results").get<int>();
  ballot.establishing = json.at("establishing").get<std::string>();
  ballot.venue = json.at("venue").get<std::string>();
  ballot.lines = lineIdsFromJson(json.at("lines"));
  readPeople(json, ballot);
  ballot.paper = minutesPaperFromJson(json.at("paper"));
  ballot.counts = lineCountsFromJson(json.at("counts"));
  ballot.openedAt = instant(json, "openedAt");
  ballot.closingAt = instant(json, "closingAt");
  ballot.countedAt = instant(json, "countedAt");
}

}  // namespace tdkt::workflow
