#pragma once
// The commands, one function each; the table in CommandLine.cpp names them.

#include <string>
#include <vector>

namespace tdkt::app {

int runFill(const std::vector<std::string>& arguments);  ///< commands/FillCommand.cpp
int runSign(const std::vector<std::string>& arguments);    ///< commands/SignCommand.cpp
int runVerify(const std::vector<std::string>& arguments);  ///< commands/VerifyCommand.cpp

}  // namespace tdkt::app
