/* SHA-256 (libsodium inside). */
#ifndef SEA_BASE_HASH_H
#define SEA_BASE_HASH_H

#include <starsea/status.h>

typedef struct sea_sha256 {
    _Alignas(16) unsigned char opaque[128];
} sea_sha256;

void sea_sha256_init(sea_sha256 *h);
void sea_sha256_add(sea_sha256 *h, const void *bytes, size_t length);
void sea_sha256_end(sea_sha256 *h, uint8_t out[32]);
void sea_sha256_hex(const uint8_t digest[32], char out[65]); /* lower case, NUL-terminated */

#endif
