/* SHA-256 against the published vectors of FIPS 180-2 (appendix B) and NIST's CAVP short messages. */
#include "base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <string.h>

static void expect(const void *bytes, size_t length, const char *hex)
{
    sea_sha256 h;
    uint8_t digest[32];
    char text[65];
    sea_sha256_init(&h);
    sea_sha256_add(&h, bytes, length);
    sea_sha256_end(&h, digest);
    sea_sha256_hex(digest, text);
    assert_string_equal(text, hex);
}

static void published_vectors(void **state)
{
    (void)state;
    expect("", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect("abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    const char *two_blocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    expect(two_blocks, strlen(two_blocks), "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    const unsigned char cavp_8bit[] = {0xd3};
    expect(cavp_8bit, 1, "28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1");
}

static void a_million_a_in_uneven_pieces(void **state)
{
    (void)state;
    static char a[997];
    memset(a, 'a', sizeof a);
    sea_sha256 h;
    sea_sha256_init(&h);
    size_t left = 1000000;
    for (size_t piece = 0; left > 0; piece = (piece + 1) % (sizeof a + 1)) {
        size_t n = piece < left ? piece : left;
        sea_sha256_add(&h, a, n);
        left -= n;
    }
    uint8_t digest[32];
    char text[65];
    sea_sha256_end(&h, digest);
    sea_sha256_hex(digest, text);
    assert_string_equal(text, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void no_bytes_may_be_null(void **state)
{
    (void)state;
    expect(NULL, 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_vectors),
        cmocka_unit_test(a_million_a_in_uneven_pieces),
        cmocka_unit_test(no_bytes_may_be_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
