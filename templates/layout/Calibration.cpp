// The page that tells how far a printer is off.
#include <cmath>

#include "templates/layout/Paginator.h"

namespace tdkt::templates {
namespace {

constexpr double kThin = 0.4;
constexpr double kSmall = 7;     // type size of the numbers
constexpr double kCrossAt = 20;  // mm from the edges
constexpr double kCrossArm = 5;  // mm
constexpr Colour kFaint{0.6, 0.6, 0.6};

double pt(double mm) {
  return mm * kPointsPerMm;
}

void write(Drawing& out, double x, double y, double size, std::string text) {
  out.texts.push_back({x, y, Face::kRegular, size, {}, std::move(text), 0});
}

void cross(Drawing& out, double x, double y) {
  out.paths.push_back(line(x - pt(kCrossArm), y, x + pt(kCrossArm), y, kThin));
  out.paths.push_back(line(x, y - pt(kCrossArm), x, y + pt(kCrossArm), kThin));
}

double tick(int mm) {
  return pt(mm % 10 == 0 ? 4 : mm % 5 == 0 ? 3 : 1.5);
}

/// Along the top and the left edge, one step for each millimetre, 10 mm from the edge.
void rulers(Drawing& out, const Section& section) {
  const double edge = pt(10);
  for (int mm = 10; pt(mm) <= section.width - edge; ++mm) {
    out.paths.push_back(line(pt(mm), edge, pt(mm), edge + tick(mm), kThin));
    if (mm % 10 == 0) write(out, pt(mm) + 1, edge + pt(6), kSmall, std::to_string(mm));
  }
  for (int mm = 10; pt(mm) <= section.height - edge; ++mm) {
    out.paths.push_back(line(edge, pt(mm), edge + tick(mm), pt(mm), kThin));
    if (mm % 10 == 0) write(out, edge + pt(5), pt(mm) + 2, kSmall, std::to_string(mm));
  }
}

void outline(Drawing& out, const FixedBox& box) {
  const double right = box.x + box.width;
  const double bottom = box.y + box.height;
  out.paths.push_back(line(box.x, box.y, right, box.y, kThin, kFaint));
  out.paths.push_back(line(box.x, bottom, right, bottom, kThin, kFaint));
  out.paths.push_back(line(box.x, box.y, box.x, bottom, kThin, kFaint));
  out.paths.push_back(line(right, box.y, right, bottom, kThin, kFaint));
}

std::string whole(double points) {
  return std::to_string(std::lround(points / kPointsPerMm));
}

void instructions(Drawing& out, const Section& section, const FontSet& fonts) {
  const std::vector<std::string> lines = {
      "Trang cân chỉnh, khổ " + whole(section.width) + " x " + whole(section.height) +
          " mm. In đúng 100 %, không co giãn, lên giấy trắng cùng khổ với phôi.",
      "Đo từ mép trái và mép trên của giấy đến tâm dấu thập gần góc trên bên trái.",
      "Lấy 20 trừ từng số đo (mm), cộng vào --offset x,y đang dùng, rồi in lại cho đến khi đo được 20 và "
      "20."};
  double y = section.height / 2;
  for (const std::string& text : lines) {
    write(out, (section.width - fonts.width(Face::kRegular, text) * 9 / 1000) / 2, y, 9, text);
    y += 13;
  }
}

}  // namespace

Drawing calibrationDrawing(const Section& section, const FontSet& fonts) {
  Drawing out;
  for (const FixedBox& box : section.boxes) {
    if (!box.preprinted) outline(out, box);
  }
  rulers(out, section);
  for (const double x : {pt(kCrossAt), section.width - pt(kCrossAt)}) {
    for (const double y : {pt(kCrossAt), section.height - pt(kCrossAt)}) cross(out, x, y);
  }
  cross(out, section.width / 2, section.height / 2 - pt(10));
  instructions(out, section, fonts);
  return out;
}

}  // namespace tdkt::templates
