#ifndef BENCH_YARDSTICK_SGP4_H
#define BENCH_YARDSTICK_SGP4_H

#include <starsea/sgp4.h>

/* As sea_sgp4_state, by the C library's elementary functions. */
sea_status yardstick_sgp4(const sea_sgp4 *prepared, size_t index, sea_tai t, double r_km[3], double v_km_s[3]);

#endif
