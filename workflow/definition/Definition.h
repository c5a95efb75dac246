#pragma once
// An approval procedure as admins write it: BPMN 2.0 XML of the profile `approval-1`, checked and made ready
// to run.
//
// Anything outside the profile is refused with a stable rule id and a line number, never ignored.
// Source: OMG BPMN 2.0 (formal/2011-01-03); the profile and our `tdkt:` extensions are in
// docs/workflow-format.md.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflow/base/Error.h"
#include "workflow/base/Time.h"

namespace tdkt::workflow {

class Condition;

/// One thing wrong (or worth a word) in a definition.
struct Finding {
  std::string rule;     ///< stable: "profile.element", "structure.unreachable", "domain.holder"…
  bool fatal = true;    ///< false: a warning
  int line = 0;         ///< in the XML; 0 when unknown
  std::string element;  ///< id or name of the element
  std::string message;  ///< Vietnamese: what to change
  std::string english;
};

enum class NodeKind {
  kStart,
  kEnd,
  kUserTask,
  kServiceTask,
  kExclusive,
  kParallelSplit,
  kParallelJoin,
  kInclusiveSplit,  ///< every way whose condition holds; the default one when none does
  kInclusiveJoin,   ///< waits for the ways that were taken, however many
  kTimer,           ///< waits for its time; nobody is asked
  kBoundary,        ///< a timer on a user task: another way when its time comes first
  kTerminate        ///< an end that stops whatever is still under way
};

/// Opens a block of branches, each with a token of its own.
constexpr bool isSplit(NodeKind kind) {
  return kind == NodeKind::kParallelSplit || kind == NodeKind::kInclusiveSplit;
}
/// Closes the block its split opened.
constexpr bool isJoin(NodeKind kind) {
  return kind == NodeKind::kParallelJoin || kind == NodeKind::kInclusiveJoin;
}

/// A way out of a node.
struct Flow {
  std::string id;
  std::string target;
  std::string condition;  ///< "" = unconditional; else the text of the condition
  bool isDefault = false;
  std::shared_ptr<const Condition> test = {};  ///< the condition, read; null when unconditional
};

/// One node of the flow.
struct Node {
  std::string id;
  int order = 0;  ///< place among the nodes of the document, from 0
  NodeKind kind = NodeKind::kUserTask;
  std::string name;  ///< Vietnamese title shown to officials
  std::string step;  ///< id of the step (tdkt:step) it belongs to
  std::string
      stepKind;      ///< "receive", "appraise", "opinions", "chair", "issue"… (workflow/definition/Steps.h)
  std::string role;  ///< user tasks: role code of the holder
  int workingDays = 0;    ///< user tasks: time allowed; timers: time that passes (0: until `date`)
  std::string action;     ///< service tasks: from the closed list
  bool advisory = false;  ///< user tasks: a refusal is an opinion and does not end the dossier
  bool mayReturn = true;  ///< user tasks: the outcome "return" is offered
  /// Our extension elements that have no field above: element, attribute, value ("ballot": {"pass": "9/10"}).
  std::map<std::string, std::map<std::string, std::string>> settings = {};
  /// "split#way/…" of the branches around it, outermost first; "" outside of all.
  std::string block = {};
  std::string split = {};                  ///< joins: id of the split whose block they close
  std::optional<CivilDate> date = {};      ///< timers: the day on which they fire, when not by working days
  std::string attachedTo = {};             ///< kBoundary: the user task
  bool interrupting = true;                ///< kBoundary: the task is taken away; else it goes on beside
  std::vector<std::string> boundary = {};  ///< user tasks: their kBoundary events, in document order
  std::vector<Flow> out;
  int incoming = 0;  ///< number of incoming flows (joins wait for all)
};

/// Marks, in Node::block, what goes on beside a task from a boundary event that interrupts nothing.
inline constexpr char kBeside = '!';

/// Whether a token at `node` will come to `join`: it is on a way of its block, and not beside it.
bool comesTo(const Node& node, const Node& join);

/// A definition that passed every check. Immutable, shared between threads.
struct Definition {
  std::string id;     ///< of the process
  std::string name;   ///< Vietnamese
  std::string hash;   ///< SHA-256 of the raw bytes, lower-case hex
  std::string start;  ///< id of the start event
  std::map<std::string, Node> nodes;

  const Node* find(const std::string& node) const {
    const auto it = nodes.find(node);
    return it == nodes.end() ? nullptr : &it->second;
  }
};

/// One way a dossier may end, seen by the dry run of the last stage.
struct PossibleOutcome {
  std::string end;                 ///< "finished", "returned", "refused"
  std::string node;                ///< where: the end event, or the task that returned or refused
  std::string name;                ///< its Vietnamese name
  std::vector<std::string> trace;  ///< tasks on the shortest way seen, in order
};

/// The stage of the validation pipeline a rule belongs to, 1 to 9: file, schema, extensions, references,
/// whitelist, structure, conditions, domain, dry run. 0 for no rule of ours.
int stageOf(std::string_view rule);

struct CheckedDefinition {
  std::vector<Finding> findings;                 ///< all of them, in document order
  std::shared_ptr<const Definition> definition;  ///< null when any finding is fatal
  std::vector<PossibleOutcome> outcomes;         ///< of an accepted definition, in document order
};

/// Knows which roles exist, so that a definition naming an unknown one is refused. Empty = do not check.
struct DefinitionContext {
  std::vector<std::string> roles;
  /// The domain stage only warns: for a dry run of an unfinished procedure, never to deploy.
  bool draft = false;
  /// It was accepted once and dossiers run on it: only what cannot be run at all is fatal, so that a rule
  /// that came with a newer version stops no dossier.
  bool deployed = false;
};

/// Runs every stage of the validation pipeline; never throws, never touches the network.
CheckedDefinition checkDefinition(std::string_view bpmn, const DefinitionContext& context = {});

}  // namespace tdkt::workflow
