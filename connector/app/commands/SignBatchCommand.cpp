// `tdkt sign batch`: the half of signing that runs on the official's own machine. Reads the digests the
// service handed over, shows what they are of, asks for the PIN once, writes the signatures to be brought
// back.

#include <termios.h>
#include <unistd.h>

#include <fcntl.h>
#include <iostream>

#include "connector/app/Commands.h"
#include "connector/app/commands/KeyOptions.h"
#include "connector/issuing/HandOverFiles.h"
#include "signing/keys/Algorithms.h"
#include "workflow/base/Clock.h"

namespace tdkt::app {
namespace {

using issuing::DigestFile;
using issuing::SignatureFile;

/// Names come from outside: a terminal gets no control characters of theirs.
std::string printable(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto octet = static_cast<unsigned char>(text[i]);
    const bool c1 = octet == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    if (c1) ++i;
    out += octet < 0x20 || octet == 0x7F || c1 ? ' ' : text[i];
  }
  return out;
}

void show(const DigestFile& file) {
  std::cerr << "Quyết định " << printable(file.decision) << ", hồ sơ " << printable(file.dossier) << ": "
            << printable(file.subject) << "\nNgười ký: " << printable(file.signer) << "\nSẽ ký "
            << file.items.size() << " văn bản:\n";
  std::size_t number = 0;
  for (const auto& item : file.items) std::cerr << "  " << ++number << ". " << printable(item.name) << "\n";
}

/// A terminal whose typing is not shown while this lives.
class HiddenTyping {
 public:
  explicit HiddenTyping(int terminal) : terminal_(terminal) {
    if (::tcgetattr(terminal_, &before_) != 0) return;
    termios hidden = before_;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    hides_ = ::tcsetattr(terminal_, TCSAFLUSH, &hidden) == 0;
  }
  ~HiddenTyping() {
    if (hides_) ::tcsetattr(terminal_, TCSAFLUSH, &before_);
  }
  HiddenTyping(const HiddenTyping&) = delete;
  HiddenTyping& operator=(const HiddenTyping&) = delete;

 private:
  int terminal_;
  termios before_{};
  bool hides_ = false;
};

/// From the file that was named, else typed at the terminal, else none: a token with a keypad asks by itself.
Result<Secret> askPin(const Options& options, std::size_t count) {
  if (!options.get("--pin-file").empty()) return pinOf(options);
  const int terminal = ::open("/dev/tty", O_RDWR | O_CLOEXEC);
  if (terminal < 0) return Secret();
  std::string pin;
  {
    const HiddenTyping hidden(terminal);
    std::cerr << "Nhập mã PIN để ký " << count
              << " văn bản (bỏ trống nếu thiết bị có bàn phím riêng, Ctrl+C để thôi): " << std::flush;
    char letter = 0;
    while (pin.size() < 256 && ::read(terminal, &letter, 1) == 1 && letter != '\n') pin += letter;
  }
  std::cerr << "\n";
  ::close(terminal);
  return Secret(std::move(pin));
}

Result<DigestFile> readDigests(const Options& options) {
  TDKT_ASSIGN(const std::string text, readFile(options.get("--digests"), issuing::kLargestDigestFile));
  TDKT_ASSIGN(auto file, DigestFile::fromJson(text));
  if (file.items.empty()) return inputError("handover.empty", "there is nothing to sign in this file");
  if (file.expiresAt <= SystemClock().now())
    return inputError("handover.expired",
                      "fetch the digests again; these were good until " + isoVietnam(file.expiresAt));
  for (const auto& item : file.items) {
    if (item.handed.algorithm != file.items.front().handed.algorithm)
      return inputError("handover.field", "one file, one algorithm", "algorithm");
  }
  return file;
}

/// Everything is looked at before anything is signed.
Result<Done> checkAll(const DigestFile& file, const signing::Certificate& own) {
  if (sha256Hex(own.der()) != file.certificateSha256) {
    return deniedError("handover.certificate", "these digests are for another certificate",
                       printable(own.commonName()));
  }
  for (const auto& item : file.items) {
    const auto sound = signing::checkHandedOver(item.handed, own);
    if (!sound)
      return makeError(sound.error().kind, sound.error().code, sound.error().detail, printable(item.name));
  }
  return Done{};
}

/// A token that fails in between costs the rest, not what was signed.
Result<Done> signAll(const DigestFile& file, signing::KeyHolder& key, SignatureFile& out) {
  out.certificateSha256 = file.certificateSha256;
  for (const auto& item : file.items) {
    TDKT_ASSIGN(Bytes raw, key.sign(item.handed.job, {item.handed.algorithm.hash, item.handed.digest}));
    if (!signing::isSignatureOf(item.handed, key.chain().front(), raw))
      return unavailableError("handover.key", "the key gave something else than its signature",
                              printable(item.name));
    out.items.push_back({item.handed.job.text(), toHex(item.handed.digest), std::move(raw)});
  }
  return Done{};
}

Result<Done> signBatch(Options options) {
  TDKT_CHECK(need(options, {"--digests", "--out"}));
  TDKT_ASSIGN(const DigestFile file, readDigests(options));
  if (options.get("--algorithm").empty() && options.get("--remote").empty())
    options.values.emplace("--algorithm", signing::nameOf(file.items.front().handed.algorithm));
  show(file);
  TDKT_ASSIGN(const Secret pin, askPin(options, file.items.size()));
  TDKT_ASSIGN(const auto key, openKeyOf(options, pin));
  TDKT_CHECK(checkAll(file, key->chain().front()));
  SignatureFile out;
  auto done = signAll(file, *key, out);
  if (!out.items.empty()) TDKT_CHECK(writeFileWhole(options.get("--out"), out.toJson()));
  std::cerr << "Đã ký " << out.items.size() << "/" << file.items.size() << " văn bản"
            << (out.items.empty() ? "" : ": " + printable(options.get("--out"))) << "\n";
  return done;
}

}  // namespace

int runSignBatch(const std::vector<std::string>& arguments) {
  OptionSpec spec{{}, {"--digests", "--out"}};
  spec.values.insert(keyOptions().begin(), keyOptions().end());
  auto options = parseOptions(arguments, spec);
  if (!options) return fail(options.error());
  const auto done = signBatch(*std::move(options));
  return done ? kYes : fail(done.error());
}

}  // namespace tdkt::app
