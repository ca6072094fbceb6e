/* The page: files the build put into the program. No path of the machine is ever opened, so none can be climbed. */
#include "server.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

const page_file *page_find(const char *path)
{
    size_t count;
    const page_file *files = page_files(&count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(files[i].path, path) == 0) return &files[i];
    return NULL;
}

/* Whether Accept-Encoding takes gzip: named with a weight above zero. */
static bool takes_gzip(const char *accepted)
{
    for (const char *at = accepted; at && *at; at += strcspn(at, ",")) {
        at += strspn(at, ", \t");
        size_t length = strcspn(at, ",; \t");
        if ((length == 4 && strncasecmp(at, "gzip", 4) == 0) || (length == 1 && *at == '*')) {
            const char *rest = at + length + strspn(at + length, " \t");
            rest += *rest == ';';
            rest += strspn(rest, " \t");
            return strncasecmp(rest, "q=0", 3) != 0 || strspn(rest + 3, ".0") < strcspn(rest + 3, ", \t");
        }
    }
    return false;
}

void page_reply(const page_file *file, const request *q, reply *r)
{
    if (file->gzip && !takes_gzip(q->accept_encoding))
        return reply_error(r, 406, "this file is sent compressed: ask with Accept-Encoding: gzip");
    snprintf(r->etag, sizeof r->etag, "%s", file->etag);
    r->status = q->none_match && strstr(q->none_match, file->etag) ? 304 : 200;
    r->type = file->type;
    r->gzip = file->gzip;
    r->lasting = file->lasting;
    r->constant = r->status == 200 ? (const char *)file->bytes : "";
    r->constant_length = r->status == 200 ? file->length : 0;
}
