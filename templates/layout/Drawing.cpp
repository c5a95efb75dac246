#include "templates/layout/Drawing.h"

namespace tdkt::templates {

void Drawing::add(const Drawing& other, double dx, double dy) {
  for (TextOp text : other.texts) {
    text.x += dx;
    text.y += dy;
    texts.push_back(std::move(text));
  }
  for (PathOp path : other.paths) {
    for (Segment& segment : path.segments) {
      for (std::size_t i = 0; i < segment.at.size(); i += 2) {
        segment.at[i] += dx;
        segment.at[i + 1] += dy;
      }
    }
    paths.push_back(std::move(path));
  }
  for (Room room : other.rooms) {
    room.x += dx;
    room.y += dy;
    rooms.push_back(std::move(room));
  }
}

PathOp polygon(const std::vector<std::array<double, 2>>& points) {
  PathOp out;
  for (const auto& point : points) {
    out.segments.push_back({out.segments.empty() ? 'm' : 'l', {point[0], point[1]}});
  }
  out.segments.push_back({'h', {}});
  return out;
}

PathOp filledRect(double x, double y, double width, double height, Colour colour) {
  PathOp out = polygon({{x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}});
  out.fill = colour;
  return out;
}

PathOp line(double x1, double y1, double x2, double y2, double lineWidth, Colour colour) {
  PathOp out;
  out.segments = {{'m', {x1, y1}}, {'l', {x2, y2}}};
  out.stroke = colour;
  out.lineWidth = lineWidth;
  return out;
}

PathOp circle(double x, double y, double radius) {
  const double k = radius * 0.5522847498;  // control points of a quarter circle
  const double r = radius;
  PathOp out;
  out.segments = {{'m', {x + r, y}},
                  {'c', {x + r, y + k, x + k, y + r, x, y + r}},
                  {'c', {x - k, y + r, x - r, y + k, x - r, y}},
                  {'c', {x - r, y - k, x - k, y - r, x, y - r}},
                  {'c', {x + k, y - r, x + r, y - k, x + r, y}},
                  {'h', {}}};
  return out;
}

}  // namespace tdkt::templates
