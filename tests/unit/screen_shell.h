/* A crowded shell of made objects, to be screened. */
#ifndef SEA_TESTS_SCREEN_SHELL_H
#define SEA_TESTS_SCREEN_SHELL_H

#include <starsea/screen.h>

enum { POPULATION = 400 };

static sea_gp gps[POPULATION];

/* A crowded shell, with pairs that fly together. */
static void populate(void)
{
    uint64_t x = 9;
    for (int i = 0; i < POPULATION; i++) {
        double u[4];
        for (int k = 0; k < 4; k++) {
            x = x * 6364136223846793005u + 1442695040888963407u;
            u[k] = (double)(x >> 11) * 0x1p-53;
        }
        gps[i] = (sea_gp){.norad_cat_id = (uint32_t)(1000 + i),
                          .epoch = {INT64_C(9000) * SEA_NS_PER_DAY},
                          .creation_date = SEA_TAI_NONE,
                          .mean_motion_rev_day = 14.34 + 0.01 * u[0],
                          .eccentricity = 0.0003,
                          .incl_deg = 20.0 + 140.0 * u[1],
                          .raan_deg = 360.0 * u[2],
                          .argp_deg = 80.0,
                          .mean_anomaly_deg = 360.0 * u[3],
                          .bstar_per_er = 1e-5,
                          .classification = 'U'};
        if (i % 20 == 19) {
            gps[i] = gps[i - 1];
            gps[i].norad_cat_id = (uint32_t)(1000 + i);
            gps[i].mean_anomaly_deg += 0.05;
            gps[i].eccentricity = 0.0006;
        }
    }
}

static sea_screen_options options_of(double threshold_km)
{
    sea_screen_options o = sea_screen_options_default();
    o.start = gps[0].epoch;
    o.span_ns = 8 * 3600 * SEA_NS_PER_S;
    o.threshold_km = threshold_km;
    o.threads = 2;
    return o;
}

#endif
