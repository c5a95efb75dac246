#include <cmath>

#include "templates/layout/Paginator.h"

namespace tdkt::templates {
namespace {

constexpr Colour kRed{0.72, 0.07, 0.11};
constexpr Colour kGold{0.80, 0.62, 0.20};
constexpr Colour kPaleGold{0.97, 0.92, 0.78};
constexpr double kPi = 3.14159265358979323846;
constexpr double kBand = 22;  // width of the patterned band between the two red frames

PathOp framed(double inset, double width, double height, double lineWidth, Colour colour) {
  PathOp out = polygon(
      {{inset, inset}, {width - inset, inset}, {width - inset, height - inset}, {inset, height - inset}});
  out.stroke = colour;
  out.lineWidth = lineWidth;
  return out;
}

PathOp filledCircle(double x, double y, double radius, Colour colour) {
  PathOp out = circle(x, y, radius);
  out.fill = colour;
  return out;
}

PathOp diamond(double x, double y, double half, Colour colour) {
  PathOp out = polygon({{x - half, y}, {x, y - half}, {x + half, y}, {x, y + half}});
  out.fill = colour;
  return out;
}

/// A leaf from (x, y) in the direction of `angle`.
PathOp leaf(double x, double y, double length, double angle, Colour colour) {
  const double cosA = std::cos(angle);
  const double sinA = std::sin(angle);
  const auto at = [&](double along, double across) {
    return std::array<double, 2>{x + along * cosA - across * sinA, y + along * sinA + across * cosA};
  };
  const auto a = at(length * 0.3, length * 0.34);
  const auto b = at(length * 0.7, length * 0.22);
  const auto tip = at(length, 0);
  const auto c = at(length * 0.7, -length * 0.22);
  const auto d = at(length * 0.3, -length * 0.34);
  PathOp out;
  out.segments = {{'m', {x, y}},
                  {'c', {a[0], a[1], b[0], b[1], tip[0], tip[1]}},
                  {'c', {c[0], c[1], d[0], d[1], x, y}},
                  {'h', {}}};
  out.fill = colour;
  return out;
}

void flower(Drawing& out, double x, double y, double radius, int petals, Colour colour, Colour heart) {
  for (int i = 0; i < petals; ++i)
    out.paths.push_back(leaf(x, y, radius, 2 * kPi * i / petals + kPi / petals, colour));
  out.paths.push_back(filledCircle(x, y, radius * 0.24, heart));
}

/// Motifs along one side, evenly spaced from corner to corner: flowers and diamonds in turn.
void side(Drawing& out, double x1, double y1, double x2, double y2) {
  const double length = std::hypot(x2 - x1, y2 - y1);
  const int count = static_cast<int>(std::lround(length / 17.0)) / 2 * 2;
  for (int i = 1; i < count; ++i) {
    const double x = x1 + (x2 - x1) * i / count;
    const double y = y1 + (y2 - y1) * i / count;
    if (i % 2 == 0) {
      flower(out, x, y, 8, 8, kGold, kRed);
    } else {
      out.paths.push_back(diamond(x, y, 4.2, kRed));
      out.paths.push_back(diamond(x, y, 1.9, kPaleGold));
    }
  }
}

void corner(Drawing& out, double x, double y) {
  out.paths.push_back(filledRect(x - kBand / 2 - 3, y - kBand / 2 - 3, kBand + 6, kBand + 6, kRed));
  out.paths.push_back(filledRect(x - kBand / 2 - 1, y - kBand / 2 - 1, kBand + 2, kBand + 2, kPaleGold));
  flower(out, x, y, 12.5, 8, kGold, kRed);
  flower(out, x, y, 6.5, 8, kRed, kPaleGold);
}

}  // namespace

Drawing ornament(double width, double height, double inset) {
  Drawing out;
  PathOp band = polygon(
      {{inset, inset}, {width - inset, inset}, {width - inset, height - inset}, {inset, height - inset}});
  band.fill = kPaleGold;
  out.paths.push_back(std::move(band));
  const double inner = inset + kBand;
  out.paths.push_back(filledRect(inner, inner, width - 2 * inner, height - 2 * inner, {1, 1, 1}));
  out.paths.push_back(framed(inset, width, height, 2.4, kRed));
  out.paths.push_back(framed(inset + kBand, width, height, 1.6, kRed));
  out.paths.push_back(framed(inset + kBand + 4, width, height, 0.7, kGold));
  const double middle = inset + kBand / 2;
  side(out, middle, middle, width - middle, middle);
  side(out, middle, height - middle, width - middle, height - middle);
  side(out, middle, middle, middle, height - middle);
  side(out, width - middle, middle, width - middle, height - middle);
  for (const double x : {middle, width - middle}) {
    for (const double y : {middle, height - middle}) corner(out, x, y);
  }
  return out;
}

Drawing emblem(const Emblem& place) {
  Drawing out;
  out.paths.push_back(filledCircle(place.x, place.y, place.radius, kGold));
  out.paths.push_back(filledCircle(place.x, place.y, place.radius * 0.93, kPaleGold));
  out.paths.push_back(filledCircle(place.x, place.y, place.radius * 0.86, kRed));
  std::vector<std::array<double, 2>> points;
  for (int i = 0; i < 10; ++i) {
    const double radius = place.radius * (i % 2 == 0 ? 0.68 : 0.68 * 0.382);
    const double angle = -kPi / 2 + kPi * i / 5;
    points.push_back({place.x + radius * std::cos(angle), place.y + radius * std::sin(angle)});
  }
  PathOp star = polygon(points);
  star.fill = Colour{0.99, 0.82, 0.22};
  out.paths.push_back(std::move(star));
  return out;
}

Drawing artworkDrawing(const Section& section) {
  Drawing out;
  if (section.border) out.add(ornament(section.width, section.height, *section.border), 0, 0);
  if (section.emblem) out.add(emblem(*section.emblem), 0, 0);
  return out;
}

}  // namespace tdkt::templates
