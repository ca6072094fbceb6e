#define SEA_SCREEN_TEST sea_screen_test_portable
#include "analysis/screen_lane.inc"
