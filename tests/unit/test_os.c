#include "base/os.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct place {
    char root[64];
    char path[512];
} place;

/* A path inside the test's own folder; valid until the next call. */
static const char *at(void **state, const char *name)
{
    place *p = *state;
    int n = snprintf(p->path, sizeof p->path, "%s/%s", p->root, name);
    assert_true(n > 0 && (size_t)n < sizeof p->path);
    return p->path;
}

static int make_place(void **state)
{
    place *p = calloc(1, sizeof *p);
    if (!p) return -1;
    snprintf(p->root, sizeof p->root, "/tmp/starsea-os-XXXXXX");
    *state = p;
    return mkdtemp(p->root) ? 0 : -1;
}

static int remove_place(void **state)
{
    place *p = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", p->root);
    int rc = system(command);
    free(p);
    return rc;
}

static void put(const char *path, const char *text)
{
    sea_error err = {0};
    assert_int_equal(sea_os_write_file(path, text, strlen(text), &err), SEA_OK);
}

static void expect_text(const char *path, const char *text)
{
    sea_buffer b = {0};
    sea_error err = {0};
    assert_int_equal(sea_os_read_file(path, 1 << 20, &b, &err), SEA_OK);
    assert_int_equal(b.length, strlen(text));
    assert_string_equal(b.data, text);
    free(b.data);
}

typedef struct names {
    char text[512];
    int stop_after;
} names;

static sea_status join(void *payload, const char *relative)
{
    names *n = payload;
    strncat(n->text, relative, sizeof n->text - strlen(n->text) - 2);
    strcat(n->text, "|");
    return n->stop_after > 0 && --n->stop_after == 0 ? SEA_DONE : SEA_OK;
}

static void what_is_written_reads_back(void **state)
{
    put(at(state, "a"), "first");
    expect_text(at(state, "a"), "first");
    put(at(state, "a"), "");
    expect_text(at(state, "a"), "");
    put(at(state, "a"), "second, longer");
    expect_text(at(state, "a"), "second, longer");
    names n = {0};
    assert_int_equal(sea_os_list(((place *)*state)->root, join, &n, NULL), SEA_OK);
    assert_string_equal(n.text, "a|"); /* no temporary file stays */
}

static void bytes_of_any_value_and_many_of_them(void **state)
{
    size_t length = 300000;
    unsigned char *bytes = malloc(length);
    assert_non_null(bytes);
    for (size_t i = 0; i < length; i++) bytes[i] = (unsigned char)(i * 31 + i / 251);
    assert_int_equal(sea_os_write_file(at(state, "big"), bytes, length, NULL), SEA_OK);
    sea_buffer b = {0};
    assert_int_equal(sea_os_read_file(at(state, "big"), length, &b, NULL), SEA_OK);
    assert_int_equal(b.length, length);
    assert_memory_equal(b.data, bytes, length);
    sea_error err = {0};
    assert_int_equal(sea_os_read_file(at(state, "big"), length - 1, &b, &err), SEA_E_RANGE);
    assert_int_equal(b.length, 0);
    assert_non_null(strstr(err.text, "299999"));
    free(b.data);
    free(bytes);
}

static void a_device_is_held_to_the_limit_too(void **state)
{
    (void)state;
    sea_buffer b = {0};
    assert_int_equal(sea_os_read_file("/dev/zero", 100000, &b, NULL), SEA_E_RANGE);
    assert_int_equal(sea_os_read_file("/dev/null", 0, &b, NULL), SEA_OK);
    assert_int_equal(b.length, 0);
    free(b.data);
}

static void absent_files_and_folders_are_named(void **state)
{
    sea_buffer b = {0};
    sea_error err = {0};
    assert_int_equal(sea_os_read_file(at(state, "none"), 10, &b, &err), SEA_E_NOT_FOUND);
    assert_non_null(strstr(err.text, "none: cannot open"));
    assert_int_equal(sea_os_read_file(((place *)*state)->root, 10, &b, &err), SEA_E_IO);
    assert_non_null(strstr(err.text, "folder"));
    assert_int_equal(sea_os_write_file(at(state, "no/such"), "x", 1, &err), SEA_E_NOT_FOUND);
    assert_int_equal(sea_os_list(at(state, "none"), join, NULL, &err), SEA_E_NOT_FOUND);
    assert_false(sea_os_exists(at(state, "none")));
    assert_true(sea_os_exists(((place *)*state)->root));
    free(b.data);
}

static void folders_are_made_with_parents(void **state)
{
    sea_error err = {0};
    assert_int_equal(sea_os_make_folder(at(state, "p/q//r/"), &err), SEA_OK);
    assert_int_equal(sea_os_make_folder(at(state, "p/q/r"), &err), SEA_OK);
    assert_true(sea_os_exists(at(state, "p/q/r")));
    put(at(state, "p/file"), "x");
    assert_int_equal(sea_os_make_folder(at(state, "p/file"), &err), SEA_E_CONFLICT);
    assert_int_not_equal(sea_os_make_folder(at(state, "p/file/below"), &err), SEA_OK);
    assert_int_equal(sea_os_make_folder("", &err), SEA_E_USAGE);
}

static void a_list_is_sorted_and_whole(void **state)
{
    assert_int_equal(sea_os_make_folder(at(state, "a/b"), NULL), SEA_OK);
    put(at(state, "a/b/z"), "");
    put(at(state, "a.txt"), "");
    put(at(state, "a/c"), "");
    put(at(state, "B"), "");
    names n = {0};
    assert_int_equal(sea_os_list(((place *)*state)->root, join, &n, NULL), SEA_OK);
    assert_string_equal(n.text, "B|a.txt|a/b/z|a/c|");
    n = (names){.stop_after = 2};
    assert_int_equal(sea_os_list(((place *)*state)->root, join, &n, NULL), SEA_DONE);
    assert_string_equal(n.text, "B|a.txt|");
}

static void links_and_pipes_in_a_list_are_errors(void **state)
{
    sea_error err = {0};
    names n = {0};
    assert_int_equal(symlink("/etc", at(state, "link")), 0);
    assert_int_equal(sea_os_list(((place *)*state)->root, join, &n, &err), SEA_E_UNSUPPORTED);
    assert_non_null(strstr(err.text, "link"));
    assert_string_equal(n.text, "");
    assert_int_equal(unlink(at(state, "link")), 0);
    assert_int_equal(mkfifo(at(state, "pipe"), 0600), 0);
    assert_int_equal(sea_os_list(((place *)*state)->root, join, &n, &err), SEA_E_UNSUPPORTED);
}

/* The child may write only 4096 bytes to a file: a disk that fills up. The old bytes must survive. */
static void a_full_disk_leaves_the_old_bytes(void **state)
{
    put(at(state, "kept"), "old");
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        static char bytes[100000];
        signal(SIGXFSZ, SIG_IGN);
        struct rlimit limit = {4096, 4096};
        if (setrlimit(RLIMIT_FSIZE, &limit) != 0) _exit(2);
        sea_error err = {0};
        _exit(sea_os_write_file(at(state, "kept"), bytes, sizeof bytes, &err) == SEA_E_IO ? 0 : 1);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    expect_text(at(state, "kept"), "old");
    names n = {0};
    assert_int_equal(sea_os_list(((place *)*state)->root, join, &n, NULL), SEA_OK);
    assert_string_equal(n.text, "kept|");
}

/* Two versions of a file, each of one repeated letter; at any kill the file must be one of them, whole. */
static void a_kill_leaves_old_or_new(void **state)
{
    enum { SIZE = 200000, ROUNDS = 10 };
    static char bytes[SIZE];
    for (int round = 0; round < ROUNDS; round++) {
        memset(bytes, 'a', SIZE);
        assert_int_equal(sea_os_write_file(at(state, "f"), bytes, SIZE, NULL), SEA_OK);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            for (int i = 1;; i++) {
                memset(bytes, 'a' + i % 26, SIZE);
                (void)sea_os_write_file(at(state, "f"), bytes, SIZE, NULL);
            }
        }
        usleep((useconds_t)(500 + round * 1700));
        kill(child, SIGKILL);
        assert_int_equal(waitpid(child, NULL, 0), child);
        sea_buffer b = {0};
        assert_int_equal(sea_os_read_file(at(state, "f"), SIZE, &b, NULL), SEA_OK);
        assert_int_equal(b.length, SIZE);
        for (size_t i = 1; i < SIZE; i++) assert_int_equal(b.data[i], b.data[0]);
        free(b.data);
    }
}

static void clock_processors_and_terminals(void **state)
{
    (void)state;
    assert_true(sea_os_now_utc_ns() > INT64_C(1600000000) * 1000000000); /* after September 2020 */
    assert_true(sea_os_cpu_count() >= 1);
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_false(sea_os_is_terminal(ends[0]));
    close(ends[0]);
    close(ends[1]);
    assert_false(sea_os_is_terminal(-1));
}

#define IN_A_PLACE(test) cmocka_unit_test_setup_teardown(test, make_place, remove_place)

static void links_and_pipes_stay_what_they_are(void **state)
{
    char target[512], link[512], lost[512];
    snprintf(target, sizeof target, "%s", at(state, "target"));
    snprintf(link, sizeof link, "%s", at(state, "link"));
    snprintf(lost, sizeof lost, "%s", at(state, "lost"));
    put(target, "old");
    assert_int_equal(symlink("target", link), 0);
    assert_int_equal(symlink("beyond", lost), 0);
    put(link, "new");
    expect_text(target, "new");
    put(lost, "there");
    expect_text(at(state, "beyond"), "there");
    struct stat st;
    assert_true(lstat(link, &st) == 0 && S_ISLNK(st.st_mode) && lstat(lost, &st) == 0 && S_ISLNK(st.st_mode));
    const char *fifo = at(state, "pipe");
    char got[8] = "";
    int fd = mkfifo(fifo, 0600) == 0 ? open(fifo, O_RDWR | O_NONBLOCK) : -1;
    assert_true(fd >= 0);
    put(fifo, "through");
    assert_int_equal(read(fd, got, sizeof got), 7);
    assert_string_equal(got, "through");
    close(fd);
    assert_true(lstat(at(state, "pipe"), &st) == 0 && S_ISFIFO(st.st_mode));
    assert_int_not_equal(sea_os_write_file(at(state, ""), "x", 1, NULL), SEA_OK); /* a folder */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_PLACE(what_is_written_reads_back),
        IN_A_PLACE(bytes_of_any_value_and_many_of_them),
        cmocka_unit_test(a_device_is_held_to_the_limit_too),
        IN_A_PLACE(absent_files_and_folders_are_named),
        IN_A_PLACE(folders_are_made_with_parents),
        IN_A_PLACE(a_list_is_sorted_and_whole),
        IN_A_PLACE(links_and_pipes_in_a_list_are_errors),
        IN_A_PLACE(a_full_disk_leaves_the_old_bytes),
        IN_A_PLACE(a_kill_leaves_old_or_new),
        IN_A_PLACE(links_and_pipes_stay_what_they_are),
        cmocka_unit_test(clock_processors_and_terminals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
