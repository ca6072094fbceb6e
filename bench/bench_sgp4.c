/*
 * How fast SGP4 goes: each kernel the machine has, near-Earth and deep space, on a grid and on a list of times, beside
 * the yardstick (yardstick_sgp4.c) and the machine's fused multiply-add peak measured in the same run.
 *
 *   bench_sgp4 [--json] [--verify] [--file FILE] [--steps N]
 *
 * Without --file: $STARSEA_TEST_DATA/catalog/celestrak_20241101.omm.csv.gz, or else a synthetic population of the same
 * size.
 * Yardstick and kernel take turns, five each, and the best of either counts: what disturbs a shared machine for a
 * moment spoils neither.
 * --verify: every kernel over all objects and steps; exit 1 unless all give the same bits. --json: one JSON object a
 * line. Give the machine nothing else to do meanwhile. Rates are states (position and velocity) a second of one core's
 * CPU time; "yard" is the yardstick's, "of peak" the share of the multiply-add peak. The kernels without hardware
 * multiply-add (sse2, scalar) are verified but not timed.
 */
#include <starsea/gp.h>
#include <starsea/scenario.h>
#include <starsea/sgp4.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "yardstick_sgp4.h"

/* Multiplications, additions and fused ones a state of the near-Earth body, counted in its object code. */
#define NEAR_OPERATIONS 280.0

enum { REPEATS = 5, SYNTHETIC = 26834, CHECKED_STEPS = 24 };

typedef struct plan {
    const char *self, *file;
    size_t steps;
    int json, verify;
    const char *kernel; /* set in the process that measures it */
    sea_gp_set set;
    sea_tai start;
    double peak;
} plan;

static double cpu_seconds(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

static double wall_seconds(void)
{
    struct timespec t;
    timespec_get(&t, TIME_UTC);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Fused multiply-adds of doubles a second on one core, by the widest registers there are; 0 where not known how. */
static double fma_peak(void)
{
#if defined(__x86_64__)
    if (!__builtin_cpu_supports("fma")) return 0.0;
    int wide = __builtin_cpu_supports("avx512f");
#define VECTORS                                                                                                        \
    "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12",         \
        "xmm13", "xmm14", "xmm15"
    double best = 0.0;
    __asm__ volatile("vzeroall" ::: VECTORS); /* garbage may be denormal, and slow */
    for (int repeat = 0; repeat < REPEATS; repeat++) {
        const long rounds = 4000000;
        double from = cpu_seconds();
        for (long i = 0; i < rounds; i++) {
            if (wide) {
                __asm__ volatile(".irp n,0,1,2,3,4,5,6,7,8,9,10,11\n\t"
                                 "vfmadd231pd %%zmm\\n, %%zmm\\n, %%zmm\\n\n\t"
                                 ".endr" ::
                                     : VECTORS);
            } else {
                __asm__ volatile(".irp n,0,1,2,3,4,5,6,7,8,9,10,11\n\t"
                                 "vfmadd231pd %%ymm\\n, %%ymm\\n, %%ymm\\n\n\t"
                                 ".endr" ::
                                     : VECTORS);
            }
        }
        double rate = 12.0 * (double)rounds * (wide ? 8.0 : 4.0) / (cpu_seconds() - from);
        if (rate > best) best = rate;
    }
    __asm__ volatile("vzeroupper"); /* dirty upper halves would slow the yardstick's SSE code */
    return best;
#else
    return 0.0;
#endif
}

static sea_status keep(void *payload, const sea_gp *gp, const sea_gp_origin *origin)
{
    (void)origin;
    return sea_gp_set_add(payload, gp);
}

static int read_catalogue(plan *p)
{
    char path[4096];
    const char *folder = getenv("STARSEA_TEST_DATA");
    if (!p->file && folder) {
        snprintf(path, sizeof path, "%s/catalog/celestrak_20241101.omm.csv.gz", folder);
        FILE *f = fopen(path, "rb");
        if (f) p->file = path, fclose(f);
    }
    sea_error err;
    if (p->file) {
        sea_gp_sink sink = {&p->set, keep, NULL};
        if (sea_gp_read_file(p->file, SEA_GP_AUTO, &sink, NULL, &err) != SEA_OK) {
            fprintf(stderr, "bench_sgp4: %s\n", err.text);
            return 0;
        }
    } else {
        sea_scenario_options o = sea_scenario_options_default();
        o.objects = SYNTHETIC;
        sea_gp gp;
        for (uint64_t i = 0; i < o.objects; i++) {
            if (sea_scenario_gp(&o, i, &gp) != SEA_OK || sea_gp_set_add(&p->set, &gp) != SEA_OK) return 0;
        }
    }
    for (size_t i = 0; i < p->set.count; i++) {
        if (p->set.gps[i].epoch.ns > p->start.ns) p->start = p->set.gps[i].epoch;
    }
    p->file = NULL;
    return p->set.count > 0;
}

/* Which objects: near-Earth 0, deep space 1, both 2. */
static sea_sgp4 *prepare(const plan *p, int which)
{
    sea_gp_set chosen = {0};
    sea_sgp4 *out = NULL;
    for (size_t i = 0; i < p->set.count; i++) {
        int deep = p->set.gps[i].mean_motion_rev_day < 6.4;
        if (which == 2 || deep == which) (void)sea_gp_set_add(&chosen, &p->set.gps[i]);
    }
    (void)sea_sgp4_new(chosen.gps, chosen.count, NULL, &out, NULL, NULL);
    sea_gp_set_free(&chosen);
    return out;
}

static sea_status look(void *payload, const sea_sgp4_block *block)
{
    *(double *)payload += block->r_km[0][0] + block->v_km_s[0][0];
    return SEA_OK;
}

/* One state's share of the checksum; shares are added up, so that it does not matter how blocks are cut. */
static uint64_t hash_state(uint64_t h, const double r[3], const double v[3])
{
    uint64_t words[6];
    memcpy(words, r, 3 * sizeof *words);
    memcpy(words + 3, v, 3 * sizeof *words);
    for (int i = 0; i < 6; i++) {
        h = (h ^ words[i]) * UINT64_C(0x9e3779b97f4a7c15);
        h ^= h >> 29;
    }
    return h;
}

static sea_status digest(void *payload, const sea_sgp4_block *block)
{
    uint64_t *sum = payload;
    for (size_t k = 0; k < block->time_count; k++) {
        for (size_t i = 0, at = k * block->count; i < block->count; i++, at++) {
            uint64_t seed = (block->first_time + k) << 32 | block->objects[i];
            seed = (seed ^ (uint64_t)(uint8_t)block->statuses[at]) * UINT64_C(0xd1342543de82ef95);
            *sum += hash_state(seed, block->r_km[at], block->v_km_s[at]);
        }
    }
    return SEA_OK;
}

static uint64_t checksum(const sea_sgp4 *prepared, const sea_sgp4_times *times)
{
    uint64_t h = 1;
    return sea_sgp4_states_run(prepared, times, 1, 0, digest, &h, NULL) == SEA_OK ? h : 0;
}

/* States a second of the yardstick: every so many objects, until a tenth of a second has gone. */
static double yardstick(const plan *p, const sea_sgp4 *prepared)
{
    size_t objects = sea_sgp4_count(prepared), states = 0;
    double sum = 0.0, r[3], v[3], from = cpu_seconds(), spent = 0.0;
    for (size_t k = 0; spent < 0.1; k++) {
        sea_tai t = {p->start.ns + (int64_t)(k % p->steps) * 60 * SEA_NS_PER_S};
        for (size_t i = k % 16; i < objects; i += 16, states++) {
            (void)yardstick_sgp4(prepared, i, t, r, v);
            sum += r[0] + v[0];
        }
        spent = cpu_seconds() - from;
    }
    return sum == 1.0 ? 0.0 : (double)states / spent;
}

static void print_row(const plan *p, const char *name, const sea_sgp4 *prepared, const sea_sgp4_times *times,
                      double rate, double yard, double wall)
{
    size_t objects = sea_sgp4_count(prepared);
    sea_sgp4_times few = *times;
    few.count = few.count < CHECKED_STEPS ? few.count : CHECKED_STEPS;
    double share = p->peak > 0.0 && strncmp(name, "near", 4) == 0 ? rate * NEAR_OPERATIONS / p->peak : 0.0;
    uint64_t sum = checksum(prepared, &few);
    char of_peak[24] = ""; /* operations are counted for the near-Earth body alone */
    if (share > 0.0) snprintf(of_peak, sizeof of_peak, p->json ? "%.3g" : "%.0f%%", p->json ? share : 100.0 * share);
    if (p->json) {
        printf(
            "{\"bench\":\"sgp4\",\"case\":\"%s\",\"kernel\":\"%s\",\"objects\":%zu,\"times\":%zu,\"states_per_s_core\":"
            "%.4g,"
            "\"yardstick_states_per_s\":%.4g,\"ratio\":%.3g,\"fma_peak_per_s\":%.4g,\"fma_share\":%s,\"wall_s\":%.4g,"
            "\"checksum\":\"%016" PRIx64 "\"}\n",
            name, p->kernel, objects, p->steps, rate, yard, rate / yard, p->peak, of_peak[0] ? of_peak : "null", wall,
            sum);
    } else {
        printf("%-16s %-7s %9.1f %8.2f %7.1f %8s %8.3f  %016" PRIx64 "\n", name, p->kernel, rate * 1e-6, yard * 1e-6,
               rate / yard, of_peak[0] ? of_peak : "-", wall, sum);
    }
    fflush(stdout);
}

static void measure(const plan *p, const char *name, int which, int list, uint32_t threads)
{
    sea_sgp4 *prepared = prepare(p, which);
    sea_tai *at = malloc(p->steps * sizeof *at);
    if (!prepared || !at || sea_sgp4_count(prepared) == 0) exit(1);
    for (size_t k = 0; k < p->steps; k++) at[k].ns = p->start.ns + (int64_t)k * 60 * SEA_NS_PER_S;
    sea_sgp4_times times = {p->steps, p->start, 60 * SEA_NS_PER_S, list ? at : NULL, 0};
    double best = 0.0, wall = 0.0, sum = 0.0, yard = 0.0;
    double states = (double)p->steps * (double)sea_sgp4_count(prepared);
    for (int i = 0; i < REPEATS; i++) {
        double slow = yardstick(p, prepared), from = cpu_seconds(), wall_from = wall_seconds();
        if (slow > yard) yard = slow;
        if (sea_sgp4_states_run(prepared, &times, 1, threads, look, &sum, NULL) != SEA_OK) exit(1);
        double rate = states / (cpu_seconds() - from), took = wall_seconds() - wall_from;
        if (rate > best) best = rate;
        if (wall == 0.0 || took < wall) wall = took;
    }
    print_row(p, name, prepared, &times, best, yard, wall);
    free(at);
    sea_sgp4_free(prepared);
}

static int measure_kernel(plan *p)
{
    if (strcmp(p->kernel, sea_sgp4_kernel_name()) != 0) return 0; /* the machine has none such */
    if (!read_catalogue(p)) return 1;
    if (p->verify) {
        sea_sgp4 *all = prepare(p, 2);
        const sea_sgp4_times times = {.count = p->steps, .start = p->start, .step_ns = 60 * SEA_NS_PER_S};
        printf("%s %016" PRIx64 "\n", p->kernel, checksum(all, &times));
        sea_sgp4_free(all);
        return 0;
    }
    p->peak = fma_peak();
    measure(p, "near-grid", 0, 0, 1);
    measure(p, "near-list", 0, 1, 1);
    measure(p, "deep-grid", 1, 0, 1);
    measure(p, "catalogue", 2, 0, 1);
    measure(p, "catalogue-mt", 2, 0, 0);
    sea_gp_set_free(&p->set);
    return 0;
}

/* A kernel is chosen once a process, so each is measured by one of its own. */
static FILE *child(const plan *p, const char *kernel)
{
    char command[8192];
    snprintf(command, sizeof command, "STARSEA_SIMD=%s '%s' --kernel %s --steps %zu%s%s%s%s%s", kernel, p->self, kernel,
             p->steps, p->json ? " --json" : "", p->verify ? " --verify" : "", p->file ? " --file '" : "",
             p->file ? p->file : "", p->file ? "'" : "");
    fflush(stdout);
    return popen(command, "r");
}

static int measure_all(plan *p)
{
    static const char *const names[] = {"avx512", "avx2", "neon", "wasm", "sse2", "scalar"};
    char first[64] = "", line[1024];
    int failed = 0, same = 1;
    /* The bars are those of the real catalogue: made objects are a shade easier. */
    if (!p->file && !getenv("STARSEA_TEST_DATA"))
        fputs("bench_sgp4: no --file and no $STARSEA_TEST_DATA: the objects are made\n", stderr);
    if (!p->json && !p->verify)
        printf("%-16s %-7s %9s %8s %7s %8s %8s  %s\n", "case", "kernel", "M/s/core", "yard M/s", "ratio", "of peak",
               "wall s", "checksum");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        /* Without hardware FMA a kernel crawls through the C library's: worth verifying, not worth waiting for here. */
        if (i >= 4 && !p->verify) continue;
        FILE *f = child(p, names[i]);
        if (!f) return 1;
        while (fgets(line, sizeof line, f)) {
            const char *sum = strrchr(line, ' ');
            fputs(line, stdout);
            if (!p->verify || !sum) continue;
            if (!*first) snprintf(first, sizeof first, "%s", sum);
            same = same && strcmp(first, sum) == 0;
        }
        failed |= pclose(f) != 0;
    }
    if (p->verify) puts(same ? "every kernel gives the same bits" : "KERNELS DIFFER");
    return failed || !same;
}

int main(int count, char **argument)
{
    plan p = {.self = argument[0], .steps = 1440};
    for (int i = 1; i < count; i++) {
        if (strcmp(argument[i], "--json") == 0) {
            p.json = 1;
        } else if (strcmp(argument[i], "--verify") == 0) {
            p.verify = 1;
        } else if (strcmp(argument[i], "--file") == 0 && i + 1 < count) {
            p.file = argument[++i];
        } else if (strcmp(argument[i], "--kernel") == 0 && i + 1 < count) {
            p.kernel = argument[++i];
        } else if (strcmp(argument[i], "--steps") == 0 && i + 1 < count && atoll(argument[i + 1]) > 0) {
            p.steps = (size_t)atoll(argument[++i]);
        } else {
            fputs("usage: bench_sgp4 [--json] [--verify] [--file FILE] [--steps N]\n", stderr);
            return 2;
        }
    }
    return p.kernel ? measure_kernel(&p) : measure_all(&p);
}
