/* An operator's ephemeris as the primary of a screening: reading it, whose it is, and what it covers. */
#include "jobs/job_screen.h"

#include <stdlib.h>
#include <string.h>

bool sea_job_screen_own_asked(const sea_job_context *context)
{
    return sea_job_value_of(context, "ephemeris")->given;
}

static sea_status read_ephemeris(sea_job_context *context, sea_job_screen_own *own, sea_error *err)
{
    const char *path = sea_job_value_of(context, "ephemeris")->text;
    sea_buffer text = {0};
    uint64_t bytes = 0;
    uint8_t sha256[SEA_SHA256_SIZE];
    sea_job_teller teller = {.context = context};
    sea_error inner = {0};
    sea_eop eop = {0};
    sea_status s = sea_job_read_whole(path, "an ephemeris", &text, &bytes, sha256, err);
    if (s == SEA_OK) {
        s = sea_ephem_read_bytes(text.data ? text.data : "", text.length, path, sea_job_tell, &teller, &own->ephem,
                                 &inner);
        if (s != SEA_OK) sea_error_set_at(err, s, inner.line, inner.column, "%s: %.400s", path, inner.text);
        sea_job_tell_end(&teller, path);
    }
    sea_buffer_free(&text);
    if (s == SEA_OK && sea_job_add_input(context, path, "ephemeris", bytes, sha256) != SEA_OK)
        s = sea_error_set(err, SEA_E_MEMORY, "out of memory");
    if (s == SEA_OK) s = sea_job_eop(context, &eop, err);
    if (s == SEA_OK) {
        s = sea_motion_new_ephem(own->ephem, &eop, &own->motion, &inner);
        if (s != SEA_OK) sea_error_set(err, s, "%s: %.400s", path, inner.text);
    }
    sea_eop_free(&eop);
    return s;
}

/* Catalogue number of an OBJECT_ID: of the one element set of that designator, or the number it is; 0 where none. */
static uint32_t number_of(const sea_gp_set *set, const char *object_id)
{
    uint32_t found = 0;
    for (size_t i = 0; *object_id && i < set->count; i++) {
        if (strcmp(set->gps[i].object_id, object_id) != 0) continue;
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
    gp->epoch = sea_motion_piece_at(own->motion, 0).start;
    if (!gp->object_name[0]) strncpy(gp->object_name, m->object_name, sizeof gp->object_name - 1);
    return SEA_OK;
}

sea_status sea_job_screen_own_open(sea_job_context *context, sea_gp_set *set, sea_job_screen_own *own, sea_error *err)
{
    const sea_job_value *primary = sea_job_value_of(context, "primary");
    if (primary->given && primary->id_count != 1)
        return sea_error_set(err, SEA_E_USAGE,
                             "--ephemeris is of one object: give one --primary, its catalogue number");
    if (sea_job_value_of(context, "exhaustive")->flag)
        return sea_error_set(err, SEA_E_USAGE, "--exhaustive takes element sets alone, no --ephemeris");
    sea_status s = read_ephemeris(context, own, err);
    if (s != SEA_OK) return s;
    uint32_t number = primary->given ? primary->ids[0] : number_of(set, sea_ephem_segment_at(own->ephem, 0)->object_id);
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

void sea_job_screen_own_close(sea_job_screen_own *own)
{
    sea_motion_free(own->motion);
    sea_ephem_free(own->ephem);
}

static bool covers_any(const sea_motion *motion, const sea_screen_options *o)
{
    for (size_t k = 0; k < sea_motion_piece_count(motion); k++) {
        sea_motion_piece p = sea_motion_piece_at(motion, k);
        if (p.stop.ns > o->start.ns && p.start.ns < o->start.ns + o->span_ns) return true;
    }
    return false;
}

sea_status sea_job_screen_own_run(const sea_job_screen_own *own, const sea_gp_set *set, const sea_screen_options *o,
                                  sea_screen_result *result, sea_error *err)
{
    sea_screen_field *field = NULL;
    if (!covers_any(own->motion, o))
        return sea_error_set(err, SEA_E_NOT_FOUND,
                             "the ephemeris covers nothing of the window: mind --start and "
                             "--duration");
    sea_status s = sea_screen_field_new(set->gps, set->count, o, own->motion, 0.0, &field, err);
    if (s == SEA_OK) s = sea_screen_field_run(field, own->motion, own->index, result, err);
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

void sea_job_screen_own_tell(sea_job_context *context, const sea_job_screen_own *own, const sea_screen_options *o)
{
    sea_tai at = o->start, end = {o->start.ns + o->span_ns}, from = SEA_TAI_NONE;
    bool gaps = false;
    for (size_t k = 0; k <= sea_motion_piece_count(own->motion); k++) {
        bool last = k == sea_motion_piece_count(own->motion);
        sea_motion_piece p = last ? (sea_motion_piece){end, end} : sea_motion_piece_at(own->motion, k);
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
}
