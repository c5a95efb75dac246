#include "connector/pages/Assets.h"

#include <fstream>
#include <iterator>

namespace tdkt::pages {
namespace {

using http::Request;
using http::Response;

constexpr const char* kScript = "text/javascript; charset=utf-8";

std::string mediaTypeOf(std::string_view path) {
  if (path.ends_with(".css")) return "text/css; charset=utf-8";
  if (path.ends_with(".svg")) return "image/svg+xml";
  return kScript;
}

Response asset(Bytes bytes, const std::string& mediaType) {
  Response response = Response::bytes(std::move(bytes), mediaType);
  response.headers.emplace_back("Cache-Control", "public, max-age=300");
  return response;
}

Response pdfJs(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return http::problem(notFoundError("blob.absent", "pdf.js is not installed"));
  return asset(Bytes(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()), kScript);
}

}  // namespace

void addAssets(http::Router& router, const std::string& pdfJsFolder) {
  for (const Resource& file : assets::resources()) {
    if (file.path.ends_with(".html")) continue;
    router.add("GET", "/assets/" + std::string(file.path),
               [file](const Request&) { return asset(Bytes(file.bytes), mediaTypeOf(file.path)); });
  }
  for (const char* name : {"pdf.js", "pdf.worker.js"}) {
    router.add("GET", std::string("/assets/pdfjs/") + name,
               [path = pdfJsFolder + "/" + name](const Request&) { return pdfJs(path); });
  }
  router.add("GET", "/favicon.ico", [](const Request&) { return Response{204, "image/x-icon", {}, {}}; });
}

}  // namespace tdkt::pages
