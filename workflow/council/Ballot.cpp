#include "workflow/council/Ballot.h"

#include <algorithm>

#include "workflow/base/Bytes.h"

namespace tdkt::workflow {
namespace {

bool isMark(char c) {
  return c == kYes || c == kNo || c == kBlank || c == kInvalid;
}

template <class Test>
int countMembers(const Ballot& ballot, Test test) {
  return static_cast<int>(std::count_if(ballot.members.begin(), ballot.members.end(), test));
}

void add(LineCount& count, char mark) {
  switch (mark) {
    case kYes:
      ++count.yes;
      break;
    case kNo:
      ++count.no;
      break;
    case kInvalid:
      ++count.invalid;
      break;
    default:
      ++count.blank;
  }
}

int baseOf(const Ballot& ballot, const LineCount& count) {
  const int total = static_cast<int>(ballot.members.size());
  switch (ballot.rule.base) {
    case BallotBase::kTotal:
      return total;
    case BallotBase::kTotalLessRecused:
      return total - count.recused;
    case BallotBase::kPresentAndLetters:
      return countMembers(ballot, [](const BallotMember& m) { return m.present || m.voted; });
    case BallotBase::kCast:
      return count.cast();
  }
  return total;
}

void addOpenPapers(const Ballot& ballot, std::vector<LineCount>& counts) {
  for (const BallotMember& member : ballot.members) {
    if (!member.voted) continue;
    auto recused = member.recused.begin();
    for (std::size_t seat = 0; seat < counts.size(); ++seat) {
      if (recused != member.recused.end() && *recused == static_cast<int>(seat)) {
        ++recused;
      } else {
        add(counts[seat], member.marks[seat]);
      }
    }
  }
}

/// Which paper is a recused member's is not known: as many blank ones as he and his like are left out.
Result<Done> addSecretPapers(const Ballot& ballot, const std::vector<std::string>& papers,
                             std::vector<LineCount>& counts) {
  for (const std::string& paper : papers) {
    for (std::size_t seat = 0; seat < counts.size(); ++seat) add(counts[seat], paper[seat]);
  }
  for (const BallotMember& member : ballot.members) {
    if (!member.voted) continue;
    for (const int seat : member.recused) {
      if (--counts[static_cast<std::size_t>(seat)].blank < 0) {
        return corruptError("workflow.ballot.box", "a recused member's paper is not blank there");
      }
    }
  }
  return Done{};
}

Result<Done> papersFit(const Ballot& ballot, const std::vector<std::string>& papers) {
  if (papers.size() != static_cast<std::size_t>(ballot.voted())) {
    return corruptError("workflow.ballot.box", "the box does not hold one paper for each voter");
  }
  for (const std::string& paper : papers) {
    if (!isPaper(paper, ballot.lines.size()))
      return corruptError("workflow.ballot.box", "a paper is not one mark for each line");
  }
  return Done{};
}

}  // namespace

bool isPaper(std::string_view marks, std::size_t lines) {
  return marks.size() == lines && std::all_of(marks.begin(), marks.end(), isMark);
}

std::string packMarks(std::string_view marks) {
  std::string out;
  for (std::size_t at = 0; at < marks.size();) {
    std::size_t end = at;
    while (end < marks.size() && marks[end] == marks[at]) ++end;
    out += std::to_string(end - at) + marks[at];
    at = end;
  }
  return out;
}

std::optional<std::string> unpackMarks(std::string_view packed, std::size_t most) {
  std::string out;
  std::size_t times = 0;
  for (const char c : packed) {
    if (c >= '0' && c <= '9') {
      times = times * 10 + static_cast<std::size_t>(c - '0');
      if (times > most) return std::nullopt;
    } else {
      if (!isMark(c) || out.size() + times > most) return std::nullopt;
      out.append(times, c);
      times = 0;
    }
  }
  if (packMarks(out) != packed) return std::nullopt;
  return out;
}

const char* toString(BallotPhase phase) {
  switch (phase) {
    case BallotPhase::kConvening:
      return "convening";
    case BallotPhase::kOpen:
      return "open";
    case BallotPhase::kClosing:
      return "closing";
    case BallotPhase::kCounted:
      return "counted";
  }
  return "";
}

const BallotMember* Ballot::find(const OfficialId& member) const {
  const auto found =
      std::find_if(members.begin(), members.end(), [&](const BallotMember& row) { return row.id == member; });
  return found == members.end() ? nullptr : &*found;
}

int Ballot::present() const {
  return countMembers(*this, [](const BallotMember& member) { return member.present; });
}

int Ballot::voted() const {
  return countMembers(*this, [](const BallotMember& member) { return member.voted; });
}

int Ballot::lettersCounted() const {
  return countMembers(*this, [](const BallotMember& member) { return member.voted && member.letter; });
}

bool Ballot::hasQuorum() const {
  return reaches(present(), rule.quorum, static_cast<std::int64_t>(members.size()));
}

bool Ballot::boxReady() const {
  return !rule.secret || (!secretaryKey.empty() && !presidingKey.empty());
}

std::string boxIdOf(const DossierId& dossier, const std::string& node, int round) {
  return sha256Hex(dossier.text() + '\n' + node + '\n' + std::to_string(round) + "\nbox").substr(0, 32);
}

Result<std::vector<LineCount>> countBallot(const Ballot& ballot, const std::vector<std::string>& papers) {
  std::vector<LineCount> counts(ballot.lines.size());
  if (ballot.rule.secret) {
    TDKT_CHECK(papersFit(ballot, papers));
    TDKT_CHECK(addSecretPapers(ballot, papers, counts));
  } else {
    addOpenPapers(ballot, counts);
  }
  for (const BallotMember& member : ballot.members) {
    for (const int seat : member.recused) ++counts[static_cast<std::size_t>(seat)].recused;
  }
  for (LineCount& count : counts) {
    count.base = baseOf(ballot, count);
    count.passed = reaches(count.yes, ballot.rule.pass, count.base);
  }
  return counts;
}

}  // namespace tdkt::workflow
