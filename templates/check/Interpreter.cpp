#include "templates/check/Interpreter.h"

#include <podofo/base/PdfArray.h>
#include <podofo/base/PdfContentsTokenizer.h>
#include <podofo/base/PdfDictionary.h>
#include <podofo/base/PdfName.h>
#include <podofo/base/PdfString.h>
#include <podofo/base/PdfVariant.h>

#include <algorithm>
#include <cmath>

namespace tdkt::templates::check {
namespace {

using namespace PoDoFo;

constexpr int kMaxDepth = 8;
constexpr double kFlat = 2.0;  // points; a filled rectangle no higher is a line
constexpr std::size_t kMaxOperands = 64;
constexpr std::size_t kMaxStates = 512;

struct State {
  Matrix ctm;
  const SeenFont* font = nullptr;
  double size = 0;
  double letterSpace = 0;
  double wordSpace = 0;
  double scale = 1;
  double leading = 0;
  double rise = 0;
  bool hidden = false;
  bool black = true;
};

}  // namespace

Matrix operator*(const Matrix& m, const Matrix& n) {
  return {m.a * n.a + m.b * n.c, m.a * n.b + m.b * n.d,       m.c * n.a + m.d * n.c,
          m.c * n.b + m.d * n.d, m.e * n.a + m.f * n.c + n.e, m.e * n.b + m.f * n.d + n.f};
}

/// One content stream with its graphics states.
class ContentRun {
 public:
  ContentRun(Interpreter& owner, const PdfObject* resources, const Matrix& start, SeenPage& page, int depth)
      : owner_(owner), resources_(resources), page_(page), depth_(depth) {
    state_.ctm = start;
  }

  void run(const Bytes& content) {
    PdfContentsTokenizer tokens(content.data(), static_cast<long>(content.size()));
    EPdfContentsType type = ePdfContentsType_Variant;
    const char* keyword = nullptr;
    PdfVariant value;
    while (tokens.ReadNext(type, keyword, value)) {
      if (type == ePdfContentsType_Keyword) {
        execute(keyword);
        operands_.clear();
      } else if (type == ePdfContentsType_Variant && operands_.size() < kMaxOperands) {
        operands_.push_back(value);
      }
    }
  }

 private:
  double number(std::size_t i) const {
    if (i >= operands_.size()) return 0;
    const PdfVariant& value = operands_[i];
    return value.IsNumber() || value.IsReal() ? value.GetReal() : 0;
  }

  Matrix matrix() const { return {number(0), number(1), number(2), number(3), number(4), number(5)}; }

  const PdfObject* resource(const char* kind) const {
    if (resources_ == nullptr || operands_.empty() || !operands_[0].IsName()) return nullptr;
    const PdfObject* group = entry(owner_.objects_, *resources_, kind);
    if (group == nullptr || !group->IsDictionary()) return nullptr;
    return resolved(owner_.objects_, group->GetDictionary().GetKey(operands_[0].GetName()));
  }

  void execute(const std::string& op) {
    if (op == "q" && states_.size() < kMaxStates) states_.push_back(state_);
    if (op == "Q" && !states_.empty()) {
      state_ = states_.back();
      states_.pop_back();
    }
    if (op == "cm") state_.ctm = matrix() * state_.ctm;
    if (op == "Do") drawForm();
    executeText(op);
    executePath(op);
    executeColour(op);
  }

  void executeText(const std::string& op) {
    if (op == "BT") text_ = line_ = Matrix();
    if (op == "Tf") {
      const PdfObject* found = resource("Font");
      state_.font = found == nullptr ? nullptr : &owner_.font(*found);
      state_.size = number(1);
    }
    if (op == "Tc") state_.letterSpace = number(0);
    if (op == "Tw") state_.wordSpace = number(0);
    if (op == "Tz") state_.scale = number(0) / 100;
    if (op == "TL") state_.leading = number(0);
    if (op == "Ts") state_.rise = number(0);
    if (op == "Tr") state_.hidden = number(0) == 3 || number(0) == 7;
    if (op == "Tm") text_ = line_ = matrix();
    if (op == "TD") state_.leading = -number(1);
    if (op == "Td" || op == "TD") nextLine(number(0), number(1));
    if (op == "T*" || op == "'" || op == "\"") nextLine(0, -state_.leading);
    if (op == "\"") {
      state_.wordSpace = number(0);
      state_.letterSpace = number(1);
    }
    if (op == "Tj" || op == "'" || op == "\"" || op == "TJ") showAll();
  }

  void nextLine(double x, double y) { text_ = line_ = Matrix{1, 0, 0, 1, x, y} * line_; }

  /// One SeenText for each run of the operator, however many kerns it has.
  void showAll() {
    if (operands_.empty()) return;
    SeenText seen = begin();
    const PdfVariant& last = operands_.back();
    if (last.IsArray()) {
      for (const PdfObject& part : last.GetArray()) {
        if (part.IsString() || part.IsHexString()) show(part.GetString(), seen);
        if (part.IsNumber() || part.IsReal()) advance(-part.GetReal() / 1000 * state_.size * state_.scale);
      }
    } else if (last.IsString() || last.IsHexString()) {
      show(last.GetString(), seen);
    }
    finish(std::move(seen));
  }

  Matrix onPage() const { return text_ * state_.ctm; }

  SeenText begin() const {
    SeenText out;
    const Matrix place = Matrix{1, 0, 0, 1, 0, state_.rise} * onPage();
    out.x = place.e;
    out.y = place.f;
    out.size = std::abs(state_.size) * std::hypot(place.c, place.d);
    out.black = state_.black;
    if (state_.font == nullptr) return out;
    out.bold = state_.font->bold();
    out.italic = state_.font->italic();
    out.font = state_.font->name();
    return out;
  }

  void show(const PdfString& string, SeenText& seen) {
    if (state_.font == nullptr) return;
    const std::string_view octets(string.GetString(), static_cast<std::size_t>(string.GetLength()));
    for (std::size_t at = 0; at < octets.size();) {
      const SeenGlyph glyph = state_.font->next(octets, at);
      seen.text += glyph.text;
      const double word = glyph.space ? state_.wordSpace : 0;
      advance((glyph.width / 1000 * state_.size + state_.letterSpace + word) * state_.scale);
    }
  }

  void advance(double x) { text_ = Matrix{1, 0, 0, 1, x, 0} * text_; }

  void finish(SeenText seen) {
    seen.width = onPage().e - seen.x;
    if (!state_.hidden && !seen.text.empty()) page_.texts.push_back(std::move(seen));
  }

  void executePath(const std::string& op) {
    if (op == "m" || op == "l") {
      const Matrix at = Matrix{1, 0, 0, 1, number(0), number(1)} * state_.ctm;
      if (op == "l" && std::abs(at.f - y_) < 0.1)
        lines_.push_back({std::min(x_, at.e), std::max(x_, at.e), y_});
      x_ = at.e;
      y_ = at.f;
    }
    if (op == "re") addRectangle();
    const bool strokes = op == "S" || op == "s" || op == "B" || op == "B*" || op == "b" || op == "b*";
    const bool fills = strokes ? op[0] == 'B' || op[0] == 'b' : op == "f" || op == "F" || op == "f*";
    if (strokes) page_.strokes.insert(page_.strokes.end(), lines_.begin(), lines_.end());
    if (strokes || fills) page_.strokes.insert(page_.strokes.end(), flat_.begin(), flat_.end());
    if (strokes || fills || op == "n") {
      lines_.clear();
      flat_.clear();
    }
  }

  void addRectangle() {
    const Matrix low = Matrix{1, 0, 0, 1, number(0), number(1)} * state_.ctm;
    const Matrix high = Matrix{1, 0, 0, 1, number(0) + number(2), number(1) + number(3)} * state_.ctm;
    if (std::abs(low.f - high.f) > kFlat) return;
    flat_.push_back({std::min(low.e, high.e), std::max(low.e, high.e), (low.f + high.f) / 2});
  }

  /// Pure black, in whatever space; a pattern is none.
  void executeColour(const std::string& op) {
    if (op == "g") state_.black = number(0) < 0.02;
    if (op == "rg" || op == "k" || op == "sc" || op == "scn") {
      const bool named = !operands_.empty() && operands_.back().IsName();
      const bool inks = operands_.size() == 4;
      double most = 0;
      for (std::size_t i = 0; i < (inks ? 3 : operands_.size()); ++i) most = std::max(most, number(i));
      const bool allInks = inks && std::min({number(0), number(1), number(2)}) > 0.98;
      state_.black = !named && (inks ? number(3) > 0.98 || allInks : most < 0.02);
    }
    if (op == "cs") state_.black = true;  // the first colour of the usual spaces is black
  }

  void drawForm() {
    const PdfObject* form = resource("XObject");
    if (form == nullptr || depth_ >= kMaxDepth || !form->HasStream()) return;
    const PdfObject* kind = entry(owner_.objects_, *form, "Subtype");
    if (kind == nullptr || !kind->IsName() || kind->GetName() != PdfName("Form")) return;
    Matrix own;
    const PdfObject* given = entry(owner_.objects_, *form, "Matrix");
    if (given != nullptr && given->IsArray() && given->GetArray().size() == 6) {
      const auto part = [&](std::size_t i) {
        return numberOf(resolved(owner_.objects_, &given->GetArray()[i]), 0);
      };
      own = {part(0), part(1), part(2), part(3), part(4), part(5)};
    }
    const PdfObject* resources = entry(owner_.objects_, *form, "Resources");
    owner_.run(unfiltered(*form), resources == nullptr ? resources_ : resources, own * state_.ctm, page_,
               depth_ + 1);
  }

  Interpreter& owner_;
  const PdfObject* resources_;
  SeenPage& page_;
  int depth_;
  State state_;
  std::vector<State> states_;
  Matrix text_;
  Matrix line_;
  std::vector<PdfVariant> operands_;
  std::vector<SeenStroke> lines_;
  std::vector<SeenStroke> flat_;
  double x_ = 0;
  double y_ = 0;
};

void Interpreter::run(const Bytes& content, const PdfObject* resources, const Matrix& toPage, SeenPage& page,
                      int depth) {
  ContentRun(*this, resources, toPage, page, depth).run(content);
}

const SeenFont& Interpreter::font(const PdfObject& object) {
  const auto found = fonts_.find(&object);
  if (found != fonts_.end()) return found->second;
  return fonts_.emplace(&object, SeenFont(objects_, object)).first->second;
}

}  // namespace tdkt::templates::check
