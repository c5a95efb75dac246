#pragma once
// The story of one dossier, played without a person: the same calls a browser and the e-office would make.

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "connector/app/demo/DemoFolder.h"
#include "connector/storage/Database.h"
#include "workflow/base/Clock.h"
#include "workflow/base/Error.h"

namespace tdkt::app::demo {

/// One step as it was played.
struct PlayedStep {
  std::string step;   ///< "send", "receive", "appraise"…
  std::string actor;  ///< the host's user
  std::string via;    ///< "panel" (ticket, frame) or "host" (the host's own button)
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

struct Played {
  std::vector<PlayedStep> steps;
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
  Story(DemoFolder folder, const Clock& clock) : folder_(std::move(folder)), clock_(clock) {}

  /// Plays from sending over raising ("raise": issued, its levels to come) to judging. Errors: kUnavailable
  /// "story.timeout" (names what was waited for), those of the calls. A finding of the judges is in `faults`,
  /// not an error.
  Result<Played> play(const BeforeStep& beforeStep = {});
  /// Has the simulated e-office send the demo's nomination, unless it has sent one before.
  Result<Done> sendIfNone();
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
  std::unique_ptr<storage::Database> database_;  ///< the service's own, read only; opened when first needed
  std::chrono::milliseconds patience_{60'000};
};

}  // namespace tdkt::app::demo
