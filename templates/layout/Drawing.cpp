#include "templates/layout/Drawing.h"

#include <iterator>

namespace tdkt::templates {

namespace {

template <class T>
void moveBehind(std::vector<T>& out, std::vector<T>&& more) {
  if (out.empty()) {
    out = std::move(more);
  } else {
    out.insert(out.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }
}

}  // namespace

void Drawing::shift(double dx, double dy) {
  for (TextOp& text : texts) {
    text.x += dx;
    text.y += dy;
  }
  for (PathOp& path : paths) {
    for (Segment& segment : path.segments) {
      // The second point of a rectangle is its size, which does not move.
      const std::size_t numbers = segment.kind == 'r' ? 2 : segment.at.size();
      for (std::size_t i = 0; i < numbers; i += 2) {
        segment.at[i] += dx;
        segment.at[i + 1] += dy;
      }
    }
  }
  for (Room& room : rooms) {
    room.x += dx;
    room.y += dy;
  }
}

void Drawing::add(Drawing other, double dx, double dy) {
  other.shift(dx, dy);
  moveBehind(texts, std::move(other.texts));
  moveBehind(paths, std::move(other.paths));
  moveBehind(rooms, std::move(other.rooms));
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
  PathOp out;
  out.segments = {{'r', {x, y, width, height}}};
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
