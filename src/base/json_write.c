/* Writing JSON in one canonical form: the same values give the same bytes. */
#include "base/json.h"

#include <string.h>

sea_json_writer sea_json_writer_init(sea_buffer *out, int indent)
{
    return (sea_json_writer){.out = out, .indent = indent, .first = {true}};
}

static void break_line(sea_json_writer *w)
{
    static const char blanks[] = "                ";
    if (w->indent <= 0) return;
    sea_buffer_add(w->out, "\n", 1);
    for (int left = w->indent * w->depth; left > 0; left -= 16)
        sea_buffer_add(w->out, blanks, left < 16 ? (size_t)left : 16);
}

/* What goes before any value: nothing after a key or at the top, else a comma and a new line. */
static void lead_in(sea_json_writer *w)
{
    if (w->after_key) {
        w->after_key = false;
        return;
    }
    if (w->depth == 0) return;
    if (!w->first[w->depth]) sea_buffer_add(w->out, ",", 1);
    w->first[w->depth] = false;
    break_line(w);
}

static void begin(sea_json_writer *w, const char *bracket)
{
    lead_in(w);
    sea_buffer_add(w->out, bracket, 1);
    if (w->depth >= SEA_JSON_DEPTH_MAX) { /* a document no reader of ours would take */
        w->out->failed = true;
        return;
    }
    w->first[++w->depth] = true;
}

static void end(sea_json_writer *w, const char *bracket)
{
    if (w->depth == 0) {
        w->out->failed = true;
        return;
    }
    bool empty = w->first[w->depth--];
    if (!empty) break_line(w);
    sea_buffer_add(w->out, bracket, 1);
}

void sea_json_begin_object(sea_json_writer *w)
{
    begin(w, "{");
}

void sea_json_end_object(sea_json_writer *w)
{
    end(w, "}");
}

void sea_json_begin_array(sea_json_writer *w)
{
    begin(w, "[");
}

void sea_json_end_array(sea_json_writer *w)
{
    end(w, "]");
}

static void put_quoted(sea_buffer *b, const char *text)
{
    size_t length = strlen(text);
    sea_buffer_add(b, "\"", 1);
    for (size_t at = 0; at < length;) {
        uint32_t code = 0;
        size_t step = sea_text_utf8_next(text + at, length - at, &code);
        if (step == 0)
            sea_buffer_add_text(b, "\xef\xbf\xbd");
        else if (code == '"' || code == '\\')
            sea_buffer_add_format(b, "\\%c", (char)code);
        else if (code == '\n')
            sea_buffer_add(b, "\\n", 2);
        else if (code == '\t')
            sea_buffer_add(b, "\\t", 2);
        else if (code < 0x20 || code == 0x7f)
            sea_buffer_add_format(b, "\\u%04x", (unsigned)code);
        else
            sea_buffer_add(b, text + at, step);
        at += step ? step : 1;
    }
    sea_buffer_add(b, "\"", 1);
}

void sea_json_key(sea_json_writer *w, const char *key)
{
    lead_in(w);
    put_quoted(w->out, key);
    sea_buffer_add_text(w->out, w->indent > 0 ? ": " : ":");
    w->after_key = true;
}

void sea_json_put_string(sea_json_writer *w, const char *text)
{
    lead_in(w);
    if (text)
        put_quoted(w->out, text);
    else
        sea_buffer_add_text(w->out, "null");
}

void sea_json_put_real(sea_json_writer *w, double value)
{
    char text[SEA_TEXT_REAL_MAX];
    lead_in(w);
    sea_buffer_add(w->out, text, sea_text_from_real(value, text));
}

void sea_json_put_fixed(sea_json_writer *w, double value, int decimals)
{
    char text[SEA_TEXT_REAL_MAX];
    lead_in(w);
    sea_buffer_add(w->out, text, sea_text_from_fixed(value, decimals, text));
}

void sea_json_put_integer(sea_json_writer *w, int64_t value)
{
    lead_in(w);
    sea_buffer_add_format(w->out, "%lld", (long long)value);
}

void sea_json_put_bool(sea_json_writer *w, bool value)
{
    lead_in(w);
    sea_buffer_add_text(w->out, value ? "true" : "false");
}

void sea_json_put_null(sea_json_writer *w)
{
    sea_json_put_string(w, NULL);
}

void sea_json_put(sea_json_writer *w, const sea_json *value)
{
    double real = 0;
    int64_t integer = 0;
    bool truth = false;
    switch (sea_json_type_of(value)) {
    case SEA_JSON_NULL: sea_json_put_null(w); break;
    case SEA_JSON_BOOL:
        (void)sea_json_bool(value, &truth);
        sea_json_put_bool(w, truth);
        break;
    case SEA_JSON_INTEGER:
        (void)sea_json_integer(value, &integer);
        sea_json_put_integer(w, integer);
        break;
    case SEA_JSON_REAL:
        (void)sea_json_real(value, &real);
        sea_json_put_real(w, real);
        break;
    case SEA_JSON_STRING: sea_json_put_string(w, sea_json_string(value)); break;
    case SEA_JSON_ARRAY:
        sea_json_begin_array(w);
        for (size_t i = 0; i < sea_json_count(value); i++) sea_json_put(w, sea_json_at(value, i));
        sea_json_end_array(w);
        break;
    case SEA_JSON_OBJECT:
        sea_json_begin_object(w);
        void *cursor = NULL;
        const char *key;
        const sea_json *member;
        while (sea_json_each(value, &cursor, &key, &member)) {
            sea_json_key(w, key);
            sea_json_put(w, member);
        }
        sea_json_end_object(w);
        break;
    }
}
