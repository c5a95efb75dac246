#pragma once
// Acting and signing for somebody else, and being too close to a nominee: what the directory knows of people.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflow/base/Ids.h"
#include "workflow/base/Time.h"

namespace tdkt::workflow {

/// In what capacity a paper is signed. Source: NĐ 30/2020/NĐ-CP, Điều 13.
enum class Capacity {
  kOwn,              ///< in his own office
  kCollective,       ///< TM.: for the collective
  kActing,           ///< Q.: acting head
  kDeputy,           ///< KT.: deputy for the head
  kByOrder,          ///< TL.: by order
  kByAuthorisation,  ///< TUQ.: by written authorisation, limited in time and content
};
/// "own", "TM", "Q", "KT", "TL", "TUQ": as tdkt:signAs writes them.
const char* toString(Capacity capacity);
std::optional<Capacity> capacityFrom(std::string_view text);

/// One person acts for another, from ≤ t < to. Never handed on: chains have length 1.
struct Grant {
  std::string id;
  OfficialId principal;
  OfficialId agent;
  Capacity capacity = Capacity::kOwn;  ///< kOwn: processing tasks only, never a signature
  std::vector<std::string> roles;      ///< of the principal that it covers; empty: all
  std::vector<std::string> awards;     ///< printed names that it covers; empty: all
  UtcTime from;
  UtcTime to;
  std::string document;  ///< number and date of the paper that gives it
  friend bool operator==(const Grant&, const Grant&) = default;
};

/// A nominee somebody is too close to: himself, declared relatives, the unit he heads.
struct Interest {
  std::string name;      ///< as in the list, compared in NFC without case
  std::string unit;      ///< "" matches any unit
  std::string relation;  ///< Vietnamese, for the record: "bản thân", "vợ", "đơn vị phụ trách"
  friend bool operator==(const Interest&, const Interest&) = default;
};

}  // namespace tdkt::workflow
