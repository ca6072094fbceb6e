/* Whole public catalogues into a store; skipped where they are absent. */
#include "catalog_fixture.h"
#include "real_data.h"

static void import_real(void **state, const char *file, uint64_t objects)
{
    char relative[512], path[REAL_PATH_MAX];
    snprintf(relative, sizeof relative, "catalog/%s", file);
    real_path(relative, path);
    sea_catalog *c = open_store(at(state, "db"), SEA_CATALOG_WRITE);
    sea_catalog_import r = import_file(c, path, 1);
    sea_catalog_stats stats = stats_of(c);
    assert_int_equal(r.objects_added, objects);
    assert_int_equal(stats.objects, objects);
    assert_int_equal(stats.sets, r.added + r.differing);
    sea_catalog_close(c);
}

static void catalogue_of_2025(void **state)
{
    import_real(state, "bg_20250901.3le.gz", 28488);
}

static void catalogue_of_1997(void **state)
{
    import_real(state, "bg_19971018.3le.gz", 8149);
}

static void catalogue_of_2024_in_omm_csv(void **state)
{
    import_real(state, "celestrak_20241101.omm.csv.gz", 26834);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_PLACE(catalogue_of_2025),
        IN_A_PLACE(catalogue_of_1997),
        IN_A_PLACE(catalogue_of_2024_in_omm_csv),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
