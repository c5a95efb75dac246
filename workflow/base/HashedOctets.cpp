#include "workflow/base/HashedOctets.h"

#include <openssl/evp.h>

#include <algorithm>
#include <iterator>

#include "workflow/base/Error.h"

namespace tdkt {
namespace {

using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

const EVP_MD* algorithm() {
  // Looked up once: finding the algorithm again costs more than hashing a short text.
  static const std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> found(EVP_MD_fetch(nullptr, "SHA256", nullptr),
                                                                     EVP_MD_free);
  return found.get();
}

Context begun() {
  Context out(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  if (!out || EVP_DigestInit_ex2(out.get(), algorithm(), nullptr) != 1)
    stopOnMisuse("libcrypto has no SHA-256");
  return out;
}

Context copyOf(const Context& from) {
  Context out(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  if (!out || EVP_MD_CTX_copy_ex(out.get(), from.get()) != 1) stopOnMisuse("libcrypto has no memory");
  return out;
}

void add(const Context& context, std::string_view octets) {
  if (EVP_DigestUpdate(context.get(), octets.data(), octets.size()) != 1)
    stopOnMisuse("a digest that was finished");
}

Bytes finish(const Context& context) {
  Bytes out(32, '\0');
  if (EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(out.data()), nullptr) != 1)
    stopOnMisuse("a digest that was finished");
  return out;
}

}  // namespace

struct HashedOctets::State {
  Context context;
};

HashedOctets::HashedOctets(Bytes octets) : owned_(std::move(octets)) {}
HashedOctets::HashedOctets(HashedOctets&&) noexcept = default;
HashedOctets& HashedOctets::operator=(HashedOctets&&) noexcept = default;
HashedOctets::~HashedOctets() = default;

HashedOctets HashedOctets::borrowed(std::string_view octets) {
  HashedOctets out;
  out.borrowed_ = true;
  out.lent_ = octets;
  return out;
}

void HashedOctets::append(std::string_view more) {
  if (borrowed_) stopOnMisuse("somebody else's octets cannot grow");
  // Only for the very octets that were digested.
  if (withComing_ != nullptr && more.starts_with(coming_))
    states_.try_emplace(owned_.size() + coming_.size(), withComing_);
  withComing_.reset();
  coming_.clear();
  owned_ += more;
}

const HashedOctets::State& HashedOctets::stateAt(std::size_t length) {
  const auto next = states_.upper_bound(length);
  const bool any = next != states_.begin();
  if (any && std::prev(next)->first == length) return *std::prev(next)->second;
  Context context = any ? copyOf(std::prev(next)->second->context) : begun();
  const std::size_t taken = any ? std::prev(next)->first : 0;
  add(context, view().substr(taken, length - taken));
  auto& slot = states_[length];
  slot = std::make_shared<const State>(State{std::move(context)});
  return *slot;
}

Bytes HashedOctets::sha256Without(std::size_t hole, std::size_t after, std::size_t end) {
  if (hole > after || after > end || end > size()) stopOnMisuse("octets beyond the file");
  const Context context = copyOf(stateAt(hole).context);
  add(context, view().substr(after, end - after));
  return finish(context);
}

Bytes HashedOctets::sha256With(std::initializer_list<std::string_view> more) {
  Context context = copyOf(stateAt(size()).context);
  withComing_.reset();
  for (const std::string_view octets : more) {
    add(context, octets);
    if (withComing_ != nullptr) continue;
    coming_ = octets;
    withComing_ = std::make_shared<const State>(State{copyOf(context)});
  }
  return finish(context);
}

namespace {

constexpr std::size_t kMost = 4;
constexpr std::size_t kLongest = 512U << 10U;
constexpr std::size_t kWorthwhile = 16U << 10U;  // comparing less saves nothing
constexpr std::size_t kGrain = 4096;
constexpr unsigned kPatience = 64;  // files that share nothing are looked at now and then only

std::size_t shared(std::string_view a, std::string_view b) {
  const std::size_t most = std::min(a.size(), b.size());
  return static_cast<std::size_t>(std::distance(
      a.begin(), std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(most), b.begin()).first));
}

}  // namespace

struct BeginningMemory::Beginning {
  Bytes octets;
  std::shared_ptr<const HashedOctets::State> state;
};

BeginningMemory::BeginningMemory() = default;
BeginningMemory::~BeginningMemory() = default;

void BeginningMemory::prepare(HashedOctets& file) {
  const auto beginning = known(file.view());
  const std::size_t length = beginning == nullptr ? 0 : beginning->octets.size();
  if (beginning != nullptr) {
    file.states_.try_emplace(length, beginning->state);
    file.known_ = {beginning, length};
  }
  // Two templates may share their first font only: what is known of both says little about either.
  if (file.size() - length >= kWorthwhile) learn(file.view());
}

std::shared_ptr<const BeginningMemory::Beginning> BeginningMemory::known(std::string_view octets) {
  std::vector<std::shared_ptr<const Beginning>> candidates;
  {
    const std::lock_guard guard(mutex_);
    candidates = beginnings_;
  }
  std::shared_ptr<const Beginning> longest;
  for (const auto& one : candidates) {
    if (longest != nullptr && longest->octets.size() >= one->octets.size()) continue;
    if (octets.starts_with(one->octets)) longest = one;
  }
  return longest;
}

void BeginningMemory::learn(std::string_view octets) {
  const std::lock_guard guard(mutex_);
  if (++misses_ > kPatience && misses_ % kPatience != 0) return;
  // Whole pages of it only, so that what two files share by chance behind their fonts is left out.
  const std::size_t length = std::min(shared(last_, octets), kLongest) / kGrain * kGrain;
  const auto isKnown = [&](const auto& one) {
    return one->octets.size() == length && octets.starts_with(one->octets);
  };
  if (length >= kWorthwhile && std::none_of(beginnings_.begin(), beginnings_.end(), isKnown)) {
    HashedOctets digested = HashedOctets::borrowed(octets.substr(0, length));
    digested.sha256();
    auto fresh = std::make_shared<const Beginning>(
        Beginning{Bytes(octets.substr(0, length)), digested.states_.at(length)});
    beginnings_.insert(beginnings_.begin(), std::move(fresh));
    if (beginnings_.size() > kMost) beginnings_.pop_back();
    misses_ = 0;
  }
  last_ = octets.substr(0, kLongest);
}

}  // namespace tdkt
