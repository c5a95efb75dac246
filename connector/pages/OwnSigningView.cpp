#include "connector/pages/OwnSigningView.h"

#include <nlohmann/json.hpp>

#include "connector/pages/Messages.h"

namespace tdkt::pages {

using Stage = issuing::OwnSigningStatus::Stage;

ViewJson ownSigningView(const issuing::OwnSigningStatus& status, const std::string& key) {
  if (status.stage == Stage::kNone) return nullptr;
  ViewJson files = ViewJson::array();
  for (const auto& item : status.items) files.push_back({{"name", item.name}, {"signed", item.isSigned()}});
  const std::size_t brought = status.items.size() - status.waiting;
  return {{"preparing", status.stage == Stage::kPreparing},
          {"waiting", status.stage == Stage::kWaiting},
          {"completing", status.stage == Stage::kCompleting},
          {"stopped", status.stage == Stage::kStopped},
          {"missing", status.waiting},
          {"brought", brought},
          {"some", brought > 0},
          {"total", status.items.size()},
          {"expires", shortDateTime(status.expiresAt)},
          {"files", files},
          {"key", key}};
}

ViewJson receiptView(const issuing::Receipt& receipt) {
  std::string text = "Đã nhận " + std::to_string(receipt.taken) + " chữ ký.";
  if (receipt.repeated > 0) text += " " + std::to_string(receipt.repeated) + " chữ ký đã có từ trước.";
  if (!receipt.refused.empty())
    text += " " + std::to_string(receipt.refused.size()) + " chữ ký không được nhận.";
  text += receipt.waiting == 0 ? " Đã đủ chữ ký, hệ thống đang hoàn tất các văn bản."
                               : " Còn thiếu chữ ký của " + std::to_string(receipt.waiting) + " văn bản.";
  ViewJson refused = ViewJson::array();
  for (const auto& one : receipt.refused)
    refused.push_back({{"name", one.name}, {"why", sentenceFor(inputError(one.code, ""))}});
  return {{"message", text}, {"bad", !receipt.refused.empty()}, {"refused", refused}};
}

}  // namespace tdkt::pages
