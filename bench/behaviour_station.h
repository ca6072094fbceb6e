/* Lives on the geostationary ring: made ones whose truth is known, and objects that cannot hold a station. */
#ifndef BEHAVIOUR_STATION_H
#define BEHAVIOUR_STATION_H

#include <starsea/gp.h>

/* Prints how made lives are taken apart, by the days between sets. */
void station_print_made(void);

/* Prints what is said of debris and spent stages among these sets, which stay the caller's. */
void station_print_passive(const sea_gp_history *h);

#endif
