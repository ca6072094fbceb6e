/* The two real element sets of 2009: the last public ones before the collision of Iridium 33 and Cosmos 2251. */
#ifndef CLAIM_PAIR_H
#define CLAIM_PAIR_H

#include <starsea/gp.h>

#include <string.h>

static inline sea_tai claim_pair_utc(const char *text)
{
    sea_tai t = SEA_TAI_NONE;
    (void)sea_tai_parse(text, strlen(text), false, &t, NULL);
    return t;
}

/* TLE epochs 09040.78448243 and 09040.49834364 of 2009. */
static inline void claim_pair(sea_gp out[2])
{
    out[0] = (sea_gp){.norad_cat_id = 24946,
                      .epoch = claim_pair_utc("2009-02-09T18:49:39.281952Z"),
                      .creation_date = SEA_TAI_NONE,
                      .mean_motion_rev_day = 14.34219863,
                      .eccentricity = 0.0002288,
                      .incl_deg = 86.3994,
                      .raan_deg = 121.7028,
                      .argp_deg = 85.1644,
                      .mean_anomaly_deg = 274.9812,
                      .bstar_per_er = 0.47668e-4,
                      .mean_motion_dot_rev_day2 = 0.00000153,
                      .classification = 'U',
                      .object_id = "1997-051C",
                      .object_name = "IRIDIUM 33"};
    out[1] = (sea_gp){.norad_cat_id = 22675,
                      .epoch = claim_pair_utc("2009-02-09T11:57:36.890496Z"),
                      .creation_date = SEA_TAI_NONE,
                      .mean_motion_rev_day = 14.31135643,
                      .eccentricity = 0.0016027,
                      .incl_deg = 74.0355,
                      .raan_deg = 19.4646,
                      .argp_deg = 98.7014,
                      .mean_anomaly_deg = 261.5952,
                      .bstar_per_er = 0.95251e-5,
                      .mean_motion_dot_rev_day2 = -0.00000001,
                      .classification = 'U',
                      .object_id = "1993-036A",
                      .object_name = "COSMOS 2251"};
}

#endif
