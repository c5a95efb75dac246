// Any bytes as an edXML message: read or refused with a reason, never a crash; what was read keeps its
// promises.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "connector/office/edxml/Message.h"
#include "workflow/base/Text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tdkt;  // NOLINT: one function
  const auto message = edxml::parse(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!message) {
    if (message.error().code.empty() || message.error().kind == ErrorKind::kBug) std::abort();
    return 0;
  }
  for (const edxml::Attachment& attachment : message->attachments) {
    if (attachment.name.empty() || attachment.name.find('/') != std::string::npos) std::abort();
    if (attachment.bytes.size() > edxml::ParseLimits{}.attachment) std::abort();
  }
  if (!message->isStatus && !text::nfc(message->subject)) std::abort();
  return 0;
}
