/*
 * Navigation data messages of CCSDS among themselves: one stream of keywords, values and units with their places,
 * whatever notation they came in. OEM, OPM, OMM and CDM are read from this stream and from nothing else.
 *
 * bytes --> ndm_kvn.c or ndm_xml.c --> ndm_message.c (what may stand where) --> the sink of whoever reads
 */
#ifndef SEA_MOTION_NDM_H
#define SEA_MOTION_NDM_H

#include "base/text.h"

#include <starsea/epoch.h>
#include <starsea/ndm.h>

/* Bounds on what a hostile message may ask for. */
enum {
    SEA_NDM_DEPTH_MAX = 32,
    SEA_NDM_TEXT_MAX = 1 << 16,
    SEA_NDM_ADVICE_MAX = 120,
    SEA_NDM_UNIT_MAX = 40,
    SEA_NDM_KEY_MAX = 80
};

/* A piece of text and where it stands. */
typedef struct sea_ndm_text {
    const char *data;
    size_t length;
    uint64_t line;
    uint32_t column;
} sea_ndm_text;

bool sea_ndm_equals(const sea_ndm_text *text, const char *word);
bool sea_ndm_equals_any_case(const sea_ndm_text *text, const char *word); /* `word` in capitals */
/* Copies at most capacity - 1 bytes and terminates them; NUL bytes become '?'. */
void sea_ndm_copy(char *out, size_t capacity, const sea_ndm_text *text);

/* ---- ndm_rule.c ---- */

typedef enum sea_ndm_rule {
    SEA_NDM_E_COLUMNS,
    SEA_NDM_E_DEPTH,
    SEA_NDM_E_DTD,
    SEA_NDM_E_DUPKEY,
    SEA_NDM_E_ENCODING,
    SEA_NDM_E_EPOCH,
    SEA_NDM_E_FIELD,
    SEA_NDM_E_FRAME,
    SEA_NDM_E_JSON,
    SEA_NDM_E_KEYWORD,
    SEA_NDM_E_MISSING,
    SEA_NDM_E_NOTNDM,
    SEA_NDM_E_OBJECT,
    SEA_NDM_E_ORDER,
    SEA_NDM_E_PLACE,
    SEA_NDM_E_RANGE,
    SEA_NDM_E_SAMEOBJECT,
    SEA_NDM_E_SIZE,
    SEA_NDM_E_SYNTAX,
    SEA_NDM_E_TIMESYS,
    SEA_NDM_E_TYPE,
    SEA_NDM_E_UNIT,
    SEA_NDM_E_VERSION,
    SEA_NDM_E_XML,
    SEA_NDM_W_MORE,
    SEA_NDM_W_TCA_PAST,
    SEA_NDM_W_TIMESYS,
    SEA_NDM_RULES
} sea_ndm_rule;

const char *sea_ndm_rule_name(sea_ndm_rule rule);
const char *sea_ndm_rule_advice(sea_ndm_rule rule);
sea_status sea_ndm_rule_status(sea_ndm_rule rule);

/* Why a message is refused. */
typedef struct sea_ndm_fault {
    sea_ndm_rule rule;
    uint64_t line;
    uint32_t column;
    char text[240];
} sea_ndm_fault;

typedef sea_status sea_ndm_diagnostic_fn(void *payload, const sea_diagnostic *diagnostic);
/* Tells a callback (may be NULL) of a fault, as an error or, by its rule, a warning. */
sea_status sea_ndm_tell(const sea_ndm_fault *fault, const char *file, sea_ndm_diagnostic_fn *diagnostic, void *payload);
/* The same as an error text: `RULE: what is wrong: what to do`. */
sea_status sea_ndm_fail(const sea_ndm_fault *fault, sea_error *err);

/* ---- ndm_table.c: the keywords of each message ---- */

/* Parts of a message, in the order they come in. */
typedef enum sea_ndm_section {
    SEA_NDM_HEADER,
    SEA_NDM_RELATIVE,
    SEA_NDM_METADATA,
    SEA_NDM_DATA, /* comments only */
    SEA_NDM_OD,
    SEA_NDM_ADDITIONAL,
    SEA_NDM_STATE,
    SEA_NDM_KEPLER,
    SEA_NDM_MEAN,
    SEA_NDM_SPACECRAFT,
    SEA_NDM_TLE,
    SEA_NDM_COVARIANCE,
    SEA_NDM_MANEUVER,
    SEA_NDM_USER,
    SEA_NDM_SECTIONS
} sea_ndm_section;

/* How a value is read. */
typedef enum sea_ndm_kind {
    SEA_NDM_TEXT,
    SEA_NDM_REAL,
    SEA_NDM_WHOLE,
    SEA_NDM_EPOCH, /* in the time system of the segment */
    SEA_NDM_UTC,
    SEA_NDM_FRAME,
    SEA_NDM_SYSTEM /* names a time system */
} sea_ndm_kind;

enum {
    SEA_NDM_NEEDED = 1,  /* each block of its section has it */
    SEA_NDM_OPENS = 2,   /* in KVN it begins a new block */
    SEA_NDM_NESTED = 4,  /* in XML it stands in a relativeStateVector */
    SEA_NDM_ANY_UNIT = 8 /* follows from the states and is not used; messages in circulation have `m` for a speed */
};

typedef struct sea_ndm_field {
    const char *name;
    const char *unit; /* NULL: has none */
    uint8_t section, kind, flags;
    uint8_t since; /* first version of the message that has it */
} sea_ndm_field;

enum { SEA_NDM_FIELDS_MAX = 320 };

typedef struct sea_ndm_schema {
    sea_ndm_type type;
    const char *element;         /* of XML */
    const char *keyword;         /* that carries the version */
    uint8_t newest;              /* major version */
    const sea_ndm_field *fields; /* by section */
    uint16_t count;
    bool repeats[SEA_NDM_SECTIONS]; /* a segment may hold several blocks of it */
} sea_ndm_schema;

const sea_ndm_schema *sea_ndm_schema_of(sea_ndm_type type);
/* By its element (`oem`) or its keyword (`CCSDS_OEM_VERS`); NULL when neither. */
const sea_ndm_schema *sea_ndm_schema_find(const sea_ndm_text *name, bool xml);
/* Field of a keyword, of a section or (SEA_NDM_SECTIONS) of any; `hint` is looked at first. NULL when there is none. */
const sea_ndm_field *sea_ndm_field_find(const sea_ndm_schema *schema, const sea_ndm_text *key, sea_ndm_section section,
                                        size_t hint);
/* `USER_DEFINED_` and a word. */
bool sea_ndm_is_user_defined(const sea_ndm_text *key);
/* Whether a message has such a part. */
bool sea_ndm_schema_has(const sea_ndm_schema *schema, sea_ndm_section section);
const char *sea_ndm_section_element(sea_ndm_section section); /* of XML */
bool sea_ndm_frame_is_known(const sea_ndm_text *name);

/* ---- ndm_value.c ---- */

/* How time of a system runs against TAI. */
typedef enum sea_ndm_clock {
    SEA_NDM_CLOCK_UTC,
    SEA_NDM_CLOCK_TAI,
    SEA_NDM_CLOCK_TT,
    SEA_NDM_CLOCK_GPS,
    SEA_NDM_CLOCK_TDB,
    SEA_NDM_CLOCK_OTHER /* not tied to TAI here: mission time, UT1, sidereal time, TCB... */
} sea_ndm_clock;

sea_ndm_clock sea_ndm_clock_of(const sea_ndm_text *name);
/* An instant of a clock. Of SEA_NDM_CLOCK_OTHER the reading is taken for TAI, for order alone, SEA_TAI_NONE when it is
 * no calendar date. */
bool sea_ndm_read_instant(const sea_ndm_text *value, sea_ndm_clock clock, sea_tai *out, sea_ndm_fault *fault);
bool sea_ndm_read_real(const sea_ndm_text *value, double *out, sea_ndm_fault *fault);
bool sea_ndm_check_unit(const sea_ndm_text *unit, const sea_ndm_field *field, sea_ndm_fault *fault);
/* Fills a fault; always false. */
bool sea_ndm_wrong(sea_ndm_fault *fault, sea_ndm_rule rule, const sea_ndm_text *at, const char *what);
bool sea_ndm_wrong_at(sea_ndm_fault *fault, sea_ndm_rule rule, uint64_t line, uint32_t column, const char *format, ...)
    SEA_PRINTF(5, 6);

/* ---- ndm_message.c: the stream ---- */

typedef enum sea_ndm_event { SEA_NDM_BEGIN, SEA_NDM_ITEM, SEA_NDM_COMMENT, SEA_NDM_END } sea_ndm_event;

/* Valid during the call that hands it over. */
typedef struct sea_ndm_token {
    sea_ndm_event event;
    const sea_ndm_schema *schema;
    sea_ndm_section section;
    bool opens;                    /* the first token of a block of its section */
    bool broken;                   /* of an END: the message was refused, its fault was told */
    int segment;                   /* from 1; 0 before the first */
    const sea_ndm_field *field;    /* of an ITEM; NULL for one defined by the user */
    sea_ndm_text key, value, unit; /* of a BEGIN: value is the version */
    double real;                   /* of a REAL or WHOLE; 0 where the value is empty */
    sea_tai instant;               /* of an EPOCH or UTC; SEA_TAI_NONE where empty or not to be told */
    sea_ndm_clock clock;
    uint64_t offset; /* bytes of the input: where a BEGIN begins, where an END ends */
} sea_ndm_token;

typedef struct sea_ndm_reader sea_ndm_reader;

typedef struct sea_ndm_sink {
    void *payload;
    void (*token)(void *payload, sea_ndm_reader *reader, const sea_ndm_token *token);
    void (*fault)(void *payload, const sea_ndm_fault *fault);
} sea_ndm_sink;

/* NULL when out of memory. */
sea_ndm_reader *sea_ndm_reader_new(sea_ndm_format format, const sea_ndm_sink *sink);
void sea_ndm_reader_free(sea_ndm_reader *reader);
/* Takes the next bytes of the input. False once nothing more can be read: broken XML, out of memory, stopped. */
bool sea_ndm_reader_feed(sea_ndm_reader *reader, const char *bytes, size_t length, bool last);
void sea_ndm_reader_stop(sea_ndm_reader *reader);
bool sea_ndm_reader_failed(const sea_ndm_reader *reader); /* out of memory */
/* For sinks: refuses the message under way. The rest of it is passed over. Always false. */
bool sea_ndm_reader_refuse(sea_ndm_reader *reader, const sea_ndm_fault *fault);
/* Text that is KVN or XML by its first bytes. */
sea_ndm_format sea_ndm_format_of(const char *text, size_t length);
/* All of a text in memory through a sink; byte-order mark, UTF-8 and size are looked after. SEA_OK or SEA_E_MEMORY. */
sea_status sea_ndm_read_text(const char *text, size_t length, const sea_ndm_sink *sink);

/* Between ndm_kvn.c, ndm_xml.c and ndm_message.c. */
struct sea_ndm_reader {
    const sea_ndm_sink *sink;
    sea_ndm_format format;
    bool stopped, failed, fatal;
    uint64_t messages; /* begun, of any type */

    /* the message under way */
    const sea_ndm_schema *schema; /* NULL between messages */
    bool broken, passing;         /* passing: of a type that is not read */
    uint8_t version;
    int segment;
    sea_ndm_section section; /* SEA_NDM_SECTIONS: none yet */
    bool opening;
    uint32_t items;    /* of the block under way */
    uint32_t had;      /* 1 << section: of the segment */
    uint32_t had_ever; /* of the message */
    uint64_t seen[SEA_NDM_FIELDS_MAX / 64];
    size_t hint;
    sea_ndm_clock clock;
    bool clock_named, clock_used;
    uint64_t line; /* where the reader is */

    sea_buffer text; /* KVN: a line cut in two by the feed; XML: characters of an element */
    struct kvn_state *kvn;
    struct xml_state *xml;
};

void sea_ndm_begin(sea_ndm_reader *r, const sea_ndm_schema *schema, const sea_ndm_text *name,
                   const sea_ndm_text *version, uint64_t offset);
void sea_ndm_begin_other(sea_ndm_reader *r, const sea_ndm_text *name, uint64_t offset); /* a type that is not read */
bool sea_ndm_enter_segment(sea_ndm_reader *r, const sea_ndm_text *at);
bool sea_ndm_enter(sea_ndm_reader *r, sea_ndm_section section, const sea_ndm_text *at);
bool sea_ndm_leave(sea_ndm_reader *r, uint64_t line); /* the block under way is whole */
/* `field` NULL: defined by the user. The section must have been entered. */
bool sea_ndm_item(sea_ndm_reader *r, const sea_ndm_field *field, const sea_ndm_text *key, const sea_ndm_text *value,
                  const sea_ndm_text *unit);
void sea_ndm_comment(sea_ndm_reader *r, const sea_ndm_text *text);
void sea_ndm_end(sea_ndm_reader *r, uint64_t line, uint64_t offset);

bool sea_ndm_kvn_feed(sea_ndm_reader *r, const char *bytes, size_t length, bool last);
bool sea_ndm_kvn_new(sea_ndm_reader *r);
void sea_ndm_kvn_free(sea_ndm_reader *r);
bool sea_ndm_xml_feed(sea_ndm_reader *r, const char *bytes, size_t length, bool last);
bool sea_ndm_xml_new(sea_ndm_reader *r);
void sea_ndm_xml_free(sea_ndm_reader *r);

#endif
