/* The operating system: files that appear whole or not at all, folders, terminals. The only room with platform code. */
#ifndef SEA_BASE_OS_H
#define SEA_BASE_OS_H

#include "base/text.h"

/* Reads a whole file; refuses more than `limit` bytes. Errors: SEA_E_IO, SEA_E_NOT_FOUND, SEA_E_RANGE, SEA_E_MEMORY. */
sea_status sea_os_read_file(const char *path, size_t limit, sea_buffer *out, sea_error *err);
/* Writes through a temporary name, fsync, rename, fsync of the folder: after a kill the old bytes or the new ones
 * stand. A link leads to the file it names; a device or a pipe takes the bytes as they come. */
sea_status sea_os_write_file(const char *path, const void *bytes, size_t length, sea_error *err);
sea_status sea_os_make_folder(const char *path, sea_error *err); /* parents too; fine when it exists */
bool sea_os_exists(const char *path);
bool sea_os_is_file(const char *path); /* a regular one: it can be read twice */
/* Errors: SEA_E_IO for a pipe or a device, whose opening may wait for ever; what is not there is for who opens it. */
sea_status sea_os_refuse_special(const char *path, sea_error *err);
/* Where a file stands, or would stand once written, links followed. Errors: SEA_E_NOT_FOUND (no such folder, or a link
 * to nothing), SEA_E_IO (nobody may write there), SEA_E_MEMORY. */
sea_status sea_os_place(const char *path, sea_buffer *out, sea_error *err);
/* A new file for a secret, its owner's alone. Errors: SEA_E_CONFLICT when something is there, SEA_E_IO. */
sea_status sea_os_write_private(const char *path, const void *bytes, size_t length, sea_error *err);
/* For secrets: a regular file that its owner alone may read or write. Errors: SEA_E_NOT_FOUND, SEA_E_IO. */
sea_status sea_os_check_private(const char *path, sea_error *err);
/*
 * Adds to a file that only grows, made when absent; one writer at a time. `make` sees all that is held, at most `limit`
 * bytes, and says how much of it stays (what a crash left unfinished does not) and what is added: one write, synced. A
 * write that fails is taken back. Errors: as sea_os_read_file, or what make returned, which then changes nothing.
 */
typedef sea_status (*sea_os_append_fn)(void *payload, const sea_buffer *held, size_t *keep, sea_buffer *add,
                                       sea_error *err);
sea_status sea_os_append_file(const char *path, size_t limit, sea_os_append_fn make, void *payload, sea_error *err);
/* Calls fn for each regular file below `folder`, relative paths with '/', sorted bytewise; an empty folder below it is
 * told too, with a '/' at its end. Links are not followed: error. */
sea_status sea_os_list(const char *folder, sea_status (*fn)(void *payload, const char *relative), void *payload,
                       sea_error *err);
/* A new empty folder beside `path`, for what is to stand there once it is whole. Returned: its name, added to `out`. */
sea_status sea_os_make_temporary_folder(const char *path, sea_buffer *out, sea_error *err);
/* Gives a folder its final name in one step. Errors: SEA_E_CONFLICT when `to` exists and is not an empty folder;
 * SEA_E_IO. */
sea_status sea_os_move_folder(const char *from, const char *to, sea_error *err);
sea_status sea_os_remove_folder(const char *path, sea_error *err); /* and all in it; links are removed, not followed */
/* Waits until no other program holds the folder by this call, and holds it: one writer at a time. The lock ends with
 * sea_os_unlock, or with the program. Errors: SEA_E_NOT_FOUND, SEA_E_IO. */
sea_status sea_os_lock_folder(const char *folder, int *lock, sea_error *err);
void sea_os_unlock(int lock);
bool sea_os_is_terminal(int fd);
int64_t sea_os_now_utc_ns(void); /* wall clock, Unix nanoseconds: provenance only, never inside a result */
uint32_t sea_os_cpu_count(void);

#endif
