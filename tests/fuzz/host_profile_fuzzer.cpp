// A host profile and an item of that host: any octets give a profile, findings or an error; any item maps.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "connector/office/poll/Feed.h"
#include "connector/office/profile/Mapping.h"
#include "workflow/base/Json.h"

namespace {

using namespace tdkt;  // NOLINT: one program

office::HostProfile reader() {
  office::HostProfile out;
  office::FieldSource subject;
  subject.json = "/issue/subject";
  office::FieldSource number;
  number.rows = "/issue/custom_fields";
  number.where = "/name";
  number.is = "Số";
  number.take = "/value";
  number.before = "/";
  office::FieldSource issued;
  issued.json = "/issue/0/day";
  issued.date = "dd/MM/yyyy";
  out.fields = {{"subject", subject}, {"number", number}, {"issued", issued}};
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view octets(reinterpret_cast<const char*>(data), size);
  const auto reading = office::readProfile(octets);
  if (reading && reading->profile.has_value() != reading->findings.empty()) std::abort();
  const auto item = json::parse(octets);
  if (!item) return 0;
  const auto mapped = office::mapItem(reader(), *item);
  if (mapped.fields.size() != 3) std::abort();
  if (reading && reading->profile) (void)office::mapItem(*reading->profile, *item);
  (void)office::FeedState::fromJson(*item);
  return 0;
}
