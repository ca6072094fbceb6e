/* Times, durations and numbers as text: what is read prints, and what was printed reads back to the same value. */
#include "fuzz.h"
#include "base/text.h"

#include <starsea/epoch.h>

#include <math.h>
#include <string.h>

static void check_time(const char *text, size_t size)
{
    sea_tai t, again;
    sea_error err = {0};
    char printed[SEA_TAI_TEXT_MAX];
    if (sea_tai_parse(text, size, true, &t, &err) != SEA_OK) {
        PROPERTY(err.text[0]);
        return;
    }
    size_t length = sea_tai_format_exact(t, printed);
    PROPERTY(length > 0 && length < SEA_TAI_TEXT_MAX && printed[length] == '\0');
    PROPERTY(sea_tai_parse(printed, length, false, &again, NULL) == SEA_OK && again.ns == t.ns);
}

static void check_real(const char *text, size_t size)
{
    double value, again;
    char printed[SEA_TEXT_REAL_MAX];
    if (!sea_text_to_real(text, size, &value)) return;
    PROPERTY(isfinite(value));
    size_t length = sea_text_from_real(value, printed);
    PROPERTY(length < SEA_TEXT_REAL_MAX && sea_text_to_real(printed, length, &again));
    PROPERTY(memcmp(&value, &again, sizeof value) == 0);
    char *copy = malloc(size + 1), *end;
    if (!copy) return;
    memcpy(copy, text, size);
    copy[size] = '\0';
    PROPERTY(strtod(copy, &end) == value && *end == '\0');
    free(copy);
    for (int decimals = 0; decimals <= 15; decimals += 5) {
        length = sea_text_from_fixed(value, decimals, printed);
        PROPERTY(length > 0 && length < SEA_TEXT_REAL_MAX && printed[length] == '\0');
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    int64_t ns;
    sea_error err = {0};
    check_time(text, size);
    check_real(text, size);
    PROPERTY(sea_duration_parse(text, size, &ns, &err) == SEA_OK || err.text[0]);
    return 0;
}
