/* Spatial density, flux and approaches of a population, as a kinetic gas. */
#include "analysis/environment.h"

#include "base/error.h"
#include "base/math.h"
#include "motion/sgp4.h"

#include <math.h>
#include <stdlib.h>

enum { BANDS = 180, NODES = 64 };

static const double MU_KM3_S2 = 398600.4418, EARTH_KM = 6378.137, S_PER_YEAR = 31557600.0;
static const double CIRCLE_ECC = 1e-12; /* rounder orbits have one radius */

sea_environment_options sea_environment_options_default(void)
{
    return (sea_environment_options){.low_km = 200.0, .high_km = 2000.0, .shell_km = 20.0, .range_km = 1.0};
}

size_t sea_environment_shell_count(const sea_environment_options *o)
{
    if (!(o->low_km >= 0.0 && o->high_km > o->low_km && o->shell_km > 0.0 && o->range_km > 0.0)) return 0;
    double count = ceil((o->high_km - o->low_km) / o->shell_km - 1e-9);
    return count <= SEA_ENVIRONMENT_SHELLS_MAX ? (size_t)count : 0;
}

/* ---- one orbit ---- */

/* Part of half a turn, from the perigee, before a radius is reached. */
static double part_below(double a_km, double ecc, double radius_km)
{
    double cosine = (1.0 - radius_km / a_km) / ecc;
    if (cosine >= 1.0) return 0.0;
    if (cosine <= -1.0) return 1.0;
    double anomaly = sea_acos(cosine);
    return (anomaly - ecc * sea_sin(anomaly)) / SEA_PI;
}

double sea_environment_residence(double a_km, double ecc, double low_radius_km, double high_radius_km)
{
    if (ecc < CIRCLE_ECC) return a_km >= low_radius_km && a_km < high_radius_km ? 1.0 : 0.0;
    return fmax(part_below(a_km, ecc, high_radius_km) - part_below(a_km, ecc, low_radius_km), 0.0);
}

sea_status sea_environment_member_of(const sea_gp *gp, sea_environment_member *out)
{
    const sea_sgp4_constants c = sea_sgp4_constants_of(SEA_SGP4_WGS72);
    sea_sgp4_elements e;
    sea_sgp4_prepare(gp, &c, SEA_SGP4_IMPROVED, &e);
    if (e.status != SEA_OK) return e.status;
    double n_rad_s = e.no_unkozai / 60.0;
    *out = (sea_environment_member){sea_cbrt(MU_KM3_S2 / (n_rad_s * n_rad_s)), e.ecco, e.inclo, 0};
    return SEA_OK;
}

/* ---- two inclinations ---- */

/* Angle between the velocity and east at a latitude. */
static double heading(double incl, double cos_latitude)
{
    double c = sea_cos(incl) / cos_latitude;
    return sea_acos(fmin(fmax(c, -1.0), 1.0));
}

/*
 * Over the sine x of latitude an orbit is spread as (2/pi) / sqrt(sin^2 i - x^2) times evenly. With x = sin(least i)
 * sin t the integral over both loses the pole of one of them; that of the other stays when they are the same, and is
 * met by the relative speed going to zero there. Both may head north or south, each way in half the cases.
 */
double sea_environment_meeting(double incl_1, double incl_2)
{
    double s1 = sea_sin(incl_1), s2 = sea_sin(incl_2), low = fmin(s1, s2), high = fmax(s1, s2), sum = 0.0;
    for (int k = 0; k < NODES; k++) {
        double s, c, x, edge;
        sea_sincos(0.5 * SEA_PI * (k + 0.5) / NODES, &s, &c);
        x = low * s;
        edge = sqrt(high * high - x * x);
        double cos_latitude = sqrt(1.0 - x * x), h1 = heading(incl_1, cos_latitude), h2 = heading(incl_2, cos_latitude);
        sum += (fabs(sea_sin(0.5 * (h1 - h2))) + fabs(sea_sin(0.5 * (h1 + h2)))) / edge;
    }
    return 2.0 / (SEA_PI * SEA_PI) * SEA_PI * sum / NODES; /* both hemispheres: pi of t */
}

/* ---- a population ---- */

typedef struct gas {
    const sea_environment_member *members;
    size_t count;
    uint32_t classes;
    double *meeting;  /* [band * BANDS + band] */
    double *inside;   /* [class * BANDS + band]: objects; the class `classes` is all */
    double *squares;  /* of each object's part: what it would do to itself */
    uint32_t *in_use; /* bands with anyone in them */
} gas;

static uint32_t band_of(double incl_rad)
{
    double degree = floor(incl_rad * (180.0 / SEA_PI));
    return degree <= 0.0 ? 0 : degree >= BANDS - 1.0 ? BANDS - 1 : (uint32_t)degree;
}

static void fill_meetings(double *meeting)
{
    for (uint32_t i = 0; i < BANDS; i++)
        for (uint32_t k = 0; k <= i; k++)
            meeting[i * BANDS + k] = meeting[k * BANDS + i] =
                sea_environment_meeting((i + 0.5) * SEA_PI / BANDS, (k + 0.5) * SEA_PI / BANDS);
}

static uint32_t fill_shell(const gas *g, double low_radius_km, double high_radius_km)
{
    size_t cells = ((size_t)g->classes + 1) * BANDS, all = (size_t)g->classes * BANDS;
    for (size_t i = 0; i < cells; i++) g->inside[i] = g->squares[i] = 0.0;
    for (size_t i = 0; i < g->count; i++) {
        const sea_environment_member *m = &g->members[i];
        if (m->a_km * (1.0 - m->ecc) > high_radius_km || m->a_km * (1.0 + m->ecc) < low_radius_km) continue;
        double part = sea_environment_residence(m->a_km, m->ecc, low_radius_km, high_radius_km);
        uint32_t band = band_of(m->incl_rad);
        size_t own = (size_t)m->in_class * BANDS + band;
        g->inside[own] += part, g->inside[all + band] += part;
        g->squares[own] += part * part, g->squares[all + band] += part * part;
    }
    uint32_t used = 0;
    for (uint32_t band = 0; band < BANDS; band++)
        if (g->inside[all + band] > 0.0) g->in_use[used++] = band;
    return used;
}

/* Sum over pairs, one of each from two classes, of how they meet. */
static double pairs(const gas *g, const double *one, const double *two, uint32_t used)
{
    double sum = 0.0;
    for (uint32_t i = 0; i < used; i++) {
        uint32_t band = g->in_use[i];
        if (!(one[band] > 0.0)) continue;
        double across = 0.0;
        for (uint32_t k = 0; k < used; k++) across += two[g->in_use[k]] * g->meeting[band * BANDS + g->in_use[k]];
        sum += one[band] * across;
    }
    return sum;
}

static sea_environment_cell cell_of(const gas *g, uint32_t in_class, uint32_t used, double low_km, double high_km,
                                    double range_km)
{
    const double *own = g->inside + (size_t)in_class * BANDS, *squares = g->squares + (size_t)in_class * BANDS;
    const double *all = g->inside + (size_t)g->classes * BANDS;
    double low = EARTH_KM + low_km, high = EARTH_KM + high_km, objects = 0.0, itself = 0.0;
    double volume = 4.0 / 3.0 * SEA_PI * (high * high * high - low * low * low);
    double speed_km_s = sqrt(MU_KM3_S2 / (0.5 * (low + high)));
    for (uint32_t i = 0; i < used; i++) {
        uint32_t band = g->in_use[i];
        objects += own[band];
        itself += squares[band] * g->meeting[band * BANDS + band];
    }
    sea_environment_cell c = {low_km, high_km, in_class, objects, objects / volume, 0.0, 0.0};
    if (!(objects > 0.0)) return c;
    double met = fmax(pairs(g, own, all, used) - itself, 0.0), among = fmax(pairs(g, own, own, used) - itself, 0.0);
    c.flux_m2_year = 1e-6 * met / objects * speed_km_s / volume * S_PER_YEAR;
    c.approaches_a_year = SEA_PI * range_km * range_km * (met - 0.5 * among) * speed_km_s / volume * S_PER_YEAR;
    return c;
}

static sea_status gas_new(gas *g)
{
    size_t cells = ((size_t)g->classes + 1) * BANDS;
    g->meeting = malloc((size_t)BANDS * BANDS * sizeof *g->meeting);
    g->inside = malloc(cells * sizeof *g->inside);
    g->squares = malloc(cells * sizeof *g->squares);
    g->in_use = malloc(BANDS * sizeof *g->in_use);
    return g->meeting && g->inside && g->squares && g->in_use ? SEA_OK : SEA_E_MEMORY;
}

static void gas_free(gas *g)
{
    free(g->meeting);
    free(g->inside);
    free(g->squares);
    free(g->in_use);
}

sea_status sea_environment_run(const sea_environment_member *members, size_t count, uint32_t class_count,
                               const sea_environment_options *o, sea_environment_cell *cells, sea_error *err)
{
    size_t shells = sea_environment_shell_count(o);
    if (shells == 0 || class_count == 0)
        return sea_error_set(err, SEA_E_USAGE, "shells go from 0 km up, have a thickness, and are %d at most",
                             SEA_ENVIRONMENT_SHELLS_MAX);
    for (size_t i = 0; i < count; i++)
        if (members[i].in_class >= class_count || !(members[i].a_km > 0.0) || !(members[i].ecc >= 0.0))
            return sea_error_set(err, SEA_E_USAGE, "member %zu has no such class or no orbit", i);
    gas g = {.members = members, .count = count, .classes = class_count};
    sea_status s = gas_new(&g);
    if (s == SEA_OK) fill_meetings(g.meeting);
    for (size_t i = 0; s == SEA_OK && i < shells; i++) {
        double low = o->low_km + (double)i * o->shell_km, high = fmin(low + o->shell_km, o->high_km);
        uint32_t used = fill_shell(&g, EARTH_KM + low, EARTH_KM + high);
        for (uint32_t k = 0; k <= class_count; k++)
            cells[i * (class_count + 1) + k] = cell_of(&g, k, used, low, high, o->range_km);
    }
    gas_free(&g);
    return s == SEA_OK ? s : sea_error_set(err, s, "%s", sea_status_text(s));
}
