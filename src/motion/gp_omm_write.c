/*
 * Writing an element set as OMM, in each of its four spellings: the same values under the same keywords, in the order
 * of the table of motion/ndm, and what its record said beside it at the places the standard has for that. Reference:
 * CCSDS 502.0-B-3, section 4; keywords and layout as CelesTrak and Space-Track write them.
 */
#include "motion/gp_extras.h"

#include <string.h>

#define OWN "USER_DEFINED_"

/* What is being written. What does not fit into `out` is counted. */
typedef struct page {
    const sea_gp *gp;
    const sea_gp_extras *extras; /* may be NULL */
    sea_gp_format format;
    char *out;
    size_t capacity, length;
    uint32_t losses;
    bool any; /* a key was written: JSON separates */
} page;

static bool is_message(const page *p)
{
    return p->format == SEA_GP_OMM_KVN || p->format == SEA_GP_OMM_XML;
}

static void put(page *p, const char *bytes, size_t length)
{
    size_t room = p->length < p->capacity ? p->capacity - p->length : 0;
    if (room > 0) memcpy(p->out + p->length, bytes, length < room ? length : room);
    p->length += length;
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

static void part(page *p, const char *tags)
{
    if (p->format == SEA_GP_OMM_XML) put_text(p, tags);
}

static void put_tag(page *p, const char *opening, const char *element)
{
    part(p, opening);
    part(p, element);
    part(p, ">\n");
}

/* ---- the values of the set ---- */

/* Of a foreign theory only one is told by the type; the names of others are not kept with the set. */
static const char *theory_of(page *p)
{
    if (!(p->gp->caveats & SEA_GP_CAVEAT_NOT_SGP4)) return "SGP4";
    const char *named = sea_gp_extras_refining(p->extras, SEA_GP_FIELD_THEORY);
    if (named) return named;
    if (p->gp->ephemeris_type == 4) return "SGP4-XP";
    p->losses |= SEA_GP_OMM_THEORY;
    return "OTHER";
}

/* Whose ephemeris a set was derived from is not kept with it, but that it was; NULL where it was not. */
static const char *source_of(const page *p)
{
    if (!(p->gp->caveats & SEA_GP_CAVEAT_DERIVED)) return NULL;
    const char *named = sea_gp_extras_refining(p->extras, SEA_GP_FIELD_DATA_SOURCE);
    return named ? named : "OPERATOR";
}

/* Where it is not known: JSON leaves it out, KVN and XML need their keywords. */
static void put_field(page *p, sea_gp_field field)
{
    const sea_gp *gp = p->gp;
    const char class[2] = {gp->classification, '\0'};
    char instant[SEA_TAI_TEXT_MAX];
    switch (field) {
    case SEA_GP_FIELD_NAME: put_item(p, "OBJECT_NAME", gp->object_name); break;
    case SEA_GP_FIELD_OBJECT_ID: put_item(p, "OBJECT_ID", gp->object_id); break;
    case SEA_GP_FIELD_CENTER: put_item(p, "CENTER_NAME", "EARTH"); break;
    case SEA_GP_FIELD_FRAME: put_item(p, "REF_FRAME", "TEME"); break;
    case SEA_GP_FIELD_TIME_SYSTEM: put_item(p, "TIME_SYSTEM", "UTC"); break;
    case SEA_GP_FIELD_THEORY: put_item(p, "MEAN_ELEMENT_THEORY", theory_of(p)); break;
    case SEA_GP_FIELD_CLASSIFICATION: put_item(p, "CLASSIFICATION_TYPE", class); break;
    case SEA_GP_FIELD_EPOCH:
        instant_text(gp->epoch, instant);
        put_item(p, "EPOCH", instant);
        break;
    case SEA_GP_FIELD_CREATION_DATE:
        instant_text(gp->creation_date, instant);
        if (is_message(p) || instant[0]) put_item(p, "CREATION_DATE", instant);
        break;
    case SEA_GP_FIELD_MEAN_MOTION: put_real(p, field, gp->mean_motion_rev_day); break;
    case SEA_GP_FIELD_ECCENTRICITY: put_real(p, field, gp->eccentricity); break;
    case SEA_GP_FIELD_INCL: put_real(p, field, gp->incl_deg); break;
    case SEA_GP_FIELD_RAAN: put_real(p, field, gp->raan_deg); break;
    case SEA_GP_FIELD_ARGP: put_real(p, field, gp->argp_deg); break;
    case SEA_GP_FIELD_MEAN_ANOMALY: put_real(p, field, gp->mean_anomaly_deg); break;
    case SEA_GP_FIELD_BSTAR: put_real(p, field, gp->bstar_per_er); break;
    case SEA_GP_FIELD_NDOT: put_real(p, field, gp->mean_motion_dot_rev_day2); break;
    case SEA_GP_FIELD_NDDOT: put_real(p, field, gp->mean_motion_ddot_rev_day3); break;
    case SEA_GP_FIELD_EPHEMERIS_TYPE: put_count(p, field, gp->ephemeris_type); break;
    case SEA_GP_FIELD_NORAD_CAT_ID: put_count(p, field, gp->norad_cat_id); break;
    case SEA_GP_FIELD_ELEMENT_SET_NO: put_count(p, field, gp->element_set_no); break;
    case SEA_GP_FIELD_REV: put_count(p, field, gp->rev_at_epoch); break;
    default: break;
    }
}

/* ---- what the record said beside the set ---- */

static size_t extra_count(const page *p)
{
    return p->extras ? p->extras->count : 0;
}

/* A keyword of OMM that is not of the set. */
static void put_keyword(page *p, const sea_ndm_field *field)
{
    for (size_t i = 0; i < extra_count(p); i++) {
        const sea_gp_extra *e = &p->extras->items[i];
        if (e->field != field || e->refines != SEA_GP_FIELD_NONE) continue;
        if (sea_gp_extra_section(p->extras, e) != (sea_ndm_section)field->section) continue;
        put_item(p, field->name, sea_gp_extra_value(p->extras, e));
        return;
    }
    if (strcmp(field->name, "ORIGINATOR") == 0) put_item(p, "ORIGINATOR", ""); /* which a message needs */
}

static bool has_section(const page *p, sea_ndm_section section)
{
    for (size_t i = 0; i < extra_count(p); i++)
        if (sea_gp_extra_section(p->extras, &p->extras->items[i]) == section &&
            p->extras->items[i].refines == SEA_GP_FIELD_NONE)
            return true;
    return false;
}

static void put_comments(page *p, sea_ndm_section section)
{
    for (size_t i = 0; i < extra_count(p); i++) {
        const sea_gp_extra *e = &p->extras->items[i];
        if (!e->comment || sea_gp_extra_section(p->extras, e) != section) continue;
        put_text(p, p->format == SEA_GP_OMM_XML ? "<COMMENT>" : "COMMENT ");
        put_words(p, sea_gp_extra_value(p->extras, e));
        put_text(p, p->format == SEA_GP_OMM_XML ? "</COMMENT>\n" : "\n");
    }
}

/* A parameter its writer defined, whose name XML has in an attribute. */
static void put_own(page *p, const char *name, const char *value)
{
    if (p->format == SEA_GP_OMM_XML) {
        put_text(p, "<USER_DEFINED parameter=\"");
        put_text(p, name);
        put_text(p, "\">");
        put_words(p, value);
        put_text(p, "</USER_DEFINED>\n");
        return;
    }
    put_text(p, OWN);
    put_text(p, name);
    put_text(p, " = ");
    put_words(p, value);
    put_text(p, "\n");
}

static void put_user_section(page *p)
{
    const char *source = source_of(p);
    if (!source && !has_section(p, SEA_NDM_USER)) return;
    part(p, "<userDefinedParameters>\n");
    put_comments(p, SEA_NDM_USER);
    if (source) put_own(p, "DATA_SOURCE", source);
    for (size_t i = 0; i < extra_count(p); i++) {
        const sea_gp_extra *e = &p->extras->items[i];
        const char *key = sea_gp_extra_key(p->extras, e);
        if (e->comment || e->refines != SEA_GP_FIELD_NONE || sea_gp_extra_section(p->extras, e) != SEA_NDM_USER)
            continue;
        put_own(p, key + (strncmp(key, OWN, strlen(OWN)) == 0 ? strlen(OWN) : 0), sea_gp_extra_value(p->extras, e));
    }
    part(p, "</userDefinedParameters>\n");
}

/* ---- messages ---- */

static void put_section(page *p, sea_ndm_section section)
{
    const sea_ndm_schema *omm = sea_ndm_schema_of(SEA_NDM_OMM);
    bool optional = section == SEA_NDM_SPACECRAFT || section == SEA_NDM_COVARIANCE;
    if (optional && !has_section(p, section)) return;
    put_tag(p, "<", sea_ndm_section_element(section));
    put_comments(p, section);
    for (size_t i = 0; i < omm->count; i++) {
        const sea_ndm_field *f = &omm->fields[i];
        if (f->section != section) continue;
        sea_gp_field own = sea_gp_omm_field(f->name, strlen(f->name));
        if (own == SEA_GP_FIELD_NONE)
            put_keyword(p, f);
        else
            put_field(p, own);
    }
    put_tag(p, "</", sea_ndm_section_element(section));
}

/* 3.0 where a keyword asks for it. */
static const char *version_of(const page *p)
{
    for (size_t i = 0; i < extra_count(p); i++) {
        const sea_gp_extra *e = &p->extras->items[i];
        if (e->field && e->field->since > 2 && sea_gp_extra_section(p->extras, e) == (sea_ndm_section)e->field->section)
            return "3.0";
    }
    return "2.0";
}

static void put_message(page *p)
{
    if (p->format == SEA_GP_OMM_KVN) put_text(p, "CCSDS_OMM_VERS      = ");
    part(p, "<omm id=\"CCSDS_OMM_VERS\" version=\"");
    put_text(p, version_of(p));
    put_text(p, p->format == SEA_GP_OMM_KVN ? "\n" : "\">\n");
    put_section(p, SEA_NDM_HEADER);
    part(p, "<body>\n<segment>\n");
    put_section(p, SEA_NDM_METADATA);
    part(p, "<data>\n");
    put_comments(p, SEA_NDM_DATA);
    put_section(p, SEA_NDM_MEAN);
    put_section(p, SEA_NDM_SPACECRAFT);
    put_section(p, SEA_NDM_TLE);
    put_section(p, SEA_NDM_COVARIANCE);
    put_user_section(p);
    part(p, "</data>\n</segment>\n</body>\n</omm>");
    if (p->format == SEA_GP_OMM_KVN) p->length--; /* the line end belongs between sets */
}

/* ---- JSON ---- */

static void put_words_of_json(page *p, const char *words)
{
    put_text(p, "\"");
    put_words(p, words);
    put_text(p, "\"");
}

static void put_json_comments(page *p)
{
    size_t count = 0;
    for (size_t i = 0; i < extra_count(p); i++) count += p->extras->items[i].comment;
    if (count == 0) return;
    begin_item(p, "COMMENT");
    if (count > 1) put_text(p, "[");
    for (size_t i = 0, n = 0; i < extra_count(p); i++) {
        if (!p->extras->items[i].comment) continue;
        if (n++ > 0) put_text(p, ",");
        put_words_of_json(p, sea_gp_extra_value(p->extras, &p->extras->items[i]));
    }
    if (count > 1) put_text(p, "]");
}

static void put_object(page *p)
{
    const sea_ndm_schema *omm = sea_ndm_schema_of(SEA_NDM_OMM);
    for (size_t i = 0; i < omm->count; i++)
        put_field(p, sea_gp_omm_field(omm->fields[i].name, strlen(omm->fields[i].name)));
    if (source_of(p)) put_item(p, "DATA_SOURCE", source_of(p));
    put_json_comments(p);
    for (size_t i = 0; i < extra_count(p); i++) {
        const sea_gp_extra *e = &p->extras->items[i];
        const char *value = sea_gp_extra_value(p->extras, e);
        if (e->comment || e->refines != SEA_GP_FIELD_NONE || !sea_gp_extras_fits(p->extras, i, p->format)) continue;
        put_text(p, ",");
        put_words_of_json(p, sea_gp_extra_key(p->extras, e));
        put_text(p, ":");
        if (e->kind == SEA_GP_EXTRA_WORDS)
            put_words_of_json(p, value);
        else
            put_text(p, value);
    }
    put_text(p, "}");
}

/* ---- CSV ---- */

static void put_cell(page *p, const char *words)
{
    if (!strpbrk(words, ",\"\r\n")) {
        put_text(p, words);
        return;
    }
    put_text(p, "\"");
    for (; *words; words++) put(p, *words == '"' ? "\"\"" : words, *words == '"' ? 2 : 1);
    put_text(p, "\"");
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
    put_cell(p, theory_of(p));
    put_text(p, ",");
    put_cell(p, source_of(p) ? source_of(p) : "");
}

size_t sea_gp_format_omm(const sea_gp *gp, const sea_gp_extras *extras, sea_gp_format format, char *out,
                         size_t capacity, uint32_t *losses)
{
    page p = {.gp = gp, .extras = extras, .format = format, .out = out, .capacity = capacity};
    if (is_message(&p))
        put_message(&p);
    else if (format == SEA_GP_OMM_JSON)
        put_object(&p);
    else
        put_row(&p);
    if (capacity > 0) out[p.length < capacity ? p.length : capacity - 1] = '\0';
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
