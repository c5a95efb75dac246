#pragma once
// Events of work under way: tokens, tasks of officials, service tasks.

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "workflow/model/Dossier.h"
#include "workflow/model/Grant.h"

namespace tdkt::workflow {

struct Event;

struct TokenMoved {  ///< a token left `from` (empty at start) and arrived at `to` (empty when consumed)
  static constexpr const char* kKind = "token.moved";
  std::string from;
  std::string to;
};
struct WorkItemOpened {
  static constexpr const char* kKind = "item.opened";
  WorkItem item;
};
struct WorkItemCompleted {
  static constexpr const char* kKind = "item.completed";
  WorkItemId item;
  Outcome outcome = Outcome::kAgree;
  std::string reason;
  std::string documentsDigest;
  std::vector<LineVerdict> lines = {};  ///< what he said of lines one by one; the others as `outcome`
  OfficialId principal = {};            ///< for whom he acted; empty: for himself
  std::string grant = {};               ///< id of the grant that let him; empty: his own role
  Capacity capacity = Capacity::kOwn;   ///< in which he signs or acts
};
struct WorkItemCancelled {
  static constexpr const char* kKind = "item.cancelled";
  WorkItemId item;
  std::string because;
};
struct ActionRequested {
  static constexpr const char* kKind = "action.requested";
  PendingAction action;
};
struct ActionCompleted {
  static constexpr const char* kKind = "action.completed";
  EffectId effect;
  std::map<std::string, std::string> results;
};

nlohmann::ordered_json toData(const TokenMoved& body);
nlohmann::ordered_json toData(const WorkItemOpened& body);
nlohmann::ordered_json toData(const WorkItemCompleted& body);
nlohmann::ordered_json toData(const WorkItemCancelled& body);
nlohmann::ordered_json toData(const ActionRequested& body);
nlohmann::ordered_json toData(const ActionCompleted& body);
void fromData(const nlohmann::ordered_json& data, TokenMoved& body);
void fromData(const nlohmann::ordered_json& data, WorkItemOpened& body);
void fromData(const nlohmann::ordered_json& data, WorkItemCompleted& body);
void fromData(const nlohmann::ordered_json& data, WorkItemCancelled& body);
void fromData(const nlohmann::ordered_json& data, ActionRequested& body);
void fromData(const nlohmann::ordered_json& data, ActionCompleted& body);
void fold(DossierState& state, const Event& event, const TokenMoved& body);
void fold(DossierState& state, const Event& event, const WorkItemOpened& body);
void fold(DossierState& state, const Event& event, const WorkItemCompleted& body);
void fold(DossierState& state, const Event& event, const WorkItemCancelled& body);
void fold(DossierState& state, const Event& event, const ActionRequested& body);
void fold(DossierState& state, const Event& event, const ActionCompleted& body);

}  // namespace tdkt::workflow
