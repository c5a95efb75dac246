#pragma once
// What the ballot page's forms say. Everything here comes from a browser and is believed by nobody: the
// engine judges the commands made of it.

#include <map>
#include <string>
#include <vector>

#include "connector/http/Router.h"
#include "workflow/council/BallotCommand.h"

namespace tdkt::pages {

/// One posted form.
class BallotForm {
 public:
  explicit BallotForm(const http::Request& request);

  /// The last value of the field; empty when absent.
  std::string value(const std::string& name) const;
  std::vector<std::string> values(const std::string& name) const;
  /// The lines of a text field, blank ones left out.
  std::vector<std::string> lines(const std::string& name) const;
  /// 0 for what is no number.
  int number(const std::string& name) const;

  std::vector<OfficialId> present() const;
  workflow::MinutesPaper minutesPaper() const;
  /// One mark for each of `count` lines from the fields v0, v1, … or from "marks" as a whole; "all" sets
  /// every line. 'r': recuses himself. Lines in `recused` stay blank.
  std::string marks(std::size_t count, const std::vector<int>& recused) const;
  /// Whether every text is UTF-8 in NFC and nothing is longer than `most`.
  Result<Done> check() const;

 private:
  std::map<std::string, std::vector<std::string>> fields_;
};

/// Seats marked 'r', and the marks with those left blank.
std::vector<int> recusedIn(const std::string& marks);
std::string withoutRecusals(std::string marks);

}  // namespace tdkt::pages
