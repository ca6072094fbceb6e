/*
 * Screening, inside. The window is cut into tiles of equal length; a tile's candidates come from straight chords
 * between knots (screen_tile), each candidate is decided by SGP4 itself (screen_refine), and blocks of tiles are the
 * unit of parallel work (screen).
 */
#ifndef SEA_ANALYSIS_SCREEN_H
#define SEA_ANALYSIS_SCREEN_H

#include <starsea/screen.h>
#include <stdbool.h>

enum { SEA_SCREEN_STEP_S = 60, SEA_SCREEN_BLOCK_TILES = 32 };
#define SEA_SCREEN_STEP_NS ((int64_t)SEA_SCREEN_STEP_S * SEA_NS_PER_S)

/* What every part of a run shares; read-only while it runs. */
typedef struct sea_screen_plan {
    const sea_gp *gps;
    const sea_sgp4 *prepared;
    size_t count;
    const bool *primary; /* NULL = all against all */
    sea_tai start, end;
    double threshold_km;
    size_t tiles;
} sea_screen_plan;

static inline sea_tai sea_screen_knot(const sea_screen_plan *plan, int64_t k)
{
    return (sea_tai){plan->start.ns + k * SEA_SCREEN_STEP_NS};
}

/* Two objects that may come below the threshold during a tile; i < j. */
typedef struct sea_screen_candidate {
    uint32_t i, j;
} sea_screen_candidate;

typedef struct sea_screen_candidates {
    sea_screen_candidate *items;
    size_t count, capacity;
} sea_screen_candidates;

/* Figures a block adds to the certificate. */
typedef struct sea_screen_figures {
    uint64_t pairs_tested, candidates;
    double speed_km_s, margin_km;
} sea_screen_figures;

/* Knots of a few neighbouring instants and the scratch of the pair search. Belongs to one worker at a time. */
typedef struct sea_screen_scratch sea_screen_scratch;
sea_screen_scratch *sea_screen_scratch_new(size_t count); /* NULL without memory */
void sea_screen_scratch_free(sea_screen_scratch *s);

/* Propagates the knots that the tile `first` needs; afterwards each call of next makes the following tile current. */
void sea_screen_tile_first(const sea_screen_plan *plan, sea_screen_scratch *s, size_t first);
void sea_screen_tile_next(const sea_screen_plan *plan, sea_screen_scratch *s);

/*
 * Every pair that comes below the threshold during the current tile, and some that do not. Appends nothing twice.
 */
sea_status sea_screen_tile_candidates(const sea_screen_plan *plan, sea_screen_scratch *s, sea_screen_candidates *out,
                                      sea_screen_figures *figures);

/* Whether object i could be propagated at both ends of the current tile; if not, *why is the status found. */
bool sea_screen_tile_valid(const sea_screen_scratch *s, size_t i, sea_status *why);

typedef struct sea_screen_events {
    sea_conjunction *items;
    size_t count, capacity;
} sea_screen_events;

/* Local minima of distance below the threshold of one candidate in [t0, t1), and window edges; intervals not yet
 * filled. */
sea_status sea_screen_refine(const sea_screen_plan *plan, sea_screen_candidate c, sea_tai t0, sea_tai t1,
                             sea_screen_events *out);

/* Fills start, end and kind of the events of one pair, which are given in order of TCA. */
void sea_screen_intervals(const sea_screen_plan *plan, sea_conjunction *events, size_t count);

#endif
