#pragma once
// The SOAP dialect of Viettel vOffice's signing interface, as read in public client code.
//
// vo2RegDigitalDocByEmail(param) registers, getTransInfor tells how far it is, getFile gives the signed file;
// the host calls back with XML. The names of the lists inside param and the namespace are not published: they
// are settings, and no real vOffice has been reached from here. Source: the design's research, integration.md
// §2.2.

#include <memory>
#include <vector>

#include "connector/office/rest/RestClient.h"
#include "connector/office/signing/SigningHost.h"

namespace tdkt::office {

struct VofficeSettings {
  std::string url;  ///< of the SOAP service
  std::string appCode;
  Secret appPass;  ///< as the host's administrator gave it, encrypted by him
  std::string accountName;
  Secret accountPass;
  std::string sender;
  std::vector<std::string> signers;  ///< e-mail addresses, person first, organisation last
  std::string spaceUri = "http://service.voffice.viettel.com/";
  std::string fileElement = "lstFileAttach";
  std::string signerElement = "lstUserVof2";
  std::vector<int> signedStatuses = {3, 5};
  std::vector<int> refusedStatuses =
      {};  ///< none is known for certain: such a file keeps waiting, with its comment
};

/// `breaker` may be null.
std::unique_ptr<SigningHost> makeVofficeHost(VofficeSettings settings,
                                             std::shared_ptr<CircuitBreaker> breaker);

/// What the host calls back with. Believed in nothing but its code, which says what to ask about.
struct SigningHint {
  std::string code;
  std::string status;
};
/// Errors: kInput "signing-host.hint" (no XML, or no transCode).
Result<SigningHint> readSigningHint(std::string_view xml);

}  // namespace tdkt::office
