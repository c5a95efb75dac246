#include "connector/lists/VietnameseSyllable.h"

#include <algorithm>
#include <array>
#include <string>

#include "workflow/base/Text.h"

namespace tdkt::lists {
namespace {

enum class Tone { kLevel, kGrave, kHook, kTilde, kAcute, kDot };

struct Vowel {
  char32_t plain;
  std::u32string_view toned;  ///< grave, hook, tilde, acute, dot
};

constexpr std::array<Vowel, 12> kVowels = {{{U'a', U"àảãáạ"},
                                            {U'ă', U"ằẳẵắặ"},
                                            {U'â', U"ầẩẫấậ"},
                                            {U'e', U"èẻẽéẹ"},
                                            {U'ê', U"ềểễếệ"},
                                            {U'i', U"ìỉĩíị"},
                                            {U'o', U"òỏõóọ"},
                                            {U'ô', U"ồổỗốộ"},
                                            {U'ơ', U"ờởỡớợ"},
                                            {U'u', U"ùủũúụ"},
                                            {U'ư', U"ừửữứự"},
                                            {U'y', U"ỳỷỹýỵ"}}};

// Longest first, so that "ngh" is not read as "ng" and "h".
constexpr std::array<std::u32string_view, 28> kInitials = {
    U"ngh", U"ch", U"gh", U"gi", U"kh", U"ng", U"nh", U"ph", U"qu", U"th", U"tr", U"b", U"c", U"d",
    U"đ",   U"g",  U"h",  U"k",  U"l",  U"m",  U"n",  U"p",  U"r",  U"s",  U"t",  U"v", U"x", U""};

constexpr std::u32string_view kRhymes =
    U" a ac ach ai am an ang anh ao ap at au ay ă ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
    U"e ec em en eng eo ep et ê êch êm ên ênh êp êt êu êng êc "
    U"i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu ing ic "
    U"o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on "
    U"ong ooc oong "
    U"op ot ô ôc ôi ôm ôn ông ôp ôt ôông ơ ơi ơm ơn ơp ơt ơng "
    U"u ua uân uâng uât uây uc ui um un ung up ut uya uych uynh uyt uyên uyêt uy uyu uyn uyp uê uêch uênh "
    U"uên uêu uơ uôc uôi "
    U"uôm uôn uông uôt uâc uac uach uai uan uang uanh uao uap uat uay uăc uăm uăn uăng uăt ue uen ueo uet ui "
    U"uit uin uich uinh "
    U"ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu "
    U"y yên yêm yêt yêu yêng ych ynh yt yn ym ";

struct Toneless {
  std::u32string letters;
  Tone tone = Tone::kLevel;
  int marks = 0;
};

void addLetter(Toneless& out, char32_t letter) {
  for (const Vowel& vowel : kVowels) {
    const std::size_t at = vowel.toned.find(letter);
    if (at == std::u32string_view::npos) continue;
    out.letters += vowel.plain;
    out.tone = static_cast<Tone>(at + 1);
    ++out.marks;
    return;
  }
  out.letters += letter;
}

Toneless toneless(std::string_view word) {
  Toneless out;
  for (const char32_t letter : text::codePoints(text::lower(word))) addLetter(out, letter);
  return out;
}

bool isRhyme(std::u32string_view letters) {
  const std::u32string wanted = U" " + std::u32string(letters) + U" ";
  return kRhymes.find(wanted) != std::u32string_view::npos;
}

/// A syllable that ends in a stop is always acute or dotted.
bool bears(std::u32string_view rhyme, Tone tone) {
  const bool stop = rhyme.back() == U'c' || rhyme.back() == U'p' || rhyme.back() == U't' ||
                    (rhyme.size() > 1 && rhyme.substr(rhyme.size() - 2) == U"ch");
  return !stop || tone == Tone::kAcute || tone == Tone::kDot;
}

bool startsWith(std::u32string_view text, std::u32string_view part) {
  return text.substr(0, part.size()) == part;
}

}  // namespace

bool isVietnameseSyllable(std::string_view word) {
  const Toneless syllable = toneless(word);
  if (syllable.marks > 1 || syllable.letters.empty()) return false;
  return std::any_of(kInitials.begin(), kInitials.end(), [&](std::u32string_view initial) {
    if (!startsWith(syllable.letters, initial)) return false;
    std::u32string_view rhyme = syllable.letters;
    rhyme.remove_prefix(initial.size());
    // "gì" and "giếng" share their i between initial and rhyme.
    if (initial == U"gi" && (rhyme.empty() || !isRhyme(rhyme)))
      rhyme = std::u32string_view(syllable.letters).substr(1);
    return !rhyme.empty() && isRhyme(rhyme) && bears(rhyme, syllable.tone);
  });
}

}  // namespace tdkt::lists
