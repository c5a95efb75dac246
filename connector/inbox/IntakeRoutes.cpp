#include "connector/inbox/IntakeRoutes.h"

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "workflow/base/Log.h"

namespace tdkt::inbox {
namespace {

using http::Request;
using http::Response;

constexpr std::size_t kMaxMessage = 50U << 20U;
constexpr std::size_t kMaxEvent = 64U << 10U;

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

  Response accept(const Request& request, DeliveryKind kind) {
    const auto& id = request.params.at("office");
    const auto office = std::find_if(offices_.begin(), offices_.end(),
                                     [&](const auto& known) { return known.id.text() == id; });
    if (office == offices_.end()) return http::problem(notFoundError("intake.office", "no such e-office"));
    const auto key = office->authenticator.verify(request);
    if (!key) {
      log::warning("intake.refused", {{"office", id}, {"code", key.error().code}, {"peer", request.peer}});
      return http::problem(key.error());
    }
    const auto accepted = inbox_.accept({office->id, *key, kind, request.body});
    if (!accepted) return http::problem(accepted.error());
    const log::Context context(accepted->correlation.text());
    return answer(*accepted);
  }

 private:
  EventInbox& inbox_;
  std::vector<IntakeOffice> offices_;
};

}  // namespace

void addIntakeRoutes(http::Router& router, EventInbox& eventInbox, std::vector<IntakeOffice> offices) {
  const auto intake = std::make_shared<Intake>(eventInbox, std::move(offices));
  http::RoutePolicy large;
  large.maxBody = kMaxMessage;
  http::RoutePolicy small;
  small.maxBody = kMaxEvent;
  router.add(
      "POST", "/intake/{office}/edxml",
      [intake](const Request& r) { return intake->accept(r, DeliveryKind::kEdxml); }, large);
  router.add(
      "POST", "/intake/{office}/events",
      [intake](const Request& r) { return intake->accept(r, DeliveryKind::kTaskEvent); }, small);
}

}  // namespace tdkt::inbox
