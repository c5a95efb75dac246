#pragma once
// May dossiers that run on one definition go on under another? A plan on paper: nothing is moved here.
//
// A dossier stays on the definition it started with unless somebody moves it (MigrateDossier). Only open
// nodes of the same kind map; a half-finished block only when all its branches are the same; a step with a
// record of its own only when nothing about it changed; and what is done once (vote, decision, number,
// signature, publication) is neither lost nor done twice. Source: docs/workflow-format.md, "Changing a
// procedure".

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "workflow/definition/Definition.h"

namespace tdkt::workflow {

struct DossierState;

/// Nodes that have another id in the new definition: old id, new id.
using Renames = std::map<std::string, std::string>;

/// Where a dossier that waits at one node of the old definition would wait in the new one.
struct NodeMapping {
  std::string from;
  std::string to;       ///< empty: refused
  std::string rule;     ///< why not: "migrate.missing", "migrate.kind", "migrate.block"…; empty: it maps
  std::string message;  ///< Vietnamese; of a refusal or of the changes
  std::vector<std::string> changes;  ///< "role", "time", "title", "people", "timers", "outcomes", "rules"
  /// The open task would be offered again, with its full time: its holder, time, title or id is another.
  bool offeredAgain() const;
};

struct MigrationPlan {
  std::string from;                ///< hash of the old definition
  std::string to;                  ///< hash of the new one
  std::vector<NodeMapping> nodes;  ///< nodes where a dossier can rest, in document order
  std::vector<std::string>
      added;           ///< nodes of the new definition a moved dossier may meet for the first time
  bool whole() const;  ///< every node maps
  const NodeMapping* find(const std::string& node) const;
};

/// Pure. Node ids are the names that connect the two, but for `renames`.
MigrationPlan planMigration(const Definition& from, const Definition& to, const Renames& renames = {});

/// Renames that name no step of the old or of the new definition, or name one twice; Vietnamese sentences.
std::vector<std::string> badRenames(const Definition& from, const Definition& to, const Renames& renames);

/// What stops one dossier: the refused mappings of the nodes where it has a token. Empty: it may move.
std::vector<NodeMapping> obstacles(const MigrationPlan& plan, const std::map<std::string, int>& tokens);

/// The same of all it has under way: tokens, and a return that waits for its supplement.
std::vector<NodeMapping> obstacles(const MigrationPlan& plan, const DossierState& state);

/// A plan as a file: {"format": "tdkt-migration-1", "from": hash, "to": hash, "steps": {"old": "new"}}.
struct MigrationFile {
  std::string from;
  std::string to;
  Renames steps;
};
/// Errors: those of json::parse, kInput "migrate.plan" naming the field.
Result<MigrationFile> migrationFileFromJson(std::string_view text);
std::string toJson(const MigrationFile& file);

}  // namespace tdkt::workflow
