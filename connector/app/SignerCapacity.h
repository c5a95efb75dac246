#pragma once
// What the decision prints above the signature must be what the procedure says and what the directory grants.

#include "connector/app/Settings.h"
#include "connector/directory/Directory.h"
#include "workflow/definition/Definition.h"

namespace tdkt::app {

/// Asked once, before the service starts. The task of tdkt:signAs and `decision.signerCapacity` must name the
/// same capacity ("KT" is printed "KT. CHỦ TỊCH"); signed for somebody else (KT., TL., TUQ.), the printed
/// signer must hold such a grant, now or later. Errors: kInput "config.capacity". Source: NĐ 30/2020/NĐ-CP,
/// Phụ lục I, II.7.
Result<Done> checkSignerCapacity(const workflow::Definition& definition, const DecisionSettings& decision,
                                 const directory::Directory& directory);

}  // namespace tdkt::app
