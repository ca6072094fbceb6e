/* Requests: method, address, headers and body as they reach the guard and the router. Every one gets one answer. */
#include "fuzz.h"
#include "server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The next piece of `*words` up to `mark`, NUL-terminated in place; NULL at the end. */
static char *piece(char **words, char mark)
{
    char *start = *words, *end = start ? strchr(start, mark) : NULL;
    if (!start) return NULL;
    if (end) *end = '\0';
    *words = end ? end + 1 : NULL;
    return start;
}

static void take_query(char *words, request *q)
{
    for (char *pair; (pair = piece(&words, '&')) != NULL && q->query_count < QUERY_MAX;) {
        char *value = pair;
        q->query[q->query_count].name = piece(&value, '=');
        q->query[q->query_count++].value = value ? value : "";
    }
}

/* `METHOD PATH?QUERY`, then `H host`, `O origin`, `S fetch site`, `A authorization`, `C accept`, `N none-match`, then
 * the body. */
static void take_request(char *words, size_t size, request *q)
{
    char *rest = words, *line = piece(&rest, '\n');
    q->method = piece(&line, ' ');
    char *query = line ? line : (char *)(uintptr_t) "";
    q->path = piece(&query, '?');
    if (query) take_query(query, q);
    while (rest && *rest && *rest != '\n') {
        line = piece(&rest, '\n');
        const char **place = line[0] == 'H'   ? &q->host
                             : line[0] == 'O' ? &q->origin
                             : line[0] == 'S' ? &q->fetch_site
                             : line[0] == 'A' ? &q->authorization
                             : line[0] == 'C' ? &q->accept
                                              : &q->none_match;
        *place = line[0] && line[1] ? line + 2 : "";
    }
    if (rest && *rest == '\n') {
        q->body = rest + 1;
        q->body_length = size - (size_t)(rest + 1 - words);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static server s;
    if (!s.runs) {
        openapi_write(&s.openapi);
        s.runs = runs_new(0); /* what is slow waits for ever */
        s.seconds_max = 0.05;
        s.guard.port = 8080;
        PROPERTY(s.runs && !s.openapi.failed);
    }
    char *words = malloc(size + 1);
    PROPERTY(words);
    if (size > 0) memcpy(words, data, size);
    words[size] = '\0';
    request q = {0};
    reply r = {0};
    unsigned scopes = 0;
    take_request(words, size, &q);
    if (guard_admit(&s.guard, &q, &scopes, &r)) {
        /* The page holds no data: it is there for whoever comes by a name of the server. */
        PROPERTY((scopes & SCOPE_READ || page_find(q.path)) && q.host && guard_host(&s.guard, q.host));
        route(&s, &q, scopes, &r);
    }
    PROPERTY(r.status >= 200 && r.status < 600 && r.type && !r.body.failed);
    PROPERTY(r.status < 400 || r.body.length > 0);
    if (r.events) run_release(r.events);
    text_free(&r.body);
    free(words);
    return 0;
}
