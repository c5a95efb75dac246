#include "connector/pages/VerifyView.h"

#include <nlohmann/json.hpp>

namespace tdkt::pages {
namespace {

using signing::Verdict;

struct VerdictWords {
  const char* css;
  const char* word;
  const char* mark;
  const char* meaning;
};

VerdictWords wordsFor(Verdict verdict) {
  switch (verdict) {
    case Verdict::kValid:
      return {"valid", "HỢP LỆ", "✓",
              "Mọi chữ ký trên tệp đều hợp lệ, chứng thư số có hiệu lực khi ký và nội dung không thay đổi "
              "sau khi ký."};
    case Verdict::kInvalid:
      return {"invalid", "KHÔNG HỢP LỆ", "✕",
              "Không được dùng tệp này như văn bản có giá trị. Xem lý do ở dưới và đối chiếu với cơ quan ban "
              "hành."};
    case Verdict::kIndeterminate:
      break;
  }
  return {
      "indeterminate", "CHƯA XÁC ĐỊNH", "?",
      "Chưa đủ căn cứ để kết luận tệp hợp lệ hay không hợp lệ. Xem lý do ở dưới; có thể kiểm tra lại sau."};
}

ViewJson reasonsView(const std::vector<signing::Reason>& reasons) {
  ViewJson rows = ViewJson::array();
  for (const signing::Reason& reason : reasons)
    rows.push_back({{"text", reason.vietnamese}, {"code", reason.code}});
  return rows;
}

std::string timeText(const std::optional<UtcTime>& time) {
  return time ? shortDateTime(*time) : std::string();
}

std::string levelText(const std::string& level) {
  if (level == "B-T") return "Có dấu thời gian (PAdES B-T)";
  if (level == "B-B") return "Chưa có dấu thời gian (PAdES B-B)";
  return "Chưa xác định (" + level + ")";
}

ViewJson signatureView(const signing::SignatureReport& signature, std::size_t place) {
  const VerdictWords words = wordsFor(signature.verdict);
  return {{"place", place},
          {"css", words.css},
          {"word", words.word},
          {"mark", words.mark},
          {"signer", signature.signer.empty() ? "Không đọc được tên" : signature.signer},
          {"organisation", signature.organisation},
          {"issuer", signature.issuer},
          {"serial", signature.serial},
          {"claimed", timeText(signature.claimedTime)},
          {"best", timeText(signature.bestTime)},
          {"level", levelText(signature.level)},
          {"coverage",
           signature.coversWholeFile ? "Toàn bộ tệp" : "Phần tệp có khi ký; sau đó tệp được ghi tiếp"},
          {"indication", signature.indication},
          {"subIndication", signature.subIndication},
          {"hasReasons", !signature.reasons.empty()},
          {"reasons", reasonsView(signature.reasons)}};
}

ViewJson knownView(const std::optional<KnownFile>& known) {
  if (!known) return nullptr;
  return {{"verifyId", known->verifyId},
          {"name", known->name},
          {"recipient", known->recipient},
          {"number", known->decisionNumber},
          {"date", known->decisionDate}};
}

}  // namespace

ViewJson verifyView(const signing::VerifyReport& report, const std::optional<KnownFile>& known,
                    const std::string& fileName) {
  const VerdictWords words = wordsFor(report.verdict);
  ViewJson signatures = ViewJson::array();
  for (const auto& signature : report.signatures)
    signatures.push_back(signatureView(signature, signatures.size() + 1));
  return {{"title", std::string(words.word) + " – Kiểm tra văn bản"},
          {"css", words.css},
          {"word", words.word},
          {"mark", words.mark},
          {"meaning", words.meaning},
          {"fileName", fileName},
          {"known", knownView(known)},
          {"sha256", report.sha256},
          {"signatureCount", report.signatures.size()},
          {"hasReasons", !report.reasons.empty()},
          {"reasons", reasonsView(report.reasons)},
          {"signatures", signatures}};
}

}  // namespace tdkt::pages
