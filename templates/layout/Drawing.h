#pragma once
// What stands on a page: texts, shapes and rooms for signatures, in points from the top left corner, y
// downwards.

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "templates/fonts/FontSet.h"

namespace tdkt::templates {

inline constexpr double kPointsPerMm = 72.0 / 25.4;

struct Colour {
  double red = 0;
  double green = 0;
  double blue = 0;
};

/// One stretch of text in one face on one line; `y` is the baseline.
struct TextOp {
  double x = 0;
  double y = 0;
  Face face = Face::kRegular;
  double size = 0;
  Colour colour;
  std::string text;
  double extra = 0;  ///< points added to every space, to justify the line
};

/// Kind m, l, c or h as in PDF; `at` holds the points it needs. Kind r is a rectangle: top left corner,
/// width, height.
struct Segment {
  char kind = 'm';
  std::array<double, 6> at{};
};

struct PathOp {
  std::vector<Segment> segments;
  std::optional<Colour> fill;
  std::optional<Colour> stroke;
  double lineWidth = 0;
};

struct Room {
  std::string name;
  double x = 0;
  double y = 0;  ///< top edge
  double width = 0;
  double height = 0;
};

struct Drawing {
  std::vector<TextOp> texts;
  std::vector<PathOp> paths;
  std::vector<Room> rooms;
  void shift(double dx, double dy);
  /// Takes over another drawing, moved by (dx, dy).
  void add(Drawing other, double dx, double dy);
};

struct Page {
  double width = 0;
  double height = 0;
  Drawing drawing;
  std::shared_ptr<const Bytes> artwork;  ///< under the drawing: a deflated content, may be null
  int background = 0;                    ///< page of background.pdf under all of it; 0: none
};

/// A rectangle from its top left corner.
PathOp filledRect(double x, double y, double width, double height, Colour colour);
PathOp line(double x1, double y1, double x2, double y2, double lineWidth, Colour colour = {});
/// A closed circle made of four curves, neither filled nor stroked yet.
PathOp circle(double x, double y, double radius);
/// A closed polygon, neither filled nor stroked yet.
PathOp polygon(const std::vector<std::array<double, 2>>& points);

}  // namespace tdkt::templates
