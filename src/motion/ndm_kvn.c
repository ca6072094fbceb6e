/* Key-value notation: a keyword, an equals sign, a value, perhaps a unit in brackets, a line each; rows of numbers. */
#include "motion/ndm.h"

#include <stdlib.h>
#include <string.h>

/* A comment belongs to what follows it, so it waits. */
typedef struct waiting {
    size_t from, length; /* in `comments` */
    uint64_t line;
    uint32_t column;
} waiting;

typedef struct kvn_state {
    uint64_t line;   /* of the next line */
    uint64_t offset; /* of the byte after the last line taken */
    bool in_metadata, in_covariance;
    int row;             /* of a covariance block, 0 to 6 */
    uint64_t early_line; /* of a comment before the version; 0: none */
    uint32_t early_column;
    sea_buffer comments;
    waiting *list;
    size_t count, capacity;
} kvn_state;

bool sea_ndm_kvn_new(sea_ndm_reader *r)
{
    r->kvn = calloc(1, sizeof *r->kvn);
    return r->kvn != NULL;
}

void sea_ndm_kvn_free(sea_ndm_reader *r)
{
    if (!r->kvn) return;
    sea_buffer_free(&r->kvn->comments);
    free(r->kvn->list);
    free(r->kvn);
}

/* A carriage return too, as XML has it: a value that ends with one could not be written again. */
static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static sea_ndm_text piece(const sea_ndm_text *line, size_t from, size_t to)
{
    const char *p = line->data;
    while (from < to && is_blank(p[from])) from++;
    while (to > from && is_blank(p[to - 1])) to--;
    return (sea_ndm_text){p + from, to - from, line->line, line->column + (uint32_t)from};
}

/* `[km/s]` at the end of a value. A percent sign is lost from `[%]` by some writers, with what follows it. */
static sea_ndm_text split_unit(sea_ndm_text *value)
{
    if (value->length > 1 && value->data[value->length - 1] == '[') *value = piece(value, 0, value->length - 1);
    sea_ndm_text unit = {value->data + value->length, 0, value->line, value->column};
    if (value->length < 2 || value->data[value->length - 1] != ']') return unit;
    size_t open = value->length;
    while (open > 0 && value->data[open - 1] != '[') open--;
    if (open == 0) return unit;
    unit = piece(value, open, value->length - 1);
    *value = piece(value, 0, open - 1);
    return unit;
}

static bool refuse(sea_ndm_reader *r, sea_ndm_rule rule, const sea_ndm_text *at, const char *what)
{
    sea_ndm_fault fault;
    sea_ndm_wrong(&fault, rule, at, what);
    return sea_ndm_reader_refuse(r, &fault);
}

/* ---- comments ---- */

static void hold_comment(sea_ndm_reader *r, const sea_ndm_text *text)
{
    kvn_state *k = r->kvn;
    if (k->count == k->capacity) {
        size_t capacity = k->capacity ? 2 * k->capacity : 16;
        waiting *list = realloc(k->list, capacity * sizeof *list);
        if (!list) {
            r->failed = true;
            return;
        }
        k->list = list;
        k->capacity = capacity;
    }
    k->list[k->count++] = (waiting){k->comments.length, text->length, text->line, text->column};
    sea_buffer_add(&k->comments, text->data, text->length);
    r->failed |= k->comments.failed;
}

static void release_comments(sea_ndm_reader *r)
{
    kvn_state *k = r->kvn;
    for (size_t i = 0; i < k->count && !r->failed; i++) {
        const char *data = k->comments.data ? k->comments.data + k->list[i].from : "";
        sea_ndm_comment(r, &(sea_ndm_text){data, k->list[i].length, k->list[i].line, k->list[i].column});
    }
    k->count = 0;
    sea_buffer_clear(&k->comments);
}

/* Comments in front of a block of an ephemeris are about its data. */
static bool release_to_data(sea_ndm_reader *r, const sea_ndm_text *at)
{
    if (r->kvn->count == 0) return true;
    if (!sea_ndm_enter(r, SEA_NDM_DATA, at)) return false;
    release_comments(r);
    return true;
}

/* ---- rows of an ephemeris ---- */

/* Next word of a row; false at its end. */
static bool next_word(const sea_ndm_text *row, size_t *at, sea_ndm_text *word)
{
    const char *p = row->data;
    while (*at < row->length && (p[*at] == ' ' || p[*at] == '\t')) ++*at;
    size_t from = *at;
    while (*at < row->length && p[*at] != ' ' && p[*at] != '\t') ++*at;
    *word = piece(row, from, *at);
    return word->length > 0;
}

static size_t count_words(const sea_ndm_text *row)
{
    sea_ndm_text word;
    size_t at = 0, count = 0;
    while (next_word(row, &at, &word)) count++;
    return count;
}

/* Hands the words of a row over as the fields of the schema that follow one another from `first`. */
static bool take_words(sea_ndm_reader *r, const sea_ndm_text *row, const sea_ndm_field *first)
{
    const sea_ndm_text none = {row->data, 0, row->line, row->column};
    sea_ndm_text word;
    for (size_t at = 0, n = 0; next_word(row, &at, &word); n++) {
        sea_ndm_text key = {first[n].name, strlen(first[n].name), word.line, word.column};
        if (!sea_ndm_item(r, &first[n], &key, &word, &none)) return false;
    }
    return true;
}

static const sea_ndm_field *oem_field(const char *name, sea_ndm_section section)
{
    const sea_ndm_text key = {.data = name, .length = strlen(name)};
    return sea_ndm_field_find(sea_ndm_schema_of(SEA_NDM_OEM), &key, section, 0);
}

static bool take_state(sea_ndm_reader *r, const sea_ndm_text *row)
{
    enum { PLAIN = 7, WITH_ACCELERATION = 10 };
    size_t words = count_words(row);
    if (words != PLAIN && words != WITH_ACCELERATION)
        return refuse(r, SEA_NDM_E_COLUMNS, row, "is not a time with 6 numbers, or 9 with accelerations");
    return release_to_data(r, row) && sea_ndm_enter(r, SEA_NDM_STATE, row) &&
           take_words(r, row, oem_field("EPOCH", SEA_NDM_STATE)) && sea_ndm_leave(r, row->line);
}

static bool take_covariance_row(sea_ndm_reader *r, const sea_ndm_text *row)
{
    kvn_state *k = r->kvn;
    static const char *const heads[] = {"CX_X", "CY_X", "CZ_X", "CX_DOT_X", "CY_DOT_X", "CZ_DOT_X"};
    if (r->section != SEA_NDM_COVARIANCE)
        return refuse(r, SEA_NDM_E_ORDER, row, "comes before the EPOCH of its matrix");
    if (k->row == 6) return refuse(r, SEA_NDM_E_COLUMNS, row, "is a seventh row of a matrix of six");
    if (count_words(row) != (size_t)k->row + 1)
        return refuse(r, SEA_NDM_E_COLUMNS, row, "has not as many numbers as its row of the lower triangle");
    if (r->version < 2) return refuse(r, SEA_NDM_E_VERSION, row, "is a covariance, which version 1 has not");
    return take_words(r, row, oem_field(heads[k->row++], SEA_NDM_COVARIANCE));
}

/* META_START and its like. SEA_DONE when the line is none. */
static sea_status take_marker(sea_ndm_reader *r, const sea_ndm_text *line)
{
    kvn_state *k = r->kvn;
    static const char *const names[] = {"META_START", "META_STOP", "COVARIANCE_START", "COVARIANCE_STOP"};
    int which = 0;
    while (which < 4 && !sea_ndm_equals(line, names[which])) which++;
    if (which == 4) return SEA_DONE;
    bool good = r->schema->type == SEA_NDM_OEM;
    if (!good) {
        refuse(r, SEA_NDM_E_PLACE, line, "does not belong to this message");
        return SEA_OK;
    }
    switch (which) {
    case 0:
        if (k->in_metadata || k->in_covariance) break;
        k->in_metadata = true;
        if (r->segment == 0 && r->section == SEA_NDM_SECTIONS && k->count > 0 &&
            !sea_ndm_enter(r, SEA_NDM_HEADER, line))
            return SEA_OK;
        if (r->segment > 0 && !release_to_data(r, line)) return SEA_OK;
        release_comments(r);
        if (sea_ndm_enter_segment(r, line)) (void)sea_ndm_enter(r, SEA_NDM_METADATA, line);
        return SEA_OK;
    case 1:
        if (!k->in_metadata) break;
        k->in_metadata = false;
        release_comments(r);
        (void)sea_ndm_leave(r, line->line);
        return SEA_OK;
    case 2:
        if (k->in_metadata || k->in_covariance || r->segment == 0) break;
        k->in_covariance = true;
        (void)release_to_data(r, line);
        return SEA_OK;
    default:
        if (!k->in_covariance) break;
        k->in_covariance = false;
        if (r->section == SEA_NDM_COVARIANCE) release_comments(r);
        (void)sea_ndm_leave(r, line->line);
        return SEA_OK;
    }
    refuse(r, SEA_NDM_E_PLACE, line, "is out of place");
    return SEA_OK;
}

/* ---- lines ---- */

/* The section an ephemeris is in, by its markers. */
static bool enter_oem(sea_ndm_reader *r, const sea_ndm_field *field, const sea_ndm_text *key)
{
    kvn_state *k = r->kvn;
    if (field->section == SEA_NDM_COVARIANCE) {
        if (!(field->flags & SEA_NDM_OPENS))
            return r->section == SEA_NDM_COVARIANCE ||
                   refuse(r, SEA_NDM_E_ORDER, key, "comes before the EPOCH of its matrix");
        k->row = 0;
        return sea_ndm_enter(r, SEA_NDM_COVARIANCE, key);
    }
    return r->section == field->section || sea_ndm_enter(r, (sea_ndm_section)field->section, key);
}

static bool enter_section(sea_ndm_reader *r, const sea_ndm_field *field, const sea_ndm_text *key)
{
    sea_ndm_section section = field ? (sea_ndm_section)field->section : SEA_NDM_USER;
    bool cdm = r->schema->type == SEA_NDM_CDM, opens = field && field->flags & SEA_NDM_OPENS;
    if (r->schema->type == SEA_NDM_OEM && field) return enter_oem(r, field, key);
    if (section == r->section && !opens) return true;
    if (section == SEA_NDM_METADATA && (cdm ? opens : r->segment == 0) && !sea_ndm_enter_segment(r, key)) return false;
    return sea_ndm_enter(r, section, key);
}

static sea_ndm_section section_wanted(const sea_ndm_reader *r)
{
    const kvn_state *k = r->kvn;
    if (r->schema->type != SEA_NDM_OEM) return SEA_NDM_SECTIONS;
    if (k->in_metadata) return SEA_NDM_METADATA;
    if (k->in_covariance) return SEA_NDM_COVARIANCE;
    return r->segment == 0 ? SEA_NDM_HEADER : SEA_NDM_DATA;
}

static bool take_pair(sea_ndm_reader *r, const sea_ndm_text *line, size_t equals)
{
    sea_ndm_text key = piece(line, 0, equals), value = piece(line, equals + 1, line->length);
    if (key.length == 0) return refuse(r, SEA_NDM_E_SYNTAX, line, "has no keyword");
    bool user = sea_ndm_is_user_defined(&key) && r->schema->type != SEA_NDM_OEM;
    if (user && key.length >= SEA_NDM_KEY_MAX)
        return refuse(r, SEA_NDM_E_SIZE, line, "has too long a name of a parameter");
    const sea_ndm_field *field = user ? NULL : sea_ndm_field_find(r->schema, &key, section_wanted(r), r->hint);
    if (!user && !field) {
        bool known = sea_ndm_field_find(r->schema, &key, SEA_NDM_SECTIONS, 0) != NULL;
        return refuse(r, known ? SEA_NDM_E_PLACE : SEA_NDM_E_KEYWORD, &key,
                      known ? "does not belong here" : "is not a keyword of this message");
    }
    if (!enter_section(r, field, &key)) return false;
    release_comments(r);
    sea_ndm_text unit = {value.data + value.length, 0, value.line, value.column};
    if (field && field->kind != SEA_NDM_TEXT) unit = split_unit(&value); /* text may end in brackets of its own */
    return sea_ndm_item(r, field, &key, &value, &unit);
}

/* `CCSDS_OEM_VERS = 2.0` begins a message, whatever came before. */
static bool take_version(sea_ndm_reader *r, const sea_ndm_text *line, size_t equals, uint64_t offset)
{
    sea_ndm_text key = piece(line, 0, equals), value = piece(line, equals + 1, line->length);
    if (key.length < 6 || memcmp(key.data, "CCSDS_", 6) != 0) return false;
    sea_ndm_end(r, line->line - 1, offset);
    kvn_state *k = r->kvn;
    k->in_metadata = k->in_covariance = false;
    k->count = 0;
    sea_buffer_clear(&k->comments);
    r->hint = 0;
    const sea_ndm_schema *schema = sea_ndm_schema_find(&key, false);
    if (schema)
        sea_ndm_begin(r, schema, &key, &value, offset);
    else
        sea_ndm_begin_other(r, &key, offset);
    if (schema && k->early_line > 0) {
        sea_ndm_text early = {"COMMENT", 7, k->early_line, k->early_column};
        refuse(r, SEA_NDM_E_ORDER, &early, "comes before the version, which must be first");
    }
    k->early_line = 0;
    return true;
}

/* A line before the first message: a comment there is against the standard, anything else is no message. */
static void take_stray(sea_ndm_reader *r, const sea_ndm_text *line, bool comment)
{
    kvn_state *k = r->kvn;
    if (comment) {
        if (k->early_line == 0) k->early_column = line->column;
        if (k->early_line == 0) k->early_line = line->line;
        return;
    }
    r->messages++;
    r->broken = false;
    refuse(r, SEA_NDM_E_NOTNDM, line, "is not the version a message begins with");
    r->passing = true;
}

static void take_line(sea_ndm_reader *r, const sea_ndm_text *line, uint64_t offset)
{
    sea_ndm_text all = piece(line, 0, line->length);
    if (all.length == 0) return;
    const char *sign = memchr(line->data, '=', line->length);
    bool comment = all.length >= 7 && memcmp(all.data, "COMMENT", 7) == 0 &&
                   (all.length == 7 || all.data[7] == ' ' || all.data[7] == '\t');
    if (!comment && sign && take_version(r, line, (size_t)(sign - line->data), offset)) return;
    if (r->passing || r->broken) return;
    if (!r->schema) {
        take_stray(r, &all, comment);
        return;
    }
    if (comment) {
        size_t from = (size_t)(all.data - line->data) + 7;
        sea_ndm_text text = {line->data + from, line->length - from, line->line, line->column + (uint32_t)from};
        if (text.length > 0) text = (sea_ndm_text){text.data + 1, text.length - 1, text.line, text.column + 1};
        while (text.length > 0 && is_blank(text.data[text.length - 1])) text.length--;
        hold_comment(r, &text);
        return;
    }
    if (sign) {
        (void)take_pair(r, line, (size_t)(sign - line->data));
        return;
    }
    if (take_marker(r, &all) != SEA_DONE) return;
    kvn_state *k = r->kvn;
    bool rows = r->schema->type == SEA_NDM_OEM && r->segment > 0 && !k->in_metadata;
    if (!rows)
        refuse(r, SEA_NDM_E_SYNTAX, &all, "has no equals sign");
    else if (k->in_covariance)
        (void)take_covariance_row(r, &all);
    else
        (void)take_state(r, &all);
}

static void finish(sea_ndm_reader *r)
{
    kvn_state *k = r->kvn;
    if (r->schema && !r->broken) {
        sea_ndm_text at = {"the end of the message", 22, k->line, 0};
        if (k->in_metadata || k->in_covariance)
            refuse(r, SEA_NDM_E_MISSING, &at,
                   k->in_metadata ? "comes before META_STOP" : "comes before COVARIANCE_STOP");
        else if (r->schema->type == SEA_NDM_OEM && r->segment > 0)
            (void)release_to_data(r, &at);
        else if (r->section != SEA_NDM_SECTIONS)
            release_comments(r);
    }
    sea_ndm_end(r, k->line, k->offset);
}

bool sea_ndm_kvn_feed(sea_ndm_reader *r, const char *bytes, size_t length, bool last)
{
    kvn_state *k = r->kvn;
    for (size_t at = 0; at < length || (last && r->text.length > 0);) {
        const char *newline = at < length ? memchr(bytes + at, '\n', length - at) : NULL;
        size_t stop = newline ? (size_t)(newline - bytes) : length;
        bool whole = newline || last;
        sea_ndm_text line = {bytes + at, stop - at, k->line + 1, 1};
        if (r->text.length > 0 || !whole) { /* part of it came before, or will come */
            sea_buffer_add(&r->text, bytes + at, stop - at);
            if (r->text.failed) return false;
            line.data = r->text.data;
            line.length = r->text.length;
        }
        if (line.length > SEA_NDM_TEXT_MAX) {
            line.length = 0;
            refuse(r, SEA_NDM_E_SIZE, &line, "stands in front of a line of more than 64 KiB");
            r->fatal = true;
            return false;
        }
        if (!whole) break;
        uint64_t begins = k->offset;
        k->line++;
        k->offset += line.length + (newline != NULL);
        r->line = k->line;
        if (line.length > 0 && line.data[line.length - 1] == '\r') line.length--;
        take_line(r, &line, begins);
        sea_buffer_clear(&r->text);
        if (r->stopped || r->failed) return false;
        at = newline ? stop + 1 : length;
    }
    if (last) finish(r);
    return true;
}
