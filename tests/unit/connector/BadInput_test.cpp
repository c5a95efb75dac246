// What comes in wrong, one test each: it gets a clear error that names the place, in Vietnamese where an
// official sees it, and nothing accepted before is lost.

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "connector/inbox/IntakeRoutes.h"
#include "connector/pages/Access.h"
#include "connector/pages/Messages.h"
#include "templates/Filler.h"
#include "tests/fakes/Province.h"
#include "tests/fakes/ZipOf.h"
#include "workflow/definition/Definition.h"

namespace tdkt {
namespace {

constexpr const char* kAward = "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh";

Bytes replaced(Bytes text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, Bytes::npos) << from;
  return at == Bytes::npos ? text : text.replace(at, from.size(), to);
}

/// A service with one good dossier in it, before anything bad arrives.
class BadInput : public ::testing::Test {
 protected:
  void SetUp() override {
    inbox::addIntakeRoutes(router, province.inbox, {{province.office, authenticator}});
    ASSERT_EQ(post("good", good).status, 202);
    ASSERT_TRUE(worker.runOnce());
    const auto dossiers = *province.store.dossiers(10);
    ASSERT_EQ(dossiers.size(), 1U);
    before = province.load(dossiers.front().id);
  }
  /// Whatever came since: the good dossier, its delivery and its files are as they were.
  void TearDown() override {
    const auto dossiers = *province.store.dossiers(10);
    ASSERT_EQ(dossiers.size(), 1U);
    EXPECT_EQ(province.load(dossiers.front().id), before);
    EXPECT_EQ(province.inbox.recent(100)->back().state, "done");
    EXPECT_EQ(province.count("SELECT count(*) FROM inbox WHERE state = 'due'"), 0);
    for (const auto& document : before.documents) EXPECT_TRUE(province.blobs.get(document.sha256));
  }

  http::Response post(const std::string& id, const Bytes& body, const Bytes& signedBody = {}) {
    const std::int64_t at = province.clock.now().millis / 1000;
    http::Request request;
    request.method = "POST";
    request.path = "/intake/eoffice/edxml";
    request.body = body;
    request.headers = {
        {"webhook-id", id},
        {"webhook-timestamp", std::to_string(at)},
        {"webhook-signature", http::signWebhook(secret, id, at, signedBody.empty() ? body : signedBody)}};
    return router.route(request);
  }
  static std::string codeOf(const http::Response& response) {
    return nlohmann::json::parse(response.body).at("code").get<std::string>();
  }
  /// A message that is accepted for its sender's sake and then set aside: its row at the desk.
  inbox::InboxRow setAside(const Bytes& body) {
    const std::string key = "bad-" + std::to_string(++sent);
    EXPECT_EQ(post(key, body).status, 202);
    EXPECT_TRUE(worker.runOnce());
    const auto row = province.inbox.recent(1)->front();
    EXPECT_EQ(row.key, key);
    EXPECT_EQ(row.state, "rejected");
    return row;
  }
  static Bytes message(const std::vector<edxml::OutgoingAttachment>& attachments) {
    return *edxml::writeDocument(fakes::nominationHeader("119"), attachments);
  }
  static Bytes anotherGood() {
    return message({fakes::submissionPdf(), fakes::nomineeCsv(fakes::listOf({"Lý Văn Bình"}))});
  }
  static void expectSentence(const std::string& code, const std::string& field) {
    EXPECT_TRUE(pages::hasSentence(code)) << code;
    const std::string sentence = pages::sentenceFor(inputError(code, "English", field));
    EXPECT_EQ(sentence.find("English"), std::string::npos);
    EXPECT_NE(sentence.find(field), std::string::npos);
  }
  static void expectAtDesk(const inbox::InboxRow& row, const std::string& code, const std::string& field) {
    EXPECT_EQ(row.errorCode, code) << row.errorDetail;
    EXPECT_EQ(row.errorField, field);
    expectSentence(code, field);
  }

  static const templates::Filler& certificate() {
    static const auto once = std::move(
        *templates::loadTemplate(TDKT_SOURCE_DIR "/templates/pack/certificate/1", templates::kDebianFonts));
    return *once;
  }

  fakes::Province province;
  const Secret secret{"whsec_" + toBase64("a secret shared with the office")};
  http::WebhookAuthenticator authenticator{{secret}, province.clock};
  http::Router router;
  inbox::IntakeWorker worker{province.intakeParts(),
                             {province.definition->hash, kAward,
                              [](const std::string& award, CivilDate) { return award == kAward; }},
                             [](const std::string& field, const std::string& text) {
                               return certificate().checkPrintable(field, text);
                             },
                             [](const auto&, const auto*, const auto&) { return Result<Done>(Done{}); }};
  const Bytes good = fakes::nomination(fakes::listOf({"Hà Thị Ánh", "Y Moan Êban"}));
  workflow::DossierState before;
  int sent = 0;
};

TEST_F(BadInput, AWrongToken) {
  pages::PanelAccess panel(province.clock, province.random);
  identity::Sessions sessions(*province.database, province.clock, province.random, {});
  pages::DeskAccess desk(province.clock, province.random, sessions);
  for (const Error& error : {panel.authorise("guessed").error(), panel.redeem("guessed").error(),
                             desk.authorise("guessed").error(), desk.redeem("guessed").error()}) {
    EXPECT_EQ(http::problem(error).status, 401) << error.code;
    expectSentence(error.code, error.field);
  }
}

TEST_F(BadInput, AForgedMessage) {
  const auto response = post("forged", anotherGood(), good);
  EXPECT_EQ(response.status, 401);
  EXPECT_EQ(codeOf(response), "webhook.unauthenticated");
  expectSentence("webhook.unauthenticated", "");
  EXPECT_EQ(province.inbox.recent(100)->size(), 1U);
}

TEST_F(BadInput, ARepeatedMessage) {
  EXPECT_EQ(post("good", good).status, 202);
  EXPECT_FALSE(worker.runOnce());
  const auto reused = post("good", anotherGood());
  EXPECT_EQ(reused.status, 409);
  EXPECT_EQ(codeOf(reused), "inbox.key.reused");
  expectSentence("inbox.key.reused", "");
  EXPECT_EQ(province.inbox.recent(100)->size(), 1U);
}

TEST_F(BadInput, MalformedXml) {
  const auto row = setAside(anotherGood().substr(0, 900));
  expectAtDesk(row, "edxml.malformed", "");
  EXPECT_NE(row.errorDetail.find("line"), std::string::npos) << row.errorDetail;
}

TEST_F(BadInput, AMessageWithoutItsSender) {
  expectAtDesk(setAside(replaced(anotherGood(), "<edXML:OrganId>H99.12</edXML:OrganId>", "")),
               "edxml.missing", "From/OrganId");
}

TEST_F(BadInput, ADoctype) {
  const Bytes body =
      replaced(anotherGood(), "<edXML ", "<!DOCTYPE edXML SYSTEM \"file:///etc/passwd\"><edXML ");
  expectAtDesk(setAside(body), "edxml.doctype", "");
}

TEST_F(BadInput, AZipBomb) {
  const Bytes bomb = fakes::zipOf({{"Danh sách.csv", Bytes(60U << 20U, ' ')}});
  ASSERT_LT(bomb.size(), 1U << 20U);
  expectAtDesk(setAside(message({fakes::submissionPdf(), fakes::nomineeCsv(bomb, "Danh sách.zip")})),
               "edxml.attachment.zip", "Danh sách.zip");
}

TEST_F(BadInput, AMissingAttachment) {
  const Bytes whole = anotherGood();
  const std::size_t from = whole.find("<Attachment>");
  const std::size_t to = whole.find("</Attachment>", from);
  ASSERT_NE(to, Bytes::npos);
  const std::size_t end = to + std::string("</Attachment>").size();
  const auto row = setAside(whole.substr(0, from) + whole.substr(end));
  EXPECT_FALSE(row.errorField.empty());
  expectAtDesk(row, "edxml.attachment.missing", row.errorField);
}

TEST_F(BadInput, APdfThatIsNotOne) {
  expectAtDesk(setAside(message({{"Tờ trình.pdf", "", "application/pdf", "MZ a program", false},
                                 fakes::nomineeCsv(fakes::listOf({"Lý Văn Bình"}))})),
               "intake.pdf", "Tờ trình.pdf");
}

TEST_F(BadInput, ANameWithALetterTheFontLacks) {
  const auto row = setAside(
      message({fakes::submissionPdf(), fakes::nomineeCsv(fakes::listOf({"Lý Văn Bình", "Trần 文"}))}));
  expectAtDesk(row, "templates.glyph", "row 2");
  EXPECT_NE(row.errorDetail.find("U+6587"), std::string::npos);
}

TEST_F(BadInput, ANameThatIsMissing) {
  expectAtDesk(
      setAside(message({fakes::submissionPdf(), fakes::nomineeCsv(fakes::listOf({"Lý Văn Bình", ""}))})),
      "lists.cell", "Danh sách.csv, A3");
}

/// Definitions are an administrator's input: each finding is itself a Vietnamese sentence with line and
/// element.
TEST_F(BadInput, ADefinitionWithARoleNobodyHolds) {
  const std::string bpmn = replaced(workflow::testing::provincialBpmn(), "candidateGroups=\"clerk\"",
                                    "candidateGroups=\"wizard\"");
  const auto checked = workflow::checkDefinition(bpmn, {province.directory.roles(), false});
  EXPECT_FALSE(checked.definition);
  ASSERT_EQ(checked.findings.size(), 1U);
  EXPECT_EQ(checked.findings[0].rule, "domain.holder");
  EXPECT_EQ(checked.findings[0].element, "seal");
  EXPECT_GT(checked.findings[0].line, 0);
  EXPECT_NE(checked.findings[0].message.find("wizard"), std::string::npos) << checked.findings[0].message;
}

TEST_F(BadInput, ADefinitionWithAnElementWeDoNotRun) {
  const std::string bpmn = replaced(workflow::testing::provincialBpmn(), "<bpmn:serviceTask id=\"render\"",
                                    "<bpmn:scriptTask id=\"s\"/>"
                                    "<bpmn:serviceTask id=\"render\"");
  const auto checked = workflow::checkDefinition(bpmn, {province.directory.roles(), false});
  EXPECT_FALSE(checked.definition);
  ASSERT_FALSE(checked.findings.empty());
  EXPECT_EQ(checked.findings[0].rule, "profile.element");
  EXPECT_NE((checked.findings[0].element + checked.findings[0].message).find("scriptTask"),
            std::string::npos);
  EXPECT_GT(checked.findings[0].line, 0);
  EXPECT_FALSE(checked.findings[0].message.empty());
}

}  // namespace
}  // namespace tdkt
