#pragma once
// Many dossiers at once: copies of one that came the real way, row by row, with keys of their own. Their
// events tell of the original; commands on them are real.

#include "connector/storage/Database.h"

namespace tdkt::bench {

/// One INSERT … SELECT per table over the dossiers from ≤ n < to; `d0` is the original. SQLite only.
inline Result<Done> copyDossiers(storage::Database& database, int from, int to) {
  const std::string numbers = "WITH RECURSIVE n(i) AS (SELECT " + std::to_string(from) +
                              " UNION ALL SELECT i + 1 FROM n WHERE i + 1 < " + std::to_string(to) + ") ";
  // CROSS JOIN keeps the order: the original's rows are looked for once, not once for each copy.
  const auto copy = [&](const std::string& table, const std::string& columns, const std::string& values) {
    return numbers + "INSERT INTO " + table + "(" + columns + ") SELECT " + values + " FROM " + table +
           " AS t CROSS JOIN n WHERE t." + (table == "dossier" ? "id" : "dossier_id") + " = 'd0';";
  };
  return database.transact([&] {
    return database.script(
        copy("dossier",
             "id, office, host_document_id, business_key, definition_hash, version, revision, phase, "
             "documents_digest, subject, sender_name, document_code, received_at, line_count, content, live",
             "'d' || i, office, host_document_id || i, business_key || i, definition_hash, version, "
             "revision, phase, documents_digest, subject, sender_name, document_code, received_at + i * "
             "1000, line_count, content, live") +
        copy("line", "dossier_id, seat, id, ordinal, kind, name, position, unit, achievement, award, state",
             "'d' || i, seat, id, ordinal, kind, name, position, unit, achievement, award, state") +
        copy("work_item",
             "id, dossier_id, seat, node, step, title, role, opened_at, due, state, actor, reason",
             "id || i, 'd' || i, seat, node, step, title, role, opened_at + i, due, state, actor, reason") +
        copy("event", "dossier_id, seq, json, hash", "'d' || i, seq, json, hash") +
        copy("outbox", "effect_id, dossier_id, channel, kind, payload, correlation_id, state",
             "effect_id || i, 'd' || i, channel, kind, payload, correlation_id, state") +
        copy("reply", "command_id, digest, dossier_id, version, phase",
             "'s' || i, digest, 'd' || i, version, phase"));
  });
}

}  // namespace tdkt::bench
