#pragma once
// Validation against the OMG's own schema files, when the user has them: they are not part of this project.

#include <string>
#include <string_view>
#include <vector>

#include "workflow/definition/Definition.h"

namespace tdkt::workflow {

/// What the schema `folder`/BPMN20.xsd says of a file that xml::read() accepts (so it has no DOCTYPE). Reads
/// the schema files of the folder, never the network. Not for several threads at once: the library's loader
/// of files is one per process. Errors: kInput "schema.folder" when the schema cannot be used.
Result<std::vector<Finding>> validateWithBpmnXsd(std::string_view bpmn, const std::string& folder);

}  // namespace tdkt::workflow
