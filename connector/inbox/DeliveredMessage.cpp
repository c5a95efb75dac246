#include "connector/inbox/DeliveredMessage.h"

namespace tdkt::inbox {

Result<edxml::Message> messageOf(const Delivery& delivery, const std::string& incoming) {
  return delivery.file.empty() ? edxml::parse(delivery.body) : edxml::parseFile(delivery.file, incoming);
}

}  // namespace tdkt::inbox
