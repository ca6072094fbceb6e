/* SGP4: the public calls. */
#include "motion/sgp4.h"

#include "base/cpu.h"
#include "base/error.h"
#include "base/math.h"
#include "motion/sgp4_batch.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

sea_sgp4_options sea_sgp4_options_default(void)
{
    return (sea_sgp4_options){.gravity = SEA_SGP4_WGS72, .opsmode = SEA_SGP4_IMPROVED};
}

/* The instant a Julian date in one double stands for. */
static sea_tai julian(sea_tai t)
{
    double days = sea_tai_to_utc_days(t), jd = 2451545.0 + days;
    return (sea_tai){t.ns + (int64_t)(((jd - 2451545.0) - days) * (double)SEA_NS_PER_DAY)};
}

sea_status sea_sgp4_new(const sea_gp *gps, size_t count, const sea_sgp4_options *options, sea_sgp4 **out,
                        sea_status *statuses, sea_error *err)
{
    sea_sgp4_options o = options ? *options : sea_sgp4_options_default();
    *out = NULL;
    if (count > (SIZE_MAX - sizeof(sea_sgp4)) / sizeof(sea_sgp4_elements)) return SEA_E_MEMORY;
    sea_sgp4 *p = malloc(sizeof *p + count * sizeof p->elements[0]);
    if (!p)
        return sea_error_set(err, SEA_E_MEMORY, "no memory to prepare %zu element sets: propagate fewer at once",
                             count);
    p->constants = sea_sgp4_constants_of(o.gravity);
    p->count = count;
    for (size_t i = 0; i < count; i++) {
        sea_sgp4_prepare(&gps[i], &p->constants, o.opsmode, &p->elements[i]);
        if (o.julian_epoch) p->elements[i].epoch = julian(gps[i].epoch);
        if (statuses) statuses[i] = p->elements[i].status;
    }
    if (sea_sgp4_batch_new(p, &p->batch) != SEA_OK) {
        free(p);
        return sea_error_set(err, SEA_E_MEMORY, "no memory to prepare %zu element sets: propagate fewer at once",
                             count);
    }
    *out = p;
    return SEA_OK;
}

void sea_sgp4_free(sea_sgp4 *prepared)
{
    if (prepared) sea_sgp4_batch_free(prepared->batch);
    free(prepared);
}

sea_status sea_sgp4_state_since(const sea_sgp4 *prepared, size_t index, double t_min, double r_km[3], double v_km_s[3])
{
    const sea_sgp4_elements *e = &prepared->elements[index];
    /* No two instants of the clock are farther apart, and resonances are integrated step by step from epoch. */
    const double most_min = 3.1e8;
    if (!(fabs(t_min) <= most_min)) {
        memset(r_km, 0, 3 * sizeof *r_km);
        if (v_km_s) memset(v_km_s, 0, 3 * sizeof *v_km_s);
        return SEA_E_RANGE;
    }
    return sea_cpu_has_fma() ? sea_sgp4_state_fma(e, &prepared->constants, t_min, r_km, v_km_s)
                             : sea_sgp4_state_portable(e, &prepared->constants, t_min, r_km, v_km_s);
}

sea_status sea_sgp4_state(const sea_sgp4 *prepared, size_t index, sea_tai t, double r_km[3], double v_km_s[3])
{
    /* Split, so that a span of years keeps its nanoseconds' worth of a double. */
    double t_min = sea_tai_diff_s(t, prepared->elements[index].epoch) / 60.0;
    return sea_sgp4_state_since(prepared, index, t_min, r_km, v_km_s);
}

sea_sgp4_orbit sea_sgp4_orbit_of(const sea_sgp4 *prepared, size_t index)
{
    const sea_sgp4_elements *e = &prepared->elements[index];
    if (e->status != SEA_OK) return (sea_sgp4_orbit){0};
    double c = sea_cbrt(prepared->constants.xke / e->no_unkozai), a_km = c * c * prepared->constants.radius_km;
    return (sea_sgp4_orbit){.mean_motion_rad_s = e->no_unkozai / 60.0,
                            .semi_major_km = a_km,
                            .perigee_km = a_km * (1.0 - e->ecco),
                            .apogee_km = a_km * (1.0 + e->ecco),
                            .period_s = SEA_TWO_PI / e->no_unkozai * 60.0,
                            .deep_space = e->deep_space};
}
