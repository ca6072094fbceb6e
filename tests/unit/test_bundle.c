/* Bundles: written whole or not at all, the same bytes every time, and no changed byte goes unseen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "bundle_fixture.h"

typedef struct seen {
    int count, bad;
    char path[256];
    sea_status status;
} seen;

static void note(void *payload, const sea_bundle_finding *finding)
{
    seen *s = payload;
    s->count++;
    if (finding->status == SEA_OK) return;
    s->bad++;
    s->status = finding->status;
    snprintf(s->path, sizeof s->path, "%s", finding->path);
}

static void gives_back_what_was_put_in(void **state)
{
    room *r = *state;
    assert_int_equal(sea_bundle_write(r->path, &sample, NULL, NULL), SEA_OK);
    sea_bundle back;
    seen s = {0};
    assert_int_equal(sea_bundle_read(r->path, note, &s, &back, NULL), SEA_OK);
    assert_int_equal(s.count, 5); /* manifest, its digest, three files */
    assert_int_equal(s.bad, 0);
    assert_string_equal(back.starsea, "0.1.0");
    assert_string_equal(back.job, "check");
    assert_string_equal(back.record, record);
    assert_int_equal(back.file_count, 3);
    const sea_bundle_file *claim = sea_bundle_find(&back, "inputs/claim.json");
    assert_non_null(claim);
    assert_int_equal(claim->length, 10);
    assert_memory_equal(claim->bytes, "{\"id\": 1}\n", 10);
    assert_int_equal(sea_bundle_find(&back, "inputs/deep/er.csv")->length, 0);
    assert_null(sea_bundle_find(&back, "inputs/none"));
    sea_bundle_free(&back);
}

static void same_bytes_every_time(void **state)
{
    room *r = *state;
    assert_int_equal(sea_bundle_write(r->path, &sample, NULL, NULL), SEA_OK);
    sea_buffer first = {0}, second = {0};
    assert_int_equal(sea_os_read_file(inside(r, "manifest.json"), 1 << 20, &first, NULL), SEA_OK);
    strcat(r->path, "2");
    assert_int_equal(sea_bundle_write(r->path, &sample, NULL, NULL), SEA_OK);
    assert_int_equal(sea_os_read_file(inside(r, "manifest.json"), 1 << 20, &second, NULL), SEA_OK);
    assert_int_equal(first.length, second.length);
    assert_memory_equal(first.data, second.data, first.length);
    /* SHA-256 of "{}\n", by sha256sum(1). */
    assert_non_null(strstr(first.data, "ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356"));
    sea_buffer_free(&first);
    sea_buffer_free(&second);
}

static void refuses_a_folder_that_holds_something(void **state)
{
    room *r = *state;
    assert_int_equal(sea_os_make_folder(r->path, NULL), SEA_OK);
    assert_int_equal(sea_bundle_write(r->path, &sample, NULL, NULL), SEA_OK); /* empty: welcome */
    sea_error err = {0};
    assert_int_equal(sea_bundle_write(r->path, &sample, NULL, &err), SEA_E_CONFLICT);
    assert_non_null(strstr(err.text, "holds something"));
    sea_bundle back;
    assert_int_equal(sea_bundle_read(r->path, NULL, NULL, &back, NULL), SEA_OK); /* the first stands untouched */
    sea_bundle_free(&back);
}

static sea_status count_file(void *payload, const char *relative)
{
    (void)relative;
    ++*(int *)payload;
    return SEA_OK;
}

static void leaves_nothing_behind_on_failure(void **state)
{
    room *r = *state;
    write_text(r->path, "a file stands where the bundle should");
    assert_int_equal(sea_bundle_write(r->path, &sample, NULL, NULL), SEA_E_CONFLICT);
    int count = 0;
    assert_int_equal(sea_os_list(r->folder, count_file, &count, NULL), SEA_OK);
    assert_int_equal(count, 1);
}

static void refuses_paths_that_lead_out(void **state)
{
    room *r = *state;
    static const char *const paths[] = {"../x",           "/etc/passwd",     "inputs/../../x", "inputs/",  "inputs//x",
                                        "inputs/.hidden", "manifest.json",   "inputs/a b",     "other/x",  "inputs/x\n",
                                        "outputs/./x",    "inputs/\xc3\xa9", "inputs",         "inputs/a/"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        sea_bundle_file file = {paths[i], "x", 1};
        sea_bundle bad = {.record = record, .files = &file, .file_count = 1};
        assert_int_equal(sea_bundle_write(r->path, &bad, NULL, NULL), SEA_E_USAGE);
    }
    sea_bundle_file twice[] = {{"inputs/a", "x", 1}, {"inputs/a", "y", 1}};
    sea_bundle bad = {.record = record, .files = twice, .file_count = 2};
    assert_int_equal(sea_bundle_write(r->path, &bad, NULL, NULL), SEA_E_USAGE);
    assert_false(sea_os_exists(r->path));
}

static void refuses_a_manifest_that_leads_out(void **state)
{
    room *r = *state;
    assert_int_equal(sea_bundle_write(r->path, &sample, NULL, NULL), SEA_OK);
    write_text(inside(r, "manifest.json"),
               "{\"format\":\"starsea-bundle-1\",\"record\":{\"starsea\":\"0\",\"job\":\"check\",\"options\":{},"
               "\"inputs\":[]},\"files\":[{\"path\":\"../../../../etc/passwd\",\"bytes\":1,\"sha256\":"
               "\"ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356\"}]}");
    sea_bundle back;
    sea_error err = {0};
    assert_int_equal(sea_bundle_read(r->path, NULL, NULL, &back, &err), SEA_E_FORMAT);
    assert_non_null(strstr(err.text, "not a path a bundle may hold"));
}

static void sees_missing_and_added_files_and_links(void **state)
{
    room *r = *state;
    assert_int_equal(sea_bundle_write(r->path, &sample, NULL, NULL), SEA_OK);
    sea_bundle back;
    seen s = {0};
    write_text(inside(r, "outputs/more.txt"), "x");
    assert_int_equal(sea_bundle_read(r->path, note, &s, &back, NULL), SEA_E_MISMATCH);
    assert_int_equal(s.status, SEA_E_CONFLICT);
    assert_string_equal(s.path, "outputs/more.txt");
    assert_int_equal(unlink(inside(r, "outputs/more.txt")), 0);

    assert_int_equal(unlink(inside(r, "outputs/verdict.json")), 0);
    s = (seen){0};
    assert_int_equal(sea_bundle_read(r->path, note, &s, &back, NULL), SEA_E_MISMATCH);
    assert_int_equal(s.status, SEA_E_NOT_FOUND);
    assert_string_equal(s.path, "outputs/verdict.json");

    /* A link to a file with the very bytes that are missed is still a link. */
    char elsewhere[128];
    snprintf(elsewhere, sizeof elsewhere, "%s/elsewhere", r->folder);
    write_text(elsewhere, "{}\n");
    assert_int_equal(symlink(elsewhere, inside(r, "outputs/verdict.json")), 0);
    assert_int_equal(sea_bundle_read(r->path, NULL, NULL, &back, NULL), SEA_E_UNSUPPORTED);
}

static void sees_a_file_that_grew_or_shrank(void **state)
{
    room *r = *state;
    assert_int_equal(sea_bundle_write(r->path, &sample, NULL, NULL), SEA_OK);
    static const char *const texts[] = {"{}\n\n", "{}", ""};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        sea_bundle back;
        sea_error err = {0};
        write_text(inside(r, "outputs/verdict.json"), texts[i]);
        assert_int_equal(sea_bundle_read(r->path, NULL, NULL, &back, &err), SEA_E_MISMATCH);
        assert_non_null(strstr(err.text, "another size"));
    }
}

static void flip_every_byte(room *r, const char *name)
{
    sea_buffer bytes = {0};
    char path[256];
    snprintf(path, sizeof path, "%s", inside(r, name));
    assert_int_equal(sea_os_read_file(path, 1 << 20, &bytes, NULL), SEA_OK);
    for (size_t i = 0; i < bytes.length; i++) {
        bytes.data[i] ^= 1;
        FILE *f = fopen(path, "wb");
        assert_non_null(f);
        assert_int_equal(fwrite(bytes.data, 1, bytes.length, f), bytes.length);
        fclose(f);
        sea_bundle back;
        if (sea_bundle_read(r->path, NULL, NULL, &back, NULL) == SEA_OK)
            fail_msg("%s: byte %zu changed and nobody saw it", name, i);
        bytes.data[i] ^= 1;
    }
    assert_int_equal(sea_os_write_file(path, bytes.data, bytes.length, NULL), SEA_OK);
    sea_buffer_free(&bytes);
}

static void sees_every_changed_byte(void **state)
{
    room *r = *state;
    assert_int_equal(sea_bundle_write(r->path, &sample, NULL, NULL), SEA_OK);
    static const char *const names[] = {"manifest.json", "manifest.sha256", "inputs/claim.json",
                                        "outputs/verdict.json"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) flip_every_byte(r, names[i]);
    sea_bundle back;
    assert_int_equal(sea_bundle_read(r->path, NULL, NULL, &back, NULL), SEA_OK);
    sea_bundle_free(&back);
}

static void tells_a_broken_manifest(void **state)
{
    room *r = *state;
    static const struct {
        const char *text;
        sea_status status;
    } cases[] = {
        {"", SEA_E_FORMAT},
        {"{", SEA_E_FORMAT},
        {"[]", SEA_E_UNSUPPORTED},
        {"{\"format\":\"starsea-bundle-9\"}", SEA_E_UNSUPPORTED},
        {"{\"format\":\"starsea-bundle-1\"}", SEA_E_FORMAT},
        {"{\"format\":\"starsea-bundle-1\",\"files\":[]}", SEA_E_FORMAT},
        {"{\"format\":\"starsea-bundle-1\",\"files\":[{\"path\":1}],\"record\":{}}", SEA_E_FORMAT},
    };
    sea_bundle back;
    assert_int_equal(sea_bundle_read(r->path, NULL, NULL, &back, NULL), SEA_E_NOT_FOUND);
    assert_int_equal(sea_os_make_folder(r->path, NULL), SEA_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        write_text(inside(r, "manifest.json"), cases[i].text);
        assert_int_equal(sea_bundle_read(r->path, NULL, NULL, &back, NULL), cases[i].status);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(gives_back_what_was_put_in, set_up, tear_down),
        cmocka_unit_test_setup_teardown(same_bytes_every_time, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_a_folder_that_holds_something, set_up, tear_down),
        cmocka_unit_test_setup_teardown(leaves_nothing_behind_on_failure, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_paths_that_lead_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_a_manifest_that_leads_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sees_missing_and_added_files_and_links, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sees_a_file_that_grew_or_shrank, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sees_every_changed_byte, set_up, tear_down),
        cmocka_unit_test_setup_teardown(tells_a_broken_manifest, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
