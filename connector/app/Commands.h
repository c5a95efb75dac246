#pragma once
// The commands, one function each; the table in CommandLine.cpp names them.

#include <string>
#include <vector>

namespace tdkt::app {

int runCheckConfig(const std::vector<std::string>& arguments);      ///< commands/CheckConfigCommand.cpp
int runDecree30(const std::vector<std::string>& arguments);         ///< commands/Decree30Command.cpp
int runDemo(const std::vector<std::string>& arguments);             ///< commands/DemoCommand.cpp
int runInit(const std::vector<std::string>& arguments);             ///< commands/InitCommand.cpp
int runServe(const std::vector<std::string>& arguments);            ///< commands/ServeCommand.cpp
int runFill(const std::vector<std::string>& arguments);             ///< commands/FillCommand.cpp
int runWorkflow(const std::vector<std::string>& arguments);         ///< commands/WorkflowCommand.cpp
int runWorkflowMigrate(const std::vector<std::string>& arguments);  ///< behind `tdkt workflow migrate`
int runVerifyStore(const std::vector<std::string>& arguments);      ///< commands/StorageCommands.cpp
int runMigrate(const std::vector<std::string>& arguments);          ///< commands/StorageCommands.cpp
int runBackup(const std::vector<std::string>& arguments);           ///< commands/StorageCommands.cpp
int runRestore(const std::vector<std::string>& arguments);          ///< commands/StorageCommands.cpp
int runMapCheck(const std::vector<std::string>& arguments);         ///< commands/MapCheckCommand.cpp
int runEdxml(const std::vector<std::string>& arguments);            ///< commands/EdxmlCommand.cpp
int runList(const std::vector<std::string>& arguments);             ///< commands/ListCommand.cpp
int runSign(const std::vector<std::string>& arguments);             ///< commands/SignCommand.cpp
int runSignBatch(const std::vector<std::string>& arguments);        ///< behind `tdkt sign batch`
int runWorker(const std::vector<std::string>& arguments);           ///< commands/WorkerCommand.cpp
int runExtend(const std::vector<std::string>& arguments);           ///< commands/ExtendCommand.cpp
int runTemplate(const std::vector<std::string>& arguments);         ///< commands/TemplateCommand.cpp
int runUser(const std::vector<std::string>& arguments);             ///< commands/UserCommand.cpp
int runVerify(const std::vector<std::string>& arguments);           ///< commands/VerifyCommand.cpp

}  // namespace tdkt::app
