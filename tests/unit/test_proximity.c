/* Proximity in made histories whose truth is known. */
#include <starsea/proximity.h>

#include "base/math.h"
#include "base/rng.h"

#include <starsea/frame.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const sea_tai origin = {INT64_C(600000000) * SEA_NS_PER_S};
static const double rev_day_leo = 14.9, incl_leo = 97.9, rev_day_geo = 1.00273790935;

static double turned(double degrees)
{
    return degrees - 360.0 * floor(degrees / 360.0);
}

static sea_tai on(double day)
{
    return (sea_tai){origin.ns + (int64_t)(day * (double)SEA_NS_PER_DAY)};
}

static double day_of(sea_tai t)
{
    return (double)(t.ns - origin.ns) / (double)SEA_NS_PER_DAY;
}

static void add(sea_gp_set *set, sea_gp gp, const char *launch)
{
    snprintf(gp.object_id, sizeof gp.object_id, "%s", launch);
    assert_int_equal(sea_gp_set_add(set, &gp), SEA_OK);
}

/* A low orbit, `ahead_deg` along it from the common one, drifting by `drift_deg_day`; scatter of about 0.2 km. */
static sea_gp low(uint32_t id, double day, double ahead_deg, double drift_deg_day)
{
    sea_rng r = sea_rng_init(11, (uint64_t)(day * 100.0), id);
    double c = cos(incl_leo * SEA_PI / 180.0), n = 360.0 * rev_day_leo;
    double a = pow(17.0437 / rev_day_leo, 2.0 / 3.0), j2 = 0.75 * 1.0826e-3 / (a * a) * n;
    return (sea_gp){.norad_cat_id = id,
                    .epoch = on(day),
                    .creation_date = SEA_TAI_NONE,
                    .mean_motion_rev_day = rev_day_leo + drift_deg_day / 360.0,
                    .eccentricity = 1e-4,
                    .incl_deg = incl_leo + 1e-4 * sea_rng_normal(&r),
                    .raan_deg = turned(50.0 - 2.0 * j2 * c * day),
                    .mean_anomaly_deg =
                        turned(10.0 + (n + j2 * (5.0 * c * c - 1.0)) * day + ahead_deg + 0.001 * sea_rng_normal(&r)),
                    .classification = 'U'};
}

/* A geostationary orbit at a longitude, drifting; scatter of about 1 km. */
static sea_gp high(uint32_t id, double day, double longitude_deg, double drift_deg_day)
{
    sea_rng r = sea_rng_init(12, (uint64_t)(day * 100.0), id);
    double gmst = sea_gmst82_rad(sea_tai_to_ut1(on(day), NULL, NULL)) * (180.0 / SEA_PI);
    return (sea_gp){.norad_cat_id = id,
                    .epoch = on(day),
                    .creation_date = SEA_TAI_NONE,
                    .mean_motion_rev_day = rev_day_geo + drift_deg_day / 360.0,
                    .eccentricity = 2e-4,
                    .incl_deg = 0.05,
                    .raan_deg = 80.0,
                    .mean_anomaly_deg = turned(longitude_deg + gmst - 80.0 + 0.001 * sea_rng_normal(&r)),
                    .classification = 'U'};
}

typedef struct findings {
    sea_proximity *list;
    size_t count;
} findings;

static findings find_with(const sea_gp_set *set, const sea_proximity_options *o)
{
    findings f = {0};
    sea_gp_set copy = {0};
    sea_gp_history history;
    sea_error err;
    for (size_t i = 0; i < set->count; i++) assert_int_equal(sea_gp_set_add(&copy, &set->gps[i]), SEA_OK);
    assert_int_equal(sea_gp_set_to_history(&copy, &history), SEA_OK);
    assert_int_equal(sea_proximity_find(&history, o, &f.list, &f.count, &err), SEA_OK);
    sea_gp_history_free(&history);
    return f;
}

/* The findings of a set, which is freed. */
static findings find(sea_gp_set *set)
{
    findings f = find_with(set, NULL);
    sea_gp_set_free(set);
    return f;
}

static size_t count_of(const findings *f, sea_proximity_class what)
{
    size_t n = 0;
    for (size_t i = 0; i < f->count; i++) n += f->list[i].what == what;
    return n;
}

/* The only finding of a class. */
static const sea_proximity *the(const findings *f, sea_proximity_class what)
{
    const sea_proximity *p = NULL;
    if (count_of(f, what) != 1)
        fail_msg("%zu findings, %zu of them %s", f->count, count_of(f, what), sea_proximity_class_name(what));
    for (size_t i = 0; i < f->count; i++)
        if (f->list[i].what == what) p = &f->list[i];
    return p;
}

static bool near_day(sea_tai t, double day, double within)
{
    return fabs(day_of(t) - day) <= within;
}

/* Drifts by a degree a day, holds 0.05 deg beside another from day 60 to 120, goes on. */
static void test_geo_approach(void **state)
{
    (void)state;
    sea_gp_set set = {0};
    for (double day = 0.0; day < 180.0; day += 5.0) {
        add(&set, high(101, day, 60.0, 0.0), "2001-001A");
        double x = day < 60.0 ? day - 60.0 : day < 120.0 ? 0.0 : day - 120.0;
        add(&set, high(202, day + 0.3, 60.05 + x + (x != 0.0 ? 0.3 : 0.0), x != 0.0 ? 1.0 : 0.0), "2005-001A");
    }
    findings f = find(&set);
    const sea_proximity *p = the(&f, SEA_PROXIMITY_APPROACH), *s = the(&f, SEA_PROXIMITY_STOP);
    assert_int_equal(p->norad_cat_id_1, 101);
    assert_int_equal(p->norad_cat_id_2, 202);
    assert_int_equal(p->mover, SEA_PROXIMITY_MOVER_2);
    assert_true(p->dv_2_m_s > 2.0 && p->dv_2_m_s < 3.5 && p->dv_1_m_s == 0.0); /* 2.84 m/s for 1 deg/day */
    assert_true(near_day(p->start, 60.0, 5.5) && near_day(p->end, 120.0, 5.5));
    assert_true(p->earliest.ns < p->start.ns && p->latest.ns > p->end.ns);
    assert_true(p->low_km <= 36.8 && p->high_km >= 36.8); /* 0.05 deg */
    assert_true(p->range_min_km > 25.0 && p->median_km < 60.0);
    assert_int_equal(p->regime, SEA_REGIME_GEO);
    assert_int_equal(s->norad_cat_id_1, 202);
    assert_int_equal(s->norad_cat_id_2, 0);
    assert_true(fabs(s->longitude_deg - 60.05) < 0.02 && s->range_min_km < 0.0);
    assert_true(near_day(s->start, 60.0, 5.5) && near_day(s->end, 120.0, 5.5));
    free(f.list);
}

/* Comes from 6 deg behind, is one with the other from day 30 to 90, and goes ahead. */
static void test_leo_docking(void **state)
{
    (void)state;
    sea_gp_set set = {0};
    for (double day = 0.0; day < 130.0; day += 2.0) {
        double x = day < 30.0 ? 0.2 * (day - 30.0) : day < 90.0 ? 0.0 : 0.2 * (day - 90.0);
        add(&set, low(101, day, 0.0, 0.0), "2001-001A");
        add(&set, low(202, day, x, x != 0.0 ? 0.2 : 0.0), "2005-001A");
    }
    findings f = find(&set);
    const sea_proximity *m = the(&f, SEA_PROXIMITY_MERGING), *d = the(&f, SEA_PROXIMITY_DOCKED);
    const sea_proximity *r = the(&f, SEA_PROXIMITY_RELEASE);
    assert_int_equal(f.count, 3);
    assert_true(near_day(m->end, 30.0, 2.0) && m->start.ns < m->end.ns);
    assert_int_equal(m->mover, SEA_PROXIMITY_MOVER_2);
    assert_true(near_day(d->start, 30.0, 2.0) && near_day(d->end, 90.0, 2.0));
    assert_true(d->low_km == 0.0 && d->high_km < 4.0);
    assert_true((d->caveats & SEA_PROXIMITY_CAVEAT_UNRESOLVED) != 0);
    assert_true(near_day(r->start, 90.0, 2.0) && r->end.ns > r->start.ns);
    assert_int_equal(r->mover, SEA_PROXIMITY_MOVER_2);
    free(f.list);
}

/* Half a year 0.3 deg apart, of one launch: too long for a launch alone. */
static void test_formation(void **state)
{
    (void)state;
    sea_gp_set set = {0};
    for (double day = 0.0; day < 200.0; day += 4.0) {
        add(&set, low(101, day, 0.0, 0.0), "2001-001A");
        add(&set, low(102, day + 0.2, 0.3, 0.0), "2001-001B");
    }
    findings f = find(&set);
    const sea_proximity *p = the(&f, SEA_PROXIMITY_FORMATION);
    assert_int_equal(f.count, 1);
    assert_true(p->low_km < 36.6 && p->high_km > 36.6 && p->high_km - p->low_km < 12.0); /* 0.3 deg at 6980 km */
    assert_true((p->caveats & SEA_PROXIMITY_CAVEAT_SAME_LAUNCH) != 0);
    assert_int_equal(p->mover, SEA_PROXIMITY_MOVER_NONE);
    free(f.list);
}

/* The same, but they part after weeks. */
static void test_co_launched(void **state)
{
    (void)state;
    sea_gp_set set = {0};
    for (double day = 0.0; day < 100.0; day += 2.0) {
        add(&set, low(101, day, 0.0, 0.0), "2001-001A");
        add(&set, low(102, day, 0.02 * day, 0.02), "2001-001B");
    }
    findings f = find(&set);
    const sea_proximity *p = the(&f, SEA_PROXIMITY_CO_LAUNCHED);
    assert_int_equal(f.count, 1);
    assert_true(near_day(p->start, 0.0, 0.1) && near_day(p->end, 41.0, 6.0)); /* 100 km are 0.82 deg */
    free(f.list);
}

/* Forty objects of one plane; neighbours 0.5 deg apart. Not one launch. */
static void test_constellation(void **state)
{
    (void)state;
    sea_gp_set set = {0};
    for (uint32_t k = 0; k < 40; k++)
        for (double day = 0.0; day < 20.0; day += 2.0) {
            char launch[12];
            snprintf(launch, sizeof launch, "20%02u-001A", k / 4);
            add(&set, low(100 + k, day, 0.5 * k, 0.0), launch);
        }
    findings f = find(&set);
    assert_int_equal(f.count, 39);
    assert_int_equal(count_of(&f, SEA_PROXIMITY_CONSTELLATION), 9); /* neighbours of two launches */
    assert_int_equal(count_of(&f, SEA_PROXIMITY_CO_LAUNCHED), 30);
    free(f.list);
}

/* One set of a geostationary object carries the low orbit of another. */
static void test_cross_tag(void **state)
{
    (void)state;
    sea_gp_set set = {0};
    for (double day = 0.0; day < 60.0; day += 3.0) {
        add(&set, low(101, day, 0.0, 0.0), "2001-001A");
        sea_gp gp = day == 30.0 ? low(101, day, 0.0, 0.0) : high(202, day, 60.0, 0.0);
        gp.norad_cat_id = 202;
        add(&set, gp, "2005-001A");
    }
    findings f = find(&set);
    const sea_proximity *p = the(&f, SEA_PROXIMITY_DATA_FAULT);
    assert_int_equal(f.count, 1); /* no approach, no manoeuvre, no stop */
    assert_int_equal(p->norad_cat_id_1, 101);
    assert_int_equal(p->norad_cat_id_2, 202);
    assert_true(near_day(p->start, 30.0, 0.01) && p->start.ns == p->end.ns);
    assert_int_equal(p->mover, SEA_PROXIMITY_MOVER_NONE);
    free(f.list);
}

static void add_slot(sea_gp_set *set)
{
    for (double day = 0.0; day < 100.0; day += 5.0) {
        add(set, high(101, day, 60.0, 0.0), "2001-001A");
        add(set, high(202, day + 1.0, 60.06, 0.0), "2005-001A");
    }
}

static void test_slot_and_owner(void **state)
{
    (void)state;
    sea_gp_set set = {0};
    add_slot(&set);
    findings f = find_with(&set, NULL);
    assert_int_equal(f.count, 1);
    assert_int_equal(f.list[0].what, SEA_PROXIMITY_CO_LOCATION);
    free(f.list);
    const struct {
        const char *owners[2];
        sea_proximity_class what;
    } cases[] = {{{"AA", "AA"}, SEA_PROXIMITY_SAME_OWNER},
                 {{"AA", "BB"}, SEA_PROXIMITY_CO_LOCATION},
                 {{"", ""}, SEA_PROXIMITY_CO_LOCATION}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sea_proximity_options o = sea_proximity_options_default();
        sea_object objects[2] = {{.norad_cat_id = 101}, {.norad_cat_id = 202}};
        for (int k = 0; k < 2; k++) strcpy(objects[k].owner, cases[i].owners[k]);
        const sea_object_set list = {.objects = objects, .count = 2, .format = SEA_OBJECT_SATCAT_CSV};
        o.objects = &list;
        f = find_with(&set, &o);
        assert_int_equal(f.count, 1);
        assert_int_equal(f.list[0].what, cases[i].what);
        free(f.list);
    }
    sea_gp_set_free(&set);
}

/* A new object of the launch, 3 deg ahead of an older one, 1 km higher. */
static void test_release(void **state)
{
    (void)state;
    sea_gp_set set = {0};
    for (double day = 0.0; day < 60.0; day += 4.0) {
        add(&set, low(101, day, 0.0, 0.0), "2001-001A");
        if (day >= 40.0) add(&set, low(909, day + 0.1, -3.0 - 1.2 * (day - 40.0), -1.2), "2001-001H");
    }
    findings f = find(&set);
    const sea_proximity *p = the(&f, SEA_PROXIMITY_RELEASE);
    assert_int_equal(p->norad_cat_id_1, 101);
    assert_int_equal(p->norad_cat_id_2, 909);
    assert_true(near_day(p->start, 36.0, 0.01) && near_day(p->end, 40.1, 0.01));
    assert_true(p->range_min_km < 0.0 && (p->caveats & SEA_PROXIMITY_CAVEAT_NO_RANGE) != 0);
    free(f.list);
}

/* Neither too fast nor in another plane: no proximity. */
static void test_passages_are_left_to_screening(void **state)
{
    (void)state;
    sea_gp_set set = {0};
    for (double day = 0.0; day < 40.0; day += 1.0) {
        sea_gp crossing = low(303, day, 0.0, 0.0);
        crossing.raan_deg = turned(crossing.raan_deg + 1.0);
        add(&set, low(101, day, 0.0, 0.0), "2001-001A");
        add(&set, low(202, day, 3.0 * (day - 20.0), 3.0), "2005-001A");
        add(&set, crossing, "2007-001A");
    }
    findings f = find(&set);
    assert_int_equal(f.count, 0);
    free(f.list);
}

static void assert_same(const findings *a, const findings *b)
{
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        const sea_proximity *x = &a->list[i], *y = &b->list[i];
        assert_true(x->norad_cat_id_1 == y->norad_cat_id_1 && x->norad_cat_id_2 == y->norad_cat_id_2);
        assert_true(x->what == y->what && x->caveats == y->caveats && x->mover == y->mover);
        assert_true(x->start.ns == y->start.ns && x->end.ns == y->end.ns && x->closest.ns == y->closest.ns);
        assert_true(x->earliest.ns == y->earliest.ns && x->latest.ns == y->latest.ns);
        assert_true(x->range_min_km == y->range_min_km && x->low_km == y->low_km && x->high_km == y->high_km);
        assert_true(x->median_km == y->median_km && x->plane_deg == y->plane_deg);
        assert_true(x->dv_1_m_s == y->dv_1_m_s && x->dv_2_m_s == y->dv_2_m_s);
    }
}

static void test_threads_names_and_choice(void **state)
{
    (void)state;
    sea_gp_set set = {0};
    add_slot(&set);
    for (double day = 0.0; day < 130.0; day += 2.0) {
        double x = day < 30.0 ? 0.2 * (day - 30.0) : 0.0;
        add(&set, low(301, day, 0.0, 0.0), "2001-001A");
        add(&set, low(302, day, x, x != 0.0 ? 0.2 : 0.0), "2005-001A");
    }
    sea_proximity_options o = sea_proximity_options_default();
    o.threads = 1;
    findings one = find_with(&set, &o);
    o.threads = 3;
    findings three = find_with(&set, &o);
    assert_int_equal(one.count, 3);
    assert_same(&one, &three);
    for (size_t i = 0; i < set.count; i++)
        snprintf(set.gps[i].object_name, sizeof set.gps[i].object_name, "%s",
                 set.gps[i].norad_cat_id % 2 ? "ONE" : "OTHER DEB");
    findings named = find_with(&set, NULL);
    assert_same(&one, &named);
    const uint32_t ids[] = {202};
    o.ids = ids, o.id_count = 1;
    findings chosen = find_with(&set, &o);
    assert_int_equal(chosen.count, 1);
    assert_int_equal(chosen.list[0].norad_cat_id_2, 202);
    free(one.list);
    free(three.list);
    free(named.list);
    free(chosen.list);
    sea_gp_set_free(&set);
}

static void test_bad_distance_and_nothing(void **state)
{
    (void)state;
    const double bad[] = {0.0, -1.0, 1001.0, (double)NAN};
    sea_gp_history none = {0};
    sea_proximity *list = NULL;
    size_t count = 1;
    sea_error err;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        sea_proximity_options o = sea_proximity_options_default();
        o.within_km = bad[i];
        assert_int_equal(sea_proximity_find(&none, &o, &list, &count, &err), SEA_E_USAGE);
        assert_int_equal(count, 0);
    }
    assert_int_equal(sea_proximity_find(&none, NULL, &list, &count, &err), SEA_OK);
    assert_int_equal(count, 0);
    free(list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_geo_approach),
        cmocka_unit_test(test_leo_docking),
        cmocka_unit_test(test_formation),
        cmocka_unit_test(test_co_launched),
        cmocka_unit_test(test_constellation),
        cmocka_unit_test(test_cross_tag),
        cmocka_unit_test(test_slot_and_owner),
        cmocka_unit_test(test_release),
        cmocka_unit_test(test_passages_are_left_to_screening),
        cmocka_unit_test(test_threads_names_and_choice),
        cmocka_unit_test(test_bad_distance_and_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
