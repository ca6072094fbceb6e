/* Who may ask: the name the server was asked by, the page that asks, the token. */
#include "server.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

void reply_error(reply *r, unsigned status, const char *format, ...)
{
    char line[600];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    r->status = status;
    r->type = "application/json";
    text_put(&r->body, "{\"error\": ");
    text_json(&r->body, line);
    text_put(&r->body, "}\n");
}

/* `name`, `name:port` with this port; `name` itself may hold colons in brackets. */
static bool is_name(const char *host, const char *name, uint16_t port)
{
    size_t length = strlen(name);
    if (strncasecmp(host, name, length) != 0) return false;
    if (host[length] == '\0') return true;
    char suffix[8];
    snprintf(suffix, sizeof suffix, ":%u", port);
    return strcmp(host + length, suffix) == 0;
}

bool guard_host(const guard *g, const char *host)
{
    static const char *const loopback[] = {"127.0.0.1", "localhost", "[::1]"};
    for (size_t i = 0; i < sizeof loopback / sizeof *loopback; i++)
        if (is_name(host, loopback[i], g->port)) return true;
    for (size_t i = 0; i < g->host_count; i++)
        if (is_name(host, g->hosts[i], g->port)) return true;
    return false;
}

/* An Origin header names the page that asks; only the server's own pages may. */
static bool same_origin(const guard *g, const request *q)
{
    static const char *const schemes[] = {"http://", "https://"}; /* a proxy in front may speak the latter */
    for (size_t i = 0; i < 2; i++) {
        size_t length = strlen(schemes[i]);
        if (strncmp(q->origin, schemes[i], length) == 0 && strcasecmp(q->origin + length, q->host) == 0 &&
            guard_host(g, q->origin + length))
            return true;
    }
    return false;
}

bool guard_admit(const guard *g, const request *q, unsigned *scopes, reply *r)
{
    if (!q->host || !guard_host(g, q->host)) {
        reply_error(r, 421, "this server does not answer to that Host; name others with --host");
        return false;
    }
    if (q->origin && !same_origin(g, q)) {
        reply_error(r, 403, "pages of other sites may not ask this server");
        return false;
    }
    static const char scheme[] = "Bearer ";
    *scopes = 0;
    if (page_find(q->path)) return true; /* the page holds no data, and asks for the token itself */
    /* An image or a link of another site names no Origin, but the browser says whose it is. */
    if (q->fetch_site &&
        (strcasecmp(q->fetch_site, "cross-site") == 0 || strcasecmp(q->fetch_site, "same-site") == 0)) {
        reply_error(r, 403, "pages of other sites may not ask this server");
        return false;
    }
    if (q->authorization) {
        bool bearer = strncasecmp(q->authorization, scheme, sizeof scheme - 1) == 0;
        *scopes = bearer ? token_scopes(g, q->authorization + sizeof scheme - 1) : 0;
        if (*scopes == 0) {
            reply_error(r, 401, "no such token");
            return false;
        }
    } else if (g->token_count == 0)
        *scopes = SCOPE_READ | SCOPE_WRITE | SCOPE_ADMIN; /* whoever is on this machine */
    if (!g->writes) *scopes &= ~(unsigned)SCOPE_WRITE;
    if ((*scopes & SCOPE_READ) == 0) {
        reply_error(r, 401, "a token is needed: Authorization: Bearer TOKEN");
        return false;
    }
    return true;
}
