#pragma once
// The demo's folder: configuration, keys, packs and data of a whole small province, made at first start.
//
//   DIR/config.json           what `tdkt serve` reads        DIR/pki, DIR/token    demo PKI and SoftHSM token
//   DIR/office/config.json    the simulated e-office         DIR/drop              drop folder for edXML
//   files DIR/service               database and blobs of tdkt     DIR/issued            copies of the signed
//   PDFs DIR/log                   logs of the three programs     DIR/demo.json         ports and secrets,
//   kept for restarts; DIR/clock: how far the demo's time is moved

#include <cstdint>
#include <map>
#include <string>

#include "workflow/base/Error.h"
#include "workflow/base/Random.h"

namespace tdkt::app::demo {

/// Ports and secrets of one demo folder.
struct DemoState {
  std::uint16_t servicePort = 0;
  std::uint16_t officePort = 0;
  std::uint16_t trustPort = 0;
  std::string apiToken;
  std::string webhookSecret;  ///< "whsec_…"

  std::string serviceUrl() const { return "http://127.0.0.1:" + std::to_string(servicePort); }
  std::string officeUrl() const { return "http://127.0.0.1:" + std::to_string(officePort); }
  std::string trustUrl() const { return "http://127.0.0.1:" + std::to_string(trustPort); }
};

/// Where things are.
struct DemoFolder {
  std::string root;
  DemoState state;

  std::string at(const std::string& relative) const { return root + "/" + relative; }
  /// What the children need to find the software token.
  std::map<std::string, std::string> environment() const;
};

/// Makes what is missing in `root` and reads the rest; run twice it changes nothing. `firstPort` 0 = any free
/// ports, else firstPort (service), +1 (e-office), +2 (trust services). Errors: kUnavailable "file.write",
/// "demo.port"; kCorrupt "demo.state" (demo.json damaged).
Result<DemoFolder> openDemoFolder(const std::string& root, std::uint16_t firstPort, Random& random);

}  // namespace tdkt::app::demo
