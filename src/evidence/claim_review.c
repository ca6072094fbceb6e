/* The verdict as a ClaimReview of Schema.org. */
#include "evidence/claim.h"
#include "base/error.h"

static void put(sea_json_writer *w, const char *key, const char *text)
{
    sea_json_key(w, key);
    sea_json_put_string(w, text);
}

static void begin(sea_json_writer *w, const char *key, const char *type)
{
    sea_json_key(w, key);
    sea_json_begin_object(w);
    put(w, "@type", type);
}

static void put_claim(sea_json_writer *w, const sea_claim *claim)
{
    begin(w, "itemReviewed", "Claim");
    put(w, "datePublished", claim->source_date);
    begin(w, "author", "Organization");
    put(w, "name", claim->source_who);
    sea_json_end_object(w);
    begin(w, "appearance", "CreativeWork");
    if (claim->source_url) put(w, "url", claim->source_url);
    if (claim->source_citation) put(w, "citation", claim->source_citation);
    sea_json_end_object(w);
    sea_json_end_object(w);
}

static void put_rating(sea_json_writer *w, const sea_claim_verdict *verdict)
{
    begin(w, "reviewRating", "Rating");
    sea_json_key(w, "ratingValue");
    sea_json_put_integer(w, (int64_t)verdict->verdict + 1);
    sea_json_key(w, "worstRating");
    sea_json_put_integer(w, 1);
    sea_json_key(w, "bestRating");
    sea_json_put_integer(w, 3);
    put(w, "alternateName", sea_verdict_name(verdict->verdict));
    sea_buffer why = {0};
    const char *words = sea_claim_likelihood_words(verdict->likelihood);
    sea_buffer_add_format(
        &why,
        "Rated is what the tests of the clauses asked of orbits, not the words of the statement. Likelihood by "
        "public orbital data: %s; confidence in the data: %s.",
        words ? words : "not given", sea_confidence_name(verdict->confidence));
    put(w, "ratingExplanation", why.data);
    w->out->failed |= why.failed;
    sea_buffer_free(&why);
    sea_json_end_object(w);
}

sea_status sea_claim_review_json(const sea_claim *claim, const sea_claim_verdict *verdict, char **text, size_t *length,
                                 sea_error *err)
{
    sea_buffer out = {0};
    sea_json_writer w = sea_json_writer_init(&out, 2);
    sea_json_begin_object(&w);
    put(&w, "@context", "https://schema.org");
    put(&w, "@type", "ClaimReview");
    put(&w, "name", claim->title);
    put(&w, "claimReviewed", claim->statement);
    put_claim(&w, claim);
    put_rating(&w, verdict);
    begin(&w, "author", "SoftwareApplication");
    put(&w, "name", "Starsea");
    sea_json_end_object(&w);
    sea_json_end_object(&w);
    sea_buffer_add_text(&out, "\n");
    *text = NULL;
    *length = 0;
    if (out.failed) {
        sea_buffer_free(&out);
        return sea_error_set(err, SEA_E_MEMORY, "out of memory for the review");
    }
    *text = out.data;
    *length = out.length;
    return SEA_OK;
}
