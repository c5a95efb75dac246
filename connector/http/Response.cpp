#include "connector/http/Response.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "workflow/base/Log.h"

namespace tdkt::http {
namespace {

const char* reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 303:
      return "See Other";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 411:
      return "Length Required";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Status";
  }
}

bool sameName(const std::string& a, const std::string& b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

void addUnlessSet(Response& response, const std::string& name, const std::string& value) {
  const bool set = std::any_of(response.headers.begin(), response.headers.end(),
                               [&](const auto& header) { return sameName(header.first, name); });
  if (!set) response.headers.emplace_back(name, value);
}

bool carriesControl(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20U; });
}

void appendField(std::string& out, const std::string& name, const std::string& value) {
  if (carriesControl(name) || carriesControl(value)) {
    log::error("http.header.dropped", {{"name", name}});
    return;
  }
  out += name + ": " + value + "\r\n";
}

int statusOf(const Error& error) {
  const auto endsIn = [&](std::string_view tail) {
    return error.code.size() >= tail.size() &&
           error.code.compare(error.code.size() - tail.size(), tail.size(), tail) == 0;
  };
  switch (error.kind) {
    case ErrorKind::kInput:
      return endsIn(".malformed") || error.code.rfind("json.", 0) == 0 ? 400 : 422;
    case ErrorKind::kDenied:
      return endsIn(".unauthenticated") ? 401 : 403;
    case ErrorKind::kNotFound:
      return 404;
    case ErrorKind::kConflict:
      return 409;
    case ErrorKind::kUnavailable:
    case ErrorKind::kInDoubt:
      return 503;
    case ErrorKind::kCorrupt:
    case ErrorKind::kBug:
      return 500;
  }
  return 500;
}

}  // namespace

Response Response::html(std::string text, int code) {
  Response out;
  out.status = code;
  out.contentType = "text/html; charset=utf-8";
  out.body = std::move(text);
  return out;
}

Response Response::json(std::string text, int code) {
  Response out;
  out.status = code;
  out.contentType = "application/json";
  out.body = std::move(text);
  return out;
}

Response Response::bytes(Bytes content, std::string mediaType) {
  Response out;
  out.contentType = std::move(mediaType);
  out.body = std::move(content);
  return out;
}

Response Response::redirect(const std::string& location) {
  Response out;
  out.status = 303;
  out.headers.emplace_back("Location", location);
  return out;
}

Response problem(const Error& error, const std::string& vietnamese) {
  const int status = statusOf(error);
  nlohmann::ordered_json body = {{"code", error.code}};
  if (status != 500) body["detail"] = error.detail;
  if (!error.field.empty()) body["field"] = error.field;
  if (!vietnamese.empty()) body["message"] = vietnamese;
  using Json = nlohmann::ordered_json;
  Response out = Response::json(body.dump(-1, ' ', false, Json::error_handler_t::replace), status);
  out.contentType = "application/problem+json";
  if (status == 503) out.headers.emplace_back("Retry-After", "5");
  if (status == 401) out.headers.emplace_back("WWW-Authenticate", "Bearer");
  return out;
}

Response plainProblem(int status, const std::string& code) {
  Response out = Response::json(R"({"code":")" + code + R"("})", status);
  out.contentType = "application/problem+json";
  return out;
}

void addSecurityHeaders(Response& response, const std::string& frameAncestors) {
  addUnlessSet(response, "Content-Security-Policy",
               "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
               "worker-src 'self' blob:; font-src 'self'; img-src 'self' data: blob:; form-action 'self'; "
               "base-uri 'none'; frame-src 'self'; frame-ancestors " +
                   frameAncestors);
  addUnlessSet(response, "X-Content-Type-Options", "nosniff");
  addUnlessSet(response, "Referrer-Policy", "no-referrer");
  addUnlessSet(response, "Cache-Control", "no-store");
}

std::string serialise(const Response& response, bool withBody) {
  std::string out = "HTTP/1.1 " + std::to_string(response.status) + " " + reason(response.status) + "\r\n";
  appendField(out, "Content-Type", response.contentType);
  if (response.status != 204) appendField(out, "Content-Length", std::to_string(response.body.size()));
  for (const auto& [name, value] : response.headers) appendField(out, name, value);
  out += "Connection: close\r\n\r\n";
  if (withBody && response.status != 204) out += response.body;
  return out;
}

}  // namespace tdkt::http
