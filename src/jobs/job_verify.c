/* A bundle checked: every digest and signature, then the recorded job run again, its output compared byte for byte. */
#include "jobs/job_check.h"
#include "evidence/bundle.h"

#include <stdlib.h>
#include <string.h>

static const sea_job_option options[] = {
    {.name = "trust",
     .type = SEA_OPTION_PATH,
     .local = true,
     .help = "public keys (PEM, one or more in the file): one of them must have signed"},
    {.name = "log",
     .type = SEA_OPTION_PATH,
     .local = true,
     .help = "check every line of this log, and that the bundle stands in it"},
    SEA_JOB_OPTION_INPUT,
};

static const sea_job_column columns[] = {
    {"FILE", SEA_COLUMN_TEXT, 0, NULL, "file of the bundle, or the log; the last row, BUNDLE, is the outcome"},
    {"CHECK", SEA_COLUMN_TEXT, 0, NULL,
     "digest: bytes against the manifest; input: what the bundle may not hold; signature: the key that signed; rerun: "
     "bytes against a new run; log: its "
     "lines"},
    {"STATUS", SEA_COLUMN_TEXT, 0, NULL,
     "OK, MISMATCH, MISSING, UNLISTED, NOT_INCLUDED; of a signature TRUSTED, or SIGNED by a key that --trust does not "
     "hold; VERIFIED, "
     "FAILED or INCOMPLETE in the last row"},
    {"DETAIL", SEA_COLUMN_TEXT, 0, NULL, "what is wrong; of a signature its key and the name --trust has for it"},
};

typedef struct verifying {
    sea_job_context *context;
    sea_status failure; /* of writing rows */
    uint64_t differing;
    bool incomplete;         /* an input is not included, so that the job was not run */
    sea_bundle_key *trusted; /* from option `trust`, trusted_count of them */
    size_t trusted_count;
    uint64_t signatures, trusted_signatures; /* that agree */
    char statement[65];                      /* of the bundle, for the log; "" where it could not be read */
    uint64_t log_line;                       /* the first with that statement, 0 = none */
    sea_error *err;
} verifying;

static void put_row(verifying *v, const char *file, const char *check, const char *status, const char *detail)
{
    if (v->failure != SEA_OK) return;
    const sea_cell cells[] = {sea_cell_text(file), sea_cell_text(check), sea_cell_text(status),
                              sea_cell_text(detail[0] ? detail : NULL)};
    v->failure = sea_job_row(v->context, cells, v->err);
}

static void note_signature(verifying *v, const uint8_t *signer)
{
    char id[SEA_BUNDLE_KEY_ID_MAX];
    const sea_bundle_key *known = NULL;
    sea_buffer text = {0};
    sea_bundle_key_id(signer, id);
    for (size_t i = 0; i < v->trusted_count && !known; i++)
        if (memcmp(v->trusted[i].public_key, signer, SEA_BUNDLE_KEY_SIZE) == 0) known = &v->trusted[i];
    sea_buffer_add_format(&text, "%s%s%s", id, known && known->name[0] ? " " : "", known ? known->name : "");
    v->signatures++;
    v->trusted_signatures += known != NULL;
    put_row(v, sea_bundle_signatures_name, "signature", known ? "TRUSTED" : "SIGNED", text.failed ? id : text.data);
    sea_buffer_free(&text);
}

static void note_finding(void *payload, const sea_bundle_finding *finding)
{
    verifying *v = payload;
    if (finding->signer && finding->status == SEA_OK) {
        note_signature(v, finding->signer);
        return;
    }
    const char *status = "OK";
    if (finding->status == SEA_E_NOT_FOUND)
        status = "MISSING";
    else if (finding->status == SEA_E_CONFLICT)
        status = "UNLISTED";
    else if (finding->status != SEA_OK)
        status = "MISMATCH";
    v->differing += finding->status != SEA_OK;
    put_row(v, finding->path, strcmp(finding->path, sea_bundle_signatures_name) == 0 ? "signature" : "digest", status,
            finding->text);
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

/* Without what may not be passed on the job cannot be run: the rows say how to get it. */
static void tell_withheld(verifying *v, const sea_check_withheld *withheld)
{
    const sea_job_value *input = sea_job_value_of(v->context, "input");
    sea_buffer text = {0};
    sea_buffer_add_format(&text, "input not included: fetch by %s, or give --input FILE", withheld->query);
    if (!input->given) {
        put_row(v, sea_check_withheld_name, "input", "NOT_INCLUDED", text.failed ? "input not included" : text.data);
        v->incomplete = true;
    }
    for (size_t i = 0; input->given && i < withheld->count; i++) {
        const sea_check_withheld_set *set = &withheld->sets[i];
        char epoch[SEA_TAI_TEXT_MAX];
        if (set->row) continue;
        sea_tai_format(set->epoch, 6, epoch);
        sea_buffer_clear(&text);
        sea_buffer_add_format(&text, "object %u, epoch %s: %s", (unsigned)set->norad_cat_id, epoch,
                              set->differs ? "this file has a set of other values" : "this file has no such set");
        v->differing++;
        put_row(v, input->text, "input", set->differs ? "MISMATCH" : "MISSING", text.failed ? "" : text.data);
    }
    sea_buffer_free(&text);
}

static sea_status compare_all(verifying *v, const sea_bundle *bundle, size_t inputs, const sea_buffer *elements,
                              sea_error *err)
{
    sea_check_made made = {0};
    sea_status s = sea_check_make(bundle->files, inputs, elements, bundle->record, &made, err);
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

static sea_status rerun_check(verifying *v, const sea_bundle *bundle, sea_error *err)
{
    /* Files are ordered by path, and inputs/ comes first. */
    size_t inputs = 0;
    while (inputs < bundle->file_count && strncmp(bundle->files[inputs].path, "inputs/", 7) == 0) inputs++;
    sea_check_withheld withheld = {0};
    sea_buffer elements = {0};
    sea_status s = sea_check_complete(v->context, bundle->files, inputs, &withheld, &elements, err);
    if (s == SEA_OK && withheld.found < withheld.count) tell_withheld(v, &withheld);
    if (s == SEA_OK && withheld.found == withheld.count) s = compare_all(v, bundle, inputs, &elements, err);
    sea_buffer_free(&elements);
    sea_check_withheld_free(&withheld);
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

/* ---- who signed, and the log ---- */

static void check_trust(verifying *v)
{
    if (v->trusted_count == 0 || v->trusted_signatures > 0) return;
    v->differing++;
    put_row(v, sea_bundle_signatures_name, "signature", "MISSING",
            v->signatures == 0 ? "nobody signed this bundle" : "no key of --trust is among those that signed");
}

static sea_status find_line(void *payload, const sea_bundle_log_line *line)
{
    verifying *v = payload;
    if (v->log_line == 0 && strcmp(line->statement_sha256, v->statement) == 0) v->log_line = line->line;
    return SEA_OK;
}

static void check_log(verifying *v)
{
    const sea_job_value *log = sea_job_value_of(v->context, "log");
    sea_bundle_log found;
    sea_error inner = {0};
    sea_buffer text = {0};
    if (!log->given || v->failure != SEA_OK) return;
    const char *status = "OK";
    sea_status s = sea_bundle_log_read(log->text, find_line, v, &found, &inner);
    if (s != SEA_OK) {
        status = s == SEA_E_NOT_FOUND ? "MISSING" : "MISMATCH";
        sea_buffer_add_text(&text, inner.text);
    } else if (v->log_line == 0) {
        status = "MISSING";
        sea_buffer_add_format(&text, "none of its %llu lines is of this bundle", (unsigned long long)found.lines);
    } else {
        sea_buffer_add_format(&text, "line %llu of %llu is of this bundle; head %s", (unsigned long long)v->log_line,
                              (unsigned long long)found.lines, found.head_sha256);
    }
    v->differing += strcmp(status, "OK") != 0;
    put_row(v, log->text, "log", status, text.failed ? "out of memory" : text.data);
    sea_buffer_free(&text);
}

/* ---- the whole ---- */

static sea_status tell_outcome(verifying *v, const char *folder, sea_error *err)
{
    const char *outcome = v->incomplete ? "INCOMPLETE" : "VERIFIED";
    put_row(v, "BUNDLE", NULL, v->differing == 0 ? outcome : "FAILED", "");
    if (v->failure != SEA_OK) return v->failure;
    if (v->differing > 0)
        return sea_error_set(err, SEA_E_MISMATCH,
                             "%.200s: not verified, %llu findings; no result in it can be relied on", folder,
                             (unsigned long long)v->differing);
    if (v->incomplete) {
        sea_job_mark_partly(v->context);
        sea_job_warn(v->context, "every digest agrees, but the job was not run again: an input is not included");
        return SEA_OK;
    }
    sea_job_note(v->context, "verified: every digest agrees, and the job gives the same bytes again; %s",
                 v->signatures == 0 ? "nobody signed it" : "the rows say who signed it");
    return SEA_OK;
}

static sea_status verify(verifying *v, const char *folder, sea_error *err)
{
    sea_bundle bundle;
    sea_error inner = {0};
    sea_status s = sea_bundle_read(folder, note_finding, v, &bundle, &inner);
    if (s == SEA_E_NOT_FOUND)
        return sea_error_set(
            err, s, "%.200s: holds no manifest.json; give a folder that `starsea check --bundle` wrote", folder);
    if (s == SEA_OK || s == SEA_E_MISMATCH) check_trust(v);
    if (s == SEA_OK) {
        memcpy(v->statement, bundle.statement_sha256, sizeof v->statement);
        s = rerun(v, &bundle, &inner);
        sea_bundle_free(&bundle);
    }
    check_log(v);
    if (v->failure != SEA_OK) return v->failure;
    if (s == SEA_OK || s == SEA_E_MISMATCH) return tell_outcome(v, folder, err);
    if (v->differing > 0) put_row(v, "BUNDLE", NULL, "FAILED", inner.text);
    return sea_error_set(err, s, "%.200s: %.280s", folder, inner.text);
}

static sea_status run(sea_job_context *context, sea_error *err)
{
    verifying v = {.context = context, .err = err};
    const sea_job_value *trust = sea_job_value_of(context, "trust");
    sea_status s = trust->given ? sea_bundle_keys_read(trust->text, &v.trusted, &v.trusted_count, err) : SEA_OK;
    if (s == SEA_OK) s = verify(&v, sea_job_input(context, 0), err);
    free(v.trusted);
    return s;
}

const sea_job sea_job_verify = {
    .name = "verify",
    .summary = "check a bundle: digests, signatures, log, then run its job again and compare bytes",
    .details =
        "Reads the manifest, compares size and SHA-256 of every file, refuses files that are not listed, links and "
        "paths "
        "that lead out; then runs the recorded job from the inputs inside the bundle and compares its output with the "
        "stored one byte for byte. Nothing outside the bundle is read but what the options name.\n\n"
        "Signatures, where there are any, are checked and their keys told. A signature shows who vouches for the "
        "bytes, "
        "to those who know whose key it is: with --trust one of those keys must have signed. Without a key digests "
        "show "
        "that the bundle is whole, not who made it.\n\n"
        "With --log every line of the log is checked against the one before, and the bundle must stand in it. Whoever "
        "can write a log can write all of it anew: keep its head, which the row tells, elsewhere.\n\n"
        "Element sets that their publisher's terms forbid to pass on stand in a bundle by digest and query alone. "
        "Without them the job cannot be run again, and the outcome is INCOMPLETE; with --input a file that holds sets "
        "of "
        "those digests takes their place.\n\n"
        "Exit status 0: verified. 1: not verified, and the rows say which file. 3: digests agree, but an input is not "
        "included.",
    .inputs = "DIR",
    .inputs_help = "folder of a bundle",
    .inputs_min = 1,
    .inputs_max = 1,
    .example = "starsea verify bundle --trust analyst.key.pub --log evidence.log",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .columns = columns,
    .column_count = sizeof columns / sizeof columns[0],
    .flags = SEA_JOB_LOCAL,
    .run = run,
};
