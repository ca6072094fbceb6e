/* Inside of the claim room: the table of tests, how a test judges, and writing into buffers. */
#ifndef SEA_EVIDENCE_CLAIM_H
#define SEA_EVIDENCE_CLAIM_H

#include <starsea/claim.h>

#include <starsea/sgp4.h>

#include "base/json.h"

/* ---- what a test is given ---- */

/* The evidence, put in order once for all clauses, and which of its sets a finding rests on. */
typedef struct sea_claim_case {
    const sea_claim_evidence *evidence;
    sea_gp_history history; /* every set of every object; owned */
    bool *used;             /* one an element set of the evidence */
} sea_claim_case;

/* Judges a clause by its values, one a parameter of the test. Errors: SEA_E_MEMORY. */
typedef sea_status sea_claim_judge_fn(const sea_claim_value *values, struct sea_claim_case *c,
                                      struct sea_claim_finding *out, sea_error *err);

/* Parameters and functions of the tests, one file a family. */
extern const sea_claim_parameter sea_claim_approach_parameters[9], sea_claim_apart_parameters[5],
    sea_claim_together_parameters[5], sea_claim_plane_parameters[4], sea_claim_change_parameters[5],
    sea_claim_heights_parameters[6], sea_claim_burn_parameters[4], sea_claim_mover_parameters[5],
    sea_claim_breakup_parameters[4], sea_claim_count_parameters[4], sea_claim_presence_parameters[2],
    sea_claim_registered_parameters[2], sea_claim_longitude_parameters[5], sea_claim_ceased_parameters[2];
sea_claim_judge_fn sea_claim_approach_judge, sea_claim_above_judge, sea_claim_below_judge, sea_claim_together_judge,
    sea_claim_plane_judge, sea_claim_raised_judge, sea_claim_lowered_judge, sea_claim_heights_judge,
    sea_claim_burn_judge, sea_claim_no_burn_judge, sea_claim_mover_judge, sea_claim_breakup_judge,
    sea_claim_count_judge, sea_claim_in_orbit_judge, sea_claim_decayed_judge, sea_claim_registered_judge,
    sea_claim_longitude_judge, sea_claim_ceased_judge;

/* ---- judging ---- */

/* A verdict that leaves the clause open. */
void sea_claim_leave_open(sea_claim_finding *out, sea_claim_reason reason);
/* A part becomes the finding. */
void sea_claim_take(sea_claim_finding *out, sea_claim_part part);
sea_claim_part sea_claim_part_of(sea_verdict verdict, sea_claim_reason reason, double likelihood);

/*
 * A value found within +/- allowance (two sigma) against the interval claimed, whose ends may be infinite. Supported
 * when very likely; contradicted when no value inside the allowance lies in the interval; else open.
 */
sea_claim_part sea_claim_judge(double value, double allowance, double low, double high);
/* The same for a distance found, claimed to be at most `limit`: two components across the line of sight are uncertain.
 */
double sea_claim_within(double range, double allowance, double limit);
/* Between 0.01 and 0.99: no model of errors is better known than that. */
double sea_claim_likelihood(double p);
sea_confidence sea_claim_confidence_of_age(double days);

/* ---- two objects ---- */

/* Object 2 of a prepared pair relative to object 1. */
typedef struct sea_claim_relative {
    sea_tai t;
    bool known;
    double r_km[3], v_km_s[3]; /* object 2 minus object 1 */
    double range_km;
    double closing; /* r . v: negative while closing */
} sea_claim_relative;
sea_claim_relative sea_claim_relative_at(const sea_sgp4 *pair, sea_tai t);

/* The distances of a pair in a window. */
typedef struct sea_claim_span {
    sea_tai start, end;
    bool found, complete; /* at some instant; at all of them */
    bool at_edge;
    sea_claim_relative at;    /* nearest */
    double floor_km, most_km; /* nowhere nearer, nowhere further */
} sea_claim_span;
sea_claim_span sea_claim_distances(const sea_sgp4 *pair, sea_tai start, sea_tai end);

/*
 * The pair of element sets for a window that begins at `start`, chosen as sea_claim_check says, prepared in `*pair`
 * (free with sea_sgp4_free), with indices and missing objects in the finding, left open where there is no pair (`*pair`
 * is NULL then). used[2] are the sets.
 */
sea_status sea_claim_pair_new(sea_claim_case *c, uint32_t id_1, uint32_t id_2, sea_tai start, sea_gp used[2],
                              sea_sgp4 **pair, sea_claim_finding *out, sea_error *err);
double sea_claim_pair_allowance_km(sea_tai t, const sea_gp *a, const sea_gp *b);
bool sea_claim_pair_stale(sea_tai t, const sea_gp *a, const sea_gp *b);
bool sea_claim_same_orbit(const sea_gp *a, const sea_gp *b);

/* Parameters of `closest-approach`. */
typedef struct sea_claim_approach {
    uint32_t norad_cat_id_1, norad_cat_id_2;
    sea_tai start, end;
    double max_range_km;
    sea_tai time; /* claimed instant, SEA_TAI_NONE = not claimed */
    double time_tolerance_s;
    bool has_range; /* a closest distance is claimed as a number */
    double range_km, range_tolerance_km;
} sea_claim_approach;
sea_claim_approach sea_claim_approach_of(const sea_claim_value *values);

/* ---- figures ---- */

void sea_claim_add_real(sea_claim_finding *f, const char *name, const char *label, const char *unit, int decimals,
                        double value);
void sea_claim_add_time(sea_claim_finding *f, const char *name, const char *label, sea_tai t);
void sea_claim_add_word(sea_claim_finding *f, const char *name, const char *label, const char *word);
sea_status sea_claim_series_begin(sea_claim_finding *f, const char *label, const char *unit, size_t capacity,
                                  sea_error *err);
void sea_claim_series_add(sea_claim_finding *f, sea_tai t, double y);

/* ---- element sets ---- */

/* Every set of an object, ordered by epoch; NULL, and noted as missing, when there is none. Marks them as used. */
const sea_gp *sea_claim_sets(sea_claim_case *c, uint32_t id, size_t *count, sea_claim_finding *out);
/* The set nearest to an instant; marks none. */
const sea_gp *sea_claim_nearest(const sea_gp *gps, size_t count, sea_tai t);
/* Newest not after, and earliest not before an instant; NULL where there is none. */
/* Whether another set of the same object and epoch has other values. */
bool sea_claim_differing(const sea_claim_case *c, const sea_gp *gp);
/* Whether `t` lies before the year of an international designator such as 1999-025A; false where it names none. */
bool sea_claim_before_launch_year(const char *designator, sea_tai t);

const sea_gp *sea_claim_before(const sea_gp *gps, size_t count, sea_tai t);
const sea_gp *sea_claim_after(const sea_gp *gps, size_t count, sea_tai t);
/* Allowance for the position of an object at an instant. */
double sea_claim_allowance_km(const sea_gp *gp, sea_tai t);
/* Mean semi-major axis, eccentricity as SGP4 has them; false when the set cannot be propagated. */
bool sea_claim_orbit(const sea_gp *gp, double *semi_major_km, double *eccentricity);
/* Longitude under the mean position, degrees east, -180 to 180. */
double sea_claim_longitude_deg(const sea_gp *gp);
/* Equatorial radius that heights count from. */
#define SEA_CLAIM_EARTH_KM 6378.137

/* ---- reading ---- */

/* The test of a clause, by the table. */
sea_status sea_claim_test_parse(const sea_json_reader *r, const sea_json *test, const char *where,
                                sea_claim_clause *out);

#endif
