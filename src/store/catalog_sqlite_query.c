/* Asking the store: one object's history, one set an object at an instant, counts. */
#include "store/catalog_sqlite.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

/* -- history ------------------------------------------------------------------------------------------------------ */

static sea_status read_entry(const sea_catalog *c, sqlite3_stmt *s, sea_catalog_entry *entry, char **text,
                             sea_error *err)
{
    if (!sea_catalog_row_to_gp(s, 0, &entry->gp)) return sea_catalog_bad_row(c, err);
    int column = SEA_CATALOG_GP_COLUMN_COUNT;
    entry->line = (uint64_t)sqlite3_column_int64(s, column++);
    const void *source = sqlite3_column_blob(s, column);
    size_t length = (size_t)sqlite3_column_bytes(s, column++);
    char *grown = realloc(*text, length + 1);
    if (!grown) return sea_error_set(err, SEA_E_MEMORY, "out of memory");
    *text = grown;
    if (length > 0) memcpy(grown, source, length);
    grown[length] = '\0';
    entry->source = grown;
    entry->arrival.ns = sqlite3_column_int64(s, column++);
    const char *format = (const char *)sqlite3_column_text(s, column++);
    entry->format = sea_catalog_format_find(format ? format : "");
    const void *digest = sqlite3_column_blob(s, column);
    if (!digest || sqlite3_column_bytes(s, column++) != SEA_SHA256_SIZE) return sea_catalog_bad_row(c, err);
    memcpy(entry->file_sha256, digest, SEA_SHA256_SIZE);
    entry->file = (const char *)sqlite3_column_text(s, column++);
    if (sqlite3_column_int(s, column++)) entry->gp.caveats |= SEA_GP_CAVEAT_RESTRICTED;
    entry->publisher = (const char *)sqlite3_column_text(s, column);
    return entry->file && entry->publisher ? SEA_OK : sea_catalog_bad_row(c, err);
}

static sea_status deliver(const sea_catalog *c, sqlite3_stmt *s, sea_catalog_entry_fn fn, void *payload,
                          uint64_t *count, sea_error *err)
{
    char *text = NULL;
    sea_status status = SEA_OK;
    int code = SQLITE_ROW;
    while (status == SEA_OK && (code = sqlite3_step(s)) == SQLITE_ROW) {
        sea_catalog_entry entry = {0};
        status = read_entry(c, s, &entry, &text, err);
        ++*count;
        if (status == SEA_OK) status = fn(payload, &entry);
    }
    free(text);
    if (status == SEA_OK && code != SQLITE_DONE) return sea_catalog_refused(c, code, "read the history", err);
    return status;
}

sea_status sea_catalog_history(sea_catalog *catalog, uint32_t norad_cat_id, sea_catalog_entry_fn fn, void *payload,
                               sea_error *err)
{
    static const char sql[] =
        "SELECT " SEA_CATALOG_GP_TOLD ", line, source, " SEA_CATALOG_ARRIVAL ", file.format, file.sha256, "
        "file.name, file.restricted, file.publisher FROM " SEA_CATALOG_GP_FROM " WHERE norad_cat_id = ? "
        "ORDER BY epoch, " SEA_CATALOG_ARRIVAL ", gp_id";
    sqlite3_stmt *s = NULL;
    sea_status status = sea_catalog_prepare(catalog, sql, &s, err);
    if (status != SEA_OK) return status;
    sqlite3_bind_int64(s, 1, norad_cat_id);
    uint64_t count = 0;
    status = deliver(catalog, s, fn, payload, &count, err);
    sqlite3_finalize(s);
    if (status == SEA_OK && count == 0)
        return sea_error_set(err, SEA_E_NOT_FOUND, "%s: has no object %lu", catalog->path, (unsigned long)norad_cat_id);
    return status;
}

/* -- one set an object -------------------------------------------------------------------------------------------- */

/* A set that came again, with an earlier arrival than its file's. */
typedef struct earlier {
    int64_t gp_id, arrival;
} earlier;

/* What the index alone tells of a set. */
typedef struct key {
    int64_t epoch, gp_id, arrival;
} key;

typedef struct selection {
    const sea_catalog *catalog;
    sea_tai at, known_at;
    int64_t *arrivals; /* by file_id */
    int64_t arrival_count;
    earlier *earlier; /* by gp_id */
    size_t earlier_count, earlier_capacity;
    key *keys; /* sets of the object being looked at, in the order they became known within an epoch */
    size_t key_count, key_capacity;
    int64_t *chosen; /* gp_id of the set chosen of each object */
    size_t chosen_count, chosen_capacity;
    sea_gp_set offered;
    sea_gp_choice choice;
    sea_error *err;
} selection;

static sea_status no_memory(sea_error *err)
{
    return sea_error_set(err, SEA_E_MEMORY, "out of memory");
}

static bool grow(void **data, size_t *capacity, size_t count, size_t size)
{
    if (count < *capacity) return true;
    size_t wanted = *capacity ? *capacity * 2 : 256;
    void *grown = realloc(*data, wanted * size);
    if (!grown) return false;
    *data = grown;
    *capacity = wanted;
    return true;
}

/* The arrival of every file, so that the index (which knows a set's file) is enough to say when a set arrived. */
static sea_status load_arrivals(selection *sel)
{
    /* Files are numbered from one without a gap, since none is ever deleted. */
    int64_t v[2] = {0};
    sea_status status =
        sea_catalog_get_integers(sel->catalog, "SELECT count(*), coalesce(max(file_id), 0) FROM file", v, 2, sel->err);
    if (status != SEA_OK) return status;
    if (v[0] != v[1] || v[1] > INT32_MAX) return sea_catalog_bad_row(sel->catalog, sel->err);
    sel->arrival_count = v[1] + 1;
    sel->arrivals = calloc((size_t)sel->arrival_count, sizeof *sel->arrivals);
    if (!sel->arrivals) return no_memory(sel->err);
    sqlite3_stmt *s = NULL;
    status = sea_catalog_prepare(sel->catalog, "SELECT file_id, arrival FROM file WHERE file_id > 0", &s, sel->err);
    if (status != SEA_OK) return status;
    int code;
    while ((code = sqlite3_step(s)) == SQLITE_ROW)
        sel->arrivals[sqlite3_column_int64(s, 0)] = sqlite3_column_int64(s, 1);
    if (code != SQLITE_DONE) status = sea_catalog_refused(sel->catalog, code, "read the files", sel->err);
    sqlite3_finalize(s);
    return status;
}

static sea_status load_earlier(selection *sel)
{
    static const char sql[] = "SELECT gp_id, gp_again.arrival FROM gp_again JOIN gp USING (gp_id) JOIN file USING "
                              "(file_id) WHERE gp_again.arrival < file.arrival ORDER BY gp_id";
    sqlite3_stmt *s = NULL;
    sea_status status = sea_catalog_prepare(sel->catalog, sql, &s, sel->err);
    int code = SQLITE_DONE;
    while (status == SEA_OK && (code = sqlite3_step(s)) == SQLITE_ROW) {
        if (!grow((void **)&sel->earlier, &sel->earlier_capacity, sel->earlier_count, sizeof *sel->earlier))
            status = no_memory(sel->err);
        else
            sel->earlier[sel->earlier_count++] = (earlier){sqlite3_column_int64(s, 0), sqlite3_column_int64(s, 1)};
    }
    if (status == SEA_OK && code != SQLITE_DONE)
        status = sea_catalog_refused(sel->catalog, code, "read the arrivals", sel->err);
    sqlite3_finalize(s);
    return status;
}

static int by_gp_id(const void *a, const void *b)
{
    int64_t x = ((const earlier *)a)->gp_id, y = ((const earlier *)b)->gp_id;
    return (x > y) - (x < y);
}

static int64_t arrival_of(const selection *sel, int64_t gp_id)
{
    const earlier wanted = {.gp_id = gp_id}, *found = NULL;
    if (sel->earlier_count > 0)
        found = bsearch(&wanted, sel->earlier, sel->earlier_count, sizeof *sel->earlier, by_gp_id);
    return found ? found->arrival : sel->arrivals[gp_id >> SEA_CATALOG_FILE_SHIFT];
}

static bool known_later(const key *a, const key *b)
{
    return a->arrival != b->arrival ? a->arrival > b->arrival : a->gp_id > b->gp_id;
}

/* Keeps a set of the object being looked at. They come by epoch; of one epoch the last known must come last. */
static sea_status offer(selection *sel, int64_t epoch, int64_t gp_id)
{
    int64_t file_id = gp_id >> SEA_CATALOG_FILE_SHIFT;
    if (file_id < 0 || file_id >= sel->arrival_count) return sea_catalog_bad_row(sel->catalog, sel->err);
    key k = {.epoch = epoch, .gp_id = gp_id, .arrival = arrival_of(sel, gp_id)};
    if (sel->known_at.ns != SEA_TAI_NONE.ns && k.arrival > sel->known_at.ns) return SEA_OK;
    if (!grow((void **)&sel->keys, &sel->key_capacity, sel->key_count, sizeof *sel->keys)) return no_memory(sel->err);
    size_t i = sel->key_count++;
    for (; i > 0 && sel->keys[i - 1].epoch == epoch && known_later(&sel->keys[i - 1], &k); i--)
        sel->keys[i] = sel->keys[i - 1];
    sel->keys[i] = k;
    return SEA_OK;
}

/*
 * Chooses among the sets of one object by sea_gp_set_choose itself, so that a store and a file of the same sets can
 * never disagree. It is handed sets that hold nothing but id and epoch; element_set_no tells which of the keys one
 * stands for.
 */
static sea_status choose(selection *sel, uint32_t norad_cat_id)
{
    if (sel->key_count == 0) return SEA_OK;
    if (sel->key_count > UINT32_MAX) return sea_catalog_bad_row(sel->catalog, sel->err);
    sel->offered.count = 0;
    sea_status status = SEA_OK;
    for (size_t i = 0; i < sel->key_count && status == SEA_OK; i++) {
        sea_gp gp = {.norad_cat_id = norad_cat_id, .epoch = {sel->keys[i].epoch}, .element_set_no = (uint32_t)i};
        status = sea_gp_set_add(&sel->offered, &gp);
    }
    sea_gp_choice one = {0};
    if (status == SEA_OK) status = sea_gp_set_choose(&sel->offered, sel->at, &one);
    if (status != SEA_OK) return sea_error_set(sel->err, status, "%s", sea_status_text(status));
    if (!grow((void **)&sel->chosen, &sel->chosen_capacity, sel->chosen_count, sizeof *sel->chosen))
        return no_memory(sel->err);
    sel->chosen[sel->chosen_count++] = sel->keys[sel->offered.gps[0].element_set_no].gp_id;
    sel->choice.sets += one.sets;
    sel->choice.objects += one.objects;
    sel->choice.superseded += one.superseded;
    sel->choice.after += one.after;
    sel->choice.only_after += one.only_after;
    sel->key_count = 0;
    return SEA_OK;
}

/* Goes through the rows (norad_cat_id, epoch, gp_id) of a statement, ordered by the first two. */
static sea_status scan(selection *sel, sqlite3_stmt *s)
{
    int64_t current = 0;
    sea_status status = SEA_OK;
    int code = SQLITE_DONE;
    while (status == SEA_OK && (code = sqlite3_step(s)) == SQLITE_ROW) {
        int64_t id = sqlite3_column_int64(s, 0);
        if (id < 1 || id > SEA_GP_ID_MAX) status = sea_catalog_bad_row(sel->catalog, sel->err);
        if (status == SEA_OK && id != current) status = choose(sel, (uint32_t)current);
        current = id;
        if (status == SEA_OK) status = offer(sel, sqlite3_column_int64(s, 1), sqlite3_column_int64(s, 2));
    }
    if (status == SEA_OK && code != SQLITE_DONE)
        status = sea_catalog_refused(sel->catalog, code, "read the sets", sel->err);
    return status == SEA_OK ? choose(sel, (uint32_t)current) : status;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static sea_status scan_ids(selection *sel, sqlite3_stmt *s, const uint32_t *ids, size_t count)
{
    uint32_t *sorted = malloc((count ? count : 1) * sizeof *sorted);
    if (!sorted) return no_memory(sel->err);
    if (count > 0) memcpy(sorted, ids, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_number);
    sea_status status = SEA_OK;
    for (size_t i = 0; i < count && status == SEA_OK; i++) {
        if (i > 0 && sorted[i] == sorted[i - 1]) continue;
        sqlite3_bind_int64(s, 1, sorted[i]);
        status = scan(sel, s);
        sqlite3_reset(s);
    }
    free(sorted);
    return status;
}

static sea_status find_sets(selection *sel, const uint32_t *ids, size_t id_count)
{
    /* The index has all three columns (the last as its row number): no row is touched. */
    static const char all[] = "SELECT norad_cat_id, epoch, gp_id FROM gp INDEXED BY gp_by_object "
                              "ORDER BY norad_cat_id, epoch";
    static const char some[] = "SELECT norad_cat_id, epoch, gp_id FROM gp INDEXED BY gp_by_object "
                               "WHERE norad_cat_id = ? ORDER BY epoch";
    sqlite3_stmt *s = NULL;
    sea_status status = sea_catalog_prepare(sel->catalog, ids ? some : all, &s, sel->err);
    if (status != SEA_OK) return status;
    status = ids ? scan_ids(sel, s, ids, id_count) : scan(sel, s);
    sqlite3_finalize(s);
    return status;
}

static sea_status fetch_chosen(const selection *sel, sea_gp_set *out)
{
    sqlite3_stmt *s = NULL;
    sea_status status = sea_catalog_prepare(
        sel->catalog, "SELECT " SEA_CATALOG_GP_TOLD " FROM " SEA_CATALOG_GP_FROM " WHERE gp_id = ?", &s, sel->err);
    for (size_t i = 0; i < sel->chosen_count && status == SEA_OK; i++) {
        sea_gp gp;
        sqlite3_bind_int64(s, 1, sel->chosen[i]);
        int code = sqlite3_step(s);
        if (code != SQLITE_ROW)
            status =
                sea_catalog_refused(sel->catalog, code == SQLITE_DONE ? SQLITE_CORRUPT : code, "read a set", sel->err);
        else if (!sea_catalog_row_to_gp(s, 0, &gp))
            status = sea_catalog_bad_row(sel->catalog, sel->err);
        else if (sea_gp_set_add(out, &gp) != SEA_OK)
            status = no_memory(sel->err);
        sqlite3_reset(s);
    }
    sqlite3_finalize(s);
    return status;
}

sea_status sea_catalog_select(sea_catalog *catalog, sea_tai at, sea_tai known_at, const uint32_t *ids, size_t id_count,
                              sea_gp_set *out, sea_gp_choice *choice, sea_error *err)
{
    selection sel = {.catalog = catalog, .at = at, .known_at = known_at, .err = err};
    *out = (sea_gp_set){0};
    /* One transaction, so that everything below sees the store of one instant. */
    sea_status status = sea_catalog_exec(catalog, "BEGIN", "read the store", err);
    if (status != SEA_OK) return status;
    status = load_arrivals(&sel);
    if (status == SEA_OK) status = load_earlier(&sel);
    if (status == SEA_OK) status = find_sets(&sel, ids, id_count);
    if (status == SEA_OK) status = fetch_chosen(&sel, out);
    sea_catalog_rollback(catalog);
    if (status == SEA_OK && choice) *choice = sel.choice;
    if (status != SEA_OK) sea_gp_set_free(out);
    sea_gp_set_free(&sel.offered);
    free(sel.arrivals);
    free(sel.earlier);
    free(sel.keys);
    free(sel.chosen);
    return status;
}

/* -- counts ------------------------------------------------------------------------------------------------------- */

sea_status sea_catalog_stats_get(sea_catalog *catalog, sea_catalog_stats *out, sea_error *err)
{
    static const char sql[] = "SELECT (SELECT count(*) FROM object), (SELECT count(*) FROM diagnostic), "
                              "(SELECT count(*) FROM file), (SELECT max(arrival) FROM file), "
                              "count(*), min(epoch), max(epoch) FROM gp INDEXED BY gp_by_object";
    int64_t v[7] = {0};
    *out = (sea_catalog_stats){.epoch_first = SEA_TAI_NONE, .epoch_last = SEA_TAI_NONE, .arrival_last = SEA_TAI_NONE};
    sea_status status = sea_catalog_get_integers(catalog, sql, v, 7, err);
    if (status != SEA_OK) return status;
    *out = (sea_catalog_stats){.objects = (uint64_t)v[0],
                               .diagnostics = (uint64_t)v[1],
                               .files = (uint64_t)v[2],
                               .arrival_last = {v[3]},
                               .sets = (uint64_t)v[4],
                               .epoch_first = {v[5]},
                               .epoch_last = {v[6]}};
    return SEA_OK;
}
