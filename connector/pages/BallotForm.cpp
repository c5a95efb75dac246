#include "connector/pages/BallotForm.h"

#include <algorithm>
#include <charconv>

#include "connector/pages/Form.h"
#include "workflow/base/Text.h"

namespace tdkt::pages {
namespace {

bool isChoice(char c) {
  return c == workflow::kYes || c == workflow::kNo || c == workflow::kBlank || c == workflow::kInvalid ||
         c == 'r';
}

int numberIn(const std::string& text) {
  int value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  return failure == std::errc() && end == text.data() + text.size() ? value : 0;
}

/// The seat a field name like "v12" means, or -1.
long seatOf(const std::string& name, std::size_t count) {
  if (name.size() < 2 || name.front() != 'v') return -1;
  std::size_t seat = 0;
  const auto [end, failure] = std::from_chars(name.data() + 1, name.data() + name.size(), seat);
  return failure == std::errc() && end == name.data() + name.size() && seat < count ? static_cast<long>(seat)
                                                                                    : -1;
}

}  // namespace

BallotForm::BallotForm(const http::Request& request) {
  for (auto& [name, text] : formFields(request)) {
    auto composed = text::nfc(text);
    fields_[name].push_back(composed ? std::move(*composed) : text);
  }
}

std::string BallotForm::value(const std::string& name) const {
  const auto found = fields_.find(name);
  return found == fields_.end() ? std::string() : found->second.back();
}

std::vector<std::string> BallotForm::values(const std::string& name) const {
  const auto found = fields_.find(name);
  return found == fields_.end() ? std::vector<std::string>() : found->second;
}

std::vector<std::string> BallotForm::lines(const std::string& name) const {
  std::vector<std::string> out;
  std::string line;
  for (const char c : value(name) + "\n") {
    if (c == '\r') continue;
    if (c != '\n') {
      line += c;
    } else if (line.find_first_not_of(" \t") != std::string::npos) {
      out.push_back(std::exchange(line, {}));
    } else {
      line.clear();
    }
  }
  return out;
}

int BallotForm::number(const std::string& name) const {
  return numberIn(value(name));
}

std::vector<OfficialId> BallotForm::present() const {
  std::vector<OfficialId> out;
  for (const std::string& id : values("present")) out.emplace_back(id);
  return out;
}

workflow::MinutesPaper BallotForm::minutesPaper() const {
  return {value("minutesNumber"), value("recordNumber"), lines("counters"), lines("proceedings")};
}

std::string BallotForm::marks(std::size_t count, const std::vector<int>& recused) const {
  std::string out(count, workflow::kBlank);
  const std::string whole = value("marks");
  const std::string all = value("all");
  if (whole.size() == count && std::all_of(whole.begin(), whole.end(), isChoice)) out = whole;
  if (all == "y" || all == "i") out.assign(count, all.front());
  for (const auto& [name, texts] : fields_) {
    const long seat = all.empty() ? seatOf(name, count) : -1;
    if (seat >= 0 && texts.back().size() == 1 && isChoice(texts.back().front()))
      out[static_cast<std::size_t>(seat)] = texts.back().front();
  }
  for (const int seat : recused) out[static_cast<std::size_t>(seat)] = workflow::kBlank;
  return out;
}

Result<Done> BallotForm::check() const {
  for (const auto& [name, texts] : fields_) {
    for (const std::string& text : texts) {
      if (!text::isNfc(text)) return inputError("workflow.text", "not UTF-8", name.substr(0, 40));
    }
  }
  return Done{};
}

std::vector<int> recusedIn(const std::string& marks) {
  std::vector<int> out;
  for (std::size_t seat = 0; seat < marks.size(); ++seat) {
    if (marks[seat] == 'r') out.push_back(static_cast<int>(seat));
  }
  return out;
}

std::string withoutRecusals(std::string marks) {
  std::replace(marks.begin(), marks.end(), 'r', static_cast<char>(workflow::kBlank));
  return marks;
}

}  // namespace tdkt::pages
