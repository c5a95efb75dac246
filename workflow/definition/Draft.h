#pragma once
// A definition between the XML and the checked Definition, and the list of what is wrong with it. Private to
// definition/.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "workflow/definition/Definition.h"
#include "workflow/definition/Xml.h"

namespace tdkt::workflow {

/// Collects findings; every stage adds, none stops at the first.
class Report {
 public:
  void error(const char* rule, int line, const std::string& element, const std::string& vietnamese,
             const std::string& english) {
    findings_.push_back({rule, true, line, element, vietnamese, english});
  }
  void warning(const char* rule, int line, const std::string& element, const std::string& vietnamese,
               const std::string& english) {
    findings_.push_back({rule, false, line, element, vietnamese, english});
  }
  /// Part of the profile, but the engine of this version cannot do it: refused, never passed over.
  void unsupported(int line, const std::string& element, const std::string& vietnamese,
                   const std::string& english) {
    error("engine.unsupported", line, element, vietnamese + " (chưa hỗ trợ ở phiên bản này)",
          english + " (not supported by this version)");
  }
  /// Adds the findings of another report, as warnings if asked.
  void take(const Report& other, bool asWarnings);
  bool fatal() const;
  /// In document order; findings of one line in the order they were made.
  std::vector<Finding> sorted() const;

 private:
  std::vector<Finding> findings_;
};

/// A sequence flow as written.
struct DraftFlow {
  std::string id;
  std::string source;
  std::string target;
  std::string condition;
  int line = 0;
  std::string name = {};
};

/// The "way" of a branch that goes on beside its task, from a boundary event that interrupts nothing.
inline constexpr std::size_t kBesideWay = static_cast<std::size_t>(-1);

/// A flow node as written.
struct DraftNode {
  Node node;
  int line = 0;
  std::string element;  ///< its BPMN element name
  std::string parent;   ///< id of the sub-process it stands in; "" outside
  std::string defaultFlow;
  std::string direction;  ///< gatewayDirection
  /// What a dry run may pass over but a deployment may not; the domain stage reports it.
  Report later;
  /// Our elements the engine has no field for: element, attribute, value.
  std::map<std::string, std::map<std::string, std::string>> settings;
  int timers = 0;                     ///< timer definitions of an event
  std::vector<std::string> incoming;  ///< as listed in the node
  std::vector<std::string> outgoing;
  std::vector<std::string> in;  ///< flows that really end here
  std::vector<std::string> out;
};

struct Draft {
  std::string id;
  std::string name;
  std::string documentation;
  int line = 0;
  std::vector<std::string> order;  ///< node ids in document order
  std::map<std::string, DraftNode> nodes;
  std::vector<DraftFlow> flows;
  /// The branches around each node, outermost first: which split, which of its ways; and the split of each
  /// join. Filled by checkStructure().
  std::map<std::string, std::vector<std::pair<std::string, std::size_t>>> branches;
  std::map<std::string, std::string> splits;
  std::set<std::string> refused;  ///< ids of elements outside the profile: already reported once

  const DraftFlow* flow(const std::string& id) const;
  /// Nodes that may follow this one: behind its flows, and on the timers attached to it.
  std::vector<std::string> next(const std::string& node) const;
  /// Everything that may come after a service task of this action.
  std::set<std::string> after(const std::string& action) const;
  /// Whether a token may wait at both at once: they lie on different ways of one split.
  bool parallel(const std::string& left, const std::string& right) const;
};

/// Stage schema: elements, order, required attributes and value types of BPMN's own structure.
void checkSchema(const xml::Element& root, Report& report);
/// Stage whitelist: every element and attribute is known or refused; fills the draft.
Draft readDraft(const xml::Element& root, Report& report);
/// Sub-processes become part of their parent: way in, way out, ids kept. Reports what would lose its meaning.
void flattenSubProcesses(Draft& draft, Report& report);
/// Stage extensions of one node: holder, clock, step, return, opinion, action.
void readExtensions(const xml::Element& extensions, DraftNode& draft, Report& report);
/// The multi-instance marker of a user task, or null; after its extensions.
void readInstances(const xml::Element* loop, DraftNode& draft, Report& report);
/// Attributes of other vendors on a node: import of candidateGroups, refusal of what would be executed.
void readForeignAttribute(const xml::Attribute& attribute, DraftNode& draft, Report& report);
/// Whether attributes of this namespace would be executed by the tool they come from.
bool isImportedNamespace(const std::string& space);
/// A step whose kind has a rule of its own brings that rule.
void checkRequiredElements(const Draft& draft, Report& report);
/// Part of stage domain: what an end may stop, what may go on beside a task, who is asked together.
void checkEvents(const Draft& draft, const DefinitionContext& context, Report& report);
/// Stage references: flows join nodes that exist, and the nodes list the flows that really touch them.
void checkReferences(Draft& draft, Report& report);
/// Stage structure: one start, all reachable and co-reachable, parallel blocks nest, loops ask a person.
void checkStructure(Draft& draft, Report& report);
/// Stage conditions: they parse, and each exclusive split has a default.
void checkConditions(const Draft& draft, Report& report);
/// Part of stage domain: ballot steps have their rule, and roles that somebody holds.
void checkBallots(const Draft& draft, const DefinitionContext& context, Report& report);
/// Stage domain: holders, clocks, actions, no return after a number is reserved.
void checkDomain(const Draft& draft, const DefinitionContext& context, Report& report);

/// Stage dry run: walks every way to a bound; no way to the end, or none within the bound, is refused.
std::vector<PossibleOutcome> enumerateOutcomes(const Definition& definition, Report& report);

inline constexpr const char* kBpmn = "http://www.omg.org/spec/BPMN/20100524/MODEL";
inline constexpr const char* kZeebe = "http://camunda.org/schema/zeebe/1.0";
inline constexpr const char* kTdkt = "urn:tdkt:bpmn:1";

}  // namespace tdkt::workflow
