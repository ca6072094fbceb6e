/* Element sets, and messages as they are, in another spelling. */
#include "jobs/job.h"
#include "base/error.h"

#include <starsea/cdm.h>
#include <starsea/ndm.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TO_CSV, TO_JSON, TO_KVN, TO_XML, TO_TLE, TO_3LE, TO_MESSAGE_KVN, TO_MESSAGE_XML, TO_MESSAGE_JSON };

static const char *const spellings[] = {"omm-csv", "omm-json", "omm-kvn", "omm-xml", "tle",
                                        "3le",     "kvn",      "xml",     "json",    NULL};

static const sea_job_option options[] = {
    {.name = "to",
     .type = SEA_OPTION_CHOICE,
     .choices = spellings,
     .required = true,
     .help =
         "the spelling wanted; kvn and xml are for a message (OEM, OPM, OMM, CDM), whose words are kept as they are, "
         "json for a conjunction message (CDM)"},
    SEA_JOB_OPTIONS_HISTORY,
    SEA_JOB_OPTION_KNOWN_AT,
};

/* What sets of a file say and this spelling has no place for. */
typedef struct omissions {
    const char *file;
    uint64_t sets, line; /* of the first */
    size_t count;
    bool more;
    char keys[12][48];
} omissions;

typedef struct converting {
    sea_job_context *context;
    int to;
    sea_gp_envelope around;
    const sea_job_value *id, *start, *end;
    uint64_t written, left_out, restricted;
    sea_tai newest; /* epoch of the sets of files */
    sea_job_teller teller;
    sea_gp_extras *extras; /* of the record under way; NULL for sets of a store */
    char *text;            /* of one set */
    size_t room;
    omissions omitted;
    const char *file; /* of the set under way */
    uint64_t line;
    sea_error *err;
} converting;

static const struct {
    sea_severity severity;
    const char *rule, *text, *advice;
} rules[] = {{SEA_SEVERITY_ERROR, "E_TLE_RANGE",
              "does not fit into a TLE, and is left out: its number is above 339,999, "
              "or a value or its theory has no place in the columns",
              "write OMM: --to omm-csv"},
             {SEA_SEVERITY_WARNING, "W_TLE_ROUNDED",
              "a value has more digits than the columns of a TLE, and is rounded", "write OMM to keep every digit"},
             {SEA_SEVERITY_WARNING, "W_TLE_CUT",
              "the designator is left out, or a counter is reduced to its last digits", "write OMM to keep them"},
             {SEA_SEVERITY_WARNING, "W_OMM_WORDS",
              "a character of a text has no place in this spelling: a ? stands there", "write --to omm-json"},
             {SEA_SEVERITY_WARNING, "W_OMM_THEORY",
              "the theory is not SGP4 and its name is not known: OTHER stands there",
              "convert the file the set came in"}};
enum { RANGE, ROUNDED, CUT, WORDS, THEORY };

static void tell(converting *c, int rule, const sea_gp *gp)
{
    char epoch[SEA_TAI_TEXT_MAX] = "", text[300];
    sea_tai_format(gp->epoch, 0, epoch);
    snprintf(text, sizeof text, "object %u, epoch %s: %s", gp->norad_cat_id, epoch, rules[rule].text);
    const sea_diagnostic d = {.severity = rules[rule].severity,
                              .rule = rules[rule].rule,
                              .file = c->file,
                              .line = c->line,
                              .text = text,
                              .advice = rules[rule].advice};
    (void)sea_job_tell(&c->teller, &d);
}

/* ---- what is left out ---- */

/* Notes a keyword; always true. */
static bool omit(omissions *o, const char *key)
{
    for (size_t i = 0; i < o->count; i++)
        if (strncmp(o->keys[i], key, sizeof o->keys[i] - 1) == 0) return true;
    if (o->count == sizeof o->keys / sizeof o->keys[0])
        o->more = true;
    else
        snprintf(o->keys[o->count++], sizeof o->keys[0], "%s", key);
    return true;
}

/* Tells them once a file. */
static void tell_omissions(converting *c)
{
    omissions *o = &c->omitted;
    sea_buffer text = {0};
    if (o->sets > 0) {
        sea_buffer_add_format(&text, "what %llu sets say beside their elements has no place in this spelling:",
                              (unsigned long long)o->sets);
        for (size_t i = 0; i < o->count; i++) {
            sea_buffer_add_text(&text, i > 0 ? ", " : " ");
            sea_buffer_add_terminal(&text, o->keys[i]);
        }
        if (o->more) sea_buffer_add_text(&text, " and more");
        const sea_diagnostic d = {.severity = SEA_SEVERITY_WARNING,
                                  .rule = "W_LEFT_OUT",
                                  .file = o->file,
                                  .line = o->line,
                                  .text = text.failed ? "some keywords have no place in this spelling" : text.data,
                                  .advice = "write --to omm-json, omm-kvn or omm-xml"};
        (void)sea_job_tell(&c->teller, &d);
    }
    sea_buffer_free(&text);
    *o = (omissions){0};
}

static void note_omissions(converting *c, const sea_gp *gp)
{
    static const sea_gp_format formats[] = {
        [TO_CSV] = SEA_GP_OMM_CSV, [TO_JSON] = SEA_GP_OMM_JSON, [TO_KVN] = SEA_GP_OMM_KVN,
        [TO_XML] = SEA_GP_OMM_XML, [TO_TLE] = SEA_GP_TLE,       [TO_3LE] = SEA_GP_TLE};
    omissions *o = &c->omitted;
    bool more = false;
    if (o->file != c->file) {
        tell_omissions(c);
        *o = (omissions){.file = c->file, .line = c->line};
    }
    bool tle = formats[c->to] == SEA_GP_TLE;
    if (tle && gp->creation_date.ns != SEA_TAI_NONE.ns) more = omit(o, "CREATION_DATE");
    if (tle && gp->caveats & SEA_GP_CAVEAT_DERIVED) more = omit(o, "DATA_SOURCE");
    for (size_t i = 0; c->extras && i < sea_gp_extras_count(c->extras); i++) {
        if (sea_gp_extras_fits(c->extras, i, formats[c->to])) continue;
        more = omit(o, sea_gp_extras_key(c->extras, i));
    }
    if (c->extras && sea_gp_extras_dropped(c->extras) > 0)
        more = omit(o, "words that stand twice, or beyond a thousand");
    if (more && o->sets++ == 0) o->line = c->line;
}

/* ---- one set ---- */

static sea_status put(converting *c, const char *text, size_t length)
{
    return sea_job_write(c->context, text, length, c->err);
}

/* The name as a line of its own, which must not end inside it. */
static size_t format_name(converting *c, const sea_gp *gp, char *out)
{
    bool odd = false;
    if (c->to == TO_TLE) return 0;
    size_t length = strlen(strcpy(out + 2, gp->object_name)) + 2;
    memcpy(out, "0 ", 2);
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)out[i] >= ' ') continue;
        out[i] = '?';
        odd = true;
    }
    if (odd) tell(c, WORDS, gp);
    out[length++] = '\n';
    return length;
}

static sea_status put_tle(converting *c, const sea_gp *gp)
{
    char text[sizeof gp->object_name + 4 + 2 * SEA_GP_TLE_LINE_MAX], second[SEA_GP_TLE_LINE_MAX];
    uint32_t losses = 0;
    size_t length = format_name(c, gp, text);
    if (sea_gp_format_tle(gp, text + length, second, &losses) != SEA_OK) {
        tell(c, RANGE, gp);
        c->left_out++;
        sea_job_mark_partly(c->context);
        return SEA_OK;
    }
    if (losses & SEA_GP_TLE_ROUNDED) tell(c, ROUNDED, gp);
    if (losses & SEA_GP_TLE_CUT) tell(c, CUT, gp);
    strcat(strcat(strcat(text + length, "\n"), second), "\n");
    c->written++;
    return put(c, text, strlen(text));
}

static sea_status put_omm(converting *c, const sea_gp *gp)
{
    static const sea_gp_format formats[] = {SEA_GP_OMM_CSV, SEA_GP_OMM_JSON, SEA_GP_OMM_KVN, SEA_GP_OMM_XML};
    uint32_t losses = 0;
    c->around = sea_gp_omm_envelope(formats[c->to]);
    const char *before = c->written == 0 ? c->around.before : c->around.between;
    size_t length = sea_gp_format_omm(gp, c->extras, formats[c->to], c->text, c->room, &losses);
    if (length >= c->room) {
        char *grown = realloc(c->text, 2 * length);
        if (!grown) return sea_error_set(c->err, SEA_E_MEMORY, "out of memory");
        c->text = grown;
        c->room = 2 * length;
        length = sea_gp_format_omm(gp, c->extras, formats[c->to], c->text, c->room, &losses);
    }
    if (losses & SEA_GP_OMM_WORDS) tell(c, WORDS, gp);
    if (losses & SEA_GP_OMM_THEORY) tell(c, THEORY, gp);
    c->written++;
    sea_status s = put(c, before, strlen(before));
    return s == SEA_OK ? put(c, c->text, length) : s;
}

static sea_status convert(converting *c, const sea_gp *gp)
{
    note_omissions(c, gp);
    c->restricted += (gp->caveats & SEA_GP_CAVEAT_RESTRICTED) != 0;
    return c->to == TO_TLE || c->to == TO_3LE ? put_tle(c, gp) : put_omm(c, gp);
}

/* ---- where the sets come from ---- */

static int compare_ids(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static sea_status take_record(void *payload, const sea_gp *gp, const sea_gp_origin *origin)
{
    converting *c = payload;
    if (c->id->given && !bsearch(&gp->norad_cat_id, c->id->ids, c->id->id_count, sizeof *c->id->ids, compare_ids))
        return SEA_OK;
    if (c->start->given && gp->epoch.ns < c->start->utc.ns) return SEA_OK;
    if (c->end->given && gp->epoch.ns > c->end->utc.ns) return SEA_OK;
    c->file = origin->file;
    c->line = origin->line;
    if (c->newest.ns == SEA_TAI_NONE.ns || gp->epoch.ns > c->newest.ns) c->newest = gp->epoch;
    if (sea_gp_extras_read(c->extras, origin) == SEA_E_MEMORY)
        return sea_error_set(c->err, SEA_E_MEMORY, "out of memory");
    return convert(c, gp);
}

/* Files keep their order, and what they repeat: one set in, one set out. */
static sea_status convert_files(converting *c)
{
    sea_error failure = {0};
    c->extras = sea_gp_extras_new();
    if (!c->extras) return sea_error_set(c->err, SEA_E_MEMORY, "out of memory");
    sea_status s = sea_job_read_files(c->context, 0, take_record, c, &failure);
    sea_gp_extras_free(c->extras);
    c->extras = NULL;
    if (s == SEA_OK && c->newest.ns != SEA_TAI_NONE.ns)
        sea_job_tell_age(c->context, "newest element set", c->newest, SEA_TAI_NONE);
    if (s != SEA_OK && c->err && c->err->code == SEA_OK) *c->err = failure;
    return s;
}

static sea_status convert_store(converting *c, const char *path)
{
    sea_gp_history history;
    sea_status s = sea_job_history(c->context, &history, c->err);
    if (s == SEA_OK)
        sea_job_note(c->context,
                     "a store gives element sets alone: what OMM files say beside them (originator, comments, "
                     "mass, covariance) is in the files");
    c->file = path;
    for (size_t i = 0; i < history.count && s == SEA_OK; i++) {
        c->line = i + 1;
        s = convert(c, &history.gps[i]);
    }
    sea_gp_history_free(&history);
    return s;
}

static sea_status convert_sets(converting *c)
{
    bool files = false;
    sea_status s = sea_job_files_or_store(c->context, 0, &files, c->err);
    if (s == SEA_OK) s = files ? convert_files(c) : convert_store(c, sea_job_value_of(c->context, "store")->text);
    tell_omissions(c);
    sea_job_tell_end(&c->teller, c->file ? c->file : "");
    free(c->text);
    if (s != SEA_OK) return s;
    if (c->written == 0)
        return sea_error_set(c->err, SEA_E_NOT_FOUND, "no element set is left to write%s",
                             c->left_out > 0 ? ": none fits into a TLE; write OMM" : "");
    sea_job_note(c->context, "%llu element sets written as %s, %llu left out", (unsigned long long)c->written,
                 spellings[c->to], (unsigned long long)c->left_out);
    if (c->restricted > 0)
        sea_job_warn(c->context, "element sets whose publisher's terms forbid passing them on: %llu",
                     (unsigned long long)c->restricted);
    return c->around.after ? put(c, c->around.after, strlen(c->around.after)) : SEA_OK;
}

/* ---- messages ---- */

/* What has no document of keywords: a conjunction message in JSON, read as values. */
static sea_status rewrite_values(converting *c, const sea_buffer *in, sea_ndm_format format, char **text,
                                 size_t *length)
{
    sea_cdm cdm;
    sea_status s = sea_cdm_read_bytes(in->data, in->length, c->file, sea_job_tell, &c->teller, &cdm, c->err);
    return s == SEA_OK ? sea_cdm_write(&cdm, 0, format, text, length, c->err) : s;
}

static sea_status rewrite(converting *c, const sea_buffer *in, sea_ndm_format format, char **text, size_t *length)
{
    sea_ndm *document = NULL;
    size_t at = strspn(in->data, " \t\r\n\xef\xbb\xbf");
    if (in->data[at] == '{') return rewrite_values(c, in, format, text, length);
    sea_status s = sea_ndm_read_bytes(in->data, in->length, c->file, sea_job_tell, &c->teller, &document, c->err);
    if (s == SEA_OK) {
        sea_job_note(c->context, "%s: %zu messages, the first is %s", c->file, sea_ndm_count(document),
                     sea_ndm_type_name(sea_ndm_type_of(document)));
        s = sea_ndm_write(document, format, text, length, c->err);
    }
    sea_ndm_free(document);
    return s;
}

static sea_status convert_message(converting *c)
{
    sea_buffer in = {0};
    char *text = NULL;
    size_t length = 0;
    if (sea_job_input_count(c->context) != 1 || sea_job_value_of(c->context, "store")->given)
        return sea_error_set(c->err, SEA_E_USAGE, "--to %s takes one file, a message; for element sets say omm-%s",
                             spellings[c->to], spellings[c->to]);
    if (c->id->given || c->start->given || c->end->given)
        return sea_error_set(c->err, SEA_E_USAGE,
                             "--id, --start and --end choose among element sets, not in a message");
    c->file = sea_job_input(c->context, 0);
    sea_status s = sea_job_read_whole(c->context, c->file, "message", "a message", &in, c->err);
    if (s != SEA_OK) return s;
    s = rewrite(c, &in, (sea_ndm_format)(c->to - TO_MESSAGE_KVN), &text, &length);
    sea_job_tell_end(&c->teller, c->file);
    if (s == SEA_OK) s = put(c, text, length);
    free(text);
    sea_buffer_free(&in);
    return s;
}

static sea_status run(sea_job_context *context, sea_error *err)
{
    sea_error unused = {0};
    converting c = {.context = context,
                    .to = (int)sea_job_value_of(context, "to")->integer,
                    .id = sea_job_value_of(context, "id"),
                    .start = sea_job_value_of(context, "start"),
                    .end = sea_job_value_of(context, "end"),
                    .newest = SEA_TAI_NONE,
                    .teller.context = context,
                    .err = err ? err : &unused};
    return c.to >= TO_MESSAGE_KVN ? convert_message(&c) : convert_sets(&c);
}

const sea_job sea_job_convert = {
    .name = "convert",
    .summary = "element sets or a message in another spelling",
    .details =
        "Element sets of any spelling become OMM (CSV, JSON, KVN, XML) or TLE, with or without name lines. Files keep "
        "their order, and what they repeat; a store gives its sets by object and epoch. OMM keeps every digit, and in "
        "JSON, KVN and XML all that a record says beside its elements: originator, comments, mass, covariance, what "
        "its "
        "writer defined (in KVN and XML as USER_DEFINED_ where it is no keyword of OMM). CSV and TLE have no columns "
        "for "
        "that, which is told once a file. TLE has no room for catalogue numbers above 339,999, and less for digits, "
        "designators and counters: what does not fit is "
        "left out with an error (exit status 3), what is rounded or cut is told with a warning.\n\n"
        "A message (OEM, OPM, OMM, CDM) becomes KVN or XML with every value, unit and comment as it was written; a "
        "conjunction message (CDM) becomes JSON too, every value a string. One in JSON is written from its values.",
    .inputs = "FILE...",
    .inputs_help = "files of element sets (TLE, 3LE, OMM in any spelling), or one message; gzip or zstd; - is standard "
                   "input",
    .example = "starsea convert catalogue.3le.gz --to omm-xml",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .run = run,
};
