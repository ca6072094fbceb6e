/* Option texts to typed values and back. */
#include "jobs/job.h"

#include <stdlib.h>
#include <string.h>

static const char *const formats[] = {"table", "csv", "json", NULL};

static const sea_job_option common[] = {
    {.name = "format",
     .type = SEA_OPTION_CHOICE,
     .choices = formats,
     .default_text = "table",
     .help = "how rows are written; json means one object a line"},
};
enum { COMMON_COUNT = sizeof common / sizeof common[0] };

const sea_job_option *sea_job_common_options(size_t *count)
{
    *count = COMMON_COUNT;
    return common;
}

static const sea_job_option *own_option(const sea_job *job, const char *name)
{
    for (size_t i = 0; i < job->option_count; i++)
        if (strcmp(job->options[i].name, name) == 0) return &job->options[i];
    return NULL;
}

const sea_job_option *sea_job_option_at(const sea_job *job, size_t index)
{
    if (index < job->option_count) return &job->options[index];
    index -= job->option_count;
    if (job->column_count == 0) return NULL;
    for (size_t i = 0; i < COMMON_COUNT; i++) {
        if (own_option(job, common[i].name)) continue;
        if (index == 0) return &common[i];
        index--;
    }
    return NULL;
}

size_t sea_job_option_count(const sea_job *job)
{
    size_t n = job->option_count;
    while (sea_job_option_at(job, n)) n++;
    return n;
}

const sea_job_option *sea_job_option_find(const sea_job *job, const char *name)
{
    const sea_job_option *option;
    for (size_t i = 0; (option = sea_job_option_at(job, i)) != NULL; i++)
        if (strcmp(option->name, name) == 0) return option;
    return NULL;
}

static sea_status check_range(const sea_job_option *option, double value, const char *text, sea_error *err)
{
    if (option->min == option->max || (value >= option->min && value <= option->max)) return SEA_OK;
    char low[SEA_TEXT_REAL_MAX], high[SEA_TEXT_REAL_MAX];
    sea_text_from_real(option->min, low);
    sea_text_from_real(option->max, high);
    const char *unit = option->type == SEA_OPTION_DURATION ? " s" : "";
    return sea_error_set(err, SEA_E_USAGE, "--%s %.100s: must be from %s%s to %s%s", option->name, text, low, unit,
                         high, unit);
}

static int compare_ids(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* One catalogue number: digits, or Alpha-5 as it stands in a TLE. */
static bool parse_id(const char *text, size_t length, uint32_t *out)
{
    uint64_t number;
    if (sea_text_to_u64(text, length, &number)) {
        *out = (uint32_t)number;
        return number >= 1 && number <= SEA_GP_ID_MAX;
    }
    return length == 5 && text[0] >= 'A' && text[0] <= 'Z' && sea_gp_alpha5_parse(text, out) == SEA_OK;
}

static sea_status parse_ids(const sea_job_option *option, const char *text, sea_job_value *value, sea_error *err)
{
    size_t most = value->id_count + 1;
    for (const char *p = text; *p; p++) most += *p == ',';
    uint32_t *ids = realloc(value->ids, most * sizeof *ids);
    if (!ids) return sea_error_set(err, SEA_E_MEMORY, "out of memory for --%s", option->name);
    value->ids = ids;
    for (const char *p = text;; p++) {
        size_t length = strcspn(p, ",");
        if (!parse_id(p, length, &ids[value->id_count]))
            return sea_error_set(
                err, SEA_E_USAGE,
                "--%s %.100s: \"%.*s\" is not a catalogue number; give numbers from 1 to %d, separated by commas",
                option->name, text, (int)(length < 40 ? length : 40), p, SEA_GP_ID_MAX);
        value->id_count++;
        p += length;
        if (!*p) break;
    }
    qsort(ids, value->id_count, sizeof *ids, compare_ids);
    size_t kept = 0;
    for (size_t i = 0; i < value->id_count; i++)
        if (i == 0 || ids[i] != ids[kept - 1]) ids[kept++] = ids[i];
    value->id_count = kept;
    return SEA_OK;
}

/* Words are told apart by their letters, not by the case of these. */
static bool same_word(const char *a, const char *b)
{
    for (; *a && *b; a++, b++) {
        char x = *a >= 'A' && *a <= 'Z' ? (char)(*a - 'A' + 'a') : *a;
        char y = *b >= 'A' && *b <= 'Z' ? (char)(*b - 'A' + 'a') : *b;
        if (x != y) return false;
    }
    return *a == *b;
}

static sea_status parse_choice(const sea_job_option *option, const char *text, sea_job_value *value, sea_error *err)
{
    sea_buffer words = {0};
    for (int i = 0; option->choices[i]; i++) {
        if (same_word(option->choices[i], text)) {
            value->integer = i;
            value->text = option->choices[i];
            sea_buffer_free(&words);
            return SEA_OK;
        }
        sea_buffer_add_format(&words, "%s%s", i ? ", " : "", option->choices[i]);
    }
    sea_status s = sea_error_set(err, SEA_E_USAGE, "--%s %.100s: must be one of %s", option->name, text, words.data);
    sea_buffer_free(&words);
    return s;
}

static sea_status parse_number(const sea_job_option *option, const char *text, sea_job_value *value, sea_error *err)
{
    size_t length = strlen(text);
    if (option->type == SEA_OPTION_INTEGER) {
        if (!sea_text_to_i64(text, length, &value->integer))
            return sea_error_set(err, SEA_E_USAGE, "--%s %.100s: must be a whole number", option->name, text);
        return check_range(option, (double)value->integer, text, err);
    }
    if (!sea_text_to_real(text, length, &value->real))
        return sea_error_set(err, SEA_E_USAGE, "--%s %.100s: must be a number%s%s", option->name, text,
                             option->unit ? ", in " : "", option->unit ? option->unit : "");
    return check_range(option, value->real, text, err);
}

static sea_status parse_time(const sea_job_option *option, const char *text, sea_job_value *value, sea_error *err)
{
    sea_error inner = {0};
    size_t length = strlen(text);
    sea_status s = option->type == SEA_OPTION_UTC ? sea_tai_parse(text, length, true, &value->utc, &inner)
                                                  : sea_duration_parse(text, length, &value->integer, &inner);
    if (s != SEA_OK) return sea_error_set(err, SEA_E_USAGE, "--%s %.100s: %.300s", option->name, text, inner.text);
    if (option->type == SEA_OPTION_UTC) return SEA_OK;
    return check_range(option, (double)value->integer / (double)SEA_NS_PER_S, text, err);
}

static sea_status parse_flag(const sea_job_option *option, const char *text, sea_job_value *value, sea_error *err)
{
    value->flag = strcmp(text, "true") == 0;
    if (value->flag || strcmp(text, "false") == 0) return SEA_OK;
    return sea_error_set(err, SEA_E_USAGE, "--%s: takes no value", option->name);
}

static sea_status parse_value(const sea_job_option *option, const char *text, sea_job_value *value, sea_error *err)
{
    value->given = true;
    if (!*text) return sea_error_set(err, SEA_E_USAGE, "--%s: the value is empty", option->name);
    switch (option->type) {
    case SEA_OPTION_FLAG: return parse_flag(option, text, value, err);
    case SEA_OPTION_INTEGER:
    case SEA_OPTION_REAL: return parse_number(option, text, value, err);
    case SEA_OPTION_UTC:
    case SEA_OPTION_DURATION: return parse_time(option, text, value, err);
    case SEA_OPTION_IDS: return parse_ids(option, text, value, err);
    case SEA_OPTION_CHOICE: return parse_choice(option, text, value, err);
    case SEA_OPTION_TEXT:
    case SEA_OPTION_PATH: break;
    }
    value->text = text;
    return SEA_OK;
}

static size_t index_of(const sea_job *job, const char *name)
{
    const sea_job_option *option;
    size_t i = 0;
    while ((option = sea_job_option_at(job, i)) != NULL && strcmp(option->name, name) != 0) i++;
    return i;
}

sea_status sea_job_values_parse(const sea_job *job, const sea_job_request *request, sea_job_value *values,
                                sea_error *err)
{
    for (size_t i = 0; i < request->argument_count; i++) {
        const sea_job_argument *argument = &request->arguments[i];
        size_t index = index_of(job, argument->name);
        const sea_job_option *option = sea_job_option_at(job, index);
        if (!option)
            return sea_error_set(err, SEA_E_USAGE, "%s has no option --%.80s; see: starsea %s --help", job->name,
                                 argument->name, job->name);
        /* The last one winning in silence would let a script say one thing and do another. */
        if (values[index].given && option->type != SEA_OPTION_IDS)
            return sea_error_set(err, SEA_E_USAGE, "--%s is given twice; give it once", option->name);
        sea_status s = parse_value(option, argument->text, &values[index], err);
        if (s != SEA_OK) return s;
    }
    const sea_job_option *option;
    for (size_t i = 0; (option = sea_job_option_at(job, i)) != NULL; i++) {
        if (values[i].given) continue;
        if (option->required) return sea_error_set(err, SEA_E_USAGE, "--%s is missing: %s", option->name, option->help);
        if (!option->default_text) continue;
        sea_status s = parse_value(option, option->default_text, &values[i], err);
        if (s != SEA_OK) return s;
        values[i].by_default = true;
    }
    return SEA_OK;
}

void sea_job_values_free(sea_job_value *values, size_t count)
{
    for (size_t i = 0; values && i < count; i++) free(values[i].ids);
    free(values);
}

/* Seconds with as many decimals as needed, so that the text is exact whatever the size of the duration. */
static void format_duration(int64_t ns, sea_buffer *out)
{
    uint64_t size = ns < 0 ? 0 - (uint64_t)ns : (uint64_t)ns;
    unsigned long long whole = size / (uint64_t)SEA_NS_PER_S, part = size % (uint64_t)SEA_NS_PER_S;
    sea_buffer_add_format(out, "%s%llu", ns < 0 ? "-" : "", whole);
    if (part) {
        int digits = 9;
        while (part % 10 == 0) {
            part /= 10;
            digits--;
        }
        sea_buffer_add_format(out, ".%0*llu", digits, part);
    }
    sea_buffer_add_text(out, "s");
}

void sea_job_value_format(const sea_job_option *option, const sea_job_value *value, sea_buffer *out)
{
    char text[SEA_TEXT_REAL_MAX], time[SEA_TAI_TEXT_MAX];
    switch (option->type) {
    case SEA_OPTION_FLAG: sea_buffer_add_text(out, value->flag ? "true" : "false"); break;
    case SEA_OPTION_INTEGER: sea_buffer_add_format(out, "%lld", (long long)value->integer); break;
    case SEA_OPTION_REAL: sea_buffer_add(out, text, sea_text_from_real(value->real, text)); break;
    case SEA_OPTION_UTC: sea_buffer_add(out, time, sea_tai_format_exact(value->utc, time)); break;
    case SEA_OPTION_DURATION: format_duration(value->integer, out); break;
    case SEA_OPTION_IDS:
        for (size_t i = 0; i < value->id_count; i++) sea_buffer_add_format(out, "%s%u", i ? "," : "", value->ids[i]);
        break;
    case SEA_OPTION_TEXT:
    case SEA_OPTION_PATH:
    case SEA_OPTION_CHOICE: sea_buffer_add_text(out, value->text); break;
    }
}
