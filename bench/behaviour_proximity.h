/* Proximity against cases that public sources tell of, and what comes of a whole store. */
#ifndef BEHAVIOUR_PROXIMITY_H
#define BEHAVIOUR_PROXIMITY_H

#include <starsea/gp.h>

/* Prints the tables of docs/VALIDATION.md. Given: the folder of data; sets read before, which the whole store is
 * counted with, and which stay the caller's. */
void proximity_print(const char *folder, const sea_gp_history *more);

/* Prints how planted approaches are found in made worlds. */
void proximity_print_made(void);

#endif
