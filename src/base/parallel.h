/* Parallel loops and relays. Threads appear nowhere else. */
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

/*
 * As sea_parallel_for, asking progress(watcher, part) whether to go on: on the caller's thread alone, after each task
 * it took itself and once more when all are done, for the others may have been quicker to take them. A non-zero answer
 * ends the loop with SEA_DONE. progress may be NULL.
 */
sea_status sea_parallel_for_watched(size_t count, uint32_t threads, void *payload,
                                    sea_status (*task)(void *payload, size_t index, uint32_t worker),
                                    int (*progress)(void *watcher, double part), void *watcher);

/*
 * Tasks in parallel whose results are taken in order: task(payload, i, place) leaves a result in a place of the
 * caller's, and take(payload, i, place) gets it, for every i in the order of i, one at a time, on any of the threads.
 * Each of the sea_parallel_workers has two places, 2 worker and 2 worker + 1, and fills none whose result was not
 * taken. The first failure, of either, ends the loop and is returned; all before a failure of take was taken.
 */
sea_status sea_parallel_in_order(size_t count, uint32_t threads, void *payload,
                                 sea_status (*task)(void *payload, size_t index, uint32_t place),
                                 sea_status (*take)(void *payload, size_t index, uint32_t place));

/* Number of workers sea_parallel_for would use. */
uint32_t sea_parallel_workers(size_t count, uint32_t threads);

/*
 * A relay: the caller fills lots, one after the other, and take(payload, lot) empties them in the same order on a
 * second thread. What lots hold does not depend on which of the two is faster. Where no thread can be had, take runs
 * in sea_relay_pass.
 */
typedef struct sea_relay sea_relay;

/* Given: lots[count], at least two, the caller's. Returned: NULL when memory is out. The first to fill is lots[0]. */
sea_relay *sea_relay_new(void *const *lots, size_t count, void *payload, sea_status (*take)(void *payload, void *lot));
/* Hands over the lot last given and gives the next to fill, an emptied one. NULL once take has failed. */
void *sea_relay_pass(sea_relay *relay);
/* Waits until what was handed over is taken, and frees. Returned: the first failure of take; after one no lot is taken.
 */
sea_status sea_relay_end(sea_relay *relay);

#endif
