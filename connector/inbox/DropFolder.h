#pragma once
// A folder that takes edXML files: from a host that only writes files, or by hand.
//
//   DIR/x.edxml ──complete?──► inbox ──► DIR/accepted/x.edxml     (not readable, too large) ──► DIR/refused/

#include <cstdint>
#include <map>
#include <string>

#include "connector/inbox/EventInbox.h"

namespace tdkt::inbox {

/// Scans one folder for *.edxml and *.xml. A file counts as complete when size and time are the same in two
/// scans. A file moved away never replaces an earlier one of that name. The name is display text only; the
/// key is "file:" + SHA-256, so the same file twice is one delivery. One thread.
class DropFolder {
 public:
  DropFolder(std::string directory, OfficeId office, EventInbox& eventInbox)
      : directory_(std::move(directory)), office_(std::move(office)), inbox_(eventInbox) {}

  /// One scan; true when a file was taken in. A file that cannot be kept now stays and is tried again.
  bool runOnce();

 private:
  struct Seen {
    std::uint64_t size = 0;
    std::int64_t changed = 0;
    friend bool operator==(const Seen&, const Seen&) = default;
  };
  bool take(const std::string& path);
  void moveTo(const std::string& path, const char* folder);

  std::string directory_;
  OfficeId office_;
  EventInbox& inbox_;
  std::map<std::string, Seen> seen_;
};

}  // namespace tdkt::inbox
