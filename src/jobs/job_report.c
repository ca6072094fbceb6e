/* One page: what came close, how complete that is, what it says of a claim. */
#include "jobs/job_check.h"
#include "base/hash.h"
#include "base/os.h"
#include "evidence/bundle.h"

#include <starsea/report.h>

#include <stdlib.h>
#include <string.h>

enum { SIGNERS_MAX = 16 /* named on a page */, PAGE_BYTES_MAX = 256 << 20 };

static const sea_job_option options[] = {
    {.name = "start",
     .type = SEA_OPTION_UTC,
     .help = "start of the window screened, needed but for a bundle; of several sets of an object the newest not after "
             "it is used"},
    SEA_JOB_OPTION_DURATION,
    SEA_JOB_OPTION_THRESHOLD,
    {.name = "claim", .type = SEA_OPTION_PATH, .help = "also judge this claim"},
    {.name = "output",
     .type = SEA_OPTION_PATH,
     .local = true,
     .help = "write the page to this file, whole or not at all, as HTML (.html, .htm) or Markdown (.md), in the place "
             "of an earlier report or of nothing; without it, HTML to standard output"},
    SEA_JOB_OPTION_THREADS,
    SEA_JOB_OPTION_STORE,
    SEA_JOB_OPTION_KNOWN_AT,
    SEA_JOB_OPTION_INPUT,
};

/* ---- the commands that make the page again ---- */

/* A word as a shell takes it. */
static void add_word(sea_buffer *out, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:,=+-@%";
    sea_buffer_add(out, " ", 1);
    if (word[0] && strspn(word, plain) == strlen(word)) {
        sea_buffer_add_text(out, word);
        return;
    }
    sea_buffer_add(out, "'", 1);
    for (; *word; word++) {
        if (*word == '\'')
            sea_buffer_add_text(out, "'\\''");
        else
            sea_buffer_add(out, word, 1);
    }
    sea_buffer_add(out, "'", 1);
}

static void add_option(sea_buffer *out, const char *name, const char *text)
{
    sea_buffer_add_format(out, " --%s", name);
    add_word(out, text);
}

static void add_inputs(const sea_job_context *context, sea_buffer *out)
{
    for (size_t i = 0; i < sea_job_input_count(context); i++) add_word(out, sea_job_input(context, i));
    const sea_job_value *store = sea_job_value_of(context, "store"), *known = sea_job_value_of(context, "known-at");
    if (store->given) add_option(out, "store", store->text);
    if (!known->given) return;
    char text[SEA_TAI_TEXT_MAX];
    sea_tai_format_exact(known->utc, text);
    add_option(out, "known-at", text);
}

static void add_report_command(const sea_job_context *context, sea_buffer *out)
{
    sea_buffer_add_text(out, "starsea report");
    add_inputs(context, out);
    static const char *const names[] = {"start", "duration", "threshold-km", "claim", "output"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const sea_job_value *value = sea_job_value_of(context, names[i]);
        sea_buffer text = {0};
        if (!value->given) continue;
        sea_job_value_format(sea_job_option_find(context->job, names[i]), value, &text);
        add_option(out, names[i], text.data ? text.data : "");
        out->failed |= text.failed;
        sea_buffer_free(&text);
    }
}

static void add_check_command(const sea_job_context *context, sea_buffer *out)
{
    sea_buffer_add_text(out, "starsea check");
    add_word(out, sea_job_value_of(context, "claim")->text);
    add_inputs(context, out);
    sea_buffer_add_text(out, " --bundle bundle");
}

/* ---- the page ---- */

static sea_status collect_sources(const sea_job_context *context, sea_report *report, sea_error *err)
{
    sea_report_source *sources = calloc(context->read_count + 1, sizeof *sources);
    if (!sources) return sea_error_set(err, SEA_E_MEMORY, "out of memory for the report");
    for (size_t i = 0; i < context->read_count; i++) {
        const sea_job_read *read = &context->reads[i];
        sources[i] = (sea_report_source){.name = read->name, .kind = read->kind, .bytes = read->bytes};
        memcpy(sources[i].sha256, read->sha256, sizeof sources[i].sha256);
    }
    report->sources = sources;
    report->source_count = context->read_count;
    return SEA_OK;
}

static bool ends_in(const char *path, const char *ending)
{
    size_t length = strlen(path), tail = strlen(ending);
    return length > tail && strcmp(path + length - tail, ending) == 0;
}

static bool is_markdown(const char *path)
{
    return ends_in(path, ".md");
}

/* Whether a text is a page as this job writes it, as HTML or as Markdown. */
static bool is_page(const char *text)
{
    if (strncmp(text, "<!doctype html>\n<html lang=\"en\">", 32) == 0)
        return strstr(text, "<meta name=\"generator\" content=\"Starsea ") != NULL;
    return strncmp(text, "# ", 2) == 0 && strstr(text, "\n## What this cannot show\n") &&
           strstr(text, "\n## How to make this again\n");
}

/* A page takes the place of an earlier page or of nothing: what else stands there is somebody's. */
static sea_status check_output(const sea_job_context *context, sea_error *err)
{
    const sea_job_value *output = sea_job_value_of(context, "output");
    if (!output->given) return SEA_OK;
    const char *path = output->text;
    if (!ends_in(path, ".html") && !ends_in(path, ".htm") && !is_markdown(path))
        return sea_error_set(err, SEA_E_USAGE, "--output: %.300s: a page ends in .html, .htm or .md", path);
    sea_status s = sea_job_check_file("output", path, err);
    if (s == SEA_OK) s = sea_os_refuse_special(path, err);
    if (s == SEA_OK) s = sea_bundle_refuse_inside(path, NULL, err);
    if (s != SEA_OK || !sea_os_exists(path)) return s;
    sea_buffer held = {0};
    s = sea_os_read_file(path, PAGE_BYTES_MAX, &held, err);
    if (s == SEA_E_RANGE || (s == SEA_OK && held.length > 0 && !is_page(held.data)))
        s = sea_error_set(err, SEA_E_CONFLICT, "--output: %.300s: holds something that is no report: name another file",
                          path);
    sea_buffer_free(&held);
    return s;
}

static sea_status write_text(sea_job_context *context, const sea_report *report, sea_error *err)
{
    char *text = NULL;
    size_t length = 0;
    const sea_job_value *output = sea_job_value_of(context, "output");
    sea_status s = output->given && is_markdown(output->text) ? sea_report_markdown(report, &text, &length, err)
                                                              : sea_report_html(report, &text, &length, err);
    if (s == SEA_OK && output->given) {
        s = sea_os_write_file(output->text, text, length, err);
        if (s == SEA_OK) sea_job_note(context, "report written: %s", output->text);
    } else if (s == SEA_OK) {
        s = sea_job_write(context, text, length, err);
    }
    free(text);
    return s;
}

static sea_status write_page(sea_job_context *context, sea_report *report, sea_error *err)
{
    static const char *const notes[] = {"Of several element sets of an object the screening uses the newest not after "
                                        "the start of its window; a clause of "
                                        "a claim uses the newest not after the start of its own."};
    sea_buffer again = {0}, check = {0};
    add_report_command(context, &again);
    if (report->claim) add_check_command(context, &check);
    if (again.failed || check.failed) return sea_error_set(err, SEA_E_MEMORY, "out of memory for the report");
    const char *commands[] = {again.data, check.data, "starsea verify bundle"};
    report->commands = commands;
    report->command_count = report->claim ? 3 : 1;
    report->notes = notes;
    report->note_count = 1;
    sea_status s = collect_sources(context, report, err);
    if (s == SEA_OK) s = write_text(context, report, err);
    free((void *)report->sources);
    sea_buffer_free(&again);
    sea_buffer_free(&check);
    return s;
}

static int pass_progress(void *payload, double part)
{
    return sea_job_progress(payload, part) == SEA_OK ? 0 : 1;
}

static sea_status screen_and_write(sea_job_context *context, const sea_gp_set *set, const sea_check *check,
                                   sea_error *err)
{
    sea_screen_options o = sea_screen_options_default();
    o.start = sea_job_value_of(context, "start")->utc;
    o.span_ns = sea_job_value_of(context, "duration")->integer;
    o.threshold_km = sea_job_value_of(context, "threshold-km")->real;
    o.threads = (uint32_t)sea_job_value_of(context, "threads")->integer;
    o.progress = pass_progress;
    o.progress_payload = context;
    sea_screen_result result = {0};
    sea_status s = sea_screen_run(set->gps, set->count, &o, &result, err);
    if (s != SEA_OK) return s;
    sea_job_note(context, "events below the threshold, objects catalogued together among them: %zu",
                 result.event_count);
    sea_report report = {.start = o.start,
                         .span_ns = o.span_ns,
                         .threshold_km = o.threshold_km,
                         .gps = set->gps,
                         .gp_count = set->count,
                         .screen = &result};
    if (check) {
        report.claim = &check->claim;
        report.verdict = &check->verdict;
        report.claim_gps = check->sets.gps;
        report.claim_gp_count = check->sets.count;
        sea_job_note(context, "verdict on the claim: %s", sea_verdict_name(check->verdict.verdict));
    }
    s = write_page(context, &report, err);
    sea_screen_result_free(&result);
    return s;
}

/* The claim reads the inputs again, for sets older than those the screening keeps; standard input cannot be. */
static sea_status refuse_standard_input(const sea_job_context *context, sea_error *err)
{
    for (size_t i = 0; i < sea_job_input_count(context); i++)
        if (strcmp(sea_job_input(context, i), "-") == 0)
            return sea_error_set(
                err, SEA_E_USAGE,
                "with --claim the element sets are read twice, so give a file or --store instead of -");
    return SEA_OK;
}

/* ---- a page about a bundle ---- */

static bool is_bundle(const sea_job_context *context)
{
    if (sea_job_input_count(context) != 1) return false;
    sea_buffer path = {0};
    sea_buffer_add_format(&path, "%s/%s", sea_job_input(context, 0), sea_bundle_manifest_name);
    bool there = !path.failed && sea_os_exists(path.data);
    sea_buffer_free(&path);
    return there;
}

/* Whether the one input may be element sets: standard input, or something that is there and no folder. */
static bool is_elements(const sea_job_context *context)
{
    const char *path = sea_job_input(context, 0);
    sea_buffer inside = {0};
    sea_buffer_add_format(&inside, "%s/.", path);
    bool folder = !inside.failed && sea_os_exists(inside.data);
    sea_buffer_free(&inside);
    return strcmp(path, "-") == 0 || (sea_os_exists(path) && !folder);
}

/* The claim of a bundle and its verdict, from all of its element sets. */
static sea_status load_check(sea_job_context *context, const sea_bundle *bundle, size_t inputs, sea_check *check,
                             sea_error *err)
{
    sea_check_withheld withheld = {0};
    sea_buffer elements = {0};
    sea_status s = sea_check_complete(context, bundle->files, inputs, &withheld, &elements, err);
    if (s == SEA_OK && withheld.found < withheld.count)
        s = sea_error_set(err, SEA_E_NOT_FOUND, "an input is not included: fetch by %.300s, and give --input FILE",
                          withheld.query);
    if (s == SEA_OK) s = sea_check_load(bundle->files, inputs, &elements, check, err);
    sea_buffer_free(&elements);
    sea_check_withheld_free(&withheld);
    return s;
}

/* Ids of the keys whose signatures agree, one after another. */
typedef struct signers {
    char ids[SIGNERS_MAX][SEA_BUNDLE_KEY_ID_MAX];
    const char *list[SIGNERS_MAX];
    size_t count;
} signers;

static void keep_signer(void *payload, const sea_bundle_finding *finding)
{
    signers *s = payload;
    if (!finding->signer || finding->status != SEA_OK || s->count == SIGNERS_MAX) return;
    sea_bundle_key_id(finding->signer, s->ids[s->count]);
    s->list[s->count] = s->ids[s->count];
    s->count++;
}

static void add_bundle_commands(const sea_job_context *context, sea_buffer *verify, sea_buffer *again)
{
    const sea_job_value *input = sea_job_value_of(context, "input"), *output = sea_job_value_of(context, "output");
    sea_buffer_add_text(verify, "starsea verify");
    sea_buffer_add_text(again, "starsea report");
    add_word(verify, sea_job_input(context, 0));
    add_word(again, sea_job_input(context, 0));
    if (input->given) add_option(verify, "input", input->text);
    if (input->given) add_option(again, "input", input->text);
    if (output->given) add_option(again, "output", output->text);
}

static sea_status write_bundle_page(sea_job_context *context, const sea_bundle *bundle, size_t inputs,
                                    const signers *by, sea_error *err)
{
    sea_check check = {0};
    sea_buffer verify = {0}, again = {0};
    sea_report_source *sources = calloc(inputs + 1, sizeof *sources);
    add_bundle_commands(context, &verify, &again);
    sea_status s = sources && !verify.failed && !again.failed
                       ? load_check(context, bundle, inputs, &check, err)
                       : sea_error_set(err, SEA_E_MEMORY, "out of memory for the report");
    for (size_t i = 0; i < inputs && s == SEA_OK; i++) {
        const sea_bundle_file *file = &bundle->files[i];
        sea_sha256 hash;
        sources[i] = (sea_report_source){.name = file->path, .kind = "bundle", .bytes = file->length};
        sea_sha256_init(&hash);
        sea_sha256_add(&hash, file->bytes, file->length);
        sea_sha256_end(&hash, sources[i].sha256);
    }
    if (s == SEA_OK) {
        const char *commands[] = {verify.data, again.data};
        const sea_report report = {.claim = &check.claim,
                                   .verdict = &check.verdict,
                                   .claim_gps = check.sets.gps,
                                   .claim_gp_count = check.sets.count,
                                   .statement_sha256 = bundle->statement_sha256,
                                   .signers = by->list,
                                   .signer_count = by->count,
                                   .sources = sources,
                                   .source_count = inputs,
                                   .commands = commands,
                                   .command_count = 2};
        s = write_text(context, &report, err);
    }
    free(sources);
    sea_buffer_free(&verify);
    sea_buffer_free(&again);
    sea_check_free(&check);
    return s;
}

/* Only a bundle whose every byte agrees with its manifest is worth a page. */
static sea_status run_bundle(sea_job_context *context, sea_error *err)
{
    sea_bundle bundle = {0};
    size_t inputs = 0;
    signers by = {0};
    sea_status s = sea_bundle_read(sea_job_input(context, 0), keep_signer, &by, &bundle, err);
    if (s != SEA_OK) return s;
    while (inputs < bundle.file_count && strncmp(bundle.files[inputs].path, "inputs/", 7) == 0) inputs++;
    s = write_bundle_page(context, &bundle, inputs, &by, err);
    sea_bundle_free(&bundle);
    return s;
}

static sea_status run(sea_job_context *context, sea_error *err)
{
    sea_status s = check_output(context, err);
    if (s != SEA_OK) return s;
    if (is_bundle(context)) return run_bundle(context, err);
    if (!sea_job_value_of(context, "start")->given && sea_job_input_count(context) == 1 && !is_elements(context))
        return sea_error_set(err, SEA_E_NOT_FOUND,
                             "%.300s: holds no manifest.json; give a folder that `starsea check --bundle` wrote, or "
                             "element sets and --start",
                             sea_job_input(context, 0));
    if (!sea_job_value_of(context, "start")->given)
        return sea_error_set(err, SEA_E_USAGE, "--start is missing: start of the window screened");
    const sea_job_value *claim = sea_job_value_of(context, "claim");
    sea_check check = {0};
    sea_gp_set set = {0};
    if (claim->given) s = refuse_standard_input(context, err);
    if (s == SEA_OK && claim->given) s = sea_check_read(context, claim->text, &check, err);
    if (s == SEA_OK) s = sea_job_elements(context, 0, sea_job_value_of(context, "start")->utc, NULL, 0, &set, err);
    if (s == SEA_OK && claim->given) s = sea_check_judge(context, 0, &check, err);
    if (s == SEA_OK) s = screen_and_write(context, &set, claim->given ? &check : NULL, err);
    sea_gp_set_free(&set);
    sea_check_free(&check);
    return s;
}

const sea_job sea_job_report = {
    .name = "report",
    .summary = "one page, HTML or Markdown: closest approaches, the age of the data, the verdict on a claim",
    .details =
        "Screens all objects against all and, with --claim, judges a claim as check does. The page needs no network "
        "and no script (as Markdown it has no plots); it says which element sets were used and how old they were, how "
        "to "
        "cite it, and names its inputs with their digests and the commands that make it again. The same "
        "inputs give the same bytes. Given the folder of a bundle instead of element sets, the page is about its "
        "claim; "
        "every byte is checked against the manifest first.",
    .inputs = "(FILE... | DIR | --store DB)",
    .inputs_help = SEA_JOB_INPUTS_ELEMENTS,
    .example = "starsea report catalogue.3le.gz --start 2026-03-10T04:00:00Z --duration 1d --threshold-km 5 --output "
               "report.html",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .flags = SEA_JOB_SLOW | SEA_JOB_WRITES_FILES | SEA_JOB_LOCAL,
    .run = run,
};
