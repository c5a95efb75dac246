#include "connector/app/Commands.h"
#include "connector/worker/Child.h"
#include "connector/worker/ForeignForm.h"
#include "connector/worker/ForeignLayout.h"
#include "connector/worker/ForeignVerifier.h"

namespace tdkt::app {

int runWorker(const std::vector<std::string>& arguments) {
  return worker::runChild(
      arguments,
      {{"verify", worker::verifyJob}, {"compile", worker::compileJob}, {"layout", worker::layoutJob}});
}

}  // namespace tdkt::app
