# The page: web/ built by Vite, embedded in the server. Without the tools for it, the server says how to get them.
option(STARSEA_PAGE "Build the web page into the server, where Node.js and its packages are to be had" ON)

set(page_source "${PROJECT_SOURCE_DIR}/web")
set(page_dist "${CMAKE_CURRENT_BINARY_DIR}/page")
set(STARSEA_PAGE_SOURCE "${CMAKE_CURRENT_BINARY_DIR}/page_files.c")
set(STARSEA_PAGE_BUILT OFF)

# Takes the packages of the lock into web/node_modules, once a lock.
function(page_packages out)
  set(${out} OFF PARENT_SCOPE)
  file(SHA256 "${page_source}/package-lock.json" wanted)
  set(stamp "${page_source}/node_modules/.starsea-lock")
  if(EXISTS "${stamp}")
    file(READ "${stamp}" have)
    if(have STREQUAL wanted)
      set(${out} ON PARENT_SCOPE)
      return()
    endif()
  endif()
  message(STATUS "page: npm ci")
  execute_process(COMMAND ${STARSEA_NPM} ci --ignore-scripts --no-audit --no-fund --fetch-retries=0 --fetch-timeout=20000
    WORKING_DIRECTORY "${page_source}" RESULT_VARIABLE failed OUTPUT_QUIET ERROR_VARIABLE why TIMEOUT 300)
  if(failed)
    string(REGEX REPLACE "\n.*" "" why "${why}")
    message(STATUS "page: its packages could not be had (${why})")
    return()
  endif()
  file(WRITE "${stamp}" "${wanted}")
  set(${out} ON PARENT_SCOPE)
endfunction()

if(STARSEA_PAGE)
  find_program(STARSEA_NODE node)
  find_program(STARSEA_NPM npm)
  if(NOT STARSEA_NODE OR NOT STARSEA_NPM)
    message(STATUS "page: node or npm is missing; the server is built without its page")
  else()
    execute_process(COMMAND ${STARSEA_NODE} -p "process.versions.node.split('.')[0] >= 18" OUTPUT_VARIABLE new_enough)
    if(NOT new_enough MATCHES "true")
      message(STATUS "page: node is older than 18; the server is built without its page")
    else()
      page_packages(STARSEA_PAGE_BUILT)
    endif()
  endif()
endif()

if(STARSEA_PAGE_BUILT)
  file(GLOB_RECURSE page_inputs CONFIGURE_DEPENDS "${page_source}/src/*")
  add_custom_command(OUTPUT ${page_dist}/index.html COMMENT "Page"
    COMMAND ${STARSEA_NODE} node_modules/typescript/bin/tsc --noEmit
    COMMAND ${STARSEA_NODE} node_modules/vite/bin/vite.js build --logLevel warn --outDir ${page_dist}
    WORKING_DIRECTORY ${page_source}
    DEPENDS ${page_inputs} ${page_source}/index.html ${page_source}/vite.config.ts ${page_source}/tsconfig.json
      ${page_source}/package-lock.json VERBATIM)
  set(page_root ${page_dist})
else()
  set(page_root ${page_source}/absent.html)
endif()
add_custom_command(OUTPUT ${STARSEA_PAGE_SOURCE} COMMENT "Page, as C"
  COMMAND ${CMAKE_COMMAND} -DROOT=${page_root} -DNODE=${STARSEA_NODE} -DOUT=${STARSEA_PAGE_SOURCE}
    -P ${PROJECT_SOURCE_DIR}/cmake/page_embed.cmake
  DEPENDS ${PROJECT_SOURCE_DIR}/cmake/page_embed.cmake $<IF:$<BOOL:${STARSEA_PAGE_BUILT}>,${page_dist}/index.html,${page_root}>
  VERBATIM)
