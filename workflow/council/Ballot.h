#pragma once
// One council ballot on all lines of a dossier: a frozen roster, who is there, who has voted, the count.
//
//   convening ─open─► open ─ask to close─► closing ─chair confirms─► counted ─annul─► convening (next round)
//                      ▲ └──────resume───────┘ │ no quorum, or void
//                      └── convening ◄─────────┘
//
// Nothing ends a ballot early and nothing shows a figure before it is counted. Source: NĐ 98/2023/NĐ-CP,
// Điều 30 khoản 7, Điều 47; NĐ 152/2025/NĐ-CP.

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflow/base/Error.h"
#include "workflow/base/Ids.h"
#include "workflow/base/Time.h"
#include "workflow/council/Rule.h"

namespace tdkt::workflow {

/// What one ballot paper says of one line. A paper is one mark per line, in the order of Ballot::lines.
enum Mark : char { kYes = 'y', kNo = 'n', kBlank = '-', kInvalid = 'i' };

/// Whether the text is one mark for each of `lines` lines.
bool isPaper(std::string_view marks, std::size_t lines);
/// Runs instead of repeats: "4999y1n". Equal papers give equal texts.
std::string packMarks(std::string_view marks);
/// Nothing unless it is what packMarks writes, and of at most `most` marks.
std::optional<std::string> unpackMarks(std::string_view packed, std::size_t most);

enum class BallotPhase { kConvening, kOpen, kClosing, kCounted };
const char* toString(BallotPhase phase);

struct BallotMember {
  OfficialId id;
  bool present = false;
  bool voted = false;
  bool letter = false;       ///< voted while absent
  std::string reference;     ///< of a letter on paper: its number and date; the secretary brought it in
  std::string marks;         ///< open ballot only, once voted: the latest paper
  std::vector<int> recused;  ///< seats in Ballot::lines, ascending: may not vote there
  friend bool operator==(const BallotMember&, const BallotMember&) = default;
};

/// What was counted for one line. Blank and invalid ones are cast, but do not agree.
struct LineCount {
  int yes = 0;
  int no = 0;
  int blank = 0;
  int invalid = 0;
  int recused = 0;
  int base = 0;  ///< what the share is of
  bool passed = false;
  int cast() const { return yes + no + blank + invalid; }
  friend bool operator==(const LineCount&, const LineCount&) = default;
};

/// What the secretary adds for the minutes and the ballot record. Vietnamese, NFC.
struct MinutesPaper {
  std::string minutesNumber;             ///< "05/BB-HĐTĐKT", of the council's own series
  std::string recordNumber;              ///< "06/BB-HĐTĐKT"
  std::vector<std::string> counters;     ///< tổ kiểm phiếu: head, then members; two at least
  std::vector<std::string> proceedings;  ///< what was discussed, one paragraph each
  friend bool operator==(const MinutesPaper&, const MinutesPaper&) = default;
};

/// Kept at the ballot's node. Everything is frozen at opening but presence, recusals, votes.
struct Ballot {
  static constexpr const char* kKind = "ballot";

  BallotPhase phase = BallotPhase::kConvening;
  BallotRule rule;
  int round = 1;             ///< of this dossier, from 1: every opening has its own
  int results = 0;           ///< rounds that came to a result; never more than rule.rounds
  std::string establishing;  ///< the decision that names the members
  std::string venue;
  OfficialId secretary;  ///< who opened it
  OfficialId presiding;
  std::string secretaryKey;  ///< secret ballot: public halves of the box, hex; empty until taken
  std::string presidingKey;
  std::optional<UtcTime> openedAt;
  std::optional<UtcTime> closingAt;  ///< no more votes from here
  std::optional<UtcTime> countedAt;
  std::vector<LineId> lines;
  std::vector<BallotMember> members;  ///< the roster; its size is N
  MinutesPaper paper;
  std::vector<LineCount> counts;  ///< once counted, one per line
  friend bool operator==(const Ballot&, const Ballot&) = default;

  const BallotMember* find(const OfficialId& member) const;
  int present() const;
  int voted() const;
  int lettersCounted() const;
  bool hasQuorum() const;
  /// Secret: both halves of the box are there. Open: at once.
  bool boxReady() const;
};

/// Names one round's box in storage: says nothing of the dossier. Lower-case hex.
std::string boxIdOf(const DossierId& dossier, const std::string& node, int round);

/// Counts every line. `papers`: of a secret ballot, as they came out of the box, in any order; ignored for an
/// open one. A recused member's paper is blank on his lines and is not counted there.
/// Errors: kCorrupt "workflow.ballot.box" (not as many papers as voters, or a paper that is none).
Result<std::vector<LineCount>> countBallot(const Ballot& ballot, const std::vector<std::string>& papers);

nlohmann::ordered_json toJson(const Ballot& ballot);
/// Throws std::invalid_argument or nlohmann's exceptions.
void fromJson(const nlohmann::ordered_json& json, Ballot& ballot);
nlohmann::ordered_json toJson(const MinutesPaper& paper);
MinutesPaper minutesPaperFromJson(const nlohmann::ordered_json& json);
nlohmann::ordered_json toJson(const std::vector<LineCount>& counts);
std::vector<LineCount> lineCountsFromJson(const nlohmann::ordered_json& json);

}  // namespace tdkt::workflow
