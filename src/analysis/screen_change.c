/* What a burn changes: the events before and after it, matched. */
#include "analysis/screen.h"

#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

#define SAME_APPROACH_NS (1200 * SEA_NS_PER_S) /* less than half the time between two nodes of low orbits */
#define LOOK_NS (30 * SEA_NS_PER_S)
#define ROOM 1.5
#define ROOM_KM 2.0

const char *sea_screen_change_name(sea_screen_change_kind kind)
{
    switch (kind) {
    case SEA_SCREEN_KEPT: return "kept";
    case SEA_SCREEN_NEW: return "new";
    case SEA_SCREEN_GONE: return "gone";
    }
    return "unknown";
}

static bool same_pair(const sea_conjunction *a, const sea_conjunction *b)
{
    return a->index_1 == b->index_1 && a->index_2 == b->index_2;
}

/* The event of the same pair nearest in time, as far as one approach can shift; `count` when there is none. */
static size_t nearest(const sea_conjunction *e, const sea_screen_result *among)
{
    size_t best = among->event_count;
    int64_t least = SAME_APPROACH_NS + 1;
    for (size_t k = 0; k < among->event_count; k++) {
        int64_t off = among->events[k].tca.ns - e->tca.ns;
        off = off < 0 ? -off : off;
        if (off < least && same_pair(e, &among->events[k])) least = off, best = k;
    }
    return best;
}

static int by_event(const void *a, const void *b)
{
    const sea_screen_change *x = a, *y = b;
    int c = sea_conjunction_compare(&x->event, &y->event);
    return c ? c : (int)x->kind - (int)y->kind;
}

sea_status sea_screen_compare(const sea_screen_result *before, const sea_screen_result *after, sea_screen_change **out,
                              size_t *count)
{
    size_t n = 0;
    sea_screen_change *all = *out = calloc(before->event_count + after->event_count + 1, sizeof *all);
    *count = 0;
    if (!all) return SEA_E_MEMORY;
    for (size_t k = 0; k < after->event_count; k++) {
        const sea_conjunction *e = &after->events[k];
        size_t was = nearest(e, before);
        bool kept = was < before->event_count && nearest(&before->events[was], after) == k;
        all[n].kind = kept ? SEA_SCREEN_KEPT : SEA_SCREEN_NEW;
        all[n].event = *e;
        if (kept) all[n].before = before->events[was];
        n++;
    }
    for (size_t k = 0; k < before->event_count; k++) {
        size_t is = nearest(&before->events[k], after);
        if (is < after->event_count && nearest(&after->events[is], before) == k) continue;
        all[n++] = (sea_screen_change){SEA_SCREEN_GONE, before->events[k], before->events[k]};
    }
    qsort(all, n, sizeof *all, by_event);
    *count = n;
    return SEA_OK;
}

double sea_screen_reach(const sea_motion *about, const sea_motion *other, sea_tai start, int64_t span_ns)
{
    double most = 0.0;
    for (int64_t ns = 0; ns <= span_ns + LOOK_NS; ns += LOOK_NS) {
        double r[3], q[3], v[3];
        sea_tai t = {start.ns + (ns < span_ns ? ns : span_ns)};
        if (sea_motion_state(about, t, r, v) != SEA_OK || sea_motion_state(other, t, q, v) != SEA_OK) continue;
        most = fmax(most, fabs(sea_vec_norm(r) - sea_vec_norm(q)));
    }
    return ROOM * most + ROOM_KM;
}
