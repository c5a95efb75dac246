#pragma once
// Compiles an author's PDF form in the limited child: the file may come from anybody.

#include <string>

#include "connector/worker/Child.h"
#include "connector/worker/Worker.h"
#include "templates/compile/Compiler.h"

namespace tdkt::worker {

/// templates::compileForm() in a child, and its result checked here. Errors: those of Worker::run(),
/// compileForm() and checkCompiled().
Result<templates::CompiledForm> compileForeign(Worker& worker, const Bytes& pdf, const std::string& styleXml);

/// The child's side, known by the name "compile". The answer: octets of layout.xml in decimal, a line break,
/// layout.xml, background.pdf.
Result<Bytes> compileJob(const Bytes& styleXml, const Bytes& pdf, const Ask& ask);

}  // namespace tdkt::worker
