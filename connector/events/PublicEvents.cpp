#include "connector/events/PublicEvents.h"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "workflow/model/DossierJson.h"

namespace tdkt::events {
namespace {

using Json = nlohmann::ordered_json;
using namespace workflow;  // NOLINT: this file is about nothing else

constexpr const char* kHead = "vn.tdkt.";

Json dossierOf(const DossierState& state) {
  const DossierHeader& header = state.header;
  Json out = {{"dossier", state.id.text()},
              {"office", header.office.text()},
              {"document", header.hostDocumentId},
              {"sender", header.senderCode},
              {"code", header.number + (header.notation.empty() ? "" : "/" + header.notation)},
              {"revision", state.revision},
              {"phase", toString(state.phase)},
              {"lines", state.lines.size()}};
  return out;
}

class Collector {
 public:
  Collector(const Commit& commit, const std::string& publicUrl) : commit_(commit), publicUrl_(publicUrl) {}

  void add(const Event& event, const char* type, const Json& more = Json::object()) {
    Json data = dossierOf(commit_.next);
    data.update(more);
    const std::string name = std::string(kHead) + type;
    std::string sequence(24, '\0');
    sequence.resize(static_cast<std::size_t>(
        std::snprintf(sequence.data(), sequence.size(), "%010lld", static_cast<long long>(event.seq))));
    const std::string id = sha256Hex("public-event\n" + commit_.next.id.text() + "\n" + sequence + "\n" +
                                     name + "\n" + std::to_string(out.size()))
                               .substr(0, 32);
    const Json body = {{"specversion", "1.0"},
                       {"id", id},
                       {"source", publicUrl_},
                       {"type", name},
                       {"subject", commit_.next.id.text()},
                       {"time", isoUtc(event.at)},
                       {"datacontenttype", "application/json"},
                       {"sequence", sequence},
                       {"data", std::move(data)}};
    out.push_back({id, name, body.dump(-1, ' ', false, Json::error_handler_t::replace)});
  }

  std::vector<PublicEvent> out;

 private:
  const Commit& commit_;
  const std::string& publicUrl_;
};

Json stepOf(const DossierState& state, const WorkItemId& id) {
  for (const WorkItem& item : state.workItems) {
    if (item.id == id)
      return {{"task", id.text()}, {"step", item.step}, {"role", item.role}, {"due", isoDate(item.due)}};
  }
  return {{"task", id.text()}};
}

Json numberOf(const DossierState& state) {
  Json out = Json::object();
  const auto add = [&](const char* name, const char* fact) {
    const auto found = state.facts.find(fact);
    if (found != state.facts.end()) out[name] = found->second;
  };
  add("number", "decision.bookNumber");
  add("notation", "decision.notation");
  add("date", "decision.date");
  return out;
}

const char* typeOf(Phase phase) {
  if (phase == Phase::kReturned) return "dossier.returned";
  if (phase == Phase::kRefused) return "dossier.refused";
  if (phase == Phase::kIssued) return "decision.issued";
  return nullptr;
}

Result<Done> addFiles(Collector& collector, const Event& event, const DossierId& dossier,
                      const std::string& publicUrl, issuing::IssueRegister& files) {
  TDKT_ASSIGN(const auto all, files.filesOf(dossier));
  for (const issuing::IssuedFile& file : all) {
    if (file.finalSha256.empty()) continue;
    collector.add(event, "file.published",
                  {{"file", file.verifyId},
                   {"kind", file.kind == issuing::FileKind::kDecision ? "decision" : "certificate"},
                   {"sha256", file.finalSha256},
                   {"verify", publicUrl + "/v/" + file.verifyId}});
  }
  return Done{};
}

}  // namespace

const std::vector<std::string>& eventTypes() {
  static const std::vector<std::string> types = {"vn.tdkt.dossier.received", "vn.tdkt.dossier.revised",
                                                 "vn.tdkt.step.assigned",    "vn.tdkt.step.decided",
                                                 "vn.tdkt.dossier.returned", "vn.tdkt.dossier.decided",
                                                 "vn.tdkt.dossier.refused",  "vn.tdkt.dossier.annulled",
                                                 "vn.tdkt.file.published",   "vn.tdkt.decision.issued"};
  return types;
}

Result<std::vector<PublicEvent>> publicEvents(const Commit& commit, const std::string& publicUrl,
                                              issuing::IssueRegister& files) {
  Collector collector(commit, publicUrl);
  for (const Event& event : commit.events) {
    const EventBody& body = event.body;
    if (std::holds_alternative<DossierStarted>(body)) collector.add(event, "dossier.received");
    if (std::holds_alternative<DossierResubmitted>(body)) collector.add(event, "dossier.revised");
    if (std::holds_alternative<DossierAnnulled>(body)) collector.add(event, "dossier.annulled");
    if (const auto* opened = std::get_if<WorkItemOpened>(&body))
      collector.add(event, "step.assigned", stepOf(commit.next, opened->item.id));
    if (const auto* completed = std::get_if<WorkItemCompleted>(&body)) {
      Json step = stepOf(commit.next, completed->item);
      step["outcome"] = toString(completed->outcome);
      collector.add(event, "step.decided", step);
    }
    if (const auto* lines = std::get_if<LinesChanged>(&body)) {
      if (lines->to == LineState::kDecided) collector.add(event, "dossier.decided");
      if (lines->to == LineState::kIssued)
        TDKT_CHECK(addFiles(collector, event, commit.next.id, publicUrl, files));
    }
    const auto* phase = std::get_if<PhaseChanged>(&body);
    if (phase != nullptr && typeOf(phase->phase) != nullptr)
      collector.add(event, typeOf(phase->phase), numberOf(commit.next));
  }
  return std::move(collector.out);
}

}  // namespace tdkt::events
