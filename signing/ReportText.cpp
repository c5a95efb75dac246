// The simple report for a terminal: Vietnamese first, English beside it.
#include <sstream>

#include "signing/ReportWords.h"
#include "signing/Verifier.h"

namespace tdkt::signing {
namespace {

/// Names come out of hostile files: nothing that could steer a terminal gets through.
std::string printable(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    out += octet < 0x20 || octet == 0x7F ? '?' : c;
  }
  return out;
}

void write(std::ostream& out, const std::vector<Reason>& reasons, const char* mark) {
  for (const Reason& reason : reasons) {
    out << "  " << mark << " " << reason.vietnamese << " [" << reason.code << "]\n      " << reason.english
        << "\n";
  }
}

void line(std::ostream& out, const char* vietnamese, const char* english, const std::string& value) {
  if (!value.empty()) out << "  " << vietnamese << " / " << english << ": " << printable(value) << "\n";
}

std::string timeText(const std::optional<UtcTime>& at) {
  return at ? isoVietnam(*at) : std::string();
}

void write(std::ostream& out, const SignatureReport& one, std::size_t place) {
  const bool stamp = one.kind == SignatureKind::kDocumentTimeStamp;
  out << "\n"
      << place << ". " << (stamp ? "Dấu thời gian của tệp / Document time-stamp" : "Chữ ký / Signature")
      << " " << printable(one.field) << ": " << vietnamese(one.verdict) << " (" << one.indication
      << (one.subIndication.empty() ? "" : ", ") << one.subIndication << ")\n";
  line(out, stamp ? "Nơi cấp dấu thời gian" : "Người ký", stamp ? "authority" : "signer", one.signer);
  line(out, "Cơ quan, tổ chức", "organisation", one.organisation);
  line(out, "Số chứng thư", "serial", one.serial);
  line(out, "Nơi cấp chứng thư", "issuer", one.issuer);
  line(out, "Mức", "level", levelWords(one.level));
  line(out, "Thời gian ghi trong tệp", "claimed time", timeText(one.claimedTime));
  line(out, "Có trước thời điểm (dấu thời gian)", "existed before (time-stamp)", timeText(one.bestTime));
  line(out, "Phạm vi", "covers",
       one.coversWholeFile ? "toàn bộ tệp / the whole file"
                           : "phần tệp có khi ký; sau đó tệp được ghi tiếp / the file as it was when signed");
  write(out, one.reasons, "-");
  write(out, one.notes, "+");
}

}  // namespace

const char* levelWords(const std::string& level) {
  if (level == "B-B") return "PAdES B-B, chưa có dấu thời gian";
  if (level == "B-T") return "PAdES B-T, có dấu thời gian";
  if (level == "B-LT") return "PAdES B-LT, kèm đủ bằng chứng để kiểm tra lâu dài";
  if (level == "B-LTA") return "PAdES B-LTA, bằng chứng được dấu thời gian lưu trữ bảo vệ";
  if (level == "time-stamp") return "dấu thời gian của tệp (RFC 3161)";
  return "không phải mức PAdES";
}

const char* englishOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kValid:
      return "VALID";
    case Verdict::kInvalid:
      return "NOT VALID";
    case Verdict::kIndeterminate:
      break;
  }
  return "UNDETERMINED";
}

std::string VerifyReport::toText() const {
  std::ostringstream out;
  out << vietnamese(verdict) << " / " << englishOf(verdict) << "\n";
  write(out, reasons, "-");
  for (std::size_t i = 0; i < signatures.size(); ++i) write(out, signatures[i], i + 1);
  out << "\nSHA-256: " << sha256 << "\n";
  return out.str();
}

}  // namespace tdkt::signing
