#include "connector/lists/ListReview.h"

#include <algorithm>

namespace tdkt::lists {
namespace {

struct Prepared {
  std::size_t number = 0;  ///< of the sheet in the file
  std::vector<Conversion> conversions;
};

bool namesSomebody(const SheetPlan& plan) {
  return plan.columns.count(Column::kName) + plan.columns.count(Column::kPerson) +
             plan.columns.count(Column::kCollective) >
         0;
}

bool kindIsTold(const SheetPlan& plan) {
  return plan.columns.count(Column::kName) == 0 || plan.columns.count(Column::kKind) != 0;
}

class Review {
 public:
  Review(const ListDecision& decision, const RememberedPlans& remembered)
      : decision_(decision), remembered_(remembered) {}

  Result<ListReview> run(std::vector<NamedSheet> sheets) {
    prepare(std::move(sheets));
    if (out_.sheets.empty()) return inputError("lists.empty", "there is nothing in the file");
    TDKT_CHECK(decision_.plan.empty() ? propose() : takeDecided());
    if (out_.columns.empty()) TDKT_CHECK(readTables());
    return std::move(out_);
  }

 private:
  void prepare(std::vector<NamedSheet> sheets) {
    for (std::size_t i = 0; i < sheets.size(); ++i) {
      if (!hasContent(sheets[i].cells)) continue;
      prepared_.push_back({i + 1, convertLegacy(sheets[i].cells, std::nullopt)});
      settleHeadings(sheets[i].cells, prepared_.back().conversions);
      out_.sheets.push_back(std::move(sheets[i]));
    }
  }

  /// A second sheet is asked about once, unless each was decided before.
  Result<Done> propose() {
    bool allRemembered = true;
    for (std::size_t i = 0; i < prepared_.size(); ++i) {
      const Sheet& cells = out_.sheets[i].cells;
      Proposal proposal = proposePlan(cells, prepared_[i].number, remembered_);
      const bool known = remembered_.count(memoryKey(cells, proposal.plan)) != 0;
      allRemembered = allRemembered && known;
      out_.remembered = out_.remembered || known;
      out_.columns.insert(out_.columns.end(), proposal.doubts.begin(), proposal.doubts.end());
      out_.plan.push_back(std::move(proposal.plan));
    }
    if (prepared_.size() > 1 && !allRemembered)
      out_.columns.insert(out_.columns.begin(), PlanDoubt{1, "lists.sheets", {}, {}});
    return Done{};
  }

  Result<Done> takeDecided() {
    for (const Prepared& sheet : prepared_) {
      const auto plan = std::find_if(decision_.plan.begin(), decision_.plan.end(),
                                     [&](const SheetPlan& one) { return one.sheet == sheet.number; });
      const bool usable =
          plan != decision_.plan.end() && (!plan->read || (namesSomebody(*plan) && kindIsTold(*plan)));
      if (!usable)
        return badPlan("each sheet that is read needs a column of names and a way to tell the kind");
      out_.plan.push_back(*plan);
    }
    return anyRead() ? Result<Done>(Done{}) : badPlan("no sheet is to be read");
  }

  static Error badPlan(const char* why) { return inputError("lists.columns.decided", why); }

  bool anyRead() const {
    return std::any_of(out_.plan.begin(), out_.plan.end(), [](const SheetPlan& one) { return one.read; });
  }

  Result<Done> readTables() {
    const auto read =
        std::count_if(out_.plan.begin(), out_.plan.end(), [](const SheetPlan& one) { return one.read; });
    TableReader reader(decision_.cells);
    for (std::size_t i = 0; i < out_.plan.size(); ++i) {
      if (!out_.plan[i].read) continue;
      const std::string prefix = read > 1 ? out_.sheets[i].name + "!" : std::string();
      TDKT_CHECK(reader.read(out_.sheets[i].cells, prepared_[i].conversions, out_.plan[i], prefix));
    }
    TableResult result = reader.take();
    out_.cells = std::move(result.open);
    out_.list = std::move(result.list);
    if (out_.cells.empty() && out_.list.nominees.empty())
      return inputError("lists.empty", "there is no nominee under the headings");
    return Done{};
  }

  const ListDecision& decision_;
  const RememberedPlans& remembered_;
  std::vector<Prepared> prepared_;
  ListReview out_;
};

}  // namespace

Result<ListReview> reviewList(const Bytes& file, const ListDecision& decision,
                              const RememberedPlans& remembered) {
  TDKT_ASSIGN(auto sheets, readSheets(file));
  return Review(decision, remembered).run(std::move(sheets));
}

}  // namespace tdkt::lists
