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
    if (settings.demo) add("demo", "switch the demonstration mark off");
    if (!tls && !loopback(settings.address))
      add("address",
          "plain HTTP may be listened to on this machine only: set tls, or 127.0.0.1 behind a proxy with "
          "TLS");
    if (!settings.publicUrl.starts_with("https://"))
      add("publicUrl", "browsers must come by https, or the session cookie travels in the clear");
    if (settings.monitor.enabled && !loopback(settings.monitor.address))
      add("monitor.address", "figures are told in the clear: listen on 127.0.0.1");
    for (const OfficeSettings& one : settings.offices) {
      if (plainToOthers(one.baseUrl))
        add("offices." + one.id + ".baseUrl", "the token would travel in the clear");
      if (!one.clientCertificates.empty() && settings.tls.clientAuthoritiesFile.empty())
        add("offices." + one.id + ".clientCertificates",
            "tls.clientAuthoritiesFile is needed, or nobody is asked for one");
    }
    lookAtOthers(settings);
    lookAtBlanks(settings);
    lookAtSigning(settings.signing);
    for (const IssuerSettings& one : settings.signIn.issuers)
      if (plainToOthers(one.issuer)) add("signIn.issuers." + one.id, "an issuer must be reached by https");
    if (!settings.signIn.passwords && settings.signIn.issuers.empty())
      add("signIn", "nobody can sign in: allow passwords or name an issuer");
    readable("signing.pinFile", settings.signing.pinFile);
    readable("tls.keyFile", settings.tls.keyFile);
  }
  /// Whom we send to with a secret of ours, or whose answers we believe by one.
  void lookAtOthers(const Settings& settings) {
    for (const OfficeSettings& one : settings.offices) {
      if (plainToOthers(one.signing.url))
        add("offices." + one.id + ".signing.url", "its passwords would travel in the clear");
      if (plainToOthers(one.axis.baseUrl))
        add("offices." + one.id + ".axis.baseUrl", "its secret would travel in the clear");
    }
    for (const SubscriberSettings& one : settings.subscribers)
      if (plainToOthers(one.url))
        add("subscribers." + one.id + ".url", "events would travel in the clear: use https");
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
      if (blank) add(key, "still as the starting file has it: fill it in");
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
        add(key, "no such file, or not ours to read: " + file);
    }
  }
  void readable(const char* key, const std::string& file) {
    struct stat about {};
    if (file.empty() || ::stat(file.c_str(), &about) != 0) return;
    if ((about.st_mode & (S_IRWXG | S_IRWXO) & ~S_IRGRP) != 0)
      add(key, "others may read it: chmod 600 (or 640)");
  }
  void add(const std::string& key, const std::string& what) { all_.push_back(key + ": " + what); }
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
  std::cout << "good\n";
  return kYes;
}

}  // namespace tdkt::app
