#include "evidence/claim.h"
#include "base/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ID_MAX = 64, TITLE_MAX = 300, TEXT_MAX = 4000, WHERE_MAX = 96 };

static const char format_word[] = "starsea-claim-1";

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

static sea_status read_id(const sea_json_reader *r, const sea_json *object, const char *where, const char **out)
{
    char inside[WHERE_MAX];
    snprintf(inside, sizeof inside, "%.80s.id", where);
    sea_status status = sea_json_read_string(r, object, "id", where, true, ID_MAX, out);
    if (status == SEA_OK && !id_plain(*out))
        return sea_json_refuse(r, SEA_E_FORMAT, "E_ID", inside,
                               "use lower-case letters, digits, '-', '_' and '.', up to %d", (int)ID_MAX);
    return status;
}

static sea_status read_kind(const sea_json_reader *r, const sea_json *object, const char *where, sea_claim_kind *out)
{
    const char *word = NULL;
    char inside[WHERE_MAX];
    snprintf(inside, sizeof inside, "%.80s.kind", where);
    sea_status status = sea_json_read_string(r, object, "kind", where, true, ID_MAX, &word);
    if (status != SEA_OK) return status;
    for (int k = SEA_CLAIM_OBSERVATION; k <= SEA_CLAIM_CONJECTURE; k++) {
        if (strcmp(word, sea_claim_kind_name((sea_claim_kind)k)) == 0) {
            *out = (sea_claim_kind)k;
            return SEA_OK;
        }
    }
    return sea_json_refuse(r, SEA_E_FORMAT, "E_WORD", inside,
                           "must be \"observation\", \"inference\" or \"conjecture\"");
}

static sea_status read_test(const sea_json_reader *r, const sea_json *object, const char *where, sea_claim_clause *out)
{
    char inside[WHERE_MAX];
    snprintf(inside, sizeof inside, "%.80s.test", where);
    const sea_json *test = sea_json_get(object, "test");
    if (!test) return sea_json_refuse(r, SEA_E_FORMAT, "E_MISSING", inside, "is missing; null says that there is none");
    if (sea_json_type_of(test) == SEA_JSON_NULL) return SEA_OK;
    if (sea_json_type_of(test) != SEA_JSON_OBJECT)
        return sea_json_refuse(r, SEA_E_FORMAT, "E_TYPE", inside, "must be an object or null");
    return sea_claim_test_parse(r, test, inside, out);
}

static sea_status read_clause(const sea_json_reader *r, const sea_json *object, const char *where,
                              sea_claim_clause *out)
{
    static const char *const known[] = {"id", "text", "kind", "required", "test", NULL};
    char inside[WHERE_MAX];
    snprintf(inside, sizeof inside, "%.80s.required", where);
    sea_status status = sea_json_read_keys(r, object, known, where);
    if (status == SEA_OK) status = read_id(r, object, where, &out->id);
    if (status == SEA_OK) status = sea_json_read_string(r, object, "text", where, true, TEXT_MAX, &out->text);
    if (status == SEA_OK) status = read_kind(r, object, where, &out->kind);
    if (status != SEA_OK) return status;
    const sea_json *required = sea_json_get(object, "required");
    if (!required || !sea_json_bool(required, &out->required))
        return sea_json_refuse(r, SEA_E_FORMAT, "E_TYPE", inside, "must be true or false");
    return read_test(r, object, where, out);
}

static sea_status check_different(const sea_json_reader *r, const sea_claim *claim, size_t i)
{
    char inside[WHERE_MAX];
    for (size_t k = 0; k < i; k++) {
        if (strcmp(claim->clauses[k].id, claim->clauses[i].id) != 0) continue;
        snprintf(inside, sizeof inside, "clauses[%zu].id", i);
        return sea_json_refuse(r, SEA_E_FORMAT, "E_DUPLICATE", inside, "clauses[%zu] has the same id", k);
    }
    return SEA_OK;
}

static sea_status read_clauses(const sea_json_reader *r, const sea_json *root, sea_claim *out)
{
    const sea_json *list = sea_json_get(root, "clauses");
    if (!list || sea_json_type_of(list) != SEA_JSON_ARRAY)
        return sea_json_refuse(r, SEA_E_FORMAT, "E_TYPE", "claim.clauses", "must be an array");
    size_t count = sea_json_count(list);
    if (count == 0 || count > SEA_CLAIM_CLAUSES_MAX)
        return sea_json_refuse(r, SEA_E_RANGE, "E_COUNT", "claim.clauses", "holds %zu clauses, 1 to %d are allowed",
                               count, (int)SEA_CLAIM_CLAUSES_MAX);
    out->clauses = calloc(count, sizeof *out->clauses);
    if (!out->clauses) return sea_error_set(r->err, SEA_E_MEMORY, "out of memory for %zu clauses", count);
    bool any_required = false;
    for (size_t i = 0; i < count; i++) {
        char where[WHERE_MAX];
        snprintf(where, sizeof where, "clauses[%zu]", i);
        out->clause_count = i + 1;
        sea_status status = read_clause(r, sea_json_at(list, i), where, &out->clauses[i]);
        if (status == SEA_OK) status = check_different(r, out, i);
        if (status != SEA_OK) return status;
        any_required = any_required || out->clauses[i].required;
    }
    if (!any_required)
        return sea_json_refuse(r, SEA_E_FORMAT, "E_REQUIRED", "claim.clauses",
                               "no clause is required, so nothing would decide the claim");
    return SEA_OK;
}

/* The day or instant of publication, kept as written. */
static sea_status read_date(const sea_json_reader *r, const sea_json *source, sea_claim *out)
{
    sea_status status = sea_json_read_string(r, source, "date", "claim.source", true, ID_MAX, &out->source_date);
    if (status != SEA_OK) return status;
    sea_tai ignored;
    sea_error inner = {0};
    if (sea_tai_parse(out->source_date, strlen(out->source_date), true, &ignored, &inner) != SEA_OK)
        return sea_json_refuse(r, SEA_E_FORMAT, "E_DATE", "claim.source.date", "%.200s", inner.text);
    return SEA_OK;
}

static sea_status read_source(const sea_json_reader *r, const sea_json *root, sea_claim *out)
{
    static const char *const known[] = {"who", "date", "url", "citation", NULL};
    static const char where[] = "claim.source";
    const sea_json *source = sea_json_get(root, "source");
    if (!source) return sea_json_refuse(r, SEA_E_FORMAT, "E_MISSING", where, "is missing");
    sea_status status = sea_json_read_keys(r, source, known, where);
    if (status == SEA_OK) status = sea_json_read_string(r, source, "who", where, true, TITLE_MAX, &out->source_who);
    if (status == SEA_OK) status = read_date(r, source, out);
    if (status == SEA_OK) status = sea_json_read_string(r, source, "url", where, false, TEXT_MAX, &out->source_url);
    if (status == SEA_OK)
        status = sea_json_read_string(r, source, "citation", where, false, TEXT_MAX, &out->source_citation);
    if (status == SEA_OK && !out->source_url && !out->source_citation)
        return sea_json_refuse(r, SEA_E_FORMAT, "E_MISSING", where, "give a url, a citation or both");
    return status;
}

static sea_status read_claim(const sea_json_reader *r, const sea_json *root, sea_claim *out)
{
    static const char *const known[] = {"$schema", "format", "id", "title", "statement", "source", "clauses", NULL};
    static const char where[] = "claim";
    sea_status status = sea_json_read_keys(r, root, known, where);
    if (status != SEA_OK) return status;
    const char *word = NULL;
    status = sea_json_read_string(r, root, "format", where, true, ID_MAX, &word);
    if (status != SEA_OK) return status;
    if (strcmp(word, format_word) != 0)
        return sea_json_refuse(r, SEA_E_UNSUPPORTED, "E_VERSION", "claim.format", "this version reads \"%s\"",
                               format_word);
    status = sea_json_read_string(r, root, "$schema", where, false, TEXT_MAX, &word);
    if (status == SEA_OK) status = read_id(r, root, where, &out->id);
    if (status == SEA_OK) status = sea_json_read_string(r, root, "title", where, true, TITLE_MAX, &out->title);
    if (status == SEA_OK) status = sea_json_read_string(r, root, "statement", where, true, TEXT_MAX, &out->statement);
    if (status == SEA_OK) status = read_source(r, root, out);
    if (status == SEA_OK) status = read_clauses(r, root, out);
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
    const sea_json_reader reader = {.text = text, .length = length, .root = "claim", .err = err};
    status = read_claim(&reader, root, out);
    if (status != SEA_OK) sea_claim_free(out);
    return status;
}

void sea_claim_free(sea_claim *claim)
{
    sea_json_free(claim->document);
    free(claim->clauses);
    *claim = (sea_claim){0};
}
