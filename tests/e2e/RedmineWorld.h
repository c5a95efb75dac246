#pragma once
// A running Redmine of Debian's package and its people's own hands: everything here goes through its REST API
// with their keys, as their browsers' clicks would.

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "connector/app/demo/ChildProcess.h"
#include "connector/http/HttpClient.h"
#include "tests/fakes/TemporaryFolder.h"

namespace tdkt::e2e {

class RedmineWorld {
 public:
  using Json = nlohmann::ordered_json;

  /// Null, with `why`, where the packages are not installed.
  static std::unique_ptr<RedmineWorld> start(std::string* why);

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  std::string key(const std::string& login) const { return world["people"][login]["key"]; }
  std::string id(const std::string& login) const;
  /// Not everybody of the demo's directory works in this Redmine.
  bool knows(const std::string& login) const { return world["people"].contains(login); }
  std::string statusId(const std::string& name) const {
    return std::to_string(world["statuses"][name].get<int>());
  }

  /// As that person. Fails the test for any answer but 2xx.
  Json get(const std::string& login, const std::string& path) const;
  void put(const std::string& login, const std::string& path, const Json& body) const;
  Json post(const std::string& login, const std::string& path, const Json& body) const;
  /// The answer whatever it is.
  http::ClientReply raw(const std::string& key, const std::string& method, const std::string& path,
                        const std::string& body = {}) const;

  struct File {
    std::string name;
    Bytes bytes;
  };
  /// A nomination filed by the submitter; the issue's id.
  std::string file(
      const std::string& number, const std::vector<File>& files,
      const std::string& subject = "Đề nghị tặng Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh") const;
  Json issue(const std::string& number) const;
  /// The person's open tasks below an issue.
  std::vector<Json> openTasks(const std::string& login, const std::string& issue) const;
  /// integration/profiles/redmine.json with the numbers of this Redmine.
  Json profile() const;

  Json world;

 private:
  fakes::TemporaryFolder folder_;
  std::uint16_t port_ = 0;
  std::unique_ptr<app::demo::ChildProcess> process_;
};

}  // namespace tdkt::e2e
