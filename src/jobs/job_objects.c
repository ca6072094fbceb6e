/* Lists of objects as an input that jobs share: SATCAT or GCAT, from a file or from the store. */
#include "jobs/job.h"
#include "base/error.h"

typedef struct listing {
    sea_job_teller teller;
    sea_object_set *out;
} listing;

static sea_status keep_object(void *payload, const sea_object *object, uint64_t line, const char *source,
                              size_t source_length)
{
    (void)line, (void)source, (void)source_length;
    return sea_object_set_add(((listing *)payload)->out, object);
}

static sea_status tell_finding(void *payload, const sea_diagnostic *d)
{
    return sea_job_tell(&((listing *)payload)->teller, d);
}

static sea_status read_file(sea_job_context *context, const char *path, listing *l, sea_object_summary *summary,
                            sea_error *err)
{
    const sea_object_sink sink = {l, keep_object, tell_finding};
    sea_status s = sea_object_read_file(path, SEA_OBJECT_AUTO, &sink, summary, err);
    sea_job_tell_end(&l->teller, path);
    if (s != SEA_OK) return s;
    if (summary->refused > 0) sea_job_mark_partly(context);
    sea_job_note(context, "%s: %llu objects, %llu rows refused", path, (unsigned long long)summary->records,
                 (unsigned long long)summary->refused);
    return sea_job_add_input(context, path, "objects", summary->bytes, summary->sha256);
}

/* Its diagnostics were told when it was imported. */
static sea_status read_stored(sea_job_context *context, const char *store, listing *l, sea_object_summary *summary,
                              sea_error *err)
{
    const sea_job_value *known_at =
        sea_job_option_find(context->job, "known-at") ? sea_job_value_of(context, "known-at") : NULL;
    const sea_object_sink sink = {.payload = l, .record = keep_object};
    sea_catalog *catalog = NULL;
    sea_catalog_objects list;
    sea_error inner = {0};
    sea_status s = sea_catalog_open(store, SEA_CATALOG_READ, &catalog, err);
    if (s != SEA_OK) return s;
    s = sea_catalog_read_objects(catalog, known_at && known_at->given ? known_at->utc : SEA_TAI_NONE, &sink, &list,
                                 &inner);
    sea_catalog_close(catalog);
    if (s == SEA_E_NOT_FOUND) {
        sea_job_note(context, "%s", inner.text);
        return SEA_OK;
    }
    if (s != SEA_OK) return sea_error_set(err, s, "%s", inner.text);
    char arrival[SEA_TAI_TEXT_MAX];
    sea_tai_format(list.arrival, 0, arrival);
    *summary = list.summary;
    sea_job_note(context, "%s: %llu objects, arrived %s", list.name, (unsigned long long)list.summary.records, arrival);
    return sea_job_add_input(context, list.name, "objects", list.summary.bytes, list.summary.sha256);
}

sea_status sea_job_objects(sea_job_context *context, sea_object_set *out, sea_error *err)
{
    *out = (sea_object_set){0};
    listing l = {.teller = {.context = context}, .out = out};
    const sea_job_value *option = sea_job_value_of(context, "objects"), *store = sea_job_value_of(context, "store");
    sea_object_summary summary = {0};
    sea_status s = SEA_OK;
    if (option->given)
        s = read_file(context, option->text, &l, &summary, err);
    else if (store->given)
        s = read_stored(context, store->text, &l, &summary, err);
    if (s == SEA_OK && (s = sea_object_set_end(out)) != SEA_OK)
        s = sea_error_set(err, s, "out of memory for a list of %zu objects", out->count);
    if (s != SEA_OK) {
        sea_object_set_free(out);
        return s;
    }
    out->format = summary.format;
    if (out->differing > 0)
        sea_job_warn(context, "%llu rows give an object, such as %u, other values than a later row, which counts",
                     (unsigned long long)out->differing, out->differing_id);
    return SEA_OK;
}
