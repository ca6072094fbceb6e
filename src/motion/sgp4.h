/*
 * SGP4, prepared element sets. Names are those of Vallado et al. 2006 (AIAA 2006-6753), so that code and paper read
 * side by side. Units: radians, minutes, Earth radii.
 */
#ifndef SEA_MOTION_SGP4_H
#define SEA_MOTION_SGP4_H

#include <starsea/sgp4.h>

/* Gravity constants; xke = 60 / sqrt(re^3 / mu). */
typedef struct sea_sgp4_constants {
    double radius_km, xke, vkmpersec, j2, j3oj2, j4;
} sea_sgp4_constants;

/* Lunar-solar periodics and secular rates, and the resonance terms, of an orbit with a period of 225 minutes or more.
 */
typedef struct sea_sgp4_deep {
    double se2, se3, si2, si3, sl2, sl3, sl4, sgh2, sgh3, sgh4, sh2, sh3; /* solar */
    double ee2, e3, xi2, xi3, xl2, xl3, xl4, xgh2, xgh3, xgh4, xh2, xh3;  /* lunar */
    double zmol, zmos;                                                    /* mean longitudes at epoch */
    double dedt, didt, dmdt, domdt, dnodt;                                /* secular rates */
    double gsto;                                                          /* sidereal time at epoch */
    double xlamo, xfact;                                                  /* resonance: initial longitude, drift */
    double del1, del2, del3;                                              /* 24 h */
    double d2201, d2211, d3210, d3222, d4410, d4422, d5220, d5232, d5421, d5433; /* 12 h */
    int irez;                                                                    /* 0 none, 1 = 24 h, 2 = 12 h */
} sea_sgp4_deep;

typedef struct sea_sgp4_elements {
    sea_tai epoch;
    sea_status status; /* why it cannot be propagated at all, or SEA_OK */
    int isimp;         /* perigee below 220 km, or deep space: the drag terms above cc1 t are left out */
    int deep_space;
    int afspc; /* opsmode 'a' */
    double ecco, argpo, inclo, mo, nodeo, bstar, no_unkozai;
    double mdot, argpdot, nodedot, nodecf, xpidot;
    double cc1, cc4, cc5, d2, d3, d4, t2cof, t3cof, t4cof, t5cof;
    double delmo, eta, sinmao, omgcof, xmcof;
    double aycof, xlcof, con41, x1mth2, x7thm1;
    sea_sgp4_deep deep; /* zero for near-Earth orbits */
} sea_sgp4_elements;

typedef struct sea_sgp4_batch sea_sgp4_batch; /* motion/sgp4_batch.h */

struct sea_sgp4 {
    sea_sgp4_constants constants;
    sea_sgp4_batch *batch;
    size_t count;
    sea_sgp4_elements elements[];
};

sea_sgp4_constants sea_sgp4_constants_of(sea_sgp4_gravity gravity);

/* Everything that does not depend on time. Sets out->status. */
void sea_sgp4_prepare(const sea_gp *gp, const sea_sgp4_constants *c, sea_sgp4_opsmode opsmode, sea_sgp4_elements *out);

/* Quantities of the near-Earth preparation that the deep-space one goes on from. */
typedef struct sea_sgp4_start {
    double epoch_days_1950; /* UTC days since 1950 January 0, 0 h */
    double eccsq, sinio, cosio;
} sea_sgp4_start;

/* dscom and dsinit: fills e->deep. */
void sea_sgp4_prepare_deep(sea_sgp4_elements *e, const sea_sgp4_constants *c, const sea_sgp4_start *start);

/* One state, `t` minutes since epoch. Same bits from every variant. */
typedef sea_status sea_sgp4_state_fn(const sea_sgp4_elements *e, const sea_sgp4_constants *c, double t, double r_km[3],
                                     double v_km_s[3]);
sea_sgp4_state_fn sea_sgp4_state_portable; /* fma through the C library where the CPU is not known to have it */
sea_sgp4_state_fn sea_sgp4_state_fma;      /* hardware fma */

#endif
