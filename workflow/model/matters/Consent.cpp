#include "workflow/model/matters/Consent.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

namespace tdkt::workflow {

using Json = nlohmann::ordered_json;

namespace {

Json dayOrNull(const std::optional<CivilDate>& day) {
  return day ? Json(isoDate(*day)) : Json(nullptr);
}

std::optional<CivilDate> optionalDay(const Json& json) {
  if (json.is_null()) return std::nullopt;
  const auto day = parseIsoDate(json.get<std::string>());
  if (!day) throw std::invalid_argument("a day");
  return day;
}

}  // namespace

Json toJson(const Consent& consent) {
  Json answers = Json::array();
  for (const ConsentAnswer& answer : consent.answers) {
    answers.push_back({{"code", answer.code},
                       {"from", answer.from},
                       {"date", dayOrNull(answer.date)},
                       {"sha256", answer.sha256},
                       {"receivedAt", answer.receivedAt.millis}});
  }
  return Json{{"agency", consent.agency},
              {"code", consent.code},
              {"sentOn", dayOrNull(consent.sentOn)},
              {"answers", answers},
              {"workingDays", consent.workingDays},
              {"lapsed", consent.lapsed}};
}

void fromJson(const Json& json, Consent& consent) {
  consent.agency = json.at("agency").get<std::string>();
  consent.code = json.at("code").get<std::string>();
  consent.sentOn = optionalDay(json.at("sentOn"));
  for (const Json& row : json.at("answers")) {
    consent.answers.push_back({row.at("code").get<std::string>(), row.at("from").get<std::string>(),
                               optionalDay(row.at("date")), row.at("sha256").get<std::string>(),
                               UtcTime{row.at("receivedAt").get<std::int64_t>()}});
  }
  consent.workingDays = json.at("workingDays").get<int>();
  consent.lapsed = json.at("lapsed").get<std::string>();
}

}  // namespace tdkt::workflow
