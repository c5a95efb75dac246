#include "connector/app/commands/TrustFiles.h"

#include <Poco/Exception.h>
#include <Poco/URI.h>

#include <algorithm>
#include <filesystem>

#include "connector/app/CommandLine.h"

namespace tdkt::app {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> certificateFiles(const std::string& directory) {
  std::vector<std::string> out;
  std::error_code failure;
  for (fs::directory_iterator it(directory, failure), end; !failure && it != end; it.increment(failure)) {
    const std::string extension = it->path().extension().string();
    if (extension == ".pem" || extension == ".crt") out.push_back(it->path().string());
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

Result<std::vector<signing::Certificate>> readCertificates(const std::string& path) {
  if (!fs::is_directory(path)) {
    TDKT_ASSIGN(const auto pem, readFile(path, 4U << 20U));
    return signing::Certificate::bundleFromPem(pem);
  }
  std::vector<signing::Certificate> out;
  for (const std::string& file : certificateFiles(path)) {
    TDKT_ASSIGN(const auto pem, readFile(file, 4U << 20U));
    TDKT_ASSIGN(const auto found, signing::Certificate::bundleFromPem(pem));
    out.insert(out.end(), found.begin(), found.end());
  }
  if (out.empty()) return inputError("signing.certificate.none", "no certificate in the directory", path);
  return out;
}

Result<signing::TrustSettings> readTrust(const std::string& path) {
  if (!fs::is_directory(path)) {
    TDKT_ASSIGN(const std::string text, readFile(path, 16U << 20U));
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first != std::string::npos && text[first] == '{') return signing::readTrustList(text);
  }
  signing::TrustSettings out;
  TDKT_ASSIGN(out.roots, readCertificates(path));
  return out;
}

Result<std::string> percentDecoded(const std::string& text) {
  try {
    std::string out;
    Poco::URI::decode(text, out);
    return out;
  } catch (const Poco::Exception&) {
    return inputError("usage", "bad percent encoding", text);
  }
}

}  // namespace tdkt::app
