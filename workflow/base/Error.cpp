#include "workflow/base/Error.h"

#include <cstdio>
#include <cstdlib>

namespace tdkt {

const char* toString(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kInput:
      return "input";
    case ErrorKind::kDenied:
      return "denied";
    case ErrorKind::kNotFound:
      return "not-found";
    case ErrorKind::kConflict:
      return "conflict";
    case ErrorKind::kUnavailable:
      return "unavailable";
    case ErrorKind::kInDoubt:
      return "in-doubt";
    case ErrorKind::kCorrupt:
      return "corrupt";
    case ErrorKind::kBug:
      return "bug";
  }
  return "bug";
}

void stopOnMisuse(const char* what) {
  std::fprintf(stderr, "tdkt: a Result was read without a check: %s\n", what);
  std::abort();
}

}  // namespace tdkt
