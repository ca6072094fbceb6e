/* Reading JSON through jansson, and nothing else of jansson anywhere. Writing is json_write.c. */
#include "base/json.h"
#include "base/error.h"

#include <jansson.h>
#include <string.h>

/* A sea_json is a json_t under another name, so that no other file needs to know. */
static const json_t *inner(const sea_json *v)
{
    return (const json_t *)(const void *)v;
}

static const sea_json *outer(const json_t *v)
{
    return (const sea_json *)(const void *)v;
}

static sea_status fail_at(sea_error *err, sea_status code, const char *text, size_t at, const char *message)
{
    uint64_t line = 1;
    size_t start = 0;
    for (size_t i = 0; i < at; i++) {
        if (text[i] != '\n') continue;
        line++;
        start = i + 1;
    }
    return sea_error_set_at(err, code, line, (uint32_t)(at - start + 1), "%s", message);
}

/* What jansson would accept, accept later than wanted, or name by no code of its own. */
static sea_status look_over(const char *text, size_t length, sea_error *err)
{
    int depth = 0;
    bool quoted = false;
    if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
        return fail_at(err, SEA_E_FORMAT, text, 0, "a byte-order mark; save the text as UTF-8 without it");
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        if (c == '\0') return fail_at(err, SEA_E_FORMAT, text, i, "a NUL byte; remove it");
        if (quoted) {
            if (c == '\\')
                i++;
            else
                quoted = c != '"';
        } else if (c == '"') {
            quoted = true;
        } else if (c == '[' || c == '{') {
            if (++depth > SEA_JSON_DEPTH_MAX)
                return fail_at(err, SEA_E_RANGE, text, i, "nested deeper than 64 levels; flatten it");
        } else if (c == ']' || c == '}') {
            depth--;
        }
    }
    size_t valid = sea_text_utf8_prefix(text, length);
    if (valid < length) return fail_at(err, SEA_E_FORMAT, text, valid, "not valid UTF-8; save the text as UTF-8");
    return SEA_OK;
}

sea_status sea_json_parse(const char *text, size_t length, sea_json **out, sea_error *err)
{
    *out = NULL;
    sea_status s = look_over(text, length, err);
    if (s != SEA_OK) return s;
    json_error_t e;
    json_t *root = json_loadb(text, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &e);
    if (!root) {
        enum json_error_code code = json_error_code(&e);
        s = code == json_error_out_of_memory   ? SEA_E_MEMORY
            : code == json_error_duplicate_key ? SEA_E_CONFLICT
                                               : SEA_E_FORMAT;
        size_t at = e.position > 0 ? (size_t)e.position - 1 : 0;
        return fail_at(err, s, text, at < length ? at : length,
                       code == json_error_null_character ? "the escape \\u0000 stands for NUL; remove it" : e.text);
    }
    *out = (sea_json *)(void *)root;
    return SEA_OK;
}

void sea_json_free(sea_json *root)
{
    json_decref((json_t *)(void *)root);
}

sea_json_type sea_json_type_of(const sea_json *v)
{
    if (!v) return SEA_JSON_NULL;
    switch (json_typeof(inner(v))) {
    case JSON_OBJECT: return SEA_JSON_OBJECT;
    case JSON_ARRAY: return SEA_JSON_ARRAY;
    case JSON_STRING: return SEA_JSON_STRING;
    case JSON_INTEGER: return SEA_JSON_INTEGER;
    case JSON_REAL: return SEA_JSON_REAL;
    case JSON_TRUE:
    case JSON_FALSE: return SEA_JSON_BOOL;
    default: return SEA_JSON_NULL;
    }
}

const sea_json *sea_json_get(const sea_json *object, const char *key)
{
    return outer(json_object_get(inner(object), key));
}

size_t sea_json_count(const sea_json *v)
{
    return json_is_array(inner(v)) ? json_array_size(inner(v)) : json_object_size(inner(v));
}

const sea_json *sea_json_at(const sea_json *array, size_t index)
{
    return outer(json_array_get(inner(array), index));
}

bool sea_json_each(const sea_json *object, void **cursor, const char **key, const sea_json **value)
{
    /* jansson's iterator takes a mutable object, though walking changes nothing. */
    json_t *o = (json_t *)(uintptr_t)object;
    *cursor = *cursor ? json_object_iter_next(o, *cursor) : json_object_iter(o);
    if (!*cursor) return false;
    *key = json_object_iter_key(*cursor);
    *value = outer(json_object_iter_value(*cursor));
    return true;
}

const char *sea_json_string(const sea_json *v)
{
    return json_string_value(inner(v));
}

bool sea_json_real(const sea_json *v, double *out)
{
    if (!json_is_number(inner(v))) return false;
    *out = json_number_value(inner(v));
    return true;
}

bool sea_json_integer(const sea_json *v, int64_t *out)
{
    if (!json_is_integer(inner(v))) return false;
    *out = json_integer_value(inner(v));
    return true;
}

bool sea_json_bool(const sea_json *v, bool *out)
{
    if (!json_is_boolean(inner(v))) return false;
    *out = json_is_true(inner(v));
    return true;
}
