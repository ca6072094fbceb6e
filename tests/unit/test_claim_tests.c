/*
 * Each of the tests a clause may name, on small made histories: one claim that is supported, one that is contradicted,
 * one that is undecidable, with the reason. The histories are made here, or are worlds of the scenario room whose
 * truth is known, so that what should come out does not come from what comes out.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <starsea/claim.h>
#include <starsea/scenario.h>

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- made histories ---- */

static const double earth_km = 6378.137, mu_km3_s2 = 398600.8;

static sea_tai day(double days)
{
    sea_tai start = SEA_TAI_NONE;
    assert_int_equal(sea_tai_parse("2020-03-01", 10, true, &start, NULL), SEA_OK);
    return (sea_tai){start.ns + (int64_t)llround(days * 86400e9)};
}

static double rev_day(double height_km)
{
    double a = earth_km + height_km;
    return 86400.0 / (2.0 * acos(-1.0)) * sqrt(mu_km3_s2 / (a * a * a));
}

/* A nearly circular orbit without drag: number, height, days of its epochs from the start. */
static sea_gp orbit(uint32_t id, double height_km, double days)
{
    sea_gp gp = {.norad_cat_id = id,
                 .epoch = day(days),
                 .creation_date = SEA_TAI_NONE,
                 .mean_motion_rev_day = rev_day(height_km),
                 .eccentricity = 0.001,
                 .incl_deg = 53.0,
                 .raan_deg = 100.0,
                 .argp_deg = 90.0,
                 .mean_anomaly_deg = 0.0,
                 .classification = 'U',
                 .object_id = "2019-001A"};
    /* From the start on along the circle, so that the sets are of one object and not of several. */
    gp.mean_anomaly_deg = fmod(360.0 * gp.mean_motion_rev_day * days, 360.0);
    return gp;
}

typedef struct world {
    sea_gp *gps;
    size_t count, capacity;
    sea_scenario_truth truth[256];
    size_t truths;
    sea_object_set objects;
} world;

static sea_status add(void *payload, const sea_gp *gp)
{
    world *w = payload;
    if (w->count == w->capacity) {
        w->capacity = w->capacity ? 2 * w->capacity : 256;
        w->gps = realloc(w->gps, w->capacity * sizeof *w->gps);
        assert_non_null(w->gps);
    }
    w->gps[w->count++] = *gp;
    return SEA_OK;
}

static sea_status add_truth(void *payload, const sea_scenario_truth *truth)
{
    world *w = payload;
    if (w->truths < sizeof w->truth / sizeof w->truth[0]) w->truth[w->truths++] = *truth;
    return SEA_OK;
}

static void run_scenario(world *w, const sea_scenario_history_options *options)
{
    const sea_scenario_sink sink = {.payload = w, .set = add, .truth = add_truth};
    sea_error err = {0};
    if (sea_scenario_history_run(options, &sink, &err) != SEA_OK) fail_msg("%s", err.text);
}

static void free_world(world *w)
{
    free(w->gps);
    sea_object_set_free(&w->objects);
    *w = (world){0};
}

/* ---- judging ---- */

static const char *utc(sea_tai t)
{
    static char texts[4][SEA_TAI_TEXT_MAX];
    static int next;
    char *text = texts[next++ % 4];
    sea_tai_format(t, 0, text);
    return text;
}

/* The clause's test as JSON, without its braces. Checks verdict and reason together. */
static void expect(const world *w, const char *verdict, const char *reason, const char *test, ...)
    __attribute__((format(printf, 4, 5)));

static void expect(const world *w, const char *verdict, const char *reason, const char *test, ...)
{
    char inside[600], text[1400];
    va_list args;
    va_start(args, test);
    vsnprintf(inside, sizeof inside, test, args);
    va_end(args);
    snprintf(
        text, sizeof text,
        "{\"format\":\"starsea-claim-1\",\"id\":\"t\",\"title\":\"T\",\"statement\":\"S\",\"source\":{\"who\":"
        "\"W\",\"date\":\"2020-02-12\",\"url\":\"https://example.org/\"},\"clauses\":[{\"id\":\"a\",\"text\":\"A\","
        "\"kind\":\"observation\",\"required\":true,\"test\":{%s}}]}",
        inside);
    sea_claim claim;
    sea_claim_verdict v;
    sea_error err = {0};
    if (sea_claim_parse(text, strlen(text), &claim, &err) != SEA_OK) fail_msg("%s: %s", inside, err.text);
    const sea_claim_evidence evidence = {.gps = w->gps, .gp_count = w->count, .objects = &w->objects};
    assert_int_equal(sea_claim_check(&claim, &evidence, &v, &err), SEA_OK);
    const char *found = sea_verdict_name(v.findings[0].verdict), *why = sea_claim_reason_name(v.findings[0].reason);
    if (strcmp(found, verdict) != 0 || strcmp(why, reason) != 0) {
        char *sentence = NULL;
        (void)sea_claim_finding_sentence(&v.findings[0], &sentence);
        fail_msg("%s: %s for %s, not %s for %s. %s", inside, found, why, verdict, reason, sentence ? sentence : "");
    }
    double p = v.findings[0].likelihood;
    if (strcmp(verdict, "supported") == 0) assert_true(p >= 0.80 && p <= 0.99);
    if (strcmp(verdict, "contradicted") == 0) assert_true(p < 0.0 || p <= 0.20);
    assert_int_equal(v.verdict, v.findings[0].verdict);
    sea_claim_verdict_free(&v);
    sea_claim_free(&claim);
}

/* ---- pairs ---- */

/* Two objects in one plane, the second `ahead_km` along the track, each with a set a day. */
static void make_pair(world *w, double height_km, double ahead_km, double raan_off_deg, int days)
{
    *w = (world){0};
    for (int object = 0; object < 2; object++)
        for (int d = 0; d <= days; d++) {
            sea_gp gp = orbit(object ? 11 : 10, height_km, d);
            if (object) {
                double a = earth_km + height_km;
                gp.mean_anomaly_deg = fmod(gp.mean_anomaly_deg + ahead_km / a * 180.0 / acos(-1.0), 360.0);
                gp.raan_deg += raan_off_deg;
                strcpy(gp.object_id, "2019-002A");
            }
            add(w, &gp);
        }
}

#define WINDOW "\"object_1\":10,\"object_2\":11,\"start\":\"2020-03-02T00:00:00Z\",\"end\":\"2020-03-02T06:00:00Z\""

static void closest_approach(void **state)
{
    (void)state;
    world w;
    make_pair(&w, 600.0, 40.0, 0.0, 3);
    expect(&w, "supported", "agrees", "\"type\":\"closest-approach\"," WINDOW ",\"max_range_km\":60");
    expect(&w, "contradicted", "disagrees", "\"type\":\"closest-approach\"," WINDOW ",\"max_range_km\":20");
    expect(&w, "undecidable", "within-allowance", "\"type\":\"closest-approach\"," WINDOW ",\"max_range_km\":39.5");
    expect(&w, "undecidable", "no-elements",
           "\"type\":\"closest-approach\",\"object_1\":10,\"object_2\":12,\"start\":\"2020-03-02T00:00:00Z\",\"end\":"
           "\"2020-03-02T06:00:00Z\",\"max_range_km\":60");
    free_world(&w);
}

static void distance_above_and_below(void **state)
{
    (void)state;
    world w;
    make_pair(&w, 600.0, 40.0, 0.0, 3);
    expect(&w, "supported", "agrees", "\"type\":\"distance-above\"," WINDOW ",\"range_km\":20");
    expect(&w, "contradicted", "disagrees", "\"type\":\"distance-above\"," WINDOW ",\"range_km\":60");
    expect(&w, "undecidable", "within-allowance", "\"type\":\"distance-above\"," WINDOW ",\"range_km\":40.5");
    expect(&w, "supported", "agrees", "\"type\":\"distance-below\"," WINDOW ",\"range_km\":60");
    expect(&w, "contradicted", "disagrees", "\"type\":\"distance-below\"," WINDOW ",\"range_km\":20");
    expect(&w, "undecidable", "within-allowance", "\"type\":\"distance-below\"," WINDOW ",\"range_km\":39.5");
    expect(&w, "undecidable", "stale-elements",
           "\"type\":\"distance-below\",\"object_1\":10,\"object_2\":11,\"start\":\"2020-04-02T00:00:00Z\",\"end\":"
           "\"2020-04-02T06:00:00Z\",\"range_km\":60");
    free_world(&w);
    make_pair(&w, 600.0, 1.0, 0.0, 3);
    expect(&w, "undecidable", "below-resolution", "\"type\":\"distance-below\"," WINDOW ",\"range_km\":1");
    expect(&w, "undecidable", "below-resolution", "\"type\":\"distance-above\"," WINDOW ",\"range_km\":2");
    expect(&w, "undecidable", "below-resolution", "\"type\":\"distance-above\"," WINDOW ",\"range_km\":0.02");
    free_world(&w);
}

static void co_location(void **state)
{
    (void)state;
    static const char span[] =
        "\"type\":\"co-location\",\"object_1\":10,\"object_2\":11,\"start\":\"2020-03-02T00:00:00Z\",\"end\":"
        "\"2020-03-20T00:00:00Z\",\"max_range_km\":";
    world w;
    make_pair(&w, 600.0, 10.0, 0.0, 20);
    expect(&w, "supported", "agrees", "%s30", span);
    expect(&w, "contradicted", "disagrees", "%s3", span);
    expect(&w, "undecidable", "within-allowance", "%s9.5", span);
    free_world(&w);
    make_pair(&w, 600.0, 1.0, 0.0, 20);
    expect(&w, "undecidable", "below-resolution", "%s1", span);
    free_world(&w);
    make_pair(&w, 600.0, 0.0, 0.0, 20); /* one orbit for both */
    expect(&w, "undecidable", "same-elements", "%s30", span);
    free_world(&w);
}

static void plane_match(void **state)
{
    (void)state;
    static const char at[] =
        "\"type\":\"plane-match\",\"object_1\":10,\"object_2\":11,\"time\":\"2020-03-02T06:00:00Z\","
        "\"max_angle_deg\":";
    world w;
    make_pair(&w, 600.0, 1000.0, 1.0, 3); /* nodes 1 deg apart: planes by sin(53 deg) of that, 0.80 deg */
    expect(&w, "supported", "agrees", "%s0.9", at);
    expect(&w, "contradicted", "disagrees", "%s0.7", at);
    expect(&w, "undecidable", "within-allowance", "%s0.798", at);
    expect(&w, "undecidable", "stale-elements",
           "\"type\":\"plane-match\",\"object_1\":10,\"object_2\":11,\"time\":\"2020-06-02T06:00:00Z\",\"max_angle_"
           "deg\":9");
    free_world(&w);
}

/* ---- one orbit ---- */

/* A set a day for sixty days, raised by `km` in the middle. */
static void make_step(world *w, double height_km, double km)
{
    *w = (world){0};
    double anomaly = 0.0;
    for (int d = 0; d <= 60; d++) {
        sea_gp gp = orbit(10, height_km + (d >= 30 ? km : 0.0), 0.0);
        gp.epoch = day(d);
        gp.mean_anomaly_deg = anomaly;
        anomaly = fmod(anomaly + 360.0 * gp.mean_motion_rev_day, 360.0);
        add(w, &gp);
    }
}

#define MIDDLE "\"object\":10,\"start\":\"2020-03-28T00:00:00Z\",\"end\":\"2020-04-03T00:00:00Z\""

static void orbit_heights(void **state)
{
    (void)state;
    static const char at[] = "\"type\":\"orbit-heights\",\"object\":10,\"time\":\"2020-03-20T00:00:00Z\",";
    world w;
    make_step(&w, 600.0, 0.0); /* 593 by 607 km */
    expect(&w, "supported", "agrees", "%s\"min_perigee_km\":570,\"max_apogee_km\":630", at);
    expect(&w, "contradicted", "disagrees", "%s\"min_perigee_km\":620,\"max_apogee_km\":700", at);
    expect(&w, "undecidable", "within-allowance", "%s\"min_perigee_km\":594", at);
    expect(&w, "undecidable", "stale-elements",
           "\"type\":\"orbit-heights\",\"object\":10,\"time\":\"2020-09-20T00:00:00Z\",\"min_perigee_km\":570");
    free_world(&w);
}

static void orbit_raised_and_lowered(void **state)
{
    (void)state;
    world w;
    make_step(&w, 600.0, 5.0);
    expect(&w, "supported", "agrees", "\"type\":\"orbit-raised\"," MIDDLE ",\"min_change_km\":4");
    expect(&w, "contradicted", "disagrees", "\"type\":\"orbit-raised\"," MIDDLE ",\"min_change_km\":6");
    expect(&w, "undecidable", "within-allowance", "\"type\":\"orbit-raised\"," MIDDLE ",\"min_change_km\":5.1");
    expect(&w, "contradicted", "disagrees", "\"type\":\"orbit-lowered\"," MIDDLE ",\"min_change_km\":4");
    free_world(&w);
    make_step(&w, 600.0, -5.0);
    expect(&w, "supported", "agrees", "\"type\":\"orbit-lowered\"," MIDDLE ",\"min_change_km\":4");
    expect(&w, "contradicted", "disagrees", "\"type\":\"orbit-lowered\"," MIDDLE ",\"min_change_km\":6");
    expect(&w, "undecidable", "within-allowance", "\"type\":\"orbit-lowered\"," MIDDLE ",\"min_change_km\":5.1");
    expect(
        &w, "undecidable", "sparse-elements",
        "\"type\":\"orbit-lowered\",\"object\":10,\"start\":\"2021-03-28T00:00:00Z\",\"end\":\"2021-04-03T00:00:00Z\","
        "\"min_change_km\":4");
    free_world(&w);
}

/* ---- burns: worlds with the errors of public sets ---- */

/* Satellites that keep their orbits, and objects that never burn; the surest burn of a low orbit. */
static const sea_scenario_truth *make_burns(world *w, uint32_t *passive)
{
    sea_scenario_history_options o = sea_scenario_history_options_default();
    *w = (world){0};
    o.population.objects = 0;
    o.days = 240;
    o.manoeuvring = 4;
    run_scenario(w, &o);
    const sea_scenario_truth *best = NULL;
    for (size_t i = 0; i < w->truths; i++) {
        const sea_scenario_truth *t = &w->truth[i];
        bool inside = t->start.ns > w->gps[0].epoch.ns + 40 * INT64_C(86400000000000) &&
                      t->start.ns < o.population.epoch.ns - 40 * INT64_C(86400000000000);
        bool low = false;
        for (size_t k = 0; k < w->count; k++)
            low |= w->gps[k].norad_cat_id == t->id && w->gps[k].mean_motion_rev_day > 6.4;
        if (t->kind != SEA_SCENARIO_MANOEUVRE || !inside || !low) continue;
        if (!best || fabs(t->dv_rtn_m_s[1]) > fabs(best->dv_rtn_m_s[1])) best = t;
    }
    assert_non_null(best);
    /* High enough that there is no drag, a set a day, nothing that burns. */
    *passive = 77;
    for (double d = 0.0; d < o.days; d += 1.0) {
        sea_gp gp = orbit(*passive, 1400.0, 0.0);
        gp.epoch = (sea_tai){o.population.epoch.ns - (int64_t)((o.days - d) * 86400e9)};
        gp.mean_anomaly_deg = fmod(360.0 * gp.mean_motion_rev_day * d, 360.0);
        add(w, &gp);
    }
    return best;
}

static void manoeuvre_and_none(void **state)
{
    (void)state;
    world w;
    uint32_t passive;
    const sea_scenario_truth *burn = make_burns(&w, &passive);
    const char *from = utc((sea_tai){burn->start.ns - 6 * INT64_C(86400000000000)});
    const char *to = utc((sea_tai){burn->start.ns + 6 * INT64_C(86400000000000)});
    static const char span[] = "\"object\":%u,\"start\":\"%s\",\"end\":\"%s\"";
    char burnt[200], quiet[200], later[200];
    snprintf(burnt, sizeof burnt, span, burn->id, from, to);
    snprintf(quiet, sizeof quiet, span, passive, from, to);
    snprintf(later, sizeof later, span, burn->id, "2040-01-01T00:00:00Z", "2040-02-01T00:00:00Z");
    expect(&w, "supported", "agrees", "\"type\":\"manoeuvre\",%s", burnt);
    expect(&w, "contradicted", "disagrees", "\"type\":\"no-manoeuvre\",%s", burnt);
    expect(&w, "contradicted", "disagrees", "\"type\":\"manoeuvre\",%s,\"min_dv_m_s\":0.5", quiet);
    expect(&w, "supported", "agrees-within-allowance", "\"type\":\"no-manoeuvre\",%s,\"min_dv_m_s\":0.5", quiet);
    /* Any burn at all is more than data can deny. */
    expect(&w, "undecidable", "below-resolution", "\"type\":\"manoeuvre\",%s", quiet);
    expect(&w, "undecidable", "below-resolution", "\"type\":\"no-manoeuvre\",%s", quiet);
    expect(&w, "undecidable", "sparse-elements", "\"type\":\"manoeuvre\",%s", later);
    free_world(&w);
}

static void who_moved(void **state)
{
    (void)state;
    world w;
    uint32_t passive;
    const sea_scenario_truth *burn = make_burns(&w, &passive);
    const char *from = utc((sea_tai){burn->start.ns - 6 * INT64_C(86400000000000)});
    const char *to = utc((sea_tai){burn->start.ns + 6 * INT64_C(86400000000000)});
    double least = 0.5 * fabs(burn->dv_rtn_m_s[1]);
    static const char moved[] =
        "\"type\":\"who-moved\",\"mover\":%u,\"other\":%u,\"start\":\"%s\",\"end\":\"%s\",\"min_dv_m_s\":%.4f";
    /* The passive object's absence of burns is told at a size data resolve; the burn's size is the claim's. */
    expect(&w, "undecidable", "below-resolution", moved, burn->id, passive, from, to, 1e-4);
    expect(&w, "contradicted", "disagrees", moved, passive, burn->id, from, to, least > 0.1 ? least : 0.1);
    expect(&w, "undecidable", "no-elements", moved, burn->id, 4242u, from, to, least);
    free_world(&w);

    /* A step of 5 km, 2.6 m/s, against an object without one. */
    make_step(&w, 600.0, 5.0);
    size_t count = w.count;
    for (size_t i = 0; i < count; i++) {
        sea_gp gp = orbit(11, 1400.0, 0.0);
        gp.epoch = w.gps[i].epoch;
        gp.mean_anomaly_deg = fmod(360.0 * gp.mean_motion_rev_day * (double)i, 360.0);
        add(&w, &gp);
    }
    expect(&w, "supported", "agrees-within-allowance", moved, 10u, 11u, "2020-03-28T00:00:00Z", "2020-04-03T00:00:00Z",
           1.0);
    expect(&w, "contradicted", "disagrees", moved, 11u, 10u, "2020-03-28T00:00:00Z", "2020-04-03T00:00:00Z", 1.0);
    free_world(&w);
}

/* ---- what a launch left ---- */

static void breakup(void **state)
{
    (void)state;
    world w = {0};
    sea_scenario_history_options o = sea_scenario_history_options_default();
    o.population.objects = 0;
    o.days = 120;
    o.breakups = 1;
    o.fragments = 80;
    run_scenario(&w, &o);
    const sea_scenario_truth *t = NULL;
    for (size_t i = 0; i < w.truths; i++)
        if (w.truth[i].kind == SEA_SCENARIO_BREAKUP) t = &w.truth[i];
    assert_non_null(t);
    char launch[9] = "";
    for (size_t i = 0; i < w.count; i++)
        if (w.gps[i].norad_cat_id == t->id) memcpy(launch, w.gps[i].object_id, 8);
    static const char claimed[] =
        "\"type\":\"breakup\",\"parent\":%u,\"launch\":\"%s\",\"time\":\"%s\",\"time_tolerance_h\":%s";
    sea_tai earlier = {t->start.ns - 20 * INT64_C(86400000000000)};
    expect(&w, "supported", "agrees", claimed, t->id, launch, utc(t->start), "48");
    expect(&w, "contradicted", "disagrees", claimed, t->id, launch, utc(earlier), "24");
    /* Within a revolution of an interval of seconds: which one it was nobody can tell. */
    sea_tai near = {t->start.ns - 20 * INT64_C(60000000000)};
    expect(&w, "undecidable", "within-allowance", claimed, t->id, launch, utc(near), "0.1");
    expect(&w, "undecidable", "no-elements", claimed, t->id, "1901-999", utc(t->start), "48");
    expect(&w, "undecidable", "within-allowance", claimed, 4242u, launch, utc(t->start), "48"); /* another parent */
    free_world(&w);

    /* A launch whole and quiet: that nothing is found does not mean that nothing was. */
    make_step(&w, 600.0, 0.0);
    expect(&w, "undecidable", "sparse-elements", claimed, 10u, "2019-001", "2020-03-28T00:00:00Z", "24");
    free_world(&w);
}

static void debris_count(void **state)
{
    (void)state;
    static const char at[] = "\"type\":\"debris-count\",\"launch\":\"2019-001\",\"time\":\"2020-03-31T00:00:00Z\",";
    world w = {0};
    /* Ten objects seen to the end, two that fell silent ten days before the instant, one long before. */
    for (uint32_t id = 10; id < 23; id++)
        for (int d = 0; d <= (id < 20 ? 60 : id < 22 ? 20 : 0); d += 5) {
            sea_gp gp = orbit(id, 600.0 + id, id < 22 ? d : d - 20);
            add(&w, &gp);
        }
    expect(&w, "supported", "agrees", "%s\"min_count\":10", at);
    expect(&w, "supported", "agrees", "%s\"min_count\":5,\"max_count\":12", at);
    expect(&w, "contradicted", "disagrees", "%s\"min_count\":13", at);
    expect(&w, "contradicted", "disagrees", "%s\"max_count\":9", at);
    expect(&w, "undecidable", "within-allowance", "%s\"min_count\":11", at);
    expect(&w, "undecidable", "sparse-elements",
           "\"type\":\"debris-count\",\"launch\":\"2019-001\",\"time\":\"2020-12-31T00:00:00Z\",\"min_count\":5");
    expect(&w, "undecidable", "no-test",
           "\"type\":\"debris-count\",\"launch\":\"2019-001\",\"time\":\"2020-03-31T00:00:00Z\"");
    /* Before the launch there is nothing; before the first sets nothing tells how many there were. */
    static const char then[] = "\"type\":\"debris-count\",\"launch\":\"2019-001\",\"time\":\"%s\",\"%s\":%d";
    expect(&w, "contradicted", "disagrees", then, "1960-01-01T00:00:00Z", "min_count", 1);
    expect(&w, "supported", "agrees", then, "1960-01-01T00:00:00Z", "max_count", 5);
    expect(&w, "undecidable", "within-allowance", then, "2019-06-01T00:00:00Z", "min_count", 5);
    expect(&w, "undecidable", "within-allowance", then, "2019-06-01T00:00:00Z", "max_count", 5);
    free_world(&w);
}

/* ---- presence ---- */

static void put_object(world *w, uint32_t id, sea_object_date decay, const char *document)
{
    sea_object o = {.norad_cat_id = id, .type = SEA_OBJECT_PAYLOAD, .decay = decay};
    snprintf(o.un_document, sizeof o.un_document, "%s", document);
    assert_int_equal(sea_object_set_add(&w->objects, &o), SEA_OK);
}

static void in_orbit_and_decayed(void **state)
{
    (void)state;
    static const char claimed[] = "\"type\":\"%s\",\"object\":%u,\"time\":\"%s\"";
    static const char during[] = "2020-04-01T00:00:00Z", after[] = "2020-06-01T00:00:00Z",
                      years[] = "2030-06-01T00:00:00Z";
    world w;
    make_step(&w, 600.0, 0.0); /* seen to the end of April, far above the air */
    put_object(&w, 20, (sea_object_date){2020, 5, 5, false}, "");
    put_object(&w, 21, (sea_object_date){2020, 0, 0, false}, "");
    w.objects.format = SEA_OBJECT_GCAT_TSV;
    assert_int_equal(sea_object_set_end(&w.objects), SEA_OK);
    expect(&w, "supported", "agrees", claimed, "still-in-orbit", 10u, during);
    expect(&w, "contradicted", "disagrees", claimed, "decayed-by", 10u, during);
    expect(&w, "supported", "agrees", claimed, "still-in-orbit", 10u, after); /* nothing takes it down from there */
    expect(&w, "undecidable", "stale-elements", claimed, "still-in-orbit", 10u, years);
    expect(&w, "undecidable", "stale-elements", claimed, "decayed-by", 10u, years);
    expect(&w, "undecidable", "no-elements", claimed, "decayed-by", 4242u, after);
    /* A list that gives a day; that day itself it leaves open, as it does an unknown one. */
    expect(&w, "supported", "agrees", claimed, "decayed-by", 20u, after);
    expect(&w, "contradicted", "disagrees", claimed, "still-in-orbit", 20u, after);
    expect(&w, "supported", "agrees", claimed, "still-in-orbit", 20u, during);
    expect(&w, "undecidable", "no-record", claimed, "decayed-by", 20u, "2020-05-05T12:00:00Z");
    expect(&w, "undecidable", "no-record", claimed, "decayed-by", 21u, after);
    /* Neither in orbit nor decayed before its launch; between launch and first set nothing tells. */
    expect(&w, "contradicted", "disagrees", claimed, "still-in-orbit", 10u, "1960-01-01T00:00:00Z");
    expect(&w, "contradicted", "disagrees", claimed, "decayed-by", 10u, "1960-01-01T00:00:00Z");
    expect(&w, "undecidable", "sparse-elements", claimed, "still-in-orbit", 10u, "2019-06-01T00:00:00Z");
    free_world(&w);
    /* A list that ends an object whose sets go on. */
    make_step(&w, 600.0, 0.0);
    put_object(&w, 10, (sea_object_date){2020, 3, 10, false}, "");
    assert_int_equal(sea_object_set_end(&w.objects), SEA_OK);
    expect(&w, "undecidable", "sources-differ", claimed, "decayed-by", 10u, during);
    expect(&w, "undecidable", "sources-differ", claimed, "still-in-orbit", 10u, during);
    free_world(&w);
}

static void registered(void **state)
{
    (void)state;
    world w = {0};
    put_object(&w, 20, (sea_object_date){0}, "ST/SG/SER.E/1");
    put_object(&w, 21, (sea_object_date){0}, "");
    w.objects.format = SEA_OBJECT_GCAT_TSV;
    assert_int_equal(sea_object_set_end(&w.objects), SEA_OK);
    expect(&w, "supported", "agrees", "\"type\":\"registered\",\"object\":20");
    expect(&w, "contradicted", "disagrees", "\"type\":\"registered\",\"object\":21");
    expect(&w, "contradicted", "disagrees", "\"type\":\"registered\",\"object\":20,\"expected\":\"no\"");
    expect(&w, "supported", "agrees-within-allowance", "\"type\":\"registered\",\"object\":21,\"expected\":\"no\"");
    expect(&w, "undecidable", "no-record", "\"type\":\"registered\",\"object\":22");
    w.objects.format = SEA_OBJECT_SATCAT_CSV; /* SATCAT names no documents */
    expect(&w, "undecidable", "no-record", "\"type\":\"registered\",\"object\":20");
    free_world(&w);
}

/* ---- the geostationary ring ---- */

/* A set every two days at one longitude, drifting by so much a day after the thirtieth. */
static void make_geo(world *w, double drift_deg_day)
{
    *w = (world){0};
    for (int d = 0; d <= 60; d += 2) {
        sea_gp gp = {.norad_cat_id = 10,
                     .epoch = day(d),
                     .creation_date = SEA_TAI_NONE,
                     .mean_motion_rev_day = 1.00273791,
                     .eccentricity = 1e-4,
                     .incl_deg = 0.05,
                     .classification = 'U',
                     .object_id = "2010-001A"};
        /* What turns with the Earth: 360.9856 deg a day in inertial space, from one place. */
        gp.mean_anomaly_deg = fmod(200.0 + 0.98564736 * d + (d > 30 ? drift_deg_day * (d - 30) : 0.0) + 3600.0, 360.0);
        add(w, &gp);
    }
}

/* Where that is: node and perigee at the equinox, and Greenwich at 159.27 deg at the start (IAU 1982, 0 h of 1 March).
 */
static const double geo_deg = 200.0 - 159.27;

static void longitude_held(void **state)
{
    (void)state;
    static const char claimed[] =
        "\"type\":\"longitude-held\",\"object\":10,\"start\":\"2020-03-02T00:00:00Z\",\"end\":"
        "\"2020-04-28T00:00:00Z\",\"longitude_deg\":%.3f,\"tolerance_deg\":%s";
    world w;
    make_geo(&w, 0.0);
    expect(&w, "supported", "agrees", claimed, geo_deg, "0.5");
    expect(&w, "contradicted", "disagrees", claimed, geo_deg + 1.0, "0.5");
    expect(&w, "undecidable", "within-allowance", claimed, geo_deg + 0.5, "0.5");
    expect(
        &w, "undecidable", "sparse-elements",
        "\"type\":\"longitude-held\",\"object\":10,\"start\":\"2022-03-02T00:00:00Z\",\"end\":\"2022-04-28T00:00:00Z\","
        "\"longitude_deg\":%.3f,\"tolerance_deg\":1",
        geo_deg);
    free_world(&w);
    make_geo(&w, 0.1);
    expect(&w, "contradicted", "disagrees", claimed, geo_deg, "0.5");
    free_world(&w);
}

static void station_keeping_ceased(void **state)
{
    (void)state;
    static const char claimed[] = "\"type\":\"station-keeping-ceased\",\"object\":%u,\"time\":\"%s\"";
    world w;
    uint32_t passive;
    const sea_scenario_truth *burn = make_burns(&w, &passive);
    sea_tai end = sea_scenario_options_default().epoch;
    const char *before = utc((sea_tai){end.ns - 60 * INT64_C(86400000000000)}), *later = "2040-01-01T00:00:00Z";
    /* Falling by 30 m a day, and nothing done about it. */
    double anomaly = 0.0;
    for (int d = 0; d <= 240; d++) {
        sea_gp gp = orbit(78, 500.0 - 0.03 * d, 0.0);
        gp.epoch = (sea_tai){end.ns - (240 - d) * INT64_C(86400000000000)};
        gp.bstar_per_er = 1e-4;
        gp.mean_anomaly_deg = anomaly;
        anomaly = fmod(anomaly + 360.0 * rev_day(500.0 - 0.03 * (d + 0.5)), 360.0);
        add(&w, &gp);
    }
    expect(&w, "supported", "agrees-within-allowance", claimed, 78u, before);
    expect(&w, "undecidable", "stale-elements", claimed, 78u, later);
    expect(&w, "contradicted", "disagrees", claimed, burn->id,
           utc((sea_tai){burn->start.ns - 30 * INT64_C(86400000000000)}));
    expect(&w, "undecidable", "stale-elements", claimed, burn->id, "2270-01-01T00:00:00Z");
    expect(&w, "undecidable", "sparse-elements", claimed, passive, before); /* no drag known: nothing tells */
    expect(&w, "undecidable", "no-elements", claimed, 4242u, before);
    free_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(closest_approach),
        cmocka_unit_test(distance_above_and_below),
        cmocka_unit_test(co_location),
        cmocka_unit_test(plane_match),
        cmocka_unit_test(orbit_heights),
        cmocka_unit_test(orbit_raised_and_lowered),
        cmocka_unit_test(manoeuvre_and_none),
        cmocka_unit_test(who_moved),
        cmocka_unit_test(breakup),
        cmocka_unit_test(debris_count),
        cmocka_unit_test(in_orbit_and_decayed),
        cmocka_unit_test(registered),
        cmocka_unit_test(longitude_held),
        cmocka_unit_test(station_keeping_ceased),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
