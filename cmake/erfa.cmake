# ERFA's series for precession and nutation, with the sine and cosine of base/math instead of libm's.
#
# libm gives different last bits by processor, and 1,365 nutation terms would carry them into printed digits. So the few objects
# that eraXys06a needs are taken from Debian's own archive as they are, joined into one, bound to sea_sin, sea_cos and sea_sincos,
# and left with one visible name, sea_erfa_xys06a. The leap-second table of ERFA is not among them.
pkg_check_modules(ERFA REQUIRED erfa)
find_library(STARSEA_ERFA_ARCHIVE NAMES liberfa.a HINTS ${ERFA_LIBRARY_DIRS} ${ERFA_LIBDIR} REQUIRED)

# GNU's own, whichever tools the compiler brings: lld joins no objects without being told their kind first.
find_program(STARSEA_LD NAMES ld.bfd ld REQUIRED)
find_program(STARSEA_OBJCOPY NAMES objcopy REQUIRED)

set(STARSEA_ERFA_OBJECT "${CMAKE_CURRENT_BINARY_DIR}/erfa_xys06a${CMAKE_C_OUTPUT_EXTENSION}")
add_custom_command(OUTPUT ${STARSEA_ERFA_OBJECT}
  COMMAND ${STARSEA_LD} -r -u eraXys06a -o ${STARSEA_ERFA_OBJECT}.raw ${STARSEA_ERFA_ARCHIVE}
  COMMAND ${STARSEA_OBJCOPY} --redefine-sym sin=sea_sin --redefine-sym cos=sea_cos --redefine-sym sincos=sea_sincos
    --redefine-sym eraXys06a=sea_erfa_xys06a --keep-global-symbol=sea_erfa_xys06a
    ${STARSEA_ERFA_OBJECT}.raw ${STARSEA_ERFA_OBJECT}
  DEPENDS ${STARSEA_ERFA_ARCHIVE} VERBATIM COMMENT "Binding ERFA's series to base/math")
set_source_files_properties(${STARSEA_ERFA_OBJECT} PROPERTIES EXTERNAL_OBJECT TRUE GENERATED TRUE)
