#include "connector/clock/DefinitionChange.h"

#include <algorithm>

#include "workflow/base/Bytes.h"

namespace tdkt::clock {
namespace {

using workflow::MigrateDossier;

MigrateDossier commandOf(const DefinitionPlan& plan) {
  return {plan.file.to, plan.file.steps};
}

/// Answers about one dossier: it stays, the others are asked all the same.
bool staysBehind(const Error& error) {
  return error.kind == ErrorKind::kConflict;
}

void stay(MovingDossier& row, const Error& error) {
  row.goes = false;
  row.rule = error.code;
  row.node = error.field;
  if (error.code == "workflow.frozen") {
    row.message = "Hồ sơ đang tạm dừng xử lý";
  } else if (error.code.starts_with("migrate.")) {
    row.message = error.detail;
  } else {
    row.message = "Hồ sơ vừa thay đổi";
  }
}

CommandId commandId(const DefinitionPlan& plan, const DossierId& dossier) {
  return CommandId(sha256Hex(workflow::toJson(plan.file) + dossier.text()).substr(0, 32));
}

}  // namespace

DefinitionChange::DefinitionChange(storage::Database& database, workflow::Store& store,
                                   workflow::Engine& engine, const workflow::RoleDirectory& people,
                                   const workflow::WorkingCalendar& calendar, const Clock& clock)
    : database_(database),
      store_(store),
      engine_(engine),
      people_(people),
      calendar_(calendar),
      clock_(clock) {}

Result<std::vector<MovingDossier>> DefinitionChange::underWay(const std::string& definition) {
  std::vector<MovingDossier> out;
  TDKT_CHECK(database_.transact([&]() -> Result<Done> {
    out.clear();
    TDKT_ASSIGN(auto query, database_.prepare("SELECT id, document_code, subject FROM dossier "
                                              "WHERE definition_hash = ? AND phase IN ('running', 'returned')"
                                              " ORDER BY id"));
    query.bind(definition);
    for (;;) {
      TDKT_ASSIGN(const bool more, query.step());
      if (!more) return Done{};
      MovingDossier row;
      row.id = DossierId(query.text(0));
      row.code = query.text(1);
      row.subject = query.text(2);
      out.push_back(std::move(row));
    }
  }));
  return out;
}

Result<Done> DefinitionChange::look(const DefinitionPlan& plan, const OfficialId& actor, MovingDossier& row) {
  TDKT_ASSIGN(const workflow::DossierState state, store_.load(row.id));
  const UtcTime now = clock_.now();
  const workflow::Facts facts{now, calendar_, people_.rolesOf(actor, now), people_, actor, &plan.to};
  const auto step = workflow::apply(plan.from, state, commandOf(plan), facts);
  if (!step) {
    if (!staysBehind(step.error())) return step.error();
    stay(row, step.error());
    return Done{};
  }
  row.goes = true;
  row.offeredAgain = static_cast<int>(
      std::count_if(step->events.begin(), step->events.end(), [](const workflow::Event& event) {
        return std::holds_alternative<workflow::WorkItemOpened>(event.body);
      }));
  return Done{};
}

Result<std::vector<MovingDossier>> DefinitionChange::preview(const DefinitionPlan& plan,
                                                             const OfficialId& actor) {
  TDKT_ASSIGN(auto rows, underWay(plan.from.hash));
  for (MovingDossier& row : rows) TDKT_CHECK(look(plan, actor, row));
  return rows;
}

Result<std::vector<MovingDossier>> DefinitionChange::apply(const DefinitionPlan& plan,
                                                           const OfficialId& actor) {
  TDKT_ASSIGN(auto rows, preview(plan, actor));
  for (MovingDossier& row : rows) {
    if (!row.goes) continue;
    const CommandId id = commandId(plan, row.id);
    const auto reply =
        engine_.handle({id, row.id, actor, CorrelationId(id.text()), "command-line", commandOf(plan)});
    if (reply) continue;
    if (!staysBehind(reply.error())) return reply.error();
    stay(row, reply.error());  // somebody acted between the look and the move
  }
  return rows;
}

}  // namespace tdkt::clock
