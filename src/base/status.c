#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>

typedef struct entry {
    sea_status status;
    const char *name, *text;
} entry;

static const entry table[] = {
    {SEA_OK, "OK", "no error"},
    {SEA_DONE, "DONE", "finished or stopped on request"},
    {SEA_E_USAGE, "USAGE", "the call or the command line is wrong"},
    {SEA_E_MEMORY, "MEMORY", "out of memory"},
    {SEA_E_IO, "IO", "the operating system refused a file operation"},
    {SEA_E_FORMAT, "FORMAT", "the input breaks its format"},
    {SEA_E_RANGE, "RANGE", "a value is outside its allowed range"},
    {SEA_E_NOT_FOUND, "NOT_FOUND", "not found"},
    {SEA_E_CONFLICT, "CONFLICT", "exists already or is held by another process"},
    {SEA_E_UNSUPPORTED, "UNSUPPORTED", "valid, but not supported by this version"},
    {SEA_E_STORE, "STORE", "the store is damaged or of another version"},
    {SEA_E_MISMATCH, "MISMATCH", "verification found different bytes"},
    {SEA_E_MEAN_ECCENTRICITY, "MEAN_ECCENTRICITY", "mean eccentricity outside [0, 1) or semi-major axis too small"},
    {SEA_E_MEAN_MOTION, "MEAN_MOTION", "mean motion is not positive"},
    {SEA_E_ECCENTRICITY, "ECCENTRICITY", "perturbed eccentricity outside [0, 1]"},
    {SEA_E_SEMILATUS, "SEMILATUS", "semi-latus rectum is negative"},
    {SEA_E_DECAYED, "DECAYED", "the orbit has gone below the Earth's surface"},
};

static const entry *find(sea_status status)
{
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (table[i].status == status) return &table[i];
    return NULL;
}

const char *sea_status_name(sea_status status)
{
    const entry *e = find(status);
    return e ? e->name : "UNKNOWN";
}

const char *sea_status_text(sea_status status)
{
    const entry *e = find(status);
    return e ? e->text : "unknown status";
}

const char *sea_version(void)
{
    return STARSEA_VERSION;
}

static void fill(sea_error *err, sea_status code, uint64_t line, uint32_t column, const char *format, va_list args)
{
    if (!err) return;
    err->code = code;
    err->line = line;
    err->column = column;
    if (vsnprintf(err->text, sizeof err->text, format, args) < 0) err->text[0] = '\0';
}

sea_status sea_error_set(sea_error *err, sea_status code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(err, code, 0, 0, format, args);
    va_end(args);
    return code;
}

sea_status sea_error_set_at(sea_error *err, sea_status code, uint64_t line, uint32_t column, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(err, code, line, column, format, args);
    va_end(args);
    return code;
}
