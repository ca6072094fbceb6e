/* A folder of its own for each test of the store, and files of made-up element sets to import. */
#ifndef STARSEA_TEST_CATALOG_FIXTURE_H
#define STARSEA_TEST_CATALOG_FIXTURE_H

#include <starsea/catalog.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct place {
    char root[64];
    char paths[4][160];
    int next;
} place;

/* A path inside the test's own folder; four can be in use at a time. */
static inline const char *at(void **state, const char *name)
{
    place *p = *state;
    char *path = p->paths[p->next++ % 4];
    size_t root = strlen(p->root), length = strlen(name);
    assert_true(root + length + 2 <= sizeof p->paths[0]);
    memcpy(path, p->root, root);
    path[root] = '/';
    memcpy(path + root + 1, name, length + 1);
    return path;
}

static inline int make_place(void **state)
{
    place *p = calloc(1, sizeof *p);
    if (!p) return -1;
    snprintf(p->root, sizeof p->root, "/tmp/starsea-catalog-XXXXXX");
    *state = p;
    return mkdtemp(p->root) ? 0 : -1;
}

static inline int shell(const char *format, ...) SEA_PRINTF(1, 2);
static inline int shell(const char *format, ...)
{
    char command[1024];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(command, sizeof command, format, args);
    va_end(args);
    return n > 0 && (size_t)n < sizeof command ? system(command) : -1;
}

static inline int remove_place(void **state)
{
    place *p = *state;
    int rc = shell("chmod -R u+w '%s' && rm -rf '%s'", p->root, p->root);
    free(p);
    return rc;
}

#define IN_A_PLACE(test) cmocka_unit_test_setup_teardown(test, make_place, remove_place)

/* One made-up set: its epoch is `day` and `part`/1e8 of 2025, its drag term drag * 1e-9 per Earth radius. */
typedef struct made {
    uint32_t id;
    int day, part, drag;
} made;

static inline void put_checksum(char *line)
{
    int sum = 0;
    for (int i = 0; i < 68; i++) {
        if (line[i] >= '0' && line[i] <= '9') sum += line[i] - '0';
        if (line[i] == '-') sum++;
    }
    line[68] = (char)('0' + sum % 10);
    line[69] = '\0';
}

static inline void write_made(FILE *f, made m, const char *name)
{
    char one[96], two[96];
    unsigned id = m.id % 100000u;
    snprintf(one, sizeof one, "1 %05uU 20001A   25%03d.%08d  .00001234  00000-0 %6d-4 0  9990", id, m.day, m.part,
             m.drag);
    snprintf(two, sizeof two, "2 %05u %3u.1234 %3u.5000 0012345 %3u.0001 %3u.9876 15.%08u%05u0", id, id % 180, id % 360,
             id * 7 % 360, id * 13 % 360, id * 97, id % 100000);
    put_checksum(one);
    put_checksum(two);
    if (name) fprintf(f, "0 %s\n", name);
    fprintf(f, "%s\n%s\n", one, two);
}

static inline void write_sets(const char *path, const made *sets, size_t count, const char *name)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    for (size_t i = 0; i < count; i++) write_made(f, sets[i], name);
    assert_int_equal(fclose(f), 0);
}

/* A file of one set for each of `objects` objects from `first` on. */
static inline void write_snapshot(const char *path, uint32_t first, uint32_t objects, int day)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    for (uint32_t i = 0; i < objects; i++) write_made(f, (made){first + i, day, 50000000, 12345}, NULL);
    assert_int_equal(fclose(f), 0);
}

static inline sea_tai arrival_of(int n)
{
    return (sea_tai){INT64_C(800000000) * SEA_NS_PER_S + n};
}

static inline sea_catalog_source from(int n)
{
    return (sea_catalog_source){.arrival = arrival_of(n)};
}

static inline sea_catalog *open_store(const char *path, sea_catalog_mode mode)
{
    sea_catalog *c = NULL;
    sea_error err = {0};
    sea_status status = sea_catalog_open(path, mode, &c, &err);
    if (status != SEA_OK) print_message("%s\n", err.text);
    assert_int_equal(status, SEA_OK);
    assert_non_null(c);
    return c;
}

static inline sea_catalog_import import_file(sea_catalog *c, const char *path, int arrival)
{
    sea_catalog_import result;
    sea_error err = {0};
    sea_status status = sea_catalog_import_gp(c, path, SEA_GP_AUTO, from(arrival), NULL, &result, &err);
    if (status != SEA_OK) print_message("%s\n", err.text);
    assert_int_equal(status, SEA_OK);
    assert_int_equal(result.read.records, result.added + result.known + result.differing);
    return result;
}

static inline sea_catalog_stats stats_of(sea_catalog *c)
{
    sea_catalog_stats stats;
    assert_int_equal(sea_catalog_stats_get(c, &stats, NULL), SEA_OK);
    return stats;
}

/* Runs Python's sqlite3 on a store: `code` sees the connection as `db` and fails by raising. */
static inline void in_sqlite(const char *path, const char *code)
{
    assert_int_equal(
        shell("/usr/bin/python3 -c \"import sqlite3\ndb = sqlite3.connect('%s', isolation_level=None)\n%s\"", path,
              code),
        0);
}

#endif
