/* The pieces of one event as orbits, for a Gabbard diagram. */
#include "analysis/breakup.h"

#include "base/error.h"
#include "base/math.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double EARTH_KM = 6378.137, MU_KM3_S2 = 398600.8;

static bool piece_of(const sea_gp *gp, bool parent, sea_breakup_piece *out)
{
    const sea_sgp4_constants c = sea_sgp4_constants_of(SEA_SGP4_WGS72);
    sea_sgp4_elements e;
    sea_sgp4_prepare(gp, &c, SEA_SGP4_IMPROVED, &e);
    if (e.status != SEA_OK) return false;
    double n_rad_s = e.no_unkozai / 60.0, a_km = sea_cbrt(MU_KM3_S2 / (n_rad_s * n_rad_s));
    *out = (sea_breakup_piece){.norad_cat_id = gp->norad_cat_id,
                               .parent = parent,
                               .at = gp->epoch,
                               .period_min = SEA_TWO_PI / e.no_unkozai,
                               .apogee_km = a_km * (1.0 + e.ecco) - EARTH_KM,
                               .perigee_km = a_km * (1.0 - e.ecco) - EARTH_KM};
    return true;
}

/* The last set from before the event; without an instant, or when there is none, the first. */
static bool add_parent(const sea_gp_history *h, uint32_t id, sea_tai event, sea_breakup_piece *out)
{
    const sea_gp_object *o = id ? sea_gp_history_find(h, id) : NULL;
    if (!o) return false;
    const sea_gp *sets = &h->gps[o->first];
    size_t until = event.ns != SEA_TAI_NONE.ns ? sea_gp_count_until(sets, o->count, event) : 0;
    return piece_of(&sets[until > 0 ? until - 1 : 0], true, out);
}

static int by_number(const void *a, const void *b)
{
    const sea_breakup_piece *x = a, *y = b;
    return (x->norad_cat_id > y->norad_cat_id) - (x->norad_cat_id < y->norad_cat_id);
}

static size_t collect(const sea_breakup_roll *roll, const sea_breakup_group *g, const sea_breakup *event,
                      sea_breakup_piece *out)
{
    size_t count = 0;
    count += add_parent(roll->history, event->parent, event->epoch, out);
    count += add_parent(roll->history, event->parent_2, event->epoch, out + count);
    size_t parents = count;
    for (size_t i = g->fresh; i < g->to; i++) {
        const sea_gp *first = &roll->history->gps[roll->members[i].object->first];
        count += piece_of(first, false, &out[count]);
    }
    qsort(out + parents, count - parents, sizeof *out, by_number);
    return count;
}

sea_status sea_breakup_pieces(const sea_gp_history *history, const sea_breakup_options *options,
                              const sea_breakup *event, sea_breakup_piece **out, size_t *out_count, sea_error *err)
{
    const sea_breakup_options standard = sea_breakup_options_default();
    sea_breakup_roll roll;
    *out = NULL;
    *out_count = 0;
    sea_status s = sea_breakup_roll_new(history, (options ? options : &standard)->least, &roll);
    size_t i = 0;
    while (s == SEA_OK && i < roll.group_count && strcmp(roll.members[roll.groups[i].from].launch, event->launch) != 0)
        i++;
    if (s == SEA_OK && i == roll.group_count)
        s = sea_error_set(err, SEA_E_NOT_FOUND, "launch %s has no new objects in this history", event->launch);
    else if (s == SEA_OK && !(*out = malloc((roll.groups[i].to - roll.groups[i].fresh + 2) * sizeof **out)))
        s = SEA_E_MEMORY;
    if (s == SEA_OK) *out_count = collect(&roll, &roll.groups[i], event, *out);
    sea_breakup_roll_free(&roll);
    return s == SEA_E_MEMORY ? sea_error_set(err, s, "pieces of a breakup: %s", sea_status_text(s)) : s;
}
