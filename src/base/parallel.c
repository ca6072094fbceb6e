#include "base/parallel.h"
#include "base/os.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

typedef struct crew {
    size_t count;
    void *payload;
    sea_status (*task)(void *payload, size_t index, uint32_t worker);
    int (*progress)(void *watcher, double part); /* NULL, or called by worker 0 */
    void *watcher;
    atomic_size_t next;
    atomic_bool stop;
    pthread_mutex_t lock; /* guards the two below */
    size_t failed_index;
    sea_status failure;
} crew;

typedef struct member {
    crew *crew;
    uint32_t worker;
    pthread_t thread;
} member;

static void *work(void *argument)
{
    member *m = argument;
    crew *c = m->crew;
    while (!atomic_load(&c->stop)) {
        size_t i = atomic_fetch_add(&c->next, 1);
        if (i >= c->count) break;
        sea_status s = c->task(c->payload, i, m->worker);
        if (s == SEA_OK && m->worker == 0 && c->progress && c->progress(c->watcher, (double)(i + 1) / (double)c->count))
            s = SEA_DONE;
        if (s == SEA_OK) continue;
        pthread_mutex_lock(&c->lock);
        if (c->failure == SEA_OK || i < c->failed_index) {
            c->failure = s;
            c->failed_index = i;
        }
        pthread_mutex_unlock(&c->lock);
        atomic_store(&c->stop, true);
    }
    return NULL;
}

uint32_t sea_parallel_workers(size_t count, uint32_t threads)
{
    enum { MOST = 1024 };
    uint32_t n = threads ? threads : sea_os_cpu_count();
    if (n > MOST) n = MOST;
    if (n > count) n = (uint32_t)count;
    return n ? n : 1;
}

sea_status sea_parallel_for(size_t count, uint32_t threads, void *payload,
                            sea_status (*task)(void *payload, size_t index, uint32_t worker))
{
    return sea_parallel_for_watched(count, threads, payload, task, NULL, NULL);
}

sea_status sea_parallel_for_watched(size_t count, uint32_t threads, void *payload,
                                    sea_status (*task)(void *payload, size_t index, uint32_t worker),
                                    int (*progress)(void *watcher, double part), void *watcher)
{
    uint32_t n = sea_parallel_workers(count, threads);
    crew c = {.count = count,
              .payload = payload,
              .task = task,
              .progress = progress,
              .watcher = watcher,
              .lock = PTHREAD_MUTEX_INITIALIZER};
    member *members = calloc(n, sizeof *members);
    if (!members) return SEA_E_MEMORY;
    uint32_t started = 0;
    members[0] = (member){.crew = &c, .worker = 0};
    for (uint32_t w = 1; w < n; w++) {
        members[w] = (member){.crew = &c, .worker = w};
        if (pthread_create(&members[w].thread, NULL, work, &members[w]) != 0)
            break; /* fewer threads: slower, not wrong */
        started = w;
    }
    work(&members[0]);
    for (uint32_t w = 1; w <= started; w++) pthread_join(members[w].thread, NULL);
    free(members);
    if (c.failure == SEA_OK && progress && progress(watcher, 1.0)) return SEA_DONE;
    return c.failure;
}
