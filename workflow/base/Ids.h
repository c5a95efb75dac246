#pragma once
// Identifiers that cannot be mixed up: one C++ type per kind of thing, text inside.

#include <compare>
#include <functional>
#include <string>
#include <utility>

namespace tdkt {

class Random;

/// An opaque identifier of one kind of thing. Compared as bytes, printable, safe in URLs when made by
/// newId().
template <class Tag>
class StrongId {
 public:
  StrongId() = default;
  explicit StrongId(std::string text) : text_(std::move(text)) {}
  const std::string& text() const { return text_; }
  bool empty() const { return text_.empty(); }
  friend auto operator<=>(const StrongId&, const StrongId&) = default;

 private:
  std::string text_;
};

using DossierId = StrongId<struct DossierIdTag>;    ///< one hồ sơ đề nghị khen thưởng
using LineId = StrongId<struct LineIdTag>;          ///< one nominee × award inside a dossier
using DocumentId = StrongId<struct DocumentIdTag>;  ///< one file of a dossier
using WorkItemId = StrongId<struct WorkItemIdTag>;  ///< one task waiting for a person
using CommandId = StrongId<struct CommandIdTag>;    ///< idempotency key of one request to the engine
using EffectId = StrongId<struct EffectIdTag>;      ///< idempotency key of one thing to do outside
using TimerId = StrongId<struct TimerIdTag>;        ///< one moment at which a dossier moves by itself
using OfficialId = StrongId<struct OfficialIdTag>;  ///< one person known to tdkt
using OfficeId = StrongId<struct OfficeIdTag>;      ///< one connected e-office
using CorrelationId =
    StrongId<struct CorrelationIdTag>;  ///< born when an event is accepted, ends in the signature

/// 26 characters of lower-case base 32: 130 random bits, URL- and file-name-safe, never personal data.
std::string newId(Random& random);

}  // namespace tdkt

template <class Tag>
struct std::hash<tdkt::StrongId<Tag>> {
  std::size_t operator()(const tdkt::StrongId<Tag>& id) const noexcept {
    return std::hash<std::string>{}(id.text());
  }
};
