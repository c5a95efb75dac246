#include "workflow/base/HashedOctets.h"

#include <gtest/gtest.h>

#include <array>
#include <thread>
#include <vector>

namespace tdkt {
namespace {

Bytes noise(std::size_t size, unsigned seed) {
  Bytes out;
  for (std::size_t i = 0; i < size; ++i) {
    seed = seed * 1103515245U + 12345U;
    out += static_cast<char>(seed >> 16U);
  }
  return out;
}

}  // namespace

TEST(HashedOctets, GiveTheDigestsOfTheirOctetsInWhateverOrderTheyAreAsked) {
  const Bytes all = noise(5000, 1);
  HashedOctets octets{Bytes(all)};
  const auto expected = [&](std::size_t hole, std::size_t after, std::size_t end) {
    return sha256(all.substr(0, hole) + all.substr(after, end - after));
  };
  for (const auto& [hole, after, end] : std::vector<std::array<std::size_t, 3>>{{3000, 4000, 5000},
                                                                                {100, 200, 300},
                                                                                {3000, 3001, 4000},
                                                                                {0, 0, 0},
                                                                                {5000, 5000, 5000},
                                                                                {0, 10, 64}})
    EXPECT_EQ(octets.sha256Without(hole, after, end), expected(hole, after, end)) << hole;
  EXPECT_EQ(octets.sha256Hex(), sha256Hex(all));
}

TEST(HashedOctets, AFileThatGrewHasTheDigestOfAllOfIt) {
  const Bytes all = noise(3000, 2);
  HashedOctets octets(all.substr(0, 2000));
  EXPECT_EQ(octets.sha256(), sha256(all.substr(0, 2000)));
  EXPECT_EQ(octets.sha256With({all.substr(2000, 500), all.substr(2500)}), sha256(all));
  octets.append(all.substr(2000));
  EXPECT_EQ(octets.view(), all);
  EXPECT_EQ(octets.sha256(), sha256(all));
}

TEST(HashedOctets, SomebodyElsesOctetsAreDigestedWhereTheyAre) {
  const Bytes all = noise(300, 3);
  HashedOctets octets = HashedOctets::borrowed(all);
  EXPECT_EQ(octets.view().data(), all.data());
  EXPECT_EQ(octets.sha256(), sha256(all));
}

TEST(HashedOctets, MovedAwayTheyKeepTheirDigests) {
  const Bytes all = noise(40, 4);
  HashedOctets first{Bytes(all)};
  first.sha256();
  HashedOctets second = std::move(first);
  EXPECT_EQ(second.sha256(), sha256(all));
  second.append("more");
  EXPECT_EQ(second.sha256(), sha256(all + "more"));
}

TEST(BeginningMemory, FilesThatBeginAlikeHaveTheirOwnDigests) {
  const Bytes fonts = noise(100'000, 5);
  BeginningMemory memory;
  for (unsigned i = 0; i < 20; ++i) {
    HashedOctets file(fonts + noise(1000 + i, 10 + i));
    const Bytes expected = sha256(file.view());
    memory.prepare(file);
    EXPECT_EQ(file.sha256(), expected) << i;
  }
}

TEST(BeginningMemory, AFileThatDiffersInOneOctetOfTheBeginningIsNotTakenForAnother) {
  const Bytes fonts = noise(100'000, 6);
  BeginningMemory memory;
  for (int i = 0; i < 3; ++i) {
    HashedOctets file(fonts + std::to_string(i));
    memory.prepare(file);
  }
  for (const std::size_t place : {0U, 63U, 50'000U, 98'303U, 98'304U, 99'999U}) {
    Bytes other = fonts + "tail";
    other[place] = static_cast<char>(other[place] ^ 1);
    HashedOctets file{Bytes(other)};
    memory.prepare(file);
    EXPECT_EQ(file.sha256(), sha256(other)) << place;
  }
  HashedOctets shorter(fonts.substr(0, 98'303));
  memory.prepare(shorter);
  EXPECT_EQ(shorter.sha256(), sha256(fonts.substr(0, 98'303)));
}

TEST(BeginningMemory, WhatTwoTemplatesShareDoesNotHideHowMuchMoreTheFilesOfOneDo) {
  const Bytes font = noise(20'000, 30);
  const Bytes artwork = font + noise(100'000, 31);
  BeginningMemory memory;
  const auto knownOf = [&](const Bytes& octets) {
    HashedOctets file{Bytes(octets)};
    memory.prepare(file);
    EXPECT_EQ(file.sha256(), sha256(octets));
    return file.known().length;
  };
  knownOf(font + noise(50'000, 32));
  for (unsigned i = 0; i < 4; ++i) knownOf(artwork + noise(1000, 40 + i));
  EXPECT_GT(knownOf(artwork + noise(1000, 50)), 100'000U);
}

TEST(BeginningMemory, SeveralTemplatesAndThreadsShareIt) {
  const Bytes fonts[] = {noise(60'000, 7), noise(80'000, 8), noise(20'000, 9)};
  BeginningMemory memory;
  std::vector<std::jthread> threads;
  for (unsigned t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (unsigned i = 0; i < 60; ++i) {
        HashedOctets file(fonts[(i + t) % 3] + noise(500, 100 * t + i));
        const Bytes expected = sha256(file.view());
        memory.prepare(file);
        EXPECT_EQ(file.sha256(), expected);
      }
    });
  }
}

}  // namespace tdkt
