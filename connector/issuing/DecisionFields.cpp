#include "connector/issuing/DecisionFields.h"

#include <algorithm>
#include <iterator>
#include <map>

#include "workflow/base/Text.h"

namespace tdkt::issuing {
namespace {

using workflow::Line;
using workflow::LineState;
using workflow::NomineeKind;

std::size_t countOf(const std::vector<Line>& lines, NomineeKind kind) {
  std::size_t count = 0;
  for (const Line& line : lines) count += line.nominee.kind == kind ? 1 : 0;
  return count;
}

/// "05 tập thể, 43 cá nhân", in the order of the wording.
std::string countedNominees(const std::vector<Line>& lines, const DecisionWording& wording) {
  std::string out;
  for (const KindPhrase& words : wording.counted) {
    const std::size_t count = countOf(lines, words.kind);
    if (count == 0) continue;
    const std::string number = text::documentNumber(static_cast<std::int64_t>(count));
    out += (out.empty() ? "" : ", ") + words.phrase.fill({{"count", number}});
  }
  return out;
}

std::string positionAndUnit(const workflow::Nominee& nominee) {
  if (nominee.position.empty()) return nominee.unit;
  return nominee.unit.empty() ? nominee.position : nominee.position + ", " + nominee.unit;
}

Result<templates::TableData> nomineeTable(const workflow::DossierState& dossier,
                                          const std::vector<Line>& lines, const ReservedNumber& number,
                                          const workflow::RulePack& rules, const DecisionWording& wording,
                                          std::int64_t* total) {
  templates::TableData table;
  for (const KindPhrase& words : wording.groups) {
    templates::TableGroup group{words.phrase.fill({}), {}};
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

std::string submissionReference(const workflow::DossierHeader& header, const DecisionWording& wording) {
  if (!header.promulgatedOn)
    return wording.submission.fill({{"number", header.number}, {"notation", header.notation}});
  return wording.submissionDated.fill(
      {{"number", header.number}, {"notation", header.notation}, {"date", longDate(*header.promulgatedOn)}});
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

std::vector<Line> tabledLines(const workflow::DossierState& dossier, const DecisionWording& wording) {
  const std::vector<Line> lines = decidedLines(dossier);
  std::vector<Line> out;
  for (const KindPhrase& words : wording.groups) {
    std::copy_if(lines.begin(), lines.end(), std::back_inserter(out),
                 [&](const Line& line) { return line.nominee.kind == words.kind; });
  }
  return out;
}

Result<templates::FieldSet> decisionFields(const workflow::DossierState& dossier,
                                           const ReservedNumber& number, const DecisionTexts& texts,
                                           const DecisionWording& wording, const workflow::RulePack& rules,
                                           const std::string& verifyUrl) {
  const std::vector<Line> lines = decidedLines(dossier);
  if (lines.empty()) return inputError("issuing.nobody", "no line of the dossier was decided");
  const std::string award = lines.front().award;
  for (const Line& line : lines) {
    if (line.award != award) {
      return inputError("issuing.mixed-awards", "one decision grants one award; split the dossier by award",
                        "line " + std::to_string(line.ordinal) + ", " + line.nominee.name);
    }
  }
  std::int64_t total = 0;
  templates::FieldSet fields;
  TDKT_ASSIGN(fields.tables["nominees"], nomineeTable(dossier, lines, number, rules, wording, &total));
  for (const auto& basis : rules.legalBases(vietnamDate(dossier.header.receivedAt))) {
    fields.lists["legalBases"].push_back(basis.text);
  }
  const workflow::AwardRule* rule = rules.findAward(award, vietnamDate(dossier.header.receivedAt));
  const std::map<std::string, std::string> words = {
      {"award", rule == nullptr ? award : rule->inDecision},
      {"counted", countedNominees(lines, wording)},
      {"submission", submissionReference(dossier.header, wording)},
      {"sender", dossier.header.senderName},
      {"amount", wording.amount.fill({{"digits", text::groupThousands(total)},
                                      {"words", firstUpper(text::numberInWords(total))}})},
      {"province", texts.province},
      {"authority", texts.authority}};
  for (const Phrase& article : wording.articles) fields.lists["articles"].push_back(article.fill(words));
  fields.lists["recipients"] = texts.recipients;
  fields.texts = {{"issuerParent", texts.issuerParent},
                  {"issuerName", texts.issuerName},
                  {"number", number.text()},
                  {"place", texts.place},
                  {"issuedOn", isoDate(number.date)},
                  {"subject", wording.subject.fill(words)},
                  {"authority", texts.authority},
                  {"proposal", wording.proposal.fill(words)},
                  {"signerCapacity", texts.signerCapacity},
                  {"signerPost", texts.signerPost},
                  {"signerName", texts.signerName},
                  {"listTitle", wording.listTitle.fill(words)},
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
