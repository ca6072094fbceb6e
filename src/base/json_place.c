/* Strict reading of documents: what breaks a rule is told by path, line and column of the text it was parsed from. */
#include "base/json.h"
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { PLACE_MAX = 144 };

/* The text has been parsed already, so only its structure is looked at: every step ends at the text's end. */
typedef struct scan {
    const char *text;
    size_t length, at;
} scan;

static void skip_blank(scan *s)
{
    while (s->at < s->length && strchr(" \t\r\n", s->text[s->at])) s->at++;
}

static void skip_string(scan *s)
{
    for (s->at++; s->at < s->length && s->text[s->at] != '"'; s->at++)
        if (s->text[s->at] == '\\') s->at++;
    if (s->at < s->length) s->at++;
}

/* Past one value, however deep: brackets are counted, so that no recursion meets a hostile text. */
static void skip_value(scan *s)
{
    size_t depth = 0;
    skip_blank(s);
    while (s->at < s->length) {
        char c = s->text[s->at];
        if (c == '"') {
            skip_string(s);
        } else if (c == '{' || c == '[') {
            depth++;
            s->at++;
        } else if ((c == '}' || c == ']' || c == ',') && depth == 0) {
            return;
        } else {
            depth -= c == '}' || c == ']';
            s->at++;
        }
        if (depth == 0 && (c == '"' || c == '}' || c == ']')) return;
    }
}

static bool enter_member(scan *s, const char *name, size_t length)
{
    if (s->at >= s->length || s->text[s->at] != '{') return false;
    s->at++;
    for (skip_blank(s); s->at < s->length && s->text[s->at] == '"'; skip_blank(s)) {
        size_t key = s->at + 1;
        skip_string(s);
        bool same = s->at - 1 - key == length && memcmp(s->text + key, name, length) == 0;
        skip_blank(s);
        if (s->at < s->length) s->at++; /* the colon */
        skip_blank(s);
        if (same) return true;
        skip_value(s);
        skip_blank(s);
        if (s->at < s->length && s->text[s->at] == ',') s->at++;
    }
    return false;
}

static bool enter_element(scan *s, size_t index)
{
    if (s->at >= s->length || s->text[s->at] != '[') return false;
    s->at++;
    skip_blank(s);
    for (size_t i = 0; i < index; i++) {
        skip_value(s);
        skip_blank(s);
        if (s->at >= s->length || s->text[s->at] != ',') return false;
        s->at++;
        skip_blank(s);
    }
    return true;
}

/* Of the value at a path such as `clauses[0].test.start`, or of the nearest value around it that exists. */
static size_t locate(const sea_json_reader *r, const char *where)
{
    scan s = {.text = r->text, .length = r->length};
    skip_blank(&s);
    size_t held = s.at;
    size_t root = strlen(r->root);
    if (strncmp(where, r->root, root) == 0) where += root;
    while (*where) {
        bool found;
        if (*where == '[') {
            size_t index = 0;
            for (where++; *where >= '0' && *where <= '9'; where++) index = 10 * index + (size_t)(*where - '0');
            if (*where == ']') where++;
            found = enter_element(&s, index);
        } else {
            if (*where == '.') where++;
            size_t name = strcspn(where, ".[");
            found = enter_member(&s, where, name);
            where += name;
        }
        if (!found) return held;
        held = s.at;
    }
    return held;
}

sea_status sea_json_refuse(const sea_json_reader *r, sea_status status, const char *rule, const char *where,
                           const char *format, ...)
{
    char text[360];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    size_t offset = locate(r, where), begin = 0;
    uint64_t line = 1;
    for (size_t i = 0; i < offset; i++) {
        if (r->text[i] != '\n') continue;
        line++;
        begin = i + 1;
    }
    return sea_error_set_at(r->err, status, line, (uint32_t)(offset - begin + 1), "%s: %s: %s", rule, where, text);
}

sea_status sea_json_read_keys(const sea_json_reader *r, const sea_json *object, const char *const *known,
                              const char *where)
{
    if (!object || sea_json_type_of(object) != SEA_JSON_OBJECT)
        return sea_json_refuse(r, SEA_E_FORMAT, "E_TYPE", where, "must be an object");
    void *cursor = NULL;
    const char *key = NULL;
    const sea_json *value = NULL;
    while (sea_json_each(object, &cursor, &key, &value)) {
        size_t i = 0;
        while (known[i] && strcmp(known[i], key) != 0) i++;
        if (known[i]) continue;
        char inside[PLACE_MAX];
        snprintf(inside, sizeof inside, "%s.%.40s", where, key);
        return sea_json_refuse(r, SEA_E_FORMAT, "E_KEY", strpbrk(key, ".[") ? where : inside,
                               "unknown key \"%.40s\": mend the spelling or leave it out", key);
    }
    return SEA_OK;
}

sea_status sea_json_read_string(const sea_json_reader *r, const sea_json *object, const char *key, const char *where,
                                bool required, size_t max, const char **out)
{
    char inside[PLACE_MAX];
    snprintf(inside, sizeof inside, "%.90s.%.40s", where, key);
    *out = NULL;
    const sea_json *value = sea_json_get(object, key);
    if (!value && !required) return SEA_OK;
    if (!value) return sea_json_refuse(r, SEA_E_FORMAT, "E_MISSING", inside, "is missing");
    const char *text = sea_json_string(value);
    if (!text) return sea_json_refuse(r, SEA_E_FORMAT, "E_TYPE", inside, "must be a string");
    if (text[0] == '\0') return sea_json_refuse(r, SEA_E_FORMAT, "E_EMPTY", inside, "must not be empty");
    if (strlen(text) > max)
        return sea_json_refuse(r, SEA_E_RANGE, "E_LENGTH", inside, "longer than the %zu bytes allowed", max);
    *out = text;
    return SEA_OK;
}
