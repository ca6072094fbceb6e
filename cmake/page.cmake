# The page: web/ built by Vite with the core as WebAssembly, embedded in the server. Without the tools for it, the server
# says how to get them.
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
  find_program(STARSEA_WASM_CLANG NAMES clang clang-19 clang-16 clang-15 clang-14)
  find_program(STARSEA_WASM_LD NAMES wasm-ld wasm-ld-19 wasm-ld-16 wasm-ld-15 wasm-ld-14)
  if(NOT STARSEA_WASM_CLANG OR NOT STARSEA_WASM_LD)
    message(STATUS "page: clang or wasm-ld (lld) is missing; the server is built without its page")
  elseif(NOT STARSEA_NODE OR NOT STARSEA_NPM)
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
  # The core: what the page computes itself, from the same sources and with the same rules for arithmetic as the library.
  # The instructions are fixed: nothing whose result a machine may choose (relaxed SIMD).
  set(STARSEA_PAGE_CORE ${CMAKE_CURRENT_BINARY_DIR}/core.wasm)
  file(GLOB core_rooms CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/motion/sgp4*.c" "${PROJECT_SOURCE_DIR}/src/base/math*.c")
  file(GLOB core_own CONFIGURE_DEPENDS "${page_source}/wasm/*.c")
  list(APPEND core_rooms ${PROJECT_SOURCE_DIR}/src/base/status.c ${PROJECT_SOURCE_DIR}/src/base/cpu.c
    ${PROJECT_SOURCE_DIR}/src/astro/epoch.c ${PROJECT_SOURCE_DIR}/src/astro/epoch_eop.c
    ${PROJECT_SOURCE_DIR}/src/astro/frame.c ${PROJECT_SOURCE_DIR}/src/astro/frame_local.c)
  file(GLOB_RECURSE core_headers CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/include/*.h" "${PROJECT_SOURCE_DIR}/src/base/*.h"
    "${PROJECT_SOURCE_DIR}/src/*.inc" "${PROJECT_SOURCE_DIR}/src/astro/*.h" "${PROJECT_SOURCE_DIR}/src/motion/*.h" "${page_source}/wasm/*.h")
  add_custom_command(OUTPUT ${STARSEA_PAGE_CORE} COMMENT "Core, as WebAssembly"
    COMMAND ${STARSEA_WASM_CLANG} --target=wasm32 -O2 -std=c17 -ffreestanding -nostdlib -msimd128 -mbulk-memory
      -ffp-contract=off -fno-fast-math -fno-math-errno -fvisibility=hidden -ffunction-sections -fdata-sections
      -Wall -Wextra -Werror -Wno-tautological-constant-out-of-range-compare "-DSTARSEA_VERSION=\"${PROJECT_VERSION}\""
      -isystem ${page_source}/wasm/include -I${PROJECT_SOURCE_DIR}/include -I${PROJECT_SOURCE_DIR}/src
      ${core_own} ${core_rooms} -Wl,--no-entry -Wl,--gc-sections -Wl,--strip-all -Wl,-z,stack-size=131072
      -o ${STARSEA_PAGE_CORE}
    DEPENDS ${core_own} ${core_rooms} ${core_headers} VERBATIM)
  file(GLOB_RECURSE page_inputs CONFIGURE_DEPENDS "${page_source}/src/*" "${PROJECT_SOURCE_DIR}/data/claims/*.json")
  add_custom_command(OUTPUT ${page_dist}/index.html COMMENT "Page"
    COMMAND ${STARSEA_NODE} node_modules/typescript/bin/tsc --noEmit
    COMMAND ${CMAKE_COMMAND} -E env STARSEA_CORE=${STARSEA_PAGE_CORE}
      ${STARSEA_NODE} node_modules/vite/bin/vite.js build --logLevel warn --outDir ${page_dist}
    WORKING_DIRECTORY ${page_source}
    DEPENDS ${page_inputs} ${STARSEA_PAGE_CORE} ${page_source}/index.html ${page_source}/vite.config.mjs ${page_source}/tsconfig.json
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

foreach(result STARSEA_PAGE_BUILT STARSEA_PAGE_CORE)
  set(${result} "${${result}}" PARENT_SCOPE)
endforeach()
