// The signer's page as a browser without script meets it: forms and their answers, around the real chain.

#include "connector/pages/OwnSigningPages.h"
#include "tests/unit/issuing/OwnMachineFixture.h"

namespace tdkt::issuing {
namespace {

class OwnPages : public OwnMachine {
 protected:
  void SetUp() override { pages.addTo(router); }

  http::Response post(const std::string& path, const std::string& body, const std::string& type,
                      const std::string& accept = "text/html") {
    http::Request request;
    request.method = "POST";
    request.path = path;
    request.body = body;
    request.headers = {{"content-type", type}, {"accept", accept}};
    return router.route(std::move(request));
  }
  http::Response form(const std::string& path, const std::string& body) {
    return post(path, body, "application/x-www-form-urlencoded");
  }
  http::Response upload(const std::string& key, const std::string& file,
                        const std::string& accept = "text/html") {
    const std::string body = "--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\n" + key +
                             "\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; "
                             "filename=\"s.json\"\r\n\r\n" +
                             file + "\r\n--b--\r\n";
    return post("/sign/signatures", body, "multipart/form-data; boundary=b", accept);
  }
  static std::string keyIn(const std::string& page) {
    const std::string name = "name=\"key\" value=\"";
    const auto at = page.find(name);
    return at == std::string::npos
               ? ""
               : page.substr(at + name.size(), page.find('"', at + name.size()) - at - name.size());
  }
  std::string opened(const DossierId& id, const OfficialId& who) {
    const std::string ticket = access.issueTicket({who, id, OfficeId("eoffice")});
    const auto page = form("/sign", "ticket=" + ticket);
    EXPECT_EQ(page.status, 200);
    return page.body;
  }

  pages::PanelAccess access{province.clock, province.random};
  pages::OwnSigningPages pages{{province.store, signing, access, province.clock, province.random},
                               "https://eoffice.example"};
  http::Router router;
};

bool has(const http::Response& response, const std::string& part) {
  return response.body.find(part) != std::string::npos;
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(On, OwnPages, fakes::chosenDialect(), fakes::dialectName);

TEST_P(OwnPages, FromTheTicketToTheLastSignatureByFormsAlone) {
  const DossierId id = waiting(1);
  const std::string ticket = access.issueTicket({chair, id, OfficeId("eoffice")});
  http::Request look;
  look.method = "GET";
  look.path = "/sign/" + ticket;
  for (int i = 0; i < 2; ++i)
    EXPECT_TRUE(has(router.route(look), "Mở trang ký")) << "looking does not use it up";
  const auto page = form("/sign", "ticket=" + ticket);
  EXPECT_TRUE(has(page, "2 văn bản"));
  EXPECT_TRUE(has(page, "Bằng khen")) << page.body;
  EXPECT_EQ(form("/sign", "ticket=" + ticket).status, 401) << "a ticket works once";

  const std::string key = keyIn(page.body);
  const auto digests = form("/sign/digests", "key=" + key);
  EXPECT_EQ(digests.contentType, "application/json");
  const auto file = DigestFile::fromJson(digests.body);
  ASSERT_TRUE(file) << file.error().code;
  const auto answer = upload(key, signedByChair(*file).toJson());
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(has(answer, "Đã nhận 2 chữ ký. Đã đủ chữ ký")) << answer.body;
  work();
  EXPECT_EQ(files(id)[1].state, FileState::kPersonSigned);
  EXPECT_TRUE(has(form("/sign", "key=" + key), "không còn văn bản nào chờ ông/bà ký"));
}

TEST_P(OwnPages, TheHistoryTellsEveryVisitAndWhereTheSignaturesWereMade) {
  const DossierId id = waiting(1);
  SignatureFile file = signedByChair(*fetch(id));
  const SignatureItem last = file.items.back();
  file.items.back().signature = "garbage";
  ASSERT_TRUE(bring(id, file));
  file.items = {last};
  ASSERT_TRUE(bring(id, file));
  work();
  std::vector<workflow::Event> events;
  const auto stored = *province.store.events(id);
  for (const auto& row : stored) events.push_back(row.event);
  const std::string told = pages::historyView(events, province.directory, *signing.notes(id)).dump();
  for (const char* sentence : {"Tải tệp mã băm của 2 văn bản để ký trên máy của mình",
                               "Gửi 1 chữ ký ký trên máy của mình; 1 chữ ký không được nhận; còn thiếu 1",
                               "Gửi 1 chữ ký ký trên máy của mình; đã đủ", "(trên máy của người ký)"})
    EXPECT_NE(told.find(sentence), std::string::npos) << sentence << "\n" << told;
}

TEST_P(OwnPages, WhatWasRefusedIsNamedWithItsReasonAndTheFormsStayBelow) {
  const DossierId id = waiting(1);
  const std::string key = keyIn(opened(id, chair));
  SignatureFile file = signedByChair(*fetch(id));
  file.items[0].signature = "garbage";
  const auto answer = upload(key, file.toJson());
  EXPECT_TRUE(has(answer, "Chữ ký không khớp văn bản này hoặc đã hỏng"));
  EXPECT_TRUE(has(answer, "Quyết định 01-QĐ-UBND.pdf"));
  EXPECT_TRUE(has(answer, "id=\"own-upload\""));
  const auto json = upload(key, file.toJson(), "application/json");
  const auto told = nlohmann::ordered_json::parse(json.body);
  EXPECT_TRUE(told.at("bad"));
  EXPECT_EQ(told.at("refused").size(), 1U);
}

TEST_P(OwnPages, AFileThatIsNoneOfOursIsRefusedInVietnameseAndNothingIsLost) {
  const DossierId id = waiting(1);
  const std::string key = keyIn(opened(id, chair));
  const auto digests = form("/sign/digests", "key=" + key);
  const auto unsignedFile = upload(key, digests.body);
  EXPECT_EQ(unsignedFile.status, 422);
  EXPECT_TRUE(has(unsignedFile, "Đây là tệp mã băm chưa ký"));
  EXPECT_TRUE(has(unsignedFile, "id=\"own-upload\"")) << "he may try again at once";
  EXPECT_TRUE(has(upload(key, "%PDF-1.7"), "sai cấu trúc JSON"));
  EXPECT_TRUE(has(upload(key, ""), "Hãy chọn tệp chữ ký"));
  const auto nobody =
      upload(key, R"({"format":"tdkt-signatures","version":1,")" + std::string(5000, '<') + "\":1}");
  EXPECT_EQ(nobody.status, 422);
  EXPECT_FALSE(has(nobody, "<<<"));
  EXPECT_EQ(status(id).waiting, 2U);
}

TEST_P(OwnPages, WithoutAKeyOrWithAnotherOfficialsKeyThereIsNothingToFetch) {
  const DossierId id = waiting(1);
  EXPECT_EQ(form("/sign/digests", "key=guessed").status, 401);
  EXPECT_EQ(form("/sign/digests", "").status, 401);
  EXPECT_EQ(upload("guessed", "{}").status, 401);
  const std::string page = opened(id, OfficialId("off-huong"));
  EXPECT_NE(page.find("không còn văn bản nào chờ ông/bà ký"), std::string::npos);
  EXPECT_EQ(form("/sign/digests", "key=" + keyIn(page)).status, 403);
}

TEST_P(OwnPages, DecliningNeedsAReasonAndStopsTheStep) {
  const DossierId id = waiting(1);
  const std::string key = keyIn(opened(id, chair));
  EXPECT_TRUE(has(form("/sign/decline", "key=" + key), "Hãy ghi lý do"));
  const auto answer = form("/sign/decline", "key=" + key + "&reason=Sai+t%C3%AAn");
  EXPECT_TRUE(has(answer, "Đã ghi nhận: không ký"));
  EXPECT_TRUE(has(answer, "Việc ký đã dừng"));
  EXPECT_EQ(deadCode(), "handover.declined");
}

}  // namespace tdkt::issuing
