#include "connector/pages/TemplateSet.h"

#include <kainjow/mustache.hpp>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace tdkt::pages {
namespace {

using kainjow::mustache::data;
using nlohmann::ordered_json;

data toData(const ordered_json& value) {
  if (value.is_object()) {
    data object(data::type::object);
    for (const auto& [key, member] : value.items()) object.set(key, toData(member));
    return object;
  }
  if (value.is_array()) {
    data list(data::type::list);
    for (const auto& element : value) list.push_back(toData(element));
    return list;
  }
  if (value.is_string()) {
    // An empty text is "nothing there" in a section, as in every other mustache.
    const auto text = value.get<std::string>();
    return text.empty() ? data(false) : data(text);
  }
  if (value.is_boolean()) return data(value.get<bool>());
  if (value.is_null()) return data(false);
  return data(value.dump());
}

}  // namespace

std::string TemplateSet::source(std::string_view name) const {
  const auto text = findResource(files_, std::string(name) + ".html");
  if (!text) throw std::logic_error("no template " + std::string(name));
  return std::string(*text);
}

std::string TemplateSet::render(std::string_view name, const ordered_json& view) const {
  data root = toData(view);
  root.set("demo", data(demo_));
  constexpr std::string_view kSuffix = ".html";
  for (const Resource& file : files_) {
    if (!file.path.ends_with(kSuffix)) continue;
    const std::string partial(file.path.substr(0, file.path.size() - kSuffix.size()));
    // A value of the view wins over a page of the same name, which nobody includes.
    if (root.get(partial) != nullptr) continue;
    root.set(partial, kainjow::mustache::partial([text = std::string(file.bytes)] { return text; }));
  }
  kainjow::mustache::mustache page(source(name));
  if (!page.is_valid()) throw std::logic_error("template " + std::string(name) + ": " + page.error_message());
  return page.render(root);
}

}  // namespace tdkt::pages
