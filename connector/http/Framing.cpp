#include "connector/http/Framing.h"

#include <algorithm>
#include <array>

#include "workflow/base/Text.h"

namespace tdkt::http {
namespace {

constexpr std::array<std::string_view, 7> kMethods = {"GET",   "HEAD",   "POST",   "PUT",
                                                      "PATCH", "DELETE", "OPTIONS"};

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

bool isTokenChar(char c) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         marks.find(c) != std::string_view::npos;
}

bool isToken(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), isTokenChar);
}

bool isControl(char c) {
  const auto octet = static_cast<unsigned char>(c);
  return octet < 0x20U || octet == 0x7FU;
}

bool isTargetChar(char c) {
  const auto octet = static_cast<unsigned char>(c);
  return octet > 0x20U && octet < 0x7FU && c != '#' && c != '"' && c != '<' && c != '>' && c != '\\';
}

int hexValue(char c) {
  if (isDigit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> percentDecode(std::string_view text, bool plusIsSpace) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plusIsSpace) {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hexValue(text[i + 1]);
      const int low = hexValue(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return out;
}

// A decoded slash would make one path look like another to whoever splits it, so it is refused, as are dot
// segments.
std::optional<std::string> decodePath(std::string_view raw) {
  std::string out;
  std::size_t start = 1;
  while (start <= raw.size()) {
    const std::size_t end = std::min(raw.find('/', start), raw.size());
    const auto segment = percentDecode(raw.substr(start, end - start), false);
    if (!segment || *segment == "." || *segment == "..") return std::nullopt;
    if (segment->find('/') != std::string::npos || segment->find('\\') != std::string::npos)
      return std::nullopt;
    if (std::any_of(segment->begin(), segment->end(), isControl)) return std::nullopt;
    out += '/' + *segment;
    start = end + 1;
  }
  if (!text::nfc(out).ok()) return std::nullopt;
  return out;
}

bool decodeQuery(std::string_view raw, std::map<std::string, std::string>* query) {
  while (!raw.empty()) {
    const std::size_t end = std::min(raw.find('&'), raw.size());
    const std::string_view pair = raw.substr(0, end);
    raw.remove_prefix(std::min(end + 1, raw.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const auto name = decodeFormValue(pair.substr(0, equals));
    const auto value = decodeFormValue(pair.substr(std::min(equals + 1, pair.size())));
    if (!name || !value) return false;
    query->emplace(*name, *value);
  }
  return true;
}

std::optional<FramingFault> parseTarget(std::string_view target, RequestHead* head) {
  if (target.size() > kMaxTarget) return FramingFault{414, "http.target.long"};
  if (target.empty() || target.front() != '/') return FramingFault{400, "http.target.form"};
  if (!std::all_of(target.begin(), target.end(), isTargetChar)) return FramingFault{400, "http.target.octet"};
  const std::size_t mark = std::min(target.find('?'), target.size());
  const auto path = decodePath(target.substr(0, mark));
  if (!path) return FramingFault{400, "http.target.path"};
  head->path = *path;
  if (!decodeQuery(target.substr(std::min(mark + 1, target.size())), &head->query)) {
    return FramingFault{400, "http.target.query"};
  }
  return std::nullopt;
}

std::optional<FramingFault> parseRequestLine(std::string_view line, RequestHead* head) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return FramingFault{400, "http.request-line"};
  const std::string_view method = line.substr(0, first);
  if (!isToken(method)) return FramingFault{400, "http.request-line"};
  if (std::find(kMethods.begin(), kMethods.end(), method) == kMethods.end()) {
    return FramingFault{501, "http.method"};
  }
  const std::string_view version = line.substr(last + 1);
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return FramingFault{505, "http.version"};
  head->method = method;
  return parseTarget(line.substr(first + 1, last - first - 1), head);
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::string lowerAscii(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::optional<FramingFault> parseField(std::string_view line, RequestHead* head) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || !isToken(line.substr(0, colon)))
    return FramingFault{400, "http.field.name"};
  const std::string_view value = trim(line.substr(colon + 1));
  if (std::any_of(value.begin(), value.end(), [](char c) { return c != '\t' && isControl(c); })) {
    return FramingFault{400, "http.field.value"};
  }
  const std::string name = lowerAscii(line.substr(0, colon));
  const auto [at, inserted] = head->headers.emplace(name, value);
  if (inserted) return std::nullopt;
  if (name == "host") return FramingFault{400, "http.host"};
  if (name == "content-length") return FramingFault{400, "http.length"};
  at->second += ", " + std::string(value);
  return std::nullopt;
}

std::optional<FramingFault> checkHost(const RequestHead& head) {
  const auto host = head.headers.find("host");
  if (host == head.headers.end() || host->second.empty()) return FramingFault{400, "http.host"};
  const bool good = std::all_of(host->second.begin(), host->second.end(), [](char c) {
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' ||
           c == ':' || c == '[' || c == ']' || c == '_';
  });
  return good ? std::nullopt : std::optional(FramingFault{400, "http.host"});
}

std::optional<FramingFault> checkLength(RequestHead* head) {
  const auto length = head->headers.find("content-length");
  const bool coded = head->headers.count("transfer-encoding") != 0;
  if (coded && length != head->headers.end()) return FramingFault{400, "http.length.conflict"};
  if (coded) return FramingFault{411, "http.length.required"};
  if (length == head->headers.end()) return std::nullopt;
  const std::string& digits = length->second;
  if (digits.empty() || !std::all_of(digits.begin(), digits.end(), isDigit))
    return FramingFault{400, "http.length"};
  if (digits.size() > 15) return FramingFault{413, "http.body.large"};
  head->contentLength = std::stoull(digits);
  return std::nullopt;
}

std::optional<FramingFault> checkExpect(RequestHead* head) {
  const auto expect = head->headers.find("expect");
  if (expect == head->headers.end()) return std::nullopt;
  if (lowerAscii(expect->second) != "100-continue") return FramingFault{417, "http.expect"};
  head->expectsContinue = head->contentLength > 0;
  return std::nullopt;
}

HeadParse refused(const FramingFault& fault) {
  return HeadParse{std::nullopt, fault};
}

}  // namespace

std::optional<std::string> decodeFormValue(std::string_view text) {
  auto out = percentDecode(text, true);
  if (!out || !text::nfc(*out).ok()) return std::nullopt;
  const bool foreign = std::any_of(
      out->begin(), out->end(), [](char c) { return isControl(c) && c != '\t' && c != '\r' && c != '\n'; });
  if (foreign) return std::nullopt;
  return out;
}

HeadScan scanHead(std::string_view octets) {
  for (std::size_t i = 0; i < octets.size(); ++i) {
    if (i >= kMaxHead) return {std::nullopt, FramingFault{431, "http.head.large"}};
    const char c = octets[i];
    if (c == '\0') return {std::nullopt, FramingFault{400, "http.octet"}};
    if (c == '\n' && (i == 0 || octets[i - 1] != '\r'))
      return {std::nullopt, FramingFault{400, "http.line-end"}};
    if (c != '\n' && i > 0 && octets[i - 1] == '\r')
      return {std::nullopt, FramingFault{400, "http.line-end"}};
    if (c == '\n' && i >= 3 && octets[i - 2] == '\n') return {i + 1, std::nullopt};
  }
  return {};
}

HeadParse parseHead(std::string_view octets) {
  RequestHead head;
  std::size_t lines = 0;
  while (!octets.empty()) {
    const std::size_t end = octets.find("\r\n");
    if (end == std::string_view::npos) return refused({400, "http.line-end"});
    const std::string_view line = octets.substr(0, end);
    octets.remove_prefix(end + 2);
    if (line.empty()) break;
    const auto fault = lines == 0 ? parseRequestLine(line, &head) : parseField(line, &head);
    if (fault) return refused(*fault);
    if (++lines > kMaxFields + 1) return refused({431, "http.fields"});
  }
  if (lines == 0) return refused({400, "http.request-line"});
  if (const auto fault = checkHost(head)) return refused(*fault);
  if (const auto fault = checkLength(&head)) return refused(*fault);
  if (const auto fault = checkExpect(&head)) return refused(*fault);
  return HeadParse{std::move(head), std::nullopt};
}

}  // namespace tdkt::http
