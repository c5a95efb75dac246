#include "integration/office_simulator/Mood.h"

#include <algorithm>
#include <array>
#include <thread>

namespace tdkt::simulator {
namespace {

using http::Request;
using http::Response;

constexpr std::array<std::pair<const char*, Profile>, 11> kNames = {{{"good", Profile::kGood},
                                                                     {"down", Profile::kDown},
                                                                     {"slow", Profile::kSlow},
                                                                     {"busy", Profile::kBusy},
                                                                     {"gone", Profile::kGone},
                                                                     {"redirect", Profile::kRedirect},
                                                                     {"garbage", Profile::kGarbage},
                                                                     {"lost", Profile::kLost},
                                                                     {"silent", Profile::kSilent},
                                                                     {"duplicates", Profile::kDuplicates},
                                                                     {"reordering", Profile::kReordering}}};

bool isOwn(Profile profile) {
  return profile == Profile::kSilent || profile == Profile::kDuplicates || profile == Profile::kReordering;
}

}  // namespace

Result<Done> Mood::set(const std::string& profile, int share, int calls) {
  const auto known =
      std::find_if(kNames.begin(), kNames.end(), [&](const auto& row) { return profile == row.first; });
  if (known == kNames.end()) return inputError("simulator.profile", "no such profile", profile);
  set(known->second, share, calls);
  return Done{};
}

void Mood::set(Profile profile, int share, int calls) {
  const std::lock_guard guard(mutex_);
  profile_ = profile;
  share_ = share;
  left_ = calls;
  endless_ = calls == 0;
}

long Mood::count() const {
  const std::lock_guard guard(mutex_);
  return count_;
}

Profile Mood::next(bool own) {
  const std::lock_guard guard(mutex_);
  if (profile_ == Profile::kGood || isOwn(profile_) != own) return Profile::kGood;
  if (!endless_ && left_ == 0) return Profile::kGood;
  if (static_cast<int>(chance_() % 100) >= share_) return Profile::kGood;
  if (!endless_) --left_;
  ++count_;
  return profile_;
}

Profile Mood::ownCall() {
  return next(true);
}

Response Mood::apply(const Request& request, const http::Handler& handle) {
  Response out = Response::json("{}", 503);
  switch (next(false)) {
    case Profile::kDown:
      return out;
    case Profile::kSlow:
      std::this_thread::sleep_for(pause_);
      return handle(request);
    case Profile::kBusy:
      out.status = 429;
      out.headers.emplace_back("Retry-After", "1");
      return out;
    case Profile::kGone:
      out.status = 410;
      return out;
    case Profile::kRedirect:
      return Response::redirect("http://127.0.0.1:1/login");
    case Profile::kGarbage:
      return Response::json("{\"rows\":[{\"id\":");
    case Profile::kLost:
      handle(request);
      return out;
    default:
      return handle(request);
  }
}

}  // namespace tdkt::simulator
