/* The life of geostationary objects: all of it is public, see starsea/station.h. */
#ifndef SEA_ANALYSIS_STATION_H
#define SEA_ANALYSIS_STATION_H

#include <starsea/station.h>

#endif
