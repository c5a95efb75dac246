#pragma once
// The document axis (trục liên thông văn bản) as a place to pull from: list what waits, get it, say it is
// kept.
//
// Three dialects speak it: VXP (headers signed), a province's LGSP (REST with a token), eDoc (SOAP). Written
// after public descriptions and code, tested against servers of our own; no real axis has been reached from
// here.

#include <string>
#include <vector>

#include "workflow/base/Bytes.h"
#include "workflow/base/Clock.h"
#include "workflow/base/Error.h"
#include "workflow/base/Secret.h"

namespace tdkt::office {

enum class MessageKind { kDocument, kStatus };

struct AxisRow {
  std::string id;  ///< the axis' own, opaque
  MessageKind kind = MessageKind::kDocument;
};

/// Not shared between threads. Errors: those of RestClient; kUnavailable "axis.answer" (not the dialect's
/// form); kInput "axis.refused" (the axis says no for good, detail: its code).
class Axis {
 public:
  virtual ~Axis() = default;
  /// What waits for us; may repeat itself and come in any order.
  virtual Result<std::vector<AxisRow>> pending() = 0;
  /// The edXML message.
  virtual Result<Bytes> fetch(const AxisRow& row) = 0;
  /// Tells the axis that we keep it. Repeating is harmless.
  virtual Result<Done> confirm(const AxisRow& row) = 0;
  virtual Result<Done> send(MessageKind kind, const Bytes& message) = 0;
};

struct AxisSettings {
  std::string dialect;   ///< "vxp", "lgsp", "edoc"
  std::string baseUrl;   ///< with its path, no slash at the end
  std::string systemId;  ///< how the axis knows us
  Secret secret;
  int everySeconds = 60;
};

}  // namespace tdkt::office
