#include <iostream>

#include "connector/app/Commands.h"
#include "connector/app/commands/OutsideServices.h"

namespace tdkt::app {
namespace {

Result<Done> extend(const Options& options) {
  for (const char* name : {"--in", "--out", "--level"}) {
    if (options.get(name).empty()) return inputError("usage", "this option is needed", name);
  }
  const auto level = signing::levelOf(options.get("--level"));
  if (!level || *level == signing::Level::kBasic)
    return inputError("usage", "one of B-T, B-LT, B-LTA", "--level");
  TDKT_ASSIGN(const auto services, OutsideServices::from(options, *level));
  TDKT_ASSIGN(const auto pdf, readFile(options.get("--in")));
  TDKT_ASSIGN(const Bytes out, services->extend(pdf, *level));
  if (out.size() == pdf.size()) std::cerr << "tdkt: nothing was missing\n";
  return writeFileWhole(options.get("--out"), out);
}

}  // namespace

int runExtend(const std::vector<std::string>& arguments) {
  OptionSpec spec{{}, {"--in", "--out", "--level"}};
  spec.values.insert(OutsideServices::options().begin(), OutsideServices::options().end());
  const auto options = parseOptions(arguments, spec);
  if (!options) return fail(options.error());
  const auto done = extend(*options);
  return done ? kYes : fail(done.error());
}

}  // namespace tdkt::app
