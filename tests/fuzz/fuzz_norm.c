/* Norm files: read or refused with a reason, and what was read keeps its promises. */
#include "fuzz.h"

#include <starsea/norm.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sea_norm norm;
    sea_error err = {0};
    sea_status s = sea_norm_parse((const char *)data, size, &norm, &err);
    if (s != SEA_OK) {
        PROPERTY(err.code == s && err.text[0] && !norm.provisions && !norm.document);
        return 0;
    }
    PROPERTY(norm.id[0] && norm.title[0] && norm.count > 0 && norm.count <= SEA_NORM_PROVISIONS_MAX);
    for (size_t i = 0; i < norm.count; i++) {
        const sea_norm_provision *p = &norm.provisions[i];
        PROPERTY(p->id[0] && p->cannot[0] && (p->test == SEA_NORM_NO_TEST || p->kinds != 0));
        PROPERTY(p->test != SEA_NORM_LEO_LIFETIME || p->years == 5.0 || p->years == 25.0);
    }
    sea_norm_free(&norm);
    return 0;
}
