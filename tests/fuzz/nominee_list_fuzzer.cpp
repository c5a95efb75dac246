// Any bytes as a list of nominees: read, asked about or refused with a reason; nobody without a name ever
// comes out, and whoever takes every proposal of the desk gets a list or a reason.

#include <cstdint>
#include <cstdlib>

#include "connector/lists/ListReview.h"
#include "workflow/base/Text.h"

namespace {

using namespace tdkt;  // NOLINT: one function

void checkList(const lists::NomineeList& list) {
  if (list.nominees.empty()) std::abort();
  for (const lists::ListedNominee& nominee : list.nominees) {
    if (nominee.nominee.name.empty() || !text::isNfc(nominee.nominee.name)) std::abort();
  }
}

void decideEverything(const Bytes& file) {
  lists::ListDecision decision;
  auto review = lists::reviewList(file, decision, {});
  if (review && !review->columns.empty()) {
    decision.plan = review->plan;
    review = lists::reviewList(file, decision, {});
  }
  if (review && !review->cells.empty()) {
    for (const lists::ListWarning& one : review->cells)
      decision.cells[one.cell] = {lists::CellDecision::Choice::kRead, {}};
    review = lists::reviewList(file, decision, {});
    if (review && review->waits()) std::abort();  // asked again what was answered
  }
  if (!review && review.error().kind == ErrorKind::kBug) std::abort();
  if (review && !review->waits()) checkList(review->list);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes file(reinterpret_cast<const char*>(data), size);
  const auto list = lists::readNominees(file);
  if (list) checkList(*list);
  if (!list && list.error().kind == ErrorKind::kBug) std::abort();
  decideEverything(file);
  return 0;
}
