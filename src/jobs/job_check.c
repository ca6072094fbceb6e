/* A claim against element sets: a verdict for each clause, and for the claim. */
#include "jobs/job_check.h"
#include "base/hash.h"
#include "base/os.h"

#include <stdlib.h>
#include <string.h>

static const sea_job_option options[] = {
    {.name = "bundle",
     .type = SEA_OPTION_PATH,
     .local = true,
     .help = "write claim, element sets, verdict and digests into this new folder, for starsea verify"},
    SEA_JOB_OPTION_STORE,
    SEA_JOB_OPTION_KNOWN_AT,
};

static const sea_job_column columns[] = {
    {"CLAUSE", SEA_COLUMN_TEXT, 0, NULL, "id of the clause; CLAIM in the last row, which is the verdict on the claim"},
    {"KIND", SEA_COLUMN_TEXT, 0, NULL, "observation, inference or conjecture"},
    {"REQUIRED", SEA_COLUMN_TEXT, 0, NULL, "yes where the claim rests on it"},
    {"VERDICT", SEA_COLUMN_TEXT, 0, NULL, "supported, contradicted or undecidable"},
    {"REASON", SEA_COLUMN_TEXT, 0, NULL, "why, in one of the words above. In the last row the clause that decided"},
    {"NORAD_CAT_ID_1", SEA_COLUMN_INTEGER, 0, NULL, "catalogue number of object 1, as the clause orders them"},
    {"DSE_1", SEA_COLUMN_FIXED, 3, "d", "days from the epoch of the element set of object 1 to TCA"},
    {"NORAD_CAT_ID_2", SEA_COLUMN_INTEGER, 0, NULL, "catalogue number of object 2"},
    {"DSE_2", SEA_COLUMN_FIXED, 3, "d", "days from the epoch of the element set of object 2 to TCA"},
    {"TCA", SEA_COLUMN_UTC, 3, "UTC", "time of closest approach in the clause's window"},
    {"TCA_RANGE", SEA_COLUMN_FIXED, 6, "km", "distance at TCA"},
    {"ALLOWANCE", SEA_COLUMN_FIXED, 3, "km", "how far public element sets may be wrong about that distance"},
    {"TCA_RELATIVE_SPEED", SEA_COLUMN_FIXED, 6, "km/s", "relative speed at TCA"},
    {"RELATIVE_R", SEA_COLUMN_FIXED, 6, "km", "object 2 minus object 1 at TCA, radial, in the RTN frame of object 1"},
    {"RELATIVE_T", SEA_COLUMN_FIXED, 6, "km", "the same, transverse"},
    {"RELATIVE_N", SEA_COLUMN_FIXED, 6, "km", "the same, normal"},
};
enum { COLUMN_COUNT = sizeof columns / sizeof columns[0], FIGURES = 5 };

/* ---- reading the claim ---- */

sea_status sea_check_read(sea_job_context *context, const char *path, sea_check *out, sea_error *err)
{
    sea_status s = sea_os_read_file(path, SEA_CLAIM_BYTES_MAX, &out->text, err);
    if (s == SEA_E_RANGE)
        return sea_error_set(err, s,
                             "%.300s: larger than the %d bytes a claim may have; name the claim first, then the "
                             "element sets",
                             path, SEA_CLAIM_BYTES_MAX);
    if (s != SEA_OK) return s;
    sea_error inner = {0};
    s = sea_claim_parse(out->text.data, out->text.length, &out->claim, &inner);
    if (s != SEA_OK && inner.line > 0)
        return sea_error_set_at(err, s, inner.line, inner.column, "%.200s:%llu:%u: %.250s", path,
                                (unsigned long long)inner.line, inner.column, inner.text);
    if (s != SEA_OK) return sea_error_set(err, s, "%.200s: %.280s", path, inner.text);
    sea_sha256 hash;
    uint8_t digest[SEA_SHA256_SIZE];
    sea_sha256_init(&hash);
    sea_sha256_add(&hash, out->text.data, out->text.length);
    sea_sha256_end(&hash, digest);
    if (sea_job_add_input(context, path, "claim", out->text.length, digest) != SEA_OK)
        return sea_error_set(err, SEA_E_MEMORY, "out of memory");
    return SEA_OK;
}

void sea_check_free(sea_check *check)
{
    sea_claim_verdict_free(&check->verdict);
    for (size_t i = 0; i < check->origin_count; i++) free(check->origins[i].file);
    free(check->origins);
    sea_gp_set_free(&check->sets);
    sea_claim_free(&check->claim);
    sea_buffer_free(&check->text);
    *check = (sea_check){0};
}

/* ---- collecting element sets ---- */

static const char *without_folders(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static sea_status keep_origin(void *payload, const sea_gp *gp, const sea_gp_origin *origin)
{
    (void)gp;
    sea_check *check = payload;
    size_t index = check->origin_count;
    if (index == check->origin_capacity) {
        size_t capacity = index ? index * 2 : 64;
        sea_check_origin *grown = realloc(check->origins, capacity * sizeof *grown);
        if (!grown) return SEA_E_MEMORY;
        check->origins = grown;
        check->origin_capacity = capacity;
    }
    sea_check_origin *kept = &check->origins[index];
    *kept = (sea_check_origin){.file = strdup(without_folders(origin->file ? origin->file : "")),
                               .line = origin->line,
                               .format = origin->format};
    if (!kept->file) return SEA_E_MEMORY;
    sea_sha256 hash;
    sea_sha256_init(&hash);
    sea_sha256_add(&hash, origin->source, origin->source_length);
    sea_sha256_end(&hash, kept->sha256);
    check->origin_count++;
    return SEA_OK;
}

static int compare_ids(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* Catalogue numbers the claim speaks of, ascending. Room for two a clause. */
static size_t ids_of(const sea_claim *claim, uint32_t *ids)
{
    size_t count = 0, kept = 0;
    for (size_t i = 0; i < claim->clause_count; i++) {
        if (claim->clauses[i].test != SEA_CLAIM_TEST_CLOSEST_APPROACH) continue;
        ids[count++] = claim->clauses[i].approach.norad_cat_id_1;
        ids[count++] = claim->clauses[i].approach.norad_cat_id_2;
    }
    qsort(ids, count, sizeof *ids, compare_ids);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || ids[i] != ids[i - 1]) ids[kept++] = ids[i];
    return kept;
}

static bool has_set(const sea_gp_set *sets, uint32_t id)
{
    for (size_t i = 0; i < sets->count; i++)
        if (sets->gps[i].norad_cat_id == id) return true;
    return false;
}

static void tell_findings(sea_job_context *context, const sea_check *check, const uint32_t *ids, size_t id_count)
{
    for (size_t i = 0; i < id_count; i++)
        if (!has_set(&check->sets, ids[i])) sea_job_warn(context, "no element set of object %u", ids[i]);
    for (size_t i = 0; i < check->claim.clause_count; i++) {
        const sea_claim_finding *f = &check->verdict.findings[i];
        const char *remedy = sea_claim_reason_remedy(f->reason);
        sea_job_note(context, "%s: %s: %s%s%s", check->claim.clauses[i].id, sea_verdict_name(f->verdict),
                     sea_claim_reason_text(f->reason), remedy[0] ? " " : "", remedy);
    }
}

sea_status sea_check_judge(sea_job_context *context, size_t first, sea_check *check, sea_error *err)
{
    uint32_t *ids = malloc((2 * check->claim.clause_count + 1) * sizeof *ids);
    if (!ids) return sea_error_set(err, SEA_E_MEMORY, "out of memory");
    size_t count = ids_of(&check->claim, ids);
    sea_status s = sea_job_element_sets(context, first, ids, count, keep_origin, check, &check->sets, err);
    if (s == SEA_OK) s = sea_claim_check(&check->claim, check->sets.gps, check->sets.count, &check->verdict, err);
    if (s == SEA_OK) tell_findings(context, check, ids, count);
    free(ids);
    return s;
}

/* ---- rows ---- */

static void fill_figures(const sea_claim_clause *clause, const sea_claim_finding *f, sea_cell *cells)
{
    if (clause->test != SEA_CLAIM_TEST_CLOSEST_APPROACH) return;
    cells[FIGURES] = sea_cell_integer(clause->approach.norad_cat_id_1);
    cells[FIGURES + 2] = sea_cell_integer(clause->approach.norad_cat_id_2);
    if (!f->has_figures) return;
    cells[FIGURES + 1] = sea_cell_real(f->age_1_s / 86400.0);
    cells[FIGURES + 3] = sea_cell_real(f->age_2_s / 86400.0);
    cells[FIGURES + 4] = sea_cell_utc(f->tca);
    cells[FIGURES + 5] = sea_cell_real(f->range_km);
    cells[FIGURES + 6] = sea_cell_real(f->allowance_km);
    cells[FIGURES + 7] = sea_cell_real(f->relative_speed_km_s);
    for (int i = 0; i < 3; i++) cells[FIGURES + 8 + i] = sea_cell_real(f->relative_rtn_km[i]);
}

sea_status sea_check_rows(const sea_claim *claim, const sea_claim_verdict *verdict, sea_check_row_fn row, void *payload,
                          sea_error *err)
{
    for (size_t i = 0; i < claim->clause_count; i++) {
        const sea_claim_clause *clause = &claim->clauses[i];
        const sea_claim_finding *f = &verdict->findings[i];
        sea_cell cells[COLUMN_COUNT] = {
            sea_cell_text(clause->id),
            sea_cell_text(sea_claim_kind_name(clause->kind)),
            sea_cell_text(clause->required ? "yes" : "no"),
            sea_cell_text(sea_verdict_name(f->verdict)),
            sea_cell_text(sea_claim_reason_name(f->reason)),
        };
        fill_figures(clause, f, cells);
        sea_status s = row(payload, cells, err);
        if (s != SEA_OK) return s;
    }
    bool decided = verdict->decided_by < claim->clause_count;
    const sea_cell last[COLUMN_COUNT] = {
        sea_cell_text("CLAIM"),
        sea_cell_none(),
        sea_cell_none(),
        sea_cell_text(sea_verdict_name(verdict->verdict)),
        sea_cell_text(decided ? claim->clauses[verdict->decided_by].id : NULL),
    };
    return row(payload, last, err);
}

static sea_status row_to_context(void *payload, const sea_cell *cells, sea_error *err)
{
    return sea_job_row(payload, cells, err);
}

static sea_status run_check(sea_job_context *context, sea_check *check, sea_error *err)
{
    sea_status s = sea_check_read(context, sea_job_input(context, 0), check, err);
    if (s == SEA_OK) s = sea_check_judge(context, 1, check, err);
    if (s == SEA_OK) s = sea_check_rows(&check->claim, &check->verdict, row_to_context, context, err);
    if (s != SEA_OK) return s;
    const sea_job_value *bundle = sea_job_value_of(context, "bundle");
    return bundle->given ? sea_check_bundle(context, check, bundle->text, err) : SEA_OK;
}

static sea_status run(sea_job_context *context, sea_error *err)
{
    sea_check check = {0};
    sea_status s = run_check(context, &check, err);
    sea_check_free(&check);
    return s;
}

const sea_job sea_job_check = {
    .name = "check",
    .summary = "a public claim against element sets: supported, contradicted or undecidable, clause by clause",
    .details =
        "A claim file (JSON; data/claim.schema.json) takes a statement apart into clauses: observation, inference or "
        "conjecture. A clause may name a test; closest-approach finds the least distance of two objects in a window by "
        "SGP4 and compares it with the claimed one. Each clause uses the newest element set not after its window's "
        "start.\n\n"
        "supported: the figures agree. contradicted: they differ by more than public element sets can be wrong by. "
        "undecidable: anything else, and the talk says which evidence would decide it. The claim is as strong as the "
        "weakest clause marked as required. A verdict is a result: the exit status is 0 whatever it is.\n\n"
        "Allowance for the distance of a pair: for each object 1 km at the epoch of its set (5 km for periods of 225 "
        "minutes and more) and 1 km more a day. Element sets more than 14 days away decide nothing.\n\n"
        "Reasons: agrees; agrees-within-allowance (the best estimate agrees, the allowance reaches past the claimed "
        "limit); disagrees; within-allowance; below-resolution; no-elements; stale-elements; not-propagated; "
        "same-elements; no-test; unobservable.",
    .inputs = "CLAIM.json (FILE... | --store DB)",
    .inputs_help =
        "a claim, and files of element sets (TLE, 3LE, OMM in any spelling; gzip or zstd; - is standard input)",
    .inputs_min = 1,
    .example = "starsea check data/claims/iridium33-cosmos2251.json data/demo_2009.3le --bundle bundle",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .columns = columns,
    .column_count = COLUMN_COUNT,
    .flags = SEA_JOB_WRITES_FILES,
    .run = run,
};
