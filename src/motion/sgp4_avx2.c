#if defined(__x86_64__)
#include "base/cpu.h"
#include "base/simd_avx2.inc"

#define SEA_SGP4_KERNEL sea_sgp4_kernel_avx2
#define SEA_SGP4_KERNEL_NAME "avx2"
#define SEA_SGP4_KERNEL_NEEDS SEA_CPU_AVX2
#include "motion/sgp4_kernel.inc"
#endif
