/* base/parallel for one thread: a worker of the browser is the only one here. */
#include "base/parallel.h"

sea_status sea_parallel_for(size_t count, uint32_t threads, void *payload,
                            sea_status (*task)(void *payload, size_t index, uint32_t worker))
{
    (void)threads;
    sea_status s = SEA_OK;
    for (size_t i = 0; i < count && s == SEA_OK; i++) s = task(payload, i, 0);
    return s;
}

sea_status sea_parallel_in_order(size_t count, uint32_t threads, void *payload,
                                 sea_status (*task)(void *payload, size_t index, uint32_t place),
                                 sea_status (*take)(void *payload, size_t index, uint32_t place))
{
    (void)threads;
    sea_status s = SEA_OK;
    for (size_t i = 0; i < count && s == SEA_OK; i++) {
        s = task(payload, i, 0);
        if (s == SEA_OK) s = take(payload, i, 0);
    }
    return s;
}

uint32_t sea_parallel_workers(size_t count, uint32_t threads)
{
    (void)count, (void)threads;
    return 1;
}
