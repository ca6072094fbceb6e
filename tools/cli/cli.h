/* The command line: a view of the job table. */
#ifndef STARSEA_CLI_H
#define STARSEA_CLI_H

#include <starsea/job.h>

#include <stdio.h>

/* Exit status, the same for every job. */
enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_PARTLY = 3 };

/* A job's command line, taken apart. Texts belong to argv; free the arrays with arguments_free. */
typedef struct arguments {
    sea_job_argument *given;
    size_t given_count;
    const char **inputs;
    size_t input_count;
    bool help;
} arguments;

/* Takes apart what follows the job's name. False: `message` (one line) says what is wrong. */
bool arguments_parse(const sea_job *job, int argc, char **argv, arguments *out, char *message, size_t message_size);
void arguments_free(arguments *a);

/* Placeholder for an option's value in usage lines; empty for a flag. */
const char *option_placeholder(const sea_job_option *option, char *text, size_t size);

/* What follows an option's help: whether it is required, its default, its range. Written into text[size]. */
void option_terms(const sea_job_option *option, char *text, size_t size);

/* Of names[count], the one nearest to `name` by edit distance, NULL when none is near. */
const char *nearest_name(const char *name, const char *const *names, size_t count);

void help_overview(FILE *out);
void help_job(FILE *out, const sea_job *job);
void manual_overview(FILE *out);
void manual_job(FILE *out, const sea_job *job);

/* The two streams of a run: rows on standard output, talk and a progress bar on standard error. */
typedef struct terminal {
    const char *job;
    bool bar;        /* standard error is a terminal, and the job may take long enough to want one */
    int drawn;       /* percent on the bar, -1 when there is none */
    int write_errno; /* why standard output failed, 0 while it works */
} terminal;

terminal terminal_init(const sea_job *job);
void terminal_catch_interrupt(void);
bool terminal_interrupted(void);
sea_status terminal_write(void *payload, const char *bytes, size_t length, sea_error *err);
void terminal_talk(void *payload, sea_job_talk kind, const char *line);
int terminal_progress(void *payload, double part);
void terminal_clear_bar(terminal *t);

/* Flushes standard output. False: it did not all arrive, and standard error says why. */
bool terminal_close(void);

/* One line on standard error, `starsea: ` before it; control characters from the command line become '?'. */
void terminal_complain(const char *job, const char *text);

/* `starsea serve`, of tools/server. */
int serve_main(int argc, char **argv);

#endif
