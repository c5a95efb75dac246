#pragma once
// From an attachment as sent to its bytes: base 64, the one-entry zip, what the bytes are, a harmless name.

#include <string>
#include <string_view>

#include "connector/office/edxml/Envelope.h"

namespace tdkt::edxml {

/// The media type told by the bytes alone; "application/octet-stream" when nothing is certain.
std::string sniffMediaType(std::string_view bytes);

/// A name to show: NFC, the part after the last slash, no control or direction characters, at most 200
/// letters.
std::string displayName(const std::string& given, std::size_t ordinal);

/// `gathering`: where a zip is unwrapped to. Errors: kInput "edxml.attachment.base64",
/// "edxml.attachment.zip", "edxml.size"; the field is the name.
Result<Attachment> decodeAttachment(EncodedAttachment&& encoded, std::size_t ordinal,
                                    const Gathering& gathering, const ParseLimits& limits);

}  // namespace tdkt::edxml
