#pragma once
// The demo's three programs: trust services, simulated e-office, tdkt itself. Each its own process.

#include <memory>
#include <optional>
#include <string>

#include "connector/app/demo/ChildProcess.h"
#include "connector/app/demo/DemoFolder.h"

namespace tdkt::app::demo {

/// Starts and stops the programs of one demo folder. They die with this object.
class Programs {
 public:
  /// `programs` is the folder with tdkt, tdkt-office-simulator and tdkt-trust-services.
  Programs(DemoFolder folder, std::string programs);

  /// Makes PKI and token when absent, then starts trust services, e-office and service, in this order.
  Result<Done> start();
  /// Starts the service alone (after killService()).
  Result<Done> startService();
  /// SIGKILL, as a power cut would.
  void killService();
  /// SIGTERM to all, service first. The service's exit code.
  int stop();

  const DemoFolder& folder() const { return folder_; }
  /// One-time link to the desk, printed by the service at its last start.
  std::string deskLink() const { return said("deskLink"); }
  /// The same to the administrator's page.
  std::string adminLink() const { return said("adminLink"); }
  /// What the service said when it was ready; empty while it never was.
  std::string readyLine() const { return service_ ? service_->readyLine() : std::string(); }
  bool serviceRunning() { return service_ && service_->running(); }

 private:
  ChildSpec spec(const std::string& program, std::vector<std::string> arguments,
                 const std::string& log) const;
  std::string said(const char* name) const;
  DemoFolder folder_;
  std::string programs_;
  std::optional<ChildProcess> trust_;
  std::optional<ChildProcess> office_;
  std::optional<ChildProcess> service_;
};

/// The folder of the running executable.
std::string ownFolder();

}  // namespace tdkt::app::demo
