#pragma once
// Events of a dossier as a whole: it came, came again, changed its phase, was annulled.

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "workflow/model/Dossier.h"

namespace tdkt::workflow {

struct Event;

struct DossierStarted {
  static constexpr const char* kKind = "dossier.started";
  std::string definitionHash;
  DossierHeader header;
  std::vector<DossierDocument> documents;
  std::vector<Line> lines;
};
struct DossierResubmitted {
  static constexpr const char* kKind = "dossier.resubmitted";
  DossierHeader header;
  std::vector<DossierDocument> documents;
  std::vector<Line> lines;
};
struct PhaseChanged {
  static constexpr const char* kKind = "phase.changed";
  Phase phase = Phase::kRunning;
};
struct DossierAnnulled {  ///< what it changes follows in events of its own
  static constexpr const char* kKind = "dossier.annulled";
  EffectId effect;
  std::string reason;
};

nlohmann::ordered_json toData(const DossierStarted& body);
nlohmann::ordered_json toData(const DossierResubmitted& body);
nlohmann::ordered_json toData(const PhaseChanged& body);
nlohmann::ordered_json toData(const DossierAnnulled& body);
void fromData(const nlohmann::ordered_json& data, DossierStarted& body);
void fromData(const nlohmann::ordered_json& data, DossierResubmitted& body);
void fromData(const nlohmann::ordered_json& data, PhaseChanged& body);
void fromData(const nlohmann::ordered_json& data, DossierAnnulled& body);
void fold(DossierState& state, const Event& event, const DossierStarted& body);
void fold(DossierState& state, const Event& event, const DossierResubmitted& body);
void fold(DossierState& state, const Event& event, const PhaseChanged& body);
void fold(DossierState& state, const Event& event, const DossierAnnulled& body);

}  // namespace tdkt::workflow
