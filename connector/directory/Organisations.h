#pragma once
// Organisation codes (mã định danh): one organisation, the codes it had over time. Loaded from one file,
// constant.
//
// Codes are compared whole: an old one has the child first ("000.00.12.H99"), a new one the parent, so no
// part of a code tells anything. Source: QĐ 20/2020/QĐ-TTg; QCVN 102:2016/BTTTT.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "workflow/base/Error.h"
#include "workflow/base/Time.h"

namespace tdkt::directory {

/// Immutable, thread-safe. An empty one knows no code and changes none.
class Organisations {
 public:
  /// {"organisations":[{"code","name","aliases":[{"code","from","until"}]}]}; days are ISO dates, both
  /// inclusive and optional. Errors: those of json::parse, kInput "organisations.entry" (missing field, bad
  /// day), "organisations.code" (one code means two organisations on one day).
  static Result<Organisations> fromJson(std::string_view text);

  /// The code in use for the organisation that `code` meant on that day; `code` itself when nobody has it.
  std::string current(const std::string& code, CivilDate day) const;

 private:
  struct Validity {
    std::string meaning;  ///< the code in use
    CivilDate from{};
    CivilDate until{};
  };
  Result<Done> add(const std::string& code, const Validity& validity);
  std::map<std::string, std::vector<Validity>> codes_;
};

}  // namespace tdkt::directory
