/* Element sets spelt as OMM JSON, and by whatever the bytes look like. */
#include "fuzz_gp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_as(data, size, SEA_GP_OMM_JSON);
    read_as(data, size, SEA_GP_AUTO);
    return 0;
}
