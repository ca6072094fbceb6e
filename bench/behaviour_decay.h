/* How well decay is predicted: on objects of the catalogues that really decayed. */
#ifndef BENCH_BEHAVIOUR_DECAY_H
#define BENCH_BEHAVIOUR_DECAY_H

#include <starsea/gp.h>

/*
 * Prints the tables of decay. Given: the data folder; whole histories of all objects.
 * Every set of an object whose last set is about to decay is a case: the history up to it is judged with a table of
 * space weather that ends there, and with one that goes on.
 */
void decay_print(const char *folder, const sea_gp_history *history);

#endif
