#pragma once
// The pages of signing in around a real database, asked through the router.

#include <gtest/gtest.h>

#include "connector/pages/AdminPages.h"
#include "connector/pages/SignInPages.h"
#include "tests/fakes/FakeClock.h"
#include "tests/fakes/FixedRandom.h"
#include "tests/fakes/TemporaryFolder.h"
#include "tests/fakes/Visitor.h"

namespace tdkt::pages {

class SignInWorld : public testing::Test {
 protected:
  static constexpr identity::PasswordCost kCheap{1U << 4U, 8, 1};
  static constexpr const char* kPassword = "Mưa rào tháng bảy";

  static directory::Directory people() {
    const auto read = directory::Directory::fromJson(R"({"officials":[
      {"id":"off-hanh","name":"Phạm Thị Hồng Hạnh","post":"Thư ký","unit":"Sở Nội vụ","roles":["secretariat"],"hostUsers":{}},
      {"id":"off-son","name":"Trần Sơn","post":"Quản trị","unit":"Văn phòng","roles":["admin"],"hostUsers":{}},
      {"id":"off-thinh","name":"Nguyễn Đức Thịnh","post":"Chủ tịch","unit":"UBND","roles":["chair"],"hostUsers":{}}]})");
    if (!read) std::abort();
    return *read;
  }
  static std::unique_ptr<storage::Database> openDatabase(const std::string& path) {
    auto opened = storage::Database::open(path);
    if (!opened || !storage::migrate(**opened)) std::abort();
    return std::move(*opened);
  }
  void SetUp() override {
    for (const char* who : {"hanh", "son", "thinh"}) {
      ASSERT_TRUE(accounts_.add(who + std::string(".vp"), OfficialId("off-" + std::string(who))));
      ASSERT_TRUE(accounts_.setPassword(who + std::string(".vp"), Secret(kPassword)));
    }
    signIn_.addTo(router_);
    admin_.addTo(router_);
  }
  http::Response signIn(fakes::Visitor& visitor, const std::string& name,
                        const std::string& password = kPassword, const std::string& next = {}) {
    const auto page = visitor.get("/sign-in");
    return visitor.post("/sign-in", {{"token", fakes::Visitor::hidden(page, "token")},
                                     {"name", name},
                                     {"password", password},
                                     {"next", next}});
  }

  fakes::TemporaryFolder folder_;
  fakes::FakeClock clock_;
  fakes::FixedRandom random_;
  directory::Directory directory_ = people();
  std::unique_ptr<storage::Database> database_ = openDatabase(folder_.file("tdkt.db"));
  identity::Sessions sessions_{*database_, clock_, random_};
  identity::Accounts accounts_{*database_, clock_, random_, kCheap};
  identity::Identities identities_{*database_, clock_};
  DeskAccess access_{clock_, random_, sessions_, "https://tdkt.example"};
  SignInPages signIn_{{directory_, access_, accounts_, sessions_, random_}};
  AdminPages admin_{{directory_, access_, accounts_, identities_}, {"https://sso.example"}};
  http::Router router_;
};

}  // namespace tdkt::pages
