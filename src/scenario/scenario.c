#include "scenario/scenario.h"

#include "base/math.h"
#include "base/rng.h"

#include <math.h>
#include <string.h>

/* WGS-72, as element sets use it: Hoots, Roehrich 1980, Spacetrack Report #3; Vallado et al. 2006. */
static const double MU_KM3_S2 = 398600.8;
static const double EARTH_KM = 6378.135;
static const double J2 = 1.082616e-3;

static const double RAD_PER_DEG = SEA_PI / 180.0;
static const double S_PER_DAY = 86400.0;
static const double MIN_PER_DAY = 1440.0;

enum {
    FIRST_ID =
        700000001, /* 700,000,000 to 899,999,999 is set aside for systems' internal use: no real object is there */
    AGE_MAX_DAYS = 2,
    HORIZON_DAYS = 9, /* what the drag limit guards: two days of age and a week of screening */
    PERIGEE_MIN_KM = 180,
    STRIDE = 16585, /* near SEA_SCENARIO_BLOCK / golden ratio and coprime to it: any prefix is an even sample */
    STREAM_OBJECT = 0,
    STREAM_STRATUM = 1
};

/* An orbit being made. Angles refer to the element set's own epoch. */
typedef struct orbit {
    double a_km, ecc, incl_deg, raan_deg, argp_deg, mean_anomaly_deg;
    double age_days;
    double bstar_per_er;
} orbit;

sea_scenario_options sea_scenario_options_default(void)
{
    return (sea_scenario_options){
        .objects = 1000,
        .seed = 1,
        .epoch = {9131 * SEA_NS_PER_DAY + SEA_NS_PER_DAY / 2 + 37 * SEA_NS_PER_S}, /* 2025-01-01T00:00:00 UTC */
        .first_id = FIRST_ID,
    };
}

sea_scenario_place sea_scenario_place_of(uint64_t seed, uint64_t index)
{
    sea_rng r = sea_rng_init(seed, UINT64_MAX, STREAM_STRATUM);
    uint64_t start = sea_rng_u32(&r) % SEA_SCENARIO_BLOCK;
    uint64_t place = (start + index % SEA_SCENARIO_BLOCK * STRIDE) % SEA_SCENARIO_BLOCK;
    sea_scenario_place out = {.block = (uint32_t)(index / SEA_SCENARIO_BLOCK)};
    while (place >= sea_strata[out.stratum_number].count) {
        place -= sea_strata[out.stratum_number].count;
        out.stratum_number++;
    }
    out.stratum = &sea_strata[out.stratum_number];
    out.rank = (uint32_t)place;
    return out;
}

/* Inverse of the stratum's distribution function at u. */
static double quantile(const double values[SEA_STRATUM_POINTS], double u)
{
    int i = 1;
    while (i < SEA_STRATUM_POINTS - 1 && u > sea_stratum_parts[i]) i++;
    double low = sea_stratum_parts[i - 1], high = sea_stratum_parts[i];
    return values[i - 1] + (values[i] - values[i - 1]) * ((u - low) / (high - low));
}

static double draw(const double values[SEA_STRATUM_POINTS], sea_rng *r)
{
    return quantile(values, sea_rng_uniform(r));
}

static double draw_angle(sea_rng *r)
{
    return 360.0 * sea_rng_uniform(r);
}

static double wrap_deg(double angle)
{
    double x = fmod(angle, 360.0); /* exact */
    return x < 0.0 ? x + 360.0 : x;
}

static double mean_motion_rev_day(double a_km)
{
    return sqrt(MU_KM3_S2 / (a_km * a_km * a_km)) * S_PER_DAY / SEA_TWO_PI;
}

static double semi_major_km(double motion_rev_day)
{
    double motion_rad_s = motion_rev_day * SEA_TWO_PI / S_PER_DAY;
    return sea_cbrt(MU_KM3_S2 / (motion_rad_s * motion_rad_s));
}

/* Secular J2 rate of the node for a circle of inclination 0, deg/day: Vallado 2013, "Fundamentals of Astrodynamics",
 * eq. 9-37. */
static double node_rate_deg_day(double a_km, double ecc)
{
    double p_er = a_km / EARTH_KM * (1.0 - ecc * ecc);
    return -1.5 * J2 / (p_er * p_er) * mean_motion_rev_day(a_km) * 360.0;
}

/* Right ascension of the mean Sun and Greenwich sidereal angle at the set's epoch, degrees. UT1 is not wanted here: a
 * minute would not change what a population looks like. Astronomical Almanac 2024, section C5; IAU 1982. */
static double sun_deg(sea_tai epoch, double age_days)
{
    return 280.460 + 0.9856474 * ((double)epoch.ns / (double)SEA_NS_PER_DAY - age_days);
}

static double greenwich_deg(sea_tai epoch, double age_days)
{
    double days = (double)(epoch.ns - 37 * SEA_NS_PER_S) / (double)SEA_NS_PER_DAY - age_days;
    return 280.46061837 + 360.98564736629 * days;
}

/* A near-circular or mildly eccentric orbit with every angle free. */
static void make_band(const sea_stratum *s, sea_rng *r, orbit *o)
{
    o->a_km = EARTH_KM + draw(s->height_km, r);
    o->ecc = draw(s->ecc, r);
    o->incl_deg = draw(s->incl_deg, r);
    o->raan_deg = draw_angle(r);
    o->argp_deg = draw_angle(r);
    o->mean_anomaly_deg = draw_angle(r);
}

/* Local times of the node in use, hours: dawn and dusk, mid-morning, early afternoon. */
static double local_time_h(sea_rng *r)
{
    static const double common[] = {6.0, 9.5, 10.0, 10.5, 13.5, 18.0, 21.5, 22.0, 22.5};
    double u = sea_rng_uniform(r);
    double spread = sea_rng_normal(r);
    if (u >= 0.75) return 24.0 * (u - 0.75) / 0.25; /* not held */
    size_t choice = (size_t)(u / 0.75 * (double)(sizeof common / sizeof common[0]));
    return common[choice] + 0.3 * spread;
}

static void make_sso(const sea_stratum *s, sea_rng *r, sea_tai epoch, orbit *o)
{
    make_band(s, r, o);
    double needed = 0.9856474; /* the mean Sun's motion, deg/day */
    double cosine = needed / node_rate_deg_day(o->a_km, o->ecc);
    o->incl_deg = sea_acos(cosine) / RAD_PER_DEG + 0.05 * sea_rng_normal(r);
    o->raan_deg = sun_deg(epoch, o->age_days) + 15.0 * (local_time_h(r) - 12.0);
}

static void make_transfer(const sea_stratum *s, sea_rng *r, orbit *o)
{
    double low = EARTH_KM + draw(s->height_km, r), high = EARTH_KM + draw(s->apogee_km, r);
    if (low > high) {
        double swap = low;
        low = high;
        high = swap;
    }
    o->a_km = 0.5 * (low + high);
    o->ecc = (high - low) / (high + low);
    o->incl_deg = draw(s->incl_deg, r);
    o->raan_deg = draw_angle(r);
    o->argp_deg = draw_angle(r);
    if (s->argp_sigma_deg > 0.0) o->argp_deg = s->argp_deg + s->argp_sigma_deg * sea_rng_normal(r);
    o->mean_anomaly_deg = draw_angle(r);
}

/* Planes and slots. A later block is another such shell, turned and within 10 km of height, as networks do grow. */
static void make_shell(const sea_scenario_place *place, sea_rng *r, sea_rng *common, orbit *o)
{
    const sea_stratum *s = place->stratum;
    uint32_t slots = (s->count + s->planes - 1) / s->planes;
    uint32_t plane = place->rank % s->planes, slot = place->rank / s->planes;
    double node = draw_angle(common), phase = draw_angle(common);
    double shift_km = place->block == 0 ? 0.0 : 20.0 * (sea_rng_uniform(common) - 0.5);
    double part = (double)plane / s->planes;
    o->a_km = EARTH_KM + s->height_km[SEA_STRATUM_POINTS / 2] + shift_km + 0.02 * sea_rng_normal(r);
    if (s->step_km > 0.0) o->a_km += s->step_km * (plane - 0.5 * (s->planes - 1));
    o->ecc = draw(s->ecc, r);
    o->incl_deg = draw(s->incl_deg, r);
    o->raan_deg = node + s->spread_deg * part;
    o->argp_deg = 90.0 + 15.0 * sea_rng_normal(r); /* near the frozen orbit's */
    double along = phase + 360.0 / slots * (slot + s->phasing * part) + s->phase_sigma_deg * sea_rng_normal(r);
    o->mean_anomaly_deg = along - o->argp_deg;
}

/* Docked objects. Half of them carry the very elements of the complex, the others a set of their own of another age. */
static void make_station(const sea_scenario_place *place, sea_rng *r, sea_rng *common, orbit *o)
{
    make_band(place->stratum, common, o);
    double shared_age = 0.5 * sea_rng_uniform(common);
    if (place->rank % 2 == 0) {
        o->age_days = shared_age;
    } else {
        o->mean_anomaly_deg += 0.0005 * sea_rng_normal(r);
        o->incl_deg += 0.0002 * sea_rng_normal(r);
    }
}

/* Several satellites share a longitude slot, as they do. */
static void make_kept(const sea_scenario_place *place, sea_rng *r, sea_tai epoch, orbit *o)
{
    const sea_stratum *s = place->stratum;
    const uint32_t slots = 180;
    make_band(s, r, o);
    double longitude = 360.0 / slots * (place->rank % slots) + 0.05 * sea_rng_normal(r);
    o->mean_anomaly_deg = longitude + greenwich_deg(epoch, o->age_days) - o->raan_deg - o->argp_deg;
}

/* Without north-south control the pole of the orbit goes round a point 7.3 degrees from the Earth's in about 53 years:
 * Allan, Cook 1964, "The long-period motion of the plane of a distant circular orbit", Proc. R. Soc. A 280. */
static void make_drift(const sea_stratum *s, sea_rng *r, orbit *o)
{
    make_band(s, r, o);
    double half_deg = 180.0 * sea_rng_uniform(r);
    o->incl_deg = 14.6 * sea_sin(half_deg * RAD_PER_DEG) + 0.3 * fabs(sea_rng_normal(r));
    o->raan_deg = 90.0 - half_deg + 5.0 * sea_rng_normal(r);
}

/* Median of fitted B* against height, measured like the strata; drag terms are log-normal about it. */
typedef struct drag_law {
    double height_km[6];
    double median_per_er[6];
    double sigma; /* of the natural logarithm */
} drag_law;

static const drag_law *law_of(sea_drag drag)
{
    static const drag_law net = {{200, 350, 450, 550, 1200, 2000}, {3e-4, 2e-4, 2e-4, 1.8e-4, 3e-4, 3e-4}, 1.0};
    static const drag_law pay = {{250, 400, 550, 750, 950, 2000}, {2.4e-3, 1.6e-3, 1.1e-3, 5e-4, 2.5e-4, 2e-4}, 0.6};
    static const drag_law rb = {{250, 450, 600, 800, 950, 2000}, {1.2e-3, 1e-3, 6e-4, 3.5e-4, 2.4e-4, 2e-4}, 0.5};
    static const drag_law deb = {{300, 400, 700, 850, 1000, 2000}, {7e-3, 5.5e-3, 5e-3, 2.8e-3, 2e-3, 1.5e-3}, 1.1};
    switch (drag) {
    case SEA_DRAG_NONE: return NULL;
    case SEA_DRAG_NET: return &net;
    case SEA_DRAG_PAY:
    case SEA_DRAG_FREE: return &pay;
    case SEA_DRAG_RB: return &rb;
    case SEA_DRAG_DEB: return &deb;
    }
    return NULL;
}

static double median_bstar(const drag_law *law, double height_km)
{
    if (height_km <= law->height_km[0]) return law->median_per_er[0];
    for (int i = 1; i < 6; i++) {
        if (height_km > law->height_km[i]) continue;
        double part = (height_km - law->height_km[i - 1]) / (law->height_km[i] - law->height_km[i - 1]);
        return law->median_per_er[i - 1] + part * (law->median_per_er[i] - law->median_per_er[i - 1]);
    }
    return law->median_per_er[5];
}

/* C1 of SGP4 for B* = 1, per minute, without its J2 term: Spacetrack Report #3, section 6; Vallado et al. 2006,
 * sgp4init. */
static double drag_rate_per_min(double a_km, double ecc)
{
    double perigee_km = a_km * (1.0 - ecc) - EARTH_KM;
    double s_km = 78.0;
    if (perigee_km < 156.0) s_km = perigee_km < 98.0 ? 20.0 : perigee_km - 78.0;
    double a = a_km / EARTH_KM;
    double width = (120.0 - s_km) / EARTH_KM;
    double tsi = 1.0 / (a - (1.0 + s_km / EARTH_KM));
    double eta = a * ecc * tsi;
    double psi = fabs(1.0 - eta * eta);
    double root = sqrt(psi);
    double density = width * width * width * width * tsi * tsi * tsi * tsi / (psi * psi * psi * root);
    double motion_rad_min = mean_motion_rev_day(a_km) * SEA_TWO_PI / MIN_PER_DAY;
    return density * motion_rad_min * a * (1.0 + 1.5 * eta * eta + ecc * eta * (4.0 + eta * eta));
}

/* Half the first derivative of mean motion that SGP4 gives the orbit: mean anomaly gains 3/2 n C1 t^2. */
static double loss_rev_day2(const orbit *o)
{
    double motion = mean_motion_rev_day(o->a_km);
    return 1.5 * o->bstar_per_er * drag_rate_per_min(o->a_km, o->ecc) * MIN_PER_DAY * motion;
}

/* Largest |B*| that SGP4 carries through the horizon with its series in t well behaved and little height lost: the
 * first of its terms beyond C1 is 4 a tsi C1^2, so 4 a tsi C1 t is kept below a third (Vallado et al. 2006, sgp4init).
 */
static double bstar_limit(double a_km, double ecc)
{
    double room_km = a_km - EARTH_KM - 78.0;
    double c1_limit = room_km / (12.0 * a_km * HORIZON_DAYS * MIN_PER_DAY);
    return c1_limit / drag_rate_per_min(a_km, ecc);
}

static void draw_drag(sea_drag drag, sea_rng *r, orbit *o)
{
    double shape = sea_rng_normal(r), sign = sea_rng_uniform(r);
    const drag_law *law = law_of(drag);
    if (!law) return;
    o->bstar_per_er = median_bstar(law, o->a_km - EARTH_KM) * sea_exp(law->sigma * shape);
    double limit = bstar_limit(o->a_km, o->ecc);
    if (drag != SEA_DRAG_FREE && o->bstar_per_er > limit) o->bstar_per_er = limit;
    if (drag == SEA_DRAG_NET && sign < 1.0 / 6.0) o->bstar_per_er = -o->bstar_per_er;
}

/* Moves an orbit that was laid out at the scenario's epoch back to the set's own, so that a formation is one at that
 * epoch: secular J2 rates, and SGP4's drag, under which the mean anomaly is quadratic in time. */
static void move_back(orbit *o)
{
    double node = node_rate_deg_day(o->a_km, o->ecc);
    double cosine = sea_cos(o->incl_deg * RAD_PER_DEG);
    double loss = loss_rev_day2(o), motion = mean_motion_rev_day(o->a_km);
    o->raan_deg -= node * cosine * o->age_days;
    o->argp_deg -= -0.5 * node * (5.0 * cosine * cosine - 1.0) * o->age_days; /* Vallado 2013, eq. 9-39 */
    o->mean_anomaly_deg -= 360.0 * (motion - loss * o->age_days) * o->age_days;
    o->a_km = semi_major_km(motion - 2.0 * loss * o->age_days);
}

static void make_orbit(const sea_scenario_options *options, const sea_scenario_place *place, sea_rng *r, orbit *o)
{
    const sea_stratum *s = place->stratum;
    uint64_t crowd = (uint64_t)place->block << 32 | place->stratum_number;
    sea_rng common = sea_rng_init(options->seed, crowd, STREAM_STRATUM);
    double u = sea_rng_uniform(r);
    o->age_days = AGE_MAX_DAYS * u * u; /* median half a day */
    switch (s->layout) {
    case SEA_LAYOUT_BAND: make_band(s, r, o); break;
    case SEA_LAYOUT_SSO: make_sso(s, r, options->epoch, o); break;
    case SEA_LAYOUT_TRANSFER: make_transfer(s, r, o); break;
    case SEA_LAYOUT_SHELL: make_shell(place, r, &common, o); break;
    case SEA_LAYOUT_STATION: make_station(place, r, &common, o); break;
    case SEA_LAYOUT_KEPT: make_kept(place, r, options->epoch, o); break;
    case SEA_LAYOUT_DRIFT: make_drift(s, r, o); break;
    }
    double ecc_max = 1.0 - (EARTH_KM + PERIGEE_MIN_KM) / o->a_km;
    if (s->drag != SEA_DRAG_FREE && o->ecc > ecc_max) o->ecc = ecc_max;
    draw_drag(s->drag, r, o);
    if (s->layout == SEA_LAYOUT_SHELL || s->layout == SEA_LAYOUT_STATION) move_back(o);
}

/* Rounds to the digits public sets carry; dividing an integer by a power of ten gives the double that prints shortest.
 */
static double round_to(double value, double scale)
{
    return floor(value * scale + 0.5) / scale;
}

static double round_angle(double angle_deg)
{
    double x = round_to(wrap_deg(angle_deg), 1e4);
    return x >= 360.0 ? 0.0 : x;
}

/* Five significant digits below one, as `.16091E-2`. */
static double round_bstar(double value)
{
    double scale = 1e5;
    while (fabs(value) * scale < 1e4 && scale < 1e15) scale *= 10.0;
    return round_to(value, scale);
}

static int64_t floor_to_us(int64_t ns)
{
    int64_t rest = ns % 1000;
    return ns - (rest < 0 ? rest + 1000 : rest);
}

void sea_scenario_round(sea_gp *gp)
{
    gp->mean_motion_rev_day = round_to(gp->mean_motion_rev_day, 1e8);
    gp->eccentricity = round_to(gp->eccentricity, 1e7);
    gp->incl_deg = round_to(gp->incl_deg, 1e4);
    gp->raan_deg = round_angle(gp->raan_deg);
    gp->argp_deg = round_angle(gp->argp_deg);
    gp->mean_anomaly_deg = round_angle(gp->mean_anomaly_deg);
    gp->bstar_per_er = round_bstar(gp->bstar_per_er);
    gp->mean_motion_dot_rev_day2 = round_to(gp->mean_motion_dot_rev_day2, 1e8);
}

double sea_scenario_loss_rev_day2(const sea_gp *gp)
{
    const orbit o = {
        .a_km = semi_major_km(gp->mean_motion_rev_day), .ecc = gp->eccentricity, .bstar_per_er = gp->bstar_per_er};
    return loss_rev_day2(&o);
}

/* "SIM <label> <index>", the index in five digits or as many as it takes. */
static void write_name(const char *label, uint64_t index, char out[56])
{
    char digits[20];
    size_t count = 0;
    do {
        digits[count++] = (char)('0' + index % 10);
        index /= 10;
    } while (index > 0 || count < 5);
    size_t length = strlen(label), at = 4 + length;
    memcpy(out, "SIM ", 4);
    memcpy(out + 4, label, length);
    out[at++] = ' ';
    while (count > 0) out[at++] = digits[--count];
    out[at] = '\0';
}

sea_status sea_scenario_gp(const sea_scenario_options *options, uint64_t index, sea_gp *out)
{
    if (!options || !out || index >= options->objects || options->first_id == 0) return SEA_E_USAGE;
    if (options->epoch.ns < INT64_MIN + (AGE_MAX_DAYS + 1) * SEA_NS_PER_DAY) return SEA_E_RANGE;
    if (options->first_id > SEA_GP_ID_MAX || index > SEA_GP_ID_MAX - options->first_id) return SEA_E_RANGE;

    sea_scenario_place place = sea_scenario_place_of(options->seed, index);
    sea_rng r = sea_rng_init(options->seed, index, STREAM_OBJECT);
    orbit o = {0};
    make_orbit(options, &place, &r, &o);

    int64_t age_us = (int64_t)(o.age_days * 86400e6);
    memset(out, 0, sizeof *out);
    out->norad_cat_id = options->first_id + (uint32_t)index;
    out->element_set_no = 999; /* what public sets carry today */
    out->rev_at_epoch = sea_rng_u32(&r) % 100000;
    out->epoch.ns = floor_to_us(options->epoch.ns) - age_us * 1000;
    out->creation_date = SEA_TAI_NONE;
    out->mean_motion_rev_day = mean_motion_rev_day(o.a_km);
    out->eccentricity = o.ecc;
    out->incl_deg = o.incl_deg;
    out->raan_deg = o.raan_deg;
    out->argp_deg = o.argp_deg;
    out->mean_anomaly_deg = o.mean_anomaly_deg;
    out->bstar_per_er = o.bstar_per_er;
    out->mean_motion_dot_rev_day2 = loss_rev_day2(&o);
    sea_scenario_round(out);
    out->classification = 'U';
    write_name(place.stratum->label, index, out->object_name);
    return SEA_OK;
}
