#include <charconv>
#include <cmath>
#include <iostream>
#include <optional>

#include "connector/app/CommandLine.h"
#include "connector/app/Commands.h"
#include "templates/Filler.h"
#include "workflow/base/Clock.h"

namespace tdkt::app {
namespace {

constexpr double kMaxOffset = 50;  // millimetres; a printer that is further off is set up wrongly

std::optional<double> millimetres(std::string_view text) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  double out = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), out);
  if (end.ec != std::errc() || end.ptr != text.data() + text.size() || !(std::abs(out) <= kMaxOffset))
    return std::nullopt;
  return out;
}

Result<templates::PrinterOffset> offsetOf(const Options& options) {
  const std::string text = options.get("--offset", "0,0");
  const std::size_t comma = text.find(',');
  const auto x = millimetres(std::string_view(text).substr(0, comma));
  const auto y =
      comma == std::string::npos ? std::nullopt : millimetres(std::string_view(text).substr(comma + 1));
  if (!x || !y) return inputError("usage", "wants x,y in millimetres, at most 50, as 1.5,-2", "--offset");
  return templates::PrinterOffset{*x, *y};
}

Result<Bytes> filled(const Options& options, const std::string& fonts, templates::PrinterOffset offset) {
  TDKT_ASSIGN(const std::string data, readFile(options.get("--data")));
  TDKT_ASSIGN(const auto fields, templates::fieldSetFromJson(data));
  const std::string package = options.get("--template");
  TDKT_ASSIGN(const auto filler, options.has("--overlay") ? templates::loadOverlay(package, fonts, offset)
                                                          : templates::loadTemplate(package, fonts));
  TDKT_ASSIGN(auto document, filler->fill(fields, SystemClock().now()));
  return std::move(document.pdf);
}

Result<Done> fill(const Options& options) {
  const std::string fonts = options.get("--fonts", templates::kDebianFonts);
  TDKT_ASSIGN(const auto offset, offsetOf(options));
  if (options.has("--calibrate")) {
    TDKT_ASSIGN(const auto page,
                templates::calibrationPage(options.get("--template"), fonts, offset, SystemClock().now()));
    return writeFileWhole(options.get("--out"), page.pdf);
  }
  TDKT_ASSIGN(const Bytes pdf, filled(options, fonts, offset));
  return writeFileWhole(options.get("--out"), pdf);
}

Result<Done> checkUse(const Options& options) {
  for (const char* needed : {"--template", "--out"}) {
    if (options.get(needed).empty()) return inputError("usage", "this option is needed", needed);
  }
  if (options.has("--calibrate") != options.get("--data").empty())
    return inputError("usage", "either --data or --calibrate", "--data");
  if (!options.get("--offset").empty() && !options.has("--overlay") && !options.has("--calibrate"))
    return inputError("usage", "only with --overlay or --calibrate", "--offset");
  return Done{};
}

}  // namespace

int runFill(const std::vector<std::string>& arguments) {
  const auto options = parseOptions(
      arguments,
      {{"--overlay", "--calibrate"}, {"--template", "--data", "--out", "--fonts", "--offset"}, 0, 0});
  if (!options) return fail(options.error());
  if (const auto use = checkUse(*options); !use) return fail(use.error());
  const auto done = fill(*options);
  return done ? kYes : fail(done.error());
}

}  // namespace tdkt::app
