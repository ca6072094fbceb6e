/* Lists of objects: the rows of a table with a header, CSV or TSV, one object a line. */
#include "motion/object.h"
#include "base/error.h"

#include <string.h>

static const struct {
    const char *id;
    sea_severity severity;
    const char *text; /* of a warning; an error brings its own */
    const char *advice;
} rules[SEA_OBJECT_RULES] = {
    [SEA_OBJECT_E_CATNUM] = {"E_CATNUM", SEA_SEVERITY_ERROR, NULL, "a catalogue number is 1 to 999999999"},
    [SEA_OBJECT_E_COLUMNS] = {"E_COLUMNS", SEA_SEVERITY_ERROR, NULL,
                              "give each row as many values as the header has names"},
    [SEA_OBJECT_E_DATE] = {"E_DATE", SEA_SEVERITY_ERROR, NULL, "give a day that exists, or leave it out"},
    [SEA_OBJECT_E_FIELD] = {"E_FIELD", SEA_SEVERITY_ERROR, NULL, "mend the value, or fetch the list again"},
    [SEA_OBJECT_E_HEADER] = {"E_HEADER", SEA_SEVERITY_ERROR, NULL,
                             "begin the file with the names of its columns, each once"},
    [SEA_OBJECT_E_LENGTH] = {"E_LENGTH", SEA_SEVERITY_ERROR, NULL, "give one object a line"},
    [SEA_OBJECT_E_RANGE] = {"E_RANGE", SEA_SEVERITY_ERROR, NULL, "mend the value, or fetch the list again"},
    [SEA_OBJECT_E_UTF8] = {"E_UTF8", SEA_SEVERITY_ERROR, NULL, "save the file as UTF-8"},
    [SEA_OBJECT_W_DOCUMENT] = {"W_DOCUMENT", SEA_SEVERITY_WARNING,
                               "the registration is not spelt as a document number of the United Nations",
                               "look the document up before quoting it"},
    [SEA_OBJECT_W_EMPTY] = {"W_EMPTY", SEA_SEVERITY_WARNING, "no object in it", "keep what was read earlier"},
    [SEA_OBJECT_W_ORDER] = {"W_ORDER", SEA_SEVERITY_WARNING,
                            "decay lies before launch, or the apogee below the perigee",
                            "compare with another source before relying on it"},
};

enum { NEEDED = 1u << SEA_OBJECT_FIELD_NUMBER | 1u << SEA_OBJECT_FIELD_NAME };

typedef struct reader {
    sea_gp_stream stream;
    const char *file;
    sea_object_format format;
    const sea_object_sink *sink;
    sea_object_summary *summary;
    sea_buffer scratch;
    sea_object_field fields[SEA_GP_ROW_MAX];
    size_t field_count;
    sea_gp_row row;
    bool unfit;
    sea_status stop;
} reader;

static bool pass_on(reader *r, sea_status s)
{
    if (s != SEA_OK) r->stop = s;
    return s == SEA_OK;
}

static bool report(reader *r, sea_object_rule rule, const sea_gp_line *line, size_t column, const char *text)
{
    if (rules[rule].severity == SEA_SEVERITY_ERROR)
        r->summary->refused++;
    else
        r->summary->warnings++;
    if (!r->sink->diagnostic) return true;
    sea_buffer_clear(&r->scratch);
    sea_buffer_add(&r->scratch, line->text, line->length);
    if (r->scratch.failed) return pass_on(r, SEA_E_MEMORY);
    const sea_diagnostic d = {.severity = rules[rule].severity,
                              .rule = rules[rule].id,
                              .file = r->file,
                              .line = line->number,
                              .column = (uint32_t)column,
                              .text = text ? text : rules[rule].text,
                              .advice = rules[rule].advice,
                              .source = line->length > 0 ? r->scratch.data : NULL};
    return pass_on(r, r->sink->diagnostic(r->sink->payload, &d));
}

static char separator_of(sea_object_format format)
{
    return format == SEA_OBJECT_GCAT_TSV ? '\t' : ',';
}

static const char *trimmed(const char *text, size_t *length)
{
    while (*length > 0 && *text == ' ') text++, --*length;
    while (*length > 0 && text[*length - 1] == ' ') --*length;
    return text;
}

/* ---- the header ---- */

/* The fields a header line names, as bits; `fields` may be NULL. SEA_OBJECT_FIELD_NONE's bit: a name twice. */
static uint32_t read_names(sea_object_format format, const sea_gp_row *row, sea_object_field *fields)
{
    uint32_t seen = 0;
    for (size_t i = 0; i < row->count; i++) {
        size_t length = row->cells[i].length;
        const char *name = trimmed(row->cells[i].text, &length);
        sea_object_field f = sea_object_field_of(format, name, length);
        if (fields) fields[i] = f;
        if (f == SEA_OBJECT_FIELD_NONE) continue;
        seen |= 1u << (seen >> f & 1 ? SEA_OBJECT_FIELD_NONE : f);
    }
    return seen;
}

static bool read_header(reader *r, const sea_gp_line *line)
{
    const char *why = "no header of a list of objects: it lacks the catalogue number or the name";
    sea_gp_row_split(&r->row, line->text, line->length, separator_of(r->format));
    uint32_t seen = r->row.broken ? 0 : read_names(r->format, &r->row, r->fields);
    if (seen & 1u << SEA_OBJECT_FIELD_NONE) why = "the header names a column twice";
    r->field_count = r->row.count;
    if ((seen & NEEDED) == NEEDED && !(seen & 1u << SEA_OBJECT_FIELD_NONE)) return true;
    r->unfit = true;
    (void)report(r, SEA_OBJECT_E_HEADER, line, 1, why);
    return false;
}

sea_object_format sea_object_recognise(const char *text, size_t length)
{
    static const sea_object_format formats[] = {SEA_OBJECT_SATCAT_CSV, SEA_OBJECT_GCAT_TSV};
    sea_gp_row row;
    if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) text += 3, length -= 3;
    const char *end = length > 0 ? memchr(text, '\n', length) : NULL;
    if (end) length = (size_t)(end - text);
    if (length > 0 && text[length - 1] == '\r') length--;
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        sea_gp_row_split(&row, text, length, separator_of(formats[i]));
        uint32_t seen = row.broken ? 0 : read_names(formats[i], &row, NULL);
        /* Element sets have number, name and inclination too, and no owner. */
        if ((seen & NEEDED) == NEEDED && seen & 1u << SEA_OBJECT_FIELD_OWNER) return formats[i];
    }
    return SEA_OBJECT_AUTO;
}

/* ---- rows ---- */

/* The value of a cell, its doubled quotes made single. */
static const char *value_of(const sea_gp_cell *cell, char *room, size_t size, size_t *length)
{
    *length = cell->length;
    if (!cell->doubled) return trimmed(cell->text, length);
    *length = sea_gp_cell_undouble(cell, room, size);
    return trimmed(room, length);
}

static bool read_row(reader *r, sea_object *o, size_t *column, sea_object_fault *fault)
{
    char room[512];
    for (size_t i = 0; i < r->row.count; i++) {
        size_t length;
        const char *value = value_of(&r->row.cells[i], room, sizeof room, &length);
        *column = r->row.cells[i].at + 1;
        if (!sea_object_put(o, r->format, r->fields[i], value, length, fault)) return false;
    }
    return true;
}

static bool is_document(const char *text)
{
    return strncmp(text, "ST/SG/SER.E/", 12) == 0 || strncmp(text, "A/AC.105/", 9) == 0;
}

static bool deliver(reader *r, const sea_object *o, const sea_gp_line *line)
{
    const uint32_t both = SEA_OBJECT_HAS_APOGEE | SEA_OBJECT_HAS_PERIGEE;
    bool disorder =
        sea_object_date_before(o->decay, o->launch) || ((o->has & both) == both && o->apogee_km < o->perigee_km);
    if (o->un_document[0] && !is_document(o->un_document) && !report(r, SEA_OBJECT_W_DOCUMENT, line, 0, NULL))
        return false;
    if (disorder && !report(r, SEA_OBJECT_W_ORDER, line, 0, NULL)) return false;
    r->summary->records++;
    if (!r->sink->record) return true;
    return pass_on(r, r->sink->record(r->sink->payload, o, line->number, line->text, line->length));
}

static bool take_row(reader *r, const sea_gp_line *line)
{
    sea_object o = {.type = r->format == SEA_OBJECT_GCAT_TSV ? SEA_OBJECT_PAYLOAD : SEA_OBJECT_UNKNOWN};
    sea_object_fault fault;
    size_t column = 0, valid = sea_text_utf8_prefix(line->text, line->length);
    const char *nul = memchr(line->text, '\0', valid);
    if (nul) valid = (size_t)(nul - line->text);
    if (valid < line->length) return report(r, SEA_OBJECT_E_UTF8, line, valid + 1, "a byte that is not text in UTF-8");
    sea_gp_row_split(&r->row, line->text, line->length, separator_of(r->format));
    if (r->row.broken) return report(r, SEA_OBJECT_E_COLUMNS, line, r->row.broken_at + 1, r->row.broken);
    if (r->row.count != r->field_count)
        return report(r, SEA_OBJECT_E_COLUMNS, line, 0, "not as many values as the header has names");
    if (read_row(r, &o, &column, &fault)) return deliver(r, &o, line);
    return report(r, fault.rule, line, column, fault.text);
}

static bool is_blank(const sea_gp_line *line)
{
    for (size_t i = 0; i < line->length; i++)
        if (line->text[i] != ' ' && line->text[i] != '\t') return false;
    return true;
}

static void read_lines(reader *r)
{
    sea_gp_line line;
    bool go_on = true;
    while (go_on && sea_gp_stream_next_line(&r->stream, &line)) {
        bool first = r->field_count == 0;
        if (first && line.length >= 3 && memcmp(line.text, "\xef\xbb\xbf", 3) == 0) line.text += 3, line.length -= 3;
        if (is_blank(&line)) continue;
        if (line.too_long)
            go_on = report(r, SEA_OBJECT_E_LENGTH, &line, 0, "a line of more than a mebibyte");
        else if (first)
            go_on = read_header(r, &line);
        else if (line.text[0] != '#')
            go_on = take_row(r, &line);
    }
}

/* ---- the front ---- */

static sea_object_format sniff(reader *r)
{
    enum { ENOUGH = 4096 };
    while (r->stream.length < ENOUGH && sea_gp_stream_more(&r->stream)) {
    }
    sea_object_format format = sea_object_recognise(r->stream.text, r->stream.length);
    return format == SEA_OBJECT_AUTO ? SEA_OBJECT_SATCAT_CSV : format;
}

static sea_status conclude(reader *r, sea_error *err)
{
    const char *reason;
    if (r->stop != SEA_OK) return sea_error_set(err, r->stop, "%s: %s", r->file, sea_status_text(r->stop));
    sea_status s = sea_gp_stream_status(&r->stream, &reason);
    if (s != SEA_OK)
        return sea_error_set_at(err, s, r->stream.line, 0, "%s: %s (%llu objects were read before)", r->file, reason,
                                (unsigned long long)r->summary->records);
    if (r->unfit)
        return sea_error_set_at(err, SEA_E_FORMAT, 1, 0,
                                "%s: is no list of objects; give SATCAT as CSV or GCAT's psatcat as TSV", r->file);
    const sea_gp_line nothing = {.text = "", .number = 1};
    if (r->summary->records + r->summary->refused == 0 && !report(r, SEA_OBJECT_W_EMPTY, &nothing, 0, NULL))
        return sea_error_set(err, r->stop, "%s: %s", r->file, sea_status_text(r->stop));
    return SEA_OK;
}

static sea_status read_all(reader *r, sea_object_format format, sea_object_summary *summary, sea_error *err)
{
    static const sea_object_sink nobody = {0};
    sea_object_summary own;
    r->summary = summary ? summary : &own;
    if (!r->sink) r->sink = &nobody;
    r->format = format == SEA_OBJECT_AUTO ? sniff(r) : format;
    *r->summary = (sea_object_summary){.format = r->format};
    read_lines(r);
    sea_status s = conclude(r, err);
    if (s == SEA_OK || s == SEA_E_IO || s == SEA_E_FORMAT)
        sea_gp_stream_sum(&r->stream, &r->summary->bytes, r->summary->sha256);
    sea_buffer_free(&r->scratch);
    sea_gp_stream_close(&r->stream);
    return s;
}

sea_status sea_object_read_file(const char *path, sea_object_format format, const sea_object_sink *sink,
                                sea_object_summary *summary, sea_error *err)
{
    reader r = {.file = path, .sink = sink};
    if (summary) *summary = (sea_object_summary){.format = format};
    sea_status s = sea_gp_stream_open_file(&r.stream, path, err);
    return s == SEA_OK ? read_all(&r, format, summary, err) : s;
}

sea_status sea_object_read_bytes(const void *bytes, size_t length, const char *name, sea_object_format format,
                                 const sea_object_sink *sink, sea_object_summary *summary, sea_error *err)
{
    reader r = {.file = name, .sink = sink};
    if (summary) *summary = (sea_object_summary){.format = format};
    sea_status s = sea_gp_stream_open_bytes(&r.stream, bytes, length, err);
    return s == SEA_OK ? read_all(&r, format, summary, err) : s;
}
