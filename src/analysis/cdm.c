/* A conjunction message from its keywords and values. */
#include "analysis/cdm.h"
#include "base/error.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SHOWN_MAX = 60 };

sea_status sea_cdm_refuse(sea_error *err, sea_status code, const char *rule, const sea_cdm_text *at, const char *what)
{
    int shown = at->length < SHOWN_MAX ? (int)at->length : SHOWN_MAX;
    return sea_error_set_at(err, code, at->line, at->column, "%s: \"%.*s\": %s", rule, shown, at->data, what);
}

static bool equals(const sea_cdm_text *text, const char *word)
{
    return text->length == strlen(word) && memcmp(text->data, word, text->length) == 0;
}

static void copy(char *out, size_t capacity, const sea_cdm_text *value)
{
    size_t n = value->length < capacity - 1 ? value->length : capacity - 1;
    memcpy(out, value->data, n);
    out[n] = '\0';
}

/* A finite number. Text that has the form of one but does not fit is out of range, all else is no number. */
static sea_status take_real(sea_cdm_builder *b, const sea_cdm_text *value, double *out)
{
    if (sea_text_to_real(value->data, value->length, out)) return SEA_OK;
    bool form = value->length > 0;
    for (size_t i = 0; i < value->length; i++) form &= strchr("0123456789+-.eE", value->data[i]) != NULL;
    if (form && strpbrk(value->data, "eE"))
        return sea_cdm_refuse(b->err, SEA_E_RANGE, "E_RANGE", value,
                              "is not a number this format can mean: correct it");
    return sea_cdm_refuse(b->err, SEA_E_FORMAT, "E_FIELD", value,
                          "is not a number: write digits, a point, an exponent");
}

static sea_status take_number(sea_cdm_builder *b, const sea_cdm_text *value, const sea_cdm_text *unit,
                              const char *wanted, double most, double *out)
{
    if (unit->length > 0 && !equals(unit, wanted)) {
        char text[80];
        snprintf(text, sizeof text, "is not the unit of this keyword: it is %s", wanted);
        return sea_cdm_refuse(b->err, SEA_E_FORMAT, "E_UNIT", unit, text);
    }
    sea_status s = take_real(b, value, out);
    if (s == SEA_OK && !(fabs(*out) <= most))
        return sea_cdm_refuse(b->err, SEA_E_RANGE, "E_RANGE", value,
                              "is larger than anything near the Earth: correct it");
    return s;
}

static sea_status take_instant(sea_cdm_builder *b, const sea_cdm_text *value, sea_tai *out)
{
    sea_error inner = {0};
    sea_status s = sea_tai_parse(value->data, value->length, false, out, &inner);
    if (s == SEA_OK) return s;
    sea_cdm_text at = *value;
    if (inner.column) at.column += inner.column - 1;
    return sea_cdm_refuse(b->err, s, "E_EPOCH", &at, "is not an instant: write YYYY-MM-DDThh:mm:ss.sss, UTC");
}

static sea_status note_once(sea_cdm_builder *b, uint32_t *seen, unsigned bit, const sea_cdm_text *key)
{
    if (*seen >> bit & 1u) return sea_cdm_refuse(b->err, SEA_E_FORMAT, "E_DUPKEY", key, "stands twice: keep one");
    *seen |= 1u << bit;
    return SEA_OK;
}

/* ---- one object ---- */

static sea_status take_frame(sea_cdm_builder *b, const sea_cdm_text *value, sea_cdm_frame *out)
{
    static const struct {
        const char *name;
        sea_cdm_frame frame;
    } frames[] = {
        {"EME2000", SEA_CDM_EME2000}, {"J2000", SEA_CDM_EME2000}, {"GCRF", SEA_CDM_GCRF},
        {"ICRF", SEA_CDM_GCRF},       {"ITRF", SEA_CDM_ITRF},
    };
    for (size_t i = 0; i < sizeof frames / sizeof frames[0]; i++)
        if (equals(value, frames[i].name)) {
            *out = frames[i].frame;
            return SEA_OK;
        }
    return sea_cdm_refuse(b->err, SEA_E_UNSUPPORTED, "E_FRAME", value,
                          "is not EME2000, GCRF or ITRF: convert the states");
}

/* Index of R, T, N, RDOT, TDOT or NDOT, -1 for other words. */
static int axis(const char *text, size_t length)
{
    static const char *const names[] = {"R", "T", "N", "RDOT", "TDOT", "NDOT"};
    for (int i = 0; i < 6; i++)
        if (strlen(names[i]) == length && memcmp(names[i], text, length) == 0) return i;
    return -1;
}

/* Keywords such as CTDOT_R. Returned: SEA_DONE when the keyword is none of the six by six. */
static sea_status take_covariance(sea_cdm_builder *b, sea_cdm_object *o, const sea_cdm_text *key,
                                  const sea_cdm_text *value, const sea_cdm_text *unit)
{
    static const char *const units[] = {"m**2", "m**2/s", "m**2/s**2"};
    const char *under = memchr(key->data, '_', key->length);
    if (key->length < 4 || key->data[0] != 'C' || !under) return SEA_DONE;
    int i = axis(key->data + 1, (size_t)(under - key->data) - 1);
    int j = axis(under + 1, key->length - (size_t)(under - key->data) - 1);
    if (i < 0 || j < 0 || j > i) return SEA_DONE;
    sea_status s = note_once(b, &b->seen_covariance[b->object - 1], (unsigned)(i * (i + 1) / 2 + j), key);
    if (s == SEA_OK) s = take_number(b, value, unit, units[i / 3 + j / 3], 1e30, &o->covariance_rtn_m[i][j]);
    o->covariance_rtn_m[j][i] = o->covariance_rtn_m[i][j];
    return s;
}

static sea_status take_object(sea_cdm_builder *b, const sea_cdm_text *key, const sea_cdm_text *value,
                              const sea_cdm_text *unit)
{
    static const char *const state[] = {"X", "Y", "Z", "X_DOT", "Y_DOT", "Z_DOT"};
    sea_cdm_object *o = &b->cdm->objects[b->object - 1];
    uint32_t *seen = &b->seen_object[b->object - 1];
    for (unsigned i = 0; i < 6; i++) {
        if (!equals(key, state[i])) continue;
        sea_status s = note_once(b, seen, i, key);
        if (s != SEA_OK) return s;
        return i < 3 ? take_number(b, value, unit, "km", 1e9, &o->r_km[i])
                     : take_number(b, value, unit, "km/s", 1e5, &o->v_km_s[i - 3]);
    }
    sea_status s = SEA_OK;
    if (equals(key, "REF_FRAME")) {
        s = note_once(b, seen, 6, key);
        return s == SEA_OK ? take_frame(b, value, &o->frame) : s;
    }
    if (equals(key, "OBJECT_DESIGNATOR")) {
        s = note_once(b, seen, 7, key);
        copy(o->designator, sizeof o->designator, value);
    } else if (equals(key, "OBJECT_NAME")) {
        copy(o->name, sizeof o->name, value);
    } else {
        s = take_covariance(b, o, key, value, unit);
        if (s == SEA_DONE) s = SEA_OK;
    }
    return s;
}

/* ---- header, and the whole ---- */

static sea_status begin_object(sea_cdm_builder *b, const sea_cdm_text *key, const sea_cdm_text *value)
{
    int next = equals(value, "OBJECT1") ? 1 : equals(value, "OBJECT2") ? 2 : 0;
    if (!next) return sea_cdm_refuse(b->err, SEA_E_FORMAT, "E_FIELD", value, "must be OBJECT1 or OBJECT2");
    if (next != b->object + 1)
        return sea_cdm_refuse(b->err, SEA_E_FORMAT, "E_DUPKEY", key, "must stand twice: OBJECT1, then OBJECT2");
    b->object = next;
    return SEA_OK;
}

static sea_status take_header(sea_cdm_builder *b, const sea_cdm_text *key, const sea_cdm_text *value,
                              const sea_cdm_text *unit)
{
    static const char *const keys[] = {"CCSDS_CDM_VERS",
                                       "CREATION_DATE",
                                       "MESSAGE_ID",
                                       "TCA",
                                       "COLLISION_PROBABILITY",
                                       "COLLISION_PROBABILITY_METHOD"};
    enum { VERSION, CREATION, ID, TCA, PROBABILITY, METHOD, COUNT };
    unsigned i = 0;
    while (i < COUNT && !equals(key, keys[i])) i++;
    if (i == COUNT) return SEA_OK;
    sea_status s = note_once(b, &b->seen_header, i, key);
    if (s != SEA_OK) return s;
    sea_cdm *cdm = b->cdm;
    switch (i) {
    case VERSION:
        if (value->length > 1 && (value->data[0] == '1' || value->data[0] == '2') && value->data[1] == '.')
            return SEA_OK;
        return sea_cdm_refuse(b->err, SEA_E_UNSUPPORTED, "E_VERSION", value, "is not version 1 or 2 of the message");
    case CREATION: return take_instant(b, value, &cdm->creation_date);
    case TCA: return take_instant(b, value, &cdm->tca);
    case ID: copy(cdm->message_id, sizeof cdm->message_id, value); return SEA_OK;
    case METHOD: copy(cdm->probability_method, sizeof cdm->probability_method, value); return SEA_OK;
    default: break;
    }
    s = take_number(b, value, unit, "", 1.0, &cdm->probability);
    if (s == SEA_OK && cdm->probability < 0.0)
        return sea_cdm_refuse(b->err, SEA_E_RANGE, "E_RANGE", value, "is no probability");
    cdm->probability_given = s == SEA_OK;
    return s;
}

sea_status sea_cdm_take(sea_cdm_builder *b, const sea_cdm_text *key, const sea_cdm_text *value,
                        const sea_cdm_text *unit)
{
    if (equals(key, "OBJECT")) return begin_object(b, key, value);
    return b->object ? take_object(b, key, value, unit) : take_header(b, key, value, unit);
}

/* Comments are free text, but `HBR = 20 [m]` is how operators pass the combined radius on. */
sea_status sea_cdm_take_comment(sea_cdm_builder *b, const sea_cdm_text *comment)
{
    const char *p = comment->data, *end = p + comment->length;
    if (comment->length < 4 || memcmp(p, "HBR", 3) != 0) return SEA_OK;
    for (p += 3; p < end && *p == ' '; p++) {
    }
    if (p == end || *p != '=') return SEA_OK;
    for (p++; p < end && *p == ' '; p++) {
    }
    const char *stop = p;
    while (stop < end && *stop != ' ' && *stop != '[') stop++;
    double radius;
    if (sea_text_to_real(p, (size_t)(stop - p), &radius) && radius >= 0.0 && radius < 1e6) {
        b->cdm->hbr_m = radius;
        b->cdm->hbr_given = true;
    }
    return SEA_OK;
}

static sea_status missing(sea_cdm_builder *b, uint64_t line, const char *what)
{
    return sea_error_set_at(b->err, SEA_E_FORMAT, line, 0,
                            "E_MISSING: %s is missing: ask the originator for a whole message", what);
}

static sea_status finish_object(sea_cdm_builder *b, int i, uint64_t line)
{
    static const char *const needed[] = {"X", "Y", "Z", "X_DOT", "Y_DOT", "Z_DOT", "REF_FRAME", "OBJECT_DESIGNATOR"};
    const uint32_t position = 0x3f, all = 0x1fffff;
    for (unsigned k = 0; k < 8; k++) {
        char text[40];
        if (b->seen_object[i] >> k & 1u) continue;
        snprintf(text, sizeof text, "%s of OBJECT%d", needed[k], i + 1);
        return missing(b, line, text);
    }
    uint32_t seen = b->seen_covariance[i];
    if (seen && (seen & position) != position)
        return missing(b, line, i ? "part of the covariance of OBJECT2" : "part of the covariance of OBJECT1");
    b->cdm->objects[i].covariance = seen != 0;
    b->cdm->objects[i].covariance_velocity = seen == all;
    return SEA_OK;
}

sea_status sea_cdm_finish(sea_cdm_builder *b, uint64_t line)
{
    sea_cdm *cdm = b->cdm;
    if (!(b->seen_header >> 3 & 1u)) return missing(b, line, "TCA");
    if (b->object < 2) return missing(b, line, b->object ? "OBJECT2" : "OBJECT1");
    for (int i = 0; i < 2; i++) {
        sea_status s = finish_object(b, i, line);
        if (s != SEA_OK) return s;
    }
    if (strcmp(cdm->objects[0].designator, cdm->objects[1].designator) == 0)
        return sea_error_set_at(b->err, SEA_E_CONFLICT, line, 0,
                                "E_SAMEOBJECT: both objects are %s: an object cannot approach itself",
                                cdm->objects[0].designator);
    cdm->tca_past = cdm->creation_date.ns != SEA_TAI_NONE.ns && cdm->tca.ns < cdm->creation_date.ns;
    return SEA_OK;
}
