/* Whole numbers and the growing buffer. */
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool sea_text_to_u64(const char *text, size_t length, uint64_t *out)
{
    uint64_t n = 0;
    if (length == 0) return false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9') return false;
        uint64_t digit = (uint64_t)(text[i] - '0');
        if (n > (UINT64_MAX - digit) / 10) return false;
        n = n * 10 + digit;
    }
    *out = n;
    return true;
}

bool sea_text_to_i64(const char *text, size_t length, int64_t *out)
{
    uint64_t magnitude;
    bool negative = length > 0 && text[0] == '-';
    size_t skip = length > 0 && (text[0] == '-' || text[0] == '+');
    if (!sea_text_to_u64(text + skip, length - skip, &magnitude)) return false;
    if (magnitude > (uint64_t)INT64_MAX + (negative ? 1 : 0)) return false;
    *out = negative ? (int64_t)(0 - magnitude) : (int64_t)magnitude;
    return true;
}

void sea_buffer_free(sea_buffer *b)
{
    free(b->data);
    *b = (sea_buffer){0};
}

void sea_buffer_clear(sea_buffer *b)
{
    b->length = 0;
    b->failed = false;
    if (b->data) b->data[0] = '\0';
}

/* Makes room for `more` bytes and the NUL. */
static bool make_room(sea_buffer *b, size_t more)
{
    if (b->failed) return false;
    if (more < b->capacity - b->length) return true; /* capacity 0 means length 0 */
    size_t capacity = b->capacity ? b->capacity : 128;
    while (capacity - b->length <= more) {
        if (capacity > SIZE_MAX / 2) {
            b->failed = true;
            return false;
        }
        capacity *= 2;
    }
    char *data = realloc(b->data, capacity);
    if (!data) {
        b->failed = true;
        return false;
    }
    b->data = data;
    b->capacity = capacity;
    return true;
}

void sea_buffer_add(sea_buffer *b, const char *bytes, size_t length)
{
    if (!make_room(b, length)) return;
    if (length) memcpy(b->data + b->length, bytes, length);
    b->length += length;
    b->data[b->length] = '\0';
}

void sea_buffer_add_text(sea_buffer *b, const char *text)
{
    sea_buffer_add(b, text, strlen(text));
}

void sea_buffer_add_format(sea_buffer *b, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    if (length < 0)
        b->failed = true;
    else if (make_room(b, (size_t)length)) {
        vsnprintf(b->data + b->length, (size_t)length + 1, format, again);
        b->length += (size_t)length;
    }
    va_end(again);
    va_end(args);
}
