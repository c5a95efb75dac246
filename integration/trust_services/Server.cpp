#include "integration/trust_services/Server.h"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>

#include <functional>
#include <map>

#include "integration/trust_services/Responders.h"

namespace tdkt::trust {
namespace {

namespace net = Poco::Net;

constexpr std::size_t kMaxRequest = 64U << 10U;

struct Served {
  DemoPki pki;
  Bytes rootCrl;
  Bytes issuingCrl;
  std::vector<Revoked> revokedByRoot;
  std::vector<Revoked> revokedByIssuing;
  const Clock& clock;
};

using Answer = std::function<Result<Bytes>(const Served&, const Bytes&)>;

struct Route {
  std::string method;
  std::string contentType;
  Answer answer;
};

Result<Bytes> stampAnswer(const Served& served, const Bytes& request) {
  return answerTimeStamp(request, served.pki.tsa, {served.pki.issuing.certificate}, served.clock.now());
}

Result<Bytes> ocspAnswer(const Served& served, const Bytes& request) {
  const DemoPki& pki = served.pki;
  return answerOcsp(request,
                    {{pki.issuing.certificate, pki.ocsp, served.revokedByIssuing},
                     {pki.root.certificate, pki.root, served.revokedByRoot}},
                    served.clock.now());
}

const std::map<std::string, Route>& routes() {
  static const std::map<std::string, Route> table = {
      {"/tsa", {"POST", "application/timestamp-reply", stampAnswer}},
      {"/ocsp", {"POST", "application/ocsp-response", ocspAnswer}},
      {"/crl/issuing.crl",
       {"GET", "application/pkix-crl",
        [](const Served& s, const Bytes&) { return Result<Bytes>(s.issuingCrl); }}},
      {"/crl/root.crl",
       {"GET", "application/pkix-crl",
        [](const Served& s, const Bytes&) { return Result<Bytes>(s.rootCrl); }}},
  };
  return table;
}

class Handler : public net::HTTPRequestHandler {
 public:
  explicit Handler(const Served& served) : served_(served) {}

  void handleRequest(net::HTTPServerRequest& request, net::HTTPServerResponse& response) override {
    const auto route = routes().find(request.getURI());
    if (route == routes().end()) return refuse(response, net::HTTPResponse::HTTP_NOT_FOUND);
    if (route->second.method != request.getMethod()) {
      return refuse(response, net::HTTPResponse::HTTP_METHOD_NOT_ALLOWED);
    }
    Bytes body(kMaxRequest + 1, '\0');
    request.stream().read(body.data(), static_cast<std::streamsize>(body.size()));
    body.resize(static_cast<std::size_t>(request.stream().gcount()));
    if (body.size() > kMaxRequest) return refuse(response, net::HTTPResponse::HTTP_REQUEST_ENTITY_TOO_LARGE);
    const auto answer = route->second.answer(served_, body);
    if (!answer) return refuse(response, net::HTTPResponse::HTTP_INTERNAL_SERVER_ERROR);
    response.setContentType(route->second.contentType);
    response.sendBuffer(answer->data(), answer->size());
  }

 private:
  static void refuse(net::HTTPServerResponse& response, net::HTTPResponse::HTTPStatus status) {
    response.setStatusAndReason(status);
    response.setContentLength(0);
    response.send();
  }

  const Served& served_;
};

class Factory : public net::HTTPRequestHandlerFactory {
 public:
  explicit Factory(const Served& served) : served_(served) {}
  net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest& /*request*/) override {
    return new Handler(served_);  // Poco owns it
  }

 private:
  const Served& served_;
};

class PocoServer : public Server {
 public:
  PocoServer(Served served, std::uint16_t port)
      : served_(std::move(served)),
        socket_(net::SocketAddress("127.0.0.1", port)),
        server_(new Factory(served_), socket_, new net::HTTPServerParams) {
    server_.start();
  }
  ~PocoServer() override { server_.stopAll(); }
  std::uint16_t port() const override { return socket_.address().port(); }

 private:
  Served served_;
  net::ServerSocket socket_;
  net::HTTPServer server_;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::start(const std::string& directory, std::uint16_t port,
                                              const Clock& clock) {
  TDKT_ASSIGN(DemoPki pki, loadDemoPki(directory));
  TDKT_ASSIGN(const DemoCrls crls, renewCrls(directory, pki, clock.now()));
  TDKT_ASSIGN(auto rootCrl, crlToDer(crls.rootPem));
  TDKT_ASSIGN(auto issuingCrl, crlToDer(crls.issuingPem));
  TDKT_ASSIGN(auto byRoot, revokedIn(crls.rootPem));
  TDKT_ASSIGN(auto byIssuing, revokedIn(crls.issuingPem));
  try {
    Served served{std::move(pki),    std::move(rootCrl),   std::move(issuingCrl),
                  std::move(byRoot), std::move(byIssuing), clock};
    return std::unique_ptr<Server>(std::make_unique<PocoServer>(std::move(served), port));
  } catch (const Poco::Exception& e) {
    return unavailableError("trust.listen", e.displayText());
  }
}

}  // namespace tdkt::trust
