/*
 * The store when one call of the system or one allocation fails, each in its turn: whichever it is, the caller is told,
 * nothing leaks or is half done, and the store holds the old state or the new.
 */
#include "catalog_fixture.h"

#include <errno.h>
#include <sqlite3.h>
#include <sys/types.h>

/* Counts down; the call at which it comes to nothing fails, and with `for_good` all after it. */
static struct {
    long left;
    bool for_good, fired;
} fault;

static bool fails(void)
{
    if (fault.fired && fault.for_good) return true;
    if (fault.left <= 0 || --fault.left > 0) return false;
    fault.fired = true;
    return true;
}

/* -- system calls -------------------------------------------------------------------------------------------------- */

static ssize_t failing_read(int fd, void *bytes, size_t length)
{
    if (!fails()) return read(fd, bytes, length);
    errno = EIO;
    return -1;
}

static ssize_t failing_write(int fd, const void *bytes, size_t length)
{
    if (!fails()) return write(fd, bytes, length);
    errno = ENOSPC;
    return -1;
}

static ssize_t failing_pread(int fd, void *bytes, size_t length, off_t offset)
{
    if (!fails()) return pread(fd, bytes, length, offset);
    errno = EIO;
    return -1;
}

static ssize_t failing_pwrite(int fd, const void *bytes, size_t length, off_t offset)
{
    if (!fails()) return pwrite(fd, bytes, length, offset);
    errno = ENOSPC;
    return -1;
}

static int failing_ftruncate(int fd, off_t size)
{
    if (!fails()) return ftruncate(fd, size);
    errno = EIO;
    return -1;
}

static void inject_into_calls(bool on)
{
    sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
    const struct {
        const char *name;
        sqlite3_syscall_ptr call;
    } calls[] = {
        {"read", (sqlite3_syscall_ptr)failing_read},           {"write", (sqlite3_syscall_ptr)failing_write},
        {"pread", (sqlite3_syscall_ptr)failing_pread},         {"pread64", (sqlite3_syscall_ptr)failing_pread},
        {"pwrite", (sqlite3_syscall_ptr)failing_pwrite},       {"pwrite64", (sqlite3_syscall_ptr)failing_pwrite},
        {"ftruncate", (sqlite3_syscall_ptr)failing_ftruncate},
    };
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++)
        assert_int_equal(vfs->xSetSystemCall(vfs, calls[i].name, on ? calls[i].call : NULL), SQLITE_OK);
}

/* -- allocations --------------------------------------------------------------------------------------------------- */

static sqlite3_mem_methods plain;

static void *failing_malloc(int size)
{
    return fails() ? NULL : plain.xMalloc(size);
}

static void *failing_realloc(void *old, int size)
{
    return fails() ? NULL : plain.xRealloc(old, size);
}

static void inject_into_memory(bool on)
{
    assert_int_equal(sqlite3_shutdown(), SQLITE_OK);
    if (on) assert_int_equal(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &plain), SQLITE_OK);
    sqlite3_mem_methods methods = plain;
    if (on) {
        methods.xMalloc = failing_malloc;
        methods.xRealloc = failing_realloc;
    }
    assert_int_equal(sqlite3_config(SQLITE_CONFIG_MALLOC, &methods), SQLITE_OK);
    assert_int_equal(sqlite3_initialize(), SQLITE_OK);
}

/* -- the rounds ---------------------------------------------------------------------------------------------------- */

enum { OLD = 40, NEW = 60, AGAIN = 30 };

/* What a program does with a store, up to the first failure. */
static sea_status use(void **state, sea_error *err)
{
    sea_catalog *c = NULL;
    sea_status status = sea_catalog_open(at(state, "db"), SEA_CATALOG_WRITE, &c, err);
    if (status != SEA_OK) return status;
    status = sea_catalog_import_gp(c, at(state, "b"), SEA_GP_AUTO, from(2), NULL, NULL, err);
    /* Some of its sets again, and the very bytes of the old file, both with an earlier arrival. */
    if (status == SEA_OK) status = sea_catalog_import_gp(c, at(state, "c"), SEA_GP_AUTO, from(0), NULL, NULL, err);
    if (status == SEA_OK) status = sea_catalog_import_gp(c, at(state, "a"), SEA_GP_AUTO, from(0), NULL, NULL, err);
    const sea_catalog_query early = {.start = SEA_TAI_NONE, .end = SEA_TAI_NONE, .known_at = arrival_of(0)};
    const sea_catalog_query all = {.start = SEA_TAI_NONE, .end = SEA_TAI_NONE, .known_at = SEA_TAI_NONE};
    const uint32_t some[] = {3, 1};
    const sea_catalog_query few = {some, 2, SEA_TAI_NONE, SEA_TAI_NONE, SEA_TAI_NONE};
    sea_gp_history h = {0};
    if (status == SEA_OK) status = sea_catalog_histories(c, &all, &h, err);
    assert_int_equal(h.count, status == SEA_OK ? OLD + NEW : 0);
    sea_gp_history_free(&h);
    if (status == SEA_OK) status = sea_catalog_histories(c, &early, &h, err);
    assert_int_equal(h.count, status == SEA_OK ? OLD + AGAIN : 0);
    sea_gp_history_free(&h);
    if (status == SEA_OK) status = sea_catalog_histories(c, &few, &h, err);
    sea_gp_history_free(&h);
    sea_gp_set set = {0};
    if (status == SEA_OK) status = sea_catalog_select(c, arrival_of(1), arrival_of(9), NULL, 0, &set, NULL, err);
    sea_gp_set_free(&set);
    sea_catalog_stats stats;
    if (status == SEA_OK) status = sea_catalog_stats_get(c, &stats, err);
    sea_catalog_close(c);
    return status;
}

static void expect_whole(const char *path)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *s = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &s, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(s), SQLITE_ROW);
    assert_string_equal((const char *)sqlite3_column_text(s, 0), "ok");
    sqlite3_finalize(s);
    sqlite3_close(db);
}

/* Lets call after call fail, in growing steps, until a whole use meets no failure. Returned: how many uses failed. */
static int rounds(void **state, bool for_good)
{
    int failures = 0;
    for (long n = 1;; n += 1 + n / 10) {
        assert_int_equal(shell("rm -f '%s'-*", at(state, "db")), 0);
        assert_int_equal(shell("cp '%s' '%s'", at(state, "old"), at(state, "db")), 0);
        fault.left = n;
        fault.for_good = for_good;
        fault.fired = false;
        sea_error err = {0};
        sea_status status = use(state, &err);
        bool fired = fault.fired;
        fault.left = 0;
        fault.for_good = fault.fired = false;
        if (status != SEA_OK) {
            failures++;
            assert_true(status == SEA_E_IO || status == SEA_E_MEMORY || status == SEA_E_STORE ||
                        status == SEA_E_CONFLICT);
            assert_true(err.text[0] != '\0');
        }
        sea_catalog *c = open_store(at(state, "db"), SEA_CATALOG_WRITE);
        sea_catalog_stats stats = stats_of(c);
        assert_true((stats.sets == OLD && stats.files == 1) ||
                    (stats.sets == OLD + NEW && (stats.files == 2 || stats.files == 3)));
        if (status == SEA_OK) assert_int_equal(stats.files, 3);
        sea_catalog_close(c);
        expect_whole(at(state, "db"));
        if (!fired) return failures;
    }
}

static void make_old(void **state)
{
    write_snapshot(at(state, "a"), 1, OLD, 20);
    write_snapshot(at(state, "b"), 1, NEW, 21);
    write_snapshot(at(state, "c"), 1, AGAIN, 21);
    sea_catalog *c = open_store(at(state, "old"), SEA_CATALOG_WRITE);
    import_file(c, at(state, "a"), 1);
    sea_catalog_close(c);
}

static void any_call_of_the_system_may_fail(void **state)
{
    make_old(state);
    inject_into_calls(true);
    for (int for_good = 0; for_good < 2; for_good++) assert_true(rounds(state, for_good) > 5);
    inject_into_calls(false);
}

static void any_allocation_may_fail(void **state)
{
    make_old(state);
    inject_into_memory(true);
    for (int for_good = 0; for_good < 2; for_good++) assert_true(rounds(state, for_good) > 5);
    inject_into_memory(false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_PLACE(any_call_of_the_system_may_fail),
        IN_A_PLACE(any_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
