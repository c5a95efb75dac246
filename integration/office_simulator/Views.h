#pragma once
// What the simulator's templates are given: plain rows as JSON. Pure.

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "integration/office_simulator/Office.h"
#include "integration/office_simulator/Settings.h"

namespace tdkt::simulator {

nlohmann::ordered_json documentRow(const Document& document);
/// `today` marks what is late.
nlohmann::ordered_json taskRow(const TaskRow& row, const Settings& settings, CivilDate today);
nlohmann::ordered_json attachmentRow(const Attachment& file);
nlohmann::ordered_json traceRow(const TraceRow& row);
/// Vietnamese sentence for an error of this simulator.
std::string sentenceFor(const Error& error);

}  // namespace tdkt::simulator
