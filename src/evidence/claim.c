#include "evidence/claim.h"
#include "base/error.h"

#include <stdlib.h>

/*
 * Two rows of judgement, the only ones about accuracy. Sources: T. S. Kelso 2007 (AAS 07-127) and analysts' practice
 * with public elements (M. Langbroek): about 1 km an object at epoch in low orbits, so 2 km for a pair. Growth of about
 * 1 km a day: C. Levit, W. Marshall 2011, Advances in Space Research 47, doi 10.1016/j.asr.2010.10.017. Periods of 225
 * minutes and more take the geosynchronous figure, 10 km for a pair, which is the wider one where nothing better is
 * published.
 */
static const sea_claim_allowance allowances[] = {
    {"near-earth", 1.0, 1.0,
     "pair 2 km at epoch (practice with public elements); 1 km a day (Levit and Marshall 2011)"},
    {"deep-space", 5.0, 1.0, "pair 10 km at epoch until calibrated; 1 km a day (Levit and Marshall 2011)"},
};

const sea_claim_allowance *sea_claim_allowance_of(double mean_motion_rev_day)
{
    const double near_earth_rev_day = 1440.0 / 225.0; /* SGP4's own border */
    return &allowances[mean_motion_rev_day > near_earth_rev_day ? 0 : 1];
}

const char *sea_claim_kind_name(sea_claim_kind kind)
{
    switch (kind) {
    case SEA_CLAIM_OBSERVATION: return "observation";
    case SEA_CLAIM_INFERENCE: return "inference";
    case SEA_CLAIM_CONJECTURE: return "conjecture";
    }
    return "unknown";
}

const char *sea_verdict_name(sea_verdict verdict)
{
    switch (verdict) {
    case SEA_VERDICT_CONTRADICTED: return "contradicted";
    case SEA_VERDICT_UNDECIDABLE: return "undecidable";
    case SEA_VERDICT_SUPPORTED: return "supported";
    }
    return "unknown";
}

const char *sea_claim_test_name(sea_claim_test test)
{
    switch (test) {
    case SEA_CLAIM_TEST_NONE: return "none";
    case SEA_CLAIM_TEST_CLOSEST_APPROACH: return "closest-approach";
    }
    return "unknown";
}

static const struct reason_words {
    const char *name, *text, *remedy;
} reasons[] = {
    [SEA_CLAIM_AGREES] = {"agrees", "The figures agree with the claim, and the allowance cannot turn them.", ""},
    [SEA_CLAIM_AGREES_UNRESOLVED] = {"agrees-within-allowance",
                                     "The best estimate agrees with the claim; the allowance for public element sets "
                                     "reaches past the claimed limit.",
                                     "Owner's ephemerides or tracking data with a covariance would make it firmer."},
    [SEA_CLAIM_DISAGREES] = {"disagrees", "The figures differ from the claim by more than the allowance.", ""},
    [SEA_CLAIM_WITHIN_ALLOWANCE] =
        {"within-allowance",
         "The figures differ from the claim, but by less than the allowance for public element sets.",
         "Owner's ephemerides or tracking data good to a fraction of the claimed distance would decide it."},
    [SEA_CLAIM_BELOW_RESOLUTION] =
        {"below-resolution", "The claimed figure is finer than public element sets can tell.",
         "Owner's ephemerides, tracking or relative-navigation data as fine as the claimed figure would decide it."},
    [SEA_CLAIM_NO_ELEMENTS] = {"no-elements", "An object has no element set in the data given.",
                               "An element set or ephemeris of the missing object near the window would decide it."},
    [SEA_CLAIM_STALE] = {"stale-elements", "An element set lies too many days from the window.",
                         "An element set with an epoch within days of the window would decide it."},
    [SEA_CLAIM_NOT_PROPAGATED] = {"not-propagated", "SGP4 gives no state for an object in part of the window.",
                                  "An element set or ephemeris that covers the whole window would decide it."},
    [SEA_CLAIM_SAME_ELEMENTS] =
        {"same-elements", "Both objects carry the same orbit: they were catalogued together, which is not a distance.",
         "Separately determined orbits of the two objects would decide it."},
    [SEA_CLAIM_NO_TEST] = {"no-test", "No test over orbital data is named for this clause.",
                           "A test that follows from the clause, or evidence of another kind, would decide it."},
    [SEA_CLAIM_UNOBSERVABLE] = {"unobservable", "Orbital data cannot show purpose, intent or content.",
                                "Inspection, documents or testimony would decide it; orbits alone never will."},
};

static const struct reason_words *words_of(sea_claim_reason reason)
{
    static const struct reason_words unknown = {"unknown", "", ""};
    size_t i = (size_t)reason;
    return i < sizeof reasons / sizeof reasons[0] ? &reasons[i] : &unknown;
}

const char *sea_claim_reason_name(sea_claim_reason reason)
{
    return words_of(reason)->name;
}

const char *sea_claim_reason_text(sea_claim_reason reason)
{
    return words_of(reason)->text;
}

const char *sea_claim_reason_remedy(sea_claim_reason reason)
{
    return words_of(reason)->remedy;
}

static void judge_untested(const sea_claim_clause *clause, sea_claim_finding *out)
{
    out->verdict = SEA_VERDICT_UNDECIDABLE;
    out->reason = clause->kind == SEA_CLAIM_CONJECTURE ? SEA_CLAIM_UNOBSERVABLE : SEA_CLAIM_NO_TEST;
}

static sea_status judge(const sea_claim_clause *clause, const sea_gp *gps, size_t count, sea_claim_finding *out,
                        sea_error *err)
{
    switch (clause->test) {
    case SEA_CLAIM_TEST_NONE: judge_untested(clause, out); return SEA_OK;
    case SEA_CLAIM_TEST_CLOSEST_APPROACH: return sea_claim_approach_check(&clause->approach, gps, count, out, err);
    }
    return sea_error_set(err, SEA_E_UNSUPPORTED, "clause %s: unknown test", clause->id);
}

/* Of two supported clauses the one that is only a best estimate is the weaker. */
static bool weaker(const sea_claim_finding *a, const sea_claim_finding *b)
{
    if (a->verdict != b->verdict) return a->verdict < b->verdict;
    return a->reason == SEA_CLAIM_AGREES_UNRESOLVED && b->reason == SEA_CLAIM_AGREES;
}

sea_status sea_claim_check(const sea_claim *claim, const sea_gp *gps, size_t count, sea_claim_verdict *out,
                           sea_error *err)
{
    *out = (sea_claim_verdict){.verdict = SEA_VERDICT_SUPPORTED, .decided_by = claim->clause_count};
    out->findings = calloc(claim->clause_count ? claim->clause_count : 1, sizeof *out->findings);
    if (!out->findings) return sea_error_set(err, SEA_E_MEMORY, "out of memory for %zu findings", claim->clause_count);
    out->finding_count = claim->clause_count;
    for (size_t i = 0; i < claim->clause_count; i++) {
        sea_status status = judge(&claim->clauses[i], gps, count, &out->findings[i], err);
        if (status != SEA_OK) {
            sea_claim_verdict_free(out);
            return status;
        }
        if (!claim->clauses[i].required) continue;
        bool first = out->decided_by == claim->clause_count;
        if (first || weaker(&out->findings[i], &out->findings[out->decided_by])) {
            out->verdict = out->findings[i].verdict;
            out->decided_by = i;
        }
    }
    if (out->decided_by ==
        claim->clause_count) { /* a claim made by hand, without a required clause, rests on nothing */
        out->verdict = SEA_VERDICT_UNDECIDABLE;
    }
    return SEA_OK;
}

void sea_claim_verdict_free(sea_claim_verdict *verdict)
{
    free(verdict->findings);
    *verdict = (sea_claim_verdict){0};
}
