/*
 * What the page calls: a catalogue of element sets is filled in, prepared once, and asked for states. All of it is the
 * public API; the page keeps the numbers of the objects, which are their places in the order they were filled in.
 */
#include <starsea/frame.h>
#include <starsea/sgp4.h>

#include <stdlib.h>
#include <string.h>

#define EXPORT(name) __attribute__((export_name(#name)))

static sea_gp *sets;
static size_t set_count;
static sea_sgp4 *prepared;
static sea_status *verdicts; /* of each set */
static double (*r_km)[3], (*v_km_s)[3];
static int8_t *statuses;
static size_t state_room; /* states the arrays have room for */

static void forget(void)
{
    sea_sgp4_free(prepared);
    free(sets);
    free(verdicts);
    prepared = NULL;
    sets = NULL;
    verdicts = NULL;
    set_count = 0;
}

/* Room for a new catalogue in place of the old. Returned: a sea_status. */
EXPORT(begin) int begin(uint32_t count)
{
    forget();
    sets = calloc(count + 1, sizeof *sets);
    verdicts = calloc(count + 1, sizeof *verdicts);
    if (!sets || !verdicts) {
        forget();
        return SEA_E_MEMORY;
    }
    set_count = count;
    return SEA_OK;
}

/* Instant of a civil time in UTC, in ns of TAI; INT64_MIN where there is none such. */
EXPORT(instant)
int64_t instant(int32_t year, int32_t month, int32_t day, int32_t hour, int32_t minute, int32_t second, int32_t ns)
{
    sea_tai t;
    sea_utc utc = {year, (uint8_t)month, (uint8_t)day, (uint8_t)hour, (uint8_t)minute, (uint8_t)second, (uint32_t)ns};
    return sea_utc_to_tai(utc, &t) == SEA_OK ? t.ns : INT64_MIN;
}

/* Element set number `index`, in the units of an OMM. */
EXPORT(set)
void set(uint32_t index, uint32_t id, int64_t epoch_ns, double mean_motion_rev_day, double eccentricity,
         double incl_deg, double raan_deg, double argp_deg, double mean_anomaly_deg, double bstar_per_er,
         int32_t ephemeris_type)
{
    if (index >= set_count) return;
    sets[index] = (sea_gp){.norad_cat_id = id,
                           .epoch = {epoch_ns},
                           .creation_date = SEA_TAI_NONE,
                           .mean_motion_rev_day = mean_motion_rev_day,
                           .eccentricity = eccentricity,
                           .incl_deg = incl_deg,
                           .raan_deg = raan_deg,
                           .argp_deg = argp_deg,
                           .mean_anomaly_deg = mean_anomaly_deg,
                           .bstar_per_er = bstar_per_er,
                           .ephemeris_type = (uint8_t)ephemeris_type,
                           .caveats = ephemeris_type ? SEA_GP_CAVEAT_NOT_SGP4 : 0,
                           .classification = 'U'};
}

/* Prepares what was filled in. Given: julian_epoch, as of sea_sgp4_options: 1 for what screenings and claims compute.
 * Returned: a sea_status; that of each set is at set_statuses. */
EXPORT(prepare) int prepare(int32_t julian_epoch)
{
    sea_sgp4_options options = sea_sgp4_options_default();
    options.julian_epoch = julian_epoch != 0;
    sea_sgp4_free(prepared);
    prepared = NULL;
    return sea_sgp4_new(sets, set_count, &options, &prepared, verdicts, NULL);
}

EXPORT(set_statuses) const sea_status *set_statuses(void)
{
    return verdicts;
}

static int make_room(size_t states)
{
    if (states <= state_room) return 1;
    free(r_km);
    free(v_km_s);
    free(statuses);
    r_km = calloc(states, sizeof *r_km);
    v_km_s = calloc(states, sizeof *v_km_s);
    statuses = calloc(states, 1);
    state_room = r_km && v_km_s && statuses ? states : 0;
    return state_room > 0;
}

/* TEME states of all objects at `count` instants, [time][object]. Returned: a sea_status; the arrays are below. */
EXPORT(states) int states(int64_t start_ns, int64_t step_ns, uint32_t count)
{
    if (!prepared) return SEA_E_USAGE;
    if (!make_room(count * set_count)) return SEA_E_MEMORY;
    sea_sgp4_times times = {.count = count, .start = {start_ns}, .step_ns = step_ns};
    sea_sgp4_states out = {.r_km = r_km, .v_km_s = v_km_s, .statuses = statuses};
    return sea_sgp4_states_get(prepared, &times, &out, 1, NULL);
}

/* As states, of one object: what an orbit is drawn from. A state that failed is all zero. */
EXPORT(track) int track(uint32_t object, int64_t start_ns, int64_t step_ns, uint32_t count)
{
    if (!prepared || object >= set_count) return SEA_E_USAGE;
    if (!make_room(count)) return SEA_E_MEMORY;
    for (uint32_t k = 0; k < count; k++) {
        sea_tai t = {start_ns + (int64_t)k * step_ns};
        statuses[k] = (int8_t)sea_sgp4_state(prepared, object, t, r_km[k], v_km_s[k]);
    }
    return SEA_OK;
}

EXPORT(positions) const double *positions(void)
{
    return (const double *)r_km;
}

EXPORT(velocities) const double *velocities(void)
{
    return (const double *)v_km_s;
}

EXPORT(state_statuses) const int8_t *state_statuses(void)
{
    return statuses;
}

/* Greenwich mean sidereal time with UT1 = UTC: how far the Earth-fixed axes have turned in TEME, rad. */
EXPORT(gmst) double gmst(int64_t t_ns)
{
    return sea_gmst82_rad(sea_tai_to_ut1((sea_tai){t_ns}, NULL, NULL));
}

/* Latitude and longitude (rad) and height (km) of an Earth-fixed position, three doubles in a place that stays. */
EXPORT(geodetic) const double *geodetic(double x_km, double y_km, double z_km)
{
    static double out[3];
    const double r[3] = {x_km, y_km, z_km};
    sea_geodetic g = sea_frame_fixed_to_geodetic(r);
    out[0] = g.lat_rad;
    out[1] = g.lon_rad;
    out[2] = g.alt_km;
    return out;
}
