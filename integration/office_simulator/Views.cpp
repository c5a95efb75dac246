#include "integration/office_simulator/Views.h"

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

namespace tdkt::simulator {
namespace {

std::string sizeText(std::int64_t size) {
  if (size < 1024) return std::to_string(size) + " byte";
  return std::to_string((size + 1023) / 1024) + " KB";
}

}  // namespace

nlohmann::ordered_json documentRow(const Document& document) {
  return {{"n", document.n},
          {"code", document.code},
          {"subject", document.subject},
          {"sender", document.sender},
          {"status", document.status},
          {"received", shortDateTime(document.receivedAt)},
          {"documentId", document.documentId}};
}

nlohmann::ordered_json taskRow(const TaskRow& row, const Settings& settings, CivilDate today) {
  const Task& task = row.task;
  const auto due = parseIsoDate(task.due);
  const User* assignee = settings.find(task.assignee);
  return {{"key", task.key},
          {"title", task.title},
          {"state", task.state},
          {"waiting", task.waiting()},
          {"due", due ? shortDate(*due) : task.due},
          {"late", task.waiting() && due && *due < today},
          {"assignee", assignee == nullptr ? task.assignee : assignee->name},
          {"document", documentRow(row.document)}};
}

nlohmann::ordered_json attachmentRow(const Attachment& file) {
  return {{"id", file.id}, {"name", file.name}, {"size", sizeText(file.size)}, {"by", file.addedBy}};
}

nlohmann::ordered_json traceRow(const TraceRow& row) {
  return {{"at", shortDateTime(row.at)}, {"who", row.who}, {"what", row.what}};
}

std::string sentenceFor(const Error& error) {
  static constexpr std::array<std::pair<const char*, const char*>, 8> kSentences = {{
      {"simulator.document", "Không tìm thấy văn bản."},
      {"simulator.task", "Không tìm thấy việc này trong danh sách của ông/bà."},
      {"simulator.acted", "Việc này đã được xử lý trước đó."},
      {"simulator.reason", "Hãy ghi lý do khi trả lại hoặc không đồng ý."},
      {"simulator.outcome", "Hãy chọn Đồng ý, Trả lại hoặc Không đồng ý."},
      {"simulator.user", "Không có người dùng này."},
      {"simulator.tdkt", "Chưa kết nối được phần mềm thi đua, khen thưởng. Hãy thử lại sau ít phút."},
      {"simulator.pdf", "Không tạo được tệp PDF của Tờ trình."},
  }};
  for (const auto& [code, sentence] : kSentences) {
    if (error.code == code) return sentence;
  }
  if (error.code == "simulator.ticket") return error.detail;
  return "Có lỗi xảy ra (" + error.code + ").";
}

}  // namespace tdkt::simulator
