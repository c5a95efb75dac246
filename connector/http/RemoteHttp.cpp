#include "connector/http/RemoteHttp.h"

namespace tdkt::http {
namespace {

constexpr std::size_t kMaxReply = 1U << 20U;

}  // namespace

Result<signing::RemoteReply> RemoteHttp::post(const signing::RemoteRequest& request) {
  ClientRequest out;
  out.method = "POST";
  out.url = request.url;
  out.contentType = request.contentType;
  out.body = request.body;
  out.deadline = deadline_;
  out.maxReply = kMaxReply;
  if (!request.bearer.empty())
    out.headers.emplace_back("Authorization", "Bearer " + std::string(request.bearer.reveal()));
  auto reply = exchange(out);
  if (reply) return signing::RemoteReply{reply->status, std::move(reply->body)};
  const Error& error = reply.error();
  if (error.kind == ErrorKind::kInDoubt) return inDoubtError("remote.lost", error.code);
  if (error.kind == ErrorKind::kInput) return error;
  return unavailableError("remote.connect", error.detail);
}

}  // namespace tdkt::http
