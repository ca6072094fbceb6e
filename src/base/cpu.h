/* What the machine's vector units can do, the operating system's support included. */
#ifndef SEA_BASE_CPU_H
#define SEA_BASE_CPU_H

#include <stdbool.h>

/* The processor family a file is compiled for; everywhere else ask these, not the compiler's own names. */
#if defined(__x86_64__)
#define SEA_CPU_X86_64 1
#elif defined(__aarch64__)
#define SEA_CPU_AARCH64 1
#elif defined(__wasm_simd128__)
#define SEA_CPU_WASM 1
#endif

/* Bits of sea_cpu_features. */
#define SEA_CPU_SSE2 1u     /* x86-64: always */
#define SEA_CPU_AVX2 2u     /* AVX2 and FMA */
#define SEA_CPU_AVX512 4u   /* AVX-512 F, DQ and VL */
#define SEA_CPU_NEON 8u     /* AArch64: always */
#define SEA_CPU_SIMD128 16u /* WebAssembly SIMD, fixed when compiled */

/* The set of SEA_CPU_ bits. Pure: asks the processor each time, so keep the answer. */
unsigned sea_cpu_features(void);

/* Whether x86 has FMA, which the compiler does not use unasked: cheap enough to ask before every call. */
bool sea_cpu_has_fma(void);

#endif
