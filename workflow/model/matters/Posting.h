#pragma once
// A public posting (công khai): where and since when the list is posted, until when, what people said of it.

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflow/base/Ids.h"
#include "workflow/base/Time.h"

namespace tdkt::workflow {

enum class PostingState {
  kWaiting,      ///< the list is frozen, nobody has confirmed its publication
  kPublished,    ///< its time runs
  kInterrupted,  ///< it disappeared; somebody must choose: go on or begin again
  kEnded         ///< the last day is over
};
enum class CommentKind {
  kNew,          ///< nobody has judged it yet
  kNoted,        ///< on record
  kNeedsAnswer,  ///< must be answered before the step ends
  kComplaint     ///< holds its line until it is settled
};
const char* toString(PostingState state);
const char* toString(CommentKind kind);
std::optional<PostingState> postingStateFrom(std::string_view text);
std::optional<CommentKind> commentKindFrom(std::string_view text);

/// What somebody said of the posted list.
struct PostingComment {
  std::string id;    ///< unique in the posting
  std::string from;  ///< as he named himself; empty: anonymous
  std::string text;
  CivilDate receivedOn{};
  CommentKind kind = CommentKind::kNew;
  LineId line;           ///< of a complaint
  std::string heldFrom;  ///< state of that line before the complaint; empty when it was held already
  std::string answer;    ///< what was answered, or how a complaint was settled
  bool upheld = false;   ///< of a settled complaint
  bool settled = false;  ///< noted, answered, or the complaint is decided
  friend bool operator==(const PostingComment&, const PostingComment&) = default;
};

/// The list was not to be seen, from the day it disappeared to the day it was back.
struct Interruption {
  CivilDate from{};
  std::optional<CivilDate> to;
  std::string reason;
  friend bool operator==(const Interruption&, const Interruption&) = default;
};

/// Kept at the posting's node, also after the step, as evidence.
struct Posting {
  static constexpr const char* kKind = "posting";

  PostingState state = PostingState::kWaiting;
  int workingDays = 0;  ///< that the list must be seen
  int round = 0;        ///< how often it was published from the start, the current one included
  std::optional<CivilDate> publishedOn;
  std::optional<CivilDate> lastDay;  ///< none while waiting or interrupted
  std::string address;               ///< where: a web address or a place
  std::string listDigest;            ///< of the lines as posted: documentsDigest({}, lines)
  int lines = 0;
  std::vector<Interruption> interruptions;  ///< of the current round
  std::vector<PostingComment> comments;     ///< in order of arrival, of every round
  friend bool operator==(const Posting&, const Posting&) = default;
};

nlohmann::ordered_json toJson(const Posting& posting);
void fromJson(const nlohmann::ordered_json& json, Posting& posting);

}  // namespace tdkt::workflow
