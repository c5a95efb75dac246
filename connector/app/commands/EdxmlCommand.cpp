#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "connector/app/CommandLine.h"
#include "connector/app/Commands.h"
#include "connector/office/edxml/Message.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Clock.h"

namespace tdkt::app {
namespace {

using Json = nlohmann::ordered_json;

Json jsonOf(const edxml::Organisation& organisation) {
  return {{"id", organisation.id}, {"inCharge", organisation.inCharge}, {"name", organisation.name}};
}

std::string codeOf(const edxml::Message& message) {
  if (message.isStatus) return message.responseForCode;
  return message.codeNotation.empty() ? message.codeNumber : message.codeNumber + "/" + message.codeNotation;
}

Json jsonOf(const edxml::Message& message) {
  Json out = {{"messageKind", message.isStatus ? "status" : "document"},
              {"businessType", static_cast<int>(message.business)},
              {"documentId", message.isStatus ? message.responseForDocumentId : message.documentId},
              {"code", codeOf(message)},
              {"subject", message.subject},
              {"from", jsonOf(message.from)},
              {"to", Json::array()},
              {"documentType", message.documentType},
              {"dueDate", message.dueDate ? Json(isoDate(*message.dueDate)) : Json()},
              {"attachments", Json::array()},
              {"signature", message.hasSignature ? "present-unverified" : "absent"},
              {"warnings", message.warnings}};
  for (const auto& to : message.to) out["to"].push_back(jsonOf(to));
  for (const auto& attachment : message.attachments) {
    out["attachments"].push_back({{"name", attachment.name},
                                  {"mediaType", attachment.mediaType},
                                  {"size", attachment.bytes.size()},
                                  {"sha256", sha256Hex(attachment.bytes)},
                                  {"wrapped", attachment.wrapped}});
  }
  if (message.isStatus) {
    out["statusCode"] = message.statusCode;
    out["description"] = message.statusDescription;
  }
  return out;
}

void printPlain(const edxml::Message& message) {
  std::cout << (message.isStatus ? "status " + message.statusCode : "document") << " " << codeOf(message)
            << " from " << message.from.id << " " << message.from.name << "\n";
  if (!message.subject.empty()) std::cout << message.subject << "\n";
  for (const auto& attachment : message.attachments) {
    std::cout << "  " << attachment.name << "  " << attachment.mediaType << "  " << attachment.bytes.size()
              << " bytes  " << sha256Hex(attachment.bytes) << "\n";
  }
  for (const auto& warning : message.warnings) std::cout << "warning: " << warning << "\n";
}

// Names are ours: what a message calls its attachments is never a path.
Result<Done> extract(const edxml::Message& message, const std::string& directory) {
  std::error_code failure;
  std::filesystem::create_directories(directory, failure);
  if (failure) return unavailableError("file.write", failure.message(), directory);
  for (std::size_t i = 0; i < message.attachments.size(); ++i) {
    const auto& attachment = message.attachments[i];
    std::string extension = std::filesystem::path(attachment.name).extension().string();
    if (extension.size() > 6) extension.clear();
    TDKT_CHECK(
        writeFileWhole(directory + "/attachment-" + std::to_string(i + 1) + extension, attachment.bytes));
  }
  return Done{};
}

Result<Done> parseCommand(const Options& options) {
  TDKT_ASSIGN(const std::string bytes, readFile(options.positional[0]));
  TDKT_ASSIGN(const edxml::Message message, edxml::parse(bytes));
  const std::string directory = options.get("--extract");
  if (!directory.empty()) TDKT_CHECK(extract(message, directory));
  if (options.has("--json")) {
    std::cout << jsonOf(message).dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
  } else {
    printPlain(message);
  }
  return Done{};
}

Result<Done> statusCommand(const Options& options) {
  TDKT_ASSIGN(const std::string bytes, readFile(options.get("--for")));
  TDKT_ASSIGN(const edxml::Message about, edxml::parse(bytes));
  edxml::StatusMessage status;
  if (!about.to.empty()) status.from = about.to.front();
  status.forOrganisation = about.from.id;
  status.forCode = codeOf(about);
  status.forDate = about.promulgatedOn;
  status.forDocumentId = about.documentId;
  status.statusCode = options.get("--code");
  status.description = options.get("--description");
  status.timestamp = SystemClock().now();
  const std::string xml = edxml::writeStatus(status);
  if (!options.get("--out").empty()) return writeFileWhole(options.get("--out"), xml);
  std::cout << xml;
  return Done{};
}

bool isStatusCode(const std::string& code) {
  for (const char* known : {"01", "02", "03", "04", "05", "06", "13", "15", "16"}) {
    if (code == known) return true;
  }
  return false;
}

int runParse(const std::vector<std::string>& rest) {
  const auto options = parseOptions(rest, {{"--json"}, {"--extract"}, 1, 1});
  if (!options) return fail(options.error());
  const auto done = parseCommand(*options);
  return done ? kYes : fail(done.error());
}

int runStatus(const std::vector<std::string>& rest) {
  const auto options = parseOptions(rest, {{}, {"--for", "--code", "--description", "--out"}, 0, 0});
  if (!options) return fail(options.error());
  if (options->get("--for").empty()) return fail(inputError("usage", "this option is needed", "--for"));
  if (!isStatusCode(options->get("--code"))) return fail(inputError("usage", "not a status code", "--code"));
  const auto done = statusCommand(*options);
  return done ? kYes : fail(done.error());
}

}  // namespace

int runEdxml(const std::vector<std::string>& arguments) {
  const std::string verb = arguments.empty() ? "" : arguments.front();
  const std::vector<std::string> rest(arguments.begin() + (arguments.empty() ? 0 : 1), arguments.end());
  if (verb == "parse") return runParse(rest);
  if (verb == "status") return runStatus(rest);
  return fail(inputError("usage", "parse or status must follow", verb));
}

}  // namespace tdkt::app
