#include "connector/identity/Identities.h"

namespace tdkt::identity {
namespace {

constexpr std::size_t kLongestSubject = 255;  // OpenID Connect Core 1.0 §2

}  // namespace

Result<Done> Identities::link(const Identity& identity) {
  if (identity.subject.empty() || identity.subject.size() > kLongestSubject)
    return inputError("identity.subject", "1 to 255 characters, as the issuer shows it", "subject");
  const auto guard = database_.lock();
  TDKT_ASSIGN(auto insert, database_.prepare("INSERT INTO identity(issuer, subject, official, created_at) "
                                             "VALUES(?, ?, ?, ?) ON CONFLICT DO NOTHING"));
  insert.bind(identity.issuer).bind(identity.subject).bind(identity.official.text());
  TDKT_ASSIGN(const int made, insert.bind(clock_.now().millis).run());
  if (made == 0) return conflictError("identity.linked", "linked already; unlink first", identity.subject);
  return Done{};
}

Result<Done> Identities::unlink(const std::string& issuer, const std::string& subject) {
  return database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(auto close,
                database_.prepare("DELETE FROM session WHERE method = 'oidc' AND official IN (SELECT "
                                  "official FROM identity WHERE issuer = ? AND subject = ?)"));
    TDKT_CHECK(close.bind(issuer).bind(subject).send());
    TDKT_ASSIGN(auto remove, database_.prepare("DELETE FROM identity WHERE issuer = ? AND subject = ?"));
    return remove.bind(issuer).bind(subject).send(
        notFoundError("identity.subject", "this person is not linked", subject));
  });
}

Result<OfficialId> Identities::officialOf(const std::string& issuer, const std::string& subject) {
  const auto view = database_.snapshot();
  TDKT_ASSIGN(auto query,
              database_.prepare("SELECT official FROM identity WHERE issuer = ? AND subject = ?"));
  TDKT_ASSIGN(const bool found, query.bind(issuer).bind(subject).step());
  if (!found) return deniedError("access.identity.unmapped", "nobody linked this person", subject);
  return OfficialId(query.text(0));
}

Result<std::vector<Identity>> Identities::list() {
  const auto view = database_.snapshot();
  TDKT_ASSIGN(auto query,
              database_.prepare("SELECT issuer, subject, official FROM identity ORDER BY issuer, subject"));
  std::vector<Identity> out;
  while (true) {
    TDKT_ASSIGN(const bool row, query.step());
    if (!row) return out;
    out.push_back({query.text(0), query.text(1), OfficialId(query.text(2))});
  }
}

}  // namespace tdkt::identity
