/* A key to sign bundles with. */
#include "jobs/job.h"
#include "evidence/bundle.h"

static const sea_job_option options[] = {
    {.name = "name",
     .type = SEA_OPTION_TEXT,
     .help = "stands above the key in both files; those who trust the key may put another there"},
};

static const sea_job_column columns[] = {
    {"KEY", SEA_COLUMN_TEXT, 0, NULL, "id of the key: ed25519: and the public key in hexadecimal digits"},
    {"FILE", SEA_COLUMN_TEXT, 0, NULL, "the secret key; FILE.pub is the public one, for those who verify"},
    {"NAME", SEA_COLUMN_TEXT, 0, NULL, "what was given as name"},
};

static sea_status run(sea_job_context *context, sea_error *err)
{
    sea_bundle_key key;
    const sea_job_value *given = sea_job_value_of(context, "name");
    const char *path = sea_job_input(context, 0), *name = given->given ? given->text : "";
    sea_status s = sea_bundle_refuse_inside(path, NULL, err);
    if (s == SEA_OK) s = sea_bundle_key_new(path, name, &key, err);
    if (s != SEA_OK) return s;
    char id[SEA_BUNDLE_KEY_ID_MAX];
    sea_bundle_key_id(key.public_key, id);
    sea_bundle_key_wipe(&key);
    sea_job_note(context, "keep %s to yourself; give %s.pub to those who are to know your signature", path, path);
    const sea_cell cells[] = {sea_cell_text(id), sea_cell_text(path), sea_cell_text(name[0] ? name : NULL)};
    return sea_job_row(context, cells, err);
}

const sea_job sea_job_key = {
    .name = "key",
    .summary = "make a key pair to sign bundles with",
    .details =
        "Writes FILE, the secret key, which its owner alone may read (mode 0600), and FILE.pub, the public one. "
        "Neither is ever written over. It is an Ed25519 key in the files OpenSSL uses (PKCS #8 and "
        "SubjectPublicKeyInfo as PEM): `openssl genpkey -algorithm ed25519` makes one too. The secret key is not "
        "encrypted: keep it where you keep such things.",
    .inputs = "FILE",
    .inputs_help = "the secret key to be written; nothing may be there",
    .inputs_min = 1,
    .inputs_max = 1,
    .example = "starsea key analyst.key --name \"A. Analyst\"",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .columns = columns,
    .column_count = sizeof columns / sizeof columns[0],
    .flags = SEA_JOB_WRITES_FILES | SEA_JOB_LOCAL,
    .run = run,
};
