// An author's PDF form: any octets give a package that its own readers accept, or an error that names the
// author's file, never a crash. Nesting deep enough to end PoDoFo is the limited child's matter and is
// skipped here.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "templates/compile/Compiler.h"
#include "templates/pdf/Background.h"

namespace {

constexpr int kTooDeep = 500;

const char* const kStyle = R"(<form-style form="f" version="1" title="{a}">
  <fields><text name="a"/><text name="b"/></fields><place name="b" x="20" y="20" width="80" height="20"/></form-style>)";

bool nestsDeeply(std::string_view octets) {
  int open = 0;
  for (std::size_t i = 0; i < octets.size(); ++i) {
    if (octets[i] == '[' || octets[i] == '(' || octets.substr(i, 2) == "<<") ++open;
  }
  return open > kTooDeep;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tdkt::templates;  // NOLINT: one function
  const std::string_view octets(reinterpret_cast<const char*>(data), size);
  static_cast<void>(readBackground(octets));
  if (nestsDeeply(octets)) return 0;
  const auto form = compileForm(octets, kStyle);
  if (!form) {
    if (form.error().kind != tdkt::ErrorKind::kInput) std::abort();
    return 0;
  }
  if (const auto read = readBackground(form->background); !read) std::abort();
  return 0;
}
