#include "connector/office/rest/RestOfficeGateway.h"

#include <gtest/gtest.h>

#include "tests/fakes/FakeHost.h"

namespace tdkt::office {
namespace {

using fakes::FakeHost;
using Fault = FakeHost::Fault;

class RestOfficeGatewayTest : public testing::Test {
 protected:
  RestSettings settings(std::chrono::milliseconds deadline = std::chrono::seconds(10)) {
    if (port_ == 0) port_ = host_.start();
    return RestSettings{"http://127.0.0.1:" + std::to_string(port_), Secret(host_.token), deadline};
  }
  HostTask task() const { return {"wi1", host_.document, "an", "Thẩm định", *parseIsoDate("2026-12-05")}; }
  HostAttachment file() const {
    return {host_.document, "Quyết định số 1.pdf", "application/pdf", sha256Hex("%PDF-"), "%PDF-"};
  }

  FakeHost host_;
  std::uint16_t port_ = 0;
};

TEST_F(RestOfficeGatewayTest, DoesEachThingOnceHoweverOftenItIsAsked) {
  RestOfficeGateway gateway(settings());
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(gateway.openTask(task()));
    EXPECT_TRUE(gateway.closeTask("wi1", host_.document, "Đồng ý"));
    EXPECT_TRUE(gateway.setStatus({host_.document, "running", "Đang xử lý"}));
    EXPECT_TRUE(gateway.attach(file()));
    EXPECT_TRUE(gateway.sendEdxml("m1", "<edXML/>"));
  }
  ASSERT_EQ(host_.tasks.size(), 1U);
  EXPECT_EQ(host_.tasks[0]["title"], "Thẩm định");
  EXPECT_EQ(host_.tasks[0]["due"], "2026-12-05");
  EXPECT_EQ(host_.tasks[0]["state"], "Đồng ý");
  EXPECT_EQ(host_.status, "Đang xử lý");
  EXPECT_EQ(host_.statusChanges, 1);
  ASSERT_EQ(host_.attachments.size(), 1U);
  EXPECT_EQ(host_.attachments[0]["name"], "Quyết định số 1.pdf");
  EXPECT_EQ(host_.messages.size(), 1U);
}

TEST_F(RestOfficeGatewayTest, ALostReplyIsInDoubtAndTheRepeatDoesNothingTwice) {
  RestOfficeGateway gateway(settings());
  host_.failNext("POST", Fault::kFailAfterDoing);
  EXPECT_EQ(gateway.attach(file()).error().kind, ErrorKind::kInDoubt);
  EXPECT_TRUE(gateway.attach(file()));
  EXPECT_EQ(host_.attachments.size(), 1U);
  host_.failNext("POST", Fault::kFailAfterDoing);
  EXPECT_EQ(gateway.openTask(task()).error().kind, ErrorKind::kInDoubt);
  EXPECT_TRUE(gateway.openTask(task()));
  EXPECT_EQ(host_.tasks.size(), 1U);
  host_.failNext("POST", Fault::kFailAfterDoing);
  EXPECT_EQ(gateway.sendEdxml("m1", "<a/>").error().kind, ErrorKind::kInDoubt);
  EXPECT_TRUE(gateway.sendEdxml("m1", "<a/>"));
  EXPECT_EQ(host_.messages.size(), 1U);
  host_.failNext("PUT", Fault::kFailAfterDoing);
  EXPECT_EQ(gateway.setStatus({host_.document, "issued", "Xong"}).error().kind, ErrorKind::kInDoubt);
  EXPECT_TRUE(gateway.setStatus({host_.document, "issued", "Xong"}));
  EXPECT_EQ(host_.statusChanges, 1);
}

TEST_F(RestOfficeGatewayTest, ASlowHostIsLeftAtTheDeadline) {
  RestOfficeGateway gateway(settings(std::chrono::milliseconds(300)));
  host_.failNext("POST", Fault::kSlow);
  const auto sent = gateway.sendEdxml("m1", "<a/>");
  EXPECT_EQ(sent.error().kind, ErrorKind::kInDoubt);
  EXPECT_TRUE(gateway.sendEdxml("m1", "<a/>"));
  EXPECT_EQ(host_.messages.size(), 1U);
}

TEST_F(RestOfficeGatewayTest, AFailedQuestionIsCertainlyNotDone) {
  RestOfficeGateway gateway(settings());
  host_.failNext("GET", Fault::kFailBefore);
  EXPECT_EQ(gateway.openTask(task()).error().kind, ErrorKind::kUnavailable);
  EXPECT_TRUE(host_.tasks.empty());
}

TEST_F(RestOfficeGatewayTest, ARefusalIsForGoodAndABadTokenIsDenied) {
  host_.failNext("POST", Fault::kRefuse);
  EXPECT_EQ(RestOfficeGateway(settings()).openTask(task()).error().code, "office.refused");
  RestSettings wrong = settings();
  wrong.token = Secret("wrong");
  EXPECT_EQ(RestOfficeGateway(wrong).setStatus({host_.document, "", "x"}).error().code, "office.token");
  EXPECT_EQ(RestOfficeGateway(settings()).setStatus({"unknown", "", "x"}).error().code, "office.refused");
  EXPECT_EQ(RestOfficeGateway(settings()).closeTask("unknown", host_.document, "x").error().code,
            "office.refused");
}

TEST_F(RestOfficeGatewayTest, AHostThatIsAwayIsUnavailable) {
  RestSettings away = settings();
  away.baseUrl = "http://127.0.0.1:1";
  EXPECT_EQ(RestOfficeGateway(away).openTask(task()).error().code, "office.connect");
}

TEST_F(RestOfficeGatewayTest, BytesTheHostSpoiledAreNoticed) {
  host_.spoilsBytes = true;
  EXPECT_EQ(RestOfficeGateway(settings()).attach(file()).error().code, "office.attachment.digest");
  HostAttachment lying = file();
  lying.sha256 = sha256Hex("other");
  EXPECT_EQ(RestOfficeGateway(settings()).attach(lying).error().kind, ErrorKind::kBug);
}

}  // namespace
}  // namespace tdkt::office
