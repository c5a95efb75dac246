#pragma once
// A host's own signing desk in the shape of vOffice: files come by SOAP, officials sign them there, XML goes
// back.

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "connector/http/Router.h"
#include "integration/office_simulator/Mood.h"

namespace tdkt::simulator {

/// Answers POST /voffice. As the real one it takes a file twice under one code when it is asked twice:
/// whoever does not ask first is seen by `registered`. Thread-safe.
class SigningDesk {
 public:
  /// Puts every signer's signature on a file, in order.
  using Sign = std::function<Result<Bytes>(const Bytes& pdf)>;
  SigningDesk(Sign sign, Mood& mood) : sign_(std::move(sign)), mood_(mood) {}

  void addTo(http::Router& router);
  /// All officials sign what waits; the codes that were signed.
  std::vector<std::string> signAll();
  /// From now on this code has that status.
  void setStatus(const std::string& code, int status, const std::string& comment);
  /// What getFile gives is changed by this first.
  void tamper(std::function<Bytes(Bytes)> how);
  /// How often each code was registered.
  std::map<std::string, int> registered() const;
  /// The XML the host calls back with.
  static std::string callBack(const std::string& code, int status);

 private:
  struct Case {
    Bytes pdf;
    std::string number;
    std::vector<std::string> signers;
    int status = 1;
    std::string comment;
    int registrations = 0;
  };
  http::Response answer(const http::Request& request);
  std::string handle(const std::map<std::string, std::vector<std::string>>& call, const std::string& action);

  const Sign sign_;
  Mood& mood_;
  mutable std::mutex mutex_;
  std::map<std::string, Case> cases_;
  std::function<Bytes(Bytes)> tamper_;
};

}  // namespace tdkt::simulator
