/* Precession and nutation behind the celestial frames. */
#ifndef SEA_ASTRO_FRAME_H
#define SEA_ASTRO_FRAME_H

#include <starsea/frame.h>

/* The celestial intermediate pole X, Y in the GCRF and the CIO locator s, radians, by IAU 2006/2000A. */
typedef struct sea_pole {
    double x, y, s;
} sea_pole;

/* The series of ERFA, a tenth of a millisecond a call. */
sea_pole sea_frame_pole(sea_tt t);

/* The same, cubic between the knots of a cache. */
sea_pole sea_frame_pole_cached(sea_tt t, sea_frame_cache *cache);

#endif
