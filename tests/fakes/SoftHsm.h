#pragma once
// A place of its own for SoftHSM's tokens.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace tdkt::fakes {

/// Makes the folder and points SoftHSM at it, for this process and what it starts: before the module is
/// loaded.
inline void useSoftHsmIn(const std::string& folder) {
  std::filesystem::create_directories(folder + "/tokens");
  const std::string settings = folder + "/softhsm2.conf";
  std::ofstream(settings) << "directories.tokendir = " << folder
                          << "/tokens\nobjectstore.backend = file\nlog.level = ERROR\n";
  ::setenv("SOFTHSM2_CONF", settings.c_str(), 1);
}

}  // namespace tdkt::fakes
