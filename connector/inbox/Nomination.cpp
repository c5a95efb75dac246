#include "connector/inbox/Nomination.h"

#include <algorithm>
#include <numeric>

#include "workflow/base/Text.h"

namespace tdkt::inbox {
namespace {

using workflow::DocumentRole;

bool endsWith(const std::string& text, const std::string& tail) {
  return text.size() >= tail.size() && text.compare(text.size() - tail.size(), tail.size(), tail) == 0;
}

/// A CSV is plain text and an XLSX a zip: which of them is the list is told by its name.
bool isList(const edxml::Attachment& attachment) {
  const std::string name = text::fold(attachment.name + " " + attachment.description);
  const std::string file = text::fold(attachment.name);
  const bool table = endsWith(file, ".csv") || endsWith(file, ".xlsx") || endsWith(file, ".ods");
  return table &&
         (name.find("danh sach") != std::string::npos || name.find("danh-sach") != std::string::npos);
}

bool claimsPdf(const edxml::Attachment& attachment) {
  return endsWith(text::fold(attachment.name), ".pdf");
}

/// The head alone can be forged by accident; a PDF also ends as one.
Result<Done> checkPdf(const edxml::Attachment& attachment) {
  const std::size_t size = attachment.size();
  TDKT_ASSIGN(const Bytes head, attachment.part(0, 5));
  TDKT_ASSIGN(const Bytes tail, attachment.part(size > 2048 ? size - 2048 : 0, 2048));
  if (head == "%PDF-" && tail.find("%%EOF") != Bytes::npos) return Done{};
  return inputError("intake.pdf", "the file is named .pdf but is not a PDF", attachment.name);
}

Result<DraftList> readList(const edxml::Attachment& attachment, const ListAnswers& answers) {
  TDKT_ASSIGN(const Bytes whole, attachment.part(0, attachment.size()));
  DraftList out{attachment.name, sha256Hex(whole), {}};
  const auto decided = answers.files.find(out.sha256);
  auto review = lists::reviewList(
      whole, decided == answers.files.end() ? lists::ListDecision{} : decided->second, answers.remembered);
  if (review) {
    out.review = std::move(*review);
    return out;
  }
  Error error = review.error();
  error.field = attachment.name + (error.field.empty() ? "" : ", " + error.field);
  return error;
}

Result<Done> sameNominees(const std::vector<lists::ListedNominee>& first,
                          const std::vector<lists::ListedNominee>& second) {
  const std::size_t rows = std::max(first.size(), second.size());
  for (std::size_t i = 0; i < rows; ++i) {
    const bool same = i < first.size() && i < second.size() && first[i].nominee == second[i].nominee &&
                      first[i].award == second[i].award;
    if (!same) {
      return inputError("intake.list.differs", "the list came in two forms that are not the same",
                        "row " + std::to_string(i + 1));
    }
  }
  return Done{};
}

std::vector<workflow::Line> linesFrom(const std::vector<lists::ListedNominee>& nominees,
                                      const std::string& defaultAward) {
  std::vector<workflow::Line> lines;
  for (const lists::ListedNominee& listed : nominees) {
    workflow::Line line;
    line.ordinal = static_cast<int>(lines.size()) + 1;
    line.id = LineId("line-" + std::to_string(line.ordinal));
    line.nominee = listed.nominee;
    line.award = listed.award.empty() ? defaultAward : listed.award;
    lines.push_back(std::move(line));
  }
  return lines;
}

/// Which award is meant is never guessed.
Result<Done> everyLineHasAnAward(const std::vector<workflow::Line>& lines) {
  for (const workflow::Line& line : lines) {
    if (!line.award.empty()) continue;
    return inputError("intake.award.missing", "the list names no award and none is configured as default",
                      "row " + std::to_string(line.ordinal));
  }
  return Done{};
}

/// One decision grants one award: told at the door, not after the chair decided and a number was taken.
Result<Done> oneAward(const std::vector<workflow::Line>& lines) {
  for (const workflow::Line& line : lines) {
    if (line.award == lines.front().award) continue;
    return inputError("intake.awards", "one dossier proposes one award",
                      "row " + std::to_string(line.ordinal));
  }
  return Done{};
}

workflow::DossierHeader headerFrom(const edxml::Message& message) {
  workflow::DossierHeader header;
  header.hostDocumentId = message.documentId;
  header.senderCode = message.from.id;
  header.senderName = message.from.name;
  header.number = message.codeNumber;
  header.notation = message.codeNotation;
  header.promulgatedOn = message.promulgatedOn;
  header.subject = message.subject;
  header.signer = message.signerName;
  return header;
}

/// The lines, once no list waits.
Result<Done> fillLines(NominationDraft& draft, const std::string& defaultAward) {
  const auto& nominees = draft.lists.front().review.list.nominees;
  for (const DraftList& other : draft.lists) TDKT_CHECK(sameNominees(nominees, other.review.list.nominees));
  draft.lines = linesFrom(nominees, defaultAward);
  TDKT_CHECK(everyLineHasAnAward(draft.lines));
  return oneAward(draft.lines);
}

}  // namespace

bool NominationDraft::waits() const {
  return std::any_of(lists.begin(), lists.end(), [](const DraftList& one) { return one.review.waits(); });
}

std::size_t NominationDraft::questions() const {
  return std::accumulate(lists.begin(), lists.end(), std::size_t{0},
                         [](std::size_t sum, const DraftList& one) { return sum + one.review.questions(); });
}

Result<NominationDraft> draftFrom(const edxml::Message& message, const std::string& defaultAward,
                                  const ListAnswers& answers) {
  if (message.business == edxml::BusinessType::kRevoke)
    return inputError("intake.business", "a revocation proposes nobody", "BussinessDocType");
  if (message.codeNumber.empty() || message.codeNotation.empty()) {
    // Without them nothing tells the same submission in another packet from a second one.
    return inputError("intake.number.missing", "the submission has no number or no notation", "Code");
  }
  NominationDraft draft;
  draft.header = headerFrom(message);
  bool hasSubmission = false;
  for (const edxml::Attachment& attachment : message.attachments) {
    DraftFile file{attachment.name, attachment.mediaType, DocumentRole::kEvidence, attachment.bytes,
                   attachment.file};
    if (claimsPdf(attachment)) TDKT_CHECK(checkPdf(attachment));
    if (isList(attachment)) {
      file.role = DocumentRole::kList;
      TDKT_ASSIGN(DraftList list, readList(attachment, answers));
      draft.lists.push_back(std::move(list));
    } else if (!hasSubmission && claimsPdf(attachment)) {
      file.role = DocumentRole::kSubmission;
      hasSubmission = true;
    }
    draft.files.push_back(std::move(file));
  }
  if (!hasSubmission) return inputError("intake.submission.missing", "no PDF of the submission is attached");
  if (draft.lists.empty())
    return inputError("intake.list.missing", "no list of nominees (CSV or XLSX) is attached");
  if (!draft.waits()) TDKT_CHECK(fillLines(draft, defaultAward));
  return draft;
}

}  // namespace tdkt::inbox
