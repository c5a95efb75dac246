#include "connector/issuing/DecisionFields.h"

#include <array>
#include <map>

#include "workflow/base/Text.h"

namespace tdkt::issuing {
namespace {

using workflow::Line;
using workflow::LineState;
using workflow::NomineeKind;

struct KindWords {
  NomineeKind kind;
  const char* counted;  ///< "5 tập thể"
  const char* heading;  ///< table group
};
constexpr std::array<KindWords, 3> kKinds = {{{NomineeKind::kIndividual, "cá nhân", "Cá nhân"},
                                              {NomineeKind::kCollective, "tập thể", "Tập thể"},
                                              {NomineeKind::kHousehold, "hộ gia đình", "Hộ gia đình"}}};

std::size_t countOf(const std::vector<Line>& lines, NomineeKind kind) {
  std::size_t count = 0;
  for (const Line& line : lines) count += line.nominee.kind == kind ? 1 : 0;
  return count;
}

/// "05 tập thể, 43 cá nhân": collectives first, as decisions name them.
std::string countedNominees(const std::vector<Line>& lines) {
  std::string out;
  for (const NomineeKind kind :
       {NomineeKind::kCollective, NomineeKind::kIndividual, NomineeKind::kHousehold}) {
    const std::size_t count = countOf(lines, kind);
    if (count == 0) continue;
    for (const KindWords& words : kKinds) {
      if (words.kind != kind) continue;
      out += (out.empty() ? "" : ", ") + text::documentNumber(static_cast<std::int64_t>(count)) + " " +
             words.counted;
    }
  }
  return out;
}

std::string positionAndUnit(const workflow::Nominee& nominee) {
  if (nominee.position.empty()) return nominee.unit;
  return nominee.unit.empty() ? nominee.position : nominee.position + ", " + nominee.unit;
}

Result<templates::TableData> nomineeTable(const workflow::DossierState& dossier,
                                          const std::vector<Line>& lines, const ReservedNumber& number,
                                          const workflow::RulePack& rules, std::int64_t* total) {
  templates::TableData table;
  for (const KindWords& words : kKinds) {
    templates::TableGroup group{words.heading, {}};
    for (const Line& line : lines) {
      if (line.nominee.kind != words.kind) continue;
      TDKT_ASSIGN(const std::int64_t bonus, rules.bonus(line.award, line.nominee.kind,
                                                        vietnamDate(dossier.header.receivedAt), number.date));
      *total += bonus;
      group.rows.push_back({line.nominee.name, positionAndUnit(line.nominee), line.nominee.achievement,
                            text::groupThousands(bonus)});
    }
    table.groups.push_back(std::move(group));
  }
  return table;
}

std::string submissionReference(const workflow::DossierHeader& header) {
  std::string out = header.number + "/" + header.notation;
  if (header.promulgatedOn) out += " " + longDate(*header.promulgatedOn);
  return out;
}

std::string firstUpper(const std::string& words) {
  const auto points = text::codePoints(words);
  if (points.empty()) return words;
  std::size_t firstLength = 1;
  while (firstLength < words.size() && (static_cast<unsigned char>(words[firstLength]) & 0xC0U) == 0x80U)
    ++firstLength;
  return text::upper(words.substr(0, firstLength)) + words.substr(firstLength);
}

}  // namespace

std::vector<Line> decidedLines(const workflow::DossierState& dossier) {
  std::vector<Line> lines;
  for (const Line& line : dossier.lines) {
    if (line.state == LineState::kDecided || line.state == LineState::kIssued) lines.push_back(line);
  }
  return lines;
}

Result<templates::FieldSet> decisionFields(const workflow::DossierState& dossier,
                                           const ReservedNumber& number, const DecisionTexts& texts,
                                           const workflow::RulePack& rules, const std::string& verifyUrl) {
  const std::vector<Line> lines = decidedLines(dossier);
  if (lines.empty()) return inputError("issuing.nobody", "no line of the dossier was decided");
  const std::string award = lines.front().award;
  for (const Line& line : lines) {
    if (line.award != award) {
      return inputError("issuing.mixed-awards", "one decision grants one award; split the dossier by award",
                        "line " + std::to_string(line.ordinal));
    }
  }
  std::int64_t total = 0;
  templates::FieldSet fields;
  TDKT_ASSIGN(fields.tables["nominees"], nomineeTable(dossier, lines, number, rules, &total));
  for (const auto& basis : rules.legalBases(vietnamDate(dossier.header.receivedAt))) {
    fields.lists["legalBases"].push_back(basis.text);
  }
  const std::string counted = countedNominees(lines);
  const std::string amount =
      text::groupThousands(total) + " đồng (" + firstUpper(text::numberInWords(total)) + " đồng)";
  fields.lists["articles"] = {
      "Tặng " + award + " cho " + counted +
          " (có danh sách kèm theo), đã có thành tích xuất sắc theo đề nghị tại Tờ trình số " +
          submissionReference(dossier.header) + " của " + dossier.header.senderName + ".",
      "Tiền thưởng kèm theo hình thức khen thưởng là " + amount +
          ", chi từ quỹ thi đua, khen thưởng theo quy định hiện hành.",
      "Quyết định này có hiệu lực kể từ ngày ký.",
      "Chánh Văn phòng Ủy ban nhân dân " + texts.province + ", Giám đốc Sở Nội vụ, " +
          dossier.header.senderName +
          ", thủ trưởng các cơ quan, đơn vị có liên quan và các tập thể, cá nhân có tên trong danh sách chịu "
          "trách nhiệm thi "
          "hành Quyết định này./."};
  fields.lists["recipients"] = texts.recipients;
  fields.texts = {{"issuerParent", texts.issuerParent},
                  {"issuerName", texts.issuerName},
                  {"number", number.text()},
                  {"place", texts.place},
                  {"issuedOn", isoDate(number.date)},
                  {"subject", "Về việc tặng " + award},
                  {"authority", texts.authority},
                  {"proposal", "Theo đề nghị của " + dossier.header.senderName + " tại Tờ trình số " +
                                   submissionReference(dossier.header) + "."},
                  {"signerCapacity", texts.signerCapacity},
                  {"signerPost", texts.signerPost},
                  {"signerName", texts.signerName},
                  {"listTitle", "Tập thể, cá nhân được tặng " + award},
                  {"verifyUrl", verifyUrl}};
  return fields;
}

templates::FieldSet certificateFields(const Line& line, const std::string& certificateTitle,
                                      const ReservedNumber& number, const DecisionTexts& texts,
                                      const std::string& verifyUrl) {
  templates::FieldSet fields;
  fields.texts = {{"authority", texts.authority},
                  {"awardName", certificateTitle},
                  {"recipientName", line.nominee.name},
                  {"recipientPosition", positionAndUnit(line.nominee)},
                  {"achievement", line.nominee.achievement},
                  {"decisionNumber", number.text()},
                  {"decisionDate", isoDate(number.date)},
                  {"goldBookNumber", text::documentNumber(line.ordinal)},
                  {"place", texts.place},
                  {"issuedOn", isoDate(number.date)},
                  {"signerCapacity", texts.signerCapacity},
                  {"signerPost", texts.signerPost},
                  {"signerName", texts.signerName},
                  {"verifyUrl", verifyUrl}};
  return fields;
}

}  // namespace tdkt::issuing
