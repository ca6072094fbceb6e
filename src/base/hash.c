#include "base/hash.h"

#include <sodium.h>

_Static_assert(sizeof(crypto_hash_sha256_state) <= sizeof(sea_sha256), "libsodium's state must fit the opaque one");
_Static_assert(_Alignof(crypto_hash_sha256_state) <= _Alignof(sea_sha256), "and its alignment");
_Static_assert(crypto_hash_sha256_BYTES == 32, "SHA-256 is 32 bytes");

static crypto_hash_sha256_state *inside(sea_sha256 *h)
{
    return (crypto_hash_sha256_state *)(void *)h->opaque;
}

/* These three cannot fail in libsodium (they return a constant 0) and need no sodium_init. */
void sea_sha256_init(sea_sha256 *h)
{
    (void)crypto_hash_sha256_init(inside(h));
}

void sea_sha256_add(sea_sha256 *h, const void *bytes, size_t length)
{
    if (length > 0) (void)crypto_hash_sha256_update(inside(h), bytes, length);
}

void sea_sha256_end(sea_sha256 *h, uint8_t out[32])
{
    (void)crypto_hash_sha256_final(inside(h), out);
}

void sea_sha256_hex(const uint8_t digest[32], char out[65])
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < 32; i++) {
        out[2 * i] = digits[digest[i] >> 4];
        out[2 * i + 1] = digits[digest[i] & 15];
    }
    out[64] = '\0';
}
