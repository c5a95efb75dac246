#include "connector/council/BallotBox.h"

#include <algorithm>

#include "connector/council/Envelope.h"
#include "workflow/council/Ballot.h"

namespace tdkt::council {
namespace {

constexpr std::size_t kMostLines = 1U << 20U;

}  // namespace

Result<std::vector<SealedRow>> BallotBox::sealed(const std::string& box) {
  const auto view = db_.snapshot();
  TDKT_ASSIGN(auto query, db_.prepare("SELECT paper, envelope FROM ballot_box WHERE box = ? ORDER BY paper"));
  query.bind(box);
  std::vector<SealedRow> out;
  while (true) {
    TDKT_ASSIGN(const bool row, query.step());
    if (!row) return out;
    out.push_back({query.text(0), query.text(1)});
  }
}

Result<std::vector<std::string>> BallotBox::opened(const std::string& box, const Secret& secretaryCode,
                                                   const std::string& secretaryKey,
                                                   const Secret& presidingCode,
                                                   const std::string& presidingKey) {
  if (!opens(box, Side::kSecretary, secretaryCode, secretaryKey))
    return inputError("council.code", "not the secretary's code of this box", "secretary");
  if (!opens(box, Side::kPresiding, presidingCode, presidingKey))
    return inputError("council.code", "not the presiding member's code of this box", "presiding");
  TDKT_ASSIGN(const auto rows, sealed(box));
  std::vector<std::string> papers;
  for (const SealedRow& row : rows) {
    TDKT_ASSIGN(std::string marks, unseal(box, row.name, row.envelope, secretaryCode, presidingCode));
    papers.push_back(std::move(marks));
  }
  std::sort(papers.begin(), papers.end());
  return papers;
}

Result<std::vector<std::string>> BallotBox::kept(const std::string& box) {
  const auto view = db_.snapshot();
  TDKT_ASSIGN(auto query, db_.prepare("SELECT marks FROM ballot_paper WHERE box = ? ORDER BY place"));
  query.bind(box);
  std::vector<std::string> out;
  while (true) {
    TDKT_ASSIGN(const bool row, query.step());
    if (!row) return out;
    const auto marks = workflow::unpackMarks(query.text(0), kMostLines);
    if (!marks) return corruptError("workflow.ballot.box", "a kept paper is not what was written");
    out.push_back(*marks);
  }
}

}  // namespace tdkt::council
