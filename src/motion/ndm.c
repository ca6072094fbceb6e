/* Documents: the stream of a message kept, and written again. */
#include "motion/ndm.h"
#include "base/error.h"
#include "base/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One token; texts are offsets in the document's own text, as that may move while it grows. */
typedef struct entry {
    const sea_ndm_schema *schema;
    const sea_ndm_field *field;
    size_t key, value, unit;
    int segment;
    uint8_t event, section;
    bool opens;
} entry;

struct sea_ndm {
    entry *entries;
    size_t count, capacity;
    size_t messages, begun_at, begun_text; /* where the message under way began */
    sea_buffer text;
};

typedef struct reading {
    sea_ndm *document;
    const char *name;
    sea_ndm_diagnostic_fn *diagnostic;
    void *payload;
    sea_ndm_fault first;
    bool any_fault, no_memory;
    sea_status stop;
} reading;

static size_t keep(sea_ndm *d, const sea_ndm_text *text)
{
    size_t at = d->text.length;
    if (text->length > 0) sea_buffer_add(&d->text, text->data, text->length);
    sea_buffer_add(&d->text, "", 1);
    return at;
}

static void take_token(void *payload, sea_ndm_reader *r, const sea_ndm_token *t)
{
    reading *job = payload;
    sea_ndm *d = job->document;
    if (t->event == SEA_NDM_BEGIN) {
        d->begun_at = d->count;
        d->begun_text = d->text.length;
    }
    if (t->event == SEA_NDM_END && t->broken) {
        d->count = d->begun_at;
        d->text.length = d->begun_text;
        return;
    }
    if (d->count == d->capacity) {
        size_t capacity = d->capacity ? 2 * d->capacity : 256;
        entry *entries = realloc(d->entries, capacity * sizeof *entries);
        if (!entries) {
            job->no_memory = true;
            sea_ndm_reader_stop(r);
            return;
        }
        d->entries = entries;
        d->capacity = capacity;
    }
    d->entries[d->count++] = (entry){.schema = t->schema,
                                     .field = t->field,
                                     .key = t->field ? 0 : keep(d, &t->key),
                                     .value = keep(d, &t->value),
                                     .unit = keep(d, &t->unit),
                                     .segment = t->segment,
                                     .event = (uint8_t)t->event,
                                     .section = (uint8_t)t->section,
                                     .opens = t->opens};
    d->messages += t->event == SEA_NDM_END;
    job->no_memory |= d->text.failed;
}

static void take_fault(void *payload, const sea_ndm_fault *fault)
{
    reading *job = payload;
    if (!job->any_fault) job->first = *fault;
    job->any_fault = true;
    if (job->stop == SEA_OK) job->stop = sea_ndm_tell(fault, job->name, job->diagnostic, job->payload);
}

sea_status sea_ndm_read_bytes(const void *bytes, size_t length, const char *name,
                              sea_status (*diagnostic)(void *payload, const sea_diagnostic *diagnostic), void *payload,
                              sea_ndm **out, sea_error *err)
{
    reading job = {.name = name, .diagnostic = diagnostic, .payload = payload};
    const sea_ndm_sink sink = {&job, take_token, take_fault};
    *out = NULL;
    job.document = calloc(1, sizeof *job.document);
    sea_status s = job.document ? sea_ndm_read_text(bytes, length, &sink) : SEA_E_MEMORY;
    if (s == SEA_OK && job.no_memory) s = SEA_E_MEMORY;
    if (s == SEA_E_MEMORY) sea_error_set(err, s, "out of memory");
    if (s == SEA_OK && job.stop != SEA_OK) s = sea_error_set(err, job.stop, "%s: stopped", name);
    if (s == SEA_OK && job.document->messages == 0) s = sea_ndm_fail(&job.first, err);
    if (s == SEA_OK)
        *out = job.document;
    else
        sea_ndm_free(job.document);
    return s;
}

void sea_ndm_free(sea_ndm *d)
{
    if (!d) return;
    free(d->entries);
    sea_buffer_free(&d->text);
    free(d);
}

size_t sea_ndm_count(const sea_ndm *d)
{
    return d->messages;
}

sea_ndm_type sea_ndm_type_of(const sea_ndm *d)
{
    return d->entries[0].schema->type;
}

static const char *key_of(const sea_ndm *d, const entry *e)
{
    return e->field ? e->field->name : d->text.data + e->key;
}

static const char *value_of(const sea_ndm *d, const entry *e)
{
    return d->text.data + e->value;
}

const char *sea_ndm_value(const sea_ndm *d, int segment, const char *keyword)
{
    for (size_t i = 0; i < d->count; i++) {
        const entry *e = &d->entries[i];
        if (e->event == SEA_NDM_ITEM && e->segment == segment && strcmp(key_of(d, e), keyword) == 0)
            return value_of(d, e);
    }
    return NULL;
}

/* ---- KVN ---- */

typedef struct writing {
    const sea_ndm *document;
    sea_buffer *out;
    bool in_covariance, broken_line;
    int column; /* numbers of the row of a covariance under way */
    int row;
    /* XML */
    int depth, segment;
    sea_ndm_section open; /* SEA_NDM_SECTIONS: none */
    bool in_data, nested, body, several;
} writing;

static void put_line(writing *w, const char *a, const char *b, const char *c)
{
    sea_buffer_add_text(w->out, a);
    sea_buffer_add_text(w->out, b);
    sea_buffer_add_text(w->out, c);
    sea_buffer_add(w->out, "\n", 1);
}

/* The rows of a matrix have 1 to 6 numbers. */
static void put_row_value(writing *w, const char *value)
{
    sea_buffer_add_text(w->out, value);
    bool full = ++w->column > w->row;
    sea_buffer_add(w->out, full ? "\n" : " ", 1);
    if (!full) return;
    w->column = 0;
    w->row++;
}

static void put_kvn_oem(writing *w, const entry *e, bool last_of_block)
{
    const sea_ndm *d = w->document;
    bool covariance = e->section == SEA_NDM_COVARIANCE;
    if (covariance != w->in_covariance && (covariance || e->section != SEA_NDM_DATA)) {
        put_line(w, covariance ? "COVARIANCE_START" : "COVARIANCE_STOP", "", "");
        w->in_covariance = covariance;
    }
    if (e->section == SEA_NDM_METADATA && e->opens) put_line(w, "META_START", "", "");
    if (e->event == SEA_NDM_COMMENT) {
        put_line(w, "COMMENT", *value_of(d, e) ? " " : "", value_of(d, e));
    } else if (e->section == SEA_NDM_STATE) {
        sea_buffer_add_text(w->out, value_of(d, e));
        sea_buffer_add(w->out, last_of_block ? "\n" : " ", 1);
    } else if (covariance && strcmp(e->field->name, "EPOCH") != 0 && strcmp(e->field->name, "COV_REF_FRAME") != 0) {
        put_row_value(w, value_of(d, e));
    } else {
        sea_buffer_add_format(w->out, "%s = %s\n", e->field->name, value_of(d, e));
        w->column = w->row = 0;
    }
    if (e->section == SEA_NDM_METADATA && last_of_block) put_line(w, "META_STOP", "", "");
}

static void put_kvn(writing *w, const entry *e)
{
    const sea_ndm *d = w->document;
    const char *unit = d->text.data + e->unit;
    if (e->event == SEA_NDM_COMMENT)
        put_line(w, "COMMENT", *value_of(d, e) ? " " : "", value_of(d, e));
    else if (*unit)
        sea_buffer_add_format(w->out, "%s = %s [%s]\n", key_of(d, e), value_of(d, e), unit);
    else
        sea_buffer_add_format(w->out, "%s = %s\n", key_of(d, e), value_of(d, e));
}

/* A value of a row of states or of a matrix that XML may hold and that would be read as another, or as a keyword. */
static bool breaks_row(const entry *e, const char *value)
{
    bool matrix = e->section == SEA_NDM_COVARIANCE && strcmp(e->field->name, "EPOCH") != 0 &&
                  strcmp(e->field->name, "COV_REF_FRAME") != 0;
    if (e->event != SEA_NDM_ITEM || (e->section != SEA_NDM_STATE && !matrix)) return false;
    return strpbrk(value, " \t=") || !strchr("+-.0123456789", *value);
}

static void write_kvn(writing *w)
{
    const sea_ndm *d = w->document;
    for (size_t i = 0; i < d->count; i++) {
        const entry *e = &d->entries[i], *next = i + 1 < d->count ? e + 1 : NULL;
        bool oem = e->schema->type == SEA_NDM_OEM;
        if (strpbrk(value_of(d, e), "\r\n") || (oem && breaks_row(e, value_of(d, e)))) w->broken_line = true;
        switch (e->event) {
        case SEA_NDM_BEGIN: sea_buffer_add_format(w->out, "%s = %s\n", e->schema->keyword, value_of(d, e)); break;
        case SEA_NDM_END:
            if (w->in_covariance) put_line(w, "COVARIANCE_STOP", "", "");
            w->in_covariance = false;
            break;
        default:
            if (oem)
                put_kvn_oem(w, e, !next || next->event == SEA_NDM_END || next->opens || next->section != e->section);
            else
                put_kvn(w, e);
        }
    }
}

/* ---- XML ---- */

static void put_indent(writing *w)
{
    for (int i = 0; i < w->depth; i++) sea_buffer_add(w->out, "  ", 2);
}

static void put_tag(writing *w, const char *name, bool opens)
{
    if (!opens) w->depth--;
    put_indent(w);
    sea_buffer_add_format(w->out, opens ? "<%s>\n" : "</%s>\n", name);
    if (opens) w->depth++;
}

/* Escapes what XML would take for its own. Characters are kept: they were valid where they came from. */
static void put_escaped(writing *w, const char *text)
{
    for (; *text; text++) {
        switch (*text) {
        case '&': sea_buffer_add_text(w->out, "&amp;"); break;
        case '<': sea_buffer_add_text(w->out, "&lt;"); break;
        case '>': sea_buffer_add_text(w->out, "&gt;"); break;
        case '"': sea_buffer_add_text(w->out, "&quot;"); break;
        case '\r': sea_buffer_add_text(w->out, "&#13;"); break;
        default:
            if ((unsigned char)*text < 0x20 && *text != '\t' && *text != '\n')
                w->broken_line = true;
            else
                sea_buffer_add(w->out, text, 1);
        }
    }
}

static void set_nested(writing *w, bool nested)
{
    if (nested != w->nested) put_tag(w, "relativeStateVector", nested);
    w->nested = nested;
}

static void close_section(writing *w)
{
    set_nested(w, false);
    if (w->open != SEA_NDM_SECTIONS && w->open != SEA_NDM_DATA) put_tag(w, sea_ndm_section_element(w->open), false);
    w->open = SEA_NDM_SECTIONS;
}

static void close_segment(writing *w)
{
    close_section(w);
    if (w->in_data) put_tag(w, "data", false);
    if (w->segment > 0) put_tag(w, "segment", false);
    w->in_data = false;
    w->segment = 0;
}

static void open_section(writing *w, const entry *e)
{
    if (e->segment != w->segment) close_segment(w);
    if (e->section > SEA_NDM_HEADER && !w->body) {
        close_section(w);
        put_tag(w, "body", true);
        w->body = true;
    }
    if (e->segment != w->segment) put_tag(w, "segment", true);
    w->segment = e->segment;
    if (w->open == (sea_ndm_section)e->section && !e->opens) return;
    close_section(w);
    if (e->section >= SEA_NDM_DATA && !w->in_data) {
        put_tag(w, "data", true);
        w->in_data = true;
    }
    if (e->section != SEA_NDM_DATA) put_tag(w, sea_ndm_section_element((sea_ndm_section)e->section), true);
    w->open = (sea_ndm_section)e->section;
}

static void put_element(writing *w, const entry *e)
{
    const sea_ndm *d = w->document;
    const char *key = e->event == SEA_NDM_COMMENT ? "COMMENT" : key_of(d, e), *unit = d->text.data + e->unit;
    put_indent(w);
    if (e->event == SEA_NDM_ITEM && !e->field) {
        sea_buffer_add_text(w->out, "<USER_DEFINED parameter=\"");
        put_escaped(w, key + strlen("USER_DEFINED_"));
        sea_buffer_add_text(w->out, "\"");
        key = "USER_DEFINED";
    } else {
        sea_buffer_add_format(w->out, "<%s", key);
    }
    if (e->event == SEA_NDM_ITEM && *unit) {
        sea_buffer_add_text(w->out, " units=\"");
        put_escaped(w, unit);
        sea_buffer_add_text(w->out, "\"");
    }
    sea_buffer_add_text(w->out, ">");
    put_escaped(w, value_of(d, e));
    sea_buffer_add_format(w->out, "</%s>\n", key);
}

static void write_xml(writing *w)
{
    const sea_ndm *d = w->document;
    w->several = d->messages > 1;
    sea_buffer_add_text(w->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    if (w->several) put_tag(w, "ndm", true);
    for (size_t i = 0; i < d->count; i++) {
        const entry *e = &d->entries[i];
        switch (e->event) {
        case SEA_NDM_BEGIN:
            put_indent(w);
            sea_buffer_add_format(w->out, "<%s id=\"%s\" version=\"%s\">\n", e->schema->element, e->schema->keyword,
                                  value_of(d, e));
            w->depth++;
            w->open = SEA_NDM_SECTIONS;
            break;
        case SEA_NDM_END:
            close_segment(w);
            if (w->body) put_tag(w, "body", false);
            w->body = false;
            put_tag(w, e->schema->element, false);
            break;
        default:
            open_section(w, e);
            set_nested(w, e->event == SEA_NDM_ITEM && e->field && e->field->flags & SEA_NDM_NESTED);
            put_element(w, e);
        }
    }
    if (w->several) put_tag(w, "ndm", false);
}

/* ---- JSON ---- */

/* Whether an entry is one of the keys or comments of a part of a message: 0 its head, 1 and 2 its objects. The word
 * OBJECT1 or OBJECT2 is said by the prefix. */
static bool is_of_part(const entry *e, int part, bool comments)
{
    if (e->segment != part) return false;
    if (comments) return e->event == SEA_NDM_COMMENT;
    return e->event == SEA_NDM_ITEM && (!e->field || strcmp(e->field->name, "OBJECT") != 0);
}

static bool stands_before(const sea_ndm *d, size_t from, size_t at)
{
    for (size_t i = from; i < at; i++)
        if (is_of_part(&d->entries[i], d->entries[at].segment, false) &&
            strcmp(key_of(d, &d->entries[i]), key_of(d, &d->entries[at])) == 0)
            return true;
    return false;
}

static void put_member(sea_json_writer *j, const char *prefix, const char *key, const char *suffix, const char *value)
{
    char name[2 * SEA_NDM_KEY_MAX];
    snprintf(name, sizeof name, "%s%s%s", prefix, key, suffix);
    sea_json_key(j, name);
    sea_json_put_string(j, value);
}

/* The entries from its BEGIN to its END. False where a key stands twice. */
static bool put_object(const sea_ndm *d, sea_json_writer *j, size_t from, size_t to)
{
    static const char *const prefixes[] = {"", "SAT1_", "SAT2_"};
    sea_json_begin_object(j);
    put_member(j, "", d->entries[from].schema->keyword, "", value_of(d, &d->entries[from]));
    for (int part = 0; part < 3; part++) {
        bool any = false;
        for (size_t i = from; i < to; i++) {
            const entry *e = &d->entries[i];
            const char *unit = d->text.data + e->unit;
            any |= is_of_part(e, part, true);
            if (!is_of_part(e, part, false)) continue;
            if (stands_before(d, from, i)) return false;
            put_member(j, prefixes[part], key_of(d, e), "", value_of(d, e));
            if (*unit) put_member(j, prefixes[part], key_of(d, e), "_UNIT", unit);
        }
        if (!any) continue;
        char name[16];
        snprintf(name, sizeof name, "%sCOMMENT", prefixes[part]);
        sea_json_key(j, name);
        sea_json_begin_array(j);
        for (size_t i = from; i < to; i++)
            if (is_of_part(&d->entries[i], part, true)) sea_json_put_string(j, value_of(d, &d->entries[i]));
        sea_json_end_array(j);
    }
    sea_json_end_object(j);
    return true;
}

static bool write_json(const sea_ndm *d, sea_buffer *out)
{
    sea_json_writer j = sea_json_writer_init(out, 1);
    size_t from = 0;
    bool good = true;
    if (d->messages > 1) sea_json_begin_array(&j);
    for (size_t i = 0; i < d->count && good; i++) {
        if (d->entries[i].event == SEA_NDM_BEGIN) from = i;
        if (d->entries[i].event == SEA_NDM_END) good = put_object(d, &j, from, i);
    }
    if (d->messages > 1) sea_json_end_array(&j);
    sea_buffer_add(out, "\n", 1);
    return good;
}

static bool is_all_conjunctions(const sea_ndm *d)
{
    for (size_t i = 0; i < d->count; i++)
        if (d->entries[i].schema->type != SEA_NDM_CDM) return false;
    return true;
}

sea_status sea_ndm_write(const sea_ndm *document, sea_ndm_format format, char **text, size_t *length, sea_error *err)
{
    sea_buffer out = {0};
    writing w = {.document = document, .out = &out, .open = SEA_NDM_SECTIONS};
    *text = NULL;
    *length = 0;
    if (format == SEA_NDM_JSON && !is_all_conjunctions(document))
        return sea_error_set(err, SEA_E_UNSUPPORTED, "JSON is for conjunction messages alone: write KVN or XML");
    if (format == SEA_NDM_JSON)
        w.broken_line = !write_json(document, &out);
    else if (format == SEA_NDM_XML)
        write_xml(&w);
    else
        write_kvn(&w);
    if (!out.failed && !w.broken_line) {
        *text = out.data;
        *length = out.length;
        return SEA_OK;
    }
    sea_status s = out.failed ? SEA_E_MEMORY : SEA_E_FORMAT;
    sea_buffer_free(&out);
    return sea_error_set(err, s,
                         s == SEA_E_MEMORY ? "out of memory"
                         : format == SEA_NDM_JSON
                             ? "a keyword of an object stands twice, which JSON cannot hold: write KVN or XML"
                             : "a value holds a character that this notation cannot: write the other one");
}
