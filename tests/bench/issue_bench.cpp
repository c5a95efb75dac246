// A whole batch through the real road of connector/issuing: certificates filled, signed by the person and by
// the organisation, checked and kept, on two cores. Run by ./dev bench issue [COUNT].

#include <sys/resource.h>

#include <atomic>
#include <iostream>
#include <thread>

#include "connector/issuing/Issuer.h"
#include "connector/storage/SqlStore.h"
#include "integration/trust_services/KeyObjects.h"
#include "tests/bench/Bench.h"
#include "tests/bench/SigningWorld.h"
#include "tests/fakes/TemporaryFolder.h"

namespace tdkt::bench {
namespace {

constexpr unsigned kCores = 2;
constexpr std::size_t kThreads = 4 * kCores;  // as the service

/// Seconds of the calling thread on the processor.
double ownSeconds() {
  timespec at{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
  return static_cast<double>(at.tv_sec) + static_cast<double>(at.tv_nsec) * 1e-9;
}

/// Processor time spent inside something, summed over threads.
class Stopwatch {
 public:
  template <class F>
  auto measure(F&& work) const {
    const double start = ownSeconds();
    auto result = work();
    nanoseconds_ += static_cast<std::int64_t>((ownSeconds() - start) * 1e9);
    return result;
  }
  double seconds() const { return static_cast<double>(nanoseconds_) * 1e-9; }

 private:
  mutable std::atomic<std::int64_t> nanoseconds_{0};
};

class TimedFiller : public templates::Filler {
 public:
  TimedFiller(std::unique_ptr<templates::Filler> real, const Stopwatch& watch)
      : real_(std::move(real)), watch_(watch) {}
  Result<templates::FilledDocument> fill(const templates::FieldSet& fields, UtcTime madeAt) const override {
    return watch_.measure([&] { return real_->fill(fields, madeAt); });
  }
  Result<Done> checkPrintable(const std::string& field, const std::string& text) const override {
    return real_->checkPrintable(field, text);
  }
  std::string id() const override { return real_->id(); }
  std::string sha256() const override { return real_->sha256(); }

 private:
  std::unique_ptr<templates::Filler> real_;
  const Stopwatch& watch_;
};

class TimedKey : public signing::KeyHolder {
 public:
  TimedKey(std::unique_ptr<signing::KeyHolder> real, const Stopwatch& watch)
      : real_(std::move(real)), watch_(watch) {}
  const signing::CertificateChain& chain() const override { return real_->chain(); }
  signing::SignatureAlgorithm algorithm() const override { return real_->algorithm(); }
  Result<Bytes> sign(const signing::SigningJobId& job, const signing::ToBeSigned& digest) override {
    return watch_.measure([&] { return real_->sign(job, digest); });
  }

 private:
  std::unique_ptr<signing::KeyHolder> real_;
  const Stopwatch& watch_;
};

/// Signatures per second of bare EVP loops on both cores at once: on the wall, and of one core's processor
/// time.
struct RawLimit {
  double wall = 0;
  double processor = 0;
};

void signBare(EVP_PKEY* key, double until, long& count, double& spent) {
  const trust::OpenSslPtr<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(EVP_PKEY_CTX_new(key, nullptr));
  EVP_PKEY_sign_init(context.get());
  EVP_PKEY_CTX_set_signature_md(context.get(), EVP_sha256());
  unsigned char out[512];
  const unsigned char digest[32] = {1};
  const double start = ownSeconds();
  while (secondsNow(Time::kWall) < until) {
    std::size_t size = sizeof out;
    if (EVP_PKEY_sign(context.get(), out, &size, digest, sizeof digest) != 1) std::abort();
    ++count;
  }
  spent = ownSeconds() - start;
}

RawLimit rawLimit(EVP_PKEY* key, double seconds = 1) {
  long counts[kCores] = {};
  double spent[kCores] = {};
  const double start = secondsNow(Time::kWall);
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < kCores; ++i)
      threads.emplace_back([&, i] { signBare(key, start + seconds, counts[i], spent[i]); });
  }
  const auto all = static_cast<double>(counts[0] + counts[1]);
  return {all / (secondsNow(Time::kWall) - start), all / (spent[0] + spent[1])};
}

std::unique_ptr<templates::Filler> pack(const std::string& form) {
  return taken(
      templates::loadTemplate(TDKT_SOURCE_DIR "/templates/pack/" + form + "/1", templates::kDebianFonts));
}

class NoStamps : public signing::TimeStamper {
 public:
  Result<Bytes> stamp(const Bytes& /*digest*/) override {
    return unavailableError("signing.tsa.status", "the benchmark asks for none");
  }
};

class NoOffice : public office::OfficeGateway {
 public:
  Result<Done> openTask(const office::HostTask& /*task*/) override { return Done{}; }
  Result<Done> closeTask(const std::string& /*key*/, const std::string& /*document*/,
                         const std::string& /*state*/) override {
    return Done{};
  }
  Result<Done> setStatus(const office::HostStatus& /*status*/) override { return Done{}; }
  Result<Done> attach(const office::HostAttachment& /*attachment*/) override { return Done{}; }
  Result<Done> sendEdxml(const std::string& /*key*/, const Bytes& /*message*/) override { return Done{}; }
};

/// Teachers of one province, no two alike.
workflow::DossierState decidedDossier(int count, UtcTime now) {
  static const char* const kNames[] = {"Nguyễn Thị Hồng Hạnh", "Trần Đức Thuận", "Lê Trần Khả Ái",
                                       "Đặng Quỳnh Như", "Phạm Hoàng Ân"};
  workflow::DossierState out;
  out.id = DossierId("dossier-bench");
  out.header.number = "118";
  out.header.notation = "TTr-SGDĐT";
  out.header.senderName = "Sở Giáo dục và Đào tạo tỉnh An Hòa";
  out.header.promulgatedOn = parseIsoDate("2026-11-20");
  out.header.receivedAt = now;
  for (int i = 1; i <= count; ++i) {
    workflow::Line line;
    line.id = LineId("line-" + std::to_string(i));
    line.ordinal = i;
    line.nominee = {workflow::NomineeKind::kIndividual, kNames[i % 5], "Giáo viên",
                    "Trường Tiểu học số " + std::to_string(i), "Hoàn thành xuất sắc nhiệm vụ năm học"};
    line.award = "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh";
    line.state = workflow::LineState::kDecided;
    out.lines.push_back(std::move(line));
  }
  return out;
}

struct Watches {
  Stopwatch filling;
  Stopwatch key;
};

/// Parts of the batch that stand inside of it, done once more by themselves on some of its files. Processor
/// seconds of one file.
struct Parts {
  double verifying = 0;  ///< both outputs, their digests included
  double reading = 0;    ///< both sources, compared or digested
  double digesting = 0;  ///< of it and of the signatures: the final file once, from its first octet
  double storing = 0;    ///< what was rendered, signed once, signed twice
  double octets = 0;     ///< of the final file
};

class Batch {
 public:
  Batch(const SigningWorld& world, const std::string& folder)
      : world_(world),
        folder_(folder),
        database_(taken(storage::Database::open(folder + "/tdkt.db"))),
        blobs_(folder + "/blobs") {
    taken(storage::migrate(*database_));
  }

  /// Every file of a dossier of so many lines, from nothing to signed twice. One limit is taken before and
  /// after each step.
  void run(int count, const std::function<void(const std::string&)>& between) {
    auto dossier = decidedDossier(count, clock_.now());
    for (const char* action : {"reserve-number", "render", "sign-person", "sign-organisation"}) {
      const auto results = taken(issuer_.perform(action, EffectId("effect"), dossier, office_));
      dossier.facts.insert(results.begin(), results.end());
      between(action);
    }
    const auto files = taken(book_.filesOf(dossier.id));
    for (const auto& file : files) {
      if (file.state == issuing::FileState::kOrganisationSigned) continue;
      std::cerr << file.name << " was not signed twice\n";
      std::exit(1);
    }
    const auto sample = verifier_.verify(taken(blobs_.get(files.back().finalSha256)), clock_.now());
    if (sample.verdict != signing::Verdict::kValid || sample.signatures.size() != 2) std::exit(1);
  }

  Parts parts(std::size_t most) {
    const auto files = taken(book_.filesOf(DossierId("dossier-bench")));
    storage::BlobStore again(folder_ + "/again");
    Parts out;
    const auto timed = [](double& sum, const auto& work) {
      const double start = ownSeconds();
      work();
      sum += ownSeconds() - start;
    };
    const std::size_t count = std::min(most, files.size() - 1);
    for (std::size_t i = 1; i <= count; ++i) {
      const auto& file = files[i];
      std::vector<HashedOctets> read;
      timed(out.reading, [&] {
        for (const auto& sha256 : {file.renderedSha256, file.personSha256})
          read.push_back(taken(blobs_.open(sha256)));
      });
      read.push_back(taken(blobs_.open(file.finalSha256)));
      timed(out.verifying, [&] {
        for (std::size_t k = 1; k < read.size(); ++k)
          if (verifier_.verify(read[k], clock_.now()).verdict != signing::Verdict::kValid) std::exit(1);
      });
      timed(out.digesting, [&] { sha256(read.back().view()); });
      timed(out.storing, [&] {
        for (HashedOctets& one : read) taken(again.put(one.view(), one.sha256Hex()));
      });
      out.octets += static_cast<double>(read.back().size());
    }
    const auto number = static_cast<double>(count);
    return {out.verifying / number, out.reading / number, out.digesting / number, out.storing / number,
            out.octets / number};
  }

  Watches watches;

 private:
  issuing::IssuerSettings settings() const {
    issuing::IssuerSettings out;
    out.texts = {"",
                 "ỦY BAN NHÂN DÂN TỈNH AN HÒA",
                 "Chủ tịch Ủy ban nhân dân tỉnh An Hòa",
                 "An Hòa",
                 "tỉnh An Hòa",
                 "",
                 "CHỦ TỊCH",
                 "Nguyễn Đức Thịnh",
                 {"Như Điều 4"}};
    out.notation = "QĐ-UBND";
    out.publicUrl = "https://tdkt.example";
    out.verifyIdKey = Secret("a key of the benchmark");
    out.signing.personImage = world_.stamp;
    out.signing.sealImage =
        taken(signing::StampImage::fromPng(readWhole(TDKT_SOURCE_DIR "/integration/demo_data/seal.png")));
    out.signing.level = signing::Level::kBasic;
    out.signing.threads = kThreads;
    return out;
  }
  issuing::IssuerParts issuerParts() {
    return {book_,      jobs_,    nullptr, blobs_,      decision_, certificate_, wording_, rules_,
            personKey_, sealKey_, stamps_, world_.crls, roots_,    verifier_,    clock_};
  }

  const SigningWorld& world_;
  const std::string folder_;
  fakes::FakeClock clock_{world_.pki.now};
  SystemRandom random_;
  std::unique_ptr<storage::Database> database_;
  storage::BlobStore blobs_;
  issuing::IssueRegister book_{*database_, clock_};
  issuing::ExtensionJobs jobs_{*database_, clock_, random_};
  TimedFiller decision_{pack("decision"), watches.filling};
  TimedFiller certificate_{pack("certificate"), watches.filling};
  issuing::DecisionWording wording_ =
      taken(issuing::loadWording(TDKT_SOURCE_DIR "/templates/pack/decision/1"));
  workflow::RulePack rules_ =
      taken(workflow::RulePack::fromJson(readWhole(TDKT_SOURCE_DIR "/workflow/packs/rules-vn.json")));
  fakes::Identity seal_ = world_.pki.make("ỦY BAN NHÂN DÂN TỈNH AN HÒA", trust::Purpose::kSigner,
                                          &world_.issuing, -30, 30, false);
  TimedKey personKey_{world_.holder(world_.rsa), watches.key};
  TimedKey sealKey_{world_.holder(seal_), watches.key};
  NoStamps stamps_;
  std::vector<signing::Certificate> roots_{world_.root.certificate};
  signing::Verifier verifier_{{{world_.root.certificate}, {}}, &world_.crls};
  NoOffice office_;
  issuing::Issuer issuer_{issuerParts(), settings()};
};

struct Step {
  std::string name;
  double wall = 0;
  double processor = 0;
};

double peakMiB() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

std::string percent(double part) {
  return number(100 * part, 1) + " %";
}

void report(int count, const std::vector<Step>& steps, const std::vector<RawLimit>& limits,
            const Watches& watches, const Parts& parts) {
  std::vector<double> wallLimits;
  std::vector<double> ownLimits;
  for (const RawLimit& limit : limits) {
    wallLimits.push_back(limit.wall);
    ownLimits.push_back(limit.processor);
  }
  double wall = 0;
  double spent = 0;
  for (const Step& step : steps) {
    wall += step.wall;
    spent += step.processor;
  }
  const double files = count + 1;
  const double each = 1e6 / files;
  const double ofWall = 2 * files / wall / medianOf(wallLimits);
  const double ofProcessor = 2 * files / spent / medianOf(ownLimits);
  Table table("Filling and signing twice " + std::to_string(count) +
              " certificates and their decision on two cores");
  table.row("raw RSA-2048 on both cores, median of " + std::to_string(limits.size()),
            number(medianOf(wallLimits)) + "/s on the wall, " + number(medianOf(ownLimits)) +
                "/s of a core's processor time");
  table.row("files on the wall", number(files / wall) + "/s, " + number(wall, 1) + " s in all");
  for (const Step& step : steps)
    table.row("of it " + step.name,
              number(step.wall, 1) + " s, processor " + number(step.processor * each) + " µs a file");
  const double filling = watches.filling.seconds();
  const double key = watches.key.seconds();
  table.row("processor time: filling",
            percent(filling / spent) + ", " + number(filling * each) + " µs a file");
  table.row("processor time: the keys", percent(key / spent) + ", " + number(key * each) + " µs a file");
  table.row(
      "processor time: preparing, checking every output, storing",
      percent(1 - (filling + key) / spent) + ", " + number((spent - filling - key) * each) + " µs a file");
  table.row("alone, once more: verifying both outputs", number(parts.verifying * 1e6) + " µs a file");
  table.row("alone, once more: reading and checking both sources",
            number(parts.reading * 1e6) + " µs a file");
  table.row("alone, once more: writing three files", number(parts.storing * 1e6) + " µs a file");
  table.row("for comparison: one digest of the final file",
            number(parts.digesting * 1e6) + " µs, " + number(parts.octets / 1024) + " KiB");
  table.atLeast("both signatures, of the raw limit by processor time", percent(ofProcessor),
                100 * ofProcessor, 40);
  table.atLeast("both signatures, of the raw limit on the wall", percent(ofWall), 100 * ofWall, 40);
  table.row("peak memory", number(peakMiB()) + " MiB");
}

int run(int count) {
  if (!stayOnCores({0, 1})) {
    std::cout << "skipped: there is one core\n";
    return 0;
  }
  const SigningWorld world;
  const fakes::TemporaryFolder folder;
  Batch batch(world, folder.path());
  std::vector<RawLimit> limits = {rawLimit(world.rsa.own.key.get())};
  std::vector<Step> steps;
  double wall = secondsNow(Time::kWall);
  double spent = secondsNow(Time::kProcessor);
  batch.run(count, [&](const std::string& action) {
    steps.push_back({action, secondsNow(Time::kWall) - wall, secondsNow(Time::kProcessor) - spent});
    limits.push_back(rawLimit(world.rsa.own.key.get()));
    wall = secondsNow(Time::kWall);
    spent = secondsNow(Time::kProcessor);
  });
  report(count, steps, limits, batch.watches, batch.parts(300));
  return 0;
}

}  // namespace
}  // namespace tdkt::bench

int main(int argc, char** argv) {
  return tdkt::bench::run(argc > 1 ? std::atoi(argv[1]) : 10000);
}
