/* Tokens: random, shown once, kept as digests. */
#include "server.h"

#include <sodium.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void digest_hex(const void *bytes, size_t length, char hex[65])
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(digest, bytes, length);
    sodium_bin2hex(hex, 65, digest, sizeof digest);
}

unsigned scopes_parse(const char *words)
{
    static const struct {
        const char *word;
        unsigned scopes;
    } known[] = {{"read", SCOPE_READ}, {"write", SCOPE_READ | SCOPE_WRITE}, {"admin", SCOPE_READ | SCOPE_ADMIN}};
    unsigned scopes = 0;
    while (*words) {
        size_t length = strcspn(words, ","), i = 0;
        while (i < 3 && !(strlen(known[i].word) == length && memcmp(known[i].word, words, length) == 0)) i++;
        if (i == 3) return 0;
        scopes |= known[i].scopes;
        words += length + (words[length] == ',');
    }
    return scopes;
}

bool token_new(unsigned scopes, char bearer[2 * TOKEN_BYTES + 1], char line[128])
{
    unsigned char random[TOKEN_BYTES];
    char hex[65];
    if (sodium_init() < 0) return false;
    randombytes_buf(random, sizeof random);
    sodium_bin2hex(bearer, 2 * TOKEN_BYTES + 1, random, sizeof random);
    digest_hex(bearer, strlen(bearer), hex);
    snprintf(line, 128, "read%s%s %s", scopes & SCOPE_WRITE ? ",write" : "", scopes & SCOPE_ADMIN ? ",admin" : "", hex);
    return true;
}

static bool read_line(char *line, token *out)
{
    char words[64], hex[65];
    size_t length;
    if (sscanf(line, "%63s %64s", words, hex) != 2) return false;
    out->scopes = scopes_parse(words);
    return out->scopes != 0 &&
           sodium_hex2bin(out->digest, sizeof out->digest, hex, strlen(hex), NULL, &length, NULL) == 0 &&
           length == sizeof out->digest;
}

static bool read_lines(FILE *f, const char *path, guard *g, char *message, size_t size)
{
    char line[256];
    for (unsigned number = 1; fgets(line, sizeof line, f); number++) {
        line[strcspn(line, "#\r\n")] = '\0';
        if (line[strspn(line, " \t")] == '\0') continue;
        token *grown = realloc(g->tokens, (g->token_count + 1) * sizeof *grown);
        if (!grown) {
            snprintf(message, size, "out of memory");
            return false;
        }
        g->tokens = grown;
        if (!read_line(line, &g->tokens[g->token_count])) {
            snprintf(message, size, "%.200s:%u: must be SCOPES SHA256, as --new-token prints it", path, number);
            return false;
        }
        g->token_count++;
    }
    if (g->token_count == 0) snprintf(message, size, "%.200s: no token in it", path);
    return g->token_count > 0;
}

bool token_read(const char *path, guard *g, char *message, size_t size)
{
    struct stat st;
    FILE *f = fopen(path, "r");
    if (!f || sodium_init() < 0 || fstat(fileno(f), &st) != 0) {
        snprintf(message, size, "%.200s: cannot be read", path);
        if (f) fclose(f);
        return false;
    }
    bool good = (st.st_mode & 077) == 0;
    if (good)
        good = read_lines(f, path, g, message, size);
    else
        snprintf(message, size, "%.200s: others may read or write it; chmod 600", path);
    fclose(f);
    return good;
}

unsigned token_scopes(const guard *g, const char *bearer)
{
    unsigned char digest[32];
    unsigned scopes = 0;
    crypto_hash_sha256(digest, (const unsigned char *)bearer, strlen(bearer));
    for (size_t i = 0; i < g->token_count; i++) /* all of them, so that time tells nothing */
        if (sodium_memcmp(digest, g->tokens[i].digest, sizeof digest) == 0) scopes = g->tokens[i].scopes;
    return scopes;
}
