#include "connector/pages/BallotWords.h"

#include <algorithm>

namespace tdkt::pages {
namespace {

using namespace workflow;

struct Sentence {
  const directory::Directory& directory;

  std::string name(const OfficialId& id) const {
    const auto* official = directory.find(id);
    return official == nullptr ? id.text() : official->name;
  }

  std::string operator()(const BallotConvened& /*e*/) const { return {}; }
  std::string operator()(const BallotOpened& e) const {
    return "Mở bỏ phiếu: có mặt " + std::to_string(e.present.size()) + "/" + std::to_string(e.roster.size()) +
           " thành viên, chủ trì " + name(e.presiding);
  }
  std::string operator()(const BallotPresence& e) const {
    return "Ghi lại người có mặt: " + std::to_string(e.present.size());
  }
  std::string operator()(const BallotRecused& e) const {
    return name(e.member) + " có liên quan, không bỏ phiếu " + std::to_string(e.seats.size()) + " trường hợp";
  }
  std::string operator()(const BallotKeyTaken& e) const {
    return e.presiding ? "Người chủ trì đã nhận mã mở hòm phiếu" : "Thư ký đã nhận mã mở hòm phiếu";
  }
  std::string operator()(const BallotVoted& e) const {
    return name(e.member) + " đã bỏ phiếu" + (e.letter ? " bằng văn bản" : "") +
           (e.reference.empty() ? "" : " (" + e.reference + ")");
  }
  std::string operator()(const BallotCloseAsked& /*e*/) const {
    return "Kết thúc bỏ phiếu, trình chủ trì xác nhận";
  }
  std::string operator()(const BallotResumed& /*e*/) const { return "Tiếp tục bỏ phiếu"; }
  std::string operator()(const BallotCounted& e) const {
    const auto passed =
        std::count_if(e.counts.begin(), e.counts.end(), [](const LineCount& count) { return count.passed; });
    return "Kiểm phiếu: đạt " + std::to_string(passed) + "/" + std::to_string(e.counts.size());
  }
  std::string operator()(const BallotVoided& e) const {
    return e.noQuorum ? "Lượt bỏ phiếu không có giá trị: không đủ số thành viên có mặt"
                      : "Hủy lượt bỏ phiếu: " + e.reason;
  }
  std::string operator()(const BallotAnnulled& e) const { return "Hủy kết quả bỏ phiếu: " + e.reason; }
};

}  // namespace

std::string ballotSentence(const BallotEvent& event, const directory::Directory& directory) {
  return std::visit(Sentence{directory}, event);
}

}  // namespace tdkt::pages
