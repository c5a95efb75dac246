#pragma once
// A PostgreSQL server of our own for one test program: made from Debian's package in a temporary folder,
// reachable by a Unix socket only, gone at the end.

#include <gtest/gtest.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "connector/storage/Database.h"
#include "tests/fakes/TemporaryFolder.h"

namespace tdkt::fakes {

/// One per program, started when first asked for. PostgreSQL refuses to run as root: then it runs as
/// "postgres" (or "nobody").
class TestPostgres {
 public:
  static TestPostgres& instance() {
    static TestPostgres server;
    return server;
  }

  /// A new empty database; its URL.
  std::string newDatabase() {
    const std::string name = "t" + std::to_string(::getpid()) + "_" + std::to_string(++made_);
    const auto admin = storage::Database::open(urlOf("postgres"));
    if (!admin) stop("no connection: " + admin.error().detail);
    if (const auto made = (*admin)->script("CREATE DATABASE " + name); !made) stop(made.error().detail);
    return urlOf(name);
  }
  std::string urlOf(const std::string& database) const {
    std::string socket;
    for (const char c : folder_.path()) socket += c == '/' ? "%2F" : std::string(1, c);
    return "postgresql://postgres@/" + database + "?host=" + socket;
  }
  /// Kills every connection to a database but the asking one, as an administrator's restart does.
  void dropConnections() {
    const auto admin = storage::Database::open(urlOf("postgres"));
    (void)(*admin)->script(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        " AND backend_type = 'client backend'");
  }
  /// A crash of the whole server: every process of it dies at once, then it recovers.
  void restart() {
    end();
    launch();
  }
  const std::string& binaries() const { return binaries_; }

  /// `durable`: with fsync, for what is measured. Tests do without: they kill clients and servers, not
  /// machines.
  explicit TestPostgres(bool durable = false)
      : durable_(durable), owner_(::getpid()), binaries_(newestBinaries()) {
    if (binaries_.empty()) stop("no PostgreSQL in /usr/lib/postgresql; install Debian's postgresql");
    if (::geteuid() == 0) {
      for (const char* name : {"postgres", "nobody"}) {
        if ((user_ = ::getpwnam(name)) != nullptr) break;
      }
      if (user_ == nullptr || ::chown(folder_.path().c_str(), user_->pw_uid, user_->pw_gid) != 0)
        stop("no unprivileged user to run PostgreSQL");
    }
    run({"initdb", "-D", data(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"});
    launch();
  }
  ~TestPostgres() {
    if (::getpid() == owner_) end();
  }

 private:
  std::string data() const { return folder_.file("data"); }
  void launch() {
    server_ = begin({"postgres", "-D", data(), "-k", folder_.path(), "-c", "listen_addresses=", "-c",
                     "max_connections=60", "-c", durable_ ? "fsync=on" : "fsync=off"});
    for (int i = 0; i < 600; ++i) {
      if (storage::Database::open(urlOf("postgres"))) return;
      ::usleep(50'000);
    }
    stop("the server does not answer");
  }
  void end() {
    ::kill(server_, SIGQUIT);
    ::waitpid(server_, nullptr, 0);
  }
  /// Not root, silent, and gone when we are.
  pid_t begin(std::vector<std::string> words) {
    words[0] = binaries_ + "/" + words[0];
    const pid_t child = ::fork();
    if (child != 0) return child;
    if (user_ != nullptr && (::setgid(user_->pw_gid) != 0 || ::setuid(user_->pw_uid) != 0)) ::_exit(1);
    ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
    if (::chdir(folder_.path().c_str()) != 0) ::_exit(1);
    if (std::freopen("/dev/null", "w", stdout) == nullptr) ::_exit(1);
    if (std::freopen("log", "a", stderr) == nullptr) ::_exit(1);
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
  }
  void run(std::vector<std::string> words) {
    const std::string name = words[0];
    int status = 0;
    ::waitpid(begin(std::move(words)), &status, 0);
    if (status != 0) stop(name + " failed");
  }
  static std::string newestBinaries() {
    std::string found;
    int newest = 0;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator("/usr/lib/postgresql", ignored)) {
      const int version = std::atoi(entry.path().filename().c_str());
      if (version > newest && std::filesystem::exists(entry.path() / "bin/initdb")) {
        newest = version;
        found = (entry.path() / "bin").string();
      }
    }
    return found;
  }
  [[noreturn]] static void stop(const std::string& why) {
    std::fprintf(stderr, "TestPostgres: %s\n", why.c_str());
    std::abort();
  }

  const bool durable_;
  const pid_t owner_;
  TemporaryFolder folder_;
  std::string binaries_;
  const passwd* user_ = nullptr;
  pid_t server_ = -1;
  std::atomic<int> made_{0};
};

/// The database that the environment names: a program with many tests is run once for each, so that a server
/// is started once and not for every test.
inline storage::Dialect usualDialect() {
  return std::getenv("TDKT_TEST_POSTGRES") == nullptr ? storage::Dialect::kSqlite
                                                      : storage::Dialect::kPostgres;
}
inline auto chosenDialect() {
  return ::testing::Values(usualDialect());
}

/// The parameter of tests that hold on both databases.
inline auto bothDialects() {
  return ::testing::Values(storage::Dialect::kSqlite, storage::Dialect::kPostgres);
}
inline std::string dialectName(const ::testing::TestParamInfo<storage::Dialect>& info) {
  return info.param == storage::Dialect::kSqlite ? "Sqlite" : "Postgres";
}

/// A migrated database of either kind for one test.
class TestDatabase {
 public:
  explicit TestDatabase(storage::Dialect dialect)
      : url(dialect == storage::Dialect::kSqlite ? folder_.file("tdkt.db")
                                                 : TestPostgres::instance().newDatabase()) {
    database = open();
    if (!database || !storage::migrate(*database)) std::abort();
  }
  /// One more connection, as another program has.
  std::unique_ptr<storage::Database> open() const {
    auto opened = storage::Database::open(url);
    if (!opened) std::fprintf(stderr, "%s\n", opened.error().detail.c_str());
    return opened ? std::move(*opened) : nullptr;
  }

 private:
  TemporaryFolder folder_;

 public:
  const std::string url;
  std::unique_ptr<storage::Database> database;
};

}  // namespace tdkt::fakes
