// The report as one page: no script, nothing fetched, fit for print. Vietnamese first, English beside it.
#include <sstream>

#include "signing/ReportWords.h"
#include "signing/Verifier.h"
#include "workflow/base/Text.h"

namespace tdkt::signing {
namespace {

constexpr const char* kStyle =
    "body{font:16px/1.5 system-ui,'Segoe UI','Noto Sans',sans-serif;max-width:46rem;margin:2rem "
    "auto;padding:0 "
    "1rem;color:#1b1b1b;background:#fff}"
    "h1{font-size:1.4rem;margin:0 0 1rem}h2{font-size:1.1rem;margin:0 0 .5rem}"
    ".verdict{border-left:.6rem solid;padding:.8rem 1rem;margin:1rem 0}.verdict strong{font-size:1.5rem}"
    ".valid{border-color:#137333;background:#eaf5ec}.invalid{border-color:#b3261e;background:#fcebea}"
    ".indeterminate{border-color:#8a5a00;background:#fdf3e0}"
    "section{border:1px solid #c9c9c9;border-left-width:.6rem;border-radius:.3rem;padding:1rem;margin:1rem 0}"
    "section.valid,section.invalid,section.indeterminate{background:#fff}"
    "dl{display:grid;grid-template-columns:minmax(10rem,14rem) 1fr;gap:.25rem 1rem;margin:.5rem 0}"
    "dt{color:#555}dd{margin:0;overflow-wrap:anywhere}.en{color:#555;font-size:.875rem;overflow-wrap:"
    "anywhere}"
    "ul{padding-left:1.2rem;margin:.5rem 0}li{margin:.3rem 0}code{font-size:.85em;color:#555}"
    "table{border-collapse:collapse;width:100%;font-size:.875rem}td,th{border:1px solid "
    "#c9c9c9;padding:.3rem "
    ".4rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}summary{cursor:pointer;margin:.5rem 0}"
    ".scroll{overflow-x:auto}@media(max-width:34rem){dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:."
    "4rem}}"
    "@media print{details>*{display:block}}";

/// Names come out of hostile files. Octets that are no UTF-8 are left to the browser, which replaces them.
using text::escapeMarkup;

std::string timeText(const std::optional<UtcTime>& at) {
  return at ? shortDateTime(*at) : std::string();
}

void row(std::ostream& out, const char* vietnamese, const char* english, const std::string& value) {
  if (value.empty()) return;
  out << "<dt>" << vietnamese << " <span class=en lang=en>" << english << "</span></dt><dd>"
      << escapeMarkup(value) << "</dd>";
}

void write(std::ostream& out, const std::vector<Reason>& reasons, const char* title) {
  if (reasons.empty()) return;
  out << "<p><b>" << title << "</b></p><ul>";
  for (const Reason& reason : reasons) {
    out << "<li>" << escapeMarkup(reason.vietnamese) << " <code>" << escapeMarkup(reason.code)
        << "</code><br><span class=en lang=en>" << escapeMarkup(reason.english) << "</span></li>";
  }
  out << "</ul>";
}

const char* revocationWords(const std::string& state) {
  if (state == "good") return "không bị thu hồi";
  if (state == "revoked") return "đã bị thu hồi";
  if (state == "anchor") return "gốc tin cậy";
  return "chưa rõ";
}

void writePath(std::ostream& out, const SignatureReport& one) {
  out << "<dl>";
  row(out, "Trường chữ ký", "field", one.field);
  row(out, "Số chứng thư", "serial", one.serial);
  row(out, "Kết luận ETSI", "EN 319 102-1",
      one.indication + (one.subIndication.empty() ? "" : " / " + one.subIndication));
  out << "</dl>";
  if (one.path.empty()) return;
  out << "<div class=scroll><table><tr><th>Chứng thư</th><th>Hiệu lực</th><th>Thu hồi</th><th>Bằng "
         "chứng</th></tr>";
  for (const PathCertificate& link : one.path) {
    out << "<tr><td>" << escapeMarkup(link.name.empty() ? link.serial : link.name) << "</td><td>"
        << shortDate(vietnamDate(link.notBefore)) << " – " << shortDate(vietnamDate(link.notAfter))
        << "</td><td>" << revocationWords(link.revocation);
    if (link.revokedAt) out << "; thu hồi lúc " << shortDateTime(*link.revokedAt);
    out << "</td><td>" << escapeMarkup(link.source) << (link.inFile ? ", trong tệp" : "");
    if (link.producedAt) out << "<br>" << shortDateTime(*link.producedAt);
    out << "</td></tr>";
  }
  out << "</table></div>";
}

void write(std::ostream& out, const SignatureReport& one, std::size_t place) {
  const bool stamp = one.kind == SignatureKind::kDocumentTimeStamp;
  const std::string who = one.signer.empty() ? "Không đọc được tên" : one.signer;
  out << "<section class=" << toString(one.verdict) << "><h2>" << place << ". "
      << (stamp ? "Dấu thời gian của tệp: " : "") << escapeMarkup(who) << "</h2><p><b>"
      << vietnamese(one.verdict) << "</b> <span class=en lang=en>" << englishOf(one.verdict)
      << "</span></p><dl>";
  row(out, "Cơ quan, tổ chức", "organisation", one.organisation);
  row(out, "Nơi cấp chứng thư", "issuer", one.issuer);
  row(out, "Thời gian người ký ghi", "claimed time", timeText(one.claimedTime));
  row(out, "Có trước thời điểm", "existed before", timeText(one.bestTime));
  for (const TimeProof& proof : one.proofs)
    row(out, "Dấu thời gian", "time-stamp", shortDateTime(proof.at) + " – " + proof.authority);
  row(out, "Mức chữ ký", "level", levelWords(one.level));
  row(out, "Phạm vi", "covers",
      one.coversWholeFile ? "Toàn bộ tệp" : "Phần tệp có khi ký; sau đó tệp được ghi tiếp");
  out << "</dl>";
  write(out, one.reasons, "Lý do");
  write(out, one.notes, "Ghi chú");
  out << "<details><summary>Chi tiết kỹ thuật</summary>";
  writePath(out, one);
  out << "</details></section>\n";
}

}  // namespace

std::string VerifyReport::toHtml() const {
  std::ostringstream out;
  out << "<!doctype html>\n<html lang=vi><head><meta charset=utf-8><meta name=viewport "
         "content='width=device-width,initial-scale=1'><meta http-equiv=Content-Security-Policy "
         "content=\"default-src 'none'; style-src 'unsafe-inline'\"><title>"
      << vietnamese(verdict) << " – Kiểm tra văn bản đã ký số</title><style>" << kStyle
      << "</style></head><body><h1>Kiểm tra văn bản đã ký số <span class=en lang=en>Signature "
         "report</span></h1>"
      << "<div class='verdict " << toString(verdict) << "'><strong>" << vietnamese(verdict)
      << "</strong> <span class=en lang=en>" << englishOf(verdict) << "</span></div>";
  write(out, reasons, "Lý do về toàn tệp");
  for (std::size_t i = 0; i < signatures.size(); ++i) write(out, signatures[i], i + 1);
  out << "<p class=en>SHA-256: " << sha256 << "</p></body></html>\n";
  return out.str();
}

}  // namespace tdkt::signing
