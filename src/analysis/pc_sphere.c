/* Integrals over the unit sphere of densities that may be flat or a needle, and of a flux with a kink on one circle. */
#include "analysis/pc_nc.h"
#include "base/math.h"
#include "base/vec.h"

#define TOLERANCE 1e-6
#define RING_TOLERANCE 3e-6
enum { DEPTH_MAX = 10, RING_LEAST = 8, RING_SLOW = 64, RING_MOST = 4096 };

typedef struct sphere {
    double (*value)(const void *payload, const double u[3]);
    const void *payload;
    double pole[3], east[3], north[3];
    int ring;    /* points on a circle of latitude that are enough where nothing has a kink */
    double most; /* the largest mean over a circle so far */
    bool settled;
} sphere;

/* Sum over `count` points of a circle of latitude, the first at an angle from the first meridian. */
static double ring_sum(const sphere *s, double height, int count, double first)
{
    double radius = sqrt(fmax(1.0 - height * height, 0.0)), sum = 0.0, cosine, sine, step_cosine, step_sine;
    sea_sincos(first, &sine, &cosine);
    sea_sincos(SEA_TWO_PI / count, &step_sine, &step_cosine);
    for (int i = 0; i < count; i++) {
        double u[3];
        for (int k = 0; k < 3; k++) u[k] = height * s->pole[k] + radius * (cosine * s->east[k] + sine * s->north[k]);
        sum += s->value(s->payload, u);
        double turned = cosine * step_cosine - sine * step_sine;
        sine = sine * step_cosine + cosine * step_sine;
        cosine = turned;
    }
    return sum;
}

/*
 * Mean over a circle of latitude: the trapezium rule converges as fast as any on a smooth periodic function. Where the
 * circle crosses a kink it does not, so the points are doubled until the mean stands still.
 */
static double ring_mean(sphere *s, double height)
{
    int count =
        (s->ring + 7) / 8 * 4; /* even, or what has half a turn for its period would see the doubled points too */
    double sum = ring_sum(s, height, count, 0.0), last, mean = sum / count;
    do {
        last = mean;
        sum += ring_sum(s, height, count, SEA_PI / count);
        count *= 2;
        mean = sum / count;
        s->most = fmax(s->most, mean);
    } while (fabs(mean - last) > RING_TOLERANCE * s->most && count < RING_MOST);
    return mean;
}

static double gauss(sphere *s, double a, double b)
{
    double middle = 0.5 * (a + b), half = 0.5 * (b - a), sum = 0.0;
    for (int i = 0; i < SEA_PC_GAUSS_HALF; i++) {
        double x = half * sea_pc_gauss[i][0];
        sum += sea_pc_gauss[i][1] * (ring_mean(s, middle - x) + ring_mean(s, middle + x));
    }
    return sum * half;
}

static double refine(sphere *s, double a, double b, double whole, double total, int depth)
{
    double m = 0.5 * (a + b), first = gauss(s, a, m), second = gauss(s, m, b), sum = first + second;
    if (fabs(sum - whole) <= TOLERANCE * fmax(total, sum)) return sum;
    if (depth == 0) {
        s->settled = false;
        return sum;
    }
    total = fmax(total, sum);
    return refine(s, a, m, first, total, depth - 1) + refine(s, m, b, second, total, depth - 1);
}

/* Unit vectors at right angles to the pole. */
static void complete(sphere *s)
{
    int least = 0;
    for (int i = 1; i < 3; i++)
        if (fabs(s->pole[i]) < fabs(s->pole[least])) least = i;
    double axis[3] = {0.0, 0.0, 0.0};
    axis[least] = 1.0;
    sea_vec_cross(s->pole, axis, s->east);
    double length = sea_vec_norm(s->east);
    for (int i = 0; i < 3; i++) s->east[i] /= length;
    sea_vec_cross(s->pole, s->east, s->north);
}

/* Angular width of a density that falls off by `slope` a radian and bends by `bend`. */
static int ring_for(double slope, double bend, int least)
{
    double count = least + ceil(8.0 * sqrt(1.0 + slope + bend) - 8.0);
    return count < RING_MOST ? (int)count : RING_MOST;
}

/*
 * The flux has a kink on the circle at right angles to the relative velocity: with the pole along it the kink is a
 * circle of latitude, and nothing is lost. Where the spread of velocities rounds the kink off, and the density is a
 * thin sheet through the sphere, the sheet's normal is the better pole: the circles then lie in the sheet.
 */
sea_pc_globe sea_pc_globe_for(const sea_pc_relative *p, double hbr_m)
{
    sea_pc_globe out;
    double place[3], pull[3] = {0.0, 0.0, 0.0}, spread = p->spread[0][0] + p->spread[1][1] + p->spread[2][2];
    sea_pc_relative_peak(p, hbr_m, place);
    for (int i = 0; i < 3; i++) out.pole[i] = sea_vec_dot(p->gain[i], p->r) - p->v[i];
    double speed = sea_vec_norm(out.pole), slope[3];
    for (int k = 0; k < 3; k++) {
        slope[k] = (sea_vec_dot(p->axes[k], place) - sea_vec_dot(p->axes[k], p->r)) / p->variance[k];
        for (int i = 0; i < 3; i++) pull[i] += slope[k] * p->axes[k][i];
    }
    out.ring = ring_for(hbr_m * sea_vec_norm(pull), hbr_m * hbr_m / p->variance[0], RING_LEAST);
    if (spread > 0.01 * speed * speed && out.ring > RING_SLOW) {
        for (int i = 0; i < 3; i++) out.pole[i] = p->axes[0][i];
        speed = 1.0;
        out.ring = ring_for(hbr_m * sea_hypot(slope[1], slope[2]), hbr_m * hbr_m / p->variance[1], RING_SLOW);
    }
    for (int i = 0; i < 3; i++) out.pole[i] = speed > 0.0 ? out.pole[i] / speed : p->axes[0][i];
    out.latitude = fmax(-1.0, fmin(1.0, sea_vec_dot(out.pole, place) / hbr_m));
    return out;
}

double sea_pc_sphere(double (*value)(const void *payload, const double u[3]), const void *payload,
                     const sea_pc_globe *globe, bool *settled)
{
    sphere s = {.value = value, .payload = payload, .ring = globe->ring, .settled = globe->ring < RING_MOST};
    for (int i = 0; i < 3; i++) s.pole[i] = globe->pole[i];
    complete(&s);
    /* Panels end at the equator and, where there is a narrow one, at the peak. */
    double at = globe->latitude, ends[4] = {-1.0, 0.0, 1.0, 1.0}, parts[3], total = 0.0, sum = 0.0;
    bool narrow = s.ring > RING_LEAST + 2 && fabs(at) > 1e-3 && fabs(at) < 0.999;
    int panels = narrow ? 3 : 2;
    if (narrow) ends[1] = fmin(at, 0.0), ends[2] = fmax(at, 0.0);
    for (int i = 0; i < panels; i++) {
        parts[i] = gauss(&s, ends[i], ends[i + 1]);
        total = fmax(total, parts[i]);
    }
    for (int i = 0; i < panels; i++) sum += refine(&s, ends[i], ends[i + 1], parts[i], total, DEPTH_MAX);
    *settled = *settled && s.settled;
    return SEA_TWO_PI * sum;
}
