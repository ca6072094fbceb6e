/*
 * Cells of directions: the faces of a cube about the Earth, each cut evenly by angle. A cell's sides are great circles,
 * so that its farthest points from its middle are its corners, and a cap about the middle that holds these bounds it.
 */
#include "analysis/screen.h"

#include "base/math.h"
#include "base/vec.h"

/* The point (u, v) of a face at distance 1 or -1 along its axis, brought to a length of one. */
static void direction(int axis, double along, double u, double v, double out[3])
{
    double n = sqrt(1.0 + u * u + v * v);
    out[axis] = along / n;
    out[(axis + 1) % 3] = u / n;
    out[(axis + 2) % 3] = v / n;
}

static double angle(const double a[3], const double b[3])
{
    double d[3];
    sea_vec_sub(a, b, d);
    double half = 0.5 * sea_vec_norm(d);
    return 2.0 * sea_asin(half < 1.0 ? half : 1.0);
}

void sea_screen_caps_make(sea_screen_caps *caps)
{
    memset(caps, 0, sizeof *caps);
    double edges[SEA_SCREEN_CUTS + 1];
    for (int k = 0; k <= SEA_SCREEN_CUTS; k++) {
        double s, c;
        sea_sincos(0.25 * SEA_PI * (2.0 * k / SEA_SCREEN_CUTS - 1.0), &s, &c);
        edges[k] = s / c;
    }
    for (int k = 1; k < SEA_SCREEN_CUTS; k++) caps->cuts[k - 1] = edges[k];
    for (size_t cell = 0; cell < SEA_SCREEN_CELLS; cell++) {
        int at = (int)cell, row = at % SEA_SCREEN_CUTS, column = at / SEA_SCREEN_CUTS % SEA_SCREEN_CUTS;
        int face = at / (SEA_SCREEN_CUTS * SEA_SCREEN_CUTS);
        double corners[4][3], middle[3], radius_rad = 0.0;
        for (int c = 0; c < 4; c++)
            direction(face / 2, face % 2 ? 1.0 : -1.0, edges[column + c / 2], edges[row + c % 2], corners[c]);
        for (int m = 0; m < 3; m++) middle[m] = corners[0][m] + corners[1][m] + corners[2][m] + corners[3][m];
        double n = sea_vec_norm(middle);
        for (int m = 0; m < 3; m++) middle[m] /= n;
        for (int c = 0; c < 4; c++) {
            double a = angle(corners[c], middle);
            if (a > radius_rad) radius_rad = a;
        }
        caps->x[cell] = (float)middle[0], caps->y[cell] = (float)middle[1], caps->z[cell] = (float)middle[2];
        caps->cosine[cell] = (float)sea_cos(radius_rad);
        caps->sine[cell] = (float)sea_sin(radius_rad);
    }
}
