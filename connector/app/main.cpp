#include "connector/app/CommandLine.h"

int main(int argc, char** argv) {
  return tdkt::app::runMain(std::vector<std::string>(argv, argv + argc));
}
