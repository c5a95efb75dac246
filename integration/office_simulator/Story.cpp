#include "integration/office_simulator/Story.h"

#include "workflow/base/Json.h"

namespace tdkt::simulator {
namespace {

constexpr int kFirstNumber = 118;

const char* wordFor(const std::string& outcome) {
  if (outcome == "agree") return "Đồng ý";
  if (outcome == "return") return "Trả lại";
  if (outcome == "refuse") return "Không đồng ý";
  return nullptr;
}

Result<Document> keep(Office& office, const Nomination& made) {
  Document fresh;
  fresh.documentId = made.header.documentId;
  fresh.code = made.code();
  fresh.subject = made.header.subject;
  fresh.sender = made.header.from.name;
  fresh.status = "Mới đến";
  TDKT_ASSIGN(Document document, office.addDocument(fresh));
  for (const auto& file : made.files) {
    TDKT_CHECK(
        office.addAttachment(document.n, file.name, file.mediaType, file.bytes, made.header.from.name));
  }
  return document;
}

}  // namespace

Result<Document> Story::compose(const std::string& user, Sample sample) {
  const User* who = settings_.find(user);
  if (who == nullptr) return deniedError("simulator.user", "nobody has this user id", "user");
  const std::lock_guard guard(composing_);
  TDKT_ASSIGN(const int number, office_.nextNumber(kFirstNumber, kNotation));
  TDKT_ASSIGN(const Nomination made,
              makeNomination(number, vietnamDate(clock_.now()), settings_.own, sample));
  TDKT_ASSIGN(const std::string message, edxml::writeDocument(made.header, made.files));
  TDKT_ASSIGN(Document document, keep(office_, made));
  TDKT_CHECK(office_.note(document.n, who->name, "Gửi " + made.code() + " qua trục liên thông"));
  TDKT_CHECK(queue_.add(document.n, "/intake/" + settings_.officeId + "/edxml", "application/xml", message));
  return document;
}

Result<Done> Story::act(const Act& act) {
  const char* word = wordFor(act.outcome);
  if (word == nullptr) return inputError("simulator.outcome", "agree, return or refuse", "outcome");
  if (act.outcome != "agree" && act.reason.empty()) {
    return inputError("simulator.reason", "a return or a refusal needs a reason", "reason");
  }
  const User* who = settings_.find(act.user);
  TDKT_ASSIGN(const auto task, office_.findTask(act.task, act.user));
  if (who == nullptr || !task) return notFoundError("simulator.task", "no such task of this person", "task");
  TDKT_ASSIGN(const bool first, office_.claimTask(act.task, act.user, std::string("Đã gửi: ") + word));
  if (!first) return conflictError("simulator.acted", "this task has been acted on", "task");
  const std::string why = act.reason.empty() ? "" : " – lý do: " + act.reason;
  TDKT_CHECK(office_.note(task->document, who->name, std::string(word) + why));
  const nlohmann::ordered_json body = {{"type", "task.acted"},
                                       {"task", act.task},
                                       {"user", act.user},
                                       {"outcome", act.outcome},
                                       {"reason", act.reason}};
  return queue_.add(task->document, "/intake/" + settings_.officeId + "/events", "application/json",
                    body.dump());
}

}  // namespace tdkt::simulator
