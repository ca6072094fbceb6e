/* Proximity that public sources tell of, in files of $STARSEA_TEST_DATA: found, and dated to the cadence of the sets.
 */
#include <starsea/proximity.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "real_data.h"

typedef struct findings {
    sea_proximity *list;
    size_t count;
} findings;

static findings find(sea_gp_set *set)
{
    findings f = {0};
    sea_gp_history history;
    assert_int_equal(sea_gp_set_to_history(set, &history), SEA_OK);
    assert_int_equal(sea_proximity_find(&history, NULL, &f.list, &f.count, NULL), SEA_OK);
    sea_gp_history_free(&history);
    return f;
}

static findings find_in(const char *name)
{
    sea_gp_set set = {0};
    real_sets(name, &set);
    return find(&set);
}

static sea_tai at(const char *text)
{
    sea_tai t;
    assert_int_equal(sea_tai_parse(text, strlen(text), true, &t, NULL), SEA_OK);
    return t;
}

/* The finding of a class and objects that touches an interval; NULL when there is none. */
static const sea_proximity *seek(const findings *f, uint32_t a, uint32_t b, sea_proximity_class what, const char *from,
                                 const char *to)
{
    for (size_t i = 0; i < f->count; i++) {
        const sea_proximity *p = &f->list[i];
        if (p->norad_cat_id_1 == a && p->norad_cat_id_2 == b && p->what == what && p->start.ns <= at(to).ns &&
            p->end.ns >= at(from).ns)
            return p;
    }
    return NULL;
}

static const sea_proximity *the(const findings *f, uint32_t a, uint32_t b, sea_proximity_class what, const char *from,
                                const char *to)
{
    const sea_proximity *p = seek(f, a, b, what, from, to);
    if (!p) fail_msg("%u %u %s from %s to %s is not found", a, b, sea_proximity_class_name(what), from, to);
    return p;
}

static void assert_between(sea_tai t, const char *from, const char *to)
{
    char text[SEA_TAI_TEXT_MAX];
    sea_tai_format(t, 0, text);
    if (t.ns < at(from).ns || t.ns > at(to).ns) fail_msg("%s is not from %s to %s", text, from, to);
}

/* Docked 2020-02-25, about 2 degrees west of its slot in the graveyard arc; undocked in April 2025. One of its sets in
 * between is that of another orbit. */
static void test_mev1(void **state)
{
    (void)state;
    findings f = find_in("proximity/geo_mev1_is901.3le");
    const sea_proximity *m = the(&f, 26824, 44625, SEA_PROXIMITY_MERGING, "2020-02-01", "2020-03-01");
    const sea_proximity *d = the(&f, 26824, 44625, SEA_PROXIMITY_DOCKED, "2020-03-01", "2025-04-01");
    const sea_proximity *r = the(&f, 26824, 44625, SEA_PROXIMITY_RELEASE, "2025-04-01", "2025-06-01");
    const sea_proximity *fault = the(&f, 44625, 0, SEA_PROXIMITY_DATA_FAULT, "2020-02-26", "2020-02-27");
    assert_between(m->end, "2020-02-25", "2020-02-29");
    assert_int_equal(m->mover, SEA_PROXIMITY_MOVER_2);
    assert_between(d->start, "2020-02-25", "2020-02-29");
    assert_between(d->end, "2025-03-01", "2025-05-01");
    assert_int_equal(r->mover, SEA_PROXIMITY_MOVER_2);
    assert_true(fault->start.ns == fault->end.ns);
    for (size_t i = 0; i < f.count; i++) /* nothing else comes of it */
        assert_true(f.list[i].what != SEA_PROXIMITY_FLYBY && f.list[i].what != SEA_PROXIMITY_APPROACH);
    free(f.list);
}

/* The same set beside the object whose orbit it is. */
static void test_cross_tag_names_the_other(void **state)
{
    (void)state;
    sea_gp_set set = {0};
    real_sets("proximity/geo_mev1_is901.3le", &set);
    real_sets("catalog/bg_20200227.3le.gz", &set);
    findings f = find(&set);
    const sea_proximity *p = the(&f, 25544, 44625, SEA_PROXIMITY_DATA_FAULT, "2020-02-26", "2020-02-27");
    assert_true(p->range_min_km < 10.0);
    assert_null(seek(&f, 25544, 44625, SEA_PROXIMITY_DOCKED, "2000-01-01", "2030-01-01"));
    free(f.list);
}

/* Docked 2021-04-12. */
static void test_mev2(void **state)
{
    (void)state;
    findings f = find_in("proximity/geo_mev2_is1002.3le");
    const sea_proximity *m = the(&f, 28358, 46113, SEA_PROXIMITY_MERGING, "2021-02-01", "2021-05-02");
    const sea_proximity *d = the(&f, 28358, 46113, SEA_PROXIMITY_DOCKED, "2021-06-01", "2026-05-01");
    assert_between(m->end, "2021-04-06", "2021-05-02");
    assert_true(m->earliest.ns < at("2021-04-06").ns);
    assert_int_equal(m->mover, SEA_PROXIMITY_MOVER_2);
    assert_between(d->end, "2026-05-25", "2026-06-01");
    free(f.list);
}

/* Met between 2021-12-21 and 2022-01-05; towed away between 2022-01-22 and 2022-02-17. */
static void test_sj21(void **state)
{
    (void)state;
    findings f = find_in("proximity/geo_sj21_compassg2.3le");
    const sea_proximity *m = the(&f, 34779, 49330, SEA_PROXIMITY_MERGING, "2021-12-15", "2022-01-06");
    const sea_proximity *t = the(&f, 34779, 49330, SEA_PROXIMITY_TOW, "2022-01-15", "2022-02-20");
    assert_int_equal(m->mover, SEA_PROXIMITY_MOVER_2);
    assert_between(t->start, "2022-01-20", "2022-01-23");
    assert_between(t->end, "2022-02-15", "2022-02-19");
    assert_int_equal(t->mover, SEA_PROXIMITY_MOVER_2);
    assert_true(t->range_min_km < 0.0 && t->dv_1_m_s > 30.0);
    assert_null(seek(&f, 34779, 0, SEA_PROXIMITY_STOP, "2000-01-01", "2030-01-01")); /* it drifts and librates */
    free(f.list);
}

/* Parted August 2010; the second has elements from April 2011 on. */
static void test_prisma(void **state)
{
    (void)state;
    findings f = find_in("proximity/leo_prisma.3le");
    const sea_proximity *r = the(&f, 36599, 36827, SEA_PROXIMITY_RELEASE, "2010-07-01", "2011-04-05");
    assert_between(r->end, "2011-04-01", "2011-04-03");
    the(&f, 36599, 36827, SEA_PROXIMITY_FORMATION, "2011-04-01", "2011-08-20");
    const sea_proximity *p = the(&f, 36599, 36827, SEA_PROXIMITY_FORMATION, "2012-10-01", "2013-02-15");
    assert_between(p->end, "2013-02-01", "2013-02-15"); /* in October 2013 one is elsewhere */
    free(f.list);
}

/* Parted 2019-12-06; then one of them came to an object of another launch, in June 2020. */
static void test_cosmos_2542_2543(void **state)
{
    (void)state;
    sea_gp_set set = {0};
    real_sets("proximity/leo_cosmos_2542_2543.3le", &set);
    real_sets("proximity/leo_cosmos_2535_2538.3le", &set);
    findings f = find(&set);
    const sea_proximity *r = the(&f, 44797, 44835, SEA_PROXIMITY_RELEASE, "2019-12-01", "2019-12-13");
    assert_true(r->start.ns <= at("2019-12-06").ns && r->end.ns >= at("2019-12-06").ns);
    const sea_proximity *p = the(&f, 44421, 44835, SEA_PROXIMITY_APPROACH, "2020-06-01", "2020-08-01");
    assert_between(p->start, "2020-05-25", "2020-06-14");
    assert_int_equal(p->mover, SEA_PROXIMITY_MOVER_2);
    /* An object let go of at some 0.15 km/s on 15 July 2020, about 07:50: traced back from eight days later. */
    const sea_proximity *e = the(&f, 44835, 45915, SEA_PROXIMITY_RELEASE, "2020-07-01", "2020-07-31");
    assert_between(e->closest, "2020-07-15T06:00:00", "2020-07-15T10:00:00");
    assert_true(e->low_km < e->range_min_km && e->high_km < 100.0);
    free(f.list);
}

typedef struct stop {
    double longitude_deg;
    const char *from, *to; /* sets that show it */
} stop;

static void check_stops(const findings *f, uint32_t id, const stop *stops, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t hits = 0;
        for (size_t k = 0; k < f->count; k++) {
            const sea_proximity *p = &f->list[k];
            double off = fabs(p->longitude_deg - stops[i].longitude_deg);
            if (p->norad_cat_id_1 != id || p->what != SEA_PROXIMITY_STOP || off > 0.25) continue;
            hits += p->start.ns <= at(stops[i].from).ns + SEA_NS_PER_DAY && p->end.ns >= at(stops[i].to).ns;
        }
        if (hits != 1) fail_msg("stop at %.2f from %s: %zu", stops[i].longitude_deg, stops[i].from, hits);
    }
}

/* Every longitude that two sets or one between drifts show. */
static void test_stops_of_luch(void **state)
{
    (void)state;
    static const stop first[] = {{96.08, "2015-03-24", "2015-03-24"},  {341.88, "2015-08-08", "2015-08-08"},
                                 {335.66, "2015-12-03", "2015-12-03"}, {358.91, "2016-01-12", "2016-08-09"},
                                 {9.89, "2016-11-07", "2017-07-24"},   {32.71, "2017-08-19", "2017-10-14"},
                                 {38.09, "2017-11-15", "2017-12-20"},  {41.91, "2018-01-19", "2018-01-19"},
                                 {42.52, "2018-02-16", "2018-03-19"},  {47.52, "2018-06-01", "2018-06-01"},
                                 {47.99, "2018-06-26", "2018-06-26"},  {49.90, "2018-07-21", "2018-10-06"},
                                 {57.06, "2018-11-07", "2019-02-11"},  {59.94, "2019-03-14", "2019-06-03"},
                                 {64.05, "2019-07-02", "2019-07-23"},  {65.93, "2019-08-30", "2019-10-16"},
                                 {68.45, "2019-11-06", "2019-11-19"},  {70.60, "2019-12-03", "2020-02-04"},
                                 {21.50, "2020-04-04", "2020-04-20"},  {358.90, "2020-05-13", "2020-09-08"},
                                 {355.13, "2020-10-10", "2020-10-27"}, {356.97, "2020-11-07", "2021-01-21"},
                                 {351.92, "2021-03-02", "2021-04-06"}, {45.19, "2021-06-10", "2021-06-10"},
                                 {56.93, "2021-08-13", "2021-09-07"},  {59.96, "2021-10-16", "2022-01-17"},
                                 {61.88, "2022-01-26", "2022-07-08"},  {341.91, "2022-09-26", "2025-03-02"},
                                 {65.48, "2025-08-30", "2025-08-30"}};
    static const stop second[] = {{57.98, "2023-04-24", "2023-04-24"},  {8.92, "2023-05-24", "2023-09-19"},
                                  {3.20, "2023-10-19", "2023-11-08"},   {2.63, "2023-12-08", "2024-03-11"},
                                  {4.74, "2024-04-09", "2024-06-16"},   {359.43, "2024-07-05", "2024-09-16"},
                                  {359.04, "2025-01-11", "2025-02-02"}, {61.98, "2025-03-30", "2026-05-30"}};
    findings f = find_in("proximity/geo_luch.3le");
    check_stops(&f, 40258, first, sizeof first / sizeof *first);
    check_stops(&f, 55841, second, sizeof second / sizeof *second);
    size_t of_both = 0;
    for (size_t i = 0; i < f.count; i++)
        of_both += f.list[i].what == SEA_PROXIMITY_STOP &&
                   (f.list[i].norad_cat_id_1 == 40258 || f.list[i].norad_cat_id_1 == 55841);
    assert_int_equal(of_both, sizeof first / sizeof *first + sizeof second / sizeof *second);
    free(f.list);
}

/* Beside a neighbour of whom elements are at hand for the whole stop. */
static void test_neighbour_of_luch(void **state)
{
    (void)state;
    sea_gp_set set = {0};
    real_sets("proximity/geo_luch.3le", &set);
    real_sets("proximity/geo_mev2_is1002.3le", &set);
    findings f = find(&set);
    const sea_proximity *p = the(&f, 28358, 40258, SEA_PROXIMITY_APPROACH, "2016-01-01", "2016-09-01");
    assert_between(p->start, "2016-01-04", "2016-01-13");
    assert_between(p->end, "2016-08-01", "2016-11-07");
    assert_int_equal(p->mover, SEA_PROXIMITY_MOVER_2);
    assert_true(p->low_km > 20.0 && p->high_km < 85.0);
    free(f.list);
}

/* What there are elements of, from July 2019 on: no stay of one beside another of them, and the longitudes held. */
static void test_usa_253_254(void **state)
{
    (void)state;
    static const stop stops[] = {{77.91, "2019-09-10", "2019-11-01"},
                                 {78.77, "2019-11-30", "2020-02-05"},
                                 {80.79, "2020-03-30", "2020-04-15"},
                                 {80.67, "2020-05-11", "2020-05-27"}};
    static const stop other[] = {{198.10, "2020-11-06", "2020-11-06"}};
    findings f = find_in("proximity/geo_usa253_254.3le");
    check_stops(&f, 40099, stops, sizeof stops / sizeof *stops);
    check_stops(&f, 40100, other, sizeof other / sizeof *other);
    for (size_t i = 0; i < f.count; i++) assert_int_equal(f.list[i].norad_cat_id_2, 0);
    free(f.list);
}

/* A week of stations at 20 sets an object: every pair of a complex is docked, and nothing is anything else. */
static void test_stations(void **state)
{
    (void)state;
    static const uint32_t modules[][2] = {
        {25544, 36086}, {25544, 49044}, {36086, 49044}, {48274, 53239}, {48274, 54216}};
    findings f = find_in("dense_history/stations.3le.gz");
    for (size_t i = 0; i < sizeof modules / sizeof *modules; i++)
        the(&f, modules[i][0], modules[i][1], SEA_PROXIMITY_DOCKED, "2026-05-24", "2026-05-30");
    size_t docked = 0, other = 0;
    for (size_t i = 0; i < f.count; i++) {
        docked += f.list[i].what == SEA_PROXIMITY_DOCKED;
        other += f.list[i].what == SEA_PROXIMITY_APPROACH || f.list[i].what == SEA_PROXIMITY_FLYBY ||
                 f.list[i].what == SEA_PROXIMITY_FORMATION || f.list[i].what == SEA_PROXIMITY_DATA_FAULT;
    }
    assert_true(docked >= 30);
    assert_int_equal(other, 0);
    free(f.list);
}

/* The station's set is of before a reboost; a ship docked to both tells that the two are one body. */
static void test_docked_by_a_third(void **state)
{
    (void)state;
    sea_gp_set set = {0};
    real_sets("catalog/bg_20191203.3le.gz", &set);
    real_sets("catalog/bg_20191212.3le.gz", &set);
    findings f = find(&set);
    the(&f, 25544, 44701, SEA_PROXIMITY_DOCKED, "2019-12-01", "2019-12-13");
    the(&f, 44701, 44833, SEA_PROXIMITY_DOCKED, "2019-12-10", "2019-12-13");
    the(&f, 25544, 44833, SEA_PROXIMITY_DOCKED, "2019-12-10", "2019-12-13");
    free(f.list);
}

/* Of two launches, some hundred metres apart for years, each with sets of its own. */
static void test_tight_formation(void **state)
{
    (void)state;
    sea_gp_set set = {0};
    static const char *const names[] = {"catalog/bg_20180217.3le.gz", "catalog/bg_20181210.3le.gz",
                                        "catalog/bg_20190315.3le.gz", "catalog/bg_20191017.3le.gz",
                                        "catalog/bg_20191203.3le.gz"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) real_sets(names[i], &set);
    size_t kept = 0;
    for (size_t i = 0; i < set.count; i++)
        if (set.gps[i].norad_cat_id == 31698 || set.gps[i].norad_cat_id == 36605) set.gps[kept++] = set.gps[i];
    set.count = kept;
    findings f = find(&set);
    const sea_proximity *p = the(&f, 31698, 36605, SEA_PROXIMITY_FORMATION, "2018-12-01", "2019-10-20");
    assert_true((p->caveats & SEA_PROXIMITY_CAVEAT_UNRESOLVED) != 0 && p->high_km < 5.0);
    free(f.list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mev1),
        cmocka_unit_test(test_cross_tag_names_the_other),
        cmocka_unit_test(test_mev2),
        cmocka_unit_test(test_sj21),
        cmocka_unit_test(test_prisma),
        cmocka_unit_test(test_cosmos_2542_2543),
        cmocka_unit_test(test_stops_of_luch),
        cmocka_unit_test(test_neighbour_of_luch),
        cmocka_unit_test(test_usa_253_254),
        cmocka_unit_test(test_stations),
        cmocka_unit_test(test_docked_by_a_third),
        cmocka_unit_test(test_tight_formation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
