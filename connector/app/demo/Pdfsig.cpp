#include "connector/app/demo/Pdfsig.h"

#include <Poco/Exception.h>
#include <Poco/Pipe.h>
#include <Poco/PipeStream.h>
#include <Poco/Process.h>
#include <Poco/StreamCopier.h>

#include <filesystem>
#include <vector>

namespace tdkt::app::demo {
namespace {

struct Ran {
  int code = 127;
  std::string output;
};

Ran runProgram(const std::string& program, const std::vector<std::string>& arguments) {
  Ran ran;
  try {
    Poco::Pipe output;
    Poco::ProcessHandle handle = Poco::Process::launch(program, arguments, nullptr, &output, &output);
    Poco::PipeInputStream stream(output);
    Poco::StreamCopier::copyToString(stream, ran.output);
    ran.code = handle.wait();
  } catch (const Poco::Exception& e) {
    ran.output = e.displayText();
  }
  return ran;
}

bool installed(const std::string& program) {
  for (const char* folder : {"/usr/bin/", "/usr/local/bin/"}) {
    if (std::filesystem::exists(folder + program)) return true;
  }
  return false;
}

int countOf(const std::string& text, const std::string& part) {
  int count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size()))
    ++count;
  return count;
}

}  // namespace

std::string Pdfsig::prepare() {
  if (ready_) return {};
  for (const char* program : {"pdfsig", "certutil"}) {
    if (!installed(program)) return std::string(program) + " is not installed";
  }
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
  std::filesystem::create_directories(directory_, ignored);
  const std::string database = "sql:" + directory_;
  if (runProgram("certutil", {"-N", "-d", database, "--empty-password"}).code != 0)
    return "certutil made no database";
  const Ran added =
      runProgram("certutil", {"-A", "-d", database, "-n", "root", "-t", "CT,C,C", "-a", "-i", rootPem_});
  if (added.code != 0) return "certutil did not take the root: " + added.output;
  ready_ = true;
  return {};
}

std::string Pdfsig::judge(const std::string& pdf, int signatures, int timeStamps) {
  if (const std::string why = prepare(); !why.empty()) return "skipped: " + why;
  // Not "-no-ocsp": poppler 22.12 then calls every certificate an unknown issue. Our certificates name no
  // responder.
  const Ran ran = runProgram("pdfsig", {"-nssdir", "sql:" + directory_, pdf});
  const bool good = countOf(ran.output, "Signature Validation: Signature is Valid.") == signatures &&
                    countOf(ran.output, "Certificate Validation: Certificate is Trusted.") == signatures &&
                    countOf(ran.output, "Signature #") == signatures + timeStamps;
  return good ? "valid" : "invalid: " + ran.output;
}

}  // namespace tdkt::app::demo
