/* The readers of element sets among themselves: a stream of bytes, findings, and the rules every spelling shares. */
#ifndef SEA_MOTION_GP_H
#define SEA_MOTION_GP_H

#include "base/text.h"

#include <starsea/gp.h>

/* A line, row or JSON object longer than this is no element set. It bounds the memory a reading needs. */
enum { SEA_GP_RECORD_MAX = 1 << 20 };

/* ---- gp_stream.c: a file or bytes in memory, decompressed on the way ---- */

typedef struct sea_gp_stream {
    const char *text; /* what was decompressed and not yet taken */
    size_t length;
    uint64_t line; /* place of text[0], both from 1 */
    uint64_t column;
    struct sea_gp_depot *depot; /* where it comes from */
} sea_gp_stream;

sea_status sea_gp_stream_open_file(sea_gp_stream *s, const char *path, sea_error *err);
sea_status sea_gp_stream_open_bytes(sea_gp_stream *s, const void *bytes, size_t length, sea_error *err);
void sea_gp_stream_close(sea_gp_stream *s);

/* Adds to the end of `text` (which may move). False at the end, after a failure, or when SEA_GP_RECORD_MAX bytes wait.
 */
bool sea_gp_stream_more(sea_gp_stream *s);
bool sea_gp_stream_ended(const sea_gp_stream *s); /* nothing is to come beyond `text` */
/* Takes `count` bytes of `text`. They stay readable until the next sea_gp_stream_more. */
void sea_gp_stream_skip(sea_gp_stream *s, size_t count);
/* Why the stream ended: SEA_OK at its true end, SEA_E_IO or SEA_E_MEMORY with `*reason` saying what and what to do. */
sea_status sea_gp_stream_status(const sea_gp_stream *s, const char **reason);
/* Reads what is stored to its end (unless something failed) and gives the count and the SHA-256 of the bytes read. */
void sea_gp_stream_sum(sea_gp_stream *s, uint64_t *bytes, uint8_t sha256[SEA_SHA256_SIZE]);

/* A line without its line end. Its text stays readable until the next sea_gp_stream_more or _next_line. */
typedef struct sea_gp_line {
    const char *text;
    size_t length;
    uint64_t number;
    bool too_long; /* more than SEA_GP_RECORD_MAX: only its first bytes are given */
} sea_gp_line;

bool sea_gp_stream_next_line(sea_gp_stream *s, sea_gp_line *line);

/* ---- gp_designator.c ---- */

int sea_gp_full_year(int two_digits); /* 1957 to 2056 */

/*
 * An international designator in any of its spellings: 1998-067A, 1998-067-A, 1998067a, 98067A, 98-067A. Returned:
 * false where the text is none; else year, number of the launch and the piece in capitals.
 */
bool sea_gp_designator_parse(const char *text, int *year, int *launch, char piece[4]);
/* Whether two name the same object; what are no designators are the same when they are equal. */
bool sea_gp_designator_same(const char *a, const char *b);

/* ---- gp_rule.c: rules, findings and the values allowed ---- */

typedef enum sea_gp_rule {
    SEA_GP_W_BOM,
    SEA_GP_W_BSTAR,
    SEA_GP_W_DIGITS,
    SEA_GP_W_EMPTY,
    SEA_GP_W_FUTURE,
    SEA_GP_W_LINES,
    SEA_GP_W_NAME,
    SEA_GP_W_NDOT,
    SEA_GP_W_NO_CHECKSUM,
    SEA_GP_W_PERIGEE,
    SEA_GP_W_THEORY,
    SEA_GP_W_TRAILING,
    SEA_GP_WARNINGS, /* at most 32, so that a set of warnings is a uint32_t */
    SEA_GP_E_ALPHA5 = SEA_GP_WARNINGS,
    SEA_GP_E_CATNUM,
    SEA_GP_E_CHECKSUM,
    SEA_GP_E_COLUMNS,
    SEA_GP_E_DEPTH,
    SEA_GP_E_DUPKEY,
    SEA_GP_E_ENCODING,
    SEA_GP_E_EPOCH,
    SEA_GP_E_FIELD,
    SEA_GP_E_FRAME,
    SEA_GP_E_HEADER,
    SEA_GP_E_IDMISMATCH,
    SEA_GP_E_JSON,
    SEA_GP_E_LENGTH,
    SEA_GP_E_NONASCII,
    SEA_GP_E_NOTGP,
    SEA_GP_E_ORPHAN,
    SEA_GP_E_RANGE,
    SEA_GP_E_TAB,
    SEA_GP_E_TIMESYS,
    SEA_GP_E_UTF8,
    SEA_GP_RULES
} sea_gp_rule;

/* The parts of an element set, so that each spelling can say where a value stood. */
typedef enum sea_gp_field {
    SEA_GP_FIELD_NAME,
    SEA_GP_FIELD_OBJECT_ID,
    SEA_GP_FIELD_EPOCH,
    SEA_GP_FIELD_MEAN_MOTION,
    SEA_GP_FIELD_ECCENTRICITY,
    SEA_GP_FIELD_INCL,
    SEA_GP_FIELD_RAAN,
    SEA_GP_FIELD_ARGP,
    SEA_GP_FIELD_MEAN_ANOMALY,
    SEA_GP_FIELD_EPHEMERIS_TYPE,
    SEA_GP_FIELD_CLASSIFICATION,
    SEA_GP_FIELD_NORAD_CAT_ID,
    SEA_GP_FIELD_ELEMENT_SET_NO,
    SEA_GP_FIELD_REV,
    SEA_GP_FIELD_BSTAR,
    SEA_GP_FIELD_NDOT,
    SEA_GP_FIELD_NDDOT,
    SEA_GP_FIELD_CREATION_DATE,
    SEA_GP_FIELD_CENTER,
    SEA_GP_FIELD_FRAME,
    SEA_GP_FIELD_TIME_SYSTEM,
    SEA_GP_FIELD_THEORY,
    SEA_GP_FIELD_DATA_SOURCE,
    SEA_GP_FIELDS,
    SEA_GP_FIELD_NONE = SEA_GP_FIELDS
} sea_gp_field;

const char *sea_gp_field_name(sea_gp_field field); /* the CCSDS keyword */

/* Why a record is refused. The reader of a spelling turns `field` into a line and a column where they are still 0. */
typedef struct sea_gp_fault {
    sea_gp_rule rule;
    sea_gp_field field;
    uint64_t line;
    uint64_t column;
    char text[300];
} sea_gp_fault;

/* Fills a fault; always false, so that `return sea_gp_fail(...)` reads well. */
bool sea_gp_fail(sea_gp_fault *fault, sea_gp_rule rule, sea_gp_field field, const char *format, ...) SEA_PRINTF(4, 5);

enum { SEA_GP_SHOWN_MAX = 44 };
/* A piece of input made fit for a message: printable ASCII, shortened. */
const char *sea_gp_show(const char *text, size_t length, char out[SEA_GP_SHOWN_MAX]);

/* Ranges every spelling obeys: false with a fault for the first value outside. `*warnings` gains 1 << rule bits. */
bool sea_gp_check(const sea_gp *gp, uint32_t *warnings, sea_gp_fault *fault);

/* Copies a name without the blanks at its end; NUL bytes become '?'; too long a name is cut and marked. */
void sea_gp_put_name(sea_gp *gp, const char *text, size_t length, uint32_t *warnings);

/* One reading under way. */
typedef struct sea_gp_reader {
    sea_gp_stream stream;
    const char *file;
    const sea_gp_sink *sink;
    sea_gp_summary *summary;
    sea_buffer header;  /* of CSV, its line */
    sea_buffer scratch; /* NUL-terminated copy of the text a finding points at */
    sea_status stop;    /* not SEA_OK: the sink wants no more, or memory ran out */
    bool any_content;   /* something beside blanks, comments and empty brackets was there */
    bool unfit;         /* a finding about the file as a whole was reported: nothing in it can be read */
} sea_gp_reader;

/* The text a finding or a record is about. */
typedef struct sea_gp_span {
    const char *text; /* may be NULL */
    size_t length;
    uint64_t line;
} sea_gp_span;

/* Hands a finding to the sink and counts it. These return false once the reading is to stop (`stop` says why). */
bool sea_gp_report(sea_gp_reader *r, sea_gp_rule rule, sea_gp_span span, uint64_t column, const char *text);
bool sea_gp_report_fault(sea_gp_reader *r, sea_gp_span span, const sea_gp_fault *fault);
/* Hands over a record after its warnings. */
bool sea_gp_deliver(sea_gp_reader *r, const sea_gp *gp, sea_gp_format format, sea_gp_span span, uint32_t warnings);

/* ---- gp_set.c: the real elements of a set, in the order of sea_gp, for those who treat them alike ---- */

enum { SEA_GP_REALS = 9 };

void sea_gp_get_reals(const sea_gp *gp, double out[SEA_GP_REALS]);
void sea_gp_put_reals(sea_gp *gp, const double reals[SEA_GP_REALS]);

/* ---- gp_row.c: the values of one row ---- */

enum { SEA_GP_ROW_MAX = 256 };

typedef struct sea_gp_cell {
    const char *text; /* without its quotes; doubled quotes inside are still doubled */
    size_t length;
    size_t at; /* offset in the row */
    bool doubled;
} sea_gp_cell;

typedef struct sea_gp_row {
    sea_gp_cell cells[SEA_GP_ROW_MAX];
    size_t count, length;
    const char *broken; /* why it is no row */
    size_t broken_at;
} sea_gp_row;

/* Splits text, complete to `length`, into cells. */
void sea_gp_row_split(sea_gp_row *w, const char *text, size_t length, char separator);
/* A quoted value with its doubled quotes made single, cut where it is longer than any value could be. */
size_t sea_gp_cell_undouble(const sea_gp_cell *c, char *out, size_t room);

/* ---- one file a spelling ---- */

bool sea_gp_tle_is_element_line(const char *text, size_t length); /* by its shape: whole, damaged or cut short */
void sea_gp_read_tle(sea_gp_reader *r);
void sea_gp_read_csv(sea_gp_reader *r);
void sea_gp_read_json(sea_gp_reader *r);
void sea_gp_read_ndm(sea_gp_reader *r, sea_gp_format format); /* KVN or XML */

/* ---- gp_omm.c: the keywords of an OMM, whatever spelling they come in ---- */

typedef struct sea_gp_draft {
    sea_gp gp;
    uint32_t seen; /* 1 << field */
    uint32_t warnings;
} sea_gp_draft;

void sea_gp_draft_init(sea_gp_draft *d);
sea_gp_field sea_gp_omm_field(const char *name, size_t length); /* SEA_GP_FIELD_NONE when of no use here */
bool sea_gp_draft_put_text(sea_gp_draft *d, sea_gp_field field, const char *text, size_t length, sea_gp_fault *fault);
bool sea_gp_draft_put_real(sea_gp_draft *d, sea_gp_field field, double value, sea_gp_fault *fault);
bool sea_gp_draft_put_integer(sea_gp_draft *d, sea_gp_field field, int64_t value, sea_gp_fault *fault);
/* Whether everything needed is there and in range. */
bool sea_gp_draft_finish(sea_gp_draft *d, sea_gp_fault *fault);
/* The first field of those needed that `seen` lacks, SEA_GP_FIELD_NONE when it lacks none. */
sea_gp_field sea_gp_omm_missing(uint32_t seen);

#endif
