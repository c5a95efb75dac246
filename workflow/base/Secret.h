#pragma once
// A value that cannot reach a log by accident: no stream operator, wiped when it dies.

#include <string>
#include <string_view>
#include <utility>

namespace tdkt {

/// A PIN, a token, a shared key. `reveal()` is the only way out, so that every use can be found by name.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  Secret(const Secret&) = default;
  Secret(Secret&&) = default;
  Secret& operator=(const Secret&) = default;
  Secret& operator=(Secret&&) = default;
  ~Secret() { wipe(); }

  std::string_view reveal() const { return text_; }
  bool empty() const { return text_.empty(); }

 private:
  void wipe() {
    volatile char* p = text_.data();
    for (std::size_t i = 0; i < text_.size(); ++i) p[i] = 0;
  }
  std::string text_;
};

}  // namespace tdkt
