/* What is planted in a history: satellites that manoeuvre, visitors, breakups, decays, faults of the catalogue. */
#include "scenario/scenario.h"

#include "base/math.h"
#include "base/rng.h"
#include "base/vec.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double MU_KM3_S2 = 398600.8;
static const double EARTH_KM = 6378.135;
static const double DEG = 180.0 / SEA_PI;
static const double VISIT_STEP_KM = 3.0, VISIT_STEP_GEO_KM = 20.0; /* semi-major axis of a visitor on its way */

enum {
    STREAM_KEEPER = 50,
    STREAM_VISIT,
    STREAM_BREAKUP,
    STREAM_PIECE,
    STREAM_DECAY,
    STREAM_FAULT,
    STREAM_COLLISION = 56,
    LAUNCHES_A_YEAR = 999,
    FIRST_YEAR = 1900, /* designators of years without launches: nothing made can be taken for real */
    LAST_YEAR = 1956
};

double sea_made_between(sea_rng *r, double low, double high)
{
    return low + (high - low) * sea_rng_uniform(r);
}

static double log_between(sea_rng *r, double low, double high)
{
    return sea_exp(sea_made_between(r, sea_log(low), sea_log(high)));
}

/* ---- bodies ---- */

sea_made *sea_plan_add(sea_plan *p)
{
    if (p->count == p->capacity) {
        size_t capacity = p->capacity ? 2 * p->capacity : 64;
        sea_made *grown = realloc(p->bodies, capacity * sizeof *grown);
        if (!grown) return NULL;
        p->bodies = grown;
        p->capacity = capacity;
    }
    sea_made *m = &p->bodies[p->count++];
    memset(m, 0, sizeof *m);
    m->noise = 1.0;
    m->turn_days = 30.0;
    return m;
}

sea_status sea_plan_tell(sea_plan *p, sea_scenario_truth truth)
{
    if (p->truth_count == p->truth_capacity) {
        size_t capacity = p->truth_capacity ? 2 * p->truth_capacity : 64;
        sea_scenario_truth *grown = realloc(p->truths, capacity * sizeof *grown);
        if (!grown) return SEA_E_MEMORY;
        p->truths = grown;
        p->truth_capacity = capacity;
    }
    p->truths[p->truth_count++] = truth;
    return SEA_OK;
}

void sea_plan_free(sea_plan *p)
{
    for (size_t i = 0; i < p->count; i++) free(p->bodies[i].changes);
    free(p->bodies);
    free(p->truths);
    sea_world_free(&p->world);
}

static sea_status change(sea_made *m, sea_made_change c)
{
    sea_made_change *grown = realloc(m->changes, (m->change_count + 1) * sizeof *grown);
    if (!grown) return SEA_E_MEMORY;
    m->changes = grown;
    m->changes[m->change_count++] = c;
    return SEA_OK;
}

void sea_made_designate(sea_gp *gp, uint64_t launch, uint32_t piece)
{
    uint64_t year = FIRST_YEAR + launch / LAUNCHES_A_YEAR;
    char letters[4] = "";
    size_t count = 0;
    if (year > LAST_YEAR) return;
    for (uint32_t rest = piece + 1; rest > 0 && count < 3; rest = (rest - 1) / 26)
        letters[count++] = (char)('A' + (rest - 1) % 26);
    for (size_t i = 0; i < count / 2; i++) {
        char swap = letters[i];
        letters[i] = letters[count - 1 - i];
        letters[count - 1 - i] = swap;
    }
    snprintf(gp->object_id, sizeof gp->object_id, "%u-%03u%s", (unsigned)year, (unsigned)(launch % LAUNCHES_A_YEAR + 1),
             letters);
}

static void put_orbit(sea_gp *gp, sea_tai epoch, double a_km, double ecc, double incl_deg, sea_rng *r)
{
    gp->epoch = epoch;
    gp->creation_date = SEA_TAI_NONE;
    gp->classification = 'U';
    gp->element_set_no = 999;
    gp->mean_motion_rev_day = sqrt(MU_KM3_S2 / (a_km * a_km * a_km)) * 86400.0 / SEA_TWO_PI;
    gp->eccentricity = ecc;
    gp->incl_deg = incl_deg;
    gp->raan_deg = sea_made_between(r, 0.0, 360.0);
    gp->argp_deg = sea_made_between(r, 0.0, 360.0);
    gp->mean_anomaly_deg = sea_made_between(r, 0.0, 360.0);
}

/* A planted object, named after its part. The catalogue number follows those of the population. */
static sea_made *plant(sea_plan *p, const char *part)
{
    sea_made *m = sea_plan_add(p);
    if (!m) return NULL;
    size_t index = p->count - 1;
    m->gp.norad_cat_id = p->options.population.first_id + (uint32_t)(p->options.population.objects + index);
    snprintf(m->gp.object_name, sizeof m->gp.object_name, "SIM %s %05zu", part, index);
    m->first = p->start;
    m->last = p->options.population.epoch;
    m->launch = index;
    sea_made_designate(&m->gp, index, 0);
    return m;
}

static double low_incl(sea_rng *r)
{
    static const double common[] = {51.6, 66.0, 74.0, 82.5, 86.4, 97.8, 98.6};
    /* One draw a statement, here and below: in what order an expression is worked out is the compiler's choice. */
    uint32_t which = sea_rng_u32(r) % (sizeof common / sizeof *common);
    return common[which] + 0.1 * sea_rng_normal(r);
}

static void put_low(sea_plan *p, sea_made *m, sea_rng *r, double low_km, double high_km)
{
    double incl_deg = low_incl(r);
    double e = log_between(r, 5e-4, 5e-3);
    double a_km = EARTH_KM + sea_made_between(r, low_km, high_km);
    put_orbit(&m->gp, p->start, a_km, e, incl_deg, r);
    m->gp.bstar_per_er = sea_made_bstar(log_between(r, 0.004, 0.02));
}

static void put_high(sea_plan *p, sea_made *m, sea_rng *r)
{
    double incl_deg = sea_made_between(r, 0.02, 6.0);
    double e = log_between(r, 5e-5, 5e-4);
    put_orbit(&m->gp, p->start, 42164.17 - 0.53, e, incl_deg, r);
}

/* ---- manoeuvres ---- */

static sea_status burn(sea_plan *p, sea_made *m, sea_tai at, double dv_r, double dv_t, double dv_n)
{
    sea_status s = change(m, (sea_made_change){.at = at, .dv_rtn_m_s = {dv_r, dv_t, dv_n}});
    if (s != SEA_OK) return s;
    return sea_plan_tell(p, (sea_scenario_truth){.kind = SEA_SCENARIO_MANOEUVRE,
                                                 .id = m->gp.norad_cat_id,
                                                 .start = at,
                                                 .end = at,
                                                 .dv_rtn_m_s = {dv_r, dv_t, dv_n}});
}

/* Low orbits keep their height: burns along the track, one in six across. High ones go to and fro in longitude. */
static sea_status plant_keeper(sea_plan *p, uint32_t number)
{
    sea_rng r = sea_rng_init(p->options.population.seed, number, STREAM_KEEPER);
    sea_made *m = plant(p, "KEEPER");
    if (!m) return SEA_E_MEMORY;
    bool high = number % 4 == 3;
    if (high)
        put_high(p, m, &r);
    else
        put_low(p, m, &r, 550.0, 900.0);
    double every = high ? 14.0 : log_between(&r, 12.0, 45.0), sign = 1.0;
    sea_status s = SEA_OK;
    for (double day = sea_made_between(&r, 2.0, every); s == SEA_OK && day < p->options.days;
         day += every * sea_made_between(&r, 0.8, 1.2)) {
        double size = high ? sign * sea_made_between(&r, 0.03, 0.06) : log_between(&r, 0.004, 0.06);
        bool across = !high && sea_rng_uniform(&r) < 1.0 / 6.0;
        sign = -sign;
        s = burn(p, m, sea_tai_add_days(p->start, day), 0.0, across ? 0.0 : size, across ? 8.0 * size : 0.0);
    }
    return s;
}

/* ---- approaches ---- */

/* A visitor drifts to its target, stays a while behind it at a short distance, and leaves. */
static sea_status plant_visit(sea_plan *p, uint32_t number)
{
    sea_rng r = sea_rng_init(p->options.population.seed, number, STREAM_VISIT);
    bool high = number % 3 == 2;
    sea_made *target = plant(p, "TARGET");
    if (!target) return SEA_E_MEMORY;
    if (high)
        put_high(p, target, &r);
    else
        put_low(p, target, &r, 600.0, 900.0);
    uint32_t target_id = target->gp.norad_cat_id;
    size_t target_index = p->count - 1;
    sea_made *m = plant(p, "VISITOR");
    if (!m) return SEA_E_MEMORY;
    target = &p->bodies[target_index];
    sea_gp own = m->gp;
    sea_made there = *target;
    double span = p->options.days, step_km = high ? VISIT_STEP_GEO_KM : VISIT_STEP_KM;
    double behind_km = high ? sea_made_between(&r, 15.0, 60.0) : sea_made_between(&r, 5.0, 40.0);
    sea_tai arrival = sea_tai_add_days(p->start, span * sea_made_between(&r, 0.25, 0.45));
    sea_tai leave = sea_tai_add_days(arrival, span * sea_made_between(&r, 0.15, 0.35));
    if (!sea_world_advance(&p->world, &there, arrival)) return SEA_E_RANGE;
    double motion = there.gp.mean_motion_rev_day * SEA_TWO_PI / 86400.0, a_km = sea_cbrt(MU_KM3_S2 / (motion * motion));
    double sign = sea_rng_uniform(&r) < 0.5 ? -1.0 : 1.0, dv_t = 500.0 * motion * step_km * sign;
    there.gp.mean_anomaly_deg = fmod(there.gp.mean_anomaly_deg + 360.0 - behind_km / a_km * DEG, 360.0);
    sea_made before = there;
    before.gp.mean_motion_rev_day *= 1.0 + 1.5 * sign * step_km / a_km; /* lower or higher, and so on its way */
    if (!sea_world_advance(&p->world, &before, p->start)) return SEA_E_RANGE;
    m->gp = before.gp;
    m->gp.norad_cat_id = own.norad_cat_id;
    memcpy(m->gp.object_name, own.object_name, sizeof own.object_name);
    memcpy(m->gp.object_id, own.object_id, sizeof own.object_id);
    sea_status s = burn(p, m, arrival, 0.0, dv_t, 0.0);
    if (s != SEA_OK) return s;
    m->changes[m->change_count - 1].becomes = true;
    m->changes[m->change_count - 1].gp = there.gp;
    s = burn(p, m, leave, 0.0, dv_t, 0.0);
    if (s != SEA_OK) return s;
    return sea_plan_tell(p, (sea_scenario_truth){.kind = SEA_SCENARIO_APPROACH,
                                                 .id = m->gp.norad_cat_id,
                                                 .id_2 = target_id,
                                                 .start = arrival,
                                                 .end = leave,
                                                 .range_km = behind_km});
}

/* ---- breakups ---- */

/* A piece as it comes into the catalogue. Returned: SEA_DONE when it never does. */
static sea_status plant_piece(sea_plan *p, sea_made_cause cause, const sea_made *parent, const double r_km[3],
                              const double v_km_s[3], const double rtn[3][3], sea_tai event, sea_rng *r)
{
    sea_made_piece drawn = sea_made_piece_draw(cause, r);
    double v[3], delay = 3.0 - p->options.late_days * sea_log(1.0 - sea_rng_uniform(r));
    for (int k = 0; k < 3; k++) {
        v[k] = v_km_s[k];
        for (int axis = 0; axis < 3; axis++) v[k] += 1e-3 * drawn.dv_rtn_m_s[axis] * rtn[axis][k];
    }
    double turn_days = sea_made_between(r, 15.0, 60.0), turn_phase = sea_rng_uniform(r);
    sea_made born = {.gp = parent->gp,
                     .noise = 4.0,
                     .turn_days = turn_days,
                     .turn_phase = turn_phase,
                     .first = sea_tai_add_days(event, delay),
                     .last = p->options.population.epoch,
                     .launch = parent->launch,
                     .parent = parent->gp.norad_cat_id,
                     .event = event};
    born.gp.epoch = event;
    born.gp.bstar_per_er = sea_made_bstar(drawn.area_to_mass_m2_kg);
    memcpy(born.dv_rtn_m_s, drawn.dv_rtn_m_s, sizeof born.dv_rtn_m_s);
    if (sea_world_elements(r_km, v, &born.gp) != SEA_OK) return SEA_DONE; /* it hits the Earth at once, or leaves it */
    if (born.first.ns > born.last.ns || !sea_world_advance(&p->world, &born, born.first)) return SEA_DONE;
    sea_made *m = sea_plan_add(p);
    if (!m) return SEA_E_MEMORY;
    *m = born;
    return SEA_OK;
}

/* Where and when something breaks up, and into what. */
typedef struct place {
    sea_tai event;
    double r_km[3], v_km_s[3], rtn[3][3];
} place;

/* An object is carried to the instant. */
static sea_status go_to(const sea_plan *p, sea_made *there, place *at)
{
    if (!sea_world_advance(&p->world, there, at->event)) return SEA_E_RANGE;
    sea_status s = sea_world_state(&there->gp, at->r_km, at->v_km_s);
    return s == SEA_OK ? sea_frame_rtn(at->r_km, at->v_km_s, at->rtn) : s;
}

/* Pieces of object `index`, `there` at the instant, which goes on moved a little; `other`: what it met, 0 = nothing. */
static sea_status shatter(sea_plan *p, size_t index, const sea_made *there, const place *at, sea_made_cause cause,
                          uint64_t stream, uint32_t pieces, uint32_t other)
{
    uint32_t catalogued = 0;
    sea_status s = SEA_OK;
    for (uint32_t i = 0; s == SEA_OK && i < pieces; i++) {
        sea_rng own = sea_rng_init(p->options.population.seed, stream << 32 | i, STREAM_PIECE);
        s = plant_piece(p, cause, there, at->r_km, at->v_km_s, at->rtn, at->event, &own);
        if (s == SEA_OK) catalogued++;
        if (s == SEA_DONE) s = SEA_OK;
    }
    if (s == SEA_OK) s = change(&p->bodies[index], (sea_made_change){.at = at->event, .dv_rtn_m_s = {0.0, 0.5, 0.5}});
    if (s != SEA_OK) return s;
    return sea_plan_tell(p, (sea_scenario_truth){.kind = SEA_SCENARIO_BREAKUP,
                                                 .id = there->gp.norad_cat_id,
                                                 .id_2 = other,
                                                 .start = at->event,
                                                 .end = at->event,
                                                 .fragments = catalogued});
}

static sea_status plant_breakup(sea_plan *p, uint32_t number)
{
    sea_rng r = sea_rng_init(p->options.population.seed, number, STREAM_BREAKUP);
    size_t index = p->parents + number; /* planted before: all numbers before those of the pieces */
    place at = {.event = sea_tai_add_days(p->start, p->options.days * sea_made_between(&r, 0.2, 0.5))};
    sea_made there = p->bodies[index];
    sea_status s = go_to(p, &there, &at);
    if (s != SEA_OK) return s;
    return shatter(p, index, &there, &at, (sea_made_cause)(number % SEA_MADE_CAUSES), number, p->options.fragments, 0);
}

/* ---- collisions ---- */

/* Speed turned about the radius: an orbit of another plane through the same place, hardly less round. */
static void turn(const place *at, sea_rng *r, double v_km_s[3])
{
    double s, c, angle = sea_made_between(r, 30.0, 150.0) / DEG, rise = 2e-3 * sea_rng_normal(r);
    double faster = 1.0 + 4e-3 * sea_rng_normal(r);
    sea_sincos(angle, &s, &c);
    for (int k = 0; k < 3; k++) {
        double along = sea_vec_dot(at->v_km_s, at->rtn[1]);
        v_km_s[k] = faster * along * (c * at->rtn[1][k] + s * at->rtn[2][k] + rise * at->rtn[0][k]);
    }
}

/* From an instant on body `index` is where these elements, of that instant, say. */
static sea_status become(sea_plan *p, size_t index, const sea_made *m)
{
    return change(&p->bodies[index], (sea_made_change){.at = m->gp.epoch, .becomes = true, .gp = m->gp});
}

static double turned(double angle_deg)
{
    return angle_deg - 360.0 * floor(angle_deg / 360.0 + 0.5);
}

/* Elements at the start that lead to the target's: carried back, and mended by where they come out carried forward. */
static sea_status aim(const sea_plan *p, const sea_made *target, sea_made *m)
{
    const double days = sea_tai_diff_days(target->gp.epoch, p->start);
    const sea_gp *want = &target->gp;
    *m = *target;
    if (!sea_world_advance(&p->world, m, p->start)) return SEA_E_RANGE;
    for (int round = 0; round < 6; round++) {
        sea_made there = *m;
        sea_gp *gp = &m->gp, *got = &there.gp;
        if (!sea_world_advance(&p->world, &there, want->epoch)) return SEA_E_RANGE;
        double faster = want->mean_motion_rev_day - got->mean_motion_rev_day;
        gp->mean_motion_rev_day += faster;
        gp->eccentricity = fmax(gp->eccentricity + want->eccentricity - got->eccentricity, 1e-6);
        gp->incl_deg += want->incl_deg - got->incl_deg;
        gp->raan_deg += turned(want->raan_deg - got->raan_deg);
        gp->argp_deg += turned(want->argp_deg - got->argp_deg);
        gp->mean_anomaly_deg += turned(want->mean_anomaly_deg - got->mean_anomaly_deg) - 360.0 * faster * days;
        gp->mean_anomaly_deg -= 360.0 * floor(gp->mean_anomaly_deg / 360.0);
    }
    return SEA_OK;
}

/*
 * Two objects of unlike planes that meet. The second is made at the place and carried back to the start. Carried
 * forward again in other steps neither would come by exactly, so days before they meet both are put where they lead to
 * it: along the orbit that is a jump of 3 km on average.
 */
static sea_status plant_collision(sea_plan *p, uint32_t number)
{
    sea_rng r = sea_rng_init(p->options.population.seed, number, STREAM_COLLISION);
    size_t first = p->parents + p->options.breakups + 2 * (size_t)number;
    place at = {.event = sea_tai_add_days(p->start, p->options.days * sea_made_between(&r, 0.2, 0.5))};
    sea_tai eve = sea_tai_add_days(at.event, -fmin(3.0, 0.1 * p->options.days));
    sea_made one = p->bodies[first], two = p->bodies[first + 1];
    double v[3];
    if (!sea_world_advance(&p->world, &one, eve)) return SEA_E_RANGE;
    sea_status s = become(p, first, &one);
    if (s == SEA_OK) s = go_to(p, &one, &at);
    if (s == SEA_OK) {
        turn(&at, &r, v);
        s = sea_world_elements(at.r_km, v, &two.gp);
    }
    if (s != SEA_OK) return s;
    two.gp.epoch = at.event;
    sea_made back = two;
    if (!sea_world_advance(&p->world, &back, eve)) return SEA_E_RANGE;
    s = become(p, first + 1, &back);
    sea_made young;
    if (s == SEA_OK) s = aim(p, &back, &young);
    if (s != SEA_OK) return s;
    p->bodies[first + 1].gp = young.gp;
    place other = at;
    memcpy(other.v_km_s, v, sizeof v);
    s = sea_frame_rtn(other.r_km, other.v_km_s, other.rtn);
    uint32_t ids[2] = {one.gp.norad_cat_id, two.gp.norad_cat_id};
    uint64_t stream = (UINT64_C(1) << 31) + 2 * (uint64_t)number; /* beyond those of breakups */
    uint32_t share = (uint32_t)(p->options.fragments * sea_made_between(&r, 0.3, 0.7));
    if (s == SEA_OK) s = shatter(p, first, &one, &at, SEA_MADE_SATELLITE_HIT, stream, share, ids[1]);
    if (s != SEA_OK) return s;
    return shatter(p, first + 1, &two, &other, SEA_MADE_SATELLITE_HIT, stream + 1, p->options.fragments - share,
                   ids[0]);
}

static int by_first(const void *a, const void *b)
{
    const sea_made *x = a, *y = b;
    if (x->first.ns != y->first.ns) return x->first.ns < y->first.ns ? -1 : 1;
    if (x->parent != y->parent) return x->parent < y->parent ? -1 : 1;
    return memcmp(x->dv_rtn_m_s, y->dv_rtn_m_s, sizeof x->dv_rtn_m_s); /* bytes of unlike numbers: any fixed order */
}

/* Pieces get numbers and letters in the order they are catalogued in. */
static sea_status number_pieces(sea_plan *p, size_t from)
{
    if (p->count == from) return SEA_OK;
    qsort(p->bodies + from, p->count - from, sizeof *p->bodies, by_first);
    uint32_t *letters = calloc(p->count + 1, sizeof *letters);
    if (!letters) return SEA_E_MEMORY;
    sea_status s = SEA_OK;
    for (size_t i = from; s == SEA_OK && i < p->count; i++) {
        sea_made *m = &p->bodies[i];
        m->gp.norad_cat_id = p->options.population.first_id + (uint32_t)(p->options.population.objects + i);
        snprintf(m->gp.object_name, sizeof m->gp.object_name, "SIM PIECE %05zu", i);
        sea_made_designate(&m->gp, m->launch, ++letters[m->launch]);
        sea_scenario_truth t = {.kind = SEA_SCENARIO_FRAGMENT,
                                .id = m->gp.norad_cat_id,
                                .id_2 = m->parent,
                                .start = m->event,
                                .end = m->first};
        memcpy(t.dv_rtn_m_s, m->dv_rtn_m_s, sizeof t.dv_rtn_m_s);
        s = sea_plan_tell(p, t);
    }
    free(letters);
    return s;
}

static sea_status plant_breakups(sea_plan *p)
{
    p->parents = p->count;
    for (uint32_t k = 0; k < p->options.breakups + 2 * p->options.collisions; k++) {
        sea_rng r = sea_rng_init(p->options.population.seed, k, STREAM_BREAKUP + 100);
        sea_made *m = plant(p, "PARENT");
        if (!m) return SEA_E_MEMORY;
        put_low(p, m, &r, 450.0, 1000.0);
    }
    size_t pieces = p->count;
    sea_status s = SEA_OK;
    for (uint32_t k = 0; s == SEA_OK && k < p->options.breakups; k++) s = plant_breakup(p, k);
    for (uint32_t k = 0; s == SEA_OK && k < p->options.collisions; k++) s = plant_collision(p, k);
    return s == SEA_OK ? number_pieces(p, pieces) : s;
}

/* ---- decays ---- */

/* Days until an object comes down, at most `most`. */
static double life_days(const sea_plan *p, const sea_made *m, double most)
{
    sea_made copy = *m;
    double day = 0.0;
    while (day < most && sea_world_advance(&p->world, &copy, sea_tai_add_days(p->start, day))) day += 1.0;
    return day;
}

/* Drag is chosen so that life ends about when it should. */
static sea_status plant_decay(sea_plan *p, uint32_t number)
{
    sea_rng r = sea_rng_init(p->options.population.seed, number, STREAM_DECAY);
    sea_made *m = plant(p, "FALLING");
    if (!m) return SEA_E_MEMORY;
    put_low(p, m, &r, 250.0, 330.0);
    double wanted = p->options.days * sea_made_between(&r, 0.2, 0.9);
    for (int round = 0; round < 4; round++)
        m->gp.bstar_per_er *= fmin(fmax(life_days(p, m, 3.0 * p->options.days) / wanted, 0.1), 10.0);
    return SEA_OK;
}

/* ---- faults ---- */

/* A stretch without sets, of any object that is there from the start. */
static sea_status plant_gap(sea_plan *p, uint32_t number, uint64_t known)
{
    sea_rng r = sea_rng_init(p->options.population.seed, number, STREAM_FAULT);
    uint64_t index = (uint64_t)(sea_rng_uniform(&r) * (double)known);
    sea_tai start = sea_tai_add_days(p->start, p->options.days * sea_made_between(&r, 0.1, 0.7));
    sea_tai end = sea_tai_add_days(start, p->options.days * sea_made_between(&r, 0.05, 0.2));
    return sea_plan_tell(p, (sea_scenario_truth){.kind = SEA_SCENARIO_GAP,
                                                 .id = p->options.population.first_id + (uint32_t)index,
                                                 .start = start,
                                                 .end = end});
}

/* For two sets' time an object's number stands over the elements of the one numbered before it. */
static sea_status plant_cross_tag(sea_plan *p, uint32_t number)
{
    sea_rng r = sea_rng_init(p->options.population.seed, number, STREAM_FAULT + 1);
    uint64_t index = 1 + (uint64_t)(sea_rng_uniform(&r) * (double)(p->options.population.objects - 1));
    sea_tai start = sea_tai_add_days(p->start, p->options.days * sea_made_between(&r, 0.2, 0.8));
    uint32_t id = p->options.population.first_id + (uint32_t)index;
    return sea_plan_tell(p, (sea_scenario_truth){.kind = SEA_SCENARIO_CROSS_TAG,
                                                 .id = id,
                                                 .id_2 = id - 1,
                                                 .start = start,
                                                 .end = sea_tai_add_days(start, 2.0 * p->options.cadence_days)});
}

sea_status sea_plan_make(const sea_scenario_history_options *o, sea_plan *p)
{
    *p = (sea_plan){.options = *o, .start = sea_tai_add_days(o->population.epoch, -o->days)};
    sea_status s = sea_world_new(o->population.seed, p->start, o->days, &p->world);
    for (uint32_t k = 0; s == SEA_OK && k < o->manoeuvring; k++) s = plant_keeper(p, k);
    for (uint32_t k = 0; s == SEA_OK && k < o->approaches; k++) s = plant_visit(p, k);
    for (uint32_t k = 0; s == SEA_OK && k < o->decays; k++) s = plant_decay(p, k);
    uint64_t known = o->population.objects + p->count;
    if (s == SEA_OK) s = plant_breakups(p);
    for (uint32_t k = 0; s == SEA_OK && k < o->gaps && known > 0; k++) s = plant_gap(p, k, known);
    for (uint32_t k = 0; s == SEA_OK && k < o->cross_tags && o->population.objects > 1; k++) s = plant_cross_tag(p, k);
    return s;
}
