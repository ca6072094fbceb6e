/* Which instance of the pair test to use. */
#include "analysis/screen.h"

#include "base/cpu.h"

sea_screen_test_fn *sea_screen_test_best(void)
{
#if defined(SEA_CPU_X86_64)
    unsigned features = sea_cpu_features();
    if (features & SEA_CPU_AVX512) return sea_screen_test_avx512;
    if (features & SEA_CPU_AVX2) return sea_screen_test_avx2;
#endif
    return sea_screen_test_portable;
}
