#include "connector/office/profile/HostLink.h"

#include <fstream>
#include <iterator>

#include "workflow/base/Log.h"

namespace tdkt::office {
namespace {

Result<Bytes> fileBytes(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return notFoundError("file.read", "cannot be read", path);
  return Bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
}

}  // namespace

Result<std::unique_ptr<HostLink>> HostLink::open(const std::string& file, RestSettings settings) {
  std::unique_ptr<HostLink> link(new HostLink(file, std::move(settings)));
  TDKT_CHECK(link->load());
  return link;
}

Result<Done> HostLink::load() {
  TDKT_ASSIGN(const Bytes bytes, fileBytes(file_));
  const std::string digest = sha256Hex(bytes);
  if (digest == digest_) return Done{};
  digest_ = digest;  // a bad file is looked at once, not at every turn
  TDKT_ASSIGN(HostProfile profile, profileFrom(bytes));
  profile_ = std::make_shared<const HostProfile>(std::move(profile));
  log::info("profile.loaded", {{"file", file_}});
  return Done{};
}

std::shared_ptr<const HostProfile> HostLink::profile() {
  const std::lock_guard lock(mutex_);
  const auto loaded = load();
  if (!loaded) {
    log::warning("profile.kept", {{"file", file_},
                                  {"code", loaded.error().code},
                                  {"at", loaded.error().field},
                                  {"detail", loaded.error().detail}});
  }
  return profile_;
}

RestClient HostLink::client(const HostProfile& profile) const {
  RestSettings settings = settings_;
  settings.header = profile.header;
  settings.prefix = profile.prefix;
  return RestClient(settings);
}

}  // namespace tdkt::office
