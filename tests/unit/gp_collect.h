/* A sink that remembers everything, for the tests of the gp readers. */
#ifndef TEST_GP_COLLECT_H
#define TEST_GP_COLLECT_H

#include <starsea/gp.h>

#include <stdlib.h>
#include <string.h>

typedef struct finding {
    char rule[24], text[200];
    sea_severity severity;
    uint64_t line;
    uint32_t column;
} finding;

typedef struct collection {
    sea_gp_set set;
    finding findings[64]; /* the first of them */
    size_t finding_count;
    char source[1024]; /* of the last record */
    uint64_t source_line;
    sea_gp_summary summary;
    sea_error err;
    sea_status status;
} collection;

static inline sea_status collect_record(void *payload, const sea_gp *gp, const sea_gp_origin *origin)
{
    collection *c = payload;
    size_t n = origin->source_length < sizeof c->source - 1 ? origin->source_length : sizeof c->source - 1;
    memcpy(c->source, origin->source, n);
    c->source[n] = '\0';
    c->source_line = origin->line;
    return sea_gp_set_add(&c->set, gp);
}

static inline sea_status collect_diagnostic(void *payload, const sea_diagnostic *d)
{
    collection *c = payload;
    if (c->finding_count < sizeof c->findings / sizeof c->findings[0]) {
        finding *f = &c->findings[c->finding_count];
        *f = (finding){.severity = d->severity, .line = d->line, .column = d->column};
        strncpy(f->rule, d->rule, sizeof f->rule - 1);
        strncpy(f->text, d->text, sizeof f->text - 1);
        if (!d->advice || !d->advice[0] || !d->file || !d->text[0]) abort(); /* every finding says what to do */
    }
    c->finding_count++;
    return SEA_OK;
}

static inline collection *collect_bytes(const void *bytes, size_t length, sea_gp_format format)
{
    collection *c = calloc(1, sizeof *c);
    const sea_gp_sink sink = {c, collect_record, collect_diagnostic};
    c->status = sea_gp_read_bytes(bytes, length, "test", format, &sink, &c->summary, &c->err);
    return c;
}

static inline collection *collect_text(const char *text)
{
    return collect_bytes(text, strlen(text), SEA_GP_AUTO);
}

static inline collection *collect_file(const char *path)
{
    collection *c = calloc(1, sizeof *c);
    const sea_gp_sink sink = {c, collect_record, collect_diagnostic};
    c->status = sea_gp_read_file(path, SEA_GP_AUTO, &sink, &c->summary, &c->err);
    return c;
}

static inline const finding *find_rule(const collection *c, const char *rule)
{
    for (size_t i = 0; i < c->finding_count && i < sizeof c->findings / sizeof c->findings[0]; i++)
        if (strcmp(c->findings[i].rule, rule) == 0) return &c->findings[i];
    return NULL;
}

static inline void collection_free(collection *c)
{
    sea_gp_set_free(&c->set);
    free(c);
}

#endif
