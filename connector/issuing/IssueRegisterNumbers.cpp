// The number book of IssueRegister: numbers taken, and those that will never be used.

#include "connector/issuing/IssueRegister.h"
#include "workflow/base/Text.h"

namespace tdkt::issuing {
namespace {

Result<CivilDate> storedDay(const std::string& text) {
  const auto day = parseIsoDate(text);
  if (!day) return corruptError("issuing.number.corrupt", "a date of the number book cannot be read");
  return *day;
}

}  // namespace

std::string ReservedNumber::text() const {
  return text::documentNumber(number) + "/" + notation;
}

Result<ReservedNumber> IssueRegister::reserve(const std::string& book, const std::string& notation,
                                              const std::string& requestId) {
  ReservedNumber reserved;
  const UtcTime now = clock_.now();
  TDKT_CHECK(database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(const auto known, findReserved(requestId));
    if (known) {
      reserved = *known;
      return Done{};
    }
    reserved = {0, notation, vietnamDate(now)};
    const auto year = static_cast<std::int64_t>(static_cast<int>(reserved.date.year()));
    TDKT_ASSIGN(auto take,
                database_.prepare("INSERT INTO number_counter(book, year, last) VALUES(?, ?, 1) "
                                  "ON CONFLICT(book, year) DO UPDATE SET last = number_counter.last + 1 "
                                  "RETURNING last"));
    TDKT_ASSIGN(const bool taken, take.bind(book).bind(year).step());
    if (!taken) return bugError("issuing.counter", "the counter gave no number");
    reserved.number = take.integer(0);
    TDKT_ASSIGN(auto keep,
                database_.prepare("INSERT INTO number_issue(book, year, number, notation, date, request_id, "
                                  "taken_at) VALUES(?, ?, ?, ?, ?, ?, ?)"));
    TDKT_CHECK(keep.bind(book)
                   .bind(year)
                   .bind(reserved.number)
                   .bind(notation)
                   .bind(isoDate(reserved.date))
                   .bind(requestId)
                   .bind(now.millis)
                   .run());
    return Done{};
  }));
  return reserved;
}

Result<std::optional<ReservedNumber>> IssueRegister::findReserved(const std::string& requestId) {
  const auto guard = database_.lock();
  TDKT_ASSIGN(auto known,
              database_.prepare("SELECT number, notation, date FROM number_issue WHERE request_id = ?"));
  TDKT_ASSIGN(const bool found, known.bind(requestId).step());
  if (!found) return std::optional<ReservedNumber>();
  TDKT_ASSIGN(const CivilDate day, storedDay(known.text(2)));
  return std::optional(ReservedNumber{known.integer(0), known.text(1), day});
}

Result<Done> IssueRegister::voidNumber(const std::string& book, const ReservedNumber& number,
                                       const DossierId& dossier, const std::string& reason,
                                       const OfficialId& actor) {
  return database_.transact([&]() -> Result<Done> {
    const auto year = static_cast<std::int64_t>(static_cast<int>(number.date.year()));
    TDKT_ASSIGN(auto known,
                database_.prepare("SELECT voided_at FROM number_issue WHERE book = ? AND year = ? "
                                  "AND number = ?"));
    TDKT_ASSIGN(const bool found, known.bind(book).bind(year).bind(number.number).step());
    if (!found) return notFoundError("issuing.number", "the book has no such number", number.text());
    if (!known.isNull(0)) return Done{};
    TDKT_ASSIGN(const auto files, filesOf(dossier));
    for (const IssuedFile& file : files) {
      if (file.state == FileState::kPublished)
        return conflictError("issuing.published", "a file with this number is published", file.name);
    }
    TDKT_ASSIGN(auto update, database_.prepare("UPDATE number_issue SET voided_at = ?, void_reason = ?, "
                                               "voided_by = ?, dossier_id = ? WHERE book = ? AND year = ? "
                                               "AND number = ?"));
    update.bind(clock_.now().millis).bind(reason).bind(actor.text()).bind(dossier.text());
    TDKT_CHECK(update.bind(book).bind(year).bind(number.number).run());
    return Done{};
  });
}

Result<std::vector<IssueRegister::BookRow>> IssueRegister::numbers() {
  const auto guard = database_.lock();
  TDKT_ASSIGN(auto query,
              database_.prepare("SELECT book, year, number, request_id, notation, date, voided_at, "
                                "void_reason, voided_by FROM number_issue ORDER BY book, year, number"));
  std::vector<BookRow> rows;
  for (;;) {
    TDKT_ASSIGN(const bool row, query.step());
    if (!row) return rows;
    TDKT_ASSIGN(const CivilDate day, storedDay(query.text(5)));
    rows.push_back({query.text(0), static_cast<int>(query.integer(1)), query.integer(2), query.text(3),
                    query.text(4), day, std::nullopt, query.text(7), OfficialId(query.text(8))});
    if (!query.isNull(6)) rows.back().voidedAt = UtcTime{query.integer(6)};
  }
}

}  // namespace tdkt::issuing
