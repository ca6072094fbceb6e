/* Standard output and standard error of a run. */
#include "cli.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t interrupted;

static void note_interrupt(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
}

void terminal_catch_interrupt(void)
{
    /* The first interrupt asks the job to end; the handler is gone then, so that a second one ends the program at once.
     */
    struct sigaction action = {.sa_handler = note_interrupt, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
}

bool terminal_interrupted(void)
{
    return interrupted != 0;
}

terminal terminal_init(const sea_job *job)
{
    bool bar = (job->flags & SEA_JOB_SLOW) != 0 && isatty(STDERR_FILENO);
    return (terminal){.job = job->name, .bar = bar, .drawn = -1};
}

/* ---- progress ---- */

enum { BAR_WIDTH = 40 };

void terminal_clear_bar(terminal *t)
{
    if (t->drawn < 0) return;
    fprintf(stderr, "\r%*s\r", BAR_WIDTH + 12, "");
    t->drawn = -1;
}

int terminal_progress(void *payload, double part)
{
    terminal *t = payload;
    int percent = part <= 0 ? 0 : part >= 1 ? 100 : (int)(part * 100);
    if (t->bar && percent != t->drawn) {
        char marks[BAR_WIDTH + 1];
        memset(marks, '.', BAR_WIDTH);
        memset(marks, '#', (size_t)(percent * BAR_WIDTH / 100));
        marks[BAR_WIDTH] = '\0';
        fprintf(stderr, "\r[%s] %3d %%", marks, percent);
        t->drawn = percent;
    }
    return interrupted ? 1 : 0;
}

/* ---- rows and talk ---- */

sea_status terminal_write(void *payload, const char *bytes, size_t length, sea_error *err)
{
    terminal *t = payload;
    if (interrupted) return SEA_DONE;
    if (t->drawn >= 0 && isatty(STDOUT_FILENO)) terminal_clear_bar(t);
    if (fwrite(bytes, 1, length, stdout) == length) return SEA_OK;
    if (interrupted) return SEA_DONE;
    t->write_errno = errno;
    if (err) {
        *err = (sea_error){.code = SEA_E_IO};
        snprintf(err->text, sizeof err->text, "cannot write to standard output: %s", strerror(t->write_errno));
    }
    return SEA_E_IO;
}

void terminal_talk(void *payload, sea_job_talk kind, const char *line)
{
    terminal *t = payload;
    terminal_clear_bar(t);
    if (kind == SEA_JOB_DIAGNOSTIC)
        fprintf(stderr, "%s\n", line);
    else
        fprintf(stderr, "%s: %s%s\n", t->job, kind == SEA_JOB_WARNING ? "warning: " : "", line);
}

bool terminal_close(void)
{
    int why = fflush(stdout) == 0 ? 0 : errno;
    if (why == 0 && !ferror(stdout)) return true;
    char text[200];
    snprintf(text, sizeof text, "cannot write to standard output%s%s", why ? ": " : "", why ? strerror(why) : "");
    terminal_complain(NULL, text);
    return false;
}

void terminal_complain(const char *job, const char *text)
{
    fprintf(stderr, "starsea%s%s: ", job ? " " : "", job ? job : "");
    for (const char *p = text; *p; p++) fputc((unsigned char)*p < ' ' || *p == 0x7f ? '?' : *p, stderr);
    fputc('\n', stderr);
}
