#define SEA_SGP4_STATE sea_sgp4_state_portable
#include "motion/sgp4_state.inc"
