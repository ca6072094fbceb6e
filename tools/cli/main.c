/* starsea: the command line. Names the job, hands it its arguments, turns its outcome into an exit status. */
#include "cli.h"

#include <starsea/sgp4.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MESSAGE_MAX = 300 };

/* A closed standard stream would give its number to the next file opened, and rows could land in a store. */
static void hold_standard_streams(void)
{
    for (int fd = 0; fd <= 2; fd++)
        if (fcntl(fd, F_GETFD) == -1 && errno == EBADF && open("/dev/null", fd == 1 ? O_RDONLY : O_WRONLY) != fd)
            _exit(EXIT_FAILED);
}

static int usage(const char *job, const char *message)
{
    terminal_complain(job, message);
    if (job)
        fprintf(stderr, "see: starsea %s --help\n", job);
    else
        fprintf(stderr, "see: starsea help\n");
    return EXIT_USAGE;
}

static int unknown_job(const char *name)
{
    enum { MOST = 64 };
    const char *names[MOST + 3];
    size_t count, n = 0;
    const sea_job *const *jobs = sea_job_table(&count);
    for (size_t i = 0; i < count && n < MOST; i++) names[n++] = jobs[i]->name;
    names[n++] = "help";
    names[n++] = "version";
    names[n++] = "serve";
    const char *near = nearest_name(name, names, n);
    char message[MESSAGE_MAX];
    snprintf(message, sizeof message, "there is no job \"%.60s\"%s%s%s", name, near ? "; do you mean " : "",
             near ? near : "", near ? "?" : "");
    return usage(NULL, message);
}

/* The kernel in use, and whether it is another than the environment asks for. */
static void print_version(void)
{
    const char *kernel = sea_sgp4_kernel_name(), *wanted = getenv("STARSEA_SIMD");
    printf("starsea %s\nsgp4 kernel: %s\n", sea_version(), kernel);
    if (wanted && strcmp(wanted, kernel) != 0)
        fprintf(stderr, "starsea: STARSEA_SIMD=%.20s is no kernel of this machine (avx512, avx2, sse2, neon, scalar)\n",
                wanted);
}

static int closed(int status)
{
    return terminal_close() || status != EXIT_DONE ? status : EXIT_FAILED;
}

/* `starsea help [--man | --list] [JOB]` */
static int show_help(int argc, char **argv)
{
    bool man = false, list = false;
    const char *name = NULL;
    for (int i = 0; i < argc; i++) {
        if (strcmp(argv[i], "--man") == 0)
            man = true;
        else if (strcmp(argv[i], "--list") == 0)
            list = true;
        else if (name || argv[i][0] == '-')
            return usage(NULL, "usage: starsea help [--man | --list] [JOB]");
        else
            name = argv[i];
    }
    size_t count;
    const sea_job *const *jobs = sea_job_table(&count);
    const sea_job *job = name ? sea_job_find(name) : NULL;
    if (name && strcmp(name, "version") == 0) return help_overview(stdout), closed(EXIT_DONE);
    if (name && !job) return unknown_job(name);
    for (size_t i = 0; list && i < count; i++) puts(jobs[i]->name);
    if (list) return closed(EXIT_DONE);
    if (man && job)
        manual_job(stdout, job);
    else if (man)
        manual_overview(stdout);
    else if (job)
        help_job(stdout, job);
    else
        help_overview(stdout);
    return closed(EXIT_DONE);
}

static int exit_status(sea_status s, const sea_job_outcome *outcome)
{
    if (s == SEA_OK) return outcome->partly ? EXIT_PARTLY : EXIT_DONE;
    return s == SEA_E_USAGE ? EXIT_USAGE : EXIT_FAILED;
}

static int run_job(const sea_job *job, const arguments *a)
{
    terminal t = terminal_init(job);
    sea_job_request request = {
        .arguments = a->given,
        .argument_count = a->given_count,
        .inputs = a->inputs,
        .input_count = a->input_count,
        .payload = &t,
        .write = terminal_write,
        .talk = terminal_talk,
        .progress = terminal_progress,
    };
    terminal_catch_interrupt();
    sea_job_outcome outcome;
    sea_error err = {0};
    sea_status s = sea_job_run(job, &request, &outcome, &err);
    terminal_clear_bar(&t);
    int status = exit_status(s, &outcome);
    sea_job_outcome_free(&outcome);
    if (s != SEA_OK && terminal_interrupted()) { /* a read cut off by the interrupt fails like any other */
        terminal_complain(job->name, "interrupted; the output is not complete");
        fflush(stdout);
        /* Ending by the signal itself is how a shell learns that the user wants the whole line of commands to end. */
        signal(SIGINT, SIG_DFL);
        raise(SIGINT);
    }
    if (s == SEA_E_USAGE) return usage(job->name, err.text);
    if (s != SEA_OK) terminal_complain(job->name, err.text[0] ? err.text : sea_status_text(s));
    return t.write_errno ? status : closed(status);
}

int main(int argc, char **argv)
{
    hold_standard_streams();
    signal(SIGPIPE, SIG_IGN); /* a reader that went away is told as a failed write */
    signal(SIGXFSZ, SIG_IGN); /* and so is a file larger than the user's limit */
    if (argc < 2) {
        help_overview(stderr);
        return EXIT_USAGE;
    }
    const char *name = argv[1];
    if (strcmp(name, "help") == 0 || strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        return show_help(argc - 2, argv + 2);
    if (strcmp(name, "version") == 0 || strcmp(name, "--version") == 0) {
        print_version();
        return closed(EXIT_DONE);
    }
    if (strcmp(name, "serve") == 0) return serve_main(argc - 2, argv + 2);
    const sea_job *job = sea_job_find(name);
    if (!job) return unknown_job(name);
    arguments a;
    char message[MESSAGE_MAX];
    int status;
    if (!arguments_parse(job, argc - 2, argv + 2, &a, message, sizeof message))
        status = usage(job->name, message);
    else if (a.help) {
        help_job(stdout, job);
        status = closed(EXIT_DONE);
    } else
        status = run_job(job, &a);
    arguments_free(&a);
    return status;
}
