/* A conjunction message from the stream of its keywords and values. */
#include "analysis/cdm.h"
#include "base/error.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static bool is(const sea_ndm_token *t, const char *name)
{
    return t->field && strcmp(t->field->name, name) == 0;
}

static void refuse(sea_ndm_reader *r, sea_ndm_rule rule, const sea_ndm_text *at, const char *what)
{
    sea_ndm_fault fault;
    sea_ndm_wrong(&fault, rule, at, what);
    (void)sea_ndm_reader_refuse(r, &fault);
}

/* ---- one object ---- */

static bool frame_of(const sea_ndm_text *value, sea_cdm_frame *out)
{
    static const struct {
        const char *name;
        sea_cdm_frame frame;
    } frames[] = {
        {"EME2000", SEA_CDM_EME2000}, {"J2000", SEA_CDM_EME2000}, {"GCRF", SEA_CDM_GCRF},
        {"ICRF", SEA_CDM_GCRF},       {"TEME", SEA_CDM_TEME},
    };
    for (size_t i = 0; i < sizeof frames / sizeof frames[0]; i++)
        if (sea_ndm_equals_any_case(value, frames[i].name)) {
            *out = frames[i].frame;
            return true;
        }
    *out = SEA_CDM_ITRF;
    return value->length >= 4 && memcmp(value->data, "ITRF", 4) == 0;
}

/* Index of R, T, N, RDOT, TDOT or NDOT, -1 for other words. */
static int axis(const char *text, size_t length)
{
    static const char *const names[] = {"R", "T", "N", "RDOT", "TDOT", "NDOT"};
    for (int i = 0; i < 6; i++)
        if (strlen(names[i]) == length && memcmp(names[i], text, length) == 0) return i;
    return -1;
}

/* Keywords such as CTDOT_R; those of other axes and of drag are not needed here. */
static void take_covariance(sea_cdm_builder *b, const sea_ndm_token *t)
{
    sea_cdm_object *o = &b->cdm->objects[t->segment - 1];
    const char *name = t->field->name, *under = strchr(name, '_');
    if (t->field->kind != SEA_NDM_REAL || name[0] != 'C' || !under) return;
    int i = axis(name + 1, (size_t)(under - name) - 1), j = axis(under + 1, strlen(under + 1));
    if (i < 0 || j < 0 || j > i) return;
    b->seen_covariance[t->segment - 1] |= 1u << (i * (i + 1) / 2 + j);
    o->covariance_rtn_m[i][j] = o->covariance_rtn_m[j][i] = t->real;
}

static void take_state(sea_cdm_builder *b, sea_ndm_reader *r, const sea_ndm_token *t)
{
    static const char *const names[] = {"X", "Y", "Z", "X_DOT", "Y_DOT", "Z_DOT"};
    sea_cdm_object *o = &b->cdm->objects[t->segment - 1];
    for (int i = 0; i < 6; i++) {
        if (!is(t, names[i])) continue;
        if (!(fabs(t->real) <= (i < 3 ? 1e9 : 1e5)))
            refuse(r, SEA_NDM_E_RANGE, &t->value, "is larger than anything near the Earth");
        *(i < 3 ? &o->r_km[i] : &o->v_km_s[i - 3]) = t->real;
    }
}

static void take_metadata(sea_cdm_builder *b, sea_ndm_reader *r, const sea_ndm_token *t)
{
    sea_cdm_object *o = &b->cdm->objects[t->segment - 1];
    const struct {
        const char *name;
        char *out;
        size_t capacity;
    } words[] = {
        {"OBJECT_DESIGNATOR", o->designator, sizeof o->designator},
        {"CATALOG_NAME", o->catalog_name, sizeof o->catalog_name},
        {"OBJECT_NAME", o->name, sizeof o->name},
        {"INTERNATIONAL_DESIGNATOR", o->international_designator, sizeof o->international_designator},
        {"OBJECT_TYPE", o->object_type, sizeof o->object_type},
        {"EPHEMERIS_NAME", o->ephemeris_name, sizeof o->ephemeris_name},
        {"COVARIANCE_METHOD", o->covariance_method, sizeof o->covariance_method},
        {"MANEUVERABLE", o->maneuverable, sizeof o->maneuverable},
    };
    if (is(t, "OBJECT") && !sea_ndm_equals(&t->value, t->segment == 1 ? "OBJECT1" : "OBJECT2"))
        refuse(r, SEA_NDM_E_ORDER, &t->value, t->segment == 1 ? "must be OBJECT1" : "must be OBJECT2");
    if (is(t, "REF_FRAME") && !frame_of(&t->value, &o->frame))
        refuse(r, SEA_NDM_E_FRAME, &t->value, "is not EME2000, GCRF, ITRF or TEME");
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (is(t, words[i].name)) sea_ndm_copy(words[i].out, words[i].capacity, &t->value);
}

/* ---- the front, and the whole ---- */

static void take_front(sea_cdm_builder *b, sea_ndm_reader *r, const sea_ndm_token *t)
{
    sea_cdm *cdm = b->cdm;
    if (is(t, "CREATION_DATE")) cdm->creation_date = t->instant;
    if (is(t, "ORIGINATOR")) sea_ndm_copy(cdm->originator, sizeof cdm->originator, &t->value);
    if (is(t, "MESSAGE_FOR")) sea_ndm_copy(cdm->message_for, sizeof cdm->message_for, &t->value);
    if (is(t, "MESSAGE_ID")) sea_ndm_copy(cdm->message_id, sizeof cdm->message_id, &t->value);
    if (is(t, "TCA")) cdm->tca = t->instant;
    if (is(t, "COLLISION_PROBABILITY_METHOD"))
        sea_ndm_copy(cdm->probability_method, sizeof cdm->probability_method, &t->value);
    if (is(t, "COLLISION_PROBABILITY") && t->value.length > 0) {
        if (!(t->real >= 0.0 && t->real <= 1.0)) refuse(r, SEA_NDM_E_RANGE, &t->value, "is no probability");
        cdm->probability = t->real;
        cdm->probability_given = true;
    }
}

/* Comments are free text, but `HBR = 20 [m]` is how operators pass the combined radius on. */
static void take_comment(sea_cdm *cdm, const sea_ndm_text *comment)
{
    const char *p = comment->data, *end = p + comment->length;
    while (p < end && *p == ' ') p++;
    if (end - p < 4 || memcmp(p, "HBR", 3) != 0) return;
    for (p += 3; p < end && *p == ' ';) p++;
    if (p == end || *p != '=') return;
    for (p++; p < end && *p == ' ';) p++;
    const char *stop = p;
    while (stop < end && *stop != ' ' && *stop != '[') stop++;
    double radius;
    if (sea_text_to_real(p, (size_t)(stop - p), &radius) && radius >= 0.0 && radius < 1e6) {
        cdm->hbr_m = radius;
        cdm->hbr_given = true;
    }
}

bool sea_cdm_finish(sea_cdm_builder *b, uint64_t line, sea_ndm_fault *fault)
{
    const uint32_t position = 0x3f, all = 0x1fffff;
    sea_cdm *cdm = b->cdm;
    for (int i = 0; i < 2; i++) {
        uint32_t seen = b->seen_covariance[i];
        if (seen && (seen & position) != position)
            return sea_ndm_wrong_at(fault, SEA_NDM_E_MISSING, line, 0, "part of the covariance of OBJECT%d is missing",
                                    i + 1);
        cdm->objects[i].covariance = seen != 0;
        cdm->objects[i].covariance_velocity = seen == all;
    }
    if (strcmp(cdm->objects[0].designator, cdm->objects[1].designator) == 0)
        return sea_ndm_wrong_at(fault, SEA_NDM_E_SAMEOBJECT, line, 0, "both objects are %s",
                                cdm->objects[0].designator);
    if (b->seen_hbr[0] && b->seen_hbr[1] && !cdm->hbr_given) {
        cdm->hbr_m = b->hbr_m[0] + b->hbr_m[1];
        cdm->hbr_given = true;
    }
    cdm->tca_past = cdm->creation_date.ns != SEA_TAI_NONE.ns && cdm->tca.ns < cdm->creation_date.ns;
    return true;
}

static void begin(sea_cdm_builder *b)
{
    *b->cdm = (sea_cdm){.creation_date = SEA_TAI_NONE, .tca = SEA_TAI_NONE};
    b->seen_covariance[0] = b->seen_covariance[1] = 0;
    b->seen_hbr[0] = b->seen_hbr[1] = false;
}

static void take_item(sea_cdm_builder *b, sea_ndm_reader *r, const sea_ndm_token *t)
{
    switch (t->section) {
    case SEA_NDM_HEADER:
    case SEA_NDM_RELATIVE: take_front(b, r, t); break;
    case SEA_NDM_METADATA: take_metadata(b, r, t); break;
    case SEA_NDM_STATE: take_state(b, r, t); break;
    case SEA_NDM_COVARIANCE:
        if (t->value.length > 0) take_covariance(b, t);
        break;
    case SEA_NDM_ADDITIONAL:
        if (!is(t, "HBR") || t->value.length == 0) break;
        if (!(t->real >= 0.0 && t->real < 1e6)) refuse(r, SEA_NDM_E_RANGE, &t->value, "is no radius");
        b->hbr_m[t->segment - 1] = t->real;
        b->seen_hbr[t->segment - 1] = true;
        break;
    default: break;
    }
}

void sea_cdm_take(void *builder, sea_ndm_reader *r, const sea_ndm_token *t)
{
    sea_cdm_builder *b = builder;
    sea_ndm_fault fault;
    if (t->schema->type != SEA_NDM_CDM) {
        sea_ndm_text at = {"CCSDS_CDM_VERS", 14, t->key.line, t->key.column};
        if (t->event == SEA_NDM_BEGIN)
            refuse(r, SEA_NDM_E_TYPE, &at, "does not begin this message: it is of another type");
        return;
    }
    if (b->done) {
        b->more = true;
        sea_ndm_reader_stop(r);
        return;
    }
    switch (t->event) {
    case SEA_NDM_BEGIN: begin(b); break;
    case SEA_NDM_COMMENT: take_comment(b->cdm, &t->value); break;
    case SEA_NDM_ITEM:
        if (t->field) take_item(b, r, t);
        break;
    case SEA_NDM_END:
        if (t->broken) break;
        if (sea_cdm_finish(b, t->key.line, &fault))
            b->done = true;
        else
            sea_cdm_take_fault(b, &fault);
        break;
    }
}

void sea_cdm_take_fault(void *builder, const sea_ndm_fault *fault)
{
    sea_cdm_builder *b = builder;
    if (!b->any_fault) b->fault = *fault;
    b->any_fault = true;
}

/* ---- reading ---- */

static bool is_json(const char *text, size_t length)
{
    size_t i = length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (i < length && (text[i] == ' ' || text[i] == '\t' || text[i] == '\r' || text[i] == '\n')) i++;
    return i < length && (text[i] == '{' || text[i] == '[');
}

static sea_status warn(sea_ndm_rule rule, const char *what, const char *name, sea_ndm_diagnostic_fn *diagnostic,
                       void *payload)
{
    sea_ndm_fault fault;
    sea_ndm_wrong_at(&fault, rule, 1, 0, "%s", what);
    return sea_ndm_tell(&fault, name, diagnostic, payload);
}

sea_status sea_cdm_read_bytes(const void *bytes, size_t length, const char *name,
                              sea_status (*diagnostic)(void *payload, const sea_diagnostic *diagnostic), void *payload,
                              sea_cdm *out, sea_error *err)
{
    sea_cdm_builder b = {.cdm = out};
    const sea_ndm_sink sink = {&b, sea_cdm_take, sea_cdm_take_fault};
    begin(&b);
    if (length > SEA_CDM_SIZE_MAX)
        return sea_error_set(err, SEA_E_RANGE, "E_SIZE: larger than %d bytes: not one message", SEA_CDM_SIZE_MAX);
    sea_status s =
        is_json(bytes, length) ? sea_cdm_read_json(bytes, length, &sink) : sea_ndm_read_text(bytes, length, &sink);
    if (s != SEA_OK) return sea_error_set(err, s, "out of memory");
    if (!b.done) {
        if (!b.any_fault) sea_ndm_wrong_at(&b.fault, SEA_NDM_E_MISSING, 1, 0, "the message is missing");
        return sea_ndm_fail(&b.fault, err);
    }
    if (b.more) s = warn(SEA_NDM_W_MORE, "more than one message: only the first was read", name, diagnostic, payload);
    if (s == SEA_OK && out->tca_past)
        s = warn(SEA_NDM_W_TCA_PAST, "TCA lies before the message was made", name, diagnostic, payload);
    return s == SEA_OK ? s : sea_error_set(err, s, "%s: stopped", name);
}
