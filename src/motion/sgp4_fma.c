#define SEA_SGP4_STATE sea_sgp4_state_fma
#include "motion/sgp4_state.inc"
