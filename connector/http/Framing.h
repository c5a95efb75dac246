#pragma once
// The gate: raw octets of a request head become a value only when every rule of framing holds. Pure; no
// socket.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "workflow/base/Error.h"

namespace tdkt::http {

constexpr std::size_t kMaxHead = 16U << 10U;
constexpr std::size_t kMaxTarget = 4U << 10U;
constexpr std::size_t kMaxFields = 100;

/// A head that passed. Names in lower case, path and query decoded to valid UTF-8.
struct RequestHead {
  std::string method;
  std::string path;
  std::map<std::string, std::string> query;
  std::map<std::string, std::string> headers;
  std::uint64_t contentLength = 0;
  bool expectsContinue = false;
};

/// Why a head is refused: the status to answer before closing, and a stable code for the log.
struct FramingFault {
  int status = 400;
  const char* code = "http.framing";
};

/// Looks at what has arrived so far. Gives the length of the head including its empty line once it is
/// complete. A fault can be told before the end: bare LF, lone CR, NUL, too long. Source: RFC 9112 §2.2, §3;
/// RFC 9110 §5.5.
struct HeadScan {
  std::optional<std::size_t> length;
  std::optional<FramingFault> fault;
};
HeadScan scanHead(std::string_view octets);

/// Parses a complete head (scanHead gave its length). Exactly one of the two is set.
struct HeadParse {
  std::optional<RequestHead> head;
  std::optional<FramingFault> fault;
};
HeadParse parseHead(std::string_view octets);

/// Percent-decoding of a query or form value ('+' is a space). Nothing when malformed, not UTF-8 or with a
/// control character.
std::optional<std::string> decodeFormValue(std::string_view text);

}  // namespace tdkt::http
