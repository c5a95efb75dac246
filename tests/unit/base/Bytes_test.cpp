#include "workflow/base/Bytes.h"

#include <gtest/gtest.h>

namespace tdkt {

TEST(Bytes, Sha256OfAKnownText) {
  EXPECT_EQ(sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Bytes, Base64GoesRoundForEveryLength) {
  Bytes octets;
  for (int i = 0; i < 200; ++i) {
    EXPECT_EQ(fromBase64(toBase64(octets)), octets);
    octets += static_cast<char>(i * 7);
  }
  EXPECT_EQ(toBase64("Man"), "TWFu");
  EXPECT_EQ(toBase64("Ma"), "TWE=");
}

TEST(Bytes, BrokenBase64AndHexGiveNothing) {
  for (const char* text : {"TWF", "TW=u", "T", "TWFu=", "TW!u", "===="})
    EXPECT_FALSE(fromBase64(text)) << text;
  for (const char* text : {"0", "0g"}) EXPECT_FALSE(fromHex(text)) << text;
}

TEST(Bytes, ConstantTimeComparisonAgreesWithEquality) {
  EXPECT_TRUE(equalConstantTime("abc", "abc"));
  EXPECT_FALSE(equalConstantTime("abc", "abd"));
  EXPECT_FALSE(equalConstantTime("abc", "ab"));
}

}  // namespace tdkt
