#pragma once
// RawClient's talk inside TLS, of whatever version and with whatever certificate a test wants.

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "tests/fakes/RawClient.h"

namespace tdkt::fakes {

struct TlsWish {
  int least = TLS1_2_VERSION;
  int most = TLS1_3_VERSION;
  std::string certificateFile;  ///< PEM; with keyFile
  std::string keyFile;
};

class RawTlsClient {
 public:
  explicit RawTlsClient(std::uint16_t port, const TlsWish& wish = {})
      : socket_(port), context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free) {
    SSL_CTX_set_security_level(context_.get(), 0);  // so that old versions are offered at all
    SSL_CTX_set_min_proto_version(context_.get(), wish.least);
    SSL_CTX_set_max_proto_version(context_.get(), wish.most);
    if (!wish.certificateFile.empty()) {
      SSL_CTX_use_certificate_file(context_.get(), wish.certificateFile.c_str(), SSL_FILETYPE_PEM);
      SSL_CTX_use_PrivateKey_file(context_.get(), wish.keyFile.c_str(), SSL_FILETYPE_PEM);
    }
    tls_.reset(SSL_new(context_.get()));
    SSL_set_fd(tls_.get(), socket_.descriptor());
    ready_ = SSL_connect(tls_.get()) == 1;
  }

  bool ready() const { return ready_; }
  int version() const { return SSL_version(tls_.get()); }
  bool send(std::string_view octets) {
    return ready_ && SSL_write(tls_.get(), octets.data(), static_cast<int>(octets.size())) > 0;
  }
  std::string readAll() {
    std::string out;
    char buffer[4096];
    int n = 0;
    while (ready_ && (n = SSL_read(tls_.get(), buffer, sizeof buffer)) > 0)
      out.append(buffer, static_cast<std::size_t>(n));
    endedProperly_ = (SSL_get_shutdown(tls_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
    return out;
  }
  /// The server said that it was done: nobody cut the answer short.
  bool endedProperly() const { return endedProperly_; }
  /// Subject of the server's certificate, one line.
  std::string serverName() const {
    const std::unique_ptr<X509, decltype(&X509_free)> shown(SSL_get1_peer_certificate(tls_.get()), X509_free);
    char name[256] = "";
    if (shown) X509_NAME_oneline(X509_get_subject_name(shown.get()), name, sizeof name);
    return name;
  }

 private:
  RawClient socket_;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
  struct Free {
    void operator()(SSL* tls) const { SSL_free(tls); }
  };
  std::unique_ptr<SSL, Free> tls_;
  bool ready_ = false;
  bool endedProperly_ = false;
};

inline std::string talkTls(std::uint16_t port, std::string_view octets, const TlsWish& wish = {}) {
  RawTlsClient client(port, wish);
  client.send(octets);
  return client.readAll();
}

}  // namespace tdkt::fakes
