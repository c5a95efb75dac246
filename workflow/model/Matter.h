#pragma once
// What one step of a running dossier keeps beside tokens and tasks: one record per node.
//
// A new kind is a header in model/matters with the record, its kKind, and toJson/fromJson; one line here.

#include <nlohmann/json_fwd.hpp>
#include <variant>

#include "workflow/council/Ballot.h"
#include "workflow/model/matters/Consent.h"
#include "workflow/model/matters/Freeze.h"
#include "workflow/model/matters/Kinship.h"
#include "workflow/model/matters/Opinions.h"
#include "workflow/model/matters/Posting.h"
#include "workflow/model/matters/RecallRequest.h"
#include "workflow/model/matters/Supplement.h"
#include "workflow/model/matters/Waiting.h"

namespace tdkt::workflow {

using Matter = std::variant<Supplement, Ballot, Freeze, RecallRequest, Opinions, Posting, Consent,
                            ParentDossier, ChildDossiers, Waiting>;

/// Stable name of the kind of record.
const char* kindOf(const Matter& matter);
/// {"kind":…, then the record's own fields}; equal values give equal octets.
nlohmann::ordered_json toJson(const Matter& matter);
/// Throws nlohmann's exceptions or std::invalid_argument, as the rest of DossierJson.h.
Matter matterFromJson(const nlohmann::ordered_json& json);

}  // namespace tdkt::workflow
