#pragma once
// The commands, one function each; the table in CommandLine.cpp names them.

#include <string>
#include <vector>

namespace tdkt::app {

int runEdxml(const std::vector<std::string>& arguments);  ///< commands/EdxmlCommand.cpp
int runFill(const std::vector<std::string>& arguments);  ///< commands/FillCommand.cpp

}  // namespace tdkt::app
