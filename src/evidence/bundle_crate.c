/*
 * What a bundle is to those who do not know Starsea: RO-Crate 1.1 metadata, and its lineage as W3C PROV-JSON.
 *
 * Both follow from record and files alone. RO-Crate asks for a date of publication: here it is that of the statement
 * judged, as a clock would make the same evidence differ from run to run.
 */
#include "evidence/bundle.h"
#include "base/error.h"

#include <string.h>

/* What both documents say of a bundle: the files below inputs/ and outputs/, ordered. */
typedef struct bundle_about {
    const char *title, *date, *starsea, *job;
    const sea_bundle_file *files;
    size_t file_count;
} bundle_about;

static void put(sea_json_writer *w, const char *key, const char *text)
{
    sea_json_key(w, key);
    sea_json_put_string(w, text);
}

static void put_ref(sea_json_writer *w, const char *key, const char *id)
{
    sea_json_key(w, key);
    sea_json_begin_object(w);
    put(w, "@id", id);
    sea_json_end_object(w);
}

static bool is_output(const sea_bundle_file *file)
{
    return strncmp(file->path, "outputs/", 8) == 0;
}

static const char *media_type(const char *path)
{
    const char *dot = strrchr(path, '.');
    if (dot && strcmp(dot, ".json") == 0) return "application/json";
    if (dot && strcmp(dot, ".csv") == 0) return "text/csv";
    return "text/plain";
}

/* ---- RO-Crate ---- */

static void put_descriptor(sea_json_writer *w)
{
    sea_json_begin_object(w);
    put(w, "@id", "ro-crate-metadata.json");
    put(w, "@type", "CreativeWork");
    put_ref(w, "conformsTo", "https://w3id.org/ro/crate/1.1");
    put_ref(w, "about", "./");
    sea_json_end_object(w);
}

static void put_refs(sea_json_writer *w, const char *key, const bundle_about *about, int outputs)
{
    sea_json_key(w, key);
    sea_json_begin_array(w);
    for (size_t i = 0; i < about->file_count; i++) {
        if (outputs >= 0 && is_output(&about->files[i]) != (outputs == 1)) continue;
        sea_json_begin_object(w);
        put(w, "@id", about->files[i].path);
        sea_json_end_object(w);
    }
    sea_json_end_array(w);
}

static void put_root(sea_json_writer *w, const bundle_about *about)
{
    sea_json_begin_object(w);
    put(w, "@id", "./");
    put(w, "@type", "Dataset");
    put(w, "name", about->title);
    put(w, "description",
        "A public statement judged by element sets: what went in, what was done, what came out. "
        "`starsea verify` runs it again and compares bytes.");
    put(w, "datePublished", about->date);
    put(w, "license", "The wording of the verdict: Apache-2.0. Inputs keep the terms of their sources.");
    put_refs(w, "hasPart", about, -1);
    put_ref(w, "mentions", "#run");
    sea_json_end_object(w);
}

static void put_file(sea_json_writer *w, const sea_bundle_file *file)
{
    char hex[65];
    sea_bundle_digest(file->bytes, file->length, hex);
    sea_json_begin_object(w);
    put(w, "@id", file->path);
    put(w, "@type", "File");
    put(w, "encodingFormat", media_type(file->path));
    sea_json_key(w, "contentSize");
    sea_json_put_integer(w, (int64_t)file->length);
    put(w, "sha256", hex);
    sea_json_end_object(w);
}

static void put_action(sea_json_writer *w, const bundle_about *about)
{
    sea_json_begin_object(w);
    put(w, "@id", "#run");
    put(w, "@type", "CreateAction");
    put(w, "name", about->job);
    put_ref(w, "instrument", "#starsea");
    put_refs(w, "object", about, 0);
    put_refs(w, "result", about, 1);
    sea_json_end_object(w);
    sea_json_begin_object(w);
    put(w, "@id", "#starsea");
    put(w, "@type", "SoftwareApplication");
    put(w, "name", "Starsea");
    put(w, "version", about->starsea);
    sea_json_end_object(w);
}

static void put_crate(const bundle_about *about, sea_buffer *out)
{
    sea_json_writer w = sea_json_writer_init(out, 2);
    sea_json_begin_object(&w);
    put(&w, "@context", "https://w3id.org/ro/crate/1.1/context");
    sea_json_key(&w, "@graph");
    sea_json_begin_array(&w);
    put_descriptor(&w);
    put_root(&w, about);
    for (size_t i = 0; i < about->file_count; i++) put_file(&w, &about->files[i]);
    put_action(&w, about);
    sea_json_end_array(&w);
    sea_json_end_object(&w);
    sea_buffer_add_text(out, "\n");
}

/* ---- PROV ---- */

static void put_entity(sea_json_writer *w, const sea_bundle_file *file)
{
    char hex[65];
    sea_bundle_digest(file->bytes, file->length, hex);
    sea_json_key(w, file->path);
    sea_json_begin_object(w);
    put(w, "sea:sha256", hex);
    sea_json_end_object(w);
}

/* The files that were given, of which the bundle holds what was used: by name and digest. */
static void put_originals(sea_json_writer *w, const sea_json *inputs)
{
    for (size_t i = 0; i < sea_json_count(inputs); i++) {
        const sea_json *input = sea_json_at(inputs, i);
        const char *sha256 = sea_json_string(sea_json_get(input, "sha256"));
        sea_buffer id = {0};
        sea_buffer_add_format(&id, "sea:given/%zu", i + 1);
        if (id.failed) w->out->failed = true;
        sea_json_key(w, id.data ? id.data : "");
        sea_json_begin_object(w);
        put(w, "prov:label", sea_json_string(sea_json_get(input, "name")));
        put(w, "sea:kind", sea_json_string(sea_json_get(input, "kind")));
        put(w, "sea:sha256", sha256);
        sea_json_end_object(w);
        sea_buffer_free(&id);
    }
}

static void put_relation(sea_json_writer *w, size_t number, const char *a, const char *of_a, const char *b,
                         const char *of_b)
{
    sea_buffer id = {0};
    sea_buffer_add_format(&id, "_:%zu", number);
    if (id.failed) w->out->failed = true;
    sea_json_key(w, id.data ? id.data : "");
    sea_json_begin_object(w);
    put(w, a, of_a);
    put(w, b, of_b);
    sea_json_end_object(w);
    sea_buffer_free(&id);
}

static void put_relations(sea_json_writer *w, const bundle_about *about)
{
    size_t number = 0;
    sea_json_key(w, "used");
    sea_json_begin_object(w);
    for (size_t i = 0; i < about->file_count; i++)
        if (!is_output(&about->files[i]))
            put_relation(w, ++number, "prov:activity", "sea:run", "prov:entity", about->files[i].path);
    sea_json_end_object(w);
    sea_json_key(w, "wasGeneratedBy");
    sea_json_begin_object(w);
    for (size_t i = 0; i < about->file_count; i++)
        if (is_output(&about->files[i]))
            put_relation(w, ++number, "prov:entity", about->files[i].path, "prov:activity", "sea:run");
    sea_json_end_object(w);
    sea_json_key(w, "wasAssociatedWith");
    sea_json_begin_object(w);
    put_relation(w, ++number, "prov:activity", "sea:run", "prov:agent", "sea:starsea");
    sea_json_end_object(w);
}

static void put_provenance(const bundle_about *about, const sea_json *record, sea_buffer *out)
{
    sea_json_writer w = sea_json_writer_init(out, 2);
    sea_json_begin_object(&w);
    sea_json_key(&w, "prefix");
    sea_json_begin_object(&w);
    put(&w, "default", "./");
    put(&w, "sea", "urn:starsea:");
    sea_json_end_object(&w);
    sea_json_key(&w, "entity");
    sea_json_begin_object(&w);
    for (size_t i = 0; i < about->file_count; i++) put_entity(&w, &about->files[i]);
    put_originals(&w, sea_json_get(record, "inputs"));
    sea_json_end_object(&w);
    sea_json_key(&w, "activity");
    sea_json_begin_object(&w);
    sea_json_key(&w, "sea:run");
    sea_json_begin_object(&w);
    put(&w, "sea:job", about->job);
    sea_json_key(&w, "sea:options");
    sea_json_put(&w, sea_json_get(record, "options"));
    sea_json_end_object(&w);
    sea_json_end_object(&w);
    sea_json_key(&w, "agent");
    sea_json_begin_object(&w);
    sea_json_key(&w, "sea:starsea");
    sea_json_begin_object(&w);
    put(&w, "prov:type", "prov:SoftwareAgent");
    put(&w, "sea:version", about->starsea);
    sea_json_end_object(&w);
    sea_json_end_object(&w);
    put_relations(&w, about);
    sea_json_end_object(&w);
    sea_buffer_add_text(out, "\n");
}

sea_status sea_bundle_describe(const char *record_text, const char *title, const char *date,
                               const sea_bundle_file *files, size_t file_count, sea_buffer *provenance,
                               sea_buffer *crate, sea_error *err)
{
    sea_json *record = NULL;
    bundle_about about = {.title = title, .date = date, .files = files, .file_count = file_count};
    sea_status status = sea_json_parse(record_text, strlen(record_text), &record, err);
    if (status == SEA_OK) status = sea_bundle_record_read(record, &about.starsea, &about.job, err);
    if (status == SEA_OK) {
        put_provenance(&about, record, provenance);
        put_crate(&about, crate);
        if (provenance->failed || crate->failed) status = sea_error_set(err, SEA_E_MEMORY, "out of memory");
    }
    sea_json_free(record);
    return status;
}
