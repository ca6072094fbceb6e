/*
 * Conjunction messages in JSON. Two spellings are in circulation: flat, with SAT1_ or SAT2_ before the keys of an
 * object and `_UNIT` behind those with a unit, all values strings; and nested, as the XML or with an object for each.
 * Keys are looked for in the order of the standard, so that the stream is the one KVN and XML give. Keys of no standard
 * are left alone: data services add their own.
 */
#include "analysis/cdm.h"
#include "base/json.h"

#include <stdio.h>
#include <string.h>

enum { KEY_MAX = 80, NESTED_MAX = 8 };

typedef struct reading {
    const char *text;
    size_t length;
    sea_ndm_reader *reader;
    const sea_ndm_schema *schema;
    char number[SEA_TEXT_REAL_MAX];
} reading;

/* Where a key stands for the first time after `from`; the text's end when nowhere. */
static sea_ndm_text place_of(const reading *j, const char *key)
{
    char quoted[KEY_MAX + 4];
    sea_ndm_text at = {.line = 1, .column = 1};
    int n = snprintf(quoted, sizeof quoted, "\"%s\"", key);
    const char *found = memmem(j->text, j->length, quoted, (size_t)n);
    for (const char *p = j->text; found && p < found; p++) {
        at.column++;
        if (*p != '\n') continue;
        at.line++;
        at.column = 1;
    }
    return at;
}

/* A member of an object, or of objects inside it that are no object of the conjunction. */
static const sea_json *find(const sea_json *v, const char *key, int depth)
{
    const sea_json *found = sea_json_get(v, key);
    void *cursor = NULL;
    const char *name;
    const sea_json *inner;
    if (found || depth == NESTED_MAX || sea_json_type_of(v) != SEA_JSON_OBJECT) return found;
    while (!found && sea_json_each(v, &cursor, &name, &inner)) {
        size_t n = strlen(name);
        bool numbered = n > 0 && (name[n - 1] == '1' || name[n - 1] == '2');
        if (!numbered && sea_json_type_of(inner) == SEA_JSON_OBJECT) found = find(inner, key, depth + 1);
    }
    return found;
}

/* The JSON object that holds object `number` (1 or 2) when they are nested; NULL when they are not. */
static const sea_json *object_of(const sea_json *root, int number)
{
    static const char *const arrays[] = {"segment", "segments", "objects", "OBJECTS", "SEGMENTS"};
    for (size_t i = 0; i < 5; i++) {
        static const char *const numbered[][2] = {
            {"OBJECT1", "OBJECT2"}, {"object1", "object2"}, {"SAT1", "SAT2"}, {"sat1", "sat2"}, {"Object1", "Object2"}};
        const sea_json *v = find(root, numbered[i][number - 1], 0);
        if (sea_json_type_of(v) == SEA_JSON_OBJECT) return v;
    }
    for (size_t i = 0; i < sizeof arrays / sizeof arrays[0]; i++) {
        const sea_json *v = find(root, arrays[i], 0);
        if (v && sea_json_type_of(v) == SEA_JSON_ARRAY && sea_json_count(v) >= (size_t)number)
            return sea_json_at(v, (size_t)number - 1);
    }
    return NULL;
}

/* Text of a scalar; false for null, objects and arrays. */
static bool scalar(reading *j, const sea_json *v, sea_ndm_text *out)
{
    double real;
    int64_t integer;
    const char *text = NULL;
    if (!v) return false;
    switch (sea_json_type_of(v)) {
    case SEA_JSON_STRING: text = sea_json_string(v); break;
    case SEA_JSON_INTEGER:
        if (!sea_json_integer(v, &integer)) return false;
        snprintf(j->number, sizeof j->number, "%lld", (long long)integer);
        text = j->number;
        break;
    case SEA_JSON_REAL:
        if (!sea_json_real(v, &real)) return false;
        sea_text_from_real(real, j->number);
        text = j->number;
        break;
    default: return false;
    }
    out->data = text;
    out->length = strlen(text);
    while (out->length > 0 && out->data[out->length - 1] == ' ') out->length--;
    return true;
}

/* Fractions of a second stand apart in the flat spelling. */
static bool take_field(reading *j, const sea_json *from, const char *prefix, const sea_ndm_field *f)
{
    char key[KEY_MAX], joined[80];
    snprintf(key, sizeof key, "%s%s", prefix, f->name);
    const sea_json *v = find(from, key, 0);
    sea_ndm_text at = place_of(j, key), value = at, unit = {"", 0, at.line, at.column};
    sea_ndm_text name = {f->name, strlen(f->name), at.line, at.column};
    if (!scalar(j, v, &value) || value.length == 0) return true;
    if (f->kind == SEA_NDM_UTC) {
        sea_ndm_text fraction;
        snprintf(key, sizeof key, "%s%s_FRACTION", prefix, f->name);
        uint64_t us; /* microseconds */
        if (scalar(j, find(from, key, 0), &fraction) && sea_text_to_u64(fraction.data, fraction.length, &us) &&
            us < 1000000 && !memchr(value.data, '.', value.length) && value.length < 40) {
            snprintf(joined, sizeof joined, "%.*s.%06u", (int)value.length, value.data, (unsigned)us);
            value.data = joined;
            value.length = strlen(joined);
        }
    }
    snprintf(key, sizeof key, "%s%s_UNIT", prefix, f->name);
    char number[SEA_TEXT_REAL_MAX];
    memcpy(number, j->number, sizeof number);
    if (value.data == j->number) value.data = number;
    (void)scalar(j, find(from, key, 0), &unit);
    if (!f->unit) unit.length = 0;
    return sea_ndm_item(j->reader, f, &name, &value, &unit);
}

static bool take_section(reading *j, const sea_json *from, const char *prefix, sea_ndm_section section)
{
    bool entered = false;
    for (size_t i = 0; i < j->schema->count; i++) {
        const sea_ndm_field *f = &j->schema->fields[i];
        char key[KEY_MAX];
        if (f->section != section) continue;
        snprintf(key, sizeof key, "%s%s", prefix, f->name);
        const sea_json *v = find(from, key, 0);
        if (!v || sea_json_type_of(v) == SEA_JSON_OBJECT || sea_json_type_of(v) == SEA_JSON_ARRAY) continue;
        sea_ndm_text at = place_of(j, key);
        if (!entered && !sea_ndm_enter(j->reader, section, &at)) return false;
        entered = true;
        if (!take_field(j, from, prefix, f)) return false;
    }
    return true;
}

/* Comments say what has no key of its own, the combined radius for one. */
static void take_comments(reading *j, const sea_json *from, const char *prefix)
{
    char key[KEY_MAX];
    snprintf(key, sizeof key, "%sCOMMENT", prefix);
    const sea_json *v = sea_json_get(from, key);
    size_t count = sea_json_type_of(v) == SEA_JSON_ARRAY ? sea_json_count(v) : v != NULL;
    for (size_t i = 0; i < count; i++) {
        sea_ndm_text text = place_of(j, key);
        const char *words = sea_json_string(sea_json_type_of(v) == SEA_JSON_ARRAY ? sea_json_at(v, i) : v);
        if (!words) continue;
        text.data = words;
        text.length = strlen(words);
        sea_ndm_comment(j->reader, &text);
    }
}

static bool take_object(reading *j, const sea_json *root, int number)
{
    const sea_json *nested = object_of(root, number), *from = nested ? nested : root;
    static const char *const prefixes[][2] = {{"SAT1_", "SAT2_"}, {"OBJECT1_", "OBJECT2_"}, {"SAT_1_", "SAT_2_"}};
    const char *prefix = "";
    for (size_t i = 0; !nested && i < sizeof prefixes / sizeof prefixes[0]; i++) {
        char key[KEY_MAX];
        snprintf(key, sizeof key, "%sX", prefixes[i][number - 1]);
        if (find(root, key, 0)) prefix = prefixes[i][number - 1];
    }
    sea_ndm_text at = {"OBJECT", 6, 1, 1}, none = {"", 0, 1, 1};
    if (!nested && !*prefix) return true; /* the end of the message says what is missing */
    if (!sea_ndm_enter_segment(j->reader, &at) || !sea_ndm_enter(j->reader, SEA_NDM_METADATA, &at)) return false;
    const sea_ndm_field *object = sea_ndm_field_find(j->schema, &at, SEA_NDM_METADATA, 0);
    sea_ndm_text which = {number == 1 ? "OBJECT1" : "OBJECT2", 7, 1, 1};
    if (!sea_ndm_item(j->reader, object, &at, &which, &none)) return false;
    for (size_t i = 0; i < j->schema->count; i++) {
        const sea_ndm_field *f = &j->schema->fields[i];
        if (f->section == SEA_NDM_METADATA && f != object && !take_field(j, from, prefix, f)) return false;
    }
    take_comments(j, from, prefix);
    for (int s = SEA_NDM_OD; s <= SEA_NDM_COVARIANCE; s++)
        if (sea_ndm_schema_has(j->schema, (sea_ndm_section)s) && !take_section(j, from, prefix, (sea_ndm_section)s))
            return false;
    return true;
}

static void take_message(reading *j, const sea_json *root)
{
    sea_ndm_text name = place_of(j, j->schema->keyword), version = name;
    name.data = j->schema->keyword;
    name.length = strlen(name.data);
    if (!scalar(j, find(root, j->schema->keyword, 0), &version)) {
        version.data = "1.0";
        version.length = 3;
    }
    sea_ndm_begin(j->reader, j->schema, &name, &version, 0);
    bool good = take_section(j, root, "", SEA_NDM_HEADER);
    if (good) take_comments(j, root, "");
    if (good && take_section(j, root, "", SEA_NDM_RELATIVE) && take_object(j, root, 1)) (void)take_object(j, root, 2);
    sea_ndm_end(j->reader, 1, 0);
}

sea_status sea_cdm_read_json(const char *text, size_t length, const sea_ndm_sink *sink)
{
    sea_json *root = NULL;
    sea_error inner = {0};
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        length -= 3;
    }
    sea_status s = sea_json_parse(text, length, &root, &inner);
    if (s == SEA_E_MEMORY) return s;
    if (s != SEA_OK) {
        sea_ndm_fault fault;
        sea_ndm_rule rule = s == SEA_E_CONFLICT ? SEA_NDM_E_DUPKEY
                            : s == SEA_E_RANGE  ? SEA_NDM_E_DEPTH
                                                : SEA_NDM_E_JSON;
        sea_ndm_wrong_at(&fault, rule, inner.line, inner.column, "%.200s", inner.text);
        sink->fault(sink->payload, &fault);
        return SEA_OK;
    }
    const sea_json *message = sea_json_type_of(root) == SEA_JSON_ARRAY ? sea_json_at(root, 0) : root;
    reading j = {.text = text, .length = length, .schema = sea_ndm_schema_of(SEA_NDM_CDM)};
    j.reader = sea_ndm_reader_new(SEA_NDM_KVN, sink);
    s = j.reader ? SEA_OK : SEA_E_MEMORY;
    if (s == SEA_OK && message) take_message(&j, message);
    if (s == SEA_OK && sea_json_type_of(root) == SEA_JSON_ARRAY && sea_json_count(root) > 1 &&
        !sea_ndm_reader_failed(j.reader))
        take_message(&j, sea_json_at(root, 1)); /* so that the sink knows that there is more */
    sea_ndm_reader_free(j.reader);
    sea_json_free(root);
    return s;
}
