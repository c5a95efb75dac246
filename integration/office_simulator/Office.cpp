#include "integration/office_simulator/Office.h"

#include <span>

#include "workflow/base/Resource.h"

namespace tdkt::simulator {

namespace assets {
std::span<const Resource> resources();
}

namespace {

using storage::Statement;

Document readDocument(const Statement& row, int first = 0) {
  return {row.integer(first),  row.text(first + 1), row.text(first + 2),
          row.text(first + 3), row.text(first + 4), UtcTime{row.integer(first + 5)},
          row.text(first + 6)};
}

Attachment readAttachment(const Statement& row) {
  return {row.integer(0), row.text(1), row.text(2), row.text(3), row.integer(4), row.text(5)};
}

Task readTask(const Statement& row) {
  return {row.integer(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5)};
}

template <class Row, class Read>
Result<std::vector<Row>> collect(Statement& statement, Read read) {
  std::vector<Row> rows;
  while (true) {
    TDKT_ASSIGN(const bool more, statement.step());
    if (!more) return rows;
    rows.push_back(read(statement));
  }
}

Result<Done> changed(Statement& statement) {
  TDKT_ASSIGN(const int rows, statement.run());
  (void)rows;
  return Done{};
}

constexpr const char* kTaskColumns = "SELECT document, task_key, assignee, title, due, state FROM tasks ";

}  // namespace

Result<std::unique_ptr<Office>> Office::open(const std::string& file, const Clock& clock) {
  TDKT_ASSIGN(auto database, storage::Database::open(file));
  const auto schema = findResource(assets::resources(), "schema.sql");
  if (!schema) return bugError("simulator.schema", "schema.sql is not built in");
  TDKT_CHECK(database->script(std::string(*schema)));
  return std::unique_ptr<Office>(new Office(std::move(database), clock));
}

Result<Document> Office::addDocument(Document document) {
  const auto guard = database_->lock();
  document.receivedAt = clock_.now();
  TDKT_ASSIGN(auto insert,
              database_->prepare("INSERT INTO documents(document_id, code, subject, sender, received_at, "
                                 "status) VALUES(?,?,?,?,?,?) RETURNING n"));
  insert.bind(document.documentId).bind(document.code).bind(document.subject).bind(document.sender);
  insert.bind(document.receivedAt.millis).bind(document.status);
  TDKT_ASSIGN(const bool row, insert.step());
  if (!row) return bugError("simulator.document", "no number given");
  document.n = insert.integer(0);
  TDKT_CHECK(insert.step());
  return document;
}

Result<std::vector<Document>> Office::documents() {
  const auto guard = database_->lock();
  TDKT_ASSIGN(auto query, database_->prepare("SELECT * FROM documents ORDER BY n DESC"));
  return collect<Document>(query, [](const Statement& row) { return readDocument(row); });
}

Result<Document> Office::document(std::int64_t n) {
  const auto guard = database_->lock();
  TDKT_ASSIGN(auto query, database_->prepare("SELECT * FROM documents WHERE n = ?"));
  query.bind(n);
  TDKT_ASSIGN(const bool found, query.step());
  if (!found) return notFoundError("simulator.document", "no such document");
  return readDocument(query);
}

Result<std::optional<Document>> Office::findDocument(const std::string& documentId) {
  const auto guard = database_->lock();
  TDKT_ASSIGN(auto query, database_->prepare("SELECT * FROM documents WHERE document_id = ?"));
  query.bind(documentId);
  TDKT_ASSIGN(const bool found, query.step());
  if (!found) return std::optional<Document>();
  return std::optional(readDocument(query));
}

Result<Done> Office::setStatus(std::int64_t n, const std::string& status) {
  const auto guard = database_->lock();
  TDKT_ASSIGN(auto update, database_->prepare("UPDATE documents SET status = ? WHERE n = ?"));
  TDKT_ASSIGN(const int rows, update.bind(status).bind(n).run());
  if (rows == 0) return notFoundError("simulator.document", "no such document");
  return Done{};
}

Result<int> Office::nextNumber(int from, const std::string& notation) {
  const auto guard = database_->lock();
  for (int number = from;; ++number) {
    TDKT_ASSIGN(auto probe, database_->prepare("SELECT count(*) FROM documents WHERE code = ?"));
    probe.bind(std::to_string(number) + "/" + notation);
    TDKT_ASSIGN(const bool row, probe.step());
    if (row && probe.integer(0) == 0) return number;
  }
}

Result<std::string> Office::addAttachment(std::int64_t n, const std::string& name,
                                          const std::string& mediaType, std::string_view bytes,
                                          const std::string& by) {
  const auto guard = database_->lock();
  const std::string digest = sha256Hex(bytes);
  TDKT_ASSIGN(auto insert,
              database_->prepare("INSERT INTO attachments(document, name, media_type, sha256, bytes, "
                                 "added_by, added_at) VALUES(?,?,?,?,?,?,?)"));
  insert.bind(n).bind(name).bind(mediaType).bind(digest).bindBlob(bytes).bind(by).bind(clock_.now().millis);
  TDKT_CHECK(changed(insert));
  return digest;
}

Result<std::vector<Attachment>> Office::attachments(std::int64_t n) {
  const auto guard = database_->lock();
  TDKT_ASSIGN(auto query,
              database_->prepare("SELECT id, name, media_type, sha256, length(bytes), added_by FROM "
                                 "attachments WHERE document = ? ORDER BY id"));
  query.bind(n);
  return collect<Attachment>(query, readAttachment);
}

Result<Office::File> Office::attachment(std::int64_t n, std::int64_t id) {
  const auto guard = database_->lock();
  TDKT_ASSIGN(auto query,
              database_->prepare("SELECT id, name, media_type, sha256, length(bytes), added_by, bytes "
                                 "FROM attachments WHERE document = ? AND id = ?"));
  query.bind(n).bind(id);
  TDKT_ASSIGN(const bool found, query.step());
  if (!found) return notFoundError("simulator.document", "no such file");
  return File{readAttachment(query), query.text(6)};
}

Result<Done> Office::addTask(const Task& task) {
  const auto guard = database_->lock();
  TDKT_ASSIGN(auto insert,
              database_->prepare("INSERT INTO tasks(document, task_key, assignee, title, due, state) "
                                 "VALUES(?,?,?,?,?,?)"));
  insert.bind(task.document)
      .bind(task.key)
      .bind(task.assignee)
      .bind(task.title)
      .bind(task.due)
      .bind(task.state);
  return changed(insert);
}

Result<std::vector<Task>> Office::tasks(std::int64_t n) {
  const auto guard = database_->lock();
  TDKT_ASSIGN(auto query, database_->prepare(std::string(kTaskColumns) + "WHERE document = ? ORDER BY id"));
  query.bind(n);
  return collect<Task>(query, readTask);
}

Result<Done> Office::setTaskState(std::int64_t n, const std::string& key, const std::string& state) {
  const auto guard = database_->lock();
  TDKT_ASSIGN(auto update,
              database_->prepare("UPDATE tasks SET state = ? WHERE document = ? AND task_key = ?"));
  TDKT_ASSIGN(const int rows, update.bind(state).bind(n).bind(key).run());
  if (rows == 0) return notFoundError("simulator.task", "no such task");
  return Done{};
}

Result<bool> Office::claimTask(const std::string& key, const std::string& assignee,
                               const std::string& state) {
  const auto guard = database_->lock();
  TDKT_ASSIGN(
      auto update,
      database_->prepare("UPDATE tasks SET state = ? WHERE task_key = ? AND assignee = ? AND state = ?"));
  TDKT_ASSIGN(const int rows, update.bind(state).bind(key).bind(assignee).bind(kTaskWaiting).run());
  return rows > 0;
}

Result<std::optional<Task>> Office::findTask(const std::string& key, const std::string& assignee) {
  const auto guard = database_->lock();
  TDKT_ASSIGN(auto query, database_->prepare(std::string(kTaskColumns) +
                                             "WHERE task_key = ? AND assignee = ? ORDER BY id"));
  query.bind(key).bind(assignee);
  TDKT_ASSIGN(const bool found, query.step());
  if (!found) return std::optional<Task>();
  return std::optional(readTask(query));
}

Result<std::vector<TaskRow>> Office::taskList(const std::string& user, bool own) {
  const auto guard = database_->lock();
  TDKT_ASSIGN(auto query,
              database_->prepare(
                  "SELECT t.document, t.task_key, t.assignee, t.title, t.due, t.state, d.* FROM tasks t "
                  "JOIN documents d ON d.n = t.document WHERE (t.assignee = ?) = ? "
                  "ORDER BY t.state <> ?, t.due, t.id"));
  query.bind(user).bind(own ? 1 : 0).bind(kTaskWaiting);
  return collect<TaskRow>(query, [](const Statement& row) {
    return TaskRow{readTask(row), readDocument(row, 6)};
  });
}

Result<Done> Office::addMessage(const Message& message, std::string_view bytes) {
  const auto guard = database_->lock();
  TDKT_ASSIGN(auto insert,
              database_->prepare("INSERT INTO messages(message_key, document, status_code, bytes, "
                                 "received_at) VALUES(?,?,?,?,?)"));
  insert.bind(message.key).bind(message.document).bind(message.statusCode).bindBlob(bytes);
  insert.bind(clock_.now().millis);
  return changed(insert);
}

Result<std::vector<Message>> Office::messages(std::int64_t n) {
  const auto guard = database_->lock();
  TDKT_ASSIGN(
      auto query,
      database_->prepare("SELECT message_key, status_code FROM messages WHERE document = ? ORDER BY id"));
  query.bind(n);
  return collect<Message>(query, [n](const Statement& row) { return Message{row.text(0), row.text(1), n}; });
}

Result<int> Office::countMessages(const std::string& key) {
  const auto guard = database_->lock();
  TDKT_ASSIGN(auto query, database_->prepare("SELECT count(*) FROM messages WHERE message_key = ?"));
  query.bind(key);
  TDKT_CHECK(query.step());
  return static_cast<int>(query.integer(0));
}

Result<Done> Office::note(std::int64_t n, const std::string& who, const std::string& what) {
  const auto guard = database_->lock();
  TDKT_ASSIGN(auto insert, database_->prepare("INSERT INTO trace(document, at, who, what) VALUES(?,?,?,?)"));
  insert.bind(n).bind(clock_.now().millis).bind(who).bind(what);
  return changed(insert);
}

Result<std::vector<TraceRow>> Office::trace(std::int64_t n) {
  const auto guard = database_->lock();
  TDKT_ASSIGN(auto query,
              database_->prepare("SELECT at, who, what FROM trace WHERE document = ? ORDER BY id"));
  query.bind(n);
  return collect<TraceRow>(query, [](const Statement& row) {
    return TraceRow{UtcTime{row.integer(0)}, row.text(1), row.text(2)};
  });
}

Result<Done> Office::saveSession(const std::string& token, const std::string& user) {
  const auto guard = database_->lock();
  TDKT_ASSIGN(auto insert, database_->prepare("INSERT INTO sessions(token, user) VALUES(?,?)"));
  insert.bind(sha256Hex(token)).bind(user);
  return changed(insert);
}

Result<std::optional<std::string>> Office::sessionUser(const std::string& token) {
  const auto guard = database_->lock();
  TDKT_ASSIGN(auto query, database_->prepare("SELECT user FROM sessions WHERE token = ?"));
  query.bind(sha256Hex(token));
  TDKT_ASSIGN(const bool found, query.step());
  if (!found) return std::optional<std::string>();
  return std::optional(query.text(0));
}

Result<Done> Office::count(const std::string& counter) {
  const auto guard = database_->lock();
  TDKT_ASSIGN(auto upsert, database_->prepare("INSERT INTO counters(name, value) VALUES(?, 1) "
                                              "ON CONFLICT(name) DO UPDATE SET value = value + 1"));
  upsert.bind(counter);
  return changed(upsert);
}

Result<std::int64_t> Office::counter(const std::string& name) {
  const auto guard = database_->lock();
  TDKT_ASSIGN(auto query, database_->prepare("SELECT value FROM counters WHERE name = ?"));
  query.bind(name);
  TDKT_ASSIGN(const bool found, query.step());
  return found ? query.integer(0) : std::int64_t{0};
}

}  // namespace tdkt::simulator
