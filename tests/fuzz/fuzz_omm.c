/* Element sets spelt as OMM in KVN and XML. */
#include "fuzz_gp.h"
#include "fuzz_ndm.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_document(data, size);
    read_as(data, size, SEA_GP_OMM_KVN);
    read_as(data, size, SEA_GP_OMM_XML);
    return 0;
}
