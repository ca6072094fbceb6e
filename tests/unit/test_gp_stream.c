/* Packed input: gzip and zstd whole, cut, damaged, in several parts, and lines nobody should write. */
#include "gp_collect.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <cmocka.h>

#define LINE_1 "1 22675U 93036A   09040.49834364 -.00000001  00000-0  95251-5 0  9996"
#define LINE_2 "2 22675 074.0355 019.4646 0016027 098.7014 261.5952 14.31135643817415"
#define RECORD "COSMOS 2251\n" LINE_1 "\n" LINE_2 "\n"

enum { MANY = 5000 };

static sea_buffer many_records(void)
{
    sea_buffer b = {0};
    for (int i = 0; i < MANY; i++) sea_buffer_add_format(&b, "NAME %d\n%s\n%s\n", i * 7919 % 104729, LINE_1, LINE_2);
    return b;
}

static void add_gzip(sea_buffer *out, const char *text, size_t length)
{
    z_stream z = {0};
    size_t room = length + length / 100 + 100;
    char *packed = malloc(room);
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (z_const Bytef *)(uintptr_t)text;
    z.avail_in = (uInt)length;
    z.next_out = (Bytef *)packed;
    z.avail_out = (uInt)room;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    sea_buffer_add(out, packed, room - z.avail_out);
    deflateEnd(&z);
    free(packed);
}

static void add_zstd(sea_buffer *out, const char *text, size_t length)
{
    size_t room = ZSTD_compressBound(length);
    char *packed = malloc(room);
    size_t size = ZSTD_compress(packed, room, text, length, 3);
    assert_false(ZSTD_isError(size));
    sea_buffer_add(out, packed, size);
    free(packed);
}

typedef void packer(sea_buffer *out, const char *text, size_t length);

static void expect(const sea_buffer *b, size_t length, sea_status status, uint64_t least, uint64_t most)
{
    collection *c = collect_bytes(b->data, length, SEA_GP_AUTO);
    if (c->status != status || c->summary.records < least || c->summary.records > most || c->summary.refused)
        fail_msg("%zu bytes: %s %s, %llu records, %llu refused", length, sea_status_name(c->status), c->err.text,
                 (unsigned long long)c->summary.records, (unsigned long long)c->summary.refused);
    if (status != SEA_OK) assert_true(c->err.code == status && c->err.text[0]);
    if (status == SEA_OK) assert_int_equal(c->summary.bytes, length);
    collection_free(c);
}

static void check_packer(packer *pack)
{
    sea_buffer text = many_records(), packed = {0};
    pack(&packed, text.data, text.length);
    expect(&packed, packed.length, SEA_OK, MANY, MANY);
    /* Cut anywhere: what came before the cut was delivered, no stump is taken for a record, and the cut is told. */
    for (size_t cut = 1; cut <= 8; cut++) expect(&packed, packed.length - cut, SEA_E_IO, 0, MANY);
    expect(&packed, packed.length / 2, SEA_E_IO, 1, MANY - 1);
    /* Damaged in the middle. */
    packed.data[packed.length / 2] ^= 0x55;
    packed.data[packed.length / 2 + 1] ^= 0x55;
    collection *c = collect_bytes(packed.data, packed.length, SEA_GP_AUTO);
    assert_true(c->status == SEA_E_IO || c->summary.records < MANY || c->finding_count);
    collection_free(c);
    /* Two parts one behind the other, split inside a line. */
    sea_buffer_clear(&packed);
    pack(&packed, text.data, 1000);
    pack(&packed, text.data + 1000, text.length - 1000);
    expect(&packed, packed.length, SEA_OK, MANY, MANY);
    /* Other bytes behind. */
    sea_buffer_add_text(&packed, "garbage");
    expect(&packed, packed.length, SEA_E_IO, MANY, MANY);
    sea_buffer_free(&text);
    sea_buffer_free(&packed);
}

static void test_gzip(void **state)
{
    (void)state;
    check_packer(add_gzip);
    sea_buffer b = {0};
    add_gzip(&b, RECORD, strlen(RECORD));
    sea_buffer_add(&b, "\0\0\0\0\0\0\0\0", 8); /* padding, as tapes and some servers leave it */
    expect(&b, b.length, SEA_OK, 1, 1);
    sea_buffer_free(&b);
}

static void test_packed_twice(void **state)
{
    (void)state;
    static void (*const packers[])(sea_buffer *, const char *, size_t) = {add_gzip, add_zstd};
    for (int outer = 0; outer < 2; outer++)
        for (int inner = 0; inner < 2; inner++) {
            sea_buffer once = {0}, twice = {0};
            packers[inner](&once, RECORD, strlen(RECORD));
            packers[outer](&twice, once.data, once.length);
            collection *c = collect_bytes(twice.data, twice.length, SEA_GP_AUTO);
            assert_int_equal(c->status, SEA_E_FORMAT);
            assert_int_equal(c->finding_count, 1);
            assert_string_equal(c->findings[0].rule, "E_ENCODING");
            assert_non_null(strstr(c->findings[0].text, "packed twice"));
            collection_free(c);
            sea_buffer_free(&once);
            sea_buffer_free(&twice);
        }
}

static void test_zstd(void **state)
{
    (void)state;
    check_packer(add_zstd);
    sea_buffer b = {0};
    sea_buffer_add(&b, "\x50\x2a\x4d\x18\x03\0\0\0abc", 11); /* a skippable frame */
    add_zstd(&b, RECORD, strlen(RECORD));
    expect(&b, b.length, SEA_OK, 1, 1);
    sea_buffer_free(&b);
}

static void test_file_is_read_like_bytes(void **state)
{
    (void)state;
    sea_buffer text = many_records(), packed = {0};
    add_gzip(&packed, text.data, text.length);
    char path[] = "/tmp/starsea_gp_XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, packed.data, packed.length), (ssize_t)packed.length);
    close(fd);
    collection *a = collect_file(path), *b = collect_bytes(packed.data, packed.length, SEA_GP_AUTO);
    assert_int_equal(a->status, SEA_OK);
    assert_int_equal(a->summary.records, MANY);
    assert_int_equal(a->summary.bytes, b->summary.bytes);
    assert_memory_equal(a->summary.sha256, b->summary.sha256, SEA_SHA256_SIZE);
    unlink(path);
    collection_free(a);
    collection_free(b);
    a = collect_file("/tmp"); /* opens, but is not readable as a file */
    assert_int_equal(a->status, SEA_E_IO);
    collection_free(a);
    sea_buffer_free(&text);
    sea_buffer_free(&packed);
}

/* A hundred megabytes of the same letter in a hundred kilobytes: given up, in little memory. */
static void test_bomb(void **state)
{
    (void)state;
    enum { SIZE = 100 << 20 };
    char *text = malloc(SIZE);
    memset(text, 'x', SIZE);
    sea_buffer packed = {0};
    add_zstd(&packed, text, SIZE);
    free(text);
    assert_true(packed.length < SIZE / 100);
    collection *c = collect_bytes(packed.data, packed.length, SEA_GP_AUTO);
    assert_int_equal(c->status, SEA_E_FORMAT);
    assert_non_null(find_rule(c, "E_NOTGP"));
    collection_free(c);
    sea_buffer_free(&packed);
}

/* A line of many megabytes costs itself alone, whatever spelling it stands in. */
static void test_long_lines(void **state)
{
    (void)state;
    enum { SIZE = 5 << 20 };
    static const char *const heads[] = {
        RECORD LINE_1 "\n"
                      "2 22675 ", /* its digits make it an element line */
        "NORAD_CAT_ID,EPOCH,BSTAR,MEAN_ANOMALY,ARG_OF_PERICENTER,RA_OF_ASC_NODE,INCLINATION,"
        "ECCENTRICITY,MEAN_MOTION\n5,2024-10-29T12:00:00,0,1,2,3,4,.001,15\n6,",
        "{\"NORAD_CAT_ID\":5,\"EPOCH\":\"2024-10-29T12:00:00\",\"BSTAR\":0,\"MEAN_ANOMALY\":1,"
        "\"ARG_OF_PERICENTER\":2,\"RA_OF_ASC_NODE\":3,\"INCLINATION\":4,\"ECCENTRICITY\":0.001,"
        "\"MEAN_MOTION\":15}\n{\"NORAD_CAT_ID\":"};
    static const char *const tails[] = {
        "\n" RECORD, "\n7,2024-10-29T12:00:00,0,1,2,3,4,.001,15\n",
        "}\n{\"NORAD_CAT_ID\":7,\"EPOCH\":\"2024-10-29T12:00:00\",\"BSTAR\":0,\"MEAN_ANOMALY\":1,"
        "\"ARG_OF_PERICENTER\":2,\"RA_OF_ASC_NODE\":3,\"INCLINATION\":4,\"ECCENTRICITY\":0.001,"
        "\"MEAN_MOTION\":15}\n"};
    char *digits = malloc(SIZE);
    memset(digits, '7', SIZE);
    for (size_t i = 0; i < 3; i++) {
        sea_buffer b = {0};
        sea_buffer_add_text(&b, heads[i]);
        sea_buffer_add(&b, digits, SIZE);
        sea_buffer_add_text(&b, tails[i]);
        collection *c = collect_bytes(b.data, b.length, SEA_GP_AUTO);
        assert_int_equal(c->status, SEA_OK);
        assert_int_equal(c->summary.records, 2);
        assert_int_equal(c->summary.refused, 1);
        assert_non_null(find_rule(c, i == 2 ? "E_JSON" : "E_LENGTH"));
        collection_free(c);
        sea_buffer_free(&b);
    }
    free(digits);
}

/* Records that lie across the edges of every piece the stream is read in. */
static void test_edges(void **state)
{
    (void)state;
    for (size_t shift = 0; shift < 200; shift += 7) {
        sea_buffer b = {0};
        sea_buffer_add_text(&b, "#");
        for (size_t i = 0; i < (1 << 17) - 260 + shift; i++) sea_buffer_add_text(&b, i % 70 == 69 ? "\n#" : "-");
        sea_buffer_add_text(&b, "\n" RECORD RECORD);
        expect(&b, b.length, SEA_OK, 2, 2);
        sea_buffer_free(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gzip),  cmocka_unit_test(test_packed_twice),
        cmocka_unit_test(test_zstd),  cmocka_unit_test(test_file_is_read_like_bytes),
        cmocka_unit_test(test_bomb),  cmocka_unit_test(test_long_lines),
        cmocka_unit_test(test_edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
