#include "connector/http/Tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/stat.h>

#include "workflow/base/Log.h"

namespace tdkt::http {
namespace {

constexpr std::chrono::seconds kLookAgain{5};
constexpr const char* kCiphers12 = "ECDHE+AESGCM:ECDHE+CHACHA20";

Error fault(const std::string& file) {
  const unsigned long code = ERR_get_error();
  const char* why = code == 0 ? nullptr : ERR_reason_error_string(code);
  ERR_clear_error();
  return inputError("http.tls", why == nullptr ? "cannot be used" : why, file);
}

bool setRules(SSL_CTX* context) {
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_NO_TICKET);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
         SSL_CTX_set_cipher_list(context, kCiphers12) == 1;
}

std::string stampOf(const std::string& file) {
  struct stat about {};
  if (file.empty() || ::stat(file.c_str(), &about) != 0) return "-";
  return std::to_string(about.st_ino) + "." + std::to_string(about.st_size) + "." +
         std::to_string(about.st_mtim.tv_sec) + "." + std::to_string(about.st_mtim.tv_nsec);
}

}  // namespace

TlsContext::~TlsContext() = default;

Result<std::unique_ptr<TlsContext>> TlsContext::open(TlsSettings settings) {
  std::unique_ptr<TlsContext> made(new TlsContext(std::move(settings)));
  made->stamp_ = made->stamp();
  TDKT_ASSIGN(made->context_, made->load());
  return made;
}

Result<std::shared_ptr<ssl_ctx_st>> TlsContext::load() const {
  ERR_clear_error();
  const std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (!context || !setRules(context.get()))
    return unavailableError("http.tls", "OpenSSL gives no TLS server");
  const std::string& certificate = settings_.certificateFile;
  if (SSL_CTX_use_certificate_chain_file(context.get(), certificate.c_str()) != 1) return fault(certificate);
  if (SSL_CTX_use_PrivateKey_file(context.get(), settings_.keyFile.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(context.get()) != 1)
    return fault(settings_.keyFile);
  const std::string& authorities = settings_.clientAuthoritiesFile;
  if (!authorities.empty()) {
    if (SSL_CTX_load_verify_file(context.get(), authorities.c_str()) != 1) return fault(authorities);
    SSL_CTX_set_client_CA_list(context.get(), SSL_load_client_CA_file(authorities.c_str()));
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  }
  return context;
}

std::string TlsContext::stamp() const {
  return stampOf(settings_.certificateFile) + " " + stampOf(settings_.keyFile) + " " +
         stampOf(settings_.clientAuthoritiesFile);
}

std::shared_ptr<ssl_ctx_st> TlsContext::current(std::chrono::steady_clock::time_point now) {
  if (now < lookAgain_) return context_;
  lookAgain_ = now + kLookAgain;
  std::string seen = stamp();
  if (seen == stamp_) return context_;
  stamp_ = std::move(seen);
  auto fresh = load();
  if (fresh) {
    context_ = *fresh;
    log::info("http.tls.reloaded");
  } else {
    log::error("http.tls.kept", {{"what", fresh.error().detail}, {"file", fresh.error().field}});
  }
  return context_;
}

}  // namespace tdkt::http
