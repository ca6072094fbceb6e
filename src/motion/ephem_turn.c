/* The states of an ephemeris in another frame. */
#include "motion/ephem.h"
#include "base/error.h"

#include <starsea/frame.h>

#include <stdlib.h>
#include <string.h>

static void *copy_of(const void *from, size_t bytes)
{
    void *to = malloc(bytes ? bytes : 1);
    return to ? memcpy(to, from, bytes) : NULL;
}

/* A copy without covariances. */
static sea_ephem *copy_states(const sea_ephem *e)
{
    sea_ephem *c = calloc(1, sizeof *c);
    if (!c) return NULL;
    c->part_count = c->part_capacity = e->part_count;
    c->row_count = c->row_capacity = e->row_count;
    c->parts = copy_of(e->parts, e->part_count * sizeof *e->parts);
    c->rows = copy_of(e->rows, e->row_count * sizeof *e->rows);
    if (!c->parts || !c->rows) {
        sea_ephem_free(c);
        return NULL;
    }
    for (size_t i = 0; i < c->part_count; i++) {
        sea_ephem_part *p = &c->parts[i];
        p->meta.covariance_count = 0;
        sea_ephem_bind_texts(p);
    }
    return c;
}

static sea_status turn_part(sea_ephem *e, sea_ephem_part *p, sea_frame to, const sea_eop *eop, sea_frame_cache *cache,
                            sea_error *err)
{
    sea_frame from;
    const sea_ndm_text centre = {.data = p->texts[2], .length = strlen(p->texts[2])};
    if (!sea_ndm_equals_any_case(&centre, "EARTH"))
        return sea_error_set(err, SEA_E_UNSUPPORTED,
                             "CENTER_NAME is '%s': only ephemerides about EARTH can be screened", p->texts[2]);
    if (sea_frame_find(p->texts[3], strlen(p->texts[3]), &from) != SEA_OK)
        return sea_error_set(err, SEA_E_UNSUPPORTED,
                             "REF_FRAME '%s' is not known here: give the ephemeris in EME2000, GCRF, TEME or ITRF",
                             p->texts[3]);
    bool turning = from == SEA_FRAME_ITRF || from == SEA_FRAME_PEF;
    if (turning) p->meta.accelerations = false; /* they would need Coriolis and centrifugal terms */
    for (size_t k = 0; k < p->meta.state_count; k++) {
        sea_ephem_row *row = &e->rows[p->first_row + k];
        sea_rotation turn;
        sea_status s = sea_frame_rotation(row->epoch, from, to, eop, cache, &turn);
        if (s != SEA_OK) return sea_error_set(err, s, "the Earth's orientation cannot be computed so far from J2000");
        if (turning) e->eop_caveats |= turn.caveats;
        double a[3], zero[3] = {0};
        sea_frame_rotate(&turn, row->value + 6, zero, a, zero);
        sea_frame_rotate(&turn, row->value, row->value + 3, row->value, row->value + 3);
        memcpy(row->value + 6, a, sizeof a);
    }
    strcpy(p->texts[3], sea_frame_name(to));
    return SEA_OK;
}

sea_status sea_ephem_turn(const sea_ephem *ephem, sea_frame to, const sea_eop *eop, sea_ephem **out, sea_error *err)
{
    sea_frame_cache *cache = NULL;
    *out = NULL;
    sea_ephem *turned = copy_states(ephem);
    sea_status s = turned ? sea_frame_cache_new(&cache) : SEA_E_MEMORY;
    if (s == SEA_E_MEMORY) sea_error_set(err, s, "out of memory");
    for (size_t i = 0; s == SEA_OK && i < turned->part_count; i++)
        s = turn_part(turned, &turned->parts[i], to, eop, cache, err);
    sea_frame_cache_free(cache);
    if (s == SEA_OK)
        *out = turned;
    else
        sea_ephem_free(turned);
    return s;
}
