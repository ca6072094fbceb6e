#define SEA_BREAKUP_KERNEL sea_breakup_fma_kernel
#include "analysis/breakup_kernel.inc"
