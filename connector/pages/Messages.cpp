#include "connector/pages/Messages.h"

#include <algorithm>
#include <array>

namespace tdkt::pages {
namespace {

struct Sentence {
  std::string_view code;
  std::string_view text;
};

// Sorted by code.
constexpr std::array kSentences = {
    Sentence{"access.bearer.unauthenticated",
             "Phiên làm việc đã hết. Hãy tải lại trang văn bản trong văn phòng điện tử."},
    Sentence{"access.csrf", "Biểu mẫu không thuộc phiên làm việc này. Hãy tải lại trang rồi làm lại."},
    Sentence{"access.link.unauthenticated",
             "Đường dẫn đăng nhập đã dùng hoặc đã hết hạn. Hãy xin đường dẫn mới."},
    Sentence{"access.role", "Ông/bà không có vai trò được xem trang này."},
    Sentence{"access.session.unauthenticated",
             "Phiên làm việc đã hết. Hãy đăng nhập lại bằng đường dẫn mới."},
    Sentence{"access.ticket.unauthenticated",
             "Vé mở bảng phê duyệt đã dùng hoặc quá 60 giây. Hãy tải lại trang văn bản."},
    Sentence{"access.unmapped",
             "Tài khoản văn phòng điện tử này chưa được gắn với cán bộ nào. Hãy báo quản trị viên."},
    Sentence{"blob.absent", "Không tìm thấy tệp trong kho."},
    Sentence{"blob.digest", "Tệp trong kho không còn nguyên vẹn. Hãy báo quản trị viên ngay."},
    Sentence{"blob.write", "Chưa ghi được tệp vào kho. Hãy thử lại sau ít phút."},
    Sentence{"calendar.day", "Lịch ngày làm việc có dòng sai."},
    Sentence{"directory.official", "Danh bạ cán bộ có dòng sai."},
    Sentence{"edxml.attachment.base64", "Tệp đính kèm bị hỏng khi gửi (mã hóa base64 sai). Đề nghị gửi lại."},
    Sentence{"edxml.attachment.missing",
             "Thông điệp nêu tên tệp đính kèm nhưng không có tệp. Đề nghị gửi lại đủ tệp."},
    Sentence{"edxml.attachment.zip", "Tệp nén đính kèm không mở được an toàn. Đề nghị gửi lại tệp gốc."},
    Sentence{"edxml.attachments", "Thông điệp có quá nhiều tệp đính kèm."},
    Sentence{"edxml.doctype", "Thông điệp chứa khai báo DOCTYPE, không được nhận vì lý do an toàn."},
    Sentence{"edxml.malformed", "Thông điệp edXML sai cấu trúc, không đọc được."},
    Sentence{"edxml.missing", "Thông điệp edXML thiếu thông tin bắt buộc."},
    Sentence{"edxml.root", "Nội dung gửi đến không phải thông điệp edXML."},
    Sentence{"edxml.size", "Thông điệp edXML quá lớn."},
    Sentence{"inbox.key.reused",
             "Mã thông điệp đã dùng cho một nội dung khác. Nơi gửi cần gửi lại với mã mới."},
    Sentence{"issuing.number", "Sổ không có số này."},
    Sentence{"issuing.published", "Văn bản mang số này đã ban hành, không thể ghi số là không sử dụng."},
    Sentence{"issuing.rendered", "Văn bản này đã được lập với nội dung khác."},
    Sentence{"issuing.signed", "Văn bản này đã được ký với nội dung khác."},
    Sentence{"issuing.voided", "Số của quyết định này đã được ghi là không sử dụng; văn bản không thể xử lý tiếp."},
    Sentence{"json.depth", "Dữ liệu gửi đến lồng quá sâu."},
    Sentence{"json.duplicate-key", "Dữ liệu gửi đến có trường bị lặp."},
    Sentence{"json.missing", "Dữ liệu gửi đến thiếu trường bắt buộc."},
    Sentence{"json.size", "Dữ liệu gửi đến quá lớn."},
    Sentence{"json.syntax", "Dữ liệu gửi đến sai cấu trúc JSON."},
    Sentence{"json.top-level", "Dữ liệu gửi đến phải là một đối tượng hoặc một danh sách JSON."},
    Sentence{"json.type", "Dữ liệu gửi đến có trường sai kiểu."},
    Sentence{"lists.cell", "Danh sách có ô không đọc được."},
    Sentence{"lists.column.missing", "Danh sách thiếu cột bắt buộc."},
    Sentence{"lists.decomposed", "Tên viết bằng dấu tổ hợp; đã đưa về dạng chuẩn, cần kiểm tra."},
    Sentence{"lists.duplicate", "Có tên lặp lại trong danh sách, cần kiểm tra."},
    Sentence{"lists.empty", "Danh sách không có người hoặc tập thể nào."},
    Sentence{"lists.format", "Danh sách không phải tệp CSV hoặc XLSX."},
    Sentence{"lists.lookalike", "Tên có chữ cái giống chữ Việt nhưng thuộc bảng chữ khác, cần kiểm tra."},
    Sentence{"lists.size", "Danh sách quá lớn."},
    Sentence{"lists.xml", "Tệp XLSX hỏng, không đọc được."},
    Sentence{"lists.zip", "Tệp XLSX hỏng, có mật khẩu hoặc không an toàn."},
    Sentence{"office.refused", "Văn phòng điện tử từ chối yêu cầu này."},
    Sentence{"office.token", "Văn phòng điện tử không chấp nhận mã kết nối. Hãy kiểm tra cấu hình."},
    Sentence{"signing.box.page", "Vị trí chữ ký nằm ngoài trang."},
    Sentence{"signing.certificate.expired", "Chứng thư số đã hết hạn hoặc chưa có hiệu lực."},
    Sentence{"signing.certificate.malformed", "Chứng thư số không đọc được."},
    Sentence{"signing.certificate.none", "Không có chứng thư số nào."},
    Sentence{"signing.certificate.usage", "Chứng thư số không được dùng để ký văn bản."},
    Sentence{"signing.contents.small", "Chỗ dành cho chữ ký trong tệp quá nhỏ."},
    Sentence{"signing.crl.malformed", "Danh sách thu hồi chứng thư không đọc được."},
    Sentence{"signing.field.taken", "Ô chữ ký này đã được ký."},
    Sentence{"signing.image.malformed", "Ảnh chữ ký hoặc con dấu không đọc được."},
    Sentence{"signing.key.absent", "Không tìm thấy khóa ký trong thiết bị."},
    Sentence{"signing.key.certificate", "Khóa ký không khớp chứng thư số."},
    Sentence{"signing.key.malformed", "Khóa ký không đọc được."},
    Sentence{"signing.key.pin", "Mã PIN của thiết bị ký không đúng."},
    Sentence{"signing.p12.malformed", "Tệp khóa ký không đọc được."},
    Sentence{"signing.p12.password", "Mật khẩu của tệp khóa ký không đúng."},
    Sentence{"signing.pdf.encrypted", "Tệp PDF có mật khẩu, không ký được."},
    Sentence{"signing.pdf.locked", "Tệp PDF đã khóa, không cho ký thêm."},
    Sentence{"signing.pdf.malformed", "Tệp PDF hỏng, không ký được."},
    Sentence{"signing.prepared.malformed", "Bản chuẩn bị ký không còn dùng được. Cần chuẩn bị lại."},
    Sentence{"signing.signature.mismatch", "Chữ ký nhận được không khớp văn bản."},
    Sentence{"signing.token.absent", "Chưa cắm thiết bị ký."},
    Sentence{"signing.tsa.imprint", "Dấu thời gian nhận được không phải của văn bản này."},
    Sentence{"signing.tsa.nonce", "Dấu thời gian nhận được không khớp yêu cầu."},
    Sentence{"signing.tsa.timeout", "Dịch vụ cấp dấu thời gian không trả lời. Sẽ tự thử lại."},
    Sentence{"storage.busy", "Kho dữ liệu đang bận. Hãy thử lại sau ít giây."},
    Sentence{"storage.commit",
             "Chưa rõ thao tác đã được ghi hay chưa. Hãy tải lại trang để xem trước khi làm lại."},
    Sentence{"storage.corrupt", "Dữ liệu lưu trữ không còn nguyên vẹn. Hãy báo quản trị viên ngay."},
    Sentence{"storage.full", "Ổ đĩa của máy chủ đã đầy. Hãy báo quản trị viên."},
    Sentence{"storage.io", "Chưa ghi được dữ liệu. Hãy thử lại sau ít phút."},
    Sentence{"storage.newer-schema", "Dữ liệu thuộc phiên bản mới hơn của phần mềm."},
    Sentence{"storage.sql", "Có lỗi của phần mềm khi truy cập dữ liệu. Hãy báo quản trị viên."},
    Sentence{"storage.unique", "Thông tin này đã có."},
    Sentence{"store.business-key", "Văn bản này đã có hồ sơ."},
    Sentence{"store.definition", "Không tìm thấy quy trình của hồ sơ."},
    Sentence{"store.dossier", "Không tìm thấy hồ sơ."},
    Sentence{"store.version", "Hồ sơ vừa có người khác xử lý. Trang được tải lại; hãy xem rồi quyết định."},
    Sentence{"templates.field.missing", "Thiếu thông tin để lập văn bản."},
    Sentence{"templates.field.unknown", "Biểu mẫu không có trường này."},
    Sentence{"templates.font.coverage", "Phông chữ không đủ chữ cái tiếng Việt."},
    Sentence{"templates.font.missing", "Thiếu phông chữ trên máy chủ."},
    Sentence{"templates.glyph",
             "Phông chữ không có chữ cái này, không thể in đúng tên. Hãy kiểm tra lại tên."},
    Sentence{"templates.package.malformed", "Gói biểu mẫu không đọc được."},
    Sentence{"templates.table.columns", "Bảng có số cột không đúng biểu mẫu."},
    Sentence{"templates.text.nfc", "Văn bản chưa ở dạng Unicode dựng sẵn."},
    Sentence{"templates.text.too-long", "Nội dung quá dài so với chỗ trên văn bản."},
    Sentence{"text.invisible", "Có ký tự ẩn trong tên. Hãy gõ lại tên."},
    Sentence{"text.utf8", "Chữ không ở bảng mã Unicode (UTF-8)."},
    Sentence{"transport.connect", "Chưa kết nối được dịch vụ bên ngoài. Sẽ tự thử lại."},
    Sentence{"transport.size", "Dịch vụ bên ngoài trả lời quá dài."},
    Sentence{"transport.timeout", "Dịch vụ bên ngoài không trả lời kịp. Sẽ tự thử lại."},
    Sentence{"upload.empty", "Hãy chọn một tệp PDF trước khi bấm kiểm tra."},
    Sentence{"upload.malformed", "Tệp gửi lên không đầy đủ. Hãy chọn lại tệp."},
    Sentence{
        "verify.absent",
        "Không có văn bản nào mang mã này. Mã có thể bị gõ sai hoặc văn bản không do cơ quan này ban hành."},
    Sentence{"verify.unpublished", "Văn bản này chưa được ban hành."},
    Sentence{"webhook.time.unauthenticated",
             "Lời gọi đến quá cũ hoặc đồng hồ hai máy lệch nhau trên 5 phút."},
    Sentence{"webhook.unauthenticated", "Lời gọi đến không có chữ ký đúng của văn phòng điện tử."},
    Sentence{"workflow.action", "Không tìm thấy bước xử lý tự động này."},
    Sentence{"workflow.command.reused",
             "Thao tác này đã được gửi với nội dung khác. Hãy tải lại trang rồi làm lại."},
    Sentence{"workflow.definition", "Quy trình của hồ sơ không còn đọc được. Hãy báo quản trị viên."},
    Sentence{"workflow.event", "Nhật ký của hồ sơ không còn nguyên vẹn. Hãy báo quản trị viên ngay."},
    Sentence{"workflow.exists", "Hồ sơ này đã có."},
    Sentence{"workflow.item", "Không tìm thấy việc này trong hồ sơ."},
    Sentence{"workflow.item.closed", "Việc này đã được xử lý. Trang được tải lại để xem kết quả."},
    Sentence{"workflow.lines", "Danh sách đề nghị trống hoặc đánh số sai."},
    Sentence{"workflow.outcome", "Ở bước này không có lựa chọn đó."},
    Sentence{"workflow.phase", "Hồ sơ không còn ở giai đoạn cho phép thao tác này."},
    Sentence{"workflow.reason.missing", "Hãy ghi lý do khi trả lại hoặc không đồng ý."},
    Sentence{"workflow.retry", "Có nhiều người cùng xử lý hồ sơ. Hãy thử lại sau ít giây."},
    Sentence{"workflow.role", "Việc này không thuộc vai trò của ông/bà."},
    Sentence{"workflow.stale",
             "Hồ sơ đã thay đổi sau khi ông/bà mở trang. Nội dung mới đã được tải lại; hãy xem lại rồi quyết "
             "định."},
    Sentence{"workflow.text", "Nội dung nhập có ký tự không hợp lệ."},
    Sentence{"xml.attributes", "Tệp XML có quá nhiều thuộc tính."},
    Sentence{"xml.depth", "Tệp XML lồng quá sâu."},
    Sentence{"xml.doctype", "Tệp XML chứa khai báo DOCTYPE, không được nhận vì lý do an toàn."},
    Sentence{"xml.size", "Tệp XML quá lớn."},
    Sentence{"xml.syntax", "Tệp XML sai cấu trúc."},
};

static_assert(std::is_sorted(kSentences.begin(), kSentences.end(),
                             [](const Sentence& a, const Sentence& b) { return a.code < b.code; }));

const Sentence* find(std::string_view code) {
  const auto it =
      std::lower_bound(kSentences.begin(), kSentences.end(), code,
                       [](const Sentence& row, std::string_view wanted) { return row.code < wanted; });
  return it != kSentences.end() && it->code == code ? &*it : nullptr;
}

}  // namespace

std::string sentenceFor(const Error& error) {
  const Sentence* known = find(error.code);
  std::string text = known != nullptr
                         ? std::string(known->text)
                         : "Có lỗi xảy ra, mã " + error.code + ". Hãy thử lại hoặc báo quản trị viên.";
  if (!error.field.empty()) text += " (Vị trí: " + error.field + ".)";
  return text;
}

bool hasSentence(std::string_view code) {
  return find(code) != nullptr;
}

}  // namespace tdkt::pages
