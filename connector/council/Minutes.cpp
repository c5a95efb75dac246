#include "connector/council/Minutes.h"

#include <algorithm>
#include <functional>

#include "workflow/base/Text.h"

namespace tdkt::council {
namespace {

using namespace workflow;  // NOLINT: this file is about nothing else

/// Reads one ballot for the two papers.
class Reader {
 public:
  Reader(const DossierState& dossier, const Ballot& ballot, const directory::Directory& directory)
      : ballot_(ballot), directory_(directory) {
    std::map<LineId, const Line*> byId;
    for (const Line& line : dossier.lines) byId[line.id] = &line;
    for (const LineId& id : ballot.lines) {
      const auto found = byId.find(id);
      lines_.push_back(found == byId.end() ? nullptr : found->second);
    }
  }

  std::string name(const OfficialId& id) const {
    const auto* official = directory_.find(id);
    return official == nullptr ? id.text() : official->name;
  }
  std::string withPost(const OfficialId& id) const {
    const auto* official = directory_.find(id);
    return official == nullptr || official->post.empty() ? name(id) : official->name + ", " + official->post;
  }
  std::string nominee(std::size_t seat) const {
    const Line* line = lines_[seat];
    return line == nullptr ? ballot_.lines[seat].text() : line->nominee.name;
  }
  std::string award(std::size_t seat) const { return lines_[seat] == nullptr ? "" : lines_[seat]->award; }

  /// Whom "share" is taken of, and how many must agree where that is the same for every line.
  std::string shareSentence() const {
    const std::string least = "; tỷ lệ phải đạt ít nhất " + toString(ballot_.rule.pass);
    switch (ballot_.rule.base) {
      case BallotBase::kTotal:
        return "Tỷ lệ đồng ý tính trên tổng số " + two(total()) +
               " thành viên Hội đồng theo quyết định thành lập" + least + ", tức là ít nhất " +
               two(static_cast<int>(leastReaching(ballot_.rule.pass, total()))) + " phiếu đồng ý";
      case BallotBase::kTotalLessRecused:
        return "Tỷ lệ đồng ý tính trên tổng số thành viên Hội đồng trừ thành viên không được bỏ phiếu" +
               least;
      case BallotBase::kPresentAndLetters:
        return "Tỷ lệ đồng ý tính trên số thành viên có mặt và thành viên gửi ý kiến bằng văn bản" + least;
      case BallotBase::kCast:
        return "Tỷ lệ đồng ý tính trên số phiếu thu về" + least;
    }
    return {};
  }

  std::vector<std::string> recusals() const {
    std::vector<std::string> out;
    for (const BallotMember& member : ballot_.members) {
      if (member.recused.empty()) continue;
      std::string text = name(member.id) + " không bỏ phiếu đối với: ";
      for (std::size_t i = 0; i < member.recused.size(); ++i)
        text += (i == 0 ? "" : ", ") + nominee(static_cast<std::size_t>(member.recused[i]));
      out.push_back(text + ".");
    }
    return out;
  }

  int total() const { return static_cast<int>(ballot_.members.size()); }
  static std::string two(int number) { return text::documentNumber(number); }

 private:
  const Ballot& ballot_;
  const directory::Directory& directory_;
  std::vector<const Line*> lines_;
};

/// "08 giờ 05, ngày 12 tháng 11 năm 2026"
std::string longMoment(UtcTime at) {
  const std::string iso = isoVietnam(at);
  return iso.substr(11, 2) + " giờ " + iso.substr(14, 2) + ", " + longDate(vietnamDate(at));
}

std::map<std::string, std::string> head(const CouncilTexts& texts, const std::string& number, UtcTime at) {
  return {{"issuerParent", texts.issuerParent},
          {"issuerName", texts.issuerName},
          {"number", number},
          {"place", texts.place},
          {"issuedOn", isoDate(vietnamDate(at))}};
}

/// A counter is written "name, post": the name signs.
std::string nameOf(const std::string& counter) {
  return counter.substr(0, counter.find(','));
}

Result<Done> counted(const Ballot& ballot) {
  if (ballot.phase == BallotPhase::kCounted && ballot.openedAt && ballot.countedAt) return Done{};
  return conflictError("workflow.ballot.phase", "the ballot is not counted");
}

void addAttendance(const Reader& reader, const Ballot& ballot, templates::FieldSet& fields) {
  auto& present = fields.lists["present"];
  auto& absent = fields.lists["absent"];
  present.push_back(reader.withPost(ballot.presiding) + ": chủ trì");
  for (const BallotMember& member : ballot.members) {
    if (member.id == ballot.presiding) continue;
    if (member.present) {
      present.push_back(reader.withPost(member.id));
    } else if (!member.voted) {
      absent.push_back(reader.withPost(member.id));
    } else if (!member.letter) {
      absent.push_back(reader.withPost(member.id) + ": có việc về trước, đã bỏ phiếu");
    } else if (member.reference.empty()) {
      absent.push_back(reader.withPost(member.id) + ": gửi ý kiến bằng văn bản điện tử");
    } else {
      absent.push_back(reader.withPost(member.id) + ": gửi ý kiến bằng văn bản (" + member.reference + ")");
    }
  }
  present.push_back(reader.withPost(ballot.secretary) + ": thư ký");
}

}  // namespace

std::string sharePercent(int part, int whole) {
  if (whole <= 0) return "0";
  const std::int64_t hundredths = static_cast<std::int64_t>(part) * 10000 / whole;
  std::string out = std::to_string(hundredths / 100);
  const std::int64_t rest = hundredths % 100;
  if (rest == 0) return out;
  out += "," + std::to_string(rest / 10);
  if (rest % 10 != 0) out += std::to_string(rest % 10);
  return out;
}

Result<templates::FieldSet> minutesFields(const DossierState& dossier, const Ballot& ballot,
                                          const directory::Directory& directory, const CouncilTexts& texts) {
  TDKT_CHECK(counted(ballot));
  const Reader reader(dossier, ballot, directory);
  templates::FieldSet fields;
  fields.texts = head(texts, ballot.paper.minutesNumber, *ballot.countedAt);
  fields.texts["subject"] = "Họp Hội đồng xét hồ sơ số " + dossier.header.number + "/" +
                            dossier.header.notation + " của " + dossier.header.senderName;
  fields.texts["startedAt"] = longMoment(*ballot.openedAt);
  fields.texts["venue"] = ballot.venue;
  fields.texts["secretaryName"] = reader.name(ballot.secretary);
  fields.texts["chairName"] = reader.name(ballot.presiding);
  fields.texts["closing"] = "Cuộc họp kết thúc vào " + longMoment(*ballot.countedAt) + "./.";
  addAttendance(reader, ballot, fields);
  auto& proceedings = fields.lists["proceedings"];
  proceedings = ballot.paper.proceedings;
  for (std::string& text : reader.recusals()) proceedings.push_back(std::move(text));
  proceedings.push_back(std::string("Hội đồng (") + ballot.establishing + ") bỏ phiếu " +
                        (ballot.rule.secret ? "kín" : "công khai") + ", lần " + std::to_string(ballot.round) +
                        ". " + reader.shareSentence() + ". Kết quả:");
  fields.lists["recipients"] = texts.recipients;
  templates::TableGroup group;
  for (std::size_t seat = 0; seat < ballot.lines.size(); ++seat) {
    const LineCount& count = ballot.counts[seat];
    group.rows.push_back({reader.nominee(seat), reader.award(seat),
                          std::to_string(count.yes) + "/" + std::to_string(count.base),
                          sharePercent(count.yes, count.base) + (count.passed ? "" : " (không đạt)")});
  }
  fields.tables["results"].groups.push_back(std::move(group));
  return fields;
}

Result<templates::FieldSet> recordFields(const DossierState& dossier, const Ballot& ballot,
                                         const directory::Directory& directory, const CouncilTexts& texts) {
  TDKT_CHECK(counted(ballot));
  const Reader reader(dossier, ballot, directory);
  templates::FieldSet fields;
  fields.texts = head(texts, ballot.paper.recordNumber, *ballot.countedAt);
  int invalid = ballot.voted();
  templates::TableGroup group;
  for (std::size_t seat = 0; seat < ballot.lines.size(); ++seat) {
    const LineCount& count = ballot.counts[seat];
    invalid = std::min(invalid, count.invalid);
    group.rows.push_back(
        {reader.nominee(seat), reader.award(seat), std::to_string(count.yes),
         std::to_string(count.no) +
             (count.blank > 0 ? " (trắng: " + std::to_string(count.blank) + ")" : std::string()),
         sharePercent(count.yes, count.base)});
  }
  fields.tables["votes"].groups.push_back(std::move(group));
  const int issued = static_cast<int>(
      std::count_if(ballot.members.begin(), ballot.members.end(),
                    [](const BallotMember& member) { return member.present || member.voted; }));
  fields.texts["subject"] = "Bỏ phiếu xét hồ sơ số " + dossier.header.number + "/" + dossier.header.notation +
                            " của " + dossier.header.senderName + ", lần " + std::to_string(ballot.round);
  fields.texts["members"] = Reader::two(reader.total());
  fields.texts["present"] = Reader::two(ballot.present());
  fields.texts["issued"] = Reader::two(issued);
  fields.texts["returned"] = Reader::two(ballot.voted());
  fields.texts["valid"] = Reader::two(ballot.voted() - invalid);
  fields.texts["invalid"] = Reader::two(invalid);
  if (ballot.lettersCounted() > 0) fields.texts["written"] = Reader::two(ballot.lettersCounted());
  fields.texts["closing"] =
      reader.shareSentence() + ". Biên bản lập xong lúc " + longMoment(*ballot.countedAt) + "./.";
  fields.texts["headName"] = nameOf(ballot.paper.counters.front());
  fields.texts["memberName"] = nameOf(ballot.paper.counters.at(1));
  for (std::size_t i = 0; i < ballot.paper.counters.size(); ++i)
    fields.lists["counters"].push_back(ballot.paper.counters[i] + (i == 0 ? ": Tổ trưởng" : ": thành viên"));
  return fields;
}

MinutesMaker::MinutesMaker(const templates::Filler& minutes, const templates::Filler& record,
                           const directory::Directory& directory, storage::BlobStore& blobs,
                           CouncilTexts texts)
    : minutes_(minutes), record_(record), directory_(directory), blobs_(blobs), texts_(std::move(texts)) {}

Result<std::map<std::string, std::string>> MinutesMaker::make(const DossierState& dossier,
                                                              const std::string& node) {
  const auto matter = dossier.matters.find(node);
  const Ballot* ballot = matter == dossier.matters.end() ? nullptr : std::get_if<Ballot>(&matter->second);
  if (ballot == nullptr) return notFoundError("workflow.ballot.none", "no ballot at this step");
  TDKT_ASSIGN(const auto minutes, minutesFields(dossier, *ballot, directory_, texts_));
  TDKT_ASSIGN(const auto record, recordFields(dossier, *ballot, directory_, texts_));
  TDKT_ASSIGN(const auto first, minutes_.fill(minutes, *ballot->countedAt));
  TDKT_ASSIGN(const auto second, record_.fill(record, *ballot->countedAt));
  TDKT_ASSIGN(const std::string minutesHash, blobs_.put(first.pdf));
  TDKT_ASSIGN(const std::string recordHash, blobs_.put(second.pdf));
  return std::map<std::string, std::string>{{node + ".minutes.sha256", minutesHash},
                                            {node + ".record.sha256", recordHash}};
}

}  // namespace tdkt::council
