#pragma once
// What a content stream uses: fonts, drawings, and colours that PDF/A would refuse.

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tdkt::templates {

/// A rectangle painted white, in units of the page, and where the content says so.
struct WhiteBox {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
};

struct ContentUse {
  std::set<std::string> fonts;     ///< resource names given to Tf
  std::set<std::string> drawings;  ///< resource names given to Do
  bool cmyk = false;               ///< an operator or inline image in DeviceCMYK
  bool inlineFile = false;         ///< an octet sequence that is no content (an inline image without its end)
  std::vector<WhiteBox> whiteBoxes = {};
};

/// Reads operators without executing them; any octets give an answer. Source: ISO 32000-1 §7.8.2, §8.9.7.
ContentUse scanContent(std::string_view content);

}  // namespace tdkt::templates
