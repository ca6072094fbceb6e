/*
 * Signatures on a bundle: an in-toto Statement (v1) whose subjects are its files, in a DSSE envelope of one line.
 *
 * The statement follows from the folder alone, so the payload of an envelope is made again and compared; and an
 * envelope has one spelling. What is left that a hand could change is a signature, and that is what signatures are for.
 *
 * Reference: in-toto Attestation Framework, Statement v1; DSSE 1.0, protocol and envelope.
 */
#include "evidence/bundle.h"
#include "base/error.h"
#include "base/os.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char sea_bundle_signatures_name[] = "signatures.intoto.jsonl";
const char sea_bundle_payload_type[] = "application/vnd.in-toto+json";

enum { ENVELOPE_BYTES_MAX = 8 << 20 };

/* ---- the statement ---- */

static void put(sea_json_writer *w, const char *key, const char *text)
{
    sea_json_key(w, key);
    sea_json_put_string(w, text);
}

static void put_subject(sea_json_writer *w, const char *name, const char *sha256)
{
    sea_json_begin_object(w);
    put(w, "name", name);
    sea_json_key(w, "digest");
    sea_json_begin_object(w);
    put(w, "sha256", sha256);
    sea_json_end_object(w);
    sea_json_end_object(w);
}

void sea_bundle_statement_put(sea_buffer *out, const sea_json *record, const sea_bundle_entry *entries, size_t count,
                              const void *manifest, size_t manifest_length)
{
    char manifest_sha256[65], digest_sha256[65];
    sea_buffer digest = {0};
    sea_bundle_digest(manifest, manifest_length, manifest_sha256);
    sea_bundle_digest_put(&digest, manifest, manifest_length);
    out->failed |= digest.failed;
    sea_bundle_digest(digest.data ? digest.data : "", digest.length, digest_sha256);
    sea_buffer_free(&digest);

    sea_json_writer w = sea_json_writer_init(out, 0);
    sea_json_begin_object(&w);
    put(&w, "_type", "https://in-toto.io/Statement/v1");
    sea_json_key(&w, "subject");
    sea_json_begin_array(&w);
    put_subject(&w, sea_bundle_manifest_name, manifest_sha256);
    put_subject(&w, sea_bundle_digest_name, digest_sha256);
    for (size_t i = 0; i < count; i++) put_subject(&w, entries[i].path, entries[i].sha256);
    sea_json_end_array(&w);
    put(&w, "predicateType", "urn:starsea:bundle-1");
    sea_json_key(&w, "predicate");
    sea_json_begin_object(&w);
    sea_json_key(&w, "record");
    sea_json_put(&w, record);
    sea_json_end_object(&w);
    sea_json_end_object(&w);
}

void sea_bundle_pae_put(sea_buffer *out, const char *type, const void *body, size_t length)
{
    sea_buffer_add_format(out, "DSSEv1 %zu %s %zu ", strlen(type), type, length);
    sea_buffer_add(out, body, length);
}

/* ---- the envelope ---- */

typedef struct signature {
    uint8_t key[SEA_BUNDLE_KEY_SIZE], bytes[SEA_BUNDLE_SIGNATURE_SIZE];
} signature;

typedef struct envelope {
    char *payload;
    size_t payload_length;
    signature *signatures;
    size_t count;
} envelope;

static void free_envelope(envelope *e)
{
    free(e->payload);
    free(e->signatures);
}

static void put_envelope(sea_buffer *out, const envelope *e)
{
    sea_buffer payload = {0};
    sea_bundle_base64_put(&payload, e->payload, e->payload_length);
    sea_json_writer w = sea_json_writer_init(out, 0);
    sea_json_begin_object(&w);
    put(&w, "payload", payload.data ? payload.data : "");
    put(&w, "payloadType", sea_bundle_payload_type);
    sea_json_key(&w, "signatures");
    sea_json_begin_array(&w);
    for (size_t i = 0; i < e->count; i++) {
        char id[SEA_BUNDLE_KEY_ID_MAX];
        sea_buffer text = {0};
        sea_bundle_key_id(e->signatures[i].key, id);
        sea_bundle_base64_put(&text, e->signatures[i].bytes, SEA_BUNDLE_SIGNATURE_SIZE);
        sea_json_begin_object(&w);
        put(&w, "keyid", id);
        put(&w, "sig", text.data ? text.data : "");
        sea_json_end_object(&w);
        out->failed |= text.failed;
        sea_buffer_free(&text);
    }
    sea_json_end_array(&w);
    sea_json_end_object(&w);
    sea_buffer_add(out, "\n", 1);
    out->failed |= payload.failed;
    sea_buffer_free(&payload);
}

static bool read_signature(const sea_json *value, signature *out)
{
    const char *id = sea_json_string(sea_json_get(value, "keyid")), *sig = sea_json_string(sea_json_get(value, "sig"));
    size_t held = 0;
    return id && sig && sea_bundle_key_id_read(id, out->key) &&
           sea_bundle_base64_read(sig, strlen(sig), out->bytes, sizeof out->bytes, &held) && held == sizeof out->bytes;
}

static bool has_signed(const envelope *e, const uint8_t key[SEA_BUNDLE_KEY_SIZE])
{
    for (size_t i = 0; i < e->count; i++)
        if (memcmp(e->signatures[i].key, key, SEA_BUNDLE_KEY_SIZE) == 0) return true;
    return false;
}

/* Returned: what is wrong with it, NULL when nothing is. */
static const char *read_parts(const sea_json *root, envelope *out)
{
    const char *type = sea_json_string(sea_json_get(root, "payloadType"));
    const char *payload = sea_json_string(sea_json_get(root, "payload"));
    const sea_json *list = sea_json_get(root, "signatures");
    size_t count = list && sea_json_type_of(list) == SEA_JSON_ARRAY ? sea_json_count(list) : 0;
    if (!type || strcmp(type, sea_bundle_payload_type) != 0 || !payload)
        return "is no envelope of an in-toto statement";
    if (count == 0 || count > SEA_BUNDLE_SIGNATURES_MAX) return "holds no signature, or more than are allowed";
    out->payload = malloc(strlen(payload) + 1);
    out->signatures = calloc(count, sizeof *out->signatures);
    if (!out->payload || !out->signatures) return "takes more memory than there is";
    if (!sea_bundle_base64_read(payload, strlen(payload), out->payload, strlen(payload) + 1, &out->payload_length))
        return "has a payload that is not base64";
    for (; out->count < count; out->count++) {
        signature *s = &out->signatures[out->count];
        if (!read_signature(sea_json_at(list, out->count), s))
            return "has a signature that is not of a key `ed25519:...` and 64 bytes";
        if (has_signed(out, s->key)) return "has two signatures of one key";
    }
    return NULL;
}

/* Returned: what is wrong with it, NULL when nothing is. An envelope has one spelling. */
static const char *read_envelope(const sea_buffer *bytes, envelope *out)
{
    sea_json *root = NULL;
    sea_buffer again = {0};
    sea_status parsed = sea_json_parse(bytes->data ? bytes->data : "", bytes->length, &root, NULL);
    if (parsed != SEA_OK) return parsed == SEA_E_CONFLICT ? "has a key twice in one object" : "is no JSON";
    const char *wrong = read_parts(root, out);
    if (!wrong) {
        put_envelope(&again, out);
        bool same =
            !again.failed && again.length == bytes->length && memcmp(again.data, bytes->data, again.length) == 0;
        if (!same) wrong = "is not spelt as Starsea writes it";
    }
    sea_buffer_free(&again);
    sea_json_free(root);
    return wrong;
}

/* ---- checking ---- */

/* The first subject of one statement that the other has not, or has with another digest. */
static const char *differing_subject(const sea_json *held, const sea_json *wanted)
{
    const sea_json *a = sea_json_get(held, "subject"), *b = sea_json_get(wanted, "subject");
    size_t n = sea_json_count(a) > sea_json_count(b) ? sea_json_count(a) : sea_json_count(b);
    for (size_t k = 0; k < n; k++) {
        size_t i =
            (k + 2) % n; /* manifest and digest, which stand first, differ whenever a file does: they come last */
        const sea_json *x = sea_json_at(a, i), *y = sea_json_at(b, i);
        const char *name_x = sea_json_string(sea_json_get(x, "name")),
                   *name_y = sea_json_string(sea_json_get(y, "name"));
        const char *hash_x = sea_json_string(sea_json_get(sea_json_get(x, "digest"), "sha256"));
        const char *hash_y = sea_json_string(sea_json_get(sea_json_get(y, "digest"), "sha256"));
        if (!name_x || !name_y || strcmp(name_x, name_y) != 0) return name_y ? name_y : name_x;
        if (!hash_x || !hash_y || strcmp(hash_x, hash_y) != 0) return name_y;
    }
    return NULL;
}

static void describe_payload(const envelope *e, const sea_buffer *statement, sea_buffer *out)
{
    sea_json *held = NULL, *wanted = NULL;
    sea_buffer_add_text(out, "signs other bytes than these");
    if (sea_json_parse(e->payload, e->payload_length, &held, NULL) == SEA_OK &&
        sea_json_parse(statement->data, statement->length, &wanted, NULL) == SEA_OK) {
        const char *name = differing_subject(held, wanted);
        if (name) sea_buffer_add_format(out, ": they differ in %s", name);
    }
    sea_json_free(held);
    sea_json_free(wanted);
}

static void check_signatures(const envelope *e, sea_bundle_finding_fn tell, void *payload)
{
    sea_buffer signed_bytes = {0};
    sea_bundle_pae_put(&signed_bytes, sea_bundle_payload_type, e->payload, e->payload_length);
    for (size_t i = 0; i < e->count; i++) {
        const signature *s = &e->signatures[i];
        bool good =
            !signed_bytes.failed && sea_bundle_key_verify(s->key, signed_bytes.data, signed_bytes.length, s->bytes);
        char text[160], id[SEA_BUNDLE_KEY_ID_MAX];
        sea_bundle_key_id(s->key, id);
        snprintf(text, sizeof text, "signature %zu, said to be of %s, does not agree", i + 1, id);
        const sea_bundle_finding finding = {.path = sea_bundle_signatures_name,
                                            .status = good ? SEA_OK : SEA_E_MISMATCH,
                                            .text = good ? "" : text,
                                            .signer = s->key};
        tell(payload, &finding);
    }
    sea_buffer_free(&signed_bytes);
}

void sea_bundle_envelope_check(const sea_buffer *bytes, const sea_buffer *statement, sea_bundle_finding_fn tell,
                               void *payload)
{
    envelope e = {0};
    sea_buffer text = {0};
    const char *wrong = read_envelope(bytes, &e);
    if (!wrong &&
        (e.payload_length != statement->length || memcmp(e.payload, statement->data, statement->length) != 0)) {
        describe_payload(&e, statement, &text);
        wrong = text.failed ? "signs other bytes than these" : text.data;
    }
    if (wrong) {
        const sea_bundle_finding finding = {
            .path = sea_bundle_signatures_name, .status = SEA_E_MISMATCH, .text = wrong};
        tell(payload, &finding);
    } else {
        check_signatures(&e, tell, payload);
    }
    sea_buffer_free(&text);
    free_envelope(&e);
}

/* ---- signing ---- */

static sea_status add_signature(envelope *e, const sea_bundle_key *key, sea_error *err)
{
    if (has_signed(e, key->public_key))
        return sea_error_set(err, SEA_E_CONFLICT, "this key has signed the bundle already");
    if (e->count == SEA_BUNDLE_SIGNATURES_MAX)
        return sea_error_set(err, SEA_E_RANGE, "a bundle takes at most %d signatures", SEA_BUNDLE_SIGNATURES_MAX);
    signature *grown = realloc(e->signatures, (e->count + 1) * sizeof *grown);
    if (!grown) return sea_error_set(err, SEA_E_MEMORY, "out of memory for the signatures");
    e->signatures = grown;
    sea_buffer bytes = {0};
    sea_bundle_pae_put(&bytes, sea_bundle_payload_type, e->payload, e->payload_length);
    if (!bytes.failed) {
        signature *s = &grown[e->count++];
        memcpy(s->key, key->public_key, sizeof s->key);
        sea_bundle_key_sign(key, bytes.data, bytes.length, s->bytes);
    }
    bool failed = bytes.failed;
    sea_buffer_free(&bytes);
    return failed ? sea_error_set(err, SEA_E_MEMORY, "out of memory for the signatures") : SEA_OK;
}

sea_status sea_bundle_envelope_put(sea_buffer *out, const sea_buffer *before, const char *statement, size_t length,
                                   const sea_bundle_key *key, sea_error *err)
{
    envelope e = {0};
    sea_status s = SEA_OK;
    if (before) {
        const char *wrong = read_envelope(before, &e);
        if (wrong) s = sea_error_set(err, SEA_E_MISMATCH, "%s: %s", sea_bundle_signatures_name, wrong);
    } else {
        e.payload = malloc(length + 1);
        e.payload_length = length;
        if (e.payload) memcpy(e.payload, statement, length);
        if (!e.payload) s = sea_error_set(err, SEA_E_MEMORY, "out of memory for the statement");
    }
    if (s == SEA_OK) s = add_signature(&e, key, err);
    if (s == SEA_OK) put_envelope(out, &e);
    if (s == SEA_OK && out->failed) s = sea_error_set(err, SEA_E_MEMORY, "out of memory for the signatures");
    free_envelope(&e);
    return s;
}

static sea_status write_signed(const char *path, const sea_bundle *bundle, const sea_bundle_key *key, sea_error *err)
{
    sea_buffer before = {0}, after = {0};
    bool there = sea_os_exists(path);
    sea_status s = there ? sea_os_read_file(path, ENVELOPE_BYTES_MAX, &before, err) : SEA_OK;
    if (s == SEA_OK)
        s = sea_bundle_envelope_put(&after, there ? &before : NULL, bundle->statement, strlen(bundle->statement), key,
                                    err);
    if (s == SEA_OK) s = sea_os_write_file(path, after.data, after.length, err);
    sea_buffer_free(&before);
    sea_buffer_free(&after);
    return s;
}

static sea_status sign_alone(const char *folder, const sea_bundle_key *key, sea_error *err)
{
    sea_bundle bundle = {0};
    sea_buffer path = {0};
    sea_status s = sea_bundle_read(folder, NULL, NULL, &bundle, err); /* nobody signs what is not whole */
    if (s != SEA_OK) return s;
    sea_buffer_add_format(&path, "%s/%s", folder, sea_bundle_signatures_name);
    s = path.failed ? sea_error_set(err, SEA_E_MEMORY, "out of memory") : write_signed(path.data, &bundle, key, err);
    sea_buffer_free(&path);
    sea_bundle_free(&bundle);
    return s;
}

/* One after another: of two that read the same envelope the first one's signature would be lost. */
sea_status sea_bundle_sign(const char *folder, const sea_bundle_key *key, sea_error *err)
{
    int lock = -1;
    sea_status s = sea_os_lock_folder(folder, &lock, err);
    if (s != SEA_OK) return s;
    s = sign_alone(folder, key, err);
    sea_os_unlock(lock);
    return s;
}
