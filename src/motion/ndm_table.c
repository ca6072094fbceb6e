/*
 * The keywords of each message, in the order of the standards, with their units.
 * Reference: CCSDS 502.0-B-3 (2023) tables 3-1 to 5-4, and its issues of 2004 and 2009 for what is older; CCSDS
 * 508.0-B-1 (2013) tables 3-1 to 3-4; what the draft of its version 2 adds is taken from messages in circulation.
 */
#include "motion/ndm.h"

#include <string.h>

#define FIELD(section, kind, unit, name, flags, since)                                                                 \
    {                                                                                                                  \
        name, unit, SEA_NDM_##section, SEA_NDM_##kind, flags, since                                                    \
    }
#define WORDS(section, name) FIELD(section, TEXT, NULL, name, 0, 1)
#define REAL(section, name, unit) FIELD(section, REAL, unit, name, 0, 1)
#define NEEDED SEA_NDM_NEEDED

#define HEADER_FIELDS(need)                                                                                            \
    FIELD(HEADER, TEXT, NULL, "CLASSIFICATION", 0, 3), FIELD(HEADER, UTC, NULL, "CREATION_DATE", need, 1),             \
        FIELD(HEADER, TEXT, NULL, "ORIGINATOR", need, 1), FIELD(HEADER, TEXT, NULL, "MESSAGE_ID", 0, 3)

#define OBJECT_FIELDS(flags)                                                                                           \
    FIELD(METADATA, TEXT, NULL, "OBJECT_NAME", NEEDED, 1), FIELD(METADATA, TEXT, NULL, "OBJECT_ID", flags, 1),         \
        FIELD(METADATA, TEXT, NULL, "CENTER_NAME", NEEDED, 1), FIELD(METADATA, FRAME, NULL, "REF_FRAME", NEEDED, 1),   \
        FIELD(METADATA, EPOCH, NULL, "REF_FRAME_EPOCH", 0, 2), FIELD(METADATA, SYSTEM, NULL, "TIME_SYSTEM", NEEDED, 1)

#define STATE_FIELDS                                                                                                   \
    FIELD(STATE, REAL, "km", "X", NEEDED, 1), FIELD(STATE, REAL, "km", "Y", NEEDED, 1),                                \
        FIELD(STATE, REAL, "km", "Z", NEEDED, 1), FIELD(STATE, REAL, "km/s", "X_DOT", NEEDED, 1),                      \
        FIELD(STATE, REAL, "km/s", "Y_DOT", NEEDED, 1), FIELD(STATE, REAL, "km/s", "Z_DOT", NEEDED, 1)

#define SPACECRAFT_FIELDS                                                                                              \
    REAL(SPACECRAFT, "MASS", "kg"), REAL(SPACECRAFT, "SOLAR_RAD_AREA", "m**2"),                                        \
        REAL(SPACECRAFT, "SOLAR_RAD_COEFF", NULL), REAL(SPACECRAFT, "DRAG_AREA", "m**2"),                              \
        REAL(SPACECRAFT, "DRAG_COEFF", NULL)

#define COVARIANCE_FIELD(name, unit) FIELD(COVARIANCE, REAL, unit, name, NEEDED, 2)
#define COVARIANCE_FIELDS                                                                                              \
    FIELD(COVARIANCE, FRAME, NULL, "COV_REF_FRAME", 0, 2), COVARIANCE_FIELD("CX_X", "km**2"),                          \
        COVARIANCE_FIELD("CY_X", "km**2"), COVARIANCE_FIELD("CY_Y", "km**2"), COVARIANCE_FIELD("CZ_X", "km**2"),       \
        COVARIANCE_FIELD("CZ_Y", "km**2"), COVARIANCE_FIELD("CZ_Z", "km**2"), COVARIANCE_FIELD("CX_DOT_X", "km**2/s"), \
        COVARIANCE_FIELD("CX_DOT_Y", "km**2/s"), COVARIANCE_FIELD("CX_DOT_Z", "km**2/s"),                              \
        COVARIANCE_FIELD("CX_DOT_X_DOT", "km**2/s**2"), COVARIANCE_FIELD("CY_DOT_X", "km**2/s"),                       \
        COVARIANCE_FIELD("CY_DOT_Y", "km**2/s"), COVARIANCE_FIELD("CY_DOT_Z", "km**2/s"),                              \
        COVARIANCE_FIELD("CY_DOT_X_DOT", "km**2/s**2"), COVARIANCE_FIELD("CY_DOT_Y_DOT", "km**2/s**2"),                \
        COVARIANCE_FIELD("CZ_DOT_X", "km**2/s"), COVARIANCE_FIELD("CZ_DOT_Y", "km**2/s"),                              \
        COVARIANCE_FIELD("CZ_DOT_Z", "km**2/s"), COVARIANCE_FIELD("CZ_DOT_X_DOT", "km**2/s**2"),                       \
        COVARIANCE_FIELD("CZ_DOT_Y_DOT", "km**2/s**2"), COVARIANCE_FIELD("CZ_DOT_Z_DOT", "km**2/s**2")

static const sea_ndm_field oem_fields[] = {
    HEADER_FIELDS(NEEDED),
    OBJECT_FIELDS(NEEDED),
    FIELD(METADATA, EPOCH, NULL, "START_TIME", NEEDED, 1),
    FIELD(METADATA, EPOCH, NULL, "USEABLE_START_TIME", 0, 1),
    FIELD(METADATA, EPOCH, NULL, "USEABLE_STOP_TIME", 0, 1),
    FIELD(METADATA, EPOCH, NULL, "STOP_TIME", NEEDED, 1),
    FIELD(METADATA, TEXT, NULL, "INTERPOLATION", 0, 1),
    FIELD(METADATA, WHOLE, NULL, "INTERPOLATION_DEGREE", 0, 1),
    FIELD(METADATA, TEXT, NULL, "MESSAGE_ID", 0,
          3), /* met in files of version 3, whose standard has it in the header */
    FIELD(STATE, EPOCH, NULL, "EPOCH", NEEDED | SEA_NDM_OPENS, 1),
    STATE_FIELDS,
    FIELD(STATE, REAL, "km/s**2", "X_DDOT", 0, 2),
    FIELD(STATE, REAL, "km/s**2", "Y_DDOT", 0, 2),
    FIELD(STATE, REAL, "km/s**2", "Z_DDOT", 0, 2),
    FIELD(COVARIANCE, EPOCH, NULL, "EPOCH", NEEDED | SEA_NDM_OPENS, 2),
    COVARIANCE_FIELDS,
};

static const sea_ndm_field opm_fields[] = {
    HEADER_FIELDS(NEEDED),
    OBJECT_FIELDS(NEEDED),
    FIELD(STATE, EPOCH, NULL, "EPOCH", NEEDED, 1),
    STATE_FIELDS,
    REAL(KEPLER, "SEMI_MAJOR_AXIS", "km"),
    REAL(KEPLER, "ECCENTRICITY", NULL),
    REAL(KEPLER, "INCLINATION", "deg"),
    REAL(KEPLER, "RA_OF_ASC_NODE", "deg"),
    REAL(KEPLER, "ARG_OF_PERICENTER", "deg"),
    REAL(KEPLER, "TRUE_ANOMALY", "deg"),
    REAL(KEPLER, "MEAN_ANOMALY", "deg"),
    REAL(KEPLER, "GM", "km**3/s**2"),
    SPACECRAFT_FIELDS,
    COVARIANCE_FIELDS,
    FIELD(MANEUVER, EPOCH, NULL, "MAN_EPOCH_IGNITION", NEEDED | SEA_NDM_OPENS, 1),
    REAL(MANEUVER, "MAN_DURATION", "s"),
    REAL(MANEUVER, "MAN_DELTA_MASS", "kg"),
    FIELD(MANEUVER, FRAME, NULL, "MAN_REF_FRAME", NEEDED, 1),
    FIELD(MANEUVER, REAL, "km/s", "MAN_DV_1", NEEDED, 1),
    FIELD(MANEUVER, REAL, "km/s", "MAN_DV_2", NEEDED, 1),
    FIELD(MANEUVER, REAL, "km/s", "MAN_DV_3", NEEDED, 1),
};

static const sea_ndm_field omm_fields[] = {
    HEADER_FIELDS(0),
    OBJECT_FIELDS(0),
    FIELD(METADATA, TEXT, NULL, "MEAN_ELEMENT_THEORY", 0, 1),
    FIELD(MEAN, EPOCH, NULL, "EPOCH", NEEDED, 1),
    REAL(MEAN, "SEMI_MAJOR_AXIS", "km"),
    REAL(MEAN, "MEAN_MOTION", "rev/day"),
    FIELD(MEAN, REAL, NULL, "ECCENTRICITY", NEEDED, 1),
    FIELD(MEAN, REAL, "deg", "INCLINATION", NEEDED, 1),
    FIELD(MEAN, REAL, "deg", "RA_OF_ASC_NODE", NEEDED, 1),
    FIELD(MEAN, REAL, "deg", "ARG_OF_PERICENTER", NEEDED, 1),
    FIELD(MEAN, REAL, "deg", "MEAN_ANOMALY", NEEDED, 1),
    REAL(MEAN, "GM", "km**3/s**2"),
    SPACECRAFT_FIELDS,
    FIELD(TLE, WHOLE, NULL, "EPHEMERIS_TYPE", 0, 1),
    WORDS(TLE, "CLASSIFICATION_TYPE"),
    FIELD(TLE, WHOLE, NULL, "NORAD_CAT_ID", 0, 1),
    FIELD(TLE, WHOLE, NULL, "ELEMENT_SET_NO", 0, 1),
    FIELD(TLE, WHOLE, NULL, "REV_AT_EPOCH", 0, 1),
    REAL(TLE, "BSTAR", "1/ER"),
    FIELD(TLE, REAL, "m**2/kg", "BTERM", 0, 3),
    REAL(TLE, "MEAN_MOTION_DOT", "rev/day**2"),
    REAL(TLE, "MEAN_MOTION_DDOT", "rev/day**3"),
    FIELD(TLE, REAL, "m**2/kg", "AGOM", 0, 3),
    COVARIANCE_FIELDS,
};

/* A row of the covariance of a CDM against the three axes of position and of velocity, and against itself. */
#define CDM_AXES(row, p, v)                                                                                            \
    REAL(COVARIANCE, "C" row "_R", p), REAL(COVARIANCE, "C" row "_T", p), REAL(COVARIANCE, "C" row "_N", p),           \
        REAL(COVARIANCE, "C" row "_RDOT", v), REAL(COVARIANCE, "C" row "_TDOT", v),                                    \
        REAL(COVARIANCE, "C" row "_NDOT", v)
#define CDM_AXES_XYZ(row, p, v)                                                                                        \
    REAL(COVARIANCE, "C" row "_X", p), REAL(COVARIANCE, "C" row "_Y", p), REAL(COVARIANCE, "C" row "_Z", p),           \
        REAL(COVARIANCE, "C" row "_XDOT", v), REAL(COVARIANCE, "C" row "_YDOT", v),                                    \
        REAL(COVARIANCE, "C" row "_ZDOT", v)
#define CDM_TRIANGLE(a, b, c)                                                                                          \
    REAL(COVARIANCE, "C" a "_" a, "m**2"), REAL(COVARIANCE, "C" b "_" a, "m**2"),                                      \
        REAL(COVARIANCE, "C" b "_" b, "m**2"), REAL(COVARIANCE, "C" c "_" a, "m**2"),                                  \
        REAL(COVARIANCE, "C" c "_" b, "m**2"), REAL(COVARIANCE, "C" c "_" c, "m**2"),                                  \
        REAL(COVARIANCE, "C" a "DOT_" a, "m**2/s"), REAL(COVARIANCE, "C" a "DOT_" b, "m**2/s"),                        \
        REAL(COVARIANCE, "C" a "DOT_" c, "m**2/s"), REAL(COVARIANCE, "C" a "DOT_" a "DOT", "m**2/s**2"),               \
        REAL(COVARIANCE, "C" b "DOT_" a, "m**2/s"), REAL(COVARIANCE, "C" b "DOT_" b, "m**2/s"),                        \
        REAL(COVARIANCE, "C" b "DOT_" c, "m**2/s"), REAL(COVARIANCE, "C" b "DOT_" a "DOT", "m**2/s**2"),               \
        REAL(COVARIANCE, "C" b "DOT_" b "DOT", "m**2/s**2"), REAL(COVARIANCE, "C" c "DOT_" a, "m**2/s"),               \
        REAL(COVARIANCE, "C" c "DOT_" b, "m**2/s"), REAL(COVARIANCE, "C" c "DOT_" c, "m**2/s"),                        \
        REAL(COVARIANCE, "C" c "DOT_" a "DOT", "m**2/s**2"), REAL(COVARIANCE, "C" c "DOT_" b "DOT", "m**2/s**2"),      \
        REAL(COVARIANCE, "C" c "DOT_" c "DOT", "m**2/s**2")
#define NESTED(name, unit) FIELD(RELATIVE, REAL, unit, name, SEA_NDM_NESTED | SEA_NDM_ANY_UNIT, 1)
#define UTC_TIME(section, name) FIELD(section, UTC, NULL, name, 0, 1)

static const sea_ndm_field cdm_fields[] = {
    FIELD(HEADER, TEXT, NULL, "CLASSIFICATION", 0, 2),
    UTC_TIME(HEADER, "CREATION_DATE"),
    WORDS(HEADER, "ORIGINATOR"),
    WORDS(HEADER, "MESSAGE_FOR"),
    WORDS(HEADER, "MESSAGE_ID"),
    WORDS(RELATIVE, "CONJUNCTION_ID"),
    FIELD(RELATIVE, UTC, NULL, "TCA", NEEDED, 1),
    REAL(RELATIVE, "MISS_DISTANCE", "m"),
    REAL(RELATIVE, "MAHALANOBIS_DISTANCE", NULL),
    FIELD(RELATIVE, REAL, "m/s", "RELATIVE_SPEED", SEA_NDM_ANY_UNIT, 1),
    REAL(RELATIVE, "APPROACH_ANGLE", "deg"),
    NESTED("RELATIVE_POSITION_R", "m"),
    NESTED("RELATIVE_POSITION_T", "m"),
    NESTED("RELATIVE_POSITION_N", "m"),
    NESTED("RELATIVE_VELOCITY_R", "m/s"),
    NESTED("RELATIVE_VELOCITY_T", "m/s"),
    NESTED("RELATIVE_VELOCITY_N", "m/s"),
    UTC_TIME(RELATIVE, "START_SCREEN_PERIOD"),
    UTC_TIME(RELATIVE, "STOP_SCREEN_PERIOD"),
    WORDS(RELATIVE, "SCREEN_TYPE"),
    WORDS(RELATIVE, "SCREEN_VOLUME_FRAME"),
    WORDS(RELATIVE, "SCREEN_VOLUME_SHAPE"),
    REAL(RELATIVE, "SCREEN_VOLUME_RADIUS", "m"),
    REAL(RELATIVE, "SCREEN_VOLUME_X", "m"),
    REAL(RELATIVE, "SCREEN_VOLUME_Y", "m"),
    REAL(RELATIVE, "SCREEN_VOLUME_Z", "m"),
    UTC_TIME(RELATIVE, "SCREEN_ENTRY_TIME"),
    UTC_TIME(RELATIVE, "SCREEN_EXIT_TIME"),
    REAL(RELATIVE, "SCREEN_PC_THRESHOLD", NULL),
    WORDS(RELATIVE, "COLLISION_PERCENTILE"),
    REAL(RELATIVE, "COLLISION_PROBABILITY", NULL),
    WORDS(RELATIVE, "COLLISION_PROBABILITY_METHOD"),
    REAL(RELATIVE, "COLLISION_MAX_PROBABILITY", NULL),
    WORDS(RELATIVE, "COLLISION_MAX_PC_METHOD"),
    REAL(RELATIVE, "SEFI_COLLISION_PROBABILITY", NULL),
    WORDS(RELATIVE, "SEFI_COLLISION_PROBABILITY_METHOD"),
    WORDS(RELATIVE, "SEFI_FRAGMENTATION_MODEL"),
    WORDS(RELATIVE, "PREVIOUS_MESSAGE_ID"),
    UTC_TIME(RELATIVE, "PREVIOUS_MESSAGE_EPOCH"),
    UTC_TIME(RELATIVE, "NEXT_MESSAGE_EPOCH"),
    FIELD(METADATA, TEXT, NULL, "OBJECT", NEEDED | SEA_NDM_OPENS, 1),
    FIELD(METADATA, TEXT, NULL, "OBJECT_DESIGNATOR", NEEDED, 1),
    WORDS(METADATA, "CATALOG_NAME"),
    WORDS(METADATA, "OBJECT_NAME"),
    WORDS(METADATA, "INTERNATIONAL_DESIGNATOR"),
    WORDS(METADATA, "OBJECT_TYPE"),
    WORDS(METADATA, "OPERATOR_CONTACT_POSITION"),
    WORDS(METADATA, "OPERATOR_ORGANIZATION"),
    WORDS(METADATA, "OPERATOR_PHONE"),
    WORDS(METADATA, "OPERATOR_EMAIL"),
    WORDS(METADATA, "EPHEMERIS_NAME"),
    WORDS(METADATA, "ODM_MSG_LINK"),
    WORDS(METADATA, "ADM_MSG_LINK"),
    WORDS(METADATA, "OBS_BEFORE_NEXT_MESSAGE"),
    WORDS(METADATA, "COVARIANCE_METHOD"),
    WORDS(METADATA, "COVARIANCE_SOURCE"),
    WORDS(METADATA, "MANEUVERABLE"),
    WORDS(METADATA, "ORBIT_CENTER"),
    FIELD(METADATA, FRAME, NULL, "REF_FRAME", NEEDED, 1),
    WORDS(METADATA, "ALT_COV_TYPE"),
    FIELD(METADATA, FRAME, NULL, "ALT_COV_REF_FRAME", 0, 1),
    WORDS(METADATA, "GRAVITY_MODEL"),
    WORDS(METADATA, "ATMOSPHERIC_MODEL"),
    WORDS(METADATA, "N_BODY_PERTURBATIONS"),
    WORDS(METADATA, "SOLAR_RAD_PRESSURE"),
    WORDS(METADATA, "EARTH_TIDES"),
    WORDS(METADATA, "INTRACK_THRUST"),
    UTC_TIME(OD, "TIME_LASTOB_START"),
    UTC_TIME(OD, "TIME_LASTOB_END"),
    REAL(OD, "RECOMMENDED_OD_SPAN", "d"),
    REAL(OD, "ACTUAL_OD_SPAN", "d"),
    FIELD(OD, WHOLE, NULL, "OBS_AVAILABLE", 0, 1),
    FIELD(OD, WHOLE, NULL, "OBS_USED", 0, 1),
    FIELD(OD, WHOLE, NULL, "TRACKS_AVAILABLE", 0, 1),
    FIELD(OD, WHOLE, NULL, "TRACKS_USED", 0, 1),
    REAL(OD, "RESIDUALS_ACCEPTED", "%"),
    REAL(OD, "WEIGHTED_RMS", NULL),
    UTC_TIME(OD, "OD_EPOCH"),
    REAL(ADDITIONAL, "AREA_PC", "m**2"),
    REAL(ADDITIONAL, "AREA_PC_MIN", "m**2"),
    REAL(ADDITIONAL, "AREA_PC_MAX", "m**2"),
    REAL(ADDITIONAL, "AREA_DRG", "m**2"),
    REAL(ADDITIONAL, "AREA_SRP", "m**2"),
    WORDS(ADDITIONAL, "OEB_PARENT_FRAME"),
    UTC_TIME(ADDITIONAL, "OEB_PARENT_FRAME_EPOCH"),
    REAL(ADDITIONAL, "OEB_Q1", NULL),
    REAL(ADDITIONAL, "OEB_Q2", NULL),
    REAL(ADDITIONAL, "OEB_Q3", NULL),
    REAL(ADDITIONAL, "OEB_QC", NULL),
    REAL(ADDITIONAL, "OEB_MAX", "m"),
    REAL(ADDITIONAL, "OEB_INT", "m"),
    REAL(ADDITIONAL, "OEB_MIN", "m"),
    REAL(ADDITIONAL, "AREA_ALONG_OEB_MAX", "m**2"),
    REAL(ADDITIONAL, "AREA_ALONG_OEB_INT", "m**2"),
    REAL(ADDITIONAL, "AREA_ALONG_OEB_MIN", "m**2"),
    REAL(ADDITIONAL, "RCS", "m**2"),
    REAL(ADDITIONAL, "RCS_MIN", "m**2"),
    REAL(ADDITIONAL, "RCS_MAX", "m**2"),
    REAL(ADDITIONAL, "VM_ABSOLUTE", NULL),
    REAL(ADDITIONAL, "VM_APPARENT_MIN", NULL),
    REAL(ADDITIONAL, "VM_APPARENT", NULL),
    REAL(ADDITIONAL, "VM_APPARENT_MAX", NULL),
    REAL(ADDITIONAL, "REFLECTANCE", NULL),
    REAL(ADDITIONAL, "MASS", "kg"),
    REAL(ADDITIONAL, "HBR", "m"),
    REAL(ADDITIONAL, "CD_AREA_OVER_MASS", "m**2/kg"),
    REAL(ADDITIONAL, "CR_AREA_OVER_MASS", "m**2/kg"),
    REAL(ADDITIONAL, "THRUST_ACCELERATION", "m/s**2"),
    REAL(ADDITIONAL, "SEDR", "W/kg"),
    REAL(ADDITIONAL, "APOAPSIS_ALTITUDE", "km"),
    REAL(ADDITIONAL, "PERIAPSIS_ALTITUDE", "km"),
    REAL(ADDITIONAL, "INCLINATION", "deg"),
    REAL(ADDITIONAL, "COV_CONFIDENCE", NULL),
    WORDS(ADDITIONAL, "COV_CONFIDENCE_METHOD"),
    STATE_FIELDS,
    CDM_TRIANGLE("R", "T", "N"),
    CDM_AXES("DRG", "m**3/kg", "m**3/(kg*s)"),
    REAL(COVARIANCE, "CDRG_DRG", "m**4/kg**2"),
    CDM_AXES("SRP", "m**3/kg", "m**3/(kg*s)"),
    REAL(COVARIANCE, "CSRP_DRG", "m**4/kg**2"),
    REAL(COVARIANCE, "CSRP_SRP", "m**4/kg**2"),
    CDM_AXES("THR", "m**2/s**2", "m**2/s**3"),
    REAL(COVARIANCE, "CTHR_DRG", "m**3/(kg*s**2)"),
    REAL(COVARIANCE, "CTHR_SRP", "m**3/(kg*s**2)"),
    REAL(COVARIANCE, "CTHR_THR", "m**2/s**4"),
    CDM_TRIANGLE("X", "Y", "Z"),
    CDM_AXES_XYZ("DRG", "m**3/kg", "m**3/(kg*s)"),
    CDM_AXES_XYZ("SRP", "m**3/kg", "m**3/(kg*s)"),
    CDM_AXES_XYZ("THR", "m**2/s**2", "m**2/s**3"),
    WORDS(COVARIANCE, "CSIG3EIGVEC3"),
    REAL(COVARIANCE, "DENSITY_FORECAST_UNCERTAINTY", NULL),
    REAL(COVARIANCE, "CSCALE_FACTOR_MIN", NULL),
    REAL(COVARIANCE, "CSCALE_FACTOR", NULL),
    REAL(COVARIANCE, "CSCALE_FACTOR_MAX", NULL),
    WORDS(COVARIANCE, "SCREENING_DATA_SOURCE"),
    WORDS(COVARIANCE, "DCP_SENSITIVITY_VECTOR_POSITION"),
    WORDS(COVARIANCE, "DCP_SENSITIVITY_VECTOR_VELOCITY"),
};

enum {
    OEM_COUNT = sizeof oem_fields / sizeof oem_fields[0],
    OPM_COUNT = sizeof opm_fields / sizeof opm_fields[0],
    OMM_COUNT = sizeof omm_fields / sizeof omm_fields[0],
    CDM_COUNT = sizeof cdm_fields / sizeof cdm_fields[0]
};
_Static_assert((int)CDM_COUNT <= (int)SEA_NDM_FIELDS_MAX, "room for the keywords of the largest message");

static const sea_ndm_schema schemas[] = {
    [SEA_NDM_OPM] = {.type = SEA_NDM_OPM,
                     .element = "opm",
                     .keyword = "CCSDS_OPM_VERS",
                     .newest = 3,
                     .fields = opm_fields,
                     .count = OPM_COUNT,
                     .repeats = {[SEA_NDM_MANEUVER] = true}},
    [SEA_NDM_OMM] = {.type = SEA_NDM_OMM,
                     .element = "omm",
                     .keyword = "CCSDS_OMM_VERS",
                     .newest = 3,
                     .fields = omm_fields,
                     .count = OMM_COUNT},
    [SEA_NDM_OEM] = {.type = SEA_NDM_OEM,
                     .element = "oem",
                     .keyword = "CCSDS_OEM_VERS",
                     .newest = 3,
                     .fields = oem_fields,
                     .count = OEM_COUNT,
                     .repeats = {[SEA_NDM_STATE] = true, [SEA_NDM_COVARIANCE] = true}},
    [SEA_NDM_CDM] = {.type = SEA_NDM_CDM,
                     .element = "cdm",
                     .keyword = "CCSDS_CDM_VERS",
                     .newest = 2,
                     .fields = cdm_fields,
                     .count = CDM_COUNT,
                     .repeats = {[SEA_NDM_COVARIANCE] = true}}, /* the draft of version 2: one more in other axes */
};

const sea_ndm_schema *sea_ndm_schema_of(sea_ndm_type type)
{
    return &schemas[type];
}

const char *sea_ndm_type_name(sea_ndm_type type)
{
    static const char *const names[] = {
        [SEA_NDM_OPM] = "OPM", [SEA_NDM_OMM] = "OMM", [SEA_NDM_OEM] = "OEM", [SEA_NDM_CDM] = "CDM"};
    return names[type];
}

const sea_ndm_schema *sea_ndm_schema_find(const sea_ndm_text *name, bool xml)
{
    for (size_t i = 0; i < sizeof schemas / sizeof schemas[0]; i++)
        if (sea_ndm_equals(name, xml ? schemas[i].element : schemas[i].keyword)) return &schemas[i];
    return NULL;
}

bool sea_ndm_schema_has(const sea_ndm_schema *schema, sea_ndm_section section)
{
    for (size_t i = 0; i < schema->count; i++)
        if (schema->fields[i].section == section) return true;
    return section == SEA_NDM_DATA || section == SEA_NDM_USER;
}

const sea_ndm_field *sea_ndm_field_find(const sea_ndm_schema *schema, const sea_ndm_text *key, sea_ndm_section section,
                                        size_t hint)
{
    for (size_t n = 0; n <= schema->count; n++) {
        size_t i = n == 0 ? hint : n - 1;
        if (i >= schema->count) continue;
        const sea_ndm_field *f = &schema->fields[i];
        if ((section == SEA_NDM_SECTIONS || f->section == section) && sea_ndm_equals(key, f->name)) return f;
    }
    return NULL;
}

bool sea_ndm_is_user_defined(const sea_ndm_text *key)
{
    enum { PREFIX = 13 };
    if (key->length <= PREFIX || memcmp(key->data, "USER_DEFINED_", PREFIX) != 0) return false;
    for (size_t i = PREFIX; i < key->length; i++) {
        char c = key->data[i];
        if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) return false;
    }
    return true;
}

const char *sea_ndm_section_element(sea_ndm_section section)
{
    static const char *const names[] = {
        [SEA_NDM_HEADER] = "header",
        [SEA_NDM_RELATIVE] = "relativeMetadataData",
        [SEA_NDM_METADATA] = "metadata",
        [SEA_NDM_DATA] = "data",
        [SEA_NDM_OD] = "odParameters",
        [SEA_NDM_ADDITIONAL] = "additionalParameters",
        [SEA_NDM_STATE] = "stateVector",
        [SEA_NDM_KEPLER] = "keplerianElements",
        [SEA_NDM_MEAN] = "meanElements",
        [SEA_NDM_SPACECRAFT] = "spacecraftParameters",
        [SEA_NDM_TLE] = "tleParameters",
        [SEA_NDM_COVARIANCE] = "covarianceMatrix",
        [SEA_NDM_MANEUVER] = "maneuverParameters",
        [SEA_NDM_USER] = "userDefinedParameters",
    };
    return names[section];
}

/* Celestial and local orbital frames of the SANA registry, and older spellings; ITRF takes a year. */
bool sea_ndm_frame_is_known(const sea_ndm_text *name)
{
    static const char *const names[] = {
        "EME2000",      "J2000",         "GCRF",          "ICRF",
        "ICRF1",        "ICRF2",         "ICRF3",         "TEME",
        "TEMEOFDATE",   "TEME OF DATE",  "TOD",           "TOD_EARTH",
        "TOD_MARS",     "TOD_MOON",      "MOD_EARTH",     "MOD_MARS",
        "MOD_MOON",     "MOD",           "GTOD",          "GRC",
        "CIRS",         "TIRS",          "TIRF",          "CIRF",
        "PEF",          "EFG",           "EFH",           "MCI",
        "TDR",          "DTRF",          "WGS84",         "UVW_GO_INERTIAL",
        "ALIGN_CB",     "ALIGN_EARTH",   "B1950",         "FIXED_CB",
        "FIXED_EARTH",  "FIXED_MARS",    "FIXED_MOON",    "MOON_ME",
        "MOON_PA",      "STANDARD",      "RTN",           "RSW",
        "RIC",          "RSW_ROTATING",  "RSW_INERTIAL",  "RTN_ROTATING",
        "RTN_INERTIAL", "QSW",           "TNW",           "TNW_ROTATING",
        "TNW_INERTIAL", "NTW_ROTATING",  "NTW_INERTIAL",  "NTW",
        "LVLH",         "LVLH_ROTATING", "LVLH_INERTIAL", "VVLH",
        "VNC",          "VNC_ROTATING",  "VNC_INERTIAL",  "NSW_ROTATING",
        "NSW_INERTIAL", "UVW",           "PQW_INERTIAL",  "EQW_INERTIAL",
        "SEZ_ROTATING", "SEZ_INERTIAL",  "ACTUATOR",      "SC_BODY",
        "IAU_MARS",     "IAU_EARTH",     "IAU_MOON",
    };
    if (name->length >= 4 && memcmp(name->data, "ITRF", 4) == 0) {
        for (size_t i = 4; i < name->length; i++)
            if (!(name->data[i] >= '0' && name->data[i] <= '9') && name->data[i] != '-') return false;
        return name->length <= 9;
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (sea_ndm_equals_any_case(name, names[i])) return true;
    return false;
}
