#include "base/cpu.h"
#include "base/simd_scalar.h"

#define SEA_SGP4_KERNEL sea_sgp4_kernel_scalar
#define SEA_SGP4_KERNEL_NAME "scalar"
#define SEA_SGP4_KERNEL_NEEDS 0
#include "motion/sgp4_kernel.inc"
