/* Where in its text a claim breaks a rule: a path such as `clauses[0].test.start` becomes a line and a column. */
#include "evidence/claim.h"
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

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

size_t sea_claim_locate(const char *text, size_t length, const char *where)
{
    scan s = {.text = text, .length = length};
    skip_blank(&s);
    size_t held = s.at;
    if (strncmp(where, "claim", 5) == 0) where += 5;
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

sea_status sea_claim_refuse(const sea_claim_reader *r, sea_status status, const char *rule, const char *where,
                            const char *format, ...)
{
    char text[360];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (!r->text) return sea_error_set(r->err, status, "%s: %s", where, text);
    size_t offset = sea_claim_locate(r->text, r->length, where), begin = 0;
    uint64_t line = 1;
    for (size_t i = 0; i < offset; i++) {
        if (r->text[i] != '\n') continue;
        line++;
        begin = i + 1;
    }
    return sea_error_set_at(r->err, status, line, (uint32_t)(offset - begin + 1), "%s: %s: %s", rule, where, text);
}
