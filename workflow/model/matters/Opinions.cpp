#include "workflow/model/matters/Opinions.h"

#include <array>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace tdkt::workflow {

using Json = nlohmann::ordered_json;

namespace {

constexpr std::array<std::pair<OpinionAnswer, const char*>, 4> kAnswers{
    {{OpinionAnswer::kAgree, "agree"},
     {OpinionAnswer::kComments, "comments"},
     {OpinionAnswer::kDisagree, "disagree"},
     {OpinionAnswer::kNotCompetent, "not-competent"}}};

Json idsToJson(const std::vector<WorkItemId>& ids) {
  Json out = Json::array();
  for (const WorkItemId& id : ids) out.push_back(id.text());
  return out;
}

std::vector<WorkItemId> idsFrom(const Json& json) {
  std::vector<WorkItemId> out;
  for (const Json& id : json) out.emplace_back(id.get<std::string>());
  return out;
}

LateOpinion lateFrom(const Json& row) {
  const auto answer = opinionAnswerFrom(row.at("answer").get<std::string>());
  if (!answer) throw std::invalid_argument("answer");
  return {WorkItemId(row.at("item").get<std::string>()), *answer, row.at("text").get<std::string>(),
          OfficialId(row.at("by").get<std::string>()), UtcTime{row.at("at").get<std::int64_t>()}};
}

}  // namespace

const char* toString(OpinionAnswer answer) {
  for (const auto& [value, text] : kAnswers) {
    if (value == answer) return text;
  }
  return "?";
}

std::optional<OpinionAnswer> opinionAnswerFrom(std::string_view text) {
  for (const auto& [value, name] : kAnswers) {
    if (text == name) return value;
  }
  return std::nullopt;
}

Json toJson(const Opinions& opinions) {
  Json lapsed = Json::array();
  for (const OpinionLapse& row : opinions.lapsed) {
    lapsed.push_back({{"item", row.item.text()}, {"workingDays", row.workingDays}, {"policy", row.policy}});
  }
  Json late = Json::array();
  for (const LateOpinion& row : opinions.late) {
    late.push_back({{"item", row.item.text()},
                    {"answer", toString(row.answer)},
                    {"text", row.text},
                    {"by", row.by.text()},
                    {"at", row.at.millis}});
  }
  Json out{{"lapsed", lapsed},
           {"late", late},
           {"extra", idsToJson(opinions.extra)},
           {"notCompetent", idsToJson(opinions.notCompetent)},
           {"closedBecause", opinions.closedBecause}};
  if (!opinions.round.empty()) out["round"] = idsToJson(opinions.round);  // came later
  return out;
}

void fromJson(const Json& json, Opinions& opinions) {
  for (const Json& row : json.at("lapsed")) {
    opinions.lapsed.push_back({WorkItemId(row.at("item").get<std::string>()),
                               row.at("workingDays").get<int>(), row.at("policy").get<std::string>()});
  }
  for (const Json& row : json.at("late")) opinions.late.push_back(lateFrom(row));
  opinions.extra = idsFrom(json.at("extra"));
  opinions.notCompetent = idsFrom(json.at("notCompetent"));
  opinions.closedBecause = json.at("closedBecause").get<std::string>();
  if (json.contains("round")) opinions.round = idsFrom(json.at("round"));
}

}  // namespace tdkt::workflow
