/* Whether results can be written where they are to go, found out before the work and not after it. */
#include "jobs/job.h"
#include "base/os.h"

#include <string.h>

/* Makes something beside `path` and takes it away again. */
static sea_status try_beside(const char *option, const char *path, sea_error *err)
{
    sea_buffer made = {0};
    sea_error inner = {0};
    sea_status s = sea_os_make_temporary_folder(path, &made, &inner);
    if (s == SEA_OK) s = sea_os_remove_folder(made.data, &inner);
    sea_buffer_free(&made);
    return s == SEA_OK ? s : sea_error_set(err, s, "--%s: nothing can be written there: %.400s", option, inner.text);
}

sea_status sea_job_check_file(const char *option, const char *path, sea_error *err)
{
    sea_buffer inside = {0};
    sea_buffer_add_format(&inside, "%s/.", path);
    bool folder = !inside.failed && sea_os_exists(inside.data);
    if (folder) {
        sea_buffer_free(&inside);
        return sea_error_set(err, SEA_E_IO, "--%s: %.400s is a folder: give the name of a file", option, path);
    }
    const char *slash = strrchr(path, '/');
    sea_buffer_clear(&inside);
    sea_buffer_add(&inside, path, slash ? (size_t)(slash - path) : 0);
    sea_buffer_add_text(&inside, slash ? "/." : ".");
    bool there = !inside.failed && sea_os_exists(inside.data);
    sea_buffer_free(&inside);
    if (!there) return sea_error_set(err, SEA_E_IO, "--%s: there is no folder for %.400s", option, path);
    return try_beside(option, path, err);
}

static sea_status count(void *payload, const char *relative)
{
    (void)relative;
    ++*(size_t *)payload;
    return SEA_OK;
}

sea_status sea_job_check_folder(const char *option, const char *path, size_t *files, sea_error *err)
{
    sea_error inner = {0};
    sea_buffer inside = {0};
    *files = 0;
    sea_status s = sea_os_make_folder(path, &inner);
    if (s != SEA_OK) return sea_error_set(err, s, "--%s: %.400s", option, inner.text);
    sea_buffer_add_format(&inside, "%s/probe", path);
    s = inside.failed ? sea_error_set(err, SEA_E_MEMORY, "out of memory") : try_beside(option, inside.data, err);
    sea_buffer_free(&inside);
    if (s == SEA_OK) (void)sea_os_list(path, count, files, NULL); /* a link ends the count, which says enough */
    return s;
}
