/* Paths to answers: the job table, runs, and the documents about them. */
#include "server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char json_type[] = "application/json", csv_type[] = "text/csv; charset=utf-8",
                  lines_type[] = "application/x-ndjson", plain_type[] = "text/plain; charset=utf-8";

/* ---- what of a job is reached from outside ---- */

bool route_has_job(const sea_job *job)
{
    return (job->flags & SEA_JOB_LOCAL) == 0;
}

bool route_takes_body(const sea_job *job)
{
    return job->inputs != NULL && route_has_job(job);
}

bool route_has_option(const sea_job_option *option)
{
    return option->type != SEA_OPTION_PATH && strcmp(option->name, "threads") != 0;
}

/* ---- a job ---- */

typedef struct asked {
    sea_job_argument arguments[QUERY_MAX + 2];
    size_t count;
    view view;
    const char *type; /* of the answer */
    bool with_body;
} asked;

static const char *type_of(const char *format)
{
    return strcmp(format, "csv") == 0 ? csv_type : strcmp(format, "table") == 0 ? plain_type : json_type;
}

/* The type that the caller accepts, JSON where it says nothing that is known here. */
static const char *accepted(const request *q)
{
    const char *accept = q->accept ? q->accept : "";
    if (strstr(accept, "application/json")) return json_type;
    if (strstr(accept, "application/x-ndjson")) return lines_type;
    return strstr(accept, "text/csv") ? csv_type : json_type;
}

static bool take_option(const sea_job *job, const char *name, const char *value, asked *a, reply *r)
{
    const sea_job_option *option = sea_job_option_find(job, name);
    int viewed = option ? 0 : view_take(job, name, value, &a->view, r);
    if (viewed != 0) return viewed > 0;
    if (!option) return reply_error(r, 400, "%s has no option \"%.60s\"", job->name, name), false;
    if (!route_has_option(option)) return reply_error(r, 400, "%s: not through the network", option->name), false;
    if (strcmp(name, "format") == 0 && job->column_count > 0) {
        a->type = type_of(value);
        return true;
    }
    bool flag = option->type == SEA_OPTION_FLAG && value[0] == '\0';
    a->arguments[a->count++] = (sea_job_argument){option->name, flag ? "true" : value};
    return true;
}

static bool gather(const server *s, const sea_job *job, const request *q, asked *a, reply *r)
{
    a->type = job->column_count > 0 ? accepted(q) : plain_type;
    a->with_body = q->body_length > 0;
    if (a->with_body && !route_takes_body(job)) return reply_error(r, 400, "%s takes no body", job->name), false;
    for (size_t i = 0; i < q->query_count; i++)
        if (!take_option(job, q->query[i].name, q->query[i].value, a, r)) return false;
    const sea_job_option *store = sea_job_option_find(job, "store");
    bool with_store = !a->with_body || (job->flags & SEA_JOB_BESIDE_STORE) != 0;
    if (store && s->store && with_store) a->arguments[a->count++] = (sea_job_argument){"store", s->store};
    const char *format = a->type == csv_type ? "csv" : a->type == plain_type ? "table" : "json";
    if (job->column_count > 0) a->arguments[a->count++] = (sea_job_argument){"format", format};
    return true;
}

static unsigned status_of(const run *r)
{
    switch (run_failure(r)) {
    case SEA_E_USAGE: return 400;
    case SEA_E_NOT_FOUND: return 404;
    case SEA_E_FORMAT:
    case SEA_E_RANGE:
    case SEA_E_UNSUPPORTED: return 422;
    case SEA_E_CONFLICT: return 409;
    case SEA_DONE: return 504;
    default: return 500;
    }
}

static void answer(run *kept, const char *type, const view *v, reply *r)
{
    run_state state = run_look(kept).state;
    if (state == RUN_CANCELLED)
        return reply_error(r, run_failure(kept) == SEA_DONE ? 504 : 410, "it took too long, or was cancelled");
    if (state == RUN_FAILED) return reply_error(r, status_of(kept), "%s", run_error(kept));
    r->status = 200;
    r->type = type;
    if (type == plain_type)
        text_add(&r->body, run_output(kept)->data, run_output(kept)->length);
    else
        view_write(run_job_of(kept), run_output(kept), type == csv_type, type == json_type, v, r);
}

static void run_job(server *s, const sea_job *job, const request *q, unsigned scopes, reply *r)
{
    asked a = {0};
    if ((job->flags & SEA_JOB_WRITES_STORE) != 0 && !(scopes & SCOPE_WRITE))
        return reply_error(r, 403, "%s writes the store: serve with --allow-writes, and a token of scope write",
                           job->name);
    if (!gather(s, job, q, &a, r)) return;
    const char *body = a.with_body ? q->body : NULL;
    if (job->flags & SEA_JOB_SLOW) {
        if (a.view.offset || a.view.limit || a.view.sort || a.view.test_count)
            return reply_error(r, 400, "%s is slow: give offset, limit, sort and where to its run's output", job->name);
        run *kept = runs_add(s->runs, job, a.arguments, a.count, body, q->body_length);
        if (!kept) return reply_error(r, 503, "too many runs are waiting; try again later");
        r->status = 202;
        r->type = json_type;
        snprintf(r->location, sizeof r->location, "/v1/runs/%s", run_look(kept).id);
        run_describe(kept, &r->body);
        return run_release(kept);
    }
    run *kept = run_now(job, a.arguments, a.count, body, q->body_length, s->seconds_max);
    if (!kept) return reply_error(r, 503, "out of memory");
    answer(kept, a.type, &a.view, r);
    run_release(kept);
}

/* ---- runs ---- */

/* The rows as they were asked for; of JSON, lines or one array as this caller accepts. */
static const char *kept_type(const run *kept, const request *q)
{
    const char *format = run_argument(kept, "format");
    if (!format) return plain_type;
    const char *type = type_of(format);
    return type == json_type && accepted(q) == lines_type ? lines_type : type;
}

static void put_output(run *kept, const request *q, reply *r)
{
    view v = {0};
    for (size_t i = 0; i < q->query_count; i++) {
        int viewed = view_take(run_job_of(kept), q->query[i].name, q->query[i].value, &v, r);
        if (viewed == 0) reply_error(r, 400, "offset, limit, sort and where are all there is");
        if (viewed != 1) return;
    }
    if (!run_ended(run_look(kept).state)) return reply_error(r, 409, "the run has not ended");
    answer(kept, kept_type(kept, q), &v, r);
}

static void one_run(run *kept, const char *rest, const request *q, unsigned scopes, reply *r)
{
    bool removes = strcmp(q->method, "DELETE") == 0;
    if (strcmp(rest, "/events") == 0 && !removes) {
        r->status = 200;
        r->type = "text/event-stream";
        run_hold(kept);
        r->events = kept;
    } else if (strcmp(rest, "/output") == 0 && !removes) {
        put_output(kept, q, r);
    } else if (*rest) {
        reply_error(r, 404, "a run has /output and /events");
    } else if (removes && !(scopes & SCOPE_ADMIN)) {
        reply_error(r, 403, "to cancel a run takes a token of scope admin");
    } else {
        if (removes) run_cancel(kept);
        r->status = removes ? 202 : 200;
        r->type = json_type;
        run_describe(kept, &r->body);
    }
}

static void route_runs(server *s, const char *path, const request *q, unsigned scopes, reply *r)
{
    char id[RUN_ID_MAX] = "";
    if (*path == '\0') {
        r->status = 200;
        r->type = json_type;
        return runs_describe(s->runs, &r->body);
    }
    size_t length = strcspn(path + 1, "/");
    if (length > 0 && length < sizeof id) memcpy(id, path + 1, length);
    run *kept = runs_find(s->runs, id);
    if (!kept) return reply_error(r, 404, "no such run; the oldest are forgotten");
    one_run(kept, path + 1 + length, q, scopes, r);
    run_release(kept);
}

/* ---- documents ---- */

static void constant(const request *q, const char *type, const text *body, const char *etag, reply *r)
{
    snprintf(r->etag, sizeof r->etag, "%s", etag);
    r->status = q->none_match && strstr(q->none_match, etag) ? 304 : 200;
    r->type = type;
    r->constant = r->status == 200 ? body->data : "";
    r->constant_length = r->status == 200 ? body->length : 0;
}

static void list_jobs(reply *r)
{
    size_t count;
    const sea_job *const *jobs = sea_job_table(&count);
    bool first = true;
    r->status = 200;
    r->type = json_type;
    text_put(&r->body, "[");
    for (size_t i = 0; i < count; i++) {
        if (!route_has_job(jobs[i])) continue;
        text_format(&r->body, "%s{\"job\": \"%s\", \"path\": \"/v1/%s\", \"summary\": ", first ? "" : ",\n",
                    jobs[i]->name, jobs[i]->name);
        text_json(&r->body, jobs[i]->summary);
        text_put(&r->body, "}");
        first = false;
    }
    text_put(&r->body, "]\n");
}

static bool method_fits(const request *q, const char *allowed, reply *r)
{
    const char *found = strstr(allowed, q->method);
    if (found && (found == allowed || found[-1] == ' ')) return true;
    reply_error(r, 405, "use %s", allowed);
    r->allow = allowed;
    return false;
}

void route(server *s, const request *q, unsigned scopes, reply *r)
{
    static const char reads[] = "GET, HEAD", runs_methods[] = "GET, HEAD, DELETE", jobs_methods[] = "GET, HEAD, POST";
    const char *path = q->path;
    const page_file *file = page_find(path);
    if (file) {
        if (method_fits(q, reads, r)) page_reply(file, q, r);
    } else if (strcmp(path, "/v1") == 0 || strcmp(path, "/v1/") == 0) {
        if (method_fits(q, reads, r)) list_jobs(r);
    } else if (strcmp(path, "/v1/openapi.json") == 0) {
        if (method_fits(q, reads, r)) constant(q, json_type, &s->openapi, s->openapi_etag, r);
    } else if (strncmp(path, "/v1/runs", 8) == 0 && (path[8] == '\0' || path[8] == '/')) {
        if (method_fits(q, runs_methods, r)) route_runs(s, path + 8, q, scopes, r);
    } else {
        const sea_job *job = strncmp(path, "/v1/", 4) == 0 ? sea_job_find(path + 4) : NULL;
        if (!job || !route_has_job(job))
            reply_error(r, 404, "nothing is here; /v1 lists the jobs");
        else if (method_fits(q, jobs_methods, r))
            run_job(s, job, q, scopes, r);
    }
}
