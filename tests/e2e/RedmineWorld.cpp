#include "tests/e2e/RedmineWorld.h"

#include <Poco/Net/ServerSocket.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "workflow/base/Json.h"

namespace tdkt::e2e {
namespace {

using Json = RedmineWorld::Json;

std::string textOf(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
}

std::uint16_t freePort() {
  return Poco::Net::ServerSocket(Poco::Net::SocketAddress("127.0.0.1", 0)).address().port();
}

}  // namespace

std::unique_ptr<RedmineWorld> RedmineWorld::start(std::string* why) {
  if (!std::filesystem::exists("/usr/share/redmine/config/application.rb") ||
      !std::filesystem::exists("/usr/bin/puma")) {
    *why = "Debian's redmine, redmine-sqlite and puma are not installed";
    return nullptr;
  }
  auto out = std::make_unique<RedmineWorld>();
  out->port_ = freePort();
  const app::demo::ChildSpec spec{TDKT_SOURCE_DIR "/integration/redmine/start.sh",
                                  {out->folder_.path(), std::to_string(out->port_)},
                                  {},
                                  out->folder_.file("start.log")};
  auto process = app::demo::ChildProcess::start(spec, std::chrono::seconds(180));
  if (!process) {
    *why = process.error().detail + "\n" + textOf(out->folder_.file("start.log"));
    ADD_FAILURE() << *why;
    return nullptr;
  }
  out->process_ = std::make_unique<app::demo::ChildProcess>(std::move(*process));
  out->world = Json::parse(textOf(out->folder_.file("world.json")));
  return out;
}

std::string RedmineWorld::id(const std::string& login) const {
  return std::to_string(world["people"][login]["id"].get<int>());
}

http::ClientReply RedmineWorld::raw(const std::string& key, const std::string& method,
                                    const std::string& path, const std::string& body) const {
  http::ClientRequest request;
  request.method = method;
  request.url = url() + path;
  request.headers = {{"X-Redmine-API-Key", key}};
  request.body = body;
  request.contentType = path.rfind("/uploads", 0) == 0 ? "application/octet-stream" : "application/json";
  request.deadline = std::chrono::seconds(60);
  const auto reply = http::exchange(request);
  EXPECT_TRUE(reply) << path;
  return reply ? *reply : http::ClientReply{};
}

Json RedmineWorld::get(const std::string& login, const std::string& path) const {
  const auto reply = raw(key(login), "GET", path);
  EXPECT_EQ(reply.status, 200) << path;
  return Json::parse(reply.body, nullptr, false);
}

void RedmineWorld::put(const std::string& login, const std::string& path, const Json& body) const {
  const auto reply = raw(key(login), "PUT", path, body.dump());
  EXPECT_EQ(reply.status, 204) << path << " " << reply.body;
}

Json RedmineWorld::post(const std::string& login, const std::string& path, const Json& body) const {
  const auto reply = raw(key(login), "POST", path, body.dump());
  EXPECT_EQ(reply.status, 201) << path << " " << reply.body;
  return Json::parse(reply.body, nullptr, false);
}

std::string RedmineWorld::file(const std::string& number, const std::vector<File>& files,
                               const std::string& subject) const {
  Json uploads = Json::array();
  for (const File& one : files) {
    const auto reply =
        raw(key("hoa"), "POST", "/uploads.json?filename=" + http::encodeQuery(one.name), one.bytes);
    EXPECT_EQ(reply.status, 201) << reply.body;
    uploads.push_back({{"token", Json::parse(reply.body)["upload"]["token"]}, {"filename", one.name}});
  }
  const auto field = [&](const char* name, const std::string& value) {
    return Json{{"id", world["fields"][name]}, {"value", value}};
  };
  const Json answer =
      post("hoa", "/issues.json",
           {{"issue",
             {{"project_id", world["project"]},
              {"tracker_id", world["dossierTracker"]},
              {"subject", subject},
              {"custom_fields", Json::array({field("Số", number), field("Ký hiệu", "TTr-SGDĐT"),
                                             field("Ngày ban hành", "2026-11-20")})},
              {"uploads", uploads}}}});
  return std::to_string(answer["issue"]["id"].get<int>());
}

Json RedmineWorld::issue(const std::string& number) const {
  return get("tdkt", "/issues/" + number + ".json?include=journals,attachments")["issue"];
}

std::vector<Json> RedmineWorld::openTasks(const std::string& login, const std::string& issue) const {
  std::vector<Json> out;
  const Json answer =
      get(login, "/issues.json?status_id=open&limit=100&parent_id=" + issue + "&assigned_to_id=" + id(login));
  for (const Json& row : answer["issues"]) out.push_back(row);
  return out;
}

Json RedmineWorld::profile() const {
  Json out = Json::parse(textOf(TDKT_SOURCE_DIR "/integration/profiles/redmine.json"));
  out["everySeconds"] = 1;
  out["tables"]["senderCodes"] = {{id("hoa"), "H99.12"}};
  out["tables"]["senderNames"] = {{id("hoa"), "Sở Giáo dục và Đào tạo"}};
  const auto number = [&](const char* name) { return std::to_string(world[name].get<int>()); };
  out["list"]["url"] = "/issues.json?project_id=" + number("project") +
                       "&tracker_id=" + number("dossierTracker") +
                       "&status_id=*&sort=updated_on,id&limit=100&offset={offset}&updated_on=%3E%3D{since}";
  out["writeBack"]["redmine"]["project"] = world["project"];
  out["writeBack"]["redmine"]["taskTracker"] = world["taskTracker"];
  return out;
}

}  // namespace tdkt::e2e
