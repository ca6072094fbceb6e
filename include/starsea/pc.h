/**
 * @file pc.h  Probability of collision of two objects, from the encounter plane up to their whole orbits.
 *
 * Lengths are metres here, as conjunction messages give covariances and hard-body radii; states stay in km and km/s.
 * Every name says which.
 */
#ifndef STARSEA_PC_H
#define STARSEA_PC_H

#include <starsea/cdm.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What is true of a probability, or of what it was made from, and must be read with it. */
enum {
    SEA_PC_CAVEAT_COV_NPD = 1u << 0,     /**< a covariance is not positive definite; eigenvalues clipped, or no value */
    SEA_PC_CAVEAT_COV_MISSING = 1u << 1, /**< a covariance is absent or all zero: no Pc, maximum Pc only */
    SEA_PC_CAVEAT_COV_DEFAULT = 1u << 2, /**< a covariance is a place-holder: no Pc, maximum Pc only */
    SEA_PC_CAVEAT_TCA_SHIFTED = 1u << 3, /**< the states were moved along straight lines to the true closest approach */
    SEA_PC_CAVEAT_TCA_PAST = 1u << 4,    /**< TCA lies before the message was made */
    SEA_PC_CAVEAT_HBR_ASSUMED = 1u << 5, /**< no hard-body radius was given: 20 m is assumed */
    SEA_PC_CAVEAT_DILUTED = 1u << 6,     /**< in the dilution region: a smaller covariance would give a larger Pc */
    SEA_PC_CAVEAT_UNDERFLOW =
        1u << 7, /**< smaller than the smallest normal number: read as "not distinguishable from 0" */
    SEA_PC_CAVEAT_NO_CONVERGENCE =
        1u << 8, /**< the method's own series or rule had not settled: bounds, where given, hold */
    SEA_PC_CAVEAT_LOW_SPEED = 1u << 9,     /**< the encounter is too slow or too bent for straight lines */
    SEA_PC_CAVEAT_OUTSIDE_USE = 1u << 10,  /**< the method is used outside its boundary: see the chosen one */
    SEA_PC_CAVEAT_NO_EOP = 1u << 11,       /**< Earth-fixed states turned without Earth-orientation data */
    SEA_PC_CAVEAT_COV_POSITION = 1u << 12, /**< position covariance only: methods that need velocities are left out */
    SEA_PC_CAVEAT_SINGULAR = 1u << 13,     /**< no encounter plane: miss or relative velocity is zero */
    SEA_PC_CAVEAT_MIXED_FRAMES = 1u << 14, /**< EME2000 and GCRF taken as one: they differ by 0.02 arc seconds */
    SEA_PC_CAVEAT_COV_NEGATIVE = 1u << 15  /**< a variance is negative: no Pc, maximum Pc only */
};
enum { SEA_PC_CAVEAT_COUNT = 16 };

/** Stable id of caveat bit number `index`, such as "W_COV_NPD"; NULL past the last. */
SEA_API const char *sea_pc_caveat_name(unsigned index);

/** Ways of computing a probability. */
typedef enum sea_pc_method {
    SEA_PC_EXACT,      /**< the 2-D integral itself, to 1e-10 */
    SEA_PC_FOSTER,     /**< Foster and Estes 1992 */
    SEA_PC_CHAN,       /**< Chan 2008 */
    SEA_PC_ALFANO,     /**< Alfano 2005 */
    SEA_PC_PATERA,     /**< Patera 2005 */
    SEA_PC_ELROD,      /**< Elrod 2019 */
    SEA_PC_SERRA,      /**< Serra et al. 2016 */
    SEA_PC_MAXIMUM,    /**< largest value over all scalings of the covariance */
    SEA_PC_NC_2D,      /**< expected number of collisions, curvature to second order (Hall et al. 2023) */
    SEA_PC_NC_3D,      /**< expected number of collisions along two-body orbits (Hall 2021) */
    SEA_PC_MONTE_CARLO /**< two-body orbits drawn from the covariances */
} sea_pc_method;
enum { SEA_PC_METHOD_COUNT = 11, SEA_PC_PLANE_METHOD_COUNT = 8 };

/** Name as tables and messages spell it: "EXACT-2D", "FOSTER-1992", ... Never NULL. */
SEA_API const char *sea_pc_method_name(sea_pc_method method);

/** A probability and how far it can be trusted. */
typedef struct sea_pc {
    double value;
    double low, high; /**< bounds that hold, or a 95% interval (Monte Carlo); both equal `value` where none is known */
    bool bounded;     /**< `low` and `high` mean something */
    uint32_t caveats;
} sea_pc;

/** An encounter plane: miss and covariance in the covariance's principal axes. */
typedef struct sea_pc_plane {
    double xm_m, ym_m;           /**< miss */
    double sigma_x_m, sigma_y_m; /**< standard deviations, positive */
    double hbr_m;                /**< combined hard-body radius */
} sea_pc_plane;

/**
 * Probability that a Gaussian miss lies within the hard-body radius.
 * Given: method, one of those that need no more than a plane (SEA_PC_EXACT to SEA_PC_MAXIMUM); plane.
 * Returned: SEA_PC_EXACT has a relative error below 1e-10 at every ratio of radius, miss and standard deviations, down
 * to the smallest normal number. SEA_PC_SERRA is bounded by proof. The other methods are what their authors published,
 * with their errors. Errors: SEA_E_RANGE (a standard deviation not positive, a value not finite or outside 1e-50..1e50,
 * radius negative), SEA_E_USAGE (a method that needs more than a plane). Reference: docs/PC.md; Foster and Estes 1992,
 * NASA JSC-25898; Chan 2008, Spacecraft Collision Probability; Alfano 2005, J. Astronaut. Sci. 53(1), 103; Patera 2005,
 * J. Guid. Control Dyn. 28(6), 1326; Elrod 2019, thesis, Naval Postgraduate School; Serra et al. 2016, J. Guid. Control
 * Dyn. 39(5), 1009.
 */
SEA_API sea_status sea_pc_plane_value(sea_pc_method method, const sea_pc_plane *plane, sea_pc *out);

/** Mahalanobis distance of the miss: how many standard deviations away the other object is. */
SEA_API double sea_pc_plane_mahalanobis(const sea_pc_plane *plane);

/** The largest probability over all scalings of a covariance, and where it is. */
typedef struct sea_pc_maximum {
    double value;
    double scale; /**< factor on both standard deviations that gives it; below 1: the present covariance is diluted */
} sea_pc_maximum;

/**
 * Maximum probability over scalings of the covariance, its shape and direction kept, and the dilution it implies.
 * Returned: value 1 at scale 0 when the miss lies within the radius. Errors: as sea_pc_plane_value.
 * Reference: Alfano 2005, J. Astronaut. Sci. 53(2), 193, with the exact integral in place of its approximation.
 */
SEA_API sea_status sea_pc_plane_maximum(const sea_pc_plane *plane, sea_pc_maximum *out);

/**
 * Maximum probability where no covariance is known at all: the worst Gaussian is a line through both objects.
 * Given: miss distance and combined radius, m. Returned: value, and in `scale` the standard deviation (m) that gives
 * it, beyond which growing uncertainty lowers the value. Errors: SEA_E_RANGE. Reference: Frisbee 2015, AAS 15-357, the
 * limit without covariance.
 */
SEA_API sea_status sea_pc_maximum_no_covariance(double miss_m, double hbr_m, sea_pc_maximum *out);

/**
 * Maximum probability where one object's covariance is known and the other's is not: the unknown one is a line along
 * the miss. Given: plane of the known covariance. Returned: value; `scale` is the standard deviation (m) of the unknown
 * one, 0 in the dilution region. Errors: as sea_pc_plane_value. Reference: Frisbee 2015, AAS 15-357.
 */
SEA_API sea_status sea_pc_plane_maximum_one_covariance(const sea_pc_plane *plane, sea_pc_maximum *out);

/** Exact probability at `count` radii. Errors: as sea_pc_plane_value, at the first radius that fails. */
SEA_API sea_status sea_pc_plane_against_hbr(const sea_pc_plane *plane, const double *hbr_m, size_t count,
                                            double *value);

/** One object at the time of closest approach, in inertial axes, with the covariance of its state. */
typedef struct sea_pc_object {
    double r_m[3], v_m_s[3];
    double covariance_m[6][6]; /**< m2, m2/s, m2/s2; position first */
    bool covariance_velocity;  /**< the velocity part is given too */
} sea_pc_object;

/**
 * Covariance from the RTN frame of its object to the axes its state is given in; the frame is taken as not turning, as
 * conjunction messages define it. Errors: SEA_E_RANGE (position and velocity zero or parallel).
 */
SEA_API sea_status sea_pc_covariance_from_rtn(const double r_m[3], const double v_m_s[3], const double rtn_m[6][6],
                                              double out_m[6][6]);

/** The encounter of two objects seen along their relative velocity. */
typedef struct sea_pc_encounter {
    sea_pc_plane plane; /**< meaningful unless SEA_PC_CAVEAT_COV_MISSING or SEA_PC_CAVEAT_SINGULAR is set */
    double miss_m;      /**< at the closest approach of the straight lines */
    double relative_speed_m_s;
    double tca_shift_s; /**< how far that lies after the instant of the states */
    uint32_t caveats;
} sea_pc_encounter;

/**
 * Encounter plane of two objects: states moved along straight lines to the closest approach (messages round TCA to 1
 * ms), covariances summed, projected along the relative velocity and turned to principal axes. Given: the objects;
 * combined radius, m. Returned: the encounter; a covariance without a positive variance, or with a negative one, gives
 * no plane; other indefinite ones have their projected eigenvalues clipped at (1e-4 radius)^2, with
 * SEA_PC_CAVEAT_COV_NPD. Errors: SEA_E_RANGE (a value not finite, radius negative).
 * Reference: Akella and Alfriend 2000, J. Guid. Control Dyn. 23(5), 769; Hall et al. 2017, AAS 17-567.
 */
SEA_API sea_status sea_pc_encounter_plane(const sea_pc_object *a, const sea_pc_object *b, double hbr_m,
                                          sea_pc_encounter *out);

/**
 * The two objects of a message in common inertial axes, covariances turned from RTN.
 * Given: message. Returned: objects; caveat bits are added: covariance absent, all zero, a place-holder (a standard
 * deviation of an Earth radius or more), or of positions only; Earth-fixed states turned by sidereal time alone,
 * without polar motion and with UT1 = UTC; two inertial frames taken as one; TCA before creation. Errors: SEA_E_RANGE
 * (a state without an orbital plane).
 */
SEA_API sea_status sea_pc_objects_from_cdm(const sea_cdm *cdm, sea_pc_object *a, sea_pc_object *b, uint32_t *caveats);

/** Whether straight lines and one encounter plane may stand for two orbits: spans as parts of the shorter period. */
typedef struct sea_pc_usage {
    double extended; /**< how long the encounter lasts, 1 - 1e-16 of it; above 0.02 the plane method is out of use */
    double offset;   /**< how far from TCA it reaches; above 0.01 the plane method is out of use */
    double spread;   /**< standard deviation of the relative velocity over its length; above 0.002 out of use */
    bool within;     /**< all three are below */
} sea_pc_usage;

/**
 * The boundary of the plane methods for an encounter, from straight lines and the three-dimensional covariance.
 * Returned: SEA_OK and the spans; a covariance that cannot be inverted or a relative speed of 0 is out of use.
 * Notes: `spread` is Starsea's own and errs on the side of refusing: docs/PC.md. Without velocity covariances it is 0.
 * Reference: Hall 2019, AAS 19-632; Hall, Baars and Casali 2023, AAS 23-398 (Extended and Offset indicators).
 */
SEA_API sea_status sea_pc_usage_plane(const sea_pc_object *a, const sea_pc_object *b, sea_pc_usage *out);

#ifdef __cplusplus
}
#endif
#endif
