/*
 * Batch kernels: objects are laid out eight to a block, one double a lane, and a kernel takes one block through a tile
 * of times.
 *
 * Every instruction set compiles the same body (motion/sgp4_kernel.inc), so all kernels give equal bits. What a kernel
 * cannot vouch for (a threshold nearby, a series out of its range) it marks, and the scalar reference decides that
 * state: statuses are the reference's own, and a state depends on its object and time alone, never on its neighbours.
 */
#ifndef SEA_MOTION_SGP4_BATCH_H
#define SEA_MOTION_SGP4_BATCH_H

#include "base/cpu.h"
#include "base/math.h"
#include "motion/sgp4.h"

#include <stdint.h>

enum { SEA_SGP4_LANES = 8, SEA_SGP4_TILE = 8 };

typedef double sea_sgp4_row[SEA_SGP4_LANES];

/* Constants of eight near-Earth objects. Names as in the reference; what never varies is multiplied out beforehand. */
typedef struct sea_sgp4_near {
    sea_sgp4_row epoch_high, epoch_low;                            /* ns: a multiple of 2^32, and the rest */
    sea_sgp4_row mo, mdot, argpo, argpdot, nodeo, nodedot, nodecf; /* angles and their rates */
    sea_sgp4_row omgcof, xmcof, xmcof_delmo, eta;                  /* drag on mean anomaly and perigee */
    sea_sgp4_row cc1, d2, d3, d4;                                  /* on the semi-major axis */
    sea_sgp4_row e0, b_cc4, b_cc5;             /* on the eccentricity; e0 = ecco + bstar cc5 sinmao */
    sea_sgp4_row n_t2, n_t3, n_t4, n_t5;       /* on the mean longitude, times mean motion */
    sea_sgp4_row a0, root_a0;                  /* undragged semi-major axis, km; its square root times km/s */
    sea_sgp4_row aycof, xlcof;                 /* long-period terms of J3, km */
    sea_sgp4_row con41_15, x1mth2, x7thm1_025; /* 1.5 con41, x1mth2, x7thm1 / 4 */
    sea_sgp4_row cosio, sinio, cosio_15;       /* cosio, sinio, 1.5 cosio */
} sea_sgp4_near;

/* Constants of eight deep-space objects. */
typedef struct sea_sgp4_deep_block {
    sea_sgp4_row epoch_high, epoch_low;
    sea_sgp4_row mo, m_rate, argpo, argp_rate, nodeo, node_rate, nodecf, inclo, didt; /* rates with Sun and Moon */
    sea_sgp4_row e0, e_rate, cc1, n_t2, a0, root_a0, n0;
    sea_sgp4_row zmos, se2, se3, si2, si3, sl2, sl3, sl4, sgh2, sgh3, sgh4, sh2, sh3; /* solar periodics */
    sea_sgp4_row zmol, ee2, e3, xi2, xi3, xl2, xl3, xl4, xgh2, xgh3, xgh4, xh2, xh3;  /* lunar periodics */
    sea_sgp4_row half_day; /* resonance: 1 half-day, 0 one-day, -1 none */
    sea_sgp4_row gsto, xlamo, xfact, argpdot, del1, del2, del3;
    sea_sgp4_row d2201, d2211, d3210, d3222, d4410, d4422, d5220, d5232, d5421, d5433;
} sea_sgp4_deep_block;

/* Where the resonance integrator of each lane stands; atime is NaN where it has not begun. */
typedef struct sea_sgp4_resonance {
    sea_sgp4_row atime, xli, xni, xndt, xnddt;
} sea_sgp4_resonance;

/* Where and for which times a kernel writes. */
typedef struct sea_sgp4_tile {
    size_t count;             /* times, at most SEA_SGP4_TILE */
    const double *high, *low; /* ns of each time, split as the epochs are; unused where t is given */
    const sea_sgp4_row *t;    /* minutes since epoch, a row of lanes a time, or NULL */
    size_t stride;            /* doubles between one time and the next in r and v */
    double *r[SEA_SGP4_LANES], *v[SEA_SGP4_LANES]; /* km, km/s at the first time; v[0] is NULL for positions alone */
    double surface_km, half_j2_km2, j3oj2_km;      /* Earth radius; J2 / 2 times its square; J3 / J2 times it */
    int afspc;                                     /* opsmode 'a' */
    int packed;                                    /* the eight rows of a time follow on one another */
    int grid;                                      /* a uniform grid, for which: */
    size_t lead;                                   /* steps from the anchor to the first time */
    double anchor_high, anchor_low, step_min;      /* the anchor, ns split as above; minutes from time to time */
    uint8_t *doubtful;                             /* out, a byte a time, a bit a lane: ask the reference */
    uint8_t *decayed;                              /* out, likewise: below the surface beyond doubt */
} sea_sgp4_tile;

typedef struct sea_sgp4_kernel {
    const char *name;
    unsigned needs; /* SEA_CPU_ bits */
    void (*near_earth)(const sea_sgp4_near *block, const sea_sgp4_tile *tile);
    void (*deep_space)(const sea_sgp4_deep_block *block, const sea_sgp4_tile *tile, sea_sgp4_resonance *memo);
} sea_sgp4_kernel;

extern const sea_sgp4_kernel sea_sgp4_kernel_scalar;
#if defined(SEA_CPU_X86_64)
extern const sea_sgp4_kernel sea_sgp4_kernel_sse2, sea_sgp4_kernel_avx2, sea_sgp4_kernel_avx512;
#elif defined(SEA_CPU_AARCH64)
extern const sea_sgp4_kernel sea_sgp4_kernel_neon;
#elif defined(SEA_CPU_WASM)
extern const sea_sgp4_kernel sea_sgp4_kernel_wasm;
#endif

/* What sea_sgp4_new gathers for the kernels. Of each lane of each block the index tells the object. */
struct sea_sgp4_batch {
    sea_sgp4_near *near;
    sea_sgp4_deep_block *deep;
    uint32_t *near_index, *deep_index;
    size_t near_objects, deep_objects;
    size_t near_count, deep_count; /* blocks */
    uint32_t *others;              /* objects left to the reference */
    size_t other_count;
};

sea_status sea_sgp4_batch_new(const sea_sgp4 *prepared, sea_sgp4_batch **out);
void sea_sgp4_batch_free(sea_sgp4_batch *batch);

/* A clock reading as two doubles that are exact: a multiple of 2^32 ns, and the rest. */
void sea_sgp4_split(sea_tai t, double *high, double *low);

/* Zeroed memory on a vector's boundary, at least one item; free() frees it. NULL when memory is out. */
void *sea_sgp4_blocks(size_t count, size_t size);

/* The kernel of that name, or the fastest where it is NULL; NULL when this machine has none such. */
const sea_sgp4_kernel *sea_sgp4_kernel_find(const char *name);

/* The kernel in use. */
const sea_sgp4_kernel *sea_sgp4_kernel_now(void);

/* sea_sgp4_states_get by a given kernel. */
sea_status sea_sgp4_states_with(const sea_sgp4_kernel *kernel, const sea_sgp4 *prepared, const sea_sgp4_times *times,
                                const sea_sgp4_states *out, uint32_t threads, sea_error *err);

#endif
