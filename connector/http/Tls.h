#pragma once
// What a TLS listener is made of: certificate, key, and whom it asks for a certificate. Files are read again
// when they change.

#include <chrono>
#include <memory>
#include <string>

#include "workflow/base/Error.h"

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace tdkt::http {

struct TlsSettings {
  std::string certificateFile;        ///< PEM: our certificate, then its issuers
  std::string keyFile;                ///< PEM
  std::string clientAuthoritiesFile;  ///< PEM; empty: no client is asked for a certificate
};

/// TLS 1.2 and 1.3 with forward secrecy and authenticated encryption alone; no renegotiation, no compression.
/// A client that is asked may come without a certificate: which route needs one is decided behind the gate; a
/// certificate that is shown and not good ends the handshake.
/// Source: RFC 8446; RFC 9325 (recommendations for TLS); RFC 5246 §7.2.1 (close_notify).
class TlsContext {
 public:
  /// Errors: kInput "http.tls" with the file as field: unreadable, certificate and key do not fit.
  static Result<std::unique_ptr<TlsContext>> open(TlsSettings settings);
  ~TlsContext();

  /// What new connections use. Looks at the files every five seconds; a change that cannot be used is logged
  /// and the old one stays. One thread.
  std::shared_ptr<ssl_ctx_st> current(std::chrono::steady_clock::time_point now);

 private:
  explicit TlsContext(TlsSettings settings) : settings_(std::move(settings)) {}
  Result<std::shared_ptr<ssl_ctx_st>> load() const;
  std::string stamp() const;
  TlsSettings settings_;
  std::shared_ptr<ssl_ctx_st> context_;
  std::string stamp_;
  std::chrono::steady_clock::time_point lookAgain_{};
};

}  // namespace tdkt::http
