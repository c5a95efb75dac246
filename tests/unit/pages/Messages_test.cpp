#include "connector/pages/Messages.h"

#include <gtest/gtest.h>

#include "workflow/base/Text.h"

namespace tdkt::pages {
namespace {

TEST(Messages, CodesAnOfficialCanMeetHaveTheirOwnSentence) {
  for (const char* code : {"workflow.role",
                           "workflow.item.closed",
                           "workflow.stale",
                           "workflow.reason.missing",
                           "workflow.outcome",
                           "workflow.phase",
                           "workflow.item",
                           "council.code",
                           "workflow.ballot.handle",
                           "workflow.ballot.phase",
                           "workflow.ballot.quorum",
                           "store.version",
                           "store.dossier",
                           "access.ticket.unauthenticated",
                           "access.bearer.unauthenticated",
                           "edxml.doctype",
                           "handover.certificate",
                           "handover.declined",
                           "handover.item.expired",
                           "handover.item.mismatch",
                           "handover.item.stale",
                           "handover.item.swapped",
                           "handover.item.twice",
                           "handover.item.unknown",
                           "handover.unsigned",
                           "issuing.signer.waiting",
                           "edxml.attachment.missing",
                           "edxml.attachment.zip",
                           "edxml.malformed",
                           "lists.cell",
                           "lists.column.missing",
                           "signing.box.collision",
                           "signing.certificate.person",
                           "signing.certificate.revoked",
                           "signing.extend.broken",
                           "signing.pdf.locked",
                           "signing.revocation.unknown",
                           "signing.tsa.time",
                           "templates.glyph",
                           "verify.absent",
                           "upload.empty",
                           "worker.crashed",
                           "worker.memory",
                           "worker.timeout",
                           "signing.key.pin.last",
                           "signing.remote.lost"}) {
    EXPECT_TRUE(hasSentence(code)) << code;
  }
}

TEST(Messages, ASentenceNamesTheFieldAndIsWrittenInPrecomposedVietnamese) {
  const std::string text = sentenceFor(inputError("edxml.missing", "no code", "CodeNumber"));
  EXPECT_NE(text.find("CodeNumber"), std::string::npos);
  EXPECT_TRUE(text::isNfc(text));
}

TEST(Messages, AnUnknownCodeIsShownSoThatItCanBeReported) {
  EXPECT_NE(sentenceFor(bugError("some.new-code", "x")).find("some.new-code"), std::string::npos);
}

}  // namespace
}  // namespace tdkt::pages
