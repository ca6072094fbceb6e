/* The one writer of rows: the same typed cells as a table, as CSV or as JSON lines. */
#include "jobs/job.h"
#include "base/json.h"

#include <stdlib.h>
#include <string.h>

const char *sea_job_words(uint32_t bits, const char *const *names, size_t count, char out[SEA_JOB_WORDS_MAX])
{
    size_t length = 0;
    for (size_t i = 0; i < count; i++) {
        if (!(bits >> i & 1u)) continue;
        size_t n = strlen(names[i]);
        if (length > 0) out[length++] = ' ';
        memcpy(out + length, names[i], n);
        length += n;
    }
    out[length] = '\0';
    return out;
}

enum { FORMAT_TABLE, FORMAT_CSV, FORMAT_JSON }; /* as the words of the common option */

/* A table's widths are those of its first rows; later rows stream, so that a table of any length needs little memory.
 */
enum { HELD_ROWS_MAX = 1000, FLUSH_BYTES = 1 << 16 };

static sea_status no_memory(sea_error *err)
{
    return sea_error_set(err, SEA_E_MEMORY, "out of memory for the output");
}

static sea_status flush(sea_job_output *output, sea_error *err)
{
    if (output->text.failed) return no_memory(err);
    if (output->text.length == 0) return SEA_OK;
    const sea_job_request *request = output->request;
    output->failure = request->write(request->payload, output->text.data, output->text.length, err);
    sea_buffer_clear(&output->text);
    return output->failure;
}

static sea_status flush_when_large(sea_job_output *output, sea_error *err)
{
    return output->text.failed || output->text.length >= FLUSH_BYTES ? flush(output, err) : SEA_OK;
}

static bool fits(const sea_cell *cell, sea_column_type type)
{
    switch (cell->kind) {
    case SEA_CELL_NONE: return true;
    case SEA_CELL_TEXT: return type == SEA_COLUMN_TEXT;
    case SEA_CELL_INTEGER: return type == SEA_COLUMN_INTEGER;
    case SEA_CELL_REAL: return type == SEA_COLUMN_FIXED || type == SEA_COLUMN_REAL;
    case SEA_CELL_UTC: return type == SEA_COLUMN_UTC;
    }
    return false;
}

/* A number or an instant as text, the same in every format. */
static void add_plain(sea_buffer *out, const sea_job_column *column, const sea_cell *cell)
{
    char real[SEA_TEXT_REAL_MAX], time[SEA_TAI_TEXT_MAX];
    if (cell->kind == SEA_CELL_INTEGER)
        sea_buffer_add_format(out, "%lld", (long long)cell->as.integer);
    else if (cell->kind == SEA_CELL_UTC)
        sea_buffer_add(out, time, sea_tai_format(cell->as.utc, column->decimals, time));
    else if (column->type == SEA_COLUMN_FIXED)
        sea_buffer_add(out, real, sea_text_from_fixed(cell->as.real, column->decimals, real));
    else
        sea_buffer_add(out, real, sea_text_from_real(cell->as.real, real));
}

/* ---- CSV and JSON lines ---- */

static void add_csv_row(sea_job_output *output, const sea_cell *cells)
{
    sea_buffer *out = &output->text;
    for (size_t i = 0; i < output->job->column_count; i++) {
        if (i > 0) sea_buffer_add(out, ",", 1);
        if (cells[i].kind == SEA_CELL_TEXT)
            sea_buffer_add_csv(out, cells[i].as.text);
        else if (cells[i].kind != SEA_CELL_NONE)
            add_plain(out, &output->job->columns[i], &cells[i]);
    }
    sea_buffer_add(out, "\n", 1);
}

static void add_csv_header(sea_job_output *output)
{
    for (size_t i = 0; i < output->job->column_count; i++) {
        if (i > 0) sea_buffer_add(&output->text, ",", 1);
        sea_buffer_add_csv(&output->text, output->job->columns[i].name);
    }
    sea_buffer_add(&output->text, "\n", 1);
}

static void add_json_value(sea_json_writer *w, const sea_job_column *column, const sea_cell *cell)
{
    char time[SEA_TAI_TEXT_MAX];
    switch (cell->kind) {
    case SEA_CELL_NONE: sea_json_put_null(w); break;
    case SEA_CELL_TEXT: sea_json_put_string(w, cell->as.text); break;
    case SEA_CELL_INTEGER: sea_json_put_integer(w, cell->as.integer); break;
    case SEA_CELL_UTC:
        sea_tai_format(cell->as.utc, column->decimals, time);
        sea_json_put_string(w, time);
        break;
    case SEA_CELL_REAL:
        if (column->type == SEA_COLUMN_FIXED)
            sea_json_put_fixed(w, cell->as.real, column->decimals);
        else
            sea_json_put_real(w, cell->as.real);
        break;
    }
}

static void add_json_row(sea_job_output *output, const sea_cell *cells)
{
    sea_json_writer w = sea_json_writer_init(&output->text, 0);
    sea_json_begin_object(&w);
    for (size_t i = 0; i < output->job->column_count; i++) {
        sea_json_key(&w, output->job->columns[i].name);
        add_json_value(&w, &output->job->columns[i], &cells[i]);
    }
    sea_json_end_object(&w);
    sea_buffer_add(&output->text, "\n", 1);
}

/* ---- table ---- */

/* Places on a terminal: UTF-8 continuation bytes take none. Wide and combining characters are rare in names and
 * ignored. */
static size_t places(const char *text)
{
    size_t n = 0;
    for (const char *p = text; *p; p++) n += ((unsigned char)*p & 0xC0) != 0x80;
    return n;
}

static void add_spaces(sea_buffer *out, size_t n)
{
    static const char spaces[] = "                                ";
    for (; n >= sizeof spaces - 1; n -= sizeof spaces - 1) sea_buffer_add(out, spaces, sizeof spaces - 1);
    sea_buffer_add(out, spaces, n);
}

/* Text to the left, numbers to the right, no blanks at the end of a line. */
static void add_table_cell(sea_job_output *output, size_t column, const char *text)
{
    size_t count = output->job->column_count, width = output->widths[column], length = places(text);
    size_t gap = length < width ? width - length : 0;
    bool left = output->job->columns[column].type == SEA_COLUMN_TEXT;
    if (column > 0) sea_buffer_add(&output->text, "  ", 2);
    if (!left) add_spaces(&output->text, gap);
    sea_buffer_add_text(&output->text, text);
    if (left && column + 1 < count) add_spaces(&output->text, gap);
    if (column + 1 == count) sea_buffer_add(&output->text, "\n", 1);
}

static void add_cell_text(sea_buffer *out, const sea_job_column *column, const sea_cell *cell)
{
    if (cell->kind == SEA_CELL_NONE || (cell->kind == SEA_CELL_TEXT && !*cell->as.text))
        sea_buffer_add(out, "-", 1);
    else if (cell->kind == SEA_CELL_TEXT)
        sea_buffer_add_terminal(out, cell->as.text);
    else
        add_plain(out, column, cell);
}

/* Writes header and held rows; from here on rows stream. */
static sea_status release_held(sea_job_output *output, sea_error *err)
{
    size_t count = output->job->column_count;
    if (output->held.failed) return no_memory(err);
    output->streaming = true;
    for (size_t i = 0; i < count; i++) add_table_cell(output, i, output->job->columns[i].name);
    const char *p = output->held.data;
    for (size_t row = 0; row < output->held_rows; row++)
        for (size_t i = 0; i < count; i++) {
            add_table_cell(output, i, p);
            p += strlen(p) + 1;
        }
    sea_buffer_free(&output->held);
    return SEA_OK;
}

static sea_status hold_row(sea_job_output *output, const sea_cell *cells, sea_error *err)
{
    sea_buffer *held = &output->held;
    for (size_t i = 0; i < output->job->column_count; i++) {
        size_t from = held->length;
        add_cell_text(held, &output->job->columns[i], &cells[i]);
        if (held->failed) return no_memory(err);
        size_t length = places(held->data + from);
        if (length > output->widths[i]) output->widths[i] = length;
        sea_buffer_add(held, "", 1);
    }
    output->held_rows++;
    return output->held_rows == HELD_ROWS_MAX ? release_held(output, err) : SEA_OK;
}

static sea_status add_table_row(sea_job_output *output, const sea_cell *cells, sea_error *err)
{
    if (!output->streaming) return hold_row(output, cells, err);
    sea_buffer text = {0};
    for (size_t i = 0; i < output->job->column_count && !text.failed; i++) {
        sea_buffer_clear(&text);
        add_cell_text(&text, &output->job->columns[i], &cells[i]);
        if (!text.failed) add_table_cell(output, i, text.data);
    }
    sea_status s = text.failed ? no_memory(err) : SEA_OK;
    sea_buffer_free(&text);
    return s;
}

/* ---- the writer ---- */

sea_status sea_job_output_begin(sea_job_output *output, const sea_job *job, const sea_job_request *request, int format,
                                sea_error *err)
{
    *output = (sea_job_output){.job = job, .request = request, .format = format};
    if (job->column_count == 0) return SEA_OK;
    if (format == FORMAT_CSV) add_csv_header(output);
    if (format == FORMAT_TABLE) {
        output->widths = calloc(job->column_count, sizeof *output->widths);
        if (!output->widths) return no_memory(err);
        for (size_t i = 0; i < job->column_count; i++) output->widths[i] = strlen(job->columns[i].name);
    }
    return SEA_OK;
}

sea_status sea_job_output_row(sea_job_output *output, const sea_cell *cells, sea_error *err)
{
    for (size_t i = 0; i < output->job->column_count; i++)
        if (!fits(&cells[i], output->job->columns[i].type))
            return sea_error_set(err, SEA_E_USAGE, "%s gives column %s a value of another type", output->job->name,
                                 output->job->columns[i].name);
    sea_status s = SEA_OK;
    switch (output->format) {
    case FORMAT_CSV: add_csv_row(output, cells); break;
    case FORMAT_JSON: add_json_row(output, cells); break;
    default: s = add_table_row(output, cells, err); break;
    }
    output->rows++;
    return s == SEA_OK ? flush_when_large(output, err) : s;
}

sea_status sea_job_output_write(sea_job_output *output, const char *bytes, size_t length, sea_error *err)
{
    sea_buffer_add(&output->text, bytes, length);
    return flush_when_large(output, err);
}

sea_status sea_job_output_end(sea_job_output *output, sea_error *err)
{
    if (output->failure != SEA_OK) return output->failure;
    if (output->job->column_count > 0 && output->format == FORMAT_TABLE && !output->streaming) {
        sea_status s = release_held(output, err);
        if (s != SEA_OK) return s;
    }
    return flush(output, err);
}

void sea_job_output_free(sea_job_output *output)
{
    sea_buffer_free(&output->text);
    sea_buffer_free(&output->held);
    free(output->widths);
    *output = (sea_job_output){0};
}
