/* Conjunction messages in KVN, XML and JSON; what is read is written with either object first and reads back. */
#include "fuzz_ndm.h"

#include <starsea/cdm.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sea_cdm cdm, back;
    sea_error err = {0};
    check_document(data, size);
    sea_status s = sea_cdm_read_bytes(data, size, "fuzz", check_told, NULL, &cdm, &err);
    if (s != SEA_OK) {
        check_refusal(s, &err);
        return 0;
    }
    for (int primary = 0; primary < 2; primary++) {
        char *text = NULL;
        size_t length = 0;
        if (sea_cdm_write(&cdm, primary, primary ? SEA_NDM_XML : SEA_NDM_KVN, &text, &length, NULL) != SEA_OK) continue;
        PROPERTY(sea_cdm_read_bytes(text, length, "again", NULL, NULL, &back, NULL) == SEA_OK);
        for (int i = 0; i < 2; i++) {
            const sea_cdm_object *a = &cdm.objects[i], *b = &back.objects[primary ? 1 - i : i];
            PROPERTY(memcmp(a->covariance_rtn_m, b->covariance_rtn_m, sizeof a->covariance_rtn_m) == 0 ||
                     !a->covariance || !a->covariance_velocity);
            for (int k = 0; k < 3; k++) PROPERTY(a->r_km[k] == b->r_km[k] && a->v_km_s[k] == b->v_km_s[k]);
        }
        free(text);
    }
    return 0;
}
