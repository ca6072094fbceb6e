# Compiler rules every target of Starsea obeys.
add_library(starsea_options INTERFACE)
target_compile_definitions(starsea_options INTERFACE _GNU_SOURCE)
target_compile_options(starsea_options INTERFACE
  -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Werror
  # One rounding per written operation: a compiler may not fuse a*b+c on its own, or kernels would differ in bits.
  -ffp-contract=off -fno-fast-math -fno-math-errno)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_definitions(starsea_options INTERFACE _FORTIFY_SOURCE=2)
  target_compile_options(starsea_options INTERFACE -fstack-protector-strong)
endif()
if(STARSEA_SANITIZE)
  target_compile_options(starsea_options INTERFACE
    -fsanitize=${STARSEA_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g)
  if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
    # gcc sees ranges less well through the sanitizers' checks; the release build keeps these warnings.
    target_compile_options(starsea_options INTERFACE -Wno-format-truncation -Wno-maybe-uninitialized -Wno-stringop-overflow)
  endif()
  target_link_options(starsea_options INTERFACE -fsanitize=${STARSEA_SANITIZE})
endif()
if(STARSEA_FUZZ) # the library too, as a fuzzer sees only what reports its coverage
  target_compile_options(starsea_options INTERFACE -fsanitize=fuzzer-no-link)
  # Loops that count coverage are not vectorised, which clang tells of; the clang release build keeps the warning.
  target_compile_options(starsea_options INTERFACE -Wno-pass-failed)
endif()
