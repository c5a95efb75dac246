#pragma once
// Dossiers that were one: what a child knows of the dossier it was split from, and that one of its children.

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "workflow/base/Ids.h"
#include "workflow/base/Time.h"

namespace tdkt::workflow {

/// Kept by a child under kParentMatter, for ever. What was done before the split stands in the parent's log.
struct ParentDossier {
  static constexpr const char* kKind = "parent";

  DossierId dossier;
  std::int64_t version = 0;  ///< of the parent when it was split: its log up to there is the child's, too
  std::string code;          ///< of the parent's submission, for people: "118/TTr-SGDĐT"
  std::string businessKey;   ///< of the parent's submission: the child holds no claim to it
  std::string reason;        ///< Vietnamese
  friend bool operator==(const ParentDossier&, const ParentDossier&) = default;
};

/// One dossier that was split off, and the lines that went with it.
struct ChildDossier {
  DossierId dossier;
  std::vector<LineId> lines;  ///< they keep their ids; here they are `split`
  std::string reason;         ///< Vietnamese
  UtcTime at;
  friend bool operator==(const ChildDossier&, const ChildDossier&) = default;
};

/// Kept by a parent under kChildrenMatter, for ever; oldest first.
struct ChildDossiers {
  static constexpr const char* kKind = "children";

  std::vector<ChildDossier> children;
  friend bool operator==(const ChildDossiers&, const ChildDossiers&) = default;
};

/// No node can have these ids.
inline constexpr const char* kParentMatter = "#parent";
inline constexpr const char* kChildrenMatter = "#children";

nlohmann::ordered_json toJson(const ParentDossier& parent);
void fromJson(const nlohmann::ordered_json& json, ParentDossier& parent);
nlohmann::ordered_json toJson(const ChildDossiers& children);
void fromJson(const nlohmann::ordered_json& json, ChildDossiers& children);

}  // namespace tdkt::workflow
