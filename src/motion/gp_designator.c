/* International designators: the spellings in use, as one. */
#include "motion/gp.h"

#include <string.h>

enum { YEAR_PIVOT = 57 }; /* of two digits: Sputnik's */

int sea_gp_full_year(int two_digits)
{
    return two_digits + (two_digits < YEAR_PIVOT ? 2000 : 1900);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The number that the next `count` digits are. */
static int take_number(const char **text, size_t count)
{
    int value = 0;
    for (size_t i = 0; i < count; i++) value = 10 * value + (*(*text)++ - '0');
    return value;
}

bool sea_gp_designator_parse(const char *text, int *year, int *launch, char piece[4])
{
    size_t digits = 0, letters = 0;
    while (is_digit(text[digits])) digits++;
    bool dashed = text[digits] == '-';
    size_t of_year = dashed && digits <= 4 ? digits : digits < 3 ? 0 : digits - 3;
    if (of_year != 2 && of_year != 4) return false;
    *year = take_number(&text, of_year);
    if (of_year == 2) *year = sea_gp_full_year(*year);
    if (*text == '-') text++;
    for (int i = 0; i < 3; i++)
        if (!is_digit(text[i])) return false;
    *launch = take_number(&text, 3);
    if (*text == '-') text++;
    for (; (*text >= 'A' && *text <= 'Z') || (*text >= 'a' && *text <= 'z'); text++) {
        if (letters == 3) return false;
        piece[letters++] = (char)(*text & ~0x20);
    }
    piece[letters] = '\0';
    return letters > 0 && *text == '\0';
}

bool sea_gp_designator_same(const char *a, const char *b)
{
    int year[2], launch[2];
    char piece[2][4];
    if (!sea_gp_designator_parse(a, &year[0], &launch[0], piece[0]) ||
        !sea_gp_designator_parse(b, &year[1], &launch[1], piece[1]))
        return strcmp(a, b) == 0;
    return year[0] == year[1] && launch[0] == launch[1] && strcmp(piece[0], piece[1]) == 0;
}
