#pragma once
// The running service: builds the whole object graph from Settings and lets it work.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "connector/app/Settings.h"
#include "connector/http/Router.h"
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
  virtual std::vector<http::RouteName> routes() const = 0;
  /// Of health, readiness and figures; 0 where settings want none.
  virtual std::uint16_t monitorPort() const = 0;
  /// Not ready any more, takes no new connection, lets running requests and workers finish (25 s at most for
  /// requests). The monitor answers to the end.
  virtual void drain() = 0;
  /// A fresh one-time link to the desk for the first holder of role "secretariat"; empty when nobody holds
  /// it.
  virtual std::string deskLink() = 0;
  /// The same to the administrator's page, for the first holder of role "admin".
  virtual std::string adminLink() = 0;
};

}  // namespace tdkt::app
