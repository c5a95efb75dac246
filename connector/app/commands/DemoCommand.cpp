#include <charconv>
#include <iostream>

#include "connector/app/CommandLine.h"
#include "connector/app/Commands.h"
#include "connector/app/Signals.h"
#include "connector/app/demo/DemoClock.h"
#include "connector/app/demo/Programs.h"
#include "connector/app/demo/Story.h"
#include "workflow/base/ShiftedClock.h"

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
  std::cout
      << "\n"
         "tdkt đang chạy thử (demo)\n"
         "  e-Office mô phỏng   "
      << folder.state.officeUrl()
      << "/\n"
         "      chọn một cán bộ, mở văn bản, xử lý trong khung của tdkt; mục “Gửi đề nghị” gửi hồ sơ mới:\n"
         "      Bằng khen (không qua Hội đồng) hoặc Chiến sĩ thi đua cấp tỉnh (công khai, Hội đồng bỏ "
         "phiếu)\n"
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
         "Cho thời gian công khai trôi qua: tdkt demo --data "
      << folder.root
      << " --pass-days 15\n"
         "\n"
         "Open the first address, choose an official, act. Ctrl-C ends the demo; its data stay.\n"
      << std::flush;
}

int play(Programs& programs, demo::Plot plot) {
  const ShiftedClock clock(demo::clockFileOf(programs.folder()));
  demo::Story story(programs.folder(), clock, plot);
  story.setDeskLink(programs.deskLink());
  const auto played = story.play();
  if (!played) return fail(played.error());
  std::cout << played->toJson() << "\n";
  return played->faults.empty() ? kYes : kNo;
}

/// A newcomer should find tasks waiting, not an empty list.
Result<Done> sendFirstNominations(const DemoFolder& folder) {
  const ShiftedClock clock(demo::clockFileOf(folder));
  return demo::Story(folder, clock).sendIfNone();
}

/// A story with a posting begins so long ago that the posting ends today: nothing it signs lies in the
/// future.
Result<Done> beginInThePast(const DemoFolder& folder) {
  constexpr int kPostingDays = 10;  // of provincial-title
  constexpr std::int64_t kDay = 86'400;
  TDKT_ASSIGN(const int days, demo::daysForPosting(folder, vietnamDate(SystemClock().now()), kPostingDays));
  return demo::setClock(folder, -days * kDay);
}

int passDays(const DemoFolder& folder, const std::string& text) {
  int days = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), days);
  if (failure != std::errc() || end != text.data() + text.size()) days = 0;
  if (const auto passed = demo::passDays(folder, days); !passed) return fail(passed.error());
  const ShiftedClock clock(demo::clockFileOf(folder));
  std::cout << "Ngày của bản chạy thử: " << shortDate(vietnamDate(clock.now())) << "\n";
  return kYes;
}

}  // namespace

int runDemo(const std::vector<std::string>& arguments) {
  const auto options =
      parseOptions(arguments, {{"--play"}, {"--data", "--port", "--procedure", "--pass-days"}, 0, 0});
  if (!options) return fail(options.error());
  const bool playing = options->has("--play");
  const auto plot = demo::plotFrom(options->get("--procedure", "commendation"));
  if (!plot) return fail(inputError("usage", "commendation or title", "--procedure"));
  const auto port = portOption(*options, playing ? 0 : kFirstPort);
  if (!port) return fail(port.error());
  blockEndSignals();
  SystemRandom random;
  auto folder = demo::openDemoFolder(options->get("--data", "tdkt-demo"), *port, random);
  if (!folder) return fail(folder.error());
  if (const std::string days = options->get("--pass-days"); !days.empty()) return passDays(*folder, days);
  if (playing && *plot == demo::Plot::kTitle) {
    if (const auto moved = beginInThePast(*folder); !moved) return fail(moved.error());
  }
  Programs programs(*folder, demo::ownFolder());
  if (const auto started = programs.start(); !started) return fail(started.error());
  if (playing) return play(programs, *plot);
  if (const auto sent = sendFirstNominations(*folder); !sent) return fail(sent.error());
  printGuide(programs);
  waitForEndSignal();
  return programs.stop();
}

}  // namespace tdkt::app
