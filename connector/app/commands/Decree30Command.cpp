// tdkt template check --decree30: a finished PDF against the rows of layout law.
#include <iostream>

#include "connector/app/CommandLine.h"
#include "connector/app/Commands.h"
#include "connector/worker/ForeignLayout.h"

namespace tdkt::app {
namespace {

Result<templates::check::LayoutReport> judge(const Options& options) {
  std::string rules = templates::check::decree30Rows();
  if (const std::string own = options.get("--rules"); !own.empty()) {
    TDKT_ASSIGN(rules, readFile(own, 1U << 20U));
  }
  TDKT_ASSIGN(const std::string pdf, readFile(options.get("--decree30")));
  if (options.has("--in-process")) return templates::check::judgeLayout(pdf, rules);
  worker::Worker limited;
  return worker::judgeLayout(limited, pdf, rules);
}

}  // namespace

int runDecree30(const std::vector<std::string>& arguments) {
  const auto options = parseOptions(arguments, {{"--json", "--in-process"}, {"--decree30", "--rules"}, 1, 1});
  if (!options) return fail(options.error());
  if (options->positional.front() != "check" || options->get("--decree30").empty()) {
    return fail(inputError("usage", "template check --decree30 FILE.pdf", options->positional.front()));
  }
  const auto report = judge(*options);
  if (!report) return fail(report.error());
  std::cout << (options->has("--json") ? report->toJson() : report->text());
  return report->met() ? kYes : kNo;
}

}  // namespace tdkt::app
