/* Orbit ephemeris messages from the stream of motion/ndm. */
#include "motion/ephem.h"
#include "base/error.h"
#include "motion/gp.h"

#include <stdlib.h>
#include <string.h>

typedef struct reading {
    sea_ephem *ephem;
    const char *name;
    sea_ndm_diagnostic_fn *diagnostic;
    void *payload;
    sea_ndm_fault fault;
    bool any_fault, no_memory, done, more;
    sea_tai useable[2]; /* of the segment under way */
    uint64_t useable_line, interpolation_line;
    bool method_named, degree_named;
    uint64_t repeat_line; /* of a state at the time of the one before; 0: none */
} reading;

/* Room for one more element behind `count`. */
static bool grow(void **array, size_t size, size_t count, size_t *capacity)
{
    if (count < *capacity) return true;
    size_t wanted = *capacity ? 2 * *capacity : 16;
    void *moved = realloc(*array, wanted * size);
    if (!moved) return false;
    *array = moved;
    *capacity = wanted;
    return true;
}

static void refuse_at(sea_ndm_reader *r, sea_ndm_rule rule, uint64_t line, uint32_t column, const char *what)
{
    sea_ndm_fault fault;
    sea_ndm_wrong_at(&fault, rule, line, column, "%s", what);
    (void)sea_ndm_reader_refuse(r, &fault);
}

static bool is(const sea_ndm_token *t, const char *name)
{
    return t->field && strcmp(t->field->name, name) == 0;
}

/* What stands before the first time has no row to go to. KVN knows no such order, XML does. */
static void refuse_early(sea_ndm_reader *r, const sea_ndm_token *t)
{
    refuse_at(r, SEA_NDM_E_ORDER, t->key.line, t->key.column, "comes before the EPOCH of its block");
}

static sea_ephem_part *last_part(reading *j)
{
    return &j->ephem->parts[j->ephem->part_count - 1];
}

/* ---- metadata ---- */

static bool begin_part(reading *j)
{
    sea_ephem *e = j->ephem;
    if (!grow((void **)&e->parts, sizeof *e->parts, e->part_count, &e->part_capacity)) return false;
    e->parts[e->part_count++] = (sea_ephem_part){
        .meta = {.method = SEA_EPHEM_HERMITE, .degree = 7}, .first_row = e->row_count, .first_matrix = e->matrix_count};
    j->useable[0] = j->useable[1] = SEA_TAI_NONE;
    j->method_named = j->degree_named = false;
    return true;
}

static void take_method(reading *j, sea_ndm_reader *r, const sea_ndm_token *t)
{
    sea_ephem_segment *m = &last_part(j)->meta;
    static const char *const names[] = {"LINEAR", "LAGRANGE", "HERMITE"};
    for (int i = 0; i < 3; i++)
        if (sea_ndm_equals_any_case(&t->value, names[i])) {
            m->method = (sea_ephem_method)i;
            m->method_given = j->method_named = true;
        }
    if (m->method == SEA_EPHEM_LINEAR) m->degree = 1;
    j->interpolation_line = t->value.line;
    if (!m->method_given)
        refuse_at(r, SEA_NDM_E_FIELD, t->value.line, t->value.column,
                  "the interpolation is not LINEAR, LAGRANGE or HERMITE");
}

static void take_degree(reading *j, sea_ndm_reader *r, const sea_ndm_token *t)
{
    enum { MOST = 25 }; /* beyond, an interpolation amplifies the rounding of the table */
    j->degree_named = true;
    if (t->real < 1 || t->real > MOST)
        refuse_at(r, SEA_NDM_E_RANGE, t->value.line, t->value.column, "the degree of interpolation is not 1 to 25");
    else
        last_part(j)->meta.degree = (uint32_t)t->real;
}

static void take_metadata(reading *j, sea_ndm_reader *r, const sea_ndm_token *t)
{
    static const char *const texts[] = {"OBJECT_NAME", "OBJECT_ID", "CENTER_NAME", "REF_FRAME", "TIME_SYSTEM"};
    sea_ephem_part *p = last_part(j);
    for (int i = 0; i < 5; i++) {
        if (!is(t, texts[i])) continue;
        sea_ndm_copy(p->texts[i], sizeof p->texts[i], &t->value);
        if (j->ephem->part_count > 1 && (i < 2 || i == 4) && strcmp(p->texts[i], j->ephem->parts[0].texts[i]) != 0)
            refuse_at(r, i == 4 ? SEA_NDM_E_TIMESYS : SEA_NDM_E_OBJECT, t->value.line, t->value.column,
                      i == 4 ? "the time system is not that of the first segment"
                             : "the object is not that of the first segment");
    }
    if (is(t, "START_TIME")) p->meta.start = t->instant;
    if (is(t, "STOP_TIME")) p->meta.stop = t->instant;
    if (is(t, "USEABLE_START_TIME")) j->useable[0] = t->instant;
    if (is(t, "USEABLE_STOP_TIME")) j->useable[1] = t->instant;
    if (t->field->kind == SEA_NDM_EPOCH) j->useable_line = t->value.line;
    if (is(t, "INTERPOLATION")) take_method(j, r, t);
    if (is(t, "INTERPOLATION_DEGREE")) take_degree(j, r, t);
    p->meta.clock_known = t->clock != SEA_NDM_CLOCK_OTHER;
}

/* Once the first state shows that the metadata are whole. */
static bool check_metadata(reading *j, sea_ndm_reader *r)
{
    sea_ephem_segment *m = &last_part(j)->meta;
    bool from = j->useable[0].ns != SEA_TAI_NONE.ns, to = j->useable[1].ns != SEA_TAI_NONE.ns;
    const char *what = NULL;
    sea_ndm_rule rule = SEA_NDM_E_ORDER;
    if (m->clock_known && from != to) {
        rule = SEA_NDM_E_MISSING;
        what = from ? "USEABLE_STOP_TIME is missing" : "USEABLE_START_TIME is missing";
    }
    m->useable_start = from ? j->useable[0] : m->start;
    m->useable_stop = to ? j->useable[1] : m->stop;
    if (!what && m->clock_known &&
        (m->start.ns > m->useable_start.ns || m->useable_start.ns > m->useable_stop.ns ||
         m->useable_stop.ns > m->stop.ns))
        what = "START_TIME, USEABLE_START_TIME, USEABLE_STOP_TIME and STOP_TIME are not in the order of time";
    if (!what && j->method_named && !j->degree_named && m->method != SEA_EPHEM_LINEAR) {
        rule = SEA_NDM_E_MISSING;
        what = "INTERPOLATION_DEGREE is missing";
    }
    if (what)
        refuse_at(r, rule, rule == SEA_NDM_E_MISSING && from == to ? j->interpolation_line : j->useable_line, 0, what);
    return !what;
}

/* ---- rows and matrices ---- */

/* A state given twice over is one; two states at one time are none. */
static bool settle_repeat(reading *j, sea_ndm_reader *r)
{
    sea_ephem *e = j->ephem;
    if (j->repeat_line == 0) return true;
    sea_ephem_part *p = last_part(j);
    const sea_ephem_row *b = &e->rows[e->row_count - 1], *a = b - 1;
    bool same = true;
    for (int i = 0; i < 9; i++) same &= a->value[i] == b->value[i];
    if (!same) refuse_at(r, SEA_NDM_E_ORDER, j->repeat_line, 1, "a second state at the time of the one before it");
    j->repeat_line = 0;
    if (p->plain_rows == p->meta.state_count) p->plain_rows--;
    p->meta.state_count--;
    e->row_count--;
    return same;
}

static void take_state(reading *j, sea_ndm_reader *r, const sea_ndm_token *t)
{
    static const char *const names[] = {"X", "Y", "Z", "X_DOT", "Y_DOT", "Z_DOT", "X_DDOT", "Y_DDOT", "Z_DDOT"};
    sea_ephem *e = j->ephem;
    sea_ephem_part *p = last_part(j);
    if (is(t, "EPOCH")) {
        if (!settle_repeat(j, r)) return;
        bool first = e->row_count == p->first_row;
        if (t->instant.ns == SEA_TAI_NONE.ns)
            refuse_at(r, SEA_NDM_E_EPOCH, t->value.line, t->value.column, "the time of a state is not an instant");
        else if (!first && t->instant.ns < e->rows[e->row_count - 1].epoch.ns)
            refuse_at(r, SEA_NDM_E_ORDER, t->value.line, t->value.column, "a state is earlier than the one before it");
        else if (!first && t->instant.ns == e->rows[e->row_count - 1].epoch.ns)
            j->repeat_line = t->value.line;
        else if (first && !check_metadata(j, r))
            return;
        if (!grow((void **)&e->rows, sizeof *e->rows, e->row_count, &e->row_capacity)) {
            j->no_memory = true;
            sea_ndm_reader_stop(r);
            return;
        }
        e->rows[e->row_count++] = (sea_ephem_row){.epoch = t->instant, .line = t->value.line};
        p->meta.state_count++;
        p->plain_rows++;
        return;
    }
    if (e->row_count == p->first_row) refuse_early(r, t);
    for (int i = 0; i < 9 && e->row_count > p->first_row; i++) {
        if (!is(t, names[i])) continue;
        e->rows[e->row_count - 1].value[i] = t->real;
        p->plain_rows -= i == 6;
    }
}

static sea_ephem_axes axes_of(const sea_ndm_text *frame, const char *of_states)
{
    static const char *const inertial[] = {"EME2000", "J2000", "GCRF", "ICRF"}; /* 23 mas apart */
    if (sea_ndm_equals_any_case(frame, "RTN") || sea_ndm_equals_any_case(frame, "RSW") ||
        sea_ndm_equals_any_case(frame, "RIC"))
        return SEA_EPHEM_AXES_RTN;
    if (sea_ndm_equals_any_case(frame, "TNW")) return SEA_EPHEM_AXES_TNW;
    if (sea_ndm_equals(frame, of_states)) return SEA_EPHEM_AXES_OF_STATE;
    bool one = false, other = false;
    for (size_t i = 0; i < sizeof inertial / sizeof inertial[0]; i++) {
        one |= sea_ndm_equals(frame, inertial[i]);
        other |= strcmp(of_states, inertial[i]) == 0;
    }
    return one && other ? SEA_EPHEM_AXES_OF_STATE : SEA_EPHEM_AXES_OTHER;
}

static void take_covariance(reading *j, sea_ndm_reader *r, const sea_ndm_token *t)
{
    sea_ephem *e = j->ephem;
    sea_ephem_part *p = last_part(j);
    if (!is(t, "EPOCH") && e->matrix_count == p->first_matrix) {
        refuse_early(r, t);
    } else if (is(t, "EPOCH")) {
        size_t before = e->matrix_count - p->first_matrix;
        if (before > 0 && t->instant.ns != SEA_TAI_NONE.ns &&
            t->instant.ns <= e->matrices[e->matrix_count - 1].epoch.ns)
            refuse_at(r, SEA_NDM_E_ORDER, t->value.line, t->value.column,
                      "a covariance is not later than the one before it");
        if (!grow((void **)&e->matrices, sizeof *e->matrices, e->matrix_count, &e->matrix_capacity)) {
            j->no_memory = true;
            sea_ndm_reader_stop(r);
            return;
        }
        /* A matrix without a frame of its own has that of the matrix before, which may be that of the states. */
        sea_ephem_axes axes = before > 0 ? e->matrices[e->matrix_count - 1].axes : SEA_EPHEM_AXES_OF_STATE;
        e->matrices[e->matrix_count++] = (sea_ephem_matrix){.epoch = t->instant, .axes = axes};
        p->meta.covariance_count++;
    } else if (is(t, "COV_REF_FRAME")) {
        e->matrices[e->matrix_count - 1].axes = axes_of(&t->value, p->texts[3]);
    } else {
        const sea_ndm_text head = {.data = "CX_X", .length = 4};
        const sea_ndm_field *first = sea_ndm_field_find(t->schema, &head, SEA_NDM_COVARIANCE, 0);
        e->matrices[e->matrix_count - 1].lower[t->field - first] = t->real;
    }
}

/* ---- the whole ---- */

void sea_ephem_bind_texts(sea_ephem_part *p)
{
    p->meta.object_name = p->texts[0];
    p->meta.object_id = p->texts[1];
    p->meta.center_name = p->texts[2];
    p->meta.frame = p->texts[3];
    p->meta.time_system = p->texts[4];
}

static void finish(reading *j)
{
    sea_ephem *e = j->ephem;
    for (size_t i = 0; i < e->part_count; i++) {
        sea_ephem_part *p = &e->parts[i];
        sea_ephem_segment *m = &p->meta;
        sea_ephem_bind_texts(p);
        m->accelerations = p->plain_rows == 0;
        sea_tai first = e->rows[p->first_row].epoch, last = e->rows[p->first_row + m->state_count - 1].epoch;
        if (m->useable_start.ns < first.ns || !m->clock_known) m->useable_start = first;
        if (m->useable_stop.ns > last.ns || !m->clock_known) m->useable_stop = last;
    }
    j->done = true;
}

static void take_token(void *payload, sea_ndm_reader *r, const sea_ndm_token *t)
{
    reading *j = payload;
    if (t->schema->type != SEA_NDM_OEM) {
        if (t->event == SEA_NDM_BEGIN)
            refuse_at(r, SEA_NDM_E_TYPE, t->key.line, t->key.column, "this message is no OEM");
        return;
    }
    if (j->done) {
        j->more = true;
        sea_ndm_reader_stop(r);
        return;
    }
    if (t->event == SEA_NDM_BEGIN) j->repeat_line = 0;
    if (t->event == SEA_NDM_BEGIN) j->ephem->part_count = j->ephem->row_count = j->ephem->matrix_count = 0;
    if (t->event == SEA_NDM_END && !t->broken && settle_repeat(j, r)) finish(j);
    if (t->section != SEA_NDM_STATE && t->section != SEA_NDM_DATA && t->event == SEA_NDM_ITEM && !settle_repeat(j, r))
        return;
    if (t->section == SEA_NDM_METADATA && t->opens && !(settle_repeat(j, r) && begin_part(j))) {
        j->no_memory = !j->any_fault;
        sea_ndm_reader_stop(r);
        return;
    }
    if (t->event != SEA_NDM_ITEM) return;
    if (t->section == SEA_NDM_METADATA)
        take_metadata(j, r, t);
    else if (t->section == SEA_NDM_STATE)
        take_state(j, r, t);
    else if (t->section == SEA_NDM_COVARIANCE)
        take_covariance(j, r, t);
}

static void take_fault(void *payload, const sea_ndm_fault *fault)
{
    reading *j = payload;
    if (!j->any_fault) j->fault = *fault;
    j->any_fault = true;
}

static sea_status warn(const reading *j, sea_ndm_rule rule, const char *what)
{
    sea_ndm_fault fault;
    sea_ndm_wrong_at(&fault, rule, 1, 0, "%s", what);
    return sea_ndm_tell(&fault, j->name, j->diagnostic, j->payload);
}

sea_status sea_ephem_read_bytes(const void *bytes, size_t length, const char *name,
                                sea_status (*diagnostic)(void *payload, const sea_diagnostic *diagnostic),
                                void *payload, sea_ephem **out, sea_error *err)
{
    reading j = {.name = name, .diagnostic = diagnostic, .payload = payload};
    const sea_ndm_sink sink = {&j, take_token, take_fault};
    *out = NULL;
    j.ephem = calloc(1, sizeof *j.ephem);
    sea_status s = j.ephem ? sea_ndm_read_text(bytes, length, &sink) : SEA_E_MEMORY;
    if (j.no_memory) s = SEA_E_MEMORY;
    if (s == SEA_E_MEMORY) sea_error_set(err, s, "out of memory");
    if (s == SEA_OK && !j.done) s = sea_ndm_fail(&j.fault, err);
    if (s == SEA_OK && j.more) s = warn(&j, SEA_NDM_W_MORE, "more than one ephemeris: only the first was read");
    if (s == SEA_OK && !j.ephem->parts[0].meta.clock_known)
        s = warn(&j, SEA_NDM_W_TIMESYS, "the time system is not tied to UTC");
    if (s == SEA_OK)
        *out = j.ephem;
    else
        sea_ephem_free(j.ephem);
    return s;
}

/* All of a stream, unpacked, up to the size a message may have. */
static sea_status read_all(sea_gp_stream *stream, sea_buffer *text, const char *path, sea_error *err)
{
    const char *reason;
    while (sea_gp_stream_more(stream)) {
        sea_buffer_add(text, stream->text, stream->length);
        sea_gp_stream_skip(stream, stream->length);
        if (text->failed) return sea_error_set(err, SEA_E_MEMORY, "out of memory");
        if (text->length > SEA_NDM_SIZE_MAX)
            return sea_error_set(err, SEA_E_RANGE, "E_SIZE: %s: larger than 64 MiB", path);
    }
    sea_status s = sea_gp_stream_status(stream, &reason);
    return s == SEA_OK ? s : sea_error_set(err, s, "%s: %s", path, reason);
}

sea_status sea_ephem_read_file(const char *path,
                               sea_status (*diagnostic)(void *payload, const sea_diagnostic *diagnostic), void *payload,
                               sea_ephem **out, sea_error *err)
{
    sea_gp_stream stream;
    sea_buffer text = {0};
    *out = NULL;
    sea_status s = sea_gp_stream_open_file(&stream, path, err);
    if (s != SEA_OK) return s;
    s = read_all(&stream, &text, path, err);
    sea_gp_stream_close(&stream);
    if (s == SEA_OK)
        s = sea_ephem_read_bytes(text.data ? text.data : "", text.length, path, diagnostic, payload, out, err);
    sea_buffer_free(&text);
    return s;
}

void sea_ephem_free(sea_ephem *e)
{
    if (!e) return;
    free(e->parts);
    free(e->rows);
    free(e->matrices);
    free(e);
}

size_t sea_ephem_segment_count(const sea_ephem *e)
{
    return e->part_count;
}

const sea_ephem_segment *sea_ephem_segment_at(const sea_ephem *e, size_t index)
{
    return &e->parts[index].meta;
}

sea_ephem_state sea_ephem_state_at(const sea_ephem *e, size_t segment, size_t state)
{
    const sea_ephem_part *p = &e->parts[segment];
    const sea_ephem_row *row = &e->rows[p->first_row + state];
    sea_ephem_state out = {.epoch = row->epoch, .frame = p->meta.frame};
    memcpy(out.r_km, row->value, sizeof out.r_km);
    memcpy(out.v_km_s, row->value + 3, sizeof out.v_km_s);
    return out;
}
