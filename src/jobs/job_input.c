/* Element sets for a job: from files or from a store, one set an object, and an account of what was used. */
#include "jobs/job.h"
#include "base/hash.h"

#include <starsea/catalog.h>

#include <stdlib.h>
#include <string.h>

enum { TOLD_MAX = 50, LISTED_MAX = 10 };

typedef struct reading {
    sea_job_context *context;
    const uint32_t *ids;
    size_t id_count;
    const char (*launches)[12]; /* and every object of these */
    size_t launch_count;
    sea_gp_set *set;
    /* Sees each set that is kept, before any choice, with where it came from; may be NULL. */
    sea_job_origin_fn origin;
    void *origin_payload;
    sea_tai arrived; /* the last file of the store; SEA_TAI_NONE without one */
} reading;

static int compare_ids(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static bool of_launch(const reading *r, const sea_gp *gp)
{
    for (size_t i = 0; i < r->launch_count; i++)
        if (strncmp(gp->object_id, r->launches[i], strlen(r->launches[i])) == 0) return true;
    return false;
}

static sea_status keep_record(void *payload, const sea_gp *gp, const sea_gp_origin *origin)
{
    reading *r = payload;
    if (r->ids && !bsearch(&gp->norad_cat_id, r->ids, r->id_count, sizeof *r->ids, compare_ids) && !of_launch(r, gp))
        return SEA_OK;
    sea_status s = r->origin ? r->origin(r->origin_payload, gp, origin) : SEA_OK;
    return s == SEA_OK ? sea_gp_set_add(r->set, gp) : s;
}

static uint64_t count_rule(sea_job_teller *t, const char *rule)
{
    const size_t most = sizeof t->rules[0].rule - 1;
    for (size_t i = 0; i < t->rule_count; i++)
        if (strncmp(t->rules[i].rule, rule, most) == 0) return ++t->rules[i].count;
    if (t->rule_count == SEA_JOB_RULES_MAX) return 1;
    strncpy(t->rules[t->rule_count].rule, rule, most);
    t->rules[t->rule_count].rule[most] = '\0';
    t->rules[t->rule_count++].count = 1;
    return 1;
}

sea_status sea_job_tell(void *teller, const sea_diagnostic *diagnostic)
{
    sea_job_teller *t = teller;
    if (count_rule(t, diagnostic->rule) <= TOLD_MAX) sea_job_diagnose(t->context, diagnostic);
    return SEA_OK;
}

void sea_job_tell_end(sea_job_teller *teller, const char *path)
{
    for (size_t i = 0; i < teller->rule_count; i++)
        if (teller->rules[i].count > TOLD_MAX)
            sea_job_warn(teller->context, "%s: %s occurs %llu times; the first %d are shown", path,
                         teller->rules[i].rule, (unsigned long long)teller->rules[i].count, TOLD_MAX);
    teller->rule_count = 0;
}

/* A job that reads an input a second time, for other objects, has told about it already. */
static bool read_before(const sea_job_context *context, const char *path)
{
    for (size_t i = 0; i < context->read_count; i++)
        if (strcmp(context->reads[i].name, path) == 0) return true;
    return false;
}

static void tell_summary(sea_job_context *context, const char *path, const sea_gp_summary *summary)
{
    sea_job_note(context, "%s: %llu element sets read, %llu refused, %llu warnings", path,
                 (unsigned long long)summary->records, (unsigned long long)summary->refused,
                 (unsigned long long)summary->warnings);
}

/* A reader's callbacks, and those they stand before. */
typedef struct listening {
    sea_job_teller teller;
    sea_job_record_fn record;
    void *payload;
} listening;

static sea_status hear_record(void *payload, const sea_gp *gp, const sea_gp_origin *origin)
{
    const listening *l = payload;
    return l->record(l->payload, gp, origin);
}

static sea_status hear_diagnostic(void *payload, const sea_diagnostic *diagnostic)
{
    return sea_job_tell(&((listening *)payload)->teller, diagnostic);
}

/* Tells what the reading of a file amounted to, and records it. */
static sea_status account_for(sea_job_context *context, const char *path, const sea_gp_summary *summary, sea_error *err)
{
    tell_summary(context, path, summary);
    if (summary->refused > 0) sea_job_mark_partly(context);
    if (sea_job_add_input(context, path, "file", summary->bytes, summary->sha256) != SEA_OK)
        return sea_error_set(err, SEA_E_MEMORY, "out of memory");
    return SEA_OK;
}

sea_status sea_job_read_files(sea_job_context *context, size_t first, sea_job_record_fn record, void *payload,
                              sea_error *err)
{
    listening l = {.teller.context = context, .record = record, .payload = payload};
    size_t count = sea_job_input_count(context), failed = 0;
    uint64_t records = 0;
    sea_error failure = {0};
    for (size_t i = first; i < count; i++) {
        const char *path = sea_job_input(context, i);
        bool again = read_before(context, path);
        const sea_gp_sink sink = {.payload = &l, .record = hear_record, .diagnostic = again ? NULL : hear_diagnostic};
        sea_gp_summary summary = {0};
        sea_error inner = {0};
        sea_status s = sea_gp_read_file(path, SEA_GP_AUTO, &sink, &summary, &inner);
        sea_job_tell_end(&l.teller, path);
        if (sea_job_progress(context, 0) != SEA_OK) return SEA_DONE; /* rather than work on with half of the input */
        if (s == SEA_E_MEMORY) return sea_error_set(err, s, "out of memory while reading %s", path);
        records += summary.records;
        if (s != SEA_OK) {
            if (failed++ == 0) failure = inner;
            sea_job_mark_partly(context);
            if (count - first > 1) sea_job_warn(context, "%s", inner.text);
        }
        if ((s == SEA_OK || summary.records > 0) && !again) {
            s = account_for(context, path, &summary, err);
            if (s != SEA_OK) return s;
        }
    }
    if (failed < count - first || records > 0) {
        if (failed > 0 && count - first == 1) sea_job_warn(context, "%s", failure.text);
        return SEA_OK;
    }
    if (err) *err = failure;
    return failure.code;
}

/* A store has no one file to name, so what is recorded is the sets chosen, spelt as OMM CSV. */
sea_status sea_job_record_store(sea_job_context *context, const char *path, const sea_gp *gps, size_t count,
                                sea_error *err)
{
    sea_sha256 hash;
    sea_sha256_init(&hash);
    uint64_t bytes = 0;
    const char *header = sea_gp_csv_header();
    sea_sha256_add(&hash, header, strlen(header));
    sea_sha256_add(&hash, "\n", 1);
    bytes += strlen(header) + 1;
    for (size_t i = 0; i < count; i++) {
        char text[SEA_GP_CSV_TEXT_MAX];
        size_t length = sea_gp_format_csv(&gps[i], text);
        sea_sha256_add(&hash, text, length);
        sea_sha256_add(&hash, "\n", 1);
        bytes += length + 1;
    }
    uint8_t digest[SEA_SHA256_SIZE];
    sea_sha256_end(&hash, digest);
    if (sea_job_add_input(context, path, "store", bytes, digest) != SEA_OK)
        return sea_error_set(err, SEA_E_MEMORY, "out of memory");
    return SEA_OK;
}

static sea_status select_from_store(reading *r, const char *path, sea_tai at, sea_gp_choice *choice, sea_error *err)
{
    sea_tai known_at = sea_job_known_at(r->context);
    sea_catalog *catalog = NULL;
    sea_status s = sea_catalog_open(path, SEA_CATALOG_READ, &catalog, err);
    if (s != SEA_OK) return s;
    s = sea_job_arrival_of(r->context, catalog, &r->arrived, err);
    if (s == SEA_OK) s = sea_catalog_select(catalog, at, known_at, r->ids, r->id_count, r->set, choice, err);
    sea_catalog_close(catalog);
    return s == SEA_OK ? sea_job_record_store(r->context, path, r->set->gps, r->set->count, err) : s;
}

/* ---- the account of what was used ---- */

static int compare_reals(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* "3.20 d (2026-03-10T04:00:00Z)": since an instant, negative when it is still to come. */
static void add_age(sea_buffer *out, const char *what, sea_tai t)
{
    char days[SEA_TEXT_REAL_MAX], time[SEA_TAI_TEXT_MAX];
    if (t.ns == SEA_TAI_NONE.ns) return;
    sea_text_from_fixed(sea_tai_diff_s(sea_job_now(), t) / 86400.0, 2, days);
    sea_tai_format(t, 0, time);
    sea_buffer_add_format(out, "%s%s %s d (%s)", out->length > 0 ? ", " : "", what, days, time);
}

void sea_job_tell_age(sea_job_context *context, const char *what, sea_tai newest, sea_tai arrived)
{
    sea_buffer text = {0};
    add_age(&text, what, newest);
    add_age(&text, "last arrival in the store", arrived);
    if (text.length > 0 && !text.failed) sea_job_note(context, "data age now: %s", text.data);
    sea_buffer_free(&text);
}

sea_status sea_job_arrival_of(const sea_job_context *context, sea_catalog *catalog, sea_tai *out, sea_error *err)
{
    return sea_catalog_last_arrival(catalog, sea_job_known_at(context), out, err);
}

static sea_tai newest_of(const sea_gp_set *set)
{
    sea_tai newest = SEA_TAI_NONE;
    for (size_t i = 0; i < set->count; i++)
        if (i == 0 || set->gps[i].epoch.ns > newest.ns) newest = set->gps[i].epoch;
    return newest;
}

/* As far from an instant as a screening marks its events STALE, and a claim decides nothing. */
enum { STALE_DAYS = 14 };

static void tell_stale(sea_job_context *context, const double *ages, size_t count)
{
    size_t stale = 0;
    for (size_t i = 0; i < count; i++) stale += ages[i] > STALE_DAYS;
    if (stale > 0)
        sea_job_warn(context, "STALE: element sets used that are more than %d days old at the start: %zu of %zu",
                     STALE_DAYS, stale, count);
}

static sea_status tell_ages(sea_job_context *context, const sea_gp_set *set, sea_tai at, sea_error *err)
{
    double *ages = malloc(set->count * sizeof *ages);
    if (!ages) return sea_error_set(err, SEA_E_MEMORY, "out of memory");
    for (size_t i = 0; i < set->count; i++) ages[i] = sea_tai_diff_s(at, set->gps[i].epoch) / 86400.0;
    qsort(ages, set->count, sizeof *ages, compare_reals);
    char newest[SEA_TEXT_REAL_MAX], median[SEA_TEXT_REAL_MAX], oldest[SEA_TEXT_REAL_MAX], time[SEA_TAI_TEXT_MAX];
    sea_text_from_fixed(ages[0], 2, newest);
    sea_text_from_fixed(ages[(set->count - 1) / 2], 2, median);
    sea_text_from_fixed(ages[set->count - 1], 2, oldest);
    sea_tai_format_exact(at, time);
    sea_job_note(context, "age of the element sets at %s, negative when later: newest %s d, median %s d, oldest %s d",
                 time, newest, median, oldest);
    tell_stale(context, ages, set->count);
    free(ages);
    return SEA_OK;
}

static void tell_choice(sea_job_context *context, const sea_gp_choice *choice)
{
    sea_job_note(
        context,
        "element sets used: %llu of %llu, of each object the newest not after the start; left out: %llu older or "
        "repeated, %llu later",
        (unsigned long long)choice->objects, (unsigned long long)choice->sets, (unsigned long long)choice->superseded,
        (unsigned long long)choice->after);
    if (choice->only_after > 0)
        sea_job_warn(context, "objects without a set before the start, whose earliest set is used: %llu",
                     (unsigned long long)choice->only_after);
}

static void tell_caveats(sea_job_context *context, const sea_gp_set *set)
{
    static const struct {
        uint32_t bit;
        const char *text;
    } caveats[] = {
        {SEA_GP_CAVEAT_NOT_SGP4, "not made for SGP4, so that they cannot be propagated"},
        {SEA_GP_CAVEAT_DERIVED, "derived from operator ephemerides (SupGP), not from tracking"},
        {SEA_GP_CAVEAT_NO_CHECKSUM, "without a checksum"},
    };
    for (size_t c = 0; c < sizeof caveats / sizeof caveats[0]; c++) {
        size_t count = 0;
        for (size_t i = 0; i < set->count; i++) count += (set->gps[i].caveats & caveats[c].bit) != 0;
        if (count > 0) sea_job_warn(context, "element sets used that are %s: %zu", caveats[c].text, count);
    }
}

static int compare_set_to_set(const void *a, const void *b)
{
    const sea_gp *x = *(const sea_gp *const *)a, *y = *(const sea_gp *const *)b;
    if (x->norad_cat_id != y->norad_cat_id) return x->norad_cat_id < y->norad_cat_id ? -1 : 1;
    return x->epoch.ns < y->epoch.ns ? -1 : x->epoch.ns > y->epoch.ns;
}

static bool same_elements(const sea_gp *x, const sea_gp *y)
{
    return x->mean_motion_rev_day == y->mean_motion_rev_day && x->eccentricity == y->eccentricity &&
           x->incl_deg == y->incl_deg && x->raan_deg == y->raan_deg && x->argp_deg == y->argp_deg &&
           x->mean_anomaly_deg == y->mean_anomaly_deg && x->bstar_per_er == y->bstar_per_er;
}

/* Two sets that contradict one another: which one counts is then a matter of the order of reading, and a result may
 * hang on it. */
static sea_status tell_differing(sea_job_context *context, const sea_gp_set *set, sea_error *err)
{
    const sea_gp **sets = malloc((set->count + 1) * sizeof *sets);
    if (!sets) return sea_error_set(err, SEA_E_MEMORY, "out of memory while comparing element sets");
    for (size_t i = 0; i < set->count; i++) sets[i] = &set->gps[i];
    qsort(sets, set->count, sizeof *sets, compare_set_to_set);
    size_t differing = 0;
    for (size_t i = 1; i < set->count; i++) {
        if (compare_set_to_set(&sets[i - 1], &sets[i]) != 0 || same_elements(sets[i - 1], sets[i])) continue;
        char epoch[SEA_TAI_TEXT_MAX];
        sea_tai_format(sets[i]->epoch, 6, epoch);
        if (differing++ < LISTED_MAX)
            sea_job_warn(context,
                         "object %u has several element sets of epoch %s with different values: the last read counts",
                         sets[i]->norad_cat_id, epoch);
    }
    if (differing > LISTED_MAX)
        sea_job_warn(context, "%zu element sets in all have another of the same object and epoch with different values",
                     differing);
    free(sets);
    return SEA_OK;
}

static void tell_missing(reading *r)
{
    size_t missing = 0;
    for (size_t i = 0; i < r->id_count; i++) {
        if (sea_gp_find(r->set->gps, r->set->count, r->ids[i])) continue;
        if (missing++ < LISTED_MAX) sea_job_warn(r->context, "no element set of object %u", r->ids[i]);
    }
    if (missing > LISTED_MAX) sea_job_warn(r->context, "%zu objects in all have no element set", missing);
    if (missing > 0) sea_job_mark_partly(r->context);
}

sea_tai sea_job_known_at(const sea_job_context *context)
{
    if (!sea_job_option_find(context->job, "known-at")) return SEA_TAI_NONE;
    const sea_job_value *known = sea_job_value_of(context, "known-at");
    return known->given ? known->utc : SEA_TAI_NONE;
}

sea_status sea_job_files_or_store(const sea_job_context *context, size_t first, bool *files, sea_error *err)
{
    const sea_job_value *store = sea_job_value_of(context, "store");
    *files = sea_job_input_count(context) > first;
    if (*files && store->given) return sea_error_set(err, SEA_E_USAGE, "give files or --store, not both");
    if (!*files && !store->given)
        return sea_error_set(err, SEA_E_USAGE, "give files of element sets (- is standard input), or --store");
    if (*files && sea_job_known_at(context).ns != SEA_TAI_NONE.ns)
        return sea_error_set(err, SEA_E_USAGE, "--known-at needs --store: a file does not say when its sets arrived");
    return SEA_OK;
}

static sea_status take_all(reading *r, size_t first, sea_tai at, sea_error *err)
{
    const sea_job_value *store = sea_job_value_of(r->context, "store");
    bool files = false;
    sea_status s = sea_job_files_or_store(r->context, first, &files, err);
    if (s != SEA_OK) return s;
    sea_gp_choice choice = {0};
    s = files ? sea_job_read_files(r->context, first, keep_record, r, err)
              : select_from_store(r, store->text, at, &choice, err);
    if (s == SEA_OK && files) s = tell_differing(r->context, r->set, err);
    if (s == SEA_OK && files && sea_gp_set_choose(r->set, at, &choice) != SEA_OK)
        s = sea_error_set(err, SEA_E_MEMORY, "out of memory while choosing element sets");
    if (s != SEA_OK) return s;
    if (r->set->count == 0)
        return sea_error_set(err, SEA_E_NOT_FOUND, "%s%s",
                             r->ids ? "none of the objects asked for is in the input"
                                    : "the input holds no element set",
                             sea_job_known_at(r->context).ns != SEA_TAI_NONE.ns
                                 ? "; none had arrived by --known-at (starsea show has the column ARRIVAL)"
                                 : "");
    tell_choice(r->context, &choice);
    tell_caveats(r->context, r->set);
    if (r->ids) tell_missing(r);
    sea_job_tell_age(r->context, "newest element set", newest_of(r->set), r->arrived);
    return tell_ages(r->context, r->set, at, err);
}

sea_status sea_job_elements(sea_job_context *context, size_t first, sea_tai at, const uint32_t *ids, size_t id_count,
                            sea_gp_set *out, sea_error *err)
{
    *out = (sea_gp_set){0};
    reading r = {.context = context,
                 .ids = id_count > 0 ? ids : NULL,
                 .id_count = id_count,
                 .set = out,
                 .arrived = SEA_TAI_NONE};
    sea_status s = take_all(&r, first, at, err);
    if (s != SEA_OK) sea_gp_set_free(out);
    return s;
}

/* ---- every set of some objects ---- */

static sea_status keep_entry(void *payload, const sea_catalog_entry *entry)
{
    reading *r = payload;
    sea_tai known_at = sea_job_known_at(r->context);
    if (known_at.ns != SEA_TAI_NONE.ns && entry->arrival.ns > known_at.ns) return SEA_OK;
    const sea_gp_origin origin = {.file = entry->file,
                                  .line = entry->line,
                                  .format = entry->format,
                                  .source = entry->source,
                                  .source_length = strlen(entry->source)};
    return keep_record(r, &entry->gp, &origin);
}

/* The objects asked for, and those of the launches, ascending, each once. */
static sea_status ids_in_store(const reading *r, sea_catalog *catalog, uint32_t **ids, size_t *count, sea_error *err)
{
    const sea_catalog_query query = {
        .start = SEA_TAI_NONE, .end = SEA_TAI_NONE, .known_at = sea_job_known_at(r->context)};
    sea_gp_history all = {0};
    sea_status s = r->launch_count > 0 ? sea_catalog_histories(catalog, &query, &all, err) : SEA_OK;
    if (s != SEA_OK) return s;
    uint32_t *list = malloc((r->id_count + all.object_count + 1) * sizeof *list);
    size_t held = 0, kept = 0;
    for (size_t i = 0; list && i < r->id_count; i++) list[held++] = r->ids[i];
    for (size_t i = 0; list && i < all.object_count; i++)
        if (of_launch(r, &all.gps[all.objects[i].first])) list[held++] = all.objects[i].norad_cat_id;
    sea_gp_history_free(&all);
    if (!list) return sea_error_set(err, SEA_E_MEMORY, "out of memory");
    qsort(list, held, sizeof *list, compare_ids);
    for (size_t i = 0; i < held; i++)
        if (i == 0 || list[i] != list[i - 1]) list[kept++] = list[i];
    *ids = list;
    *count = kept;
    return SEA_OK;
}

static sea_status histories_from_store(reading *r, const char *path, sea_error *err)
{
    sea_catalog *catalog = NULL;
    uint32_t *ids = NULL;
    size_t count = 0;
    sea_status s = sea_catalog_open(path, SEA_CATALOG_READ, &catalog, err);
    if (s != SEA_OK) return s;
    s = sea_job_arrival_of(r->context, catalog, &r->arrived, err);
    if (s == SEA_OK) s = ids_in_store(r, catalog, &ids, &count, err);
    for (size_t i = 0; i < count && s == SEA_OK; i++) {
        s = sea_catalog_history(catalog, ids[i], keep_entry, r, err);
        if (s == SEA_E_NOT_FOUND) s = SEA_OK;
    }
    free(ids);
    sea_catalog_close(catalog);
    if (s != SEA_OK || read_before(r->context, path)) return s;
    return sea_job_record_store(r->context, path, r->set->gps, r->set->count, err);
}

sea_status sea_job_element_sets(sea_job_context *context, size_t first, const uint32_t *ids, size_t id_count,
                                const char (*launches)[12], size_t launch_count, sea_job_origin_fn origin,
                                void *payload, sea_gp_set *out, sea_error *err)
{
    *out = (sea_gp_set){0};
    reading r = {.context = context,
                 .ids = ids,
                 .id_count = id_count,
                 .launches = launches,
                 .launch_count = launch_count,
                 .set = out,
                 .origin = origin,
                 .origin_payload = payload,
                 .arrived = SEA_TAI_NONE};
    bool files = false;
    sea_status s = sea_job_files_or_store(context, first, &files, err);
    if (s == SEA_OK)
        s = files ? sea_job_read_files(context, first, keep_record, &r, err)
                  : histories_from_store(&r, sea_job_value_of(context, "store")->text, err);
    if (s == SEA_OK) s = tell_differing(context, out, err);
    if (s == SEA_OK) sea_job_tell_age(context, "newest element set", newest_of(out), r.arrived);
    if (s != SEA_OK) sea_gp_set_free(out);
    return s;
}
