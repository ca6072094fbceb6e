/*
 * Speed and memory of reading element sets: each reading is a process of its own, several times, and the median of its
 * CPU time and its largest resident size are told. Usage: bench_gp [FILE...]; without files, the simulator's population
 * of 70,000 objects written in each spelling.
 */
#include <starsea/gp.h>
#include <starsea/scenario.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUNDS = 7, OBJECTS = 70000 };

/* What one reading took. */
typedef struct measure {
    double cpu_ms, resident_mib;
    sea_gp_summary summary;
    sea_status status;
} measure;

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double ms_of(struct timeval t)
{
    return (double)t.tv_sec * 1e3 + (double)t.tv_usec * 1e-3;
}

/* In a child, so that its resident size is that of this reading alone. */
static int read_in_child(const char *path, measure *out)
{
    int ends[2], status;
    struct rusage usage;
    if (pipe(ends) != 0) return 0;
    pid_t child = fork();
    if (child == 0) {
        measure m = {0};
        m.status = sea_gp_read_file(path, SEA_GP_AUTO, NULL, &m.summary, NULL);
        _exit(write(ends[1], &m, sizeof m) == sizeof m ? 0 : 1);
    }
    close(ends[1]);
    int whole = child > 0 && read(ends[0], out, sizeof *out) == sizeof *out;
    close(ends[0]);
    if (child > 0) wait4(child, &status, 0, &usage);
    if (!whole) return 0;
    out->cpu_ms = ms_of(usage.ru_utime) + ms_of(usage.ru_stime);
    out->resident_mib = (double)usage.ru_maxrss / 1024.0;
    return 1;
}

static int read_file(const char *path)
{
    double ms[ROUNDS], resident = 0;
    measure m = {0};
    for (int i = 0; i < ROUNDS; i++) {
        if (!read_in_child(path, &m) || m.status != SEA_OK) {
            fprintf(stderr, "%s: %s\n", path, sea_status_text(m.status));
            return 0;
        }
        ms[i] = m.cpu_ms;
        if (m.resident_mib > resident) resident = m.resident_mib;
    }
    qsort(ms, ROUNDS, sizeof ms[0], compare);
    double median = ms[ROUNDS / 2], records = (double)m.summary.records;
    const char *slash = strrchr(path, '/');
    printf("%-40s %8.0f sets %3llu refused %8.1f ms CPU %6.2f us/set %7.1f MB/s %6.1f MiB resident\n",
           slash ? slash + 1 : path, records, (unsigned long long)m.summary.refused, median,
           records > 0 ? median * 1e3 / records : 0.0, (double)m.summary.bytes / median / 1e3, resident);
    return 1;
}

/* ---- the made population ---- */

typedef enum spelling { CSV, JSON, TLE, SPELLINGS } spelling;

/* One set in every spelling; the JSON takes its numbers from the CSV row, as all but five columns are numbers. */
static void write_set(FILE *const files[SPELLINGS], const sea_gp *gp, int first)
{
    static const char *const keys[] = {
        "OBJECT_NAME",    "OBJECT_ID",         "EPOCH",        "MEAN_MOTION",     "ECCENTRICITY",        "INCLINATION",
        "RA_OF_ASC_NODE", "ARG_OF_PERICENTER", "MEAN_ANOMALY", "EPHEMERIS_TYPE",  "CLASSIFICATION_TYPE", "NORAD_CAT_ID",
        "ELEMENT_SET_NO", "REV_AT_EPOCH",      "BSTAR",        "MEAN_MOTION_DOT", "MEAN_MOTION_DDOT"};
    char row[SEA_GP_CSV_TEXT_MAX], line_1[SEA_GP_TLE_LINE_MAX], line_2[SEA_GP_TLE_LINE_MAX];
    sea_gp_format_csv(gp, row);
    fprintf(files[CSV], "%s\n", row);
    if (sea_gp_format_tle(gp, line_1, line_2, NULL) == SEA_OK)
        fprintf(files[TLE], "%s\n%s\n%s\n", gp->object_name, line_1, line_2);
    fprintf(files[JSON], "%s{", first ? "[" : ",\n");
    char *value = row;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        char *comma = strchr(value, ',');
        if (comma) *comma = '\0';
        const char *quote = i < 3 || i == 10 ? "\"" : "";
        fprintf(files[JSON], "%s\"%s\":%s%s%s", i ? "," : "", keys[i], quote, value, quote);
        value = comma ? comma + 1 : value + strlen(value);
    }
    fputs("}", files[JSON]);
}

static int write_population(char names[SPELLINGS][64])
{
    static const char *const kinds[SPELLINGS] = {"csv", "json", "tle"};
    const sea_utc epoch = {.year = 2026, .month = 1, .day = 1};
    FILE *files[SPELLINGS];
    sea_scenario_options o = sea_scenario_options_default();
    o.objects = OBJECTS;
    o.first_id = 1;
    sea_utc_to_tai(epoch, &o.epoch);
    for (int k = 0; k < SPELLINGS; k++) {
        snprintf(names[k], 64, "/tmp/bench_gp.%ld.%s", (long)getpid(), kinds[k]);
        if (!(files[k] = fopen(names[k], "w"))) return 0;
    }
    fprintf(files[CSV], "%s\n", sea_gp_csv_header());
    for (uint64_t i = 0; i < OBJECTS; i++) {
        sea_gp gp;
        if (sea_scenario_gp(&o, i, &gp) != SEA_OK) return 0;
        write_set(files, &gp, i == 0);
    }
    fputs("]\n", files[JSON]);
    int good = 1;
    for (int k = 0; k < SPELLINGS; k++) good &= fclose(files[k]) == 0;
    return good;
}

int main(int argc, char **argv)
{
    int good = 1;
    for (int i = 1; i < argc; i++) good &= read_file(argv[i]);
    if (argc > 1) return !good;
    char names[SPELLINGS][64] = {{0}};
    good = write_population(names);
    for (int k = 0; k < SPELLINGS; k++) good = read_file(names[k]) && good;
    for (int k = 0; k < SPELLINGS; k++) unlink(names[k]);
    return !good;
}
