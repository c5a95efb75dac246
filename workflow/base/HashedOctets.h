#pragma once
// Octets together with what was digested of them: nothing is digested twice, and no digest can be paired with
// other octets. Source: FIPS 180-4 (SHA-256).

#include <cstddef>
#include <initializer_list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "workflow/base/Bytes.h"

namespace tdkt {

/// A file in memory that may grow at its end and changes nowhere else. Whatever begins with its first octet
/// is digested once, however often it is asked for. Not thread-safe; owned by one.
class HashedOctets {
 public:
  explicit HashedOctets(Bytes octets);
  /// Somebody else's octets, which outlive this and stay as they are. These cannot grow.
  static HashedOctets borrowed(std::string_view octets);
  HashedOctets(HashedOctets&&) noexcept;
  HashedOctets& operator=(HashedOctets&&) noexcept;
  ~HashedOctets();

  std::string_view view() const { return borrowed_ ? lent_ : std::string_view(owned_); }
  std::size_t size() const { return view().size(); }
  void append(std::string_view more);

  Bytes sha256() { return sha256Without(size(), size(), size()); }
  std::string sha256Hex() { return toHex(sha256()); }
  /// Of everything before `end` but the octets from `hole` to `after`; none of them beyond the last octet.
  Bytes sha256Without(std::size_t hole, std::size_t after, std::size_t end);
  /// Of all octets followed by these. The first of them is remembered: append() likely brings it next.
  Bytes sha256With(std::initializer_list<std::string_view> more);

  /// A beginning that other files have, too: the same `which` means the same octets, so many of them.
  struct Known {
    std::shared_ptr<const void> which;  ///< null when none is known
    std::size_t length = 0;
  };
  const Known& known() const { return known_; }

 private:
  friend class BeginningMemory;
  struct State;  ///< a digest that has taken the first octets
  HashedOctets() = default;
  const State& stateAt(std::size_t length);

  bool borrowed_ = false;
  Bytes owned_;
  std::string_view lent_;
  Known known_;
  Bytes coming_;  ///< what sha256With() saw first
  std::shared_ptr<const State> withComing_;
  std::map<std::size_t, std::shared_ptr<const State>> states_;  ///< by how many octets they have taken
};

/// Knows how the files of a batch begin: those of one template share their fonts and artwork, most of their
/// octets, and comparing octets is ten times cheaper than digesting them. Learns by itself from what it is
/// shown. Holds at most 4 MiB. Thread-safe.
class BeginningMemory {
 public:
  BeginningMemory();
  ~BeginningMemory();
  BeginningMemory(const BeginningMemory&) = delete;
  BeginningMemory& operator=(const BeginningMemory&) = delete;

  /// `file` need not digest what it shares with an earlier one; its digests stay the same.
  void prepare(HashedOctets& file);

 private:
  struct Beginning;
  std::shared_ptr<const Beginning> known(std::string_view octets);
  void learn(std::string_view octets);

  std::mutex mutex_;
  std::vector<std::shared_ptr<const Beginning>> beginnings_;  ///< newest first
  Bytes last_;                                                ///< how a file began that was not known
  unsigned misses_ = 0;                                       ///< since something was learnt
};

}  // namespace tdkt
