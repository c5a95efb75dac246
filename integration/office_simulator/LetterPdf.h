#pragma once
// A plain, readable one-page letter as a sending department would attach it. Only for the simulated e-office.

#include <string>
#include <vector>

#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"

namespace tdkt::simulator {

struct Letter {
  std::string above;   ///< "UBND TỈNH AN HÒA"
  std::string sender;  ///< "SỞ GIÁO DỤC VÀ ĐÀO TẠO"
  std::string code;    ///< "118/TTr-SGDĐT"
  std::string placeAndDate;
  std::string kind;  ///< "TỜ TRÌNH"
  std::string subject;
  std::vector<std::string> paragraphs;
  std::string signerTitle;
  std::string signerName;
};

/// A4, Liberation Serif embedded. Not thread-safe (PoDoFo 0.9 is not).
/// Errors: kUnavailable "simulator.pdf" (a font is missing, PoDoFo refused).
Result<Bytes> letterPdf(const Letter& letter);

}  // namespace tdkt::simulator
