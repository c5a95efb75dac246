#pragma once
// What tdkt may ask of the simulated e-office: the table of API.md.

#include "connector/http/Router.h"
#include "integration/office_simulator/Mood.h"
#include "integration/office_simulator/Office.h"
#include "integration/office_simulator/Settings.h"

namespace tdkt::simulator {

class ApiRoutes {
 public:
  ApiRoutes(Office& office, const Settings& settings, Mood& mood)
      : office_(office), settings_(settings), mood_(mood) {}
  void addTo(http::Router& router);

 private:
  using Answer = Result<http::Response>;
  void add(http::Router& router, const std::string& method, const std::string& pattern,
           Answer (ApiRoutes::*handle)(const http::Request&), std::size_t maxBody = 1U << 20U);

  Answer me(const http::Request& request);
  Answer documents(const http::Request& request);
  Answer listTasks(const http::Request& request);
  Answer addTask(const http::Request& request);
  Answer setTask(const http::Request& request);
  Answer setStatus(const http::Request& request);
  Answer listAttachments(const http::Request& request);
  Answer addAttachment(const http::Request& request);
  Answer documentMessages(const http::Request& request);
  Answer listMessages(const http::Request& request);
  Answer addMessage(const http::Request& request);
  Answer counters(const http::Request& request);
  static Answer misbehave(Mood& mood, const http::Request& request);

  Office& office_;
  const Settings& settings_;
  Mood& mood_;
};

}  // namespace tdkt::simulator
