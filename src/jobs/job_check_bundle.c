/* The bundle of a check: exactly the element sets used, and outputs made from what lies in the bundle alone. */
#include "jobs/job_check.h"
#include "base/hash.h"
#include "base/json.h"
#include "evidence/bundle.h"

#include <stdlib.h>
#include <string.h>

const char sea_check_claim_name[] = "inputs/claim.json", sea_check_elements_name[] = "inputs/elements.csv",
           sea_check_objects_name[] = "inputs/objects.txt", sea_check_origins_name[] = "inputs/origins.csv";
const char sea_check_review_name[] = "outputs/claimreview.json", sea_check_clauses_name[] = "outputs/clauses.csv",
           sea_check_verdict_name[] = "outputs/verdict.json";

/* ---- outputs from inputs ---- */

typedef struct element_reading {
    sea_gp_set *set;
    uint64_t refused_line; /* first line that was refused, 0 = none */
} element_reading;

static sea_status keep_element(void *payload, const sea_gp *gp, const sea_gp_origin *origin)
{
    (void)origin;
    return sea_gp_set_add(((element_reading *)payload)->set, gp);
}

static sea_status note_refusal(void *payload, const sea_diagnostic *diagnostic)
{
    element_reading *e = payload;
    if (diagnostic->severity == SEA_SEVERITY_ERROR && e->refused_line == 0) e->refused_line = diagnostic->line;
    return SEA_OK;
}

/* A file of no element sets, only the header, is what a claim about unknown objects has. */
static sea_status read_elements(const void *bytes, size_t length, sea_gp_set *out, sea_error *err)
{
    size_t header = strlen(sea_gp_csv_header()) + 1;
    if (length == header && memcmp(bytes, sea_gp_csv_header(), header - 1) == 0) return SEA_OK;
    element_reading e = {.set = out};
    const sea_gp_sink sink = {.payload = &e, .record = keep_element, .diagnostic = note_refusal};
    sea_status s = sea_gp_read_bytes(bytes, length, sea_check_elements_name, SEA_GP_OMM_CSV, &sink, NULL, err);
    if (s == SEA_OK && e.refused_line > 0)
        return sea_error_set_at(err, SEA_E_FORMAT, e.refused_line, 0, "%s: line %llu is not an element set",
                                sea_check_elements_name, (unsigned long long)e.refused_line);
    return s;
}

static sea_status append(void *payload, const char *bytes, size_t length, sea_error *err)
{
    sea_buffer *out = payload;
    sea_buffer_add(out, bytes, length);
    return out->failed ? sea_error_set(err, SEA_E_MEMORY, "out of memory for the output") : SEA_OK;
}

static sea_status row_to_output(void *payload, const sea_cell *cells, sea_error *err)
{
    return sea_job_output_row(payload, cells, err);
}

static sea_status write_clauses(const sea_claim *claim, const sea_claim_verdict *verdict, sea_buffer *out,
                                sea_error *err)
{
    enum { FORMAT_CSV = 1 };
    const sea_job_request request = {.payload = out, .write = append};
    sea_job_output output = {0};
    sea_status s = sea_job_output_begin(&output, &sea_job_check, &request, FORMAT_CSV, err);
    if (s == SEA_OK) s = sea_check_rows(claim, verdict, row_to_output, &output, err);
    if (s == SEA_OK) s = sea_job_output_end(&output, err);
    sea_job_output_free(&output);
    return s;
}

static sea_status write_verdict(const sea_claim *claim, const sea_claim_verdict *verdict, const sea_gp *gps,
                                sea_buffer *out, sea_error *err)
{
    char *text = NULL;
    size_t length = 0;
    sea_status s = sea_claim_verdict_json(claim, verdict, gps, 2, &text, &length, err);
    if (s == SEA_OK) s = append(out, text, length, err);
    free(text);
    return s;
}

static sea_status write_review(const sea_claim *claim, const sea_claim_verdict *verdict, sea_buffer *out,
                               sea_error *err)
{
    char *text = NULL;
    size_t length = 0;
    sea_status s = sea_claim_review_json(claim, verdict, &text, &length, err);
    if (s == SEA_OK) s = append(out, text, length, err);
    free(text);
    return s;
}

void sea_check_made_free(sea_check_made *made)
{
    sea_buffer *all[] = {&made->review, &made->clauses, &made->verdict, &made->provenance, &made->crate};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) sea_buffer_free(all[i]);
}

const sea_bundle_file *sea_check_input(const sea_bundle_file *inputs, size_t count, const char *path)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(inputs[i].path, path) == 0) return &inputs[i];
    return NULL;
}

static sea_status describe(const sea_bundle_file *inputs, size_t input_count, const sea_claim *claim,
                           const char *record, sea_check_made *out, sea_error *err)
{
    const sea_bundle_file outputs[] = {{sea_check_review_name, out->review.data, out->review.length},
                                       {sea_check_clauses_name, out->clauses.data, out->clauses.length},
                                       {sea_check_verdict_name, out->verdict.data, out->verdict.length}};
    enum { OUTPUTS = sizeof outputs / sizeof outputs[0] };
    sea_bundle_file *files = malloc((input_count + OUTPUTS) * sizeof *files);
    if (!files) return sea_error_set(err, SEA_E_MEMORY, "out of memory for the bundle");
    memcpy(files, inputs, input_count * sizeof *files);
    memcpy(files + input_count, outputs, sizeof outputs);
    sea_status s = sea_bundle_describe(record, claim->title, claim->source_date, files, input_count + OUTPUTS,
                                       &out->provenance, &out->crate, err);
    free(files);
    return s;
}

sea_status sea_check_load(const sea_bundle_file *inputs, size_t input_count, const sea_buffer *elements, sea_check *out,
                          sea_error *err)
{
    const sea_bundle_file *claim = sea_check_input(inputs, input_count, sea_check_claim_name);
    const sea_bundle_file *list = sea_check_input(inputs, input_count, sea_check_objects_name);
    if (!claim) return sea_error_set(err, SEA_E_FORMAT, "a bundle of check needs %s", sea_check_claim_name);
    sea_status s = sea_claim_parse(claim->bytes, claim->length, &out->claim, err);
    if (s == SEA_OK) s = read_elements(elements->data, elements->length, &out->sets, err);
    if (s == SEA_OK && list) s = sea_check_list(out, list->bytes, list->length, sea_check_objects_name, NULL, 0, err);
    return s == SEA_OK ? sea_check_evaluate(out, err) : s;
}

sea_status sea_check_make(const sea_bundle_file *inputs, size_t input_count, const sea_buffer *elements,
                          const char *record, sea_check_made *out, sea_error *err)
{
    sea_check check = {0};
    sea_status s = sea_check_load(inputs, input_count, elements, &check, err);
    if (s == SEA_OK) s = write_review(&check.claim, &check.verdict, &out->review, err);
    if (s == SEA_OK) s = write_clauses(&check.claim, &check.verdict, &out->clauses, err);
    if (s == SEA_OK) s = write_verdict(&check.claim, &check.verdict, check.sets.gps, &out->verdict, err);
    if (s == SEA_OK) s = describe(inputs, input_count, &check.claim, record, out, err);
    sea_check_free(&check);
    return s;
}

/* ---- inputs ---- */

static const char *format_name(sea_gp_format format)
{
    switch (format) {
    case SEA_GP_TLE: return "TLE";
    case SEA_GP_OMM_CSV: return "OMM CSV";
    case SEA_GP_OMM_JSON: return "OMM JSON";
    case SEA_GP_OMM_KVN: return "OMM KVN";
    case SEA_GP_OMM_XML: return "OMM XML";
    case SEA_GP_AUTO: break;
    }
    return "";
}

static void put_origin(const sea_gp *gp, const sea_check_origin *origin, sea_buffer *out)
{
    char epoch[SEA_TAI_TEXT_MAX], hex[2 * SEA_SHA256_SIZE + 1];
    sea_tai_format_exact(gp->epoch, epoch);
    sea_sha256_hex(origin->sha256, hex);
    sea_buffer_add_format(out, "%u,%s,", (unsigned)gp->norad_cat_id, epoch);
    sea_buffer_add_csv(out, origin->file);
    sea_buffer_add_format(out, ",%llu,%s,%s\n", (unsigned long long)origin->line, format_name(origin->format), hex);
}

/* Returned: the sets that may be passed on, all of them, and where they came from. */
static sea_status make_inputs(const sea_check *check, sea_buffer *elements_csv, sea_buffer *whole_csv,
                              sea_buffer *origins_csv, sea_error *err)
{
    sea_buffer_add_format(elements_csv, "%s\n", sea_gp_csv_header());
    sea_buffer_add_format(whole_csv, "%s\n", sea_gp_csv_header());
    sea_buffer_add_text(origins_csv, "NORAD_CAT_ID,EPOCH,SOURCE_FILE,SOURCE_LINE,SOURCE_FORMAT,SOURCE_TEXT_SHA256\n");
    for (size_t i = 0; i < check->sets.count; i++) {
        if (!check->verdict.used[i]) continue;
        char row[SEA_GP_CSV_TEXT_MAX];
        size_t length = sea_gp_format_csv(&check->sets.gps[i], row);
        row[length++] = '\n';
        sea_buffer_add(whole_csv, row, length);
        if (!(check->sets.gps[i].caveats & SEA_GP_CAVEAT_RESTRICTED)) sea_buffer_add(elements_csv, row, length);
        put_origin(&check->sets.gps[i], &check->origins[i], origins_csv);
    }
    if (elements_csv->failed || whole_csv->failed || origins_csv->failed)
        return sea_error_set(err, SEA_E_MEMORY, "out of memory for the bundle");
    return SEA_OK;
}

/* ---- the record ---- */

static void put_input(sea_json_writer *w, const sea_json *input)
{
    const char *name = sea_json_string(sea_json_get(input, "name"));
    const char *slash = name ? strrchr(name, '/') : NULL;
    sea_json_begin_object(w);
    sea_json_key(w, "name");
    sea_json_put_string(w, slash ? slash + 1 : name);
    static const char *const others[] = {"kind", "bytes", "sha256"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        sea_json_key(w, others[i]);
        sea_json_put(w, sea_json_get(input, others[i]));
    }
    sea_json_end_object(w);
}

static void put_options(sea_json_writer *w, const sea_json *options)
{
    void *cursor = NULL;
    const char *key = NULL;
    const sea_json *value = NULL;
    sea_json_begin_object(w);
    while (sea_json_each(options, &cursor, &key, &value)) {
        if (strcmp(key, "format") == 0) continue; /* how rows looked on somebody's terminal */
        sea_json_key(w, key);
        sea_json_put(w, value);
    }
    sea_json_end_object(w);
}

/* The job's record without what depends on somebody's disk and terminal. */
static sea_status make_record(sea_job_context *context, sea_buffer *out, sea_error *err)
{
    sea_buffer full = {0};
    sea_json *record = NULL;
    sea_job_record(context, &full);
    if (full.failed) return sea_error_set(err, SEA_E_MEMORY, "out of memory for the record");
    sea_status s = sea_json_parse(full.data, full.length, &record, err);
    sea_buffer_free(&full);
    if (s != SEA_OK) return s;
    sea_json_writer w = sea_json_writer_init(out, 0);
    sea_json_begin_object(&w);
    sea_json_key(&w, "starsea");
    sea_json_put(&w, sea_json_get(record, "starsea"));
    sea_json_key(&w, "job");
    sea_json_put(&w, sea_json_get(record, "job"));
    sea_json_key(&w, "options");
    put_options(&w, sea_json_get(record, "options"));
    sea_json_key(&w, "inputs");
    sea_json_begin_array(&w);
    const sea_json *inputs = sea_json_get(record, "inputs");
    for (size_t i = 0; i < sea_json_count(inputs); i++) put_input(&w, sea_json_at(inputs, i));
    sea_json_end_array(&w);
    sea_json_end_object(&w);
    sea_json_free(record);
    return out->failed ? sea_error_set(err, SEA_E_MEMORY, "out of memory for the record") : SEA_OK;
}

/* ---- the bundle ---- */

typedef struct parts {
    sea_buffer record, elements, whole, origins, withheld, told;
    sea_check_made made;
    sea_bundle_file inputs[5];
    size_t input_count;
} parts;

static void free_parts(parts *p)
{
    sea_buffer *all[] = {&p->record, &p->elements, &p->whole, &p->origins, &p->withheld, &p->told};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) sea_buffer_free(all[i]);
    sea_check_made_free(&p->made);
}

/*
 * The outputs are made again from the inputs as they will lie in the bundle. They must say what was just told: if an
 * element set did not survive its spelling as CSV, the bundle would prove another verdict.
 */
static sea_status make_parts(sea_job_context *context, const sea_check *check, parts *p, sea_error *err)
{
    sea_status s = make_record(context, &p->record, err);
    if (s == SEA_OK) s = make_inputs(check, &p->elements, &p->whole, &p->origins, err);
    if (s == SEA_OK) s = sea_check_withheld_put(check, &p->withheld, err);
    if (s != SEA_OK) return s;
    const sea_bundle_file every[] = {{sea_check_claim_name, check->text.data, check->text.length},
                                     {sea_check_elements_name, p->elements.data, p->elements.length},
                                     {sea_check_objects_name, check->object_rows.data, check->object_rows.length},
                                     {sea_check_origins_name, p->origins.data, p->origins.length},
                                     {sea_check_withheld_name, p->withheld.data, p->withheld.length}};
    for (size_t i = 0; i < sizeof every / sizeof every[0]; i++)
        if (every[i].bytes) p->inputs[p->input_count++] = every[i];
    s = sea_check_make(p->inputs, p->input_count, &p->whole, p->record.data, &p->made, err);
    if (s == SEA_OK) s = write_clauses(&check->claim, &check->verdict, &p->told, err);
    if (s != SEA_OK) return s;
    if (p->told.length != p->made.clauses.length || memcmp(p->told.data, p->made.clauses.data, p->told.length) != 0)
        return sea_error_set(
            err, SEA_E_MISMATCH,
            "the element sets give another verdict once written as OMM CSV: no bundle is written; please "
            "report this with the element sets");
    return SEA_OK;
}

sea_status sea_check_bundle(sea_job_context *context, const sea_check *check, const char *folder,
                            const sea_bundle_key *key, sea_error *err)
{
    parts p = {0};
    sea_status s = make_parts(context, check, &p, err);
    if (s == SEA_OK) {
        const sea_bundle_file outputs[] = {
            {sea_check_review_name, p.made.review.data, p.made.review.length},
            {sea_check_clauses_name, p.made.clauses.data, p.made.clauses.length},
            {sea_check_verdict_name, p.made.verdict.data, p.made.verdict.length},
            {sea_bundle_provenance_name, p.made.provenance.data, p.made.provenance.length},
            {sea_bundle_crate_name, p.made.crate.data, p.made.crate.length},
        };
        sea_bundle_file files[sizeof p.inputs / sizeof p.inputs[0] + sizeof outputs / sizeof outputs[0]];
        memcpy(files, p.inputs, p.input_count * sizeof files[0]);
        memcpy(files + p.input_count, outputs, sizeof outputs);
        const sea_bundle bundle = {
            .record = p.record.data, .files = files, .file_count = p.input_count + sizeof outputs / sizeof outputs[0]};
        char statement[65];
        s = sea_bundle_write(folder, &bundle, key, err);
        if (s == SEA_OK) s = sea_check_log(context, folder, key ? key->public_key : NULL, statement, err);
        if (s == SEA_OK && p.withheld.length > 0)
            sea_job_note(context,
                         "element sets of space-track, which may not be passed on, stand in %s by digest and "
                         "query: who verifies fetches them and says --input FILE",
                         sea_check_withheld_name);
        if (s == SEA_OK) sea_job_note(context, "bundle written: %s; check it with: starsea verify %s", folder, folder);
    }
    free_parts(&p);
    return s;
}
