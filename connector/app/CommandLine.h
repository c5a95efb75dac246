#pragma once
// The command line of `tdkt`: exit codes, options, and the table of commands. Stable: scripts rely on it.

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "workflow/base/Error.h"

namespace tdkt::app {

/// Exit codes of every command (design §4, sysexits.h where it has one).
enum ExitCode {
  kYes = 0,           ///< done, or the answer is yes
  kNo = 1,            ///< the answer is no, or invalid
  kUndetermined = 2,  ///< verify only
  kUsage = 64,        ///< the command line is wrong
  kBadInput = 65,     ///< the data given is wrong
  kUnavailable = 69,  ///< something outside is away
  kInternal = 70,     ///< a bug
  kBadConfiguration = 78
};

/// The exit code that fits an error.
ExitCode exitCodeFor(const Error& error);
/// Prints on standard error what to do in Vietnamese, where the code has a sentence, then "tdkt: <code>:
/// <detail>" with the field. Returns exitCodeFor().
ExitCode fail(const Error& error);

/// What a command accepts; anything else on the line is a usage error.
struct OptionSpec {
  std::set<std::string> flags;   ///< "--json"
  std::set<std::string> values;  ///< "--out"; may repeat
  std::size_t minPositional = 0;
  std::size_t maxPositional = 0;
};

/// A parsed command line.
struct Options {
  std::set<std::string> flags;
  std::multimap<std::string, std::string> values;
  std::vector<std::string> positional;

  bool has(const std::string& flag) const { return flags.count(flag) != 0; }
  /// The last value of an option, or `fallback`.
  std::string get(const std::string& name, const std::string& fallback = {}) const;
  std::vector<std::string> all(const std::string& name) const;
};

/// Errors: kInput "usage" naming the word that does not fit.
Result<Options> parseOptions(const std::vector<std::string>& arguments, const OptionSpec& spec);

/// One command. `help` is printed by --help: usage lines, then one example.
struct CommandEntry {
  std::string_view name;
  std::string_view summary;  ///< empty: not listed
  std::string_view help;
  int (*run)(const std::vector<std::string>& arguments);
};

/// Runs the program: picks the command, prints help, catches what escapes. argv as main() got it.
int runMain(const std::vector<std::string>& arguments);

/// Whole file, or kNotFound "file.read". Refuses files above `limit` bytes with kInput "file.size".
Result<std::string> readFile(const std::string& path, std::size_t limit = 256U << 20U);
/// Writes beside the target, fsyncs, renames: the file appears whole or not at all. Errors: kUnavailable
/// "file.write".
Result<Done> writeFileWhole(const std::string& path, std::string_view bytes);

}  // namespace tdkt::app
