#include "signing/Reasons.h"

#include <algorithm>

namespace tdkt::signing {
namespace {

constexpr Verdict kBad = Verdict::kInvalid;
constexpr Verdict kOpen = Verdict::kIndeterminate;

constexpr Verdict kNote = Verdict::kValid;

constexpr ReasonEntry kCatalogue[] = {
    {"pdf.no-signature", kBad, "FORMAT_FAILURE", "Tệp không có chữ ký số nào.",
     "The file carries no signature."},
    {"pdf.malformed", kBad, "FORMAT_FAILURE", "Tệp PDF bị hỏng hoặc không phải là tệp PDF.",
     "The file is damaged or no PDF."},
    {"pdf.encrypted", kOpen, "FORMAT_FAILURE", "Tệp PDF bị mã hoá nên không kiểm tra được chữ ký.",
     "The file is encrypted, so its signatures cannot be checked."},
    {"pdf.trailing-bytes", kBad, "FORMAT_FAILURE", "Có dữ liệu lạ được ghép thêm vào cuối tệp.",
     "Foreign data was appended to the file."},
    {"pdf.byte-range", kBad, "FORMAT_FAILURE", "Phạm vi được ký của chữ ký không đúng quy cách.",
     "The signed range of the signature is not well formed."},
    {"pdf.contents", kBad, "FORMAT_FAILURE", "Vùng chứa chữ ký không khớp với phạm vi được ký.",
     "The place of the signature does not fit its signed range."},
    {"pdf.shared-value", kBad, "FORMAT_FAILURE", "Một giá trị chữ ký bị dùng cho nhiều trường chữ ký.",
     "One signature value is used by several fields."},
    {"pdf.revision-end", kBad, "FORMAT_FAILURE", "Phần được ký không phải là một phiên bản trọn vẹn của tệp.",
     "The signed part is not a whole revision of the file."},
    {"pdf.changed-after-signing", kBad, "FORMAT_FAILURE", "Văn bản đã bị thay đổi sau khi ký.",
     "The document was changed after signing."},
    {"pdf.page-count", kBad, "FORMAT_FAILURE", "Số trang của văn bản đã thay đổi sau khi ký.",
     "The number of pages changed after signing."},
    {"pdf.range-overlap", kBad, "FORMAT_FAILURE", "Phạm vi ký của các chữ ký chồng lấn lên nhau.",
     "The signed ranges of two signatures overlap."},
    {"pdf.covering-signature", kOpen, "FORMAT_FAILURE",
     "Hình chữ ký thêm sau che một phần lớn trang hoặc che chú thích đã có.",
     "The picture of a later signature covers much of a page, or an annotation that was there."},
    {"pdf.sub-filter", kOpen, "FORMAT_FAILURE", "Loại chữ ký này chưa được hỗ trợ kiểm tra.",
     "This kind of signature is not supported."},
    {"cms.malformed", kBad, "FORMAT_FAILURE", "Dữ liệu chữ ký bị hỏng.", "The signature data is damaged."},
    {"cms.signer-count", kBad, "FORMAT_FAILURE", "Dữ liệu chữ ký phải có đúng một người ký.",
     "The signature data must hold exactly one signer."},
    {"cms.content-type", kBad, "FORMAT_FAILURE", "Thuộc tính loại nội dung của chữ ký không đúng.",
     "The content-type attribute is missing or wrong."},
    {"cms.digest", kBad, "HASH_FAILURE", "Nội dung văn bản không khớp với chữ ký.",
     "The content does not match the signature."},
    {"cms.signature", kBad, "SIG_CRYPTO_FAILURE", "Giá trị chữ ký không đúng với chứng thư chữ ký số.",
     "The signature value does not fit the certificate."},
    {"cms.signing-certificate", kBad, "SIG_CONSTRAINTS_FAILURE",
     "Chữ ký không xác nhận chứng thư chữ ký số của người ký.",
     "The signature does not name its certificate."},
    {"cms.signer-missing", kOpen, "NO_SIGNING_CERTIFICATE_FOUND",
     "Không tìm thấy chứng thư chữ ký số của người ký.", "The signer's certificate is not in the signature."},
    {"cms.weak-algorithm", kOpen, "CRYPTO_CONSTRAINTS_FAILURE",
     "Thuật toán hoặc độ dài khoá của chữ ký không còn an toàn.", "The algorithm or key length is too weak."},
    {"cms.unsupported-algorithm", kOpen, "CRYPTO_CONSTRAINTS_FAILURE",
     "Thuật toán của chữ ký chưa được hỗ trợ kiểm tra.", "The signature's algorithm is not supported."},
    {"cms.signed-attributes", kOpen, "FORMAT_FAILURE",
     "Chữ ký không có thuộc tính được ký nên không được kiểm tra.",
     "The signature has no signed attributes, so it is not checked."},
    {"timestamp.malformed", kOpen, "FORMAT_FAILURE", "Dấu thời gian bị hỏng.", "The time-stamp is damaged."},
    {"timestamp.imprint", kOpen, "HASH_FAILURE", "Dấu thời gian không thuộc về nội dung này.",
     "The time-stamp is about other data."},
    {"timestamp.signature", kOpen, "SIG_CRYPTO_FAILURE", "Chữ ký của dấu thời gian không đúng.",
     "The signature of the time-stamp does not hold."},
    {"timestamp.usage", kOpen, "CHAIN_CONSTRAINTS_FAILURE",
     "Chứng thư của nơi cấp dấu thời gian không phải loại chỉ dùng để cấp dấu thời gian.",
     "The authority's certificate is not one for time-stamping only."},
    {"timestamp.untrusted", kOpen, "NO_CERTIFICATE_CHAIN_FOUND", "Nơi cấp dấu thời gian không được tin cậy.",
     "The time-stamping authority is not trusted."},
    {"timestamp.revoked", kOpen, "REVOKED_NO_POE", "Chứng thư của nơi cấp dấu thời gian đã bị thu hồi.",
     "The time-stamping authority's certificate was revoked."},
    {"timestamp.revocation-unknown", kOpen, "TRY_LATER",
     "Chưa xác định được chứng thư của nơi cấp dấu thời gian có bị thu hồi hay không.",
     "It is not known whether the time-stamping authority's certificate was revoked."},
    {"timestamp.expired", kOpen, "OUT_OF_BOUNDS_NO_POE",
     "Chứng thư của nơi cấp dấu thời gian đã hết hạn và không có dấu thời gian mới hơn bảo vệ.",
     "The time-stamping authority's certificate has expired and no newer time-stamp protects it."},
    {"timestamp.weak-algorithm", kOpen, "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
     "Thuật toán của dấu thời gian không còn an toàn.", "The time-stamp's algorithm is too weak."},
    {"timestamp.order", kOpen, "TIMESTAMP_ORDER_FAILURE", "Thứ tự của các dấu thời gian không hợp lý.",
     "The times of the time-stamps are out of order."},
    {"chain.untrusted", kOpen, "NO_CERTIFICATE_CHAIN_FOUND",
     "Chứng thư chữ ký số không dẫn tới tổ chức chứng thực được tin cậy.",
     "The certificate does not lead to a trusted authority."},
    {"chain.invalid", kOpen, "CERTIFICATE_CHAIN_GENERAL_FAILURE", "Chuỗi chứng thư chữ ký số có lỗi.",
     "The certificate chain has a fault."},
    {"chain.not-trusted-then", kOpen, "NO_CERTIFICATE_CHAIN_FOUND",
     "Tổ chức chứng thực không được tin cậy tại thời điểm ký theo danh sách tin cậy.",
     "By the trust list the authority was not trusted at the time of signing."},
    {"chain.weak-algorithm", kOpen, "CRYPTO_CONSTRAINTS_FAILURE",
     "Chuỗi chứng thư dùng thuật toán hoặc độ dài khoá không còn an toàn.",
     "The certificate chain uses an algorithm or key length that is too weak."},
    {"certificate.expired", kBad, "EXPIRED", "Chứng thư chữ ký số đã hết hạn tại thời điểm ký.",
     "The certificate had expired at the time of signing."},
    {"certificate.not-yet-valid", kBad, "NOT_YET_VALID",
     "Chứng thư chữ ký số chưa có hiệu lực tại thời điểm ký.",
     "The certificate was not yet valid at the time of signing."},
    {"certificate.no-proof-of-time", kOpen, "OUT_OF_BOUNDS_NO_POE",
     "Chứng thư chữ ký số đã hết hạn và không có dấu thời gian chứng minh đã ký trước đó.",
     "The certificate has expired and no time-stamp proves an earlier signature."},
    {"certificate.usage", kBad, "CHAIN_CONSTRAINTS_FAILURE",
     "Chứng thư chữ ký số không được phép dùng để ký văn bản.",
     "The certificate may not be used to sign documents."},
    {"revocation.revoked", kBad, "REVOKED", "Chứng thư chữ ký số đã bị thu hồi.",
     "The certificate was revoked."},
    {"revocation.unknown", kOpen, "TRY_LATER",
     "Chưa xác định được chứng thư chữ ký số có bị thu hồi hay không.",
     "It is not known whether the certificate was revoked."},
    {"revocation.ca-revoked", kBad, "REVOKED_CA_NO_POE", "Chứng thư của tổ chức chứng thực đã bị thu hồi.",
     "The certificate of an authority was revoked."},
    {"note.expired-since", kNote, "",
     "Chứng thư đã hết hạn, nhưng dấu thời gian chứng minh chữ ký có trước khi hết hạn.",
     "The certificate has expired, but a time-stamp proves that the signature was there before."},
    {"note.revoked-since", kNote, "",
     "Chứng thư đã bị thu hồi, nhưng dấu thời gian chứng minh chữ ký có trước khi thu hồi.",
     "The certificate was revoked, but a time-stamp proves that the signature was there before."},
    {"note.later-signatures", kNote, "",
     "Sau chữ ký này, tệp chỉ được thêm chữ ký, dấu thời gian hoặc bằng chứng.",
     "After this signature only signatures, time-stamps or evidence were added."},
    {"note.timestamp-unproven", kNote, "",
     "Không dùng được dấu thời gian của chữ ký (nơi cấp đã hết hạn hoặc chưa rõ có bị thu hồi); chữ ký được "
     "xét "
     "tại thời điểm kiểm tra.",
     "The signature's time-stamp cannot be relied on (its authority has expired, or revocation is not "
     "known); "
     "the signature was judged at the time of verification."},
};

int badness(Verdict verdict) {
  return verdict == Verdict::kInvalid ? 2 : verdict == Verdict::kIndeterminate ? 1 : 0;
}

const char* indicationOf(Verdict verdict) {
  return verdict == Verdict::kValid     ? "TOTAL-PASSED"
         : verdict == Verdict::kInvalid ? "TOTAL-FAILED"
                                        : "INDETERMINATE";
}

}  // namespace

const ReasonEntry& reasonEntry(std::string_view code) {
  for (const ReasonEntry& entry : kCatalogue) {
    if (entry.code == code) return entry;
  }
  stopOnMisuse("a reason is missing in the catalogue");
}

Reason reasonFor(std::string_view code) {
  const ReasonEntry& entry = reasonEntry(code);
  return {std::string(entry.code), std::string(entry.vietnamese), std::string(entry.english)};
}

Verdict worse(Verdict a, Verdict b) {
  return badness(a) >= badness(b) ? a : b;
}

void addReason(SignatureReport& report, std::string_view code) {
  const auto same = [&](const Reason& reason) { return reason.code == code; };
  const ReasonEntry& entry = reasonEntry(code);
  std::vector<Reason>& list = entry.verdict == kNote ? report.notes : report.reasons;
  if (std::any_of(list.begin(), list.end(), same)) return;
  if (entry.verdict == kNote) return list.push_back(reasonFor(code));
  if (report.reasons.empty() || badness(entry.verdict) > badness(report.verdict)) {
    report.subIndication = entry.subIndication;
  }
  report.verdict = worse(report.verdict, entry.verdict);
  report.indication = indicationOf(report.verdict);
  report.reasons.push_back(reasonFor(code));
}

}  // namespace tdkt::signing
