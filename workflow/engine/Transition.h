#pragma once
// One transition in the making: emits events, moves tokens, collects effects. Private to the engine.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "workflow/engine/Engine.h"

namespace tdkt::workflow {

/// Works on a state of its own that each emitted event moves on, so that later choices see earlier ones.
class Transition {
 public:
  Transition(const Definition& definition, DossierState state, const Facts& facts)
      : definition_(definition), facts_(facts), step_{{}, {}, {}, std::move(state)} {
    step_.events.reserve(kUsualEvents);  // an event is large: growing moves all of them again
    step_.effects.reserve(kUsualEvents);
  }

  /// `body` is one of EventBody's alternatives.
  template <class Body>
  void emit(Body body) {
    Event& event = step_.events.emplace_back();  // made in its place: an event is large
    event.seq = state_.version + 1;
    event.at = facts_.now;
    event.actor = facts_.actor;  // the state tells who acted; the log is signed by the shell
    fold(state_, event, event.body.emplace<Body>(std::move(body)));
    state_.version = event.seq;
    event.actor = OfficialId();
  }
  /// A status for the host's document: code and a Vietnamese sentence.
  void status(const char* code, std::string_view description);
  void hostClosed(const WorkItem& item, std::string_view outcome, std::string_view reason);
  /// The number this dossier had reserved, if it had one, will never be used.
  void spoilNumber(const std::string& reason);
  /// The number that this request was taking, if it got one before it failed, will never be used.
  void spoilRequest(const EffectId& request, const std::string& reason);
  /// Lines in state `from`, if there are any, go to `to`.
  void change(LineState from, LineState to);
  /// These lines, if any, go to `to` with this reason.
  void mark(const std::vector<LineId>& lines, LineState to, const std::string& reason);
  /// A timer of this node from now on; its id tells it from every other.
  TimerId setTimer(const std::string& node, const std::string& purpose, UtcTime due);
  /// Timers of this node no longer wait; those of one purpose only, when it is named.
  void endTimers(const std::string& node, const std::string& purpose = {});
  /// What the step at `node` keeps is now this.
  void keep(const std::string& node, const Matter& matter) { emit(MatterSet{node, matter}); }
  /// A token moves from `from` (empty: a new one) to `to`, and on as far as nobody need be asked.
  void arrive(const std::string& from, const std::string& to);
  /// The task at `node` is done: its token goes on.
  void leave(const Node& node);
  /// Neither the timers of this node nor those attached to it wait any longer.
  void endAllTimers(const Node& node);
  /// The timers attached to `node` wait from now on.
  void setBoundaryTimers(const Node& node);
  /// A token waits at this kTimer node until its time.
  void waitFor(const Node& node);
  /// Open tasks are cancelled, tokens and actions under way are dropped.
  void stopEverything(const std::string& because);

  /// One task of `node` for its role, shown to the host; about `lines` only, when there are any.
  void openTask(const Node& node, const std::vector<LineId>& lines = {});
  /// A task of `node` for another role, with its own title and the full time.
  WorkItemId openTaskFor(const Node& node, const std::string& role, const std::string& title,
                         const std::vector<LineId>& lines = {});
  /// A service task at `node`; its completion leaves a user task where it is.
  void request(const Node& node, const std::string& action);
  void changeBox(BoxChange change) { step_.box.push_back(std::move(change)); }
  void effect(EffectKind kind, const std::string& node, std::map<std::string, std::string> data);

  /// As it is after what was emitted so far.
  const DossierState& state() const { return state_; }
  const Facts& facts() const { return facts_; }
  const Definition& definition() const { return definition_; }

  Result<Step> finish() { return std::move(step_); }

 private:
  static constexpr std::size_t kUsualEvents = 8;

  void enter(const Node& node);
  void enterTask(const Node& node);
  void choose(const Node& node);
  void split(const Node& node);
  void join(const Node& node);
  void fork(const Node& node);
  void gather(const Node& node);
  bool underWay(const Node& join) const;
  void end(const Node& node);
  void terminate(const Node& node);
  void finishDossier();
  std::string nextId(std::string_view node, std::string_view kind) const;

  const Definition& definition_;
  const Facts& facts_;
  Step step_;
  DossierState& state_ = step_.next;
  std::vector<const Node*> entered_;  ///< nodes a token has just reached, in order
  bool moving_ = false;
};

}  // namespace tdkt::workflow
