/* The HTTP library (libmicrohttpd): connections to requests, answers to bytes. Nothing else includes its header. */
#include "server.h"

#include <microhttpd.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <threads.h>
#include <time.h>

enum {
    CONNECTIONS_MAX = 256,
    HEADER_BYTES = 32 * 1024, /* request line and headers */
    IDLE_SECONDS = 15,
    REQUEST_SECONDS = 20, /* from the first byte to the last, however they drip */
    ANSWER_SECONDS = 300, /* to take an answer */
    TICK_MS = 200
};

/* One connection, in the list of all. */
typedef struct visitor {
    struct visitor *next, *before;
    struct MHD_Connection *connection;
    int socket;
    time_t since; /* reading: when the request began; answering: when the answer did */
    bool answering, endless;
    bool asleep; /* suspended until the next tick */
} visitor;

struct http {
    server *server;
    struct MHD_Daemon *daemon;
    uint16_t port;
    mtx_t lock;
    visitor *visitors;
    bool ending;
    thrd_t ticker;
};

/* One request on its way in. */
typedef struct incoming {
    text body;
    bool begun, too_large;
    bool nul; /* the address holds a %00, where its decoded text would end */
    visitor *visitor;
} incoming;

static time_t seconds_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec;
}

/* ---- connections, and the clock that watches them ---- */

static void visit(void *payload, struct MHD_Connection *connection, void **place,
                  enum MHD_ConnectionNotificationCode code)
{
    http *h = payload;
    mtx_lock(&h->lock);
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        visitor *v = calloc(1, sizeof *v);
        const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        if (v) {
            *v = (visitor){.next = h->visitors, .connection = connection, .socket = info ? info->connect_fd : -1};
            v->since = seconds_now();
            if (v->next) v->next->before = v;
            h->visitors = v;
        }
        *place = v;
    } else if (*place) {
        visitor *v = *place;
        *(v->before ? &v->before->next : &h->visitors) = v->next;
        if (v->next) v->next->before = v->before;
        free(v);
        *place = NULL;
    }
    mtx_unlock(&h->lock);
}

static void tick(http *h, bool all)
{
    time_t now = seconds_now();
    mtx_lock(&h->lock);
    for (visitor *v = h->visitors; v; v = v->next) {
        bool late = now - v->since > (v->answering ? ANSWER_SECONDS : REQUEST_SECONDS) && !v->endless;
        if ((late || all) && v->socket >= 0) shutdown(v->socket, SHUT_RDWR);
        if (v->asleep) {
            v->asleep = false;
            MHD_resume_connection(v->connection);
        }
    }
    mtx_unlock(&h->lock);
}

static int watch(void *payload)
{
    http *h = payload;
    for (;;) {
        const struct timespec pause = {0, TICK_MS * 1000000};
        thrd_sleep(&pause, NULL);
        mtx_lock(&h->lock);
        bool ending = h->ending;
        mtx_unlock(&h->lock);
        tick(h, ending);
        if (ending) return 0;
    }
}

static void mark(http *h, visitor *v, bool answering, bool endless)
{
    if (!v) return;
    mtx_lock(&h->lock);
    v->answering = answering;
    v->endless = endless;
    v->since = seconds_now();
    mtx_unlock(&h->lock);
}

/* ---- server-sent events ---- */

typedef struct feed {
    http *http;
    visitor *visitor;
    run *kept;
    text event;
    size_t sent;
    double part;
    bool begun, ended;
} feed;

static ssize_t next_event(void *payload, uint64_t position, char *buffer, size_t size)
{
    (void)position;
    feed *f = payload;
    if (f->sent == f->event.length) {
        if (f->ended) return MHD_CONTENT_READER_END_OF_STREAM;
        run_status s = run_look(f->kept);
        f->ended = run_ended(s.state);
        if (f->begun && !f->ended && s.part < f->part + 0.005) {
            mtx_lock(&f->http->lock);
            bool ending = f->http->ending; /* nobody wakes what falls asleep then */
            if (f->visitor && !ending) {
                f->visitor->asleep = true;
                MHD_suspend_connection(f->visitor->connection);
            }
            mtx_unlock(&f->http->lock);
            return ending ? MHD_CONTENT_READER_END_OF_STREAM : 0;
        }
        f->begun = true;
        f->part = s.part;
        f->event.length = f->sent = 0;
        text_format(&f->event, "event: %s\ndata: {\"id\": \"%s\", \"state\": \"%s\", \"part\": %.3f}\n\n",
                    f->ended ? "end" : "progress", s.id, run_state_name(s.state), s.part);
        if (f->event.failed) return MHD_CONTENT_READER_END_WITH_ERROR;
    }
    size_t left = f->event.length - f->sent, length = left < size ? left : size;
    memcpy(buffer, f->event.data + f->sent, length);
    f->sent += length;
    return (ssize_t)length;
}

static void free_feed(void *payload)
{
    feed *f = payload;
    run_release(f->kept);
    text_free(&f->event);
    free(f);
}

static struct MHD_Response *feed_response(http *h, visitor *v, run *kept)
{
    feed *f = calloc(1, sizeof *f);
    if (!f) {
        run_release(kept);
        return NULL;
    }
    *f = (feed){.http = h, .visitor = v, .kept = kept};
    struct MHD_Response *response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 1024, next_event, f, free_feed);
    if (!response) free_feed(f);
    return response;
}

/* ---- answers ---- */

static const char *const always[][2] = {
    {"Content-Security-Policy", "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src "
                                "'self' data:; connect-src 'self'; "
                                "worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"X-Frame-Options", "DENY"},
};

static enum MHD_Result send_reply(http *h, struct MHD_Connection *connection, visitor *v, reply *r)
{
    struct MHD_Response *response;
    bool endless = r->events != NULL;
    if (r->events)
        response = feed_response(h, v, r->events);
    else if (r->constant)
        response =
            MHD_create_response_from_buffer(r->constant_length, (void *)(uintptr_t)r->constant, MHD_RESPMEM_PERSISTENT);
    else {
        if (r->body.failed) {
            text_free(&r->body);
            reply_error(r, 503, "out of memory");
        }
        response = MHD_create_response_from_buffer(r->body.length, r->body.data, MHD_RESPMEM_MUST_FREE);
        if (response) r->body = (text){0};
    }
    if (!response) {
        text_free(&r->body);
        return MHD_NO;
    }
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        MHD_add_response_header(response, always[i][0], always[i][1]);
    MHD_add_response_header(response, "Content-Type", r->type);
    MHD_add_response_header(response, "Cache-Control",
                            r->lasting   ? "public, max-age=31536000, immutable"
                            : r->etag[0] ? "no-cache"
                                         : "no-store");
    if (r->gzip) {
        MHD_add_response_header(response, "Content-Encoding", "gzip");
        MHD_add_response_header(response, "Vary", "Accept-Encoding");
    }
    char etag[80];
    snprintf(etag, sizeof etag, "\"%s\"", r->etag);
    if (r->etag[0]) MHD_add_response_header(response, "ETag", etag);
    char count[24];
    snprintf(count, sizeof count, "%llu", (unsigned long long)r->rows);
    if (r->counted) MHD_add_response_header(response, "Starsea-Rows", count);
    if (r->location[0]) MHD_add_response_header(response, "Location", r->location);
    if (r->allow) MHD_add_response_header(response, "Allow", r->allow);
    if (r->status == 401) MHD_add_response_header(response, "WWW-Authenticate", "Bearer");
    if (r->status == 503) MHD_add_response_header(response, "Retry-After", "5");
    mark(h, v, true, endless);
    enum MHD_Result sent = MHD_queue_response(connection, r->status, response);
    MHD_destroy_response(response);
    return sent;
}

/* ---- requests ---- */

static enum MHD_Result take_query(void *payload, enum MHD_ValueKind kind, const char *name, const char *value)
{
    (void)kind;
    request *q = payload;
    if (q->query_count == QUERY_MAX) return MHD_NO;
    q->query[q->query_count].name = name;
    q->query[q->query_count++].value = value ? value : "";
    return MHD_YES;
}

typedef struct framing {
    unsigned lengths, encodings, hosts;
} framing;

static enum MHD_Result count_framing(void *payload, enum MHD_ValueKind kind, const char *name, const char *value)
{
    (void)kind, (void)value;
    framing *f = payload;
    f->lengths += strcasecmp(name, "Content-Length") == 0;
    f->encodings += strcasecmp(name, "Transfer-Encoding") == 0;
    f->hosts += strcasecmp(name, "Host") == 0;
    return MHD_YES;
}

/* Two ways to say where a request ends are one too many: what stands behind may be read as another request. */
static bool framed_once(struct MHD_Connection *connection)
{
    framing f = {0};
    MHD_get_connection_values(connection, MHD_HEADER_KIND, count_framing, &f);
    return f.lengths + f.encodings <= 1 && f.hosts == 1;
}

static const char *header(struct MHD_Connection *connection, const char *name)
{
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

/* What can be refused before the body is read. */
static bool early(http *h, struct MHD_Connection *connection, const char *method, const char *url, request *q,
                  unsigned *scopes, reply *r)
{
    *q = (request){.method = method,
                   .path = url,
                   .host = header(connection, "Host"),
                   .origin = header(connection, "Origin"),
                   .fetch_site = header(connection, "Sec-Fetch-Site"),
                   .authorization = header(connection, "Authorization"),
                   .accept = header(connection, "Accept"),
                   .accept_encoding = header(connection, "Accept-Encoding"),
                   .none_match = header(connection, "If-None-Match")};
    const char *length = header(connection, "Content-Length");
    if (!framed_once(connection)) {
        reply_error(r, 400, "one Host, and Content-Length or Transfer-Encoding once, not both");
        return false;
    }
    if (length && (strlen(length) > 10 || strtoll(length, NULL, 10) > BODY_MAX)) {
        reply_error(r, 413, "a body may have %d bytes", BODY_MAX);
        return false;
    }
    return guard_admit(&h->server->guard, q, scopes, r);
}

static enum MHD_Result finish(http *h, struct MHD_Connection *connection, const char *method, const char *url,
                              incoming *in)
{
    request q;
    reply r = {0};
    unsigned scopes = 0;
    if (early(h, connection, method, url, &q, &scopes, &r)) {
        int given = MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, NULL, NULL);
        MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, take_query, &q);
        q.body = in->body.data;
        q.body_length = in->body.length;
        if (in->too_large || in->body.failed)
            reply_error(&r, 413, "a body may have %d bytes", BODY_MAX);
        else if (given > QUERY_MAX)
            reply_error(&r, 400, "more than %d parameters", QUERY_MAX);
        else
            route(h->server, &q, scopes, &r);
    }
    return send_reply(h, connection, in->visitor, &r);
}

static void *look_at_address(void *payload, const char *uri, struct MHD_Connection *connection)
{
    (void)payload, (void)connection;
    incoming *in = calloc(1, sizeof *in);
    if (in) in->nul = strstr(uri, "%00") != NULL;
    return in;
}

static enum MHD_Result handle(void *payload, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *bytes, size_t *length, void **place)
{
    (void)version;
    http *h = payload;
    incoming *in = *place;
    if (!in) return MHD_NO;
    if (!in->begun) {
        request q;
        reply r = {0};
        unsigned scopes;
        const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
        in->begun = true;
        in->visitor = info ? info->socket_context : NULL;
        if (in->nul)
            reply_error(&r, 404, "nothing is here");
        else if (early(h, connection, method, url, &q, &scopes, &r))
            return MHD_YES;
        return send_reply(h, connection, in->visitor, &r);
    }
    if (*length > 0) {
        in->too_large = in->too_large || in->body.length + *length > BODY_MAX;
        if (!in->too_large) text_add(&in->body, bytes, *length);
        *length = 0;
        return MHD_YES;
    }
    return finish(h, connection, method, url, in);
}

static void completed(void *payload, struct MHD_Connection *connection, void **place,
                      enum MHD_RequestTerminationCode why)
{
    (void)connection, (void)why;
    incoming *in = *place;
    if (!in) return;
    mark(payload, in->visitor, false, false);
    text_free(&in->body);
    free(in);
    *place = NULL;
}

/* ---- start and stop ---- */

static bool address_of(const char *address, uint16_t port, struct sockaddr_storage *out)
{
    struct sockaddr_in *four = (struct sockaddr_in *)out;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)out;
    *out = (struct sockaddr_storage){0};
    if (inet_pton(AF_INET, address, &four->sin_addr) == 1) {
        four->sin_family = AF_INET;
        four->sin_port = htons(port);
        return true;
    }
    six->sin6_family = AF_INET6;
    six->sin6_port = htons(port);
    return inet_pton(AF_INET6, address, &six->sin6_addr) == 1;
}

static void quiet(void *payload, const char *format, va_list args)
{
    (void)payload, (void)format, (void)args; /* hostile requests would fill a log */
}

http *http_start(server *s, const char *address, uint16_t port, unsigned threads, char *message, size_t size)
{
    struct sockaddr_storage where;
    http *h = calloc(1, sizeof *h);
    if (!h || mtx_init(&h->lock, mtx_plain) != thrd_success || !address_of(address, port, &where)) {
        snprintf(message, size, "%.60s: is no address", address);
        free(h);
        return NULL;
    }
    h->server = s;
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
    if (where.ss_family == AF_INET6) flags |= MHD_USE_IPv6;
    h->daemon =
        MHD_start_daemon(flags, 0, NULL, NULL, handle, h, MHD_OPTION_EXTERNAL_LOGGER, quiet, NULL, MHD_OPTION_SOCK_ADDR,
                         (struct sockaddr *)&where, MHD_OPTION_THREAD_POOL_SIZE, threads, MHD_OPTION_CONNECTION_LIMIT,
                         (unsigned)CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
                         MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEADER_BYTES, MHD_OPTION_STRICT_FOR_CLIENT, 1,
                         MHD_OPTION_URI_LOG_CALLBACK, look_at_address, NULL, MHD_OPTION_NOTIFY_CONNECTION, visit, h,
                         MHD_OPTION_NOTIFY_COMPLETED, completed, h, MHD_OPTION_END);
    const union MHD_DaemonInfo *info = h->daemon ? MHD_get_daemon_info(h->daemon, MHD_DAEMON_INFO_BIND_PORT) : NULL;
    if (!info || thrd_create(&h->ticker, watch, h) != thrd_success) {
        snprintf(message, size, "cannot listen on %.60s port %u: it may be in use, or not of this machine", address,
                 port);
        if (h->daemon) MHD_stop_daemon(h->daemon);
        mtx_destroy(&h->lock);
        free(h);
        return NULL;
    }
    h->port = info->port;
    return h;
}

uint16_t http_port(const http *h)
{
    return h->port;
}

void http_stop(http *h)
{
    MHD_quiesce_daemon(h->daemon);
    mtx_lock(&h->lock);
    h->ending = true;
    mtx_unlock(&h->lock);
    thrd_join(h->ticker, NULL);
    MHD_stop_daemon(h->daemon);
    mtx_destroy(&h->lock);
    free(h);
}
