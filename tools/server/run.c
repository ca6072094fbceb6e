/* Runs of jobs: waiting, running on threads of their own, kept for a while when they have ended. */
#include "server.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

struct run {
    char id[RUN_ID_MAX];
    const sea_job *job;
    sea_job_argument *arguments; /* texts in `room` */
    size_t argument_count;
    char *room;
    text body;
    bool has_body;

    mtx_t lock; /* of what follows but the atomics */
    atomic_int references, cancelled;
    run_state state;
    double part;
    struct timespec asked;
    int64_t deadline_ns; /* monotonic; 0 = none */
    text output, talk;   /* talk: JSON strings with commas between */
    sea_job_outcome outcome;
    sea_error error;
    sea_status status;
    run *next; /* in the table, newest first */
};

struct runs {
    mtx_t lock;
    cnd_t wake;
    run *newest;
    uint64_t count; /* ever taken: ids */
    bool ending;
    thrd_t *threads;
    unsigned thread_count;
};

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

bool run_ended(run_state s)
{
    return s != RUN_WAITING && s != RUN_RUNNING;
}

const char *run_state_name(run_state s)
{
    static const char *const names[] = {"waiting", "running", "done", "partly", "failed", "cancelled"};
    return names[s];
}

/* ---- one run ---- */

static run *run_new(const sea_job *job, const sea_job_argument *arguments, size_t count, const char *body,
                    size_t body_length)
{
    size_t bytes = 1;
    for (size_t i = 0; i < count; i++) bytes += strlen(arguments[i].name) + strlen(arguments[i].text) + 2;
    run *r = calloc(1, sizeof *r);
    if (!r) return NULL;
    r->job = job;
    r->room = malloc(bytes);
    r->arguments = calloc(count + 1, sizeof *r->arguments);
    text_add(&r->body, body ? body : "", body ? body_length : 0);
    if (!r->room || !r->arguments || r->body.failed || mtx_init(&r->lock, mtx_plain) != thrd_success) {
        free(r->room);
        free(r->arguments);
        text_free(&r->body);
        free(r);
        return NULL;
    }
    char *place = r->room;
    for (size_t i = 0; i < count; i++) {
        r->arguments[i].name = strcpy(place, arguments[i].name);
        place += strlen(place) + 1;
        r->arguments[i].text = strcpy(place, arguments[i].text);
        place += strlen(place) + 1;
    }
    r->argument_count = count;
    r->has_body = body != NULL;
    atomic_store(&r->references, 1);
    clock_gettime(CLOCK_MONOTONIC, &r->asked);
    return r;
}

void run_hold(run *r)
{
    atomic_fetch_add(&r->references, 1);
}

void run_release(run *r)
{
    if (atomic_fetch_sub(&r->references, 1) != 1) return;
    mtx_destroy(&r->lock);
    sea_job_outcome_free(&r->outcome);
    text_free(&r->output);
    text_free(&r->talk);
    text_free(&r->body);
    free(r->arguments);
    free(r->room);
    free(r);
}

void run_cancel(run *r)
{
    atomic_store(&r->cancelled, 1);
}

/* ---- what a job says ---- */

static bool out_of_time(const run *r)
{
    return r->deadline_ns > 0 && now_ns() > r->deadline_ns;
}

static sea_status refuse(sea_error *err, const char *why)
{
    if (err) {
        *err = (sea_error){.code = SEA_E_RANGE};
        snprintf(err->text, sizeof err->text, "%s", why);
    }
    return SEA_E_RANGE;
}

static sea_status take_output(void *payload, const char *bytes, size_t length, sea_error *err)
{
    run *r = payload;
    if (atomic_load(&r->cancelled) || out_of_time(r)) return SEA_DONE;
    if (r->output.length + length > RUN_OUTPUT_MAX)
        return refuse(err, "the answer is larger than this server keeps; ask for less");
    text_add(&r->output, bytes, length);
    return r->output.failed ? SEA_E_MEMORY : SEA_OK;
}

static void take_talk(void *payload, sea_job_talk kind, const char *line)
{
    enum { TALK_MAX = 1 << 20 };
    static const char *const prefix[] = {"", "warning: ", ""};
    run *r = payload;
    char whole[2400];
    snprintf(whole, sizeof whole, "%s%.2300s", prefix[kind], line);
    mtx_lock(&r->lock);
    if (r->talk.length < TALK_MAX) {
        if (r->talk.length > 0) text_put(&r->talk, ", ");
        text_json(&r->talk, whole);
    }
    mtx_unlock(&r->lock);
}

static int take_progress(void *payload, double part)
{
    run *r = payload;
    mtx_lock(&r->lock);
    r->part = part < 0.0 ? 0.0 : part > 1.0 ? 1.0 : part;
    mtx_unlock(&r->lock);
    return atomic_load(&r->cancelled) || out_of_time(r);
}

/* ---- running ---- */

/* The body as a file, which is what jobs read. */
static bool keep_body(const run *r, char path[64])
{
    snprintf(path, 64, "/tmp/starsea-XXXXXX");
    int fd = mkstemp(path);
    if (fd < 0) return false;
    size_t done = 0;
    while (done < r->body.length) {
        ssize_t wrote = write(fd, r->body.data + done, r->body.length - done);
        if (wrote <= 0) break;
        done += (size_t)wrote;
    }
    close(fd);
    if (done == r->body.length) return true;
    unlink(path);
    return false;
}

static run_state state_of(const run *r)
{
    if (r->status == SEA_OK) return r->outcome.partly ? RUN_PARTLY : RUN_DONE;
    return r->status == SEA_DONE ? RUN_CANCELLED : RUN_FAILED;
}

static void perform(run *r)
{
    char path[64];
    const char *const inputs[1] = {path};
    const sea_job_request asked = {.arguments = r->arguments,
                                   .argument_count = r->argument_count,
                                   .inputs = inputs,
                                   .input_count = r->has_body ? 1 : 0,
                                   .payload = r,
                                   .write = take_output,
                                   .talk = take_talk,
                                   .progress = take_progress};
    sea_job_outcome outcome = {0};
    sea_error error = {0};
    sea_status s = SEA_E_IO;
    mtx_lock(&r->lock);
    r->state = RUN_RUNNING;
    mtx_unlock(&r->lock);
    if (r->has_body && !keep_body(r, path))
        snprintf(error.text, sizeof error.text, "the body cannot be kept: no room in /tmp");
    else {
        s = sea_job_run(r->job, &asked, &outcome, &error);
        if (r->has_body) unlink(path);
    }
    mtx_lock(&r->lock);
    r->status = s;
    r->outcome = outcome;
    r->error = error;
    r->state = state_of(r);
    if (s == SEA_OK) r->part = 1.0;
    mtx_unlock(&r->lock);
}

run *run_now(const sea_job *job, const sea_job_argument *arguments, size_t count, const char *body, size_t body_length,
             double seconds)
{
    run *r = run_new(job, arguments, count, body, body_length);
    if (!r) return NULL;
    r->deadline_ns = now_ns() + (int64_t)(seconds * 1e9);
    perform(r);
    return r;
}

/* ---- the table ---- */

static run *oldest_waiting(runs *all)
{
    run *found = NULL;
    for (run *r = all->newest; r; r = r->next) {
        mtx_lock(&r->lock);
        if (r->state == RUN_WAITING) found = r;
        mtx_unlock(&r->lock);
    }
    return found;
}

static int work(void *payload)
{
    runs *all = payload;
    mtx_lock(&all->lock);
    while (!all->ending) {
        run *r = oldest_waiting(all);
        if (!r) {
            cnd_wait(&all->wake, &all->lock);
            continue;
        }
        mtx_lock(&r->lock);
        r->state = atomic_load(&r->cancelled) ? RUN_CANCELLED : RUN_RUNNING;
        bool go = r->state == RUN_RUNNING;
        mtx_unlock(&r->lock);
        run_hold(r);
        mtx_unlock(&all->lock);
        if (go) perform(r);
        run_release(r);
        mtx_lock(&all->lock);
    }
    mtx_unlock(&all->lock);
    return 0;
}

runs *runs_new(unsigned workers)
{
    runs *all = calloc(1, sizeof *all);
    if (!all) return NULL;
    all->threads = calloc(workers + 1, sizeof *all->threads);
    if (!all->threads || mtx_init(&all->lock, mtx_plain) != thrd_success || cnd_init(&all->wake) != thrd_success) {
        free(all->threads);
        free(all);
        return NULL;
    }
    while (all->thread_count < workers && thrd_create(&all->threads[all->thread_count], work, all) == thrd_success)
        all->thread_count++;
    if (all->thread_count > 0 || workers == 0) return all;
    runs_free(all);
    return NULL;
}

void runs_free(runs *all)
{
    mtx_lock(&all->lock);
    all->ending = true;
    for (run *r = all->newest; r; r = r->next) run_cancel(r);
    cnd_broadcast(&all->wake);
    mtx_unlock(&all->lock);
    for (unsigned i = 0; i < all->thread_count; i++) thrd_join(all->threads[i], NULL);
    while (all->newest) {
        run *r = all->newest;
        all->newest = r->next;
        run_release(r);
    }
    cnd_destroy(&all->wake);
    mtx_destroy(&all->lock);
    free(all->threads);
    free(all);
}

/* Forgets the oldest that have ended, beyond what is kept in number or in bytes. */
static void forget(runs *all)
{
    size_t kept = 0, bytes = 0;
    for (run **place = &all->newest; *place;) {
        run *r = *place;
        mtx_lock(&r->lock);
        bool ended = run_ended(r->state);
        bytes += ended ? r->output.length : 0;
        mtx_unlock(&r->lock);
        if (!ended || (++kept <= RUNS_KEPT_MAX && bytes <= RUN_OUTPUT_MAX)) {
            place = &r->next;
            continue;
        }
        *place = r->next;
        run_release(r);
    }
}

run *runs_add(runs *all, const sea_job *job, const sea_job_argument *arguments, size_t count, const char *body,
              size_t body_length)
{
    run *r = run_new(job, arguments, count, body, body_length);
    if (!r) return NULL;
    size_t waiting = 0;
    mtx_lock(&all->lock);
    for (run *other = all->newest; other; other = other->next) {
        mtx_lock(&other->lock);
        waiting += other->state == RUN_WAITING;
        mtx_unlock(&other->lock);
    }
    bool full = waiting >= RUNS_WAITING_MAX;
    if (!full) {
        snprintf(r->id, sizeof r->id, "r%llu", (unsigned long long)++all->count);
        r->next = all->newest;
        all->newest = r;
        run_hold(r);
        forget(all);
        cnd_signal(&all->wake);
    }
    mtx_unlock(&all->lock);
    if (!full) return r;
    run_release(r);
    return NULL;
}

run *runs_find(runs *all, const char *id)
{
    run *found = NULL;
    mtx_lock(&all->lock);
    for (run *r = all->newest; r && !found; r = r->next)
        if (strcmp(r->id, id) == 0) found = r;
    if (found) run_hold(found);
    mtx_unlock(&all->lock);
    return found;
}

/* ---- looking ---- */

run_status run_look(run *r)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    mtx_lock(&r->lock);
    run_status s = {.job = r->job->name, .state = r->state, .part = r->part};
    mtx_unlock(&r->lock);
    strcpy(s.id, r->id);
    s.seconds = (int64_t)(t.tv_sec - r->asked.tv_sec);
    return s;
}

const text *run_output(const run *r)
{
    return &r->output;
}

const char *run_error(const run *r)
{
    return r->error.text[0] ? r->error.text : sea_status_text(r->status);
}

sea_status run_failure(const run *r)
{
    return r->status;
}

const char *run_argument(const run *r, const char *name)
{
    for (size_t i = 0; i < r->argument_count; i++)
        if (strcmp(r->arguments[i].name, name) == 0) return r->arguments[i].text;
    return NULL;
}

const sea_job *run_job_of(const run *r)
{
    return r->job;
}

/* What was asked for, but for what the server adds of itself. */
static void describe_asked(const run *r, text *out)
{
    bool first = true;
    text_put(out, ", \"asked\": {");
    for (size_t i = 0; i < r->argument_count; i++) {
        if (strcmp(r->arguments[i].name, "store") == 0 || strcmp(r->arguments[i].name, "format") == 0) continue;
        if (!first) text_put(out, ", ");
        text_json(out, r->arguments[i].name);
        text_put(out, ": ");
        text_json(out, r->arguments[i].text);
        first = false;
    }
    text_format(out, "}, \"with_body\": %s", r->has_body ? "true" : "false");
}

static void describe_status(const run_status *s, text *out)
{
    text_format(out, "\"id\": \"%s\", \"job\": \"%s\", \"state\": \"%s\", \"part\": %.3f, \"seconds\": %lld", s->id,
                s->job, run_state_name(s->state), s->part, (long long)s->seconds);
}

void run_describe(run *r, text *out)
{
    run_status s = run_look(r);
    text_put(out, "{");
    describe_status(&s, out);
    describe_asked(r, out);
    mtx_lock(&r->lock);
    text_put(out, ", \"talk\": [");
    text_add(out, r->talk.data, r->talk.length);
    text_put(out, "], \"error\": ");
    text_json(out, s.state == RUN_FAILED ? run_error(r) : NULL);
    text_put(out, ", \"record\": ");
    text_put(out, r->outcome.record ? r->outcome.record : "null");
    mtx_unlock(&r->lock);
    text_put(out, "}\n");
}

void runs_describe(runs *all, text *out)
{
    text_put(out, "[");
    mtx_lock(&all->lock);
    for (run *r = all->newest; r; r = r->next) {
        run_status s = run_look(r);
        text_put(out, r == all->newest ? "{" : ",\n{");
        describe_status(&s, out);
        describe_asked(r, out);
        text_put(out, "}");
    }
    mtx_unlock(&all->lock);
    text_put(out, "]\n");
}
