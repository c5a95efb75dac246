#include "workflow/definition/BpmnXsd.h"

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

#include <memory>

#include "workflow/definition/Xml.h"

namespace tdkt::workflow {
namespace {

template <auto free>
struct Free {
  template <class T>
  void operator()(T* pointer) const {
    free(pointer);
  }
};
using Parser = std::unique_ptr<xmlSchemaParserCtxt, Free<xmlSchemaFreeParserCtxt>>;
using Schema = std::unique_ptr<xmlSchema, Free<xmlSchemaFree>>;
using Validation = std::unique_ptr<xmlSchemaValidCtxt, Free<xmlSchemaFreeValidCtxt>>;
using Document = std::unique_ptr<xmlDoc, Free<xmlFreeDoc>>;

class NoNetwork {
 public:
  NoNetwork() : before_(xmlGetExternalEntityLoader()) {
    xmlSetExternalEntityLoader(xmlNoNetExternalEntityLoader);
  }
  ~NoNetwork() { xmlSetExternalEntityLoader(before_); }
  NoNetwork(const NoNetwork&) = delete;
  NoNetwork& operator=(const NoNetwork&) = delete;

 private:
  xmlExternalEntityLoader before_;
};

void onProblem(void* context, xmlErrorPtr error) {
  auto& out = *static_cast<std::vector<Finding>*>(context);
  std::string message = error->message == nullptr ? "not valid" : error->message;
  while (!message.empty() && message.back() == '\n') message.pop_back();
  out.push_back(
      {"schema.bpmn-xsd", true, error->line, "", "Tệp không hợp lệ theo lược đồ BPMN20.xsd", message});
}
void ignore(void* /*context*/, xmlErrorPtr /*error*/) {}

}  // namespace

Result<std::vector<Finding>> validateWithBpmnXsd(std::string_view bpmn, const std::string& folder) {
  const NoNetwork guard;
  std::vector<Finding> out;
  if (!xml::read(bpmn).ok) return out;  // the first stage has said so
  const std::string path = folder + "/BPMN20.xsd";
  const Parser parser(xmlSchemaNewParserCtxt(path.c_str()));
  if (parser) xmlSchemaSetParserStructuredErrors(parser.get(), ignore, nullptr);
  const Schema schema(parser ? xmlSchemaParse(parser.get()) : nullptr);
  if (!schema) return inputError("schema.folder", "no usable BPMN20.xsd in this folder", folder);
  const Document document(xmlReadMemory(bpmn.data(), static_cast<int>(bpmn.size()), nullptr, nullptr,
                                        XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING));
  const Validation check(xmlSchemaNewValidCtxt(schema.get()));
  if (!document || !check) return inputError("schema.folder", "the file could not be validated", folder);
  xmlSchemaSetValidStructuredErrors(check.get(), onProblem, &out);
  const int answer = xmlSchemaValidateDoc(check.get(), document.get());
  if (answer != 0 && out.empty()) {
    out.push_back(
        {"schema.bpmn-xsd", true, 0, "", "Không kiểm tra được theo BPMN20.xsd", "the validator gave up"});
  }
  return out;
}

}  // namespace tdkt::workflow
