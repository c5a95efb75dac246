#pragma once
// The story of one dossier, played without a person: the same calls a browser and the e-office would make.

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "connector/app/demo/DemoFolder.h"
#include "connector/storage/Database.h"
#include "workflow/base/Clock.h"
#include "workflow/base/Error.h"
#include "workflow/model/Dossier.h"

namespace tdkt::app::demo {

/// Which procedure is played.
enum class Plot {
  kCommendation,  ///< Bằng khen for 48: no council
  kTitle  ///< Chiến sĩ thi đua cấp tỉnh for six: posted in public, voted on by the council in secret
};
/// "commendation", "title"; nothing for anything else.
std::optional<Plot> plotFrom(std::string_view name);

/// One step as it was played.
struct PlayedStep {
  std::string step;   ///< "send", "receive", "appraise"…
  std::string actor;  ///< the host's user
  std::string via;    ///< "panel" (ticket, frame), "host" (the host's own button), "desk", "ballot"
  std::string outcome;
};

/// One signed file and what the judges said.
struct JudgedFile {
  std::string kind;             ///< "decision" or "certificate"
  std::string path;             ///< the copy under DIR/issued
  std::string sha256;           ///< of that copy
  std::string publishedSha256;  ///< as it was published, before it was raised
  std::string level;            ///< of its signatures; one that is not as wanted, when there is one
  std::string recipient;
  std::string verdict;          ///< our verifier: "valid"…
  std::string tamperedVerdict;  ///< after one changed byte: must be "invalid"
  std::string pdfsig;           ///< "valid", "invalid" or "skipped: <why>"
};

/// What the council said of one nominee.
struct CountedLine {
  std::string nominee;
  int yes = 0;
  int base = 0;
  bool passed = false;
};

/// A ballot as it was played.
struct PlayedBallot {
  int members = 0;
  int present = 0;
  int letters = 0;  ///< of absent members
  std::vector<CountedLine> lines;
  std::string minutes;  ///< PDF under DIR/issued
  std::string record;
};

struct Played {
  std::vector<PlayedStep> steps;
  std::optional<PlayedBallot> ballot;
  std::string documentId;
  std::string number;
  std::vector<JudgedFile> files;
  int attachedTimes = 0;         ///< how often the e-office got the signed decision: must be 1
  bool finishedMessage = false;  ///< an edXML status 06 reached the e-office
  std::string hostStatus;
  double seconds = 0;
  std::vector<std::string> faults;  ///< what is not as it must be; empty = good

  std::string toJson() const;
};

/// Called before each step with its name: the kill test stops the service here.
using BeforeStep = std::function<void(const std::string& step)>;

class Story {
 public:
  Story(DemoFolder folder, const Clock& clock, Plot plot = Plot::kCommendation)
      : folder_(std::move(folder)), clock_(clock), plot_(plot) {}

  /// Plays from sending over raising ("raise": issued, its levels to come) to judging. Errors: kUnavailable
  /// "story.timeout" (names what was waited for), those of the calls. A finding of the judges is in `faults`,
  /// not an error.
  Result<Played> play(const BeforeStep& beforeStep = {});
  /// Has the simulated e-office send one nomination for each procedure, unless it has sent any before.
  Result<Done> sendIfNone();
  /// The secretary's one-use way to the desk: Plot::kTitle confirms the posting there.
  void setDeskLink(std::string link) { deskLink_ = std::move(link); }
  /// How long one wait may take without anything moving in the register of issued files.
  void setPatience(std::chrono::milliseconds patience) { patience_ = patience; }

 private:
  struct Task {
    std::string key;
    std::string assignee;
    std::string title;
    std::string state;
  };
  Result<std::vector<Task>> tasks(int document);
  Result<Task> waitForTask(int document, const std::string& user, const std::string& titlePart);
  Result<Done> actInHost(const Task& task);
  Result<Done> actInPanel(const Task& task, const std::string& documentId);
  Result<int> compose(const char* sample, Played& played);
  Result<Done> postPublicly(const Task& task, const std::string& documentId);
  Result<Done> holdBallot(const std::string& documentId, Played& played);
  Result<std::string> bearerFor(const std::string& user, const std::string& documentId);
  Result<workflow::DossierState> dossierOf(const std::string& documentId);
  Result<Done> waitForClosedTask(int document, const std::string& key);
  Result<Done> waitForIssue(int document, Played& played);
  Result<Done> waitForLevels();
  Result<Done> judge(Played& played);
  Result<storage::Database*> database();
  std::string progress();
  template <class Work>
  auto insist(Work work) -> decltype(work());
  Result<Done> checkOffice(int document, Played& played);

  DemoFolder folder_;
  const Clock& clock_;
  const Plot plot_;
  std::string deskLink_;
  std::unique_ptr<storage::Database> database_;  ///< the service's own, read only; opened when first needed
  std::chrono::milliseconds patience_{60'000};
};

/// Tries `work` until it is good or fails for good; gives up when nothing has moved for as long as patience
/// lasts: a slow machine is no fault.
template <class Work>
auto Story::insist(Work work) -> decltype(work()) {
  using Steady = std::chrono::steady_clock;
  auto until = Steady::now() + patience_;
  std::string before;
  for (;;) {
    auto outcome = work();
    const bool again = !outcome && (outcome.error().kind == ErrorKind::kUnavailable ||
                                    outcome.error().kind == ErrorKind::kInDoubt);
    if (!again) return outcome;
    if (std::string now = progress(); now != before) {
      before = std::move(now);
      until = Steady::now() + patience_;
    }
    if (Steady::now() > until) return outcome;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

}  // namespace tdkt::app::demo
