#pragma once
// The limited child's side: gives up its rights, does one job, answers, ends.

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"

namespace tdkt::worker {

/// Asks the parent, who may refuse. The answer's form is the job's own. Errors: kUnavailable
/// "worker.question".
using Ask = std::function<Result<Bytes>(const Bytes& question)>;

/// One kind of work on foreign octets: the parent's header, the octets, and a way to ask; answers with a
/// result whose form is the job's own.
using Job = std::function<Result<Bytes>(const Bytes& header, const Bytes& foreign, const Ask& ask)>;

/// How the child ends when it cannot say why in a frame.
enum ChildExit { kChildDone = 0, kChildUsage = 64, kChildConfinement = 71, kChildMemory = 72 };

/// Runs one job received on descriptor 0. `arguments`: name of the job, octets of memory, seconds of
/// processor time, process id of the parent. Returns the exit code of the process. Source:
/// docs/adr/0012-foreign-octets-in-a-limited-child.md.
int runChild(const std::vector<std::string>& arguments, const std::map<std::string, Job>& jobs);

}  // namespace tdkt::worker
