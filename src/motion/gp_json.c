/*
 * OMM as JSON: an array of objects, one object, or objects one after the other (JSON lines).
 *
 * The text is cut into objects by a small tokenizer, so that memory is bounded and a broken object costs itself alone;
 * each object is then read by base/json. An object is handed over once what follows it shows that it ended there: where
 * the text breaks right behind an object, nobody knows whether it is whole.
 */
#include "motion/gp.h"
#include "base/json.h"

#include <stdio.h>
#include <string.h>

typedef enum outcome {
    WHOLE,
    CUT,    /* the text ends inside */
    LONG,   /* longer than SEA_GP_RECORD_MAX */
    BROKEN, /* not JSON */
    DEEP
} outcome;

/* Tokenizer state inside one value. */
typedef struct scan {
    size_t at;
    uint64_t arrays; /* bit k: the bracket open at depth k is one of an array */
    int depth;
    bool quoted, after_string;
} scan;

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* One character. WHOLE when it closes the value, CUT to go on. */
static outcome step(scan *n, const char *text)
{
    char c = text[n->at];
    if (n->after_string && !is_blank(c)) {
        if (c != ':' && c != ',' && c != '}' && c != ']') return BROKEN; /* a quote is missing before or after */
        n->after_string = false;
    }
    switch (c) {
    case '"': n->quoted = true; break;
    case '{':
    case '[':
        if (n->depth == SEA_JSON_DEPTH_MAX - 1) return DEEP;
        n->depth++;
        n->arrays = (n->arrays & ~(UINT64_C(1) << n->depth)) | (uint64_t)(c == '[') << n->depth;
        break;
    case '}':
    case ']':
        if ((n->arrays >> n->depth & 1) != (c == ']')) return BROKEN;
        if (--n->depth == 0) return WHOLE;
        break;
    default: break;
    }
    return CUT;
}

/* Finds the end of the object or array the stream stands at. `n->at` is left at its last byte, or where it broke. */
static outcome find_end(sea_gp_stream *s, scan *n)
{
    for (;; n->at++) {
        if (n->at >= s->length && !sea_gp_stream_more(s)) return sea_gp_stream_ended(s) ? CUT : LONG;
        if (n->quoted) {
            char c = s->text[n->at];
            if (c == '\n') return BROKEN;
            if (c == '"') {
                n->quoted = false;
                n->after_string = true;
            }
            if (c == '\\') {
                if (n->at + 1 >= s->length && !sea_gp_stream_more(s)) return sea_gp_stream_ended(s) ? CUT : LONG;
                n->at++;
            }
            continue;
        }
        outcome o = step(n, s->text);
        if (o != CUT) return o;
    }
}

/* Skips blanks; the next character, or -1 at the end. */
static int next_char(sea_gp_stream *s)
{
    for (;;) {
        size_t i = 0;
        while (i < s->length && is_blank(s->text[i])) i++;
        sea_gp_stream_skip(s, i);
        if (s->length > 0) return (unsigned char)s->text[0];
        if (!sea_gp_stream_more(s)) return -1;
    }
}

/* After damage: goes on to the next place where an object seems to begin, `},{` or a line that opens one. */
static bool resume(sea_gp_stream *s)
{
    char last = 0, before = 0; /* the last two characters that are not blank */
    bool fresh_line = false;
    for (bool first = true;; first = false) {
        if (s->length == 0 && !sea_gp_stream_more(s)) return false;
        for (size_t i = first ? 1 : 0; i < s->length; i++) {
            char c = s->text[i];
            if (c == '{' && ((last == ',' && before == '}') || (fresh_line && last != ':'))) {
                sea_gp_stream_skip(s, i);
                return true;
            }
            if (c == '\n') fresh_line = true;
            if (is_blank(c)) continue;
            fresh_line = false;
            before = last;
            last = c;
        }
        sea_gp_stream_skip(s, s->length);
    }
}

/* ---- one object ---- */

/* The object last found, until what follows it is known. */
typedef struct held {
    sea_buffer text;
    uint64_t line, column;
    bool full;
} held;

static sea_gp_span span_of(const held *h)
{
    return (sea_gp_span){h->text.data, h->text.length, h->line};
}

/* Turns an offset in the object into a place in the file. */
static void place(const held *h, size_t at, sea_gp_fault *fault)
{
    fault->line = h->line;
    fault->column = h->column + at;
    for (size_t i = 0; i < at; i++) {
        if (h->text.data[i] != '\n') continue;
        fault->line++;
        fault->column = at - i;
    }
}

static void place_field(const held *h, sea_gp_fault *fault)
{
    char key[32] = "\"";
    strcat(key, sea_gp_field_name(fault->field));
    strcat(key, "\"");
    const char *found = fault->field == SEA_GP_FIELD_NONE ? NULL : strstr(h->text.data, key);
    place(h, found ? (size_t)(found - h->text.data) : 0, fault);
}

static bool put_value(sea_gp_draft *d, sea_gp_field field, const sea_json *v, sea_gp_fault *fault)
{
    double real;
    int64_t integer;
    switch (sea_json_type_of(v)) {
    case SEA_JSON_NULL: return true;
    case SEA_JSON_STRING: {
        const char *text = sea_json_string(v);
        return sea_gp_draft_put_text(d, field, text, strlen(text), fault);
    }
    case SEA_JSON_INTEGER: return sea_json_integer(v, &integer) && sea_gp_draft_put_integer(d, field, integer, fault);
    case SEA_JSON_REAL: return sea_json_real(v, &real) && sea_gp_draft_put_real(d, field, real, fault);
    default:
        return sea_gp_fail(fault, field == SEA_GP_FIELD_NORAD_CAT_ID ? SEA_GP_E_CATNUM : SEA_GP_E_FIELD, field,
                           "%s is neither a number nor a string", sea_gp_field_name(field));
    }
}

static bool read_object(const sea_json *object, sea_gp_draft *d, sea_gp_fault *fault)
{
    void *cursor = NULL;
    const char *key;
    const sea_json *value;
    sea_gp_draft_init(d);
    while (sea_json_each(object, &cursor, &key, &value)) {
        sea_gp_field field = sea_gp_omm_field(key, strlen(key));
        if (field != SEA_GP_FIELD_NONE && !put_value(d, field, value, fault)) return false;
    }
    if (d->seen == 0)
        return sea_gp_fail(fault, SEA_GP_E_NOTGP, SEA_GP_FIELD_NONE, "an object without any keyword of an element set");
    return sea_gp_draft_finish(d, fault);
}

/* Whether the text has a number so long that a double may not hold it. Most objects have none, and are done with. */
static bool has_long_number(const held *h)
{
    enum { SAFE_DIGITS = 15 };
    size_t digits = 0;
    for (const char *p = h->text.data; *p; p++) {
        bool digit = *p >= '0' && *p <= '9';
        digits = digit ? digits + 1 : *p == '.' ? digits : 0;
        if (digits > SAFE_DIGITS) return true;
    }
    return false;
}

/* Numbers come as doubles from the parser: what they were written with is looked up in the text. */
static bool loses_digits(const held *h)
{
    for (int f = 0; f < SEA_GP_FIELDS; f++) {
        char key[40];
        double value;
        snprintf(key, sizeof key, "\"%s\"", sea_gp_field_name((sea_gp_field)f));
        const char *p = strstr(h->text.data, key);
        if (!p) continue;
        p += strlen(key);
        while (is_blank(*p) || *p == ':') p++;
        size_t length = strspn(p, "+-.0123456789eE");
        if (sea_text_to_real(p, length, &value) && sea_text_real_loses(p, length, value)) return true;
    }
    return false;
}

static void explain(const held *h, sea_status s, const sea_error *err, sea_gp_fault *fault)
{
    sea_gp_rule rule = s == SEA_E_CONFLICT ? SEA_GP_E_DUPKEY : s == SEA_E_RANGE ? SEA_GP_E_DEPTH : SEA_GP_E_JSON;
    sea_gp_fail(fault, rule, SEA_GP_FIELD_NONE, "%s", err->text);
    fault->line = h->line + (err->line > 0 ? err->line - 1 : 0);
    fault->column = err->line > 1 ? err->column : h->column + (err->column > 0 ? err->column - 1 : 0);
}

/* Reads the object held and hands it over. False when the reading is to stop. */
static bool hand_over(sea_gp_reader *r, held *h)
{
    if (!h->full) return true;
    h->full = false;
    sea_gp_fault fault;
    size_t valid = sea_text_utf8_prefix(h->text.data, h->text.length);
    if (valid < h->text.length) {
        sea_gp_fail(&fault, SEA_GP_E_UTF8, SEA_GP_FIELD_NONE, "a byte that is not UTF-8");
        place(h, valid, &fault);
        return sea_gp_report_fault(r, span_of(h), &fault);
    }
    sea_json *object;
    sea_error err;
    sea_status s = sea_json_parse(h->text.data, h->text.length, &object, &err);
    if (s == SEA_E_MEMORY) {
        r->stop = s;
        return false;
    }
    if (s != SEA_OK) {
        explain(h, s, &err, &fault);
        return sea_gp_report_fault(r, span_of(h), &fault);
    }
    sea_gp_draft d;
    bool good = read_object(object, &d, &fault);
    sea_json_free(object);
    if (good && has_long_number(h) && loses_digits(h)) d.warnings |= 1u << SEA_GP_W_DIGITS;
    if (good) return sea_gp_deliver(r, &d.gp, SEA_GP_OMM_JSON, span_of(h), d.warnings);
    place_field(h, &fault);
    return sea_gp_report_fault(r, span_of(h), &fault);
}

/* ---- the text around the objects ---- */

/* Damage where the stream stands; an object held, which it touches, is refused with it. */
static bool report_damage(sea_gp_reader *r, held *h, sea_gp_rule rule, uint64_t line, uint64_t column, const char *text)
{
    sea_gp_span span = h->full ? span_of(h) : (sea_gp_span){r->stream.text, r->stream.length, line};
    sea_gp_fault fault;
    if (span.length > 200) span.length = 200;
    sea_gp_fail(&fault, rule, SEA_GP_FIELD_NONE, "%s%s", text,
                h->full ? "; the object before it is refused with it" : "");
    fault.line = line;
    fault.column = column;
    h->full = false;
    return sea_gp_report_fault(r, span, &fault);
}

static bool report_here(sea_gp_reader *r, held *h, const char *text)
{
    return report_damage(r, h, SEA_GP_E_JSON, r->stream.line, r->stream.column, text);
}

static void hold(sea_gp_reader *r, held *h, size_t length)
{
    sea_buffer_clear(&h->text);
    sea_buffer_add(&h->text, r->stream.text, length);
    h->line = r->stream.line;
    h->column = r->stream.column;
    h->full = true;
    if (h->text.failed) r->stop = SEA_E_MEMORY;
    sea_gp_stream_skip(&r->stream, length);
}

/* What broke the object the stream stands at, told with the place where it broke. */
static bool report_broken(sea_gp_reader *r, held *h, outcome o, size_t at)
{
    static const char *const why[] = {[WHOLE] = "an element set is a JSON object, and this is an array",
                                      [CUT] = "the text ends inside an object",
                                      [LONG] = "an object of more than a mebibyte",
                                      [BROKEN] = "not JSON: a quote, bracket, comma or line end is out of place",
                                      [DEEP] = "nested deeper than 64 levels"};
    uint64_t line = r->stream.line, column = r->stream.column;
    for (size_t i = 0; i < at && i < r->stream.length; i++) {
        column++;
        if (r->stream.text[i] != '\n') continue;
        line++;
        column = 1;
    }
    return report_damage(r, h, o == DEEP ? SEA_GP_E_DEPTH : SEA_GP_E_JSON, line, column, why[o]);
}

/* Takes the next whole object, past what is broken; false when there is none or the reading is to stop. */
static bool take_object(sea_gp_reader *r, held *h)
{
    sea_gp_stream *s = &r->stream;
    const char *reason;
    for (;;) {
        scan n = {0};
        bool is_object = s->text[0] == '{';
        outcome o = is_object || s->text[0] == '[' ? find_end(s, &n) : BROKEN;
        if (o == WHOLE && is_object) {
            hold(r, h, n.at + 1);
            return r->stop == SEA_OK;
        }
        if (o == CUT && sea_gp_stream_status(s, &reason) != SEA_OK) return false; /* the stream itself says why */
        if (!report_broken(r, h, o, o == WHOLE ? 0 : n.at) || !resume(s)) return false;
    }
}

/* Objects one after the other. */
static void read_sequence(sea_gp_reader *r, held *h)
{
    for (;;) {
        int c = next_char(&r->stream);
        if (c == '{' || (c >= 0 && !r->any_content)) {
            r->any_content = true;
            if (!hand_over(r, h) || !take_object(r, h)) return;
        } else {
            if (c < 0)
                (void)hand_over(r, h);
            else
                (void)report_here(r, h, "only another object may follow an object");
            return;
        }
    }
}

/* The text ends inside the array. A stream that broke off says so itself, and the last object was whole. */
static void end_early(sea_gp_reader *r, held *h)
{
    const char *reason;
    if (sea_gp_stream_status(&r->stream, &reason) == SEA_OK)
        (void)report_here(r, h, "the array is not closed");
    else
        (void)hand_over(r, h);
}

/* Behind the closing bracket. */
static void end_array(sea_gp_reader *r, held *h)
{
    sea_gp_stream_skip(&r->stream, 1);
    if (next_char(&r->stream) < 0)
        (void)hand_over(r, h);
    else
        (void)report_here(r, h, "text follows the closing bracket");
}

/* Behind an element of the array: true when another is to be taken where the stream stands. */
static bool read_separator(sea_gp_reader *r, held *h)
{
    sea_gp_stream *s = &r->stream;
    int c = next_char(s);
    if (c == '{') return report_here(r, h, "a comma is missing between two objects");
    if (c == ']') {
        end_array(r, h);
        return false;
    }
    if (c >= 0 && c != ',') return report_here(r, h, "a comma or the closing bracket belongs here") && resume(s);
    if (c == ',') {
        sea_gp_stream_skip(s, 1);
        c = next_char(s);
        if (c == ']') (void)report_here(r, h, "a comma before the closing bracket");
        if (c == ']') return false;
    }
    if (c < 0) end_early(r, h);
    return c >= 0 && (c != '{' || hand_over(r, h));
}

static void read_array(sea_gp_reader *r, held *h)
{
    sea_gp_stream_skip(&r->stream, 1);
    int c = next_char(&r->stream);
    if (c == ']')
        end_array(r, h);
    else if (c < 0)
        end_early(r, h);
    else
        for (r->any_content = true; take_object(r, h) && read_separator(r, h);) {
        }
}

void sea_gp_read_json(sea_gp_reader *r)
{
    held h = {.line = 1, .column = 1};
    if (next_char(&r->stream) == '[')
        read_array(r, &h);
    else
        read_sequence(r, &h);
    sea_buffer_free(&h.text);
}
