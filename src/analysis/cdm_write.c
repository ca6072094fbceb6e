/* Conjunction messages from their values, with either object as the first. */
#include "analysis/cdm.h"
#include "base/error.h"

#include <starsea/frame.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define EARTH_TURN_RAD_S 7.292115146706979e-5 /* Vallado 2013, section 3.5 */

static void put_text(sea_buffer *out, const char *key, const char *value, const char *otherwise)
{
    const char *text = *value ? value : otherwise;
    sea_buffer_add_format(out, "%s = ", key);
    for (; *text; text++) { /* a line each, whatever the value holds; KVN takes a bracket at the end for a unit */
        char c = (unsigned char)*text < 0x20 ? '?' : *text == '[' ? '(' : *text == ']' ? ')' : *text;
        sea_buffer_add(out, &c, 1);
    }
    sea_buffer_add(out, "\n", 1);
}

static void put_comment(sea_buffer *out, const char *text)
{
    sea_buffer_add_text(out, "COMMENT ");
    for (; *text; text++) {
        char c = (unsigned char)*text < 0x20 ? ' ' : *text;
        sea_buffer_add(out, &c, 1);
    }
    sea_buffer_add(out, "\n", 1);
}

static void put_real(sea_buffer *out, const char *key, double value, const char *unit)
{
    char text[SEA_TEXT_REAL_MAX];
    sea_text_from_real(value, text);
    sea_buffer_add_format(out, *unit ? "%s = %s [%s]\n" : "%s = %s%s\n", key, text, unit);
}

/* CDM has no Z: its times are UTC. */
static void put_time(sea_buffer *out, const char *key, sea_tai t)
{
    char text[SEA_TAI_TEXT_MAX];
    size_t n = sea_tai_format_exact(t, text);
    if (n > 0 && text[n - 1] == 'Z') text[n - 1] = '\0';
    sea_buffer_add_format(out, "%s = %s\n", key, text);
}

/* Velocity against axes that do not turn, in the axes of the instant. */
static void inertial_velocity(const sea_cdm_object *o, double v[3])
{
    double w = o->frame == SEA_CDM_ITRF ? EARTH_TURN_RAD_S : 0.0;
    v[0] = o->v_km_s[0] - w * o->r_km[1];
    v[1] = o->v_km_s[1] + w * o->r_km[0];
    v[2] = o->v_km_s[2];
}

static sea_status put_relative(sea_buffer *out, const sea_cdm_object *a, const sea_cdm_object *b, sea_error *err)
{
    static const char *const names[] = {"RELATIVE_POSITION_R", "RELATIVE_POSITION_T", "RELATIVE_POSITION_N",
                                        "RELATIVE_VELOCITY_R", "RELATIVE_VELOCITY_T", "RELATIVE_VELOCITY_N"};
    double va[3], vb[3], rtn[3][3], relative[6] = {0}, miss = 0.0, speed = 0.0;
    inertial_velocity(a, va);
    inertial_velocity(b, vb);
    sea_status s = sea_frame_rtn(a->r_km, va, rtn);
    if (s != SEA_OK) return sea_error_set(err, s, "the state of the first object gives no orbit");
    for (int i = 0; i < 3; i++) {
        double dr = (b->r_km[i] - a->r_km[i]) * 1000.0, dv = (vb[i] - va[i]) * 1000.0;
        miss += dr * dr;
        speed += dv * dv;
        for (int k = 0; k < 3; k++) {
            relative[k] += rtn[k][i] * dr;
            relative[k + 3] += rtn[k][i] * dv;
        }
    }
    put_real(out, "MISS_DISTANCE", sqrt(miss), "m");
    put_real(out, "RELATIVE_SPEED", sqrt(speed), "m/s");
    for (int k = 0; k < 6; k++) put_real(out, names[k], relative[k], k < 3 ? "m" : "m/s");
    return SEA_OK;
}

static void put_covariance(sea_buffer *out, const sea_cdm_object *o)
{
    static const char *const axes[] = {"R", "T", "N", "RDOT", "TDOT", "NDOT"};
    static const char *const units[] = {"m**2", "m**2/s", "m**2/s**2"};
    int rows = !o->covariance ? 0 : o->covariance_velocity ? 6 : 3;
    for (int i = 0; i < rows; i++)
        for (int j = 0; j <= i; j++) {
            char key[16];
            strcpy(key, "C");
            strcat(strcat(strcat(key, axes[i]), "_"), axes[j]);
            put_real(out, key, o->covariance_rtn_m[i][j], units[i / 3 + j / 3]);
        }
}

static void put_object(sea_buffer *out, const sea_cdm_object *o, int number)
{
    static const char *const frames[] = {
        [SEA_CDM_EME2000] = "EME2000", [SEA_CDM_GCRF] = "GCRF", [SEA_CDM_ITRF] = "ITRF", [SEA_CDM_TEME] = "TEME"};
    static const char *const state[] = {"X", "Y", "Z", "X_DOT", "Y_DOT", "Z_DOT"};
    put_text(out, "OBJECT", number == 1 ? "OBJECT1" : "OBJECT2", "");
    put_text(out, "OBJECT_DESIGNATOR", o->designator, "UNKNOWN");
    put_text(out, "CATALOG_NAME", o->catalog_name, "SATCAT");
    put_text(out, "OBJECT_NAME", o->name, "UNKNOWN");
    put_text(out, "INTERNATIONAL_DESIGNATOR", o->international_designator, "UNKNOWN");
    if (*o->object_type) put_text(out, "OBJECT_TYPE", o->object_type, "");
    put_text(out, "EPHEMERIS_NAME", o->ephemeris_name, "NONE");
    put_text(out, "COVARIANCE_METHOD", o->covariance_method, o->covariance ? "CALCULATED" : "DEFAULT");
    put_text(out, "MANEUVERABLE", o->maneuverable, "N/A");
    put_text(out, "REF_FRAME", frames[o->frame], "");
    for (int i = 0; i < 3; i++) put_real(out, state[i], o->r_km[i], "km");
    for (int i = 0; i < 3; i++) put_real(out, state[i + 3], o->v_km_s[i], "km/s");
    put_covariance(out, o);
}

static sea_status put_message(sea_buffer *out, const sea_cdm *cdm, const sea_cdm_object *a, const sea_cdm_object *b,
                              sea_error *err)
{
    sea_buffer_add_text(out, "CCSDS_CDM_VERS = 1.0\n");
    if (cdm->creation_date.ns != SEA_TAI_NONE.ns) put_time(out, "CREATION_DATE", cdm->creation_date);
    put_text(out, "ORIGINATOR", cdm->originator, "STARSEA");
    if (*cdm->message_for) put_text(out, "MESSAGE_FOR", cdm->message_for, "");
    put_text(out, "MESSAGE_ID", cdm->message_id, "NONE");
    if (cdm->hbr_given) {
        char text[SEA_TEXT_REAL_MAX];
        sea_text_from_real(cdm->hbr_m, text);
        sea_buffer_add_format(out, "COMMENT HBR = %s [m]\n", text);
    }
    for (int i = 0; i < 4; i++)
        if (*cdm->notes[i]) put_comment(out, cdm->notes[i]);
    put_time(out, "TCA", cdm->tca);
    sea_status s = put_relative(out, a, b, err);
    if (s != SEA_OK) return s;
    if (cdm->probability_given) {
        put_real(out, "COLLISION_PROBABILITY", cdm->probability, "");
        put_text(out, "COLLISION_PROBABILITY_METHOD", cdm->probability_method, "UNKNOWN");
    }
    put_object(out, a, 1);
    put_object(out, b, 2);
    return out->failed ? sea_error_set(err, SEA_E_MEMORY, "out of memory") : SEA_OK;
}

sea_status sea_cdm_write(const sea_cdm *cdm, int primary, sea_ndm_format format, char **text, size_t *length,
                         sea_error *err)
{
    sea_buffer out = {0};
    sea_ndm *document = NULL;
    const sea_cdm_object *a = &cdm->objects[primary == 1], *b = &cdm->objects[primary != 1];
    *text = NULL;
    *length = 0;
    bool fixed = a->frame == SEA_CDM_ITRF;
    if (fixed != (b->frame == SEA_CDM_ITRF))
        return sea_error_set(err, SEA_E_UNSUPPORTED,
                             "one object is Earth-fixed and the other inertial: give both in one frame");
    sea_status s = put_message(&out, cdm, a, b, err);
    if (s == SEA_OK) s = sea_ndm_read_bytes(out.data, out.length, "message", NULL, NULL, &document, err);
    if (s == SEA_OK) s = sea_ndm_write(document, format, text, length, err);
    sea_ndm_free(document);
    sea_buffer_free(&out);
    return s;
}
