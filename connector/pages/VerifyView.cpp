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
  if (level == "B-LTA") return "Kiểm tra được lâu dài, có dấu thời gian lưu trữ (PAdES B-LTA)";
  if (level == "B-LT") return "Kèm đủ bằng chứng để kiểm tra lâu dài (PAdES B-LT)";
  if (level == "time-stamp") return "Dấu thời gian của cả tệp (RFC 3161)";
  if (level == "B-T") return "Có dấu thời gian (PAdES B-T)";
  if (level == "B-B") return "Chưa có dấu thời gian (PAdES B-B)";
  return "Chưa xác định (" + level + ")";
}

const char* revocationText(const std::string& state) {
  if (state == "good") return "không bị thu hồi";
  if (state == "revoked") return "đã bị thu hồi";
  return state == "anchor" ? "gốc tin cậy" : "chưa rõ";
}

ViewJson pathView(const std::vector<signing::PathCertificate>& path) {
  ViewJson rows = ViewJson::array();
  for (const signing::PathCertificate& one : path) {
    rows.push_back({{"name", one.name.empty() ? one.serial : one.name},
                    {"from", shortDate(vietnamDate(one.notBefore))},
                    {"until", shortDate(vietnamDate(one.notAfter))},
                    {"revocation", revocationText(one.revocation)},
                    {"revokedAt", timeText(one.revokedAt)}});
  }
  return rows;
}

ViewJson signatureView(const signing::SignatureReport& signature, std::size_t place) {
  const VerdictWords words = wordsFor(signature.verdict);
  return {{"place", place},
          {"css", words.css},
          {"word", words.word},
          {"mark", words.mark},
          {"signer", signature.signer.empty() ? "Không đọc được tên" : signature.signer},
          {"organisation", signature.organisation},
          {"stamp", signature.kind == signing::SignatureKind::kDocumentTimeStamp},
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
          {"reasons", reasonsView(signature.reasons)},
          {"hasNotes", !signature.notes.empty()},
          {"notes", reasonsView(signature.notes)},
          {"path", pathView(signature.path)}};
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
