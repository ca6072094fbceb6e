/* The synthetic population as data: strata, their sizes, and the distributions their members are drawn from. */
#ifndef SEA_SCENARIO_SCENARIO_H
#define SEA_SCENARIO_SCENARIO_H

#include <starsea/scenario.h>

/* How the members of a stratum are laid out. */
typedef enum sea_layout {
    SEA_LAYOUT_BAND,     /* independent draws: height, eccentricity, inclination; angles uniform */
    SEA_LAYOUT_SSO,      /* as a band, but the inclination follows from J2 and the node from a local time */
    SEA_LAYOUT_TRANSFER, /* independent draws of perigee and apogee */
    SEA_LAYOUT_SHELL,    /* Walker-like planes and slots */
    SEA_LAYOUT_STATION,  /* a crewed complex: members share one orbit */
    SEA_LAYOUT_KEPT,     /* geosynchronous, held near longitude slots */
    SEA_LAYOUT_DRIFT     /* near geosynchronous, not held: inclination and node follow the 53-year cycle */
} sea_layout;

/* Where the drag term comes from. */
typedef enum sea_drag {
    SEA_DRAG_NONE, /* zero, as published for high orbits */
    SEA_DRAG_NET,  /* satellites that thrust often: fitted values scatter and one in six is negative */
    SEA_DRAG_PAY,
    SEA_DRAG_RB,
    SEA_DRAG_DEB,
    SEA_DRAG_FREE /* as SEA_DRAG_PAY, not limited to what a week in orbit allows: these objects may decay */
} sea_drag;

enum { SEA_STRATUM_POINTS = 7 };

/* Values at these parts of a stratum: the quantile function is linear in between and ends at the first and last. */
extern const double sea_stratum_parts[SEA_STRATUM_POINTS];

typedef struct sea_stratum {
    const char *label; /* in the object name */
    uint32_t count;    /* members in each block */
    sea_layout layout;
    sea_drag drag;
    double incl_deg[SEA_STRATUM_POINTS];
    double height_km[SEA_STRATUM_POINTS]; /* semi-major axis less Earth's equatorial radius; of the perigee in a
                                             transfer */
    double ecc[SEA_STRATUM_POINTS];
    double apogee_km[SEA_STRATUM_POINTS]; /* height, transfer only */
    uint32_t planes;
    uint32_t phasing;  /* Walker's F: a neighbouring plane is ahead by F / planes of the slot spacing */
    double spread_deg; /* nodes are spread over this angle */
    double step_km;    /* each plane is this much higher than the one before */
    double phase_sigma_deg;
    double argp_deg, argp_sigma_deg; /* argument of perigee of a transfer; uniform where sigma is zero */
} sea_stratum;

/* A block is one whole population: strata in order, SEA_SCENARIO_BLOCK objects, the size of the catalogue it mirrors.
 */
enum { SEA_SCENARIO_BLOCK = 26834 };
extern const sea_stratum sea_strata[];
extern const size_t sea_strata_count;

/* Where object `index` stands. */
typedef struct sea_scenario_place {
    const sea_stratum *stratum;
    uint32_t stratum_number;
    uint32_t rank; /* within the stratum, of this block */
    uint32_t block;
} sea_scenario_place;

sea_scenario_place sea_scenario_place_of(uint64_t seed, uint64_t index);

#endif
