/* Orbit parameter messages from the stream of motion/ndm. */
#include "motion/ephem.h"
#include "base/error.h"

#include <string.h>

typedef struct reading {
    sea_opm *opm;
    sea_ndm_fault fault;
    bool any_fault, done, more;
} reading;

static bool is(const sea_ndm_token *t, const char *name)
{
    return strcmp(t->field->name, name) == 0;
}

static void take_metadata(sea_opm *o, const sea_ndm_token *t)
{
    if (is(t, "OBJECT_NAME")) sea_ndm_copy(o->object_name, sizeof o->object_name, &t->value);
    if (is(t, "OBJECT_ID")) sea_ndm_copy(o->object_id, sizeof o->object_id, &t->value);
    if (is(t, "CENTER_NAME")) sea_ndm_copy(o->center_name, sizeof o->center_name, &t->value);
    if (is(t, "REF_FRAME")) sea_ndm_copy(o->frame, sizeof o->frame, &t->value);
    if (is(t, "TIME_SYSTEM")) sea_ndm_copy(o->time_system, sizeof o->time_system, &t->value);
}

/* The fields of a section that follow one another in its table. */
static size_t index_in(const sea_ndm_token *t, const char *first)
{
    const sea_ndm_text key = {.data = first, .length = strlen(first)};
    return (size_t)(t->field - sea_ndm_field_find(t->schema, &key, t->section, 0));
}

static void take_state(sea_opm *o, const sea_ndm_token *t)
{
    if (is(t, "EPOCH")) {
        o->epoch = t->instant;
        o->clock_known = t->clock != SEA_NDM_CLOCK_OTHER;
        return;
    }
    size_t i = index_in(t, "X");
    *(i < 3 ? &o->r_km[i] : &o->v_km_s[i - 3]) = t->real;
}

static void take_covariance(sea_opm *o, const sea_ndm_token *t)
{
    if (!o->covariance) memcpy(o->covariance_frame, o->frame, sizeof o->covariance_frame);
    o->covariance = true;
    if (is(t, "COV_REF_FRAME")) {
        sea_ndm_copy(o->covariance_frame, sizeof o->covariance_frame, &t->value);
        return;
    }
    size_t at = index_in(t, "CX_X"), i = 0;
    while ((i + 1) * (i + 2) / 2 <= at) i++;
    size_t j = at - i * (i + 1) / 2;
    o->covariance_km[i][j] = o->covariance_km[j][i] = t->real;
}

static void take_maneuver(sea_opm *o, sea_ndm_reader *r, const sea_ndm_token *t)
{
    if (is(t, "MAN_EPOCH_IGNITION")) {
        if (o->maneuver_count == SEA_OPM_MANEUVERS_MAX) {
            sea_ndm_fault fault;
            sea_ndm_wrong_at(&fault, SEA_NDM_E_SIZE, t->key.line, t->key.column, "more than 64 manoeuvres");
            (void)sea_ndm_reader_refuse(r, &fault);
            return;
        }
        o->maneuvers[o->maneuver_count++] = (sea_opm_maneuver){.ignition = t->instant};
        return;
    }
    if (o->maneuver_count == 0) return; /* its block is refused for want of an ignition */
    sea_opm_maneuver *m = &o->maneuvers[o->maneuver_count - 1];
    if (is(t, "MAN_DURATION")) m->duration_s = t->real;
    if (is(t, "MAN_DELTA_MASS")) m->delta_mass_kg = t->real;
    if (is(t, "MAN_REF_FRAME")) sea_ndm_copy(m->frame, sizeof m->frame, &t->value);
    if (strncmp(t->field->name, "MAN_DV_", 7) == 0) m->dv_km_s[index_in(t, "MAN_DV_1")] = t->real;
}

static void take_spacecraft(sea_opm *o, const sea_ndm_token *t)
{
    double *const values[] = {&o->mass_kg, &o->solar_rad_area_m2, &o->solar_rad_coefficient, &o->drag_area_m2,
                              &o->drag_coefficient};
    *values[index_in(t, "MASS")] = t->real;
}

static void take_token(void *payload, sea_ndm_reader *r, const sea_ndm_token *t)
{
    reading *j = payload;
    if (t->schema->type != SEA_NDM_OPM) {
        sea_ndm_fault fault;
        sea_ndm_wrong_at(&fault, SEA_NDM_E_TYPE, t->key.line, t->key.column, "this message is no OPM");
        if (t->event == SEA_NDM_BEGIN) (void)sea_ndm_reader_refuse(r, &fault);
        return;
    }
    if (j->done) {
        j->more = true;
        sea_ndm_reader_stop(r);
        return;
    }
    if (t->event == SEA_NDM_BEGIN) *j->opm = (sea_opm){.creation_date = SEA_TAI_NONE, .epoch = SEA_TAI_NONE};
    if (t->event == SEA_NDM_END && !t->broken) j->done = true;
    if (t->event != SEA_NDM_ITEM || !t->field || t->value.length == 0) return;
    switch (t->section) {
    case SEA_NDM_HEADER:
        if (is(t, "CREATION_DATE")) j->opm->creation_date = t->instant;
        break;
    case SEA_NDM_METADATA: take_metadata(j->opm, t); break;
    case SEA_NDM_STATE: take_state(j->opm, t); break;
    case SEA_NDM_SPACECRAFT: take_spacecraft(j->opm, t); break;
    case SEA_NDM_COVARIANCE: take_covariance(j->opm, t); break;
    case SEA_NDM_MANEUVER: take_maneuver(j->opm, r, t); break;
    default: break;
    }
}

static void take_fault(void *payload, const sea_ndm_fault *fault)
{
    reading *j = payload;
    if (!j->any_fault) j->fault = *fault;
    j->any_fault = true;
}

sea_status sea_opm_read_bytes(const void *bytes, size_t length, const char *name,
                              sea_status (*diagnostic)(void *payload, const sea_diagnostic *diagnostic), void *payload,
                              sea_opm *out, sea_error *err)
{
    reading j = {.opm = out};
    const sea_ndm_sink sink = {&j, take_token, take_fault};
    *out = (sea_opm){.creation_date = SEA_TAI_NONE, .epoch = SEA_TAI_NONE};
    sea_status s = sea_ndm_read_text(bytes, length, &sink);
    if (s != SEA_OK) return sea_error_set(err, s, "out of memory");
    if (!j.done) return sea_ndm_fail(&j.fault, err);
    if (j.more) {
        sea_ndm_wrong_at(&j.fault, SEA_NDM_W_MORE, 1, 0, "more than one message: only the first was read");
        s = sea_ndm_tell(&j.fault, name, diagnostic, payload);
    }
    return s == SEA_OK ? s : sea_error_set(err, s, "%s: stopped", name);
}
