#include "base/cpu.h"

#if defined(__x86_64__)

unsigned sea_cpu_features(void)
{
    unsigned found = SEA_CPU_SSE2;
    /* The compiler's run-time support asks XGETBV too, so a kernel that does not save wide registers counts as without
     * them. */
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        found |= SEA_CPU_AVX2;
        if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
            __builtin_cpu_supports("avx512vl")) {
            found |= SEA_CPU_AVX512;
        }
    }
    return found;
}

bool sea_cpu_has_fma(void)
{
    return __builtin_cpu_supports("fma");
}

#else

/* AArch64 has FMA in its base set and the plain build uses it; elsewhere the C library's exact fma serves. */
bool sea_cpu_has_fma(void)
{
    return false;
}

#if defined(__aarch64__)

unsigned sea_cpu_features(void)
{
    return SEA_CPU_NEON;
}

#elif defined(__wasm_simd128__)

unsigned sea_cpu_features(void)
{
    return SEA_CPU_SIMD128;
}

#else

unsigned sea_cpu_features(void)
{
    return 0;
}

#endif

#endif
