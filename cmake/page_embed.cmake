# cmake -DROOT=FOLDER_OR_FILE -DNODE=node -DOUT=page_files.c -P page_embed.cmake: the files of the page as C. A file alone
# is the whole page, at "/". What shrinks is kept compressed only, but for the document itself, which may be read by hand.
set(types html=text/html js=text/javascript css=text/css txt=text/plain svg=image/svg+xml json=application/json
  wasm=application/wasm png=image/png)
if(IS_DIRECTORY "${ROOT}")
  file(GLOB_RECURSE files "${ROOT}/*")
else()
  set(files "${ROOT}")
endif()

set(arrays "")
set(rows "")
set(number 0)
foreach(file IN LISTS files)
  get_filename_component(ending "${file}" LAST_EXT)
  string(SUBSTRING "${ending}" 1 -1 ending)
  set(type "")
  foreach(pair IN LISTS types)
    if(pair MATCHES "^${ending}=(.*)$")
      set(type "${CMAKE_MATCH_1}")
    endif()
  endforeach()
  if(type MATCHES "^text/")
    string(APPEND type "; charset=utf-8")
  endif()
  if(NOT type)
    message(FATAL_ERROR "${file}: no media type is known for .${ending}")
  endif()

  if(file STREQUAL ROOT)
    set(path "/")
  else()
    file(RELATIVE_PATH path "${ROOT}" "${file}")
    string(PREPEND path "/")
  endif()
  set(lasting false) # the name holds a hash of the content, so it never changes
  if(path MATCHES "^/assets/.*-[A-Za-z0-9_-]+\\.[a-z0-9]+$")
    set(lasting true)
  endif()
  set(kept "${file}")
  set(gzip false)
  if(path MATCHES "^/assets/" AND NOT ending STREQUAL "png")
    set(kept "${OUT}.gz")
    execute_process(COMMAND ${NODE} -e
      "const f = require('fs'); f.writeFileSync(process.argv[2], require('zlib').gzipSync(f.readFileSync(process.argv[1]), {level: 9}))"
      "${file}" "${kept}" COMMAND_ERROR_IS_FATAL ANY)
    set(gzip true)
  endif()
  if(path STREQUAL "/index.html")
    set(path "/")
  endif()

  file(SHA256 "${kept}" digest)
  file(READ "${kept}" bytes HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
  string(APPEND arrays "static const unsigned char file_${number}[] = {${bytes}};\n")
  string(APPEND rows "    {\"${path}\", \"${type}\", \"${digest}\", file_${number}, sizeof file_${number}, ${gzip}, ${lasting}},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(REMOVE "${OUT}.gz")
file(WRITE "${OUT}" "/* Made by cmake/page_embed.cmake. */
#include \"server.h\"

${arrays}
static const page_file files[] = {
${rows}};

const page_file *page_files(size_t *count)
{
    *count = sizeof files / sizeof *files;
    return files;
}
")
