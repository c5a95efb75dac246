#pragma once
// An identity, RSA or elliptic, as the three PKCS#11 objects it becomes. Source: OASIS PKCS#11 v2.40 §2.1.2,
// §2.1.3, §2.3.3, §2.3.4, §4.6.3.

#include <p11-kit/pkcs11.h>

#include <deque>
#include <string>
#include <vector>

#include "integration/trust_services/Certificates.h"

namespace tdkt::trust {

/// A PKCS#11 template that owns its values and wipes them.
class Attributes {
 public:
  Attributes() = default;
  Attributes(Attributes&&) = default;
  Attributes& operator=(Attributes&&) = default;
  ~Attributes();

  Attributes& add(CK_ATTRIBUTE_TYPE type, Bytes value);
  Attributes& add(CK_ATTRIBUTE_TYPE type, bool value);
  Attributes& add(CK_ATTRIBUTE_TYPE type, CK_ULONG value);
  CK_ATTRIBUTE* data() { return list_.data(); }
  CK_ULONG size() const { return list_.size(); }

 private:
  std::deque<Bytes> values_;  // never moves what it holds
  std::vector<CK_ATTRIBUTE> list_;
};

Attributes certificateObject(const std::string& label, X509* certificate);
Attributes publicKeyObject(const std::string& label, const Identity& identity);
Attributes privateKeyObject(const std::string& label, const Identity& identity);

}  // namespace tdkt::trust
