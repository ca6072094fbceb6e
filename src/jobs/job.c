/* The table of jobs, and one run of a job from request to outcome. */
#include "jobs/job.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/os.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const sea_job *const table[] = {
    &sea_job_import,   &sea_job_fetch,     &sea_job_doctor,    &sea_job_show,        &sea_job_catalogue,
    &sea_job_sources,  &sea_job_convert,   &sea_job_propagate, &sea_job_screen,      &sea_job_encounter,
    &sea_job_cdm,      &sea_job_burns,     &sea_job_pc,        &sea_job_manoeuvres,  &sea_job_stations,
    &sea_job_breakups, &sea_job_proximity, &sea_job_lifetime,  &sea_job_environment, &sea_job_check,
    &sea_job_norms,    &sea_job_key,       &sea_job_sign,      &sea_job_verify,      &sea_job_report,
    &sea_job_simulate,
};
enum { TABLE_COUNT = sizeof table / sizeof table[0] };

const sea_job *const *sea_job_table(size_t *count)
{
    *count = TABLE_COUNT;
    return table;
}

const sea_job *sea_job_find(const char *name)
{
    for (size_t i = 0; i < TABLE_COUNT; i++)
        if (strcmp(table[i]->name, name) == 0 || (table[i]->alias && strcmp(table[i]->alias, name) == 0))
            return table[i];
    return NULL;
}

const sea_job_value *sea_job_value_of(const sea_job_context *context, const char *name)
{
    static const sea_job_value absent;
    const sea_job_option *option;
    for (size_t i = 0; (option = sea_job_option_at(context->job, i)) != NULL; i++)
        if (strcmp(option->name, name) == 0) return &context->values[i];
    assert(option != NULL); /* a job reads only options that it declares */
    return &absent;
}

size_t sea_job_input_count(const sea_job_context *context)
{
    return context->request->input_count;
}

const char *sea_job_input(const sea_job_context *context, size_t index)
{
    return context->request->inputs[index];
}

/* ---- talk ---- */

static void talk(sea_job_context *context, sea_job_talk kind, const char *text)
{
    if (!context->request->talk) return;
    sea_buffer line = {0};
    sea_buffer_add_terminal(&line, text);
    if (!line.failed) context->request->talk(context->request->payload, kind, line.data ? line.data : "");
    sea_buffer_free(&line);
}

enum { TALK_MAX = 2000 };

void sea_job_note(sea_job_context *context, const char *format, ...)
{
    char text[TALK_MAX];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (length >= 0) talk(context, SEA_JOB_NOTE, text);
}

void sea_job_warn(sea_job_context *context, const char *format, ...)
{
    char text[TALK_MAX];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (length >= 0) talk(context, SEA_JOB_WARNING, text);
}

void sea_job_diagnose(sea_job_context *context, const sea_diagnostic *diagnostic)
{
    sea_buffer text = {0};
    sea_buffer_add_format(&text, "%s:%llu", diagnostic->file, (unsigned long long)diagnostic->line);
    if (diagnostic->column) sea_buffer_add_format(&text, ":%u", diagnostic->column);
    sea_buffer_add_format(&text, ": %s: %s", diagnostic->rule, diagnostic->text);
    if (diagnostic->advice && *diagnostic->advice) sea_buffer_add_format(&text, " (%s)", diagnostic->advice);
    if (!text.failed) talk(context, SEA_JOB_DIAGNOSTIC, text.data);
    sea_buffer_free(&text);
}

sea_tai sea_job_now(void)
{
    const sea_utc unix_epoch = {.year = 1970, .month = 1, .day = 1};
    sea_tai origin = {0};
    sea_utc_to_tai(unix_epoch, &origin);
    /* Unix time does not count leap seconds; what TAI gained on UTC since 1970 is added. */
    sea_tai t = {origin.ns + sea_os_now_utc_ns()};
    t.ns += (sea_tai_minus_utc_s(t) - sea_tai_minus_utc_s(origin)) * SEA_NS_PER_S;
    return t;
}

sea_status sea_job_progress(sea_job_context *context, double part)
{
    const sea_job_request *request = context->request;
    return request->progress && request->progress(request->payload, part) != 0 ? SEA_DONE : SEA_OK;
}

void sea_job_mark_partly(sea_job_context *context)
{
    context->partly = true;
}

sea_status sea_job_row(sea_job_context *context, const sea_cell *cells, sea_error *err)
{
    return sea_job_output_row(&context->output, cells, err);
}

sea_status sea_job_write(sea_job_context *context, const char *bytes, size_t length, sea_error *err)
{
    return sea_job_output_write(&context->output, bytes, length, err);
}

/* ---- record ---- */

sea_status sea_job_add_input(sea_job_context *context, const char *name, const char *kind, uint64_t bytes,
                             const uint8_t sha256[SEA_SHA256_SIZE])
{
    if (context->read_count == context->read_capacity) {
        size_t capacity = context->read_capacity ? context->read_capacity * 2 : 8;
        sea_job_read *grown = realloc(context->reads, capacity * sizeof *grown);
        if (!grown) return SEA_E_MEMORY;
        context->reads = grown;
        context->read_capacity = capacity;
    }
    sea_job_read *read = &context->reads[context->read_count];
    *read = (sea_job_read){.name = strdup(name), .kind = kind, .bytes = bytes};
    if (!read->name) return SEA_E_MEMORY;
    memcpy(read->sha256, sha256, sizeof read->sha256);
    context->read_count++;
    return SEA_OK;
}

static void record_options(const sea_job_context *context, sea_json_writer *w)
{
    sea_json_key(w, "options");
    sea_json_begin_object(w);
    const sea_job_option *option;
    for (size_t i = 0; (option = sea_job_option_at(context->job, i)) != NULL; i++) {
        const sea_job_value *value = &context->values[i];
        if (!value->given || option->local) continue;
        sea_buffer text = {0};
        sea_job_value_format(option, value, &text);
        sea_json_key(w, option->name);
        sea_json_put_string(w, text.data);
        w->out->failed |= text.failed;
        sea_buffer_free(&text);
    }
    sea_json_end_object(w);
}

void sea_job_record(const sea_job_context *context, sea_buffer *out)
{
    sea_json_writer w = sea_json_writer_init(out, 0);
    sea_json_begin_object(&w);
    sea_json_key(&w, "starsea");
    sea_json_put_string(&w, sea_version());
    sea_json_key(&w, "job");
    sea_json_put_string(&w, context->job->name);
    record_options(context, &w);
    sea_json_key(&w, "inputs");
    sea_json_begin_array(&w);
    for (size_t i = 0; i < context->read_count; i++) {
        const sea_job_read *read = &context->reads[i];
        char hex[2 * SEA_SHA256_SIZE + 1];
        sea_sha256_hex(read->sha256, hex);
        sea_json_begin_object(&w);
        sea_json_key(&w, "name");
        sea_json_put_string(&w, read->name);
        sea_json_key(&w, "kind");
        sea_json_put_string(&w, read->kind);
        sea_json_key(&w, "bytes");
        sea_json_put_integer(&w, (int64_t)read->bytes);
        sea_json_key(&w, "sha256");
        sea_json_put_string(&w, hex);
        sea_json_end_object(&w);
    }
    sea_json_end_array(&w);
    sea_json_end_object(&w);
}

/* ---- a run ---- */

static sea_status check_inputs(const sea_job *job, const sea_job_request *request, sea_error *err)
{
    size_t n = request->input_count;
    if (!job->inputs && n > 0)
        return sea_error_set(err, SEA_E_USAGE, "%s takes no inputs, but \"%.200s\" is given", job->name,
                             request->inputs[0]);
    if (n < job->inputs_min) return sea_error_set(err, SEA_E_USAGE, "%s needs %s", job->name, job->inputs);
    if (job->inputs_max && n > job->inputs_max)
        return sea_error_set(err, SEA_E_USAGE, "%s takes %s: \"%.200s\" is one too many", job->name, job->inputs,
                             request->inputs[job->inputs_max]);
    size_t standard = 0;
    for (size_t i = 0; i < n; i++) standard += strcmp(request->inputs[i], "-") == 0;
    if (standard > 1) return sea_error_set(err, SEA_E_USAGE, "- (standard input) can be read only once");
    return SEA_OK;
}

static sea_status run_parsed(sea_job_context *context, sea_error *err)
{
    const sea_job *job = context->job;
    const sea_job_option *format = sea_job_option_find(job, "format");
    bool common_format = job->column_count > 0 && format == sea_job_option_at(job, job->option_count);
    int chosen = common_format ? (int)sea_job_value_of(context, "format")->integer : 0;
    sea_status s = sea_job_output_begin(&context->output, job, context->request, chosen, err);
    if (s == SEA_OK) s = job->run(context, err);
    if (s == SEA_OK) return sea_job_output_end(&context->output, err);
    /* Rows found before a failure are true: they are written, and the failure is told. */
    if (context->output.rows > 0) sea_job_output_end(&context->output, NULL);
    return s;
}

static sea_status fill_outcome(const sea_job_context *context, sea_job_outcome *outcome, sea_error *err)
{
    outcome->partly = context->partly;
    outcome->rows = context->output.rows;
    sea_buffer record = {0};
    sea_job_record(context, &record);
    if (record.failed) {
        sea_buffer_free(&record);
        return sea_error_set(err, SEA_E_MEMORY, "out of memory for the record of the run");
    }
    outcome->record = record.data;
    return SEA_OK;
}

/* Error texts quote file names and inputs: what leaves a run is one printable line. */
static void make_printable(sea_error *err)
{
    sea_buffer line = {0};
    sea_buffer_add_terminal(&line, err->text);
    size_t length = line.length < sizeof err->text ? line.length : sizeof err->text - 1;
    if (!line.failed && line.data) {
        memcpy(err->text, line.data, length);
        err->text[length] = '\0';
    }
    sea_buffer_free(&line);
}

sea_status sea_job_run(const sea_job *job, const sea_job_request *request, sea_job_outcome *outcome, sea_error *err)
{
    *outcome = (sea_job_outcome){0};
    size_t option_count = sea_job_option_count(job);
    sea_job_context context = {
        .job = job, .request = request, .values = calloc(option_count + 1, sizeof *context.values)};
    if (!context.values) return sea_error_set(err, SEA_E_MEMORY, "out of memory");
    sea_status s = sea_job_values_parse(job, request, context.values, err);
    if (s == SEA_OK) s = check_inputs(job, request, err);
    if (s == SEA_OK) s = run_parsed(&context, err);
    if (s == SEA_OK) s = fill_outcome(&context, outcome, err);
    if (s != SEA_OK && err) make_printable(err);
    sea_job_output_free(&context.output);
    for (size_t i = 0; i < context.read_count; i++) free(context.reads[i].name);
    free(context.reads);
    sea_job_values_free(context.values, option_count);
    return s;
}

void sea_job_outcome_free(sea_job_outcome *outcome)
{
    free(outcome->record);
    *outcome = (sea_job_outcome){0};
}
