#include "base/cpu.h"

#if defined(SEA_CPU_WASM)
#include "base/simd_wasm.inc"

#define SEA_SGP4_KERNEL sea_sgp4_kernel_wasm
#define SEA_SGP4_KERNEL_NAME "wasm"
#define SEA_SGP4_KERNEL_NEEDS SEA_CPU_SIMD128
#include "motion/sgp4_kernel.inc"
#endif
