#include "connector/pages/ErrorPage.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "connector/http/HttpClient.h"
#include "connector/pages/Messages.h"

namespace tdkt::pages {
namespace {

constexpr std::size_t kLongestPath = 512;

bool plain(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '/' || c == '-' ||
         c == '_' || c == '.';
}

}  // namespace

std::string safeReturn(const std::string& path) {
  const bool ours =
      path == "/desk" || path == "/admin" || path.starts_with("/desk/") || path.starts_with("/admin/");
  const bool good = ours && path.size() <= kLongestPath && std::all_of(path.begin(), path.end(), plain) &&
                    path.find("//") == std::string::npos && path.find("..") == std::string::npos;
  return good ? path : std::string();
}

http::Response errorPageFor(const TemplateSet& templates, const Error& error, const http::Request& request) {
  const int status = http::problem(error).status;
  nlohmann::ordered_json view = {{"title", "Chưa thực hiện được"}, {"error", sentenceFor(error)}};
  if (status == 401) {
    const std::string back = request.method == "GET" ? safeReturn(request.path) : std::string();
    view["title"] = "Cần đăng nhập";
    view["signIn"] = "/sign-in" + (back.empty() ? std::string() : "?next=" + http::encodeQuery(back));
  }
  return http::Response::html(templates.render("error_page", view), status);
}

}  // namespace tdkt::pages
