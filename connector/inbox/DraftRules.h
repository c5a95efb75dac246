#pragma once
// What must hold before a dossier starts, beside what the message itself says. Asked at the door, and when a
// person has answered what was open about a list.

#include <functional>
#include <string>

#include "connector/inbox/Nomination.h"

namespace tdkt::inbox {

/// May a text be printed? Asked for every name before a dossier starts, so that a letter the certificate's
/// font lacks is found at the door and not on the day of issue.
using CheckPrintable = std::function<Result<Done>(const std::string& field, const std::string& text)>;
/// Whether an award of this printed name is in force for what is received on that day.
using KnowsAward = std::function<bool(const std::string& award, CivilDate receivedOn)>;

/// Errors: kInput "intake.award.unknown" (field: row), those of `printable`.
Result<Done> checkDraft(const NominationDraft& draft, const KnowsAward& knowsAward,
                        const CheckPrintable& printable);

}  // namespace tdkt::inbox
