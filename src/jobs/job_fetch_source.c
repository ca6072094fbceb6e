/* The sources that have a word of their own: addresses, and how often they want to be asked. */
#include "base/error.h"
#include "base/text.h"
#include "jobs/job_fetch.h"

#include <stdio.h>
#include <string.h>

#define HOUR_NS (INT64_C(3600) * SEA_NS_PER_S)

typedef enum filling { NOTHING, GROUP, OBJECT } filling;

typedef struct resource {
    const char *source;
    sea_fetch_kind kind;
    filling filling; /* what stands between head and tail */
    const char *head, *tail;
    int64_t gap_ns;  /* the source's own wish; two hours at least are kept in any case */
    bool increments; /* after the first answer only what was made since is asked for */
} resource;

#define SPACE_TRACK "https://www.space-track.org/basicspacedata/query/class/"

/*
 * CelesTrak, usage policy of May 2026: data change every two hours at most; any answer but 200 means: stop.
 * Space-Track, API limits: 30 requests a minute and 300 an hour; gp once an hour, satcat once a day, gp_history once
 * and then what is new. Of its limits five sixths are used. IERS: Bulletin A, the daily file of a few months.
 */
static const resource resources[] = {
    {"celestrak", SEA_FETCH_GP, GROUP, "https://celestrak.org/NORAD/elements/gp.php?GROUP=", "&FORMAT=csv", 0, false},
    {"celestrak", SEA_FETCH_SATCAT, NOTHING, "https://celestrak.org/pub/satcat.csv", "", 0, false},
    {"space-track", SEA_FETCH_GP, NOTHING, SPACE_TRACK "gp/decay_date/null-val/epoch/%3Enow-30",
     "/orderby/norad_cat_id/format/csv", 0, false},
    {"space-track", SEA_FETCH_SATCAT, NOTHING, SPACE_TRACK "satcat", "/orderby/NORAD_CAT_ID/format/csv", 24 * HOUR_NS,
     false},
    {"space-track", SEA_FETCH_GP_HISTORY, OBJECT, SPACE_TRACK "gp_history/NORAD_CAT_ID/", "/orderby/EPOCH/format/csv",
     24 * HOUR_NS, true},
    {"iers", SEA_FETCH_EOP, NOTHING, "https://datacenter.iers.org/products/eop/rapid/daily/finals2000A.daily", "",
     24 * HOUR_NS, false},
};

enum { RESOURCES = sizeof resources / sizeof resources[0], ST_MINUTE = 25, ST_HOUR = 250, ANY_MINUTE = 30 };

static const resource *find(const char *source, sea_fetch_kind kind)
{
    for (size_t i = 0; i < RESOURCES; i++)
        if (strcmp(resources[i].source, source) == 0 && resources[i].kind == kind) return &resources[i];
    return NULL;
}

static bool is_word(const char *source)
{
    for (size_t i = 0; i < RESOURCES; i++)
        if (strcmp(resources[i].source, source) == 0) return true;
    return false;
}

/* A group goes into an address as it is. */
static bool group_is_plain(const char *group)
{
    size_t n = strspn(group, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
    return n > 0 && n <= 40 && group[n] == '\0';
}

static sea_status plan_address(const char *url, sea_fetch_plan *out, sea_error *err)
{
    static const char scheme[] = "https://";
    if (strncmp(url, scheme, sizeof scheme - 1) != 0)
        return sea_error_set(err, SEA_E_USAGE,
                             "%s: is no source; say celestrak, space-track, iers, file or an https:// address", url);
    const char *host = url + sizeof scheme - 1;
    size_t length = strcspn(host, "/?#:");
    size_t plain = strspn(host, "abcdefghijklmnopqrstuvwxyz0123456789.-");
    if (length == 0 || plain < length || length >= sizeof out->source)
        return sea_error_set(err, SEA_E_USAGE, "%s: its host is not a plain lower-case name", url);
    for (const char *p = url; *p; p++)
        if (*p <= ' ' || *p > '~')
            return sea_error_set(err, SEA_E_USAGE, "the address has a blank or a character beyond ASCII; escape it");
    snprintf(out->source, sizeof out->source, "%.*s", (int)length, host);
    /* A source with a word of its own keeps its limits, however it is called. */
    if (strstr(out->source, "space-track.org"))
        return sea_error_set(err, SEA_E_USAGE, "%s: say `starsea fetch space-track`, which keeps its rules", url);
    if (strstr(out->source, "celestrak.org")) snprintf(out->source, sizeof out->source, "celestrak");
    if (snprintf(out->url, sizeof out->url, "%s", url) >= (int)sizeof out->url)
        return sea_error_set(err, SEA_E_USAGE, "the address is longer than 1023 bytes");
    out->limits.per_minute = ANY_MINUTE;
    return SEA_OK;
}

static sea_status plan_word(const resource *r, const char *group, uint32_t id, sea_fetch_plan *out, sea_error *err)
{
    if (!group_is_plain(group))
        return sea_error_set(err, SEA_E_USAGE, "--group %s: is no name of a group; use letters, digits, - and _",
                             group);
    snprintf(out->source, sizeof out->source, "%s", r->source);
    char number[12];
    snprintf(number, sizeof number, "%u", id);
    const char *const fillings[] = {[NOTHING] = "", [GROUP] = group, [OBJECT] = number};
    snprintf(out->url, sizeof out->url, "%s%s%s", r->head, fillings[r->filling], r->tail);
    out->login = strcmp(r->source, "space-track") == 0;
    out->increments = r->increments;
    if (r->gap_ns > out->limits.gap_ns) out->limits.gap_ns = r->gap_ns;
    out->limits.per_minute = out->login ? ST_MINUTE : ANY_MINUTE;
    out->limits.per_hour = out->login ? ST_HOUR : 0;
    out->limits.requests = out->login ? 2 : 1;
    return SEA_OK;
}

sea_status sea_fetch_plan_find(const char *source, sea_fetch_kind kind, const char *group, uint32_t id, int64_t gap_ns,
                               sea_fetch_plan *out, sea_error *err)
{
    *out = (sea_fetch_plan){.kind = kind, .limits = {.gap_ns = gap_ns, .requests = 1}};
    const resource *r = find(source, kind);
    if (!r && is_word(source))
        return sea_error_set(err, SEA_E_USAGE,
                             "%s has nothing of this kind; gp: celestrak, space-track; satcat: both; eop: iers; "
                             "gp-history: space-track",
                             source);
    if (!r && kind == SEA_FETCH_GP_HISTORY)
        return sea_error_set(err, SEA_E_USAGE, "--what gp-history is Space-Track's alone");
    if (kind == SEA_FETCH_GP_HISTORY && id == 0)
        return sea_error_set(err, SEA_E_USAGE, "--what gp-history is asked object by object; say which with --id");
    sea_status s = r ? plan_word(r, group, id, out, err) : plan_address(source, out, err);
    if (s != SEA_OK) return s;
    snprintf(out->publisher, sizeof out->publisher, "%s", out->source);
    snprintf(out->request, sizeof out->request, "%s", out->url);
    return SEA_OK;
}

int64_t sea_fetch_gap_of(const char *url)
{
    for (size_t i = 0; i < RESOURCES; i++)
        if (strncmp(url, resources[i].head, strlen(resources[i].head)) == 0) return resources[i].gap_ns;
    return 0;
}

void sea_fetch_query_put(sea_buffer *out, const uint32_t *ids, size_t count, sea_tai first, sea_tai last)
{
    char from[SEA_TAI_TEXT_MAX], to[SEA_TAI_TEXT_MAX];
    sea_tai_format(first, 0, from);
    sea_tai_format((sea_tai){last.ns + 24 * HOUR_NS}, 0, to);
    sea_buffer_add_text(out, SPACE_TRACK "gp_history/NORAD_CAT_ID/");
    for (size_t i = 0; i < count; i++) sea_buffer_add_format(out, "%s%u", i > 0 ? "," : "", (unsigned)ids[i]);
    sea_buffer_add_format(out, "/EPOCH/%.10s--%.10s/orderby/NORAD_CAT_ID,EPOCH/format/csv", from, to);
}

void sea_fetch_plan_narrow(sea_fetch_plan *plan, sea_tai last_ok)
{
    static const char history[] = "/orderby/";
    const char *cut = plan->increments ? strstr(plan->url, history) : NULL;
    if (!cut || last_ok.ns == SEA_TAI_NONE.ns) return;
    char date[SEA_TAI_TEXT_MAX];
    /* From the day before: sets repeated are known, sets left out would be lost. */
    sea_tai_format((sea_tai){last_ok.ns - 24 * HOUR_NS}, 0, date);
    snprintf(plan->request, sizeof plan->request, "%.*s/CREATION_DATE/%%3E%.10s%s", (int)(cut - plan->url), plan->url,
             date, cut);
}
