/* How a figure with an uncertainty meets a claimed one, and the words for it. */
#include "evidence/claim.h"
#include "base/error.h"
#include "base/math.h"

#include <math.h>
#include <stdlib.h>

static const double very_likely = 0.80; /* ICD 203's border: from here on a clause is supported */

double sea_claim_likelihood(double p)
{
    return p < 0.01 ? 0.01 : p > 0.99 ? 0.99 : p;
}

const char *sea_claim_likelihood_words(double likelihood)
{
    static const struct {
        double below;
        const char *words;
    } steps[] = {
        {0.05, "almost no chance"},    {0.20, "very unlikely"}, {0.45, "unlikely"},
        {0.55, "roughly even chance"}, {0.80, "likely"},        {0.95, "very likely"},
    };
    if (!(likelihood >= 0.0)) return NULL;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        if (likelihood < steps[i].below) return steps[i].words;
    return "almost certain";
}

sea_confidence sea_claim_confidence_of_age(double days)
{
    return days <= 3.0 ? SEA_CONFIDENCE_HIGH : days <= 7.0 ? SEA_CONFIDENCE_MODERATE : SEA_CONFIDENCE_LOW;
}

sea_claim_part sea_claim_part_of(sea_verdict verdict, sea_claim_reason reason, double likelihood)
{
    return (sea_claim_part){.asked = true, .verdict = verdict, .reason = reason, .likelihood = likelihood};
}

void sea_claim_take(sea_claim_finding *out, sea_claim_part part)
{
    out->verdict = part.verdict;
    out->reason = part.reason;
    out->likelihood = part.likelihood;
}

void sea_claim_leave_open(sea_claim_finding *out, sea_claim_reason reason)
{
    sea_claim_take(out, sea_claim_part_of(SEA_VERDICT_UNDECIDABLE, reason, -1.0));
    out->confidence = SEA_CONFIDENCE_LOW;
}

/* Part of a normal distribution below x, of mean 0 and sigma 1. */
static double below(double x)
{
    if (x > 40.0) return 1.0;
    if (x < -40.0) return 0.0;
    return 0.5 + 0.5 * sea_erf(x * 0.70710678118654752);
}

sea_claim_part sea_claim_judge(double value, double allowance, double low, double high)
{
    double sigma = 0.5 * allowance;
    double p = sea_claim_likelihood(below((high - value) / sigma) - below((low - value) / sigma));
    if (value + allowance < low || value - allowance > high)
        return sea_claim_part_of(SEA_VERDICT_CONTRADICTED, SEA_CLAIM_DISAGREES, p);
    bool firm = value - allowance >= low && value + allowance <= high;
    if (firm || p >= very_likely)
        return sea_claim_part_of(SEA_VERDICT_SUPPORTED, firm ? SEA_CLAIM_AGREES : SEA_CLAIM_AGREES_UNRESOLVED, p);
    if (high - low < 2.0 * allowance)
        return sea_claim_part_of(SEA_VERDICT_UNDECIDABLE, SEA_CLAIM_BELOW_RESOLUTION, -1.0);
    return sea_claim_part_of(SEA_VERDICT_UNDECIDABLE, SEA_CLAIM_WITHIN_ALLOWANCE, p);
}

/* Twice the height of a half-circle's chord at the angle, times the density along and the share across. */
static double chord(double angle, double range, double sigma, double limit)
{
    double sine, cosine;
    sea_sincos(angle, &sine, &cosine);
    double off = (limit * sine - range) / sigma;
    if (off * off > 1400.0) return 0.0;
    return sea_exp(-0.5 * off * off) * sea_erf(limit * cosine / (sigma * 1.41421356237309505)) * limit * cosine;
}

/*
 * Part of a round normal distribution of two components about (range, 0) that lies inside a circle of radius `limit`
 * about the origin: the strip at x holds a chord of half-length sqrt(limit^2 - x^2). Simpson's rule over the angle, so
 * that the chord's steep ends are smooth, and over eight sigma to both sides, so that no strip is wider than the peak.
 */
double sea_claim_within(double range, double allowance, double limit)
{
    enum { STRIPS = 200 };
    double sigma = 0.5 * allowance, sum = 0.0;
    if (!(sigma > 0.0)) return range <= limit ? 1.0 : 0.0;
    double low = (range - 8.0 * sigma) / limit, high = (range + 8.0 * sigma) / limit;
    if (low >= 1.0) return 0.0;
    double from = low > -1.0 ? sea_asin(low) : -SEA_PI / 2.0, to = high < 1.0 ? sea_asin(high) : SEA_PI / 2.0;
    for (int i = 0; i <= STRIPS; i++) {
        double weight = i == 0 || i == STRIPS ? 1.0 : i % 2 ? 4.0 : 2.0;
        sum += weight * chord(from + (to - from) * i / STRIPS, range, sigma, limit);
    }
    return sum * (to - from) / (3.0 * STRIPS * sigma * 2.50662827463100050);
}

/* ---- figures ---- */

static void add(sea_claim_finding *f, sea_claim_figure figure)
{
    if (f->figure_count < SEA_CLAIM_FIGURES_MAX) f->figures[f->figure_count++] = figure;
}

void sea_claim_add_real(sea_claim_finding *f, const char *name, const char *label, const char *unit, int decimals,
                        double value)
{
    add(f, (sea_claim_figure){
               .name = name, .label = label, .unit = unit, .decimals = decimals, .value = value, .time = SEA_TAI_NONE});
}

void sea_claim_add_time(sea_claim_finding *f, const char *name, const char *label, sea_tai t)
{
    add(f, (sea_claim_figure){.name = name, .label = label, .unit = "", .kind = SEA_CLAIM_FIGURE_TIME, .time = t});
}

void sea_claim_add_word(sea_claim_finding *f, const char *name, const char *label, const char *word)
{
    add(f, (sea_claim_figure){.name = name,
                              .label = label,
                              .unit = "",
                              .kind = SEA_CLAIM_FIGURE_WORD,
                              .time = SEA_TAI_NONE,
                              .word = word});
}

sea_status sea_claim_series_begin(sea_claim_finding *f, const char *label, const char *unit, size_t capacity,
                                  sea_error *err)
{
    f->series = (sea_claim_series){
        .label = label, .unit = unit, .low = -INFINITY, .high = INFINITY, .start = SEA_TAI_NONE, .end = SEA_TAI_NONE};
    f->series.t = malloc((capacity + 1) * sizeof *f->series.t);
    f->series.y = malloc((capacity + 1) * sizeof *f->series.y);
    if (!f->series.t || !f->series.y)
        return sea_error_set(err, SEA_E_MEMORY, "out of memory for %zu figures", capacity);
    return SEA_OK;
}

void sea_claim_series_add(sea_claim_finding *f, sea_tai t, double y)
{
    f->series.t[f->series.count] = t;
    f->series.y[f->series.count++] = y;
}
