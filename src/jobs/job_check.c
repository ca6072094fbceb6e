/* A claim against element sets: a verdict for each clause, and for the claim. */
#include "jobs/job_check.h"
#include "base/hash.h"
#include "base/os.h"

#include <stdlib.h>
#include <string.h>

enum { FORMAT_JSON = 2 }; /* of the common option `format` */

static const sea_job_option options[] = {
    {.name = "bundle",
     .type = SEA_OPTION_PATH,
     .local = true,
     .help = "write claim, element sets, verdict and digests into this new folder, for starsea verify"},
    {.name = "sign",
     .type = SEA_OPTION_PATH,
     .local = true,
     .help = "with --bundle: sign it with this secret key, of mode 0600; starsea key makes one"},
    SEA_JOB_OPTION_LOG,
    {.name = "objects",
     .type = SEA_OPTION_PATH,
     .help = "also judge by this list of objects (SATCAT as CSV, GCAT's psatcat as TSV; gzip or zstd too)"},
    SEA_JOB_OPTION_STORE,
    SEA_JOB_OPTION_KNOWN_AT,
};

/* As table and CSV; as JSON a claim is one object on a line, sea_claim_verdict_json. */
static const sea_job_column columns[] = {
    {"CLAIM", SEA_COLUMN_TEXT, 0, NULL, "id of the claim"},
    {"CLAUSE", SEA_COLUMN_TEXT, 0, NULL, "id of the clause; CLAIM in a claim's last row, which is the verdict on it"},
    {"KIND", SEA_COLUMN_TEXT, 0, NULL, "observation, inference or conjecture"},
    {"REQUIRED", SEA_COLUMN_TEXT, 0, NULL, "yes where the claim rests on it"},
    {"VERDICT", SEA_COLUMN_TEXT, 0, NULL, "supported, contradicted or undecidable"},
    {"LIKELIHOOD", SEA_COLUMN_FIXED, 3, NULL,
     "that the clause is true, by the test's data alone; empty where they give none"},
    {"LIKELIHOOD_WORDS", SEA_COLUMN_TEXT, 0, NULL, "the same in the words of ICD 203"},
    {"CONFIDENCE", SEA_COLUMN_TEXT, 0, NULL, "how far the data can be relied on: low, moderate, high"},
    {"REASON", SEA_COLUMN_TEXT, 0, NULL,
     "why, in one of the words above. In a claim's last row the clause that decided"},
    {"TEST", SEA_COLUMN_TEXT, 0, NULL, "the test of the clause"},
    {"TIME", SEA_COLUMN_UTC, 3, "UTC", "the first time among the figures: of closest approach, of a burn, of an epoch"},
    {"VALUE", SEA_COLUMN_FIXED, 6, NULL, "the first number among the figures: a distance, an angle, a count"},
    {"UNIT", SEA_COLUMN_TEXT, 0, NULL, "of VALUE"},
    {"FINDING", SEA_COLUMN_TEXT, 0, NULL, "what was found, with all figures"},
};
enum { COLUMN_COUNT = sizeof columns / sizeof columns[0] };

/* ---- reading the claim ---- */

sea_status sea_check_read(sea_job_context *context, const char *path, sea_check *out, sea_error *err)
{
    sea_status s = sea_os_refuse_special(path, err);
    if (s == SEA_OK) s = sea_os_read_file(path, SEA_CLAIM_BYTES_MAX, &out->text, err);
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
    sea_object_set_free(&check->objects);
    sea_buffer_free(&check->object_rows);
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

/* What the claim speaks of: catalogue numbers, ascending, and launches. */
typedef struct subjects {
    uint32_t *ids;
    char (*launches)[12];
    size_t id_count, launch_count;
} subjects;

static sea_status subjects_of(const sea_claim *claim, subjects *out, sea_error *err)
{
    size_t room = claim->clause_count * SEA_CLAIM_PARAMETERS_MAX + 1, kept = 0;
    *out = (subjects){.ids = malloc(room * sizeof *out->ids), .launches = malloc(room * sizeof *out->launches)};
    if (!out->ids || !out->launches) return sea_error_set(err, SEA_E_MEMORY, "out of memory");
    for (size_t i = 0; i < claim->clause_count; i++) {
        const sea_claim_clause *clause = &claim->clauses[i];
        for (size_t k = 0; clause->test && k < clause->test->parameter_count; k++) {
            if (!clause->values[k].given) continue;
            if (clause->test->parameters[k].type == SEA_CLAIM_OBJECT)
                out->ids[out->id_count++] = clause->values[k].object;
            if (clause->test->parameters[k].type == SEA_CLAIM_LAUNCH)
                memcpy(out->launches[out->launch_count++], clause->values[k].launch, sizeof *out->launches);
        }
    }
    qsort(out->ids, out->id_count, sizeof *out->ids, compare_ids);
    for (size_t i = 0; i < out->id_count; i++)
        if (i == 0 || out->ids[i] != out->ids[i - 1]) out->ids[kept++] = out->ids[i];
    out->id_count = kept;
    return SEA_OK;
}

static void free_subjects(subjects *s)
{
    free(s->ids);
    free(s->launches);
}

/* ---- the list of objects ---- */

typedef struct listing {
    sea_check *check;
    const uint32_t *ids;
    size_t id_count;
} listing;

static sea_status keep_object(void *payload, const sea_object *object, uint64_t line, const char *source,
                              size_t source_length)
{
    (void)line;
    listing *l = payload;
    if (l->ids && !bsearch(&object->norad_cat_id, l->ids, l->id_count, sizeof *l->ids, compare_ids)) return SEA_OK;
    if (sea_object_set_add(&l->check->objects, object) != SEA_OK) return SEA_E_MEMORY;
    sea_buffer_add(&l->check->object_rows, source, source_length);
    sea_buffer_add(&l->check->object_rows, "\n", 1);
    return SEA_OK;
}

/* The header and what remarks follow it, so that the rows kept are a list of their own. */
static void keep_header(sea_check *check, const char *text, size_t length)
{
    size_t at = 0;
    do {
        const char *end = memchr(text + at, '\n', length - at);
        size_t next = end ? (size_t)(end - text) + 1 : length;
        sea_buffer_add(&check->object_rows, text + at, next - at);
        at = next;
    } while (at < length && text[at] == '#');
}

sea_status sea_check_list(sea_check *check, const char *text, size_t length, const char *name, const uint32_t *ids,
                          size_t id_count, sea_error *err)
{
    listing l = {.check = check, .ids = ids, .id_count = id_count};
    const sea_object_sink sink = {.payload = &l, .record = keep_object};
    sea_object_summary summary = {0};
    keep_header(check, text, length);
    sea_status s = sea_object_read_bytes(text, length, name, SEA_OBJECT_AUTO, &sink, &summary, err);
    check->objects.format = summary.format;
    if (s == SEA_OK) s = sea_object_set_end(&check->objects);
    if (s == SEA_E_MEMORY || (s == SEA_OK && check->object_rows.failed))
        s = sea_error_set(err, SEA_E_MEMORY, "out of memory");
    return s;
}

static sea_status read_list(sea_job_context *context, sea_check *check, const subjects *of, sea_error *err)
{
    const sea_job_value *option =
        sea_job_option_find(context->job, "objects") ? sea_job_value_of(context, "objects") : NULL;
    sea_buffer text = {0};
    if (!option || !option->given) return SEA_OK;
    sea_status s = sea_job_read_whole(context, option->text, "objects", "a list of objects", &text, err);
    if (s == SEA_OK) s = sea_check_list(check, text.data, text.length, option->text, of->ids, of->id_count, err);
    if (s == SEA_OK)
        sea_job_note(context, "%s: %zu of the claim's objects are in it", option->text, check->objects.count);
    sea_buffer_free(&text);
    return s;
}

static bool has_set(const sea_gp_set *sets, uint32_t id)
{
    for (size_t i = 0; i < sets->count; i++)
        if (sets->gps[i].norad_cat_id == id) return true;
    return false;
}

static void tell_findings(sea_job_context *context, const sea_check *check, const subjects *of)
{
    for (size_t i = 0; i < of->id_count; i++)
        if (!has_set(&check->sets, of->ids[i])) sea_job_warn(context, "no element set of object %u", of->ids[i]);
    for (size_t i = 0; i < check->claim.clause_count; i++) {
        const sea_claim_finding *f = &check->verdict.findings[i];
        const char *remedy = sea_claim_reason_remedy(f->reason);
        sea_job_note(context, "%s: %s: %s%s%s", check->claim.clauses[i].id, sea_verdict_name(f->verdict),
                     sea_claim_reason_text(f->reason), remedy[0] ? " " : "", remedy);
    }
}

sea_status sea_check_evaluate(sea_check *check, sea_error *err)
{
    check->evidence.gps = check->sets.gps;
    check->evidence.gp_count = check->sets.count;
    check->evidence.objects = &check->objects;
    return sea_claim_check(&check->claim, &check->evidence, &check->verdict, err);
}

sea_status sea_check_judge(sea_job_context *context, size_t first, sea_check *check, sea_error *err)
{
    subjects of = {0};
    sea_status s = subjects_of(&check->claim, &of, err);
    if (s == SEA_OK)
        s = sea_job_element_sets(context, first, of.ids, of.id_count, (const char(*)[12])of.launches, of.launch_count,
                                 keep_origin, check, &check->sets, err);
    if (s == SEA_OK) s = read_list(context, check, &of, err);
    if (s == SEA_OK) s = sea_check_evaluate(check, err);
    if (s == SEA_OK) tell_findings(context, check, &of);
    free_subjects(&of);
    return s;
}

/* ---- rows ---- */

static sea_cell likelihood_cell(double likelihood)
{
    return likelihood < 0.0 ? sea_cell_none() : sea_cell_real(likelihood);
}

/* The first time and the first number of the figures. */
static void fill_figures(const sea_claim_finding *f, sea_cell *time, sea_cell *value, sea_cell *unit)
{
    for (size_t i = f->figure_count; i-- > 0;) {
        const sea_claim_figure *x = &f->figures[i];
        if (x->kind == SEA_CLAIM_FIGURE_TIME) *time = sea_cell_utc(x->time);
        if (x->kind != SEA_CLAIM_FIGURE_REAL) continue;
        *value = sea_cell_real(x->value);
        *unit = sea_cell_text(x->unit[0] ? x->unit : NULL);
    }
}

static sea_status put_clause(const sea_claim *claim, const sea_claim_verdict *verdict, size_t i, sea_check_row_fn row,
                             void *payload, sea_error *err)
{
    const sea_claim_clause *clause = &claim->clauses[i];
    const sea_claim_finding *f = &verdict->findings[i];
    char *sentence = NULL;
    if (sea_claim_finding_sentence(f, &sentence) != SEA_OK) return sea_error_set(err, SEA_E_MEMORY, "out of memory");
    sea_cell time = sea_cell_none(), value = time, unit = time;
    fill_figures(f, &time, &value, &unit);
    const sea_cell cells[COLUMN_COUNT] = {
        sea_cell_text(claim->id),
        sea_cell_text(clause->id),
        sea_cell_text(sea_claim_kind_name(clause->kind)),
        sea_cell_text(clause->required ? "yes" : "no"),
        sea_cell_text(sea_verdict_name(f->verdict)),
        likelihood_cell(f->likelihood),
        sea_cell_text(sea_claim_likelihood_words(f->likelihood)),
        sea_cell_text(sea_confidence_name(f->confidence)),
        sea_cell_text(sea_claim_reason_name(f->reason)),
        sea_cell_text(clause->test ? clause->test->name : NULL),
        time,
        value,
        unit,
        sea_cell_text(sentence),
    };
    sea_status s = row(payload, cells, err);
    free(sentence);
    return s;
}

sea_status sea_check_rows(const sea_claim *claim, const sea_claim_verdict *verdict, sea_check_row_fn row, void *payload,
                          sea_error *err)
{
    for (size_t i = 0; i < claim->clause_count; i++) {
        sea_status s = put_clause(claim, verdict, i, row, payload, err);
        if (s != SEA_OK) return s;
    }
    bool decided = verdict->decided_by < claim->clause_count;
    const sea_cell last[COLUMN_COUNT] = {
        sea_cell_text(claim->id),
        sea_cell_text("CLAIM"),
        sea_cell_none(),
        sea_cell_none(),
        sea_cell_text(sea_verdict_name(verdict->verdict)),
        likelihood_cell(verdict->likelihood),
        sea_cell_text(sea_claim_likelihood_words(verdict->likelihood)),
        sea_cell_text(sea_confidence_name(verdict->confidence)),
        sea_cell_text(decided ? claim->clauses[verdict->decided_by].id : NULL),
    };
    return row(payload, last, err);
}

static sea_status row_to_context(void *payload, const sea_cell *cells, sea_error *err)
{
    return sea_job_row(payload, cells, err);
}

/* ---- claims, then element sets ---- */

/* Inputs that are claims stand first: JSON files that say so. The first is one whatever it holds. */
static size_t claims_given(const sea_job_context *context)
{
    size_t count = 1;
    for (; count < sea_job_input_count(context); count++) {
        const char *path = sea_job_input(context, count);
        size_t length = strlen(path);
        sea_buffer text = {0};
        bool json = length > 5 && strcmp(path + length - 5, ".json") == 0;
        bool claim = json && sea_os_is_file(path) &&
                     sea_os_read_file(path, SEA_CLAIM_BYTES_MAX, &text, NULL) == SEA_OK && text.data &&
                     strstr(text.data, "\"starsea-claim-");
        sea_buffer_free(&text);
        if (!claim) break;
    }
    return count;
}

static sea_status put_verdict(sea_job_context *context, const sea_check *check, sea_error *err)
{
    if (sea_job_value_of(context, "format")->integer != FORMAT_JSON)
        return sea_check_rows(&check->claim, &check->verdict, row_to_context, context, err);
    char *text = NULL;
    size_t length = 0;
    sea_status s = sea_claim_verdict_json(&check->claim, &check->verdict, check->sets.gps, 0, &text, &length, err);
    if (s == SEA_OK) s = sea_job_write(context, text, length, err);
    free(text);
    return s;
}

static sea_status run_check(sea_job_context *context, size_t index, size_t first, const sea_bundle_key *key,
                            sea_check *check, sea_error *err)
{
    sea_status s = sea_check_read(context, sea_job_input(context, index), check, err);
    if (s == SEA_OK) s = sea_check_judge(context, first, check, err);
    if (s == SEA_OK) s = put_verdict(context, check, err);
    if (s != SEA_OK) return s;
    const sea_job_value *bundle = sea_job_value_of(context, "bundle");
    return bundle->given ? sea_check_bundle(context, check, bundle->text, key, err) : SEA_OK;
}

static sea_status run(sea_job_context *context, sea_error *err)
{
    size_t claims = claims_given(context);
    bool bundle = sea_job_value_of(context, "bundle")->given;
    const sea_job_value *sign = sea_job_value_of(context, "sign");
    if (claims > 1 && bundle)
        return sea_error_set(err, SEA_E_USAGE, "a bundle holds one claim: give one, or leave out --bundle");
    if (!bundle && (sign->given || sea_job_value_of(context, "log")->given))
        return sea_error_set(err, SEA_E_USAGE, "--sign and --log are about a bundle: name one with --bundle");
    sea_bundle_key key = {0};
    sea_status s = sign->given ? sea_bundle_key_read(sign->text, &key, err) : SEA_OK;
    if (s == SEA_OK && bundle) s = sea_check_log_first(context, sea_job_value_of(context, "bundle")->text, err);
    for (size_t i = 0; i < claims && s == SEA_OK; i++) {
        sea_check check = {0};
        s = run_check(context, i, claims, sign->given ? &key : NULL, &check, err);
        sea_check_free(&check);
    }
    sea_bundle_key_wipe(&key);
    return s;
}

const sea_job sea_job_check = {
    .name = "check",
    .summary = "a public claim against element sets: supported, contradicted or undecidable, clause by clause",
    .details =
        "A claim file (JSON; data/claim.schema.json, docs/CLAIMS.md) takes a statement apart into clauses: "
        "observation, "
        "inference or conjecture. A clause may name a test: breakup, closest-approach, co-location, debris-count, "
        "decayed-by, distance-above, distance-below, longitude-held, manoeuvre, no-manoeuvre, orbit-heights, "
        "orbit-lowered, orbit-raised, plane-match, registered, station-keeping-ceased, still-in-orbit, who-moved.\n\n"
        "supported: the figures make it very likely. contradicted: they differ by more than public element sets can be "
        "wrong by. undecidable: anything else, and the talk says which evidence would decide it. The claim is as "
        "strong "
        "as the weakest clause marked as required. A verdict is a result: the exit status is 0 whatever it is.\n\n"
        "Likelihood is the test's own, from the uncertainty of the sets, in the words of ICD 203. Confidence is apart: "
        "how dense and how near the data are. With "
        "--format json each claim is one object on a line of its own, with all figures of its clauses.\n\n"
        "Allowance for the distance of a pair, two sigma: for each object 1 km at the epoch of its set (5 km for "
        "periods of 225 minutes and more) and 1 km more a day. Sets more than 14 days away decide no distance.\n\n"
        "Reasons: agrees; agrees-within-allowance (very likely, the allowance reaches past the claimed limit); "
        "disagrees; within-allowance; below-resolution; no-elements; stale-elements; sparse-elements; not-propagated; "
        "same-elements; no-record; sources-differ; no-test; unobservable.",
    .inputs = "CLAIM.json... (FILE... | --store DB)",
    .inputs_help =
        "claims, then files of element sets (TLE, 3LE, OMM in any spelling; gzip or zstd; - is standard input)",
    .inputs_min = 1,
    .example = "starsea check data/claims/iridium33-cosmos2251.json data/demo_2009.3le --bundle bundle",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .columns = columns,
    .column_count = COLUMN_COUNT,
    .flags = SEA_JOB_WRITES_FILES | SEA_JOB_BESIDE_STORE,
    .run = run,
};
