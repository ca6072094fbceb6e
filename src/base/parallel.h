/* Parallel loops. Threads appear nowhere else. */
#ifndef SEA_BASE_PARALLEL_H
#define SEA_BASE_PARALLEL_H

#include <starsea/status.h>

/*
 * Calls task(payload, i, worker) for every i in [0, count), from `threads` threads (0 = one a processor); worker is in
 * [0, threads). Tasks are handed out in order but finish in any: results must go to places that depend on i alone.
 * The first failure in index order among those seen is returned, and no new tasks start after one.
 */
sea_status sea_parallel_for(size_t count, uint32_t threads, void *payload,
                            sea_status (*task)(void *payload, size_t index, uint32_t worker));

/* Number of workers sea_parallel_for would use. */
uint32_t sea_parallel_workers(size_t count, uint32_t threads);

#endif
