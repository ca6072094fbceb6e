/* What the reader of a table finds, kept for a test. */
#ifndef SEA_TESTS_TABLE_FINDINGS_H
#define SEA_TESTS_TABLE_FINDINGS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <starsea/status.h>

typedef struct findings {
    int count;
    char rule[32]; /* of the last */
    uint64_t line;
    uint32_t column;
} findings;

/* For tables read under the name "table". */
static sea_status note(void *payload, const sea_diagnostic *d)
{
    findings *f = payload;
    f->count++;
    snprintf(f->rule, sizeof f->rule, "%s", d->rule);
    f->line = d->line;
    f->column = d->column;
    assert_true(d->text[0] && d->advice[0] && d->source && strcmp(d->file, "table") == 0);
    return SEA_OK;
}

#endif
