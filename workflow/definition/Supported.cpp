// What this version's engine cannot do yet, although the profile has words for it. Refused at deployment, so
// that no rule of a procedure is silently left out.

#include <algorithm>
#include <set>

#include "workflow/definition/Draft.h"

namespace tdkt::workflow {
namespace {

struct Limit {
  std::string_view element;
  std::string_view attribute;  ///< "": the element as such
  std::string_view possible;   ///< the one value the engine follows
  const char* vietnamese;
  const char* english;
};

constexpr Limit kLimits[] = {
    {"consent", "", "", "Hiệp y với cơ quan ngoài chưa chạy được",
     "consent of another authority cannot be run"},
    {"posting", "", "", "Công khai lấy ý kiến chưa chạy được", "public posting cannot be run"},
    {"opinions", "lapse", "block", "Quá hạn lấy ý kiến chỉ có thể chờ tiếp (lapse=\"block\")",
     "an opinion that lapses can only be waited for (lapse=\"block\")"}};

const std::set<std::string, std::less<>> kKindsNotYet = {"consent", "posting"};

void checkNode(const DraftNode& draft, Report& report) {
  for (const Limit& limit : kLimits) {
    const auto kept = draft.settings.find(std::string(limit.element));
    if (kept == draft.settings.end()) continue;
    if (!limit.attribute.empty()) {
      const auto value = kept->second.find(std::string(limit.attribute));
      if (value != kept->second.end() && value->second == limit.possible) continue;
    }
    report.unsupported(draft.line, draft.node.id, limit.vietnamese, limit.english);
  }
  if (kKindsNotYet.count(draft.node.stepKind) != 0 && draft.settings.count(draft.node.stepKind) == 0) {
    report.unsupported(draft.line, draft.node.id, "Bước loại “" + draft.node.stepKind + "” chưa chạy được",
                       "a step of kind " + draft.node.stepKind + " cannot be run");
  }
}

}  // namespace

void checkSupported(const Draft& draft, Report& report) {
  for (const std::string& id : draft.order) checkNode(draft.nodes.at(id), report);
}

}  // namespace tdkt::workflow
