/* Manual pages (roff) from the job table. */
#include "cli.h"

#include <string.h>

/* Text for roff: dashes stay dashes, no line is taken for a request, an empty line begins a paragraph. */
static void roff(FILE *out, const char *text)
{
    bool line_start = true;
    for (const char *p = text; *p; p++) {
        if (*p == '\n' && p[1] == '\n') {
            fprintf(out, "\n.PP\n");
            while (p[1] == '\n') p++;
            line_start = true;
            continue;
        }
        if (line_start && (*p == '.' || *p == '\'')) fputs("\\&", out);
        if (*p == '-')
            fputs("\\-", out);
        else if (*p == '\\')
            fputs("\\e", out);
        else
            fputc(*p, out);
        line_start = *p == '\n';
    }
}

static void line(FILE *out, const char *before, const char *text, const char *after)
{
    fputs(before, out);
    roff(out, text);
    fputs(after, out);
}

static void header(FILE *out, const char *name, const char *summary)
{
    fprintf(out, ".TH \"");
    for (const char *p = name; *p; p++) fputc(*p >= 'a' && *p <= 'z' ? *p - 'a' + 'A' : *p, out);
    fprintf(out, "\" \"1\" \"\" \"starsea %s\" \"Starsea manual\"\n.SH NAME\n", sea_version());
    line(out, "", name, " \\- ");
    line(out, "", summary, "\n");
}

static void option_entry(FILE *out, const sea_job_option *option)
{
    char placeholder[100], terms[250];
    line(out, ".TP\n.B \\-\\-", option->name, "");
    line(out, " ", option_placeholder(option, placeholder, sizeof placeholder), "\n");
    line(out, "", option->help, "");
    option_terms(option, terms, sizeof terms);
    line(out, "", terms, ".\n");
}

static void column_entry(FILE *out, const sea_job_column *column)
{
    line(out, ".TP\n.B ", column->name, "\n");
    line(out, "", column->help, "");
    if (column->unit) line(out, " (", column->unit, ")");
    fputs(".\n", out);
}

static void exit_section(FILE *out)
{
    fputs(".SH EXIT STATUS\n.TP\n.B 0\nDone.\n.TP\n.B 1\nFailed.\n.TP\n.B 2\nThe command line is wrong.\n"
          ".TP\n.B 3\nPartly done: something was refused or missing, and standard error says what.\n"
          ".TP\n.B 130, 143\nEnded by SIGINT or SIGTERM, as shells see it: the output is not complete.\n",
          out);
}

void manual_job(FILE *out, const sea_job *job)
{
    char name[80];
    snprintf(name, sizeof name, "starsea-%s", job->name);
    header(out, name, job->summary);
    line(out, ".SH SYNOPSIS\n.B starsea ", job->name, " [options]");
    if (job->inputs) line(out, " ", job->inputs, "");
    fputs("\n.SH DESCRIPTION\n", out);
    if (job->details) line(out, "", job->details, "\n");
    if (job->inputs_help) line(out, ".PP\nInputs: ", job->inputs_help, ".\n");
    fputs(".SH OPTIONS\n", out);
    for (size_t i = 0; i < job->option_count; i++) option_entry(out, &job->options[i]);
    size_t common_count;
    const sea_job_option *common = sea_job_common_options(&common_count);
    for (size_t i = 0; i < common_count; i++)
        if (sea_job_option_find(job, common[i].name) == &common[i]) option_entry(out, &common[i]);
    if (job->column_count > 0) fputs(".SH OUTPUT\n", out);
    for (size_t i = 0; i < job->column_count; i++) column_entry(out, &job->columns[i]);
    exit_section(out);
    if (job->example) line(out, ".SH EXAMPLES\n.nf\n", job->example, "\n.fi\n");
    fputs(".SH SEE ALSO\n.BR starsea (1)\n", out);
}

void manual_overview(FILE *out)
{
    header(out, "starsea", "space safety and verification from public orbital data");
    fputs(".SH SYNOPSIS\n.B starsea\nJOB [options] [FILE...]\n.SH DESCRIPTION\n"
          "Rows go to standard output, notes and progress to standard error. Times are UTC.\n.SH JOBS\n",
          out);
    size_t count;
    const sea_job *const *jobs = sea_job_table(&count);
    for (size_t i = 0; i < count; i++) {
        line(out, ".TP\n.BR starsea\\-", jobs[i]->name, " (1)\n");
        line(out, "", jobs[i]->summary, ".\n");
    }
    line(out, ".TP\n.B serve\n", "the jobs through HTTP on this machine; starsea serve --help says how", ".\n");
    exit_section(out);
}
