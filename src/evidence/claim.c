#include "evidence/claim.h"
#include "base/error.h"

#include <stdlib.h>

/*
 * Two rows of judgement, the only ones about accuracy. Sources: T. S. Kelso 2007 (AAS 07-127) and analysts' practice
 * with public elements (M. Langbroek): about 1 km an object at epoch in low orbits, so 2 km for a pair, taken as two
 * sigma. Growth of about 1 km a day: C. Levit, W. Marshall 2011, Advances in Space Research 47,
 * doi 10.1016/j.asr.2010.10.017. Periods of 225 minutes and more take the geosynchronous figure, 10 km for a pair,
 * which is the wider one where nothing better is published.
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

const char *sea_confidence_name(sea_confidence confidence)
{
    switch (confidence) {
    case SEA_CONFIDENCE_LOW: return "low";
    case SEA_CONFIDENCE_MODERATE: return "moderate";
    case SEA_CONFIDENCE_HIGH: return "high";
    }
    return "unknown";
}

static const struct reason_words {
    const char *name, *text, *remedy, *change;
} reasons[] = {
    [SEA_CLAIM_AGREES] = {"agrees", "The figures agree with the claim, and the allowance cannot turn them.", "",
                          "An error in the data larger than the allowance, or a burn that the sets do not know of."},
    [SEA_CLAIM_AGREES_UNRESOLVED] =
        {"agrees-within-allowance",
         "The claim is very likely true; the allowance for public element sets reaches past "
         "the claimed limit.",
         "Owner's ephemerides or tracking data with a covariance would make it firmer.",
         "Data of better accuracy that lie on the other side of the claimed limit."},
    [SEA_CLAIM_DISAGREES] = {"disagrees", "The figures differ from the claim by more than the allowance.", "",
                             "An error in the data larger than the allowance, or a burn that the sets do not know of."},
    [SEA_CLAIM_WITHIN_ALLOWANCE] =
        {"within-allowance", "What is claimed and its contrary both lie within the allowance for public element sets.",
         "Owner's ephemerides or tracking data good to a fraction of the claimed figure would decide it.",
         "Data of better accuracy."},
    [SEA_CLAIM_BELOW_RESOLUTION] =
        {"below-resolution", "The claimed figure is finer than public element sets can tell.",
         "Owner's ephemerides, tracking or relative-navigation data as fine as the claimed figure would decide it.",
         "Data as fine as the claimed figure."},
    [SEA_CLAIM_NO_ELEMENTS] = {"no-elements", "An object has no element set in the data given.",
                               "An element set or ephemeris of the missing object near the window would decide it.",
                               "Element sets of the missing object."},
    [SEA_CLAIM_STALE] = {"stale-elements", "An element set lies too many days from the window.",
                         "An element set with an epoch within days of the window would decide it.",
                         "Element sets nearer to the window."},
    [SEA_CLAIM_SPARSE] = {"sparse-elements", "There are too few element sets about the span to tell.",
                          "A denser history of element sets about the span would decide it.",
                          "A denser history of element sets."},
    [SEA_CLAIM_NOT_PROPAGATED] = {"not-propagated", "SGP4 gives no state for an object in part of the window.",
                                  "An element set or ephemeris that covers the whole window would decide it.",
                                  "Element sets that cover the window."},
    [SEA_CLAIM_SAME_ELEMENTS] =
        {"same-elements", "Both objects carry the same orbit: they were catalogued together, which is not a distance.",
         "Separately determined orbits of the two objects would decide it.", "Separately determined orbits."},
    [SEA_CLAIM_NO_RECORD] = {"no-record", "No list of objects given here says anything of it.",
                             "A list of objects with its dates and documents (--objects) would decide it.",
                             "A list of objects that has it."},
    [SEA_CLAIM_SOURCES_DIFFER] = {"sources-differ", "Two sources of the data given contradict each other.",
                                  "Finding out which of the two is right would decide it.",
                                  "Data without the contradiction."},
    [SEA_CLAIM_NO_TEST] = {"no-test", "No test over orbital data is named for this clause.",
                           "A test that follows from the clause, or evidence of another kind, would decide it.",
                           "A test, or evidence of another kind."},
    [SEA_CLAIM_UNOBSERVABLE] = {"unobservable", "Orbital data cannot show purpose, intent or content.",
                                "Inspection, documents or testimony would decide it; orbits alone never will.",
                                "No orbital data; inspection, documents or testimony."},
};

static const struct reason_words *words_of(sea_claim_reason reason)
{
    static const struct reason_words unknown = {"unknown", "", "", ""};
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

const char *sea_claim_reason_change(sea_claim_reason reason)
{
    return words_of(reason)->change;
}

/* ---- judging ---- */

/* Of two supported clauses the one that is only a best estimate is the weaker. */
static bool weaker(const sea_claim_finding *a, const sea_claim_finding *b)
{
    if (a->verdict != b->verdict) return a->verdict < b->verdict;
    return a->reason == SEA_CLAIM_AGREES_UNRESOLVED && b->reason == SEA_CLAIM_AGREES;
}

static void weigh(sea_claim_verdict *out, size_t i, bool first)
{
    const sea_claim_finding *f = &out->findings[i];
    if (first || f->confidence < out->confidence) out->confidence = f->confidence;
    if (first || f->likelihood < out->likelihood) out->likelihood = f->likelihood;
    if (!first && !weaker(f, &out->findings[out->decided_by])) return;
    out->verdict = f->verdict;
    out->decided_by = i;
}

static sea_status judge_all(const sea_claim *claim, sea_claim_case *c, sea_claim_verdict *out, sea_error *err)
{
    for (size_t i = 0; i < claim->clause_count; i++) {
        const sea_claim_clause *clause = &claim->clauses[i];
        sea_claim_finding *f = &out->findings[i];
        sea_claim_leave_open(f, clause->kind == SEA_CLAIM_CONJECTURE ? SEA_CLAIM_UNOBSERVABLE : SEA_CLAIM_NO_TEST);
        sea_status status = clause->test ? clause->test->judge(clause->values, c, f, err) : SEA_OK;
        if (status != SEA_OK) return status;
        if (clause->required) weigh(out, i, out->decided_by == claim->clause_count);
    }
    if (out->decided_by == claim->clause_count) out->verdict = SEA_VERDICT_UNDECIDABLE; /* rests on nothing */
    return SEA_OK;
}

static sea_status order_sets(const sea_claim_evidence *evidence, sea_gp_history *out, sea_error *err)
{
    sea_gp_set set = {0};
    sea_status status = SEA_OK;
    for (size_t i = 0; i < evidence->gp_count && status == SEA_OK; i++)
        status = sea_gp_set_add(&set, &evidence->gps[i]);
    if (status == SEA_OK) status = sea_gp_set_to_history(&set, out);
    sea_gp_set_free(&set);
    return status == SEA_OK ? SEA_OK : sea_error_set(err, status, "out of memory while ordering element sets");
}

sea_status sea_claim_check(const sea_claim *claim, const sea_claim_evidence *evidence, sea_claim_verdict *out,
                           sea_error *err)
{
    *out = (sea_claim_verdict){.verdict = SEA_VERDICT_SUPPORTED, .likelihood = -1.0, .decided_by = claim->clause_count};
    out->findings = calloc(claim->clause_count + 1, sizeof *out->findings);
    out->used = calloc(evidence->gp_count + 1, sizeof *out->used);
    out->finding_count = claim->clause_count;
    sea_claim_case c = {.evidence = evidence, .used = out->used};
    sea_status status = out->findings && out->used ? order_sets(evidence, &c.history, err)
                                                   : sea_error_set(err, SEA_E_MEMORY, "out of memory for findings");
    if (status == SEA_OK) status = judge_all(claim, &c, out, err);
    sea_gp_history_free(&c.history);
    if (status != SEA_OK) sea_claim_verdict_free(out);
    return status;
}

void sea_claim_verdict_free(sea_claim_verdict *verdict)
{
    for (size_t i = 0; verdict->findings && i < verdict->finding_count; i++) {
        free(verdict->findings[i].series.t);
        free(verdict->findings[i].series.y);
    }
    free(verdict->findings);
    free(verdict->used);
    *verdict = (sea_claim_verdict){0};
}
