/* Histories of made worlds: what is planted is there, when and where the truth says. */
#include "base/math.h"
#include "base/vec.h"
#include "scenario/scenario.h"

#include <starsea/breakup.h>
#include <starsea/sgp4.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

typedef struct made {
    sea_gp_set set;
    sea_scenario_truth truths[4000];
    size_t truth_count;
} made;

static sea_status keep_set(void *payload, const sea_gp *gp)
{
    made *m = payload;
    return sea_gp_set_add(&m->set, gp);
}

static sea_status keep_truth(void *payload, const sea_scenario_truth *t)
{
    made *m = payload;
    assert_true(m->truth_count < sizeof m->truths / sizeof *m->truths);
    m->truths[m->truth_count++] = *t;
    return SEA_OK;
}

static made *make(const sea_scenario_history_options *o)
{
    made *m = calloc(1, sizeof *m);
    assert_non_null(m);
    const sea_scenario_sink sink = {.payload = m, .set = keep_set, .truth = keep_truth};
    assert_int_equal(sea_scenario_history_run(o, &sink, NULL), SEA_OK);
    return m;
}

static void drop(made *m)
{
    sea_gp_set_free(&m->set);
    free(m);
}

static sea_scenario_history_options short_history(void)
{
    sea_scenario_history_options o = sea_scenario_history_options_default();
    o.days = 60.0;
    return o;
}

static const sea_scenario_truth *truth_of(const made *m, sea_scenario_kind kind, uint32_t id)
{
    for (size_t i = 0; i < m->truth_count; i++)
        if (m->truths[i].kind == kind && (id == 0 || m->truths[i].id == id)) return &m->truths[i];
    return NULL;
}

static const sea_gp *set_before(const made *m, uint32_t id, sea_tai t)
{
    const sea_gp *last = NULL;
    for (size_t i = 0; i < m->set.count; i++)
        if (m->set.gps[i].norad_cat_id == id && m->set.gps[i].epoch.ns <= t.ns) last = &m->set.gps[i];
    return last;
}

static void state_of(const sea_gp *gp, sea_tai t, double r[3], double v[3])
{
    sea_sgp4 *one = NULL;
    assert_int_equal(sea_sgp4_new(gp, 1, NULL, &one, NULL, NULL), SEA_OK);
    assert_int_equal(sea_sgp4_state(one, 0, t, r, v), SEA_OK);
    sea_sgp4_free(one);
}

static void test_same_bytes(void **state)
{
    (void)state;
    sea_scenario_history_options o = short_history();
    o.population.objects = 5;
    o.manoeuvring = 2, o.approaches = 1, o.breakups = 1, o.fragments = 30, o.decays = 1, o.gaps = 1, o.cross_tags = 1;
    made *one = make(&o), *two = make(&o);
    assert_int_equal(one->set.count, two->set.count);
    assert_memory_equal(one->set.gps, two->set.gps, one->set.count * sizeof *one->set.gps);
    assert_int_equal(one->truth_count, two->truth_count);
    for (size_t i = 0; i < one->truth_count; i++) { /* field by field: what lies between them is nobody's */
        const sea_scenario_truth *a = &one->truths[i], *b = &two->truths[i];
        assert_true(a->kind == b->kind && a->id == b->id && a->id_2 == b->id_2 && a->fragments == b->fragments);
        assert_true(a->start.ns == b->start.ns && a->end.ns == b->end.ns && a->range_km == b->range_km);
        assert_memory_equal(a->dv_rtn_m_s, b->dv_rtn_m_s, sizeof a->dv_rtn_m_s);
    }
    for (size_t i = 1; i < one->truth_count; i++) assert_true(one->truths[i - 1].start.ns <= one->truths[i].start.ns);
    o.population.seed = 2;
    made *other = make(&o);
    assert_memory_not_equal(one->set.gps, other->set.gps, sizeof *one->set.gps);
    drop(one), drop(two), drop(other);
}

/* Elements made from a state give that state back. */
static void test_elements_of_a_state(void **state)
{
    (void)state;
    sea_gp gp = {.norad_cat_id = 1,
                 .mean_motion_rev_day = 14.3,
                 .eccentricity = 0.003,
                 .incl_deg = 82.5,
                 .raan_deg = 200.0,
                 .argp_deg = 20.0,
                 .mean_anomaly_deg = 310.0,
                 .bstar_per_er = 1e-4};
    double r[3], v[3], r2[3], v2[3];
    assert_int_equal(sea_world_state(&gp, r, v), SEA_OK);
    sea_gp again = gp;
    again.eccentricity = 0.01, again.mean_anomaly_deg = 0.0;
    assert_int_equal(sea_world_elements(r, v, &again), SEA_OK);
    assert_int_equal(sea_world_state(&again, r2, v2), SEA_OK);
    for (int k = 0; k < 3; k++) assert_true(fabs(r[k] - r2[k]) < 1e-3 && fabs(v[k] - v2[k]) < 1e-6);
    assert_true(fabs(again.mean_motion_rev_day - gp.mean_motion_rev_day) < 1e-6);
    /* 1 m/s along a circular track: da = 2 a dv / v. */
    sea_gp kicked = gp;
    const double dv[3] = {0.0, 1.0, 0.0};
    assert_int_equal(sea_world_kick(&kicked, dv), SEA_OK);
    double part = (kicked.mean_motion_rev_day - gp.mean_motion_rev_day) / gp.mean_motion_rev_day;
    assert_true(fabs(part + 3.0 * 1e-3 / sea_vec_norm(v)) < 2e-6);
}

/* Medians of the model, by its own formulas: 10^(0.2 log10(A/M) + 1.85) m/s, or 10^(0.9 log10(A/M) + 2.9) of what was
 * hit; no preferred direction. */
static void follow_the_model(sea_made_cause cause, double power, double slope, double offset)
{
    enum { COUNT = 20000 };
    double below = 0.0, sum[3] = {0.0}, light = 0.0;
    for (uint64_t i = 0; i < COUNT; i++) {
        sea_rng r = sea_rng_init(3, i, 0);
        sea_made_piece p = sea_made_piece_draw(cause, &r);
        double speed = sea_vec_norm(p.dv_rtn_m_s);
        below += speed < pow(10.0, slope * log10(p.area_to_mass_m2_kg) + offset);
        light += p.length_m < 0.22;
        for (int k = 0; k < 3; k++) sum[k] += p.dv_rtn_m_s[k] / speed;
        assert_true(p.length_m >= 0.11 && p.length_m <= 3.0);
    }
    assert_true(fabs(below / COUNT - 0.5) < 0.02);
    assert_true(fabs(light / COUNT - (1.0 - pow(0.5, power)) / (1.0 - pow(0.11 / 3.0, power))) < 0.02);
    for (int k = 0; k < 3; k++) assert_true(fabs(sum[k] / COUNT) < 0.02);
}

static void test_pieces_follow_the_model(void **state)
{
    (void)state;
    follow_the_model(SEA_MADE_STAGE_EXPLODES, 1.6, 0.2, 1.85);
    follow_the_model(SEA_MADE_SATELLITE_EXPLODES, 1.6, 0.2, 1.85);
    follow_the_model(SEA_MADE_SATELLITE_HIT, 1.71, 0.9, 2.9);
    /* At 1 m the ratios of a satellite are -0.95 +/- 0.3 with weight 0.78, else -2.0 +/- 0.3 (eq. 6). */
    enum { COUNT = 200000 };
    double heavy = 0.0, near = 0.0;
    for (uint64_t i = 0; i < COUNT; i++) {
        sea_rng r = sea_rng_init(4, i, 0);
        sea_made_piece p = sea_made_piece_draw(SEA_MADE_SATELLITE_EXPLODES, &r);
        if (p.length_m < 0.9 || p.length_m > 1.1) continue;
        near += 1.0;
        heavy += log10(p.area_to_mass_m2_kg) < -1.475;
    }
    assert_true(near > 1000.0);
    double tail = 0.5 * erfc(1.75 / sqrt(2.0)); /* half way, each way: 0.525 of 0.3 */
    assert_true(fabs(heavy / near - (0.22 * (1.0 - tail) + 0.78 * tail)) < 0.03);
}

static void test_burn_is_there(void **state)
{
    (void)state;
    sea_scenario_history_options o = short_history();
    o.manoeuvring = 4;
    o.noise = 0.0;
    made *m = make(&o);
    size_t burns = 0;
    for (size_t i = 0; i < m->truth_count; i++) {
        const sea_scenario_truth *t = &m->truths[i];
        if (t->kind != SEA_SCENARIO_MANOEUVRE || t->dv_rtn_m_s[2] != 0.0) continue;
        const sea_gp *before = set_before(m, t->id, t->start), *after = before ? before + 1 : NULL;
        if (!after || after >= m->set.gps + m->set.count || after->norad_cat_id != t->id) continue;
        double r[3], v[3], part = after->mean_motion_rev_day / before->mean_motion_rev_day - 1.0;
        state_of(before, before->epoch, r, v);
        double drag = before->mean_motion_dot_rev_day2 * 2.0 * sea_tai_diff_s(after->epoch, before->epoch) / 86400.0 /
                      before->mean_motion_rev_day;
        double expected = -3e-3 * t->dv_rtn_m_s[1] / sea_vec_norm(v);
        assert_true(fabs(part - drag - expected) < 0.15 * fabs(expected) + 1e-6);
        burns++;
    }
    assert_true(burns > 6);
    drop(m);
}

static void test_visitor_stays_near(void **state)
{
    (void)state;
    sea_scenario_history_options o = short_history();
    o.approaches = 3;
    made *m = make(&o);
    size_t visits = 0;
    for (size_t i = 0; i < m->truth_count; i++) {
        const sea_scenario_truth *t = &m->truths[i];
        if (t->kind != SEA_SCENARIO_APPROACH) continue;
        sea_tai middle = {t->start.ns + (t->end.ns - t->start.ns) / 2}, early = {t->start.ns - 5 * SEA_NS_PER_DAY};
        for (int late = 0; late < 2; late++) {
            double r[2][3], v[3], apart[3];
            sea_tai at = late ? middle : early;
            state_of(set_before(m, t->id, at), at, r[0], v);
            state_of(set_before(m, t->id_2, at), at, r[1], v);
            sea_vec_sub(r[1], r[0], apart);
            double range = sea_vec_norm(apart);
            if (late)
                assert_true(fabs(range - t->range_km) < 0.3 * t->range_km + 1.0);
            else
                assert_true(range > 300.0);
        }
        visits++;
    }
    assert_int_equal(visits, 3);
    drop(m);
}

/* Faults: sets missing in a gap, and those of another object under the wrong number. */
static void test_faults_are_there(void **state)
{
    (void)state;
    sea_scenario_history_options o = short_history();
    o.population.objects = 40;
    o.gaps = 3, o.cross_tags = 3;
    made *m = make(&o);
    size_t gaps = 0, tags = 0;
    for (size_t i = 0; i < m->truth_count; i++) {
        const sea_scenario_truth *t = &m->truths[i];
        gaps += t->kind == SEA_SCENARIO_GAP;
        tags += t->kind == SEA_SCENARIO_CROSS_TAG;
        for (size_t k = 0; k < m->set.count; k++) {
            const sea_gp *gp = &m->set.gps[k];
            if (gp->norad_cat_id != t->id || gp->epoch.ns < t->start.ns || gp->epoch.ns > t->end.ns) continue;
            assert_int_not_equal(t->kind, SEA_SCENARIO_GAP);
            if (t->kind != SEA_SCENARIO_CROSS_TAG) continue;
            const sea_gp *other = set_before(m, t->id_2, gp->epoch);
            if (other && sea_tai_diff_s(gp->epoch, other->epoch) < 2.0 * 86400.0)
                assert_true(fabs(gp->incl_deg - other->incl_deg) < 0.02);
        }
    }
    assert_int_equal(gaps, 3);
    assert_int_equal(tags, 3);
    drop(m);
}

static void test_fallen_have_no_more_sets(void **state)
{
    (void)state;
    sea_scenario_history_options o = short_history();
    o.decays = 4;
    made *m = make(&o);
    size_t fallen = 0;
    for (uint32_t id = o.population.first_id; id < o.population.first_id + 4; id++) {
        const sea_scenario_truth *t = truth_of(m, SEA_SCENARIO_DECAY, id);
        const sea_gp *last = set_before(m, id, o.population.epoch);
        assert_non_null(last);
        fallen += t != NULL;
        if (t) assert_true(last->epoch.ns <= t->start.ns && sea_tai_diff_s(t->start, last->epoch) < 2.0 * 86400.0);
    }
    assert_true(fallen >= 3);
    drop(m);
}

/* The detector, which knows nothing of how the world was made, finds what was planted. */
static void test_breakup_is_found(void **state)
{
    (void)state;
    sea_scenario_history_options o = short_history();
    o.breakups = 2, o.fragments = 80;
    made *m = make(&o);
    uint32_t last_id = 0;
    sea_tai last = SEA_TAI_NONE;
    for (size_t i = 0; i < m->set.count; i++) { /* numbers in the order of cataloguing */
        const sea_gp *gp = &m->set.gps[i];
        if (gp->norad_cat_id == last_id || !truth_of(m, SEA_SCENARIO_FRAGMENT, gp->norad_cat_id)) continue;
        assert_true(last_id == 0 || gp->epoch.ns >= last.ns);
        last_id = gp->norad_cat_id;
        last = gp->epoch;
    }
    sea_gp_history history;
    assert_int_equal(sea_gp_set_to_history(&m->set, &history), SEA_OK);
    sea_breakup *found = NULL;
    size_t count = 0;
    assert_int_equal(sea_breakup_find(&history, NULL, &found, &count, NULL), SEA_OK);
    assert_int_equal(count, 2);
    for (size_t i = 0; i < count; i++) {
        const sea_scenario_truth *t = truth_of(m, SEA_SCENARIO_BREAKUP, found[i].parent);
        assert_non_null(t);
        assert_int_equal(found[i].fragments, t->fragments);
        assert_true(fabs(sea_tai_diff_s(found[i].epoch, t->start)) < 60.0);
    }
    free(found);
    sea_gp_history_free(&history);
    drop(m);
}

/* However the parents are carried to the instant, they are in one place. */
static void test_parents_meet_in_any_steps(void **state)
{
    (void)state;
    sea_scenario_history_options o = short_history();
    o.collisions = 5, o.fragments = 2;
    sea_plan plan;
    assert_int_equal(sea_plan_make(&o, &plan), SEA_OK);
    for (size_t k = 0; k < 5; k++) {
        double r[2][3], v[3];
        for (size_t i = 0; i < 2; i++) {
            sea_made m = plan.bodies[plan.parents + 2 * k + i];
            assert_int_equal(m.change_count, 2);
            sea_tai event = m.changes[1].at;
            m.gp = m.changes[0].gp;
            for (sea_tai t = m.gp.epoch; t.ns < event.ns; t = sea_tai_add_days(t, i ? 0.4 : 0.3))
                assert_true(sea_world_advance(&plan.world, &m, t));
            assert_true(sea_world_advance(&plan.world, &m, event));
            assert_int_equal(sea_world_state(&m.gp, r[i], v), SEA_OK);
        }
        sea_vec_sub(r[1], r[0], r[0]);
        if (sea_vec_norm(r[0]) > 0.5) fail_msg("%g km apart", sea_vec_norm(r[0]));
    }
    sea_plan_free(&plan);
}

/* Two parents come from the start on, meet at the instant told, and each has its pieces. */
static void test_two_objects_meet(void **state)
{
    (void)state;
    sea_scenario_history_options o = short_history();
    o.noise = 0.0, o.late_days = 4.0, o.collisions = 4, o.fragments = 160, o.breakups = 1, o.cadence_days = 0.5;
    made *m = make(&o);
    size_t rows = 0;
    for (size_t i = 0; i < m->truth_count; i++) {
        const sea_scenario_truth *t = &m->truths[i];
        if (t->kind != SEA_SCENARIO_BREAKUP || t->id_2 == 0) continue;
        const sea_scenario_truth *other = truth_of(m, SEA_SCENARIO_BREAKUP, t->id_2);
        assert_non_null(other);
        assert_true(other->id_2 == t->id && other->start.ns == t->start.ns);
        assert_true(t->fragments >= 30 && t->fragments + other->fragments <= 160);
        double r[2][3], v[2][3];
        state_of(set_before(m, t->id, t->start), t->start, r[0], v[0]);
        state_of(set_before(m, t->id_2, t->start), t->start, r[1], v[1]);
        sea_vec_sub(r[1], r[0], r[0]), sea_vec_sub(v[1], v[0], v[0]);
        double apart_km = sea_vec_norm(r[0]), speed_km_s = sea_vec_norm(v[0]);
        if (apart_km > 2.0 || speed_km_s < 3.0) /* by sets half a day old, without errors of their own */
            fail_msg("%g km apart at %g km/s", apart_km, speed_km_s);
        size_t pieces = 0;
        for (size_t k = 0; k < m->truth_count; k++)
            pieces += m->truths[k].kind == SEA_SCENARIO_FRAGMENT && m->truths[k].id_2 == t->id;
        assert_int_equal(pieces, t->fragments);
        rows++;
    }
    assert_int_equal(rows, 8);
    sea_gp_history h;
    sea_breakup *found = NULL;
    size_t count = 0, collisions = 0;
    assert_int_equal(sea_gp_set_to_history(&m->set, &h), SEA_OK);
    assert_int_equal(sea_breakup_find(&h, NULL, &found, &count, NULL), SEA_OK);
    for (size_t i = 0; i < count; i++) {
        const sea_scenario_truth *t = truth_of(m, SEA_SCENARIO_BREAKUP, found[i].parent);
        assert_non_null(t);
        assert_int_equal(found[i].parent_2, t->id_2);
        assert_int_equal(found[i].kind, t->id_2 ? SEA_BREAKUP_COLLISION : SEA_BREAKUP_FRAGMENTATION);
        collisions += t->id_2 != 0;
    }
    assert_int_equal(collisions, 8);
    free(found);
    sea_gp_history_free(&h);
    drop(m);
}

static void test_bad_options_are_refused(void **state)
{
    (void)state;
    const sea_scenario_sink sink = {.set = keep_set};
    sea_scenario_history_options o = short_history();
    o.days = -1.0;
    assert_int_equal(sea_scenario_history_run(&o, &sink, NULL), SEA_E_USAGE);
    o = short_history();
    o.cadence_days = 0.0;
    assert_int_equal(sea_scenario_history_run(&o, &sink, NULL), SEA_E_USAGE);
    o = short_history();
    o.population.first_id = SEA_GP_ID_MAX;
    o.breakups = 1;
    assert_int_equal(sea_scenario_history_run(&o, &sink, NULL), SEA_E_RANGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_bytes),
        cmocka_unit_test(test_elements_of_a_state),
        cmocka_unit_test(test_pieces_follow_the_model),
        cmocka_unit_test(test_burn_is_there),
        cmocka_unit_test(test_visitor_stays_near),
        cmocka_unit_test(test_faults_are_there),
        cmocka_unit_test(test_fallen_have_no_more_sets),
        cmocka_unit_test(test_breakup_is_found),
        cmocka_unit_test(test_parents_meet_in_any_steps),
        cmocka_unit_test(test_two_objects_meet),
        cmocka_unit_test(test_bad_options_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
