/* Where to draw pairs of orbits from when touches are rare, and what each such pair then counts. */
#ifndef SEA_ANALYSIS_PC_PROPOSAL_H
#define SEA_ANALYSIS_PC_PROPOSAL_H

#include "analysis/pc_nc.h"
#include "base/rng.h"

enum { SEA_PC_DRAWS = 12 /* six standard normals z an object */, SEA_PC_INSTANTS = 24 };

/* To first order the miss y across the relative velocity at one instant, in combined radii, is mean + map z. */
typedef struct sea_pc_sight {
    double mean[2], map[2][SEA_PC_DRAWS];
    double pull[SEA_PC_DRAWS][2]; /* the least z for a wanted change of y */
    double inverse[2][2];         /* of the covariance of y */
    double log_density;           /* at the mean, without 1 / 2 pi */
} sea_pc_sight;

typedef struct sea_pc_proposal {
    sea_pc_sight at[SEA_PC_INSTANTS];
} sea_pc_proposal;

/* Given: two orbits at their meeting point at the span's peak, roots of the covariances of their elements. Returned:
 * false where touches are not rare (5% or more in the encounter plane), or there is no plane. */
bool sea_pc_proposal_make(const sea_pc_meeting *meeting, const double (*const factor[2])[6], const sea_pc_span *span,
                          sea_pc_proposal *out);

/* Moves standard normals towards a touch, four times in five. */
void sea_pc_proposal_draw(const sea_pc_proposal *proposal, sea_rng *rng, double z[SEA_PC_DRAWS]);

/* What a pair drawn so counts: its true density over the one it was drawn from, at most SEA_PC_WEIGHT_MAX. */
double sea_pc_proposal_weight(const sea_pc_proposal *proposal, const double z[SEA_PC_DRAWS]);

#define SEA_PC_WEIGHT_MAX 5.0

#endif
