/* No byte of a bundle can change unseen: each byte of each file, through the job that verifies.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "bundle_fixture.h"

#include <starsea/job.h>

#include <fcntl.h>

typedef struct told {
    char rows[8192]; /* of CSV */
    size_t length;
} told;

static sea_status keep(void *payload, const char *bytes, size_t length, sea_error *err)
{
    (void)err;
    told *t = payload;
    if (length > sizeof t->rows - 1 - t->length) length = sizeof t->rows - 1 - t->length;
    memcpy(t->rows + t->length, bytes, length);
    t->length += length;
    t->rows[t->length] = '\0';
    return SEA_OK;
}

static sea_status run_job(const char *name, const char *const *inputs, size_t input_count,
                          const sea_job_argument *arguments, size_t argument_count, told *t, sea_error *err)
{
    t->length = 0;
    t->rows[0] = '\0';
    const sea_job_request request = {.arguments = arguments,
                                     .argument_count = argument_count,
                                     .inputs = inputs,
                                     .input_count = input_count,
                                     .payload = t,
                                     .write = keep};
    sea_job_outcome outcome = {0};
    sea_status s = sea_job_run(sea_job_find(name), &request, &outcome, err);
    sea_job_outcome_free(&outcome);
    return s;
}

static sea_status verify(const room *r, told *t, sea_error *err)
{
    const char *const inputs[] = {r->path};
    const sea_job_argument arguments[] = {{"format", "csv"}};
    return run_job("verify", inputs, 1, arguments, 1, t, err);
}

/* The bundle of the collision of 2009, by two element sets. */
static void make_bundle(const room *r, bool with_key)
{
    char key[160];
    told t;
    sea_error err = {0};
    snprintf(key, sizeof key, "%s/key", r->folder);
    const char *const inputs[] = {STARSEA_SOURCE_DIR "/data/claims/iridium33-cosmos2251.json",
                                  STARSEA_SOURCE_DIR "/data/demo_2009.3le"};
    const sea_job_argument arguments[] = {{"bundle", r->path}, {"sign", key}};
    if (with_key) {
        sea_bundle_key made;
        assert_int_equal(sea_bundle_key_new(key, "", &made, NULL), SEA_OK);
    }
    if (run_job("check", inputs, 2, arguments, with_key ? 2 : 1, &t, &err) != SEA_OK) fail_msg("%s", err.text);
    assert_int_equal(verify(r, &t, &err), SEA_OK);
}

typedef struct tally {
    const room *room;
    size_t files, bytes;
} tally;

static void put_byte(int fd, size_t at, unsigned char byte)
{
    assert_int_equal(pwrite(fd, &byte, 1, (off_t)at), 1);
}

/* The row of the file, or the error where there can be no rows, names it. */
static void expect_seen(const tally *t, const char *name, size_t at)
{
    told seen;
    sea_error err = {0};
    char row[300];
    sea_status s = verify(t->room, &seen, &err);
    if (s == SEA_OK) fail_msg("%s: byte %zu changed and nobody saw it", name, at);
    snprintf(row, sizeof row, "\n%s,digest,MISMATCH", name);
    char *signature = strcmp(name, "signatures.intoto.jsonl") == 0 ? strstr(row, "digest") : NULL;
    if (signature) strcpy(signature, "signature,MISMATCH");
    if (!strstr(seen.rows, row) && !strstr(err.text, name))
        fail_msg("%s: byte %zu: not named by: %s %s", name, at, seen.rows, err.text);
}

static sea_status flip_file(void *payload, const char *relative)
{
    tally *t = payload;
    sea_buffer bytes = {0};
    const char *path = inside(t->room, relative);
    assert_int_equal(sea_os_read_file(path, 1 << 20, &bytes, NULL), SEA_OK);
    int fd = open(path, O_WRONLY);
    assert_true(fd >= 0);
    for (size_t i = 0; i < bytes.length; i++) {
        unsigned char byte = (unsigned char)bytes.data[i];
        put_byte(fd, i, byte ^ (unsigned char)(1u << i % 8)); /* each bit has its turn */
        expect_seen(t, relative, i);
        put_byte(fd, i, byte);
    }
    close(fd);
    t->files++;
    t->bytes += bytes.length;
    sea_buffer_free(&bytes);
    return SEA_OK;
}

static void flip_all(room *r, bool with_key, size_t wanted)
{
    tally t = {.room = r};
    told seen;
    make_bundle(r, with_key);
    assert_int_equal(sea_os_list(r->path, flip_file, &t, NULL), SEA_OK);
    assert_int_equal(t.files, wanted);
    print_message("%zu bytes of %zu files\n", t.bytes, t.files);
    assert_int_equal(verify(r, &seen, NULL), SEA_OK);
}

static void unsigned_bundle(void **state)
{
    flip_all(*state, false, 10);
}

static void signed_bundle(void **state)
{
    flip_all(*state, true, 11);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(unsigned_bundle, set_up, tear_down),
        cmocka_unit_test_setup_teardown(signed_bundle, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
