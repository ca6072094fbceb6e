/** @file cdm.h  Conjunction data messages (CCSDS 508.0-B-1): what two owners are told about an approach. */
#ifndef STARSEA_CDM_H
#define STARSEA_CDM_H

#include <starsea/epoch.h>
#include <starsea/ndm.h>
#include <starsea/screen.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Frames a message may give its states in. */
typedef enum sea_cdm_frame { SEA_CDM_EME2000, SEA_CDM_GCRF, SEA_CDM_ITRF, SEA_CDM_TEME } sea_cdm_frame;

/** One of the two objects. */
typedef struct sea_cdm_object {
    char designator[32];   /**< as given, usually the catalogue number */
    char name[64];         /**< any bytes: escape before showing */
    char catalog_name[32]; /**< these six as given, empty where absent */
    char international_designator[16];
    char object_type[24];
    char ephemeris_name[64];
    char covariance_method[16];
    char maneuverable[8];
    sea_cdm_frame frame;
    double r_km[3], v_km_s[3];
    double covariance_rtn_m[6][6]; /**< m2, m2/s, m2/s2 in the object's own RTN frame, symmetric */
    bool covariance;               /**< the position part is given */
    bool covariance_velocity;      /**< the rest of the six by six is given too */
    bool covariance_refused;       /**< sea_cdm_from_event: the ephemeris's own is none, a place-holder stands for it */
} sea_cdm_object;

/** What of a message is needed to judge it. Optional values are absent where their flag is false. */
typedef struct sea_cdm {
    char message_id[128];
    char originator[64]; /**< empty where absent */
    char message_for[64];
    sea_tai creation_date; /**< SEA_TAI_NONE where absent */
    sea_tai tca;
    bool tca_past; /**< TCA lies before the message was made */
    bool probability_given;
    double probability; /**< as its author computed it */
    char probability_method[64];
    bool hbr_given; /**< a comment `HBR = R`, or HBR of both objects, gives the combined hard-body radius */
    double hbr_m;
    char notes[4][192]; /**< comments to write; reading leaves them empty, and so may a caller */
    sea_cdm_object objects[2];
} sea_cdm;

enum { SEA_CDM_SIZE_MAX = 4 << 20 };

/**
 * Reads one message: key-value notation, XML, or JSON (flat with SAT1_ and SAT2_ before the keys of the objects, as
 * Space-Track has it, or nested). Every keyword of KVN and XML must be one of the standard, of the draft of its version
 * 2, or begin with USER_DEFINED_; every value is held to its form, unit and range. Units may be absent.
 * Given: bytes; `name` stands for the file in diagnostics; a callback for warnings (may be NULL).
 * Errors: SEA_E_FORMAT, SEA_E_RANGE, SEA_E_CONFLICT (one object twice), SEA_E_UNSUPPORTED (frame, version, type), with
 * line, column and a text that begins with the rule, such as E_FIELD; src/motion/ndm_rule.c has them all.
 */
SEA_API sea_status sea_cdm_read_bytes(const void *bytes, size_t length, const char *name,
                                      sea_status (*diagnostic)(void *payload, const sea_diagnostic *diagnostic),
                                      void *payload, sea_cdm *out, sea_error *err);

/**
 * Writes a message (CCSDS 508.0-B-1). Miss distance, relative speed, and relative position and velocity in the RTN
 * frame of the first object are computed from the states; the states and covariances are written digit for digit.
 * Given: values; `primary`, 0 or 1: the object that comes first; a notation, JSON too. Texts left empty get the word
 * the standard has for it. Returned: NUL-terminated text, to be freed with free(), which reads back as the same values.
 * Errors: SEA_E_MEMORY; SEA_E_RANGE when the first object's state gives no orbit; SEA_E_UNSUPPORTED when one object is
 * Earth-fixed and the other not; the errors of sea_cdm_read_bytes for values no message may hold.
 */
SEA_API sea_status sea_cdm_write(const sea_cdm *cdm, int primary, sea_ndm_format format, char **text, size_t *length,
                                 sea_error *err);

/** One of the two objects of an event: which it is and how it moves. */
typedef struct sea_cdm_side {
    const sea_gp *gp;         /**< name and numbers; its elements count where `ephem` is NULL */
    const sea_motion *motion; /**< its states */
    const sea_ephem *ephem;   /**< the ephemeris behind the motion, for its covariances; NULL for elements */
    int burned;               /**< 1: the motion has burns that its source does not know */
} sea_cdm_side;

/**
 * The message of a screened event: states of both objects at TCA, turned to EME2000.
 * Given: event; sides of its objects 1 and 2; when the message is made. Returned: out, objects in the event's order
 * (sea_cdm_write puts either first); no radius and no probability. The standard demands covariances: where an ephemeris
 * has none, or one that is not positive semi-definite in position, or elements are all there is, a place-holder stands
 * in, one Earth radius in position and 10 km/s in velocity, with COVARIANCE_METHOD DEFAULT and a comment that says so;
 * sea_pc_assess gives no probability for it. Errors: SEA_E_RANGE (no state at TCA). Reference: CCSDS 508.0-B-1, tables
 * 3-3 and 3-4.
 */
SEA_API sea_status sea_cdm_from_event(const sea_conjunction *event, const sea_cdm_side sides[2], sea_tai created,
                                      sea_cdm *out, sea_error *err);

#ifdef __cplusplus
}
#endif
#endif
