// How fast, how large and how steady: PAdES signatures beside the raw speed of their key. `./dev bench
// signing`.

#include <openssl/evp.h>

#include <filesystem>
#include <iostream>
#include <thread>

#include "signing/cms/CmsBuilder.h"
#include "tests/bench/Bench.h"
#include "tests/bench/SigningWorld.h"
#include "tests/fakes/TemporaryFolder.h"

namespace tdkt::bench {
namespace {

constexpr int kRounds = 7;
constexpr double kSeconds = 0.4;

/// The physical limit: one EVP context, one digest, again and again.
class RawKey {
 public:
  explicit RawKey(EVP_PKEY* key) : context_(EVP_PKEY_CTX_new(key, nullptr)), out_(512, 0) {
    EVP_PKEY_sign_init(context_.get());
    EVP_PKEY_CTX_set_signature_md(context_.get(), EVP_sha256());
  }
  void sign() {
    std::size_t size = out_.size();
    if (EVP_PKEY_sign(context_.get(), out_.data(), &size, digest_, sizeof digest_) != 1) std::abort();
  }

 private:
  trust::OpenSslPtr<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context_;
  std::vector<unsigned char> out_;
  unsigned char digest_[32] = {1};
};

void signCmsOnly(signing::KeyHolder& key) {
  const Bytes digest(32, 'd');
  const auto algorithm = key.algorithm();
  const auto attributes = taken(signing::cms::signedAttributes(key.chain(), algorithm, digest));
  const auto raw =
      taken(key.sign(signing::SigningJobId("job"), {algorithm.hash, Bytes(attributes.data(), 32)}));
  taken(signing::cms::encode(key.chain(), algorithm, digest, raw, std::nullopt));
}

std::string perSecond(double rate) {
  return number(rate) + "/s";
}
std::string percent(double ratio) {
  return number(100 * ratio, 1) + " %";
}

/// Ready to be verified over and over.
struct Checked {
  const signing::Verifier verifier;
  const Bytes signedPdf;
  const UtcTime now;
  void operator()() const {
    const auto report = verifier.verify(signedPdf, now);
    if (report.verdict == signing::Verdict::kValid) return;
    std::cerr << report.toJson() << "\n";
    std::exit(1);
  }
};

void rates(Table& table, SigningWorld& world, const std::string& folder) {
  RawKey rawRsa(world.rsa.own.key.get());
  RawKey rawCurve(world.curve.own.key.get());
  const auto rsa = world.holder(world.rsa);
  const auto curve = world.holder(world.curve);
  const auto visible = world.spec();
  const Checked check{signing::Verifier({{world.root.certificate}, {}}, &world.crls),
                      world.sign(world.decision, *rsa, visible), world.pki.now};
  std::unique_ptr<TokenWorld> token;
  if (TokenWorld::present()) token = std::make_unique<TokenWorld>(world, folder);

  Rounds rounds(kRounds, kSeconds);
  rounds.add("raw RSA", [&] { rawRsa.sign(); });
  rounds.add("CMS RSA", [&] { signCmsOnly(*rsa); });
  rounds.add("PDF RSA", [&] { world.sign(world.decision, *rsa, visible); });
  rounds.add("raw P-256", [&] { rawCurve.sign(); });
  rounds.add("CMS P-256", [&] { signCmsOnly(*curve); });
  rounds.add("PDF P-256", [&] { world.sign(world.decision, *curve, visible); });
  rounds.add("verify", check);
  if (token) {
    rounds.add("raw token", [&] { token->signBare(); });
    rounds.add("PDF token", [&] { world.sign(world.decision, *token->holder, visible); });
  }
  rounds.run();

  table.row("raw RSA-2048, EVP loop: the physical limit", perSecond(rounds.rate("raw RSA")));
  table.row("CMS only, RSA-2048",
            perSecond(rounds.rate("CMS RSA")) + ", " + percent(rounds.ratio("CMS RSA", "raw RSA")));
  const double ratio = rounds.ratio("PDF RSA", "raw RSA");
  table.atLeast("visible B-B, RSA-2048, one page, cached stamp",
                perSecond(rounds.rate("PDF RSA")) + ", " + percent(ratio) + " of raw", 100 * ratio, 55);
  if (token) {
    const double through = rounds.ratio("PDF token", "raw token");
    table.row("raw C_Sign of SoftHSM, RSA-2048", perSecond(rounds.rate("raw token")));
    table.atLeast("visible B-B through SoftHSM",
                  perSecond(rounds.rate("PDF token")) + ", " + percent(through) + " of raw C_Sign",
                  100 * through, 50);
  } else {
    table.row("visible B-B through SoftHSM", "skipped: SoftHSM is not installed");
  }
  table.row("raw ECDSA P-256, EVP loop", perSecond(rounds.rate("raw P-256")));
  table.row("CMS only, P-256", perSecond(rounds.rate("CMS P-256")));
  table.atLeast("visible B-B, ECDSA P-256", perSecond(rounds.rate("PDF P-256")), rounds.rate("PDF P-256"),
                2500);
  table.atLeast("verification of a one-signature file, CRLs in memory", perSecond(rounds.rate("verify")),
                rounds.rate("verify"), 1500);
}

void sizes(Table& table, const SigningWorld& world) {
  const auto rsa = world.holder(world.rsa);
  const auto grown = [&](signing::SignatureSpec spec) {
    return static_cast<double>(world.sign(world.decision, *rsa, spec).size() - world.decision.size());
  };
  const double invisible = grown(world.spec(false));
  table.atMost("octets one B-B signature adds, without image", number(invisible), invisible, 12 * 1024);
  table.row("the same with the sample's signature image", number(grown(world.spec())));
  signing::SignatureSpec small = world.spec(false);
  small.reserveBytes = 4096;
  table.row("the same without image, reserveBytes = 4096", number(grown(small)));
}

void memory(Table& table, const SigningWorld& world, int signatures) {
  const auto curve = world.holder(world.curve);
  const auto visible = world.spec();
  std::string samples;
  long early = 0;
  long last = 0;
  for (int i = 1; i <= signatures; ++i) {
    world.sign(world.decision, *curve, visible);
    if (i == signatures / 10) early = residentKiB();
    if (i % (signatures / 10) != 0) continue;
    last = residentKiB();
    samples += (samples.empty() ? "" : " ") + number(static_cast<double>(last) / 1024, 1);
  }
  table.atMost("memory over " + std::to_string(signatures) + " signatures, MiB resident at each tenth",
               samples, static_cast<double>(last - early), 1024);
}

double rateWithThreads(int threads, const std::function<void()>& once) {
  std::vector<double> rates(static_cast<std::size_t>(threads));
  std::vector<std::thread> pool;
  for (double& rate : rates)
    pool.emplace_back([&rate, &once] { rate = rateOf(once, kSeconds, Time::kWall); });
  for (std::thread& each : pool) each.join();
  double sum = 0;
  for (const double rate : rates) sum += rate;
  return sum;
}

/// How much faster two cores are than one, as the median of several rounds.
double scaling(const std::function<void()>& once) {
  std::vector<double> ratios;
  for (int round = 0; round < kRounds; ++round) {
    const double alone = rateWithThreads(1, once);
    ratios.push_back(rateWithThreads(2, once) / alone);
  }
  return medianOf(ratios);
}

void threads(Table& table, const SigningWorld& world) {
  if (!stayOnCores({0, 1})) return table.row("one to two threads", "skipped: there is one core");
  const auto visible = world.spec();
  const auto rsa = world.holder(world.rsa);
  EVP_PKEY* key = world.rsa.own.key.get();
  const double limit = scaling([key] {
    thread_local RawKey own(key);
    own.sign();
  });
  const double ours = scaling([&] { world.sign(world.decision, *rsa, visible); });
  table.row("one to two threads, raw RSA-2048: wall time, what this machine gives just now",
            number(limit, 2) + " ×");
  table.atLeast("one to two threads, visible B-B RSA-2048, wall time", number(ours, 2) + " ×", ours, 1.8, 1);
}

/// What the peers sign with: the same page, image, key and chain.
int dump(const std::string& folder) {
  const SigningWorld world;
  std::filesystem::create_directories(folder);
  const auto write = [&](const char* name, const std::string& octets) {
    std::ofstream(folder + "/" + name, std::ios::binary) << octets;
  };
  write("decision.pdf", world.decision);
  write("stamp.png", world.png);
  write("key.pem", world.rsa.keyPem);
  write("certificate.pem", world.rsa.certificate.pem());
  write("issuing.pem", world.issuing.certificate.pem());
  return 0;
}

/// One thing many times, for a profiler: --only sign|sign-p256|verify TIMES.
int only(const std::string& what, int times) {
  const SigningWorld world;
  const auto key = world.holder(what == "sign-p256" ? world.curve : world.rsa);
  const Checked check{signing::Verifier({{world.root.certificate}, {}}, &world.crls),
                      world.sign(world.decision, *key, world.spec()), world.pki.now};
  for (int i = 0; i < times; ++i) {
    if (what == "verify") check();
    if (what != "verify") world.sign(world.decision, *key, world.spec());
  }
  return 0;
}

/// The one figure that is set beside other programs.
int rateAlone(double seconds) {
  const SigningWorld world;
  const auto key = world.holder(world.rsa);
  const auto visible = world.spec();
  std::vector<double> rates;
  for (int round = 0; round < 3; ++round)
    rates.push_back(rateOf([&] { world.sign(world.decision, *key, visible); }, seconds));
  std::cout << medianOf(rates) << "\n";
  return 0;
}

int run(const std::vector<std::string>& words) {
  if (words.size() == 2 && words[0] == "--rate") return rateAlone(std::stod(words[1]));
  if (words.size() == 3 && words[0] == "--only") return only(words[1], std::stoi(words[2]));
  if (words.size() == 2 && words[0] == "--dump") return dump(words[1]);
  const int signatures = words.size() == 2 && words[0] == "--signatures" ? std::stoi(words[1]) : 100000;
  stayOnCores({0});
  const fakes::TemporaryFolder folder;
  SigningWorld world;
  Table table("Signing, one core, per second of processor time");
  rates(table, world, folder.path());
  sizes(table, world);
  memory(table, world, signatures);
  threads(table, world);
  return 0;
}

}  // namespace
}  // namespace tdkt::bench

int main(int argc, char** argv) {
  return tdkt::bench::run(std::vector<std::string>(argv + 1, argv + argc));
}
