/* Parallel loops: every task once, failures reported, any number of threads. Relays: every lot once, in order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/parallel.h"

enum { TASKS = 1000 };

typedef struct tally {
    unsigned char seen[TASKS];
    uint32_t workers;
    size_t fails_at;
} tally;

static sea_status count(void *payload, size_t i, uint32_t worker)
{
    tally *t = payload;
    if (worker >= t->workers) return SEA_E_RANGE;
    t->seen[i]++;
    return i >= t->fails_at ? SEA_E_IO : SEA_OK;
}

static void test_every_task_once(void **state)
{
    (void)state;
    for (uint32_t threads = 0; threads <= 9; threads++) {
        tally t = {.workers = sea_parallel_workers(TASKS, threads), .fails_at = TASKS};
        assert_int_equal(sea_parallel_for(TASKS, threads, &t, count), SEA_OK);
        for (int i = 0; i < TASKS; i++) assert_int_equal(t.seen[i], 1);
    }
}

static void test_failure_stops(void **state)
{
    (void)state;
    for (uint32_t threads = 1; threads <= 4; threads++) {
        tally t = {.workers = threads, .fails_at = 10};
        assert_int_equal(sea_parallel_for(TASKS, threads, &t, count), SEA_E_IO);
        assert_int_equal(t.seen[TASKS - 1], 0);
    }
}

static void test_counts(void **state)
{
    (void)state;
    assert_int_equal(sea_parallel_workers(0, 8), 1);
    assert_int_equal(sea_parallel_workers(3, 8), 3);
    assert_int_equal(sea_parallel_workers(100, 8), 8);
    assert_true(sea_parallel_workers(100, 0) >= 1);
    assert_int_equal(sea_parallel_for(0, 4, NULL, count), SEA_OK);
}

static int ask(void *watcher, double part)
{
    double *asked = watcher;
    asked[0]++;
    assert_true(part > 0.0 && part <= 1.0);
    asked[1] = part;
    return asked[0] >= asked[2];
}

/* The watcher is asked however the tasks are shared out, and its answer counts. */
static void test_watched(void **state)
{
    (void)state;
    for (uint32_t threads = 1; threads <= 4; threads++) {
        tally t = {.workers = threads, .fails_at = TASKS};
        double asked[3] = {0.0, 0.0, 1e9};
        assert_int_equal(sea_parallel_for_watched(TASKS, threads, &t, count, ask, asked), SEA_OK);
        assert_true(asked[0] >= 1.0 && asked[1] == 1.0);
        for (int i = 0; i < TASKS; i++) assert_int_equal(t.seen[i], 1);
        double at_once[3] = {0.0, 0.0, 1.0};
        assert_int_equal(sea_parallel_for_watched(TASKS, threads, &t, count, ask, at_once), SEA_DONE);
        assert_true(at_once[0] == 1.0);
        tally broken = {.workers = threads, .fails_at = 0};
        assert_int_equal(sea_parallel_for_watched(TASKS, threads, &broken, count, ask, asked), SEA_E_IO);
    }
}

typedef struct sums {
    size_t next, fails_at;
} sums;

static sea_status take(void *payload, void *lot)
{
    sums *s = payload;
    if (*(size_t *)lot != s->next++) return SEA_E_FORMAT;
    *(size_t *)lot = SIZE_MAX; /* emptied */
    return s->next == s->fails_at ? SEA_E_IO : SEA_OK;
}

static sea_status relay(size_t count, size_t fails_at, size_t *taken, size_t *passed)
{
    size_t numbers[3];
    void *lots[3];
    for (int i = 0; i < 3; i++) lots[i] = &numbers[i];
    sums s = {.fails_at = fails_at};
    sea_relay *r = sea_relay_new(lots, 3, &s, take);
    assert_non_null(r);
    size_t *filling = &numbers[0];
    for (*passed = 0; filling && *passed < count; ++*passed) {
        *filling = *passed;
        filling = sea_relay_pass(r);
        if (filling && *passed >= 2) assert_true(*filling == SIZE_MAX);
    }
    sea_status status = sea_relay_end(r);
    *taken = s.next;
    return status;
}

static void test_relay_keeps_the_order(void **state)
{
    (void)state;
    size_t taken, passed;
    for (size_t count = 0; count < 8; count++) {
        assert_int_equal(relay(count, 0, &taken, &passed), SEA_OK);
        assert_int_equal(taken, count);
    }
    assert_int_equal(relay(TASKS, 0, &taken, &passed), SEA_OK);
    assert_int_equal(taken, TASKS);
}

static void test_relay_ends_at_a_failure(void **state)
{
    (void)state;
    size_t taken, passed;
    for (size_t at = 1; at <= 20; at++) {
        assert_int_equal(relay(TASKS, at, &taken, &passed), SEA_E_IO);
        assert_int_equal(taken, at);
        assert_true(passed >= at && passed <= at + 3);
    }
}

typedef struct series {
    size_t at[2 * 8]; /* what each place holds, plus one; 0 when free */
    size_t next, task_fails_at, take_fails_at;
} series;

static sea_status make(void *payload, size_t i, uint32_t place)
{
    series *s = payload;
    if (s->at[place] != 0) return SEA_E_FORMAT; /* not taken yet */
    s->at[place] = i + 1;
    volatile double x = 1.0; /* tasks of unequal length */
    for (size_t k = 0; k < 50 * (i % 7 * i % 5); k++) x = x * 1.0000001;
    return i == s->task_fails_at ? SEA_E_IO : SEA_OK;
}

static sea_status take_next(void *payload, size_t i, uint32_t place)
{
    series *s = payload;
    if (i != s->next || s->at[place] != i + 1) return SEA_E_FORMAT;
    s->at[place] = 0;
    s->next++;
    return i == s->take_fails_at ? SEA_DONE : SEA_OK;
}

static void test_in_order(void **state)
{
    (void)state;
    for (uint32_t threads = 1; threads <= 8; threads++) {
        series s = {.task_fails_at = SIZE_MAX, .take_fails_at = SIZE_MAX};
        assert_int_equal(sea_parallel_in_order(TASKS, threads, &s, make, take_next), SEA_OK);
        assert_int_equal(s.next, TASKS);
        assert_int_equal(sea_parallel_in_order(0, threads, &s, make, take_next), SEA_OK);
        series stopped = {.task_fails_at = SIZE_MAX, .take_fails_at = 100};
        assert_int_equal(sea_parallel_in_order(TASKS, threads, &stopped, make, take_next), SEA_DONE);
        assert_int_equal(stopped.next, 101); /* nothing is taken after it */
        series broken = {.task_fails_at = 100, .take_fails_at = SIZE_MAX};
        assert_int_equal(sea_parallel_in_order(TASKS, threads, &broken, make, take_next), SEA_E_IO);
        assert_true(broken.next <= 100);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_task_once),
        cmocka_unit_test(test_failure_stops),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_watched),
        cmocka_unit_test(test_in_order),
        cmocka_unit_test(test_relay_keeps_the_order),
        cmocka_unit_test(test_relay_ends_at_a_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
