/** @file cdm.h  Conjunction data messages (CCSDS 508.0-B-1): what two owners are told about an approach. */
#ifndef STARSEA_CDM_H
#define STARSEA_CDM_H

#include <starsea/epoch.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Frames a message may give its states in. */
typedef enum sea_cdm_frame { SEA_CDM_EME2000, SEA_CDM_GCRF, SEA_CDM_ITRF } sea_cdm_frame;

/** One of the two objects. */
typedef struct sea_cdm_object {
    char designator[32]; /**< as given, usually the catalogue number */
    char name[64];       /**< any bytes: escape before showing */
    sea_cdm_frame frame;
    double r_km[3], v_km_s[3];
    double covariance_rtn_m[6][6]; /**< m2, m2/s, m2/s2 in the object's own RTN frame, symmetric */
    bool covariance;               /**< the position part is given */
    bool covariance_velocity;      /**< the rest of the six by six is given too */
} sea_cdm_object;

/** What of a message is needed to judge it. Optional values are absent where their flag is false. */
typedef struct sea_cdm {
    char message_id[128];
    sea_tai creation_date; /**< SEA_TAI_NONE where absent */
    sea_tai tca;
    bool tca_past; /**< TCA lies before the message was made */
    bool probability_given;
    double probability; /**< as its author computed it */
    char probability_method[64];
    bool hbr_given; /**< a comment `HBR = R` gives the combined hard-body radius */
    double hbr_m;
    sea_cdm_object objects[2];
} sea_cdm;

enum { SEA_CDM_SIZE_MAX = 4 << 20 };

/**
 * Reads one message in key-value notation (KVN). Unknown keywords are left alone; every value used is held to its form,
 * unit and range. Units in brackets may be absent.
 * Given: bytes; `name` stands for the file in diagnostics; a callback for warnings (may be NULL).
 * Errors: SEA_E_FORMAT, SEA_E_RANGE, SEA_E_CONFLICT (one object twice), SEA_E_UNSUPPORTED (frame), with line, column
 * and a text that begins with the rule: E_ENCODING, E_SYNTAX, E_FIELD, E_RANGE, E_UNIT, E_EPOCH, E_FRAME, E_DUPKEY,
 * E_MISSING, E_SAMEOBJECT, E_VERSION.
 */
SEA_API sea_status sea_cdm_read_bytes(const void *bytes, size_t length, const char *name,
                                      sea_status (*diagnostic)(void *payload, const sea_diagnostic *diagnostic),
                                      void *payload, sea_cdm *out, sea_error *err);

#ifdef __cplusplus
}
#endif
#endif
