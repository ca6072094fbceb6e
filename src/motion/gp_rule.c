/* What every spelling of an element set obeys: the rules by name, the ranges, and how a finding reaches the sink. */
#include "motion/gp.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

typedef struct rule_entry {
    const char *id;
    sea_severity severity;
    const char *text; /* of a warning; an error brings its own */
    const char *advice;
} rule_entry;

static const rule_entry rules[SEA_GP_RULES] = {
    [SEA_GP_E_ALPHA5] = {"E_ALPHA5", SEA_SEVERITY_ERROR, NULL,
                         "Alpha-5 begins with a capital letter other than I and O, then four digits"},
    [SEA_GP_E_CATNUM] = {"E_CATNUM", SEA_SEVERITY_ERROR, NULL, "a catalogue number is 1 to 999999999"},
    [SEA_GP_E_CHECKSUM] = {"E_CHECKSUM", SEA_SEVERITY_ERROR, NULL, "the line was altered on its way: fetch it again"},
    [SEA_GP_E_COLUMNS] = {"E_COLUMNS", SEA_SEVERITY_ERROR, NULL,
                          "give each row as many values as the header has names"},
    [SEA_GP_E_DEPTH] = {"E_DEPTH", SEA_SEVERITY_ERROR, NULL, "an element set is a flat JSON object"},
    [SEA_GP_E_DUPKEY] = {"E_DUPKEY", SEA_SEVERITY_ERROR, NULL,
                         "give each key once, as nobody can tell which one counts"},
    [SEA_GP_E_ENCODING] = {"E_ENCODING", SEA_SEVERITY_ERROR, NULL, "save the file as ASCII or UTF-8"},
    [SEA_GP_E_EPOCH] = {"E_EPOCH", SEA_SEVERITY_ERROR, NULL,
                        "give an instant of UTC that exists, with its time of day"},
    [SEA_GP_E_FIELD] = {"E_FIELD", SEA_SEVERITY_ERROR, NULL, "mend the value, or fetch the element set again"},
    [SEA_GP_E_FRAME] = {"E_FRAME", SEA_SEVERITY_ERROR, NULL, "SGP4 elements are in TEME around the Earth"},
    [SEA_GP_E_HEADER] = {"E_HEADER", SEA_SEVERITY_ERROR, NULL,
                         "begin the file with the CCSDS names of its columns, each once"},
    [SEA_GP_E_IDMISMATCH] = {"E_IDMISMATCH", SEA_SEVERITY_ERROR, NULL, "put the two lines of one object together"},
    [SEA_GP_E_JSON] = {"E_JSON", SEA_SEVERITY_ERROR, NULL, "mend the JSON text, or fetch the file again"},
    [SEA_GP_E_LENGTH] = {"E_LENGTH", SEA_SEVERITY_ERROR, NULL,
                         "keep the blanks of an element line: its columns are fixed, 1 to 69"},
    [SEA_GP_E_NONASCII] = {"E_NONASCII", SEA_SEVERITY_ERROR, NULL, "remove the byte, or fetch the element set again"},
    [SEA_GP_E_NOTGP] = {"E_NOTGP", SEA_SEVERITY_ERROR, NULL,
                        "give TLE, 3LE, OMM CSV or OMM JSON; a server may have sent an error page"},
    [SEA_GP_E_ORPHAN] = {"E_ORPHAN", SEA_SEVERITY_ERROR, NULL, "give line 1 and line 2 of a set one after the other"},
    [SEA_GP_E_RANGE] = {"E_RANGE", SEA_SEVERITY_ERROR, NULL, "mend the value, or fetch the element set again"},
    [SEA_GP_E_TAB] = {"E_TAB", SEA_SEVERITY_ERROR, NULL, "use blanks: the columns of an element line are fixed"},
    [SEA_GP_E_TIMESYS] = {"E_TIMESYS", SEA_SEVERITY_ERROR, NULL, "convert the epoch to UTC"},
    [SEA_GP_E_UTF8] = {"E_UTF8", SEA_SEVERITY_ERROR, NULL, "save the file as UTF-8"},
    [SEA_GP_W_BOM] = {"W_BOM", SEA_SEVERITY_WARNING, "a byte-order mark at the beginning was skipped",
                      "save the file as UTF-8 without it"},
    [SEA_GP_W_BSTAR] = {"W_BSTAR", SEA_SEVERITY_WARNING, "the drag term is 1 or more in size",
                        "check the set before relying on it: such a drag term is hardly physical"},
    [SEA_GP_W_DIGITS] = {"W_DIGITS", SEA_SEVERITY_WARNING,
                         "a number has more digits than are kept: the nearest number of double precision is",
                         "keep the file, if digits beyond the sixteenth matter"},
    [SEA_GP_W_EMPTY] = {"W_EMPTY", SEA_SEVERITY_WARNING, "no element set in it", "keep what was read earlier"},
    [SEA_GP_W_FUTURE] = {"W_FUTURE", SEA_SEVERITY_WARNING, "the two-digit year was read as 2050 to 2056",
                         "check the epoch: 57 to 99 stand for the 1900s, 00 to 56 for the 2000s"},
    [SEA_GP_W_LINES] = {"W_LINES", SEA_SEVERITY_WARNING, NULL,
                        "begin remarks with #, and give a set one name line or none"},
    [SEA_GP_W_NAME] = {"W_NAME", SEA_SEVERITY_WARNING, "the name was cut to 55 bytes", "nothing else is affected"},
    [SEA_GP_W_NDOT] = {"W_NDOT", SEA_SEVERITY_WARNING, "the first derivative of mean motion fills its field",
                       "check the set before relying on it: the object may be decaying"},
    [SEA_GP_W_NO_CHECKSUM] = {"W_NO_CHECKSUM", SEA_SEVERITY_WARNING, "the lines carry no checksum",
                              "damage to them cannot be noticed"},
    [SEA_GP_W_PERIGEE] = {"W_PERIGEE", SEA_SEVERITY_WARNING, "the perigee lies below the Earth's surface",
                          "check the set: SGP4 will find the object decayed"},
    [SEA_GP_W_THEORY] = {"W_THEORY", SEA_SEVERITY_WARNING, "the elements are not those of SGP4",
                         "they are kept, and SGP4 will refuse them"},
    [SEA_GP_W_TRAILING] = {"W_TRAILING", SEA_SEVERITY_WARNING, "text after column 69 was ignored",
                           "remove it, if it was not meant to be there"},
};

static const char *const field_names[SEA_GP_FIELDS] = {
    [SEA_GP_FIELD_NAME] = "OBJECT_NAME",
    [SEA_GP_FIELD_OBJECT_ID] = "OBJECT_ID",
    [SEA_GP_FIELD_EPOCH] = "EPOCH",
    [SEA_GP_FIELD_MEAN_MOTION] = "MEAN_MOTION",
    [SEA_GP_FIELD_ECCENTRICITY] = "ECCENTRICITY",
    [SEA_GP_FIELD_INCL] = "INCLINATION",
    [SEA_GP_FIELD_RAAN] = "RA_OF_ASC_NODE",
    [SEA_GP_FIELD_ARGP] = "ARG_OF_PERICENTER",
    [SEA_GP_FIELD_MEAN_ANOMALY] = "MEAN_ANOMALY",
    [SEA_GP_FIELD_EPHEMERIS_TYPE] = "EPHEMERIS_TYPE",
    [SEA_GP_FIELD_CLASSIFICATION] = "CLASSIFICATION_TYPE",
    [SEA_GP_FIELD_NORAD_CAT_ID] = "NORAD_CAT_ID",
    [SEA_GP_FIELD_ELEMENT_SET_NO] = "ELEMENT_SET_NO",
    [SEA_GP_FIELD_REV] = "REV_AT_EPOCH",
    [SEA_GP_FIELD_BSTAR] = "BSTAR",
    [SEA_GP_FIELD_NDOT] = "MEAN_MOTION_DOT",
    [SEA_GP_FIELD_NDDOT] = "MEAN_MOTION_DDOT",
    [SEA_GP_FIELD_CREATION_DATE] = "CREATION_DATE",
    [SEA_GP_FIELD_CENTER] = "CENTER_NAME",
    [SEA_GP_FIELD_FRAME] = "REF_FRAME",
    [SEA_GP_FIELD_TIME_SYSTEM] = "TIME_SYSTEM",
    [SEA_GP_FIELD_THEORY] = "MEAN_ELEMENT_THEORY",
    [SEA_GP_FIELD_DATA_SOURCE] = "DATA_SOURCE",
};

const char *sea_gp_field_name(sea_gp_field field)
{
    return field < SEA_GP_FIELDS ? field_names[field] : "";
}

bool sea_gp_fail(sea_gp_fault *fault, sea_gp_rule rule, sea_gp_field field, const char *format, ...)
{
    va_list args;
    *fault = (sea_gp_fault){.rule = rule, .field = field};
    va_start(args, format);
    if (vsnprintf(fault->text, sizeof fault->text, format, args) < 0) fault->text[0] = '\0';
    va_end(args);
    return false;
}

const char *sea_gp_show(const char *text, size_t length, char out[SEA_GP_SHOWN_MAX])
{
    size_t shown = length < SEA_GP_SHOWN_MAX - 4 ? length : SEA_GP_SHOWN_MAX - 4;
    for (size_t i = 0; i < shown; i++) out[i] = text[i] >= 0x20 && text[i] < 0x7f ? text[i] : '?';
    memcpy(out + shown, shown < length ? "..." : "", shown < length ? 4 : 1);
    return out;
}

static bool in_range(double value, double low, double high, sea_gp_field field, sea_gp_fault *fault)
{
    if (value >= low && value <= high) return true;
    char text[SEA_TEXT_REAL_MAX];
    sea_text_from_real(value, text);
    return sea_gp_fail(fault, SEA_GP_E_RANGE, field, "%s is %s, outside %d to %d", sea_gp_field_name(field), text,
                       (int)low, (int)high);
}

/* Perigee below the surface: a (1 - e) < R, with a^3 = mu / n^2. Cubed, so that no root is needed. */
static bool perigee_is_inside(const sea_gp *gp)
{
    const double mu_km3_s2 = 398600.8, radius_km = 6378.135; /* WGS-72, as SGP4 */
    const double two_pi = 6.283185307179586;
    double n_rad_s = gp->mean_motion_rev_day * two_pi / 86400.0;
    double least_a = radius_km / (1.0 - gp->eccentricity);
    return mu_km3_s2 / (n_rad_s * n_rad_s) < least_a * least_a * least_a;
}

/* Drag terms beyond what any spelling can hold. */
static bool drag_is_possible(const sea_gp *gp, sea_gp_fault *fault)
{
    const double most = 1e30; /* as motion/ndm has it for every number of a message */
    const sea_gp_field fields[] = {SEA_GP_FIELD_BSTAR, SEA_GP_FIELD_NDOT, SEA_GP_FIELD_NDDOT};
    const double values[] = {gp->bstar_per_er, gp->mean_motion_dot_rev_day2, gp->mean_motion_ddot_rev_day3};
    char text[SEA_TEXT_REAL_MAX];
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        if (fabs(values[i]) <= most) continue;
        sea_text_from_real(values[i], text);
        return sea_gp_fail(fault, SEA_GP_E_RANGE, fields[i], "%s is %s, larger than anything near the Earth",
                           sea_gp_field_name(fields[i]), text);
    }
    return true;
}

/* Beyond these no set is of anything, and spans between instants would not fit into nanoseconds. */
static bool epoch_is_possible(const sea_gp *gp, sea_gp_fault *fault)
{
    const int64_t first_day = -18262, last_day = 73049; /* from noon of 2000-01-01: 1950 and 2200 */
    if (gp->epoch.ns >= first_day * SEA_NS_PER_DAY && gp->epoch.ns < last_day * SEA_NS_PER_DAY) return true;
    char text[SEA_TAI_TEXT_MAX];
    sea_tai_format(gp->epoch, 0, text);
    return sea_gp_fail(fault, SEA_GP_E_EPOCH, SEA_GP_FIELD_EPOCH, "EPOCH is %s, outside 1950 to 2200", text);
}

bool sea_gp_check(const sea_gp *gp, uint32_t *warnings, sea_gp_fault *fault)
{
    enum { MOST_REV_DAY = 20 }; /* 17.1 would be an orbit at the Earth's surface */
    char text[SEA_TEXT_REAL_MAX];
    if (!(gp->mean_motion_rev_day > 0.0)) {
        sea_text_from_real(gp->mean_motion_rev_day, text);
        return sea_gp_fail(fault, SEA_GP_E_RANGE, SEA_GP_FIELD_MEAN_MOTION, "MEAN_MOTION is %s, and must be above 0",
                           text);
    }
    if (!in_range(gp->mean_motion_rev_day, 0, MOST_REV_DAY, SEA_GP_FIELD_MEAN_MOTION, fault)) return false;
    if (!(gp->eccentricity >= 0.0 && gp->eccentricity < 1.0)) {
        sea_text_from_real(gp->eccentricity, text);
        return sea_gp_fail(fault, SEA_GP_E_RANGE, SEA_GP_FIELD_ECCENTRICITY,
                           "ECCENTRICITY is %s, and must be at least 0 and below 1", text);
    }
    if (!in_range(gp->incl_deg, 0, 180, SEA_GP_FIELD_INCL, fault) ||
        !in_range(gp->raan_deg, 0, 360, SEA_GP_FIELD_RAAN, fault) ||
        !in_range(gp->argp_deg, 0, 360, SEA_GP_FIELD_ARGP, fault) ||
        !in_range(gp->mean_anomaly_deg, 0, 360, SEA_GP_FIELD_MEAN_ANOMALY, fault) || !drag_is_possible(gp, fault) ||
        !epoch_is_possible(gp, fault))
        return false;
    if (fabs(gp->bstar_per_er) >= 1.0) *warnings |= 1u << SEA_GP_W_BSTAR;
    if (fabs(gp->mean_motion_dot_rev_day2) >= 0.9999) *warnings |= 1u << SEA_GP_W_NDOT;
    if (perigee_is_inside(gp)) *warnings |= 1u << SEA_GP_W_PERIGEE;
    return true;
}

void sea_gp_put_name(sea_gp *gp, const char *text, size_t length, uint32_t *warnings)
{
    enum { MOST = sizeof gp->object_name - 1 };
    while (length > 0 && text[length - 1] == ' ') length--;
    if (length > MOST) {
        length = MOST;
        while (length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80) length--; /* never half a character */
        while (length > 0 && text[length - 1] == ' ') length--;
        gp->caveats |= SEA_GP_CAVEAT_NAME_CUT;
        *warnings |= 1u << SEA_GP_W_NAME;
    }
    for (size_t i = 0; i < length; i++) gp->object_name[i] = text[i] ? text[i] : '?';
    gp->object_name[length] = '\0';
}

static const char *terminated(sea_gp_reader *r, sea_gp_span span)
{
    if (!span.text) return NULL;
    sea_buffer_clear(&r->scratch);
    sea_buffer_add(&r->scratch, span.text, span.length);
    return r->scratch.failed ? NULL : r->scratch.data;
}

static bool pass_on(sea_gp_reader *r, sea_status s)
{
    if (s == SEA_OK) return true;
    r->stop = s;
    return false;
}

bool sea_gp_report(sea_gp_reader *r, sea_gp_rule rule, sea_gp_span span, uint64_t column, const char *text)
{
    const rule_entry *entry = &rules[rule];
    if (entry->severity == SEA_SEVERITY_ERROR)
        r->summary->refused++;
    else
        r->summary->warnings++;
    if (!r->sink->diagnostic) return true;
    const sea_diagnostic d = {.severity = entry->severity,
                              .rule = entry->id,
                              .file = r->file,
                              .line = span.line,
                              .column = column < UINT32_MAX ? (uint32_t)column : UINT32_MAX,
                              .text = text ? text : entry->text,
                              .advice = entry->advice,
                              .source = terminated(r, span)};
    return pass_on(r, r->sink->diagnostic(r->sink->payload, &d));
}

bool sea_gp_report_fault(sea_gp_reader *r, sea_gp_span span, const sea_gp_fault *fault)
{
    if (fault->line > 0) span.line = fault->line;
    return sea_gp_report(r, fault->rule, span, fault->column, fault->text);
}

bool sea_gp_deliver(sea_gp_reader *r, const sea_gp *gp, sea_gp_format format, sea_gp_span span, uint32_t warnings)
{
    for (int rule = 0; warnings >> rule; rule++)
        if (warnings >> rule & 1 && !sea_gp_report(r, (sea_gp_rule)rule, span, 0, NULL)) return false;
    r->summary->records++;
    if (!r->sink->record) return true;
    const sea_gp_origin origin = {.file = r->file,
                                  .line = span.line,
                                  .format = format,
                                  .source = span.text,
                                  .source_length = span.length,
                                  .header = format == SEA_GP_OMM_CSV ? r->header.data : NULL};
    return pass_on(r, r->sink->record(r->sink->payload, gp, &origin));
}
