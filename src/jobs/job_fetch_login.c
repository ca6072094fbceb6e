/* Credentials: from a file of their owner's or the environment, never from the command line, and gone after use. */
#include "base/error.h"
#include "base/os.h"
#include "jobs/job_fetch.h"

#include <stdlib.h>
#include <string.h>

enum { CREDENTIALS_MAX = 4096 };

static void wipe(sea_buffer *b)
{
    volatile char *bytes = b->data;
    for (size_t i = 0; i < b->capacity; i++) bytes[i] = 0;
    sea_buffer_free(b);
}

void sea_fetch_credentials_free(sea_fetch_credentials *credentials)
{
    wipe(&credentials->identity);
    wipe(&credentials->password);
}

/* One line `name=value`. */
static bool take_line(const char *line, size_t length, const char *name, sea_buffer *out)
{
    size_t n = strlen(name);
    if (length <= n || strncmp(line, name, n) != 0 || line[n] != '=') return false;
    out->length = 0;
    sea_buffer_add(out, line + n + 1, length - n - 1);
    return true;
}

static sea_status read_lines(const char *path, const sea_buffer *text, sea_fetch_credentials *out, sea_error *err)
{
    size_t number = 0;
    for (const char *line = text->data; line && *line;) {
        size_t whole = strcspn(line, "\n"), length = whole;
        if (length > 0 && line[length - 1] == '\r') length--;
        number++;
        if (length > 0 && line[0] != '#' && !take_line(line, length, "identity", &out->identity) &&
            !take_line(line, length, "password", &out->password))
            return sea_error_set(err, SEA_E_FORMAT, "%s:%zu: is neither identity=... nor password=...", path, number);
        line += whole + (line[whole] == '\n');
    }
    return SEA_OK;
}

static sea_status read_file(const char *path, sea_fetch_credentials *out, sea_error *err)
{
    sea_buffer text = {0};
    sea_status s = sea_os_check_private(path, err);
    if (s == SEA_OK) s = sea_os_read_file(path, CREDENTIALS_MAX, &text, err);
    if (s == SEA_OK) s = read_lines(path, &text, out, err);
    wipe(&text);
    return s;
}

sea_status sea_fetch_credentials_read(const char *path, sea_fetch_credentials *out, sea_error *err)
{
    *out = (sea_fetch_credentials){0};
    const char *identity = getenv("STARSEA_SPACE_TRACK_IDENTITY"), *password = getenv("STARSEA_SPACE_TRACK_PASSWORD");
    sea_status s = SEA_OK;
    if (path) {
        s = read_file(path, out, err);
    } else if (identity && password) {
        sea_buffer_add_text(&out->identity, identity);
        sea_buffer_add_text(&out->password, password);
    }
    if (s == SEA_OK && (out->identity.length == 0 || out->password.length == 0))
        s = sea_error_set(err, SEA_E_USAGE,
                          "Space-Track wants an account: give --credentials FILE with the lines identity=... and "
                          "password=..., readable by you alone (chmod 600), or set STARSEA_SPACE_TRACK_IDENTITY and "
                          "STARSEA_SPACE_TRACK_PASSWORD");
    if (s != SEA_OK) sea_fetch_credentials_free(out);
    return s;
}

sea_status sea_fetch_login(sea_https *h, const sea_fetch_credentials *credentials, long *http, sea_error *err)
{
    static const char url[] = "https://www.space-track.org/ajaxauth/login";
    sea_buffer form = {0};
    sea_buffer_add_text(&form, "identity=");
    sea_https_add_escaped(&form, credentials->identity.data);
    sea_buffer_add_text(&form, "&password=");
    sea_https_add_escaped(&form, credentials->password.data);
    sea_https_answer answer = {0};
    sea_status s = form.failed ? sea_error_set(err, SEA_E_MEMORY, "out of memory")
                               : sea_https_ask(h, url, form.data, NULL, NULL, &answer, err);
    *http = answer.status;
    /* A refused login comes with 200 and {"Login":"Failed"}. */
    if (s == SEA_OK && *http == 200 && answer.body.data && strstr(answer.body.data, "Failed"))
        s = sea_error_set(err, SEA_E_USAGE, "Space-Track refuses the login; look at the credentials");
    wipe(&form);
    sea_buffer_free(&answer.body);
    return s;
}
