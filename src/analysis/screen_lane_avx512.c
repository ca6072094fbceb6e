#if defined(__x86_64__)
#define SEA_SCREEN_TEST sea_screen_test_avx512
#include "analysis/screen_lane.inc"
#endif
