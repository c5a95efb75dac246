#include "connector/worker/ForeignForm.h"

#include <charconv>

namespace tdkt::worker {

Result<Bytes> compileJob(const Bytes& styleXml, const Bytes& pdf, const Ask& /*ask*/) {
  TDKT_ASSIGN(const auto form, templates::compileForm(pdf, styleXml));
  return std::to_string(form.layout.size()) + "\n" + form.layout + form.background;
}

Result<templates::CompiledForm> compileForeign(Worker& worker, const Bytes& pdf,
                                               const std::string& styleXml) {
  TDKT_ASSIGN(const Bytes answer, worker.run("compile", styleXml, pdf));
  const std::size_t line = answer.find('\n');
  std::size_t length = 0;
  if (line == std::string::npos ||
      std::from_chars(answer.data(), answer.data() + line, length).ptr != answer.data() + line ||
      length > answer.size() - line - 1)
    return inputError("worker.crashed", "an answer that cannot be read");
  templates::CompiledForm out{answer.substr(line + 1, length), answer.substr(line + 1 + length)};
  TDKT_CHECK(templates::checkCompiled(out));
  return out;
}

}  // namespace tdkt::worker
