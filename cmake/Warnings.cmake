# Two interface targets, linked PRIVATE by our own code only, so that a user of a library never inherits them.
add_library(tdkt_warnings INTERFACE)
target_compile_options(tdkt_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-qual -Wformat=2 -Wundef)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # A known false alarm of g++ 12 at -O2 on "literal" + std::string (GCC bug 105651).
  target_compile_options(tdkt_warnings INTERFACE -Wno-restrict)
endif()
if(TDKT_WARNINGS_AS_ERRORS)
  target_compile_options(tdkt_warnings INTERFACE -Werror)
endif()

add_library(tdkt_sanitize INTERFACE)
if(TDKT_SANITIZE)
  target_compile_options(tdkt_sanitize INTERFACE -fsanitize=${TDKT_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # g++ 12 sees uninitialised values in the library's own std::regex once sanitizers reshape it.
    target_compile_options(tdkt_sanitize INTERFACE -Wno-maybe-uninitialized)
  endif()
  target_link_options(tdkt_sanitize INTERFACE -fsanitize=${TDKT_SANITIZE})
endif()
if(TDKT_FUZZ)
  # The libraries must tell libFuzzer which branches an input took, or it searches blindly.
  target_compile_options(tdkt_sanitize INTERFACE -fsanitize=fuzzer-no-link)
endif()
