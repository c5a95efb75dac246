#pragma once
// The two papers of a counted ballot: minutes of the meeting and record of the count, as fields and as PDF.
//
// Source: NĐ 30/2020/NĐ-CP, Phụ lục III (biên bản); NĐ 98/2023/NĐ-CP, Điều 30 khoản 7 (result of the ballot,
// share of all members). The words inside are to be confirmed by a domain officer (docs/templates.md).

#include <map>
#include <string>
#include <vector>

#include "connector/directory/Directory.h"
#include "connector/storage/BlobStore.h"
#include "templates/Filler.h"
#include "workflow/council/Ballot.h"
#include "workflow/model/Dossier.h"

namespace tdkt::council {

/// Words that do not come from the dossier.
struct CouncilTexts {
  std::string issuerParent;  ///< "ỦY BAN NHÂN DÂN TỈNH AN HÒA"
  std::string issuerName;    ///< "HỘI ĐỒNG THI ĐUA - KHEN THƯỞNG"
  std::string place;         ///< "An Hòa"
  std::vector<std::string> recipients;
};

/// Fields of the packs `councilMinutes/1` and `ballot/1` for a counted ballot. Pure. Shares are cut to two
/// places, never rounded up. Errors: kConflict "workflow.ballot.phase" (not counted).
Result<templates::FieldSet> minutesFields(const workflow::DossierState& dossier,
                                          const workflow::Ballot& ballot,
                                          const directory::Directory& directory, const CouncilTexts& texts);
Result<templates::FieldSet> recordFields(const workflow::DossierState& dossier,
                                         const workflow::Ballot& ballot,
                                         const directory::Directory& directory, const CouncilTexts& texts);

/// "11/12" → "91,66"; "12/12" → "100".
std::string sharePercent(int part, int whole);

/// Makes both files and keeps them with the dossier. Not thread-safe. Same ballot, same bytes.
class MinutesMaker {
 public:
  MinutesMaker(const templates::Filler& minutes, const templates::Filler& record,
               const directory::Directory& directory, storage::BlobStore& blobs, CouncilTexts texts);

  /// The facts to be kept: "<node>.minutes.sha256" and "<node>.record.sha256". Errors: those of the fields,
  /// of Filler and BlobStore; kNotFound "workflow.ballot.none".
  Result<std::map<std::string, std::string>> make(const workflow::DossierState& dossier,
                                                  const std::string& node);

 private:
  const templates::Filler& minutes_;
  const templates::Filler& record_;
  const directory::Directory& directory_;
  storage::BlobStore& blobs_;
  CouncilTexts texts_;
};

}  // namespace tdkt::council
