#pragma once
// Vietnamese words for the states and acts of a dossier, the same on every page.

#include <string>

#include "connector/issuing/IssueRegister.h"
#include "workflow/model/Dossier.h"

namespace tdkt::pages {

const char* wordFor(workflow::Outcome outcome);      ///< "Đồng ý"
const char* wordFor(workflow::Phase phase);          ///< "Đang xử lý"
const char* wordFor(workflow::LineState state);      ///< "Đề nghị"
const char* wordFor(workflow::NomineeKind kind);     ///< "Cá nhân"
const char* wordFor(workflow::DocumentRole role);    ///< "Tờ trình"
const char* wordFor(workflow::WorkItemState state);  ///< "Chờ xử lý"
const char* wordFor(issuing::FileState state);       ///< "Đã ban hành"
/// A service task of the closed list ("sign-person" → "Ký số của người có thẩm quyền"); others as they are.
std::string wordForAction(const std::string& action);
/// An effect of the outbox ("host-status"…) for the problems page; unknown ones as they are.
std::string wordForEffect(const std::string& kind);
/// "panel" → "trong bảng phê duyệt", "host" → "trong văn phòng điện tử".
std::string wordForChannel(const std::string& channel);

/// "3 KB", "1,4 MB"
std::string sizeText(std::uint64_t octets);
/// The beginning of a digest in groups of four, enough for two people to compare by eye: "3fa9 17c2 88d0".
std::string shortDigest(const std::string& hex);

}  // namespace tdkt::pages
