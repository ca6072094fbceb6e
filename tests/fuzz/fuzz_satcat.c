/* Lists of objects spelt as SATCAT CSV, and by whatever the bytes look like. */
#include "fuzz_object.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_as(data, size, SEA_OBJECT_SATCAT_CSV);
    read_as(data, size, SEA_OBJECT_AUTO);
    return 0;
}
