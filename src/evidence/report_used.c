/* The element sets a verdict rests on, an object a row. */
#include "evidence/report.h"

#include <stdlib.h>
#include <string.h>

enum { USED_MAX = 12 };

/* How old a set was when a clause used it, where a clause did so at an instant: the oldest of them. */
static bool age_of(const sea_report *r, size_t set, double *days)
{
    bool aged = false;
    for (size_t i = 0; i < r->verdict->finding_count; i++) {
        const sea_claim_finding *f = &r->verdict->findings[i];
        const size_t index[] = {f->index_1, f->index_2};
        const double age_s[] = {f->age_1_s, f->age_2_s};
        for (int k = 0; f->has_elements && f->has_figures && k < 2; k++) {
            if (index[k] != set) continue;
            if (!aged || age_s[k] / 86400.0 > *days) *days = age_s[k] / 86400.0;
            aged = true;
        }
    }
    return aged;
}

static void take(const sea_report *r, size_t set, sea_report_used *u)
{
    const sea_gp *gp = &r->claim_gps[set];
    double days = 0.0;
    if (u->sets == 0) u->first = u->last = gp->epoch;
    if (gp->epoch.ns < u->first.ns) u->first = gp->epoch;
    if (gp->epoch.ns >= u->last.ns) {
        u->last = gp->epoch;
        u->name = gp->object_name;
    }
    if (age_of(r, set, &days)) {
        u->age_days = u->aged && u->age_days > days ? u->age_days : days;
        u->aged = true;
    }
    u->norad_cat_id = gp->norad_cat_id;
    u->sets++;
}

static int by_id(const void *a, const void *b)
{
    uint32_t x = ((const sea_report_used *)a)->norad_cat_id, y = ((const sea_report_used *)b)->norad_cat_id;
    return x < y ? -1 : x > y;
}

/* The row of an object; sets of one object mostly follow one another. */
static sea_report_used *row_of(sea_report_used *rows, size_t *count, uint32_t id)
{
    for (size_t i = *count; i-- > 0;)
        if (rows[i].norad_cat_id == id) return &rows[i];
    rows[*count] = (sea_report_used){.norad_cat_id = id, .name = ""};
    return &rows[(*count)++];
}

sea_report_used *sea_report_used_sets(const sea_report *r, size_t *count, size_t *more)
{
    sea_report_used *rows = calloc(r->claim_gp_count + 1, sizeof *rows);
    *count = *more = 0;
    if (!rows) return NULL;
    for (size_t i = 0; i < r->claim_gp_count; i++)
        if (r->verdict->used[i]) take(r, i, row_of(rows, count, r->claim_gps[i].norad_cat_id));
    qsort(rows, *count, sizeof *rows, by_id);
    *more = *count > USED_MAX ? *count - USED_MAX : 0;
    *count -= *more;
    return rows;
}

void sea_report_used_free(sea_report_used *rows)
{
    free(rows);
}
