/* Command lines: `--name value`, `--name=value`, `-o FILE` for --output, `--`, inputs anywhere. */
#include "cli.h"

#include <stdlib.h>
#include <string.h>

/* ---- nearest name ---- */

enum { LONGEST_NAME = 40 };

static size_t least(size_t a, size_t b, size_t c)
{
    size_t m = a < b ? a : b;
    return m < c ? m : c;
}

/* Levenshtein distance; both texts shorter than LONGEST_NAME. */
static size_t distance(const char *a, const char *b)
{
    size_t row[LONGEST_NAME + 1], n = strlen(b);
    for (size_t j = 0; j <= n; j++) row[j] = j;
    for (size_t i = 1; a[i - 1]; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= n; j++) {
            size_t change = corner + (a[i - 1] != b[j - 1]);
            corner = row[j];
            row[j] = least(change, row[j] + 1, row[j - 1] + 1);
        }
    }
    return row[n];
}

const char *nearest_name(const char *name, const char *const *names, size_t count)
{
    const char *best = NULL;
    size_t length = strlen(name), best_distance = length / 3 + 2;
    if (length >= LONGEST_NAME) return NULL;
    for (size_t i = 0; i < count; i++) {
        bool starts = length >= 3 && strncmp(names[i], name, length) == 0;
        size_t d = starts ? 1 : distance(name, names[i]);
        if (d >= best_distance) continue;
        best = names[i];
        best_distance = d;
    }
    return best;
}

static const char *nearest_option(const sea_job *job, const char *name)
{
    enum { MOST = 64 };
    const char *names[MOST];
    size_t count = 0, common_count;
    const sea_job_option *common = sea_job_common_options(&common_count);
    for (size_t i = 0; i < job->option_count && count < MOST; i++) names[count++] = job->options[i].name;
    for (size_t i = 0; i < common_count && count < MOST; i++)
        if (sea_job_option_find(job, common[i].name) == &common[i]) names[count++] = common[i].name;
    if (count < MOST) names[count++] = "help";
    return nearest_name(name, names, count);
}

/* ---- parsing ---- */

typedef struct parser {
    const sea_job *job;
    arguments *out;
    char *message;
    size_t message_size;
} parser;

static void add_argument(parser *p, const char *name, const char *text)
{
    p->out->given[p->out->given_count++] = (sea_job_argument){name, text};
}

static bool has_choice(const sea_job_option *option, const char *word)
{
    for (size_t i = 0; option && option->choices && option->choices[i]; i++)
        if (strcmp(option->choices[i], word) == 0) return true;
    return false;
}

static bool unknown(parser *p, const char *name)
{
    const char *near = nearest_option(p->job, name);
    snprintf(p->message, p->message_size, "there is no option --%.60s%s%s%s", name, near ? "; do you mean --" : "",
             near ? near : "", near ? "?" : "");
    return false;
}

/* Takes one word that begins with two dashes. Returned: words used, 0 on failure. */
static int take_option(parser *p, char *word, const char *next)
{
    char *name = word + 2, *equals = strchr(name, '=');
    if (equals) *equals = '\0';
    const sea_job_option *option = sea_job_option_find(p->job, name), *format = sea_job_option_find(p->job, "format");
    if (!option && !equals && strcmp(name, "help") == 0) {
        p->out->help = true;
        return 1;
    }
    if (!option && !equals && (strcmp(name, "csv") == 0 || strcmp(name, "json") == 0) && has_choice(format, name)) {
        add_argument(p, "format", name);
        return 1;
    }
    if (!option) return unknown(p, name);
    if (equals || option->type == SEA_OPTION_FLAG) {
        add_argument(p, option->name, equals ? equals + 1 : "true");
        return 1;
    }
    if (!next) {
        char text[80];
        snprintf(p->message, p->message_size, "--%s needs a value: %s", option->name,
                 option_placeholder(option, text, sizeof text));
        return 0;
    }
    add_argument(p, option->name, next);
    return 2;
}

bool arguments_parse(const sea_job *job, int argc, char **argv, arguments *out, char *message, size_t message_size)
{
    parser p = {job, out, message, message_size};
    char output_word[] = "--output";
    *out = (arguments){.given = calloc((size_t)argc + 1, sizeof *out->given),
                       .inputs = calloc((size_t)argc + 1, sizeof *out->inputs)};
    if (!out->given || !out->inputs) {
        snprintf(message, message_size, "out of memory");
        return false;
    }
    bool only_inputs = false;
    for (int i = 0; i < argc;) {
        char *word = argv[i];
        int used = 1;
        if (only_inputs || word[0] != '-' || strcmp(word, "-") == 0)
            out->inputs[out->input_count++] = word;
        else if (strcmp(word, "--") == 0)
            only_inputs = true;
        else if (strcmp(word, "-h") == 0)
            out->help = true;
        else if (strcmp(word, "-o") == 0 && sea_job_option_find(job, "output"))
            used = take_option(&p, output_word, i + 1 < argc ? argv[i + 1] : NULL);
        else if (word[1] == '-')
            used = take_option(&p, word, i + 1 < argc ? argv[i + 1] : NULL);
        else {
            snprintf(message, message_size, "there is no option %.60s; options begin with two dashes", word);
            return false;
        }
        if (used == 0) return false;
        i += used;
    }
    return true;
}

void arguments_free(arguments *a)
{
    free(a->given);
    free(a->inputs);
    *a = (arguments){0};
}
