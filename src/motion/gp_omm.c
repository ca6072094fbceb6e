/*
 * The keywords of an orbit mean-elements message, whatever spelling they come in. Values are read strictly.
 * Reference: CCSDS 502.0-B-3, section 4; keywords as CelesTrak and Space-Track write them.
 */
#include "motion/gp.h"

#include <math.h>
#include <string.h>

static const sea_gp_field needed[] = {
    SEA_GP_FIELD_NORAD_CAT_ID, SEA_GP_FIELD_EPOCH,        SEA_GP_FIELD_MEAN_MOTION,
    SEA_GP_FIELD_ECCENTRICITY, SEA_GP_FIELD_INCL,         SEA_GP_FIELD_RAAN,
    SEA_GP_FIELD_ARGP,         SEA_GP_FIELD_MEAN_ANOMALY, SEA_GP_FIELD_BSTAR,
};

sea_gp_field sea_gp_omm_missing(uint32_t seen)
{
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        if (!(seen >> needed[i] & 1)) return needed[i];
    return SEA_GP_FIELD_NONE;
}

void sea_gp_draft_init(sea_gp_draft *d)
{
    *d = (sea_gp_draft){.gp = {.creation_date = SEA_TAI_NONE, .classification = 'U'}};
}

sea_gp_field sea_gp_omm_field(const char *name, size_t length)
{
    for (int f = 0; f < SEA_GP_FIELDS; f++) {
        const char *known = sea_gp_field_name((sea_gp_field)f);
        if (known[0] == name[0] && strlen(known) == length && memcmp(known, name, length) == 0) return (sea_gp_field)f;
    }
    return SEA_GP_FIELD_NONE;
}

static double *real_of(sea_gp *gp, sea_gp_field field)
{
    switch (field) {
    case SEA_GP_FIELD_MEAN_MOTION: return &gp->mean_motion_rev_day;
    case SEA_GP_FIELD_ECCENTRICITY: return &gp->eccentricity;
    case SEA_GP_FIELD_INCL: return &gp->incl_deg;
    case SEA_GP_FIELD_RAAN: return &gp->raan_deg;
    case SEA_GP_FIELD_ARGP: return &gp->argp_deg;
    case SEA_GP_FIELD_MEAN_ANOMALY: return &gp->mean_anomaly_deg;
    case SEA_GP_FIELD_BSTAR: return &gp->bstar_per_er;
    case SEA_GP_FIELD_NDOT: return &gp->mean_motion_dot_rev_day2;
    case SEA_GP_FIELD_NDDOT: return &gp->mean_motion_ddot_rev_day3;
    default: return NULL;
    }
}

static bool is_whole(sea_gp_field field)
{
    return field == SEA_GP_FIELD_NORAD_CAT_ID || field == SEA_GP_FIELD_EPHEMERIS_TYPE ||
           field == SEA_GP_FIELD_ELEMENT_SET_NO || field == SEA_GP_FIELD_REV;
}

static bool refuse(sea_gp_fault *fault, sea_gp_rule rule, sea_gp_field field, const char *text, size_t length,
                   const char *why)
{
    char shown[SEA_GP_SHOWN_MAX];
    return sea_gp_fail(fault, rule, field, "%s `%s`: %s", sea_gp_field_name(field), sea_gp_show(text, length, shown),
                       why);
}

static bool put_whole(sea_gp_draft *d, sea_gp_field field, uint64_t value)
{
    switch (field) {
    case SEA_GP_FIELD_NORAD_CAT_ID:
        if (value < 1 || value > SEA_GP_ID_MAX) return false;
        d->gp.norad_cat_id = (uint32_t)value;
        return true;
    case SEA_GP_FIELD_EPHEMERIS_TYPE:
        if (value > UINT8_MAX) return false;
        d->gp.ephemeris_type = (uint8_t)value;
        return true;
    default:
        if (value > UINT32_MAX) return false;
        *(field == SEA_GP_FIELD_REV ? &d->gp.rev_at_epoch : &d->gp.element_set_no) = (uint32_t)value;
        return true;
    }
}

static bool equals(const char *text, size_t length, const char *word)
{
    if (strlen(word) != length) return false;
    for (size_t i = 0; i < length; i++)
        if ((text[i] >= 'a' && text[i] <= 'z' ? text[i] - 32 : text[i]) != word[i]) return false;
    return true;
}

static bool put_epoch(sea_tai *out, sea_gp_field field, const char *text, size_t length, sea_gp_fault *fault)
{
    sea_error err;
    if (sea_tai_parse(text, length, false, out, &err) == SEA_OK) return true;
    return refuse(fault, SEA_GP_E_EPOCH, field, text, length, err.text);
}

/* Words that say what the numbers mean: those that SGP4 could not take are refused or marked. */
static bool put_meaning(sea_gp_draft *d, sea_gp_field field, const char *text, size_t length, sea_gp_fault *fault)
{
    switch (field) {
    case SEA_GP_FIELD_CENTER:
        return equals(text, length, "EARTH") ||
               refuse(fault, SEA_GP_E_FRAME, field, text, length, "only EARTH is read");
    case SEA_GP_FIELD_FRAME:
        return equals(text, length, "TEME") || equals(text, length, "TEME OF DATE") ||
               refuse(fault, SEA_GP_E_FRAME, field, text, length, "only TEME is read");
    case SEA_GP_FIELD_TIME_SYSTEM:
        return equals(text, length, "UTC") || refuse(fault, SEA_GP_E_TIMESYS, field, text, length, "only UTC is read");
    case SEA_GP_FIELD_THEORY:
        if (!equals(text, length, "SGP4") && !equals(text, length, "SGP/SGP4")) d->gp.caveats |= SEA_GP_CAVEAT_NOT_SGP4;
        return true;
    case SEA_GP_FIELD_DATA_SOURCE: /* only sets derived from operator ephemerides carry it */
        d->gp.caveats |= SEA_GP_CAVEAT_DERIVED;
        return true;
    default: return true;
    }
}

static bool put_words(sea_gp_draft *d, sea_gp_field field, const char *text, size_t length, sea_gp_fault *fault)
{
    switch (field) {
    case SEA_GP_FIELD_OBJECT_ID:
        if (length >= sizeof d->gp.object_id || memchr(text, '\0', length))
            return refuse(fault, SEA_GP_E_FIELD, field, text, length, "longer than an international designator");
        memcpy(d->gp.object_id, text, length);
        d->gp.object_id[length] = '\0';
        return true;
    case SEA_GP_FIELD_CLASSIFICATION:
        if (length != 1 || !strchr("UCS", text[0]))
            return refuse(fault, SEA_GP_E_FIELD, field, text, length, "must be U, C or S");
        d->gp.classification = text[0];
        return true;
    case SEA_GP_FIELD_EPOCH: return put_epoch(&d->gp.epoch, field, text, length, fault);
    case SEA_GP_FIELD_CREATION_DATE: return put_epoch(&d->gp.creation_date, field, text, length, fault);
    default: return put_meaning(d, field, text, length, fault);
    }
}

bool sea_gp_draft_put_text(sea_gp_draft *d, sea_gp_field field, const char *text, size_t length, sea_gp_fault *fault)
{
    if (field == SEA_GP_FIELD_NAME) { /* blanks in front belong to it */
        d->seen |= 1u << field;
        sea_gp_put_name(&d->gp, text, length, &d->warnings);
        return true;
    }
    while (length > 0 && *text == ' ') text++, length--;
    while (length > 0 && text[length - 1] == ' ') length--;
    if (length == 0) return true; /* as if it were not there */
    d->seen |= 1u << field;
    if (is_whole(field)) {
        sea_gp_rule rule = field == SEA_GP_FIELD_NORAD_CAT_ID ? SEA_GP_E_CATNUM : SEA_GP_E_FIELD;
        uint64_t value;
        return (sea_text_to_u64(text, length, &value) && put_whole(d, field, value)) ||
               refuse(fault, rule, field, text, length, "not a whole number, or out of its range");
    }
    double *real = real_of(&d->gp, field);
    if (real) {
        if (!sea_text_to_real(text, length, real))
            return refuse(fault, SEA_GP_E_FIELD, field, text, length, "not a number");
        if (sea_text_real_loses(text, length, *real)) d->warnings |= 1u << SEA_GP_W_DIGITS;
        return true;
    }
    return put_words(d, field, text, length, fault);
}

bool sea_gp_draft_put_real(sea_gp_draft *d, sea_gp_field field, double value, sea_gp_fault *fault)
{
    double *real = real_of(&d->gp, field);
    char text[SEA_TEXT_REAL_MAX];
    size_t length = sea_text_from_real(value, text);
    if (!real || !isfinite(value))
        return refuse(fault, field == SEA_GP_FIELD_NORAD_CAT_ID ? SEA_GP_E_CATNUM : SEA_GP_E_FIELD, field, text, length,
                      is_whole(field) ? "a whole number is written in digits alone, without a point or an exponent"
                                      : "text belongs here, not a number");
    *real = value;
    d->seen |= 1u << field;
    return true;
}

bool sea_gp_draft_put_integer(sea_gp_draft *d, sea_gp_field field, int64_t value, sea_gp_fault *fault)
{
    if (real_of(&d->gp, field)) return sea_gp_draft_put_real(d, field, (double)value, fault);
    d->seen |= 1u << field;
    if (is_whole(field) && value >= 0 && put_whole(d, field, (uint64_t)value)) return true;
    return sea_gp_fail(fault, field == SEA_GP_FIELD_NORAD_CAT_ID ? SEA_GP_E_CATNUM : SEA_GP_E_FIELD, field,
                       "%s %lld: not allowed here, or out of its range", sea_gp_field_name(field), (long long)value);
}

bool sea_gp_draft_finish(sea_gp_draft *d, sea_gp_fault *fault)
{
    uint8_t type = d->gp.ephemeris_type; /* 2 and 3 name SGP4 and its deep-space part SDP4 in older use */
    if (type != 0 && type != 2 && type != 3) d->gp.caveats |= SEA_GP_CAVEAT_NOT_SGP4;
    bool foreign = d->gp.caveats & SEA_GP_CAVEAT_NOT_SGP4;
    if (foreign) d->warnings |= 1u << SEA_GP_W_THEORY;
    /* Other theories have other drag terms. */
    sea_gp_field missing = sea_gp_omm_missing(d->seen | (foreign ? 1u << SEA_GP_FIELD_BSTAR : 0));
    if (missing != SEA_GP_FIELD_NONE)
        return sea_gp_fail(fault, missing == SEA_GP_FIELD_NORAD_CAT_ID ? SEA_GP_E_CATNUM : SEA_GP_E_FIELD, missing,
                           "%s is missing", sea_gp_field_name(missing));
    return sea_gp_check(&d->gp, &d->warnings, fault);
}
