/* Text: strict number parsing, shortest number printing, a growing buffer, escaping. Locale never matters here. */
#ifndef SEA_BASE_TEXT_H
#define SEA_BASE_TEXT_H

#include <starsea/status.h>
#include <stdbool.h>

/* Strict parsers: the whole of [text, text+length) must be the number, no blanks, no hex, no inf or nan.
 * A real is an optional sign, digits with an optional point, an optional e exponent; correctly rounded; overflow fails.
 */
bool sea_text_to_real(const char *text, size_t length, double *out);
/* Whether `value`, read from the text of a real, has lost digits of it: written with as many significant digits as the
 * text has, it reads otherwise. Up to 15 digits none is ever lost. */
bool sea_text_real_loses(const char *text, size_t length, double value);
bool sea_text_to_u64(const char *text, size_t length, uint64_t *out); /* digits only */
bool sea_text_to_i64(const char *text, size_t length, int64_t *out);  /* an optional sign, digits */

enum { SEA_TEXT_REAL_MAX = 40 };
/* Shortest decimal that reads back to the same double, and of these the nearest; finite values only ("null" otherwise).
 * A JSON number: plain from 1e-5 to below 1e17 (`51.64`, `15`), else with an exponent (`1.5e-7`, `1e22`); minus zero is
 * `-0.0`. Returns the length. */
size_t sea_text_from_real(double value, char out[SEA_TEXT_REAL_MAX]);
/* Fixed decimals (0..15), |value| < 1e15 (beyond: as sea_text_from_real). The exact binary value is rounded half to
 * even;
 * "-0.00" is printed as "0.00". Returns the length. */
size_t sea_text_from_fixed(double value, int decimals, char out[SEA_TEXT_REAL_MAX]);

/* One UTF-8 character: returns its bytes (1..4) and its code point, 0 where the bytes are none (surrogates, overlong
 * forms). */
size_t sea_text_utf8_next(const char *text, size_t length, uint32_t *code);
/* How many leading bytes are valid UTF-8; `length` when all are. */
size_t sea_text_utf8_prefix(const char *text, size_t length);

/* A growing byte buffer, always NUL-terminated once something was added. Zero-initialise; free with sea_buffer_free.
 * After a failed allocation `failed` stays set and further appends do nothing: check once at the end. */
typedef struct sea_buffer {
    char *data;
    size_t length, capacity;
    bool failed;
} sea_buffer;

void sea_buffer_free(sea_buffer *b);
void sea_buffer_clear(sea_buffer *b);
void sea_buffer_add(sea_buffer *b, const char *bytes, size_t length);
void sea_buffer_add_text(sea_buffer *b, const char *text);
void sea_buffer_add_format(sea_buffer *b, const char *format, ...) SEA_PRINTF(2, 3);

/* Append with the escapes of the place it goes to. Control characters, bidi overrides and invalid UTF-8 never pass
 * through. */
void sea_buffer_add_html(sea_buffer *b, const char *text);
void sea_buffer_add_markdown(sea_buffer *b, const char *text); /* plain text on one line, whatever it holds */
void sea_buffer_add_csv(sea_buffer *b, const char *text);      /* quoted when needed; a leading = + - @ is defused */
void sea_buffer_add_terminal(sea_buffer *b, const char *text); /* one printable line */

#endif
