/*
 * Screening, inside. The window is cut into tiles of equal length. Between the two knots of a tile every object is
 * replaced by an arc (screen_arc, screen_tile), sheets of arcs sorted by direction and radius yield the pairs that may
 * come below the threshold (screen_pair, screen_grid, and the vector test of screen_lane), each candidate is decided by
 * SGP4 itself (screen_refine), and blocks of tiles are the unit of parallel work (screen). One moving object of an
 * operator's meets the arcs of a catalogue kept in memory (screen_field, screen_path).
 */
#ifndef SEA_ANALYSIS_SCREEN_H
#define SEA_ANALYSIS_SCREEN_H

#include <starsea/motion.h>
#include <starsea/screen.h>
#include <stdbool.h>
#include <string.h>

enum { SEA_SCREEN_STEP_S = 300, SEA_SCREEN_BLOCK_TILES = 24 };
#define SEA_SCREEN_STEP_NS ((int64_t)SEA_SCREEN_STEP_S * SEA_NS_PER_S)

/* ---- screen_grid: cells of directions, and heights ---- */

enum { SEA_SCREEN_CUTS = 3, SEA_SCREEN_CELLS = 6 * SEA_SCREEN_CUTS * SEA_SCREEN_CUTS, SEA_SCREEN_CELLS_ROOM = 64 };

/* The caps that bound the cells: middles, cosines and sines of their radii; the rest up to the room is beyond reach. */
typedef struct sea_screen_caps {
    double cuts[SEA_SCREEN_CUTS - 1]; /* of a face, from its middle, in half its side */
    float x[SEA_SCREEN_CELLS_ROOM], y[SEA_SCREEN_CELLS_ROOM], z[SEA_SCREEN_CELLS_ROOM];
    float cosine[SEA_SCREEN_CELLS_ROOM], sine[SEA_SCREEN_CELLS_ROOM];
} sea_screen_caps;

void sea_screen_caps_make(sea_screen_caps *caps);

/* Cell of a direction, which need not be normalised. Free of branches, for the vector loops. */
static inline uint32_t sea_screen_caps_cell(const sea_screen_caps *caps, const double d[3])
{
    double ax = d[0] < 0.0 ? -d[0] : d[0], ay = d[1] < 0.0 ? -d[1] : d[1], az = d[2] < 0.0 ? -d[2] : d[2];
    bool on_x = (ax >= ay) & (ax >= az), on_y = ay >= az;
    double along = on_x ? d[0] : on_y ? d[1] : d[2], size = along < 0.0 ? -along : along;
    double u = on_x ? d[1] : on_y ? d[2] : d[0], v = on_x ? d[2] : on_y ? d[0] : d[1];
    uint32_t cell = (on_x ? 0u : on_y ? 2u : 4u) + (along > 0.0 ? 1u : 0u), column = 0, row = 0;
    for (int k = 0; k < SEA_SCREEN_CUTS - 1; k++) {
        double edge = size * caps->cuts[k];
        column += u > edge ? 1u : 0u;
        row += v > edge ? 1u : 0u;
    }
    return (cell * SEA_SCREEN_CUTS + column) * SEA_SCREEN_CUTS + row;
}

/* Bins of radius: of equal height where objects are many, of 1/64 of an octave above. */
enum {
    SEA_SCREEN_BIN_KM = 2,
    SEA_SCREEN_BINS_NEAR = 2048 / SEA_SCREEN_BIN_KM,
    SEA_SCREEN_BINS = SEA_SCREEN_BINS_NEAR + 7 * 64
};
#define SEA_SCREEN_BIN_FIRST_KM 6144.0f
#define SEA_SCREEN_BIN_FAR_KM 8192.0f
#define SEA_SCREEN_RADIUS_MAX_KM 1048576.0 /* arcs beyond are loose */

/* Never falls as the radius grows; radii outside the bins are in the first or last. */
static inline uint32_t sea_screen_bin(float r_km)
{
    float low = (r_km - SEA_SCREEN_BIN_FIRST_KM) * (1.0f / SEA_SCREEN_BIN_KM), most = SEA_SCREEN_BINS_NEAR - 1;
    low = low > 0.0f ? low : 0.0f;
    uint32_t near = (uint32_t)(int32_t)(low < most ? low : most), bits;
    memcpy(&bits, &r_km, sizeof bits);
    /* The bits of a positive float order as the float does. */
    uint32_t far = SEA_SCREEN_BINS_NEAR + ((bits - 0x46000000u) >> 17);
    uint32_t bin = r_km < SEA_SCREEN_BIN_FAR_KM ? near : far;
    return bin < SEA_SCREEN_BINS ? bin : SEA_SCREEN_BINS - 1;
}

/* ---- screen_lane: arcs and the pair test, many at a time ---- */

enum { SEA_SCREEN_LANES = 16, SEA_SCREEN_SHEETS = 4 };

/*
 * An arc whose directions cover more than a chord of these is not sorted by direction. Near: orbits whose radius
 * changes by less than 40 km in a tile; far: perigees of eccentric orbits. Beyond, an arc is tested against everything.
 */
#define SEA_SCREEN_REACH_NEAR (0.00122 * SEA_SCREEN_STEP_S / 2 + 0.002)
#define SEA_SCREEN_REACH_FAR (0.00175 * SEA_SCREEN_STEP_S / 2 + 0.003)

/* Largest spread of each sheet but the last, km. */
static const double sea_screen_sheet_limits[SEA_SCREEN_SHEETS - 1] = {3.5, 12.0, 40.0};

/* Where arcs of one sheet, bin and cell are counted; there is a bin more, which comes before the first. */
enum {
    SEA_SCREEN_SHEET_PLACES = (SEA_SCREEN_BINS + 1) * SEA_SCREEN_CELLS,
    SEA_SCREEN_PLACES = SEA_SCREEN_SHEETS * SEA_SCREEN_SHEET_PLACES,
    SEA_SCREEN_LOOSE = SEA_SCREEN_PLACES
};

static inline uint32_t sea_screen_place(uint32_t sheet, uint32_t bin, uint32_t cell)
{
    return sheet * SEA_SCREEN_SHEET_PLACES + (bin + 1) * SEA_SCREEN_CELLS + cell;
}

/* An arc by itself. */
typedef struct sea_screen_row {
    float x, y, z, vx, vy, vz; /* middle of the arc, km and km/s */
    float limit;               /* as a row: threshold and this object's margin, km */
    float tau_max;             /* s */
    float margin;              /* as a partner: km added to the row's limit */
    float r;                   /* radius in the middle, km */
    float spread;              /* km by which the radius may leave that of the middle */
    float reach;               /* chord of directions that the arc covers, and what the limit adds */
    float speed;               /* km/s */
    uint32_t object;
} sea_screen_row;

/* What the pair test needs of many; each array is padded by SEA_SCREEN_LANES. */
enum { SEA_SCREEN_LANE_ARRAYS = 7 };
typedef struct sea_screen_lanes {
    float *x, *y, *z, *vx, *vy, *vz, *margin;
    float *block; /* what holds them all */
} sea_screen_lanes;

bool sea_screen_lanes_new(sea_screen_lanes *lanes, size_t count); /* false without memory; all zero */
void sea_screen_lanes_free(sea_screen_lanes *lanes);
void sea_screen_lanes_set(const sea_screen_lanes *lanes, size_t k, const sea_screen_row *row);

/* Where lane k is and how it moves; the rest of the row is not known. */
static inline sea_screen_row sea_screen_lanes_row(const sea_screen_lanes *l, size_t k)
{
    return (sea_screen_row){.x = l->x[k], .y = l->y[k], .z = l->z[k], .vx = l->vx[k], .vy = l->vy[k], .vz = l->vz[k]};
}

/* Positions at the four knots about a tile, [object]: 1 and 2 are its ends. */
typedef struct sea_screen_knots {
    const double (*r_km[4])[3];
    const int8_t *statuses[4];
} sea_screen_knots;

/* Arcs in order of objects, as rows but for their objects, and the place of each. */
enum { SEA_SCREEN_ARC_ARRAYS = 13 };
typedef struct sea_screen_arcs {
    float *values[SEA_SCREEN_ARC_ARRAYS]; /* in the order of sea_screen_row */
    uint32_t *places;
} sea_screen_arcs;

static inline sea_screen_row sea_screen_arcs_row(const sea_screen_arcs *arcs, uint32_t i)
{
    float *const *v = arcs->values;
    return (sea_screen_row){v[0][i], v[1][i], v[2][i], v[3][i],  v[4][i],  v[5][i],  v[6][i],
                            v[7][i], v[8][i], v[9][i], v[10][i], v[11][i], v[12][i], i};
}

typedef struct sea_screen_range {
    uint32_t begin, end;
} sea_screen_range;

/* One instruction set's instance; all give the same bits. */
typedef struct sea_screen_kernel {
    /* Arcs of the objects [begin, end), which have states at knots 1 and 2, and at 0 and 3 where before and after say
     * so. */
    void (*arcs)(const sea_screen_knots *knots, const sea_screen_caps *caps, double threshold_km, size_t begin,
                 size_t end, bool before, bool after, const sea_screen_arcs *out);
    /* A bit a cell: those with a direction that the row comes within a chord of. */
    uint64_t (*reach)(const sea_screen_row *row, const sea_screen_caps *caps, float chord);
    /* The lanes of the ranges whose arcs come within row limit + lane margin. Returns how many; hits has room for all.
     */
    size_t (*test)(const sea_screen_lanes *lanes, const sea_screen_row *row, const sea_screen_range *ranges,
                   size_t count, uint32_t *hits);
} sea_screen_kernel;

extern const sea_screen_kernel sea_screen_portable_kernel, sea_screen_avx2_kernel, sea_screen_avx512_kernel;

/* The one that goes with SGP4's (sea_sgp4_kernel_name). */
const sea_screen_kernel *sea_screen_kernel_best(void);

/* What every part of a run shares; read-only while it runs. */
struct sea_screen_plan {
    const sea_gp *gps;
    const sea_sgp4 *prepared; /* the plan's own */
    size_t count;
    bool *primary; /* NULL = all against all */
    bool *skip;    /* NULL = none left out on request */
    size_t primary_count;
    sea_tai start, end;
    double threshold_km; /* of the sphere that holds the volume */
    size_t tiles, blocks;
    sea_screen_options options;
    sea_screen_caps caps;
    const sea_screen_kernel *kernel;
    const sea_motion *motion; /* NULL = every object moves by its elements */
    uint32_t motion_index;    /* the object that moves by it instead */
    size_t motion_piece;      /* the piece looked at, continued; SEA_SCREEN_ALL_PIECES: each in its time */
};

#define SEA_SCREEN_ALL_PIECES SIZE_MAX

/* State of an object at an instant, TEME. */
sea_status sea_screen_state(const sea_screen_plan *plan, uint32_t i, sea_tai t, double r_km[3], double v_km_s[3]);

static inline sea_tai sea_screen_knot(const sea_screen_plan *plan, int64_t k)
{
    return (sea_tai){plan->start.ns + k * SEA_SCREEN_STEP_NS};
}

/* ---- screen_tile and screen_pair: candidates of a tile ---- */

/* Two objects that may come below the threshold during a tile, and about when; i < j. */
typedef struct sea_screen_candidate {
    uint32_t i, j;
    float offset_s; /* from the middle of the tile */
} sea_screen_candidate;

typedef struct sea_screen_candidates {
    sea_screen_candidate *items;
    size_t count, capacity;
} sea_screen_candidates;

/* About when two arcs are closest, s from the middle of the tile. */
float sea_screen_guess(const sea_screen_row *a, const sea_screen_row *b);

/* Figures a block adds to the certificate. */
typedef struct sea_screen_figures {
    uint64_t pairs_tested, candidates;
    double speed_km_s, margin_km;
} sea_screen_figures;

/* A block of tiles has a knot at each end of each tile, and one more on both sides. */
enum { SEA_SCREEN_BLOCK_KNOTS = SEA_SCREEN_BLOCK_TILES + 3 };

/* The current block and tile of one worker. Arcs are sorted by sheet, cell and bin, loose ones last. */
typedef struct sea_screen_tile {
    size_t count;
    size_t first, index;    /* first tile of the block, the current one */
    double (*r_km)[3];      /* [knot][object], the first knot a step before the block */
    int8_t *statuses;       /* likewise */
    sea_screen_arcs arcs;   /* in order of objects */
    sea_screen_row *rows;   /* sorted */
    sea_screen_lanes lanes; /* the same once more */
    uint32_t *hits;
    uint32_t *ends; /* of each place: one past its arcs, and so where those of its cell's next bin begin */
    uint64_t sheet_cells[SEA_SCREEN_SHEETS]; /* a bit a cell that has arcs */
    size_t arc_count, sheet_end;             /* arcs before sheet_end are in sheets, the rest are loose */
    float sheet_spread[SEA_SCREEN_SHEETS];   /* largest spread in each sheet */
    float sheet_reach[SEA_SCREEN_SHEETS];    /* largest reach r^1.5 in each sheet */
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

/* The minimum of distance next to an instant at which it is less than so long before and after. */
sea_status sea_screen_refine_near(const sea_screen_plan *plan, sea_screen_candidate c, sea_tai near, int64_t within_ns,
                                  sea_screen_events *out);
/* Below the threshold at an edge of the window that is an end of [t0, t1], and closest there. */
sea_status sea_screen_edges(const sea_screen_plan *plan, sea_screen_candidate c, sea_tai t0, sea_tai t1,
                            sea_screen_events *out);

/* A minimum of distance at the instant at which the moving object's piece `before` ends and the next begins. */
sea_status sea_screen_refine_joint(const sea_screen_plan *plan, sea_screen_candidate c, size_t before, sea_tai at,
                                   sea_screen_events *out);

/* The minimum of distance of a pair next to a root of its range rate, within [start, end]: positions decide. */
sea_tai sea_screen_closest(const sea_sgp4 *prepared, sea_screen_candidate c, sea_tai near, sea_tai start, sea_tai end);

/* Drops what was found twice and fills start, end and kind of the events of one pair, given in order of TCA.
 * Returns how many are left. */
size_t sea_screen_intervals(const sea_screen_plan *plan, sea_conjunction *events, size_t count);

/* ---- screen_account: what every run keeps account of ---- */

/* The first tile in which each object has no state, found by several workers. */
typedef struct sea_screen_misses {
    size_t count; /* objects */
    uint32_t workers;
    int64_t *tile;   /* [worker][object], INT64_MAX = none */
    sea_status *why; /* likewise */
} sea_screen_misses;

bool sea_screen_misses_new(sea_screen_misses *misses, size_t count, uint32_t workers); /* false without memory */
void sea_screen_misses_free(sea_screen_misses *misses);
/* Notes who has no state in the current tile of `t`, which is number `tile`. */
void sea_screen_misses_note(sea_screen_misses *misses, uint32_t worker, const sea_screen_tile *t, size_t tile);
/* The first tile that object i misses, and why; INT64_MAX for none. */
int64_t sea_screen_misses_first(const sea_screen_misses *misses, size_t i, sea_status *why);

/* Time between the epochs of elements and the start: the median, and the most. */
sea_status sea_screen_ages(const sea_screen_plan *plan, double *median_s, double *most_s);

void sea_screen_sort_by_pair(sea_conjunction *events, size_t count);
/* One past the last event of the pair whose first is number `begin`, of events sorted by pair. */
size_t sea_screen_pair_end(const sea_conjunction *events, size_t count, size_t begin);
/*
 * Drops the events of objects at and after the instants from which they are excluded, ordered by catalogue number;
 * returns how many are left. Hours after SGP4 said that an object decayed it may give states again, of no orbit.
 * Before the epoch an object may be without states first and have them later: that is no decay.
 */
size_t sea_screen_drop_excluded(const sea_screen_plan *plan, const sea_screen_exclusion *all, size_t n,
                                sea_conjunction *events, size_t count);
/* Puts events into their final order, and into the result, whose they are from then on. */
void sea_screen_result_set(sea_screen_result *result, sea_conjunction *events, size_t count);

/* ---- screen_exhaustive: every pair ---- */

enum { SEA_SCREEN_SAMPLE_S = 10 };

/* All minima and edges in the tiles [first, last), without arcs or cells. */
sea_status sea_screen_exhaust(const sea_screen_plan *plan, size_t first, size_t last, sea_screen_events *out,
                              sea_screen_figures *figures);

/* ---- screen_volume ---- */

/*
 * Whether a pair enters the volume within [from, to], of which both ends are below the plan's threshold, in the frame
 * of a primary; cuts from and to to the first and last instant inside.
 */
bool sea_screen_enters(const sea_screen_plan *plan, sea_screen_candidate c, sea_tai *from, sea_tai *to);

#endif
