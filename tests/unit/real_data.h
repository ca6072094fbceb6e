/* Real data for tests: in $STARSEA_TEST_DATA, or ../shared/data, or the test is skipped. Include it after cmocka.h. */
#ifndef REAL_DATA_H
#define REAL_DATA_H

#include <starsea/gp.h>

#include <stdio.h>
#include <stdlib.h>

enum { REAL_PATH_MAX = 1024 };

/* Path of a file or folder there. */
static inline const char *real_path(const char *relative, char path[REAL_PATH_MAX])
{
    const char *root = getenv("STARSEA_TEST_DATA");
    snprintf(path, REAL_PATH_MAX, "%s/%s", root ? root : "../shared/data", relative);
    FILE *f = fopen(path, "rb");
    if (!f) {
        print_message("skipped: no %s\n", path);
        skip();
    }
    fclose(f);
    return path;
}

static inline sea_status real_keep(void *payload, const sea_gp *gp, const sea_gp_origin *origin)
{
    (void)origin;
    return sea_gp_set_add(payload, gp);
}

/* Adds the element sets of a file. */
static inline void real_sets(const char *relative, sea_gp_set *set)
{
    char path[REAL_PATH_MAX];
    const sea_gp_sink sink = {.payload = set, .record = real_keep};
    assert_int_equal(sea_gp_read_file(real_path(relative, path), SEA_GP_AUTO, &sink, NULL, NULL), SEA_OK);
}

#endif
