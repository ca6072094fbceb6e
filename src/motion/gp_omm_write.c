/*
 * Writing an element set as OMM, in each of its four spellings: the same values under the same keywords.
 * Reference: CCSDS 502.0-B-3, section 4; keywords and layout as CelesTrak and Space-Track write them.
 */
#include "motion/gp.h"

#include <string.h>

/* What is being written. Digits and keywords of a set fit into SEA_GP_OMM_TEXT_MAX; the longest names do so too. */
typedef struct page {
    const sea_gp *gp;
    sea_gp_format format;
    char *out;
    size_t length;
    uint32_t losses;
    bool any; /* a key was written: JSON separates */
} page;

static bool is_message(const page *p)
{
    return p->format == SEA_GP_OMM_KVN || p->format == SEA_GP_OMM_XML;
}

static void put(page *p, const char *bytes, size_t length)
{
    if (p->length + length >= SEA_GP_OMM_TEXT_MAX) length = SEA_GP_OMM_TEXT_MAX - 1 - p->length;
    memcpy(p->out + p->length, bytes, length);
    p->length += length;
    p->out[p->length] = '\0';
}

static void put_text(page *p, const char *text)
{
    put(p, text, strlen(text));
}

/* ---- words of unknown origin ---- */

/* A character the spelling has a form of its own for; NULL to write it as it is. */
static const char *escaped(sea_gp_format format, char c, char room[8])
{
    static const char digits[] = "0123456789abcdef";
    if (format == SEA_GP_OMM_JSON) {
        if (c == '"') return "\\\"";
        if (c == '\\') return "\\\\";
        if ((unsigned char)c >= 0x20) return NULL;
        memcpy(room, "\\u00", 4);
        room[4] = digits[(unsigned char)c >> 4];
        room[5] = digits[c & 15];
        room[6] = '\0';
        return room;
    }
    if (format != SEA_GP_OMM_XML) return NULL;
    return c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : NULL;
}

/* Whether a character can come back as it is. Of XML: U+FFFE and U+FFFF are no characters of it. */
static bool holds(sea_gp_format format, uint32_t code)
{
    if (format == SEA_GP_OMM_JSON) return true;
    return code >= 0x20 && code != 0xfffe && code != 0xffff;
}

/* Blanks around a value are layout in KVN and XML; what a spelling cannot hold becomes a '?'. */
static void put_words(page *p, const char *text)
{
    size_t left = strlen(text);
    if (is_message(p) && (*text == ' ' || (left > 0 && text[left - 1] == ' '))) p->losses |= SEA_GP_OMM_WORDS;
    while (left > 0) {
        uint32_t code = 0;
        char room[8];
        size_t n = sea_text_utf8_next(text, left, &code);
        bool good = n > 0 && holds(p->format, code);
        const char *other = !good ? "?" : n == 1 ? escaped(p->format, *text, room) : NULL;
        if (!good) p->losses |= SEA_GP_OMM_WORDS;
        if (other)
            put_text(p, other);
        else
            put(p, text, n);
        text += n > 0 ? n : 1;
        left -= n > 0 ? n : 1;
    }
}

/* ---- keywords and values ---- */

static void begin_item(page *p, const char *key)
{
    static const char blanks[] = "                   ";
    size_t length = strlen(key);
    switch (p->format) {
    case SEA_GP_OMM_JSON:
        put_text(p, p->any ? ",\"" : "{\"");
        put_text(p, key);
        put_text(p, "\":");
        break;
    case SEA_GP_OMM_XML:
        put_text(p, "<");
        put_text(p, key);
        put_text(p, ">");
        break;
    default:
        put_text(p, key);
        if (length < sizeof blanks - 1) put(p, blanks, sizeof blanks - 1 - length);
        put_text(p, " = ");
    }
    p->any = true;
}

static void end_item(page *p, const char *key)
{
    if (p->format == SEA_GP_OMM_XML) {
        put_text(p, "</");
        put_text(p, key);
        put_text(p, ">\n");
    } else if (p->format == SEA_GP_OMM_KVN) {
        put_text(p, "\n");
    }
}

static void put_item(page *p, const char *key, const char *words)
{
    begin_item(p, key);
    if (p->format == SEA_GP_OMM_JSON) put_text(p, "\"");
    put_words(p, words);
    if (p->format == SEA_GP_OMM_JSON) put_text(p, "\"");
    end_item(p, key);
}

static void put_real(page *p, sea_gp_field field, double value)
{
    char text[SEA_TEXT_REAL_MAX];
    sea_text_from_real(value, text);
    begin_item(p, sea_gp_field_name(field));
    put_text(p, text);
    end_item(p, sea_gp_field_name(field));
}

static void put_count(page *p, sea_gp_field field, uint32_t value)
{
    char text[SEA_TEXT_REAL_MAX];
    sea_text_from_fixed(value, 0, text);
    begin_item(p, sea_gp_field_name(field));
    put_text(p, text);
    end_item(p, sea_gp_field_name(field));
}

/* The instant without its Z, microseconds where they suffice: the way element sets are published. */
static void instant_text(sea_tai t, char out[SEA_TAI_TEXT_MAX])
{
    size_t length = t.ns == SEA_TAI_NONE.ns ? 0 : sea_tai_format(t, t.ns % 1000 == 0 ? 6 : 9, out);
    out[length > 0 ? length - 1 : 0] = '\0';
}

/* Of a foreign theory only one is told by the type; the names of others are not kept. */
static const char *theory_of(const sea_gp *gp, uint32_t *losses)
{
    if (!(gp->caveats & SEA_GP_CAVEAT_NOT_SGP4)) return "SGP4";
    if (gp->ephemeris_type == 4) return "SGP4-XP";
    *losses |= SEA_GP_OMM_THEORY;
    return "OTHER";
}

/* ---- the parts of a message ---- */

static void part(page *p, const char *tags)
{
    if (p->format == SEA_GP_OMM_XML) put_text(p, tags);
}

static void put_header(page *p)
{
    char creation[SEA_TAI_TEXT_MAX];
    instant_text(p->gp->creation_date, creation);
    if (p->format == SEA_GP_OMM_KVN) put_text(p, "CCSDS_OMM_VERS      = 2.0\n");
    part(p, "<omm id=\"CCSDS_OMM_VERS\" version=\"2.0\">\n<header>\n");
    if (p->format != SEA_GP_OMM_JSON || creation[0]) put_item(p, "CREATION_DATE", creation);
    if (p->format != SEA_GP_OMM_JSON) put_item(p, "ORIGINATOR", "");
    part(p, "</header>\n");
}

static void put_metadata(page *p)
{
    part(p, "<body>\n<segment>\n<metadata>\n");
    put_item(p, "OBJECT_NAME", p->gp->object_name);
    put_item(p, "OBJECT_ID", p->gp->object_id);
    put_item(p, "CENTER_NAME", "EARTH");
    put_item(p, "REF_FRAME", "TEME");
    put_item(p, "TIME_SYSTEM", "UTC");
    put_item(p, "MEAN_ELEMENT_THEORY", theory_of(p->gp, &p->losses));
    part(p, "</metadata>\n");
}

static void put_elements(page *p)
{
    char epoch[SEA_TAI_TEXT_MAX];
    instant_text(p->gp->epoch, epoch);
    part(p, "<data>\n<meanElements>\n");
    put_item(p, "EPOCH", epoch);
    put_real(p, SEA_GP_FIELD_MEAN_MOTION, p->gp->mean_motion_rev_day);
    put_real(p, SEA_GP_FIELD_ECCENTRICITY, p->gp->eccentricity);
    put_real(p, SEA_GP_FIELD_INCL, p->gp->incl_deg);
    put_real(p, SEA_GP_FIELD_RAAN, p->gp->raan_deg);
    put_real(p, SEA_GP_FIELD_ARGP, p->gp->argp_deg);
    put_real(p, SEA_GP_FIELD_MEAN_ANOMALY, p->gp->mean_anomaly_deg);
    part(p, "</meanElements>\n");
}

static void put_parameters(page *p)
{
    const char class[2] = {p->gp->classification, '\0'};
    part(p, "<tleParameters>\n");
    put_count(p, SEA_GP_FIELD_EPHEMERIS_TYPE, p->gp->ephemeris_type);
    put_item(p, "CLASSIFICATION_TYPE", class);
    put_count(p, SEA_GP_FIELD_NORAD_CAT_ID, p->gp->norad_cat_id);
    put_count(p, SEA_GP_FIELD_ELEMENT_SET_NO, p->gp->element_set_no);
    put_count(p, SEA_GP_FIELD_REV, p->gp->rev_at_epoch);
    put_real(p, SEA_GP_FIELD_BSTAR, p->gp->bstar_per_er);
    put_real(p, SEA_GP_FIELD_NDOT, p->gp->mean_motion_dot_rev_day2);
    put_real(p, SEA_GP_FIELD_NDDOT, p->gp->mean_motion_ddot_rev_day3);
    part(p, "</tleParameters>\n");
}

/* Whose ephemeris a set was derived from is not kept, but that it was. OMM itself has no keyword for it. */
#define SOURCE "OPERATOR"

static void put_source(page *p)
{
    if (p->gp->caveats & SEA_GP_CAVEAT_DERIVED) {
        part(p, "<userDefinedParameters>\n<USER_DEFINED parameter=\"DATA_SOURCE\">" SOURCE
                "</USER_DEFINED>\n</userDefinedParameters>\n");
        if (p->format == SEA_GP_OMM_KVN) put_text(p, "USER_DEFINED_DATA_SOURCE = " SOURCE "\n");
        if (p->format == SEA_GP_OMM_JSON) put_item(p, "DATA_SOURCE", SOURCE);
    }
    part(p, "</data>\n</segment>\n</body>\n</omm>");
}

/* The row of sea_gp_format_csv, whose columns lack what the last three say. */
static void put_row(page *p)
{
    char row[SEA_GP_CSV_TEXT_MAX], creation[SEA_TAI_TEXT_MAX];
    sea_gp plain = *p->gp;
    plain.caveats &= ~(uint32_t)SEA_GP_CAVEAT_NOT_SGP4; /* its type as it is: the theory has a column */
    instant_text(p->gp->creation_date, creation);
    put(p, row, sea_gp_format_csv(&plain, row));
    put_text(p, ",");
    put_text(p, creation);
    put_text(p, ",");
    put_text(p, theory_of(p->gp, &p->losses));
    put_text(p, p->gp->caveats & SEA_GP_CAVEAT_DERIVED ? "," SOURCE : ",");
}

size_t sea_gp_format_omm(const sea_gp *gp, sea_gp_format format, char out[SEA_GP_OMM_TEXT_MAX], uint32_t *losses)
{
    page p = {.gp = gp, .format = format, .out = out};
    if (format == SEA_GP_OMM_JSON || is_message(&p)) {
        put_header(&p);
        put_metadata(&p);
        put_elements(&p);
        put_parameters(&p);
        put_source(&p);
        if (format == SEA_GP_OMM_JSON) put_text(&p, "}");
        if (format == SEA_GP_OMM_KVN) p.out[--p.length] = '\0'; /* the line end belongs between sets */
    } else {
        put_row(&p);
    }
    if (losses) *losses = p.losses;
    return p.length;
}

sea_gp_envelope sea_gp_omm_envelope(sea_gp_format format)
{
    static const sea_gp_envelope
        csv = {"OBJECT_NAME,OBJECT_ID,EPOCH,MEAN_MOTION,ECCENTRICITY,INCLINATION,RA_OF_ASC_NODE,ARG_OF_PERICENTER,"
               "MEAN_ANOMALY,EPHEMERIS_TYPE,CLASSIFICATION_TYPE,NORAD_CAT_ID,ELEMENT_SET_NO,REV_AT_EPOCH,BSTAR,"
               "MEAN_MOTION_DOT,MEAN_MOTION_DDOT,CREATION_DATE,MEAN_ELEMENT_THEORY,DATA_SOURCE\n",
               "\n", "\n"},
        json = {"[", ",\n", "]\n"}, kvn = {"", "\n\n", "\n"},
        xml = {"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ndm>\n", "\n", "\n</ndm>\n"};
    switch (format) {
    case SEA_GP_OMM_JSON: return json;
    case SEA_GP_OMM_KVN: return kvn;
    case SEA_GP_OMM_XML: return xml;
    default: return csv;
    }
}
