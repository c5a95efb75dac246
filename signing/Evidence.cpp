#include "signing/Evidence.h"

#include "signing/pdf/Filters.h"

namespace tdkt::signing {
namespace {

using pdf::at;

// A file of ours carries about a dozen items; these ceilings only stop hostile files.
constexpr std::size_t kMaxItems = 512;
constexpr std::size_t kMaxItem = 16U << 20U;
constexpr std::size_t kMaxTotal = 64U << 20U;

class DssReader {
 public:
  explicit DssReader(const pdf::File& file) : file_(file) {}

  Evidence read() {
    const pdf::Dictionary* dss = file_.dictionary(at(file_.catalog(), "DSS"));
    if (dss == nullptr) return std::move(out_);
    readStore(*dss, {"Certs", "OCSPs", "CRLs"});
    const pdf::Dictionary* related = file_.dictionary(at(*dss, "VRI"));
    for (const auto& [key, entry] : related == nullptr ? pdf::Dictionary{} : *related) {
      if (const pdf::Dictionary* one = file_.dictionary(entry)) readStore(*one, {"Cert", "OCSP", "CRL"});
    }
    return std::move(out_);
  }

 private:
  struct Keys {
    const char* certificates;
    const char* ocsps;
    const char* crls;
  };

  void readStore(const pdf::Dictionary& store, const Keys& keys) {
    forEach(store, keys.certificates, [this](const Bytes& der) {
      auto certificate = Certificate::fromDer(der);
      if (!certificate) return false;
      out_.certificates.push_back(std::move(certificate).value());
      return true;
    });
    forEach(store, keys.ocsps, [this](const Bytes& der) { return out_.revocation.addOcsp(der).ok(); });
    forEach(store, keys.crls, [this](const Bytes& der) { return out_.revocation.addCrl(der).ok(); });
  }

  template <class Take>
  void forEach(const pdf::Dictionary& store, const char* key, Take take) {
    const pdf::Array* list = file_.array(at(store, key));
    for (const pdf::Value& item : list == nullptr ? pdf::Array{} : *list) {
      const pdf::Ref* ref = item.as<pdf::Ref>();
      if (ref == nullptr || !seen_.insert(*ref).second || seen_.size() > kMaxItems) continue;
      const auto octets = octetsOf(file_.get(*ref));
      if (octets && take(*octets)) out_.any = true;
    }
  }

  std::optional<Bytes> octetsOf(const pdf::Value& value) {
    const pdf::Dictionary* dictionary = value.as<pdf::Dictionary>();
    if (dictionary == nullptr || !value.stream || value.stream->size() > kMaxItem || total_ > kMaxTotal)
      return std::nullopt;
    auto octets = pdf::decodeStream(*dictionary, *value.stream, kMaxItem);
    if (octets) total_ += octets->size();
    return octets;
  }

  const pdf::File& file_;
  Evidence out_;
  std::set<pdf::Ref> seen_;  ///< VRI names the same streams again
  std::size_t total_ = 0;
};

}  // namespace

Evidence Evidence::of(const pdf::File& revision) {
  return DssReader(revision).read();
}

}  // namespace tdkt::signing
