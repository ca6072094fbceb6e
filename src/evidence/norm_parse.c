/* Norm files: strict reading. */
#include "evidence/norm.h"
#include "base/error.h"
#include "base/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ID_MAX = 64, TITLE_MAX = 300, TEXT_MAX = 4000, WHERE_MAX = 96 };

static const char format_word[] = "starsea-norm-1";

/* Refuses the member `key` of what stands at `where`. */
static sea_status refuse(const sea_json_reader *r, sea_status status, const char *rule, const char *where,
                         const char *key, const char *why)
{
    char inside[WHERE_MAX + 48];
    snprintf(inside, sizeof inside, "%.90s.%.40s", where, key);
    return sea_json_refuse(r, status, rule, inside, "%s", why);
}

/* Becomes part of tables and addresses: letters, digits, and marks that need no quoting. */
static sea_status read_id(const sea_json_reader *r, const sea_json *object, const char *where, const char **out)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.()";
    sea_status s = sea_json_read_string(r, object, "id", where, true, ID_MAX, out);
    if (s == SEA_OK && strspn(*out, allowed) != strlen(*out))
        return refuse(r, SEA_E_FORMAT, "E_ID", where, "id", "use letters, digits, '-', '_', '.' and brackets");
    return s;
}

static sea_status read_binding(const sea_json_reader *r, const sea_json *root, sea_norm_binding *out)
{
    const char *word = NULL;
    sea_status s = sea_json_read_string(r, root, "binding", "norm", true, ID_MAX, &word);
    if (s != SEA_OK) return s;
    for (int b = SEA_NORM_TREATY; b <= SEA_NORM_PLEDGE; b++)
        if (strcmp(word, sea_norm_binding_name((sea_norm_binding)b)) == 0) {
            *out = (sea_norm_binding)b;
            return SEA_OK;
        }
    return refuse(r, SEA_E_FORMAT, "E_WORD", "norm", "binding",
                  "must be treaty, draft, resolution, guideline, standard, licence or pledge");
}

/* ---- tests ---- */

static sea_status read_real(const sea_json_reader *r, const sea_json *test, const char *key, const char *where,
                            double low, double high, double *out)
{
    const sea_json *value = sea_json_get(test, key);
    if (!value) return refuse(r, SEA_E_FORMAT, "E_MISSING", where, key, "is missing");
    if (!sea_json_real(value, out)) return refuse(r, SEA_E_FORMAT, "E_TYPE", where, key, "must be a number");
    if (*out >= low && *out <= high) return SEA_OK;
    char why[80];
    snprintf(why, sizeof why, "must be %g to %g", low, high);
    return refuse(r, SEA_E_RANGE, "E_RANGE", where, key, why);
}

static sea_status read_kinds(const sea_json_reader *r, const sea_json *test, const char *where, uint32_t *out)
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
        char key[40];
        snprintf(key, sizeof key, "objects[%zu]", i);
        if (k == 3) return refuse(r, SEA_E_FORMAT, "E_WORD", where, key, "use payload, rocket-body, debris");
        *out |= words[k].bit;
    }
    if (*out == 0) return refuse(r, SEA_E_FORMAT, "E_EMPTY", where, "objects", "name the kinds of objects it is for");
    return SEA_OK;
}

static sea_status read_launched(const sea_json_reader *r, const sea_json *test, const char *where, sea_object_date *out)
{
    const char *text = NULL;
    sea_status s = sea_json_read_string(r, test, "launched_after", where, false, ID_MAX, &text);
    if (s != SEA_OK || !text) return s;
    sea_tai t;
    sea_error inner = {0};
    if (strlen(text) != 10 || sea_tai_parse(text, 10, true, &t, &inner) != SEA_OK)
        return refuse(r, SEA_E_FORMAT, "E_DATE", where, "launched_after", "must be a day such as 2024-09-29");
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

static sea_status read_numbers(const sea_json_reader *r, const sea_json *test, const char *where, const number *numbers,
                               sea_norm_provision *out)
{
    const char *known[7] = {"type", "objects", "launched_after"};
    for (size_t i = 0; i < 3 && numbers[i].key; i++) known[3 + i] = numbers[i].key;
    sea_status s = sea_json_read_keys(r, test, known, where);
    for (size_t i = 0; s == SEA_OK && i < 3 && numbers[i].key; i++) {
        double value = 0.0;
        s = read_real(r, test, numbers[i].key, where, numbers[i].low, numbers[i].high, &value);
        memcpy((char *)out + numbers[i].offset, &value, sizeof value);
    }
    if (s == SEA_OK && out->test == SEA_NORM_LEO_LIFETIME && out->years != 5.0 && out->years != 25.0)
        return refuse(r, SEA_E_UNSUPPORTED, "E_RANGE", where, "years", "this version judges 5 and 25");
    return s;
}

static sea_status read_test(const sea_json_reader *r, const sea_json *object, const char *where,
                            sea_norm_provision *out)
{
    char inside[WHERE_MAX];
    snprintf(inside, sizeof inside, "%.48s.test", where);
    const sea_json *test = sea_json_get(object, "test");
    if (!test) return refuse(r, SEA_E_FORMAT, "E_MISSING", where, "test", "is missing; null says that there is none");
    if (sea_json_type_of(test) == SEA_JSON_NULL) return SEA_OK;
    if (sea_json_type_of(test) != SEA_JSON_OBJECT)
        return refuse(r, SEA_E_FORMAT, "E_TYPE", where, "test", "must be an object or null");
    const char *type = NULL;
    sea_status s = sea_json_read_string(r, test, "type", inside, true, ID_MAX, &type);
    if (s != SEA_OK) return s;
    size_t i = 0;
    while (i < sizeof tests / sizeof *tests && strcmp(sea_norm_test_name(tests[i].test), type) != 0) i++;
    char place[WHERE_MAX + 8];
    snprintf(place, sizeof place, "%s.type", inside);
    if (i == sizeof tests / sizeof *tests)
        return sea_json_refuse(r, SEA_E_UNSUPPORTED, "E_WORD", place,
                               "this version knows registered, declared-orbit, leo-lifetime, geo-disposal, "
                               "no-fragmentation and tracked, not \"%.40s\"",
                               type);
    out->test = tests[i].test;
    s = read_numbers(r, test, inside, tests[i].numbers, out);
    if (s == SEA_OK) s = read_kinds(r, test, inside, &out->kinds);
    if (s == SEA_OK) s = read_launched(r, test, inside, &out->launched_after);
    return s;
}

/* ---- provisions and the instrument ---- */

static sea_status read_provision(const sea_json_reader *r, const sea_json *object, const char *where,
                                 sea_norm_provision *out)
{
    static const char *const known[] = {"id", "citation", "text", "test", "cannot", NULL};
    sea_status s = sea_json_read_keys(r, object, known, where);
    if (s == SEA_OK) s = read_id(r, object, where, &out->id);
    if (s == SEA_OK) s = sea_json_read_string(r, object, "citation", where, true, TITLE_MAX, &out->citation);
    if (s == SEA_OK) s = sea_json_read_string(r, object, "text", where, true, TEXT_MAX, &out->text);
    if (s == SEA_OK) s = sea_json_read_string(r, object, "cannot", where, true, TEXT_MAX, &out->cannot);
    return s == SEA_OK ? read_test(r, object, where, out) : s;
}

static sea_status read_provisions(const sea_json_reader *r, const sea_json *root, sea_norm *out)
{
    const sea_json *list = sea_json_get(root, "provisions");
    if (!list || sea_json_type_of(list) != SEA_JSON_ARRAY)
        return refuse(r, SEA_E_FORMAT, "E_TYPE", "norm", "provisions", "must be an array");
    size_t count = sea_json_count(list);
    if (count == 0 || count > SEA_NORM_PROVISIONS_MAX)
        return sea_json_refuse(r, SEA_E_RANGE, "E_RANGE", "norm.provisions", "holds %zu, 1 to %d are allowed", count,
                               (int)SEA_NORM_PROVISIONS_MAX);
    out->provisions = calloc(count, sizeof *out->provisions);
    if (!out->provisions) return sea_error_set(r->err, SEA_E_MEMORY, "out of memory for %zu provisions", count);
    out->count = count;
    for (size_t i = 0; i < count; i++) {
        char where[WHERE_MAX];
        snprintf(where, sizeof where, "provisions[%zu]", i);
        sea_status s = read_provision(r, sea_json_at(list, i), where, &out->provisions[i]);
        if (s != SEA_OK) return s;
        for (size_t k = 0; k < i; k++)
            if (strcmp(out->provisions[k].id, out->provisions[i].id) == 0)
                return refuse(r, SEA_E_FORMAT, "E_ID", where, "id", "another provision has the same id");
    }
    return SEA_OK;
}

static sea_status read_norm(const sea_json_reader *r, const sea_json *root, sea_norm *out)
{
    static const char *const known[] = {"$schema", "format",   "id",  "title",      "binding",
                                        "date",    "citation", "url", "provisions", NULL};
    static const char where[] = "norm";
    sea_status s = sea_json_read_keys(r, root, known, where);
    const char *word = NULL;
    if (s == SEA_OK) s = sea_json_read_string(r, root, "format", where, true, ID_MAX, &word);
    if (s != SEA_OK) return s;
    if (strcmp(word, format_word) != 0)
        return sea_json_refuse(r, SEA_E_UNSUPPORTED, "E_VERSION", "norm.format", "this version reads \"%s\"",
                               format_word);
    s = sea_json_read_string(r, root, "$schema", where, false, TEXT_MAX, &word);
    if (s == SEA_OK) s = read_id(r, root, where, &out->id);
    if (s == SEA_OK) s = sea_json_read_string(r, root, "title", where, true, TITLE_MAX, &out->title);
    if (s == SEA_OK) s = read_binding(r, root, &out->binding);
    if (s == SEA_OK) s = sea_json_read_string(r, root, "date", where, true, ID_MAX, &out->date);
    if (s == SEA_OK) s = sea_json_read_string(r, root, "citation", where, true, TITLE_MAX, &out->citation);
    if (s == SEA_OK) s = sea_json_read_string(r, root, "url", where, false, TEXT_MAX, &out->url);
    return s == SEA_OK ? read_provisions(r, root, out) : s;
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
    const sea_json_reader r = {.text = text, .length = length, .root = "norm", .err = err};
    s = read_norm(&r, root, out);
    if (s != SEA_OK) sea_norm_free(out);
    return s;
}

void sea_norm_free(sea_norm *norm)
{
    sea_json_free(norm->document);
    free(norm->provisions);
    *norm = (sea_norm){0};
}
