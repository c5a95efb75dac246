#include <gtest/gtest.h>

#include <random>
#include <set>

#include "tests/unit/council/Councils.h"

namespace tdkt::workflow {
namespace {

using testing::members;

struct Needed {
  int total;
  Fraction pass;
  int yes;
};

TEST(PassMark, IsThatOfTheLaw) {
  // Source: NĐ 98/2023/NĐ-CP, Điều 30 khoản 7: 90 % and 80 % of all members.
  const Needed rows[] = {{15, {9, 10}, 14}, {15, {4, 5}, 12}, {9, {9, 10}, 9},   {9, {4, 5}, 8},
                         {11, {9, 10}, 10}, {11, {4, 5}, 9},  {13, {9, 10}, 12}, {13, {4, 5}, 11},
                         {21, {9, 10}, 19}, {21, {4, 5}, 17}, {1, {1, 1000}, 1}, {3, {2, 3}, 2}};
  for (const Needed& row : rows) {
    EXPECT_EQ(leastReaching(row.pass, row.total), row.yes) << row.total;
    EXPECT_TRUE(reaches(row.yes, row.pass, row.total)) << row.total;
    EXPECT_FALSE(reaches(row.yes - 1, row.pass, row.total)) << row.total;
  }
}

TEST(PassMark, IsNeverReachedByNothingOfNothing) {
  EXPECT_FALSE(reaches(0, {1, 2}, 0));
}

TEST(PassMark, IsTheLeastNumberThatReachesForEveryFractionAndWhole) {
  for (int bottom = 1; bottom <= 60; ++bottom) {
    for (int top = 1; top <= bottom; ++top) {
      for (int whole = 1; whole <= 40; ++whole) {
        const auto least = leastReaching({top, bottom}, whole);
        ASSERT_TRUE(reaches(least, {top, bottom}, whole));
        ASSERT_FALSE(reaches(least - 1, {top, bottom}, whole));
        ASSERT_LE(least, whole);
      }
    }
  }
}

TEST(Fractions, AreWrittenOnlyOneWay) {
  EXPECT_EQ(fractionFrom("2/3"), (Fraction{2, 3}));
  for (const char* bad :
       {"", "2", "2/", "/3", "3/2", "0/3", "02/3", "2/03", "2 /3", "+2/3", "1/1001", "2/3/4", "-1/3"})
    EXPECT_FALSE(fractionFrom(bad)) << bad;
}

TEST(Count, OfNoBallotsCastPassesNothing) {
  Ballot ballot;
  ballot.rule = {"council", {1, 2}, {1, 2}, BallotBase::kCast, false, true, 1};
  ballot.lines.emplace_back("l1");
  ballot.members.resize(3);
  const auto counts = countBallot(ballot, {});
  ASSERT_TRUE(counts.ok());
  EXPECT_FALSE(counts->front().passed);
}

TEST(Count, BlankAndInvalidBallotsAreCastButDoNotAgree) {
  Ballot ballot;
  ballot.rule = {"council", {1, 2}, {1, 2}, BallotBase::kCast, true, true, 1};
  ballot.lines.emplace_back("l1");
  ballot.members.resize(5);
  for (BallotMember& member : ballot.members) member.voted = true;
  const auto counts = countBallot(ballot, {"y", "y", "-", "i", "n"});
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->front(), (LineCount{2, 1, 1, 1, 0, 5, false}));
}

/// Counts again, by people and sets instead of marks and seats, and with fractions as cross products of
/// lists.
class SecondCount {
 public:
  explicit SecondCount(const Ballot& ballot) : ballot_(ballot) {}

  bool passes(std::size_t line) const {
    std::multiset<std::string> agree;
    for (const BallotMember& member : ballot_.members) {
      if (member.voted && !recused(member, line) && member.marks.at(line) == 'y')
        agree.insert(member.id.text());
    }
    const std::size_t whole = people(line).size();
    if (whole == 0) return false;
    const auto& pass = ballot_.rule.pass;
    // top/bottom of whole ≤ agree: lay both out as equal parts.
    const std::vector<char> needed(whole * static_cast<std::size_t>(pass.top));
    const std::vector<char> there(agree.size() * static_cast<std::size_t>(pass.bottom));
    return there.size() >= needed.size();
  }

 private:
  static bool recused(const BallotMember& member, std::size_t line) {
    return std::set<int>(member.recused.begin(), member.recused.end()).count(static_cast<int>(line)) == 1;
  }
  std::set<std::string> people(std::size_t line) const {
    std::set<std::string> out;
    for (const BallotMember& member : ballot_.members) {
      const bool in =
          ballot_.rule.base == BallotBase::kTotal ||
          (ballot_.rule.base == BallotBase::kTotalLessRecused && !recused(member, line)) ||
          (ballot_.rule.base == BallotBase::kPresentAndLetters && (member.present || member.voted)) ||
          (ballot_.rule.base == BallotBase::kCast && member.voted && !recused(member, line));
      if (in) out.insert(member.id.text());
    }
    return out;
  }
  const Ballot& ballot_;
};

Ballot anyBallot(std::mt19937& dice) {
  const auto upTo = [&](int most) { return static_cast<int>(dice() % static_cast<unsigned>(most + 1)); };
  Ballot ballot;
  const int bottom = 1 + upTo(12);
  ballot.rule = {"council", {1, 2}, {1 + upTo(bottom - 1), bottom}, static_cast<BallotBase>(upTo(3)), false,
                 true,      1};
  const int lines = 1 + upTo(8);
  for (int i = 0; i < lines; ++i) ballot.lines.emplace_back("l" + std::to_string(i));
  for (const OfficialId& id : members(1, 1 + upTo(24))) {
    BallotMember row;
    row.id = id;
    row.present = upTo(3) != 0;
    row.voted = upTo(4) != 0;
    for (int seat = 0; seat < lines; ++seat) {
      if (upTo(7) == 0) row.recused.push_back(seat);
    }
    if (row.voted) {
      for (int seat = 0; seat < lines; ++seat) row.marks += "yyyyn-i"[upTo(6)];
      for (const int seat : row.recused) row.marks[static_cast<std::size_t>(seat)] = '-';
    }
    ballot.members.push_back(std::move(row));
  }
  return ballot;
}

TEST(Count, AgreesWithASecondCountOnThousandsOfBallots) {
  std::mt19937 dice(20261121);
  int passed = 0;
  int failed = 0;
  for (int i = 0; i < 4000; ++i) {
    const Ballot ballot = anyBallot(dice);
    const auto counts = countBallot(ballot, {});
    ASSERT_TRUE(counts.ok());
    const SecondCount again(ballot);
    for (std::size_t line = 0; line < ballot.lines.size(); ++line) {
      ASSERT_EQ((*counts)[line].passed, again.passes(line)) << toString(ballot.rule.pass);
      ((*counts)[line].passed ? passed : failed) += 1;
    }
  }
  EXPECT_GT(passed, 1000);
  EXPECT_GT(failed, 1000);
}

TEST(Count, OfASecretBallotIsThatOfTheSameOpenOne) {
  std::mt19937 dice(7);
  for (int i = 0; i < 5000; ++i) {
    Ballot ballot = anyBallot(dice);
    const auto open = countBallot(ballot, {});
    std::vector<std::string> papers;
    for (BallotMember& member : ballot.members) {
      if (member.voted) papers.push_back(std::exchange(member.marks, {}));
    }
    std::shuffle(papers.begin(), papers.end(), dice);
    ballot.rule.secret = true;
    const auto secret = countBallot(ballot, papers);
    ASSERT_TRUE(open.ok() && secret.ok());
    ASSERT_EQ(*open, *secret);
  }
}

}  // namespace
}  // namespace tdkt::workflow
