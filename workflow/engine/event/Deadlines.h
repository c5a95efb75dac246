#pragma once
// Events of due dates: one moved, somebody was reminded of one.

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "workflow/model/Dossier.h"

namespace tdkt::workflow {

struct Event;

struct WorkItemDueChanged {  ///< the last working day of an open task is another now
  static constexpr const char* kKind = "item.due-changed";
  WorkItemId item;
  CivilDate from{};
  CivilDate to{};
  std::string because;   ///< Vietnamese, shown
  std::string calendar;  ///< version of the calendar that was asked
};

enum class ReminderKind {
  kSoon,    ///< the due date is near: the holder is told
  kOverdue  ///< it is over: a watcher is added; the task stays with its holder
};
const char* toString(ReminderKind kind);

struct WorkItemReminded {  ///< a note in the log; changes nothing
  static constexpr const char* kKind = "item.reminded";
  WorkItemId item;
  ReminderKind kind = ReminderKind::kSoon;
  CivilDate due{};
  std::string watcher;  ///< role that watches from now on; empty for kSoon
};

nlohmann::ordered_json toData(const WorkItemDueChanged& body);
nlohmann::ordered_json toData(const WorkItemReminded& body);
void fromData(const nlohmann::ordered_json& data, WorkItemDueChanged& body);
void fromData(const nlohmann::ordered_json& data, WorkItemReminded& body);
void fold(DossierState& state, const Event& event, const WorkItemDueChanged& body);
void fold(DossierState& state, const Event& event, const WorkItemReminded& body);

}  // namespace tdkt::workflow
