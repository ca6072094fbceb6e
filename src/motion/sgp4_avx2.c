#include "base/cpu.h"

#if defined(SEA_CPU_X86_64)
#include "base/simd_avx2.inc"

#define SEA_SGP4_KERNEL sea_sgp4_kernel_avx2
#define SEA_SGP4_KERNEL_NAME "avx2"
#define SEA_SGP4_KERNEL_NEEDS SEA_CPU_AVX2
#include "motion/sgp4_kernel.inc"
#endif
