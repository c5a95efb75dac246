#pragma once
// Commands of a consent asked by document.

#include <optional>
#include <string>

#include "workflow/base/Ids.h"
#include "workflow/base/Time.h"

namespace tdkt::workflow {

/// Our request has left as an official document of this code: the agency's time runs from its day.
struct ConfirmConsentSent {
  WorkItemId workItem;
  std::string code;  ///< "1234/UBND-NC"
  CivilDate sentOn{};
};

/// A document came that answers ours; what it says a person judges. The same code again changes nothing.
struct RecordConsentAnswer {
  std::string node;
  std::string code;
  std::string from;
  std::optional<CivilDate> date;
  std::string sha256;  ///< blob of the message; empty: on paper
};

}  // namespace tdkt::workflow
