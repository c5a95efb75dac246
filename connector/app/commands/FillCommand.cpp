#include <iostream>

#include "connector/app/CommandLine.h"
#include "connector/app/Commands.h"
#include "templates/Filler.h"
#include "workflow/base/Clock.h"

namespace tdkt::app {
namespace {

Result<Done> fill(const Options& options) {
  TDKT_ASSIGN(const std::string data, readFile(options.get("--data")));
  TDKT_ASSIGN(const auto fields, templates::fieldSetFromJson(data));
  TDKT_ASSIGN(const auto filler, templates::loadTemplate(options.get("--template"),
                                                         options.get("--fonts", templates::kDebianFonts)));
  TDKT_ASSIGN(const auto document, filler->fill(fields, SystemClock().now()));
  return writeFileWhole(options.get("--out"), document.pdf);
}

}  // namespace

int runFill(const std::vector<std::string>& arguments) {
  const auto options = parseOptions(arguments, {{}, {"--template", "--data", "--out", "--fonts"}, 0, 0});
  if (!options) return fail(options.error());
  for (const char* needed : {"--template", "--data", "--out"}) {
    if (options->get(needed).empty()) return fail(inputError("usage", "this option is needed", needed));
  }
  const auto done = fill(*options);
  return done ? kYes : fail(done.error());
}

}  // namespace tdkt::app
