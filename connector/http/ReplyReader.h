#pragma once
// Reads one HTTP/1.1 answer so that a late or broken-off one is never taken for whole. For HttpClient only.

#include <Poco/Net/StreamSocket.h>

#include <chrono>

#include "connector/http/HttpClient.h"

namespace tdkt::http {

/// Every read from the socket gets only what is left until `until`, however slowly octets drip. Throws
/// Poco's exceptions of the socket and of a malformed head. Errors: kInDoubt "http.reply", "http.size",
/// "http.timeout".
/// Source: RFC 9112 §6.3 (body length), §7.1 (chunked), §8 (incomplete messages).
Result<ClientReply> readReply(const Poco::Net::StreamSocket& socket, const ClientRequest& request,
                              std::chrono::steady_clock::time_point until);

}  // namespace tdkt::http
