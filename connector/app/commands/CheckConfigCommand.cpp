#include <sys/stat.h>
#include <unistd.h>

#include <iostream>

#include "connector/app/CommandLine.h"
#include "connector/app/Commands.h"
#include "connector/app/ServiceFiles.h"
#include "connector/app/Settings.h"

namespace tdkt::app {
namespace {

bool loopback(const std::string& address) {
  return address == "::1" || address == "localhost" || address.starts_with("127.");
}

bool plainToOthers(const std::string& url) {
  if (!url.starts_with("http://")) return false;
  const std::string rest = url.substr(7);
  const std::string host = rest.starts_with("[::1]") ? "::1" : rest.substr(0, rest.find_first_of(":/"));
  return !loopback(host);
}

/// What a production installation may not do, one sentence each.
class Findings {
 public:
  explicit Findings(const Settings& settings) { look(settings); }
  const std::vector<std::string>& all() const { return all_; }

 private:
  void look(const Settings& settings) {
    const bool tls = !settings.tls.certificateFile.empty();
    if (settings.demo) add("demo", "Tắt chế độ trình diễn (demo).", "switch the demonstration mark off");
    if (!tls && !loopback(settings.address))
      add("address",
          "Không mã hóa thì chỉ được nghe trên chính máy này: đặt tls, hoặc 127.0.0.1 sau máy chủ trung gian "
          "có TLS.",
          "plain HTTP may be listened to on this machine only");
    if (!settings.publicUrl.starts_with("https://"))
      add("publicUrl",
          "Trình duyệt phải vào bằng https, nếu không phiên đăng nhập đi trên mạng không mã hóa.",
          "must be https");
    if (settings.monitor.enabled && !loopback(settings.monitor.address))
      add("monitor.address", "Số liệu giám sát không mã hóa: chỉ nghe trên 127.0.0.1.",
          "figures are told in the clear");
    for (const OfficeSettings& one : settings.offices) {
      if (plainToOthers(one.baseUrl))
        add("offices." + one.id + ".baseUrl", "Mã truy cập sẽ đi trên mạng không mã hóa: dùng https.",
            "the token would travel in the clear");
      if (!one.clientCertificates.empty() && settings.tls.clientAuthoritiesFile.empty())
        add("offices." + one.id + ".clientCertificates",
            "Cần thêm tls.clientAuthoritiesFile, nếu không chẳng ai bị hỏi chứng thư.",
            "tls.clientAuthoritiesFile is needed");
    }
    lookAtOthers(settings);
    lookAtBlanks(settings);
    lookAtSigning(settings.signing);
    for (const IssuerSettings& one : settings.signIn.issuers)
      if (plainToOthers(one.issuer))
        add("signIn.issuers." + one.id, "Nơi đăng nhập phải dùng https.",
            "an issuer must be reached by https");
    if (!settings.signIn.passwords && settings.signIn.issuers.empty())
      add("signIn", "Không ai đăng nhập được: cho phép mật khẩu hoặc khai một nơi đăng nhập.",
          "nobody can sign in: allow passwords or name an issuer");
    readable("signing.pinFile", settings.signing.pinFile);
    readable("tls.keyFile", settings.tls.keyFile);
  }
  /// Whom we send to with a secret of ours, or whose answers we believe by one.
  void lookAtOthers(const Settings& settings) {
    for (const OfficeSettings& one : settings.offices) {
      if (plainToOthers(one.signing.url))
        add("offices." + one.id + ".signing.url", "Mật khẩu sẽ đi trên mạng không mã hóa: dùng https.",
            "its passwords would travel in the clear");
      if (plainToOthers(one.axis.baseUrl))
        add("offices." + one.id + ".axis.baseUrl", "Khóa bí mật sẽ đi trên mạng không mã hóa: dùng https.",
            "its secret would travel in the clear");
    }
    for (const SubscriberSettings& one : settings.subscribers)
      if (plainToOthers(one.url))
        add("subscribers." + one.id + ".url", "Sự kiện sẽ đi trên mạng không mã hóa: dùng https.",
            "events would travel in the clear");
  }
  /// What `tdkt init` wrote and nobody has filled in.
  void lookAtBlanks(const Settings& settings) {
    const DecisionSettings& decision = settings.decision;
    for (const auto& [key, text] :
         {std::pair<const char*, const std::string&>{"publicUrl", settings.publicUrl},
          {"decision.issuerName", decision.issuerName},
          {"decision.authority", decision.authority},
          {"decision.place", decision.place},
          {"decision.province", decision.province},
          {"decision.organisationInCharge", decision.organisationInCharge},
          {"signing.tsaUrl", settings.signing.tsaUrl},
          {"signing.ocspUrl", settings.signing.ocspUrl}}) {
      const bool blank =
          text.find("\u2026") != std::string::npos || text.find(".example") != std::string::npos;
      if (blank) add(key, "Chưa điền, còn như tệp ban đầu.", "still as the starting file has it");
    }
  }
  void lookAtSigning(const SigningSettings& signing) {
    for (const auto& [key, file] :
         {std::pair<const char*, const std::string&>{"signing.module", signing.module},
          {"signing.pinFile", signing.pinFile},
          {"signing.issuersFile", signing.issuersFile},
          {"signing.trustFile", signing.trustFile},
          {"signing.personImage", signing.personImage},
          {"signing.sealImage", signing.sealImage}}) {
      if (!file.empty() && ::access(file.c_str(), R_OK) != 0)
        add(key, "Không có tệp này hoặc không có quyền đọc: " + file, "no such file, or not ours to read");
    }
  }
  void readable(const char* key, const std::string& file) {
    struct stat about {};
    if (file.empty() || ::stat(file.c_str(), &about) != 0) return;
    if ((about.st_mode & (S_IRWXG | S_IRWXO) & ~S_IRGRP) != 0)
      add(key, "Người khác đọc được tệp này: chmod 600 (hoặc 640).", "others may read it");
  }
  void add(const std::string& key, const std::string& what, const std::string& english) {
    all_.push_back(key + ": " + what + " (" + english + ")");
  }
  std::vector<std::string> all_;
};

}  // namespace

int runCheckConfig(const std::vector<std::string>& arguments) {
  const auto options = parseOptions(arguments, {{"--production"}, {}, 1, 1});
  if (!options) return fail(options.error());
  const std::string& file = options->positional.front();
  const auto settings = loadSettings(file);
  if (!settings) {
    fail(settings.error());
    return kBadConfiguration;
  }
  ServiceFiles packs;
  if (const auto loaded = loadPacks(*settings, packs); !loaded) {
    fail(loaded.error());
    return kBadConfiguration;
  }
  const Findings findings(*settings);
  if (options->has("--production")) {
    for (const std::string& one : findings.all()) std::cout << one << "\n";
    if (!findings.all().empty()) return kBadConfiguration;
  }
  std::cout << "Cấu hình dùng được (good)\n";
  return kYes;
}

}  // namespace tdkt::app
