/*
 * One candidate burn against a prepared catalogue: what an operator waits for while looking for a better one.
 *
 *   bench_burn FILE [NORAD_CAT_ID [START [HOURS [REACH_KM]]]]
 *
 * The catalogue is prepared once; then burns of different sizes and times are built and screened one after the other.
 */
#include <starsea/screen.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BURNS = 40 };

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static sea_status keep(void *set, const sea_gp *gp, const sea_gp_origin *origin)
{
    (void)origin;
    return sea_gp_set_add(set, gp);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: bench_burn FILE [NORAD_CAT_ID [START [HOURS [REACH_KM]]]]\n");
        return 2;
    }
    uint32_t id = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : 24946;
    const char *start = argc > 3 ? argv[3] : "2024-11-01T00:00:00Z";
    double hours = argc > 4 ? strtod(argv[4], NULL) : 24.0, reach_km = argc > 5 ? strtod(argv[5], NULL) : 100.0;
    sea_error err = {0};
    sea_gp_set set = {0};
    const sea_gp_sink sink = {.payload = &set, .record = keep};
    sea_screen_options o = sea_screen_options_default();
    sea_sgp4_options sgp4 = sea_screen_sgp4_options();
    sea_sgp4 *own = NULL;
    sea_motion *base = NULL;
    sea_screen_field *field = NULL;
    if (sea_tai_parse(start, strlen(start), true, &o.start, &err) != SEA_OK ||
        sea_gp_read_file(argv[1], SEA_GP_AUTO, &sink, NULL, &err) != SEA_OK ||
        sea_gp_set_choose(&set, o.start, NULL) != SEA_OK) {
        fprintf(stderr, "bench_burn: %s\n", err.text);
        return 1;
    }
    o.span_ns = (int64_t)(hours * 3600.0) * SEA_NS_PER_S;
    const sea_gp *gp = sea_gp_find(set.gps, set.count, id);
    if (!gp || sea_sgp4_new(gp, 1, &sgp4, &own, NULL, &err) != SEA_OK || sea_motion_new_sgp4(own, 0, &base) != SEA_OK) {
        fprintf(stderr, "bench_burn: object %u is not there\n", id);
        return 1;
    }
    double t0 = now_s();
    if (sea_screen_field_new(set.gps, set.count, &o, base, reach_km, &field, &err) != SEA_OK) {
        fprintf(stderr, "bench_burn: %s\n", err.text);
        return 1;
    }
    double prepared_s = now_s() - t0, each[BURNS], motion_s = 0.0;
    size_t events = 0;
    for (int k = 0; k < BURNS; k++) {
        const sea_burn burn = {{o.start.ns + (k % 8) * 1800 * SEA_NS_PER_S}, {0.1 * (k % 3), 0.5 * (k / 8 - 2), 0.2}};
        sea_motion *after = NULL;
        sea_screen_result result = {0};
        t0 = now_s();
        sea_status s = sea_motion_new_burned(base, &burn, 1, (sea_tai){o.start.ns + o.span_ns}, &after, &err);
        motion_s += now_s() - t0;
        if (s == SEA_OK) s = sea_screen_field_run(field, after, (uint32_t)(gp - set.gps), &result, &err);
        each[k] = now_s() - t0;
        events += result.event_count;
        sea_screen_result_free(&result);
        sea_motion_free(after);
        if (s != SEA_OK) {
            fprintf(stderr, "bench_burn: %s\n", err.text);
            return 1;
        }
    }
    qsort(each, BURNS, sizeof *each, by_value);
    printf("%zu objects, %g h, %g km: prepared in %.3f s; a burn: median %.2f ms, slowest of %d %.2f ms (%.2f ms to "
           "propagate it), %.1f events\n",
           set.count, hours, o.threshold_km, prepared_s, 1e3 * each[BURNS / 2], BURNS, 1e3 * each[BURNS - 1],
           1e3 * motion_s / BURNS, (double)events / BURNS);
    sea_screen_field_free(field);
    sea_motion_free(base);
    sea_sgp4_free(own);
    sea_gp_set_free(&set);
    return 0;
}
