/* OMM in key-value notation and XML, one message after the other, from the stream of motion/ndm. */
#include "motion/gp.h"
#include "motion/ndm.h"

#include <string.h>

typedef struct reading {
    sea_gp_reader *r;
    sea_gp_format format;
    sea_buffer raw;    /* the input from `raw_from` on, as far as a record may still need it */
    uint64_t raw_from; /* offset of raw.data[0] */
    uint64_t begin, line;
    bool in_message, wrong, foreign_wrong;
    sea_gp_draft draft;
    sea_gp_fault fault;
    sea_ndm_fault foreign; /* told by motion/ndm */
} reading;

static sea_gp_span span_of(const reading *j, uint64_t end)
{
    size_t from = (size_t)(j->begin - j->raw_from), to = (size_t)(end - j->raw_from);
    if (to > j->raw.length) to = j->raw.length;
    while (to > from && strchr(" \t\r\n", j->raw.data[to - 1])) to--;
    return (sea_gp_span){j->raw.data + from, to - from, j->line};
}

/* A fault of the message as such, under the rule and with the advice of motion/ndm. */
static void report_foreign(reading *j, sea_gp_span span)
{
    sea_gp_reader *r = j->r;
    r->summary->refused++;
    if (!r->sink->diagnostic) return;
    sea_buffer_clear(&r->scratch);
    if (span.text) sea_buffer_add(&r->scratch, span.text, span.length);
    const sea_diagnostic d = {.severity = SEA_SEVERITY_ERROR,
                              .rule = sea_ndm_rule_name(j->foreign.rule),
                              .file = r->file,
                              .line = j->foreign.line > 0 ? j->foreign.line : 1,
                              .column = j->foreign.column,
                              .text = j->foreign.text,
                              .advice = sea_ndm_rule_advice(j->foreign.rule),
                              .source = span.text && !r->scratch.failed ? r->scratch.data : NULL};
    sea_status s = r->sink->diagnostic(r->sink->payload, &d);
    if (s != SEA_OK) r->stop = s;
}

/* The field of a keyword. That a set was derived from operator ephemerides has none, and is defined by the user. */
static sea_gp_field field_of(const sea_ndm_token *t)
{
    if (t->field) return sea_gp_omm_field(t->field->name, strlen(t->field->name));
    return sea_ndm_equals(&t->key, "USER_DEFINED_DATA_SOURCE") ? SEA_GP_FIELD_DATA_SOURCE : SEA_GP_FIELD_NONE;
}

static void take_item(reading *j, const sea_ndm_token *t)
{
    sea_gp_field field = field_of(t);
    if (j->wrong || field == SEA_GP_FIELD_NONE) return;
    if (sea_gp_draft_put_text(&j->draft, field, t->value.data, t->value.length, &j->fault)) return;
    j->wrong = true;
    j->fault.line = t->value.line;
    j->fault.column = t->value.column;
}

static void finish(reading *j, const sea_ndm_token *t)
{
    sea_gp_span span = span_of(j, t->offset);
    j->in_message = false;
    if (j->foreign_wrong) {
        report_foreign(j, span);
    } else if (j->wrong) {
        (void)sea_gp_report_fault(j->r, span, &j->fault);
    } else if (sea_text_utf8_prefix(span.text, span.length) < span.length) {
        sea_gp_fail(&j->fault, SEA_GP_E_UTF8, SEA_GP_FIELD_NONE, "a byte that is not UTF-8");
        (void)sea_gp_report_fault(j->r, span, &j->fault);
    } else if (sea_gp_draft_finish(&j->draft, &j->fault)) {
        (void)sea_gp_deliver(j->r, &j->draft.gp, j->format, span, j->draft.warnings);
    } else {
        (void)sea_gp_report_fault(j->r, span, &j->fault);
    }
}

static void take_token(void *payload, sea_ndm_reader *reader, const sea_ndm_token *t)
{
    reading *j = payload;
    sea_ndm_fault fault;
    switch (t->event) {
    case SEA_NDM_BEGIN:
        j->begin = t->offset;
        j->line = t->key.line;
        j->in_message = true;
        j->wrong = j->foreign_wrong = false;
        sea_gp_draft_init(&j->draft);
        if (t->schema->type == SEA_NDM_OMM) break;
        sea_ndm_wrong_at(&fault, SEA_NDM_E_TYPE, t->key.line, t->key.column, "this message holds no mean elements");
        (void)sea_ndm_reader_refuse(reader, &fault);
        break;
    case SEA_NDM_ITEM: take_item(j, t); break;
    case SEA_NDM_END: finish(j, t); break;
    case SEA_NDM_COMMENT: break;
    }
    if (j->r->stop != SEA_OK) sea_ndm_reader_stop(reader);
}

static void take_fault(void *payload, const sea_ndm_fault *fault)
{
    reading *j = payload;
    if (j->in_message && j->foreign_wrong) return;
    j->foreign = *fault;
    j->foreign_wrong = j->in_message;
    if (!j->in_message) report_foreign(j, (sea_gp_span){.line = fault->line});
}

/* What no record needs any more is let go. Between messages the start of the next one may have been read: a line or a
 * tag that is not whole yet. */
static void trim(reading *j)
{
    size_t gone = j->in_message ? (size_t)(j->begin - j->raw_from) : j->raw.length;
    char opens = j->format == SEA_GP_OMM_XML ? '<' : '\n';
    while (!j->in_message && gone > 0 && j->raw.data[gone - 1] != opens) gone--;
    if (j->format == SEA_GP_OMM_XML && !j->in_message && gone > 0) gone--; /* the bracket belongs to the tag */
    memmove(j->raw.data, j->raw.data + gone, j->raw.length - gone);
    j->raw.length -= gone;
    j->raw_from += gone;
}

void sea_gp_read_ndm(sea_gp_reader *r, sea_gp_format format)
{
    reading j = {.r = r, .format = format};
    const sea_ndm_sink sink = {&j, take_token, take_fault};
    sea_ndm_reader *reader = sea_ndm_reader_new(format == SEA_GP_OMM_XML ? SEA_NDM_XML : SEA_NDM_KVN, &sink);
    sea_gp_stream *s = &r->stream;
    bool going = reader != NULL;
    const char *reason;
    r->any_content = true;
    while (going) {
        size_t n = s->length;
        bool last = sea_gp_stream_ended(s);
        if (last && sea_gp_stream_status(s, &reason) != SEA_OK) break; /* cut short: the stream itself says why */
        if (n > 0) sea_buffer_add(&j.raw, s->text, n);
        if (j.raw.failed) break;
        going = sea_ndm_reader_feed(reader, n > 0 ? s->text : "", n, last) && !last;
        sea_gp_stream_skip(s, n);
        if (j.raw.length > 0) trim(&j);
        if (going && j.raw.length > SEA_GP_RECORD_MAX) {
            sea_ndm_wrong_at(&j.foreign, SEA_NDM_E_SIZE, j.line, 1, "a message of more than a mebibyte");
            report_foreign(&j, (sea_gp_span){.line = j.line});
            break;
        }
        if (going) (void)sea_gp_stream_more(s);
    }
    if (!reader || j.raw.failed || sea_ndm_reader_failed(reader)) r->stop = SEA_E_MEMORY;
    sea_ndm_reader_free(reader);
    sea_buffer_free(&j.raw);
}
