#define SEA_BREAKUP_KERNEL sea_breakup_portable_kernel
#include "analysis/breakup_kernel.inc"
