/* What may stand where in a message: begin, blocks, values, end, the same for every notation. */
#include "motion/ndm.h"

#include <stdlib.h>
#include <string.h>

sea_ndm_reader *sea_ndm_reader_new(sea_ndm_format format, const sea_ndm_sink *sink)
{
    sea_ndm_reader *r = calloc(1, sizeof *r);
    if (!r) return NULL;
    r->sink = sink;
    r->format = format;
    r->line = 1;
    if (format == SEA_NDM_XML ? sea_ndm_xml_new(r) : sea_ndm_kvn_new(r)) return r;
    sea_ndm_reader_free(r);
    return NULL;
}

void sea_ndm_reader_free(sea_ndm_reader *r)
{
    if (!r) return;
    sea_ndm_xml_free(r);
    sea_ndm_kvn_free(r);
    sea_buffer_free(&r->text);
    free(r);
}

bool sea_ndm_reader_feed(sea_ndm_reader *r, const char *bytes, size_t length, bool last)
{
    if (r->stopped || r->failed) return false;
    bool good =
        r->format == SEA_NDM_XML ? sea_ndm_xml_feed(r, bytes, length, last) : sea_ndm_kvn_feed(r, bytes, length, last);
    r->failed |= r->text.failed;
    return good && !r->stopped && !r->failed;
}

void sea_ndm_reader_stop(sea_ndm_reader *r)
{
    r->stopped = true;
}

bool sea_ndm_reader_failed(const sea_ndm_reader *r)
{
    return r->failed;
}

bool sea_ndm_reader_refuse(sea_ndm_reader *r, const sea_ndm_fault *fault)
{
    if (!r->broken) r->sink->fault(r->sink->payload, fault);
    r->broken = true;
    return false;
}

static bool refuse(sea_ndm_reader *r, sea_ndm_rule rule, const sea_ndm_text *at, const char *what)
{
    sea_ndm_fault fault;
    sea_ndm_wrong(&fault, rule, at, what);
    return sea_ndm_reader_refuse(r, &fault);
}

static void hand_over(sea_ndm_reader *r, sea_ndm_token *token)
{
    token->schema = r->schema;
    token->section = r->section;
    token->segment = r->segment;
    token->clock = r->clock;
    if (token->event == SEA_NDM_ITEM || token->event == SEA_NDM_COMMENT) {
        token->opens = r->opening;
        r->opening = false;
    }
    if (!r->passing && (!r->broken || token->event == SEA_NDM_END)) r->sink->token(r->sink->payload, r, token);
}

/* ---- begin and end ---- */

void sea_ndm_begin_other(sea_ndm_reader *r, const sea_ndm_text *name, uint64_t offset)
{
    (void)offset;
    r->messages++;
    r->schema = NULL;
    r->broken = false;
    refuse(r, SEA_NDM_E_TYPE, name, "is not a type of message that is read");
    r->passing = true;
}

/* `2.0`: digits, a point, digits. */
static bool read_version(const sea_ndm_text *version, uint8_t *major)
{
    if (version->length < 3 || version->length > 8 || version->data[0] < '1' || version->data[0] > '9') return false;
    if (version->data[1] != '.') return false;
    for (size_t i = 2; i < version->length; i++)
        if (version->data[i] < '0' || version->data[i] > '9') return false;
    *major = (uint8_t)(version->data[0] - '0');
    return true;
}

void sea_ndm_begin(sea_ndm_reader *r, const sea_ndm_schema *schema, const sea_ndm_text *name,
                   const sea_ndm_text *version, uint64_t offset)
{
    r->messages++;
    r->schema = schema;
    r->broken = r->passing = false;
    r->segment = 0;
    r->section = SEA_NDM_SECTIONS;
    r->opening = false;
    r->had = r->had_ever = 0;
    r->clock = SEA_NDM_CLOCK_UTC;
    r->clock_named = r->clock_used = false;
    memset(r->seen, 0, sizeof r->seen);
    sea_ndm_token begin = {.event = SEA_NDM_BEGIN, .key = *name, .value = *version, .offset = offset};
    hand_over(r, &begin);
    if (!read_version(version, &r->version) || r->version > schema->newest)
        refuse(r, SEA_NDM_E_VERSION, version, "is not a version of this message that is known");
}

static bool missing(sea_ndm_reader *r, uint64_t line, const char *what)
{
    sea_ndm_fault fault;
    sea_ndm_wrong_at(&fault, SEA_NDM_E_MISSING, line, 0, "%s is missing", what);
    return sea_ndm_reader_refuse(r, &fault);
}

bool sea_ndm_leave(sea_ndm_reader *r, uint64_t line)
{
    const sea_ndm_schema *s = r->schema;
    if (!s || r->broken || r->section == SEA_NDM_SECTIONS) return !r->broken;
    for (size_t i = 0; i < s->count; i++) {
        const sea_ndm_field *f = &s->fields[i];
        if (f->section == r->section && f->flags & SEA_NDM_NEEDED && !(r->seen[i / 64] >> (i % 64) & 1))
            return missing(r, line, f->name);
    }
    enum { PLAIN = 7, WITH_ACCELERATION = 10 };
    if (s->type == SEA_NDM_OEM && r->section == SEA_NDM_STATE && r->items != PLAIN && r->items != WITH_ACCELERATION)
        return missing(r, line, "a part of the acceleration");
    r->section = SEA_NDM_SECTIONS;
    return true;
}

/* Parts without which a segment says nothing. */
static bool finish_segment(sea_ndm_reader *r, uint64_t line)
{
    static const sea_ndm_section needed[] = {[SEA_NDM_OPM] = SEA_NDM_STATE,
                                             [SEA_NDM_OMM] = SEA_NDM_MEAN,
                                             [SEA_NDM_OEM] = SEA_NDM_STATE,
                                             [SEA_NDM_CDM] = SEA_NDM_STATE};
    if (!sea_ndm_leave(r, line)) return false;
    if (r->segment == 0) return true;
    if (!(r->had >> SEA_NDM_METADATA & 1)) return missing(r, line, "the metadata of the segment");
    if (!(r->had >> needed[r->schema->type] & 1))
        return missing(r, line, r->schema->type == SEA_NDM_OMM ? "the elements" : "a state");
    return true;
}

static void finish_message(sea_ndm_reader *r, uint64_t line)
{
    if (!finish_segment(r, line)) return;
    bool cdm = r->schema->type == SEA_NDM_CDM;
    if (!cdm && r->schema->type != SEA_NDM_OMM && !(r->had_ever >> SEA_NDM_HEADER & 1))
        missing(r, line, "CREATION_DATE");
    else if (cdm && !(r->had_ever >> SEA_NDM_RELATIVE & 1))
        missing(r, line, "TCA");
    else if (r->segment < (cdm ? 2 : 1))
        missing(r, line, !cdm ? "the body of the message" : r->segment ? "OBJECT2" : "OBJECT1");
}

void sea_ndm_end(sea_ndm_reader *r, uint64_t line, uint64_t offset)
{
    if (r->schema) {
        finish_message(r, line);
        sea_ndm_token end = {.event = SEA_NDM_END, .broken = r->broken, .offset = offset, .key = {.line = line}};
        hand_over(r, &end);
    }
    r->schema = NULL;
    r->passing = r->broken = false;
}

/* ---- blocks ---- */

bool sea_ndm_enter_segment(sea_ndm_reader *r, const sea_ndm_text *at)
{
    int most = r->schema->type == SEA_NDM_OEM ? 1 << 20 : r->schema->type == SEA_NDM_CDM ? 2 : 1;
    if (!finish_segment(r, at->line)) return false;
    if (r->segment == most) return refuse(r, SEA_NDM_E_PLACE, at, "begins more than the message may hold");
    r->segment++;
    r->had = 0;
    r->clock = SEA_NDM_CLOCK_UTC;
    r->clock_named = r->clock_used = false;
    return true;
}

bool sea_ndm_enter(sea_ndm_reader *r, sea_ndm_section section, const sea_ndm_text *at)
{
    const sea_ndm_schema *s = r->schema;
    if (!sea_ndm_leave(r, at->line)) return false;
    if (!sea_ndm_schema_has(s, section)) return refuse(r, SEA_NDM_E_PLACE, at, "does not belong to this message");
    uint32_t had = section <= SEA_NDM_RELATIVE ? r->had_ever : r->had;
    bool of_segment = section > SEA_NDM_RELATIVE;
    if (of_segment && r->segment == 0) return refuse(r, SEA_NDM_E_ORDER, at, "comes before its segment");
    if (!of_segment && r->segment > 0) return refuse(r, SEA_NDM_E_ORDER, at, "comes too late: it belongs to the front");
    /* Comments may stand in the data more than once; what comes later in the standard must come later here. */
    if (section != SEA_NDM_DATA) {
        if (had >> section & 1 && !s->repeats[section]) return refuse(r, SEA_NDM_E_PLACE, at, "stands twice");
        if (had >> section >> 1) return refuse(r, SEA_NDM_E_ORDER, at, "comes too late in the message");
    }
    r->had |= 1u << section;
    r->had_ever |= 1u << section;
    r->section = section;
    r->opening = true;
    r->items = 0;
    r->hint = 0;
    for (size_t i = 0; i < s->count; i++)
        if (s->fields[i].section == section) r->seen[i / 64] &= ~(UINT64_C(1) << (i % 64));
    return true;
}

/* ---- values ---- */

static bool read_whole(const sea_ndm_text *value, double *out, sea_ndm_fault *fault)
{
    uint64_t whole;
    if (!sea_text_to_u64(value->data, value->length, &whole) || whole > (UINT64_C(1) << 53))
        return sea_ndm_wrong(fault, SEA_NDM_E_FIELD, value, "is not a whole number");
    *out = (double)whole;
    return true;
}

static bool read_system(sea_ndm_reader *r, const sea_ndm_text *value, sea_ndm_fault *fault)
{
    r->clock = sea_ndm_clock_of(value);
    r->clock_named = true;
    return !r->clock_used ||
           sea_ndm_wrong(fault, SEA_NDM_E_ORDER, value, "names the time system after times were given in it");
}

static bool read_value(sea_ndm_reader *r, sea_ndm_token *t, sea_ndm_fault *fault)
{
    if (!sea_ndm_check_unit(&t->unit, t->field, fault)) return false;
    switch (t->field->kind) {
    case SEA_NDM_REAL: return sea_ndm_read_real(&t->value, &t->real, fault);
    case SEA_NDM_WHOLE: return read_whole(&t->value, &t->real, fault);
    case SEA_NDM_UTC: return sea_ndm_read_instant(&t->value, SEA_NDM_CLOCK_UTC, &t->instant, fault);
    case SEA_NDM_EPOCH:
        if (r->section != SEA_NDM_METADATA || strcmp(t->field->name, "REF_FRAME_EPOCH") != 0) r->clock_used = true;
        return sea_ndm_read_instant(&t->value, r->clock, &t->instant, fault);
    case SEA_NDM_SYSTEM: return read_system(r, &t->value, fault);
    case SEA_NDM_FRAME:
        return sea_ndm_frame_is_known(&t->value) ||
               sea_ndm_wrong(fault, SEA_NDM_E_FRAME, &t->value, "is not a frame of reference that is known");
    default: return true;
    }
}

/* Objects without an international designator, and element sets that came without a name line. */
static bool may_be_empty(const sea_ndm_schema *schema, const sea_ndm_field *field)
{
    return strcmp(field->name, "OBJECT_ID") == 0 ||
           (schema->type == SEA_NDM_OMM && strcmp(field->name, "OBJECT_NAME") == 0);
}

/* Values that are kept but never computed with: some writers say NaN where they have none. */
static bool is_not_told(const sea_ndm_field *field, const sea_ndm_text *value)
{
    return (field->section == SEA_NDM_OD || field->section == SEA_NDM_ADDITIONAL) && strcmp(field->name, "HBR") != 0 &&
           sea_ndm_equals(value, "NaN");
}

/* Blocks that KVN writes as rows of numbers, so that their order is fixed. */
static bool is_row(const sea_ndm_reader *r)
{
    return r->schema->type == SEA_NDM_OEM && (r->section == SEA_NDM_STATE || r->section == SEA_NDM_COVARIANCE);
}

bool sea_ndm_item(sea_ndm_reader *r, const sea_ndm_field *field, const sea_ndm_text *key, const sea_ndm_text *value,
                  const sea_ndm_text *unit)
{
    sea_ndm_token t = {
        .event = SEA_NDM_ITEM, .field = field, .key = *key, .value = *value, .unit = *unit, .instant = SEA_TAI_NONE};
    sea_ndm_fault fault;
    if (r->broken) return false;
    if (field) {
        size_t i = (size_t)(field - r->schema->fields);
        if (field->since > r->version)
            return refuse(r, SEA_NDM_E_KEYWORD, key, "belongs to a later version of the message");
        if (r->seen[i / 64] >> (i % 64) & 1) return refuse(r, SEA_NDM_E_DUPKEY, key, "stands twice");
        if ((field->flags & SEA_NDM_OPENS && r->items > 0) || (is_row(r) && i < r->hint))
            return refuse(r, SEA_NDM_E_ORDER, key, "comes too late in its block");
        if (is_row(r) && value->length == 0) return refuse(r, SEA_NDM_E_FIELD, key, "has no value");
        if (value->length > 0 || may_be_empty(r->schema, field)) r->seen[i / 64] |= UINT64_C(1) << (i % 64);
        r->hint = i + 1;
        if (value->length > 0 && !is_not_told(field, value) && !read_value(r, &t, &fault))
            return sea_ndm_reader_refuse(r, &fault);
    }
    r->items++;
    hand_over(r, &t);
    return !r->broken;
}

void sea_ndm_comment(sea_ndm_reader *r, const sea_ndm_text *text)
{
    sea_ndm_token t = {.event = SEA_NDM_COMMENT, .value = *text, .instant = SEA_TAI_NONE};
    if (!r->schema || r->broken) return;
    if (is_row(r) && r->items > 0 && !(r->section == SEA_NDM_COVARIANCE && r->hint == r->schema->count))
        refuse(r, SEA_NDM_E_PLACE, text, "is a comment amid numbers");
    else
        hand_over(r, &t);
}

/* ---- whole texts ---- */

sea_ndm_format sea_ndm_format_of(const char *text, size_t length)
{
    size_t i = 0;
    if (length >= 2 && ((unsigned char)text[0] >= 0xfe || !text[0] || !text[1])) return SEA_NDM_XML; /* UTF-16 */
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) i = 3;
    while (i < length && (text[i] == ' ' || text[i] == '\t' || text[i] == '\r' || text[i] == '\n')) i++;
    return i < length && text[i] == '<' ? SEA_NDM_XML : SEA_NDM_KVN;
}

/* KVN is text only: no NUL, valid UTF-8. XML looks after its own encoding. */
static bool check_encoding(const char *text, size_t length, sea_ndm_fault *fault)
{
    size_t valid = sea_text_utf8_prefix(text, length);
    const char *nul = length > 0 ? memchr(text, '\0', length) : NULL;
    if (nul && (size_t)(nul - text) < valid) valid = (size_t)(nul - text);
    if (valid == length) return true;
    uint64_t line = 1;
    uint32_t column = 1;
    for (size_t i = 0; i < valid; i++) {
        column = text[i] == '\n' ? 1 : column + 1;
        line += text[i] == '\n';
    }
    return sea_ndm_wrong_at(fault, SEA_NDM_E_ENCODING, line, column, "not UTF-8 text");
}

sea_status sea_ndm_read_text(const char *text, size_t length, const sea_ndm_sink *sink)
{
    sea_ndm_fault fault;
    sea_ndm_format format = sea_ndm_format_of(text, length);
    if (length > SEA_NDM_SIZE_MAX) {
        sea_ndm_wrong_at(&fault, SEA_NDM_E_SIZE, 0, 0, "larger than 64 MiB");
        sink->fault(sink->payload, &fault);
        return SEA_OK;
    }
    if (format == SEA_NDM_KVN) {
        if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
            text += 3;
            length -= 3;
        }
        if (!check_encoding(text, length, &fault)) {
            sink->fault(sink->payload, &fault);
            return SEA_OK;
        }
    }
    sea_ndm_reader *r = sea_ndm_reader_new(format, sink);
    if (!r) return SEA_E_MEMORY;
    (void)sea_ndm_reader_feed(r, text, length, true);
    sea_status s = sea_ndm_reader_failed(r) ? SEA_E_MEMORY : SEA_OK;
    if (s == SEA_OK && r->messages == 0 && !r->fatal && !r->stopped) {
        sea_ndm_wrong_at(&fault, SEA_NDM_E_NOTNDM, 1, 0, "no message is in it");
        sink->fault(sink->payload, &fault);
    }
    sea_ndm_reader_free(r);
    return s;
}
