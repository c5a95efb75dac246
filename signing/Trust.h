#pragma once
// What a verifier may believe: authorities with the dates they were trusted, and algorithms with the dates
// they were strong. Data, never compiled in but for a standard policy. Source: NĐ 68/2024/NĐ-CP Đ.31–32, TT
// 15/2025/TT-BKHCN (RSA from 2048 bits, ECDSA from 256), ETSI TS 119 312, ETSI TS 119 612 (service status).

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "signing/Certificate.h"
#include "workflow/base/Error.h"
#include "workflow/base/Time.h"

namespace tdkt::signing {

/// One row of a trust list. An authority whose status changed has several rows; outside all of them it is not
/// trusted.
struct TrustAnchor {
  Certificate certificate;
  std::string name = {};
  bool granted = true;  ///< false: a row that says "withdrawn"
  bool signatures = true;
  bool timeStamps = true;
  std::optional<UtcTime> from = {};   ///< first instant; none = ever since
  std::optional<UtcTime> until = {};  ///< first instant after; none = still
};

/// An algorithm that may be relied on: "SHA-256" for digests, "RSA" or "EC" with a least size for keys.
struct AlgorithmRule {
  std::string algorithm;
  int minBits = 0;
  std::optional<UtcTime> until = {};  ///< first instant at which it no longer counts; none = still good
};

struct AlgorithmPolicy {
  std::vector<AlgorithmRule> rules;

  /// SHA-256, SHA-384, SHA-512, RSA from 2048 bits, EC from 256 bits, all without an end.
  static AlgorithmPolicy standard();
  bool accepts(std::string_view algorithm, int bits, UtcTime at) const;
};

/// Plain roots are trusted at any time; `anchors` by their rows.
struct TrustSettings {
  std::vector<Certificate> roots;           ///< signer roots
  std::vector<Certificate> timestampRoots;  ///< empty = same as roots
  std::vector<TrustAnchor> anchors = {};
  AlgorithmPolicy algorithms = AlgorithmPolicy::standard();

  /// Everybody who may end a path for that purpose, at whatever time.
  std::vector<Certificate> candidates(bool timeStamps) const;
  /// Was this candidate trusted for that purpose then?
  bool trusts(const Certificate& anchor, bool timeStamps, UtcTime at) const;
};

/// A trust list file; its form is in docs/verify.md. Errors: kInput "signing.trust.malformed" (field names
/// the place), "json.*".
Result<TrustSettings> readTrustList(std::string_view json);
/// `anchors` and `algorithms` as readTrustList() takes them; empty when there are no anchors.
std::string writeTrustList(const TrustSettings& trust);

}  // namespace tdkt::signing
