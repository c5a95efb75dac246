#pragma once
// The running service: builds the whole object graph from Settings and lets it work.

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "connector/app/Settings.h"
#include "workflow/base/Clock.h"
#include "workflow/base/Error.h"
#include "workflow/base/Random.h"

namespace tdkt::app {

/// Everything between the database and the sockets. Stops its threads and listeners when it dies.
class Service {
 public:
  /// Opens and checks everything: database (migrated), directory, procedure, packs, templates, keys. Nothing
  /// listens yet. Errors: kInput "config.*", those of the parts with the file as field; kUnavailable when the
  /// token is away.
  static Result<std::unique_ptr<Service>> open(const Settings& settings, const Clock& clock, Random& random);
  virtual ~Service() = default;

  /// Listens and starts the workers. Errors: kUnavailable "http.bind".
  virtual Result<Done> start() = 0;
  virtual std::uint16_t port() const = 0;
  /// Method and pattern of every route, once started: for the check of docs/api/openapi.json.
  virtual std::vector<std::pair<std::string, std::string>> routes() const = 0;
  /// A fresh one-time link to the desk for the first holder of role "secretariat"; empty when nobody holds
  /// it.
  virtual std::string deskLink() = 0;
  /// The same to the administrator's page, for the first holder of role "admin".
  virtual std::string adminLink() = 0;
};

}  // namespace tdkt::app
