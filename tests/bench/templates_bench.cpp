// How fast templates are filled on one core: medians over rounds. Run by ./dev bench templates.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "templates/Filler.h"
#include "templates/compile/Compiler.h"
#include "tests/unit/templates/FormFile.h"

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

/// A certificate over artwork that no compression makes smaller than a megabyte.
std::unique_ptr<templates::Filler> onArtwork() {
  std::string noise;
  for (std::uint32_t state = 1; noise.size() < (1U << 20U);) {
    state = state * 1664525U + 1013904223U;
    noise += static_cast<char>(state >> 24U);
  }
  templates::support::FormFile form;
  form.fields = {{"recipientName", 100, 400, 640, 40}, {"achievement", 100, 320, 640, 60}};
  form.resources = "<< /XObject << /I 100 0 R >> >>";
  form.contents = {"q 842 0 0 595 0 0 cm /I Do Q"};
  form.objects = {
      "<< /Type /XObject /Subtype /Image /Width 1024 /Height 1024 /ColorSpace /DeviceGray /BitsPerComponent "
      "8 "
      "/Length 1048576 >>\nstream\n" +
      noise + "\nendstream"};
  const auto made = templates::compileForm(
      form.pdf(),
      "<form-style form=\"c\" version=\"1\" title=\"\"><fields><text name=\"recipientName\" kind=\"person\"/>"
      "<text name=\"achievement\"/></fields></form-style>");
  char pattern[] = "/tmp/tdkt-bench-XXXXXX";
  if (!made || ::mkdtemp(pattern) == nullptr) std::exit(1);
  const std::string folder = pattern;
  std::ofstream(folder + "/background.pdf", std::ios::binary) << made->background;
  std::ofstream(folder + "/layout.xml", std::ios::binary) << made->layout;
  auto filler = templates::loadTemplate(folder, templates::kDebianFonts);
  std::filesystem::remove_all(folder);
  if (!filler) std::exit(1);
  return std::move(*filler);
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
  templates::FieldSet recipient;
  recipient.texts = {{"recipientName", person->texts.at("recipientName")},
                     {"achievement", person->texts.at("achievement")}};
  row("certificate on 1 MB artwork", *onArtwork(), recipient, 300);
  row("list of 500 rows", **decision, withRows(*sample, 500), 3);
  row("list of 5000 rows", **decision, withRows(*sample, 5000), 1);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("\npeak memory %ld MB\n", usage.ru_maxrss / 1024);
}
