#include "base/cpu.h"

#if defined(SEA_CPU_X86_64)
#define SEA_SCREEN_TEST sea_screen_test_avx2
#include "analysis/screen_lane.inc"
#endif
