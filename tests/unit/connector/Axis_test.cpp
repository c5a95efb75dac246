// The three dialects of the axis against servers of our own that behave, and misbehave.

#include <gtest/gtest.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>

#include "connector/office/axis/AxisOffice.h"
#include "connector/office/axis/Dialects.h"
#include "tests/fakes/MisbehavingHost.h"
#include "tests/fakes/Province.h"

namespace tdkt::office {
namespace {

using fakes::Misbehaviour;
using Json = nlohmann::ordered_json;

/// An axis with messages waiting. Speaks the dialect the test names.
class AxisServer {
 public:
  explicit AxisServer(const std::string& dialect) {
    if (dialect == "vxp") addVxp();
    if (dialect == "lgsp") addLgsp();
    if (dialect == "edoc") addEdoc();
    url = host.start();
  }

  fakes::MisbehavingHost host;
  std::string url;
  std::vector<std::pair<std::string, Bytes>> waiting;  ///< id, message; in the order they are listed
  std::vector<std::string> confirmed;
  std::vector<Bytes> sent;
  std::function<void(const std::string&)> onConfirm;
  bool forgetConfirms = false;
  std::string code = "0";

 private:
  Bytes messageOf(const std::string& id) {
    for (const auto& [known, message] : waiting) {
      if (known == id) return message;
    }
    return {};
  }
  void confirm(const std::string& id) {
    if (onConfirm) onConfirm(id);
    confirmed.push_back(id);
    if (forgetConfirms) return;
    const auto gone = [&](const auto& row) { return row.first == id; };
    waiting.erase(std::remove_if(waiting.begin(), waiting.end(), gone), waiting.end());
  }

  void addVxp() {
    host.on("POST", "/getReceivedEdocList", [this](const http::Request& r) {
      if (!genuine(r)) return http::Response::json(R"({"status":"FAIL","ErrorCode":"10"})");
      Json rows = Json::array();
      if (r.header("xroadvnpt-messagetype") == "edoc") {
        for (const auto& [id, message] : waiting) rows.push_back({{"docId", id}, {"status", "initial"}});
      }
      return ok(rows);
    });
    host.on("POST", "/getEdoc",
            [this](const http::Request& r) { return ok(toBase64(messageOf(r.header("xroadvnpt-docid")))); });
    host.on("POST", "/updateStatus", [this](const http::Request& r) {
      confirm(r.header("xroadvnpt-docid"));
      return ok("");
    });
    host.on("POST", "/sendEdoc", [this](const http::Request& r) {
      if (r.header("xroadvnpt-hash-file") == sha256Hex(r.body)) sent.push_back(r.body);
      return ok("");
    });
  }
  http::Response ok(const Json& data) {
    return http::Response::json(
        Json{{"status", code == "0" ? "OK" : "FAIL"}, {"ErrorCode", code}, {"data", data}}.dump());
  }
  static bool genuine(const http::Request& request) {
    const std::string text = request.header("xroadvnpt-sign-header");
    std::string mac(32, '\0');
    unsigned int length = 0;
    HMAC(EVP_sha256(), "s3cret", 6, reinterpret_cast<const unsigned char*>(text.data()), text.size(),
         reinterpret_cast<unsigned char*>(mac.data()), &length);
    const Json named = Json::parse(text, nullptr, false);
    return request.header("xroadvnpt-hash-header") == toHex(mac) && named.is_object() &&
           named["XroadVnpt-systemid"] == "H99.01" &&
           request.header("xroadvnpt-sign-header-key").find("XroadVnpt-timestamp") != std::string::npos;
  }

  void addLgsp() {
    const auto guarded = [](http::Handler handler) {
      return [handler](const http::Request& r) {
        return r.bearer() == "t1" ? handler(r) : http::Response::json("{}", 401);
      };
    };
    host.on("POST", "/login", [](const http::Request& r) {
      const Json body = Json::parse(r.body);
      const bool good = body["systemId"] == "H99.01" && body["secretKey"] == "s3cret";
      return http::Response::json(good ? R"({"errorCode":"0","token":"t1"})" : R"({"errorCode":"10"})");
    });
    host.on("GET", "/received-edocs", guarded([this](const http::Request&) {
              Json rows = Json::array();
              for (const auto& [id, message] : waiting)
                rows.push_back({{"docId", id}, {"messageType", "edoc"}, {"status", "initial"}});
              return http::Response::json(Json{{"errorCode", code}, {"data", rows}}.dump());
            }));
    host.on("GET", "/get-edoc", guarded([this](const http::Request& r) {
              return http::Response::json(
                  Json{{"errorCode", "0"}, {"data", toBase64(messageOf(r.query.at("docId")))}}.dump());
            }));
    host.on("POST", "/update-status", guarded([this](const http::Request& r) {
              confirm(Json::parse(r.body)["docId"]);
              return http::Response::json(R"({"errorCode":"0"})");
            }));
    host.on("POST", "/send-edoc", guarded([this](const http::Request& r) {
              sent.push_back(*fromBase64(Json::parse(r.body)["data"].get<std::string>()));
              return http::Response::json(R"({"errorCode":"0"})");
            }));
  }

  void addEdoc() {
    host.on("POST", "/", [this](const http::Request& r) {
      const std::string action = r.header("soapaction");
      std::string inner;
      if (r.body.find("<Secret>s3cret</Secret>") == Bytes::npos || code != "0") return soap("<s:Fault/>");
      if (action.find("GetPendingDocumentIds") != std::string::npos) {
        for (const auto& [id, message] : waiting) inner += "<e:DocumentId>" + id + "</e:DocumentId>";
      } else if (action.find("GetDocument") != std::string::npos) {
        inner = "<e:Content>" + toBase64(messageOf(between(r.body))) + "</e:Content>";
      } else if (action.find("ConfirmReceived") != std::string::npos) {
        confirm(between(r.body));
      } else {
        const std::size_t at = r.body.find("<Content>") + 9;
        sent.push_back(*fromBase64(r.body.substr(at, r.body.find("</Content>") - at)));
      }
      return soap(inner);
    });
  }
  static std::string between(const Bytes& body) {
    const std::size_t at = body.find("<DocumentId>") + 12;
    return body.substr(at, body.find("</DocumentId>") - at);
  }
  static http::Response soap(const std::string& inner) {
    http::Response out = http::Response::bytes(
        "<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" "
        "xmlns:e=\"http://www.e-doc.vn/Schema/\"><s:Body>" +
            inner + "</s:Body></s:Envelope>",
        "text/xml");
    return out;
  }
};

class AxisPull : public ::testing::TestWithParam<const char*> {
 protected:
  AxisSettings settings(const std::string& secret = "s3cret") {
    AxisSettings out;
    out.dialect = GetParam();
    out.baseUrl = server.url + (out.dialect == "edoc" ? "/" : "");
    out.systemId = "H99.01";
    out.secret = Secret(secret);
    return out;
  }
  AxisOffice office(const std::string& secret = "s3cret") {
    return {province.office, makeAxis(settings(secret), province.clock), 60, province.inbox, province.clock};
  }
  void wait(int count) {
    for (int i = 1; i <= count; ++i) {
      server.waiting.emplace_back(
          "doc-" + std::to_string(i),
          fakes::nomination(fakes::listOf({"Hà Thị Ánh"}), fakes::nominationHeader(std::to_string(i))));
    }
  }
  std::int64_t kept() { return province.count("SELECT count(*) FROM inbox"); }

  fakes::Province province;
  AxisServer server{GetParam()};
};

TEST_P(AxisPull, TheAxisIsToldOnlyWhatIsKeptForGood) {
  wait(3);
  std::vector<std::int64_t> keptThen;
  server.onConfirm = [&](const std::string&) { keptThen.push_back(kept()); };
  AxisOffice axis = office();
  ASSERT_TRUE(axis.round());
  EXPECT_EQ(keptThen, (std::vector<std::int64_t>{1, 2, 3}));
  ASSERT_TRUE(axis.round());
  EXPECT_EQ(kept(), 3);
}

TEST_P(AxisPull, DuplicatesAndAnyOrderMakeOneDeliveryEach) {
  wait(4);
  std::reverse(server.waiting.begin(), server.waiting.end());
  server.waiting.push_back(server.waiting.front());
  server.forgetConfirms = true;  // as when its answer to us got lost
  AxisOffice axis = office();
  ASSERT_TRUE(axis.round());
  ASSERT_TRUE(axis.round());
  EXPECT_EQ(kept(), 4);
  EXPECT_EQ(axis.counts().fresh, 4);
  EXPECT_EQ(axis.counts().repeated, 6);
}

TEST_P(AxisPull, OneIdForTwoContentsKeepsBoth) {
  wait(1);
  server.forgetConfirms = true;
  AxisOffice axis = office();
  ASSERT_TRUE(axis.round());
  server.waiting[0].second = fakes::nomination(fakes::listOf({"Lý Văn Bình"}), fakes::nominationHeader("1"));
  ASSERT_TRUE(axis.round());
  EXPECT_EQ(kept(), 2);
}

TEST_P(AxisPull, WhateverTheAxisDoesNothingIsLostAndNothingDoubled) {
  wait(3);
  AxisOffice axis = office();
  for (const auto how : {Misbehaviour::kDown, Misbehaviour::kGone, Misbehaviour::kRedirect,
                         Misbehaviour::kGarbage, Misbehaviour::kLost, Misbehaviour::kHtml}) {
    for (int calls = 1; calls <= 3; ++calls) {
      server.host.misbehave(how, calls);
      (void)axis.round();
      province.clock.advance(std::chrono::hours(1));  // past any open circuit
    }
  }
  server.host.misbehave(Misbehaviour::kNone, 0);
  ASSERT_TRUE(axis.round());
  EXPECT_EQ(kept(), 3);
  EXPECT_TRUE(server.waiting.empty());
}

TEST_P(AxisPull, ABusyAxisIsLeftAloneAsLongAsItAsks) {
  wait(1);
  server.host.misbehave(Misbehaviour::kTooMany);
  AxisOffice axis = office();
  EXPECT_FALSE(axis.round());
  const int calls = server.host.calls();
  EXPECT_EQ(axis.round().error().code, "office.circuit.open");
  EXPECT_EQ(server.host.calls(), calls);
  province.clock.advance(std::chrono::seconds(30));
  EXPECT_TRUE(axis.round());
  EXPECT_EQ(kept(), 1);
}

TEST_P(AxisPull, TheSignedDecisionGoesOutAsADocumentThatAnswersTheSubmissionAndARepeatIsTheSameOctets) {
  Letterhead letterhead;
  letterhead.own = {"H99.01", "UBND tỉnh An Hòa", "ỦY BAN NHÂN DÂN TỈNH AN HÒA", "", ""};
  letterhead.place = "An Hòa";
  letterhead.signerName = "Lê Văn Thịnh";
  AxisOffice axis(province.office, makeAxis(settings("s3cret"), province.clock), 60, province.inbox,
                  province.clock, letterhead);
  HostAttachment file{"H99.12,2026/11/20,118/TTr-SGDĐT", "Quyết định 01-QĐ-UBND.pdf", "application/pdf",
                      sha256Hex("%PDF-"), "%PDF-"};
  EXPECT_TRUE(axis.attach(file));
  EXPECT_TRUE(server.sent.empty()) << "without its letter nobody knows what it is";
  file.letter = DecisionLetter{"01",
                               "QĐ-UBND",
                               *parseIsoDate("2026-11-25"),
                               "Về việc tặng Bằng khen",
                               "H99.12",
                               "Sở Giáo dục và Đào tạo",
                               "118/TTr-SGDĐT",
                               parseIsoDate("2026-11-20")};
  ASSERT_TRUE(axis.round());  // signed in, where the dialect has that
  server.host.misbehave(Misbehaviour::kLost);
  const auto lost = axis.attach(file);
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().kind, ErrorKind::kInDoubt);
  province.clock.advance(std::chrono::hours(1));
  ASSERT_TRUE(axis.attach(file));
  ASSERT_EQ(server.sent.size(), 2U);
  EXPECT_EQ(server.sent[0], server.sent[1]);
  const auto message = edxml::parse(server.sent[1]);
  ASSERT_TRUE(message) << message.error().code;
  EXPECT_FALSE(message->isStatus);
  EXPECT_EQ(message->documentId, "H99.01,2026/11/25,01/QĐ-UBND");
  EXPECT_EQ(message->to.at(0).id, "H99.12");
  EXPECT_EQ(message->responseForDocumentId, file.document);
  EXPECT_EQ(message->responseForCode, "118/TTr-SGDĐT");
  EXPECT_EQ(message->responseForDate, parseIsoDate("2026-11-20"));
  ASSERT_EQ(message->attachments.size(), 1U);
  EXPECT_EQ(message->attachments[0].bytes, "%PDF-");
}

TEST_P(AxisPull, AWrongSecretIsForAPersonAndNotForARepeat) {
  AxisOffice axis = office("wrong");
  const auto round = axis.round();
  ASSERT_FALSE(round);
  EXPECT_EQ(round.error().code, "axis.refused");
}

TEST_P(AxisPull, AStatusGoesOutWholeAndALostAnswerIsADoubt) {
  edxml::StatusMessage status;
  status.from.id = "H99.01";
  status.forDocumentId = "d";
  status.statusCode = "06";
  const Bytes message = edxml::writeStatus(status);
  AxisOffice axis = office();
  ASSERT_TRUE(axis.sendEdxml("k", message));
  ASSERT_EQ(server.sent.size(), 1U);
  EXPECT_EQ(server.sent[0], message);
  server.host.misbehave(Misbehaviour::kLost);
  const auto lost = axis.sendEdxml("k", message);
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().kind, ErrorKind::kInDoubt);
}

INSTANTIATE_TEST_SUITE_P(Dialects, AxisPull, ::testing::Values("vxp", "lgsp", "edoc"),
                         [](const auto& dialect) { return std::string(dialect.param); });

TEST(AxisToken, AnExpiredTokenIsAskedForAgain) {
  fakes::Province province;
  AxisServer server("lgsp");
  AxisSettings settings;
  settings.dialect = "lgsp";
  settings.baseUrl = server.url;
  settings.systemId = "H99.01";
  settings.secret = Secret("s3cret");
  const auto axis = makeAxis(settings, province.clock);
  ASSERT_TRUE(axis->pending());
  const int calls = server.host.calls();
  province.clock.advance(std::chrono::minutes(26));
  ASSERT_TRUE(axis->pending());
  EXPECT_EQ(server.host.calls(), calls + 2);
}

}  // namespace
}  // namespace tdkt::office
