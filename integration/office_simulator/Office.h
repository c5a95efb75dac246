#pragma once
// What the simulated e-office keeps: documents, their files, tasks, messages and who did what. One SQLite
// file.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connector/storage/Database.h"
#include "workflow/base/Clock.h"
#include "workflow/base/Error.h"

namespace tdkt::simulator {

struct Document {
  std::int64_t n = 0;
  std::string documentId;  ///< "H99.12,2026/11/20,118/TTr-SGDĐT"
  std::string code;        ///< "118/TTr-SGDĐT"
  std::string subject;
  std::string sender;
  UtcTime receivedAt;
  std::string status;
};

struct Attachment {
  std::int64_t id = 0;
  std::string name;
  std::string mediaType;
  std::string sha256;
  std::int64_t size = 0;
  std::string addedBy;
};

/// Display text of a task nobody has acted on; only such a task offers the native buttons.
inline constexpr const char* kTaskWaiting = "Chờ xử lý";

struct Task {
  std::int64_t document = 0;
  std::string key;
  std::string assignee;
  std::string title;
  std::string due;  ///< ISO date
  std::string state;
  bool waiting() const { return state == kTaskWaiting; }
};

/// An edXML message that came from tdkt.
struct Message {
  std::string key;
  std::string statusCode;
  std::optional<std::int64_t> document;  ///< none when we do not know what it is about
};

struct TraceRow {
  UtcTime at;
  std::string who;
  std::string what;
};

/// A list row: a task with the document it is about.
struct TaskRow {
  Task task;
  Document document;
};

/// Thread-safe. As in real hosts nothing is idempotent: what is said twice is kept twice.
/// Errors: those of storage::Database, kNotFound "simulator.document" / "simulator.task".
class Office {
 public:
  static Result<std::unique_ptr<Office>> open(const std::string& file, const Clock& clock);

  /// `document.n` and `receivedAt` are given here.
  Result<Document> addDocument(Document document);
  Result<std::vector<Document>> documents();
  Result<Document> document(std::int64_t n);
  Result<std::optional<Document>> findDocument(const std::string& documentId);
  Result<Done> setStatus(std::int64_t n, const std::string& status);
  /// The first number from `from` on that no document of that notation has.
  Result<int> nextNumber(int from, const std::string& notation);

  Result<std::string> addAttachment(std::int64_t n, const std::string& name, const std::string& mediaType,
                                    std::string_view bytes, const std::string& by);
  Result<std::vector<Attachment>> attachments(std::int64_t n);
  struct File {
    Attachment about;
    Bytes bytes;
  };
  Result<File> attachment(std::int64_t n, std::int64_t id);

  Result<Done> addTask(const Task& task);
  Result<std::vector<Task>> tasks(std::int64_t n);
  Result<Done> setTaskState(std::int64_t n, const std::string& key, const std::string& state);
  /// True for the one caller that moved a waiting task of this person on: a double click moves it once.
  Result<bool> claimTask(const std::string& key, const std::string& assignee, const std::string& state);
  Result<std::optional<Task>> findTask(const std::string& key, const std::string& assignee);
  /// Own tasks (`own`), or those of others; waiting ones first, then by due date.
  Result<std::vector<TaskRow>> taskList(const std::string& user, bool own);

  Result<Done> addMessage(const Message& message, std::string_view bytes);
  Result<std::vector<Message>> messages(std::int64_t n);
  Result<int> countMessages(const std::string& key);

  Result<Done> note(std::int64_t n, const std::string& who, const std::string& what);
  Result<std::vector<TraceRow>> trace(std::int64_t n);

  Result<Done> saveSession(const std::string& token, const std::string& user);
  Result<std::optional<std::string>> sessionUser(const std::string& token);

  Result<Done> count(const std::string& counter);
  Result<std::int64_t> counter(const std::string& name);

  storage::Database& database() { return *database_; }

 private:
  Office(std::unique_ptr<storage::Database> database, const Clock& clock)
      : database_(std::move(database)), clock_(clock) {}
  std::unique_ptr<storage::Database> database_;
  const Clock& clock_;
};

}  // namespace tdkt::simulator
