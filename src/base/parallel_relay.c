/* Two threads in a row: one fills lots, the other empties them. */
#include "base/parallel.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct sea_relay {
    void *const *lots;
    size_t count;
    void *payload;
    sea_status (*take)(void *payload, void *lot);
    bool alone; /* no second thread */
    pthread_t thread;
    pthread_mutex_t lock;  /* guards what follows */
    pthread_cond_t change; /* of any of it; one side waits at a time */
    size_t passed, taken;
    bool ended;
    sea_status failure;
};

static void note_taken(sea_relay *r, sea_status s)
{
    r->taken++;
    if (s != SEA_OK) r->failure = s;
}

static void *take_all(void *argument)
{
    sea_relay *r = argument;
    pthread_mutex_lock(&r->lock);
    for (;;) {
        while (r->taken == r->passed && !r->ended) pthread_cond_wait(&r->change, &r->lock);
        if (r->taken == r->passed || r->failure != SEA_OK) break;
        void *lot = r->lots[r->taken % r->count];
        pthread_mutex_unlock(&r->lock);
        sea_status s = r->take(r->payload, lot);
        pthread_mutex_lock(&r->lock);
        note_taken(r, s);
        pthread_cond_signal(&r->change);
    }
    pthread_mutex_unlock(&r->lock);
    return NULL;
}

sea_relay *sea_relay_new(void *const *lots, size_t count, void *payload, sea_status (*take)(void *payload, void *lot))
{
    sea_relay *r = malloc(sizeof *r);
    if (!r) return NULL;
    *r = (sea_relay){.lots = lots,
                     .count = count,
                     .payload = payload,
                     .take = take,
                     .lock = PTHREAD_MUTEX_INITIALIZER,
                     .change = PTHREAD_COND_INITIALIZER};
    r->alone = pthread_create(&r->thread, NULL, take_all, r) != 0;
    return r;
}

void *sea_relay_pass(sea_relay *r)
{
    if (r->alone && r->failure == SEA_OK) note_taken(r, r->take(r->payload, r->lots[r->passed % r->count]));
    pthread_mutex_lock(&r->lock);
    r->passed++;
    pthread_cond_signal(&r->change);
    while (!r->alone && r->failure == SEA_OK && r->passed - r->taken == r->count)
        pthread_cond_wait(&r->change, &r->lock);
    void *next = r->failure == SEA_OK ? r->lots[r->passed % r->count] : NULL;
    pthread_mutex_unlock(&r->lock);
    return next;
}

sea_status sea_relay_end(sea_relay *r)
{
    pthread_mutex_lock(&r->lock);
    r->ended = true;
    pthread_cond_signal(&r->change);
    pthread_mutex_unlock(&r->lock);
    if (!r->alone) pthread_join(r->thread, NULL);
    sea_status failure = r->failure;
    pthread_cond_destroy(&r->change);
    pthread_mutex_destroy(&r->lock);
    free(r);
    return failure;
}
