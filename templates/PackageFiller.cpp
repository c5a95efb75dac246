#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "templates/Filler.h"
#include "templates/compile/Compiler.h"
#include "templates/layout/PackageReader.h"
#include "templates/layout/Paginator.h"
#include "templates/layout/Schema.h"
#include "templates/pdf/Background.h"
#include "templates/pdf/Deflate.h"
#include "templates/pdf/Renderer.h"

namespace tdkt::templates {
namespace {

namespace fs = std::filesystem;

/// Where Debian's icc-profiles-free puts the profile PDF/A asks for.
constexpr const char* kSrgbProfile = "/usr/share/color/icc/sRGB.icc";

Result<Bytes> readWhole(const std::string& path, const char* code) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return inputError(code, "cannot be read", path);
  return Bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
}

/// The digest over every file of the package: name, length and octets, in the order of the names.
Result<std::string> packageDigest(const std::string& directory) {
  std::vector<fs::path> files;
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator(directory, failure)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  if (failure) return inputError("templates.package.malformed", "no such directory", directory);
  std::sort(files.begin(), files.end());
  Bytes all;
  for (const fs::path& file : files) {
    TDKT_ASSIGN(const Bytes octets, readWhole(file.string(), "templates.package.malformed"));
    all += file.filename().string() + '\n' + std::to_string(octets.size()) + '\n' + octets;
  }
  return sha256Hex(all);
}

Result<Done> checkLiterals(const std::vector<Piece>& pieces, const FontSet& fonts) {
  for (const Piece& piece : pieces) {
    if (const auto good = checkText(piece.literal, "layout.xml", fonts); !good) {
      return inputError("templates.package.malformed", good.error().detail, "layout.xml");
    }
  }
  return Done{};
}

Result<Done> checkLiterals(const std::vector<Block>& blocks, const FontSet& fonts) {
  for (const Block& block : blocks) {
    if (const auto* p = std::get_if<Paragraph>(&block.content)) TDKT_CHECK(checkLiterals(p->pieces, fonts));
    if (const auto* e = std::get_if<Each>(&block.content))
      TDKT_CHECK(checkLiterals(e->paragraph.pieces, fonts));
    if (const auto* t = std::get_if<Table>(&block.content)) {
      for (const TableColumn& column : t->columns)
        TDKT_CHECK(checkLiterals({{false, false, column.title, {}}}, fonts));
    }
    if (const auto* c = std::get_if<Columns>(&block.content)) {
      for (const Column& column : c->columns) TDKT_CHECK(checkLiterals(column.blocks, fonts));
    }
  }
  return Done{};
}

Result<Done> checkLiterals(const Package& package, const FontSet& fonts) {
  TDKT_CHECK(checkLiterals(package.title, fonts));
  for (const Section& section : package.sections) {
    TDKT_CHECK(checkLiterals(section.flow, fonts));
    for (const FixedBox& box : section.boxes) TDKT_CHECK(checkLiterals(box.blocks, fonts));
  }
  return Done{};
}

std::string titleOf(const Package& package, const Values& values) {
  std::string out;
  for (const Run& run : values.runs(package.title, {})) out += run.text;
  return out;
}

/// Rooms of the drawings in PDF coordinates.
std::vector<SignaturePlace> placesOf(const std::vector<Page>& pages) {
  std::vector<SignaturePlace> out;
  for (std::size_t i = 0; i < pages.size(); ++i) {
    for (const Room& room : pages[i].drawing.rooms) {
      const double bottom = pages[i].height - room.y - room.height;
      out.push_back({room.name, static_cast<int>(i) + 1, room.x, bottom, room.width, room.height});
    }
  }
  return out;
}

std::vector<TextPlace> textsOf(const std::vector<Page>& pages, const FontSet& fonts) {
  constexpr double kAbove = 0.7;  // of the type size: capitals with their tones
  constexpr double kBelow = 0.2;
  std::vector<TextPlace> out;
  for (std::size_t i = 0; i < pages.size(); ++i) {
    for (const TextOp& op : pages[i].drawing.texts) {
      const auto spaces = static_cast<double>(std::count(op.text.begin(), op.text.end(), ' '));
      const double width = fonts.width(op.face, op.text) * op.size / 1000 + op.extra * spaces;
      out.push_back({static_cast<int>(i) + 1, op.x, pages[i].height - op.y - kBelow * op.size, width,
                     (kAbove + kBelow) * op.size});
    }
  }
  return out;
}

void drawArtwork(Package& package, const FontSet& fonts) {
  for (Section& section : package.sections) {
    const Drawing drawing = artworkDrawing(section);
    if (!drawing.paths.empty()) section.artwork = artworkOf(drawing, section.height, fonts);
  }
}

/// background.pdf when a section stands on it, else null.
Result<std::shared_ptr<const Background>> backgroundFor(const Package& package,
                                                        const std::string& directory) {
  const bool wanted = std::any_of(package.sections.begin(), package.sections.end(),
                                  [](const Section& section) { return section.background > 0; });
  if (!wanted) return std::shared_ptr<const Background>();
  TDKT_ASSIGN(const Bytes pdf, readWhole(directory + "/background.pdf", "templates.package.malformed"));
  TDKT_ASSIGN(Background background, readBackground(pdf));
  TDKT_CHECK(checkBackground(package, &background));
  return std::shared_ptr<const Background>(std::make_shared<Background>(std::move(background)));
}

class PackageFiller : public Filler {
 public:
  PackageFiller(Package package, Shared shared, std::string digest, PrinterOffset offset)
      : package_(std::move(package)),
        shared_(std::move(shared)),
        digest_(std::move(digest)),
        offset_(offset) {}

  Result<FilledDocument> fill(const FieldSet& fields, UtcTime madeAt) const override {
    TDKT_CHECK(checkFields(package_, fields, shared_.fonts));
    const Composer composer(shared_.fonts, Values(package_, fields));
    TDKT_ASSIGN(auto pages, paginate(package_, composer));
    if (package_.overlay) {
      for (Page& page : pages) page.drawing.shift(offset_.x * kPointsPerMm, offset_.y * kPointsPerMm);
    }
    FilledDocument out;
    TDKT_ASSIGN(out.pdf, renderPdf(pages, shared_, titleOf(package_, composer.values()), madeAt));
    out.pages = static_cast<int>(pages.size());
    out.places = placesOf(pages);
    out.texts = textsOf(pages, shared_.fonts);
    return out;
  }

  Result<Done> checkPrintable(const std::string& field, const std::string& text) const override {
    return checkText(text, field, shared_.fonts);
  }
  std::string id() const override { return package_.form + "/" + std::to_string(package_.version); }
  std::string sha256() const override { return digest_; }

 private:
  Package package_;
  Shared shared_;
  std::string digest_;
  PrinterOffset offset_;
};

/// A package and what its documents share, read and checked.
struct Loaded {
  Package package;
  Shared shared;
  std::string digest;
};

Result<Loaded> load(const std::string& directory, const std::string& fontDirectory) {
  TDKT_CHECK(checkManifest(directory));
  TDKT_ASSIGN(const Bytes layout, readWhole(directory + "/layout.xml", "templates.package.malformed"));
  TDKT_ASSIGN(Package package, readPackage(layout));
  TDKT_ASSIGN(FontSet fonts, FontSet::load(fontDirectory));
  TDKT_CHECK(checkLiterals(package, fonts));
  TDKT_ASSIGN(const Bytes profile, readWhole(kSrgbProfile, "templates.profile.missing"));
  TDKT_ASSIGN(std::string digest, packageDigest(directory));
  TDKT_ASSIGN(auto background, backgroundFor(package, directory));
  Shared shared{std::move(fonts), deflate(profile, Effort::kThorough), digest, std::move(background)};
  return Loaded{std::move(package), std::move(shared), std::move(digest)};
}

std::unique_ptr<Filler> fillerOf(Loaded loaded, PrinterOffset offset) {
  return std::make_unique<PackageFiller>(std::move(loaded.package), std::move(loaded.shared),
                                         std::move(loaded.digest), offset);
}

}  // namespace

Result<std::unique_ptr<Filler>> loadTemplate(const std::string& directory, const std::string& fontDirectory) {
  TDKT_ASSIGN(Loaded loaded, load(directory, fontDirectory));
  drawArtwork(loaded.package, loaded.shared.fonts);
  return fillerOf(std::move(loaded), {});
}

Result<std::unique_ptr<Filler>> loadOverlay(const std::string& directory, const std::string& fontDirectory,
                                            PrinterOffset offset) {
  TDKT_ASSIGN(Loaded loaded, load(directory, fontDirectory));
  loaded.package.overlay = true;
  for (Section& section : loaded.package.sections) section.background = 0;  // it is on the blank already
  return fillerOf(std::move(loaded), offset);
}

Result<FilledDocument> calibrationPage(const std::string& directory, const std::string& fontDirectory,
                                       PrinterOffset offset, UtcTime madeAt) {
  TDKT_ASSIGN(const Loaded loaded, load(directory, fontDirectory));
  const Section& section = loaded.package.sections.front();
  Page page{section.width, section.height, calibrationDrawing(section, loaded.shared.fonts), nullptr};
  page.drawing.shift(offset.x * kPointsPerMm, offset.y * kPointsPerMm);
  FilledDocument out;
  TDKT_ASSIGN(out.pdf, renderPdf({page}, loaded.shared, "Trang cân chỉnh máy in", madeAt));
  out.pages = 1;
  return out;
}

}  // namespace tdkt::templates
