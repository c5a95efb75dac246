// The council's part of the story: the list is posted in public, ten working days pass, the council votes in
// secret on its own page, each member by himself. The calls are those a browser makes.

#include <algorithm>

#include "connector/app/CommandLine.h"
#include "connector/app/demo/DemoClock.h"
#include "connector/app/demo/Story.h"
#include "connector/app/demo/StoryCalls.h"
#include "connector/directory/Directory.h"
#include "connector/storage/SqlStore.h"
#include "workflow/base/Random.h"

namespace tdkt::app::demo {
namespace {

using workflow::Ballot;
using workflow::BallotPhase;

constexpr const char* kNode = "council";
constexpr const char* kChair = "thinh.nd";
constexpr const char* kSecretary = "hanh.pth";
constexpr std::size_t kAbsent = 2;     ///< the last of the roster: one sends a letter, one votes in his panel
constexpr std::size_t kContested = 4;  ///< the line that two members do not agree to
constexpr std::size_t kAgainst[] = {4, 5};  ///< and who they are

struct Member {
  std::string id;
  std::string user;  ///< in the e-office
};

Result<std::vector<Member>> rosterOf(const DemoFolder& folder) {
  TDKT_ASSIGN(const std::string text, readFile(folder.at("packs/integration/demo_data/directory.json")));
  TDKT_ASSIGN(const auto people, directory::Directory::fromJson(text));
  std::vector<Member> members;
  for (const auto* official : people.holdersOf("council"))
    members.push_back({official->id.text(), official->hostUsers.at("eoffice")});
  return members;
}

/// One person on the ballot page: what he sees now, and what he posts.
class BallotVisitor {
 public:
  BallotVisitor(const DemoFolder& folder, std::string bearer) : folder_(folder), bearer_(std::move(bearer)) {}

  Result<std::string> look() {
    TDKT_ASSIGN(page_, post("/ballot", {{"bearer", bearer_}, {"node", kNode}}));
    return page_;
  }
  /// An act of the page he sees now; the page after it.
  Result<std::string> act(const std::string& what, FormFields fields) {
    if (page_.empty()) TDKT_CHECK(look());
    for (const char* name : {"bearer", "node", "round", "command"})
      fields.emplace_back(name, fieldIn(page_, name));
    fields.emplace_back("act", what);
    TDKT_ASSIGN(page_, post("/ballot/act", fields));
    return page_;
  }
  /// His half of the box's key: seen, then noted.
  Result<std::string> takeCode() {
    TDKT_CHECK(act("key", {}));
    std::string code = fieldIn(page_, "code");
    if (code.empty()) return unavailableError("story.ballot", "the page showed no code");
    TDKT_CHECK(act("key", {{"code", code}}));
    return code;
  }
  Result<Done> save(const std::string& kind, const std::string& path) {
    TDKT_ASSIGN(const std::string pdf,
                post("/ballot/file", {{"bearer", bearer_}, {"node", kNode}, {"kind", kind}}));
    return writeFileWhole(path, pdf);
  }

 private:
  Result<std::string> post(const std::string& path, const FormFields& fields) {
    TDKT_ASSIGN(const auto reply, http::exchange(formCall(folder_.state.serviceUrl() + path, fields)));
    if (reply.status == 200) return reply.body;
    return inputError("story.status", std::to_string(reply.status) + " " + noticeIn(reply.body), path);
  }

  const DemoFolder& folder_;
  std::string bearer_;
  std::string page_;
};

FormFields openingOf(const std::vector<Member>& members) {
  FormFields fields = {{"establishing", "Quyết định số 15/QĐ-UBND ngày 05/01/2026"},
                       {"venue", "Phòng họp số 2, trụ sở Ủy ban nhân dân tỉnh"},
                       {"presiding", "off-thinh"}};
  for (std::size_t i = 0; i + kAbsent < members.size(); ++i) fields.emplace_back("present", members[i].id);
  return fields;
}

FormFields closingWords() {
  return {
      {"minutesNumber", "05/BB-HĐTĐKT"},
      {"recordNumber", "06/BB-HĐTĐKT"},
      {"counters", "Lê Hữu Phước, Giám đốc Sở Nội vụ\nPhạm Thị Hồng Hạnh, Chuyên viên"},
      {"proceedings", "Thường trực Hội đồng báo cáo kết quả thẩm định, công khai.\nHội đồng bỏ phiếu kín."}};
}

std::string marksOf(std::size_t member, std::size_t lines) {
  std::string marks(lines, workflow::kYes);
  const bool against = std::find(std::begin(kAgainst), std::end(kAgainst), member) != std::end(kAgainst);
  if (against && lines > kContested) marks[kContested] = workflow::kNo;
  return marks;
}

FormFields voteOf(const std::string& marks, Random& random) {
  return {{"marks", marks}, {"handle", toHex(random.bytes(16))}};
}

PlayedBallot resultOf(const Ballot& ballot, const workflow::DossierState& dossier) {
  PlayedBallot out;
  out.members = static_cast<int>(ballot.members.size());
  out.present = static_cast<int>(ballot.present());
  out.letters = static_cast<int>(ballot.lettersCounted());
  for (std::size_t seat = 0; seat < ballot.counts.size(); ++seat) {
    CountedLine line{{}, ballot.counts[seat].yes, ballot.counts[seat].base, ballot.counts[seat].passed};
    for (const auto& one : dossier.lines)
      if (one.id == ballot.lines[seat]) line.nominee = one.nominee.name;
    out.lines.push_back(std::move(line));
  }
  return out;
}

const Ballot* ballotOf(const workflow::DossierState& dossier) {
  const auto found = dossier.matters.find(kNode);
  return found == dossier.matters.end() ? nullptr : std::get_if<Ballot>(&found->second);
}

}  // namespace

Result<workflow::DossierState> Story::dossierOf(const std::string& documentId) {
  TDKT_ASSIGN(auto* const opened, database());
  storage::SqlStore store(*opened);
  TDKT_ASSIGN(const auto id, store.findByHostDocument(OfficeId("eoffice"), documentId));
  if (!id) return notYet("the dossier");
  return store.load(*id);
}

/// Confirmed at the desk by who published the list; then its time passes.
Result<Done> Story::postPublicly(const Task& task, const std::string& documentId) {
  TDKT_ASSIGN(const auto dossier, dossierOf(documentId));
  TDKT_ASSIGN(const std::string cookie, signInAtDesk(deskLink_));
  const std::string folder = folder_.state.serviceUrl() + "/desk/dossiers/" + dossier.id.text();
  http::ClientRequest look;
  look.url = folder + "/matters";
  look.headers = {{"Cookie", cookie}};
  TDKT_ASSIGN(const auto page, http::exchange(look));
  http::ClientRequest publish = formCall(folder + "/posting/publish",
                                         {{"csrf", fieldIn(page.body, "csrf")},
                                          {"command", fieldIn(page.body, "command")},
                                          {"item", task.key},
                                          {"digest", fieldIn(page.body, "digest")},
                                          {"on", isoDate(vietnamDate(clock_.now()))},
                                          {"address", "https://anhoa.example/cong-khai/chien-si-thi-dua"}});
  publish.headers = {{"Cookie", cookie}};
  TDKT_ASSIGN(const auto published, http::exchange(publish));
  if (published.status != 303)
    return inputError("story.status", std::to_string(published.status) + " " + noticeIn(published.body),
                      publish.url);
  TDKT_CHECK(setClock(folder_, 0));
  return insist([&]() -> Result<Done> {
    TDKT_ASSIGN(const auto now, dossierOf(documentId));
    const auto matter = now.matters.find("posting");
    const auto* posting =
        matter == now.matters.end() ? nullptr : std::get_if<workflow::Posting>(&matter->second);
    if (posting != nullptr && posting->state == workflow::PostingState::kEnded) return Done{};
    return notYet("the end of the posting");
  });
}

Result<Done> Story::holdBallot(const std::string& documentId, Played& played) {
  SystemRandom random;
  TDKT_ASSIGN(const auto members, rosterOf(folder_));
  const auto visitor = [&](const std::string& user) -> Result<BallotVisitor> {
    TDKT_ASSIGN(std::string bearer, bearerFor(user, documentId));
    return BallotVisitor(folder_, std::move(bearer));
  };
  TDKT_ASSIGN(BallotVisitor secretary, visitor(kSecretary));
  TDKT_CHECK(secretary.act("open", openingOf(members)));
  TDKT_ASSIGN(const std::string secretaryCode, secretary.takeCode());
  TDKT_ASSIGN(BallotVisitor chair, visitor(kChair));
  TDKT_ASSIGN(const std::string chairCode, chair.takeCode());

  TDKT_ASSIGN(const auto open, dossierOf(documentId));
  const std::size_t lines = ballotOf(open) == nullptr ? 0 : ballotOf(open)->lines.size();
  for (std::size_t i = 0; i + 1 < members.size(); ++i) {
    TDKT_ASSIGN(BallotVisitor member, visitor(members[i].user));
    TDKT_CHECK(member.act("vote", voteOf(marksOf(i, lines), random)));
  }
  FormFields letter = voteOf(marksOf(members.size() - 1, lines), random);
  letter.emplace_back("member", members.back().id);
  letter.emplace_back("reference", "Văn bản số 12/YK-VP ngày 20/11/2026");
  TDKT_CHECK(secretary.look());
  TDKT_CHECK(secretary.act("vote", letter));
  TDKT_CHECK(secretary.act("close", closingWords()));
  TDKT_CHECK(chair.look());
  TDKT_CHECK(chair.act("confirm", {{"secretaryCode", secretaryCode}, {"presidingCode", chairCode}}));

  TDKT_CHECK(insist([&]() -> Result<Done> {
    TDKT_ASSIGN(const std::string page, secretary.look());
    return page.find("value=\"forward\"") == std::string::npos ? Result<Done>(notYet("the council's minutes"))
                                                               : Result<Done>(Done{});
  }));
  TDKT_ASSIGN(const auto counted, dossierOf(documentId));
  played.ballot = resultOf(*ballotOf(counted), counted);
  played.ballot->minutes = folder_.at("issued/Biên bản họp Hội đồng.pdf");
  played.ballot->record = folder_.at("issued/Biên bản kiểm phiếu.pdf");
  TDKT_CHECK(secretary.save("minutes", played.ballot->minutes));
  TDKT_CHECK(secretary.save("record", played.ballot->record));
  TDKT_CHECK(secretary.act("forward", {}));
  return Done{};
}

}  // namespace tdkt::app::demo
