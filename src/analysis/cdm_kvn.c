/* Key-value notation: a keyword, an equals sign, a value, perhaps a unit in brackets, a line each. */
#include "analysis/cdm.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>

static sea_cdm_text piece(const char *line, uint64_t number, size_t from, size_t to)
{
    while (from < to && (line[from] == ' ' || line[from] == '\t')) from++;
    while (to > from && (line[to - 1] == ' ' || line[to - 1] == '\t')) to--;
    return (sea_cdm_text){line + from, to - from, number, (uint32_t)from + 1};
}

/* `[km/s]` at the end of a value. */
static sea_cdm_text split_unit(sea_cdm_text *value)
{
    sea_cdm_text unit = {value->data + value->length, 0, value->line, value->column};
    if (value->length < 2 || value->data[value->length - 1] != ']') return unit;
    size_t open = value->length;
    while (open > 0 && value->data[open - 1] != '[') open--;
    if (open == 0) return unit;
    unit = piece(value->data, value->line, open, value->length - 1);
    unit.column += value->column - 1;
    sea_cdm_text rest = piece(value->data, value->line, 0, open - 1);
    value->length = rest.length;
    return unit;
}

static sea_status take_line(sea_cdm_builder *b, const char *line, size_t length, uint64_t number)
{
    sea_cdm_text all = piece(line, number, 0, length);
    if (all.length == 0) return SEA_OK;
    if (all.length >= 7 && memcmp(all.data, "COMMENT", 7) == 0) {
        sea_cdm_text comment = piece(line, number, (size_t)(all.data - line) + 7, length);
        return sea_cdm_take_comment(b, &comment);
    }
    const char *equals = memchr(line, '=', length);
    if (!equals)
        return sea_cdm_refuse(b->err, SEA_E_FORMAT, "E_SYNTAX", &all, "has no equals sign: write KEYWORD = value");
    sea_cdm_text key = piece(line, number, 0, (size_t)(equals - line));
    sea_cdm_text value = piece(line, number, (size_t)(equals - line) + 1, length), unit = split_unit(&value);
    return sea_cdm_take(b, &key, &value, &unit);
}

static sea_status read_lines(sea_cdm_builder *b, const char *text, size_t length)
{
    uint64_t number = 0;
    for (size_t at = 0; at < length;) {
        const char *end = memchr(text + at, '\n', length - at);
        size_t stop = end ? (size_t)(end - text) : length, next = end ? stop + 1 : length;
        if (stop > at && text[stop - 1] == '\r') stop--;
        number++;
        sea_status s = take_line(b, text + at, stop - at, number);
        if (s != SEA_OK) return s;
        at = next;
    }
    return sea_cdm_finish(b, number);
}

/* Text only: no NUL, valid UTF-8. */
static sea_status check_encoding(const char *text, size_t length, sea_error *err)
{
    size_t valid = sea_text_utf8_prefix(text, length);
    const char *nul = memchr(text, '\0', length);
    if (nul && (size_t)(nul - text) < valid) valid = (size_t)(nul - text);
    if (valid == length) return SEA_OK;
    uint64_t line = 1;
    uint32_t column = 1;
    for (size_t i = 0; i < valid; i++) {
        column = text[i] == '\n' ? 1 : column + 1;
        line += text[i] == '\n';
    }
    return sea_error_set_at(err, SEA_E_FORMAT, line, column,
                            "E_ENCODING: not UTF-8 text: save the message as plain text");
}

static sea_status warn_past(const char *name, const sea_cdm *cdm,
                            sea_status (*diagnostic)(void *payload, const sea_diagnostic *diagnostic), void *payload)
{
    const sea_diagnostic d = {.severity = SEA_SEVERITY_WARNING,
                              .rule = "W_TCA_PAST",
                              .file = name,
                              .line = 1,
                              .text = "TCA lies before the message was made",
                              .advice = "look for a newer message"};
    return cdm->tca_past && diagnostic ? diagnostic(payload, &d) : SEA_OK;
}

sea_status sea_cdm_read_bytes(const void *bytes, size_t length, const char *name,
                              sea_status (*diagnostic)(void *payload, const sea_diagnostic *diagnostic), void *payload,
                              sea_cdm *out, sea_error *err)
{
    const char *text = bytes;
    *out = (sea_cdm){.creation_date = SEA_TAI_NONE, .tca = SEA_TAI_NONE};
    if (length > SEA_CDM_SIZE_MAX)
        return sea_error_set(err, SEA_E_RANGE, "E_SIZE: larger than %d bytes: not one message", SEA_CDM_SIZE_MAX);
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        length -= 3;
    }
    sea_status s = check_encoding(text, length, err);
    if (s != SEA_OK) return s;
    if (length == 0) return sea_error_set_at(err, SEA_E_FORMAT, 1, 0, "E_MISSING: the message is empty");
    sea_cdm_builder b = {.cdm = out, .err = err};
    s = read_lines(&b, text, length);
    return s == SEA_OK ? warn_past(name, out, diagnostic, payload) : s;
}
