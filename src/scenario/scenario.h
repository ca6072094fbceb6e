/* Inside of the scenario room: the population as data, and the world that histories are made in. */
#ifndef SEA_SCENARIO_SCENARIO_H
#define SEA_SCENARIO_SCENARIO_H

#include <starsea/frame.h>
#include <starsea/scenario.h>

#include "analysis/breakup.h"
#include "base/rng.h"

#include <stdbool.h>

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

/* Rounds to the digits public sets carry. */
void sea_scenario_round(sea_gp *gp);
/* Half the first derivative of mean motion that SGP4's drag gives the set, rev/day^2. */
double sea_scenario_loss_rev_day2(const sea_gp *gp);

/* ---- scenario_world.c: how made objects really move ---- */

enum { SEA_WORLD_WAVES = 4 };

/* Air and sky are the same for all objects of a history. */
typedef struct sea_world {
    sea_tai start;
    double phase[SEA_WORLD_WAVES];
    sea_breakup_sky sky;
} sea_world;

/* A burn, or elements that take the place of what was. */
typedef struct sea_made_change {
    sea_tai at;
    double dv_rtn_m_s[3];
    bool becomes;
    sea_gp gp; /* with `becomes` */
} sea_made_change;

/* One made object: its true mean elements, and what will happen to it. */
typedef struct sea_made {
    sea_gp gp;
    double noise;                 /* of its sets, in those of a payload */
    double turn_days, turn_phase; /* how its drag goes up and down by itself */
    sea_tai first, last;          /* between these there are sets */
    uint64_t launch;
    uint32_t parent; /* of a piece */
    sea_tai event;
    double dv_rtn_m_s[3];
    sea_made_change *changes; /* in order of time */
    size_t change_count;
} sea_made;

sea_status sea_world_new(uint64_t seed, sea_tai start, double days, sea_world *out);
void sea_world_free(sea_world *world);
/* Density of the air over what B* means, `day` days after the start. */
double sea_world_air(const sea_world *w, const sea_made *m, double day);
/* Carries the true elements to an instant, back as well. Returned: false when the object has come down before. */
bool sea_world_advance(const sea_world *w, sea_made *m, sea_tai to);
/* The state that SGP4 gives a set at its epoch, and the set whose state that is (its epoch and drag are kept). Errors:
 * SGP4's; SEA_E_RANGE when there is no such set. */
sea_status sea_world_state(const sea_gp *gp, double r_km[3], double v_km_s[3]);
sea_status sea_world_elements(const double r_km[3], const double v_km_s[3], sea_gp *gp);
sea_status sea_world_kick(sea_gp *gp, const double dv_rtn_m_s[3]);

/* ---- scenario_piece.c: the NASA standard breakup model ---- */

typedef struct sea_made_piece {
    double length_m, area_to_mass_m2_kg, dv_rtn_m_s[3];
} sea_made_piece;

/* What breaks up, and how. */
typedef enum sea_made_cause {
    SEA_MADE_STAGE_EXPLODES,
    SEA_MADE_SATELLITE_EXPLODES,
    SEA_MADE_SATELLITE_HIT
} sea_made_cause;
enum { SEA_MADE_CAUSES = 3 };

sea_made_piece sea_made_piece_draw(sea_made_cause cause, sea_rng *r);
double sea_made_bstar(double area_to_mass_m2_kg);

/* ---- scenario_plan.c: what is planted ---- */

typedef struct sea_plan {
    sea_scenario_history_options options;
    sea_tai start;
    sea_world world;
    sea_made *bodies; /* planted objects, pieces last; their numbers follow those of the population */
    size_t count, capacity;
    size_t parents; /* the first that will break up */
    uint64_t planted;
    sea_scenario_truth *truths;
    size_t truth_count, truth_capacity;
    size_t faults, fault_end; /* among the truths, gaps and cross-tags */
} sea_plan;

/* To be freed on failure, too. */
sea_status sea_plan_make(const sea_scenario_history_options *options, sea_plan *out);
void sea_plan_free(sea_plan *plan);
sea_made *sea_plan_add(sea_plan *plan); /* NULL when memory is out */
sea_status sea_plan_tell(sea_plan *plan, sea_scenario_truth truth);
void sea_made_designate(sea_gp *gp, uint64_t launch, uint32_t piece);
double sea_made_between(sea_rng *r, double low, double high);

#endif
