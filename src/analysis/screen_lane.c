/* Which instance of the pair test to use. */
#include "analysis/screen.h"

#include "base/cpu.h"

#include <string.h>

const sea_screen_kernel *sea_screen_kernel_best(void)
{
#if defined(SEA_CPU_X86_64)
    const char *name = sea_sgp4_kernel_name();
    if (strcmp(name, "avx512") == 0) return &sea_screen_avx512_kernel;
    if (strcmp(name, "avx2") == 0) return &sea_screen_avx2_kernel;
#endif
    return &sea_screen_portable_kernel;
}
