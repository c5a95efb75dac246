#pragma once
// What tests of this room share: packages, sample data, and what a reader sees in a finished PDF.

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "templates/Filler.h"

namespace tdkt::templates::support {

inline const UtcTime kMadeAt = *parseIso("2026-11-20T15:04:05+07:00");

inline std::string readText(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
}

inline std::string packagePath(const std::string& form) {
  return std::string(TDKT_SOURCE_DIR) + "/templates/pack/" + form + "/1";
}

/// The sample of a package: the starting point of most tests.
inline FieldSet sample(const std::string& form) {
  return fieldSetFromJson(readText(packagePath(form) + "/sample.json")).value();
}

/// Loading is costly, so a test program loads each package once.
inline const Filler& filler(const std::string& form) {
  static std::map<std::string, std::unique_ptr<Filler>> loaded;
  auto& found = loaded[form];
  if (!found) found = loadTemplate(packagePath(form), kDebianFonts).value();
  return *found;
}

inline FilledDocument fillOrThrow(const std::string& form, const FieldSet& fields) {
  auto filled = filler(form).fill(fields, kMadeAt);
  if (!filled)
    throw std::runtime_error(filled.error().code + ": " + filled.error().detail + " " + filled.error().field);
  return std::move(filled).value();
}

/// A directory of its own for one test, removed at the end.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tdkt-test-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary directory");
    path_ = pattern;
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() { std::filesystem::remove_all(path_); }
  std::string file(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }

  std::string write(const std::string& name, const std::string& octets) const {
    std::ofstream(file(name), std::ios::binary) << octets;
    return file(name);
  }

 private:
  std::string path_;
};

/// Output of a program of poppler or qpdf over a PDF; these are build dependencies of the tests.
inline std::string run(const std::string& program, const Bytes& pdf, const std::string& tail) {
  const TemporaryDirectory directory;
  const std::string in = directory.write("in.pdf", pdf);
  const std::string out = directory.file("out.txt");
  const std::string command = program + " " + in + " " + tail + " > " + out + " 2>&1";
  if (std::system(command.c_str()) != 0)
    throw std::runtime_error(program + " failed: " + readText(out));  // NOLINT
  return readText(out);
}

/// Text as a reader copies it, in the order of the content.
inline std::string extracted(const Bytes& pdf) {
  return run("pdftotext -raw", pdf, "-");
}

/// The same with every white space one space: for sentences that may break anywhere.
inline std::string flattened(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\n' || c == '\f';
    if (space && (out.empty() || out.back() == ' ')) continue;
    out += space ? ' ' : c;
  }
  return out;
}

}  // namespace tdkt::templates::support
