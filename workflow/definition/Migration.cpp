#include "workflow/definition/Migration.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "workflow/base/Json.h"
#include "workflow/definition/Condition.h"
#include "workflow/model/Dossier.h"

namespace tdkt::workflow {
namespace {

using Names = std::set<std::string>;

bool rests(const Node& node) {
  return node.kind == NodeKind::kUserTask || node.kind == NodeKind::kServiceTask ||
         node.kind == NodeKind::kTimer || isJoin(node.kind);
}

/// The step keeps a record beside its task, in words of the definition it began under.
bool keepsRecord(const Node& node) {
  return node.stepKind == "ballot" || node.stepKind == "opinions" || node.stepKind == "posting" ||
         node.stepKind == "consent";
}

/// What a dossier does once; "" for everything else.
std::string onceOf(const Node& node) {
  static const Names kActions = {"reserve-number", "render", "sign-person", "sign-organisation", "publish"};
  if (kActions.count(node.action) != 0) return node.action;
  return node.stepKind == "ballot" || node.stepKind == "chair" ? node.stepKind : std::string();
}

std::vector<const Node*> ordered(const Definition& definition) {
  std::vector<const Node*> out;
  for (const auto& [id, node] : definition.nodes) out.push_back(&node);
  std::sort(out.begin(), out.end(), [](const Node* a, const Node* b) { return a->order < b->order; });
  return out;
}

/// One definition, asked what lies around a node, in the words of the new one.
class Side {
 public:
  Side(const Definition& definition, const Renames& renames) : renames_(renames) {
    for (const auto& [id, node] : definition.nodes) {
      for (const Flow& flow : node.out) link(id, flow.target);
      for (const std::string& event : node.boundary) link(id, event);
      nodes_[id] = &node;
    }
    readBlocks();
  }

  std::string named(const std::string& id) const {
    const auto row = renames_.find(id);
    return row == renames_.end() ? id : row->second;
  }

  std::string placeOf(const Node& node) const { return path(node.block); }

  Names ahead(const std::string& node) const { return once(node, next_); }
  Names behind(const std::string& node) const { return once(node, before_); }

  /// Everything inside the blocks around a node: id, kind, and on which way of which split it lies.
  const Names& around(const std::string& node) const {
    static const Names kNothing;
    const auto row = blocks_.find(node);
    return row == blocks_.end() ? kNothing : row->second;
  }

 private:
  using Links = std::map<std::string, std::vector<std::string>>;

  void link(const std::string& from, const std::string& to) {
    next_[from].push_back(to);
    before_[to].push_back(from);
  }

  Names once(const std::string& from, const Links& links) const {
    Names seen;
    Names out;
    std::vector<std::string> open{from};
    while (!open.empty()) {
      const auto row = links.find(open.back());
      open.pop_back();
      if (row == links.end()) continue;
      for (const std::string& id : row->second) {
        if (!seen.insert(id).second) continue;
        open.push_back(id);
        if (const std::string what = onceOf(*nodes_.at(id)); !what.empty()) out.insert(what);
      }
    }
    return out;
  }

  /// "split#way/inner#way/", each split by its name in the new definition.
  std::string path(const std::string& block) const {
    std::string out;
    std::size_t from = 0;
    while (from < block.size()) {
      const std::size_t end = block.find('/', from);
      const std::string part = block.substr(from, end - from);
      const std::size_t cut = part.find_first_of("#!");
      out += named(part.substr(0, cut)) + part.substr(cut) + "/";
      from = end + 1;
    }
    return out;
  }

  void readBlocks() {
    for (const auto& [id, node] : nodes_) {
      if (!isJoin(node->kind)) continue;
      const std::string block = node->block + node->split + "#";
      Names inside{signature(*node) + " " + std::to_string(node->incoming)};
      std::vector<std::string> members{id};
      for (const auto& [other, inner] : nodes_) {
        if (other == node->split) inside.insert(signature(*inner));
        if (!inner->block.starts_with(block)) continue;
        inside.insert(signature(*inner));
        members.push_back(other);
      }
      for (const std::string& member : members) blocks_[member].insert(inside.begin(), inside.end());
    }
  }

  std::string signature(const Node& node) const {
    return named(node.id) + " " + std::to_string(static_cast<int>(node.kind)) + " " + path(node.block);
  }

  const Renames& renames_;
  std::map<std::string, const Node*> nodes_;
  Links next_;
  Links before_;
  std::map<std::string, Names> blocks_;
};

void refuse(NodeMapping& row, const char* rule, std::string message) {
  row.to.clear();
  row.rule = rule;
  row.message = std::move(message);
}

void compareTerms(const Node& old, const Node& next, NodeMapping& row) {
  if (old.role != next.role) row.changes.emplace_back("role");
  if (old.workingDays != next.workingDays || old.date != next.date) row.changes.emplace_back("time");
  if (old.name != next.name) row.changes.emplace_back("title");
  const auto people = [](const Node& node) {
    const auto rule = node.settings.find("exclude");
    return rule == node.settings.end() ? std::map<std::string, std::string>() : rule->second;
  };
  if (people(old) != people(next)) row.changes.emplace_back("people");
  if (old.boundary != next.boundary) row.changes.emplace_back("timers");
  if (old.mayReturn != next.mayReturn) row.changes.emplace_back("outcomes");
  if (old.settings != next.settings && people(old) == people(next)) row.changes.emplace_back("rules");
}

void compare(const Node& old, const Node& next, NodeMapping& row) {
  const bool other = old.kind != next.kind || old.stepKind != next.stepKind || old.action != next.action ||
                     old.advisory != next.advisory;
  if (other) {
    return refuse(row, "migrate.kind",
                  "Bước cùng mã nhưng khác loại việc: hồ sơ đang ở đây không chuyển được");
  }
  if (old.stepKind == "ballot") {
    return refuse(row, "migrate.ballot", "Hồ sơ đang bỏ phiếu thì không chuyển quy trình");
  }
  if (!old.action.empty() && old.id != next.id) {
    return refuse(row, "migrate.action", "Việc tự động đang làm dở chỉ chuyển được khi giữ nguyên mã bước");
  }
  compareTerms(old, next, row);
  if (keepsRecord(old) && (old.id != next.id || !row.changes.empty())) {
    return refuse(row, "migrate.record",
                  "Bước đang lấy ý kiến, hiệp y hoặc công khai chỉ chuyển được khi không có gì thay đổi");
  }
}

const char* nameOfOnce(const std::string& what) {
  static const std::map<std::string, const char*> kNames = {
      {"ballot", "bỏ phiếu"},    {"chair", "quyết định"},          {"reserve-number", "cấp số"},
      {"render", "lập văn bản"}, {"sign-person", "ký số cá nhân"}, {"sign-organisation", "ký số cơ quan"},
      {"publish", "ban hành"}};
  return kNames.at(what);
}

/// Votes, decisions, numbers and signatures: none is lost, left out or done again.
void compareOnce(const Side& from, const Side& to, NodeMapping& row) {
  const Names ahead = from.ahead(row.from);
  const Names behind = from.behind(row.from);
  const Names newAhead = to.ahead(row.to);
  const Names newBehind = to.behind(row.to);
  for (const std::string& what : ahead) {
    if (newAhead.count(what) == 0) {
      return refuse(row, "migrate.lost",
                    "Quy trình mới không còn việc “" + std::string(nameOfOnce(what)) + "” sau bước này");
    }
  }
  for (const std::string& what : newAhead) {
    if (behind.count(what) != 0 && ahead.count(what) == 0) {
      return refuse(row, "migrate.twice",
                    "Hồ sơ đã qua việc “" + std::string(nameOfOnce(what)) + "”, quy trình mới sẽ làm lại");
    }
  }
  for (const std::string& what : newBehind) {
    if (behind.count(what) == 0 && newAhead.count(what) == 0) {
      return refuse(
          row, "migrate.skipped",
          "Quy trình mới đòi hỏi “" + std::string(nameOfOnce(what)) + "” trước bước này mà hồ sơ chưa qua");
    }
  }
}

/// Tasks whose outcome some condition of the definition reads.
Names readBy(const Definition& definition) {
  Names out;
  for (const auto& [id, node] : definition.nodes) {
    for (const Flow& flow : node.out) {
      if (!flow.test) continue;
      for (const std::string& task : flow.test->tasksRead()) out.insert(task);
    }
  }
  return out;
}

}  // namespace

bool NodeMapping::offeredAgain() const {
  static const Names kTerms = {"role", "time", "title", "people", "timers"};
  return to != from ||
         std::any_of(changes.begin(), changes.end(), [](const auto& one) { return kTerms.count(one) != 0; });
}

bool MigrationPlan::whole() const {
  return std::all_of(nodes.begin(), nodes.end(), [](const NodeMapping& row) { return !row.to.empty(); });
}

const NodeMapping* MigrationPlan::find(const std::string& node) const {
  const auto row =
      std::find_if(nodes.begin(), nodes.end(), [&](const NodeMapping& one) { return one.from == node; });
  return row == nodes.end() ? nullptr : &*row;
}

MigrationPlan planMigration(const Definition& from, const Definition& to, const Renames& renames) {
  MigrationPlan out;
  out.from = from.hash;
  out.to = to.hash;
  const Side old(from, renames);
  const Renames none;
  const Side now(to, none);
  const Names read = readBy(to);
  Names reached;
  for (const Node* node : ordered(from)) {
    if (!rests(*node)) continue;
    NodeMapping row;
    row.from = node->id;
    row.to = old.named(node->id);
    reached.insert(row.to);
    const Node* next = to.find(row.to);
    if (next == nullptr) {
      refuse(row, "migrate.missing", "Quy trình mới không còn bước này");
    } else if (old.around(node->id) != now.around(next->id) || old.placeOf(*node) != now.placeOf(*next)) {
      refuse(row, "migrate.block", "Khối song song đã thay đổi: hồ sơ đang ở giữa khối không chuyển được");
    } else if (row.to != row.from && read.count(row.to) != 0) {
      refuse(row, "migrate.read", "Điều kiện của quy trình mới đọc kết quả của bước được đổi mã");
    } else {
      compare(*node, *next, row);
      if (!row.to.empty()) compareOnce(old, now, row);
    }
    out.nodes.push_back(std::move(row));
  }
  for (const Node* next : ordered(to)) {
    if (rests(*next) && from.find(next->id) == nullptr && reached.count(next->id) == 0)
      out.added.push_back(next->id);
  }
  return out;
}

std::vector<std::string> badRenames(const Definition& from, const Definition& to, const Renames& renames) {
  std::vector<std::string> out;
  Names taken;
  for (const auto& [id, node] : from.nodes) {
    if (renames.count(id) == 0) taken.insert(id);
  }
  for (const auto& [old, now] : renames) {
    if (from.find(old) == nullptr) out.push_back("Quy trình cũ không có bước “" + old + "”");
    if (to.find(now) == nullptr) out.push_back("Quy trình mới không có bước “" + now + "”");
    if (!taken.insert(now).second) out.push_back("Hai bước cũ cùng chuyển tới “" + now + "”");
  }
  return out;
}

std::vector<NodeMapping> obstacles(const MigrationPlan& plan, const std::map<std::string, int>& tokens) {
  std::vector<NodeMapping> out;
  for (const auto& [node, count] : tokens) {
    if (count < 1) continue;
    const NodeMapping* row = plan.find(node);
    if (row == nullptr) {
      NodeMapping unknown;
      unknown.from = node;
      refuse(unknown, "migrate.missing", "Quy trình cũ không có bước này");
      out.push_back(std::move(unknown));
    } else if (row->to.empty()) {
      out.push_back(*row);
    }
  }
  return out;
}

std::vector<NodeMapping> obstacles(const MigrationPlan& plan, const DossierState& state) {
  std::vector<NodeMapping> out = obstacles(plan, state.tokens);
  for (const auto& [node, matter] : state.matters) {
    const auto* supplement = std::get_if<Supplement>(&matter);
    if (supplement == nullptr || !supplement->open) continue;
    const NodeMapping* row = plan.find(node);
    if (row != nullptr && row->to == node) continue;
    NodeMapping waits;
    waits.from = node;
    refuse(waits, "migrate.record", "Hồ sơ đang chờ bổ sung theo bước này, quy trình mới không giữ bước đó");
    out.push_back(std::move(waits));
  }
  return out;
}

Result<MigrationFile> migrationFileFromJson(std::string_view text) {
  TDKT_ASSIGN(const auto json, json::parse(text));
  if (!json.is_object()) return inputError("migrate.plan", "an object was expected");
  const auto wrong = [](const std::string& field) {
    return inputError("migrate.plan", "not as described", field);
  };
  MigrationFile out;
  for (const auto& [key, value] : json.items()) {
    if (key == "format" && value == "tdkt-migration-1") continue;
    if ((key == "from" || key == "to") && value.is_string()) {
      (key == "from" ? out.from : out.to) = value.get<std::string>();
    } else if (key == "steps" && value.is_object()) {
      for (const auto& [old, now] : value.items()) {
        if (!now.is_string()) return wrong("steps." + old);
        out.steps[old] = now.get<std::string>();
      }
    } else {
      return wrong(key);
    }
  }
  if (!json.contains("format")) return wrong("format");
  if (out.from.empty()) return wrong("from");
  if (out.to.empty()) return wrong("to");
  return out;
}

std::string toJson(const MigrationFile& file) {
  const nlohmann::ordered_json json{
      {"format", "tdkt-migration-1"}, {"from", file.from}, {"to", file.to}, {"steps", file.steps}};
  return json.dump(2) + "\n";
}

}  // namespace tdkt::workflow
