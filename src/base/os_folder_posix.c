/* Folders that appear whole or not at all. */
#include "base/error.h"
#include "base/os.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEPTH_MAX = 64, TEMP_TRIES = 1000 };

static sea_status refused(sea_error *err, const char *what, const char *path)
{
    int code = errno;
    sea_status status = SEA_E_IO;
    if (code == ENOENT || code == ENOTDIR) status = SEA_E_NOT_FOUND;
    if (code == ENOTEMPTY || code == EEXIST) status = SEA_E_CONFLICT;
    if (code == ENOMEM) status = SEA_E_MEMORY;
    return sea_error_set(err, status, "%s: cannot %s: %s", path, what, strerror(code));
}

/* The path without slashes at its end, so that a name can be put beside it. */
static size_t trimmed(const char *path)
{
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/') length--;
    return length;
}

static sea_status make_parent(const char *path, size_t length, sea_error *err)
{
    char *parent = strndup(path, length);
    if (!parent) return sea_error_set(err, SEA_E_MEMORY, "out of memory");
    char *slash = strrchr(parent, '/');
    sea_status status = SEA_OK;
    if (slash && slash != parent) {
        *slash = '\0';
        status = sea_os_make_folder(parent, err);
    }
    free(parent);
    return status;
}

sea_status sea_os_make_temporary_folder(const char *path, sea_buffer *out, sea_error *err)
{
    size_t length = trimmed(path), before = out->length;
    if (length == 0) return sea_error_set(err, SEA_E_USAGE, "the name of a folder is empty");
    sea_status status = make_parent(path, length, err);
    if (status != SEA_OK) return status;
    for (int i = 0; i < TEMP_TRIES; i++) {
        out->length = before;
        sea_buffer_add_format(out, "%.*s.%ld-%d.tmp", (int)length, path, (long)getpid(), i);
        if (out->failed) return sea_error_set(err, SEA_E_MEMORY, "out of memory");
        if (mkdir(out->data + before, 0777) == 0) return SEA_OK;
        if (errno != EEXIST) return refused(err, "create the folder", out->data + before);
    }
    return sea_error_set(err, SEA_E_CONFLICT, "%s: too many unfinished folders beside it: remove %s.*.tmp", path, path);
}

static sea_status sync_parent(const char *path, size_t length, sea_error *err)
{
    char *parent = strndup(path, length);
    if (!parent) return sea_error_set(err, SEA_E_MEMORY, "out of memory");
    char *slash = strrchr(parent, '/');
    if (slash) slash[slash == parent] = '\0';
    sea_status status = SEA_OK;
    int fd = open(slash ? parent : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    /* EINVAL: a file system that cannot sync a folder on its own, and so has nothing to lose here. */
    if (fd < 0 || (fsync(fd) != 0 && errno != EINVAL)) status = refused(err, "sync the folder of", path);
    if (fd >= 0) close(fd);
    free(parent);
    return status;
}

sea_status sea_os_move_folder(const char *from, const char *to, sea_error *err)
{
    struct stat st;
    if (lstat(to, &st) == 0 && !S_ISDIR(st.st_mode))
        return sea_error_set(err, SEA_E_CONFLICT, "%s: exists and is not a folder", to);
    if (rename(from, to) == 0) return sync_parent(to, trimmed(to), err);
    if (errno == ENOTEMPTY || errno == EEXIST)
        return sea_error_set(err, SEA_E_CONFLICT, "%s: holds something already: name a new folder", to);
    return refused(err, "put in place", to);
}

static sea_status empty_folder(int fd, int depth, sea_error *err);

static sea_status remove_entry(int folder_fd, const char *name, int depth, sea_error *err)
{
    struct stat st;
    if (fstatat(folder_fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0) return refused(err, "look at", name);
    if (!S_ISDIR(st.st_mode)) return unlinkat(folder_fd, name, 0) == 0 ? SEA_OK : refused(err, "remove", name);
    int fd = openat(folder_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) return refused(err, "open the folder", name);
    sea_status status = empty_folder(fd, depth + 1, err);
    if (status == SEA_OK && unlinkat(folder_fd, name, AT_REMOVEDIR) != 0) status = refused(err, "remove", name);
    return status;
}

/* Takes fd over. */
static sea_status empty_folder(int fd, int depth, sea_error *err)
{
    DIR *dir = depth > DEPTH_MAX ? NULL : fdopendir(fd);
    if (!dir) {
        close(fd);
        return sea_error_set(err, SEA_E_IO, "cannot list a folder at depth %d", depth);
    }
    sea_status status = SEA_OK;
    const struct dirent *e;
    while (status == SEA_OK && (e = readdir(dir)) != NULL)
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            status = remove_entry(dirfd(dir), e->d_name, depth, err);
    closedir(dir);
    return status;
}

sea_status sea_os_remove_folder(const char *path, sea_error *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) return refused(err, "open the folder", path);
    sea_status status = empty_folder(fd, 0, err);
    if (status == SEA_OK && rmdir(path) != 0) status = refused(err, "remove", path);
    return status;
}

/* ---- one writer at a time ---- */

sea_status sea_os_lock_folder(const char *folder, int *lock, sea_error *err)
{
    *lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*lock < 0) return refused(err, "open the folder", folder);
    int held = 0;
    do {
        held = flock(*lock, LOCK_EX);
    } while (held != 0 && errno == EINTR);
    if (held == 0) return SEA_OK;
    sea_status status = refused(err, "lock the folder", folder);
    close(*lock);
    *lock = -1;
    return status;
}

void sea_os_unlock(int lock)
{
    close(lock);
}

/* ---- where a file stands ---- */

sea_status sea_os_refuse_special(const char *path, sea_error *err)
{
    struct stat st;
    if (stat(path, &st) != 0 || S_ISREG(st.st_mode) || S_ISDIR(st.st_mode)) return SEA_OK;
    return sea_error_set(err, SEA_E_IO, "%s: is not a regular file", path);
}

sea_status sea_os_place(const char *path, sea_buffer *out, sea_error *err)
{
    struct stat st;
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    bool there = lstat(path, &st) == 0;
    char *parent = slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
    if (!parent) return sea_error_set(err, SEA_E_MEMORY, "out of memory");
    char *real = realpath(there ? path : parent, NULL);
    sea_status status = real ? SEA_OK : refused(err, "write there", path);
    if (real && access(there ? path : real, W_OK) != 0) status = refused(err, "write there", path);
    if (status == SEA_OK) {
        sea_buffer_add_text(out, real);
        if (!there) sea_buffer_add_format(out, "%s%s", strcmp(real, "/") == 0 ? "" : "/", name);
        if (out->failed) status = sea_error_set(err, SEA_E_MEMORY, "out of memory");
    }
    free(real);
    free(parent);
    return status;
}
