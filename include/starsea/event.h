/** @file event.h  Things found. First of them: conjunctions. */
#ifndef STARSEA_EVENT_H
#define STARSEA_EVENT_H

#include <starsea/epoch.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What kind of minimum a conjunction is. */
typedef enum sea_conjunction_kind {
    SEA_CONJUNCTION_MINIMUM, /**< a local minimum of distance inside the window */
    SEA_CONJUNCTION_EDGE,    /**< below the threshold at an edge of the window, distance monotonic from there */
    SEA_CONJUNCTION_SLOW     /**< stays below the threshold so long that one instant says little: read start and end */
} sea_conjunction_kind;

/** Caveats on an event. */
enum {
    SEA_EVENT_CAVEAT_CUT_START = 1u << 0, /**< below the threshold already when the window opens */
    SEA_EVENT_CAVEAT_CUT_END = 1u << 1,   /**< still below the threshold when the window closes */
    SEA_EVENT_CAVEAT_STALE = 1u << 2,     /**< an element set older than 14 days at TCA */
    SEA_EVENT_CAVEAT_SAME_ELEMENTS =
        1u << 3 /**< both objects carry the same elements: catalogued together, not range 0 */
};

/** An approach of two objects below the threshold. Objects are ordered by catalogue number: 1 < 2. */
typedef struct sea_conjunction {
    uint32_t norad_cat_id_1, norad_cat_id_2;
    uint32_t index_1, index_2; /**< into the element sets screened */
    sea_conjunction_kind kind;
    uint32_t caveats;
    sea_tai tca;
    double range_km;
    double relative_speed_km_s;
    double relative_rtn_km[3];   /**< object 2 minus object 1 in the RTN frame of object 1 */
    double relative_rtn_2_km[3]; /**< object 1 minus object 2 in the RTN frame of object 2 */
    sea_tai start, end;          /**< interval below the threshold around this minimum, cut at the window */
} sea_conjunction;

/**
 * Order of events in every output: TCA to the millisecond it is printed with, then the two catalogue numbers, then TCA
 * to the nanosecond. Negative, zero, positive as qsort wants it.
 */
SEA_API int sea_conjunction_compare(const sea_conjunction *a, const sea_conjunction *b);

/** Constant lower-case name of a kind: "minimum", "edge", "slow". */
SEA_API const char *sea_conjunction_kind_name(sea_conjunction_kind kind);

#ifdef __cplusplus
}
#endif
#endif
