#include "connector/pages/Form.h"

#include <vector>

#include "workflow/base/Json.h"

namespace tdkt::pages {
namespace {

std::string trimmed(const std::string& text) {
  constexpr const char* kSpace = " \t\r\n";
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::string percentDecoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto octet = text[i] == '%' ? fromHex(text.substr(i + 1, 2)) : std::nullopt;
    if (octet && octet->size() == 1) {
      out += *octet;
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

template <class Take>
void eachField(std::string_view body, Take take) {
  while (!body.empty()) {
    const std::string_view pair = body.substr(0, body.find('&'));
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos)
      take(percentDecoded(pair.substr(0, equals)), percentDecoded(pair.substr(equals + 1)));
    body.remove_prefix(std::min(body.size(), pair.size() + 1));
  }
}

/// The first of that name.
std::string urlEncodedField(std::string_view body, const std::string& wanted) {
  std::optional<std::string> found;
  eachField(body, [&](const std::string& name, std::string value) {
    if (!found && name == wanted) found = std::move(value);
  });
  return found.value_or(std::string());
}

std::string boundaryOf(const std::string& contentType) {
  const auto at = contentType.find("boundary=");
  if (at == std::string::npos) return {};
  std::string boundary = contentType.substr(at + 9);
  boundary = boundary.substr(0, boundary.find(';'));
  if (boundary.size() >= 2 && boundary.front() == '"') boundary = boundary.substr(1, boundary.size() - 2);
  return boundary;
}

std::string quotedParameter(const std::string& head, const std::string& name) {
  const auto at = head.find(name + "=\"");
  if (at == std::string::npos) return {};
  const auto start = at + name.size() + 2;
  return head.substr(start, head.find('"', start) - start);
}

struct Part {
  std::string head;
  std::string_view content;
};

constexpr std::size_t kMostParts = 16;

/// The parts that end, in order.
std::vector<Part> partsOf(const Bytes& body, const std::string& boundary) {
  std::vector<Part> parts;
  const std::string mark = "--" + boundary;
  std::size_t at = body.find(mark);
  while (at != std::string::npos && parts.size() < kMostParts) {
    const std::size_t headStart = at + mark.size();
    const std::size_t headEnd = body.find("\r\n\r\n", headStart);
    const std::size_t next = body.find("\r\n" + mark, headStart);
    if (headEnd == std::string::npos || next == std::string::npos || next < headEnd + 4) break;
    parts.push_back({body.substr(headStart, headEnd - headStart),
                     std::string_view(body).substr(headEnd + 4, next - headEnd - 4)});
    at = next + 2;
  }
  return parts;
}

bool isFile(const Part& part) {
  return part.head.find("filename=") != std::string::npos;
}

bool isMultipart(const http::Request& request) {
  return request.header("content-type").rfind("multipart/form-data", 0) == 0;
}

std::string multipartField(const http::Request& request, const std::string& name) {
  const std::string boundary = boundaryOf(request.header("content-type"));
  if (boundary.empty()) return {};
  for (const Part& part : partsOf(request.body, boundary)) {
    if (!isFile(part) && quotedParameter(part.head, " name") == name) return std::string(part.content);
  }
  return {};
}

Result<Upload> firstFile(const Bytes& body, const std::string& boundary) {
  for (const Part& part : partsOf(body, boundary)) {
    if (isFile(part)) return Upload{quotedParameter(part.head, "filename"), Bytes(part.content)};
  }
  return inputError("upload.malformed", "no file part in the form");
}

bool plainName(unsigned char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' || c == '-' ||
         c == '_';
}

}  // namespace

bool isJson(const http::Request& request) {
  return request.header("content-type").rfind("application/json", 0) == 0;
}

std::string formText(const http::Request& request, const std::string& name) {
  if (isMultipart(request)) return multipartField(request, name);
  if (!isJson(request)) return urlEncodedField(request.body, name);
  const auto body = json::parse(request.body);
  return body && body->is_object() ? json::optionalString(*body, name.c_str()) : std::string();
}

std::string formValue(const http::Request& request, const std::string& name) {
  return trimmed(formText(request, name));
}

std::vector<std::pair<std::string, std::string>> formFields(const http::Request& request) {
  std::vector<std::pair<std::string, std::string>> out;
  eachField(request.body, [&](const std::string& name, const std::string& value) {
    out.emplace_back(name, trimmed(value));
  });
  return out;
}

http::Response savedFile(Bytes bytes, const std::string& mediaType, const std::string& name) {
  http::Response response = http::Response::bytes(std::move(bytes), mediaType);
  response.headers.emplace_back("Content-Disposition", attachmentHeader(name));
  return response;
}

Result<Upload> uploadedFile(const http::Request& request) {
  Upload upload{{}, request.body};
  if (isMultipart(request)) {
    const std::string boundary = boundaryOf(request.header("content-type"));
    if (boundary.empty()) return inputError("upload.malformed", "the form has no boundary");
    TDKT_ASSIGN(upload, firstFile(request.body, boundary));
  }
  if (upload.bytes.empty()) return inputError("upload.empty", "no file was sent");
  return upload;
}

std::string attachmentHeader(const std::string& fileName, bool inlineView) {
  std::string encoded;
  for (const char c : fileName) {
    if (plainName(static_cast<unsigned char>(c))) {
      encoded += c;
    } else {
      encoded += "%" + toHex(std::string_view(&c, 1));
    }
  }
  return std::string(inlineView ? "inline" : "attachment") + "; filename*=UTF-8''" + encoded;
}

}  // namespace tdkt::pages
