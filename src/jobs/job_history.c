/* Whole element histories for a job: every set of every object, from files or from a store. */
#include "jobs/job.h"

#include <starsea/catalog.h>

#include <stdlib.h>

enum { LISTED_MAX = 10 };

typedef struct gathering {
    sea_job_context *context;
    const sea_job_value *id;
    sea_tai start, end; /* both in; the ends of time where not given */
    sea_tai arrived;    /* the last file of the store; SEA_TAI_NONE without one */
    sea_gp_set set;
} gathering;

static int compare_ids(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static bool wanted(const gathering *g, const sea_gp *gp)
{
    if (gp->epoch.ns < g->start.ns || gp->epoch.ns > g->end.ns) return false;
    return g->id->id_count == 0 ||
           bsearch(&gp->norad_cat_id, g->id->ids, g->id->id_count, sizeof *g->id->ids, compare_ids);
}

static sea_status keep_record(void *payload, const sea_gp *gp, const sea_gp_origin *origin)
{
    (void)origin;
    gathering *g = payload;
    return wanted(g, gp) ? sea_gp_set_add(&g->set, gp) : SEA_OK;
}

static sea_status read_span(gathering *g, sea_error *err)
{
    const sea_job_value *start = sea_job_value_of(g->context, "start"), *end = sea_job_value_of(g->context, "end");
    g->start = start->given ? start->utc : (sea_tai){INT64_MIN};
    g->end = end->given ? end->utc : (sea_tai){INT64_MAX};
    if (g->end.ns < g->start.ns) return sea_error_set(err, SEA_E_USAGE, "--end is before --start; swap them");
    return SEA_OK;
}

static sea_status read_store(gathering *g, const char *path, sea_gp_history *out, sea_error *err)
{
    sea_catalog *catalog = NULL;
    sea_status s = sea_catalog_open(path, SEA_CATALOG_READ, &catalog, err);
    if (s != SEA_OK) return s;
    const sea_catalog_query query = {.ids = g->id->ids,
                                     .id_count = g->id->id_count,
                                     .start = g->start,
                                     .end = g->end,
                                     .known_at = sea_job_known_at(g->context)};
    s = sea_job_arrival_of(g->context, catalog, &g->arrived, err);
    if (s == SEA_OK) s = sea_catalog_histories(catalog, &query, out, err);
    sea_catalog_close(catalog);
    return s == SEA_OK ? sea_job_record_store(g->context, path, out->gps, out->count, err) : s;
}

static sea_status read_files(gathering *g, sea_gp_history *out, sea_error *err)
{
    sea_status s = sea_job_read_files(g->context, 0, keep_record, g, err);
    if (s == SEA_OK && sea_gp_set_to_history(&g->set, out) != SEA_OK)
        s = sea_error_set(err, SEA_E_MEMORY, "out of memory while ordering element sets");
    return s;
}

/* ---- the account of what was found ---- */

static void tell_span(sea_job_context *context, const sea_gp_history *history, sea_tai arrived)
{
    sea_tai first, last;
    sea_gp_history_span(history, &first, &last);
    char from[SEA_TAI_TEXT_MAX], to[SEA_TAI_TEXT_MAX];
    sea_tai_format(first, 0, from);
    sea_tai_format(last, 0, to);
    sea_job_note(context,
                 "histories: %zu element sets of %zu objects, epochs from %s to %s; repetitions left out: %llu",
                 history->count, history->object_count, from, to, (unsigned long long)history->repeated);
    sea_job_tell_age(context, "newest element set", last, arrived);
}

static void tell_caveats(sea_job_context *context, const sea_gp_history *history)
{
    static const struct {
        uint32_t bit;
        const char *text;
    } caveats[] = {
        {SEA_GP_CAVEAT_NOT_SGP4, "not made for SGP4"},
        {SEA_GP_CAVEAT_DERIVED, "derived from operator ephemerides (SupGP), not from tracking"},
        {SEA_GP_CAVEAT_NO_CHECKSUM, "without a checksum"},
        {SEA_GP_CAVEAT_DIFFERING, "of the same object and epoch as another with different values"},
    };
    for (size_t c = 0; c < sizeof caveats / sizeof caveats[0]; c++) {
        size_t count = 0;
        for (size_t i = 0; i < history->count; i++) count += (history->gps[i].caveats & caveats[c].bit) != 0;
        if (count > 0) sea_job_warn(context, "element sets that are %s: %zu", caveats[c].text, count);
    }
}

static void tell_missing(sea_job_context *context, const sea_job_value *id, const sea_gp_history *history)
{
    size_t missing = 0;
    for (size_t i = 0; i < id->id_count; i++) {
        if (sea_gp_history_find(history, id->ids[i])) continue;
        if (missing++ < LISTED_MAX) sea_job_warn(context, "no element set of object %u", id->ids[i]);
    }
    if (missing > LISTED_MAX) sea_job_warn(context, "%zu objects in all have no element set", missing);
    if (missing > 0) sea_job_mark_partly(context);
}

static sea_status gather(gathering *g, sea_gp_history *out, sea_error *err)
{
    bool files = false;
    sea_status s = sea_job_files_or_store(g->context, 0, &files, err);
    if (s == SEA_OK) s = read_span(g, err);
    if (s != SEA_OK) return s;
    s = files ? read_files(g, out, err) : read_store(g, sea_job_value_of(g->context, "store")->text, out, err);
    if (s != SEA_OK) return s;
    if (out->count == 0)
        return sea_error_set(err, SEA_E_NOT_FOUND,
                             "no element set is left of the input; look at --id, --start and --end, if given");
    tell_span(g->context, out, g->arrived);
    tell_caveats(g->context, out);
    tell_missing(g->context, g->id, out);
    return SEA_OK;
}

static sea_status history_of(sea_job_context *context, const sea_job_value *id, sea_gp_history *out, sea_error *err)
{
    *out = (sea_gp_history){0};
    gathering g = {.context = context, .id = id, .arrived = SEA_TAI_NONE};
    sea_status s = gather(&g, out, err);
    sea_gp_set_free(&g.set);
    if (s != SEA_OK) sea_gp_history_free(out);
    return s;
}

sea_status sea_job_history(sea_job_context *context, sea_gp_history *out, sea_error *err)
{
    return history_of(context, sea_job_value_of(context, "id"), out, err);
}

sea_status sea_job_history_whole(sea_job_context *context, sea_gp_history *out, sea_error *err)
{
    static const sea_job_value all = {0};
    return history_of(context, &all, out, err);
}
