/* Tasks in parallel, their results taken in order. */
#include "base/parallel.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

/* What a place holds: nothing, a result on its way, or the result of task `index`. */
typedef struct place {
    enum { FREE, FILLING, FULL } holds;
    size_t index;
} place;

typedef struct line {
    size_t count;
    void *payload;
    sea_status (*task)(void *payload, size_t index, uint32_t place);
    sea_status (*take)(void *payload, size_t index, uint32_t place);
    uint32_t workers;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t freed; /* a place, or the line has failed */
    size_t next, due;     /* task to hand out, result to take */
    bool taking;          /* some thread is at it */
    sea_status failure;
    place *places;
} line;

static void fail(line *l, sea_status s)
{
    if (l->failure == SEA_OK) l->failure = s;
    pthread_cond_broadcast(&l->freed);
}

static place *place_due(line *l)
{
    for (uint32_t i = 0; i < 2 * l->workers; i++)
        if (l->places[i].holds == FULL && l->places[i].index == l->due) return &l->places[i];
    return NULL;
}

/* Takes every result whose turn has come, also those that come meanwhile. Called, and left, with the lock. */
static void take_due(line *l)
{
    if (l->taking) return;
    l->taking = true;
    for (place *p; l->failure == SEA_OK && (p = place_due(l)) != NULL;) {
        pthread_mutex_unlock(&l->lock);
        sea_status s = l->take(l->payload, p->index, (uint32_t)(p - l->places));
        pthread_mutex_lock(&l->lock);
        p->holds = FREE;
        l->due++;
        if (s != SEA_OK) fail(l, s);
        pthread_cond_broadcast(&l->freed);
    }
    l->taking = false;
}

/* A worker's free place, or NULL when there is nothing left to do. */
static place *place_free(line *l, place own[2])
{
    while (l->failure == SEA_OK && l->next < l->count) {
        if (own[0].holds == FREE) return &own[0];
        if (own[1].holds == FREE) return &own[1];
        pthread_cond_wait(&l->freed, &l->lock);
    }
    return NULL;
}

static sea_status work(void *payload, size_t worker, uint32_t unused)
{
    line *l = payload;
    (void)unused;
    pthread_mutex_lock(&l->lock);
    for (place *p; (p = place_free(l, &l->places[2 * worker])) != NULL;) {
        *p = (place){FILLING, l->next++};
        pthread_mutex_unlock(&l->lock);
        sea_status s = l->task(l->payload, p->index, (uint32_t)(p - l->places));
        pthread_mutex_lock(&l->lock);
        if (s != SEA_OK) fail(l, s);
        p->holds = FULL;
        take_due(l);
    }
    pthread_mutex_unlock(&l->lock);
    return SEA_OK;
}

sea_status sea_parallel_in_order(size_t count, uint32_t threads, void *payload,
                                 sea_status (*task)(void *payload, size_t index, uint32_t place),
                                 sea_status (*take)(void *payload, size_t index, uint32_t place))
{
    line l = {.count = count,
              .payload = payload,
              .task = task,
              .take = take,
              .workers = sea_parallel_workers(count, threads),
              .lock = PTHREAD_MUTEX_INITIALIZER,
              .freed = PTHREAD_COND_INITIALIZER};
    l.places = calloc(2 * l.workers, sizeof *l.places);
    if (!l.places) return SEA_E_MEMORY;
    /* One endless task a worker; a thread that cannot be had leaves its share to the others. */
    sea_status s = sea_parallel_for(l.workers, l.workers, &l, work);
    pthread_cond_destroy(&l.freed);
    pthread_mutex_destroy(&l.lock);
    free(l.places);
    return s != SEA_OK ? s : l.failure;
}
