#include "connector/storage/Database.h"

#include "connector/storage/postgres/PostgresDatabase.h"
#include "connector/storage/sqlite/SqliteDatabase.h"

namespace tdkt::storage {

Statement& Statement::bind(std::int64_t value) {
  backend_->bind(value);
  return *this;
}

Statement& Statement::bind(std::string_view text) {
  backend_->bindText(text);
  return *this;
}

Statement& Statement::bindBlob(std::string_view bytes) {
  backend_->bindBlob(bytes);
  return *this;
}

Statement& Statement::bindNull() {
  backend_->bindNull();
  return *this;
}

Statement& Statement::start() {
  backend_->start();
  return *this;
}

Result<bool> Statement::step() {
  return backend_->step();
}

Result<int> Statement::run() {
  return backend_->run();
}

Result<Done> Statement::send(std::optional<Error> ifNone) {
  return backend_->send(std::move(ifNone));
}

std::int64_t Statement::integer(int column) const {
  return backend_->integer(column);
}

std::string Statement::text(int column) const {
  return backend_->text(column);
}

bool Statement::isNull(int column) const {
  return backend_->isNull(column);
}

bool isPostgresUrl(std::string_view url) {
  return url.substr(0, 13) == "postgresql://" || url.substr(0, 11) == "postgres://";
}

Result<std::unique_ptr<Database>> Database::open(const std::string& url, const Secret& password) {
  if (isPostgresUrl(url)) return PostgresDatabase::open(url, password);
  return SqliteDatabase::open(url);
}

}  // namespace tdkt::storage
