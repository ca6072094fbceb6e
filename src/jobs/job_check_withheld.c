/*
 * Element sets that a bundle must not hold: their publisher's terms forbid passing them on. In their place stand what
 * identifies each set, its digest, and the query that fetches it; whoever may fetch it can run the bundle again.
 */
#include "jobs/job_check.h"
#include "jobs/job_fetch.h"
#include "base/json.h"
#include "evidence/bundle.h"

#include <stdlib.h>
#include <string.h>

const char sea_check_withheld_name[] = "inputs/withheld.json";

/* ---- writing ---- */

static void put(sea_json_writer *w, const char *key, const char *text)
{
    sea_json_key(w, key);
    sea_json_put_string(w, text);
}

static int compare_ids(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static bool is_withheld(const sea_check *check, size_t i)
{
    return check->verdict.used[i] && (check->sets.gps[i].caveats & SEA_GP_CAVEAT_RESTRICTED) != 0;
}

/* One query for all of them: their objects, from the day of the first epoch to the day after the last. */
static sea_status put_query(const sea_check *check, sea_buffer *out, sea_error *err)
{
    uint32_t *ids = malloc((check->sets.count + 1) * sizeof *ids);
    size_t count = 0, kept = 0;
    sea_tai first = SEA_TAI_NONE, last = SEA_TAI_NONE;
    if (!ids) return sea_error_set(err, SEA_E_MEMORY, "out of memory for the query");
    for (size_t i = 0; i < check->sets.count; i++) {
        if (!is_withheld(check, i)) continue;
        const sea_gp *gp = &check->sets.gps[i];
        if (count == 0 || gp->epoch.ns < first.ns) first = gp->epoch;
        if (count == 0 || gp->epoch.ns > last.ns) last = gp->epoch;
        ids[count++] = gp->norad_cat_id;
    }
    qsort(ids, count, sizeof *ids, compare_ids);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || ids[i] != ids[i - 1]) ids[kept++] = ids[i];
    sea_fetch_query_put(out, ids, kept, first, last);
    free(ids);
    return out->failed ? sea_error_set(err, SEA_E_MEMORY, "out of memory for the query") : SEA_OK;
}

static void put_set(sea_json_writer *w, const sea_gp *gp, size_t position)
{
    char row[SEA_GP_CSV_TEXT_MAX], hex[65], epoch[SEA_TAI_TEXT_MAX];
    sea_bundle_digest(row, sea_gp_format_csv(gp, row), hex);
    sea_tai_format_exact(gp->epoch, epoch);
    sea_json_begin_object(w);
    sea_json_key(w, "position");
    sea_json_put_integer(w, (int64_t)position);
    sea_json_key(w, "norad_cat_id");
    sea_json_put_integer(w, gp->norad_cat_id);
    put(w, "epoch", epoch);
    put(w, "sha256", hex);
    sea_json_end_object(w);
}

sea_status sea_check_withheld_put(const sea_check *check, sea_buffer *out, sea_error *err)
{
    size_t used = 0, withheld = 0;
    for (size_t i = 0; i < check->sets.count; i++) withheld += is_withheld(check, i);
    if (withheld == 0) return SEA_OK;
    sea_buffer query = {0};
    sea_status s = put_query(check, &query, err);
    if (s != SEA_OK) return s;
    sea_json_writer w = sea_json_writer_init(out, 2);
    sea_json_begin_object(&w);
    put(&w, "format", "starsea-withheld-1");
    put(&w, "publisher", "space-track");
    put(&w, "terms",
        "The publisher's terms forbid passing these element sets on: fetch them under an account of your own.");
    put(&w, "query", query.data);
    put(&w, "sha256_of", "each set as one row of OMM CSV in the columns of inputs/elements.csv, without line end");
    sea_json_key(&w, "sets");
    sea_json_begin_array(&w);
    for (size_t i = 0; i < check->sets.count; i++) {
        if (is_withheld(check, i)) put_set(&w, &check->sets.gps[i], used);
        used += check->verdict.used[i];
    }
    sea_json_end_array(&w);
    sea_json_end_object(&w);
    sea_buffer_add(out, "\n", 1);
    sea_buffer_free(&query);
    return out->failed ? sea_error_set(err, SEA_E_MEMORY, "out of memory for the list of what is withheld") : SEA_OK;
}

/* ---- reading ---- */

void sea_check_withheld_free(sea_check_withheld *w)
{
    for (size_t i = 0; i < w->count; i++) free(w->sets[i].row);
    free(w->sets);
    free(w->query);
    *w = (sea_check_withheld){0};
}

static bool read_set(const sea_json *value, sea_check_withheld_set *out)
{
    int64_t position = -1, id = 0;
    const sea_json *p = sea_json_get(value, "position"), *n = sea_json_get(value, "norad_cat_id");
    const char *sha256 = sea_json_string(sea_json_get(value, "sha256"));
    const char *epoch = sea_json_string(sea_json_get(value, "epoch"));
    if (!p || !n || !sea_json_integer(p, &position) || !sea_json_integer(n, &id) || !sha256 || strlen(sha256) != 64 ||
        !epoch || sea_tai_parse(epoch, strlen(epoch), false, &out->epoch, NULL) != SEA_OK)
        return false;
    if (position < 0 || id < 1 || id > SEA_GP_ID_MAX) return false;
    out->position = (uint64_t)position;
    out->norad_cat_id = (uint32_t)id;
    memcpy(out->sha256, sha256, sizeof out->sha256);
    return true;
}

static sea_status read_document(const sea_json *root, sea_check_withheld *out, sea_error *err)
{
    const char *format = sea_json_string(sea_json_get(root, "format"));
    const char *query = sea_json_string(sea_json_get(root, "query"));
    const sea_json *sets = sea_json_get(root, "sets");
    if (!format || strcmp(format, "starsea-withheld-1") != 0 || !query || !sets)
        return sea_error_set(err, SEA_E_FORMAT, "%s: needs format starsea-withheld-1, query and sets",
                             sea_check_withheld_name);
    size_t count = sea_json_count(sets);
    out->query = strdup(query);
    out->sets = calloc(count + 1, sizeof *out->sets);
    if (!out->query || !out->sets) return sea_error_set(err, SEA_E_MEMORY, "out of memory for what is withheld");
    for (size_t i = 0; i < count; i++) {
        if (!read_set(sea_json_at(sets, i), &out->sets[i]) ||
            (i > 0 && out->sets[i].position <= out->sets[i - 1].position))
            return sea_error_set(err, SEA_E_FORMAT, "%s: sets[%zu] is no set, or out of order", sea_check_withheld_name,
                                 i);
        out->count++;
    }
    return SEA_OK;
}

sea_status sea_check_withheld_read(const sea_bundle_file *inputs, size_t input_count, sea_check_withheld *out,
                                   sea_error *err)
{
    *out = (sea_check_withheld){0};
    const sea_bundle_file *file = sea_check_input(inputs, input_count, sea_check_withheld_name);
    if (!file) return SEA_OK;
    sea_json *root = NULL;
    sea_status s = sea_json_parse(file->bytes ? file->bytes : "", file->length, &root, err);
    if (s == SEA_OK) s = read_document(root, out, err);
    sea_json_free(root);
    if (s != SEA_OK) sea_check_withheld_free(out);
    return s;
}

/* ---- what somebody fetched again ---- */

static sea_status take_set(void *payload, const sea_gp *gp, const sea_gp_origin *origin)
{
    (void)origin;
    sea_check_withheld *w = payload;
    for (size_t i = 0; i < w->count; i++) {
        sea_check_withheld_set *set = &w->sets[i];
        if (set->row || set->norad_cat_id != gp->norad_cat_id || set->epoch.ns != gp->epoch.ns) continue;
        char row[SEA_GP_CSV_TEXT_MAX], hex[65];
        size_t length = sea_gp_format_csv(gp, row);
        sea_bundle_digest(row, length, hex);
        if (strcmp(hex, set->sha256) != 0) {
            set->differs = true;
            continue;
        }
        set->row = strndup(row, length);
        if (!set->row) return SEA_E_MEMORY;
        w->found++;
    }
    return SEA_OK;
}

sea_status sea_check_withheld_find(sea_check_withheld *w, const char *path, sea_error *err)
{
    const sea_gp_sink sink = {.payload = w, .record = take_set};
    sea_status s = sea_gp_read_file(path, SEA_GP_AUTO, &sink, NULL, err);
    return s == SEA_E_MEMORY ? sea_error_set(err, s, "out of memory for what was withheld") : s;
}

/* The sets in the order of the check: those that lie in the bundle, and between them those that were withheld. */
void sea_check_withheld_merge(const sea_check_withheld *w, const sea_bundle_file *elements, sea_buffer *out)
{
    const char *at = elements->bytes, *end = at + elements->length;
    size_t next = 0;
    for (uint64_t position = 0, header = 1; at < end || next < w->count; header = 0) {
        if (!header && next < w->count && (w->sets[next].position == position || at == end)) {
            sea_buffer_add_format(out, "%s\n", w->sets[next++].row);
        } else {
            const char *line = memchr(at, '\n', (size_t)(end - at));
            const char *after = line ? line + 1 : end;
            sea_buffer_add(out, at, (size_t)(after - at));
            at = after;
        }
        position += !header;
    }
}

sea_status sea_check_complete(sea_job_context *context, const sea_bundle_file *inputs, size_t input_count,
                              sea_check_withheld *withheld, sea_buffer *elements, sea_error *err)
{
    const sea_bundle_file *held = sea_check_input(inputs, input_count, sea_check_elements_name);
    const sea_job_value *input = sea_job_value_of(context, "input");
    sea_status s = sea_check_withheld_read(inputs, input_count, withheld, err);
    if (s == SEA_OK && !held)
        s = sea_error_set(err, SEA_E_FORMAT, "a bundle of check needs %s", sea_check_elements_name);
    if (s == SEA_OK && withheld->count > 0 && input->given) s = sea_check_withheld_find(withheld, input->text, err);
    if (s == SEA_OK && withheld->found == withheld->count) sea_check_withheld_merge(withheld, held, elements);
    if (s == SEA_OK && elements->failed) s = sea_error_set(err, SEA_E_MEMORY, "out of memory for the element sets");
    return s;
}
