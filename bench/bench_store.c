/*
 * The store's speed: import of a made history, or of the files named, the raw insert speed of SQLite itself in the same
 * run, one object's history, and the histories of all objects.
 * Usage: bench_store [--objects N] [--sets N] (of each object), or bench_store FILE...
 */
#include <starsea/catalog.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { QUERIES = 2000 };

/* Time on the clock, and of the processor, children included: a disk or a neighbour delays the first alone. */
typedef struct spent {
    double clock_s, cpu_s;
} spent;

static double seconds_of(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec * 1e-6;
}

static spent now(void)
{
    struct timespec t;
    struct rusage self, children;
    clock_gettime(CLOCK_MONOTONIC, &t);
    getrusage(RUSAGE_SELF, &self);
    getrusage(RUSAGE_CHILDREN, &children);
    return (spent){(double)t.tv_sec + (double)t.tv_nsec * 1e-9, seconds_of(self.ru_utime) + seconds_of(self.ru_stime) +
                                                                    seconds_of(children.ru_utime) +
                                                                    seconds_of(children.ru_stime)};
}

static void add_since(spent *sum, spent start)
{
    spent end = now();
    sum->clock_s += end.clock_s - start.clock_s;
    sum->cpu_s += end.cpu_s - start.cpu_s;
}

static void tell(const char *what, double count, spent s)
{
    printf("%-40s %9.0f in %7.3f s, %7.3f s of CPU: %9.0f and %9.0f a second\n", what, count, s.clock_s, s.cpu_s,
           count / s.clock_s, count / s.cpu_s);
}

static void fail(const sea_error *err)
{
    fprintf(stderr, "bench_store: %s\n", err->text);
    exit(1);
}

/* One file a step of time with a set of every object, as catalogues come. */
static void write_catalogue(const char *path, unsigned objects, unsigned step)
{
    FILE *f = fopen(path, "w");
    if (!f) exit(1);
    fprintf(f, "%s\n", sea_gp_csv_header());
    for (unsigned i = 0; i < objects; i++) {
        sea_gp gp = {
            .norad_cat_id = i + 1,
            .element_set_no = 999,
            .rev_at_epoch = step,
            .epoch = {INT64_C(700000000) * SEA_NS_PER_S + step * INT64_C(604800) * SEA_NS_PER_S + i * INT64_C(1000000)},
            .mean_motion_rev_day = 11.0 + i * 1e-4 + step * 1e-6,
            .eccentricity = 0.001 + i % 997 * 1e-7,
            .incl_deg = 51.64 + i % 4001 * 1e-4,
            .raan_deg = i % 3600 * 0.0997,
            .argp_deg = i % 3599 * 0.0991,
            .mean_anomaly_deg = (i + step) % 3571 * 0.0983,
            .bstar_per_er = i * 1e-8,
            .classification = 'U'};
        snprintf(gp.object_name, sizeof gp.object_name, "OBJECT %u", i);
        char row[SEA_GP_CSV_TEXT_MAX];
        fwrite(row, 1, sea_gp_format_csv(&gp, row), f);
        fputc('\n', f);
    }
    fclose(f);
}

static sea_status ignore_entry(void *payload, const sea_catalog_entry *entry)
{
    *(size_t *)payload += entry->line > 0;
    return SEA_OK;
}

/* Whole histories, and those of QUERIES objects one by one. */
static void ask(sea_catalog *c)
{
    sea_error err = {0};
    spent reading = {0}, start = now();
    const sea_catalog_query all = {.start = SEA_TAI_NONE, .end = SEA_TAI_NONE, .known_at = SEA_TAI_NONE};
    sea_gp_history history;
    if (sea_catalog_histories(c, &all, &history, &err) != SEA_OK) fail(&err);
    add_since(&reading, start);
    size_t seen = 0, expected = 0;
    double worst = 0;
    spent all_queries = {0};
    for (unsigned i = 0; i < QUERIES && history.object_count > 0; i++) {
        const sea_gp_object *object = &history.objects[(uint64_t)i * 7919u % history.object_count];
        spent one = {0};
        start = now();
        if (sea_catalog_history(c, object->norad_cat_id, ignore_entry, &seen, &err) != SEA_OK) fail(&err);
        add_since(&one, start);
        all_queries.clock_s += one.clock_s;
        all_queries.cpu_s += one.cpu_s;
        expected += object->count;
        if (one.clock_s > worst) worst = one.clock_s;
    }
    tell("history of one object", QUERIES, all_queries);
    printf("%-40s %9.3f ms, slowest %.3f ms\n", "  mean", all_queries.clock_s / QUERIES * 1e3, worst * 1e3);
    tell("histories of all objects, sets", (double)history.count, reading);
    if (seen < expected) exit(1); /* a history leaves out what spellings repeat */
    sea_gp_history_free(&history);
}

/* The yardstick: rows of the same size by SQLite's own shell, ordered by key, in one transaction. */
static void raw_insert(const char *folder, double count)
{
    char command[512];
    snprintf(command, sizeof command,
             "sqlite3 '%s/raw.db' \"PRAGMA page_size=16384; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE "
             "TABLE t (id INTEGER PRIMARY KEY, body BLOB); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM "
             "n WHERE i < %.0f) INSERT INTO t SELECT i, zeroblob(330) FROM n\" > '%s/raw.log'",
             folder, count, folder);
    spent inserting = {0}, start = now();
    int failed = system(command);
    add_since(&inserting, start);
    if (!failed)
        tell("rows of 330 bytes into bare SQLite", count, inserting);
    else
        puts("rows into bare SQLite: skipped, there is no program sqlite3");
}

/* Reads and imports one file. Returned: its sets. */
static uint64_t import_file(sea_catalog *c, const char *path, unsigned arrival, spent *reading, spent *importing)
{
    sea_error err = {0};
    sea_catalog_import out;
    spent start = now();
    if (sea_gp_read_file(path, SEA_GP_AUTO, NULL, NULL, &err) != SEA_OK) fail(&err);
    add_since(reading, start);
    start = now();
    if (sea_catalog_import_gp(c, path, SEA_GP_AUTO, (sea_catalog_source){.arrival = {arrival}}, NULL, &out, &err) !=
        SEA_OK)
        fail(&err);
    add_since(importing, start);
    return out.read.records;
}

static void measure(const char *folder, unsigned objects, unsigned sets, char **files, int file_count)
{
    char path[64], store[64];
    snprintf(path, sizeof path, "%s/made.csv", folder);
    snprintf(store, sizeof store, "%s/sky.db", folder);
    sea_error err = {0};
    sea_catalog *c = NULL;
    if (sea_catalog_open(store, SEA_CATALOG_WRITE, &c, &err) != SEA_OK) fail(&err);
    spent importing = {0}, reading = {0};
    uint64_t count = 0;
    for (int i = 0; i < file_count; i++) count += import_file(c, files[i], (unsigned)i, &reading, &importing);
    for (unsigned step = 0; step < sets && file_count == 0; step++) {
        write_catalogue(path, objects, step);
        count += import_file(c, path, step, &reading, &importing);
    }
    tell("sets read", (double)count, reading);
    tell("sets imported", (double)count, importing);
    raw_insert(folder, (double)count);
    ask(c);
    sea_catalog_close(c);
}

int main(int argc, char **argv)
{
    unsigned objects = 28000, sets = 10;
    int i = 1;
    for (; i + 1 < argc && strncmp(argv[i], "--", 2) == 0; i += 2) {
        unsigned value = (unsigned)strtoul(argv[i + 1], NULL, 10);
        if (strcmp(argv[i], "--objects") == 0) objects = value;
        if (strcmp(argv[i], "--sets") == 0) sets = value;
    }
    if (objects == 0 || sets == 0) return 2;
    char folder[] = "/tmp/starsea-bench-XXXXXX", command[96];
    if (!mkdtemp(folder)) return 1;
    measure(folder, objects, sets, argv + i, argc - i);
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command) == 0 ? 0 : 1;
}
