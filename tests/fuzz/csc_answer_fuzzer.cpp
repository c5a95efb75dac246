// Whatever a remote signing service answers, its client gives a value or an error and nothing else.

#include <cstddef>
#include <cstdint>

#include "signing/remote/CscKeyHolder.h"

namespace {

/// Answers every call with the same octets.
class OneAnswer : public tdkt::signing::RemoteTransport {
 public:
  explicit OneAnswer(tdkt::Bytes body) : body_(std::move(body)) {}
  tdkt::Result<tdkt::signing::RemoteReply> post(const tdkt::signing::RemoteRequest& /*request*/) override {
    return tdkt::signing::RemoteReply{200, body_};
  }

 private:
  tdkt::Bytes body_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  OneAnswer transport(tdkt::Bytes(reinterpret_cast<const char*>(data), size));
  const tdkt::SystemClock clock;
  tdkt::signing::CscSettings settings;
  settings.client.baseUrl = "https://signing.example";
  settings.client.bearer = tdkt::Secret("token");
  const auto key = tdkt::signing::openCscKey(settings, transport, clock);
  if (key)
    static_cast<void>((*key)->sign(tdkt::signing::SigningJobId("job"),
                                   {tdkt::signing::Hash::kSha256, tdkt::Bytes(32, 'd')}));
  return 0;
}
