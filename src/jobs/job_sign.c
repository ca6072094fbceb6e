/* A signature more on a bundle, and the line in the log that every writing and signing leaves. */
#include "jobs/job_check.h"
#include "base/os.h"
#include "evidence/bundle.h"

#include <string.h>

static const sea_job_option options[] = {
    {.name = "key", .type = SEA_OPTION_PATH, .required = true, .local = true, .help = "your secret key, of mode 0600"},
    SEA_JOB_OPTION_LOG,
};

static const sea_job_column columns[] = {
    {"FILE", SEA_COLUMN_TEXT, 0, NULL, "the bundle"},
    {"SIGNER", SEA_COLUMN_TEXT, 0, NULL, "id of the key that signed"},
    {"STATEMENT", SEA_COLUMN_TEXT, 0, NULL, "SHA-256 of what was signed: it names the bundle in a log"},
};

/* Between two signings: one that runs has a file in the folder that no manifest names. */
static sea_status read_settled(const char *folder, sea_bundle *bundle, sea_error *err)
{
    int lock = -1;
    sea_status s = sea_os_lock_folder(folder, &lock, err);
    if (s != SEA_OK) return s;
    s = sea_bundle_read(folder, NULL, NULL, bundle, err);
    sea_os_unlock(lock);
    return s;
}

sea_status sea_check_log_first(const sea_job_context *context, const char *folder, sea_error *err)
{
    const sea_job_value *log = sea_job_value_of(context, "log");
    if (!log->given) return SEA_OK;
    sea_status s = sea_bundle_refuse_inside(log->text, folder, err);
    return s == SEA_OK ? sea_bundle_log_check(log->text, err) : s;
}

sea_status sea_check_log(sea_job_context *context, const char *folder, const uint8_t *signer, char statement_sha256[65],
                         sea_error *err)
{
    sea_bundle bundle = {0};
    sea_status s = read_settled(folder, &bundle, err);
    if (s != SEA_OK) return s;
    memcpy(statement_sha256, bundle.statement_sha256, sizeof bundle.statement_sha256);
    sea_bundle_free(&bundle);
    const sea_job_value *log = sea_job_value_of(context, "log");
    if (!log->given) return SEA_OK;
    size_t torn = 0;
    s = sea_bundle_log_append(log->text, statement_sha256, signer, sea_job_now(), &torn, err);
    if (s == SEA_OK && torn > 0)
        sea_job_warn(context, "%s: its last line had no end, as after a crash; %zu bytes of it were removed", log->text,
                     torn);
    return s;
}

/* The line of one signing. */
typedef struct line_sought {
    const char *statement, *signer;
    bool found;
} line_sought;

static sea_status seek(void *payload, const sea_bundle_log_line *line)
{
    line_sought *l = payload;
    l->found |=
        line->signer && strcmp(line->signer, l->signer) == 0 && strcmp(line->statement_sha256, l->statement) == 0;
    return SEA_OK;
}

/* Whether the log that is given lacks the line of a signature: a full disk or a kill came between the two. */
static bool log_lacks(const sea_job_context *context, const char *folder, const uint8_t *signer)
{
    const sea_job_value *log = sea_job_value_of(context, "log");
    sea_bundle bundle = {0};
    sea_bundle_log held;
    char id[SEA_BUNDLE_KEY_ID_MAX];
    if (!log->given || read_settled(folder, &bundle, NULL) != SEA_OK) return false;
    sea_bundle_key_id(signer, id);
    line_sought l = {.statement = bundle.statement_sha256, .signer = id};
    sea_status s = sea_os_exists(log->text) ? sea_bundle_log_read(log->text, seek, &l, &held, NULL) : SEA_OK;
    sea_bundle_free(&bundle);
    return !l.found && (s == SEA_OK || s == SEA_E_MISMATCH); /* torn, or writing the line tells what is wrong */
}

static sea_status sign(sea_job_context *context, const char *folder, const sea_bundle_key *key, sea_error *err)
{
    sea_status s = sea_check_log_first(context, folder, err);
    if (s == SEA_OK) s = sea_bundle_sign(folder, key, err);
    if (s != SEA_E_CONFLICT || !log_lacks(context, folder, key->public_key)) return s;
    sea_job_note(context, "this key has signed the bundle already: the line that the log lacks is added");
    return SEA_OK;
}

static sea_status run(sea_job_context *context, sea_error *err)
{
    const char *folder = sea_job_input(context, 0);
    char statement[65], id[SEA_BUNDLE_KEY_ID_MAX];
    sea_bundle_key key;
    sea_status s = sea_bundle_key_read(sea_job_value_of(context, "key")->text, &key, err);
    if (s == SEA_OK) s = sign(context, folder, &key, err);
    if (s == SEA_OK) s = sea_check_log(context, folder, key.public_key, statement, err);
    sea_bundle_key_id(key.public_key, id);
    sea_bundle_key_wipe(&key);
    if (s != SEA_OK) return s;
    const sea_cell cells[] = {sea_cell_text(folder), sea_cell_text(id), sea_cell_text(statement)};
    return sea_job_row(context, cells, err);
}

const sea_job sea_job_sign = {
    .name = "sign",
    .summary = "put your signature on a bundle, beside those of others",
    .details =
        "Checks every digest, then adds a signature to signatures.intoto.jsonl in the folder: an in-toto Statement "
        "(v1) "
        "whose subjects are all other files, in a DSSE envelope, Ed25519. What a signature says is: the holder of this "
        "key had these bytes. Run `starsea verify` first if yours is to say more.",
    .inputs = "DIR",
    .inputs_help = "folder of a bundle",
    .inputs_min = 1,
    .inputs_max = 1,
    .example = "starsea sign bundle --key analyst.key --log evidence.log",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .columns = columns,
    .column_count = sizeof columns / sizeof columns[0],
    .flags = SEA_JOB_WRITES_FILES | SEA_JOB_LOCAL,
    .run = run,
};
