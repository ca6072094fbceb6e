/* The upper atmosphere: all of it is public, see starsea/atmosphere.h. */
#ifndef SEA_ASTRO_ATMOSPHERE_H
#define SEA_ASTRO_ATMOSPHERE_H

#include <starsea/atmosphere.h>

#endif
