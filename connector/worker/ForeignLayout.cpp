#include "connector/worker/ForeignLayout.h"

namespace tdkt::worker {

Result<templates::check::LayoutReport> judgeLayout(Worker& worker, const Bytes& pdf,
                                                   const std::string& rules) {
  TDKT_ASSIGN(const Bytes result, worker.run("layout", rules, pdf));
  return templates::check::layoutReportFromJson(result);
}

Result<Bytes> layoutJob(const Bytes& header, const Bytes& pdf, const Ask& /*ask*/) {
  TDKT_ASSIGN(const auto report, templates::check::judgeLayout(pdf, header));
  return report.toJson();
}

}  // namespace tdkt::worker
