/* How many probabilities a second, method by method, on planes as messages give them. */
#define _POSIX_C_SOURCE 200809L
#include <starsea/pc.h>

#include <stdio.h>
#include <time.h>

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

int main(void)
{
    enum { PLANES = 200 };
    for (int m = 0; m < SEA_PC_PLANE_METHOD_COUNT; m++) {
        double start = now_s(), sum = 0.0;
        for (int i = 0; i < PLANES; i++) {
            const sea_pc_plane plane = {3.0 * i, 11.0 * i, 40.0 + i, 1500.0 - i, 5.0 + 0.1 * i};
            sea_pc pc;
            if (sea_pc_plane_value((sea_pc_method)m, &plane, &pc) != SEA_OK) return 1;
            sum += pc.value;
        }
        printf("%-12s %9.2f us a plane (mean %.6g)\n", sea_pc_method_name((sea_pc_method)m),
               (now_s() - start) / PLANES * 1e6, sum / PLANES);
    }
    return 0;
}
