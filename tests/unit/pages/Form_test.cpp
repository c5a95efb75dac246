#include "connector/pages/Form.h"

#include <gtest/gtest.h>

namespace tdkt::pages {
namespace {

http::Request request(const std::string& type, const Bytes& body) {
  http::Request made;
  made.headers["content-type"] = type;
  made.body = body;
  return made;
}

TEST(Form, ReadsVietnameseFromAFormAndFromJson) {
  EXPECT_EQ(formValue(request("application/x-www-form-urlencoded", "a=1&reason=Thi%E1%BA%BFu+t%E1%BB%87p"),
                      "reason"),
            "Thiếu tệp");
  EXPECT_EQ(formValue(request("application/json", R"({"reason":" Thiếu tệp "})"), "reason"), "Thiếu tệp");
  EXPECT_EQ(formValue(request("application/json", "{"), "reason"), "");
}

TEST(Form, FindsTheFileAmongThePartsOfAForm) {
  const std::string body =
      "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n1\r\n--b\r\nContent-Disposition: form-data; "
      "name=\"file\"; filename=\"Quyết định.pdf\"\r\nContent-Type: "
      "application/pdf\r\n\r\n%PDF\r\n\r\nend\r\n--b--\r\n";
  const auto file = uploadedFile(request("multipart/form-data; boundary=b", body));
  ASSERT_TRUE(file);
  EXPECT_EQ(file->name, "Quyết định.pdf");
  EXPECT_EQ(file->bytes, "%PDF\r\n\r\nend");
}

TEST(Form, AnEmptyChoiceAndABrokenFormAreToldApart) {
  const std::string empty =
      "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\r\n\r\n\r\n--b--\r\n";
  EXPECT_EQ(uploadedFile(request("multipart/form-data; boundary=b", empty)).error().code, "upload.empty");
  EXPECT_EQ(uploadedFile(request("multipart/form-data; boundary=b", "--b\r\n")).error().code,
            "upload.malformed");
  EXPECT_EQ(uploadedFile(request("multipart/form-data", empty)).error().code, "upload.malformed");
}

TEST(Form, AFileNameFromOutsideCannotBreakTheHeader) {
  const std::string header = attachmentHeader("Số 1\"\r\nX: y.pdf");
  EXPECT_EQ(header.find('\r'), std::string::npos);
  EXPECT_EQ(header.find('"'), std::string::npos);
}

}  // namespace
}  // namespace tdkt::pages
