#include "base/cpu.h"

#if defined(SEA_CPU_AARCH64)
#include "base/simd_neon.inc"

#define SEA_SGP4_KERNEL sea_sgp4_kernel_neon
#define SEA_SGP4_KERNEL_NAME "neon"
#define SEA_SGP4_KERNEL_NEEDS SEA_CPU_NEON
#include "motion/sgp4_kernel.inc"
#endif
