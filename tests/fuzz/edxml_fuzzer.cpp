// Any bytes as an edXML message: read or refused with a reason, never a crash; what was read keeps its
// promises.

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "connector/office/edxml/Message.h"
#include "workflow/base/Text.h"

namespace {

/// The same octets as a file are read the same.
void compareWithFile(const tdkt::Result<tdkt::edxml::Message>& message, const std::uint8_t* data,
                     std::size_t size) {
  const int fd = ::memfd_create("message", 0);
  if (fd < 0 || ::write(fd, data, size) != static_cast<ssize_t>(size)) std::abort();
  const auto file = tdkt::edxml::parseFile("/proc/self/fd/" + std::to_string(fd), "");
  ::close(fd);
  if (file.ok() != message.ok()) std::abort();
  if (!file && file.error().code != message.error().code) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tdkt;  // NOLINT: one function
  const auto message = edxml::parse(std::string_view(reinterpret_cast<const char*>(data), size));
  if (size > 0) compareWithFile(message, data, size);
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
