#include "connector/pages/SignInPages.h"

#include <nlohmann/json.hpp>

#include "connector/pages/Assets.h"
#include "connector/pages/ErrorPage.h"
#include "connector/pages/Form.h"
#include "connector/pages/Messages.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Log.h"

namespace tdkt::pages {
namespace {

using http::Request;
using http::Response;
using nlohmann::ordered_json;

constexpr const char* kFormCookie = "form";
constexpr std::size_t kLargestForm = 8U << 10U;
constexpr int kPerMinute = 120;  // a whole office may stand behind one address

std::string queryValue(const Request& request, const std::string& name) {
  const auto at = request.query.find(name);
  return at == request.query.end() ? std::string() : at->second;
}

/// What the form sent, or what its first page was asked with.
std::string given(const Request& request, const std::string& name) {
  return request.method == "GET" ? queryValue(request, name) : formValue(request, name);
}

std::string tokenOf(const std::string& formCookie) {
  return sha256Hex("form\n" + formCookie);
}

/// Where the field is no place in a form, it is told in words.
std::string sentenceOf(const Error& error) {
  Error plain = error;
  plain.field.clear();
  if (error.code == "access.locked") return sentenceFor(plain) + " Còn " + error.field + " giây.";
  if (error.code == "access.identity.unmapped") return sentenceFor(plain) + " Mã định danh: " + error.field;
  return sentenceFor(error);
}

int statusOf(const Error& error) {
  return error.code == "access.locked" ? 429 : http::problem(error).status;
}

std::string landingOf(const directory::Official& official) {
  if (opensDesk(official)) return "/desk";
  return opensAdmin(official) ? "/admin/accounts" : std::string();
}

}  // namespace

SignInPages::SignInPages(SignInParts parts, SignInOffer offer, bool demo)
    : parts_(parts), offer_(std::move(offer)), templates_(assets::resources(), demo) {}

std::string SignInPages::setupUrl(const std::string& publicUrl, const std::string& link) {
  return publicUrl + "/sign-in/setup?link=" + link;
}

void SignInPages::addTo(http::Router& router) {
  http::RoutePolicy small;
  small.maxBody = kLargestForm;
  small.perMinute = kPerMinute;
  router.add("GET", "/", [this](const Request& r) { return home(r); });
  router.add("GET", "/sign-in", [this](const Request& r) { return page(r); });
  router.add("GET", "/sign-in/setup", [this](const Request& r) { return setupPage(r); });
  router.add("GET", "/desk/sign-in", [this](const Request& r) { return linkPage(r); });
  using Form = Answer (SignInPages::*)(const Request&);
  using Page = Response (SignInPages::*)(const Request&, const Error*);
  const auto add = [&](const char* path, Form handle, Page again) {
    router.add(
        "POST", path,
        [this, handle, again](const Request& request) {
          const Answer answer = (this->*handle)(request);
          return answer ? *answer : (this->*again)(request, &answer.error());
        },
        small);
  };
  add("/sign-in", &SignInPages::signIn, &SignInPages::page);
  add("/sign-in/setup", &SignInPages::setUp, &SignInPages::setupPage);
  add("/desk/sign-in", &SignInPages::useLink, &SignInPages::linkPage);
  router.add(
      "POST", "/desk/sign-out",
      [this](const Request& request) {
        const Answer answer = signOut(request);
        return answer ? *answer : errorPageFor(templates_, answer.error(), request);
      },
      small);
}

Response SignInPages::home(const Request& request) {
  const auto grant = parts_.access.visitor(request);
  const auto* official = grant ? parts_.directory.find(grant->official) : nullptr;
  const std::string landing = official == nullptr ? std::string() : landingOf(*official);
  return Response::redirect(landing.empty() ? "/sign-in" : landing);
}

Response SignInPages::formPage(const Request& request, ViewJson view, const Error* error) {
  std::string cookie = request.cookie(parts_.access.cookieName(kFormCookie));
  const bool fresh = cookie.size() != 64;
  if (fresh) cookie = toHex(parts_.random.bytes(32));
  view["token"] = tokenOf(cookie);
  if (error != nullptr) view["error"] = sentenceOf(*error);
  Response response =
      Response::html(templates_.render("sign_in", view), error == nullptr ? 200 : statusOf(*error));
  if (fresh) response.headers.emplace_back("Set-Cookie", parts_.access.setCookie(kFormCookie, cookie));
  if (error != nullptr && error->code == "access.locked")
    response.headers.emplace_back("Retry-After", error->field);
  return response;
}

Result<Done> SignInPages::checkForm(const Request& request) const {
  const std::string cookie = request.cookie(parts_.access.cookieName(kFormCookie));
  if (fromElsewhere(request) || cookie.empty() ||
      !equalConstantTime(tokenOf(cookie), formValue(request, "token")))
    return deniedError("access.form", "the form is not of this browser; are cookies allowed?");
  return Done{};
}

SignInPages::Answer SignInPages::enter(const Request& request, const OfficialId& official,
                                       identity::SignInMethod method, const std::string& account,
                                       const std::string& next) {
  const directory::Official* who = parts_.directory.find(official);
  const std::string landing = who == nullptr ? std::string() : landingOf(*who);
  if (landing.empty()) return deniedError("access.role", "no role opens desk or admin");
  const std::string cookieName = parts_.access.cookieName();
  TDKT_CHECK(parts_.sessions.close(request.cookie(cookieName)));
  TDKT_ASSIGN(const std::string secret, parts_.sessions.open(official, method, account));
  log::info("identity.signed-in", {{"official", official.text()}});
  const std::string back = safeReturn(next);
  Response response = Response::redirect(back.empty() ? landing : back);
  response.headers.emplace_back("Set-Cookie", parts_.access.setCookie("desk", secret));
  return response;
}

Response SignInPages::page(const Request& request, const Error* error) {
  ordered_json view = {{"title", "Đăng nhập"}, {"next", safeReturn(given(request, "next"))}};
  view["passwords"] = offer_.passwords;
  view["hasIssuers"] = !offer_.issuers.empty();
  view["issuers"] = ordered_json::array();
  const std::string next = view["next"].get<std::string>();
  for (const SignInOffer::Button& one : offer_.issuers)
    view["issuers"].push_back({{"url", one.url + (next.empty() ? "" : "?next=" + next)}, {"name", one.name}});
  if (error != nullptr) view["name"] = formValue(request, "name");
  return formPage(request, std::move(view), error);
}

SignInPages::Answer SignInPages::signIn(const Request& request) {
  TDKT_CHECK(checkForm(request));
  if (!offer_.passwords) return deniedError("access.passwords", "local accounts are switched off");
  TDKT_ASSIGN(const auto account,
              parts_.accounts.signIn(formValue(request, "name"), Secret(formText(request, "password"))));
  return enter(request, account.official, identity::SignInMethod::kPassword, account.name,
               formValue(request, "next"));
}

Response SignInPages::linkPage(const Request& request, const Error* error) {
  ordered_json view = {{"title", "Đăng nhập bằng đường dẫn một lần"}, {"oneUse", true}};
  if (error == nullptr) view["link"] = given(request, "link");
  return formPage(request, std::move(view), error);
}

SignInPages::Answer SignInPages::useLink(const Request& request) {
  TDKT_CHECK(checkForm(request));
  TDKT_ASSIGN(const OfficialId official, parts_.access.takeLink(formValue(request, "link")));
  return enter(request, official, identity::SignInMethod::kLink, {}, {});
}

Response SignInPages::setupPage(const Request& request, const Error* error) {
  const std::string link = given(request, "link");
  const auto account = parts_.accounts.accountOfLink(link);
  ordered_json view = {{"title", "Đặt mật khẩu"}, {"setup", false}};
  const bool foreign = error != nullptr && error->code == "access.form";
  if (!account) return formPage(request, std::move(view), foreign ? error : &account.error());
  view["setup"] = true;
  view["link"] = link;
  view["name"] = account->name;
  return formPage(request, std::move(view), error);
}

SignInPages::Answer SignInPages::setUp(const Request& request) {
  TDKT_CHECK(checkForm(request));
  const std::string password = formText(request, "password");
  if (password != formText(request, "again"))
    return inputError("identity.password.differs", "typed twice, not alike");
  TDKT_ASSIGN(const auto account, parts_.accounts.useSetupLink(formValue(request, "link"), Secret(password)));
  return enter(request, account.official, identity::SignInMethod::kPassword, account.name, {});
}

SignInPages::Answer SignInPages::signOut(const Request& request) {
  TDKT_CHECK(parts_.access.visitor(request));
  TDKT_CHECK(parts_.access.signOut(request.cookie(parts_.access.cookieName())));
  Response response = Response::redirect("/sign-in");
  response.headers.emplace_back("Set-Cookie", parts_.access.setCookie("desk", ""));
  return response;
}

}  // namespace tdkt::pages
