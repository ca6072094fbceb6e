/* What stands beside a bundle: an envelope of signatures, a log, public keys. Nothing made up passes for signed. */
#include "fuzz.h"
#include "evidence/bundle.h"

#include <string.h>

typedef struct tally {
    size_t findings, good;
} tally;

static void count(void *payload, const sea_bundle_finding *finding)
{
    tally *t = payload;
    PROPERTY(finding->path[0] && (finding->status == SEA_OK) == (finding->text[0] == '\0'));
    PROPERTY(finding->status != SEA_OK || finding->signer);
    t->findings++;
    t->good += finding->status == SEA_OK;
}

static void check_envelope(const sea_buffer *bytes)
{
    static const char statement[] = "{}";
    tally t = {0};
    const sea_buffer wanted = {.data = (char *)statement, .length = 2};
    sea_bundle_envelope_check(bytes, &wanted, count, &t);
    PROPERTY(t.findings >= 1);
    /* The seed's own signature is the only one over this statement that anybody has. */
    PROPERTY(t.good <= 1);
}

static sea_status count_line(void *payload, const sea_bundle_log_line *line)
{
    PROPERTY(line->line == ++*(uint64_t *)payload && line->time && line->statement_sha256);
    return SEA_OK;
}

static void check_log(const sea_buffer *bytes)
{
    uint64_t lines = 0;
    size_t whole = 0;
    sea_bundle_log log;
    sea_error err = {0};
    sea_status s = sea_bundle_log_read_bytes("log", bytes, count_line, &lines, &log, &whole, &err);
    PROPERTY(log.lines == lines && whole <= bytes->length && strlen(log.head_sha256) == 64);
    PROPERTY(s == SEA_OK || (s == SEA_E_MISMATCH && err.line >= 1 && err.line <= lines + 1 && err.text[0]));
}

static void check_keys(const sea_buffer *bytes)
{
    sea_bundle_key *keys = NULL;
    size_t found = 0;
    sea_error err = {0};
    sea_status s = sea_bundle_keys_read_text("keys", bytes->data, &keys, &found, &err);
    PROPERTY((s == SEA_OK) == (found > 0 && !err.text[0]));
    for (size_t i = 0; i < found; i++) PROPERTY(strlen(keys[i].name) < SEA_BUNDLE_KEY_NAME_MAX);
    free(keys);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sea_buffer bytes = {0};
    sea_buffer_add(&bytes, "", 0);
    if (size > 0) sea_buffer_add(&bytes, (const char *)data, size);
    if (!bytes.data) return 0;
    check_envelope(&bytes);
    check_log(&bytes);
    check_keys(&bytes);
    sea_buffer_free(&bytes);
    return 0;
}
