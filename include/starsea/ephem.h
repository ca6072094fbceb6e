/**
 * @file ephem.h  Ephemerides and single states as operators give them: OEM and OPM (CCSDS 502.0-B, versions 1 to 3).
 *
 * States are given in the frame the message declares; frame.h has what turns one frame into another.
 */
#ifndef STARSEA_EPHEM_H
#define STARSEA_EPHEM_H

#include <starsea/epoch.h>

#ifdef __cplusplus
extern "C" {
#endif

/** An ephemeris: one object, one or more segments. */
typedef struct sea_ephem sea_ephem;

/** How to come from the states of a table to one between them. */
typedef enum sea_ephem_method { SEA_EPHEM_LINEAR, SEA_EPHEM_LAGRANGE, SEA_EPHEM_HERMITE } sea_ephem_method;

/** Caveats on a state or covariance. */
enum {
    SEA_EPHEM_CAVEAT_METHOD_ASSUMED = 1u << 0, /**< the message names no interpolation: Hermite of degree 7 was used */
    SEA_EPHEM_CAVEAT_DEGREE_CUT = 1u << 1,     /**< fewer states than the degree asks for: a lower one was used */
    SEA_EPHEM_CAVEAT_COVARIANCE_HELD = 1u << 2 /**< outside the epochs of the covariances: the nearest was taken */
};

/** One segment, as its metadata have it. Texts live as long as the ephemeris; any bytes: escape before showing. */
typedef struct sea_ephem_segment {
    const char *object_name;
    const char *object_id;
    const char *center_name; /**< `EARTH`, in any case of letters, for what can be screened */
    const char *frame;       /**< REF_FRAME as given, such as `EME2000` */
    const char *time_system;
    bool clock_known;      /**< false: the time system is not tied to UTC, and no state can be given at an instant */
    sea_tai start;         /**< START_TIME */
    sea_tai stop;          /**< STOP_TIME */
    sea_tai useable_start; /**< where states can be given: the useable span, and no further than the states reach */
    sea_tai useable_stop;
    bool method_given;
    sea_ephem_method method;
    uint32_t degree;
    size_t state_count;
    size_t covariance_count;
    bool accelerations; /**< every state has one */
} sea_ephem_segment;

/** A state of an ephemeris. */
typedef struct sea_ephem_state {
    sea_tai epoch;
    const char *frame; /**< as the segment declares it */
    double r_km[3];
    double v_km_s[3];
    uint32_t caveats;
} sea_ephem_state;

/** Covariance of an ephemeris in the object's own RTN frame, symmetric: m2, m2/s, m2/s2. */
typedef struct sea_ephem_covariance {
    double rtn_m[6][6];
    sea_tai epoch; /**< of the covariance used, or of the earlier of the two it was blended from */
    uint32_t caveats;
} sea_ephem_covariance;

/**
 * Reads an ephemeris from a file, KVN or XML, gzip or zstd recognised by their first bytes; "-" is standard input.
 * Given: path; a callback (may be NULL) for warnings; what ends the reading is the error alone. Returned: `*out`, to be
 * freed with sea_ephem_free. A file with several ephemerides gives its first and a warning. Errors: SEA_E_IO;
 * SEA_E_FORMAT, SEA_E_RANGE, SEA_E_UNSUPPORTED, SEA_E_CONFLICT with line, column and a text that begins with the rule;
 * SEA_E_MEMORY.
 */
SEA_API sea_status sea_ephem_read_file(const char *path,
                                       sea_status (*diagnostic)(void *payload, const sea_diagnostic *diagnostic),
                                       void *payload, sea_ephem **out, sea_error *err);

/** As sea_ephem_read_file, from memory and not compressed; `name` stands for the file in diagnostics. */
SEA_API sea_status sea_ephem_read_bytes(const void *bytes, size_t length, const char *name,
                                        sea_status (*diagnostic)(void *payload, const sea_diagnostic *diagnostic),
                                        void *payload, sea_ephem **out, sea_error *err);

/** Frees an ephemeris; NULL is fine. */
SEA_API void sea_ephem_free(sea_ephem *ephem);

/** Segments of an ephemeris. */
SEA_API size_t sea_ephem_segment_count(const sea_ephem *ephem);

/** A segment by its index. */
SEA_API const sea_ephem_segment *sea_ephem_segment_at(const sea_ephem *ephem, size_t index);

/** State `state` of a segment as the table has it: position and velocity. */
SEA_API sea_ephem_state sea_ephem_state_at(const sea_ephem *ephem, size_t segment, size_t state);

/** From the first useable instant to the last; between segments there may be gaps. Errors: SEA_E_UNSUPPORTED when the
 * time system is not tied to UTC. */
SEA_API sea_status sea_ephem_span(const sea_ephem *ephem, sea_tai *start, sea_tai *stop);

/**
 * State at an instant, by the interpolation the segment asks for, within that segment alone. Of several segments
 * useable at the instant the last counts: it is the one after a manoeuvre. LAGRANGE: position and velocity each by the
 * polynomial through degree + 1 states. HERMITE: position by the polynomial through positions and velocities of (degree
 * + 1) / 2 states, velocity by its derivative, or from velocities and accelerations where all states have these. The
 * states are those around the instant. Errors: SEA_E_RANGE outside every useable span; SEA_E_UNSUPPORTED as
 * sea_ephem_span.
 */
SEA_API sea_status sea_ephem_state_of(const sea_ephem *ephem, sea_tai t, sea_ephem_state *out);

/**
 * Covariance at an instant: between two covariances of the segment it is their linear blend in RTN, which keeps it
 * positive; outside their epochs the nearest, with a caveat. Errors: as sea_ephem_state_of; SEA_E_NOT_FOUND when the
 * segment has none; SEA_E_UNSUPPORTED when its frame is neither RTN (RSW), TNW nor that of the states; SEA_E_RANGE when
 * a covariance has no state at its epoch to turn it by.
 */
SEA_API sea_status sea_ephem_covariance_of(const sea_ephem *ephem, sea_tai t, sea_ephem_covariance *out);

enum { SEA_OPM_MANEUVERS_MAX = 64 };

/** A manoeuvre of an OPM. */
typedef struct sea_opm_maneuver {
    sea_tai ignition; /**< SEA_TAI_NONE where the time system is not tied to UTC */
    double duration_s;
    double delta_mass_kg; /**< 0 where absent */
    char frame[24];
    double dv_km_s[3];
} sea_opm_maneuver;

/** An orbit parameter message: one state. Texts are cut to their size. */
typedef struct sea_opm {
    char object_name[64], object_id[32], center_name[48], frame[24], time_system[16];
    sea_tai creation_date;
    bool clock_known; /**< false: the time system is not tied to UTC */
    sea_tai epoch;
    double r_km[3];
    double v_km_s[3];
    double mass_kg; /**< 0 where absent, as the four below */
    double drag_area_m2, drag_coefficient, solar_rad_area_m2, solar_rad_coefficient;
    bool covariance;
    char covariance_frame[24];  /**< that of the state where the message names none */
    double covariance_km[6][6]; /**< km2, km2/s, km2/s2, symmetric */
    sea_opm_maneuver maneuvers[SEA_OPM_MANEUVERS_MAX];
    size_t maneuver_count;
} sea_opm;

/**
 * Reads one orbit parameter message, KVN or XML, not compressed.
 * Errors: as sea_ephem_read_bytes.
 */
SEA_API sea_status sea_opm_read_bytes(const void *bytes, size_t length, const char *name,
                                      sea_status (*diagnostic)(void *payload, const sea_diagnostic *diagnostic),
                                      void *payload, sea_opm *out, sea_error *err);

#ifdef __cplusplus
}
#endif
#endif
