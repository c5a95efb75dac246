#pragma once
// Small readers of request bodies that pages need: form fields, JSON members, an uploaded file; and file-name
// headers.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "connector/http/Router.h"

namespace tdkt::pages {

bool isJson(const http::Request& request);

/// A member of a JSON body or a field of an application/x-www-form-urlencoded or multipart/form-data body;
/// empty when absent or not text. Ends of the value are trimmed.
std::string formValue(const http::Request& request, const std::string& name);

/// As formValue(), untrimmed: a password may begin or end with a space.
std::string formText(const http::Request& request, const std::string& name);

/// Every field of an application/x-www-form-urlencoded body in its order, ends trimmed; a name may stand
/// several times. For forms of many fields.
std::vector<std::pair<std::string, std::string>> formFields(const http::Request& request);

/// A file for saving, under its Vietnamese name.
http::Response savedFile(Bytes bytes, const std::string& mediaType, const std::string& name);

/// A file of a request.
struct Upload {
  std::string name;
  Bytes bytes;
};

/// The body itself, or the first file of a multipart/form-data body. Errors: kInput "upload.empty",
/// kInput "upload.malformed" (no boundary, part without end).
/// Source: RFC 7578.
Result<Upload> uploadedFile(const http::Request& request);

/// Content-Disposition for saving under a Vietnamese name. `inlineView` shows it in the page instead.
/// Source: RFC 6266, RFC 8187.
std::string attachmentHeader(const std::string& fileName, bool inlineView = false);

}  // namespace tdkt::pages
