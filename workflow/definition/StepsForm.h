#pragma once
// What is particular to each of the twelve kinds, and the rules every list keeps. Private to definition/.

#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "workflow/definition/Steps.h"

namespace tdkt::workflow::steps {

/// A setting of a kind: where it stands in BPMN (tdkt:<element> <attribute>) and what it may be.
struct Setting {
  std::string_view name;
  std::string_view element;
  std::string_view attribute;
  std::string_view choices;   ///< "|a|b|"; empty: see `shape`
  std::string_view shape;     ///< "text", "days", "rounds", "flag", "fraction", "choice"
  std::string_view fallback;  ///< empty: must be given
};
const std::vector<Setting>& settingsOf(StepKind kind);

/// Kinds that are one task of one role.
bool isTask(StepKind kind);
inline constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kIssueActions = {
    {{"reserve-number", "Cấp số, ngày quyết định"},
     {"render", "Lập quyết định và bằng khen"},
     {"sign-person", "Chữ ký số của người có thẩm quyền"},
     {"sign-organisation", "Chữ ký số của cơ quan"},
     {"publish", "Phát hành"},
     {"push-eoffice", "Gửi trả hệ thống văn phòng điện tử"}}};
std::string_view defaultTitle(std::string_view action);
bool goodSetting(const Setting& setting, std::string_view value);

/// The rules of a whole list; errors as stepsFromJson().
Result<Done> checkList(const StepList& list);

}  // namespace tdkt::workflow::steps
