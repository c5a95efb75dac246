#include "connector/identity/Accounts.h"

#include <algorithm>
#include <semaphore>

#include "workflow/base/Bytes.h"
#include "workflow/base/Log.h"
#include "workflow/base/Text.h"

namespace tdkt::identity {
namespace {

constexpr std::int64_t kFreeFailures = 4;
constexpr std::int64_t kFirstLock = 30'000;
constexpr std::int64_t kLongestLock = 15 * 60'000;
constexpr std::int64_t kForgetAfter = 24 * 3600'000;
constexpr std::size_t kLinkOctets = 32;
constexpr std::chrono::seconds kHashQueue{2};

// A hash takes 32 MiB and a core: guesses from outside may not take them all. One limit for the program.
std::counting_semaphore<2> hashing(2);

class HashSlot {
 public:
  HashSlot() : held_(hashing.try_acquire_for(kHashQueue)) {}
  ~HashSlot() {
    if (held_) hashing.release();
  }
  HashSlot(const HashSlot&) = delete;
  HashSlot& operator=(const HashSlot&) = delete;
  bool held() const { return held_; }

 private:
  bool held_;
};

constexpr const char* kColumns = "SELECT name, official, state, password_hash, changed_at FROM account ";

Account readAccount(const storage::Statement& row) {
  return {row.text(0), OfficialId(row.text(1)), row.text(2) == "active", !row.text(3).empty(),
          UtcTime{row.integer(4)}};
}

bool goodName(const std::string& name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_' || c == '@';
  };
  return name.size() >= 2 && name.size() <= 64 && std::all_of(name.begin(), name.end(), fits);
}

std::int64_t lockFor(std::int64_t failures) {
  std::int64_t lock = kFirstLock;
  for (std::int64_t i = kFreeFailures + 1; i < failures && lock < kLongestLock; ++i) lock *= 2;
  return failures <= kFreeFailures ? 0 : std::min(lock, kLongestLock);
}

Error wrong() {
  return deniedError("access.credentials.unauthenticated", "the name and password do not open an account");
}

Error absent(const std::string& name) {
  return notFoundError("identity.account", "no such account", name);
}

}  // namespace

Accounts::Accounts(storage::Database& database, const Clock& clock, Random& random, PasswordCost cost)
    : database_(database), clock_(clock), random_(random), cost_(cost) {}

Result<Done> Accounts::add(const std::string& name, const OfficialId& official) {
  const std::string lowered = text::lower(name);
  if (!goodName(lowered))
    return inputError("identity.name", "2 to 64 of a-z, 0-9, '.', '-', '_', '@'", "name");
  const std::int64_t now = clock_.now().millis;
  const auto guard = database_.lock();
  TDKT_ASSIGN(auto insert, database_.prepare("INSERT INTO account(name, official, created_at, changed_at) "
                                             "VALUES(?, ?, ?, ?) ON CONFLICT DO NOTHING"));
  TDKT_ASSIGN(const int made, insert.bind(lowered).bind(official.text()).bind(now).bind(now).run());
  if (made == 0) return conflictError("identity.name.taken", "there is an account of this name", lowered);
  return Done{};
}

Result<std::vector<Account>> Accounts::list() {
  const auto view = database_.snapshot();
  TDKT_ASSIGN(auto query, database_.prepare(std::string(kColumns) + "ORDER BY name"));
  std::vector<Account> out;
  while (true) {
    TDKT_ASSIGN(const bool row, query.step());
    if (!row) return out;
    out.push_back(readAccount(query));
  }
}

Result<Account> Accounts::find(const std::string& name) {
  const auto view = database_.snapshot();
  TDKT_ASSIGN(auto query, database_.prepare(std::string(kColumns) + "WHERE name = ?"));
  TDKT_ASSIGN(const bool found, query.bind(text::lower(name)).step());
  if (!found) return absent(name);
  return readAccount(query);
}

Result<Done> Accounts::mustExist(const std::string& name) {
  const auto known = find(name);
  if (!known) return known.error();
  return Done{};
}

Result<Done> Accounts::closeSessions(const std::string& name) {
  TDKT_ASSIGN(auto remove, database_.prepare("DELETE FROM session WHERE account = ?"));
  return remove.bind(name).send();
}

Result<Done> Accounts::writeHash(const std::string& name, const std::string& hash) {
  TDKT_ASSIGN(auto update,
              database_.prepare("UPDATE account SET password_hash = ?, changed_at = ? WHERE name = ?"));
  TDKT_CHECK(update.bind(hash).bind(clock_.now().millis).bind(name).send(absent(name)));
  TDKT_ASSIGN(auto remove, database_.prepare("DELETE FROM setup_link WHERE account = ?"));
  TDKT_CHECK(remove.bind(name).send());
  return closeSessions(name);
}

Result<Done> Accounts::setPassword(const std::string& name, const Secret& password) {
  const std::string lowered = text::lower(name);
  TDKT_CHECK(mustExist(lowered));
  TDKT_ASSIGN(const Secret normal, acceptablePassword(password, lowered));
  TDKT_ASSIGN(const std::string hash, hashPassword(normal, cost_, random_));
  TDKT_CHECK(database_.transact([&] { return writeHash(lowered, hash); }));
  return forgetFailures(sha256Hex(lowered));
}

Result<Done> Accounts::setActive(const std::string& name, bool active) {
  const std::string lowered = text::lower(name);
  return database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(auto update,
                database_.prepare("UPDATE account SET state = ?, changed_at = ? WHERE name = ?"));
    update.bind(active ? "active" : "disabled").bind(clock_.now().millis).bind(lowered);
    TDKT_CHECK(update.send(absent(name)));
    return closeSessions(lowered);
  });
}

Result<std::string> Accounts::issueSetupLink(const std::string& name, std::chrono::milliseconds lifetime) {
  const std::string lowered = text::lower(name);
  const std::string secret = toHex(random_.bytes(kLinkOctets));
  TDKT_CHECK(database_.transact([&]() -> Result<Done> {
    TDKT_CHECK(writeHash(lowered, ""));
    TDKT_ASSIGN(auto insert,
                database_.prepare("INSERT INTO setup_link(hash, account, ends_at) VALUES(?, ?, ?)"));
    return insert.bind(sha256Hex(secret)).bind(lowered).bind(clock_.now().plus(lifetime).millis).send();
  }));
  return secret;
}

Result<Account> Accounts::accountOfLink(const std::string& link) {
  const auto view = database_.snapshot();
  TDKT_ASSIGN(auto query,
              database_.prepare(std::string(kColumns) +
                                "WHERE state = 'active' AND name = "
                                "(SELECT account FROM setup_link WHERE hash = ? AND ends_at > ?)"));
  TDKT_ASSIGN(const bool found, query.bind(sha256Hex(link)).bind(clock_.now().millis).step());
  if (!found) return deniedError("access.link.unauthenticated", "unknown, used or ended");
  return readAccount(query);
}

Result<Account> Accounts::useSetupLink(const std::string& link, const Secret& password) {
  TDKT_ASSIGN(const Account account, accountOfLink(link));
  TDKT_ASSIGN(const Secret normal, acceptablePassword(password, account.name));
  const HashSlot slot;
  if (!slot.held()) return unavailableError("access.busy", "too many sign-ins at once");
  TDKT_ASSIGN(const std::string hash, hashPassword(normal, cost_, random_));
  TDKT_CHECK(database_.transact([&]() -> Result<Done> {
    // Whoever deletes the row has used the link; the other of two at once has not.
    TDKT_ASSIGN(auto use, database_.prepare("DELETE FROM setup_link WHERE hash = ?"));
    TDKT_CHECK(use.bind(sha256Hex(link)).send(deniedError("access.link.unauthenticated", "used")));
    return writeHash(account.name, hash);
  }));
  TDKT_CHECK(forgetFailures(sha256Hex(account.name)));
  return account;
}

/// Counted before the password is looked at: guesses sent side by side count like guesses in a row.
Result<Done> Accounts::countAttempt(const std::string& nameHash) {
  const std::int64_t now = clock_.now().millis;
  return database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(auto sweep, database_.prepare("DELETE FROM sign_in_failure WHERE last_at <= ?"));
    TDKT_CHECK(sweep.bind(now - kForgetAfter).send());
    TDKT_ASSIGN(auto count,
                database_.prepare(
                    "INSERT INTO sign_in_failure(name_hash, failures, last_at) VALUES(?, 1, ?) ON "
                    "CONFLICT(name_hash) DO UPDATE SET failures = sign_in_failure.failures + 1, last_at = "
                    "excluded.last_at WHERE sign_in_failure.locked_until <= excluded.last_at"));
    TDKT_CHECK(count.bind(nameHash).bind(now).run());
    TDKT_ASSIGN(auto query,
                database_.prepare("SELECT failures, locked_until FROM sign_in_failure WHERE name_hash = ?"));
    TDKT_ASSIGN(const bool found, query.bind(nameHash).step());
    const std::int64_t until = found ? query.integer(1) : 0;
    if (until > now)
      return deniedError("access.locked", "too many failures", std::to_string((until - now + 999) / 1000));
    const std::int64_t lock = found ? lockFor(query.integer(0)) : 0;
    if (lock == 0) return Done{};
    TDKT_ASSIGN(auto close,
                database_.prepare("UPDATE sign_in_failure SET locked_until = ? WHERE name_hash = ?"));
    return close.bind(now + lock).bind(nameHash).send();
  });
}

Result<Done> Accounts::forgetFailures(const std::string& nameHash) {
  const auto guard = database_.lock();
  TDKT_ASSIGN(auto remove, database_.prepare("DELETE FROM sign_in_failure WHERE name_hash = ?"));
  TDKT_CHECK(remove.bind(nameHash).run());
  return Done{};
}

Result<std::string> Accounts::storedHash(const std::string& name) {
  const auto view = database_.snapshot();
  TDKT_ASSIGN(auto query,
              database_.prepare("SELECT password_hash FROM account WHERE name = ? AND state = 'active'"));
  TDKT_ASSIGN(const bool found, query.bind(name).step());
  return found ? query.text(0) : std::string();
}

Result<Account> Accounts::signIn(const std::string& name, const Secret& password) {
  const std::string lowered = text::lower(name);
  if (!goodName(lowered)) return wrong();  // cannot be anybody's name, so nothing is told by the haste
  const std::string nameHash = sha256Hex(lowered);
  const HashSlot slot;
  if (!slot.held()) return unavailableError("access.busy", "too many sign-ins at once");
  TDKT_CHECK(countAttempt(nameHash));
  TDKT_ASSIGN(const std::string stored, storedHash(lowered));
  TDKT_ASSIGN(const PasswordMatch match, matchPassword(password, stored, cost_));
  if (!match.fits) {
    log::info("identity.refused", {{"name", nameHash.substr(0, 12)}});
    return wrong();
  }
  TDKT_CHECK(forgetFailures(nameHash));
  if (match.cost != cost_) {  // the cost was raised since: kept anew while we know the password
    TDKT_ASSIGN(const std::string normal, text::nfc(password.reveal()));
    TDKT_ASSIGN(const std::string hash, hashPassword(Secret(normal), cost_, random_));
    const auto guard = database_.lock();
    TDKT_ASSIGN(
        auto update,
        database_.prepare("UPDATE account SET password_hash = ? WHERE name = ? AND password_hash = ?"));
    TDKT_CHECK(update.bind(hash).bind(lowered).bind(stored).run());
  }
  return find(lowered);
}

}  // namespace tdkt::identity
