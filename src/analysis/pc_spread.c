/*
 * How far the states of element sets are from the truth, where nobody has said: estimated from an object's own history,
 * or taken from a published table. An estimate never enters a probability without its caveat.
 */
#include "analysis/pc.h"
#include "base/math.h"
#include "base/vec.h"

#include <starsea/frame.h>
#include <starsea/sgp4.h>

#include <stdlib.h>
#include <string.h>

#define DAY_NS 86400e9
#define MU_KM3_S2 398600.4418
#define LOW_ORBIT_KM (6378.137 + 2000.0)
#define MAD_TO_SIGMA 1.482602218505602 /* of a Gaussian: one over the quantile at three quarters */
enum { BINS = 7, BIN_PAIRS_LEAST = 5, BINS_LEAST = 3, SETS_MAX = 200, HISTORY_DAYS = 30 };

sea_status sea_pc_spread_from_table(sea_pc_table table, const sea_pc_object *object, sea_pc_spread *out)
{
    memset(out, 0, sizeof *out);
    if (table != SEA_PC_TABLE_AIDA_2013) return SEA_E_USAGE;
    double r = sea_vec_norm(object->r_m) / 1000.0, v = sea_vec_norm(object->v_m_s) / 1000.0;
    double inverse = 2.0 / r - v * v / MU_KM3_S2;
    if (!(inverse > 1.0 / LOW_ORBIT_KM)) return SEA_E_UNSUPPORTED;
    *out = (sea_pc_spread){.sigma_m = {176.0, 695.0, 168.0},
                           .growth_m_day = {125.0, 392.0, 0.0},
                           .linear = true,
                           .caveat = SEA_PC_CAVEAT_COV_TABLE};
    return SEA_OK;
}

/* ---- history ---- */

static int compare_reals(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* Median of at least one value, which are sorted in place. */
static double median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, compare_reals);
    return count % 2 ? values[count / 2] : 0.5 * (values[count / 2 - 1] + values[count / 2]);
}

/* Differences of pairs, a bin a day of time between the two: sizes along R, T, N. */
typedef struct differences {
    double *size[3];
    unsigned char *bin;
    size_t count;
} differences;

/* Set `from` carried to the epoch of set `to`, less that set's own state there, in its RTN frame. */
static bool difference(const sea_sgp4 *sets, const sea_gp *gps, size_t from, size_t to, double out_m[3])
{
    double r[3], v[3], other[3], rtn[3][3];
    if (sea_sgp4_state(sets, to, gps[to].epoch, r, v) != SEA_OK) return false;
    if (sea_sgp4_state(sets, from, gps[to].epoch, other, NULL) != SEA_OK) return false;
    if (sea_frame_rtn(r, v, rtn) != SEA_OK) return false;
    sea_vec_sub(other, r, other);
    for (int k = 0; k < 3; k++) out_m[k] = 1000.0 * sea_vec_dot(rtn[k], other);
    return true;
}

static void gather(const sea_sgp4 *sets, const sea_gp *gps, size_t count, differences *d)
{
    for (size_t j = 1; j < count; j++)
        for (size_t i = j; i-- > 0;) {
            double days = (double)(gps[j].epoch.ns - gps[i].epoch.ns) / DAY_NS, away[3];
            if (days >= BINS) break;
            if (days < 0.02 || !difference(sets, gps, i, j, away)) continue;
            for (int k = 0; k < 3; k++) d->size[k][d->count] = fabs(away[k]);
            d->bin[d->count++] = (unsigned char)days;
        }
}

/* A scale a bin that has enough pairs, and the middle of the bin, days. Returned: how many. */
static int scales(const differences *d, int axis, double *work, double days[BINS], double scale[BINS])
{
    int count = 0;
    for (int b = 0; b < BINS; b++) {
        size_t n = 0;
        for (size_t i = 0; i < d->count; i++)
            if (d->bin[i] == b) work[n++] = d->size[axis][i];
        if (n < BIN_PAIRS_LEAST) continue;
        days[count] = b + 0.5;
        scale[count++] = MAD_TO_SIGMA * median(work, n);
    }
    return count;
}

/*
 * Two sets t apart differ by both errors at their epochs and by what the earlier one's has grown to: in squares, a line
 * in t^2, fitted by medians of slopes and of intercepts (Theil and Sen).
 */
static void fit(const double *days, const double *scale, int count, double *sigma, double *growth)
{
    double slopes[BINS * BINS], rests[BINS], first = scale[0] * scale[0];
    size_t n = 0;
    for (int i = 0; i < count; i++)
        for (int k = 0; k < i; k++)
            slopes[n++] = (scale[i] * scale[i] - scale[k] * scale[k]) / (days[i] * days[i] - days[k] * days[k]);
    double slope = fmax(median(slopes, n), 0.0);
    for (int i = 0; i < count; i++) rests[i] = scale[i] * scale[i] - slope * days[i] * days[i];
    /* Growth faster than that leaves no intercept: then half of what the first bin has. */
    *sigma = sqrt(0.5 * fmax(median(rests, (size_t)count), 0.25 * first));
    *growth = sqrt(slope);
}

static sea_status estimate(const differences *d, double *work, sea_pc_spread *out)
{
    for (int axis = 0; axis < 3; axis++) {
        double days[BINS], scale[BINS];
        int count = scales(d, axis, work, days, scale);
        if (count < BINS_LEAST) return SEA_E_NOT_FOUND;
        fit(days, scale, count, &out->sigma_m[axis], &out->growth_m_day[axis]);
        if (!(out->sigma_m[axis] > 0.0)) return SEA_E_NOT_FOUND;
        out->reach_days = days[count - 1] + 0.5;
    }
    out->pairs = d->count;
    out->caveat = SEA_PC_CAVEAT_COV_HISTORY;
    return SEA_OK;
}

static sea_status difference_all(const sea_gp *gps, size_t count, sea_pc_spread *out)
{
    size_t most = count * (count - 1) / 2;
    sea_sgp4 *sets = NULL;
    double *block = malloc((4 * sizeof(double) + 1) * most);
    sea_status s = block ? sea_sgp4_new(gps, count, NULL, &sets, NULL, NULL) : SEA_E_MEMORY;
    if (s == SEA_OK) {
        differences d = {.size = {block, block + most, block + 2 * most}, .bin = (unsigned char *)(block + 4 * most)};
        gather(sets, gps, count, &d);
        s = estimate(&d, block + 3 * most, out);
    }
    sea_sgp4_free(sets);
    free(block);
    return s;
}

sea_status sea_pc_spread_from_history(const sea_gp *gps, size_t count, sea_tai until, sea_pc_spread *out)
{
    memset(out, 0, sizeof *out);
    size_t last = count, first;
    for (size_t i = 1; i < count; i++)
        if (gps[i].epoch.ns < gps[i - 1].epoch.ns || gps[i].norad_cat_id != gps[0].norad_cat_id) return SEA_E_USAGE;
    while (last > 0 && gps[last - 1].epoch.ns > until.ns) last--;
    first = last;
    while (first > 0 && last - first < SETS_MAX &&
           (double)(until.ns - gps[first - 1].epoch.ns) <= HISTORY_DAYS * DAY_NS)
        first--;
    if (last - first < 2) return SEA_E_NOT_FOUND;
    out->newest = gps[last - 1].epoch;
    return difference_all(gps + first, last - first, out);
}

sea_status sea_pc_object_set_spread(sea_pc_object *object, const sea_pc_spread *spread, double age_days)
{
    double rtn[6][6] = {{0}};
    if (!(fabs(age_days) <= 1e4)) return SEA_E_RANGE;
    for (int k = 0; k < 3; k++) {
        double grown = spread->growth_m_day[k] * fabs(age_days);
        double sigma = spread->linear ? spread->sigma_m[k] + grown : sea_hypot(spread->sigma_m[k], grown);
        if (!(sigma > 0.0 && sigma < SEA_PC_DEFAULT_SIGMA_M)) return SEA_E_RANGE;
        rtn[k][k] = sigma * sigma;
    }
    object->covariance_velocity = false;
    return sea_pc_object_set_rtn(object, rtn);
}
