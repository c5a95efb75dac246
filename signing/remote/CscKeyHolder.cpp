#include "signing/remote/CscKeyHolder.h"

#include <algorithm>
#include <map>
#include <mutex>

#include "signing/cms/OpenSsl.h"
#include "signing/keys/Algorithms.h"
#include "signing/keys/EcdsaValue.h"
#include "signing/remote/CscAlgorithms.h"

namespace tdkt::signing {
namespace {

/// Secrets go over the wire: TLS, or this machine.
bool isSafe(const std::string& url) {
  if (url.rfind("https://", 0) == 0) return true;
  for (const char* here : {"http://127.0.0.1:", "http://localhost:", "http://[::1]:"}) {
    if (url.rfind(here, 0) == 0) return true;
  }
  return false;
}

bool isRoot(const Certificate& certificate) {
  return X509_NAME_cmp(X509_get_subject_name(certificate.native()),
                       X509_get_issuer_name(certificate.native())) == 0;
}

Result<CertificateChain> chainOf(const csc::Credential& credential) {
  CertificateChain out;
  for (const Bytes& der : credential.certificates) {
    TDKT_ASSIGN(Certificate certificate, Certificate::fromDer(der));
    if (out.empty() || !isRoot(certificate)) out.push_back(std::move(certificate));
  }
  return out;
}

class CscKeyHolder : public BatchKeyHolder {
 public:
  CscKeyHolder(const CscSettings& settings, RemoteTransport& transport, const Clock& clock)
      : settings_(settings), client_(settings.client, transport, clock), credential_(settings.credentialId) {}

  const CertificateChain& chain() const override { return chain_; }
  SignatureAlgorithm algorithm() const override { return algorithm_; }

  Result<Bytes> sign(const SigningJobId& job, const ToBeSigned& digest) override {
    TDKT_ASSIGN(auto signatures, signMany(job, {digest}));
    return std::move(signatures.front());
  }

  Result<std::vector<Bytes>> signMany(const SigningJobId& job,
                                      const std::vector<ToBeSigned>& digests) override {
    for (const ToBeSigned& digest : digests) TDKT_CHECK(checkDigest(digest, algorithm_));
    std::vector<Bytes> out;
    for (std::size_t from = 0; from < digests.size(); from += multisign_) {
      const std::size_t count = std::min(multisign_, digests.size() - from);
      const auto first = digests.begin() + static_cast<std::ptrdiff_t>(from);
      const std::vector<ToBeSigned> part(first, first + static_cast<std::ptrdiff_t>(count));
      // Each part is a request of its own, with a name that is the same at every repeat.
      const std::string name = from == 0 ? job.text() : job.text() + "#" + std::to_string(from);
      TDKT_ASSIGN(auto signatures, signPart({credential_, algorithm_, part, name}));
      std::move(signatures.begin(), signatures.end(), std::back_inserter(out));
    }
    return out;
  }

  Result<Done> open() {
    for (const std::string& url : {settings_.client.baseUrl, settings_.client.tokenUrl}) {
      if (!url.empty() && !isSafe(url)) return inputError("signing.remote.url", "https is needed", url);
    }
    TDKT_CHECK(findCredential());
    TDKT_ASSIGN(const csc::Credential found, client_.credentialInfo(credential_));
    if (!found.enabled)
      return deniedError("signing.remote.disabled", "key or certificate is not in use", credential_);
    TDKT_CHECK(readAuthorization(found));
    TDKT_ASSIGN(chain_, chainOf(found));
    TDKT_ASSIGN(algorithm_, algorithmFor(chain_.front(), settings_.algorithm));
    if (!csc::offers(found.algorithms, algorithm_))
      return unavailableError("signing.remote.algorithm", "the credential does not offer it",
                              nameOf(algorithm_));
    multisign_ = static_cast<std::size_t>(found.multisign);
    return Done{};
  }

 private:
  Result<Done> findCredential() {
    if (!credential_.empty()) return Done{};
    TDKT_ASSIGN(const auto ids, client_.listCredentials());
    if (ids.size() != 1)
      return notFoundError("signing.key.absent",
                           "the service lists " + std::to_string(ids.size()) + " credentials: name one");
    credential_ = ids.front();
    return Done{};
  }

  Result<Done> readAuthorization(const csc::Credential& found) {
    if (found.authMode == "implicit") return Done{};
    const bool pinOnly =
        found.asksFor.empty() || (found.asksFor.size() == 1 && found.asksFor.front() == "PIN");
    if (found.authMode != "explicit" || !pinOnly)
      return inputError(
          "signing.remote.interactive",
          "the credential wants a person for every signature; ask the service for one that signs "
          "with a PIN alone",
          credential_);
    pinId_ = "PIN";
    return Done{};
  }

  /// The SAD of an earlier try whose answer was lost; empty when there was none.
  Secret takeUnanswered(const std::string& name) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto found = unanswered_.extract(name);
    return found.empty() ? Secret() : std::move(found.mapped());
  }
  void keepUnanswered(const std::string& name, const Secret& sad) {
    const std::lock_guard<std::mutex> lock(mutex_);
    unanswered_.insert_or_assign(name, sad);
  }

  Result<std::vector<Bytes>> signPart(const csc::SigningRequest& request) {
    if (const Secret earlier = takeUnanswered(request.clientData); !earlier.empty()) {
      auto again = signWith(request, earlier);
      // Used up or run out: the service no longer knows it, and a new authorization is due.
      const bool spent =
          !again && (again.error().kind == ErrorKind::kInput || again.error().kind == ErrorKind::kDenied);
      if (!spent) return again;
    }
    TDKT_ASSIGN(const Secret sad, authorize(request));
    return signWith(request, sad);
  }

  Result<Secret> authorize(const csc::SigningRequest& request) {
    const std::unique_lock<std::mutex> oneTry =
        pinId_.empty() ? std::unique_lock<std::mutex>() : std::unique_lock<std::mutex>(pinMutex_);
    if (pinRefused_)
      return deniedError("signing.key.pin", "the PIN was refused before and is not sent again");
    auto sad = client_.authorize(request, pinId_, settings_.pin);
    if (!sad && sad.error().code == "signing.key.pin") pinRefused_ = true;
    return sad;
  }

  Result<std::vector<Bytes>> signWith(const csc::SigningRequest& request, const Secret& sad) {
    auto signatures = client_.signHashes(request, sad);
    if (!signatures) {
      const bool unanswered = signatures.error().kind == ErrorKind::kInDoubt ||
                              signatures.error().kind == ErrorKind::kUnavailable;
      if (unanswered) keepUnanswered(request.clientData, sad);
      return signatures.error();
    }
    if (algorithm_.scheme != Scheme::kEcdsa) return signatures;
    for (Bytes& one : *signatures) {
      if (!isEcdsaDer(one)) one = ecdsaDer(one);  // some services answer r||s
    }
    return signatures;
  }

  const CscSettings settings_;
  csc::Client client_;
  std::string credential_;
  std::string pinId_;
  CertificateChain chain_;
  SignatureAlgorithm algorithm_;
  std::size_t multisign_ = 1;
  std::mutex mutex_;
  std::map<std::string, Secret> unanswered_;
  std::mutex pinMutex_;
  bool pinRefused_ = false;
};

}  // namespace

Result<std::unique_ptr<BatchKeyHolder>> openCscKey(const CscSettings& settings, RemoteTransport& transport,
                                                   const Clock& clock) {
  auto holder = std::make_unique<CscKeyHolder>(settings, transport, clock);
  TDKT_CHECK(holder->open());
  return std::unique_ptr<BatchKeyHolder>(std::move(holder));
}

}  // namespace tdkt::signing
