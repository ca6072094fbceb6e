/* Norm files: strict reading. */
#include "evidence/norm.h"
#include "base/error.h"
#include "evidence/claim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ID_MAX = 64, TITLE_MAX = 300, TEXT_MAX = 4000, WHERE_MAX = 64 };

static const char format_word[] = "starsea-norm-1";

/* Becomes part of tables and addresses: letters, digits, and marks that need no quoting. */
static sea_status read_id(const sea_json *object, const char *where, const char **out, sea_error *err)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.()";
    sea_status s = sea_claim_string(object, "id", where, true, ID_MAX, out, err);
    if (s == SEA_OK && strspn(*out, allowed) != strlen(*out))
        return sea_error_set(err, SEA_E_FORMAT, "%s.id: use letters, digits, '-', '_', '.' and brackets", where);
    return s;
}

static sea_status read_binding(const sea_json *root, sea_norm_binding *out, sea_error *err)
{
    const char *word = NULL;
    sea_status s = sea_claim_string(root, "binding", "norm", true, ID_MAX, &word, err);
    if (s != SEA_OK) return s;
    for (int b = SEA_NORM_TREATY; b <= SEA_NORM_PLEDGE; b++)
        if (strcmp(word, sea_norm_binding_name((sea_norm_binding)b)) == 0) {
            *out = (sea_norm_binding)b;
            return SEA_OK;
        }
    return sea_error_set(err, SEA_E_FORMAT,
                         "norm.binding: must be treaty, draft, resolution, guideline, standard, licence or pledge");
}

/* ---- tests ---- */

static sea_status read_real(const sea_json *test, const char *key, const char *where, double low, double high,
                            double *out, sea_error *err)
{
    const sea_json *value = sea_json_get(test, key);
    if (!value) return sea_error_set(err, SEA_E_FORMAT, "%s.%s: is missing", where, key);
    if (!sea_json_real(value, out)) return sea_error_set(err, SEA_E_FORMAT, "%s.%s: must be a number", where, key);
    if (!(*out >= low && *out <= high))
        return sea_error_set(err, SEA_E_RANGE, "%s.%s: must be %g to %g", where, key, low, high);
    return SEA_OK;
}

static sea_status read_kinds(const sea_json *test, const char *where, uint32_t *out, sea_error *err)
{
    static const struct {
        const char *word;
        uint32_t bit;
    } words[] = {{"payload", SEA_NORM_PAYLOADS}, {"rocket-body", SEA_NORM_ROCKET_BODIES}, {"debris", SEA_NORM_DEBRIS}};
    const sea_json *list = sea_json_get(test, "objects");
    *out = 0;
    for (size_t i = 0; list && i < sea_json_count(list); i++) {
        const char *word = sea_json_string(sea_json_at(list, i));
        size_t k = 0;
        while (k < 3 && (!word || strcmp(words[k].word, word) != 0)) k++;
        if (k == 3)
            return sea_error_set(err, SEA_E_FORMAT, "%s.objects[%zu]: use payload, rocket-body, debris", where, i);
        *out |= words[k].bit;
    }
    if (*out == 0) return sea_error_set(err, SEA_E_FORMAT, "%s.objects: name the kinds of objects it is for", where);
    return SEA_OK;
}

static sea_status read_launched(const sea_json *test, const char *where, sea_object_date *out, sea_error *err)
{
    const char *text = NULL;
    sea_status s = sea_claim_string(test, "launched_after", where, false, ID_MAX, &text, err);
    if (s != SEA_OK || !text) return s;
    sea_tai t;
    sea_error inner = {0};
    if (strlen(text) != 10 || sea_tai_parse(text, 10, true, &t, &inner) != SEA_OK)
        return sea_error_set(err, SEA_E_FORMAT, "%s.launched_after: must be a day such as 2024-09-29", where);
    const sea_utc utc = sea_tai_to_utc(t);
    *out = (sea_object_date){(int16_t)utc.year, utc.month, utc.day, false};
    return SEA_OK;
}

typedef struct number {
    const char *key;
    size_t offset; /* of the double in a provision */
    double low, high;
} number;

#define NUMBER(key, low, high)                                                                                         \
    {                                                                                                                  \
#key, offsetof(sea_norm_provision, key), low, high                                                             \
    }

/* A test and its numbers, all of them required. */
static const struct {
    sea_norm_test test;
    number numbers[3];
} tests[] = {
    {SEA_NORM_REGISTERED, {NUMBER(grace_days, 0, 36525)}},
    {SEA_NORM_DECLARED_ORBIT, {NUMBER(height_km, 0, 1e5), NUMBER(incl_deg, 0, 180)}},
    {SEA_NORM_LEO_LIFETIME, {NUMBER(years, 5, 25)}},
    {SEA_NORM_GEO_DISPOSAL, {{0}}},
    {SEA_NORM_NO_FRAGMENTATION, {NUMBER(days, 1, 36525)}},
    {SEA_NORM_TRACKED, {NUMBER(days, 1, 36525)}},
};

static sea_status read_numbers(const sea_json *test, const char *where, const number *numbers, sea_norm_provision *out,
                               sea_error *err)
{
    const char *known[7] = {"type", "objects", "launched_after"};
    for (size_t i = 0; i < 3 && numbers[i].key; i++) known[3 + i] = numbers[i].key;
    sea_status s = sea_claim_keys(test, known, where, err);
    for (size_t i = 0; s == SEA_OK && i < 3 && numbers[i].key; i++) {
        double value = 0.0;
        s = read_real(test, numbers[i].key, where, numbers[i].low, numbers[i].high, &value, err);
        memcpy((char *)out + numbers[i].offset, &value, sizeof value);
    }
    if (s == SEA_OK && out->test == SEA_NORM_LEO_LIFETIME && out->years != 5.0 && out->years != 25.0)
        return sea_error_set(err, SEA_E_UNSUPPORTED, "%s.years: this version judges 5 and 25", where);
    return s;
}

static sea_status read_test(const sea_json *object, const char *where, sea_norm_provision *out, sea_error *err)
{
    char inside[WHERE_MAX];
    snprintf(inside, sizeof inside, "%.48s.test", where);
    const sea_json *test = sea_json_get(object, "test");
    if (!test) return sea_error_set(err, SEA_E_FORMAT, "%s: is missing; null says that there is none", inside);
    if (sea_json_type_of(test) == SEA_JSON_NULL) return SEA_OK;
    if (sea_json_type_of(test) != SEA_JSON_OBJECT)
        return sea_error_set(err, SEA_E_FORMAT, "%s: must be an object or null", inside);
    const char *type = NULL;
    sea_status s = sea_claim_string(test, "type", inside, true, ID_MAX, &type, err);
    if (s != SEA_OK) return s;
    size_t i = 0;
    while (i < sizeof tests / sizeof *tests && strcmp(sea_norm_test_name(tests[i].test), type) != 0) i++;
    if (i == sizeof tests / sizeof *tests)
        return sea_error_set(err, SEA_E_UNSUPPORTED,
                             "%s.type: this version knows registered, declared-orbit, leo-lifetime, geo-disposal, "
                             "no-fragmentation and tracked, not \"%.40s\"",
                             inside, type);
    out->test = tests[i].test;
    s = read_numbers(test, inside, tests[i].numbers, out, err);
    if (s == SEA_OK) s = read_kinds(test, inside, &out->kinds, err);
    if (s == SEA_OK) s = read_launched(test, inside, &out->launched_after, err);
    return s;
}

/* ---- provisions and the instrument ---- */

static sea_status read_provision(const sea_json *object, const char *where, sea_norm_provision *out, sea_error *err)
{
    static const char *const known[] = {"id", "citation", "text", "test", "cannot", NULL};
    sea_status s = sea_claim_keys(object, known, where, err);
    if (s == SEA_OK) s = read_id(object, where, &out->id, err);
    if (s == SEA_OK) s = sea_claim_string(object, "citation", where, true, TITLE_MAX, &out->citation, err);
    if (s == SEA_OK) s = sea_claim_string(object, "text", where, true, TEXT_MAX, &out->text, err);
    if (s == SEA_OK) s = sea_claim_string(object, "cannot", where, true, TEXT_MAX, &out->cannot, err);
    return s == SEA_OK ? read_test(object, where, out, err) : s;
}

static sea_status read_provisions(const sea_json *root, sea_norm *out, sea_error *err)
{
    const sea_json *list = sea_json_get(root, "provisions");
    if (!list || sea_json_type_of(list) != SEA_JSON_ARRAY)
        return sea_error_set(err, SEA_E_FORMAT, "norm.provisions: must be an array");
    size_t count = sea_json_count(list);
    if (count == 0 || count > SEA_NORM_PROVISIONS_MAX)
        return sea_error_set(err, SEA_E_RANGE, "norm.provisions: holds %zu, 1 to %d are allowed", count,
                             (int)SEA_NORM_PROVISIONS_MAX);
    out->provisions = calloc(count, sizeof *out->provisions);
    if (!out->provisions) return sea_error_set(err, SEA_E_MEMORY, "out of memory for %zu provisions", count);
    out->count = count;
    for (size_t i = 0; i < count; i++) {
        char where[WHERE_MAX];
        snprintf(where, sizeof where, "provisions[%zu]", i);
        sea_status s = read_provision(sea_json_at(list, i), where, &out->provisions[i], err);
        if (s != SEA_OK) return s;
        for (size_t k = 0; k < i; k++)
            if (strcmp(out->provisions[k].id, out->provisions[i].id) == 0)
                return sea_error_set(err, SEA_E_FORMAT, "%s.id: provisions[%zu] has the same id", where, k);
    }
    return SEA_OK;
}

static sea_status read_norm(const sea_json *root, sea_norm *out, sea_error *err)
{
    static const char *const known[] = {"$schema", "format",   "id",  "title",      "binding",
                                        "date",    "citation", "url", "provisions", NULL};
    static const char where[] = "norm";
    sea_status s = sea_claim_keys(root, known, where, err);
    const char *word = NULL;
    if (s == SEA_OK) s = sea_claim_string(root, "format", where, true, ID_MAX, &word, err);
    if (s != SEA_OK) return s;
    if (strcmp(word, format_word) != 0)
        return sea_error_set(err, SEA_E_UNSUPPORTED, "norm.format: this version reads \"%s\"", format_word);
    s = sea_claim_string(root, "$schema", where, false, TEXT_MAX, &word, err);
    if (s == SEA_OK) s = read_id(root, where, &out->id, err);
    if (s == SEA_OK) s = sea_claim_string(root, "title", where, true, TITLE_MAX, &out->title, err);
    if (s == SEA_OK) s = read_binding(root, &out->binding, err);
    if (s == SEA_OK) s = sea_claim_string(root, "date", where, true, ID_MAX, &out->date, err);
    if (s == SEA_OK) s = sea_claim_string(root, "citation", where, true, TITLE_MAX, &out->citation, err);
    if (s == SEA_OK) s = sea_claim_string(root, "url", where, false, TEXT_MAX, &out->url, err);
    return s == SEA_OK ? read_provisions(root, out, err) : s;
}

sea_status sea_norm_parse(const char *text, size_t length, sea_norm *out, sea_error *err)
{
    *out = (sea_norm){0};
    if (length > SEA_NORM_BYTES_MAX)
        return sea_error_set(err, SEA_E_RANGE, "a norm file of %zu bytes: %d are allowed", length,
                             (int)SEA_NORM_BYTES_MAX);
    sea_json *root = NULL;
    sea_status s = sea_json_parse(text, length, &root, err);
    if (s != SEA_OK) return s;
    out->document = root;
    s = read_norm(root, out, err);
    if (s != SEA_OK) sea_norm_free(out);
    return s;
}

void sea_norm_free(sea_norm *norm)
{
    sea_json_free(norm->document);
    free(norm->provisions);
    *norm = (sea_norm){0};
}
