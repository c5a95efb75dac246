#include "workflow/model/Dossier.h"

#include <array>
#include <string_view>

#include "workflow/base/Text.h"

namespace tdkt::workflow {
namespace {

template <class E>
struct Name {
  E value;
  const char* text;
};

constexpr std::array<Name<NomineeKind>, 3> kNomineeKinds{{{NomineeKind::kIndividual, "individual"},
                                                          {NomineeKind::kCollective, "collective"},
                                                          {NomineeKind::kHousehold, "household"}}};
constexpr std::array<Name<LineState>, 11> kLineStates{{{LineState::kProposed, "proposed"},
                                                       {LineState::kHeld, "held"},
                                                       {LineState::kReturned, "returned"},
                                                       {LineState::kDropped, "dropped"},
                                                       {LineState::kPassed, "passed"},
                                                       {LineState::kFailed, "failed"},
                                                       {LineState::kDecided, "decided"},
                                                       {LineState::kIssued, "issued"},
                                                       {LineState::kWithdrawn, "withdrawn"},
                                                       {LineState::kAnnulled, "annulled"},
                                                       {LineState::kSplit, "split"}}};
constexpr std::array<Name<DocumentRole>, 3> kDocumentRoles{{{DocumentRole::kSubmission, "submission"},
                                                            {DocumentRole::kList, "list"},
                                                            {DocumentRole::kEvidence, "evidence"}}};
constexpr std::array<Name<Outcome>, 3> kOutcomes{
    {{Outcome::kAgree, "agree"}, {Outcome::kReturn, "return"}, {Outcome::kRefuse, "refuse"}}};
constexpr std::array<Name<WorkItemState>, 3> kWorkItemStates{{{WorkItemState::kOpen, "open"},
                                                              {WorkItemState::kDone, "done"},
                                                              {WorkItemState::kCancelled, "cancelled"}}};
constexpr std::array<Name<Phase>, 4> kPhases{{{Phase::kRunning, "running"},
                                              {Phase::kReturned, "returned"},
                                              {Phase::kRefused, "refused"},
                                              {Phase::kIssued, "issued"}}};

template <class E, std::size_t N>
const char* textOf(const std::array<Name<E>, N>& table, E value) {
  for (const auto& row : table) {
    if (row.value == value) return row.text;
  }
  return "?";
}

template <class E, std::size_t N>
std::optional<E> valueOf(const std::array<Name<E>, N>& table, std::string_view text) {
  for (const auto& row : table) {
    if (row.text == text) return row.value;
  }
  return std::nullopt;
}

bool isDash(char32_t c) {
  return (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xFE58 || c == 0xFF0D;
}

/// Dashes of every length become '-'; the three octets of each are found in UTF-8 directly.
std::string foldDashes(const std::string& utf8) {
  std::string out;
  for (std::size_t i = 0; i < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    if (lead >= 0xE0 && lead < 0xF0 && i + 2 < utf8.size()) {
      const auto low = [&](std::size_t at) { return static_cast<char32_t>(utf8[at]) & 0x3FU; };
      const char32_t c = (static_cast<char32_t>(lead & 0x0FU) << 12U) | (low(i + 1) << 6U) | low(i + 2);
      out += isDash(c) ? std::string("-") : utf8.substr(i, 3);
      i += 3;
    } else {
      out += utf8[i++];
    }
  }
  return out;
}

/// One spelling for what people and systems type in many: NFC, Đ and dashes folded, upper case, no spaces.
std::string normal(const std::string& typed) {
  const auto cleaned = text::cleanName(typed);
  std::string out = text::upper(foldDashes(cleaned ? *cleaned : typed));
  std::erase(out, ' ');
  return out;
}

std::string withoutLeadingZeros(const std::string& number) {
  const auto first = number.find_first_not_of('0');
  if (first == std::string::npos) return number.empty() ? "" : "0";
  return number.substr(first);
}

}  // namespace

std::string DossierHeader::businessKey() const {
  std::string code = withoutLeadingZeros(normal(number));
  if (!notation.empty()) code += "/" + normal(notation);
  if (code.empty()) return {};
  const std::string year =
      promulgatedOn ? std::to_string(static_cast<int>(promulgatedOn->year())) : std::string("-");
  return normal(senderCode) + "|" + year + "|" + code;
}

std::string foldedCode(const std::string& typed) {
  return normal(typed);
}

const char* toString(NomineeKind kind) {
  return textOf(kNomineeKinds, kind);
}
const char* toString(LineState state) {
  return textOf(kLineStates, state);
}
const char* toString(DocumentRole role) {
  return textOf(kDocumentRoles, role);
}
const char* toString(Outcome outcome) {
  return textOf(kOutcomes, outcome);
}
const char* toString(WorkItemState state) {
  return textOf(kWorkItemStates, state);
}
const char* toString(Phase phase) {
  return textOf(kPhases, phase);
}

std::optional<NomineeKind> nomineeKindFrom(std::string_view text) {
  return valueOf(kNomineeKinds, text);
}
std::optional<LineState> lineStateFrom(std::string_view text) {
  return valueOf(kLineStates, text);
}
std::optional<DocumentRole> documentRoleFrom(std::string_view text) {
  return valueOf(kDocumentRoles, text);
}
std::optional<Outcome> outcomeFrom(std::string_view text) {
  return valueOf(kOutcomes, text);
}
std::optional<WorkItemState> workItemStateFrom(std::string_view text) {
  return valueOf(kWorkItemStates, text);
}
std::optional<Phase> phaseFrom(std::string_view text) {
  return valueOf(kPhases, text);
}

}  // namespace tdkt::workflow
