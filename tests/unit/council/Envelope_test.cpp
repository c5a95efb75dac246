#include "connector/council/Envelope.h"

#include <gtest/gtest.h>

#include <set>

namespace tdkt::council {
namespace {

struct Box {
  SystemRandom random;
  std::string id = "box-1";
  BoxHalf secretary = newHalf(id, Side::kSecretary, random);
  BoxHalf presiding = newHalf(id, Side::kPresiding, random);

  Result<Bytes> put(const std::string& name, const std::string& marks) {
    return seal(id, name, marks, secretary.publicKey, presiding.publicKey, random);
  }
  Result<std::string> take(const std::string& name, const Bytes& envelope) const {
    return unseal(id, name, envelope, readCode(secretary.code.reveal()), readCode(presiding.code.reveal()));
  }
};

TEST(Envelope, OpensWithBothCodesAndGivesThePaperBack) {
  Box box;
  for (const std::string& marks : {std::string(), std::string("y"), std::string(5000, 'n')}) {
    const auto envelope = box.put("paper", marks);
    ASSERT_TRUE(envelope.ok());
    EXPECT_EQ(*box.take("paper", *envelope), marks);
  }
}

TEST(Envelope, OneCodeAloneOpensNothing) {
  Box box;
  const auto envelope = box.put("paper", "yyn");
  const Secret own = readCode(box.secretary.code.reveal());
  const Secret other = readCode(Box().presiding.code.reveal());
  EXPECT_EQ(unseal(box.id, "paper", *envelope, own, other).error().code, "council.envelope");
  EXPECT_EQ(unseal(box.id, "paper", *envelope, own, own).error().code, "council.envelope");
  EXPECT_EQ(unseal(box.id, "paper", *envelope, other, readCode(box.presiding.code.reveal())).error().code,
            "council.envelope");
}

TEST(Envelope, ChangedByOneBitOrMovedToAnotherNameOrBoxDoesNotOpen) {
  Box box;
  const Bytes envelope = *box.put("paper", "yyn");
  for (std::size_t at = 0; at < envelope.size(); ++at) {
    Bytes changed = envelope;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_EQ(box.take("paper", changed).error().code, "council.envelope") << at;
  }
  EXPECT_EQ(box.take("other", envelope).error().code, "council.envelope");
  box.id = "box-2";
  EXPECT_EQ(box.take("paper", envelope).error().code, "council.envelope");
  box.id = "box-1";
  EXPECT_EQ(box.take("paper", "").error().code, "council.envelope");
  EXPECT_EQ(box.take("paper", envelope.substr(0, 48)).error().code, "council.envelope");
}

TEST(Envelope, TellsNothingByItsLengthAndIsNewEachTime) {
  Box box;
  const Bytes one = *box.put("a", "yyyy");
  const Bytes two = *box.put("a", "yyyy");
  const Bytes three = *box.put("b", "n-in");
  EXPECT_NE(one, two);
  EXPECT_EQ(one.size(), three.size());
}

TEST(Envelope, IsNotSealedToSomethingThatIsNoKey) {
  Box box;
  for (const std::string& key : {std::string("zz"), std::string("aa"), std::string(64, '0')}) {
    EXPECT_EQ(seal(box.id, "p", "y", key, box.presiding.publicKey, box.random).error().code, "council.key")
        << key;
  }
}

TEST(BoxCodes, AreReadHoweverTheyAreTyped) {
  Box box;
  std::string typed;
  for (const char c : box.secretary.code.reveal())
    typed += c == '-' ? ' ' : static_cast<char>(std::tolower(c));
  for (char& c : typed) {
    if (c == '0') c = 'o';
    if (c == '1') c = 'l';
  }
  EXPECT_TRUE(opens(box.id, Side::kSecretary, readCode(typed), box.secretary.publicKey));
  EXPECT_FALSE(opens(box.id, Side::kPresiding, readCode(typed), box.secretary.publicKey));
  EXPECT_FALSE(opens("box-2", Side::kSecretary, readCode(typed), box.secretary.publicKey));
  for (const char* bad : {"", "abc", "UUUU-UUUU-UUUU-UUUU-UUUU", "0000-0000-0000-0000-0000-0", "đđđđ"})
    EXPECT_TRUE(readCode(bad).empty()) << bad;
}

TEST(BoxCodes, DifferEachTime) {
  SystemRandom random;
  std::set<std::string> codes;
  for (int i = 0; i < 100; ++i) codes.emplace(newHalf("b", Side::kSecretary, random).code.reveal());
  EXPECT_EQ(codes.size(), 100U);
}

}  // namespace
}  // namespace tdkt::council
