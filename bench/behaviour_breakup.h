/* How well breakups are dated: in made worlds whose truth is known, and the eleven real events. */
#ifndef BENCH_BEHAVIOUR_BREAKUP_H
#define BENCH_BEHAVIOUR_BREAKUP_H

/* Of each kind of made world: how many breakups were found, with the right parent, dated, and how often the truth lay
 * in the 90% interval. */
void breakup_print_made(void);

/* The same worlds with collisions of two planted objects beside explosions: how many are told apart. */
void breakup_print_collisions(void);

/* The events of `folder`/breakups beside their public times; says so where they are not there. */
void breakup_print_real(const char *folder);

#endif
