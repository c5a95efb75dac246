#include <charconv>
#include <iostream>

#include "connector/app/CommandLine.h"
#include "connector/app/Commands.h"
#include "connector/app/Signals.h"
#include "connector/app/demo/Programs.h"
#include "connector/app/demo/Story.h"

namespace tdkt::app {
namespace {

using demo::DemoFolder;
using demo::Programs;

constexpr std::uint16_t kFirstPort = 8800;

Result<std::uint16_t> portOption(const Options& options, std::uint16_t fallback) {
  const std::string text = options.get("--port");
  if (text.empty()) return fallback;
  unsigned value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size() || value > 65533) {
    return inputError("usage", "a port from 0 to 65533 was expected", "--port");
  }
  return static_cast<std::uint16_t>(value);
}

void printGuide(const Programs& programs) {
  const DemoFolder& folder = programs.folder();
  std::cout << "\n"
               "tdkt đang chạy thử (demo)\n"
               "  e-Office mô phỏng   "
            << folder.state.officeUrl()
            << "/\n"
               "      chọn một cán bộ, mở văn bản, xử lý trong khung của tdkt\n"
               "  Bàn thư ký          "
            << programs.deskLink()
            << "\n"
               "      liên kết dùng một lần\n"
               "  Quản trị tài khoản  "
            << programs.adminLink()
            << "\n"
               "  Kiểm tra văn bản    "
            << folder.state.serviceUrl()
            << "/verify\n"
               "  Thư mục nhận edXML  "
            << folder.at("drop")
            << "\n"
               "  Dữ liệu, nhật ký    "
            << folder.root
            << "\n"
               "\n"
               "Open the first address, choose an official, act. Ctrl-C ends the demo; its data stay.\n"
            << std::flush;
}

int play(Programs& programs) {
  const SystemClock clock;
  demo::Story story(programs.folder(), clock);
  const auto played = story.play();
  if (!played) return fail(played.error());
  std::cout << played->toJson() << "\n";
  return played->faults.empty() ? kYes : kNo;
}

/// A newcomer should find a task waiting, not an empty list.
Result<Done> sendFirstNomination(const DemoFolder& folder) {
  const SystemClock clock;
  return demo::Story(folder, clock).sendIfNone();
}

}  // namespace

int runDemo(const std::vector<std::string>& arguments) {
  const auto options = parseOptions(arguments, {{"--play"}, {"--data", "--port"}, 0, 0});
  if (!options) return fail(options.error());
  const bool playing = options->has("--play");
  const auto port = portOption(*options, playing ? 0 : kFirstPort);
  if (!port) return fail(port.error());
  blockEndSignals();
  SystemRandom random;
  auto folder = demo::openDemoFolder(options->get("--data", "tdkt-demo"), *port, random);
  if (!folder) return fail(folder.error());
  Programs programs(*folder, demo::ownFolder());
  if (const auto started = programs.start(); !started) return fail(started.error());
  if (playing) return play(programs);
  if (const auto sent = sendFirstNomination(*folder); !sent) return fail(sent.error());
  printGuide(programs);
  waitForEndSignal();
  return programs.stop();
}

}  // namespace tdkt::app
