/* An operator's object as the primary of a screening: its ephemeris or elements, whose it is, its burns, and what is
 * covered. */
#include "jobs/job_screen.h"
#include "motion/gp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool sea_job_screen_own_asked(const sea_job_context *context)
{
    return sea_job_value_of(context, "ephemeris")->given || sea_job_value_of(context, "burn")->given;
}

/* An error of the file, with its place where it has one. */
static sea_status fail_in(sea_error *err, const char *path, const sea_error *inner)
{
    unsigned long long line = inner->line;
    if (line == 0) return sea_error_set(err, inner->code, "%.150s: %.320s", path, inner->text);
    if (inner->column == 0)
        return sea_error_set_at(err, inner->code, line, 0, "%.150s:%llu: %.320s", path, line, inner->text);
    return sea_error_set_at(err, inner->code, line, inner->column, "%.150s:%llu:%u: %.300s", path, line, inner->column,
                            inner->text);
}

static void tell_orientation(sea_job_context *context, const char *path, uint32_t caveats)
{
    if (caveats & SEA_EOP_CAVEAT_ABSENT)
        sea_job_warn(context,
                     "W_NO_EOP: %s: Earth-fixed states were turned without Earth-orientation data for their days: UT1 "
                     "is taken as UTC, no polar motion, which moves them by up to 0.5 km; give a current finals2000A "
                     "with --eop",
                     path);
    if (caveats & SEA_EOP_CAVEAT_PREDICTED)
        sea_job_warn(context, "W_EOP_PREDICTED: %s: Earth orientation is predicted for some Earth-fixed states", path);
}

static sea_status read_ephemeris(sea_job_context *context, sea_job_screen_own *own, sea_error *err)
{
    const char *path = sea_job_value_of(context, "ephemeris")->text;
    sea_buffer text = {0};
    sea_job_teller teller = {.context = context};
    sea_error inner = {0};
    sea_eop eop = {0};
    sea_status s = sea_job_read_whole(context, path, "ephemeris", "an ephemeris", &text, err);
    if (s == SEA_OK) {
        s = sea_ephem_read_bytes(text.data, text.length, path, sea_job_tell, &teller, &own->ephem, &inner);
        if (s != SEA_OK) fail_in(err, path, &inner);
        sea_job_tell_end(&teller, path);
    }
    sea_buffer_free(&text);
    if (s == SEA_OK) s = sea_job_eop(context, &eop, err);
    if (s == SEA_OK) {
        s = sea_motion_new_ephem(own->ephem, &eop, &own->base, &inner);
        if (s != SEA_OK)
            fail_in(err, path, &inner);
        else
            tell_orientation(context, path, sea_motion_eop_caveats(own->base));
    }
    sea_eop_free(&eop);
    return s;
}

/* Catalogue number of an OBJECT_ID: of the one element set of that designator, or the number it is; 0 where none. */
static uint32_t number_of(const sea_gp_set *set, const char *object_id)
{
    uint32_t found = 0;
    for (size_t i = 0; *object_id && i < set->count; i++) {
        if (!sea_gp_designator_same(set->gps[i].object_id, object_id)) continue;
        if (found) return 0; /* several objects of one designator: none of them for certain */
        found = set->gps[i].norad_cat_id;
    }
    if (found) return found;
    for (const char *p = object_id; *p; p++) {
        if (*p < '0' || *p > '9' || found > SEA_GP_ID_MAX / 10) return 0;
        found = 10 * found + (uint32_t)(*p - '0');
    }
    return found;
}

/* The element set of the object; one that carries only its name is put in where it has none. */
static sea_status place(const sea_job_screen_own *own, uint32_t number, sea_gp_set *set, uint32_t *index,
                        sea_error *err)
{
    const sea_ephem_segment *m = sea_ephem_segment_at(own->ephem, 0);
    size_t at = 0;
    while (at < set->count && set->gps[at].norad_cat_id < number) at++;
    *index = (uint32_t)at;
    if (at == set->count || set->gps[at].norad_cat_id != number) {
        sea_gp gp = {.norad_cat_id = number, .creation_date = SEA_TAI_NONE, .classification = 'U'};
        strncpy(gp.object_id, m->object_id, sizeof gp.object_id - 1);
        if (sea_gp_set_add(set, &gp) != SEA_OK) return sea_error_set(err, SEA_E_MEMORY, "out of memory");
        memmove(set->gps + at + 1, set->gps + at, (set->count - 1 - at) * sizeof gp);
        set->gps[at] = gp;
    }
    sea_gp *gp = &set->gps[at];
    gp->epoch = sea_motion_piece_at(own->base, 0).start;
    if (!gp->object_name[0]) strncpy(gp->object_name, m->object_name, sizeof gp->object_name - 1);
    return SEA_OK;
}

static sea_status open_ephemeris(sea_job_context *context, sea_gp_set *set, sea_job_screen_own *own, sea_error *err)
{
    const sea_job_value *primary = sea_job_value_of(context, "primary");
    sea_status s = read_ephemeris(context, own, err);
    if (s != SEA_OK) return s;
    const char *object_id = sea_ephem_segment_at(own->ephem, 0)->object_id;
    uint32_t said = number_of(set, object_id), number = primary->given ? primary->ids[0] : said;
    if (said && said != number && sea_gp_find(set->gps, set->count, said))
        sea_job_warn(context, "OBJECT_ID %s of the ephemeris is that of object %u, but --primary says %u: taken as %u",
                     object_id, said, number, number);
    bool catalogued = number && sea_gp_find(set->gps, set->count, number);
    if (!number)
        sea_job_warn(context, "the object of the ephemeris is not known by a catalogue number, so that its own element "
                              "set, if there is one, is screened against it: give --primary");
    else if (catalogued)
        sea_job_note(context, "the ephemeris stands in for the element set of object %u", number);
    else
        sea_job_note(context, "the ephemeris is of object %u, which has no element set here", number);
    return place(own, number, set, &own->index, err);
}

static sea_status open_elements(sea_job_context *context, const sea_gp_set *set, sea_job_screen_own *own,
                                sea_error *err)
{
    const sea_sgp4_options sgp4 = sea_screen_sgp4_options();
    uint32_t number = sea_job_value_of(context, "primary")->ids[0];
    const sea_gp *gp = sea_gp_find(set->gps, set->count, number);
    if (!gp)
        return sea_error_set(err, SEA_E_NOT_FOUND, "no element set of primary %u among the %zu objects read", number,
                             set->count);
    own->index = (uint32_t)(gp - set->gps);
    sea_status s = sea_sgp4_new(gp, 1, &sgp4, &own->prepared, NULL, err);
    if (s == SEA_OK && sea_motion_new_sgp4(own->prepared, 0, &own->base) != SEA_OK)
        s = sea_error_set(err, SEA_E_MEMORY, "out of memory");
    return s;
}

/* ---- burns ---- */

static bool parse_burn(const char *text, size_t length, sea_burn *out)
{
    const char *end = text + length, *comma = memchr(text, ',', length);
    if (!comma || sea_tai_parse(text, (size_t)(comma - text), false, &out->at, NULL) != SEA_OK) return false;
    for (int k = 0; k < 3; k++) {
        const char *at = comma + 1;
        comma = memchr(at, ',', (size_t)(end - at));
        if (!comma != (k == 2)) return false;
        if (!sea_text_to_real(at, (size_t)((comma ? comma : end) - at), &out->dv_rtn_m_s[k])) return false;
    }
    return true;
}

/* Whether an option is given that not every job with an object of one's own has. */
static bool given(const sea_job_context *context, const char *name)
{
    return sea_job_option_find(context->job, name) && sea_job_value_of(context, name)->given;
}

static sea_status read_burns(const sea_job_context *context, sea_job_screen_own *own, sea_error *err)
{
    const char *text = given(context, "burn") ? sea_job_value_of(context, "burn")->text : NULL;
    sea_tai end = {sea_job_value_of(context, "start")->utc.ns + sea_job_value_of(context, "duration")->integer};
    for (const char *at = text; at;) {
        size_t length = strcspn(at, ";");
        if (own->burn_count == SEA_JOB_BURNS_MAX)
            return sea_error_set(err, SEA_E_USAGE, "--burn takes at most %d burns", SEA_JOB_BURNS_MAX);
        sea_burn *b = &own->burns[own->burn_count++];
        if (!parse_burn(at, length, b))
            return sea_error_set(err, SEA_E_USAGE,
                                 "--burn takes UTC,R,T,N with R,T,N in m/s, several with ; between them, not '%.200s'",
                                 text);
        if (b->at.ns >= end.ns) {
            char burn[SEA_TAI_TEXT_MAX], closes[SEA_TAI_TEXT_MAX];
            sea_tai_format(b->at, 3, burn);
            sea_tai_format(end, 3, closes);
            return sea_error_set(err, SEA_E_USAGE,
                                 "--burn: the burn of %s is not before the end of the window, %s: it could change "
                                 "nothing there; give an earlier burn or a longer --duration",
                                 burn, closes);
        }
        at = at[length] ? at + length + 1 : NULL;
    }
    return SEA_OK;
}

sea_status sea_job_screen_own_open(sea_job_context *context, sea_gp_set *set, sea_job_screen_own *own, sea_error *err)
{
    const sea_job_value *primary = sea_job_value_of(context, "primary");
    bool ephemeris = sea_job_value_of(context, "ephemeris")->given;
    if (primary->given ? primary->id_count != 1 : !ephemeris)
        return sea_error_set(err, SEA_E_USAGE, "%s is of one object: give one --primary, its catalogue number",
                             ephemeris ? "--ephemeris" : "a burn");
    if (given(context, "exhaustive"))
        return sea_error_set(err, SEA_E_USAGE, "--exhaustive takes element sets alone, no --ephemeris and no --burn");
    sea_status s = read_burns(context, own, err);
    if (s == SEA_OK) s = ephemeris ? open_ephemeris(context, set, own, err) : open_elements(context, set, own, err);
    return s;
}

void sea_job_screen_own_close(sea_job_screen_own *own)
{
    sea_motion_free(own->burned);
    sea_motion_free(own->base);
    sea_sgp4_free(own->prepared);
    sea_ephem_free(own->ephem);
}

/* How wrong the interpolation may be before a word is said of it. */
#define FIT_SILENT_KM 0.002

/* The volume that must be entered at its narrowest, km. */
static double narrowest(const sea_screen_options *o)
{
    const double *v = o->volume_rtn_km;
    if (o->volume == SEA_SCREEN_SPHERE) return o->threshold_km;
    double least = v[0] < v[1] ? v[0] : v[1];
    return v[2] < least ? v[2] : least;
}

sea_status sea_job_screen_own_fit(sea_job_context *context, sea_job_screen_own *own, sea_screen_options *o,
                                  sea_error *err)
{
    if (!own->ephem) return SEA_OK;
    const char *path = sea_job_value_of(context, "ephemeris")->text;
    own->fit = sea_motion_fit_of(own->base, o->start, (sea_tai){o->start.ns + o->span_ns});
    if (own->fit.positions_only)
        sea_job_warn(context,
                     "W_VELOCITIES: %s: the velocities are not the derivative of the positions: positions alone are "
                     "used, and velocities taken from them",
                     path);
    if (!(own->fit.error_km > FIT_SILENT_KM)) {
        own->fit.error_km = 0.0;
        return SEA_OK;
    }
    char error[SEA_TEXT_REAL_MAX], least[SEA_TEXT_REAL_MAX], at[SEA_TAI_TEXT_MAX];
    sea_text_from_fixed(own->fit.error_km, 3, error);
    sea_text_from_fixed(narrowest(o), 3, least);
    sea_tai_format(own->fit.at, 3, at);
    if (own->fit.error_km > narrowest(o))
        return sea_error_set(err, SEA_E_RANGE,
                             "E_COARSE: %.150s: between its states the interpolation it asks for is off by up to %s km "
                             "(after %s), more than the %s km that approaches are looked for within: give states at "
                             "shorter steps, or INTERPOLATION = HERMITE where the velocities allow it",
                             path, error, at, least);
    sea_job_warn(context,
                 "W_COARSE: %s: between its states the interpolation it asks for is off by up to %s km (after %s): "
                 "approaches are looked for that much farther out, and distances are as uncertain",
                 path, error, at);
    o->threshold_km += own->fit.error_km;
    for (int k = 0; k < 3 && o->volume != SEA_SCREEN_SPHERE; k++) o->volume_rtn_km[k] += own->fit.error_km;
    return SEA_OK;
}

static bool covers_any(const sea_motion *motion, const sea_screen_options *o)
{
    for (size_t k = 0; k < sea_motion_piece_count(motion); k++) {
        sea_motion_piece p = sea_motion_piece_at(motion, k);
        if (p.stop.ns > o->start.ns && p.start.ns < o->start.ns + o->span_ns) return true;
    }
    return false;
}

/* The events before the burns and after them, matched. */
static sea_status run_burns(const sea_job_screen_own *own, const sea_screen_field *field, sea_screen_result *after,
                            sea_screen_change **changes, size_t *count, sea_error *err)
{
    sea_screen_result before = {0};
    sea_status s = sea_screen_field_run(field, own->base, own->index, &before, err);
    if (s == SEA_OK) s = sea_screen_field_run(field, own->burned, own->index, after, err);
    if (s == SEA_OK && sea_screen_compare(&before, after, changes, count) != SEA_OK)
        s = sea_error_set(err, SEA_E_MEMORY, "out of memory");
    sea_screen_result_free(&before);
    return s;
}

sea_status sea_job_screen_own_run(sea_job_screen_own *own, const sea_gp_set *set, const sea_screen_options *o,
                                  sea_screen_result *result, sea_screen_change **changes, size_t *count, sea_error *err)
{
    sea_screen_field *field = NULL;
    sea_tai end = {o->start.ns + o->span_ns};
    double reach_km = 0.0;
    sea_status s = SEA_OK;
    if (!covers_any(own->base, o))
        return sea_error_set(err, SEA_E_NOT_FOUND,
                             "the ephemeris covers nothing of the window: mind --start and --duration");
    if (own->burn_count > 0) {
        s = sea_motion_new_burned(own->base, own->burns, own->burn_count, end, &own->burned, err);
        if (s == SEA_OK) reach_km = sea_screen_reach(own->base, own->burned, o->start, o->span_ns);
    }
    if (s == SEA_OK) s = sea_screen_field_new(set->gps, set->count, o, own->base, reach_km, &field, err);
    if (s == SEA_OK && own->burned)
        s = run_burns(own, field, result, changes, count, err);
    else if (s == SEA_OK)
        s = sea_screen_field_run(field, own->base, own->index, result, err);
    sea_screen_field_free(field);
    return s;
}

static void tell_span(sea_job_context *context, bool covered, sea_tai from, sea_tai to)
{
    char a[SEA_TAI_TEXT_MAX], b[SEA_TAI_TEXT_MAX];
    sea_tai_format(from, 3, a);
    sea_tai_format(to, 3, b);
    if (covered)
        sea_job_note(context, "the ephemeris covers %s to %s", a, b);
    else
        sea_job_warn(context, "the ephemeris does not cover %s to %s: not screened there", a, b);
}

bool sea_job_screen_own_tell(sea_job_context *context, const sea_job_screen_own *own, const sea_screen_options *o)
{
    if (!own->ephem) return false;
    sea_tai at = o->start, end = {o->start.ns + o->span_ns}, from = SEA_TAI_NONE;
    bool gaps = false;
    for (size_t k = 0; k <= sea_motion_piece_count(own->base); k++) {
        bool last = k == sea_motion_piece_count(own->base);
        sea_motion_piece p = last ? (sea_motion_piece){end, end} : sea_motion_piece_at(own->base, k);
        if (!last && (p.stop.ns <= o->start.ns || p.start.ns >= end.ns)) continue;
        if (p.start.ns < o->start.ns) p.start = o->start;
        if (p.stop.ns > end.ns) p.stop = end;
        if (p.start.ns > at.ns || last) {
            if (from.ns != SEA_TAI_NONE.ns) tell_span(context, true, from, at);
            if (p.start.ns > at.ns) tell_span(context, false, at, p.start), gaps = true;
            from = p.start;
        } else if (from.ns == SEA_TAI_NONE.ns) {
            from = p.start;
        }
        if (p.stop.ns > at.ns) at = p.stop;
    }
    if (gaps) sea_job_mark_partly(context);
    return gaps;
}
