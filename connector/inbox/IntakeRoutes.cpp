#include "connector/inbox/IntakeRoutes.h"

#include <algorithm>
#include <memory>

#include "connector/inbox/CloudEvents.h"
#include "workflow/base/Json.h"
#include "workflow/base/Log.h"

namespace tdkt::inbox {
namespace {

using http::Request;
using http::Response;

constexpr std::size_t kMaxMessage = 50U << 20U;
constexpr std::size_t kMaxEvent = 64U << 10U;

/// The documents a hint names; none when it is not worded as we know it.
std::vector<std::string> documentsNamedBy(const Request& request) {
  std::vector<std::string> out;
  const auto add = [&](const nlohmann::ordered_json& value) {
    if (value.is_string()) out.push_back(value.get<std::string>());
    if (value.is_number_integer()) out.push_back(value.dump());
  };
  if (isCloudEvent(request)) {
    const auto events = readCloudEvents(request);
    if (!events) return out;
    for (const CloudEvent& event : *events) {
      if (!event.at("subject").empty()) out.push_back(event.at("subject"));
    }
    return out;
  }
  const auto body = json::parse(request.body);
  if (!body || !body->is_object()) return out;
  for (const char* name : {"key", "id", "document"}) {
    if (body->contains(name)) add((*body)[name]);
  }
  if (body->contains("keys") && (*body)["keys"].is_array()) {
    for (const auto& one : (*body)["keys"]) add(one);
  }
  return out;
}

Response answer(const AcceptReply& reply) {
  const bool fresh = reply.accepted == Accepted::kNew;
  log::info(fresh ? "inbox.accepted" : "inbox.repeated", {{"row", std::to_string(reply.row)}});
  return Response::json(nlohmann::ordered_json{{"accepted", fresh ? "new" : "repeated"},
                                               {"correlation", reply.correlation.text()}}
                            .dump(),
                        202);
}

class Intake {
 public:
  Intake(EventInbox& eventInbox, std::vector<IntakeOffice> offices)
      : inbox_(eventInbox), offices_(std::move(offices)) {}

  Response edxml(const Request& request) {
    return guarded(request, [&](const IntakeOffice& office, const std::string& key) {
      if (request.gathered) return keep(gatheredDelivery(office.id, key, request.gathered));
      return keep({office.id, key, DeliveryKind::kEdxml, request.body});
    });
  }

  Response events(const Request& request) {
    return guarded(request, [&](const IntakeOffice& office, const std::string& key) {
      if (isCloudEvent(request)) return cloudEvents(request, office);
      return keep({office.id, key, DeliveryKind::kTaskEvent, request.body});
    });
  }

  Response hints(const Request& request) {
    return guarded(request, [&](const IntakeOffice& office, const std::string&) {
      if (!office.hint)
        return http::problem(notFoundError("intake.office", "this e-office is not read by us"));
      const auto documents = documentsNamedBy(request);
      for (const std::string& document : documents) office.hint(document);
      if (documents.empty()) office.hint("");
      log::info("intake.hint", {{"documents", std::to_string(documents.size())}});
      return Response::json(nlohmann::ordered_json{{"documents", documents.size()}}.dump(), 202);
    });
  }

 private:
  using Use = std::function<Response(const IntakeOffice&, const std::string& key)>;

  Response guarded(const Request& request, const Use& use) {
    const auto& id = request.params.at("office");
    const auto office = std::find_if(offices_.begin(), offices_.end(),
                                     [&](const auto& known) { return known.id.text() == id; });
    if (office == offices_.end()) return http::problem(notFoundError("intake.office", "no such e-office"));
    const auto key = keyOf(request, *office);
    if (key) return use(*office, *key);
    log::warning("intake.refused", {{"office", id}, {"code", key.error().code}, {"peer", request.peer}});
    return http::problem(key.error());
  }

  static Result<std::string> keyOf(const Request& request, const IntakeOffice& office) {
    const std::string shown = request.bearer();
    const bool known = !office.bearer.empty() && equalConstantTime(shown, office.bearer.reveal());
    if (!shown.empty() && known) return "body:" + request.bodySha256Hex();
    return office.authenticator.verify(request);
  }

  Response keep(const Delivery& delivery) {
    const auto accepted = inbox_.accept(delivery);
    if (!accepted) return http::problem(accepted.error());
    const log::Context context(accepted->correlation.text());
    return answer(*accepted);
  }

  /// All are read before any is kept, and all are kept in one commit or none.
  Response cloudEvents(const Request& request, const IntakeOffice& office) {
    const auto read = readCloudEvents(request);
    if (!read) return http::problem(read.error());
    if (read->empty()) return http::problem(inputError("cloudevents.data", "a batch without events"));
    std::vector<Delivery> deliveries;
    for (const CloudEvent& event : *read)
      deliveries.push_back({office.id, event.key(), DeliveryKind::kTaskEvent, event.data});
    const auto accepted = inbox_.acceptAll(deliveries);
    if (!accepted) return http::problem(accepted.error());
    Response last;
    for (const AcceptReply& reply : *accepted) {
      const log::Context context(reply.correlation.text());
      last = answer(reply);
    }
    return last;
  }

  EventInbox& inbox_;
  std::vector<IntakeOffice> offices_;
};

}  // namespace

void addIntakeRoutes(http::Router& router, EventInbox& eventInbox, std::vector<IntakeOffice> offices) {
  const auto intake = std::make_shared<Intake>(eventInbox, std::move(offices));
  http::RoutePolicy large;
  large.maxBody = kMaxMessage;
  large.gather = true;
  http::RoutePolicy small;
  small.maxBody = kMaxEvent;
  router.add(
      "POST", "/intake/{office}/edxml", [intake](const Request& r) { return intake->edxml(r); }, large);
  router.add(
      "POST", "/intake/{office}/events", [intake](const Request& r) { return intake->events(r); }, small);
  router.add(
      "POST", "/intake/{office}/hints", [intake](const Request& r) { return intake->hints(r); }, small);
}

}  // namespace tdkt::inbox
