/**
 * @file report.h  One page, HTML or Markdown, that a journalist can read and an analyst can check. It needs no network
 * and no script.
 */
#ifndef STARSEA_REPORT_H
#define STARSEA_REPORT_H

#include <starsea/claim.h>
#include <starsea/screen.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One input, as the page names it. */
typedef struct sea_report_source {
    const char *name;
    const char *kind; /**< "file", "store", "claim" */
    uint64_t bytes;
    uint8_t sha256[SEA_SHA256_SIZE];
} sea_report_source;

/** What a page is made from. Every text may hold anything: the page escapes it. */
typedef struct sea_report {
    sea_tai start;
    int64_t span_ns;
    double threshold_km;
    const sea_gp *gps; /**< the sets screened, one an object */
    size_t gp_count;
    const sea_screen_result *screen; /**< NULL = none: a page about the claim alone */

    const sea_claim *claim; /**< NULL = no claim; otherwise its verdict and the sets that one was made from */
    const sea_claim_verdict *verdict;
    const sea_gp *claim_gps; /**< what the claim was judged by, claim_gp_count of them */
    size_t claim_gp_count;

    const sea_report_source *sources;
    size_t source_count;
    const char *const *notes; /**< how the data was chosen, one sentence each */
    size_t note_count;
    const char *const *commands; /**< the exact commands that make this page again */
    size_t command_count;
    const char *statement_sha256; /**< of a bundle: digest of its in-toto statement, which names it; NULL = none */
    const char *const *signers;   /**< ids of the keys that signed it */
    size_t signer_count;
} sea_report;

/**
 * Writes the page.
 * Returned: `*text`, UTF-8, NUL-terminated, to be freed with free(); its length. The same bytes for the same input.
 * Errors: SEA_E_USAGE (neither screening result nor claim, or a claim without its verdict), SEA_E_MEMORY.
 */
SEA_API sea_status sea_report_html(const sea_report *report, char **text, size_t *length, sea_error *err);

/**
 * Writes the page as Markdown (CommonMark with tables), without the plots. Returned and errors: as sea_report_html.
 */
SEA_API sea_status sea_report_markdown(const sea_report *report, char **text, size_t *length, sea_error *err);

/**
 * Draws an object's history: heights of apogee and perigee, inclination and drag term over time, as an SVG file.
 * Given: gps[count] of one object, ordered by epoch; those with SEA_GP_CAVEAT_DIFFERING or _DERIVED are marked.
 * Returned: as sea_report_html. Errors: SEA_E_USAGE (no set), SEA_E_MEMORY.
 */
SEA_API sea_status sea_report_history_svg(const sea_gp *gps, size_t count, char **text, size_t *length, sea_error *err);

#ifdef __cplusplus
}
#endif
#endif
