#pragma once
// Independent judges installed on this machine, and OpenSSL's own view of a structure.

#include <gtest/gtest.h>
#include <openssl/asn1.h>
#include <openssl/cms.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "signing/cms/OpenSsl.h"

namespace tdkt::signing {

/// Runs a judge installed on this machine; its output, or nothing when it is not installed.
inline std::optional<std::string> judge(const std::string& program, const std::string& options,
                                        const Bytes& pdf) {
  if (std::system(("command -v " + program + " >/dev/null 2>&1").c_str()) != 0) return std::nullopt;
  const std::string path = ::testing::TempDir() + "/judge-" + sha256Hex(pdf).substr(0, 12) + ".pdf";
  std::ofstream(path, std::ios::binary) << pdf;
  const int failed = std::system((program + " " + options + " " + path + " > " + path + ".out 2>&1").c_str());
  std::ifstream in(path + ".out");
  std::string out((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  std::filesystem::remove(path);
  std::filesystem::remove(path + ".out");
  return (failed == 0 ? "0\n" : "failed\n") + out;
}

inline std::size_t countOf(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

inline std::string contentOf(const ssl::Bio& bio) {
  char* data = nullptr;
  const long length = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(length)};
}

/// `openssl cms -cmsout -print`; trailing zero octets are ignored.
inline std::string printedCms(const Bytes& der) {
  const unsigned char* cursor = ssl::octets(der);
  const ssl::Cms cms(d2i_CMS_ContentInfo(nullptr, &cursor, static_cast<long>(der.size())));
  const ssl::Bio out(BIO_new(BIO_s_mem()));
  if (cms) CMS_ContentInfo_print_ctx(out.get(), cms.get(), 0, nullptr);
  return contentOf(out);
}

/// `openssl asn1parse`.
inline std::string printedAsn1(const Bytes& der) {
  const ssl::Bio out(BIO_new(BIO_s_mem()));
  ASN1_parse_dump(out.get(), ssl::octets(der), static_cast<long>(der.size()), 0, 0);
  return contentOf(out);
}

}  // namespace tdkt::signing
