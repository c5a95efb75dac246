#pragma once
// May dossiers that run on one definition go on under another? A plan on paper: nothing is moved here.
//
// A dossier stays on the definition it started with unless somebody moves it. Only open nodes of the same
// kind map, and a half-finished parallel block only when all its branches are the same. Source:
// docs/workflow-format.md, "Changing a procedure".

#include <map>
#include <string>
#include <vector>

#include "workflow/definition/Definition.h"

namespace tdkt::workflow {

/// Where a dossier that waits at one node of the old definition would wait in the new one.
struct NodeMapping {
  std::string from;
  std::string to;       ///< empty: refused
  std::string rule;     ///< why not: "migrate.missing", "migrate.kind", "migrate.block", "migrate.ballot"
  std::string message;  ///< Vietnamese; of a refusal or of the changes
  std::vector<std::string> changes;  ///< "role", "time", "title", "outcomes": same node, other terms
};

struct MigrationPlan {
  std::string from;                ///< hash of the old definition
  std::string to;                  ///< hash of the new one
  std::vector<NodeMapping> nodes;  ///< nodes where a dossier can rest, in document order
  std::vector<std::string>
      added;           ///< nodes of the new definition a moved dossier may meet for the first time
  bool whole() const;  ///< every node maps
};

/// Pure. Node ids are the names that connect the two.
MigrationPlan planMigration(const Definition& from, const Definition& to);

/// What stops one dossier: the refused mappings of the nodes where it has a token. Empty: it may move.
std::vector<NodeMapping> obstacles(const MigrationPlan& plan, const std::map<std::string, int>& tokens);

}  // namespace tdkt::workflow
