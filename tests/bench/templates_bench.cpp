// How fast templates are filled on one core, and whether the memory stays flat. Run by ./dev bench templates,
// which sets other programs beside `--rate`.
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>

#include "templates/Filler.h"
#include "templates/compile/Compiler.h"
#include "tests/bench/Bench.h"
#include "tests/unit/templates/FormFile.h"

namespace tdkt::bench {
namespace {

constexpr int kRounds = 7;
constexpr double kSeconds = 0.4;
constexpr UtcTime kMadeAt{1'790'000'000'000};

template <class T>
T taken(Result<T> result) {
  if (result) return std::move(*result);
  std::cerr << result.error().code << ": " << result.error().detail << " " << result.error().field << "\n";
  std::exit(1);
}

std::string slurp(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
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

/// A page-sized picture that no compression makes smaller than a megabyte, with room for two texts: the
/// artwork of a certificate.
templates::support::FormFile artwork() {
  std::string noise;
  for (std::uint32_t state = 1; noise.size() < (1U << 20U);) {
    state = state * 1664525U + 1013904223U;
    noise += static_cast<char>(state >> 24U);
  }
  templates::support::FormFile form;
  // Several lines, and printed: other programs drop what is not.
  form.fields = {{"recipientName", 100, 400, 640, 40, "/F 4 /Ff 4096"},
                 {"achievement", 100, 320, 640, 60, "/F 4 /Ff 4096"}};
  form.resources = "<< /XObject << /I 100 0 R >> >>";
  form.contents = {"q 842 0 0 595 0 0 cm /I Do Q"};
  form.objects = {
      "<< /Type /XObject /Subtype /Image /Width 1024 /Height 1024 /ColorSpace /DeviceGray /BitsPerComponent "
      "8 /Length 1048576 >>\nstream\n" +
      noise + "\nendstream"};
  return form;
}

/// What the peers are given, too.
std::unique_ptr<templates::Filler> onArtwork(const Bytes& form) {
  const auto made = taken(templates::compileForm(
      form,
      "<form-style form=\"c\" version=\"1\" title=\"\"><fields><text name=\"recipientName\" kind=\"person\"/>"
      "<text name=\"achievement\"/></fields></form-style>"));
  std::string folder = "/tmp/tdkt-bench-XXXXXX";
  if (::mkdtemp(folder.data()) == nullptr) std::exit(1);
  std::ofstream(folder + "/background.pdf", std::ios::binary) << made.background;
  std::ofstream(folder + "/layout.xml", std::ios::binary) << made.layout;
  auto filler = taken(templates::loadTemplate(folder, templates::kDebianFonts));
  std::filesystem::remove_all(folder);
  return filler;
}

/// A template with the data that fills it.
struct Job {
  std::string name;
  std::shared_ptr<const templates::Filler> filler;
  templates::FieldSet fields;
  std::size_t operator()() const { return taken(filler->fill(fields, kMadeAt)).pdf.size(); }
};

struct World {
  std::shared_ptr<const templates::Filler> decision = loaded("decision/1");
  std::shared_ptr<const templates::Filler> certificate = loaded("certificate/1");
  std::shared_ptr<const templates::Filler> drawn = onArtwork(artwork().pdf());
  templates::FieldSet sample = fieldsOf("decision/1");
  templates::FieldSet person = fieldsOf("certificate/1");

  Job onePage() const {
    Job job{"decision", decision, sample};
    job.fields.tables.clear();
    return job;
  }
  Job onBlank() const { return {"certificate", certificate, person}; }
  Job onPicture() const {
    Job job{"artwork", drawn, {}};
    for (const char* name : {"recipientName", "achievement"}) job.fields.texts[name] = person.texts.at(name);
    return job;
  }
  Job list(std::size_t rows) const {
    return {"list of " + std::to_string(rows), decision, withRows(sample, rows)};
  }
  std::vector<Job> all() const {
    return {onePage(), onBlank(), onPicture(), list(500), list(1000), list(5000)};
  }

 private:
  static std::string folderOf(const std::string& package) {
    return TDKT_SOURCE_DIR "/templates/pack/" + package;
  }
  static std::shared_ptr<const templates::Filler> loaded(const std::string& package) {
    return taken(templates::loadTemplate(folderOf(package), templates::kDebianFonts));
  }
  static templates::FieldSet fieldsOf(const std::string& package) {
    return taken(templates::fieldSetFromJson(slurp(folderOf(package) + "/sample.json")));
  }
};

std::string octets(std::size_t size) {
  return ", " + number(static_cast<double>(size) / 1024) + " KiB";
}

void rates(Table& table, const World& world) {
  Rounds rounds(kRounds, kSeconds);
  const auto jobs = world.all();
  for (const Job& job : jobs) rounds.add(job.name, [&job] { job(); });
  rounds.run();
  const auto perSecond = [&](const Job& job, const char* what, double bar) {
    const double rate = rounds.rate(job.name);
    const std::string figure = number(rate) + "/s" + octets(job());
    return bar > 0 ? table.atLeast(what, figure, rate, bar) : table.row(what, figure);
  };
  const auto milliseconds = [&](const Job& job, double bar) {
    const double each = 1000 / rounds.rate(job.name);
    const std::string figure = number(each, 1) + " ms" + octets(job());
    return bar > 0 ? table.atMost(job.name + " rows", figure, each, bar)
                   : table.row(job.name + " rows", figure);
  };
  perSecond(jobs[0], "decision of one page", 1500);
  perSecond(jobs[1], "certificate, its frame drawn by the package", 0);
  perSecond(jobs[2], "certificate on 1 MB of artwork", 1000);
  milliseconds(jobs[3], 50);
  milliseconds(jobs[4], 0);
  milliseconds(jobs[5], 500);
  const double growth = 10 * rounds.ratio(jobs[3].name, jobs[5].name) / 100;
  table.atMost("a row among 5,000 beside a row among 500", number(growth, 2) + " ×", growth, 1.25, 2);
}

/// Every kind in turns, so that each finds what the others left behind.
void memory(Table& table, const World& world, int documents) {
  const std::vector<Job> jobs = {world.onePage(), world.onBlank(), world.onPicture()};
  std::string samples;
  long early = 0;
  long last = 0;
  for (int i = 1; i <= documents; ++i) {
    jobs[static_cast<std::size_t>(i) % jobs.size()]();
    if (i == documents / 10) early = residentKiB();
    if (i % (documents / 10) != 0) continue;
    last = residentKiB();
    samples += (samples.empty() ? "" : " ") + number(static_cast<double>(last) / 1024, 1);
  }
  const std::string what = "over " + std::to_string(documents) + " documents";
  table.atMost("memory " + what + ", MiB resident at each tenth", samples, static_cast<double>(last) / 1024,
               64);
  table.atMost("its growth after the first tenth, KiB", number(static_cast<double>(last - early)),
               static_cast<double>(last - early), 1024);
}

/// What the peers fill: the form our template was made of, and the two values.
int dump(const std::string& folder) {
  std::filesystem::create_directories(folder);
  const auto job = World().onPicture();
  std::ofstream(folder + "/form.pdf", std::ios::binary) << artwork().pdf();
  for (const auto& [name, value] : job.fields.texts)
    std::ofstream(folder + "/" + name + ".txt", std::ios::binary) << value;
  std::ofstream(folder + "/tdkt.pdf", std::ios::binary) << taken(job.filler->fill(job.fields, kMadeAt)).pdf;
  return 0;
}

/// The one figure that is set beside other programs.
int rateAlone(double seconds) {
  const auto job = World().onPicture();
  std::vector<double> rates;
  for (int round = 0; round < 3; ++round) rates.push_back(rateOf([&] { job(); }, seconds));
  std::cout << medianOf(rates) << "\n";
  return 0;
}

/// One thing many times, for a profiler: --only decision|certificate|artwork|list TIMES.
int only(const std::string& what, int times) {
  const World world;
  auto jobs = world.all();
  for (const Job& job : jobs) {
    if (job.name.rfind(what, 0) != 0) continue;
    for (int i = 0; i < times; ++i) job();
    return 0;
  }
  return 64;
}

int run(const std::vector<std::string>& words) {
  if (words.size() == 2 && words[0] == "--rate") return rateAlone(std::stod(words[1]));
  if (words.size() == 2 && words[0] == "--dump") return dump(words[1]);
  if (words.size() == 3 && words[0] == "--only") return only(words[1], std::stoi(words[2]));
  const int documents = words.size() == 2 && words[0] == "--documents" ? std::stoi(words[1]) : 100000;
  stayOnCores({0});
  const World world;
  Table table("Filling templates, one core, processor time");
  memory(table, world, documents);
  rates(table, world);
  return 0;
}

}  // namespace
}  // namespace tdkt::bench

int main(int argc, char** argv) {
  return tdkt::bench::run(std::vector<std::string>(argv + 1, argv + argc));
}
