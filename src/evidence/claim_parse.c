#include "evidence/claim.h"
#include "base/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ID_MAX = 64, TITLE_MAX = 300, TEXT_MAX = 4000, WHERE_MAX = 64 };

static const char format_word[] = "starsea-claim-1";

sea_status sea_claim_keys(const sea_json *object, const char *const *known, const char *where, sea_error *err)
{
    if (!object || sea_json_type_of(object) != SEA_JSON_OBJECT)
        return sea_error_set(err, SEA_E_FORMAT, "%s: must be an object", where);
    void *cursor = NULL;
    const char *key = NULL;
    const sea_json *value = NULL;
    while (sea_json_each(object, &cursor, &key, &value)) {
        size_t i = 0;
        while (known[i] && strcmp(known[i], key) != 0) i++;
        if (!known[i])
            return sea_error_set(err, SEA_E_FORMAT, "%s: unknown key \"%.40s\": mend the spelling or leave it out",
                                 where, key);
    }
    return SEA_OK;
}

sea_status sea_claim_string(const sea_json *object, const char *key, const char *where, bool required, size_t max,
                            const char **out, sea_error *err)
{
    *out = NULL;
    const sea_json *value = sea_json_get(object, key);
    if (!value && !required) return SEA_OK;
    if (!value) return sea_error_set(err, SEA_E_FORMAT, "%s.%s: is missing", where, key);
    const char *text = sea_json_string(value);
    if (!text) return sea_error_set(err, SEA_E_FORMAT, "%s.%s: must be a string", where, key);
    if (text[0] == '\0') return sea_error_set(err, SEA_E_FORMAT, "%s.%s: must not be empty", where, key);
    if (strlen(text) > max)
        return sea_error_set(err, SEA_E_RANGE, "%s.%s: longer than the %zu bytes allowed", where, key, max);
    *out = text;
    return SEA_OK;
}

/* Ids become file names and anchors, so they are plain. */
static bool id_plain(const char *id)
{
    size_t length = strlen(id);
    if (length == 0 || length > ID_MAX) return false;
    for (size_t i = 0; i < length; i++) {
        char c = id[i];
        bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        bool mark = c == '-' || c == '_' || c == '.';
        if (!word && !(mark && i > 0)) return false;
    }
    return true;
}

static sea_status read_id(const sea_json *object, const char *where, const char **out, sea_error *err)
{
    sea_status status = sea_claim_string(object, "id", where, true, ID_MAX, out, err);
    if (status == SEA_OK && !id_plain(*out))
        return sea_error_set(err, SEA_E_FORMAT, "%s.id: use lower-case letters, digits, '-', '_' and '.', up to %d",
                             where, (int)ID_MAX);
    return status;
}

static sea_status read_kind(const sea_json *object, const char *where, sea_claim_kind *out, sea_error *err)
{
    const char *word = NULL;
    sea_status status = sea_claim_string(object, "kind", where, true, ID_MAX, &word, err);
    if (status != SEA_OK) return status;
    for (int k = SEA_CLAIM_OBSERVATION; k <= SEA_CLAIM_CONJECTURE; k++) {
        if (strcmp(word, sea_claim_kind_name((sea_claim_kind)k)) == 0) {
            *out = (sea_claim_kind)k;
            return SEA_OK;
        }
    }
    return sea_error_set(err, SEA_E_FORMAT, "%s.kind: must be \"observation\", \"inference\" or \"conjecture\"", where);
}

static sea_status read_test(const sea_json *object, const char *where, sea_claim_clause *out, sea_error *err)
{
    char inside[WHERE_MAX];
    snprintf(inside, sizeof inside, "%.48s.test", where);
    const sea_json *test = sea_json_get(object, "test");
    if (!test) return sea_error_set(err, SEA_E_FORMAT, "%s: is missing; null says that there is none", inside);
    if (sea_json_type_of(test) == SEA_JSON_NULL) return SEA_OK;
    if (sea_json_type_of(test) != SEA_JSON_OBJECT)
        return sea_error_set(err, SEA_E_FORMAT, "%s: must be an object or null", inside);
    const char *type = NULL;
    sea_status status = sea_claim_string(test, "type", inside, true, ID_MAX, &type, err);
    if (status != SEA_OK) return status;
    if (strcmp(type, sea_claim_test_name(SEA_CLAIM_TEST_CLOSEST_APPROACH)) != 0)
        return sea_error_set(err, SEA_E_UNSUPPORTED, "%s.type: this version knows \"closest-approach\", not \"%.40s\"",
                             inside, type);
    out->test = SEA_CLAIM_TEST_CLOSEST_APPROACH;
    return sea_claim_approach_parse(test, inside, &out->approach, err);
}

static sea_status read_clause(const sea_json *object, const char *where, sea_claim_clause *out, sea_error *err)
{
    static const char *const known[] = {"id", "text", "kind", "required", "test", NULL};
    sea_status status = sea_claim_keys(object, known, where, err);
    if (status == SEA_OK) status = read_id(object, where, &out->id, err);
    if (status == SEA_OK) status = sea_claim_string(object, "text", where, true, TEXT_MAX, &out->text, err);
    if (status == SEA_OK) status = read_kind(object, where, &out->kind, err);
    if (status != SEA_OK) return status;
    const sea_json *required = sea_json_get(object, "required");
    if (!required || !sea_json_bool(required, &out->required))
        return sea_error_set(err, SEA_E_FORMAT, "%s.required: must be true or false", where);
    return read_test(object, where, out, err);
}

static sea_status read_clauses(const sea_json *root, sea_claim *out, sea_error *err)
{
    const sea_json *list = sea_json_get(root, "clauses");
    if (!list || sea_json_type_of(list) != SEA_JSON_ARRAY)
        return sea_error_set(err, SEA_E_FORMAT, "claim.clauses: must be an array");
    size_t count = sea_json_count(list);
    if (count == 0 || count > SEA_CLAIM_CLAUSES_MAX)
        return sea_error_set(err, SEA_E_RANGE, "claim.clauses: holds %zu clauses, 1 to %d are allowed", count,
                             (int)SEA_CLAIM_CLAUSES_MAX);
    out->clauses = calloc(count, sizeof *out->clauses);
    if (!out->clauses) return sea_error_set(err, SEA_E_MEMORY, "out of memory for %zu clauses", count);
    bool any_required = false;
    for (size_t i = 0; i < count; i++) {
        char where[WHERE_MAX];
        snprintf(where, sizeof where, "clauses[%zu]", i);
        out->clause_count = i + 1;
        sea_status status = read_clause(sea_json_at(list, i), where, &out->clauses[i], err);
        if (status != SEA_OK) return status;
        for (size_t k = 0; k < i; k++)
            if (strcmp(out->clauses[k].id, out->clauses[i].id) == 0)
                return sea_error_set(err, SEA_E_FORMAT, "%s.id: clauses[%zu] has the same id", where, k);
        any_required = any_required || out->clauses[i].required;
    }
    if (!any_required)
        return sea_error_set(err, SEA_E_FORMAT,
                             "claim.clauses: no clause is required, so nothing would decide the claim");
    return SEA_OK;
}

/* The day or instant of publication, kept as written. */
static sea_status read_date(const sea_json *source, sea_claim *out, sea_error *err)
{
    sea_status status = sea_claim_string(source, "date", "claim.source", true, ID_MAX, &out->source_date, err);
    if (status != SEA_OK) return status;
    sea_tai ignored;
    sea_error inner = {0};
    if (sea_tai_parse(out->source_date, strlen(out->source_date), true, &ignored, &inner) != SEA_OK)
        return sea_error_set(err, SEA_E_FORMAT, "claim.source.date: %.200s", inner.text);
    return SEA_OK;
}

static sea_status read_source(const sea_json *root, sea_claim *out, sea_error *err)
{
    static const char *const known[] = {"who", "date", "url", "citation", NULL};
    static const char where[] = "claim.source";
    const sea_json *source = sea_json_get(root, "source");
    if (!source) return sea_error_set(err, SEA_E_FORMAT, "%s: is missing", where);
    sea_status status = sea_claim_keys(source, known, where, err);
    if (status == SEA_OK) status = sea_claim_string(source, "who", where, true, TITLE_MAX, &out->source_who, err);
    if (status == SEA_OK) status = read_date(source, out, err);
    if (status == SEA_OK) status = sea_claim_string(source, "url", where, false, TEXT_MAX, &out->source_url, err);
    if (status == SEA_OK)
        status = sea_claim_string(source, "citation", where, false, TEXT_MAX, &out->source_citation, err);
    if (status == SEA_OK && !out->source_url && !out->source_citation)
        return sea_error_set(err, SEA_E_FORMAT, "%s: give a url, a citation or both", where);
    return status;
}

static sea_status read_claim(const sea_json *root, sea_claim *out, sea_error *err)
{
    static const char *const known[] = {"$schema", "format", "id", "title", "statement", "source", "clauses", NULL};
    static const char where[] = "claim";
    sea_status status = sea_claim_keys(root, known, where, err);
    if (status != SEA_OK) return status;
    const char *word = NULL;
    status = sea_claim_string(root, "format", where, true, ID_MAX, &word, err);
    if (status != SEA_OK) return status;
    if (strcmp(word, format_word) != 0)
        return sea_error_set(err, SEA_E_UNSUPPORTED, "claim.format: this version reads \"%s\"", format_word);
    status = sea_claim_string(root, "$schema", where, false, TEXT_MAX, &word, err);
    if (status == SEA_OK) status = read_id(root, where, &out->id, err);
    if (status == SEA_OK) status = sea_claim_string(root, "title", where, true, TITLE_MAX, &out->title, err);
    if (status == SEA_OK) status = sea_claim_string(root, "statement", where, true, TEXT_MAX, &out->statement, err);
    if (status == SEA_OK) status = read_source(root, out, err);
    if (status == SEA_OK) status = read_clauses(root, out, err);
    return status;
}

sea_status sea_claim_parse(const char *text, size_t length, sea_claim *out, sea_error *err)
{
    *out = (sea_claim){0};
    if (length > SEA_CLAIM_BYTES_MAX)
        return sea_error_set(err, SEA_E_RANGE, "a claim of %zu bytes: %d are allowed", length,
                             (int)SEA_CLAIM_BYTES_MAX);
    sea_json *root = NULL;
    sea_status status = sea_json_parse(text, length, &root, err);
    if (status != SEA_OK) return status;
    out->document = root;
    status = read_claim(root, out, err);
    if (status != SEA_OK) sea_claim_free(out);
    return status;
}

void sea_claim_free(sea_claim *claim)
{
    sea_json_free(claim->document);
    free(claim->clauses);
    *claim = (sea_claim){0};
}
