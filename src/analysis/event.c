#include <starsea/event.h>

static int order(int64_t a, int64_t b)
{
    return a < b ? -1 : a > b ? 1 : 0;
}

/* Whole milliseconds, rounded as outputs print them. */
static int64_t printed(sea_tai t)
{
    const int64_t unit = 1000000;
    int64_t rest = t.ns % unit;
    if (rest < 0) rest += unit;
    return (t.ns - rest) / unit + (2 * rest >= unit);
}

int sea_conjunction_compare(const sea_conjunction *a, const sea_conjunction *b)
{
    int c = order(printed(a->tca), printed(b->tca));
    if (!c) c = order(a->norad_cat_id_1, b->norad_cat_id_1);
    if (!c) c = order(a->norad_cat_id_2, b->norad_cat_id_2);
    return c ? c : order(a->tca.ns, b->tca.ns);
}

const char *sea_conjunction_kind_name(sea_conjunction_kind kind)
{
    switch (kind) {
    case SEA_CONJUNCTION_MINIMUM: return "minimum";
    case SEA_CONJUNCTION_EDGE: return "edge";
    case SEA_CONJUNCTION_SLOW: return "slow";
    }
    return "unknown";
}
