#pragma once
// What each command means for a dossier: one function per command, one file per family. Private to the
// engine.
//
// A new command is a struct (engine/Command.h), a file here with its decide() and contentOf(), their two
// lines below, and one alternative of Command.

#include <nlohmann/json_fwd.hpp>

#include "workflow/engine/Engine.h"

namespace tdkt::workflow {

/// Everything a decision may depend on.
struct Case {
  const Definition& definition;
  const DossierState& state;
  const Facts& facts;
  DossierState* owned = nullptr;  ///< the same state, when the caller gave it away

  /// The state for a Transition to work on: moved when it may be. Only for a decision that has made all its
  /// checks and looks at `state` no more.
  DossierState take() const { return owned == nullptr ? state : std::move(*owned); }
};

Result<Step> decide(const Case& given, const StartDossier& command);
Result<Step> decide(const Case& given, const ResubmitDossier& command);
Result<Step> decide(const Case& given, const WithdrawDossier& command);
Result<Step> decide(const Case& given, const CompleteWorkItem& command);
Result<Step> decide(const Case& given, const CompleteAction& command);
Result<Step> decide(const Case& given, const AnnulDossier& command);
Result<Step> decide(const Case& given, const FireTimer& command);
Result<Step> decide(const Case& given, const UnfreezeDossier& command);
Result<Step> decide(const Case& given, const FreezeDossier& command);
Result<Step> decide(const Case& given, const WithdrawLines& command);
Result<Step> decide(const Case& given, const AnswerRecall& command);
Result<Step> decide(const Case& given, const RecallDossier& command);
Result<Step> decide(const Case& given, const BallotCommand& command);
Result<Step> decide(const Case& given, const AnswerOpinion& command);
Result<Step> decide(const Case& given, const AskOpinion& command);
Result<Step> decide(const Case& given, const CloseOpinions& command);
Result<Step> decide(const Case& given, const ConfirmPublication& command);
Result<Step> decide(const Case& given, const InterruptPosting& command);
Result<Step> decide(const Case& given, const ResumePosting& command);
Result<Step> decide(const Case& given, const AddPostingComment& command);
Result<Step> decide(const Case& given, const ClassifyPostingComment& command);
Result<Step> decide(const Case& given, const SettlePostingComment& command);
Result<Step> decide(const Case& given, const ConfirmConsentSent& command);
Result<Step> decide(const Case& given, const RecordConsentAnswer& command);
Result<Step> decide(const Case& given, const RemindWorkItem& command);
Result<Step> decide(const Case& given, const RecomputeDue& command);
Result<Step> decide(const Case& given, const SplitDossier& command);
Result<Step> decide(const Case& given, const MigrateDossier& command);

/// What makes two commands of one id the same: their content, in a fixed order.
nlohmann::ordered_json contentOf(const StartDossier& command);
nlohmann::ordered_json contentOf(const ResubmitDossier& command);
nlohmann::ordered_json contentOf(const WithdrawDossier& command);
nlohmann::ordered_json contentOf(const CompleteWorkItem& command);
nlohmann::ordered_json contentOf(const CompleteAction& command);
nlohmann::ordered_json contentOf(const AnnulDossier& command);
nlohmann::ordered_json contentOf(const FireTimer& command);
nlohmann::ordered_json contentOf(const UnfreezeDossier& command);
nlohmann::ordered_json contentOf(const FreezeDossier& command);
nlohmann::ordered_json contentOf(const WithdrawLines& command);
nlohmann::ordered_json contentOf(const AnswerRecall& command);
nlohmann::ordered_json contentOf(const RecallDossier& command);
nlohmann::ordered_json contentOf(const BallotCommand& command);
nlohmann::ordered_json contentOf(const AnswerOpinion& command);
nlohmann::ordered_json contentOf(const AskOpinion& command);
nlohmann::ordered_json contentOf(const CloseOpinions& command);
nlohmann::ordered_json contentOf(const ConfirmPublication& command);
nlohmann::ordered_json contentOf(const InterruptPosting& command);
nlohmann::ordered_json contentOf(const ResumePosting& command);
nlohmann::ordered_json contentOf(const AddPostingComment& command);
nlohmann::ordered_json contentOf(const ClassifyPostingComment& command);
nlohmann::ordered_json contentOf(const SettlePostingComment& command);
nlohmann::ordered_json contentOf(const ConfirmConsentSent& command);
nlohmann::ordered_json contentOf(const RecordConsentAnswer& command);
nlohmann::ordered_json contentOf(const RemindWorkItem& command);
nlohmann::ordered_json contentOf(const RecomputeDue& command);
nlohmann::ordered_json contentOf(const SplitDossier& command);
nlohmann::ordered_json contentOf(const MigrateDossier& command);

}  // namespace tdkt::workflow
