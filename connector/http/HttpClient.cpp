#include "connector/http/HttpClient.h"

#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/IPAddress.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Timespan.h>
#include <Poco/URI.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "connector/http/ReplyReader.h"
#include "connector/http/Watchdog.h"

namespace tdkt::http {
namespace {

using Instant = std::chrono::steady_clock::time_point;
using Session = Poco::Net::HTTPClientSession;

Poco::Timespan span(std::chrono::steady_clock::duration time) {
  return Poco::Timespan(std::chrono::duration_cast<std::chrono::microseconds>(time).count());
}

/// Poco::URI decodes a path and cannot tell "%2F" from "/" afterwards, so the target is taken as written;
/// what would end the request line is escaped.
std::string targetOf(const std::string& url) {
  const std::size_t host = url.find("://") + 3;
  const std::size_t begin = std::min(url.find_first_of("/?#", host), url.size());
  const std::size_t end = std::min(url.find('#', begin), url.size());
  std::string out;
  for (const char c : url.substr(begin, end - begin)) {
    const auto octet = static_cast<unsigned char>(c);
    out += octet <= 0x20 || octet >= 0x7F ? "%" + toHex(std::string(1, c)) : std::string(1, c);
  }
  return out.starts_with('/') ? out : "/" + out;
}

/// Thrown before anything is dialled.
struct PrivateAddress : std::exception {};

Poco::Net::StreamSocket dial(const Poco::URI& uri, Instant until, bool publicOnly) {
  const Poco::Net::SocketAddress address(uri.getHost(), uri.getPort());  // resolves once
  if (publicOnly && !isPublicAddress(address.host().toString())) throw PrivateAddress();
  Poco::Net::StreamSocket socket;
  socket.connect(address, span(until - std::chrono::steady_clock::now()));
  return socket;
}

Poco::Net::StreamSocket securedIfAsked(const Poco::URI& uri, const Poco::Net::StreamSocket& socket,
                                       const std::string& authorities) {
  if (uri.getScheme() != "https") return socket;
  const Poco::Net::Context::Ptr context(new Poco::Net::Context(Poco::Net::Context::TLS_CLIENT_USE,
                                                               authorities, Poco::Net::Context::VERIFY_STRICT,
                                                               9, authorities.empty()));
  return Poco::Net::SecureStreamSocket::attach(socket, uri.getHost(), context);
}

std::unique_ptr<Session> openSession(const Poco::URI& uri, const Poco::Net::StreamSocket& socket,
                                     const ClientRequest& request) {
  // Not an HTTPSClientSession: that one refuses sockets that are connected already.
  auto session = std::make_unique<Session>(securedIfAsked(uri, socket, request.authoritiesFile));
  // A session made from a socket closes and dials again by itself unless it believes the connection is kept.
  session->setKeepAlive(true);
  session->setTimeout(span(request.deadline + std::chrono::seconds(1)));  // only the watchdog shall end it
  return session;
}

void send(Session& session, const ClientRequest& request, const Poco::URI& uri) {
  Poco::Net::HTTPRequest head(request.method, targetOf(request.url), "HTTP/1.1");
  head.setHost(uri.getHost(), uri.getPort());
  head.setKeepAlive(false);
  for (const auto& [name, value] : request.headers) head.set(name, value);
  if (!request.contentType.empty()) head.setContentType(request.contentType);
  if (request.method != "GET") head.setContentLength64(static_cast<Poco::Int64>(request.body.size()));
  std::ostream& out = session.sendRequest(head);
  out.write(request.body.data(), static_cast<std::streamsize>(request.body.size()));
  out.flush();
  if (!out.good()) throw Poco::IOException("the request could not be sent whole");
}

class Conversation {
 public:
  Conversation(const ClientRequest& request, const Poco::URI& uri) : request_(request), uri_(uri) {}

  Result<ClientReply> run() {
    try {
      return hold();
    } catch (const PrivateAddress&) {
      return deniedError("http.private", "the address is not a public one", uri_.getHost());
    } catch (const Poco::Exception& e) {
      return lost(e.displayText());
    } catch (const std::exception& e) {
      return lost(e.what());
    }
  }

 private:
  Result<ClientReply> hold() {
    const Instant until = std::chrono::steady_clock::now() + request_.deadline;
    const Poco::Net::StreamSocket socket = dial(uri_, until, request_.publicOnly);
    watchdog_.emplace(socket.impl()->sockfd(), until);
    const auto session = openSession(uri_, socket, request_);
    connected_ = true;
    send(*session, request_, uri_);
    auto reply = readReply(session->socket(), request_, until);
    // Without a length, what the watchdog cut looks like the end.
    if (watchdog_->fired()) return lost("the answer took too long");
    return reply;
  }
  Error lost(const std::string& why) const {
    if (!connected_) return unavailableError("http.connect", why, uri_.getHost());
    return inDoubtError(watchdog_->fired() ? "http.timeout" : "http.reply", why, uri_.getHost());
  }

  const ClientRequest& request_;
  const Poco::URI& uri_;
  std::optional<Watchdog> watchdog_;
  bool connected_ = false;
};

}  // namespace

Result<ClientReply> exchange(const ClientRequest& request) {
  try {
    const Poco::URI uri(request.url);
    if ((uri.getScheme() != "http" && uri.getScheme() != "https") || uri.getHost().empty()) {
      return inputError("http.url", "an http or https address was expected", request.url);
    }
    return Conversation(request, uri).run();
  } catch (const Poco::Exception& e) {
    return inputError("http.url", e.displayText(), request.url);
  }
}

bool isPublicAddress(const std::string& ip) {
  Poco::Net::IPAddress address;
  if (!Poco::Net::IPAddress::tryParse(ip, address)) return false;
  const auto inside = [&](const char* network, unsigned prefix) {
    const Poco::Net::IPAddress base(network);
    if (base.family() != address.family()) return false;
    return (address & Poco::Net::IPAddress(prefix, base.family())) == base;
  };
  if (address.family() == Poco::Net::IPAddress::IPv6) {
    // Global unicast alone, without the parts that lead back to IPv4 or are for documentation.
    return inside("2000::", 3) && !inside("2001::", 23) && !inside("2001:db8::", 32) && !inside("2002::", 16);
  }
  for (const auto& [network, prefix] :
       std::initializer_list<std::pair<const char*, unsigned>>{{"0.0.0.0", 8},
                                                               {"10.0.0.0", 8},
                                                               {"100.64.0.0", 10},
                                                               {"127.0.0.0", 8},
                                                               {"169.254.0.0", 16},
                                                               {"172.16.0.0", 12},
                                                               {"192.0.0.0", 24},
                                                               {"192.0.2.0", 24},
                                                               {"192.88.99.0", 24},
                                                               {"192.168.0.0", 16},
                                                               {"198.18.0.0", 15},
                                                               {"198.51.100.0", 24},
                                                               {"203.0.113.0", 24},
                                                               {"224.0.0.0", 3}}) {
    if (inside(network, prefix)) return false;
  }
  return true;
}

std::string encodeQuery(std::string_view text) {
  std::string out;
  // Poco leaves some reserved characters alone unless they are named here.
  Poco::URI::encode(std::string(text), "!#$&'()*+,/:;=?@[]%", out);
  return out;
}

}  // namespace tdkt::http
