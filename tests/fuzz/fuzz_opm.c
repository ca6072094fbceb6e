/* Single states of operators. */
#include "fuzz_ndm.h"

#include <starsea/ephem.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sea_opm opm;
    sea_error err = {0};
    check_document(data, size);
    sea_status s = sea_opm_read_bytes(data, size, "fuzz", check_told, NULL, &opm, &err);
    if (s != SEA_OK) check_refusal(s, &err);
    return 0;
}
