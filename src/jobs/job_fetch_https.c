/* One answer over https. The only file that sees libcurl. */
#include "base/error.h"
#include "jobs/job_fetch.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The largest public answers, whole catalogues with metadata, have some 40 MB unpacked. */
enum { BODY_MAX = 64 << 20, SLOW_BYTES_S = 200, SLOW_S = 60, CONNECT_S = 30 };

struct sea_https {
    CURL *curl;
    sea_job_context *context;
    int64_t timeout_ns;
    sea_https_answer *answer; /* being received */
    bool too_large, cancelled;
    char agent[200];
    char said[CURL_ERROR_SIZE];
};

/* ---- receiving ---- */

static size_t on_body(char *bytes, size_t size, size_t count, void *payload)
{
    sea_https *h = payload;
    sea_buffer *body = &h->answer->body;
    h->too_large = body->length + size * count > BODY_MAX;
    if (h->too_large) return 0;
    sea_buffer_add(body, bytes, size * count);
    return body->failed ? 0 : size * count;
}

static bool is_header(const char *line, size_t length, const char *name)
{
    size_t n = strlen(name);
    return length > n && line[n] == ':' && curl_strnequal(line, name, n);
}

/* The value of a header line without the blanks around it; nothing where it is too long to be kept. */
static void copy_value(const char *line, size_t length, char *out, size_t size)
{
    const char *from = (const char *)memchr(line, ':', length) + 1, *to = line + length;
    while (from < to && (*from == ' ' || *from == '\t')) from++;
    while (to > from && (to[-1] == '\r' || to[-1] == '\n' || to[-1] == ' ' || to[-1] == '\t')) to--;
    size_t n = (size_t)(to - from) < size ? (size_t)(to - from) : 0;
    memcpy(out, from, n);
    out[n] = '\0';
}

static size_t on_header(char *line, size_t size, size_t count, void *payload)
{
    sea_https *h = payload;
    sea_https_answer *a = h->answer;
    size_t length = size * count;
    char encoding[32];
    if (is_header(line, length, "etag")) copy_value(line, length, a->etag, sizeof a->etag);
    if (is_header(line, length, "last-modified")) copy_value(line, length, a->modified, sizeof a->modified);
    if (is_header(line, length, "content-type")) copy_value(line, length, a->type, sizeof a->type);
    if (is_header(line, length, "content-encoding")) {
        copy_value(line, length, encoding, sizeof encoding);
        a->packed = curl_strequal(encoding, "gzip") || curl_strequal(encoding, "x-gzip");
    }
    return length;
}

static int on_progress(void *payload, curl_off_t total, curl_off_t now, curl_off_t up_total, curl_off_t up)
{
    (void)up_total;
    (void)up;
    sea_https *h = payload;
    double part = total > 0 && now <= total ? (double)now / (double)total : 0.0;
    h->cancelled = sea_job_progress(h->context, 0.9 * part) != SEA_OK;
    return h->cancelled;
}

/* ---- asking ---- */

sea_status sea_https_open(sea_job_context *context, int64_t timeout_ns, const char *contact, sea_https **out,
                          sea_error *err)
{
    *out = NULL;
    sea_https *h = calloc(1, sizeof *h);
    if (h) h->curl = curl_easy_init();
    /* An empty name begins a jar of cookies in memory. */
    if (!h || !h->curl || curl_easy_setopt(h->curl, CURLOPT_COOKIEFILE, "") != CURLE_OK) {
        sea_https_close(h);
        return sea_error_set(err, SEA_E_MEMORY, "out of memory for a connection");
    }
    h->context = context;
    h->timeout_ns = timeout_ns;
    snprintf(h->agent, sizeof h->agent, "Starsea/" STARSEA_VERSION "%s%s%s", contact ? " (" : "",
             contact ? contact : "", contact ? ")" : "");
    *out = h;
    return SEA_OK;
}

void sea_https_close(sea_https *h)
{
    if (!h) return;
    curl_easy_cleanup(h->curl);
    free(h);
}

/* Everything is said each time, so that nothing of one request is left in the next but cookies and the connection. */
static CURLcode prepare(sea_https *h, const char *url, const char *form, struct curl_slist *headers)
{
    CURL *c = h->curl;
    const char *authorities = getenv("STARSEA_CA_FILE");
    CURLcode code = curl_easy_setopt(c, CURLOPT_URL, url);
    if (code == CURLE_OK) code = curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "https");
    if (code == CURLE_OK) code = curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
    if (code == CURLE_OK) code = curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
    if (code == CURLE_OK) code = curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
    if (code == CURLE_OK) code = curl_easy_setopt(c, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
    if (code == CURLE_OK && authorities) code = curl_easy_setopt(c, CURLOPT_CAINFO, authorities);
    if (code == CURLE_OK) code = curl_easy_setopt(c, CURLOPT_USERAGENT, h->agent);
    if (code == CURLE_OK) code = curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    if (code == CURLE_OK) code = curl_easy_setopt(c, CURLOPT_MAXCONNECTS, 1L);
    if (code == CURLE_OK) code = curl_easy_setopt(c, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    if (code == CURLE_OK) code = curl_easy_setopt(c, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)BODY_MAX);
    if (code == CURLE_OK) code = curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
    if (code == CURLE_OK) code = curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)(h->timeout_ns / 1000000));
    if (code == CURLE_OK) code = curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES_S);
    if (code == CURLE_OK) code = curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, (long)SLOW_S);
    if (code == CURLE_OK) code = curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
    if (code == CURLE_OK)
        code = form ? curl_easy_setopt(c, CURLOPT_POSTFIELDS, form) : curl_easy_setopt(c, CURLOPT_HTTPGET, 1L);
    if (code == CURLE_OK) code = curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
    if (code == CURLE_OK) code = curl_easy_setopt(c, CURLOPT_WRITEDATA, h);
    if (code == CURLE_OK) code = curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
    if (code == CURLE_OK) code = curl_easy_setopt(c, CURLOPT_HEADERDATA, h);
    if (code == CURLE_OK) code = curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, on_progress);
    if (code == CURLE_OK) code = curl_easy_setopt(c, CURLOPT_XFERINFODATA, h);
    if (code == CURLE_OK) code = curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
    if (code == CURLE_OK) code = curl_easy_setopt(c, CURLOPT_ERRORBUFFER, h->said);
    return code;
}

static bool add_header(struct curl_slist **list, const char *name, const char *value)
{
    if (!value || !value[0]) return true;
    char line[400];
    snprintf(line, sizeof line, "%s: %s", name, value);
    struct curl_slist *longer = curl_slist_append(*list, line);
    if (longer) *list = longer;
    return longer != NULL;
}

static sea_status why(const sea_https *h, CURLcode code, const char *url, sea_error *err)
{
    if (h->cancelled) return SEA_DONE;
    if (h->too_large || code == CURLE_FILESIZE_EXCEEDED)
        return sea_error_set(err, SEA_E_RANGE, "%s: sends more than 64 MiB; nothing of it was kept", url);
    if (code == CURLE_OUT_OF_MEMORY || h->answer->body.failed)
        return sea_error_set(err, SEA_E_MEMORY, "out of memory while fetching %s", url);
    if (code == CURLE_UNSUPPORTED_PROTOCOL)
        return sea_error_set(err, SEA_E_USAGE, "%s: is not an https address; nothing else is fetched", url);
    if (code == CURLE_OPERATION_TIMEDOUT)
        return sea_error_set(err, SEA_E_IO, "%s: too slow, %s; nothing of it was kept", url, h->said);
    if (code == CURLE_PARTIAL_FILE)
        return sea_error_set(err, SEA_E_IO, "%s: was cut short, %s; nothing of it was kept", url, h->said);
    return sea_error_set(err, SEA_E_IO, "%s: cannot be fetched: %s", url,
                         h->said[0] ? h->said : curl_easy_strerror(code));
}

sea_status sea_https_ask(sea_https *h, const char *url, const char *form, const char *etag, const char *modified,
                         sea_https_answer *out, sea_error *err)
{
    *out = (sea_https_answer){0};
    h->answer = out;
    h->too_large = h->cancelled = false;
    h->said[0] = '\0';
    struct curl_slist *headers = NULL;
    bool added = add_header(&headers, "Accept-Encoding", "gzip") && add_header(&headers, "If-None-Match", etag) &&
                 add_header(&headers, "If-Modified-Since", modified);
    CURLcode code = added ? prepare(h, url, form, headers) : CURLE_OUT_OF_MEMORY;
    if (code == CURLE_OK) code = curl_easy_perform(h->curl);
    curl_easy_getinfo(h->curl, CURLINFO_RESPONSE_CODE, &out->status);
    curl_slist_free_all(headers);
    /* Once the status line has told of a failure, it does not matter whether the page that explains it came whole. */
    if (code == CURLE_OK || (out->status != 0 && out->status != 200 && !h->cancelled)) return SEA_OK;
    sea_buffer_free(&out->body);
    return why(h, code, url, err);
}

void sea_https_add_escaped(sea_buffer *form, const char *text)
{
    static const char digits[] = "0123456789ABCDEF";
    for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
        bool plain = (*p >= '0' && *p <= '9') || (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z');
        const char escaped[3] = {'%', digits[*p >> 4], digits[*p & 15]};
        sea_buffer_add(form, plain ? (const char *)p : escaped, plain ? 1 : 3);
    }
}
