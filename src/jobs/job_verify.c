/* A bundle checked: every digest, then the recorded job run again, its output compared byte for byte. */
#include "jobs/job_check.h"
#include "evidence/bundle.h"

#include <string.h>

static const sea_job_column columns[] = {
    {"FILE", SEA_COLUMN_TEXT, 0, NULL, "file of the bundle; the last row, BUNDLE, is the outcome"},
    {"CHECK", SEA_COLUMN_TEXT, 0, NULL, "digest: bytes against the manifest; rerun: bytes against a new run"},
    {"STATUS", SEA_COLUMN_TEXT, 0, NULL, "OK, MISMATCH, MISSING, UNLISTED; VERIFIED or FAILED in the last row"},
    {"DETAIL", SEA_COLUMN_TEXT, 0, NULL, "what is wrong"},
};

typedef struct verifying {
    sea_job_context *context;
    sea_status failure; /* of writing rows */
    uint64_t differing;
    sea_error *err;
} verifying;

static void put_row(verifying *v, const char *file, const char *check, const char *status, const char *detail)
{
    if (v->failure != SEA_OK) return;
    const sea_cell cells[] = {sea_cell_text(file), sea_cell_text(check), sea_cell_text(status),
                              sea_cell_text(detail[0] ? detail : NULL)};
    v->failure = sea_job_row(v->context, cells, v->err);
}

static void note_finding(void *payload, const sea_bundle_finding *finding)
{
    verifying *v = payload;
    const char *status = "OK";
    if (finding->status == SEA_E_NOT_FOUND)
        status = "MISSING";
    else if (finding->status == SEA_E_CONFLICT)
        status = "UNLISTED";
    else if (finding->status != SEA_OK)
        status = "MISMATCH";
    v->differing += finding->status != SEA_OK;
    put_row(v, finding->path, "digest", status, finding->text);
}

/* Says where two outputs part: a reader can look at that byte. */
static void compare(verifying *v, const sea_bundle *bundle, const char *path, const sea_buffer *made)
{
    const sea_bundle_file *file = sea_bundle_find(bundle, path);
    if (!file) {
        v->differing++;
        put_row(v, path, "rerun", "MISSING", "the job gives this file, the bundle does not hold it");
        return;
    }
    const char *held = file->bytes;
    size_t least = file->length < made->length ? file->length : made->length, at = 0;
    while (at < least && held[at] == made->data[at]) at++;
    if (at == file->length && at == made->length) {
        put_row(v, path, "rerun", "OK", "");
        return;
    }
    sea_buffer text = {0};
    sea_buffer_add_format(&text, "differs from byte %zu on", at + 1);
    v->differing++;
    put_row(v, path, "rerun", "MISMATCH", text.failed ? "differs" : text.data);
    sea_buffer_free(&text);
}

static sea_status rerun_check(verifying *v, const sea_bundle *bundle, sea_error *err)
{
    /* Files are ordered by path, and inputs/ comes first. */
    size_t inputs = 0;
    while (inputs < bundle->file_count && strncmp(bundle->files[inputs].path, "inputs/", 7) == 0) inputs++;
    sea_check_made made = {0};
    sea_status s = sea_check_make(bundle->files, inputs, bundle->record, &made, err);
    if (s == SEA_OK) {
        compare(v, bundle, sea_check_review_name, &made.review);
        compare(v, bundle, sea_check_clauses_name, &made.clauses);
        compare(v, bundle, sea_check_verdict_name, &made.verdict);
        compare(v, bundle, sea_bundle_provenance_name, &made.provenance);
        compare(v, bundle, sea_bundle_crate_name, &made.crate);
    }
    sea_check_made_free(&made);
    return s;
}

static sea_status rerun(verifying *v, const sea_bundle *bundle, sea_error *err)
{
    if (strcmp(bundle->starsea, sea_version()) != 0)
        sea_job_warn(v->context,
                     "made by Starsea %s, run again by %s: where outputs differ, see Numerics in CHANGELOG.md",
                     bundle->starsea, sea_version());
    if (strcmp(bundle->job, sea_job_check.name) != 0)
        return sea_error_set(err, SEA_E_UNSUPPORTED, "the bundle records a job this version cannot run again: %.100s",
                             bundle->job);
    return rerun_check(v, bundle, err);
}

static sea_status run(sea_job_context *context, sea_error *err)
{
    verifying v = {.context = context, .err = err};
    sea_bundle bundle;
    const char *folder = sea_job_input(context, 0);
    sea_error inner = {0};
    sea_status s = sea_bundle_read(folder, note_finding, &v, &bundle, &inner);
    if (s == SEA_E_NOT_FOUND)
        return sea_error_set(
            err, s, "%.200s: holds no manifest.json; give a folder that `starsea check --bundle` wrote", folder);
    if (s == SEA_OK) {
        s = rerun(&v, &bundle, &inner);
        sea_bundle_free(&bundle);
    }
    if (v.failure != SEA_OK) return v.failure;
    if (s != SEA_OK && s != SEA_E_MISMATCH) {
        if (v.differing > 0) put_row(&v, "BUNDLE", NULL, "FAILED", inner.text);
        return sea_error_set(err, s, "%.200s: %.280s", folder, inner.text);
    }
    put_row(&v, "BUNDLE", NULL, v.differing == 0 ? "VERIFIED" : "FAILED", "");
    if (v.failure != SEA_OK) return v.failure;
    if (v.differing > 0)
        return sea_error_set(err, SEA_E_MISMATCH,
                             "%.200s: not verified, %llu findings; no result in it can be relied on", folder,
                             (unsigned long long)v.differing);
    sea_job_note(context, "verified: every digest agrees, and the job gives the same bytes again");
    return SEA_OK;
}

const sea_job sea_job_verify = {
    .name = "verify",
    .summary = "check a bundle: digests, then run its job again and compare bytes",
    .details =
        "Reads the manifest, compares size and SHA-256 of every file, refuses files that are not listed, links and "
        "paths "
        "that lead out; then runs the recorded job from the inputs inside the bundle and compares its output with the "
        "stored one byte for byte. Nothing outside the bundle is read.\n\n"
        "Exit status 0: verified. 1: not verified, and the rows say which file. Digests show that the bundle is whole, "
        "not "
        "who made it.",
    .inputs = "DIR",
    .inputs_help = "folder of a bundle",
    .inputs_min = 1,
    .inputs_max = 1,
    .example = "starsea verify bundle",
    .columns = columns,
    .column_count = sizeof columns / sizeof columns[0],
    .flags = SEA_JOB_LOCAL,
    .run = run,
};
