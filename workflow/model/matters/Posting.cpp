#include "workflow/model/matters/Posting.h"

#include <array>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace tdkt::workflow {

using Json = nlohmann::ordered_json;

namespace {

constexpr std::array<std::pair<PostingState, const char*>, 4> kStates{
    {{PostingState::kWaiting, "waiting"},
     {PostingState::kPublished, "published"},
     {PostingState::kInterrupted, "interrupted"},
     {PostingState::kEnded, "ended"}}};
constexpr std::array<std::pair<CommentKind, const char*>, 4> kKinds{
    {{CommentKind::kNew, "new"},
     {CommentKind::kNoted, "noted"},
     {CommentKind::kNeedsAnswer, "needs-answer"},
     {CommentKind::kComplaint, "complaint"}}};

template <class E>
const char* nameOf(const std::array<std::pair<E, const char*>, 4>& table, E wanted) {
  for (const auto& [value, text] : table) {
    if (value == wanted) return text;
  }
  return "?";
}

template <class E>
std::optional<E> valueOf(const std::array<std::pair<E, const char*>, 4>& table, std::string_view text) {
  for (const auto& [value, name] : table) {
    if (text == name) return value;
  }
  return std::nullopt;
}

template <class T>
T required(const std::optional<T>& value, const char* what) {
  if (!value) throw std::invalid_argument(what);
  return *value;
}

Json dayOrNull(const std::optional<CivilDate>& day) {
  return day ? Json(isoDate(*day)) : Json(nullptr);
}

std::optional<CivilDate> optionalDay(const Json& json) {
  if (json.is_null()) return std::nullopt;
  return required(parseIsoDate(json.get<std::string>()), "a day");
}

Json commentToJson(const PostingComment& comment) {
  return Json{{"id", comment.id},
              {"from", comment.from},
              {"text", comment.text},
              {"receivedOn", isoDate(comment.receivedOn)},
              {"kind", toString(comment.kind)},
              {"line", comment.line.text()},
              {"heldFrom", comment.heldFrom},
              {"answer", comment.answer},
              {"upheld", comment.upheld},
              {"settled", comment.settled}};
}

PostingComment commentFrom(const Json& json) {
  PostingComment comment;
  comment.id = json.at("id").get<std::string>();
  comment.from = json.at("from").get<std::string>();
  comment.text = json.at("text").get<std::string>();
  comment.receivedOn = required(optionalDay(json.at("receivedOn")), "receivedOn");
  comment.kind = required(commentKindFrom(json.at("kind").get<std::string>()), "kind");
  comment.line = LineId(json.at("line").get<std::string>());
  comment.heldFrom = json.at("heldFrom").get<std::string>();
  comment.answer = json.at("answer").get<std::string>();
  comment.upheld = json.at("upheld").get<bool>();
  comment.settled = json.at("settled").get<bool>();
  return comment;
}

}  // namespace

const char* toString(PostingState state) {
  return nameOf(kStates, state);
}
const char* toString(CommentKind kind) {
  return nameOf(kKinds, kind);
}
std::optional<PostingState> postingStateFrom(std::string_view text) {
  return valueOf(kStates, text);
}
std::optional<CommentKind> commentKindFrom(std::string_view text) {
  return valueOf(kKinds, text);
}

Json toJson(const Posting& posting) {
  Json gaps = Json::array();
  for (const Interruption& gap : posting.interruptions) {
    gaps.push_back({{"from", isoDate(gap.from)}, {"to", dayOrNull(gap.to)}, {"reason", gap.reason}});
  }
  Json comments = Json::array();
  for (const PostingComment& comment : posting.comments) comments.push_back(commentToJson(comment));
  return Json{{"state", toString(posting.state)},
              {"workingDays", posting.workingDays},
              {"round", posting.round},
              {"publishedOn", dayOrNull(posting.publishedOn)},
              {"lastDay", dayOrNull(posting.lastDay)},
              {"address", posting.address},
              {"listDigest", posting.listDigest},
              {"lines", posting.lines},
              {"interruptions", gaps},
              {"comments", comments}};
}

void fromJson(const Json& json, Posting& posting) {
  posting.state = required(postingStateFrom(json.at("state").get<std::string>()), "state");
  posting.workingDays = json.at("workingDays").get<int>();
  posting.round = json.at("round").get<int>();
  posting.publishedOn = optionalDay(json.at("publishedOn"));
  posting.lastDay = optionalDay(json.at("lastDay"));
  posting.address = json.at("address").get<std::string>();
  posting.listDigest = json.at("listDigest").get<std::string>();
  posting.lines = json.at("lines").get<int>();
  for (const Json& gap : json.at("interruptions")) {
    posting.interruptions.push_back({required(optionalDay(gap.at("from")), "from"), optionalDay(gap.at("to")),
                                     gap.at("reason").get<std::string>()});
  }
  for (const Json& comment : json.at("comments")) posting.comments.push_back(commentFrom(comment));
}

}  // namespace tdkt::workflow
