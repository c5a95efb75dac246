#include "connector/identity/Sessions.h"

#include <algorithm>

#include "workflow/base/Bytes.h"

namespace tdkt::identity {
namespace {

// So that reading a page does not cost a durable write each time.
constexpr std::int64_t kSlideStep = 60'000;
constexpr std::size_t kSecretOctets = 32;

const char* nameOf(SignInMethod method) {
  switch (method) {
    case SignInMethod::kLink:
      return "link";
    case SignInMethod::kPassword:
      return "password";
    case SignInMethod::kOidc:
      return "oidc";
  }
  return "link";
}

Error ended() {
  return deniedError("access.session.unauthenticated", "unknown, closed or ended");
}

/// A row of `session` that lives.
struct Row {
  std::string official;
  std::int64_t idleEnd = 0;
  std::int64_t wholeEnd = 0;
};

}  // namespace

Result<std::string> Sessions::open(const OfficialId& official, SignInMethod method,
                                   const std::string& account) {
  const std::string secret = toHex(random_.bytes(kSecretOctets));
  const UtcTime now = clock_.now();
  TDKT_CHECK(database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(auto sweep, database_.prepare("DELETE FROM session WHERE idle_end <= ? OR whole_end <= ?"));
    TDKT_CHECK(sweep.bind(now.millis).bind(now.millis).send());
    TDKT_ASSIGN(auto insert,
                database_.prepare("INSERT INTO session(hash, official, method, account, "
                                  "created_at, idle_end, whole_end) VALUES(?, ?, ?, ?, ?, ?, ?)"));
    insert.bind(sha256Hex(secret)).bind(official.text()).bind(nameOf(method)).bind(account).bind(now.millis);
    return insert.bind(now.plus(limits_.idle).millis).bind(now.plus(limits_.whole).millis).send();
  }));
  return secret;
}

Result<Session> Sessions::find(const std::string& secret) {
  if (secret.size() != 2 * kSecretOctets) return ended();
  const std::int64_t now = clock_.now().millis;
  Row row;
  {
    const auto view = database_.snapshot();
    TDKT_ASSIGN(auto query,
                database_.prepare("SELECT official, idle_end, whole_end FROM session WHERE hash = ?"));
    TDKT_ASSIGN(const bool found, query.bind(sha256Hex(secret)).step());
    if (!found) return ended();
    row = {query.text(0), query.integer(1), query.integer(2)};
  }
  if (std::min(row.idleEnd, row.wholeEnd) <= now) return ended();
  const std::int64_t slid = now + limits_.idle.count();
  if (slid - row.idleEnd >= std::min(kSlideStep, limits_.idle.count())) {
    const auto guard = database_.lock();
    TDKT_ASSIGN(auto update, database_.prepare("UPDATE session SET idle_end = ? WHERE hash = ?"));
    TDKT_CHECK(update.bind(slid).bind(sha256Hex(secret)).run());
  }
  return Session{OfficialId(row.official), sha256Hex("csrf\n" + secret)};
}

Result<Done> Sessions::closeWhere(std::string_view sql, const std::string& value) {
  const auto guard = database_.lock();
  TDKT_ASSIGN(auto remove, database_.prepare(sql));
  TDKT_CHECK(remove.bind(value).run());
  return Done{};
}

Result<Done> Sessions::close(const std::string& secret) {
  return closeWhere("DELETE FROM session WHERE hash = ?", sha256Hex(secret));
}

Result<Done> Sessions::closeOfAccount(const std::string& account) {
  return closeWhere("DELETE FROM session WHERE account = ? AND method = 'password'", account);
}

Result<Done> Sessions::closeOfOfficial(const OfficialId& official) {
  return closeWhere("DELETE FROM session WHERE official = ?", official.text());
}

}  // namespace tdkt::identity
