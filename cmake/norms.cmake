# The instruments of data/norms/ as C, so that the program has them wherever it is installed.
file(GLOB STARSEA_NORM_FILES CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/data/norms/*.json")
set(STARSEA_NORM_SOURCE "${CMAKE_CURRENT_BINARY_DIR}/norm_texts.c")
set(arrays "")
set(rows "")
foreach(file ${STARSEA_NORM_FILES})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  get_filename_component(name ${file} NAME_WE)
  string(MAKE_C_IDENTIFIER ${name} symbol)
  file(READ ${file} bytes HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${bytes}")
  string(APPEND arrays "static const char ${symbol}[] = {${bytes} 0};\n")
  string(APPEND rows "    {\"${name}\", ${symbol}, sizeof ${symbol} - 1},\n")
endforeach()
file(CONFIGURE OUTPUT ${STARSEA_NORM_SOURCE} @ONLY CONTENT
"/* Made from data/norms/ by cmake/norms.cmake. */
#include <starsea/norm.h>

@arrays@
const sea_norm_text *sea_norm_texts(size_t *count)
{
    static const sea_norm_text texts[] = {
@rows@    };
    *count = sizeof texts / sizeof *texts;
    return texts;
}
")
