/*
 * Ed25519 keys in the files that other tools write and read: PKCS #8 for the secret one, SubjectPublicKeyInfo for
 * public ones, both as PEM (RFC 8410, RFC 7468). `openssl genpkey -algorithm ed25519` makes a key that signs here, and
 * `openssl pkeyutl -verify` checks what was signed here.
 */
#include "evidence/bundle.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/os.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(crypto_sign_BYTES == SEA_BUNDLE_SIGNATURE_SIZE, "an Ed25519 signature has 64 bytes");
_Static_assert(crypto_sign_PUBLICKEYBYTES == SEA_BUNDLE_KEY_SIZE, "and its public key 32");
_Static_assert(crypto_sign_SEEDBYTES == SEA_BUNDLE_KEY_SIZE, "as has the seed of the secret one");

enum { KEY_FILE_BYTES_MAX = 1 << 20, KEY_DER_MAX = 512 };

/* What stands before the 32 bytes: the structure, and the identifier of Ed25519, 1.3.101.112. */
static const uint8_t secret_head[16] = {0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06,
                                        0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20};
static const uint8_t public_head[12] = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

typedef struct pem_kind {
    const char *begin, *end;
    const uint8_t *head;
    size_t head_length;
} pem_kind;

static const pem_kind secret_pem = {"-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----", secret_head,
                                    sizeof secret_head};
static const pem_kind public_pem = {"-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----", public_head,
                                    sizeof public_head};

/* ---- base64, and the key's id ---- */

void sea_bundle_base64_put(sea_buffer *out, const void *bytes, size_t length)
{
    size_t room = sodium_base64_encoded_len(length, sodium_base64_VARIANT_ORIGINAL);
    char *text = malloc(room);
    if (!text) {
        out->failed = true;
        return;
    }
    sodium_bin2base64(text, room, bytes, length, sodium_base64_VARIANT_ORIGINAL);
    sea_buffer_add(out, text, room - 1);
    sodium_memzero(text, room); /* it may spell a secret key */
    free(text);
}

bool sea_bundle_base64_read(const char *text, size_t length, void *out, size_t room, size_t *held)
{
    const char *end = NULL;
    if (sodium_base642bin(out, room, text, length, "\r\n", held, &end, sodium_base64_VARIANT_ORIGINAL) != 0)
        return false;
    return end == text + length;
}

void sea_bundle_key_id(const uint8_t public_key[SEA_BUNDLE_KEY_SIZE], char out[SEA_BUNDLE_KEY_ID_MAX])
{
    memcpy(out, "ed25519:", 8);
    sea_sha256_hex(public_key, out + 8);
}

bool sea_bundle_key_id_read(const char *id, uint8_t public_key[SEA_BUNDLE_KEY_SIZE])
{
    size_t held = 0;
    if (strncmp(id, "ed25519:", 8) != 0 || strspn(id + 8, "0123456789abcdef") != 64 || id[72] != '\0') return false;
    return sodium_hex2bin(public_key, SEA_BUNDLE_KEY_SIZE, id + 8, 64, NULL, &held, NULL) == 0 &&
           held == SEA_BUNDLE_KEY_SIZE;
}

/* ---- signing ---- */

void sea_bundle_key_sign(const sea_bundle_key *key, const void *bytes, size_t length,
                         uint8_t signature[SEA_BUNDLE_SIGNATURE_SIZE])
{
    uint8_t public_key[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES];
    crypto_sign_seed_keypair(public_key, secret, key->seed);
    crypto_sign_detached(signature, NULL, bytes, length, secret);
    sodium_memzero(secret, sizeof secret);
}

bool sea_bundle_key_verify(const uint8_t public_key[SEA_BUNDLE_KEY_SIZE], const void *bytes, size_t length,
                           const uint8_t signature[SEA_BUNDLE_SIGNATURE_SIZE])
{
    return crypto_sign_verify_detached(signature, bytes, length, public_key) == 0;
}

void sea_bundle_key_wipe(sea_bundle_key *key)
{
    sodium_memzero(key, sizeof *key);
}

static void wipe_buffer(sea_buffer *b)
{
    if (b->data) sodium_memzero(b->data, b->capacity);
    sea_buffer_free(b);
}

/* ---- reading ---- */

/* The last line of [text, end) that is not blank: what a file says above a key is the key's name. */
static void name_above(const char *text, const char *end, char out[SEA_BUNDLE_KEY_NAME_MAX])
{
    static const char blanks[] = " \t\r\n";
    while (end > text && strchr(blanks, end[-1])) end--;
    const char *start = end;
    while (start > text && start[-1] != '\n') start--;
    size_t length = (size_t)(end - start);
    if (length >= SEA_BUNDLE_KEY_NAME_MAX) length = SEA_BUNDLE_KEY_NAME_MAX - 1;
    length = sea_text_utf8_prefix(start, length);
    memcpy(out, start, length);
    out[length] = '\0';
}

/* The next block of a kind from *at on. Returned: SEA_OK with its 32 bytes, SEA_DONE when there is none, else
 * SEA_E_FORMAT. */
static sea_status next_block(const pem_kind *kind, const char **at, uint8_t bytes[SEA_BUNDLE_KEY_SIZE],
                             char name[SEA_BUNDLE_KEY_NAME_MAX])
{
    const char *begin = strstr(*at, kind->begin);
    if (!begin) return SEA_DONE;
    const char *text = begin + strlen(kind->begin), *end = strstr(text, kind->end);
    if (!end) return SEA_E_FORMAT;
    uint8_t der[KEY_DER_MAX];
    size_t held = 0;
    bool right = sea_bundle_base64_read(text, (size_t)(end - text), der, sizeof der, &held) &&
                 held == kind->head_length + SEA_BUNDLE_KEY_SIZE && memcmp(der, kind->head, kind->head_length) == 0;
    if (right) memcpy(bytes, der + kind->head_length, SEA_BUNDLE_KEY_SIZE);
    sodium_memzero(der, sizeof der);
    name_above(*at, begin, name);
    *at = end + strlen(kind->end);
    return right ? SEA_OK : SEA_E_FORMAT;
}

static sea_status read_text(const char *path, sea_buffer *text, sea_error *err)
{
    sea_status s = sea_os_refuse_special(path, err);
    if (s == SEA_OK) s = sea_os_read_file(path, KEY_FILE_BYTES_MAX, text, err);
    if (s == SEA_OK && strlen(text->data) != text->length)
        s = sea_error_set(err, SEA_E_FORMAT, "%.300s: holds a byte 0; a key is a text file (PEM)", path);
    return s;
}

sea_status sea_bundle_key_read(const char *path, sea_bundle_key *out, sea_error *err)
{
    *out = (sea_bundle_key){0};
    sea_buffer text = {0};
    sea_status s = sea_os_check_private(path, err);
    if (s == SEA_OK) s = read_text(path, &text, err);
    if (s == SEA_OK) {
        const char *at = text.data;
        uint8_t secret[crypto_sign_SECRETKEYBYTES];
        if (next_block(&secret_pem, &at, out->seed, out->name) == SEA_OK)
            crypto_sign_seed_keypair(out->public_key, secret, out->seed);
        else
            s = sea_error_set(err, SEA_E_FORMAT,
                              "%.300s: holds no Ed25519 secret key as PEM (BEGIN PRIVATE KEY); `starsea key` makes one",
                              path);
        sodium_memzero(secret, sizeof secret);
    }
    wipe_buffer(&text);
    if (s != SEA_OK) sea_bundle_key_wipe(out);
    return s;
}

static sea_status read_keys(const char *path, const char *text, sea_bundle_key **keys, size_t *count, sea_error *err)
{
    for (const char *at = text;;) {
        sea_bundle_key key = {0};
        sea_status s = next_block(&public_pem, &at, key.public_key, key.name);
        if (s == SEA_DONE) break;
        if (s != SEA_OK)
            return sea_error_set(err, s, "%.300s: public key %zu is no Ed25519 key as PEM", path, *count + 1);
        sea_bundle_key *grown = realloc(*keys, (*count + 1) * sizeof *grown);
        if (!grown) return sea_error_set(err, SEA_E_MEMORY, "out of memory for the keys");
        *keys = grown;
        grown[(*count)++] = key;
    }
    if (*count > 0) return SEA_OK;
    return sea_error_set(err, SEA_E_FORMAT, "%.300s: holds no public key as PEM (BEGIN PUBLIC KEY)%s", path,
                         strstr(text, secret_pem.begin) ? "; this is a secret one, give the .pub beside it" : "");
}

sea_status sea_bundle_keys_read_text(const char *name, const char *text, sea_bundle_key **out, size_t *count,
                                     sea_error *err)
{
    *out = NULL;
    *count = 0;
    sea_status s = read_keys(name, text, out, count, err);
    if (s == SEA_OK) return s;
    free(*out);
    *out = NULL;
    *count = 0;
    return s;
}

sea_status sea_bundle_keys_read(const char *path, sea_bundle_key **out, size_t *count, sea_error *err)
{
    sea_buffer text = {0};
    *out = NULL;
    *count = 0;
    sea_status s = read_text(path, &text, err);
    if (s == SEA_OK) s = sea_bundle_keys_read_text(path, text.data, out, count, err);
    wipe_buffer(&text);
    return s;
}

/* ---- writing ---- */

static void put_pem(sea_buffer *out, const pem_kind *kind, const uint8_t bytes[SEA_BUNDLE_KEY_SIZE], const char *name)
{
    uint8_t der[sizeof secret_head + SEA_BUNDLE_KEY_SIZE];
    memcpy(der, kind->head, kind->head_length);
    memcpy(der + kind->head_length, bytes, SEA_BUNDLE_KEY_SIZE);
    if (name[0]) sea_buffer_add_format(out, "%s\n", name);
    sea_buffer_add_format(out, "%s\n", kind->begin);
    sea_bundle_base64_put(out, der, kind->head_length + SEA_BUNDLE_KEY_SIZE);
    sea_buffer_add_format(out, "\n%s\n", kind->end);
    sodium_memzero(der, sizeof der);
}

static bool name_allowed(const char *name)
{
    size_t length = strlen(name);
    if (length >= SEA_BUNDLE_KEY_NAME_MAX || sea_text_utf8_prefix(name, length) != length) return false;
    for (const char *c = name; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f) return false;
    return strstr(name, "-----") == NULL;
}

sea_status sea_bundle_key_new(const char *path, const char *name, sea_bundle_key *out, sea_error *err)
{
    *out = (sea_bundle_key){0};
    if (!name_allowed(name))
        return sea_error_set(err, SEA_E_USAGE,
                             "the name of a key: one line of UTF-8, less than %d bytes, without -----",
                             SEA_BUNDLE_KEY_NAME_MAX);
    if (sodium_init() < 0) return sea_error_set(err, SEA_E_IO, "the operating system gives no random numbers");
    sea_buffer secret = {0}, open = {0}, open_path = {0};
    uint8_t expanded[crypto_sign_SECRETKEYBYTES];
    randombytes_buf(out->seed, sizeof out->seed);
    crypto_sign_seed_keypair(out->public_key, expanded, out->seed);
    sodium_memzero(expanded, sizeof expanded);
    memcpy(out->name, name, strlen(name) + 1);
    put_pem(&secret, &secret_pem, out->seed, name);
    put_pem(&open, &public_pem, out->public_key, name);
    sea_buffer_add_format(&open_path, "%s.pub", path);
    sea_status s = SEA_OK;
    if (secret.failed || open.failed || open_path.failed) s = sea_error_set(err, SEA_E_MEMORY, "out of memory");
    if (s == SEA_OK && sea_os_exists(open_path.data))
        s = sea_error_set(err, SEA_E_CONFLICT, "%.300s: exists already; a key is never written over", open_path.data);
    if (s == SEA_OK) s = sea_os_write_private(path, secret.data, secret.length, err);
    if (s == SEA_OK) s = sea_os_write_file(open_path.data, open.data, open.length, err);
    wipe_buffer(&secret);
    sea_buffer_free(&open);
    sea_buffer_free(&open_path);
    if (s != SEA_OK) sea_bundle_key_wipe(out);
    return s;
}
