#include "connector/pages/ListPages.h"

#include <charconv>
#include <nlohmann/json.hpp>

#include "connector/pages/Form.h"
#include "connector/pages/Messages.h"
#include "workflow/base/Text.h"

namespace tdkt::pages {
namespace {

using http::Request;
using http::Response;

constexpr std::size_t kRows = 500;

Result<std::int64_t> numberOf(const std::string& text) {
  std::int64_t out = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (failure != std::errc() || end != text.data() + text.size() || text.empty())
    return notFoundError("lists.case", "not the name of a case");
  return out;
}

Result<std::int64_t> deliveryOf(const Request& request) {
  return numberOf(request.params.at("id"));
}

/// Texts of a form come from outside: NFC or nothing.
Result<Fields> fieldsOf(const Request& request) {
  Fields out;
  for (const auto& [name, value] : formFields(request)) {
    TDKT_ASSIGN(std::string composed, text::nfc(value));
    out.emplace(name, std::move(composed));
  }
  return out;
}

}  // namespace

void ListPages::add(http::Router& router, const std::string& method, const std::string& pattern,
                    Handle handle) {
  desk_.add(router, method, pattern,
            DeskPages::Handler([this, handle](const Request& request, const Visitor& visitor) {
              return (this->*handle)(request, visitor);
            }));
}

void ListPages::addTo(http::Router& router) {
  add(router, "GET", "/desk/lists", &ListPages::list);
  add(router, "POST", "/desk/lists/forget", &ListPages::forget);
  add(router, "GET", "/desk/lists/{id}", &ListPages::open);
  add(router, "GET", "/desk/lists/{id}/files/{sha}", &ListPages::file);
  add(router, "POST", "/desk/lists/{id}/columns", &ListPages::columns);
  add(router, "POST", "/desk/lists/{id}/cells", &ListPages::cells);
  add(router, "POST", "/desk/lists/{id}/return", &ListPages::giveBack);
}

ListPages::Answer ListPages::list(const Request& /*request*/, const Visitor& visitor) {
  TDKT_ASSIGN(const auto cases, parts_.cases.open(kRows));
  TDKT_ASSIGN(const auto memories, parts_.cases.memories(kRows));
  return desk_.page("desk_lists", "Danh sách cần xác nhận", visitor,
                    listCasesView(cases, memories, parts_.directory));
}

ListPages::Answer ListPages::show(const Visitor& visitor, std::int64_t delivery, const FormAgain& again) {
  TDKT_ASSIGN(const auto open, parts_.lists.find(delivery));
  return desk_.page("desk_list_case", "Xác nhận danh sách " + open.head.documentCode, visitor,
                    listCaseView(open, again));
}

ListPages::Answer ListPages::open(const Request& request, const Visitor& visitor) {
  TDKT_ASSIGN(const std::int64_t delivery, deliveryOf(request));
  return show(visitor, delivery, {});
}

ListPages::Answer ListPages::file(const Request& request, const Visitor& /*visitor*/) {
  TDKT_ASSIGN(const std::int64_t delivery, deliveryOf(request));
  TDKT_ASSIGN(auto file, parts_.lists.file(delivery, request.params.at("sha")));
  return savedFile(std::move(file.bytes), file.mediaType, file.name);
}

ListPages::Answer ListPages::next(const Visitor& visitor, std::int64_t delivery, const Result<Done>& outcome,
                                  FormAgain again) {
  TDKT_ASSIGN(const auto now, parts_.cases.find(delivery));
  const bool open = now && now->state == inbox::CaseState::kOpen;
  if (!open) return outcome ? Answer(Response::redirect("/desk/lists")) : Answer(outcome.error());
  if (outcome) return Response::redirect("/desk/lists/" + std::to_string(delivery));
  again.error = sentenceFor(outcome.error());
  return show(visitor, delivery, again);
}

ListPages::Answer ListPages::columns(const Request& request, const Visitor& visitor) {
  TDKT_ASSIGN(const std::int64_t delivery, deliveryOf(request));
  TDKT_ASSIGN(Fields fields, fieldsOf(request));
  TDKT_ASSIGN(const std::int64_t version, numberOf(fields["version"]));
  const auto plan = planFromForm(fields);
  if (!plan) return next(visitor, delivery, Result<Done>(plan.error()), {});
  FormAgain again;
  again.plan = *plan;
  if (fields["do"] != "preview")
    return next(visitor, delivery,
                parts_.lists.assignColumns(delivery, version, fields["sha"], *plan, visitor.official->id),
                again);
  const auto preview = parts_.lists.preview(delivery, fields["sha"], *plan);
  if (!preview) return next(visitor, delivery, Result<Done>(preview.error()), again);
  again.preview = &*preview;
  return show(visitor, delivery, again);
}

ListPages::Answer ListPages::cells(const Request& request, const Visitor& visitor) {
  TDKT_ASSIGN(const std::int64_t delivery, deliveryOf(request));
  TDKT_ASSIGN(Fields fields, fieldsOf(request));
  TDKT_ASSIGN(const std::int64_t version, numberOf(fields["version"]));
  const auto outcome =
      parts_.lists.decideCells(delivery, version, fields["sha"], cellsFromForm(fields), visitor.official->id);
  FormAgain again;
  again.fields = std::move(fields);
  return next(visitor, delivery, outcome, std::move(again));
}

ListPages::Answer ListPages::giveBack(const Request& request, const Visitor& visitor) {
  TDKT_ASSIGN(const std::int64_t delivery, deliveryOf(request));
  TDKT_ASSIGN(Fields fields, fieldsOf(request));
  TDKT_ASSIGN(const std::int64_t version, numberOf(fields["version"]));
  return next(visitor, delivery,
              parts_.lists.giveBack(delivery, version, fields["reason"], visitor.official->id), {});
}

ListPages::Answer ListPages::forget(const Request& request, const Visitor& /*visitor*/) {
  TDKT_ASSIGN(Fields fields, fieldsOf(request));
  TDKT_CHECK(parts_.cases.forget(OfficeId(fields["office"]), fields["sender"], fields["signature"]));
  return Response::redirect("/desk/lists");
}

}  // namespace tdkt::pages
