#pragma once
// A running dossier goes over to another definition.

#include <map>
#include <string>

namespace tdkt::workflow {

/// By an administrator, under a plan that was checked (workflow/definition/Migration.h). Open tasks whose
/// terms are other ones are offered again; whatever a step has on record stays, or the dossier does not go.
struct MigrateDossier {
  std::string to;                            ///< hash of the definition, deployed already
  std::map<std::string, std::string> steps;  ///< nodes that have another id there: old id, new id
};

}  // namespace tdkt::workflow
