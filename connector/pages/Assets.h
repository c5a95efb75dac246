#pragma once
// Style sheets, scripts and templates built into the program, and pdf.js from the system's package.

#include <span>
#include <string>

#include "connector/http/Router.h"
#include "workflow/base/Resource.h"

namespace tdkt::pages {

namespace assets {
/// Every file of connector/pages/assets.
std::span<const Resource> resources();
}  // namespace assets

inline constexpr const char* kDebianPdfJs = "/usr/share/javascript/pdf/build";

/// GET /assets/tdkt.css, /assets/*.js and /assets/pdfjs/{pdf.js,pdf.worker.js} (read from `pdfJsFolder`; 404
/// when the package is absent: then files can only be saved).
void addAssets(http::Router& router, const std::string& pdfJsFolder = kDebianPdfJs);

}  // namespace tdkt::pages
