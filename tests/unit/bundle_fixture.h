/* A small bundle in a scratch folder, shared by the tests of bundles. */
#ifndef BUNDLE_FIXTURE_H
#define BUNDLE_FIXTURE_H

#include "base/os.h"

#include <starsea/bundle.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char record[] =
    "{\"starsea\":\"0.1.0\",\"job\":\"check\",\"options\":{\"known-at\":\"2020-01-01T00:00:00Z\"},\"inputs\":[]}";

static const sea_bundle_file files[] = {
    {"inputs/claim.json", "{\"id\": 1}\n", 10},
    {"inputs/deep/er.csv", "", 0},
    {"outputs/verdict.json", "{}\n", 3},
};
__attribute__((unused)) static const sea_bundle sample = {.record = record, .files = files, .file_count = 3};

typedef struct room {
    char folder[64]; /* scratch folder of one test */
    char path[128];  /* a name inside it */
} room;

static int set_up(void **state)
{
    room *r = calloc(1, sizeof *r);
    strcpy(r->folder, "/tmp/starsea-bundle-XXXXXX");
    if (!mkdtemp(r->folder)) return -1;
    snprintf(r->path, sizeof r->path, "%s/b", r->folder);
    *state = r;
    return 0;
}

static int tear_down(void **state)
{
    room *r = *state;
    int rc = sea_os_remove_folder(r->folder, NULL) == SEA_OK ? 0 : -1;
    free(r);
    return rc;
}

static const char *inside(const room *r, const char *name)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", r->path, name);
    return path;
}

static inline void write_text(const char *path, const char *text)
{
    assert_int_equal(sea_os_write_file(path, text, strlen(text), NULL), SEA_OK);
}

#endif
