#pragma once
// From one item of a host, by its profile, to the header of a nomination. Pure.

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "connector/office/edxml/Message.h"
#include "connector/office/profile/HostProfile.h"

namespace tdkt::office {

/// What became of one field.
struct MappedField {
  enum class State { kFound, kDefault, kMissing, kUnreadable };
  std::string name;
  std::string source;  ///< FieldSource::shown()
  std::string value;   ///< NFC; empty when there is none
  State state = State::kFound;
  bool needed = false;  ///< a nomination cannot do without it
};

struct MappedItem {
  edxml::Message header;
  std::vector<MappedField> fields;  ///< in the order of the schema's names
  bool complete() const;            ///< every needed field has a value
};

/// Always gives a header: what is missing is empty there, so that the intake refuses it with its usual reason
/// and the sender learns it. A value no table knows, or no date, is kUnreadable and empty.
MappedItem mapItem(const HostProfile& profile, const nlohmann::ordered_json& item);

/// The text at a pointer (numbers and true/false as text), empty when there is none.
std::string textAt(const nlohmann::ordered_json& value, const std::string& pointer);

}  // namespace tdkt::office
