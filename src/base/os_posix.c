#include "base/os.h"
#include "base/error.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { DEPTH_MAX = 64, TEMP_TRIES = 1000 };

/* Turns errno into a status a caller can act on. Must be called before anything else can change errno. */
static sea_status refused(sea_error *err, const char *what, const char *path)
{
    int code = errno;
    sea_status status = SEA_E_IO;
    if (code == ENOENT || code == ENOTDIR) status = SEA_E_NOT_FOUND;
    if (code == ENOMEM) status = SEA_E_MEMORY;
    return sea_error_set(err, status, "%s: cannot %s: %s", path, what, strerror(code));
}

static sea_status no_memory(sea_error *err)
{
    return sea_error_set(err, SEA_E_MEMORY, "out of memory");
}

/* -- reading ------------------------------------------------------------------------------------------------------ */

static bool reserve(sea_buffer *b, size_t capacity)
{
    if (capacity <= b->capacity) return true;
    char *data = realloc(b->data, capacity);
    if (!data) return false;
    b->data = data;
    b->capacity = capacity;
    return true;
}

static sea_status read_all(int fd, const char *path, size_t limit, size_t expected, sea_buffer *out, sea_error *err)
{
    size_t capacity = expected + 2; /* one to see the end, one for the NUL */
    for (;;) {
        if (!reserve(out, capacity)) return no_memory(err);
        ssize_t n = read(fd, out->data + out->length, out->capacity - out->length - 1);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return refused(err, "read", path);
        if (n == 0) break;
        out->length += (size_t)n;
        if (out->length > limit)
            return sea_error_set(err, SEA_E_RANGE, "%s: larger than the %zu bytes allowed here", path, limit);
        if (out->length + 2 > out->capacity) capacity = out->capacity * 2 + 4096;
    }
    out->data[out->length] = '\0';
    return SEA_OK;
}

static sea_status read_open(int fd, const char *path, size_t limit, sea_buffer *out, sea_error *err)
{
    struct stat st;
    if (fstat(fd, &st) != 0) return refused(err, "look at", path);
    if (S_ISDIR(st.st_mode)) return sea_error_set(err, SEA_E_IO, "%s: is a folder, a file is needed", path);
    size_t expected = 4096;
    if (S_ISREG(st.st_mode) && st.st_size > 0) {
        if ((uint64_t)st.st_size > limit)
            return sea_error_set(err, SEA_E_RANGE, "%s: larger than the %zu bytes allowed here", path, limit);
        expected = (size_t)st.st_size;
    }
    return read_all(fd, path, limit, expected, out, err);
}

sea_status sea_os_read_file(const char *path, size_t limit, sea_buffer *out, sea_error *err)
{
    out->length = 0;
    if (limit > SIZE_MAX / 4) limit = SIZE_MAX / 4;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return refused(err, "open", path);
    sea_status status = read_open(fd, path, limit, out, err);
    close(fd);
    if (status != SEA_OK) {
        out->length = 0;
        if (out->data) out->data[0] = '\0';
    }
    return status;
}

/* -- writing ------------------------------------------------------------------------------------------------------ */

/* The folder part of a path, "." where there is none. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash) return strdup(".");
    return strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

static bool write_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t n = write(fd, bytes, length);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return false;
        bytes += n;
        length -= (size_t)n;
    }
    return true;
}

/* A new file beside `path`, whose name nobody else holds. A name left behind by a killed process is stepped over. */
static int open_temporary(const char *path, char **name)
{
    for (int i = 0; i < TEMP_TRIES; i++) {
        if (asprintf(name, "%s.%ld-%d.tmp", path, (long)getpid(), i) < 0) {
            *name = NULL;
            errno = ENOMEM;
            return -1;
        }
        int fd = open(*name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd >= 0) return fd;
        int code = errno;
        free(*name);
        *name = NULL;
        errno = code;
        if (code != EEXIST) return -1;
    }
    return -1;
}

static sea_status sync_folder(const char *path, sea_error *err)
{
    char *folder = folder_of(path);
    if (!folder) return no_memory(err);
    sea_status status = SEA_OK;
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    /* EINVAL: a file system that cannot sync a folder on its own, and so has nothing to lose here. */
    if (fd < 0 || (fsync(fd) != 0 && errno != EINVAL)) status = refused(err, "sync the folder", folder);
    if (fd >= 0) close(fd);
    free(folder);
    return status;
}

static sea_status write_open(int fd, const char *name, const char *path, const void *bytes, size_t length,
                             sea_error *err)
{
    sea_status status = SEA_OK;
    if (!write_all(fd, bytes, length)) status = refused(err, "write", path);
    if (status == SEA_OK && fsync(fd) != 0) status = refused(err, "sync", path);
    if (close(fd) != 0 && status == SEA_OK) status = refused(err, "close", path);
    if (status == SEA_OK && rename(name, path) != 0) status = refused(err, "put in place", path);
    if (status != SEA_OK) (void)unlink(name);
    return status;
}

/* What is no regular file keeps its place: a device or a pipe takes the bytes as they come. */
static sea_status write_through(const char *path, const void *bytes, size_t length, sea_error *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOCTTY | O_CLOEXEC, 0666);
    if (fd < 0) return refused(err, "create", path);
    sea_status status = write_all(fd, bytes, length) ? SEA_OK : refused(err, "write", path);
    if (close(fd) != 0 && status == SEA_OK) status = refused(err, "close", path);
    return status;
}

static sea_status replace(const char *path, const void *bytes, size_t length, sea_error *err)
{
    char *name = NULL;
    int fd = open_temporary(path, &name);
    if (fd < 0) return refused(err, "create", path);
    sea_status status = write_open(fd, name, path, bytes, length, err);
    free(name);
    return status == SEA_OK ? sync_folder(path, err) : status;
}

sea_status sea_os_write_file(const char *path, const void *bytes, size_t length, sea_error *err)
{
    struct stat st;
    bool absent = lstat(path, &st) != 0;
    if (absent || S_ISREG(st.st_mode)) return replace(path, bytes, length, err);
    char *target = S_ISLNK(st.st_mode) ? realpath(path, NULL) : NULL; /* a link stays one */
    bool regular = target && stat(target, &st) == 0 && S_ISREG(st.st_mode);
    sea_status status = regular ? replace(target, bytes, length, err) : write_through(path, bytes, length, err);
    free(target);
    return status;
}

sea_status sea_os_write_private(const char *path, const void *bytes, size_t length, sea_error *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0 && errno == EEXIST)
        return sea_error_set(err, SEA_E_CONFLICT, "%s: exists already, and is not written over", path);
    if (fd < 0) return refused(err, "create", path);
    sea_status status = SEA_OK;
    if (!write_all(fd, bytes, length)) status = refused(err, "write", path);
    if (status == SEA_OK && fsync(fd) != 0) status = refused(err, "sync", path);
    if (close(fd) != 0 && status == SEA_OK) status = refused(err, "close", path);
    if (status != SEA_OK) (void)unlink(path);
    return status == SEA_OK ? sync_folder(path, err) : status;
}

/* -- appending ---------------------------------------------------------------------------------------------------- */

static sea_status append_bytes(int fd, const char *path, size_t held, size_t keep, const sea_buffer *add,
                               sea_error *err)
{
    if (keep < held && ftruncate(fd, (off_t)keep) != 0) return refused(err, "shorten", path);
    ssize_t written = 0;
    do {
        written = write(fd, add->data, add->length);
    } while (written < 0 && errno == EINTR);
    if (written < 0 || (size_t)written < add->length) {
        sea_status status = written < 0
                                ? refused(err, "write", path)
                                : sea_error_set(err, SEA_E_IO, "%s: the disk took a part of the line alone", path);
        if (written > 0 && ftruncate(fd, (off_t)keep) != 0) return refused(err, "take back what was written to", path);
        return status;
    }
    return fsync(fd) == 0 ? SEA_OK : refused(err, "sync", path);
}

static sea_status append_open(int fd, const char *path, size_t limit, sea_os_append_fn make, void *payload,
                              sea_error *err)
{
    struct stat st;
    sea_buffer held = {0}, add = {0};
    if (fstat(fd, &st) != 0) return refused(err, "look at", path);
    if (!S_ISREG(st.st_mode)) return sea_error_set(err, SEA_E_IO, "%s: is not a regular file", path);
    if (flock(fd, LOCK_EX) != 0) return refused(err, "lock", path);
    sea_status status = read_open(fd, path, limit, &held, err);
    size_t keep = held.length;
    if (status == SEA_OK) status = make(payload, &held, &keep, &add, err);
    if (status == SEA_OK && add.failed) status = no_memory(err);
    if (status == SEA_OK) status = append_bytes(fd, path, held.length, keep, &add, err);
    sea_buffer_free(&held);
    sea_buffer_free(&add);
    return status;
}

sea_status sea_os_append_file(const char *path, size_t limit, sea_os_append_fn make, void *payload, sea_error *err)
{
    int fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_NOCTTY | O_CLOEXEC, 0666);
    if (fd < 0) return refused(err, "open", path);
    sea_status status = append_open(fd, path, limit, make, payload, err);
    if (close(fd) != 0 && status == SEA_OK) status = refused(err, "close", path);
    return status == SEA_OK ? sync_folder(path, err) : status;
}

/* -- folders ------------------------------------------------------------------------------------------------------ */

static bool is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static sea_status make_one(const char *path, sea_error *err)
{
    if (mkdir(path, 0777) == 0) return SEA_OK;
    if (errno != EEXIST) return refused(err, "create the folder", path);
    if (is_folder(path)) return SEA_OK;
    return sea_error_set(err, SEA_E_CONFLICT, "%s: exists and is not a folder", path);
}

sea_status sea_os_make_folder(const char *path, sea_error *err)
{
    if (path[0] == '\0') return sea_error_set(err, SEA_E_USAGE, "the name of a folder is empty");
    if (is_folder(path)) return SEA_OK;
    char *part = strdup(path);
    if (!part) return no_memory(err);
    sea_status status = SEA_OK;
    for (char *p = part + 1; *p && status == SEA_OK; p++) {
        if (*p != '/' || p[-1] == '/') continue;
        *p = '\0';
        if (!is_folder(part)) status = make_one(part, err);
        *p = '/';
    }
    if (status == SEA_OK) status = make_one(path, err);
    free(part);
    return status;
}

sea_status sea_os_check_private(const char *path, sea_error *err)
{
    struct stat st;
    if (stat(path, &st) != 0) return refused(err, "look at", path);
    if (!S_ISREG(st.st_mode)) return sea_error_set(err, SEA_E_IO, "%s: is not a regular file", path);
    if (st.st_mode & (S_IRWXG | S_IRWXO))
        return sea_error_set(err, SEA_E_IO, "%s: others may read or write it; say chmod 600 first", path);
    return SEA_OK;
}

bool sea_os_exists(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0;
}

bool sea_os_is_file(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* -- listing ------------------------------------------------------------------------------------------------------ */

typedef struct name_list {
    char **names;
    size_t count, capacity;
} name_list;

static bool keep_name(name_list *list, char *name)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? list->capacity * 2 : 64;
        char **names = realloc(list->names, capacity * sizeof *names);
        if (!names) return false;
        list->names = names;
        list->capacity = capacity;
    }
    list->names[list->count++] = name;
    return true;
}

static sea_status walk(int folder_fd, const char *prefix, int depth, name_list *list, sea_error *err);

static sea_status visit(int folder_fd, const char *entry, const char *prefix, int depth, name_list *list,
                        sea_error *err)
{
    char *relative = NULL;
    if (asprintf(&relative, "%s%s%s", prefix, prefix[0] ? "/" : "", entry) < 0) return no_memory(err);
    struct stat st;
    sea_status status = SEA_OK;
    if (fstatat(folder_fd, entry, &st, AT_SYMLINK_NOFOLLOW) != 0) {
        status = refused(err, "look at", relative);
    } else if (S_ISDIR(st.st_mode)) {
        int fd = openat(folder_fd, entry, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        status = fd < 0 ? refused(err, "open the folder", relative) : walk(fd, relative, depth + 1, list, err);
    } else if (!S_ISREG(st.st_mode)) {
        status = sea_error_set(err, SEA_E_UNSUPPORTED, "%s: %s; put a plain file there", relative,
                               S_ISLNK(st.st_mode) ? "is a symbolic link, and links are not followed"
                                                   : "is neither a file nor a folder");
    } else if (keep_name(list, relative)) {
        return SEA_OK; /* the list owns it now */
    } else {
        status = no_memory(err);
    }
    free(relative);
    return status;
}

static sea_status keep_empty(const char *folder, name_list *list, sea_error *err)
{
    char *name = NULL;
    if (asprintf(&name, "%s/", folder) < 0) return no_memory(err);
    if (keep_name(list, name)) return SEA_OK;
    free(name);
    return no_memory(err);
}

/* Takes folder_fd over. */
static sea_status walk(int folder_fd, const char *prefix, int depth, name_list *list, sea_error *err)
{
    if (depth > DEPTH_MAX) {
        close(folder_fd);
        return sea_error_set(err, SEA_E_RANGE, "%s: folders nested deeper than %d", prefix, DEPTH_MAX);
    }
    DIR *dir = fdopendir(folder_fd);
    if (!dir) {
        sea_status status = refused(err, "list", prefix);
        close(folder_fd);
        return status;
    }
    sea_status status = SEA_OK;
    bool empty = true;
    while (status == SEA_OK) {
        errno = 0;
        const struct dirent *e = readdir(dir);
        if (!e) {
            if (errno != 0) status = refused(err, "list", prefix);
            break;
        }
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) continue;
        empty = false;
        status = visit(dirfd(dir), e->d_name, prefix, depth, list, err);
    }
    closedir(dir);
    if (status == SEA_OK && empty && depth > 0) status = keep_empty(prefix, list, err);
    return status;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

sea_status sea_os_list(const char *folder, sea_status (*fn)(void *payload, const char *relative), void *payload,
                       sea_error *err)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return refused(err, "open the folder", folder);
    name_list list = {0};
    sea_status status = walk(fd, "", 0, &list, err);
    if (status == SEA_OK && list.count > 1) qsort(list.names, list.count, sizeof *list.names, by_bytes);
    for (size_t i = 0; i < list.count && status == SEA_OK; i++) status = fn(payload, list.names[i]);
    for (size_t i = 0; i < list.count; i++) free(list.names[i]);
    free(list.names);
    return status;
}

/* -- the rest ----------------------------------------------------------------------------------------------------- */

bool sea_os_is_terminal(int fd)
{
    return isatty(fd) == 1;
}

int64_t sea_os_now_utc_ns(void)
{
    struct timespec t;
    if (clock_gettime(CLOCK_REALTIME, &t) != 0) return 0;
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

uint32_t sea_os_cpu_count(void)
{
#ifdef __linux__
    /* The processors this process may use: fewer than the machine has inside a container or under taskset. */
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0) return (uint32_t)CPU_COUNT(&set);
#endif
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 0 ? (uint32_t)n : 1;
}
