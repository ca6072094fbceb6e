/*
 * Importance sampling for Monte Carlo (Hesterberg 1995, Technometrics 37(2), 185: defensive mixtures).
 *
 * Seen at one instant, the miss across the relative velocity is to first order a linear function of the twelve standard
 * normals a pair is drawn from. Most pairs are drawn with that miss taken from round Gaussians about zero, from
 * narrower than the radius to far wider, and all else as it falls, at instants spread over the encounter. One pair in
 * five is drawn as it is. A pair counts the ratio of its true density to the one it was drawn from: the linear maps say
 * where to look, and whatever they miss, the mean of the count is the same.
 */
#include "analysis/pc_proposal.h"
#include "base/math.h"
#include "base/vec.h"

#define RARE 0.05
#define PLAIN (1.0 / SEA_PC_WEIGHT_MAX)
#define SPREAD 0.5 /* instants are spread by this power of the largest density on the ball */

/* Widths in combined radii: a touch is about one wide, unless the linear map is off. */
static const struct {
    double share, width;
} parts[] = {{0.4, 0.7}, {0.2, 2.0}, {0.1, 6.0}, {0.1, 20.0}};
enum { PARTS = sizeof parts / sizeof parts[0], SIDE = 64, SAMPLES = 2 * SIDE + 1 };

static void across(const double v[3], double axes[2][3])
{
    int least = 0;
    double helper[3] = {0, 0, 0};
    for (int k = 1; k < 3; k++)
        if (fabs(v[k]) < fabs(v[least])) least = k;
    helper[least] = 1.0;
    sea_vec_cross(v, helper, axes[0]);
    double first = sea_vec_norm(axes[0]);
    for (int k = 0; k < 3; k++) axes[0][k] /= first;
    sea_vec_cross(v, axes[0], axes[1]);
    double second = sea_vec_norm(axes[1]);
    for (int k = 0; k < 3; k++) axes[1][k] /= second;
}

static void map_object(const sea_pc_meeting *m, int which, const double factor[6][6], double t_s, double axes[2][3],
                       double map[2][SEA_PC_DRAWS])
{
    sea_pc_elements e = m->orbit[which]->mean;
    double state[6], j[6][6], sign = which ? 1.0 : -1.0;
    for (int i = 0; i < 6; i++) e.x[i] += m->shift[which][i];
    sea_pc_elements_to_state(&e, t_s, state, j);
    for (int p = 0; p < 2; p++)
        for (int c = 0; c < 6; c++) {
            double sum = 0.0;
            for (int l = c; l < 6; l++)
                sum += (axes[p][0] * j[0][l] + axes[p][1] * j[1][l] + axes[p][2] * j[2][l]) * factor[l][c];
            map[p][6 * which + c] = sign * sum / m->hbr_m;
        }
}

/* The encounter as seen at an instant. Returned: false where it has no plane then. */
static bool look(sea_pc_meeting m, const double (*const factor[2])[6], double t_s, sea_pc_sight *out, double c[2][2])
{
    sea_pc_relative now;
    double axes[2][3];
    sea_pc_relative_at(&m, t_s, &now);
    if (!now.settled || !(sea_vec_norm(now.v) > 0.0)) return false;
    across(now.v, axes);
    for (int k = 0; k < 2; k++) {
        map_object(&m, k, factor[k], t_s, axes, out->map);
        out->mean[k] = sea_vec_dot(axes[k], now.r) / m.hbr_m;
    }
    for (int p = 0; p < 2; p++)
        for (int q = 0; q < 2; q++) {
            c[p][q] = 0.0;
            for (int i = 0; i < SEA_PC_DRAWS; i++) c[p][q] += out->map[p][i] * out->map[q][i];
        }
    double determinant = c[0][0] * c[1][1] - c[0][1] * c[1][0];
    if (!(determinant > 1e-12 * c[0][0] * c[1][1])) return false;
    out->inverse[0][0] = c[1][1] / determinant;
    out->inverse[1][1] = c[0][0] / determinant;
    out->inverse[0][1] = out->inverse[1][0] = -c[0][1] / determinant;
    out->log_density = -0.5 * sea_log(determinant);
    for (int i = 0; i < SEA_PC_DRAWS; i++)
        for (int p = 0; p < 2; p++)
            out->pull[i][p] = out->map[0][i] * out->inverse[0][p] + out->map[1][i] * out->inverse[1][p];
    return true;
}

/* Whether the encounter plane itself gives little: where touches are common, drawing them oftener gains nothing. */
static bool rare(const double c[2][2], const double mean[2])
{
    double angle = 0.5 * sea_atan2(2.0 * c[0][1], c[0][0] - c[1][1]), sine, cosine;
    sea_sincos(angle, &sine, &cosine);
    double x2 = cosine * cosine * c[0][0] + 2.0 * sine * cosine * c[0][1] + sine * sine * c[1][1];
    double y2 = c[0][0] + c[1][1] - x2;
    if (!(x2 > 0.0) || !(y2 > 0.0)) return false;
    const sea_pc_plane plane = {cosine * mean[0] + sine * mean[1], cosine * mean[1] - sine * mean[0], sqrt(x2),
                                sqrt(y2), 1.0};
    sea_pc pc;
    return sea_pc_plane_value(SEA_PC_EXACT, &plane, &pc) == SEA_OK && pc.value < RARE;
}

/* Meeting points at instants over the span, walked from its peak, and how much each instant may count. */
static void walk(const sea_pc_meeting *peak, const sea_pc_span *span, sea_pc_meeting at[SAMPLES], double t[SAMPLES],
                 double share[SAMPLES])
{
    for (int side = -1; side <= 1; side += 2) {
        sea_pc_meeting m = *peak;
        double end = side < 0 ? span->from_s : span->to_s;
        for (int i = 0; i <= SIDE; i++) {
            sea_pc_relative now;
            double place[3];
            int k = SIDE + side * i;
            t[k] = span->peak_s + (end - span->peak_s) * i / SIDE;
            sea_pc_relative_at(&m, t[k], &now);
            at[k] = m;
            share[k] = now.settled
                           ? sea_exp(SPREAD * fmin(sea_pc_relative_peak(&now, m.hbr_m, place) - span->peak_log, 0.0))
                           : 0.0;
            share[k] *= fabs(end - span->peak_s);
        }
    }
}

bool sea_pc_proposal_make(const sea_pc_meeting *meeting, const double (*const factor[2])[6], const sea_pc_span *span,
                          sea_pc_proposal *out)
{
    sea_pc_meeting at[SAMPLES];
    sea_pc_sight peak;
    double t[SAMPLES], share[SAMPLES], c[2][2], whole = 0.0, passed = 0.0;
    if (!look(*meeting, factor, span->peak_s, &peak, c) || !rare(c, peak.mean)) return false;
    walk(meeting, span, at, t, share);
    for (int i = 0; i < SAMPLES; i++) whole += share[i];
    int next = 0;
    for (int k = 0; k < SEA_PC_INSTANTS; k++) {
        while (next < SAMPLES - 1 && passed + share[next] < (k + 0.5) / SEA_PC_INSTANTS * whole)
            passed += share[next++];
        if (!look(at[next], factor, t[next], &out->at[k], c)) out->at[k] = peak;
    }
    return true;
}

void sea_pc_proposal_draw(const sea_pc_proposal *proposal, sea_rng *rng, double z[SEA_PC_DRAWS])
{
    double pick = sea_rng_uniform(rng) - PLAIN;
    int part = 0, instant = (int)(sea_rng_uniform(rng) * SEA_PC_INSTANTS);
    if (pick < 0.0) return;
    while (part < PARTS - 1 && pick >= parts[part].share) pick -= parts[part++].share;
    const sea_pc_sight *o = &proposal->at[instant];
    double change[2];
    for (int p = 0; p < 2; p++) {
        change[p] = parts[part].width * sea_rng_normal(rng) - o->mean[p];
        for (int i = 0; i < SEA_PC_DRAWS; i++) change[p] -= o->map[p][i] * z[i];
    }
    for (int i = 0; i < SEA_PC_DRAWS; i++) z[i] += o->pull[i][0] * change[0] + o->pull[i][1] * change[1];
}

/* How much denser pairs like this are drawn at one instant than they are. */
static double denser(const sea_pc_sight *o, const double z[SEA_PC_DRAWS])
{
    double d[2] = {0, 0}, sum = 0.0;
    for (int p = 0; p < 2; p++)
        for (int i = 0; i < SEA_PC_DRAWS; i++) d[p] += o->map[p][i] * z[i];
    double log_true = o->log_density - 0.5 * (o->inverse[0][0] * d[0] * d[0] + 2.0 * o->inverse[0][1] * d[0] * d[1] +
                                              o->inverse[1][1] * d[1] * d[1]);
    double y[2] = {o->mean[0] + d[0], o->mean[1] + d[1]}, y2 = y[0] * y[0] + y[1] * y[1];
    for (int k = 0; k < PARTS; k++) {
        double w2 = parts[k].width * parts[k].width;
        sum += parts[k].share / w2 * sea_exp(fmin(-0.5 * y2 / w2 - log_true, 700.0));
    }
    return sum;
}

double sea_pc_proposal_weight(const sea_pc_proposal *proposal, const double z[SEA_PC_DRAWS])
{
    double ratio = 0.0;
    for (int k = 0; k < SEA_PC_INSTANTS; k++) ratio += denser(&proposal->at[k], z);
    return 1.0 / (PLAIN + ratio / SEA_PC_INSTANTS);
}
