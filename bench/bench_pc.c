/* What a probability costs, method by method: planes as messages give them, one quick and one slow encounter. */
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

static int planes(void)
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

/* Two circular orbits 7,000 km from the centre, 100 m apart, at an angle to one another. */
static void make_pair(double cosine, double sine, sea_pc_object *a, sea_pc_object *b)
{
    const double speed = 7546.053290107541, rtn[6] = {400, 90000, 400, 0.01, 1e-4, 0.01};
    double covariance[6][6] = {{0}};
    for (int i = 0; i < 6; i++) covariance[i][i] = rtn[i];
    *a = (sea_pc_object){.r_m = {7e6, 0, 0}, .v_m_s = {0, speed, 0}, .covariance_velocity = true};
    *b = (sea_pc_object){
        .r_m = {7e6 + 100, 0, 0}, .v_m_s = {0, speed * cosine, speed * sine}, .covariance_velocity = true};
    sea_pc_object_set_rtn(a, covariance);
    sea_pc_object_set_rtn(b, covariance);
}

static int encounters(const char *name, double cosine, double sine, int rounds)
{
    sea_pc_object a, b;
    sea_pc_encounter e;
    sea_pc pc = {0};
    sea_pc_monte_carlo counted;
    sea_pc_monte_carlo_options options = sea_pc_monte_carlo_options_default();
    options.threads = 1;
    make_pair(cosine, sine, &a, &b);
    double start = now_s();
    for (int i = 0; i < 1000; i++)
        if (sea_pc_encounter_plane(&a, &b, 15.0, &e) != SEA_OK) return 1;
    printf("%s: plane of an encounter %.2f us\n", name, (now_s() - start) * 1e3);
    start = now_s();
    for (int i = 0; i < rounds; i++)
        if (sea_pc_nc_2d(&a, &b, 15.0, &pc) != SEA_OK) pc.value = -1.0;
    printf("%s: 2D-NC %.3f ms (%.6g)\n", name, (now_s() - start) / rounds * 1e3, pc.value);
    start = now_s();
    for (int i = 0; i < rounds; i++)
        if (sea_pc_nc_3d(&a, &b, 15.0, NULL, &pc) != SEA_OK) return 1;
    printf("%s: 3D-NC %.3f ms (%.6g)\n", name, (now_s() - start) / rounds * 1e3, pc.value);
    start = now_s();
    if (sea_pc_monte_carlo_run(&a, &b, 15.0, &options, &counted) != SEA_OK) return 1;
    printf("%s: MONTE-CARLO %.2f us a trial (%.3g..%.3g)\n", name, (now_s() - start) / (double)options.trials * 1e6,
           counted.pc.low, counted.pc.high);
    return 0;
}

int main(void)
{
    /* At right angles, and at a thousandth of a radian: 7.5 m/s. */
    return planes() || encounters("quick", 0.0, 1.0, 20) ||
           encounters("slow", 0.9999995000000417, 0.0009999998333333417, 3);
}
