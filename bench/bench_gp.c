/*
 * Speed of reading and writing element sets: each file given is read several times and the median told; without files,
 * a made catalogue in each spelling. Usage: bench_gp [FILE...]
 */
#include <starsea/gp.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 7, OBJECTS = 30000 };

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void tell(const char *name, double ms[ROUNDS], unsigned long long records, double bytes)
{
    qsort(ms, ROUNDS, sizeof ms[0], compare);
    double median = ms[ROUNDS / 2];
    printf("%-52s %8llu sets %9.1f ms %7.2f us/set %8.1f MB/s\n", name, records, median,
           records ? median * 1e3 / (double)records : 0.0, bytes / median / 1e3);
}

static void read_file(const char *path)
{
    double ms[ROUNDS];
    sea_gp_summary summary;
    sea_error err = {0};
    for (int i = 0; i < ROUNDS; i++) {
        double start = now_ms();
        if (sea_gp_read_file(path, SEA_GP_AUTO, NULL, &summary, &err) != SEA_OK) {
            fprintf(stderr, "%s\n", err.text);
            return;
        }
        ms[i] = now_ms() - start;
    }
    tell(path, ms, summary.records, (double)summary.bytes);
}

static void read_made(const char *name, const char *text, size_t length)
{
    double ms[ROUNDS];
    sea_gp_summary summary;
    for (int i = 0; i < ROUNDS; i++) {
        double start = now_ms();
        if (sea_gp_read_bytes(text, length, name, SEA_GP_AUTO, NULL, &summary, NULL) != SEA_OK) return;
        ms[i] = now_ms() - start;
    }
    tell(name, ms, summary.records, (double)length);
}

static sea_gp made(int i)
{
    sea_gp gp = {.norad_cat_id = (uint32_t)i + 1,
                 .element_set_no = 999,
                 .rev_at_epoch = (uint32_t)i,
                 .epoch = {INT64_C(800000000123456) * 1000 + i * INT64_C(864000000)},
                 .mean_motion_rev_day = 11.0 + i * 1e-4,
                 .eccentricity = 0.001 + (i % 997) * 1e-7,
                 .incl_deg = 51.64 + (i % 4001) * 1e-4,
                 .raan_deg = (i % 3600) * 0.0997,
                 .argp_deg = (i % 3599) * 0.0991,
                 .mean_anomaly_deg = (i % 3571) * 0.0983,
                 .bstar_per_er = i * 1e-8,
                 .mean_motion_dot_rev_day2 = i * 1e-9,
                 .classification = 'U'};
    snprintf(gp.object_name, sizeof gp.object_name, "OBJECT %d", i);
    return gp;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) read_file(argv[i]);
    if (argc > 1) return 0;
    char *csv = malloc((size_t)OBJECTS * 256), *json = malloc((size_t)OBJECTS * 640);
    if (!csv || !json) return 1;
    double ms[ROUNDS];
    size_t length = 0;
    for (int round = 0; round < ROUNDS; round++) {
        double start = now_ms();
        length = (size_t)sprintf(csv, "%s\n", sea_gp_csv_header());
        for (int i = 0; i < OBJECTS; i++) {
            char row[SEA_GP_CSV_TEXT_MAX];
            sea_gp gp = made(i);
            size_t n = sea_gp_format_csv(&gp, row);
            memcpy(csv + length, row, n);
            length += n;
            csv[length++] = '\n';
        }
        ms[round] = now_ms() - start;
    }
    tell("write OMM CSV", ms, OBJECTS, (double)length);
    read_made("read OMM CSV", csv, length);
    size_t at = 0;
    for (int i = 0; i < OBJECTS; i++) {
        sea_gp gp = made(i);
        at += (size_t)sprintf(
            json + at,
            "%c{\"OBJECT_NAME\":\"%s\",\"OBJECT_ID\":\"2000-001A\",\"EPOCH\":\"2025-05-08T06:13:20.123456\","
            "\"MEAN_MOTION\":%.8f,\"ECCENTRICITY\":%.7f,\"INCLINATION\":%.4f,\"RA_OF_ASC_NODE\":%.4f,"
            "\"ARG_OF_PERICENTER\":%.4f,\"MEAN_ANOMALY\":%.4f,\"EPHEMERIS_TYPE\":0,\"CLASSIFICATION_TYPE\":\"U\","
            "\"NORAD_CAT_ID\":%u,\"ELEMENT_SET_NO\":999,\"REV_AT_EPOCH\":%u,\"BSTAR\":%.8f,"
            "\"MEAN_MOTION_DOT\":%.8f,\"MEAN_MOTION_DDOT\":0}\n",
            i ? ',' : '[', gp.object_name, gp.mean_motion_rev_day, gp.eccentricity, gp.incl_deg, gp.raan_deg,
            gp.argp_deg, gp.mean_anomaly_deg, gp.norad_cat_id, gp.rev_at_epoch, gp.bstar_per_er,
            gp.mean_motion_dot_rev_day2);
    }
    json[at++] = ']';
    read_made("read OMM JSON", json, at);
    free(csv);
    free(json);
    return 0;
}
