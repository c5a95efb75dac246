#include "integration/office_simulator/Nomination.h"

#include <stdlib.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>

#include "integration/office_simulator/LetterPdf.h"
#include "workflow/base/Json.h"
#include "workflow/base/Resource.h"

namespace tdkt::simulator {

namespace demo_data {
std::span<const Resource> resources();
}

namespace {

using nlohmann::ordered_json;

using Cells = std::array<std::string, 7>;

/// The words in which the two samples differ.
struct Words {
  const char* list;     ///< file of the nominees
  const char* subject;  ///< of the Tờ trình
  const char* request;  ///< its second paragraph
  const char* report;   ///< what the report is about
  const char* content;
};
constexpr Words kCommendation = {
    "nominees.json",
    "Về việc đề nghị tặng Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh cho các tập thể, cá nhân có thành tích "
    "xuất sắc "
    "trong phong trào thi đua năm học 2025 - 2026",
    "Căn cứ kết quả bình xét của Hội đồng Thi đua - Khen thưởng ngành Giáo dục và Đào tạo, Sở Giáo dục và "
    "Đào tạo "
    "kính trình Chủ tịch Ủy ban nhân dân tỉnh xem xét, tặng Bằng khen cho 05 tập thể và 43 cá nhân đã có "
    "thành tích "
    "xuất sắc trong phong trào thi đua năm học 2025 - 2026 (có danh sách và báo cáo thành tích kèm theo).",
    "Tóm tắt thành tích của các tập thể, cá nhân đề nghị tặng Bằng khen năm học 2025 - 2026.",
    "Đề nghị tặng Bằng khen cho 05 tập thể, 43 cá nhân"};
constexpr Words kTitle = {
    "title-nominees.json", "Về việc đề nghị tặng danh hiệu Chiến sĩ thi đua cấp tỉnh năm học 2025 - 2026",
    "Căn cứ kết quả bỏ phiếu của Hội đồng Thi đua - Khen thưởng ngành Giáo dục và Đào tạo, Sở Giáo dục và "
    "Đào tạo kính trình Hội đồng Thi đua - Khen thưởng tỉnh, Chủ tịch Ủy ban nhân dân tỉnh xem xét, tặng "
    "danh "
    "hiệu Chiến sĩ thi đua cấp tỉnh cho 06 cá nhân (có danh sách và báo cáo thành tích kèm theo).",
    "Tóm tắt thành tích của các cá nhân đề nghị tặng danh hiệu Chiến sĩ thi đua cấp tỉnh năm học 2025 - "
    "2026.",
    "Đề nghị tặng danh hiệu Chiến sĩ thi đua cấp tỉnh cho 06 cá nhân"};

const Words& wordsOf(Sample sample) {
  return sample == Sample::kTitle ? kTitle : kCommendation;
}

constexpr const char* kSigner = "Hoàng Thị Bích Ngọc";

edxml::Organisation sender() {
  return {"H99.12", "Ủy ban nhân dân tỉnh An Hòa", "Sở Giáo dục và Đào tạo tỉnh An Hòa",
          "12 đường Trần Phú, phường Vĩnh Hòa, tỉnh An Hòa", "vanthu@sgddt.anhoa.example"};
}

Result<std::vector<Cells>> listRows(const char* listName) {
  const auto file = findResource(demo_data::resources(), listName);
  if (!file) return bugError("simulator.nominees", "the list is not built in", listName);
  TDKT_ASSIGN(const ordered_json root, json::parse(*file));
  std::vector<Cells> rows = {{"STT", "Đối tượng", "Họ và tên / Tên tập thể", "Chức vụ", "Đơn vị",
                              "Thành tích", "Hình thức đề nghị"}};
  for (const auto& row : root.at("nominees")) {
    TDKT_ASSIGN(const std::string name, json::requireString(row, "name"));
    const bool collective = json::optionalString(row, "kind") == "collective";
    rows.push_back({std::to_string(rows.size()), collective ? "Tập thể" : "Cá nhân", name,
                    json::optionalString(row, "position"), json::optionalString(row, "unit"),
                    json::optionalString(row, "achievement"), json::optionalString(row, "award")});
  }
  return rows;
}

std::string csvCell(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

/// With a byte order mark, as spreadsheets write it: without one Vietnamese letters open as garbage.
Bytes csvList(const std::vector<Cells>& rows) {
  Bytes out = "\xEF\xBB\xBF";
  for (const Cells& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) out += (i == 0 ? "" : ",") + csvCell(row[i]);
    out += "\r\n";
  }
  return out;
}

void fillSheet(lxw_workbook* book, const std::vector<Cells>& rows) {
  lxw_worksheet* sheet = workbook_add_worksheet(book, "Danh sách");
  lxw_format* head = workbook_add_format(book);
  format_set_bold(head);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    for (std::size_t c = 0; c < rows[r].size(); ++c) {
      worksheet_write_string(sheet, static_cast<lxw_row_t>(r), static_cast<lxw_col_t>(c), rows[r][c].c_str(),
                             r == 0 ? head : nullptr);
    }
  }
  worksheet_set_column(sheet, 2, 6, 36, nullptr);
}

/// A name of our own in the folder for temporary files; the library writes to files only.
Result<std::string> temporaryName() {
  std::string name = (std::filesystem::temp_directory_path() / "tdkt-list-XXXXXX").string();
  const int file = mkstemp(name.data());
  if (file < 0) return unavailableError("simulator.xlsx", "no temporary file");
  close(file);
  return name;
}

Result<Bytes> xlsxList(const std::vector<Cells>& rows) {
  TDKT_ASSIGN(const std::string name, temporaryName());
  lxw_workbook* book = workbook_new(name.c_str());
  if (book == nullptr) return unavailableError("simulator.xlsx", "no workbook");
  fillSheet(book, rows);
  const lxw_error failure = workbook_close(book);
  std::ifstream file(name, std::ios::binary);
  Bytes out{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  std::filesystem::remove(name);
  if (failure != LXW_NO_ERROR || out.empty())
    return unavailableError("simulator.xlsx", lxw_strerror(failure));
  return out;
}

Letter letterHead(const std::string& code, CivilDate day) {
  Letter letter;
  letter.above = "UBND TỈNH AN HÒA";
  letter.sender = "SỞ GIÁO DỤC VÀ ĐÀO TẠO";
  letter.code = code;
  letter.placeAndDate = "An Hòa, " + longDate(day);
  letter.signerTitle = "GIÁM ĐỐC";
  letter.signerName = kSigner;
  return letter;
}

Letter submission(const std::string& code, CivilDate day, const Words& words) {
  Letter letter = letterHead(code, day);
  letter.kind = "TỜ TRÌNH";
  letter.subject = words.subject;
  letter.paragraphs = {
      "Kính gửi: Chủ tịch Ủy ban nhân dân tỉnh An Hòa.",
      "Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022;", words.request,
      "Các tập thể, cá nhân nêu trên chấp hành tốt chủ trương của Đảng, chính sách, pháp luật của Nhà nước; "
      "hồ sơ đã "
      "được công khai tại đơn vị theo quy định, không có đơn thư khiếu nại, tố cáo.",
      "Sở Giáo dục và Đào tạo kính trình Chủ tịch Ủy ban nhân dân tỉnh xem xét, quyết định."};
  return letter;
}

Letter report(const std::string& code, CivilDate day, const Words& words) {
  Letter letter = letterHead(code, day);
  letter.code = "kèm theo Tờ trình " + code;
  letter.kind = "BÁO CÁO THÀNH TÍCH";
  letter.subject = words.report;
  letter.paragraphs = {
      "Năm học 2025 - 2026, toàn ngành có 412 trường, 286.000 học sinh; 100% trường phổ thông triển khai học "
      "bạ số.",
      "Kỳ thi chọn học sinh giỏi quốc gia: 46 giải, trong đó 3 giải Nhất, 14 giải Nhì, tăng 9 giải so với "
      "năm học trước.",
      "Công tác giáo dục vùng đồng bào dân tộc thiểu số chuyển biến rõ rệt: tỷ lệ chuyên cần đạt 98,7%; các "
      "thầy, cô "
      "giáo người Ê Đê, Mông, Thái, Khmer, Gia Rai, Cơ Ho là nòng cốt của phong trào.",
      "Thành tích cụ thể của từng tập thể, cá nhân được ghi trong danh sách kèm theo; đơn vị chịu trách "
      "nhiệm về tính "
      "chính xác của thông tin."};
  return letter;
}

edxml::Message header(int number, CivilDate day, const edxml::Organisation& to, const Words& words) {
  edxml::Message message;
  message.from = sender();
  message.to = {to};
  message.codeNumber = std::to_string(number);
  message.codeNotation = kNotation;
  std::string slashed = isoDate(day);
  for (char& c : slashed) c = c == '-' ? '/' : c;
  message.documentId = message.from.id + "," + slashed + "," + message.codeNumber + "/" + kNotation;
  message.place = "An Hòa";
  message.promulgatedOn = day;
  message.documentType = "Tờ trình";
  message.subject = words.subject;
  message.content = words.content;
  message.signerName = kSigner;
  message.signerPosition = "Giám đốc";
  return message;
}

}  // namespace

std::optional<Sample> sampleFrom(std::string_view name) {
  if (name.empty() || name == "commendation") return Sample::kCommendation;
  return name == "title" ? std::optional(Sample::kTitle) : std::nullopt;
}

Result<Nomination> makeNomination(int number, CivilDate day, const edxml::Organisation& to, Sample sample) {
  const Words& words = wordsOf(sample);
  Nomination made;
  made.header = header(number, day, to, words);
  TDKT_ASSIGN(Bytes letter, letterPdf(submission(made.code(), day, words)));
  TDKT_ASSIGN(Bytes merits, letterPdf(report(made.code(), day, words)));
  TDKT_ASSIGN(const auto rows, listRows(words.list));
  TDKT_ASSIGN(Bytes sheet, xlsxList(rows));
  const std::string base = made.header.codeNumber;
  made.files = {
      {base + "-TTr-SGDĐT.pdf", "Tờ trình", "application/pdf", std::move(letter), true},
      {"Báo cáo thành tích.pdf", "Báo cáo thành tích", "application/pdf", std::move(merits), false},
      {"Danh sách đề nghị khen thưởng.csv", "Danh sách", "text/csv", csvList(rows), false},
      {"Danh sách đề nghị khen thưởng.xlsx", "Danh sách",
       "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", std::move(sheet), false}};
  return made;
}

}  // namespace tdkt::simulator
