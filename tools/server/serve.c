/* `starsea serve`: its options, and life from start to signal. */
#include "server.h"

#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage_text[] =
    "starsea serve: the jobs through HTTP, for programs and pages on this machine\n"
    "\n"
    "usage: starsea serve [--store DB] [--listen ADDRESS:PORT] [options]\n"
    "\n"
    "  --store DB              the store that jobs read\n"
    "  --listen ADDRESS:PORT   where to listen; default 127.0.0.1:8080; port 0 takes any free one\n"
    "  --tokens FILE           tokens that may ask (mode 0600); needed for an address other than loopback\n"
    "  --new-token SCOPES      print a new token and its line for that file; read, write, admin, with commas between\n"
    "  --host NAME             answer to this Host too, as a proxy in front may send it; may be given again\n"
    "  --allow-writes          let tokens of scope write import into the store\n"
    "  --seconds N             longest a job that is answered at once may take; default 10\n"
    "  --help                  this text\n"
    "\n"
    "Every job is at /v1/JOB with the options of the command line as parameters, and takes a file as the body of a "
    "POST;\n"
    "/v1/openapi.json describes them all. Fast jobs answer at once, as JSON, JSON lines or CSV by Accept; slow ones\n"
    "answer 202 with a run, whose progress is at /v1/runs/ID/events and whose rows at /v1/runs/ID/output. Paths of "
    "the\n"
    "machine are no parameters. Pages of other sites may not ask, whatever name they give this machine.\n";

typedef struct settings {
    const char *store, *listen, *tokens, *new_token;
    bool writes, help;
    double seconds;
    guard *guard;
} settings;

static int complain(const char *message)
{
    fprintf(stderr, "starsea serve: %s\nsee: starsea serve --help\n", message);
    return 2;
}

static int fail(const char *message)
{
    fprintf(stderr, "starsea serve: %s\n", message);
    return 1;
}

static bool take_value(settings *s, const char *name, const char *value)
{
    if (strcmp(name, "--store") == 0) return s->store = value, true;
    if (strcmp(name, "--listen") == 0) return s->listen = value, true;
    if (strcmp(name, "--tokens") == 0) return s->tokens = value, true;
    if (strcmp(name, "--new-token") == 0) return s->new_token = value, true;
    if (strcmp(name, "--host") == 0 && s->guard->host_count < HOSTS_MAX)
        return s->guard->hosts[s->guard->host_count++] = value, true;
    if (strcmp(name, "--seconds") == 0) {
        char *end;
        s->seconds = strtod(value, &end);
        return *value && !*end && s->seconds > 0.0 && s->seconds <= 3600.0;
    }
    return false;
}

static bool parse(int argc, char **argv, settings *s, char *message, size_t size)
{
    for (int i = 0; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            s->help = true;
        else if (strcmp(argv[i], "--allow-writes") == 0)
            s->writes = true;
        else if (i + 1 < argc && take_value(s, argv[i], argv[i + 1]))
            i++;
        else {
            snprintf(message, size, "%.60s: no such option, or no value that fits", argv[i]);
            return false;
        }
    }
    return true;
}

/* `ADDRESS:PORT`, an IPv6 address in brackets. */
static bool split(const char *listen, char address[64], uint16_t *port)
{
    const char *colon = strrchr(listen, ':');
    if (!colon || colon == listen || (size_t)(colon - listen) >= 64) return false;
    char *end;
    long number = strtol(colon + 1, &end, 10);
    if (!colon[1] || *end || number < 0 || number > 65535) return false;
    *port = (uint16_t)number;
    bool bracket = listen[0] == '[' && colon[-1] == ']';
    memcpy(address, listen + bracket, (size_t)(colon - listen) - 2 * bracket);
    address[(size_t)(colon - listen) - 2 * bracket] = '\0';
    return true;
}

static bool is_loopback(const char *address)
{
    struct in_addr four;
    if (inet_pton(AF_INET, address, &four) == 1) return ntohl(four.s_addr) >> 24 == 127;
    return strcmp(address, "::1") == 0;
}

static int print_token(const char *words)
{
    char bearer[2 * TOKEN_BYTES + 1], line[128];
    unsigned scopes = scopes_parse(words);
    if (scopes == 0) return complain("--new-token: read, write, admin, with commas between");
    if (!token_new(scopes, bearer, line)) return fail("no randomness is to be had");
    printf("%s\n", line);
    fprintf(stderr, "token, shown this once: %s\n", bearer);
    return fflush(stdout) == 0 ? 0 : 1;
}

static void wait_for_signal(void)
{
    sigset_t set;
    int number;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigwait(&set, &number);
}

/* Threads that start later inherit the mask, so that the signal comes to the one that waits. */
static void hold_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, NULL);
}

static int serve(server *s, const char *address, uint16_t port)
{
    char message[300];
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    hold_signals();
    openapi_write(&s->openapi);
    if (s->openapi.failed) return fail("out of memory");
    digest_hex(s->openapi.data, s->openapi.length, s->openapi_etag);
    s->runs = runs_new(cores > 2 ? 2 : 1);
    if (!s->runs) return fail("out of memory");
    http *h = http_start(s, address, port, cores > 4 ? (unsigned)cores : 4, message, sizeof message);
    if (h) {
        bool six = strchr(address, ':') != NULL;
        s->guard.port = http_port(h);
        printf("listening on http://%s%s%s:%u/\n", six ? "[" : "", address, six ? "]" : "", http_port(h));
        fflush(stdout);
        wait_for_signal();
        http_stop(h);
    }
    runs_free(s->runs);
    text_free(&s->openapi);
    free(s->guard.tokens);
    return h ? 0 : fail(message);
}

int serve_main(int argc, char **argv)
{
    server s = {0};
    settings chosen = {.listen = "127.0.0.1:8080", .seconds = 10.0, .guard = &s.guard};
    char message[300], address[64];
    uint16_t port;
    if (!parse(argc, argv, &chosen, message, sizeof message)) return complain(message);
    if (chosen.help) return fputs(usage_text, stdout) < 0 || fflush(stdout) != 0;
    if (chosen.new_token) return print_token(chosen.new_token);
    if (!split(chosen.listen, address, &port))
        return complain("--listen: ADDRESS:PORT, as 127.0.0.1:8080 or [::1]:8080");
    if (chosen.tokens && !token_read(chosen.tokens, &s.guard, message, sizeof message)) return fail(message);
    if (!is_loopback(address) && s.guard.token_count == 0)
        return complain(
            "others can reach that address: it needs --tokens FILE (see --new-token), and TLS in front of it");
    s.guard.writes = chosen.writes;
    s.store = chosen.store;
    s.seconds_max = chosen.seconds;
    return serve(&s, address, port);
}
