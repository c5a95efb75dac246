#pragma once
// One reader for each section of the settings file. Private to Settings.cpp and its parts. A null object is a
// section that is left out: what holds then is the default of the struct. `base` is where relative paths
// begin. Errors: those of Section.

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "connector/app/Settings.h"

namespace tdkt::app {

Result<std::vector<OfficeSettings>> readOffices(const nlohmann::ordered_json& list,
                                                const std::filesystem::path& base);
Result<std::vector<SubscriberSettings>> readSubscribers(const nlohmann::ordered_json* list,
                                                        const std::filesystem::path& base);
Result<SigningSettings> readSigning(const nlohmann::ordered_json& object, const std::filesystem::path& base);
Result<DecisionSettings> readDecision(const nlohmann::ordered_json& object,
                                      const std::filesystem::path& base);
Result<ReminderSettings> readReminders(const nlohmann::ordered_json* object,
                                       const std::filesystem::path& base);
Result<CouncilSettings> readCouncil(const nlohmann::ordered_json* object, const std::filesystem::path& base);
Result<std::vector<ProcedureSettings>> readProcedures(const nlohmann::ordered_json* list,
                                                      const std::filesystem::path& base);
Result<TlsFiles> readTls(const nlohmann::ordered_json* object, const std::filesystem::path& base);
Result<MonitorSettings> readMonitor(const nlohmann::ordered_json* object, const std::filesystem::path& base);
Result<SignInSettings> readSignIn(const nlohmann::ordered_json* object, const std::filesystem::path& base);

}  // namespace tdkt::app
