#include "connector/pages/OidcPages.h"

#include <charconv>

#include "connector/pages/ErrorPage.h"
#include "connector/pages/Form.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Log.h"

namespace tdkt::pages {
namespace {

using http::Request;
using http::Response;

constexpr const char* kCookie = "oidc";
constexpr std::chrono::minutes kLongestSignIn{10};

std::string given(const Request& request, const std::string& name) {
  if (request.method == "POST") return formValue(request, name);
  const auto at = request.query.find(name);
  return at == request.query.end() ? std::string() : at->second;
}

/// What one sign-in keeps in the browser: "secret.issuer.since.target".
struct Begun {
  std::string secret;
  std::string issuerId;
  std::int64_t since = 0;
  std::string target;

  std::string text() const {
    return secret + "." + toHex(issuerId) + "." + std::to_string(since) + "." + toHex(target);
  }
};

Result<Begun> begunFrom(const std::string& cookie) {
  const auto fault = deniedError("oidc.state", "no sign-in was begun in this browser");
  std::vector<std::string> parts;
  std::string rest = cookie;
  for (auto at = rest.find('.'); at != std::string::npos; at = rest.find('.')) {
    parts.push_back(rest.substr(0, at));
    rest.erase(0, at + 1);
  }
  parts.push_back(rest);
  if (parts.size() != 4) return fault;
  Begun out;
  const auto issuer = fromHex(parts[1]);
  const auto target = fromHex(parts[3]);
  const auto [end, failure] = std::from_chars(parts[2].data(), parts[2].data() + parts[2].size(), out.since);
  if (!issuer || !target || failure != std::errc() || *end != '\0') return fault;
  out.secret = parts[0];
  out.issuerId = *issuer;
  out.target = safeReturn(*target);
  return out;
}

}  // namespace

OidcPages::OidcPages(SignInPages& signIn, DeskAccess& access, identity::Identities& identities,
                     const Clock& clock, std::vector<identity::OidcProvider*> providers)
    : signIn_(signIn),
      access_(access),
      identities_(identities),
      clock_(clock),
      providers_(std::move(providers)) {}

std::string OidcPages::beginPath(const std::string& issuerId) {
  return "/sign-in/oidc/" + issuerId;
}

std::string OidcPages::callbackUrl(const std::string& publicUrl, const std::string& issuerId) {
  return publicUrl + beginPath(issuerId) + "/callback";
}

void OidcPages::addTo(http::Router& router) {
  http::RoutePolicy small;
  small.maxBody = 8U << 10U;
  small.perMinute = 60;  // each may cost a question to the other house
  const auto begins = [this](const Request& r) { return answerOf(r, begin(r)); };
  router.add("GET", "/sign-in/oidc/{issuer}", begins, small);
  router.add("POST", "/sign-in/oidc/{issuer}", begins, small);
  router.add(
      "GET", "/sign-in/oidc/{issuer}/callback", [this](const Request& r) { return answerOf(r, finish(r)); },
      small);
}

Response OidcPages::answerOf(const Request& request, const Answer& answer) {
  if (answer) return *answer;
  log::info("oidc.refused", {{"code", answer.error().code}, {"what", answer.error().detail}});
  Response response = signIn_.page(request, &answer.error());
  response.headers.emplace_back("Set-Cookie", access_.setCookie(kCookie, ""));
  return response;
}

Result<identity::OidcProvider*> OidcPages::providerOf(const Request& request) const {
  for (identity::OidcProvider* one : providers_) {
    if (one->settings().id == request.params.at("issuer")) return one;
  }
  return notFoundError("identity.issuer", "no such sign-in service in the settings");
}

Result<std::string> OidcPages::targetOf(const Request& request,
                                        const identity::OidcProvider& provider) const {
  const std::string issuer = given(request, "iss");
  const std::string target = given(request, "target_link_uri");
  if (issuer.empty() && target.empty()) return safeReturn(given(request, "next"));
  if (issuer != provider.settings().issuer) return inputError("oidc.initiate", "iss is another issuer");
  if (target.empty()) return std::string();
  const std::string& ours = access_.publicUrl();
  const std::string path =
      target.starts_with(ours + "/") ? safeReturn(target.substr(ours.size())) : std::string();
  if (path.empty() && target != ours + "/")
    return inputError("oidc.initiate", "target_link_uri is no page of desk or admin");
  return path;
}

OidcPages::Answer OidcPages::begin(const Request& request) {
  TDKT_ASSIGN(identity::OidcProvider * provider, providerOf(request));
  TDKT_ASSIGN(const std::string target, targetOf(request, *provider));
  TDKT_ASSIGN(const identity::OidcStart start, provider->begin(given(request, "login_hint").substr(0, 256)));
  const Begun begun{start.secret, provider->settings().id, clock_.now().millis, target};
  Response response = Response::redirect(start.url);
  response.headers.emplace_back("Set-Cookie", access_.setCookie(kCookie, begun.text()));
  return response;
}

OidcPages::Answer OidcPages::finish(const Request& request) {
  TDKT_ASSIGN(identity::OidcProvider * provider, providerOf(request));
  TDKT_ASSIGN(const Begun begun, begunFrom(request.cookie(access_.cookieName(kCookie))));
  const bool late = clock_.now() > UtcTime{begun.since}.plus(kLongestSignIn);
  if (late || begun.issuerId != provider->settings().id)
    return deniedError("oidc.state", "begun too long ago, or at another service");
  const identity::OidcReturn back{given(request, "code"), given(request, "state"), given(request, "iss"),
                                  given(request, "error")};
  TDKT_ASSIGN(const std::string subject, provider->finish(back, begun.secret));
  TDKT_ASSIGN(const OfficialId official, identities_.officialOf(provider->settings().issuer, subject));
  TDKT_ASSIGN(Response response,
              signIn_.enter(request, official, identity::SignInMethod::kOidc, {}, begun.target));
  response.headers.emplace_back("Set-Cookie", access_.setCookie(kCookie, ""));
  return response;
}

}  // namespace tdkt::pages
