/*
 * Changes of frame. The frames stand in a row, TEME - PEF - ITRF - GCRF - EME2000; a step leads from each to the next,
 * and a rotation between any two is the product of the steps between them.
 */
#include "astro/frame.h"
#include "astro/epoch.h"
#include "base/math.h"
#include "base/vec.h"

#include <string.h>

#define EARTH_ROTATION_RAD_S 7.29211514670698e-5 /* of UT1; Vallado et al. 2006, appendix C */
#define ARCSEC (SEA_PI / 648000.0)

double sea_gmst82_rad(sea_ut1 t)
{
    double days = t.jd1 - 2451545.0;
    double c = (days + t.jd2) / 36525.0;
    double slow_s = 67310.54841 + (8640184.812866 + (0.093104 - 6.2e-6 * c) * c) * c;
    /* 876,600 h a century is one turn a day: whole days drop out, so that the fast term keeps its digits. */
    double turns_s = fmod(days, 1.0) * 86400.0 + t.jd2 * 86400.0;
    double angle = fmod((slow_s + turns_s) * (SEA_PI / 43200.0), SEA_TWO_PI);
    return angle < 0.0 ? angle + SEA_TWO_PI : angle;
}

/* Earth rotation angle, IERS Conventions 2010, equation 5.15, whole turns left out. */
static double era_rad(sea_ut1 t)
{
    double days = t.jd1 - 2451545.0;
    double turns = fmod(days, 1.0) + t.jd2 + 0.7790572732640 + 0.00273781191135448 * (days + t.jd2);
    return SEA_TWO_PI * fmod(turns, 1.0);
}

/* ---- matrices ---- */

static void multiply(const double a[3][3], const double b[3][3], double out[3][3])
{
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) out[i][j] = a[i][0] * b[0][j] + a[i][1] * b[1][j] + a[i][2] * b[2][j];
}

static void transpose(const double a[3][3], double out[3][3])
{
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) out[i][j] = a[j][i];
}

static void apply(const double m[3][3], const double in[3], double out[3])
{
    double turned[3];
    for (int i = 0; i < 3; i++) turned[i] = m[i][0] * in[0] + m[i][1] * in[1] + m[i][2] * in[2];
    memcpy(out, turned, sizeof turned);
}

static void spin(double angle, double out[3][3]) /* R3 */
{
    double s, c;
    sea_sincos(angle, &s, &c);
    const double m[3][3] = {{c, s, 0.0}, {-s, c, 0.0}, {0.0, 0.0, 1.0}};
    memcpy(out, m, sizeof m);
}

/* R1(-yp) R2(-xp): from an Earth-fixed frame about the intermediate pole to the ITRF's own pole. */
static void polar_motion(const sea_eop_values *at, double out[3][3])
{
    double sx, cx, sy, cy;
    sea_sincos(at->xp_rad, &sx, &cx);
    sea_sincos(at->yp_rad, &sy, &cy);
    const double m[3][3] = {{cx, 0.0, sx}, {sx * sy, cy, -cx * sy}, {-sx * cy, sy, cx * cy}};
    memcpy(out, m, sizeof m);
}

/* Columns of the frame of the celestial pole in the GCRF but for the turn by s: IERS Conventions 2010, equation 5.10.
 */
static void celestial_pole(double x, double y, double out[3][3])
{
    double z = sqrt(1.0 - x * x - y * y), a = 1.0 / (1.0 + z);
    const double m[3][3] = {{1.0 - a * x * x, -a * x * y, x}, {-a * x * y, 1.0 - a * y * y, y}, {-x, -y, z}};
    memcpy(out, m, sizeof m);
}

/* ---- the steps ---- */

typedef struct instant {
    sea_tai t;
    sea_eop_values at;
    sea_ut1 ut1;
    sea_frame_cache *cache;
} instant;

static double earth_rate_rad_s(const instant *i)
{
    return EARTH_ROTATION_RAD_S * (1.0 - i->at.lod_s / 86400.0);
}

static void teme_to_pef(const instant *i, sea_rotation *out)
{
    spin(sea_gmst82_rad(i->ut1), out->m);
    out->rate_rad_s[2] = earth_rate_rad_s(i);
    out->caveats = i->at.caveats & ~(uint32_t)SEA_EOP_CAVEAT_NO_OFFSETS;
}

static void pef_to_itrf(const instant *i, sea_rotation *out)
{
    polar_motion(&i->at, out->m);
    out->caveats = i->at.caveats & ~(uint32_t)SEA_EOP_CAVEAT_NO_OFFSETS;
}

static void invert(sea_rotation *r)
{
    double m[3][3], rate[3];
    transpose(r->m, m);
    apply(m, r->rate_rad_s, rate);
    for (int i = 0; i < 3; i++) r->rate_rad_s[i] = -rate[i];
    memcpy(r->m, m, sizeof m);
}

/* Made as GCRF to ITRF = polar motion, R3(rotation angle + s' - s), transposed celestial pole; then turned round. */
static void itrf_to_gcrf(const instant *i, sea_rotation *out)
{
    sea_tt tt = sea_tai_to_tt(i->t);
    sea_pole p = i->cache ? sea_frame_pole_cached(tt, i->cache) : sea_frame_pole(tt);
    double centuries = (double)tt.ns / (36525.0 * (double)SEA_NS_PER_DAY);
    double s_prime = -47e-6 * ARCSEC * centuries; /* IERS Conventions 2010, equation 5.13 */
    double q[3][3], turn[3][3], wobble[3][3], to_pole[3][3], half[3][3];
    celestial_pole(p.x + i->at.dx_rad, p.y + i->at.dy_rad, q);
    transpose(q, to_pole);
    spin(era_rad(i->ut1) + s_prime - p.s, turn);
    polar_motion(&i->at, wobble);
    multiply(wobble, turn, half);
    multiply(half, to_pole, out->m);
    const double rate[3] = {0.0, 0.0, earth_rate_rad_s(i)};
    apply(wobble, rate, out->rate_rad_s);
    out->caveats = i->at.caveats;
    invert(out);
}

/*
 * The frame bias, IERS Conventions 2010, section 5.4.4: R1(-eta0) R2(xi0) R3(da0) with da0 = -14.6, xi0 = -16.6170 and
 * eta0 = -6.8192 mas, to second order in these angles (an error of 1e-21).
 */
static void gcrf_to_eme2000(const instant *i, sea_rotation *out)
{
    (void)i;
    const double mas = ARCSEC / 1000.0, a = -14.6 * mas, xi = -16.6170 * mas, eta = -6.8192 * mas;
    const double m[3][3] = {{1.0 - 0.5 * (a * a + xi * xi), a, -xi},
                            {-a - eta * xi, 1.0 - 0.5 * (a * a + eta * eta), -eta},
                            {xi - eta * a, eta + xi * a, 1.0 - 0.5 * (eta * eta + xi * xi)}};
    memcpy(out->m, m, sizeof m);
}

typedef void (*step_fn)(const instant *i, sea_rotation *out);
static const step_fn steps[] = {teme_to_pef, pef_to_itrf, itrf_to_gcrf, gcrf_to_eme2000};
static const char *const names[] = {"TEME", "PEF", "ITRF", "GCRF", "EME2000"};
enum { FRAME_COUNT = sizeof names / sizeof names[0] };

/* `then` after `first`, left in `first`. */
static void chain(sea_rotation *first, const sea_rotation *then)
{
    double m[3][3], rate[3];
    multiply(then->m, first->m, m);
    apply(then->m, first->rate_rad_s, rate);
    memcpy(first->m, m, sizeof m);
    for (int i = 0; i < 3; i++) first->rate_rad_s[i] = then->rate_rad_s[i] + rate[i];
    first->caveats |= then->caveats;
}

sea_status sea_frame_rotation(sea_tai t, sea_frame from, sea_frame to, const sea_eop *eop, sea_frame_cache *cache,
                              sea_rotation *out)
{
    if ((unsigned)from >= FRAME_COUNT || (unsigned)to >= FRAME_COUNT) return SEA_E_USAGE;
    if (sea_epoch_within_clock(t).ns != t.ns) return SEA_E_RANGE;
    instant i = {.t = t, .at = sea_eop_at(t, eop), .cache = cache};
    i.ut1 = sea_epoch_ut1(t, i.at.ut1_minus_utc_s);
    *out = (sea_rotation){.m = {{1.0, 0.0, 0.0}, {0.0, 1.0, 0.0}, {0.0, 0.0, 1.0}}};
    int up = to > from ? 1 : -1;
    for (int at = (int)from; at != (int)to; at += up) {
        sea_rotation step = {.caveats = 0};
        steps[up > 0 ? at : at - 1](&i, &step);
        if (up < 0) invert(&step);
        chain(out, &step);
    }
    return SEA_OK;
}

void sea_frame_rotate(const sea_rotation *rotation, const double in_r_km[3], const double in_v_km_s[3],
                      double out_r_km[3], double out_v_km_s[3])
{
    double r[3], v[3], w[3];
    apply(rotation->m, in_r_km, r);
    apply(rotation->m, in_v_km_s, v);
    sea_vec_cross(rotation->rate_rad_s, r, w);
    memcpy(out_r_km, r, sizeof r);
    sea_vec_sub(v, w, out_v_km_s);
}

sea_status sea_frame_transform(const sea_state *in, sea_frame to, const sea_eop *eop, sea_frame_cache *cache,
                               sea_state *out)
{
    sea_rotation rotation;
    sea_status s = sea_frame_rotation(in->epoch, in->frame, to, eop, cache, &rotation);
    if (s != SEA_OK) return s;
    sea_state state = {.epoch = in->epoch, .frame = to, .caveats = in->caveats | rotation.caveats};
    sea_frame_rotate(&rotation, in->r_km, in->v_km_s, state.r_km, state.v_km_s);
    *out = state;
    return SEA_OK;
}

/* ---- names ---- */

const char *sea_frame_name(sea_frame frame)
{
    return (unsigned)frame < FRAME_COUNT ? names[frame] : "UNKNOWN";
}

static bool same_word(const char *text, size_t length, const char *word)
{
    if (strlen(word) != length) return false;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        if (c >= 'a' && c <= 'z') c = (char)(c - 'a' + 'A');
        if (c != word[i]) return false;
    }
    return true;
}

static bool is_dated_itrf(const char *text, size_t length)
{
    if (length < 6 || length > 9 || !same_word(text, 4, "ITRF")) return false;
    size_t at = text[4] == '-' ? 5 : 4;
    if (length - at != 2 && length - at != 4) return false;
    for (; at < length; at++)
        if (text[at] < '0' || text[at] > '9') return false;
    return true;
}

sea_status sea_frame_find(const char *name, size_t length, sea_frame *out)
{
    static const struct {
        const char *name;
        sea_frame frame;
    } others[] = {
        {"J2000", SEA_FRAME_EME2000}, {"ICRF", SEA_FRAME_GCRF}, {"GCRS", SEA_FRAME_GCRF}, {"ITRS", SEA_FRAME_ITRF}};
    for (int i = 0; i < FRAME_COUNT; i++)
        if (same_word(name, length, names[i])) return *out = (sea_frame)i, SEA_OK;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (same_word(name, length, others[i].name)) return *out = others[i].frame, SEA_OK;
    if (!is_dated_itrf(name, length)) return SEA_E_NOT_FOUND;
    *out = SEA_FRAME_ITRF;
    return SEA_OK;
}
