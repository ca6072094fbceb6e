/* JSON: reading (jansson inside, duplicate keys and garbage refused) and writing in one canonical form. */
#ifndef SEA_BASE_JSON_H
#define SEA_BASE_JSON_H

#include "base/text.h"

/* A parsed value. Values reached through another belong to it; free the root alone. */
typedef struct sea_json sea_json;
typedef enum sea_json_type {
    SEA_JSON_NULL,
    SEA_JSON_BOOL,
    SEA_JSON_INTEGER,
    SEA_JSON_REAL,
    SEA_JSON_STRING,
    SEA_JSON_ARRAY,
    SEA_JSON_OBJECT
} sea_json_type;

enum { SEA_JSON_DEPTH_MAX = 64 };

/* Any value may stand at the top. Errors, with line and byte column: SEA_E_FORMAT, SEA_E_CONFLICT (a key twice in one
 * object), SEA_E_RANGE (nested deeper than SEA_JSON_DEPTH_MAX); SEA_E_MEMORY. */
sea_status sea_json_parse(const char *text, size_t length, sea_json **out, sea_error *err);
void sea_json_free(sea_json *root);

sea_json_type sea_json_type_of(const sea_json *v);
const sea_json *sea_json_get(const sea_json *object, const char *key); /* NULL when absent or not an object */
size_t sea_json_count(const sea_json *v);                              /* elements or keys; 0 for others */
const sea_json *sea_json_at(const sea_json *array, size_t index);
/* Walks an object in the order of the text: start with *cursor = NULL; false at the end. */
bool sea_json_each(const sea_json *object, void **cursor, const char **key, const sea_json **value);
const char *sea_json_string(const sea_json *v);     /* NULL when not a string */
bool sea_json_real(const sea_json *v, double *out); /* integer or real */
bool sea_json_integer(const sea_json *v, int64_t *out);
bool sea_json_bool(const sea_json *v, bool *out);

/* ---- strict reading ---- */

/* A document being read: its text gives each error a line. `root` stands at the front of paths for the document. */
typedef struct sea_json_reader {
    const char *text;
    size_t length;
    const char *root;
    sea_error *err;
} sea_json_reader;

/* Refuses at a path such as `clauses[0].test.start`. Returned: status. */
sea_status sea_json_refuse(const sea_json_reader *r, sea_status status, const char *rule, const char *where,
                           const char *format, ...) SEA_PRINTF(5, 6);
/* Every key of `object` must be in `known` (ended by NULL). */
sea_status sea_json_read_keys(const sea_json_reader *r, const sea_json *object, const char *const *known,
                              const char *where);
/* A string member of 1..max bytes. An absent optional one gives NULL. */
sea_status sea_json_read_string(const sea_json_reader *r, const sea_json *object, const char *key, const char *where,
                                bool required, size_t max, const char **out);

/* ---- writing ---- */

/* Canonical writing: the caller gives keys in the order wanted; no blanks unless `indent` > 0; reals in shortest
 * digits, never NaN or infinity (written as null); strings escaped to valid UTF-8 (invalid bytes become U+FFFD).
 * Nesting beyond SEA_JSON_DEPTH_MAX, or an end without a beginning, sets `out->failed`. */
typedef struct sea_json_writer {
    sea_buffer *out;
    int indent;
    int depth;
    bool first[SEA_JSON_DEPTH_MAX + 1];
    bool after_key;
} sea_json_writer;

sea_json_writer sea_json_writer_init(sea_buffer *out, int indent);
void sea_json_begin_object(sea_json_writer *w);
void sea_json_end_object(sea_json_writer *w);
void sea_json_begin_array(sea_json_writer *w);
void sea_json_end_array(sea_json_writer *w);
void sea_json_key(sea_json_writer *w, const char *key);
void sea_json_put_string(sea_json_writer *w, const char *text); /* NULL writes null */
void sea_json_put_real(sea_json_writer *w, double value);
void sea_json_put_fixed(sea_json_writer *w, double value, int decimals);
void sea_json_put_integer(sea_json_writer *w, int64_t value);
void sea_json_put_bool(sea_json_writer *w, bool value);
void sea_json_put_null(sea_json_writer *w);
/* Re-writes a parsed value, keys in the order of the text, so that parse and write give one canonical spelling. */
void sea_json_put(sea_json_writer *w, const sea_json *value);

#endif
