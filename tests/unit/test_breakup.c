/* Mean orbits against SGP4, the fit on made clouds whose truth is known, and the approaches of 1996 and 2009. */
#include "analysis/breakup.h"
#include "base/cpu.h"
#include "base/math.h"
#include "base/rng.h"
#include "base/vec.h"

#include <starsea/picture.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static sea_tai at(const char *text)
{
    sea_tai t;
    assert_int_equal(sea_tai_parse(text, strlen(text), true, &t, NULL), SEA_OK);
    return t;
}

static sea_gp orbit(uint32_t id, const char *epoch, double rev_day, double ecc, double incl, double argp, double mean)
{
    sea_gp gp = {.norad_cat_id = id,
                 .epoch = at(epoch),
                 .creation_date = SEA_TAI_NONE,
                 .mean_motion_rev_day = rev_day,
                 .eccentricity = ecc,
                 .incl_deg = incl,
                 .raan_deg = 120.0,
                 .argp_deg = argp,
                 .mean_anomaly_deg = mean,
                 .bstar_per_er = 1e-5,
                 .classification = 'U'};
    strcpy(gp.object_id, "2001-001A");
    return gp;
}

/* A mean orbit differs from SGP4's state by short-period terms alone: some ten kilometres, not more with time. */
static void test_mean_orbit_follows_sgp4(void **state)
{
    (void)state;
    sea_gp gp = orbit(1, "2020-01-01", 14.2, 0.01, 82.5, 40.0, 300.0);
    sea_sgp4 *prepared = NULL;
    assert_int_equal(sea_sgp4_new(&gp, 1, NULL, &prepared, NULL, NULL), SEA_OK);
    sea_breakup_body body;
    assert_true(sea_breakup_body_of(&gp, gp.epoch, &body));
    for (int k = -40; k <= 40; k++) {
        double day = 0.77 * k, unit[3], r_km, r[3], v[3];
        sea_breakup_orbit o;
        sea_breakup_orbit_at(&body, day, 1.0, &o);
        sea_breakup_orbit_place(&o, sea_breakup_orbit_true(&o, o.argl_mean), unit, &r_km);
        assert_int_equal(sea_sgp4_state_since(prepared, 0, day * 1440.0, r, v), SEA_OK);
        double apart[3], place[3] = {unit[0] * r_km, unit[1] * r_km, unit[2] * r_km};
        sea_vec_sub(place, r, apart);
        assert_true(sea_vec_norm(apart) < 20.0);
        sea_breakup_offset x = sea_breakup_orbit_offset(&o, unit, r_km);
        assert_true(fabs(x.cross_km) < 1e-6 && fabs(x.radial_km) < 1e-6);
        assert_true(fabs(sea_breakup_wrap(x.argl_mean - o.argl_mean)) < 1e-9);
    }
    sea_sgp4_free(prepared);
}

/* Element sets of a cloud from one place, made without the code under test: states with added speeds become Keplerian
 * elements, and mean elements by subtracting what SGP4 adds, in a few rounds. */
static void keplerian(const double r[3], const double v[3], sea_gp *gp)
{
    const double mu = 398600.8, deg = 180.0 / acos(-1.0);
    double h[3], rr = sea_vec_norm(r), v2 = sea_vec_dot(v, v), rv = sea_vec_dot(r, v), e[3], n[3];
    sea_vec_cross(r, v, h);
    for (int k = 0; k < 3; k++) e[k] = ((v2 - mu / rr) * r[k] - rv * v[k]) / mu;
    n[0] = -h[1], n[1] = h[0], n[2] = 0.0;
    double a = 1.0 / (2.0 / rr - v2 / mu), ecc = sea_vec_norm(e), nn = sea_vec_norm(n), hh = sea_vec_norm(h);
    double q[3];
    sea_vec_cross(h, n, q);
    double argp = atan2(sea_vec_dot(e, q) / hh, sea_vec_dot(e, n));
    double u = atan2(sea_vec_dot(r, q) / hh, sea_vec_dot(r, n)), f = u - argp;
    double big = atan2(sqrt(1 - ecc * ecc) * sin(f), ecc + cos(f)), mean = big - ecc * sin(big);
    (void)nn;
    gp->mean_motion_rev_day = sqrt(mu / (a * a * a)) * 86400.0 / (2.0 * acos(-1.0));
    gp->eccentricity = ecc;
    gp->incl_deg = acos(h[2] / hh) * deg;
    gp->raan_deg = fmod(atan2(n[1], n[0]) * deg + 360.0, 360.0);
    gp->argp_deg = fmod(argp * deg + 720.0, 360.0);
    gp->mean_anomaly_deg = fmod(mean * deg + 720.0, 360.0);
}

/* The mean elements whose SGP4 state at their epoch is (r, v). */
static void fit_elements(const double r[3], const double v[3], sea_gp *gp)
{
    double want_r[3], want_v[3], miss = 1e9;
    memcpy(want_r, r, sizeof want_r);
    memcpy(want_v, v, sizeof want_v);
    for (int i = 0; i < 25 && miss > 1e-3; i++) {
        keplerian(want_r, want_v, gp);
        sea_sgp4 *one = NULL;
        double got_r[3], got_v[3];
        assert_int_equal(sea_sgp4_new(gp, 1, NULL, &one, NULL, NULL), SEA_OK);
        assert_int_equal(sea_sgp4_state_since(one, 0, 0.0, got_r, got_v), SEA_OK);
        sea_sgp4_free(one);
        miss = 0.0;
        for (int k = 0; k < 3; k++) {
            want_r[k] += r[k] - got_r[k];
            want_v[k] += v[k] - got_v[k];
            miss += fabs(r[k] - got_r[k]);
        }
    }
}

enum { PIECES = 60 };

/* A parent known days before, and pieces first seen `days` after, each set carried there by SGP4 and made noisy. */
static void make_cloud_of(sea_gp_set *set, sea_tai event, double days, uint64_t seed, double speed_km_s)
{
    sea_gp parent = orbit(30000, "2020-03-01", 14.3, 0.002, 98.6, 70.0, 10.0);
    assert_int_equal(sea_gp_set_add(set, &parent), SEA_OK);
    sea_sgp4 *p = NULL;
    assert_int_equal(sea_sgp4_new(&parent, 1, NULL, &p, NULL, NULL), SEA_OK);
    double r[3], v[3];
    assert_int_equal(sea_sgp4_state(p, 0, event, r, v), SEA_OK);
    sea_sgp4_free(p);
    for (uint32_t i = 0; i < PIECES; i++) {
        sea_rng rng = sea_rng_init(seed, i, 0);
        double kicked[3];
        for (int k = 0; k < 3; k++) kicked[k] = v[k] + speed_km_s * sea_rng_normal(&rng);
        sea_gp born = parent, seen;
        born.norad_cat_id = 41000 + i;
        born.epoch = event;
        born.bstar_per_er = 2e-5 * (1.0 + sea_rng_uniform(&rng));
        snprintf(born.object_id, sizeof born.object_id, "2001-001AA");
        fit_elements(r, kicked, &born);
        seen = born;
        seen.epoch.ns = event.ns + (int64_t)((days + 10.0 * sea_rng_uniform(&rng)) * 86400e9);
        sea_sgp4 *one = NULL;
        double later_r[3], later_v[3];
        assert_int_equal(sea_sgp4_new(&born, 1, NULL, &one, NULL, NULL), SEA_OK);
        assert_int_equal(sea_sgp4_state(one, 0, seen.epoch, later_r, later_v), SEA_OK);
        sea_sgp4_free(one);
        fit_elements(later_r, later_v, &seen);
        seen.mean_motion_rev_day *= 1.0 + 1e-6 * sea_rng_normal(&rng);
        seen.incl_deg += 0.003 * sea_rng_normal(&rng);
        seen.raan_deg += 0.003 * sea_rng_normal(&rng);
        assert_int_equal(sea_gp_set_add(set, &seen), SEA_OK);
    }
}

static void make_cloud(sea_gp_set *set, sea_tai event, double days, uint64_t seed)
{
    make_cloud_of(set, event, days, seed, 0.04);
}

static void test_made_cloud_is_dated(void **state)
{
    (void)state;
    sea_tai event = at("2020-03-04T07:31:00");
    sea_gp_set set = {0};
    sea_gp_history history;
    make_cloud(&set, event, 25.0, 5);
    assert_int_equal(sea_gp_set_to_history(&set, &history), SEA_OK);
    sea_breakup *found = NULL;
    size_t count = 0;
    assert_int_equal(sea_breakup_find(&history, NULL, &found, &count, NULL), SEA_OK);
    assert_int_equal(count, 1);
    assert_int_equal(found[0].parent, 30000);
    assert_int_equal(found[0].fragments, PIECES);
    assert_int_equal(found[0].kind, SEA_BREAKUP_FRAGMENTATION);
    assert_true(fabs(sea_tai_diff_s(found[0].epoch, event)) < 120.0);
    assert_true(found[0].earliest.ns < event.ns && event.ns < found[0].latest.ns);
    /* One thread gives the same bytes as many. */
    sea_breakup_options one = sea_breakup_options_default();
    one.threads = 1;
    sea_breakup *again = NULL;
    assert_int_equal(sea_breakup_find(&history, &one, &again, &count, NULL), SEA_OK);
    assert_int_equal(again[0].epoch.ns, found[0].epoch.ns);
    assert_int_equal(again[0].earliest.ns, found[0].earliest.ns);
    /* Asked for another parent, it is not reported. */
    const uint32_t other = 1;
    one.ids = &other, one.id_count = 1;
    free(again);
    assert_int_equal(sea_breakup_find(&history, &one, &again, &count, NULL), SEA_OK);
    assert_int_equal(count, 0);
    free(again);
    free(found);
    sea_gp_history_free(&history);
}

static size_t times(const char *text, const char *word)
{
    size_t n = 0;
    for (const char *at_word = strstr(text, word); at_word; at_word = strstr(at_word + 1, word)) n++;
    return n;
}

/* Who the pieces are, their orbits by another way, and two dots for each in the diagram. */
static void test_gabbard(void **state)
{
    (void)state;
    sea_gp_set set = {0};
    sea_gp_history history;
    make_cloud(&set, at("2020-03-04T07:31:00"), 25.0, 5);
    assert_int_equal(sea_gp_set_to_history(&set, &history), SEA_OK);
    sea_breakup *found = NULL;
    sea_breakup_piece *pieces = NULL;
    size_t count = 0, length = 0;
    char *text = NULL;
    assert_int_equal(sea_breakup_find(&history, NULL, &found, &count, NULL), SEA_OK);
    assert_int_equal(sea_breakup_pieces(&history, NULL, &found[0], &pieces, &count, NULL), SEA_OK);
    assert_int_equal(count, PIECES + 1);
    assert_true(pieces[0].parent && pieces[0].norad_cat_id == 30000);
    for (size_t i = 1; i < count; i++) {
        const sea_gp *gp = &history.gps[sea_gp_history_find(&history, pieces[i].norad_cat_id)->first];
        double n = gp->mean_motion_rev_day * 2.0 * acos(-1.0) / 86400.0, a = cbrt(398600.8 / (n * n));
        assert_true(!pieces[i].parent && pieces[i].norad_cat_id == 41000 + i - 1 && pieces[i].at.ns == gp->epoch.ns);
        /* Kozai's mean motion is not Brouwer's, which SGP4 moves by: one in 1,500 at most, a few kilometres. */
        assert_true(fabs(pieces[i].period_min - 1440.0 / gp->mean_motion_rev_day) < 0.1);
        assert_true(fabs(pieces[i].apogee_km - (a * (1.0 + gp->eccentricity) - 6378.137)) < 10.0);
        assert_true(fabs(pieces[i].apogee_km - pieces[i].perigee_km - 2.0 * a * gp->eccentricity) <=
                    20.0 * gp->eccentricity);
    }
    assert_int_equal(sea_picture_gabbard_write(&found[0], pieces, count, &text, &length, NULL), SEA_OK);
    assert_int_equal(strlen(text), length);
    assert_int_equal(times(text, "<circle class=\"parent\""), 2);
    assert_int_equal(times(text, "<circle class=\"apogee\""), times(text, "<circle class=\"perigee\""));
    assert_in_range(times(text, "<circle class=\"apogee\""), PIECES * 9 / 10, PIECES);
    assert_non_null(strstr(text, "2020-03-04 07:3"));
    sea_error err;
    free(text);
    assert_int_equal(sea_picture_gabbard_write(&found[0], pieces, 0, &text, &length, &err), SEA_E_USAGE);
    free(pieces);
    strcpy(found[0].launch, "1950-001");
    assert_int_equal(sea_breakup_pieces(&history, NULL, &found[0], &pieces, &count, &err), SEA_E_NOT_FOUND);
    free(found);
    sea_gp_history_free(&history);
}

/* A parent with more sets than a search keeps is judged by sets up to the event, not by the oldest ones. */
static void test_dense_parent(void **state)
{
    (void)state;
    sea_tai event = at("2020-03-04T07:31:00");
    sea_gp_set set = {0};
    sea_gp_history history;
    make_cloud(&set, event, 25.0, 6);
    const sea_gp parent = set.gps[0];
    sea_sgp4 *p = NULL;
    assert_int_equal(sea_sgp4_new(&parent, 1, NULL, &p, NULL, NULL), SEA_OK);
    for (int k = 1; k < 1000; k++) {
        sea_gp one = parent;
        double r[3], v[3];
        one.epoch.ns = parent.epoch.ns - (int64_t)k * 2 * 3600 * SEA_NS_PER_S;
        assert_int_equal(sea_sgp4_state(p, 0, one.epoch, r, v), SEA_OK);
        fit_elements(r, v, &one);
        /* Before the last day the parent was elsewhere along its orbit: it manoeuvred. */
        if (k > 12) one.mean_anomaly_deg = fmod(one.mean_anomaly_deg + 100.0, 360.0);
        assert_int_equal(sea_gp_set_add(&set, &one), SEA_OK);
    }
    sea_sgp4_free(p);
    assert_int_equal(sea_gp_set_to_history(&set, &history), SEA_OK);
    sea_breakup *found = NULL;
    size_t count = 0;
    assert_int_equal(sea_breakup_find(&history, NULL, &found, &count, NULL), SEA_OK);
    assert_int_equal(count, 1);
    assert_int_equal(found[0].parent, 30000);
    assert_true(fabs(sea_tai_diff_s(found[0].epoch, event)) < 120.0);
    free(found);
    sea_gp_history_free(&history);
}

static void test_no_new_objects_no_event(void **state)
{
    (void)state;
    sea_gp_set set = {0};
    sea_gp_history history;
    for (uint32_t i = 0; i < 30; i++) {
        sea_gp gp = orbit(100 + i, "2020-01-01", 14.0 + 0.01 * i, 0.001, 82.0, 0.0, 12.0 * i);
        assert_int_equal(sea_gp_set_add(&set, &gp), SEA_OK);
    }
    assert_int_equal(sea_gp_set_to_history(&set, &history), SEA_OK);
    sea_breakup *found = NULL;
    size_t count = 9;
    assert_int_equal(sea_breakup_find(&history, NULL, &found, &count, NULL), SEA_OK);
    assert_int_equal(count, 0);
    free(found);
    sea_gp_history_free(&history);
}

/* What is parted by a metre a second was released. */
static void test_release_is_no_breakup(void **state)
{
    (void)state;
    sea_gp_set set = {0};
    sea_gp_history history;
    make_cloud_of(&set, at("2020-03-04T07:31:00"), 25.0, 7, 0.001);
    assert_int_equal(sea_gp_set_to_history(&set, &history), SEA_OK);
    sea_breakup *found = NULL;
    size_t count = 9;
    assert_int_equal(sea_breakup_find(&history, NULL, &found, &count, NULL), SEA_OK);
    assert_int_equal(count, 0);
    free(found);
    sea_gp_history_free(&history);
}

/* Hardware fma and the C library's give the same orbits, offsets and directions to the bit. */
static void test_kernels_agree(void **state)
{
    (void)state;
    if (!sea_cpu_has_fma()) skip();
    enum { COUNT = 64 };
    sea_breakup_body bodies[COUNT];
    static sea_breakup_orbit one[COUNT], two[COUNT];
    static sea_breakup_offset x[COUNT], y[COUNT];
    double weights[COUNT], sums[4];
    for (uint32_t i = 0; i < COUNT; i++) {
        sea_rng r = sea_rng_init(11, i, 0);
        sea_gp gp = orbit(i + 1, "2020-01-01", 12.0 + 3.0 * sea_rng_uniform(&r), 0.1 * sea_rng_uniform(&r),
                          30.0 + 60.0 * sea_rng_uniform(&r), 360.0 * sea_rng_uniform(&r), 5.0 * i);
        assert_true(sea_breakup_body_of(&gp, gp.epoch, &bodies[i]));
        weights[i] = sea_rng_uniform(&r);
    }
    sea_breakup_portable_kernel.orbits(bodies, COUNT, -33.3, 1.1, one);
    sea_breakup_fma_kernel.orbits(bodies, COUNT, -33.3, 1.1, two);
    assert_memory_equal(one, two, sizeof one);
    double unit[3], r_km;
    sea_breakup_orbit_place(&one[0], 1.0, unit, &r_km);
    sea_breakup_portable_kernel.offsets(one, COUNT, unit, r_km, 0.01, x);
    sea_breakup_fma_kernel.offsets(one, COUNT, unit, r_km, 0.01, y);
    assert_memory_equal(x, y, sizeof x);
    sea_breakup_portable_kernel.direction(x, weights, COUNT, &sums[0], &sums[1]);
    sea_breakup_fma_kernel.direction(x, weights, COUNT, &sums[2], &sums[3]);
    assert_memory_equal(sums, sums + 2, 2 * sizeof *sums);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mean_orbit_follows_sgp4),
        cmocka_unit_test(test_made_cloud_is_dated),
        cmocka_unit_test(test_gabbard),
        cmocka_unit_test(test_dense_parent),
        cmocka_unit_test(test_no_new_objects_no_event),
        cmocka_unit_test(test_release_is_no_breakup),
        cmocka_unit_test(test_kernels_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
