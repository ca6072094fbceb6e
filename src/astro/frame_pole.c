/* The Earth's pole among the stars: IAU 2006/2000A by ERFA, and the interpolation between knots of it. */
#include "astro/frame.h"

#include <erfa.h>
#include <stdlib.h>

/*
 * ERFA's eraXys06a under the name the build gives it: src/CMakeLists.txt takes the objects it needs from ERFA's own
 * archive and binds their sine and cosine to base/math, so that these too have the same bits on every processor.
 * Nothing of ERFA that holds a table of leap seconds is among them.
 */
extern __typeof__(eraXys06a) sea_erfa_xys06a;

enum { KNOT_S = 3 * 3600, KNOTS = 1 << 15 }; /* eleven years of knots */

typedef struct knot {
    int64_t index;
    sea_pole pole;
} knot;

struct sea_frame_cache {
    knot knots[KNOTS];
};

sea_pole sea_frame_pole(sea_tt t)
{
    sea_pole p;
    int64_t days = t.ns / SEA_NS_PER_DAY;
    double rest = (double)(t.ns - days * SEA_NS_PER_DAY) / (double)SEA_NS_PER_DAY;
    sea_erfa_xys06a(2451545.0 + (double)days, rest, &p.x, &p.y, &p.s);
    return p;
}

sea_status sea_frame_cache_new(sea_frame_cache **out)
{
    *out = malloc(sizeof **out);
    if (!*out) return SEA_E_MEMORY;
    for (int i = 0; i < KNOTS; i++) (*out)->knots[i].index = INT64_MIN;
    return SEA_OK;
}

void sea_frame_cache_free(sea_frame_cache *cache)
{
    free(cache);
}

/* A knot is a function of its index alone, so it does not matter which of them are held. */
static sea_pole knot_at(int64_t index, sea_frame_cache *cache)
{
    knot *k = &cache->knots[(uint64_t)index % KNOTS];
    if (k->index != index) *k = (knot){index, sea_frame_pole((sea_tt){index * KNOT_S * SEA_NS_PER_S})};
    return k->pole;
}

sea_pole sea_frame_pole_cached(sea_tt t, sea_frame_cache *cache)
{
    const int64_t step = KNOT_S * SEA_NS_PER_S;
    int64_t index = t.ns / step - (t.ns % step < 0);
    double u = (double)(t.ns - index * step) / (double)step;
    /* Lagrange's cubic over the knots at -1, 0, 1, 2. */
    const double w[4] = {-u * (u - 1.0) * (u - 2.0) / 6.0, (u + 1.0) * (u - 1.0) * (u - 2.0) / 2.0,
                         -(u + 1.0) * u * (u - 2.0) / 2.0, (u + 1.0) * u * (u - 1.0) / 6.0};
    sea_pole p = {0.0, 0.0, 0.0};
    for (int i = 0; i < 4; i++) {
        sea_pole k = knot_at(index + i - 1, cache);
        p.x += w[i] * k.x;
        p.y += w[i] * k.y;
        p.s += w[i] * k.s;
    }
    return p;
}
