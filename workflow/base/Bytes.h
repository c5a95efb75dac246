#pragma once
// Octets and their SHA-256. Bytes is std::string because Poco, SQLite and the C++ library all speak it.

#include <optional>
#include <string>
#include <string_view>

namespace tdkt {

using Bytes = std::string;  ///< octets, never assumed to be text

/// Lower-case hex of the SHA-256 of `octets`: the name of a stored blob, the digest an official approves.
std::string sha256Hex(std::string_view octets);
/// 32 octets.
Bytes sha256(std::string_view octets);

std::string toHex(std::string_view octets);
std::optional<Bytes> fromHex(std::string_view text);
std::string toBase64(std::string_view octets);
/// Ignores ASCII white space; any other foreign character or bad padding gives nothing.
std::optional<Bytes> fromBase64(std::string_view text);
/// Compares without telling by its duration where the difference is.
bool equalConstantTime(std::string_view left, std::string_view right);

}  // namespace tdkt
