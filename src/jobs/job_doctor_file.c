/* What a file is, by its beginning, and the reader that examines it. */
#include "jobs/job_doctor.h"
#include "base/hash.h"
#include "base/os.h"
#include "motion/gp.h"

#include <starsea/cdm.h>
#include <starsea/claim.h>
#include <starsea/ephem.h>
#include <starsea/ndm.h>
#include <starsea/object.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEAD_MAX = 4096, MEMORY_MAX = 1 << 30 };

/* The beginning of an input, unpacked. */
typedef struct head {
    char text[HEAD_MAX + 1];
    size_t length;
} head;

static bool has(const head *h, const char *word)
{
    return memmem(h->text, h->length, word, strlen(word)) != NULL;
}

static bool begins(const head *h, const char *word)
{
    size_t at = 0;
    if (h->length >= 3 && memcmp(h->text, "\xef\xbb\xbf", 3) == 0) at = 3;
    while (at < h->length && strchr(" \t\r\n", h->text[at]) && h->text[at]) at++;
    size_t length = strlen(word);
    return h->length - at >= length && memcmp(h->text + at, word, length) == 0;
}

static sea_status whole_input(sea_doctor_input *in, size_t limit, sea_buffer *out, sea_error *err)
{
    if (!in->in_memory) return sea_os_read_file(in->path, limit, out, err);
    sea_buffer_add(out, in->bytes.data, in->bytes.length);
    return out->failed ? sea_error_set(err, SEA_E_MEMORY, "out of memory") : SEA_OK;
}

/* A failure of the input, told as a finding. Its text may begin with the rule: `E_FIELD: ...`. */
static sea_status tell_failure(sea_doctor *d, const sea_error *failure)
{
    char rule[24] = "E_FORMAT";
    const char *text = failure->text, *colon = strstr(text, ": ");
    size_t length = colon ? (size_t)(colon - text) : 0;
    if (strncmp(text, "E_", 2) == 0 && length > 0 && length < sizeof rule) {
        memcpy(rule, text, length);
        rule[length] = '\0';
        text = colon + 2;
    } else if (failure->code == SEA_E_IO || failure->code == SEA_E_NOT_FOUND)
        strcpy(rule, "E_IO");
    const sea_diagnostic finding = {.severity = SEA_SEVERITY_ERROR,
                                    .rule = rule,
                                    .file = d->file,
                                    .line = failure->line ? failure->line : 1,
                                    .column = failure->column,
                                    .text = text};
    return sea_doctor_row(d, &finding, NULL);
}

static sea_status record_input(sea_doctor *d, uint64_t bytes, const uint8_t sha256[SEA_SHA256_SIZE])
{
    sea_status s = sea_job_add_input(d->context, d->file, "file", bytes, sha256);
    return s == SEA_OK ? s : sea_error_set(d->err, s, "out of memory");
}

/* ---- element sets ---- */

static sea_status keep_set(void *payload, const sea_gp *gp, const sea_gp_origin *origin)
{
    enum { SOURCE_MAX = 1000 };
    sea_doctor *d = payload;
    if (d->set.count == d->place_capacity) {
        size_t capacity = d->place_capacity ? 2 * d->place_capacity : 256;
        sea_doctor_place *grown = realloc(d->places, capacity * sizeof *grown);
        if (!grown) return SEA_E_MEMORY;
        d->places = grown;
        d->place_capacity = capacity;
    }
    size_t length = origin->source_length < SOURCE_MAX ? origin->source_length : SOURCE_MAX;
    d->places[d->set.count] = (sea_doctor_place){d->file, origin->line, d->text.length, (uint32_t)length};
    sea_buffer_add(&d->text, origin->source, length);
    return d->text.failed ? SEA_E_MEMORY : sea_gp_set_add(&d->set, gp);
}

static int compare_ids(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* How many objects gps[count] are of; 0 when memory is short, which only the account would miss. */
static size_t count_objects(const sea_gp *gps, size_t count)
{
    uint32_t *ids = malloc((count + 1) * sizeof *ids);
    size_t objects = 0;
    if (!ids) return 0;
    for (size_t i = 0; i < count; i++) ids[i] = gps[i].norad_cat_id;
    qsort(ids, count, sizeof *ids, compare_ids);
    for (size_t i = 0; i < count; i++) objects += i == 0 || ids[i] != ids[i - 1];
    free(ids);
    return objects;
}

/* `TLE: 3 element sets of 2 objects, epochs ... to ..., 1 derived from operator ephemerides (SupGP)`. */
static sea_status say_sets(sea_doctor *d, size_t first, const sea_gp_summary *summary)
{
    static const char *const names[] = {"nothing", "TLE", "OMM CSV", "OMM JSON", "OMM KVN", "OMM XML"};
    const sea_gp *gps = d->set.gps + first;
    size_t count = d->set.count - first, derived = 0;
    sea_buffer text = {0};
    unsigned format = (unsigned)summary->format;
    sea_buffer_add_format(&text, "%s: %zu element sets", format < sizeof names / sizeof *names ? names[format] : "OMM",
                          count);
    if (count > 0) {
        char from[SEA_TAI_TEXT_MAX], to[SEA_TAI_TEXT_MAX];
        sea_tai earliest = gps[0].epoch, latest = gps[0].epoch;
        for (size_t i = 0; i < count; i++) {
            if (gps[i].epoch.ns < earliest.ns) earliest = gps[i].epoch;
            if (gps[i].epoch.ns > latest.ns) latest = gps[i].epoch;
            derived += (gps[i].caveats & SEA_GP_CAVEAT_DERIVED) != 0;
        }
        sea_tai_format(earliest, 0, from);
        sea_tai_format(latest, 0, to);
        sea_buffer_add_format(&text, " of %zu objects, epochs %s to %s", count_objects(gps, count), from, to);
    }
    if (derived > 0) sea_buffer_add_format(&text, "; derived from operator ephemerides (SupGP): %zu", derived);
    sea_buffer_add_format(&text, "; %llu refused, %llu warnings", (unsigned long long)summary->refused,
                          (unsigned long long)summary->warnings);
    sea_status s = text.failed ? sea_error_set(d->err, SEA_E_MEMORY, "out of memory") : sea_doctor_say(d, text.data);
    sea_buffer_free(&text);
    return s;
}

static sea_status examine_sets(sea_doctor *d, sea_doctor_input *in)
{
    const sea_gp_sink sink = {.payload = d, .record = keep_set, .diagnostic = sea_doctor_diagnostic};
    sea_gp_summary summary = {0};
    sea_error failure = {0};
    size_t first = d->set.count;
    sea_status s = in->in_memory ? sea_gp_read_bytes(in->bytes.data, in->bytes.length, in->path, SEA_GP_AUTO, &sink,
                                                     &summary, &failure)
                                 : sea_gp_read_file(in->path, SEA_GP_AUTO, &sink, &summary, &failure);
    /* A file without any element set has got its own finding already. */
    if (s == SEA_E_IO) s = tell_failure(d, &failure);
    if (s == SEA_E_FORMAT) s = SEA_OK;
    if (s == SEA_E_MEMORY) return sea_error_set(d->err, s, "out of memory while reading %s", in->path);
    if (s == SEA_OK) s = record_input(d, summary.bytes, summary.sha256);
    return s == SEA_OK ? say_sets(d, first, &summary) : s;
}

/* ---- lists of objects ---- */

typedef struct object_tally {
    sea_doctor *d;
    uint64_t decayed, registered;
} object_tally;

static sea_status count_object(void *payload, const sea_object *object, uint64_t line, const char *source,
                               size_t source_length)
{
    object_tally *t = payload;
    (void)line, (void)source, (void)source_length;
    t->decayed += object->decay.year != 0;
    t->registered += object->un_document[0] != '\0';
    return SEA_OK;
}

static sea_status object_diagnostic(void *payload, const sea_diagnostic *finding)
{
    return sea_doctor_row(((object_tally *)payload)->d, finding, NULL);
}

static sea_status examine_objects(sea_doctor *d, sea_doctor_input *in)
{
    object_tally t = {.d = d};
    const sea_object_sink sink = {.payload = &t, .record = count_object, .diagnostic = object_diagnostic};
    sea_object_summary summary = {0};
    sea_error failure = {0};
    sea_status s = in->in_memory ? sea_object_read_bytes(in->bytes.data, in->bytes.length, in->path, SEA_OBJECT_AUTO,
                                                         &sink, &summary, &failure)
                                 : sea_object_read_file(in->path, SEA_OBJECT_AUTO, &sink, &summary, &failure);
    if (s == SEA_E_IO) s = tell_failure(d, &failure);
    if (s == SEA_E_FORMAT) s = SEA_OK;
    if (s != SEA_OK) return sea_error_set(d->err, s, "%s", failure.text);
    s = record_input(d, summary.bytes, summary.sha256);
    if (s != SEA_OK) return s;
    char text[300];
    snprintf(text, sizeof text,
             "%s: %llu objects, %llu of them no longer in orbit, %llu with a registration document; %llu refused, %llu "
             "warnings",
             summary.format == SEA_OBJECT_GCAT_TSV ? "GCAT psatcat TSV" : "SATCAT CSV",
             (unsigned long long)summary.records, (unsigned long long)t.decayed, (unsigned long long)t.registered,
             (unsigned long long)summary.refused, (unsigned long long)summary.warnings);
    return sea_doctor_say(d, text);
}

/* ---- messages and claims: one document a file ---- */

typedef sea_status (*document_fn)(sea_doctor *d, const sea_buffer *text, sea_error *failure);

static sea_status examine_document(sea_doctor *d, sea_doctor_input *in, size_t limit, document_fn read)
{
    sea_buffer text = {0};
    sea_error failure = {0};
    sea_status s = whole_input(in, limit, &text, &failure);
    if (s == SEA_OK) {
        uint8_t digest[SEA_SHA256_SIZE];
        sea_sha256 hash;
        sea_sha256_init(&hash);
        sea_sha256_add(&hash, text.data, text.length);
        sea_sha256_end(&hash, digest);
        s = record_input(d, text.length, digest);
        if (s == SEA_OK) s = read(d, &text, &failure);
        failure.code = s;
    }
    sea_buffer_free(&text);
    if (s == SEA_OK || s == SEA_E_MEMORY || s == SEA_DONE) return s;
    return tell_failure(d, &failure);
}

static sea_status read_cdm(sea_doctor *d, const sea_buffer *text, sea_error *failure)
{
    sea_cdm cdm;
    char tca[SEA_TAI_TEXT_MAX];
    sea_status s = sea_cdm_read_bytes(text->data, text->length, d->file, sea_doctor_diagnostic, d, &cdm, failure);
    if (s != SEA_OK) return s;
    sea_buffer what = {0};
    sea_tai_format(cdm.tca, 3, tca);
    sea_buffer_add_format(&what, "conjunction message (CDM): %s and %s, TCA %s%s", cdm.objects[0].designator,
                          cdm.objects[1].designator, tca,
                          cdm.objects[0].covariance && cdm.objects[1].covariance ? "" : ", without covariance");
    s = what.failed ? SEA_E_MEMORY : sea_doctor_say(d, what.data);
    sea_buffer_free(&what);
    return s;
}

static sea_status examine_cdm(sea_doctor *d, sea_doctor_input *in)
{
    return examine_document(d, in, SEA_CDM_SIZE_MAX, read_cdm);
}

static sea_status read_ephem(sea_doctor *d, const sea_buffer *text, sea_error *failure)
{
    sea_ephem *ephem = NULL;
    sea_status s = sea_ephem_read_bytes(text->data, text->length, d->file, sea_doctor_diagnostic, d, &ephem, failure);
    if (s != SEA_OK) return s;
    sea_buffer what = {0};
    size_t count = sea_ephem_segment_count(ephem), states = 0, covariances = 0;
    for (size_t i = 0; i < count; i++) {
        const sea_ephem_segment *segment = sea_ephem_segment_at(ephem, i);
        states += segment->state_count;
        covariances += segment->covariance_count;
    }
    const sea_ephem_segment *first = sea_ephem_segment_at(ephem, 0);
    sea_buffer_add_format(&what, "ephemeris (OEM): %s, %s, %zu segments, %zu states, %zu covariances",
                          first->object_name, first->frame, count, states, covariances);
    s = what.failed ? SEA_E_MEMORY : sea_doctor_say(d, what.data);
    sea_buffer_free(&what);
    sea_ephem_free(ephem);
    return s;
}

static sea_status examine_ephem(sea_doctor *d, sea_doctor_input *in)
{
    return examine_document(d, in, SEA_NDM_SIZE_MAX, read_ephem);
}

static sea_status read_opm(sea_doctor *d, const sea_buffer *text, sea_error *failure)
{
    sea_opm opm;
    sea_status s = sea_opm_read_bytes(text->data, text->length, d->file, sea_doctor_diagnostic, d, &opm, failure);
    if (s != SEA_OK) return s;
    sea_buffer what = {0};
    sea_buffer_add_format(&what, "state of an orbit (OPM): %s, %s", opm.object_name, opm.frame);
    s = what.failed ? SEA_E_MEMORY : sea_doctor_say(d, what.data);
    sea_buffer_free(&what);
    return s;
}

static sea_status examine_opm(sea_doctor *d, sea_doctor_input *in)
{
    return examine_document(d, in, SEA_NDM_SIZE_MAX, read_opm);
}

static sea_status read_claim(sea_doctor *d, const sea_buffer *text, sea_error *failure)
{
    sea_claim claim;
    sea_status s = sea_claim_parse(text->data, text->length, &claim, failure);
    if (s != SEA_OK) return s;
    sea_claim_free(&claim);
    return sea_doctor_say(d, "claim: for starsea check");
}

static sea_status examine_claim(sea_doctor *d, sea_doctor_input *in)
{
    return examine_document(d, in, SEA_CLAIM_BYTES_MAX, read_claim);
}

/* ---- what is recognised and not read ---- */

static sea_status refuse_kind(sea_doctor *d, const char *what, const char *advice)
{
    const sea_diagnostic finding = {
        .severity = SEA_SEVERITY_ERROR, .rule = "E_KIND", .file = d->file, .line = 1, .text = what, .advice = advice};
    return sea_doctor_row(d, &finding, NULL);
}

static sea_status examine_store(sea_doctor *d, sea_doctor_input *in)
{
    (void)in;
    return refuse_kind(d, "a SQLite database, perhaps a store", "look into it with starsea show --store");
}

static sea_status examine_page(sea_doctor *d, sea_doctor_input *in)
{
    (void)in;
    const sea_diagnostic finding = {.severity = SEA_SEVERITY_ERROR,
                                    .rule = "E_NOTGP",
                                    .file = d->file,
                                    .line = 1,
                                    .column = 1,
                                    .text = "a page of HTML: the answer of a server, not data",
                                    .advice = "keep what was read earlier, and see what the page says"};
    return sea_doctor_row(d, &finding, NULL);
}

/* ---- the front ---- */

static bool is_cdm(const head *h)
{
    return has(h, "CCSDS_CDM_VERS");
}

static bool is_ephem(const head *h)
{
    return has(h, "CCSDS_OEM_VERS");
}

static bool is_opm(const head *h)
{
    return has(h, "CCSDS_OPM_VERS");
}

static bool is_claim(const head *h)
{
    return begins(h, "{") && has(h, "\"starsea-claim-");
}

static bool is_objects(const head *h)
{
    return sea_object_recognise(h->text, h->length) != SEA_OBJECT_AUTO;
}

static bool is_store(const head *h)
{
    return begins(h, "SQLite format 3");
}

static bool is_page(const head *h)
{
    return begins(h, "<!DOCTYPE html") || begins(h, "<!doctype html") || begins(h, "<html") || begins(h, "<HTML");
}

/* The first that fits counts; what fits none is held to be element sets, whose reader says where it fails. */
static const struct {
    bool (*fits)(const head *h);
    sea_status (*examine)(sea_doctor *d, sea_doctor_input *in);
} kinds[] = {{is_store, examine_store},    {is_page, examine_page}, {is_cdm, examine_cdm},
             {is_ephem, examine_ephem},    {is_opm, examine_opm},   {is_claim, examine_claim},
             {is_objects, examine_objects}};

/* Errors: SEA_E_IO with a text for the finding. */
static sea_status read_head(sea_doctor_input *in, head *h, sea_error *failure)
{
    sea_gp_stream stream;
    sea_status s = in->in_memory ? sea_gp_stream_open_bytes(&stream, in->bytes.data, in->bytes.length, failure)
                                 : sea_gp_stream_open_file(&stream, in->path, failure);
    if (s != SEA_OK) return s;
    while (stream.length < HEAD_MAX && sea_gp_stream_more(&stream)) {
    }
    h->length = stream.length < HEAD_MAX ? stream.length : HEAD_MAX;
    if (h->length > 0) memcpy(h->text, stream.text, h->length);
    h->text[h->length] = '\0';
    sea_gp_stream_close(&stream);
    return SEA_OK;
}

static sea_status examine(sea_doctor *d, sea_doctor_input *in)
{
    head h;
    sea_error failure = {0};
    sea_status s = read_head(in, &h, &failure);
    if (s == SEA_E_MEMORY) return sea_error_set(d->err, s, "out of memory");
    if (s != SEA_OK) return tell_failure(d, &failure);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (kinds[i].fits(&h)) return kinds[i].examine(d, in);
    return examine_sets(d, in);
}

sea_status sea_doctor_examine(sea_doctor *d, const char *path)
{
    sea_doctor_input in = {.path = path, .in_memory = strcmp(path, "-") == 0};
    sea_error failure = {0};
    sea_status s = SEA_OK;
    d->file = path;
    d->errors = d->warnings = d->count_count = 0;
    if (in.in_memory) s = sea_os_read_file("/dev/stdin", MEMORY_MAX, &in.bytes, &failure);
    s = s == SEA_OK ? examine(d, &in) : tell_failure(d, &failure);
    sea_buffer_free(&in.bytes);
    return s;
}
