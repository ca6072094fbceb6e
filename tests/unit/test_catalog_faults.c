/* The store when things go wrong: files that are none, folders that refuse, full disks, other writers, kills. */
#include "catalog_fixture.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

/* -- what is not a store ------------------------------------------------------------------------------------------ */

static void expect_no_store(const char *path, const char *said)
{
    for (int mode = SEA_CATALOG_READ; mode <= SEA_CATALOG_WRITE; mode++) {
        sea_catalog *c = NULL;
        sea_error err = {0};
        assert_int_equal(sea_catalog_open(path, (sea_catalog_mode)mode, &c, &err), SEA_E_STORE);
        assert_null(c);
        if (!strstr(err.text, said)) fail_msg("says: %s", err.text);
    }
}

static void other_files_are_refused_and_left_alone(void **state)
{
    write_snapshot(at(state, "text"), 1, 300, 20);
    assert_int_equal(shell("cp '%s' '%s'", at(state, "text"), at(state, "text.copy")), 0);
    expect_no_store(at(state, "text"), "is not a Starsea store");
    assert_int_equal(shell("cmp -s '%s' '%s'", at(state, "text"), at(state, "text.copy")), 0);

    in_sqlite(at(state, "other"), "db.execute('CREATE TABLE t (a)'); db.execute('PRAGMA user_version = 1')");
    assert_int_equal(shell("cp '%s' '%s'", at(state, "other"), at(state, "other.copy")), 0);
    expect_no_store(at(state, "other"), "is not a Starsea store");
    assert_int_equal(shell("cmp -s '%s' '%s'", at(state, "other"), at(state, "other.copy")), 0);
    assert_int_equal(shell("test ! -e '%s-wal'", at(state, "other")), 0);
}

static void other_versions_are_refused(void **state)
{
    sea_catalog_close(open_store(at(state, "db"), SEA_CATALOG_WRITE));
    in_sqlite(at(state, "db"), "db.execute('PRAGMA user_version = 99')");
    expect_no_store(at(state, "db"), "version 99, newer than");
    in_sqlite(at(state, "db"), "db.execute('PRAGMA user_version = 0')");
    expect_no_store(at(state, "db"), "unknown version 0");
}

static void an_empty_file_becomes_a_store_only_to_write(void **state)
{
    sea_catalog *c = NULL;
    assert_int_equal(shell(": > '%s'", at(state, "db")), 0);
    assert_int_equal(sea_catalog_open(at(state, "db"), SEA_CATALOG_READ, &c, NULL), SEA_E_STORE);
    sea_catalog_close(open_store(at(state, "db"), SEA_CATALOG_WRITE));
    sea_catalog_close(open_store(at(state, "db"), SEA_CATALOG_READ));
    assert_int_equal(sea_catalog_open("", SEA_CATALOG_WRITE, &c, NULL), SEA_E_USAGE);
    sea_error err = {0};
    assert_int_equal(sea_catalog_open(at(state, "no/folder/db"), SEA_CATALOG_WRITE, &c, &err), SEA_E_IO);
    assert_non_null(strstr(err.text, "no/folder/db"));
    assert_int_equal(sea_catalog_open(at(state, "."), SEA_CATALOG_READ, &c, &err), SEA_E_IO);
}

static sea_status ignore_entry(void *payload, const sea_catalog_entry *entry)
{
    (void)payload;
    (void)entry;
    return SEA_OK;
}

/* Whatever bytes of a store are lost, it answers or refuses; the sanitizers see to the rest. */
static void a_damaged_store_is_said_to_be_one(void **state)
{
    write_snapshot(at(state, "a"), 1, 2000, 20);
    sea_catalog *c = open_store(at(state, "db"), SEA_CATALOG_WRITE);
    import_file(c, at(state, "a"), 1);
    sea_catalog_close(c);
    int refused = 0;
    for (int round = 1; round <= 10; round++) {
        assert_int_equal(
            shell("cp '%s' '%s' && dd if=/dev/urandom of='%s' bs=16384 seek=%d count=1 conv=notrunc status=none",
                  at(state, "db"), at(state, "bad"), at(state, "bad"),
                  12 + 2 * round), /* pages of element sets: smaller tables lie before them */
            0);
        sea_status status = sea_catalog_open(at(state, "bad"), SEA_CATALOG_READ, &c, NULL);
        bool told = status == SEA_E_STORE;
        refused += told;
        if (status != SEA_OK) continue;
        sea_gp_set set;
        status = sea_catalog_select(c, arrival_of(0), SEA_TAI_NONE, NULL, 0, &set, NULL, NULL);
        sea_gp_set_free(&set);
        assert_true(status == SEA_OK || status == SEA_E_STORE);
        told = status == SEA_E_STORE;
        for (uint32_t id = 1; id <= 2000; id += 5) {
            status = sea_catalog_history(c, id, ignore_entry, NULL, NULL);
            told = told || status == SEA_E_STORE;
            assert_true(status == SEA_OK || status == SEA_E_STORE || status == SEA_E_NOT_FOUND);
        }
        refused += told;
        sea_catalog_close(c);
    }
    assert_int_equal(refused, 10); /* whichever reading comes upon the damage */
}

static void impossible_values_in_a_store_are_refused(void **state)
{
    write_snapshot(at(state, "a"), 1, 3, 20);
    sea_catalog *c = open_store(at(state, "db"), SEA_CATALOG_WRITE);
    import_file(c, at(state, "a"), 1);
    sea_catalog_close(c);
    static const char *const changes[] = {"eccentricity = 9e999", "ephemeris_type = 256", "rev_at_epoch = -1",
                                          "caveats = 4294967296"};
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        char code[160];
        assert_int_equal(shell("cp '%s' '%s'", at(state, "db"), at(state, "bad")), 0);
        snprintf(code, sizeof code, "db.execute('UPDATE gp SET %s WHERE norad_cat_id = 2')", changes[i]);
        in_sqlite(at(state, "bad"), code);
        c = open_store(at(state, "bad"), SEA_CATALOG_READ);
        sea_gp_set set;
        sea_error err = {0};
        assert_int_equal(sea_catalog_select(c, arrival_of(0), SEA_TAI_NONE, NULL, 0, &set, NULL, &err), SEA_E_STORE);
        assert_int_equal(set.count, 0);
        assert_int_equal(sea_catalog_history(c, 2, ignore_entry, NULL, NULL), SEA_E_STORE);
        assert_int_equal(sea_catalog_history(c, 3, ignore_entry, NULL, NULL), SEA_OK);
        sea_catalog_close(c);
    }
}

/* -- what the operating system refuses ---------------------------------------------------------------------------- */

/* Runs `body` in a process of its own, without root's right to pass over permissions. It returns 0 when content. */
static void in_child(int (*body)(void **state), void **state)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) _exit(body(state));
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static bool become_nobody(void)
{
    return getuid() != 0 || (setgid(65534) == 0 && setuid(65534) == 0);
}

static int write_without_right(void **state)
{
    sea_catalog *c = NULL;
    sea_error err = {0};
    if (!become_nobody()) return 1;
    if (sea_catalog_open(at(state, "new"), SEA_CATALOG_WRITE, &c, &err) != SEA_E_IO) return 2;
    if (!strstr(err.text, "permissions")) return 3;
    if (sea_catalog_open(at(state, "db"), SEA_CATALOG_WRITE, &c, &err) != SEA_E_IO) return 4;
    return 0;
}

static int read_without_right(void **state)
{
    sea_catalog *c = NULL;
    sea_gp_set set;
    sea_catalog_stats stats;
    if (!become_nobody()) return 1;
    if (sea_catalog_open(at(state, "db"), SEA_CATALOG_READ, &c, NULL) != SEA_OK) return 2;
    if (sea_catalog_select(c, arrival_of(0), SEA_TAI_NONE, NULL, 0, &set, NULL, NULL) != SEA_OK) return 3;
    if (set.count != 30 || sea_catalog_stats_get(c, &stats, NULL) != SEA_OK || stats.sets != 30) return 4;
    sea_gp_set_free(&set);
    sea_catalog_close(c);
    return 0;
}

static int refuse_a_waiting_log(void **state)
{
    sea_catalog *c = NULL;
    sea_error err = {0};
    if (!become_nobody()) return 1;
    if (sea_catalog_open(at(state, "db"), SEA_CATALOG_READ, &c, &err) != SEA_E_IO) return 2;
    return strstr(err.text, "-wal") ? 0 : 3;
}

static void a_store_nobody_may_write_is_still_read(void **state)
{
    write_snapshot(at(state, "a"), 1, 30, 20);
    sea_catalog *c = open_store(at(state, "db"), SEA_CATALOG_WRITE);
    import_file(c, at(state, "a"), 1);
    sea_catalog_close(c);
    assert_int_equal(chmod(at(state, "db"), 0444), 0);
    assert_int_equal(chmod(at(state, "."), 0555), 0);
    in_child(read_without_right, state);
    in_child(write_without_right, state);
    assert_int_equal(shell("cp '%s' '%s-wal'", at(state, "a"), at(state, "db")), 0);
    in_child(refuse_a_waiting_log, state);
}

/* The disk is full after 400 kB: the import of 5,000 sets must fail, and what was there must stay. */
static int import_on_a_full_disk(void **state)
{
    struct rlimit limit = {400000, 400000};
    sea_catalog *c = NULL;
    sea_error err = {0};
    signal(SIGXFSZ, SIG_IGN);
    if (sea_catalog_open(at(state, "db"), SEA_CATALOG_WRITE, &c, &err) != SEA_OK) return 1;
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0) return 2;
    sea_catalog_import r;
    if (sea_catalog_import_gp(c, at(state, "b"), SEA_GP_AUTO, from(2), NULL, &r, &err) != SEA_E_IO) return 3;
    if (r.added != 0 || !strstr(err.text, "free space")) return 4;
    sea_catalog_stats stats;
    if (sea_catalog_stats_get(c, &stats, NULL) != SEA_OK || stats.sets != 30 || stats.files != 1) return 5;
    sea_catalog_close(c);
    return 0;
}

static void a_full_disk_leaves_the_old_state(void **state)
{
    write_snapshot(at(state, "a"), 1, 30, 20);
    write_snapshot(at(state, "b"), 1, 5000, 21);
    sea_catalog *c = open_store(at(state, "db"), SEA_CATALOG_WRITE);
    import_file(c, at(state, "a"), 1);
    sea_catalog_close(c);
    in_child(import_on_a_full_disk, state);
    in_sqlite(at(state, "db"), "assert db.execute('PRAGMA integrity_check').fetchone()[0] == 'ok'");
    c = open_store(at(state, "db"), SEA_CATALOG_WRITE);
    assert_int_equal(stats_of(c).sets, 30);
    assert_int_equal(import_file(c, at(state, "b"), 2).added, 5000);
    sea_catalog_close(c);
}

static void an_unreadable_input_changes_nothing(void **state)
{
    write_snapshot(at(state, "a"), 1, 3000, 20);
    assert_int_equal(
        shell("gzip -k '%s' && head -c 20000 '%s.gz' > '%s'", at(state, "a"), at(state, "a"), at(state, "cut.gz")), 0);
    assert_int_equal(shell("echo '<html>busy</html>' > '%s'", at(state, "page")), 0);
    sea_catalog *c = open_store(at(state, "db"), SEA_CATALOG_WRITE);
    sea_catalog_import r;
    sea_error err = {0};
    assert_int_equal(sea_catalog_import_gp(c, at(state, "none"), SEA_GP_AUTO, from(1), NULL, &r, &err), SEA_E_IO);
    assert_non_null(strstr(err.text, "none"));
    assert_int_equal(sea_catalog_import_gp(c, at(state, "cut.gz"), SEA_GP_AUTO, from(1), NULL, &r, &err), SEA_E_IO);
    assert_true(r.read.records > 0);
    assert_int_equal(sea_catalog_import_gp(c, at(state, "page"), SEA_GP_AUTO, from(1), NULL, &r, &err), SEA_E_FORMAT);
    assert_int_equal(stats_of(c).sets + stats_of(c).files + stats_of(c).objects + stats_of(c).diagnostics, 0);
    assert_int_equal(import_file(c, at(state, "a.gz"), 1).added, 3000);
    sea_catalog_close(c);
}

/* -- company ------------------------------------------------------------------------------------------------------ */

typedef struct meanwhile {
    void **state;
    int calls;
} meanwhile;

/* Called in the middle of an import: what others see and may do at that moment. */
static sea_status look_in(void *payload, const sea_gp *gp, const sea_gp_origin *origin)
{
    meanwhile *m = payload;
    (void)gp;
    (void)origin;
    if (m->calls++ != 50) return SEA_OK;
    sea_catalog *reader = open_store(at(m->state, "db"), SEA_CATALOG_READ);
    assert_int_equal(stats_of(reader).sets, 30);
    sea_gp_set set;
    assert_int_equal(sea_catalog_select(reader, arrival_of(0), SEA_TAI_NONE, NULL, 0, &set, NULL, NULL), SEA_OK);
    assert_int_equal(set.count, 30);
    sea_gp_set_free(&set);
    sea_catalog_close(reader);
    sea_catalog *writer = open_store(at(m->state, "db"), SEA_CATALOG_WRITE);
    sea_error err = {0};
    assert_int_equal(sea_catalog_import_gp(writer, at(m->state, "a"), SEA_GP_AUTO, from(3), NULL, NULL, &err),
                     SEA_E_CONFLICT);
    assert_non_null(strstr(err.text, "another program"));
    sea_catalog_close(writer);
    return SEA_OK;
}

static void readers_see_the_old_state_and_a_second_writer_is_told(void **state)
{
    write_snapshot(at(state, "a"), 1, 30, 20);
    write_snapshot(at(state, "b"), 1, 100, 21);
    sea_catalog *c = open_store(at(state, "db"), SEA_CATALOG_WRITE);
    import_file(c, at(state, "a"), 1);
    meanwhile m = {.state = state};
    const sea_gp_sink sink = {.payload = &m, .record = look_in};
    assert_int_equal(sea_catalog_import_gp(c, at(state, "b"), SEA_GP_AUTO, from(2), &sink, NULL, NULL), SEA_OK);
    assert_int_equal(m.calls, 100);
    assert_int_equal(stats_of(c).sets, 130);
    sea_catalog_close(c);
}

static void several_may_make_the_same_store_at_once(void **state)
{
    enum { WRITERS = 4, ROUNDS = 5 };
    for (uint32_t w = 0; w < WRITERS; w++) {
        char name[16];
        snprintf(name, sizeof name, "f%u", (unsigned)w);
        write_snapshot(at(state, name), 1 + 100 * w, 100, 20);
    }
    for (int round = 0; round < ROUNDS; round++) {
        pid_t children[WRITERS];
        for (int w = 0; w < WRITERS; w++) {
            children[w] = fork();
            assert_true(children[w] >= 0);
            if (children[w] != 0) continue;
            char name[16];
            sea_catalog *c = NULL;
            snprintf(name, sizeof name, "f%d", w);
            if (sea_catalog_open(at(state, "db"), SEA_CATALOG_WRITE, &c, NULL) != SEA_OK) _exit(1);
            if (sea_catalog_import_gp(c, at(state, name), SEA_GP_AUTO, from(w), NULL, NULL, NULL) != SEA_OK) _exit(2);
            sea_catalog_close(c);
            _exit(0);
        }
        for (int w = 0; w < WRITERS; w++) {
            int status = 0;
            assert_int_equal(waitpid(children[w], &status, 0), children[w]);
            assert_true(WIFEXITED(status));
            assert_int_equal(WEXITSTATUS(status), 0);
        }
        sea_catalog *c = open_store(at(state, "db"), SEA_CATALOG_READ);
        assert_int_equal(stats_of(c).sets, 100 * WRITERS);
        assert_int_equal(stats_of(c).files, WRITERS);
        sea_catalog_close(c);
        assert_int_equal(shell("rm -f '%s'*", at(state, "db")), 0);
    }
}

/* -- kills -------------------------------------------------------------------------------------------------------- */

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static pid_t start_import(void **state)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child != 0) return child;
    sea_catalog *c = NULL;
    if (sea_catalog_open(at(state, "db"), SEA_CATALOG_WRITE, &c, NULL) != SEA_OK) _exit(1);
    if (sea_catalog_import_gp(c, at(state, "b"), SEA_GP_AUTO, from(2), NULL, NULL, NULL) != SEA_OK) _exit(2);
    sea_catalog_close(c);
    _exit(0);
}

static void reset_store(void **state)
{
    assert_int_equal(shell("rm -f '%s'-*", at(state, "db")), 0);
    assert_int_equal(shell("cp '%s' '%s'", at(state, "old"), at(state, "db")), 0);
}

/* Kills an import at instants spread over its whole course: before it begins, while it reads, at its commit, after it.
 */
static void a_kill_leaves_the_old_state_or_the_new(void **state)
{
    enum { OLD = 500, NEW = 3000, ROUNDS = 20 };
    write_snapshot(at(state, "a"), 1, OLD, 20);
    write_snapshot(at(state, "b"), 1, NEW, 21);
    sea_catalog *c = open_store(at(state, "old"), SEA_CATALOG_WRITE);
    import_file(c, at(state, "a"), 1);
    sea_catalog_close(c);
    reset_store(state);
    double start = now_s();
    assert_int_equal(waitpid(start_import(state), NULL, 0) > 0, 1);
    double whole_s = now_s() - start;
    int olds = 0;
    for (int round = 0; round < ROUNDS; round++) {
        reset_store(state);
        pid_t child = start_import(state);
        usleep((useconds_t)(1e6 * whole_s * (round + 1) / ROUNDS));
        kill(child, SIGKILL);
        assert_int_equal(waitpid(child, NULL, 0), child);
        c = open_store(at(state, "db"), SEA_CATALOG_READ);
        sea_catalog_stats stats = stats_of(c);
        sea_catalog_close(c);
        bool old = stats.sets == OLD && stats.files == 1 && stats.objects == OLD;
        bool new = stats.sets == OLD + NEW &&stats.files == 2 && stats.objects == NEW;
        assert_true(old || new);
        olds += old;
        in_sqlite(at(state, "db"), "assert db.execute('PRAGMA integrity_check').fetchone()[0] == 'ok'\n"
                                   "assert db.execute('PRAGMA foreign_key_check').fetchone() is None");
        c = open_store(at(state, "db"), SEA_CATALOG_WRITE);
        import_file(c, at(state, "b"), 3);
        assert_int_equal(stats_of(c).sets, OLD + NEW);
        sea_catalog_close(c);
    }
    assert_true(olds > 0); /* otherwise every kill came too late to test anything */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_PLACE(other_files_are_refused_and_left_alone),
        IN_A_PLACE(other_versions_are_refused),
        IN_A_PLACE(an_empty_file_becomes_a_store_only_to_write),
        IN_A_PLACE(a_damaged_store_is_said_to_be_one),
        IN_A_PLACE(impossible_values_in_a_store_are_refused),
        IN_A_PLACE(a_store_nobody_may_write_is_still_read),
        IN_A_PLACE(a_full_disk_leaves_the_old_state),
        IN_A_PLACE(an_unreadable_input_changes_nothing),
        IN_A_PLACE(readers_see_the_old_state_and_a_second_writer_is_told),
        IN_A_PLACE(several_may_make_the_same_store_at_once),
        IN_A_PLACE(a_kill_leaves_the_old_state_or_the_new),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
