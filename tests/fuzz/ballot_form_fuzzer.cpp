// The ballot page's forms come from any browser: whatever they hold, a paper is one mark for each line.

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "connector/pages/BallotForm.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kLines = 7;
  tdkt::http::Request request;
  request.method = "POST";
  request.body.assign(reinterpret_cast<const char*>(data), size);
  const tdkt::pages::BallotForm form(request);
  const std::string marks = form.marks(kLines, {2, 5});
  if (marks.size() != kLines || marks[2] != '-' || marks[5] != '-') std::abort();
  if (!tdkt::workflow::isPaper(tdkt::pages::withoutRecusals(marks), kLines)) std::abort();
  for (const int seat : tdkt::pages::recusedIn(marks)) {
    if (seat < 0 || static_cast<std::size_t>(seat) >= kLines) std::abort();
  }
  (void)form.check();
  (void)form.minutesPaper();
  (void)form.present();
  (void)form.number("round");
  const auto unpacked = tdkt::workflow::unpackMarks(request.body, 4096);
  if (unpacked && (unpacked->size() > 4096 || tdkt::workflow::packMarks(*unpacked) != request.body))
    std::abort();
  return 0;
}
