#pragma once
// Checks that several commands share. Private to the engine.

#include <string>
#include <vector>

#include "workflow/engine/decide/Decide.h"

namespace tdkt::workflow {

/// Who may act from the desk.
inline constexpr const char* kDeskRole = "secretariat";

bool readable(const std::string& text);  ///< UTF-8 in NFC
bool blank(const std::string& text);
bool holds(const Facts& facts, const std::string& role);
/// A line of the chair's decision exists.
bool decided(const DossierState& state);
bool issued(const DossierState& state);
bool ended(const DossierState& state);
/// A submission may not bring its own verdict.
std::vector<Line> proposed(std::vector<Line> lines);

/// kInput "workflow.text" naming header, documents or lines; kInput "workflow.lines" when nobody is proposed
/// or two lines have one id.
Result<Done> checkSubmission(const DossierHeader& header, const std::vector<DossierDocument>& documents,
                             const std::vector<Line>& lines);
/// A reason that must be there: kInput "workflow.text", "workflow.reason.missing".
Result<Done> checkReason(const std::string& reason);
/// kDenied "workflow.role".
Result<Done> checkHolds(const Facts& facts, const std::string& role);
/// kConflict "workflow.phase".
Result<Done> checkRunning(const DossierState& state);
/// What a tdkt: element of the node says; `otherwise` where it says nothing.
std::string setting(const Node& node, const char* element, const char* attribute, const char* otherwise = "");
/// The node of the definition; kCorrupt "workflow.node".
Result<const Node*> nodeOf(const Case& given, const std::string& id);

}  // namespace tdkt::workflow
