// The signing intents of IssueRegister: which prepared signature a key was, or will be, asked for.

#include "connector/issuing/IssueRegister.h"

namespace tdkt::issuing {

Result<std::string> IssueRegister::keepIntent(const std::string& verifyId, const std::string& signer,
                                              const std::string& sha256) {
  std::string kept = sha256;
  TDKT_CHECK(database_.transactTogether([&]() -> Result<Done> {
    TDKT_ASSIGN(const auto file, findByVerifyId(verifyId));
    if (file) TDKT_CHECK(requireOpen(file->dossier));
    TDKT_ASSIGN(const auto known, findIntent(verifyId, signer));
    if (known) {
      kept = *known;
      return Done{};
    }
    TDKT_ASSIGN(auto insert,
                database_.prepare(
                    "INSERT INTO signing_intent(verify_id, signer, sha256, created_at) VALUES(?, ?, ?, ?)"));
    TDKT_CHECK(insert.bind(verifyId).bind(signer).bind(sha256).bind(clock_.now().millis).run());
    return Done{};
  }));
  return kept;
}

Result<Done> IssueRegister::replaceIntent(const std::string& verifyId, const std::string& signer,
                                          const std::string& from, const std::string& to) {
  const auto guard = database_.lock();
  TDKT_ASSIGN(auto update, database_.prepare("UPDATE signing_intent SET sha256 = ? WHERE verify_id = ? AND "
                                             "signer = ? AND sha256 = ?"));
  TDKT_ASSIGN(const int changed, update.bind(to).bind(verifyId).bind(signer).bind(from).run());
  if (changed == 0)
    return conflictError("issuing.intent", "another worker prepared this signature", verifyId);
  return Done{};
}

Result<Done> IssueRegister::keepIntents(const std::vector<NewIntent>& intents) {
  return database_.transactTogether([&]() -> Result<Done> {
    for (const NewIntent& one : intents) {
      TDKT_ASSIGN(auto voided,
                  database_.prepare("SELECT 1 FROM number_issue AS n JOIN issued_file AS f ON f.dossier_id = "
                                    "n.dossier_id WHERE f.verify_id = ?"));
      TDKT_ASSIGN(const bool closed, voided.bind(one.verifyId).step());
      if (closed) return conflictError("issuing.voided", "the number of this decision will not be used");
      TDKT_ASSIGN(auto write,
                  database_.prepare(one.before ? "UPDATE signing_intent SET sha256 = ?, prepared = ? WHERE "
                                                 "verify_id = ? AND signer = ? AND sha256 = ?"
                                               : "INSERT INTO signing_intent(sha256, prepared, verify_id, "
                                                 "signer, created_at) VALUES(?, ?, ?, ?, ?) ON CONFLICT("
                                                 "verify_id, signer) DO NOTHING"));
      write.bind(one.kept.sha256).bind(one.kept.text).bind(one.verifyId).bind(one.signer);
      if (one.before) {
        write.bind(*one.before);
      } else {
        write.bind(clock_.now().millis);
      }
      TDKT_ASSIGN(const int changed, write.run());
      if (changed == 1) continue;
      return conflictError("issuing.intent", "another worker prepared this signature", one.verifyId);
    }
    return Done{};
  });
}

Result<std::vector<IssueRegister::Intent>> IssueRegister::spentIntents() {
  const auto guard = database_.lock();
  TDKT_ASSIGN(auto query,
              database_.prepare(
                  "SELECT i.verify_id, i.signer, i.sha256 FROM signing_intent AS i "
                  "LEFT JOIN issued_file AS f ON f.verify_id = i.verify_id WHERE f.verify_id IS NULL "
                  "OR f.state IN('organisation-signed', 'published') "
                  "OR (i.signer = 'person' AND f.state = 'person-signed') "
                  "OR f.dossier_id IN(SELECT dossier_id FROM number_issue WHERE dossier_id IS NOT NULL)"));
  std::vector<Intent> out;
  for (;;) {
    TDKT_ASSIGN(const bool row, query.step());
    if (!row) return out;
    out.push_back({query.text(0), query.text(1), query.text(2)});
  }
}

Result<Done> IssueRegister::forgetIntents(const std::vector<Intent>& intents) {
  return database_.transact([&]() -> Result<Done> {
    for (const Intent& intent : intents) {
      TDKT_ASSIGN(auto remove, database_.prepare("DELETE FROM signing_intent WHERE verify_id = ? AND "
                                                 "signer = ? AND sha256 = ?"));
      TDKT_CHECK(remove.bind(intent.verifyId).bind(intent.signer).bind(intent.sha256).send());
    }
    return Done{};
  });
}

Result<std::map<std::string, IssueRegister::IntentText>> IssueRegister::intentsOf(const DossierId& dossier,
                                                                                  const std::string& signer) {
  const auto guard = database_.lock();
  TDKT_ASSIGN(auto query,
              database_.prepare(
                  "SELECT i.verify_id, i.sha256, i.prepared FROM signing_intent AS i JOIN issued_file AS f "
                  "ON f.verify_id = i.verify_id WHERE f.dossier_id = ? AND i.signer = ?"));
  query.bind(dossier.text()).bind(signer);
  std::map<std::string, IntentText> out;
  for (;;) {
    TDKT_ASSIGN(const bool row, query.step());
    if (!row) return out;
    out.emplace(query.text(0), IntentText{query.text(1), query.text(2)});
  }
}

Result<std::optional<std::string>> IssueRegister::findIntent(const std::string& verifyId,
                                                             const std::string& signer) {
  const auto guard = database_.lock();
  TDKT_ASSIGN(auto query,
              database_.prepare("SELECT sha256 FROM signing_intent WHERE verify_id = ? AND signer = ?"));
  TDKT_ASSIGN(const bool found, query.bind(verifyId).bind(signer).step());
  return found ? std::optional<std::string>(query.text(0)) : std::nullopt;
}

}  // namespace tdkt::issuing
