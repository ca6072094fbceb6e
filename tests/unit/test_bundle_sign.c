/* Signatures on bundles, the keys they are made with, and the log: published vectors, and what a hand may have changed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "bundle_fixture.h"

#include "evidence/bundle.h"

#include <sys/stat.h>
#include <sys/wait.h>

static void from_hex(const char *hex, uint8_t *out)
{
    for (size_t i = 0; hex[2 * i]; i++) {
        unsigned value = 0;
        assert_int_equal(sscanf(hex + 2 * i, "%2x", &value), 1);
        out[i] = (uint8_t)value;
    }
}

/* ---- vectors ---- */

/* The example of the DSSE specification (protocol, test vectors). */
static void encodes_as_dsse_says(void **state)
{
    (void)state;
    sea_buffer out = {0};
    sea_bundle_pae_put(&out, "http://example.com/HelloWorld", "hello world", 11);
    assert_string_equal(out.data, "DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    sea_buffer_clear(&out);
    sea_bundle_pae_put(&out, "", "", 0);
    assert_string_equal(out.data, "DSSEv1 0  0 ");
    sea_buffer_free(&out);
}

/* RFC 8032, 7.1, tests 1 and 2. */
static void signs_as_rfc_8032_says(void **state)
{
    (void)state;
    static const struct {
        const char *seed, *public_key, *message, *signature;
        size_t length;
    } cases[] = {
        {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
         "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
         "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bb"
         "e24"
         "655141438e7a100b",
         0},
        {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
         "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "\x72",
         "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302"
         "aee"
         "b00d291612bb0c00",
         1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        sea_bundle_key key = {0};
        uint8_t wanted[64], made[64];
        from_hex(cases[i].seed, key.seed);
        from_hex(cases[i].public_key, key.public_key);
        from_hex(cases[i].signature, wanted);
        sea_bundle_key_sign(&key, cases[i].message, cases[i].length, made);
        assert_memory_equal(made, wanted, sizeof made);
        assert_true(sea_bundle_key_verify(key.public_key, cases[i].message, cases[i].length, made));
        made[5] ^= 4;
        assert_false(sea_bundle_key_verify(key.public_key, cases[i].message, cases[i].length, made));
    }
}

/* ---- keys ---- */

static void makes_keys_and_reads_them(void **state)
{
    room *r = *state;
    sea_bundle_key made, back, *open = NULL;
    size_t count = 0;
    struct stat st;
    char path[200];
    assert_int_equal(sea_bundle_key_new(r->path, "Zoë, of here", &made, NULL), SEA_OK);
    assert_int_equal(stat(r->path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(sea_bundle_key_read(r->path, &back, NULL), SEA_OK);
    assert_memory_equal(&back, &made, sizeof back);
    snprintf(path, sizeof path, "%s.pub", r->path);
    assert_int_equal(sea_bundle_keys_read(path, &open, &count, NULL), SEA_OK);
    assert_int_equal(count, 1);
    assert_memory_equal(open->public_key, made.public_key, sizeof made.public_key);
    assert_string_equal(open->name, "Zoë, of here");
    free(open);

    sea_error err = {0};
    assert_int_equal(sea_bundle_key_new(r->path, "", &back, &err), SEA_E_CONFLICT);
    assert_non_null(strstr(err.text, "never written over"));
    assert_int_equal(unlink(path), 0);
    assert_int_equal(sea_bundle_key_new(r->path, "", &back, &err), SEA_E_CONFLICT); /* the secret one alone */
    assert_int_equal(sea_bundle_key_new(path, "two\nlines", &back, &err), SEA_E_USAGE);
    assert_int_equal(sea_bundle_keys_read(r->path, &open, &count, &err), SEA_E_FORMAT);
    assert_non_null(strstr(err.text, "this is a secret one"));
}

static void refuses_a_secret_that_others_may_read(void **state)
{
    room *r = *state;
    sea_bundle_key key;
    sea_error err = {0};
    assert_int_equal(sea_bundle_key_new(r->path, "", &key, NULL), SEA_OK);
    static const mode_t modes[] = {0640, 0604, 0620, 0602, 0644};
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        assert_int_equal(chmod(r->path, modes[i]), 0);
        assert_int_equal(sea_bundle_key_read(r->path, &key, &err), SEA_E_IO);
        assert_non_null(strstr(err.text, "chmod 600"));
    }
}

static void refuses_what_is_no_key(void **state)
{
    room *r = *state;
    sea_bundle_key key, *open = NULL;
    size_t count = 0;
    static const char *const texts[] = {
        "",
        "-----BEGIN PUBLIC KEY-----\n",
        "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n",
        "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEApAlfrBrXhzZlTbL1jCvOoWCNPsQs792ghv1G6fIt6r==\n-----END PUBLIC "
        "KEY-----\n",
        /* X25519, which has the same length and another identifier */
        "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VuAyEApAlfrBrXhzZlTbL1jCvOoWCNPsQs792ghv1G6fIt6rw=\n-----END PUBLIC "
        "KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA\n-----END PRIVATE KEY-----\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        write_text(r->path, texts[i]);
        assert_int_equal(chmod(r->path, 0600), 0);
        assert_int_equal(sea_bundle_key_read(r->path, &key, NULL), SEA_E_FORMAT);
        assert_int_equal(sea_bundle_keys_read(r->path, &open, &count, NULL), SEA_E_FORMAT);
        assert_null(open);
    }
    assert_int_equal(sea_os_write_file(r->path, "-----BEGIN\0", 11, NULL), SEA_OK);
    assert_int_equal(sea_bundle_keys_read(r->path, &open, &count, NULL), SEA_E_FORMAT);
}

/* ---- signatures ---- */

typedef struct seen {
    int good, bad;
    char text[400];
} seen;

static void note(void *payload, const sea_bundle_finding *finding)
{
    seen *s = payload;
    s->good += finding->signer && finding->status == SEA_OK;
    if (finding->status == SEA_OK) return;
    s->bad++;
    snprintf(s->text, sizeof s->text, "%s %s", finding->path, finding->text);
}

static sea_status read_bundle(const room *r, seen *s)
{
    sea_bundle back;
    *s = (seen){0};
    sea_status status = sea_bundle_read(r->path, note, s, &back, NULL);
    if (status == SEA_OK) sea_bundle_free(&back);
    return status;
}

static void key_of(uint8_t seed, sea_bundle_key *out)
{
    /* A public key by way of a file, as there is no other. */
    char path[64] = "/tmp/starsea-key-XXXXXX", pem[400];
    uint8_t der[48] = {0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20};
    sea_buffer text = {0};
    memset(der + 16, seed, 32);
    sea_bundle_base64_put(&text, der, sizeof der);
    snprintf(pem, sizeof pem, "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n", text.data);
    sea_buffer_free(&text);
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    write_text(path, pem);
    assert_int_equal(chmod(path, 0600), 0);
    assert_int_equal(sea_bundle_key_read(path, out, NULL), SEA_OK);
    assert_int_equal(unlink(path), 0);
}

static void takes_several_signatures(void **state)
{
    room *r = *state;
    sea_bundle_key one, two, three;
    sea_error err = {0};
    seen s;
    key_of(1, &one);
    key_of(2, &two);
    key_of(3, &three);
    assert_int_equal(sea_bundle_write(r->path, &sample, &one, NULL), SEA_OK);
    assert_int_equal(read_bundle(r, &s), SEA_OK);
    assert_int_equal(s.good, 1);
    assert_int_equal(sea_bundle_sign(r->path, &two, NULL), SEA_OK);
    assert_int_equal(sea_bundle_sign(r->path, &three, NULL), SEA_OK);
    assert_int_equal(sea_bundle_sign(r->path, &two, &err), SEA_E_CONFLICT);
    assert_int_equal(read_bundle(r, &s), SEA_OK);
    assert_int_equal(s.good, 3);

    /* What is not whole is not signed. */
    write_text(inside(r, "outputs/verdict.json"), "{}");
    assert_int_equal(sea_bundle_sign(r->path, &one, &err), SEA_E_MISMATCH);
}

static void the_statement_is_in_toto(void **state)
{
    room *r = *state;
    sea_bundle back;
    assert_int_equal(sea_bundle_write(r->path, &sample, NULL, NULL), SEA_OK);
    assert_int_equal(sea_bundle_read(r->path, NULL, NULL, &back, NULL), SEA_OK);
    sea_json *root = NULL;
    assert_int_equal(sea_json_parse(back.statement, strlen(back.statement), &root, NULL), SEA_OK);
    assert_string_equal(sea_json_string(sea_json_get(root, "_type")), "https://in-toto.io/Statement/v1");
    const sea_json *subjects = sea_json_get(root, "subject");
    assert_int_equal(sea_json_count(subjects), 5);
    const sea_json *last = sea_json_at(subjects, 4);
    assert_string_equal(sea_json_string(sea_json_get(last, "name")), "outputs/verdict.json");
    assert_string_equal(sea_json_string(sea_json_get(sea_json_get(last, "digest"), "sha256")),
                        "ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356");
    sea_json_free(root);
    sea_bundle_free(&back);
}

static void sees_the_signature_of_another_bundle(void **state)
{
    room *r = *state;
    sea_bundle_key one;
    seen s;
    key_of(1, &one);
    assert_int_equal(sea_bundle_write(r->path, &sample, &one, NULL), SEA_OK);
    sea_buffer envelope = {0};
    assert_int_equal(sea_os_read_file(inside(r, "signatures.intoto.jsonl"), 1 << 20, &envelope, NULL), SEA_OK);
    strcat(r->path, "2");
    const sea_bundle_file others[] = {files[0], {"inputs/deep/er.csv", "x", 1}, files[2]};
    const sea_bundle other = {.record = record, .files = others, .file_count = 3};
    assert_int_equal(sea_bundle_write(r->path, &other, NULL, NULL), SEA_OK);
    assert_int_equal(read_bundle(r, &s), SEA_OK);
    assert_int_equal(sea_os_write_file(inside(r, "signatures.intoto.jsonl"), envelope.data, envelope.length, NULL),
                     SEA_OK);
    assert_int_equal(read_bundle(r, &s), SEA_E_MISMATCH);
    assert_int_equal(s.good, 0);
    assert_string_equal(s.text,
                        "signatures.intoto.jsonl signs other bytes than these: they differ in inputs/deep/er.csv");
    sea_buffer_free(&envelope);
}

static void sees_an_envelope_that_is_none(void **state)
{
    room *r = *state;
    static const char *const texts[] = {
        "",
        "{",
        "[]",
        "{\"payload\":\"\",\"payloadType\":\"text/plain\",\"signatures\":[]}\n",
        "{\"payload\":\"\",\"payloadType\":\"application/vnd.in-toto+json\",\"signatures\":[]}\n",
        "{\"payload\":\"e30=\",\"payloadType\":\"application/vnd.in-toto+json\",\"signatures\":[{}]}\n",
        "{\"payload\":\"?\",\"payloadType\":\"application/vnd.in-toto+json\",\"signatures\":[1]}\n",
        "{\"payload\":1,\"payloadType\":\"application/vnd.in-toto+json\",\"signatures\":{}}\n",
    };
    assert_int_equal(sea_bundle_write(r->path, &sample, NULL, NULL), SEA_OK);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        seen s;
        write_text(inside(r, "signatures.intoto.jsonl"), texts[i]);
        assert_int_equal(read_bundle(r, &s), SEA_E_MISMATCH);
        assert_int_equal(s.bad, 1);
        assert_memory_equal(s.text, "signatures.intoto.jsonl", 23);
    }
}

/* ---- the log ---- */

enum { LINES = 4 };

static void write_log(const room *r)
{
    static const uint8_t signer[32] = {7};
    for (int i = 0; i < LINES; i++) {
        char digest[65];
        size_t torn = 1;
        sea_bundle_digest(&i, sizeof i, digest);
        assert_int_equal(
            sea_bundle_log_append(r->path, digest, i % 2 ? signer : NULL, (sea_tai){i * SEA_NS_PER_S}, &torn, NULL),
            SEA_OK);
        assert_int_equal(torn, 0);
    }
}

static sea_status keep_line(void *payload, const sea_bundle_log_line *line)
{
    sea_bundle_log *at = payload;
    assert_int_equal(line->line, ++at->lines);
    assert_int_equal(line->signer == NULL, line->line % 2 == 1);
    return SEA_OK;
}

static void reads_back_what_was_logged(void **state)
{
    room *r = *state;
    sea_bundle_log at = {0}, log;
    write_log(r);
    assert_int_equal(sea_bundle_log_read(r->path, keep_line, &at, &log, NULL), SEA_OK);
    assert_int_equal(at.lines, LINES);
    assert_int_equal(log.lines, LINES);
    strcat(r->path, "none");
    assert_int_equal(sea_bundle_log_read(r->path, NULL, NULL, &log, NULL), SEA_E_NOT_FOUND);
}

/* Start of each line, and the end. */
static void find_lines(const sea_buffer *text, size_t starts[LINES + 1])
{
    size_t line = 0;
    starts[0] = 0;
    for (size_t i = 0; i < text->length; i++)
        if (text->data[i] == '\n') starts[++line] = i + 1;
    assert_int_equal(line, LINES);
}

static uint64_t line_at_fault(const room *r, const void *bytes, size_t length)
{
    sea_bundle_log log;
    sea_error err = {0};
    FILE *f = fopen(r->path, "wb"); /* unsynced: there are many */
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, length, f), length);
    fclose(f);
    assert_int_equal(sea_bundle_log_read(r->path, NULL, NULL, &log, &err), SEA_E_MISMATCH);
    char place[200];
    snprintf(place, sizeof place, "%s:%d: ", r->path, (int)err.line);
    assert_memory_equal(err.text, place, strlen(place));
    return err.line;
}

static void names_every_altered_byte_by_its_line(void **state)
{
    room *r = *state;
    sea_buffer text = {0};
    size_t starts[LINES + 1], line = 0;
    write_log(r);
    assert_int_equal(sea_os_read_file(r->path, 1 << 20, &text, NULL), SEA_OK);
    find_lines(&text, starts);
    for (size_t i = 0; i < text.length; i++) {
        if (i == starts[line + 1]) line++;
        text.data[i] ^= 1;
        assert_int_equal(line_at_fault(r, text.data, text.length), line + 1);
        text.data[i] ^= 1;
    }
    sea_buffer_free(&text);
}

static void names_every_line_cut_out_or_put_twice(void **state)
{
    room *r = *state;
    sea_buffer text = {0};
    size_t starts[LINES + 1];
    write_log(r);
    assert_int_equal(sea_os_read_file(r->path, 1 << 20, &text, NULL), SEA_OK);
    find_lines(&text, starts);
    for (size_t line = 0; line + 1 < LINES; line++) {
        sea_buffer cut = {0};
        sea_buffer_add(&cut, text.data, starts[line]);
        sea_buffer_add(&cut, text.data + starts[line + 1], text.length - starts[line + 1]);
        assert_int_equal(line_at_fault(r, cut.data, cut.length), line + 1);
        sea_buffer_clear(&cut);
        sea_buffer_add(&cut, text.data, starts[line + 1]);
        sea_buffer_add(&cut, text.data + starts[line], text.length - starts[line]);
        assert_int_equal(line_at_fault(r, cut.data, cut.length), line + 2);
        sea_buffer_free(&cut);
    }
    sea_buffer_free(&text);
}

/* A line written anew with a digest of its own that agrees: the next line remembers the one that stood there. */
static void sees_a_line_written_anew(void **state)
{
    room *r = *state;
    sea_buffer text = {0}, forged = {0};
    size_t starts[LINES + 1];
    char digest[65], other[200];
    write_log(r);
    assert_int_equal(sea_os_read_file(r->path, 1 << 20, &text, NULL), SEA_OK);
    find_lines(&text, starts);
    snprintf(other, sizeof other, "%s.other", r->path);
    size_t torn = 0;
    sea_bundle_digest("forged", 6, digest);
    assert_int_equal(sea_bundle_log_append(other, digest, NULL, (sea_tai){0}, &torn, NULL), SEA_OK);
    assert_int_equal(sea_os_read_file(other, 1 << 20, &forged, NULL), SEA_OK);
    sea_buffer_add(&forged, text.data + starts[1], text.length - starts[1]);
    assert_int_equal(line_at_fault(r, forged.data, forged.length), 1);
    sea_buffer_free(&forged);
    sea_buffer_free(&text);
}

/* A crash in the middle of a write leaves a part of a line: at every length it is seen, and mended by the next line. */
static void mends_a_torn_last_line(void **state)
{
    room *r = *state;
    sea_buffer text = {0}, mended = {0};
    size_t starts[LINES + 1];
    char digest[65];
    write_log(r);
    assert_int_equal(sea_os_read_file(r->path, 1 << 20, &text, NULL), SEA_OK);
    find_lines(&text, starts);
    const int last = LINES - 1;
    sea_bundle_digest(&last, sizeof last, digest);
    static const uint8_t signer[32] = {7};
    for (size_t length = starts[last] + 1; length < text.length; length++) {
        size_t torn = 0;
        assert_int_equal(line_at_fault(r, text.data, length), LINES);
        assert_int_equal(sea_bundle_log_append(r->path, digest, signer, (sea_tai){last * SEA_NS_PER_S}, &torn, NULL),
                         SEA_OK);
        assert_int_equal(torn, length - starts[last]);
        assert_int_equal(sea_os_read_file(r->path, 1 << 20, &mended, NULL), SEA_OK);
        assert_int_equal(mended.length, text.length);
        assert_memory_equal(mended.data, text.data, text.length);
    }
    /* To a log that was altered nothing is added. */
    sea_error err = {0};
    size_t torn = 0;
    text.data[3] ^= 1;
    assert_int_equal(line_at_fault(r, text.data, text.length), 1);
    assert_int_equal(sea_bundle_log_append(r->path, digest, NULL, (sea_tai){0}, &torn, &err), SEA_E_MISMATCH);
    assert_int_equal(err.line, 1);
    assert_int_equal(sea_os_read_file(r->path, 1 << 20, &mended, NULL), SEA_OK);
    assert_int_equal(mended.length, text.length);
    sea_buffer_free(&mended);
    sea_buffer_free(&text);
}

/* A file that only looks unfinished is somebody's: it is refused, and no byte of it changes. */
static void leaves_what_is_no_log(void **state)
{
    room *r = *state;
    sea_buffer text = {0}, after = {0};
    size_t torn = 0;
    char digest[65];
    write_log(r);
    assert_int_equal(sea_bundle_log_check(r->path, NULL), SEA_OK);
    assert_int_equal(sea_os_read_file(r->path, 1 << 20, &text, NULL), SEA_OK);
    sea_bundle_digest("x", 1, digest);
    static const char *const tails[] = {"my diary", "{\"line\":", "{", "{\"line\":1,", "{\"lines"};
    for (size_t whole = 0; whole < 2; whole++)
        for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
            bool torn_line =
                strncmp(tails[i], "{\"line\":1,", strlen(tails[i])) == 0 && (whole == 0 || !strchr(tails[i], '1'));
            sea_buffer held = {0};
            if (whole) sea_buffer_add(&held, text.data, text.length);
            sea_buffer_add_text(&held, tails[i]);
            assert_int_equal(sea_os_write_file(r->path, held.data, held.length, NULL), SEA_OK);
            sea_status wanted = torn_line ? SEA_OK : SEA_E_MISMATCH;
            assert_int_equal(sea_bundle_log_check(r->path, NULL), wanted);
            assert_int_equal(sea_os_read_file(r->path, 1 << 20, &after, NULL), SEA_OK);
            assert_int_equal(after.length, held.length);
            assert_int_equal(sea_bundle_log_append(r->path, digest, NULL, (sea_tai){0}, &torn, NULL), wanted);
            assert_int_equal(sea_os_read_file(r->path, 1 << 20, &after, NULL), SEA_OK);
            if (!torn_line) assert_memory_equal(after.data, held.data, held.length);
            if (!torn_line) assert_int_equal(after.length, held.length);
            sea_buffer_free(&held);
        }
    sea_buffer_free(&after);
    sea_buffer_free(&text);
}

/* Several programs write one log at once: every line is there, and the chain holds. */
static void takes_lines_of_several_writers(void **state)
{
    room *r = *state;
    enum { WRITERS = 6, EACH = 5 };
    for (int w = 0; w < WRITERS; w++) {
        pid_t child = fork();
        assert_true(child >= 0);
        if (child > 0) continue;
        int failed = 0;
        for (int i = 0; i < EACH; i++) {
            char digest[65];
            size_t torn = 0;
            sea_bundle_digest(&w, sizeof w, digest);
            failed |= sea_bundle_log_append(r->path, digest, NULL, (sea_tai){0}, &torn, NULL) != SEA_OK;
        }
        _exit(failed);
    }
    for (int w = 0; w < WRITERS; w++) {
        int status = -1;
        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    sea_bundle_log log;
    assert_int_equal(sea_bundle_log_read(r->path, NULL, NULL, &log, NULL), SEA_OK);
    assert_int_equal(log.lines, WRITERS * EACH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encodes_as_dsse_says),
        cmocka_unit_test(signs_as_rfc_8032_says),
        cmocka_unit_test_setup_teardown(makes_keys_and_reads_them, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_a_secret_that_others_may_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_what_is_no_key, set_up, tear_down),
        cmocka_unit_test_setup_teardown(takes_several_signatures, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_statement_is_in_toto, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sees_the_signature_of_another_bundle, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sees_an_envelope_that_is_none, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reads_back_what_was_logged, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_every_altered_byte_by_its_line, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_every_line_cut_out_or_put_twice, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sees_a_line_written_anew, set_up, tear_down),
        cmocka_unit_test_setup_teardown(mends_a_torn_last_line, set_up, tear_down),
        cmocka_unit_test_setup_teardown(leaves_what_is_no_log, set_up, tear_down),
        cmocka_unit_test_setup_teardown(takes_lines_of_several_writers, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
