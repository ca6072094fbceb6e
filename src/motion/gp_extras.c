/*
 * What a record of OMM says beside its element set: originator, comments, mass, covariance, what its writer defined.
 * Read from the record's source text a second time, by those who want it: most readers do not.
 */
#include "motion/gp_extras.h"
#include "base/json.h"

#include <stdlib.h>
#include <string.h>

#define OWN "USER_DEFINED_"

sea_gp_extras *sea_gp_extras_new(void)
{
    return calloc(1, sizeof(sea_gp_extras));
}

void sea_gp_extras_free(sea_gp_extras *x)
{
    if (!x) return;
    free(x->items);
    sea_buffer_free(&x->text);
    sea_buffer_free(&x->scratch);
    free(x);
}

const char *sea_gp_extra_key(const sea_gp_extras *x, const sea_gp_extra *e)
{
    return x->text.data + e->key;
}

const char *sea_gp_extra_value(const sea_gp_extras *x, const sea_gp_extra *e)
{
    return x->text.data + e->value;
}

const char *sea_gp_extras_refining(const sea_gp_extras *x, sea_gp_field field)
{
    for (size_t i = 0; x && i < x->count; i++)
        if (x->items[i].refines == field) return sea_gp_extra_value(x, &x->items[i]);
    return NULL;
}

/* ---- keeping ---- */

static size_t keep_text(sea_gp_extras *x, const char *text, size_t length)
{
    size_t at = x->text.length;
    if (length > 0) sea_buffer_add(&x->text, text, length);
    sea_buffer_add(&x->text, "", 1);
    return at;
}

static bool has_key(const sea_gp_extras *x, const char *key, size_t length)
{
    for (size_t i = 0; i < x->count; i++) {
        const char *known = sea_gp_extra_key(x, &x->items[i]);
        if (!x->items[i].comment && strncmp(known, key, length) == 0 && known[length] == '\0') return true;
    }
    return false;
}

/* What cannot be told apart, or is too much, is counted. */
static bool is_room(sea_gp_extras *x)
{
    if (x->count == SEA_GP_EXTRAS_MAX) {
        x->dropped++;
        return false;
    }
    if (x->count < x->capacity) return true;
    size_t capacity = x->capacity ? 2 * x->capacity : 32;
    sea_gp_extra *grown = realloc(x->items, capacity * sizeof *grown);
    if (!grown) {
        x->text.failed = true;
        return false;
    }
    x->items = grown;
    x->capacity = capacity;
    return true;
}

static void keep_comment(sea_gp_extras *x, sea_ndm_section section, const char *text, size_t length)
{
    if (!is_room(x)) return;
    x->items[x->count++] = (sea_gp_extra){.refines = SEA_GP_FIELD_NONE,
                                          .section = section,
                                          .comment = true,
                                          .key = keep_text(x, "COMMENT", 7),
                                          .value = keep_text(x, text, length)};
}

static void keep_item(sea_gp_extras *x, sea_gp_extra item, const char *key, size_t key_length, const char *value,
                      size_t length)
{
    if (length == 0) return;
    if (has_key(x, key, key_length) || memchr(key, '\0', key_length)) {
        x->dropped++;
        return;
    }
    if (!is_room(x)) return;
    item.key = keep_text(x, key, key_length);
    item.value = keep_text(x, value, length);
    x->items[x->count++] = item;
}

/* Whether a keyword is read into the set; of two the set keeps less than they say. */
static bool is_of_the_set(sea_gp_field field, const char *value, size_t length)
{
    if (field == SEA_GP_FIELD_THEORY) return (length == 4 || length == 8) && memcmp(value + length - 4, "SGP4", 4) == 0;
    return field != SEA_GP_FIELD_NONE && field != SEA_GP_FIELD_DATA_SOURCE;
}

/* A keyword of a spelling in which names of a writer's own stand among those of OMM. */
static void keep_pair(sea_gp_extras *x, sea_gp_extra_kind kind, const char *key, size_t key_length, const char *value,
                      size_t length)
{
    const sea_ndm_schema *omm = sea_ndm_schema_of(SEA_NDM_OMM);
    const sea_ndm_text name = {.data = key, .length = key_length};
    sea_gp_field field = key_length > 0 ? sea_gp_omm_field(key, key_length) : SEA_GP_FIELD_NONE;
    if (is_of_the_set(field, value, length) || sea_ndm_equals(&name, omm->keyword)) return;
    if (sea_ndm_equals(&name, "COMMENT")) {
        keep_comment(x, SEA_NDM_HEADER, value, length);
        return;
    }
    const sea_gp_extra item = {.field = field == SEA_GP_FIELD_NONE ? sea_ndm_field_find(omm, &name, SEA_NDM_SECTIONS, 0)
                                                                   : NULL,
                               .refines = field,
                               .kind = kind};
    keep_item(x, item, key, key_length, value, length);
}

/* ---- KVN and XML ---- */

static void take_token(void *payload, sea_ndm_reader *reader, const sea_ndm_token *t)
{
    sea_gp_extras *x = payload;
    const char *key = t->field ? t->field->name : t->key.data;
    size_t key_length = t->field ? strlen(t->field->name) : t->key.length;
    (void)reader;
    if (t->event == SEA_NDM_COMMENT) keep_comment(x, t->section, t->value.data, t->value.length);
    if (t->event != SEA_NDM_ITEM) return;
    sea_gp_extra item = {.field = t->field, .refines = SEA_GP_FIELD_NONE};
    if (t->field) item.refines = sea_gp_omm_field(key, key_length);
    if (!t->field && sea_ndm_equals(&t->key, OWN "DATA_SOURCE")) {
        item.refines = SEA_GP_FIELD_DATA_SOURCE;
        key = sea_gp_field_name(item.refines);
        key_length = strlen(key);
    }
    if (!is_of_the_set(item.refines, t->value.data, t->value.length))
        keep_item(x, item, key, key_length, t->value.data, t->value.length);
}

static void take_fault(void *payload, const sea_ndm_fault *fault)
{
    (void)payload, (void)fault; /* the record was read before: there is none */
}

static sea_status read_message(sea_gp_extras *x, const sea_gp_origin *origin)
{
    const sea_ndm_sink sink = {x, take_token, take_fault};
    return sea_ndm_read_text(origin->source, origin->source_length, &sink);
}

/* ---- JSON ---- */

static void keep_value(sea_gp_extras *x, const char *key, const sea_json *v)
{
    sea_json_type type = sea_json_type_of(v);
    const char *words = sea_json_string(v);
    if (type == SEA_JSON_NULL) return;
    if (type == SEA_JSON_ARRAY && strcmp(key, "COMMENT") == 0) {
        for (size_t i = 0; i < sea_json_count(v); i++) keep_value(x, key, sea_json_at(v, i));
        return;
    }
    if (words) {
        keep_pair(x, SEA_GP_EXTRA_WORDS, key, strlen(key), words, strlen(words));
        return;
    }
    sea_buffer_clear(&x->scratch);
    sea_json_writer w = sea_json_writer_init(&x->scratch, 0);
    sea_json_put(&w, v);
    if (!x->scratch.failed)
        keep_pair(x, type == SEA_JSON_ARRAY || type == SEA_JSON_OBJECT ? SEA_GP_EXTRA_NESTED : SEA_GP_EXTRA_LITERAL,
                  key, strlen(key), x->scratch.data, x->scratch.length);
}

static sea_status read_object(sea_gp_extras *x, const sea_gp_origin *origin)
{
    sea_json *object = NULL;
    void *cursor = NULL;
    const char *key;
    const sea_json *value;
    sea_status s = sea_json_parse(origin->source, origin->source_length, &object, NULL);
    if (s != SEA_OK) return s;
    while (sea_json_each(object, &cursor, &key, &value)) keep_value(x, key, value);
    sea_json_free(object);
    return SEA_OK;
}

/* ---- CSV ---- */

static const char *plain(sea_gp_extras *x, const sea_gp_cell *c, size_t *length)
{
    *length = c->length;
    if (!c->doubled) return c->text;
    sea_buffer_clear(&x->scratch);
    sea_buffer_add(&x->scratch, c->text, c->length);
    if (x->scratch.failed) return c->text;
    *length = sea_gp_cell_undouble(c, x->scratch.data, c->length);
    return x->scratch.data;
}

static sea_status read_row(sea_gp_extras *x, const sea_gp_origin *origin)
{
    sea_gp_row names, values;
    if (!origin->header) return SEA_OK;
    sea_gp_row_split(&names, origin->header, strlen(origin->header), ',');
    sea_gp_row_split(&values, origin->source, origin->source_length, ',');
    for (size_t i = 0; i < names.count && i < values.count; i++) {
        size_t length, key_length = names.cells[i].length;
        const char *value = plain(x, &values.cells[i], &length), *key = names.cells[i].text;
        while (key_length > 0 && *key == ' ') key++, key_length--;
        while (key_length > 0 && key[key_length - 1] == ' ') key_length--;
        if (length > 0) keep_pair(x, SEA_GP_EXTRA_WORDS, key, key_length, value, length);
    }
    return SEA_OK;
}

/* ---- the whole ---- */

/* Whether the value is one that a message takes under the keyword. */
static bool value_is_fit(const sea_gp_extras *x, const sea_gp_extra *e)
{
    const char *text = sea_gp_extra_value(x, e);
    const sea_ndm_text value = {.data = text, .length = strlen(text)};
    sea_ndm_fault unused;
    double real;
    sea_tai instant;
    switch (e->field->kind) {
    case SEA_NDM_REAL: return sea_ndm_read_real(&value, &real, &unused);
    case SEA_NDM_FRAME: return sea_ndm_frame_is_known(&value);
    case SEA_NDM_EPOCH:
    case SEA_NDM_UTC: return sea_ndm_read_instant(&value, SEA_NDM_CLOCK_UTC, &instant, &unused);
    default: return true;
    }
}

static bool covariance_is_whole(const sea_gp_extras *x)
{
    const sea_ndm_schema *omm = sea_ndm_schema_of(SEA_NDM_OMM);
    size_t wanted = 0, found = 0;
    for (size_t i = 0; i < omm->count; i++)
        wanted += omm->fields[i].section == SEA_NDM_COVARIANCE && omm->fields[i].flags & SEA_NDM_NEEDED;
    for (size_t i = 0; i < x->count; i++) {
        const sea_ndm_field *f = x->items[i].field;
        found += f && f->section == SEA_NDM_COVARIANCE && f->flags & SEA_NDM_NEEDED && value_is_fit(x, &x->items[i]);
    }
    return found == wanted;
}

sea_status sea_gp_extras_read(sea_gp_extras *x, const sea_gp_origin *origin)
{
    sea_status s = SEA_OK;
    x->count = x->dropped = 0;
    sea_buffer_clear(&x->text);
    switch (origin->format) {
    case SEA_GP_OMM_KVN:
    case SEA_GP_OMM_XML: s = read_message(x, origin); break;
    case SEA_GP_OMM_JSON: s = read_object(x, origin); break;
    case SEA_GP_OMM_CSV: s = read_row(x, origin); break;
    default: break;
    }
    if (s == SEA_OK && (x->text.failed || x->scratch.failed)) s = SEA_E_MEMORY;
    if (s != SEA_OK) x->count = 0;
    x->covariance_is_whole = covariance_is_whole(x);
    return s;
}

size_t sea_gp_extras_count(const sea_gp_extras *x)
{
    return x->count;
}

size_t sea_gp_extras_dropped(const sea_gp_extras *x)
{
    return x->dropped;
}

const char *sea_gp_extras_key(const sea_gp_extras *x, size_t i)
{
    return sea_gp_extra_key(x, &x->items[i]);
}

sea_ndm_section sea_gp_extra_section(const sea_gp_extras *x, const sea_gp_extra *e)
{
    enum { LONGEST = SEA_NDM_TEXT_MAX - SEA_NDM_KEY_MAX - 16 };
    const char *key = sea_gp_extra_key(x, e), *value = sea_gp_extra_value(x, e);
    if (e->kind == SEA_GP_EXTRA_NESTED || strlen(value) > LONGEST) return SEA_NDM_SECTIONS;
    if (e->comment) return e->section;
    if (e->field && value_is_fit(x, e) && (e->field->section != SEA_NDM_COVARIANCE || x->covariance_is_whole))
        return (sea_ndm_section)e->field->section;
    bool prefixed = strncmp(key, OWN, strlen(OWN)) == 0;
    char name[SEA_NDM_KEY_MAX];
    size_t length = strlen(key) + (prefixed ? 0 : strlen(OWN));
    if (length >= sizeof name || strcmp(key, OWN "DATA_SOURCE") == 0) return SEA_NDM_SECTIONS;
    strcat(strcpy(name, prefixed ? "" : OWN), key);
    const sea_ndm_text text = {.data = name, .length = length};
    return sea_ndm_is_user_defined(&text) ? SEA_NDM_USER : SEA_NDM_SECTIONS;
}

bool sea_gp_extras_fits(const sea_gp_extras *x, size_t i, sea_gp_format format)
{
    const sea_gp_extra *e = &x->items[i];
    const char *key = sea_gp_extra_key(x, e);
    switch (format) {
    case SEA_GP_OMM_JSON: return sea_text_utf8_prefix(key, strlen(key)) == strlen(key);
    case SEA_GP_OMM_KVN:
    case SEA_GP_OMM_XML: return e->refines != SEA_GP_FIELD_NONE || sea_gp_extra_section(x, e) != SEA_NDM_SECTIONS;
    case SEA_GP_OMM_CSV: return e->refines != SEA_GP_FIELD_NONE;
    default: return false;
    }
}
