/**
 * @file pc.h  Probability of collision of two objects, from the encounter plane up to their whole orbits.
 *
 * Lengths are metres here, as conjunction messages give covariances and hard-body radii; states stay in km and km/s.
 * Every name says which.
 */
#ifndef STARSEA_PC_H
#define STARSEA_PC_H

#include <starsea/cdm.h>
#include <starsea/gp.h>

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
    SEA_PC_CAVEAT_LOW_SPEED = 1u << 9, /**< the encounter is too slow or too bent for straight lines */
    SEA_PC_CAVEAT_OUTSIDE_USE =
        1u
        << 10, /**< the method is used outside its boundary, or off the exact integral by over 1%: see the chosen one */
    SEA_PC_CAVEAT_NO_EOP = 1u << 11,       /**< Earth-fixed states turned without Earth-orientation data */
    SEA_PC_CAVEAT_COV_POSITION = 1u << 12, /**< position covariance only: methods that need velocities are left out */
    SEA_PC_CAVEAT_SINGULAR = 1u << 13,     /**< no encounter plane: miss or relative velocity is zero */
    SEA_PC_CAVEAT_MIXED_FRAMES = 1u << 14, /**< the objects are given in two frames; both were turned to GCRF */
    SEA_PC_CAVEAT_COV_NEGATIVE = 1u << 15, /**< a variance is negative: no Pc, maximum Pc only */
    SEA_PC_CAVEAT_CURVED = 1u << 16, /**< the orbits bend across the covariance: 2D-Nc or 3D-Nc differs by over 5% */
    SEA_PC_CAVEAT_EOP_PREDICTED = 1u << 17, /**< Earth-fixed states turned with predicted Earth-orientation data */
    SEA_PC_CAVEAT_COV_HISTORY = 1u << 18,   /**< a covariance is an estimate from the object's element history */
    SEA_PC_CAVEAT_COV_TABLE = 1u << 19      /**< a covariance is an estimate from a published table */
};
enum { SEA_PC_CAVEAT_COUNT = 20 };

/** Those that say that a covariance cannot be used. */
#define SEA_PC_CAVEATS_COV_UNUSABLE                                                                                    \
    (SEA_PC_CAVEAT_COV_MISSING | SEA_PC_CAVEAT_COV_DEFAULT | SEA_PC_CAVEAT_COV_NEGATIVE | SEA_PC_CAVEAT_COV_NPD)

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

/**
 * All methods of the plane, SEA_PC_EXACT to SEA_PC_MAXIMUM in their order. Returned: as sea_pc_plane_value; a published
 * method that is off the exact integral by more than 1% carries SEA_PC_CAVEAT_OUTSIDE_USE. Errors: as there.
 */
SEA_API sea_status sea_pc_plane_values(const sea_pc_plane *plane, sea_pc out[SEA_PC_PLANE_METHOD_COUNT]);

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

enum { SEA_PC_CURVE_POINTS = 121 };

/** Exact probabilities at values of something, ascending, evenly spaced in the logarithm. */
typedef struct sea_pc_curve {
    double x[SEA_PC_CURVE_POINTS], pc[SEA_PC_CURVE_POINTS];
} sea_pc_curve;

/**
 * Probability against the combined radius (a thirtieth to thirty times the plane's, of 1 m where that is 0; m), and
 * against a factor on both standard deviations (0.01 to 100): where the second falls towards the present, 1, from a
 * peak at a smaller factor, the encounter is diluted. Errors: as sea_pc_plane_value.
 */
SEA_API sea_status sea_pc_plane_curves(const sea_pc_plane *plane, sea_pc_curve *hbr_m, sea_pc_curve *scale);

/** One object at the time of closest approach, in inertial axes, with the covariance of its state. */
typedef struct sea_pc_object {
    double r_m[3], v_m_s[3];
    double covariance_m[6][6]; /**< m2, m2/s, m2/s2; position first */
    bool covariance_velocity;  /**< the velocity part is given too */
    /** What rounding to the doubles above left out, or 0 where it is not known: where the encounter plane is a thousand
     * times longer than wide, it is worth 1e-9 of the probability. */
    double r_rest_m[3], v_rest_m_s[3], covariance_rest_m[3][3];
} sea_pc_object;

/**
 * Covariance of an object from its RTN frame to the axes its state is given in; the frame is taken as not turning, as
 * conjunction messages define it. Given: object with its state; matrix, m2, m2/s, m2/s2. Returned: its covariance, with
 * the rest. Errors: SEA_E_RANGE (position and velocity zero or parallel).
 */
SEA_API sea_status sea_pc_object_set_rtn(sea_pc_object *object, const double rtn_m[6][6]);

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
 * The two objects of a message in common inertial axes, covariances turned from RTN: those of the states where they are
 * given in one inertial frame, else GCRF.
 * Given: message; Earth orientation, may be NULL, needed for Earth-fixed states alone. Returned: objects; caveat bits
 * are added: covariance absent, all zero, a place-holder (a standard deviation of an Earth radius or more), or of
 * positions only; Earth-fixed states turned without Earth-orientation data for the day, or by predicted ones; two
 * frames; TCA before creation. Errors: SEA_E_UNSUPPORTED (one object Earth-fixed, the other not, and no Earth
 * orientation for the day), SEA_E_RANGE (a state without an orbital plane, TCA more than 500 years from J2000).
 */
SEA_API sea_status sea_pc_objects_from_cdm(const sea_cdm *cdm, const sea_eop *eop, sea_pc_object *a, sea_pc_object *b,
                                           uint32_t *caveats);

/**
 * Maximum probability for a message, by what is known of its covariances: of one where the other is a place-holder,
 * absent or not positive semi-definite, of none where both are, over scalings of their sum where both are known. Given:
 * message of inertial states; combined radius, m. Returned: value; scale as in the function it comes from
 * (sea_pc_plane_maximum_one_covariance, sea_pc_maximum_no_covariance, sea_pc_plane_maximum); known, how many
 * covariances are. Errors: as sea_pc_objects_from_cdm, sea_pc_encounter_plane.
 */
SEA_API sea_status sea_pc_maximum_of_cdm(const sea_cdm *cdm, double hbr_m, sea_pc_maximum *out, int *known);

/** Whether an object's covariance may enter a probability: that of position positive semi-definite, its variances
 * positive, and no place-holder. */
SEA_API bool sea_pc_object_usable(const sea_pc_object *object);

/** How far states of element sets are from the truth, an estimate: standard deviations in RTN that grow with age. */
typedef struct sea_pc_spread {
    double sigma_m[3]; /**< along R, T, N at the epoch */
    double growth_m_day[3];
    bool linear;       /**< both add as they are, else as squares */
    uint32_t caveat;   /**< SEA_PC_CAVEAT_COV_HISTORY or SEA_PC_CAVEAT_COV_TABLE */
    double reach_days; /**< history: ages it was made from; beyond it is carried on */
    size_t pairs;      /**< history: differences it was made from */
    sea_tai newest;    /**< history: epoch of the newest set used, from which ages count */
} sea_pc_spread;

/** Published tables of spreads. */
typedef enum sea_pc_table {
    SEA_PC_TABLE_AIDA_2013 /**< low orbits: 176 m + 125 m/day, 695 m + 392 m/day, 168 m */
} sea_pc_table;

/**
 * Spread from a table. Given: table; object with its state. Errors: SEA_E_UNSUPPORTED (an orbit the table is not for:
 * semi-major axis more than 2,000 km above the equator), SEA_E_USAGE (no such table).
 * Reference: Aida and Kirschner 2013, 6th European Conference on Space Debris.
 */
SEA_API sea_status sea_pc_spread_from_table(sea_pc_table table, const sea_pc_object *object, sea_pc_spread *out);

/**
 * Spread from an object's own history: each set is carried to the epochs of the later sets within a week, and the
 * medians of the differences in RTN, a bin a day, are fitted in squares by a line in the square of the age (medians of
 * slopes). Medians pass over manoeuvres and single bad sets.
 * Given: sets of one object in order of epoch; an instant: sets of the 30 days before it are used. Returned: the
 * spread. Errors: SEA_E_USAGE (two objects, or out of order), SEA_E_NOT_FOUND (fewer than three days of age with five
 * pairs each), SEA_E_MEMORY. Notes: an estimate from below, as sets made from the same tracking share its errors; a
 * bias that all sets share does not show. Reference: Geul, Mooij and Noomen 2015 (robust differencing); Osweiler 2006,
 * thesis, Air Force Institute of Technology (pairwise differences).
 */
SEA_API sea_status sea_pc_spread_from_history(const sea_gp *gps, size_t count, sea_tai until, sea_pc_spread *out);

/**
 * Gives an object the covariance of a spread, positions only. Given: object with its state; spread; days from the epoch
 * of the elements. The caveat of the spread goes with every result. Errors: SEA_E_RANGE (no orbital plane, age above
 * 10,000 days, a spread of an Earth radius).
 */
SEA_API sea_status sea_pc_object_set_spread(sea_pc_object *object, const sea_pc_spread *spread, double age_days);

/** Whether straight lines and one encounter plane may stand for two orbits: spans as parts of the shorter period. */
typedef struct sea_pc_usage {
    double extended; /**< how long the encounter lasts, 1 - 1e-16 of it; above 0.02 the plane method is out of use */
    double offset;   /**< how far from TCA it reaches; above 0.01 the plane method is out of use */
    bool within;     /**< both are below */
} sea_pc_usage;

/**
 * The boundary of the plane methods for an encounter, from straight lines and the three-dimensional covariance.
 * Returned: SEA_OK and the spans; a covariance that cannot be inverted or a relative speed of 0 is out of use.
 * Notes: the third indicator, the bend of the orbits across the covariance, is sea_pc_assess's comparison with 2D-Nc.
 * Reference: Hall 2019, AAS 19-632; Hall, Baars and Casali 2023, AAS 23-398 (Extended and Offset indicators).
 */
SEA_API sea_status sea_pc_usage_plane(const sea_pc_object *a, const sea_pc_object *b, sea_pc_usage *out);

/** A span of time about the instant of two states, s. */
typedef struct sea_pc_window {
    double from_s, to_s;
} sea_pc_window;

/**
 * Expected number of collisions, 2D-Nc: the surface of the sphere of the combined radius is integrated, time is taken
 * in closed form about the peak of the density. Given: objects with covariances of velocities too; combined radius, m.
 * Returned: the number, which is the probability as long as one encounter brings at most one collision.
 * Errors: SEA_E_RANGE (radius), SEA_E_UNSUPPORTED (no velocity covariance, an orbit that is no ellipse, or an encounter
 * whose exponent is no parabola in time).
 * Reference: Hall, Baars and Casali 2023, AAS 23-398.
 */
SEA_API sea_status sea_pc_nc_2d(const sea_pc_object *a, const sea_pc_object *b, double hbr_m, sea_pc *out);

/**
 * Expected number of collisions along two-body orbits whose equinoctial elements are Gaussian, 3D-Nc.
 * Given: as sea_pc_nc_2d; window, or NULL for the encounter at hand (sea_pc_encounter_window).
 * Returned: the number, its integral to 1e-5; several encounters in the window add up. SEA_PC_CAVEAT_LOW_SPEED where
 * the encounter does not end within NULL's window. Errors: as sea_pc_nc_2d. Reference: Hall 2021, J. Spacecraft Rockets
 * 58(3), 668.
 */
SEA_API sea_status sea_pc_nc_3d(const sea_pc_object *a, const sea_pc_object *b, double hbr_m,
                                const sea_pc_window *window, sea_pc *out);

/**
 * When an encounter happens: about the peak of the density nearest to the states, to where it has fallen below exp(-32)
 * of the peak, at most half the shorter period from the states. Errors: as sea_pc_nc_2d.
 */
SEA_API sea_status sea_pc_encounter_window(const sea_pc_object *a, const sea_pc_object *b, double hbr_m,
                                           sea_pc_window *out);

/** How many orbits to draw, and how. */
typedef struct sea_pc_monte_carlo_options {
    uint64_t trials;
    uint64_t seed;
    sea_pc_window window; /**< both 0: the encounter at hand */
    uint32_t threads;     /**< 0: one a processor; never changes the result */
} sea_pc_monte_carlo_options;

/** 20,000 trials, seed 1, the encounter at hand. */
SEA_API sea_pc_monte_carlo_options sea_pc_monte_carlo_options_default(void);

/** A count of trials in which the objects touched. */
typedef struct sea_pc_monte_carlo {
    sea_pc pc; /**< with the 95% interval of sea_pc_interval, or that of Fay and Feuer 1997 of weighted pairs */
    uint64_t hits, trials;
    bool weighted; /**< pairs were drawn nearer to a touch, and count so much less: see sea_pc_monte_carlo_run */
} sea_pc_monte_carlo;

/**
 * Probability that two objects touch, by drawing two-body orbits in equinoctial elements (as CARA does) and following
 * each pair without missing a touch. Trials that begin inside the radius count only if they leave and return. Where the
 * encounter plane gives less than 5%, pairs are drawn nearer to a touch and weighted (importance sampling), which
 * leaves the mean as it is and narrows the interval. Returned: trial i depends on (seed, i) alone. Errors: SEA_E_RANGE
 * (radius not positive, no trials, empty window), SEA_E_UNSUPPORTED as sea_pc_nc_2d, SEA_E_MEMORY. Reference: Hall
 * 2018, AAS 18-244; Salmon et al. 2011 (numbers); Hesterberg 1995, Technometrics 37(2), 185 (defensive mixtures); Fay
 * and Feuer 1997, Statist. Med. 16, 791.
 */
SEA_API sea_status sea_pc_monte_carlo_run(const sea_pc_object *a, const sea_pc_object *b, double hbr_m,
                                          const sea_pc_monte_carlo_options *options, sea_pc_monte_carlo *out);

/** The exact (Clopper and Pearson 1934) 95% interval of a proportion. Errors: SEA_E_RANGE. */
SEA_API sea_status sea_pc_interval(uint64_t hits, uint64_t trials, double *low, double *high);

/** Why a method was chosen. */
typedef enum sea_pc_reason {
    SEA_PC_REASON_NO_COVARIANCE, /**< MAXIMUM: nothing else can be said */
    SEA_PC_REASON_PLANE,         /**< EXACT-2D: within its boundary, and 2D-Nc agrees to 5% */
    SEA_PC_REASON_PLANE_ALONE,   /**< EXACT-2D: within its boundary, nothing to compare with */
    SEA_PC_REASON_CURVED,        /**< 2D-NC: the plane differs from it, 3D-Nc does not */
    SEA_PC_REASON_LONG,          /**< 3D-NC: 2D-Nc differs from it */
    SEA_PC_REASON_ENDLESS,       /**< MONTE-CARLO: 3D-Nc did not settle, or the encounter does not end */
    SEA_PC_REASON_NONE           /**< no method may be chosen */
} sea_pc_reason;

/** One constant sentence for a reason. Never NULL. */
SEA_API const char *sea_pc_reason_text(sea_pc_reason reason);

/** Everything that can be said about one encounter. */
typedef struct sea_pc_assessment {
    sea_pc_encounter encounter;
    sea_pc_usage usage; /**< meaningful where SEA_PC_EXACT is given */
    bool given[SEA_PC_METHOD_COUNT];
    sea_pc value[SEA_PC_METHOD_COUNT]; /**< with caveats of their own */
    bool chosen;                       /**< false: no method may be gone by */
    sea_pc_method method;
    sea_pc_reason reason;
    uint32_t caveats; /**< of the encounter: true of every value */
} sea_pc_assessment;

/**
 * All methods on one encounter, and the one to go by: the plane within its boundary and where 2D-Nc agrees to 5%; else
 * 2D-Nc where 3D-Nc agrees to 1%; else 3D-Nc where it settled and the encounter ends; else Monte Carlo. Without a
 * usable covariance only the maximum is given: of one covariance where the other is known, of none otherwise. Given:
 * objects; combined radius, m; Monte Carlo's options, NULL or no trials for none; caveats already known
 * (sea_pc_objects_from_cdm). Errors: as sea_pc_encounter_plane, SEA_E_MEMORY.
 * Reference: Hall, Baars and Casali 2023, AAS 23-398 (the multi-step method); the agreement rule is Starsea's.
 */
SEA_API sea_status sea_pc_assess(const sea_pc_object *a, const sea_pc_object *b, double hbr_m,
                                 const sea_pc_monte_carlo_options *options, uint32_t known, sea_pc_assessment *out);

#ifdef __cplusplus
}
#endif
#endif
