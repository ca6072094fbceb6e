/* Growing text, and JSON strings in it. */
#include "server.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void text_add(text *t, const char *bytes, size_t length)
{
    if (t->failed || length == 0) return;
    if (t->capacity - t->length <= length) {
        size_t capacity = t->capacity ? t->capacity : 256;
        while (capacity - t->length <= length) {
            if (capacity > SIZE_MAX / 2) {
                t->failed = true;
                return;
            }
            capacity *= 2;
        }
        char *grown = realloc(t->data, capacity);
        if (!grown) {
            t->failed = true;
            return;
        }
        t->data = grown;
        t->capacity = capacity;
    }
    memcpy(t->data + t->length, bytes, length);
    t->length += length;
    t->data[t->length] = '\0';
}

void text_put(text *t, const char *string)
{
    text_add(t, string, strlen(string));
}

void text_format(text *t, const char *format, ...)
{
    char line[2048];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    if (length > 0) text_add(t, line, (size_t)length < sizeof line ? (size_t)length : sizeof line - 1);
}

/* Bytes of one well-formed UTF-8 character at p, 0 when there is none. */
static size_t utf8_length(const unsigned char *p)
{
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    size_t count = p[0] < 0x80 ? 1 : p[0] >> 5 == 6 ? 2 : p[0] >> 4 == 14 ? 3 : p[0] >> 3 == 30 ? 4 : 0;
    if (count < 2) return count;
    uint32_t value = p[0] & (0xffu >> (count + 1));
    for (size_t i = 1; i < count; i++) {
        if ((p[i] & 0xc0) != 0x80) return 0;
        value = value << 6 | (p[i] & 0x3fu);
    }
    return value < least[count] || value > 0x10ffff || (value >= 0xd800 && value < 0xe000) ? 0 : count;
}

void text_json(text *t, const char *string)
{
    if (!string) {
        text_put(t, "null");
        return;
    }
    text_put(t, "\"");
    for (const unsigned char *p = (const unsigned char *)string; *p;) {
        size_t length = utf8_length(p);
        if (length == 0) {
            text_put(t, "\\ufffd");
            p++;
        } else if (*p == '"' || *p == '\\') {
            text_format(t, "\\%c", *p++);
        } else if (*p < 0x20 || *p == 0x7f || *p == '<' || *p == '&') { /* also safe inside HTML */
            text_format(t, "\\u%04x", *p++);
        } else {
            text_add(t, (const char *)p, length);
            p += length;
        }
    }
    text_put(t, "\"");
}

void text_free(text *t)
{
    free(t->data);
    *t = (text){0};
}
