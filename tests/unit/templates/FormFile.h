#pragma once
// A PDF form written octet by octet, as an office program exports it, and with what a hostile hand may add.

#include <cstdio>
#include <string>
#include <vector>

namespace tdkt::templates::support {

/// One text box. Points from the lower left corner, as in the file.
struct FormField {
  std::string name;
  double left = 0;
  double bottom = 0;
  double width = 0;
  double height = 0;
  std::string more = {};  ///< further entries of its dictionary
  int page = 1;
  std::string type = "Tx";
};

struct FormFile {
  std::vector<FormField> fields;
  std::vector<std::string> contents = {
      "1 0.8 0.6 rg 20 20 800 555 re f"};  ///< one for each page, A4 landscape
  std::string resources = "<< >>";
  std::string catalog = {};               ///< further entries
  std::string acroForm = {};              ///< further entries
  std::string page = {};                  ///< further entries of every page
  std::string trailer = {};               ///< further entries
  std::vector<std::string> objects = {};  ///< numbered from 100

  std::string pdf() const {
    std::vector<std::pair<int, std::string>> all;
    std::string kids;
    std::string names;
    std::vector<std::string> annotations(contents.size());
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const FormField& f = fields[i];
      const std::string reference = std::to_string(400 + i) + " 0 R ";
      names += reference;
      annotations.at(static_cast<std::size_t>(f.page) - 1) += reference;
      char rect[128];
      std::snprintf(rect, sizeof rect, "[%.2f %.2f %.2f %.2f]", f.left, f.bottom, f.left + f.width,
                    f.bottom + f.height);
      all.emplace_back(400 + static_cast<int>(i), "<< /Type /Annot /Subtype /Widget /FT /" + f.type +
                                                      " /T (" + f.name + ") /Rect " + rect +
                                                      " /DA (/HeBo 14 Tf 0 g) " + f.more + " >>");
    }
    for (std::size_t i = 0; i < contents.size(); ++i) {
      const int number = 10 + 2 * static_cast<int>(i);
      kids += std::to_string(number) + " 0 R ";
      all.emplace_back(number, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 842 595] /Resources " +
                                   resources + " /Contents " + std::to_string(number + 1) + " 0 R /Annots [" +
                                   annotations[i] + "] " + page + " >>");
      all.emplace_back(number + 1, "<< /Length " + std::to_string(contents[i].size()) + " >>\nstream\n" +
                                       contents[i] + "\nendstream");
    }
    all.emplace_back(1, "<< /Type /Catalog /Pages 2 0 R /AcroForm 3 0 R " + catalog + " >>");
    all.emplace_back(
        2, "<< /Type /Pages /Count " + std::to_string(contents.size()) + " /Kids [" + kids + "] >>");
    all.emplace_back(3, "<< /Fields [" + names + "] " + acroForm + " >>");
    for (std::size_t i = 0; i < objects.size(); ++i) all.emplace_back(100 + static_cast<int>(i), objects[i]);
    return written(all);
  }

 private:
  std::string written(const std::vector<std::pair<int, std::string>>& all) const {
    std::string out = "%PDF-1.6\n%\xE2\xE3\xCF\xD3\n";
    std::string table;
    for (const auto& [number, text] : all) {
      char row[64];
      std::snprintf(row, sizeof row, "%d 1\n%010zu 00000 n \n", number, out.size());
      table += row;
      out += std::to_string(number) + " 0 obj\n" + text + "\nendobj\n";
    }
    const std::size_t start = out.size();
    return out + "xref\n0 1\n0000000000 65535 f \n" + table + "trailer\n<< /Size 1000 /Root 1 0 R " +
           trailer + " >>\nstartxref\n" + std::to_string(start) + "\n%%EOF\n";
  }
};

}  // namespace tdkt::templates::support
