/* The gp readers on real catalogues and on the collection of malformed files; skipped where the data are absent. */
#include "gp_collect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>

#include <cmocka.h>

#include "real_data.h"

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static collection *read_catalogue(const char *relative, uint64_t records)
{
    char path[1024];
    double start = seconds();
    collection *c = collect_file(real_path(relative, path));
    print_message("%s: %llu records, %llu refused, %llu warnings, %.0f ms\n", relative,
                  (unsigned long long)c->summary.records, (unsigned long long)c->summary.refused,
                  (unsigned long long)c->summary.warnings, (seconds() - start) * 1e3);
    for (size_t i = 0; i < c->finding_count && i < 3; i++)
        print_message("  %s line %llu column %u: %s\n", c->findings[i].rule, (unsigned long long)c->findings[i].line,
                      c->findings[i].column, c->findings[i].text);
    assert_int_equal(c->status, SEA_OK);
    assert_int_equal(c->summary.records, records);
    assert_int_equal(c->summary.refused, 0);
    return c;
}

static void test_newest_catalogue(void **state)
{
    (void)state;
    collection *c = read_catalogue("catalog/bg_20250901.3le.gz", 28488);
    assert_int_equal(c->set.gps[0].norad_cat_id, 270438);
    assert_string_equal(c->set.gps[0].object_name, "TBA - TO BE ASSIGNED");
    assert_string_equal(c->set.gps[0].object_id, "");
    collection_free(c);
}

static void test_omm_csv_catalogues(void **state)
{
    (void)state;
    collection *c = read_catalogue("catalog/celestrak_20241101.omm.csv.gz", 26834);
    const sea_gp *gp = &c->set.gps[0];
    char epoch[SEA_TAI_TEXT_MAX];
    sea_tai_format(gp->epoch, 6, epoch);
    assert_int_equal(c->summary.format, SEA_GP_OMM_CSV);
    assert_string_equal(epoch, "2024-10-29T12:18:43.492896Z");
    assert_string_equal(gp->object_name, "VANGUARD 1");
    assert_string_equal(gp->object_id, "1958-002B");
    assert_true(gp->mean_motion_rev_day == 10.85746790 && gp->eccentricity == .1843421 &&
                gp->bstar_per_er == .16091E-2);
    assert_int_equal(gp->rev_at_epoch, 37861);
    collection_free(c);
    collection_free(read_catalogue("catalog/celestrak_union_20260310.omm.csv.gz", 21569));
}

static void test_old_catalogues(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        uint64_t records;
    } cases[] = {{"catalog/bg_19971018.3le.gz", 8149},
                 {"catalog/bg_20061117.3le.gz", 9085},
                 {"catalog/bg_20170402.3le.gz", 16255},
                 {"catalog/bg_20190315.3le.gz", 17922},
                 {"catalog/kt_20230326.3le.gz", 24516}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        collection_free(read_catalogue(cases[i].file, cases[i].records));
}

static void test_histories(void **state)
{
    (void)state;
    static const char *const files[] = {"breakups/fengyun1c.3le",    "breakups/last_pre_event_tles.3le",
                                        "proximity/geo_luch.3le",    "proximity/geo_mev1_is901.3le",
                                        "manoeuvre/tle/Jason-1.tle", "dense_history/stations.3le.gz"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char path[1024];
        collection *c = collect_file(real_path(files[i], path));
        print_message("%s: %llu records, %llu refused, %llu warnings\n", files[i],
                      (unsigned long long)c->summary.records, (unsigned long long)c->summary.refused,
                      (unsigned long long)c->summary.warnings);
        assert_int_equal(c->status, SEA_OK);
        assert_true(c->summary.records > 0);
        assert_int_equal(c->summary.refused, 0);
        collection_free(c);
    }
}

/* What the manifest expects, in a few words of its own: "accept N", "accept ... + W_RULE", "reject E_RULE", and single
 * cases. */
static void check_case(const char *file, const char *expected)
{
    char relative[600], path[1024];
    snprintf(relative, sizeof relative, "bad_inputs/%s", file);
    collection *c = collect_file(real_path(relative, path));
    const char *rule = strstr(expected, "W_") ? strstr(expected, "W_") : strstr(expected, "E_");
    char wanted[24] = "";
    if (rule) sscanf(rule, "%23[A-Z_0-9]", wanted);
    bool propagates = strstr(expected, "propagate") != NULL; /* sgp4's matter: the reader takes it */
    bool refuses = strncmp(expected, "reject", 6) == 0 && !propagates;
    bool either = strstr(expected, "accept 1, reject 1") != NULL;
    uint64_t records = refuses || strstr(expected, "accept 0") ? 0 : 1;
    if (strncmp(file, "J11", 3) == 0) strcpy(wanted, "E_EPOCH");
    if (strncmp(file, "J28", 3) == 0) { /* "convert or reject" */
        refuses = true;
        records = 0;
    }
    if (propagates) wanted[0] = '\0';
    if (c->summary.records != records || (c->summary.refused > 0) != (refuses || either) ||
        (wanted[0] && !find_rule(c, wanted)))
        fail_msg("%s: want %s; %llu records, %llu refused, first finding %s %s (%s)", file, expected,
                 (unsigned long long)c->summary.records, (unsigned long long)c->summary.refused,
                 c->finding_count ? c->findings[0].rule : "none", c->finding_count ? c->findings[0].text : "",
                 sea_status_name(c->status));
    const sea_gp *gp = c->set.count ? &c->set.gps[0] : NULL;
    if (strncmp(file, "T06", 3) == 0) assert_int_equal(gp->norad_cat_id, 339999);
    if (strncmp(file, "T21", 3) == 0) assert_true(gp->bstar_per_er == 1.2345);
    if (strncmp(file, "T27", 3) == 0) assert_true(gp->eccentricity == 0.0);
    if (strncmp(file, "T39", 3) == 0) assert_int_equal(sea_tai_to_utc(gp->epoch).year, 2056);
    if (strncmp(file, "T48", 3) == 0) assert_string_equal(gp->object_name, "1 HOPPER");
    if (strncmp(file, "V01", 3) == 0) assert_string_equal(gp->object_name, "A, B");
    if (strncmp(file, "T54", 3) == 0 || strncmp(file, "J26", 3) == 0) assert_true(gp->caveats & SEA_GP_CAVEAT_NOT_SGP4);
    collection_free(c);
}

static void test_malformed_files(void **state)
{
    (void)state;
    char path[1024], line[512];
    FILE *manifest = fopen(real_path("bad_inputs/MANIFEST.tsv", path), "r");
    assert_non_null(manifest);
    int cases = 0;
    while (fgets(line, sizeof line, manifest)) {
        char *tab = strchr(line, '\t'), *second = tab ? strchr(tab + 1, '\t') : NULL;
        if (!second || !strchr("TJV", line[0])) continue;
        *tab = *second = '\0';
        check_case(line, tab + 1);
        cases++;
    }
    fclose(manifest);
    assert_int_equal(cases, 62);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_newest_catalogue), cmocka_unit_test(test_omm_csv_catalogues),
        cmocka_unit_test(test_old_catalogues),   cmocka_unit_test(test_histories),
        cmocka_unit_test(test_malformed_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
