#pragma once
// The demo nomination: a Tờ trình with its files, built afresh from integration/demo_data.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connector/office/edxml/Message.h"
#include "workflow/base/Error.h"
#include "workflow/base/Time.h"

namespace tdkt::simulator {

/// An outgoing document with its files.
struct Nomination {
  edxml::Message header;
  std::vector<edxml::OutgoingAttachment> files;
  std::string code() const { return header.codeNumber + "/" + header.codeNotation; }
};

inline constexpr const char* kNotation = "TTr-SGDĐT";

/// What is proposed.
enum class Sample {
  kCommendation,  ///< Bằng khen for 48, without a council
  kTitle          ///< Chiến sĩ thi đua cấp tỉnh for six, on whom the council votes
};
/// "commendation" (also empty), "title"; nothing for anything else.
std::optional<Sample> sampleFrom(std::string_view name);

/// Tờ trình `number`/TTr-SGDĐT of that day to `to`, with the Tờ trình (PDF, zip-wrapped), a report of merits
/// (PDF) and the nominee list twice, as CSV and as XLSX. Not thread-safe. Errors: kUnavailable
/// "simulator.pdf" / "simulator.xlsx", those of json::parse.
Result<Nomination> makeNomination(int number, CivilDate day, const edxml::Organisation& to,
                                  Sample sample = Sample::kCommendation);

}  // namespace tdkt::simulator
