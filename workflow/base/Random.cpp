#include "workflow/base/Random.h"

#include <sys/random.h>

#include "workflow/base/Error.h"
#include "workflow/base/Ids.h"

namespace tdkt {

std::string SystemRandom::bytes(std::size_t count) {
  std::string out(count, '\0');
  std::size_t filled = 0;
  while (filled < count) {
    const ssize_t got = ::getrandom(out.data() + filled, count - filled, 0);
    if (got <= 0) stopOnMisuse("getrandom failed");
    filled += static_cast<std::size_t>(got);
  }
  return out;
}

std::string newId(Random& random) {
  static constexpr char kAlphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
  std::string id;
  for (const char octet : random.bytes(26)) id += kAlphabet[static_cast<unsigned char>(octet) & 31U];
  return id;
}

}  // namespace tdkt
