#include <starsea/event.h>

static int order(int64_t a, int64_t b)
{
    return a < b ? -1 : a > b ? 1 : 0;
}

int sea_conjunction_compare(const sea_conjunction *a, const sea_conjunction *b)
{
    int c = order(a->tca.ns, b->tca.ns);
    if (!c) c = order(a->norad_cat_id_1, b->norad_cat_id_1);
    return c ? c : order(a->norad_cat_id_2, b->norad_cat_id_2);
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
