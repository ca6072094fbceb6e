/* Help texts from the job table. */
#include "cli.h"

#include <string.h>

enum { WIDTH = 96, NAME_WIDTH = 26 };

/* Writes text from column `at`, wrapped, following lines indented by `indent`; an empty line in the text stays one. */
static void wrap(FILE *out, const char *text, int at, int indent)
{
    int column = at;
    bool start = true;
    for (const char *p = text; *p;) {
        if (*p == '\n') {
            fputc('\n', out);
            for (p++; *p == '\n'; p++) fputc('\n', out);
            fprintf(out, "%*s", indent, "");
            column = indent;
            start = true;
            continue;
        }
        int length = (int)strcspn(p, " \n");
        if (!start && column + 1 + length > WIDTH) {
            fprintf(out, "\n%*s", indent, "");
            column = indent;
            start = true;
        }
        column += fprintf(out, "%s%.*s", start ? "" : " ", length, p);
        start = false;
        p += length;
        while (*p == ' ') p++;
    }
    fputc('\n', out);
}

static void paragraph(FILE *out, const char *text, int indent)
{
    fprintf(out, "%*s", indent, "");
    wrap(out, text, indent, indent);
}

static void entry(FILE *out, const char *name, const char *text)
{
    int at = fprintf(out, "  %s", name);
    if (at >= NAME_WIDTH - 1) {
        fputc('\n', out);
        at = 0;
    }
    fprintf(out, "%*s", NAME_WIDTH - at, "");
    wrap(out, text, NAME_WIDTH, NAME_WIDTH);
}

const char *option_placeholder(const sea_job_option *option, char *text, size_t size)
{
    switch (option->type) {
    case SEA_OPTION_FLAG: return "";
    case SEA_OPTION_UTC: return "UTC";
    case SEA_OPTION_DURATION: return "DURATION";
    case SEA_OPTION_IDS: return "N,...";
    case SEA_OPTION_INTEGER: return "N";
    case SEA_OPTION_REAL: return option->unit ? option->unit : "NUMBER";
    case SEA_OPTION_TEXT: return "TEXT";
    case SEA_OPTION_PATH: return "PATH";
    case SEA_OPTION_CHOICE: break;
    }
    size_t length = 0;
    text[0] = '\0';
    for (size_t i = 0; option->choices[i] && length < size; i++)
        length += (size_t)snprintf(text + length, size - length, "%s%s", i ? "|" : "", option->choices[i]);
    return text;
}

/* A limit with its unit; durations in days where they are whole days. */
static void limit(char *text, size_t size, const sea_job_option *option, double value)
{
    if (option->type == SEA_OPTION_DURATION) {
        bool days = value >= 86400 && value / 86400 == (double)(long)(value / 86400);
        snprintf(text, size, "%.15g%s", days ? value / 86400 : value, days ? "d" : "s");
    } else
        snprintf(text, size, option->type == SEA_OPTION_INTEGER ? "%.0f%s%s" : "%.15g%s%s", value,
                 option->unit ? " " : "", option->unit ? option->unit : "");
}

void option_terms(const sea_job_option *option, char *text, size_t size)
{
    char low[60], high[60];
    size_t n = 0;
    text[0] = '\0';
    if (option->required) n += (size_t)snprintf(text, size, "; required");
    if (option->default_text) n += (size_t)snprintf(text + n, size - n, "; default %s", option->default_text);
    if (option->min == option->max) return;
    limit(low, sizeof low, option, option->min);
    limit(high, sizeof high, option, option->max);
    snprintf(text + n, size - n, "; from %s to %s", low, high);
}

static void option_entry(FILE *out, const sea_job_option *option)
{
    char name[160], placeholder[100], terms[250], text[700];
    snprintf(name, sizeof name, "--%s %s", option->name, option_placeholder(option, placeholder, sizeof placeholder));
    option_terms(option, terms, sizeof terms);
    snprintf(text, sizeof text, "%.400s%s", option->help, terms);
    entry(out, name, text);
}

static void column_entries(FILE *out, const sea_job *job)
{
    for (size_t i = 0; i < job->column_count; i++) {
        const sea_job_column *column = &job->columns[i];
        char text[300];
        snprintf(text, sizeof text, "%s%s%s%s", column->help, column->unit ? " (" : "",
                 column->unit ? column->unit : "", column->unit ? ")" : "");
        entry(out, column->name, text);
    }
}

static void exit_entries(FILE *out)
{
    entry(out, "0", "done");
    entry(out, "1", "failed");
    entry(out, "2", "the command line is wrong");
    entry(out, "3", "partly done: something was refused or missing, and standard error says what");
    entry(out, "130, 143", "ended by SIGINT or SIGTERM, as shells see it: the output is not complete");
}

void help_job(FILE *out, const sea_job *job)
{
    fprintf(out, "starsea %s: %s\n\nusage: starsea %s [options]%s%s\n", job->name, job->summary, job->name,
            job->inputs ? " " : "", job->inputs ? job->inputs : "");
    if (job->alias) fprintf(out, "also spelt: starsea %s\n", job->alias);
    if (job->details) {
        fputc('\n', out);
        paragraph(out, job->details, 0);
    }
    if (job->inputs_help) {
        fprintf(out, "\ninputs:\n");
        paragraph(out, job->inputs_help, 2);
    }
    fprintf(out, "\noptions:\n");
    for (size_t i = 0; i < job->option_count; i++) option_entry(out, &job->options[i]);
    size_t common_count;
    const sea_job_option *common = sea_job_common_options(&common_count);
    for (size_t i = 0; i < common_count; i++)
        if (sea_job_option_find(job, common[i].name) == &common[i]) option_entry(out, &common[i]);
    if (job->column_count > 0) entry(out, "--csv, --json", "short for --format csv and --format json");
    entry(out, "--help", "this text");
    if (job->column_count > 0) {
        fprintf(out, "\noutput columns:\n");
        column_entries(out, job);
    }
    fprintf(out, "\nexit status:\n");
    exit_entries(out);
    if (job->example) fprintf(out, "\nexample:\n  %s\n", job->example);
}

void help_overview(FILE *out)
{
    fprintf(out,
            "starsea %s: space safety and verification from public orbital data\n\n"
            "usage: starsea JOB [options] [FILE...]\n\njobs:\n",
            sea_version());
    size_t count;
    const sea_job *const *jobs = sea_job_table(&count);
    for (size_t i = 0; i < count; i++) entry(out, jobs[i]->name, jobs[i]->summary);
    entry(out, "help [JOB]",
          "this text, or that of a job; --man writes it as a manual page, --list the names of the jobs");
    entry(out, "serve", "the jobs through HTTP on this machine; see starsea serve --help");
    entry(out, "version", "the version of the program");
    fprintf(out,
            "\nRows go to standard output, notes and progress to standard error. - is standard input. Times are UTC:\n"
            "2026-03-10T04:00:00Z, or a date alone. Durations: 90s 5m 6h 7d. Options may stand before or after files.\n"
            "\nexit status:\n");
    exit_entries(out);
}
