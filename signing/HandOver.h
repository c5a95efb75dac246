#pragma once
// What is handed to a signer whose key this machine never sees, and what is checked on both sides of it.
//
//   prepare() ─► handOver() ──── HandedOver, by file or wire ────► checkHandedOver() ─► key
//   complete() ◄─ isSignatureOf() ◄──────── raw signature ──────────────────────────────┘
//
// All functions are pure and thread-safe.

#include "signing/Certificate.h"
#include "signing/KeyHolder.h"
#include "signing/PadesSigner.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"

namespace tdkt::signing {

/// One signature to be made elsewhere. The octets the key signs are `digest`; the others say what it is of.
struct HandedOver {
  SigningJobId job;
  SignatureAlgorithm algorithm;
  Bytes documentDigest;    ///< of the file without the hole for the signature, with the algorithm's hash
  Bytes signedAttributes;  ///< DER SET OF Attribute: content type, `documentDigest`, the signer's certificate
  Bytes digest;            ///< of `signedAttributes`
};

/// Of a prepared signature that holds its whole file. Errors: kCorrupt "signing.prepared.malformed".
Result<HandedOver> handOver(const PreparedSignature& prepared);

/// At the signer's: the attributes say nothing but "this document, by this certificate", and the digest is
/// theirs. Without this check a key could be made to sign anything. Errors: kInput
/// "signing.handover.attributes" (of another certificate or document, or not of a PDF signature),
/// "signing.handover.digest", "signing.algorithm.key" (the certificate's key cannot sign so).
/// Source: ETSI EN 319 142-1 §6.3, RFC 5652 §11, RFC 5035.
Result<Done> checkHandedOver(const HandedOver& handed, const Certificate& signer);

/// Was `rawSignature` made over this digest by the certificate's key? Octets of any kind may be asked about.
bool isSignatureOf(const HandedOver& handed, const Certificate& signer, const Bytes& rawSignature);

}  // namespace tdkt::signing
