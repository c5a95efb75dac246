#include "connector/pages/Words.h"

#include <array>
#include <utility>

namespace tdkt::pages {
namespace {

using Pair = std::pair<std::string_view, const char*>;

template <std::size_t N>
std::string lookUp(const std::array<Pair, N>& table, const std::string& key) {
  for (const auto& [known, word] : table) {
    if (known == key) return word;
  }
  return key;
}

}  // namespace

const char* wordFor(workflow::Outcome outcome) {
  switch (outcome) {
    case workflow::Outcome::kAgree:
      return "Đồng ý";
    case workflow::Outcome::kReturn:
      return "Trả lại";
    case workflow::Outcome::kRefuse:
      return "Không đồng ý";
  }
  return "";
}

const char* wordFor(workflow::Phase phase) {
  switch (phase) {
    case workflow::Phase::kRunning:
      return "Đang xử lý";
    case workflow::Phase::kReturned:
      return "Đã trả lại, chờ bổ sung";
    case workflow::Phase::kRefused:
      return "Không được khen thưởng";
    case workflow::Phase::kIssued:
      return "Đã ban hành quyết định";
  }
  return "";
}

const char* wordFor(workflow::LineState state) {
  switch (state) {
    case workflow::LineState::kProposed:
      return "Đề nghị";
    case workflow::LineState::kHeld:
      return "Tạm dừng";
    case workflow::LineState::kReturned:
      return "Trả lại";
    case workflow::LineState::kDropped:
      return "Rút khỏi danh sách";
    case workflow::LineState::kPassed:
      return "Đạt";
    case workflow::LineState::kFailed:
      return "Không đạt";
    case workflow::LineState::kDecided:
      return "Được khen thưởng";
    case workflow::LineState::kIssued:
      return "Đã ban hành";
    case workflow::LineState::kWithdrawn:
      return "Đã rút";
    case workflow::LineState::kAnnulled:
      return "Đã hủy";
    case workflow::LineState::kSplit:
      return "Đã tách hồ sơ";
  }
  return "";
}

const char* wordFor(workflow::NomineeKind kind) {
  switch (kind) {
    case workflow::NomineeKind::kIndividual:
      return "Cá nhân";
    case workflow::NomineeKind::kCollective:
      return "Tập thể";
    case workflow::NomineeKind::kHousehold:
      return "Hộ gia đình";
  }
  return "";
}

const char* wordFor(workflow::DocumentRole role) {
  switch (role) {
    case workflow::DocumentRole::kSubmission:
      return "Tờ trình";
    case workflow::DocumentRole::kList:
      return "Danh sách";
    case workflow::DocumentRole::kEvidence:
      return "Tài liệu kèm theo";
  }
  return "";
}

const char* wordFor(workflow::WorkItemState state) {
  switch (state) {
    case workflow::WorkItemState::kOpen:
      return "Chờ xử lý";
    case workflow::WorkItemState::kDone:
      return "Đã xử lý";
    case workflow::WorkItemState::kCancelled:
      return "Đã hủy";
  }
  return "";
}

const char* wordFor(issuing::FileState state) {
  switch (state) {
    case issuing::FileState::kRendered:
      return "Đã lập, chờ ký";
    case issuing::FileState::kPersonSigned:
      return "Đã ký, chờ đóng dấu";
    case issuing::FileState::kOrganisationSigned:
      return "Đã ký và đóng dấu";
    case issuing::FileState::kPublished:
      return "Đã ban hành";
  }
  return "";
}

std::string wordForAction(const std::string& action) {
  static constexpr std::array<Pair, 7> kWords = {
      {{"reserve-number", "Cấp số và ngày quyết định"},
       {"render", "Lập quyết định, danh sách và bằng khen"},
       {"sign-person", "Ký số của người có thẩm quyền"},
       {"sign-organisation", "Ký số của cơ quan"},
       {"publish", "Ban hành"},
       {"push-eoffice", "Gửi kết quả về văn phòng điện tử"},
       {"council-minutes", "Lập biên bản họp, biên bản kiểm phiếu"}}};
  return lookUp(kWords, action);
}

std::string wordForEffect(const std::string& kind) {
  static constexpr std::array<Pair, 9> kWords = {{{"host-task-opened", "Giao việc trong văn phòng điện tử"},
                                                  {"host-task-closed", "Đóng việc trong văn phòng điện tử"},
                                                  {"host-status", "Báo trạng thái cho văn phòng điện tử"},
                                                  {"host-reminder", "Nhắc hạn trong văn phòng điện tử"},
                                                  {"consent-requested", "Đề nghị gửi văn bản hiệp y"},
                                                  {"action", "Bước xử lý tự động"},
                                                  {"door-refusal", "Báo nơi gửi: không tiếp nhận"},
                                                  {"door-status", "Báo nơi gửi: trạng thái văn bản đến"},
                                                  {"number-spoiled", "Ghi số không sử dụng vào sổ"}}};
  return lookUp(kWords, kind);
}

std::string wordForChannel(const std::string& channel) {
  static constexpr std::array<Pair, 5> kWords = {{{"desk", "tại bàn thư ký"},
                                                  {"panel", "trong bảng phê duyệt"},
                                                  {"host", "trong văn phòng điện tử"},
                                                  {"clock", "tự động theo thời hạn"},
                                                  {"system", "tự động"}}};
  return lookUp(kWords, channel);
}

std::string sizeText(std::uint64_t octets) {
  constexpr std::uint64_t kKilo = 1024;
  constexpr std::uint64_t kMega = kKilo * kKilo;
  if (octets < kMega) return std::to_string((octets + kKilo - 1) / kKilo) + " KB";
  const std::uint64_t tenths = octets * 10 / kMega;
  return std::to_string(tenths / 10) + "," + std::to_string(tenths % 10) + " MB";
}

std::string shortDigest(const std::string& hex) {
  std::string out;
  for (std::size_t i = 0; i < 12 && i < hex.size(); i += 4) out += (i == 0 ? "" : " ") + hex.substr(i, 4);
  return out;
}

}  // namespace tdkt::pages
