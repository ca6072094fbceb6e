/* Text on its way to a place with rules of its own: HTML, CSV, a terminal. What could act there is made harmless here.
 */
#include "base/text.h"

#include <string.h>

static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */

size_t sea_text_utf8_next(const char *text, size_t length, uint32_t *code)
{
    const unsigned char *p = (const unsigned char *)text;
    if (length == 0) return 0;
    if (p[0] < 0x80) {
        *code = p[0];
        return 1;
    }
    size_t count = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
    if (p[0] < 0xc2 || p[0] > 0xf4 || length < count) return 0;
    uint32_t c = p[0] & (0x7fu >> count);
    for (size_t i = 1; i < count; i++) {
        if ((p[i] & 0xc0) != 0x80) return 0;
        c = c << 6 | (p[i] & 0x3f);
    }
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (c < least[count] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) return 0;
    *code = c;
    return count;
}

size_t sea_text_utf8_prefix(const char *text, size_t length)
{
    size_t at = 0;
    while (at < length) {
        uint64_t eight;
        while (length - at >= sizeof eight) { /* most text is ASCII */
            memcpy(&eight, text + at, sizeof eight);
            if (eight & UINT64_C(0x8080808080808080)) break;
            at += sizeof eight;
        }
        if (at == length) break;
        uint32_t code;
        size_t step = sea_text_utf8_next(text + at, length - at, &code);
        if (step == 0) break;
        at += step;
    }
    return at;
}

/* Characters that print nothing themselves but steer what is around them: controls, direction marks, line separators,
 * invisible operators, tags and the byte-order mark. */
static bool steers(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || c == 0x61c || (c >= 0x200b && c <= 0x200f) ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
           (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe007f);
}

typedef void placer(sea_buffer *b, uint32_t code, const char *bytes, size_t length);

/* Hands each character to `place`; what is no character, or steers, becomes U+FFFD. */
static void place_each(sea_buffer *b, const char *text, const char *passing, placer *place)
{
    size_t length = strlen(text);
    for (size_t at = 0; at < length;) {
        uint32_t code = 0;
        size_t step = sea_text_utf8_next(text + at, length - at, &code);
        if (step == 0 || (steers(code) && !(code < 0x80 && strchr(passing, (int)code))))
            sea_buffer_add_text(b, replacement);
        else
            place(b, code, text + at, step);
        at += step ? step : 1;
    }
}

static void place_html(sea_buffer *b, uint32_t code, const char *bytes, size_t length)
{
    switch (code) {
    case '&': sea_buffer_add_text(b, "&amp;"); break;
    case '<': sea_buffer_add_text(b, "&lt;"); break;
    case '>': sea_buffer_add_text(b, "&gt;"); break;
    case '"': sea_buffer_add_text(b, "&quot;"); break;
    case '\'': sea_buffer_add_text(b, "&#39;"); break;
    default: sea_buffer_add(b, bytes, length);
    }
}

static void place_plain(sea_buffer *b, uint32_t code, const char *bytes, size_t length)
{
    (void)code;
    sea_buffer_add(b, bytes, length);
}

static void place_quoted(sea_buffer *b, uint32_t code, const char *bytes, size_t length)
{
    if (code == '"') sea_buffer_add(b, "\"", 1);
    sea_buffer_add(b, bytes, length);
}

void sea_buffer_add_html(sea_buffer *b, const char *text)
{
    place_each(b, text, "\n\t", place_html);
}

/* CommonMark lets every mark of ASCII stand for itself behind a backslash; these would mean something in a line. */
static void place_markdown(sea_buffer *b, uint32_t code, const char *bytes, size_t length)
{
    if (code < 0x80 && strchr("\\`*_[]<>#|&~$", (int)code)) sea_buffer_add(b, "\\", 1);
    if (code == '\n' || code == '\t')
        sea_buffer_add(b, " ", 1);
    else
        sea_buffer_add(b, bytes, length);
}

void sea_buffer_add_markdown(sea_buffer *b, const char *text)
{
    /* At the start of a line `-`, `+` and `1.` begin a list. */
    size_t digits = strspn(text, "0123456789");
    if (text[0] == '-' || text[0] == '+') sea_buffer_add(b, "\\", 1);
    if (digits > 0 && digits < 10 && (text[digits] == '.' || text[digits] == ')')) {
        sea_buffer_add(b, text, digits);
        sea_buffer_add(b, "\\", 1);
        text += digits;
    }
    place_each(b, text, "\n\t", place_markdown);
}

void sea_buffer_add_terminal(sea_buffer *b, const char *text)
{
    place_each(b, text, "", place_plain);
}

void sea_buffer_add_csv(sea_buffer *b, const char *text)
{
    /* A spreadsheet runs a cell that begins so as a formula; an apostrophe in front makes it text. */
    double number;
    bool formula = text[0] && strchr("=+-@\t\r", text[0]) && !sea_text_to_real(text, strlen(text), &number);
    bool quote = strpbrk(text, ",\"\r\n") || text[0] == ' ' || (text[0] && text[strlen(text) - 1] == ' ');
    if (quote) sea_buffer_add(b, "\"", 1);
    if (formula) sea_buffer_add(b, "'", 1);
    place_each(b, text, "\n", quote ? place_quoted : place_plain);
    if (quote) sea_buffer_add(b, "\"", 1);
}
