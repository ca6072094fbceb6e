/*
 * Cells of directions: bands of latitude cut by longitude, and which cells lie within reach of which. A cell is bounded
 * by a cap about its middle; the farthest points of a cell without a pole are its corners.
 */
#include "analysis/screen.h"

#include "base/math.h"
#include "base/vec.h"

#include <stdlib.h>

enum { BANDS = 4 }; /* 45 degrees each: fewer, fuller cells beat closer caps */

typedef struct cap {
    double middle[3], radius_rad;
} cap;

struct sea_screen_grid {
    size_t count;
    size_t first[BANDS]; /* first cell of each band */
    size_t across[BANDS];
    double z_edge[BANDS]; /* sine of each band's upper latitude */
    cap caps[SEA_SCREEN_CELLS_MAX];
    uint8_t *lists[2]; /* near, far */
    size_t starts[2][SEA_SCREEN_CELLS_MAX + 1];
    float middle[SEA_SCREEN_CELLS_MAX][3];                          /* of the caps */
    float cosine[SEA_SCREEN_CELLS_MAX], sine[SEA_SCREEN_CELLS_MAX]; /* of their radii */
};

static void direction(double lat, double turn, double out[3])
{
    /* Longitude runs as a "diamond" angle: turn in [0, 4), monotone in longitude and free of arc tangents. */
    int quadrant = (int)turn;
    double f = turn - quadrant, c = 1.0 - f, s = f, n = sqrt(c * c + s * s), cl, sl;
    sea_sincos(lat, &sl, &cl);
    double x = cl * c / n, y = cl * s / n;
    switch (quadrant & 3) {
    case 0: out[0] = x, out[1] = y; break;
    case 1: out[0] = -y, out[1] = x; break;
    case 2: out[0] = -x, out[1] = -y; break;
    default: out[0] = y, out[1] = -x; break;
    }
    out[2] = sl;
}

static double angle(const double a[3], const double b[3])
{
    double d[3];
    sea_vec_sub(a, b, d);
    double half = 0.5 * sea_vec_norm(d);
    return 2.0 * sea_asin(half < 1.0 ? half : 1.0);
}

static cap cap_of(double lat0, double lat1, double turn0, double turn1)
{
    cap c = {.radius_rad = 0.0};
    if (turn1 - turn0 > 3.9) { /* a polar cap */
        double pole = lat1 > 0.0 ? 1.0 : -1.0;
        c.middle[2] = pole;
        c.radius_rad = 0.5 * SEA_PI - (pole > 0.0 ? lat0 : -lat1);
        return c;
    }
    direction(0.5 * (lat0 + lat1), 0.5 * (turn0 + turn1), c.middle);
    for (int k = 0; k < 4; k++) {
        double corner[3];
        direction(k & 1 ? lat1 : lat0, k & 2 ? turn1 : turn0, corner);
        double a = angle(corner, c.middle);
        if (a > c.radius_rad) c.radius_rad = a;
    }
    return c;
}

static bool list_neighbours(sea_screen_grid *g, int which, double chord)
{
    double most = 2.0 * sea_asin(0.5 * chord) + 1e-5; /* single precision included */
    g->lists[which] = malloc(g->count * g->count);
    if (!g->lists[which]) return false;
    size_t n = 0;
    for (size_t a = 0; a < g->count; a++) {
        g->starts[which][a] = n;
        for (size_t b = 0; b < g->count; b++)
            if (angle(g->caps[a].middle, g->caps[b].middle) <= g->caps[a].radius_rad + g->caps[b].radius_rad + most)
                g->lists[which][n++] = (uint8_t)b;
    }
    g->starts[which][g->count] = n;
    return true;
}

sea_screen_grid *sea_screen_grid_new(void)
{
    sea_screen_grid *g = calloc(1, sizeof *g);
    if (!g) return NULL;
    const double width = SEA_PI / BANDS;
    for (int b = 0; b < BANDS; b++) {
        double lat0 = -0.5 * SEA_PI + width * b, lat1 = lat0 + width;
        /* As many across as keep cells about as wide as they are high; polar bands are one cell. */
        size_t across = (size_t)(2.0 * SEA_PI * sea_cos(0.5 * (lat0 + lat1)) / width);
        g->first[b] = g->count;
        g->across[b] = b == 0 || b == BANDS - 1 ? 1 : across;
        g->z_edge[b] = sea_sin(lat1);
        for (size_t k = 0; k < g->across[b]; k++)
            g->caps[g->count++] = cap_of(lat0, lat1, 4.0 * (double)k / (double)g->across[b],
                                         4.0 * (double)(k + 1) / (double)g->across[b]);
    }
    for (size_t c = 0; c < g->count; c++) {
        g->cosine[c] = (float)sea_cos(g->caps[c].radius_rad);
        g->sine[c] = (float)sea_sin(g->caps[c].radius_rad);
        for (int k = 0; k < 3; k++) g->middle[c][k] = (float)g->caps[c].middle[k];
    }
    /* Radii of two arcs that meet differ by both spreads and the threshold: 2% when near, 15% when far. */
    if (list_neighbours(g, 0, 1.02 * 2.0 * SEA_SCREEN_REACH_NEAR) &&
        list_neighbours(g, 1, 1.15 * 2.0 * SEA_SCREEN_REACH_FAR))
        return g;
    sea_screen_grid_free(g);
    return NULL;
}

void sea_screen_grid_free(sea_screen_grid *grid)
{
    if (!grid) return;
    free(grid->lists[0]);
    free(grid->lists[1]);
    free(grid);
}

size_t sea_screen_grid_count(const sea_screen_grid *grid)
{
    return grid->count;
}

size_t sea_screen_grid_cell(const sea_screen_grid *grid, const double d[3], double r)
{
    double z = d[2] / r;
    size_t band = 0;
    while (band < BANDS - 1 && z > grid->z_edge[band]) band++;
    double ax = fabs(d[0]), ay = fabs(d[1]), sum = ax + ay;
    double f = sum > 0.0 ? ay / sum : 0.0;
    double turn = d[0] >= 0.0 ? (d[1] >= 0.0 ? f : 4.0 - f) : (d[1] >= 0.0 ? 2.0 - f : 2.0 + f);
    size_t k = (size_t)(turn * 0.25 * (double)grid->across[band]);
    return grid->first[band] + (k < grid->across[band] ? k : grid->across[band] - 1);
}

sea_screen_neighbours sea_screen_grid_neighbours(const sea_screen_grid *grid, size_t cell, bool far)
{
    int which = far ? 1 : 0;
    size_t begin = grid->starts[which][cell];
    return (sea_screen_neighbours){grid->lists[which] + begin, grid->starts[which][cell + 1] - begin};
}

bool sea_screen_grid_reaches(const sea_screen_grid *grid, size_t cell, float chord, float x, float y, float z, float r)
{
    /* cos(radius + angle), angle the chord's: its cosine is 1 - chord^2/2, its sine at most the chord. */
    const float *m = grid->middle[cell];
    float edge = grid->cosine[cell] * (1.0f - 0.5f * chord * chord) - grid->sine[cell] * chord;
    return x * m[0] + y * m[1] + z * m[2] >= (edge - 1e-5f) * r;
}
