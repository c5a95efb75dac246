#include "signing/Extender.h"

#include <algorithm>
#include <exception>
#include <set>

#include "signing/EvidenceCollector.h"
#include "signing/cms/Digest.h"
#include "signing/pdf/Increment.h"
#include "signing/pdf/SignatureRevision.h"

namespace tdkt::signing {
namespace {

constexpr std::size_t kTimeStampRoom = 12288;
constexpr std::size_t kRoomToSpare = 1024;

/// One file on its way up. Every step reads the file anew, as it stands in its newest revision.
class Climb {
 public:
  Climb(const ExtenderParts& parts, Bytes pdf) : parts_(parts), pdf_(std::move(pdf)) {}

  Result<Bytes> to(Level level, std::chrono::hours renewWithin) {
    TDKT_CHECK(requireSignature());
    if (level >= Level::kTimeStamped) TDKT_CHECK(proveTimes());
    if (level >= Level::kArchive) {
      TDKT_CHECK(archive(renewWithin));
    } else if (level >= Level::kLongTerm) {
      TDKT_CHECK(addEvidence(false));
    }
    return std::move(pdf_);
  }

 private:
  Result<std::vector<Seal>> seals() const {
    TDKT_ASSIGN(const pdf::File file, pdf::openForAppending(pdf_));
    return readSeals(file);
  }

  Result<Done> requireSignature() const {
    TDKT_ASSIGN(const auto all, seals());
    if (all.empty()) return inputError("signing.extend.unsigned", "the file has no signature");
    return Done{};
  }

  Result<Done> proveTimes() {
    TDKT_ASSIGN(const auto all, seals());
    const bool proven =
        std::all_of(all.begin(), all.end(), [](const Seal& seal) { return seal.provenAt.has_value(); });
    return proven ? Result<Done>(Done{}) : stamp();
  }

  /// What the newest revision lacks. `renew`: the newest document time-stamp gets evidence of now, whatever
  /// is there: it will be judged at the time of the next one.
  Result<Done> addEvidence(bool renew) {
    TDKT_ASSIGN(const pdf::File file, pdf::openForAppending(pdf_));
    TDKT_ASSIGN(const auto all, readSeals(file));
    const Seal* newest = newestStamp(all);
    EvidenceCollector collector(parts_, pdf::readStore(file));
    for (const Seal& seal : all) {
      for (const Subject& subject : subjectsOf(seal))
        TDKT_CHECK(collector.collect(subject, renew && &seal == newest));
    }
    TDKT_ASSIGN(const Bytes increment, pdf::storeIncrement(file, collector.additions()));
    pdf_ += increment;
    return Done{};
  }

  static const Seal* newestStamp(const std::vector<Seal>& all) {
    const auto found =
        std::find_if(all.rbegin(), all.rend(), [](const Seal& seal) { return seal.documentTimeStamp; });
    return found == all.rend() ? nullptr : &*found;
  }

  Result<Done> archive(std::chrono::hours renewWithin) {
    TDKT_ASSIGN(const bool ending, isEnding(renewWithin));
    TDKT_ASSIGN(const bool sheltered, isSheltered());
    if (sheltered && !ending) return Done{};
    const Bytes before = pdf_;
    TDKT_ASSIGN(const auto end, endOfNewest());
    TDKT_CHECK(addEvidence(ending));
    TDKT_CHECK(stamp());
    TDKT_CHECK(addEvidence(false));  // of the new time-stamp's authority, when the file has none of it yet
    TDKT_ASSIGN(const auto newEnd, endOfNewest());
    if (sheltered && newEnd <= end) pdf_ = before;  // it would gain nothing and come again with every call
    return Done{};
  }

  /// When the newest document time-stamp's certificate ends.
  Result<std::optional<UtcTime>> endOfNewest() const {
    TDKT_ASSIGN(const auto all, seals());
    const Seal* newest = newestStamp(all);
    return newest == nullptr ? std::optional<UtcTime>() : newest->carried.signer.notAfter();
  }

  /// Is the newest document time-stamp near its certificate's end?
  Result<bool> isEnding(std::chrono::hours renewWithin) const {
    TDKT_ASSIGN(const auto end, endOfNewest());
    return end && *end <= parts_.clock.now().plus(renewWithin);
  }

  /// Does a document time-stamp cover every signature together with its evidence, and has it evidence itself?
  Result<bool> isSheltered() const {
    TDKT_ASSIGN(const pdf::File file, pdf::openForAppending(pdf_));
    TDKT_ASSIGN(const auto all, readSeals(file));
    const Seal* newest = newestStamp(all);
    if (newest == nullptr || newest != &all.back()) return false;
    const auto covered = pdf::File::open(std::string_view(pdf_).substr(0, newest->end));
    if (!covered) return inputError("signing.extend.broken", "its revision cannot be read", newest->field);
    EvidenceCollector then(parts_, pdf::readStore(*covered));
    EvidenceCollector now(parts_, pdf::readStore(file));
    for (const Seal& seal : all) {
      for (const Subject& subject : subjectsOf(seal)) {
        TDKT_ASSIGN(const bool proven, (&seal == newest ? now : then).isProven(subject));
        if (!proven) return false;
      }
    }
    return true;
  }

  Result<Done> stamp() {
    TDKT_ASSIGN(const std::string field, freeField());
    std::size_t room = kTimeStampRoom;
    for (int attempt = 0;; ++attempt) {
      TDKT_ASSIGN(auto revision, pdf::appendTimeStamp(pdf_, field, room));
      TDKT_ASSIGN(const Bytes token, parts_.stamper.stamp(digestOf(revision)));
      if (token.size() > room && attempt == 0) {
        room = token.size() + kRoomToSpare;  // an authority with a long chain: ask once more
        continue;
      }
      TDKT_CHECK(pdf::fillHole(revision.increment, pdf_.size(), revision.range, token));
      pdf_ += revision.increment;
      return Done{};
    }
  }

  Bytes digestOf(const pdf::HoledRevision& revision) const {
    cms::Digester digester(Hash::kSha256);
    const std::string_view increment = revision.increment;
    digester.add(pdf_);
    digester.add(increment.substr(0, revision.range[1] - pdf_.size()));
    digester.add(increment.substr(revision.range[2] - pdf_.size()));
    return digester.finish();
  }

  Result<std::string> freeField() const {
    TDKT_ASSIGN(const pdf::File file, pdf::openForAppending(pdf_));
    const auto fields = file.fields();
    if (!fields) return inputError("signing.pdf.malformed", "the form's field tree is broken");
    std::set<std::string> taken;
    for (const pdf::Field& field : *fields) taken.insert(field.name);
    int number = 1;
    while (taken.count("TimeStamp" + std::to_string(number)) != 0) ++number;
    return "TimeStamp" + std::to_string(number);
  }

  const ExtenderParts& parts_;
  Bytes pdf_;
};

}  // namespace

const char* toString(Level level) {
  switch (level) {
    case Level::kBasic:
      return "B-B";
    case Level::kTimeStamped:
      return "B-T";
    case Level::kLongTerm:
      return "B-LT";
    case Level::kArchive:
      return "B-LTA";
  }
  return "";
}

Result<Level> levelOf(std::string_view text) {
  for (const Level level : {Level::kBasic, Level::kTimeStamped, Level::kLongTerm, Level::kArchive}) {
    if (text == toString(level)) return level;
  }
  return inputError("signing.level.unknown", "B-B, B-T, B-LT or B-LTA", std::string(text));
}

Result<Bytes> Extender::extend(const Bytes& pdf, Level level, std::chrono::hours renewWithin) const {
  try {
    return Climb(parts_, pdf).to(level, renewWithin);
  } catch (const std::exception&) {
    return inputError("signing.pdf.malformed", "the file cannot be read");
  }
}

}  // namespace tdkt::signing
