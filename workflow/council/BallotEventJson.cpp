#include <nlohmann/json.hpp>
#include <stdexcept>

#include "workflow/council/BallotEvent.h"
#include "workflow/model/DossierJson.h"

namespace tdkt::workflow {
namespace {

using Json = nlohmann::ordered_json;

Json ids(const std::vector<OfficialId>& list) {
  Json out = Json::array();
  for (const OfficialId& id : list) out.push_back(id.text());
  return out;
}

std::vector<OfficialId> idsFrom(const Json& json) {
  std::vector<OfficialId> out;
  for (const Json& id : json) out.emplace_back(id.get<std::string>());
  return out;
}

std::string text(const Json& json, const char* key) {
  return json.at(key).get<std::string>();
}

struct Write {
  Json operator()(const BallotConvened& e) const { return {{"rule", toJson(e.rule)}, {"round", e.round}}; }
  Json operator()(const BallotOpened& e) const {
    Json recused = Json::object();
    for (const auto& [member, seats] : e.recused) recused[member.text()] = seats;
    return {{"secretary", e.secretary.text()},
            {"establishing", e.establishing},
            {"venue", e.venue},
            {"presiding", e.presiding.text()},
            {"roster", ids(e.roster)},
            {"present", ids(e.present)},
            {"lines", toJson(e.lines)},
            {"recused", recused}};
  }
  Json operator()(const BallotPresence& e) const {
    return {{"presiding", e.presiding.text()}, {"present", ids(e.present)}};
  }
  Json operator()(const BallotRecused& e) const { return {{"member", e.member.text()}, {"seats", e.seats}}; }
  Json operator()(const BallotKeyTaken& e) const { return {{"presiding", e.presiding}, {"key", e.key}}; }
  Json operator()(const BallotVoted& e) const {
    Json out{{"member", e.member.text()}, {"letter", e.letter}};
    if (!e.reference.empty()) out["reference"] = e.reference;
    if (!e.marks.empty()) out["marks"] = packMarks(e.marks);
    return out;
  }
  Json operator()(const BallotCloseAsked& e) const { return {{"paper", toJson(e.paper)}}; }
  Json operator()(const BallotResumed& /*unused*/) const { return Json::object(); }
  Json operator()(const BallotCounted& e) const { return {{"counts", toJson(e.counts)}}; }
  Json operator()(const BallotVoided& e) const { return {{"noQuorum", e.noQuorum}, {"reason", e.reason}}; }
  Json operator()(const BallotAnnulled& e) const { return {{"reason", e.reason}}; }
};

BallotOpened openedFrom(const Json& json) {
  BallotOpened out;
  out.secretary = OfficialId(text(json, "secretary"));
  out.establishing = text(json, "establishing");
  out.venue = text(json, "venue");
  out.presiding = OfficialId(text(json, "presiding"));
  out.roster = idsFrom(json.at("roster"));
  out.present = idsFrom(json.at("present"));
  for (const Json& line : json.at("lines")) out.lines.emplace_back(line.get<std::string>());
  for (const auto& [member, seats] : json.at("recused").items())
    out.recused[OfficialId(member)] = seats.get<std::vector<int>>();
  return out;
}

constexpr std::size_t kMostLines = 1U << 20U;

BallotVoted votedFrom(const Json& json) {
  BallotVoted out{OfficialId(text(json, "member")),
                  json.at("letter").get<bool>(),
                  json.value("reference", std::string()),
                  {}};
  if (json.contains("marks")) {
    const auto marks = unpackMarks(text(json, "marks"), kMostLines);
    if (!marks) throw std::invalid_argument("marks");
    out.marks = *marks;
  }
  return out;
}

struct Kind {
  const char* operator()(const BallotConvened&) const { return "ballot.convened"; }
  const char* operator()(const BallotOpened&) const { return "ballot.opened"; }
  const char* operator()(const BallotPresence&) const { return "ballot.presence"; }
  const char* operator()(const BallotRecused&) const { return "ballot.recused"; }
  const char* operator()(const BallotKeyTaken&) const { return "ballot.key-taken"; }
  const char* operator()(const BallotVoted&) const { return "ballot.voted"; }
  const char* operator()(const BallotCloseAsked&) const { return "ballot.close-asked"; }
  const char* operator()(const BallotResumed&) const { return "ballot.resumed"; }
  const char* operator()(const BallotCounted&) const { return "ballot.counted"; }
  const char* operator()(const BallotVoided&) const { return "ballot.voided"; }
  const char* operator()(const BallotAnnulled&) const { return "ballot.annulled"; }
};

}  // namespace

const char* kindOf(const BallotEvent& event) {
  return std::visit(Kind{}, event);
}

Json toJson(const BallotEvent& event) {
  return std::visit(Write{}, event);
}

BallotEvent ballotEventFromJson(const std::string& kind, const Json& json) {
  if (kind == "ballot.convened")
    return BallotConvened{ballotRuleFromJson(json.at("rule")), json.at("round").get<int>()};
  if (kind == "ballot.opened") return openedFrom(json);
  if (kind == "ballot.presence")
    return BallotPresence{OfficialId(text(json, "presiding")), idsFrom(json.at("present"))};
  if (kind == "ballot.recused")
    return BallotRecused{OfficialId(text(json, "member")), json.at("seats").get<std::vector<int>>()};
  if (kind == "ballot.key-taken") return BallotKeyTaken{json.at("presiding").get<bool>(), text(json, "key")};
  if (kind == "ballot.voted") return votedFrom(json);
  if (kind == "ballot.close-asked") return BallotCloseAsked{minutesPaperFromJson(json.at("paper"))};
  if (kind == "ballot.resumed") return BallotResumed{};
  if (kind == "ballot.counted") return BallotCounted{lineCountsFromJson(json.at("counts"))};
  if (kind == "ballot.voided") return BallotVoided{json.at("noQuorum").get<bool>(), text(json, "reason")};
  if (kind == "ballot.annulled") return BallotAnnulled{text(json, "reason")};
  throw std::invalid_argument("an unknown kind of ballot event");
}

}  // namespace tdkt::workflow
