/*
 * Messages in XML, by expat. A document type is refused whatever it says, so no entity but the five of XML exists;
 * depth and text are bounded. Reference: CCSDS 505.0-B-2.
 */
#include "motion/ndm.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

/* What an open element is. */
typedef enum element {
    OUTER, /* ndm */
    MESSAGE,
    BODY,
    SEGMENT,
    SECTION,
    NESTED, /* relativeStateVector */
    LEAF,
    PASSED /* of a message that is not read */
} element;

typedef struct xml_state {
    XML_Parser parser;
    int depth;
    element open[SEA_NDM_DEPTH_MAX];
    sea_ndm_section section[SEA_NDM_DEPTH_MAX]; /* it is, or stands in */
    bool leaf_is_comment;
    char key[SEA_NDM_KEY_MAX], unit[SEA_NDM_UNIT_MAX];
    uint64_t key_line, text_line;
    uint32_t key_column, text_column, unit_column;
    bool any_text, faulted;
} xml_state;

static uint64_t line_of(const xml_state *x)
{
    return XML_GetCurrentLineNumber(x->parser);
}

static uint32_t column_of(const xml_state *x)
{
    XML_Size column = XML_GetCurrentColumnNumber(x->parser) + 1;
    return column < UINT32_MAX ? (uint32_t)column : UINT32_MAX;
}

static uint64_t offset_of(const xml_state *x, bool after)
{
    XML_Index at = XML_GetCurrentByteIndex(x->parser);
    return at < 0 ? 0 : (uint64_t)at + (after ? (uint64_t)XML_GetCurrentByteCount(x->parser) : 0);
}

static sea_ndm_text here(const xml_state *x, const char *name)
{
    return (sea_ndm_text){name, strlen(name), line_of(x), column_of(x)};
}

/* What makes the rest of the text unreadable. */
static void give_up(sea_ndm_reader *r, sea_ndm_rule rule, const char *what)
{
    sea_ndm_fault fault;
    if (!r->xml->faulted) {
        sea_ndm_wrong_at(&fault, rule, line_of(r->xml), column_of(r->xml), "%s", what);
        r->broken = false;
        (void)sea_ndm_reader_refuse(r, &fault);
    }
    r->xml->faulted = r->fatal = true;
    (void)XML_StopParser(r->xml->parser, XML_FALSE);
}

static void refuse(sea_ndm_reader *r, sea_ndm_rule rule, const sea_ndm_text *at, const char *what)
{
    sea_ndm_fault fault;
    sea_ndm_wrong(&fault, rule, at, what);
    (void)sea_ndm_reader_refuse(r, &fault);
}

static const char *attribute(const char **attributes, const char *name)
{
    for (; *attributes; attributes += 2)
        if (strcmp(attributes[0], name) == 0) return attributes[1];
    return NULL;
}

/* ---- elements ---- */

/* The root, or a child of <ndm>. */
static element begin_message(sea_ndm_reader *r, const sea_ndm_text *name, const char **attributes)
{
    static const char *const others[] = {"acm", "aem", "apm", "ocm", "rdm", "tdm", "cram"};
    const sea_ndm_schema *schema = sea_ndm_schema_find(name, true);
    if (schema) {
        const char *version = attribute(attributes, "version");
        sea_ndm_text text = {version ? version : "", version ? strlen(version) : 0, name->line, name->column};
        sea_ndm_begin(r, schema, name, &text, offset_of(r->xml, false));
        return MESSAGE;
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (sea_ndm_equals(name, others[i])) {
            sea_ndm_begin_other(r, name, offset_of(r->xml, false));
            return PASSED;
        }
    r->messages++;
    give_up(r, SEA_NDM_E_NOTNDM, "this XML is no navigation data message");
    return PASSED;
}

static void begin_leaf(sea_ndm_reader *r, const sea_ndm_text *name, const char **attributes)
{
    xml_state *x = r->xml;
    const char *unit = attribute(attributes, "units"), *user = attribute(attributes, "parameter");
    if (!unit) unit = attribute(attributes, "unit");
    if (name->length >= sizeof x->key || (unit && strlen(unit) >= sizeof x->unit)) {
        refuse(r, SEA_NDM_E_KEYWORD, name, "is not a keyword of this message, or its unit is none");
        return;
    }
    memcpy(x->key, name->data, name->length + 1);
    if (user && sea_ndm_equals(name, "USER_DEFINED")) {
        if (strlen(user) + 14 > sizeof x->key) {
            refuse(r, SEA_NDM_E_SIZE, name, "has a parameter with too long a name");
            return;
        }
        strcat(strcat(x->key, "_"), user);
    }
    strcpy(x->unit, unit ? unit : "");
    x->key_line = x->text_line = name->line;
    x->key_column = x->text_column = name->column;
    x->leaf_is_comment = strcmp(x->key, "COMMENT") == 0;
    x->any_text = false;
    sea_buffer_clear(&r->text);
}

/* A part of the message by its name; SEA_NDM_SECTIONS when it is none. */
static sea_ndm_section section_of(const sea_ndm_text *name)
{
    for (int s = 0; s < SEA_NDM_SECTIONS; s++)
        if (sea_ndm_equals(name, sea_ndm_section_element((sea_ndm_section)s))) return (sea_ndm_section)s;
    return SEA_NDM_SECTIONS;
}

static element out_of_place(sea_ndm_reader *r, const sea_ndm_text *name)
{
    refuse(r, SEA_NDM_E_PLACE, name, "does not belong here");
    return PASSED;
}

/* The element that opens inside `parent`, the message being sound so far. */
static element open_inside(sea_ndm_reader *r, element parent, sea_ndm_section parent_section, const sea_ndm_text *name,
                           const char **attributes)
{
    xml_state *x = r->xml;
    sea_ndm_section section = section_of(name);
    switch (parent) {
    case MESSAGE:
        if (sea_ndm_equals(name, "body")) return BODY;
        if (section != SEA_NDM_HEADER) return out_of_place(r, name);
        break;
    case BODY:
        if (sea_ndm_equals(name, "segment")) return sea_ndm_enter_segment(r, name) ? SEGMENT : PASSED;
        if (section != SEA_NDM_RELATIVE) return out_of_place(r, name);
        break;
    case SEGMENT:
        if (section != SEA_NDM_METADATA && section != SEA_NDM_DATA) return out_of_place(r, name);
        break;
    case SECTION:
        if (parent_section == SEA_NDM_RELATIVE && sea_ndm_equals(name, "relativeStateVector")) return NESTED;
        if (parent_section == SEA_NDM_DATA && section > SEA_NDM_DATA && section < SEA_NDM_SECTIONS) break;
        /* fall through */
    case NESTED: begin_leaf(r, name, attributes); return LEAF;
    default: return out_of_place(r, name);
    }
    if (!sea_ndm_enter(r, section, name)) return PASSED;
    x->section[x->depth] = section;
    return SECTION;
}

static void XMLCALL on_start(void *payload, const char *data, const char **attributes)
{
    sea_ndm_reader *r = payload;
    xml_state *x = r->xml;
    sea_ndm_text name = here(x, data);
    if (x->depth == SEA_NDM_DEPTH_MAX) {
        give_up(r, SEA_NDM_E_DEPTH, "elements within elements beyond any message");
        return;
    }
    element parent = x->depth > 0 ? x->open[x->depth - 1] : OUTER, opened;
    sea_ndm_section within = x->depth > 0 ? x->section[x->depth - 1] : SEA_NDM_SECTIONS;
    x->section[x->depth] = within;
    if (x->depth == 0 && sea_ndm_equals(&name, "ndm"))
        opened = OUTER;
    else if (parent == OUTER && x->depth == 1 &&
             (sea_ndm_equals(&name, "MESSAGE_ID") || sea_ndm_equals(&name, "COMMENT")))
        opened = PASSED; /* of the collection */
    else if (parent == OUTER)
        opened = begin_message(r, &name, attributes);
    else if (r->broken || r->passing || parent == PASSED)
        opened = PASSED;
    else
        opened = open_inside(r, parent, within, &name, attributes);
    if (x->faulted) return;
    x->open[x->depth++] = opened;
}

static void trim(sea_ndm_text *t)
{
    while (t->length > 0 && strchr(" \t\r\n", t->data[t->length - 1])) t->length--;
    while (t->length > 0 && strchr(" \t\r\n", *t->data)) {
        t->column++;
        if (*t->data == '\n') {
            t->line++;
            t->column = 1;
        }
        t->data++;
        t->length--;
    }
}

static void finish_leaf(sea_ndm_reader *r)
{
    xml_state *x = r->xml;
    sea_ndm_section section = x->section[x->depth];
    sea_ndm_text key = {x->key, strlen(x->key), x->key_line, x->key_column};
    sea_ndm_text value = {r->text.data ? r->text.data : "", r->text.length, x->text_line, x->text_column};
    const sea_ndm_text unit = {x->unit, strlen(x->unit), x->key_line, x->key_column};
    if (x->leaf_is_comment) {
        while (value.length > 0 && strchr(" \t\r\n", value.data[value.length - 1])) value.length--;
        /* The data may have comments between its blocks. */
        if (r->section == section || sea_ndm_enter(r, section, &key)) sea_ndm_comment(r, &value);
        return;
    }
    trim(&value);
    bool user = section == SEA_NDM_USER && sea_ndm_is_user_defined(&key);
    const sea_ndm_field *field = user ? NULL : sea_ndm_field_find(r->schema, &key, section, r->hint);
    if (!user && !field) {
        bool known = sea_ndm_field_find(r->schema, &key, SEA_NDM_SECTIONS, 0) != NULL;
        refuse(r, known ? SEA_NDM_E_PLACE : SEA_NDM_E_KEYWORD, &key,
               known ? "does not belong here" : "is not a keyword of this message");
        return;
    }
    (void)sea_ndm_item(r, field, &key, &value, &unit);
}

static void XMLCALL on_end(void *payload, const char *data)
{
    sea_ndm_reader *r = payload;
    xml_state *x = r->xml;
    (void)data;
    if (x->depth == 0) return;
    element closed = x->open[--x->depth];
    bool sound = r->schema && !r->broken;
    if (closed == LEAF && sound) finish_leaf(r);
    if (closed == SECTION && sound && r->section == x->section[x->depth]) (void)sea_ndm_leave(r, line_of(x));
    if (closed == MESSAGE) sea_ndm_end(r, line_of(x), offset_of(x, true));
    if (closed == PASSED && r->passing && (x->depth == 0 || x->open[x->depth - 1] == OUTER))
        sea_ndm_end(r, line_of(x), offset_of(x, true));
    if (r->stopped || r->failed) (void)XML_StopParser(x->parser, XML_FALSE);
}

static void XMLCALL on_text(void *payload, const char *data, int length)
{
    sea_ndm_reader *r = payload;
    xml_state *x = r->xml;
    element inside = x->depth > 0 ? x->open[x->depth - 1] : OUTER;
    if (inside != LEAF) {
        if (inside == PASSED || r->broken || r->passing) return;
        for (int i = 0; i < length; i++)
            if (!strchr(" \t\r\n", data[i])) {
                sea_ndm_text at = {data + i, (size_t)(length - i), line_of(x), column_of(x) + (uint32_t)i};
                if (r->schema)
                    refuse(r, SEA_NDM_E_PLACE, &at, "is text where only elements belong");
                else
                    give_up(r, SEA_NDM_E_PLACE, "text where only messages belong");
                return;
            }
        return;
    }
    if (!x->any_text) {
        x->text_line = line_of(x);
        x->text_column = column_of(x);
        x->any_text = true;
    }
    sea_buffer_add(&r->text, data, (size_t)length);
    if (r->text.failed) {
        r->failed = true;
        (void)XML_StopParser(x->parser, XML_FALSE);
    }
    if (r->text.length > SEA_NDM_TEXT_MAX) give_up(r, SEA_NDM_E_SIZE, "a value of more than 64 KiB");
}

static void XMLCALL on_doctype(void *payload, const char *name, const char *system, const char *public, int internal)
{
    (void)name, (void)system, (void)public, (void)internal;
    sea_ndm_reader *r = payload;
    r->messages++;
    give_up(r, SEA_NDM_E_DTD, "a document type");
}

/* ---- the parser ---- */

bool sea_ndm_xml_new(sea_ndm_reader *r)
{
    xml_state *x = calloc(1, sizeof *x);
    r->xml = x;
    if (!x) return false;
    x->parser = XML_ParserCreate(NULL);
    if (!x->parser) return false;
    XML_SetUserData(x->parser, r);
    XML_SetElementHandler(x->parser, on_start, on_end);
    XML_SetCharacterDataHandler(x->parser, on_text);
    XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
    /* A fixed salt: tables of names are small here, and the same bytes are to be read the same way each time. */
    return XML_SetHashSalt(x->parser, 0x5ea5a17) != 0;
}

void sea_ndm_xml_free(sea_ndm_reader *r)
{
    if (!r->xml) return;
    if (r->xml->parser) XML_ParserFree(r->xml->parser);
    free(r->xml);
}

bool sea_ndm_xml_feed(sea_ndm_reader *r, const char *bytes, size_t length, bool last)
{
    enum { PIECE = 1 << 20 }; /* expat counts in int */
    xml_state *x = r->xml;
    do {
        size_t n = length < PIECE ? length : PIECE;
        enum XML_Status s = XML_Parse(x->parser, bytes, (int)n, last && n == length);
        r->line = line_of(x);
        if (s != XML_STATUS_OK) {
            enum XML_Error why = XML_GetErrorCode(x->parser);
            if (why == XML_ERROR_NO_MEMORY)
                r->failed = true;
            else if (!r->failed && !r->stopped && !x->faulted) {
                r->messages++;
                give_up(r, SEA_NDM_E_XML, XML_ErrorString(why));
            }
            sea_ndm_end(r, line_of(x), offset_of(x, true));
            return false;
        }
        bytes += n;
        length -= n;
    } while (length > 0);
    return true;
}
