#include "connector/pages/MatterWords.h"

namespace tdkt::pages {
namespace {

using namespace workflow;

template <class T>
const T* sameKind(const Matter* matter) {
  return matter == nullptr ? nullptr : std::get_if<T>(matter);
}

std::string changeOfComment(const PostingComment& before, const PostingComment& now) {
  if (before.kind != now.kind) return std::string("Phân loại ý kiến công khai: ") + wordFor(now.kind);
  if (before.settled == now.settled) return {};
  if (now.kind != CommentKind::kComplaint) return "Đã trả lời ý kiến công khai: " + now.answer;
  return std::string("Kết luận phản ánh: ") + (now.upheld ? "đúng" : "không đúng") + ". " + now.answer;
}

std::string changeIn(const Posting* before, const Posting& now) {
  if (before == nullptr || before->listDigest != now.listDigest || before->round != now.round) {
    if (!now.publishedOn) return "Chốt danh sách để công khai: " + std::to_string(now.lines) + " trường hợp";
    return "Công khai danh sách từ ngày " + shortDate(*now.publishedOn) + " tại " + now.address +
           (now.lastDay ? ", đến hết ngày " + shortDate(*now.lastDay) : "");
  }
  if (now.state == PostingState::kInterrupted && before->state != now.state)
    return "Gián đoạn công khai từ ngày " + shortDate(now.interruptions.back().from) + ": " +
           now.interruptions.back().reason;
  if (now.state == PostingState::kPublished && before->state != now.state && now.lastDay)
    return "Tiếp tục công khai, đến hết ngày " + shortDate(*now.lastDay);
  if (now.state == PostingState::kEnded && before->state != now.state) return "Đã hết thời hạn công khai";
  if (before->lastDay != now.lastDay && now.lastDay)
    return "Ngày cuối công khai đổi thành " + shortDate(*now.lastDay);
  if (now.comments.size() > before->comments.size()) {
    const PostingComment& comment = now.comments.back();
    return "Nhận ý kiến về danh sách công khai của " +
           (comment.from.empty() ? "người không nêu tên" : comment.from);
  }
  for (std::size_t i = 0; i < now.comments.size(); ++i) {
    const std::string change = changeOfComment(before->comments[i], now.comments[i]);
    if (!change.empty()) return change;
  }
  return {};
}

std::string changeIn(const Consent* before, const Consent& now) {
  if (!now.lapsed.empty() && (before == nullptr || before->lapsed != now.lapsed))
    return now.agency + " không trả lời trong " + std::to_string(now.workingDays) +
           " ngày làm việc: " + wordForLapse(now.lapsed);
  const std::size_t known = before == nullptr ? 0 : before->answers.size();
  if (now.answers.size() > known) {
    const ConsentAnswer& answer = now.answers.back();
    return "Nhận văn bản trả lời hiệp y số " + answer.code + " của " + answer.from;
  }
  if (!now.code.empty() && now.sentOn && (before == nullptr || before->code != now.code))
    return "Gửi văn bản hiệp y số " + now.code + " ngày " + shortDate(*now.sentOn) + " tới " + now.agency;
  return {};
}

std::string changeIn(const Opinions* before, const Opinions& now) {
  const Opinions none;
  const Opinions& old = before == nullptr ? none : *before;
  if (now.lapsed.size() > old.lapsed.size())
    return "Không có ý kiến trả lời trong " + std::to_string(now.lapsed.back().workingDays) +
           " ngày làm việc: " + wordForLapse(now.lapsed.back().policy);
  if (now.late.size() > old.late.size())
    return std::string("Ý kiến đến sau thời hạn: ") + wordFor(now.late.back().answer) +
           (now.late.back().text.empty() ? "" : " – " + now.late.back().text);
  if (now.extra.size() > old.extra.size()) return "Lấy thêm ý kiến ngoài quy trình";
  if (now.notCompetent.size() > old.notCompetent.size()) return "Nơi được hỏi báo không thuộc thẩm quyền";
  if (now.closedBecause != old.closedBecause) return "Thư ký kết thúc lấy ý kiến: " + now.closedBecause;
  return {};
}

std::string changeIn(const Freeze* before, const Freeze& now) {
  const bool stood = before != nullptr && before->whole;
  if (now.whole == stood) return {};  // lines that are held say so themselves
  return now.whole ? "Tạm dừng xử lý hồ sơ" : "Cho xử lý tiếp hồ sơ";
}

std::string changeIn(const RecallRequest* before, const RecallRequest& /*now*/) {
  return before == nullptr ? "Bên gửi đề nghị rút hồ sơ" : "";
}

std::string changeIn(const ParentDossier* before, const ParentDossier& now) {
  return before == nullptr ? "Tách từ hồ sơ " + now.code : "";
}

/// A kind of record that has no sentence of its own.
template <class Other>
std::string changeIn(const Other* /*before*/, const Other& /*now*/) {
  return {};
}

}  // namespace

const char* wordFor(PostingState state) {
  switch (state) {
    case PostingState::kWaiting:
      return "Chờ công khai";
    case PostingState::kPublished:
      return "Đang công khai";
    case PostingState::kInterrupted:
      return "Gián đoạn";
    case PostingState::kEnded:
      return "Đã hết thời hạn công khai";
  }
  return "";
}

const char* wordFor(CommentKind kind) {
  switch (kind) {
    case CommentKind::kNew:
      return "Chưa phân loại";
    case CommentKind::kNoted:
      return "Ghi nhận";
    case CommentKind::kNeedsAnswer:
      return "Cần trả lời";
    case CommentKind::kComplaint:
      return "Phản ánh, khiếu nại";
  }
  return "";
}

const char* wordFor(OpinionAnswer answer) {
  switch (answer) {
    case OpinionAnswer::kAgree:
      return "Đồng ý";
    case OpinionAnswer::kComments:
      return "Đồng ý, có góp ý";
    case OpinionAnswer::kDisagree:
      return "Không đồng ý";
    case OpinionAnswer::kNotCompetent:
      return "Không thuộc thẩm quyền";
  }
  return "";
}

std::string wordForLapse(const std::string& policy) {
  if (policy == "deemed-agree") return "theo quy trình coi như đồng ý";
  if (policy == "no-opinion") return "theo quy trình coi như không có ý kiến";
  return "chờ tiếp";
}

std::string reasonOf(const Matter& matter) {
  if (const auto* freeze = std::get_if<Freeze>(&matter)) return freeze->reason;
  if (const auto* asked = std::get_if<RecallRequest>(&matter)) return asked->reason;
  if (const auto* parent = std::get_if<ParentDossier>(&matter)) return parent->reason;
  return {};
}

std::string changeOf(const Matter* before, const Matter& now) {
  return std::visit(
      [&](const auto& value) { return changeIn(sameKind<std::decay_t<decltype(value)>>(before), value); },
      now);
}

}  // namespace tdkt::pages
