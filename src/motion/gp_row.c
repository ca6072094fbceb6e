/* A row of a table in text: quoting as in RFC 4180, whatever separates the values. */
#include "motion/gp.h"

#include <string.h>

void sea_gp_row_split(sea_gp_row *w, const char *text, size_t length, char separator)
{
    w->count = 0;
    w->broken = NULL;
    for (size_t at = 0;; at++) {
        if (w->count == SEA_GP_ROW_MAX) {
            w->broken = "more than 256 values";
            w->broken_at = at;
            return;
        }
        sea_gp_cell *c = &w->cells[w->count++];
        *c = (sea_gp_cell){.text = text + at, .at = at};
        if (at < length && text[at] == '"') {
            size_t p = at + 1;
            for (; p < length; p++) {
                if (text[p] != '"') continue;
                if (p + 1 == length || text[p + 1] != '"') break;
                c->doubled = true;
                p++;
            }
            c->text = text + at + 1;
            c->length = p < length ? p - at - 1 : 0;
            w->broken_at = at;
            if (p >= length) w->broken = "a quote is not closed";
            if (p + 1 < length && text[p + 1] != separator) w->broken = "text follows a closing quote";
            if (w->broken) return;
            at = p + 1;
        } else {
            const char *next = at < length ? memchr(text + at, separator, length - at) : NULL;
            c->length = next ? (size_t)(next - text) - at : length - at;
            at += c->length;
        }
        if (at >= length) return;
    }
}

size_t sea_gp_cell_undouble(const sea_gp_cell *c, char *out, size_t room)
{
    size_t length = 0;
    for (size_t i = 0; i < c->length && length < room; i++) {
        out[length++] = c->text[i];
        if (c->text[i] == '"') i++;
    }
    return length;
}
