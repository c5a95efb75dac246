#pragma once
// Certificates and small texts that `sign` and `verify` read from the command line.

#include <string>
#include <vector>

#include "signing/Certificate.h"
#include "signing/Trust.h"

namespace tdkt::app {

/// Every certificate of a PEM file, or of all *.pem and *.crt files of a directory.
/// Errors: kNotFound "file.read", kInput "signing.certificate.none".
Result<std::vector<signing::Certificate>> readCertificates(const std::string& path);
/// "%41" becomes "A". Errors: kInput "usage".
Result<std::string> percentDecoded(const std::string& text);

/// A trust list (JSON, docs/verify.md), or what readCertificates() takes. Errors: those of both.
Result<signing::TrustSettings> readTrust(const std::string& path);

}  // namespace tdkt::app
