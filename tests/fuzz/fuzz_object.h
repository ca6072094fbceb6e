/* What holds for every reading of a list of objects, whatever the bytes. */
#ifndef FUZZ_OBJECT_H
#define FUZZ_OBJECT_H

#include "fuzz.h"

#include <starsea/object.h>

#include <math.h>
#include <string.h>

typedef struct tally {
    uint64_t records, errors, warnings;
} tally;

static inline void check_date(sea_object_date d)
{
    PROPERTY(d.month <= 12 && d.day <= 31 && (d.day == 0 || d.month > 0) && (d.month == 0 || d.year > 0));
    PROPERTY(d.year == 0 || (d.year >= 1900 && d.year <= 2200));
}

static inline sea_status check_record(void *payload, const sea_object *o, uint64_t line, const char *source,
                                      size_t source_length)
{
    ((tally *)payload)->records++;
    PROPERTY(o->norad_cat_id >= 1 && o->norad_cat_id <= SEA_GP_ID_MAX && line >= 2 && source && source_length > 0);
    PROPERTY(isfinite(o->period_min) && o->incl_deg >= 0 && o->incl_deg <= 180);
    PROPERTY(isfinite(o->apogee_km) && isfinite(o->perigee_km));
    PROPERTY(memchr(o->name, 0, sizeof o->name) && memchr(o->object_id, 0, sizeof o->object_id));
    PROPERTY(memchr(o->owner, 0, sizeof o->owner) && memchr(o->un_document, 0, sizeof o->un_document));
    check_date(o->launch);
    check_date(o->decay);
    return SEA_OK;
}

static inline sea_status check_diagnostic(void *payload, const sea_diagnostic *d)
{
    tally *t = payload;
    PROPERTY(d->rule && d->text && d->text[0] && d->advice && d->file && d->line >= 1);
    if (d->severity == SEA_SEVERITY_ERROR)
        t->errors++;
    else
        t->warnings++;
    return SEA_OK;
}

static inline void read_as(const uint8_t *data, size_t size, sea_object_format format)
{
    tally t = {0};
    sea_object_summary summary;
    sea_error err = {0};
    const sea_object_sink sink = {&t, check_record, check_diagnostic};
    sea_status s = sea_object_read_bytes(data, size, "fuzz", format, &sink, &summary, &err);
    PROPERTY(s == SEA_OK || s == SEA_E_FORMAT || s == SEA_E_IO);
    PROPERTY(summary.records == t.records && summary.refused == t.errors && summary.warnings == t.warnings);
    PROPERTY(s == SEA_OK ? t.records || t.errors || t.warnings : err.text[0] != 0);
}

#endif
