/*
 * Cells of directions: four bands of latitude cut by longitude. A cell is bounded by a cap about its middle; the
 * farthest points of a cell without a pole are its corners.
 */
#include "analysis/screen.h"

#include "base/math.h"
#include "base/vec.h"

#include <stdlib.h>

typedef struct cap {
    double middle[3], radius_rad;
} cap;

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

void sea_screen_caps_make(sea_screen_caps *caps)
{
    enum { BANDS = 4 }; /* 45 degrees each: fewer, fuller cells beat closer caps */
    const double width = SEA_PI / BANDS;
    caps->count = 0;
    for (int b = 0; b < BANDS; b++) {
        double lat0 = -0.5 * SEA_PI + width * b, lat1 = lat0 + width;
        int across = b == 0 || b == BANDS - 1 ? 1 : SEA_SCREEN_ACROSS; /* polar bands are one cell */
        for (int k = 0; k < across; k++) {
            cap c = cap_of(lat0, lat1, 4.0 * k / across, 4.0 * (k + 1) / across);
            size_t at = caps->count++;
            caps->x[at] = (float)c.middle[0], caps->y[at] = (float)c.middle[1], caps->z[at] = (float)c.middle[2];
            caps->cosine[at] = (float)sea_cos(c.radius_rad);
            caps->sine[at] = (float)sea_sin(c.radius_rad);
        }
    }
    caps->z_edge = sea_sin(width);
}
