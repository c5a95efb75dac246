# tdkt_embed(<target> <namespace> BASE <dir> FILES <file>...) puts files into the program.
# Call it in the folder that made the target. Each file becomes a row {path relative to BASE, bytes} of `<namespace>::resources()`; see workflow/base/Resource.h.
function(tdkt_embed target namespace)
  cmake_parse_arguments(EMBED "" "BASE" "FILES" ${ARGN})
  string(REPLACE "::" "_" stem ${namespace})
  set(out ${CMAKE_CURRENT_BINARY_DIR}/${stem}_resources.cpp)
  add_custom_command(
    OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -DOUT=${out} -DNAMESPACE=${namespace} -DBASE=${EMBED_BASE} "-DFILES=${EMBED_FILES}"
            -P ${CMAKE_SOURCE_DIR}/cmake/WriteResources.cmake
    DEPENDS ${EMBED_FILES} ${CMAKE_SOURCE_DIR}/cmake/WriteResources.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${out})
endfunction()
