#pragma once
// Judges the layout of PDFs that came from outside, in the limited child.

#include <string>

#include "connector/worker/Child.h"
#include "connector/worker/Worker.h"
#include "templates/check/LayoutRules.h"

namespace tdkt::worker {

/// The report of check::judgeLayout(). `rules`: rows as in templates/check/decree30.json.
/// Errors: those of Worker::run(), kInput "check.pdf", "check.rules", "check.report".
Result<templates::check::LayoutReport> judgeLayout(Worker& worker, const Bytes& pdf,
                                                   const std::string& rules);

/// The child's side, known by the name "layout".
Result<Bytes> layoutJob(const Bytes& header, const Bytes& pdf, const Ask& ask);

}  // namespace tdkt::worker
