/* Parallel loops: every task once, failures reported, any number of threads. */
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_task_once),
        cmocka_unit_test(test_failure_stops),
        cmocka_unit_test(test_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
