/* What holds for every reading of a navigation data message, whatever the bytes. */
#ifndef FUZZ_NDM_H
#define FUZZ_NDM_H

#include "fuzz.h"

#include <starsea/ndm.h>

#include <string.h>

static inline sea_status check_told(void *payload, const sea_diagnostic *d)
{
    (void)payload;
    PROPERTY(d->rule && d->text && d->text[0] && d->advice && d->file);
    return SEA_OK;
}

static inline void check_refusal(sea_status s, const sea_error *err)
{
    PROPERTY(s == SEA_E_FORMAT || s == SEA_E_RANGE || s == SEA_E_UNSUPPORTED || s == SEA_E_CONFLICT);
    PROPERTY(strncmp(err->text, "E_", 2) == 0);
}

/* What is read can be written, unless a value cannot stand in the notation, and then reads again. */
static inline void check_document(const uint8_t *data, size_t size)
{
    sea_ndm *document = NULL;
    sea_error err = {0};
    sea_status s = sea_ndm_read_bytes(data, size, "fuzz", check_told, NULL, &document, &err);
    if (s != SEA_OK) {
        check_refusal(s, &err);
        return;
    }
    for (int format = SEA_NDM_KVN; format <= SEA_NDM_XML; format++) {
        char *text = NULL;
        size_t length = 0;
        sea_ndm *again = NULL;
        s = sea_ndm_write(document, (sea_ndm_format)format, &text, &length, NULL);
        PROPERTY(s == SEA_OK || s == SEA_E_FORMAT);
        if (s != SEA_OK) continue;
        PROPERTY(sea_ndm_read_bytes(text, length, "again", NULL, NULL, &again, NULL) == SEA_OK);
        PROPERTY(sea_ndm_count(again) == sea_ndm_count(document));
        sea_ndm_free(again);
        free(text);
    }
    sea_ndm_free(document);
}

#endif
