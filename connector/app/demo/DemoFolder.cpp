#include "connector/app/demo/DemoFolder.h"

#include <Poco/Net/ServerSocket.h>

#include <filesystem>
#include <span>
#include <string_view>

#include "connector/app/CommandLine.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Ids.h"
#include "workflow/base/Json.h"
#include "workflow/base/Resource.h"

namespace tdkt::app::demo {

std::span<const Resource> resources();

namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

constexpr const char* kSoftHsm = "/usr/lib/softhsm/libsofthsm2.so";
constexpr const char* kOffice = "eoffice";

/// Ports that are free now; all sockets are held until all are known, so that they differ.
Result<std::vector<std::uint16_t>> freePorts(std::size_t count) {
  std::vector<Poco::Net::ServerSocket> held;
  std::vector<std::uint16_t> ports;
  try {
    for (std::size_t i = 0; i < count; ++i) {
      held.emplace_back(Poco::Net::SocketAddress("127.0.0.1", 0));
      ports.push_back(held.back().address().port());
    }
  } catch (const Poco::Exception& e) {
    return unavailableError("demo.port", e.displayText());
  }
  return ports;
}

Result<DemoState> newState(std::uint16_t firstPort, Random& random) {
  DemoState state;
  std::vector<std::uint16_t> ports = {firstPort, static_cast<std::uint16_t>(firstPort + 1),
                                      static_cast<std::uint16_t>(firstPort + 2)};
  if (firstPort == 0) {
    TDKT_ASSIGN(ports, freePorts(3));
  }
  state.servicePort = ports[0];
  state.officePort = ports[1];
  state.trustPort = ports[2];
  state.apiToken = newId(random);
  state.webhookSecret = "whsec_" + toBase64(random.bytes(32));
  return state;
}

std::string newPin(Random& random) {
  std::string pin;
  for (const char octet : random.bytes(8))
    pin += static_cast<char>('0' + static_cast<unsigned char>(octet) % 10);
  return pin;
}

std::string stateJson(const DemoState& state) {
  return ordered_json{{"servicePort", state.servicePort},
                      {"officePort", state.officePort},
                      {"trustPort", state.trustPort},
                      {"apiToken", state.apiToken},
                      {"webhookSecret", state.webhookSecret}}
             .dump(2) +
         "\n";
}

Result<DemoState> readState(const std::string& path) {
  TDKT_ASSIGN(const std::string text, readFile(path, 1U << 16U));
  const auto json = json::parse(text);
  if (!json) return corruptError("demo.state", json.error().detail, path);
  try {
    DemoState state;
    state.servicePort = json->at("servicePort").get<std::uint16_t>();
    state.officePort = json->at("officePort").get<std::uint16_t>();
    state.trustPort = json->at("trustPort").get<std::uint16_t>();
    state.apiToken = json->at("apiToken").get<std::string>();
    state.webhookSecret = json->at("webhookSecret").get<std::string>();
    return state;
  } catch (const ordered_json::exception& e) {
    return corruptError("demo.state", e.what(), path);
  }
}

/// Copies the packs built into the program: what an installation finds under its data directory.
Result<Done> unpack(const std::string& root) {
  for (const Resource& file : resources()) {
    const fs::path target = fs::path(root) / "packs" / std::string(file.path);
    std::error_code ignored;
    fs::create_directories(target.parent_path(), ignored);
    if (fs::exists(target)) continue;
    TDKT_CHECK(writeFileWhole(target.string(), file.bytes));
  }
  return Done{};
}

ordered_json serviceConfig(const DemoState& state) {
  const std::string data = "packs/integration/demo_data/";
  ordered_json office = {{"id", kOffice},
                         {"name", "Hệ thống quản lý văn bản (mô phỏng)"},
                         {"baseUrl", state.officeUrl()},
                         {"pageOrigin", state.officeUrl()},
                         {"apiToken", state.apiToken},
                         {"webhookSecrets", {state.webhookSecret}},
                         {"dropFolder", "drop"}};
  ordered_json signing = {{"module", kSoftHsm},
                          {"token", "tdkt-demo"},
                          {"pinFile", "token/pin"},
                          {"personKey", "chair"},
                          {"organisationKey", "organisation"},
                          {"issuersFile", "pki/issuing-ca.pem"},
                          {"trustFile", "pki/root-ca.pem"},
                          {"tsaUrl", state.trustUrl() + "/tsa"},
                          {"ocspUrl", state.trustUrl() + "/ocsp"},
                          {"personImage", data + "signature-chair.png"},
                          {"sealImage", data + "seal.png"},
                          {"sealWidthMillimetres", 36},
                          {"level", "B-LT"}};
  ordered_json decision = {{"issuerName", "ỦY BAN NHÂN DÂN TỈNH AN HÒA"},
                           {"authority", "Chủ tịch Ủy ban nhân dân tỉnh An Hòa"},
                           {"place", "An Hòa"},
                           {"province", "tỉnh An Hòa"},
                           {"notation", "QĐ-UBND"},
                           {"organisationId", "H99.01"},
                           {"organisationInCharge", "UBND tỉnh An Hòa"},
                           {"department", "Thường trực Hội đồng Thi đua - Khen thưởng"},
                           {"defaultAward", "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh"},
                           {"signerPost", "CHỦ TỊCH"},
                           {"signerRole", "chair"},
                           {"recipients",
                            {"Như Điều 4", "Thường trực Tỉnh ủy", "Sở Nội vụ (Phòng Thi đua, khen thưởng)",
                             "Cổng thông tin điện tử tỉnh", "Lưu: VT, NC"}}};
  return {{"dataDirectory", "service"},
          {"port", state.servicePort},
          {"publicUrl", state.serviceUrl()},
          {"directoryFile", data + "directory.json"},
          {"procedureFile", "packs/workflow/packs/provincial-commendation.bpmn"},
          {"procedures",
           {{{"file", "packs/workflow/packs/provincial-title.bpmn"},
             {"awards", ordered_json::array({"CSTD-TINH"})}}}},
          {"calendarFile", "packs/workflow/packs/calendar-vn.json"},
          {"rulesFile", "packs/workflow/packs/rules-vn.json"},
          {"decisionTemplate", "packs/templates/pack/decision/1"},
          {"certificateTemplate", "packs/templates/pack/certificate/1"},
          {"certificateTemplates", {{"CSTD-TINH", "packs/templates/pack/emulationCertificate/1"}}},
          {"council",
           {{"minutesTemplate", "packs/templates/pack/councilMinutes/1"},
            {"recordTemplate", "packs/templates/pack/ballot/1"}}},
          {"demo", true},
          {"clockFile", "clock"},
          {"offices", {office}},
          {"signing", signing},
          {"decision", decision}};
}

/// The people of the directory file, as the simulated e-office knows them.
Result<ordered_json> officeUsers(const std::string& directoryFile) {
  TDKT_ASSIGN(const std::string text, readFile(directoryFile));
  TDKT_ASSIGN(const ordered_json directory, json::parse(text));
  ordered_json users = ordered_json::array();
  for (const auto& official : directory.value("officials", ordered_json::array())) {
    if (!official.contains("hostUsers") || !official["hostUsers"].contains(kOffice)) continue;
    users.push_back(
        {{"id", official["hostUsers"][kOffice]}, {"name", official["name"]}, {"post", official["post"]}});
  }
  return users;
}

Result<ordered_json> officeConfig(const DemoState& state, const std::string& directoryFile,
                                  const std::string& clockFile) {
  TDKT_ASSIGN(const ordered_json users, officeUsers(directoryFile));
  return ordered_json{
      {"officeId", kOffice},
      {"tdktUrl", state.serviceUrl()},
      {"webhookSecret", state.webhookSecret},
      {"apiToken", state.apiToken},
      {"users", users},
      {"clockFile", clockFile},
      {"ownOrganisation",
       {{"id", "H99.01"}, {"name", "Văn phòng UBND tỉnh An Hòa"}, {"inCharge", "UBND tỉnh An Hòa"}}}};
}

Result<Done> writeIfAbsent(const std::string& path, const std::string& text) {
  if (fs::exists(path)) return Done{};
  return writeFileWhole(path, text);
}

}  // namespace

std::map<std::string, std::string> DemoFolder::environment() const {
  return {{"SOFTHSM2_CONF", at("token/softhsm2.conf")}};
}

Result<DemoFolder> openDemoFolder(const std::string& root, std::uint16_t firstPort, Random& random) {
  DemoFolder folder;
  folder.root = fs::absolute(root).lexically_normal().string();
  std::error_code failure;
  for (const char* part : {"", "office", "service", "log", "drop", "issued", "token/tokens"}) {
    fs::create_directories(folder.at(part), failure);
    if (failure) return unavailableError("file.write", failure.message(), folder.at(part));
  }
  fs::permissions(folder.root, fs::perms::owner_all, failure);
  if (!fs::exists(folder.at("demo.json"))) {
    TDKT_ASSIGN(const DemoState fresh, newState(firstPort, random));
    TDKT_CHECK(writeFileWhole(folder.at("demo.json"), stateJson(fresh)));
  }
  TDKT_ASSIGN(folder.state, readState(folder.at("demo.json")));
  TDKT_CHECK(unpack(folder.root));
  TDKT_CHECK(writeIfAbsent(folder.at("token/pin"), newPin(random) + "\n"));
  TDKT_CHECK(writeIfAbsent(folder.at("token/softhsm2.conf"),
                           "directories.tokendir = " + folder.at("token/tokens") +
                               "\nobjectstore.backend = file\nlog.level = ERROR\n"));
  TDKT_CHECK(writeIfAbsent(folder.at("config.json"), serviceConfig(folder.state).dump(2) + "\n"));
  TDKT_ASSIGN(const auto office,
              officeConfig(folder.state, folder.at("packs/integration/demo_data/directory.json"),
                           folder.at("clock")));
  TDKT_CHECK(writeIfAbsent(folder.at("office/config.json"), office.dump(2) + "\n"));
  return folder;
}

}  // namespace tdkt::app::demo
