// The structure of a BPMN file: which elements exist, in which order they stand, what they must say.
//
// Source: OMG BPMN 2.0 (formal/2011-01-03), the tables of elements in clauses 8 to 10, in our own words. The
// OMG's schema files are not part of this tree; `tdkt workflow check --bpmn-xsd` uses a copy of yours.

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "workflow/definition/Draft.h"

namespace tdkt::workflow {
namespace {

using xml::Element;
using Names = std::set<std::string, std::less<>>;

/// One place in the sequence of children: the names that may stand there, and how often.
struct Place {
  Names names;
  bool many = true;
};
using Sequence = std::vector<Place>;

/// Every element the standard defines; another name in its namespace is a slip of the pen.
const Names& standardElements() {
  static const Names kAll = {"activationCondition",
                             "activity",
                             "adHocSubProcess",
                             "artifact",
                             "assignment",
                             "association",
                             "auditing",
                             "baseElement",
                             "baseElementWithMixedContent",
                             "boundaryEvent",
                             "businessRuleTask",
                             "callActivity",
                             "callChoreography",
                             "callConversation",
                             "callableElement",
                             "cancelEventDefinition",
                             "catchEvent",
                             "category",
                             "categoryValue",
                             "categoryValueRef",
                             "childLaneSet",
                             "choreography",
                             "choreographyActivity",
                             "choreographyRef",
                             "choreographyTask",
                             "collaboration",
                             "compensateEventDefinition",
                             "completionCondition",
                             "complexBehaviorDefinition",
                             "complexGateway",
                             "condition",
                             "conditionExpression",
                             "conditionalEventDefinition",
                             "conversation",
                             "conversationAssociation",
                             "conversationLink",
                             "conversationNode",
                             "correlationKey",
                             "correlationProperty",
                             "correlationPropertyBinding",
                             "correlationPropertyRef",
                             "correlationPropertyRetrievalExpression",
                             "correlationSubscription",
                             "dataAssociation",
                             "dataInput",
                             "dataInputAssociation",
                             "dataInputRefs",
                             "dataObject",
                             "dataObjectReference",
                             "dataOutput",
                             "dataOutputAssociation",
                             "dataOutputRefs",
                             "dataPath",
                             "dataState",
                             "dataStore",
                             "dataStoreReference",
                             "definitions",
                             "documentation",
                             "endEvent",
                             "endPoint",
                             "endPointRef",
                             "error",
                             "errorEventDefinition",
                             "errorRef",
                             "escalation",
                             "escalationEventDefinition",
                             "event",
                             "eventBasedGateway",
                             "eventDefinition",
                             "eventDefinitionRef",
                             "exclusiveGateway",
                             "expression",
                             "extension",
                             "extensionElements",
                             "flowElement",
                             "flowNode",
                             "flowNodeRef",
                             "formalExpression",
                             "from",
                             "gateway",
                             "globalBusinessRuleTask",
                             "globalChoreographyTask",
                             "globalConversation",
                             "globalManualTask",
                             "globalScriptTask",
                             "globalTask",
                             "globalUserTask",
                             "group",
                             "humanPerformer",
                             "implicitThrowEvent",
                             "import",
                             "inMessageRef",
                             "inclusiveGateway",
                             "incoming",
                             "innerParticipantRef",
                             "inputDataItem",
                             "inputSet",
                             "inputSetRefs",
                             "interface",
                             "interfaceRef",
                             "intermediateCatchEvent",
                             "intermediateThrowEvent",
                             "ioBinding",
                             "ioSpecification",
                             "itemDefinition",
                             "lane",
                             "laneSet",
                             "linkEventDefinition",
                             "loopCardinality",
                             "loopCharacteristics",
                             "loopCondition",
                             "loopDataInputRef",
                             "loopDataOutputRef",
                             "manualTask",
                             "message",
                             "messageEventDefinition",
                             "messageFlow",
                             "messageFlowAssociation",
                             "messageFlowRef",
                             "messagePath",
                             "monitoring",
                             "multiInstanceLoopCharacteristics",
                             "operation",
                             "operationRef",
                             "optionalInputRefs",
                             "optionalOutputRefs",
                             "outMessageRef",
                             "outerParticipantRef",
                             "outgoing",
                             "outputDataItem",
                             "outputSet",
                             "outputSetRefs",
                             "parallelGateway",
                             "participant",
                             "participantAssociation",
                             "participantMultiplicity",
                             "participantRef",
                             "partitionElement",
                             "partnerEntity",
                             "partnerRole",
                             "performer",
                             "potentialOwner",
                             "process",
                             "property",
                             "receiveTask",
                             "relationship",
                             "rendering",
                             "resource",
                             "resourceAssignmentExpression",
                             "resourceParameter",
                             "resourceParameterBinding",
                             "resourceRef",
                             "resourceRole",
                             "rootElement",
                             "script",
                             "scriptTask",
                             "sendTask",
                             "sequenceFlow",
                             "serviceTask",
                             "signal",
                             "signalEventDefinition",
                             "source",
                             "sourceRef",
                             "standardLoopCharacteristics",
                             "startEvent",
                             "subChoreography",
                             "subConversation",
                             "subProcess",
                             "supportedInterfaceRef",
                             "supports",
                             "target",
                             "targetRef",
                             "task",
                             "terminateEventDefinition",
                             "text",
                             "textAnnotation",
                             "throwEvent",
                             "timeCycle",
                             "timeDate",
                             "timeDuration",
                             "timerEventDefinition",
                             "to",
                             "transaction",
                             "transformation",
                             "userTask",
                             "whileExecutingInputRefs",
                             "whileExecutingOutputRefs"};
  return kAll;
}

const Names kEvents = {"eventDefinition",           "cancelEventDefinition",
                       "compensateEventDefinition", "conditionalEventDefinition",
                       "errorEventDefinition",      "escalationEventDefinition",
                       "linkEventDefinition",       "messageEventDefinition",
                       "signalEventDefinition",     "terminateEventDefinition",
                       "timerEventDefinition"};

Sequence after(Sequence head, const Sequence& tail) {
  head.insert(head.end(), tail.begin(), tail.end());
  return head;
}

const Sequence kBase = {{{"documentation"}, true}, {{"extensionElements"}, false}};
const Sequence kFlowElement =
    after(kBase, {{{"auditing"}, false}, {{"monitoring"}, false}, {{"categoryValueRef"}, true}});
const Sequence kFlowNode = after(kFlowElement, {{{"incoming"}, true}, {{"outgoing"}, true}});
const Sequence kActivity = after(
    kFlowNode,
    {{{"ioSpecification"}, false},
     {{"property"}, true},
     {{"dataInputAssociation"}, true},
     {{"dataOutputAssociation"}, true},
     {{"resourceRole", "performer", "humanPerformer", "potentialOwner"}, true},
     {{"loopCharacteristics", "standardLoopCharacteristics", "multiInstanceLoopCharacteristics"}, false}});

const Sequence kCatchEvent = after(kFlowNode, {{{"property"}, true},
                                               {{"dataOutput"}, true},
                                               {{"dataOutputAssociation"}, true},
                                               {{"outputSet"}, false},
                                               {kEvents, true},
                                               {{"eventDefinitionRef"}, true}});

/// The elements of the profile; those outside it are named by the whitelist stage.
const std::map<std::string, Sequence, std::less<>>& sequences() {
  static const std::map<std::string, Sequence, std::less<>> kAll = {
      {"userTask", after(kActivity, {{{"rendering"}, true}})},
      {"serviceTask", kActivity},
      {"startEvent", kCatchEvent},
      {"endEvent", after(kFlowNode, {{{"property"}, true},
                                     {{"dataInput"}, true},
                                     {{"dataInputAssociation"}, true},
                                     {{"inputSet"}, false},
                                     {kEvents, true},
                                     {{"eventDefinitionRef"}, true}})},
      {"intermediateCatchEvent", kCatchEvent},
      {"boundaryEvent", kCatchEvent},
      {"timerEventDefinition", after(kBase, {{{"timeDate", "timeDuration", "timeCycle"}, false}})},
      {"exclusiveGateway", kFlowNode},
      {"parallelGateway", kFlowNode},
      {"inclusiveGateway", kFlowNode},
      {"sequenceFlow", after(kFlowElement, {{{"conditionExpression"}, false}})},
      {"laneSet", after(kBase, {{{"lane"}, true}})},
      {"childLaneSet", after(kBase, {{{"lane"}, true}})},
      {"lane",
       after(kBase, {{{"partitionElement"}, false}, {{"flowNodeRef"}, true}, {{"childLaneSet"}, false}})},
      {"association", kBase},
      {"group", kBase},
      {"textAnnotation", after(kBase, {{{"text"}, false}})}};
  return kAll;
}

const std::map<std::string, std::vector<std::string_view>, std::less<>> kRequired = {
    {"definitions", {"targetNamespace"}},
    {"sequenceFlow", {"sourceRef", "targetRef"}},
    {"boundaryEvent", {"attachedToRef"}},
    {"association", {"sourceRef", "targetRef"}},
    {"import", {"namespace", "location", "importType"}}};

const Names kFlags = {"isExecutable", "isClosed",       "isForCompensation",
                      "isImmediate",  "isInterrupting", "parallelMultiple",
                      "isCollection", "isSequential",   "cancelActivity"};
const std::map<std::string, Names, std::less<>> kChoices = {
    {"gatewayDirection", {"Unspecified", "Converging", "Diverging", "Mixed"}},
    {"processType", {"None", "Public", "Private"}},
    {"associationDirection", {"None", "One", "Both"}}};

bool isName(const std::string& text) {
  const auto first = static_cast<unsigned char>(text.empty() ? '-' : text.front());
  if (std::isalpha(first) == 0 && first != '_' && first < 0x80U) return false;
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto octet = static_cast<unsigned char>(c);
    return octet < 0x80U && std::isalnum(octet) == 0 && c != '_' && c != '-' && c != '.';
  });
}

class Checker {
 public:
  explicit Checker(Report& report) : report_(report) {}

  void element(const Element& element) {
    if (standardElements().count(element.name) == 0) {
      report_.error("schema.element", element.line, label(element),
                    "BPMN 2.0 không có thành phần “" + element.name + "”, hãy kiểm tra tên",
                    "BPMN 2.0 has no element " + element.name);
    }
    attributes(element);
    const auto sequence = sequences().find(element.name);
    if (sequence != sequences().end()) children(element, sequence->second);
    for (const Element& child : element.children) {
      if (child.space == kBpmn) this->element(child);
    }
  }

 private:
  static std::string label(const Element& element) {
    return element.attribute("id").empty() ? element.name : element.attribute("id");
  }

  void attributes(const Element& element) {
    const auto required = kRequired.find(element.name);
    if (required != kRequired.end()) {
      for (const std::string_view name : required->second) {
        if (element.has(name)) continue;
        report_.error("schema.attribute", element.line, label(element),
                      "Thành phần “" + element.name + "” thiếu thuộc tính “" + std::string(name) + "”",
                      element.name + " needs the attribute " + std::string(name));
      }
    }
    for (const xml::Attribute& attribute : element.attributes) {
      if (attribute.space.empty() && !good(attribute)) wrongValue(element, attribute);
    }
  }

  static bool good(const xml::Attribute& attribute) {
    static const Names kTruths = {"true", "false", "1", "0"};
    if (attribute.name == "id") return isName(attribute.value);
    if (kFlags.count(attribute.name) != 0) return kTruths.count(attribute.value) != 0;
    const auto choice = kChoices.find(attribute.name);
    return choice == kChoices.end() || choice->second.count(attribute.value) != 0;
  }

  void wrongValue(const Element& element, const xml::Attribute& attribute) {
    report_.error("schema.value", element.line, label(element),
                  "Giá trị “" + attribute.value + "” của “" + attribute.name + "” không hợp lệ",
                  "the value of " + attribute.name + " is not of its type: " + attribute.value);
  }

  void children(const Element& element, const Sequence& sequence) {
    std::size_t place = 0;
    Names seen;
    for (const Element& child : element.children) {
      if (child.space != kBpmn) continue;  // the whitelist speaks about those
      const auto at = placeOf(sequence, child.name);
      if (at == sequence.size()) continue;
      if (at < place) {
        misplaced(element, child, sequence[place]);
      } else if (at == place && !sequence[at].many && seen.count(child.name) != 0) {
        report_.error("schema.count", child.line, label(element), "“" + child.name + "” chỉ được có một lần",
                      child.name + " may stand only once");
      }
      seen.insert(child.name);
      place = std::max(place, at);
    }
  }

  static std::size_t placeOf(const Sequence& sequence, const std::string& name) {
    const auto found = std::find_if(sequence.begin(), sequence.end(),
                                    [&](const Place& place) { return place.names.count(name) != 0; });
    return static_cast<std::size_t>(found - sequence.begin());
  }

  void misplaced(const Element& element, const Element& child, const Place& before) {
    const std::string& name = *before.names.begin();
    report_.error("schema.order", child.line, label(element),
                  "“" + child.name + "” phải đứng trước “" + name + "”",
                  child.name + " stands before " + name);
  }

  Report& report_;
};

}  // namespace

void checkSchema(const Element& root, Report& report) {
  if (root.space == kBpmn && root.name == "definitions") Checker(report).element(root);
}

}  // namespace tdkt::workflow
