// How fast templates are filled on one core: medians over rounds. Run by ./dev bench templates.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "templates/Filler.h"

namespace {

using namespace tdkt;
using Clock = std::chrono::steady_clock;

std::string slurp(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// Documents a second, the median of the rounds.
double rate(const templates::Filler& filler, const templates::FieldSet& fields, int count,
            std::size_t& size) {
  std::vector<double> rates;
  for (int round = 0; round < 5; ++round) {
    const auto start = Clock::now();
    for (int i = 0; i < count; ++i) {
      const auto out = filler.fill(fields, UtcTime{1'790'000'000'000});
      if (!out)
        std::fprintf(stderr, "%s %s\n", out.error().code.c_str(), out.error().detail.c_str()), std::exit(1);
      size = out->pdf.size();
    }
    rates.push_back(count / std::chrono::duration<double>(Clock::now() - start).count());
  }
  std::sort(rates.begin(), rates.end());
  return rates[2];
}

templates::FieldSet withRows(templates::FieldSet fields, std::size_t rows) {
  templates::TableGroup group{"Cá nhân", {}};
  for (std::size_t i = 0; i < rows; ++i) {
    group.rows.push_back({"Nguyễn Thị Hồng Hạnh", "Chuyên viên, Sở Nội vụ tỉnh An Hòa",
                          "Hoàn thành xuất sắc nhiệm vụ năm 2026", "3.800.000"});
  }
  fields.tables["nominees"].groups = {group};
  return fields;
}

}  // namespace

int main() {
  const std::string packs = TDKT_SOURCE_DIR "/templates/pack/";
  const auto decision = templates::loadTemplate(packs + "decision/1", templates::kDebianFonts);
  const auto certificate = templates::loadTemplate(packs + "certificate/1", templates::kDebianFonts);
  const auto sample = templates::fieldSetFromJson(slurp(packs + "decision/1/sample.json"));
  const auto person = templates::fieldSetFromJson(slurp(packs + "certificate/1/sample.json"));
  if (!decision || !certificate || !sample || !person) return 1;
  std::size_t size = 0;
  templates::FieldSet onePage = *sample;
  onePage.tables.clear();
  std::printf("| document | per second | ms | bytes |\n|---|---|---|---|\n");
  const auto row = [&](const char* name, const templates::Filler& filler, const templates::FieldSet& fields,
                       int count) {
    const double r = rate(filler, fields, count, size);
    std::printf("| %s | %.0f | %.2f | %zu |\n", name, r, 1000 / r, size);
  };
  row("decision, one page", **decision, onePage, 300);
  row("certificate", **certificate, *person, 200);
  row("list of 500 rows", **decision, withRows(*sample, 500), 3);
  row("list of 5000 rows", **decision, withRows(*sample, 5000), 1);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("\npeak memory %ld MB\n", usage.ru_maxrss / 1024);
}
