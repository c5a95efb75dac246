// The published schema of our extension elements and the reader of them say the same.

#include <gtest/gtest.h>
#include <libxml/xmlschemas.h>

#include <memory>
#include <string>

#include "workflow/definition/Definition.h"

namespace tdkt::workflow {
namespace {

template <auto free>
struct Free {
  template <class T>
  void operator()(T* pointer) const {
    free(pointer);
  }
};

void ignore(void* /*context*/, const char* /*message*/, ...) {}

bool schemaAccepts(const std::string& element) {
  const std::string path = std::string(TDKT_SOURCE_DIR) + "/workflow/definition/tdkt-bpmn.xsd";
  const std::unique_ptr<xmlSchemaParserCtxt, Free<xmlSchemaFreeParserCtxt>> parser(
      xmlSchemaNewParserCtxt(path.c_str()));
  const std::unique_ptr<xmlSchema, Free<xmlSchemaFree>> schema(xmlSchemaParse(parser.get()));
  EXPECT_TRUE(schema);
  const std::unique_ptr<xmlSchemaValidCtxt, Free<xmlSchemaFreeValidCtxt>> check(
      xmlSchemaNewValidCtxt(schema.get()));
  xmlSchemaSetValidErrors(check.get(), ignore, ignore, nullptr);
  const std::string text = "<" + element + " xmlns=\"urn:tdkt:bpmn:1\"/>";
  const std::unique_ptr<xmlDoc, Free<xmlFreeDoc>> document(
      xmlReadMemory(text.data(), static_cast<int>(text.size()), nullptr, nullptr, XML_PARSE_NONET));
  return xmlSchemaValidateDoc(check.get(), document.get()) == 0;
}

/// Whether a task carrying only this extension is free of complaints about the extension itself.
bool readerAccepts(const std::string& element) {
  const auto checked = checkDefinition(
      "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" "
      "xmlns:t=\"urn:tdkt:bpmn:1\"><process id=\"p\">"
      "<userTask id=\"a\"><extensionElements><t:" +
      element + "/></extensionElements></userTask></process></definitions>");
  for (const Finding& finding : checked.findings) {
    if (finding.rule == "extension.value" || finding.rule == "profile.extension") return false;
  }
  return true;
}

TEST(ExtensionSchema, TheSchemaAndTheReaderAgree) {
  const struct {
    const char* element;
    bool good;
  } rows[] = {
      {"step id=\"s\" kind=\"receive\"", true},
      {"step id=\"s\" kind=\"issue\"", true},
      {"step id=\"s\" kind=\"dance\"", false},
      {"step id=\"\" kind=\"issue\"", false},
      {"step kind=\"issue\"", false},
      {"step id=\"s\"", false},
      {"clock workingDays=\"1\"", true},
      {"clock workingDays=\"366\"", true},
      {"clock workingDays=\"367\"", false},
      {"clock workingDays=\"0\"", false},
      {"clock workingDays=\"1.5\"", false},
      {"clock workingDays=\"\"", false},
      {"clock", false},
      {"opinion advisory=\"true\"", true},
      {"opinion advisory=\"yes\"", false},
      {"return allowed=\"false\"", true},
      {"return allowed=\"0\"", false},
      {"return allowed=\"true\" until=\"x\"", false},
      {"ballot roster=\"council\" quorum=\"2/3\" pass=\"4/5\" base=\"total\" secret=\"true\" "
       "letters=\"false\" "
       "rounds=\"2\"",
       true},
      {"ballot roster=\"council\" quorum=\"2/3\" pass=\"80%\" base=\"total\" secret=\"true\" "
       "letters=\"false\" "
       "rounds=\"2\"",
       false},
      {"ballot roster=\"council\" quorum=\"2/3\" pass=\"4/5\" base=\"all\" secret=\"true\" letters=\"false\" "
       "rounds=\"2\"",
       false},
      {"ballot roster=\"council\"", false},
      {"opinions lapse=\"deemed-agree\"", true},
      {"opinions lapse=\"agree\"", false},
      {"consent agency=\"H99.02\" lapse=\"no-opinion\"", true},
      {"consent lapse=\"block\"", false},
      {"posting workingDays=\"10\" onChange=\"restart\"", true},
      {"posting workingDays=\"10\"", false},
      {"supplement expiry=\"remind\" stale=\"keep\"", true},
      {"supplement expiry=\"never\" stale=\"keep\"", false},
      {"supplement expiry=\"close\" stale=\"keep\" workingDays=\"5\"", true},
      {"supplement expiry=\"close\" stale=\"keep\" workingDays=\"0\"", false},
      {"return allowed=\"true\" most=\"2\"", true},
      {"return allowed=\"true\" most=\"12\"", false},
      {"signAs capacity=\"TUQ\"", true},
      {"signAs capacity=\"tuq\"", false},
      {"exclude rule=\"nominee\"", true},
      {"exclude rule=\"nominee\" lines=\"true\"", true},
      {"exclude rule=\"friends\"", false},
      {"step id=\"s\" kind=\"archive\"", true},
      {"magic", false}};
  for (const auto& row : rows) {
    EXPECT_EQ(schemaAccepts(row.element), row.good) << row.element;
    EXPECT_EQ(readerAccepts(row.element), row.good) << row.element;
  }
}

}  // namespace
}  // namespace tdkt::workflow
