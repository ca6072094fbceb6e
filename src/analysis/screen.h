/*
 * Screening, inside. The window is cut into tiles of equal length. Between the two knots of a tile every object is
 * replaced by an arc (screen_arc), sheets of arcs sorted by direction and radius yield the pairs that may come below
 * the threshold (screen_pair, screen_grid, and the vector test of screen_lane), each candidate is decided by SGP4
 * itself (screen_refine), and blocks of tiles are the unit of parallel work (screen).
 */
#ifndef SEA_ANALYSIS_SCREEN_H
#define SEA_ANALYSIS_SCREEN_H

#include <starsea/screen.h>
#include <stdbool.h>

enum { SEA_SCREEN_STEP_S = 300, SEA_SCREEN_BLOCK_TILES = 16 };
#define SEA_SCREEN_STEP_NS ((int64_t)SEA_SCREEN_STEP_S * SEA_NS_PER_S)

typedef struct sea_screen_grid sea_screen_grid;

/* What every part of a run shares; read-only while it runs. */
typedef struct sea_screen_plan {
    const sea_gp *gps;
    const sea_sgp4 *prepared;
    size_t count;
    const bool *primary; /* NULL = all against all */
    size_t primary_count;
    sea_tai start, end;
    double threshold_km;
    size_t tiles;
    const sea_screen_grid *grid;
} sea_screen_plan;

static inline sea_tai sea_screen_knot(const sea_screen_plan *plan, int64_t k)
{
    return (sea_tai){plan->start.ns + k * SEA_SCREEN_STEP_NS};
}

/* ---- screen_grid: cells of directions ---- */

enum { SEA_SCREEN_CELLS_MAX = 255 };

/*
 * Two arcs can meet only where their directions are no farther apart than the chord reach1 + reach2, times the ratio of
 * their radii. Near: orbits whose radius changes by less than 40 km in a tile; far: perigees of eccentric orbits. An
 * arc that reaches farther still is tested against everything.
 */
#define SEA_SCREEN_REACH_NEAR (0.00122 * SEA_SCREEN_STEP_S / 2 + 0.002)
#define SEA_SCREEN_REACH_FAR (0.00175 * SEA_SCREEN_STEP_S / 2 + 0.003)

typedef struct sea_screen_neighbours {
    const uint8_t *cells;
    size_t count;
} sea_screen_neighbours;

sea_screen_grid *sea_screen_grid_new(void); /* NULL without memory */
void sea_screen_grid_free(sea_screen_grid *grid);
size_t sea_screen_grid_count(const sea_screen_grid *grid);
/* Cell of a direction; need not be normalised, r = its length. */
size_t sea_screen_grid_cell(const sea_screen_grid *grid, const double direction[3], double r);
/* Cells that hold a direction within reach of any in `cell`, itself among them, ascending. */
sea_screen_neighbours sea_screen_grid_neighbours(const sea_screen_grid *grid, size_t cell, bool far);
/* Whether a direction (times r) comes within a chord of any direction in a cell; chord below 1. */
bool sea_screen_grid_reaches(const sea_screen_grid *grid, size_t cell, float chord, float x, float y, float z, float r);

/* ---- screen_lane: the pair test, many at a time ---- */

enum { SEA_SCREEN_LANES = 16 };

/* Struct of arrays; each array is padded by SEA_SCREEN_LANES. */
typedef struct sea_screen_lanes {
    float *x, *y, *z, *vx, *vy, *vz; /* middle of the arc, km and km/s */
    float *margin;                   /* km added to the limit for this object */
    float *r;                        /* radius in the middle, km */
    uint32_t *object;
} sea_screen_lanes;

typedef struct sea_screen_row {
    float x, y, z, vx, vy, vz;
    float limit;   /* threshold and this object's margin, km */
    float tau_max; /* s */
} sea_screen_row;

/* Lanes of [begin, end) whose arcs come within row.limit + margin of the row's; writes them ascending, returns how
 * many. */
typedef size_t sea_screen_test_fn(const sea_screen_lanes *lanes, const sea_screen_row *row, size_t begin, size_t end,
                                  uint32_t *hits);
sea_screen_test_fn sea_screen_test_portable, sea_screen_test_avx2, sea_screen_test_avx512;
/* The widest the machine has. All give the same bits. */
sea_screen_test_fn *sea_screen_test_best(void);

/* ---- screen_arc and screen_pair: candidates of a tile ---- */

/* Two objects that may come below the threshold during a tile, and about when; i < j. */
typedef struct sea_screen_candidate {
    uint32_t i, j;
    float offset_s; /* from the middle of the tile */
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

enum { SEA_SCREEN_SHEETS = 6 };
/* A block of tiles has a knot at each end of each tile, and one more on both sides. */
enum { SEA_SCREEN_BLOCK_KNOTS = SEA_SCREEN_BLOCK_TILES + 3 };

typedef struct sea_screen_range {
    uint32_t begin, end;
} sea_screen_range;

enum { SEA_SCREEN_GROUP = 8 };

/* Neighbouring lanes that share a window. */
typedef struct sea_screen_group {
    uint32_t begin, end;
    float r_low, r_high, spread;
} sea_screen_group;

/* The current block and tile of one worker. */
typedef struct sea_screen_tile {
    size_t count;
    size_t first, index;           /* first tile of the block, the current one */
    double (*r_km)[3];             /* [knot][object], the first knot a step before the block */
    int8_t *statuses;              /* likewise */
    sea_screen_lanes arcs, lanes;  /* in order of objects; sorted by sheet, cell, radius, loose ones last */
    float *spread, *lane_spread;   /* km by which the radius may leave that of the middle */
    float *reach, *lane_reach;     /* chord of directions that the arc covers, and half of what the limit adds */
    float *lane_limit, *arc_limit; /* row limit of each arc, km */
    uint32_t *keys, *order, *scratch;
    uint32_t *hits;
    sea_screen_group *groups; /* of SEA_SCREEN_GROUP lanes or fewer of one sheet and cell, in their order */
    sea_screen_range group_ranges[SEA_SCREEN_SHEETS][SEA_SCREEN_CELLS_MAX + 1];
    size_t arc_count, sheet_end; /* lanes before sheet_end are in sheets, the rest are loose */
    sea_screen_range ranges[SEA_SCREEN_SHEETS][SEA_SCREEN_CELLS_MAX + 1];
    float sheet_spread[SEA_SCREEN_SHEETS]; /* largest spread in each sheet */
    float sheet_reach[SEA_SCREEN_SHEETS];  /* largest reach r^1.5 in each sheet */
} sea_screen_tile;

sea_screen_tile *sea_screen_tile_new(size_t count); /* NULL without memory */
void sea_screen_tile_free(sea_screen_tile *tile);

/* Propagates the knots of the block that begins with tile `first`, which becomes the current one. */
sea_status sea_screen_tile_open(const sea_screen_plan *plan, sea_screen_tile *tile, size_t first);
/* Makes another tile of the block the current one. */
void sea_screen_tile_move(sea_screen_tile *tile, size_t index);

/* Whether object i could be propagated at both ends of the current tile; if not, *why is the status found. */
bool sea_screen_tile_valid(const sea_screen_tile *tile, size_t i, sea_status *why);

/* Arcs and margins of the current tile, sorted into sheets. */
void sea_screen_tile_arcs(const sea_screen_plan *plan, sea_screen_tile *tile, sea_screen_figures *figures);

/* Every pair that comes below the threshold during the current tile, and some that do not; each once. */
sea_status sea_screen_tile_candidates(const sea_screen_plan *plan, sea_screen_tile *tile, sea_screen_candidates *out,
                                      sea_screen_figures *figures);

/* ---- screen_refine: decision by SGP4 ---- */

typedef struct sea_screen_events {
    sea_conjunction *items;
    size_t count, capacity;
} sea_screen_events;

/* Local minima of distance below the threshold of one candidate in [t0, t1], and window edges; intervals not yet
 * filled. A minimum within a microsecond of a tile's end may be found from both sides. */
sea_status sea_screen_refine(const sea_screen_plan *plan, sea_screen_candidate c, sea_tai t0, sea_tai t1,
                             sea_screen_events *out);

/* The minimum of distance of a pair next to a root of its range rate, within [start, end]: positions decide. */
sea_tai sea_screen_closest(const sea_sgp4 *prepared, sea_screen_candidate c, sea_tai near, sea_tai start, sea_tai end);

/* Drops what was found twice and fills start, end and kind of the events of one pair, given in order of TCA.
 * Returns how many are left. */
size_t sea_screen_intervals(const sea_screen_plan *plan, sea_conjunction *events, size_t count);

#endif
