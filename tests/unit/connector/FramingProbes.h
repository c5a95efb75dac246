#pragma once
// Requests whose framing leaves a doubt, and what each is answered. Source: measurement M7 of the design's
// research; RFC 9112.

#include <string>
#include <vector>

namespace tdkt::http {

struct FramingProbe {
  const char* what;
  std::string octets;
  int status;
};

inline std::vector<FramingProbe> framingProbes() {
  const std::string target(9000, 'a');
  return {
      {"length with coding",
       "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {"chunked", "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411},
      {"two lengths", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\n",
       400},
      {"same length twice",
       "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 4\r\n\r\n", 400},
      {"list of lengths", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4, 4\r\n\r\n", 400},
      {"negative length", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: -3\r\n\r\n", 400},
      {"signed length", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc", 400},
      {"hexadecimal length", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 0x3\r\n\r\nabc", 400},
      {"endless length", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
       413},
      {"bare LF", "GET /hello HTTP/1.1\nHost: a\n\n", 400},
      {"bare LF in the middle", "GET /hello HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", 400},
      {"lone CR", "GET /hello HTTP/1.1\r\nHost: a\rX: b\r\n\r\n", 400},
      {"space before colon", "GET /hello HTTP/1.1\r\nHost : a\r\n\r\n", 400},
      {"folded field", "GET /hello HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n", 400},
      {"no host", "GET /hello HTTP/1.1\r\n\r\n", 400},
      {"two hosts", "GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
      {"host with foreign marks", "GET /hello HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
      {"NUL in a field", std::string("GET /hello HTTP/1.1\r\nHost: a\r\nX: b") + '\0' + "c\r\n\r\n", 400},
      {"control in a field",
       "GET /hello HTTP/1.1\r\nHost: a\r\nX: b\x01"
       "c\r\n\r\n",
       400},
      {"version 9.9", "GET /hello HTTP/9.9\r\nHost: a\r\n\r\n", 505},
      {"no version", "GET /hello\r\nHost: a\r\n\r\n", 400},
      {"long target", "GET /" + target + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
      {"long head", "GET /hello HTTP/1.1\r\nHost: a\r\nX: " + target + target + "\r\n\r\n", 431},
      {"absolute target", "GET http://a/hello HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"two spaces", "GET  /hello HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"unknown method", "BREW /hello HTTP/1.1\r\nHost: a\r\n\r\n", 501},
      {"lower-case method", "get /hello HTTP/1.1\r\nHost: a\r\n\r\n", 501},
      {"encoded slash", "GET /items/a%2Fb HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"dot segments", "GET /items/%2e%2e HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"plain dot segments", "GET /items/../hello HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"encoded NUL", "GET /items/a%00b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"broken escape", "GET /items/a%4 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"not UTF-8", "GET /items/%ff HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"unknown expectation", "GET /hello HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n", 417},
      {"leading empty line", "\r\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n", 400},
  };
}

}  // namespace tdkt::http
