/* Inside of the claim room: the tests a clause can name, and writing into buffers. */
#ifndef SEA_EVIDENCE_CLAIM_H
#define SEA_EVIDENCE_CLAIM_H

#include <starsea/claim.h>

#include "base/json.h"

/* The test `closest-approach`. */
sea_status sea_claim_approach_parse(const sea_json *test, const char *where, sea_claim_approach *out, sea_error *err);
sea_status sea_claim_approach_check(const sea_claim_approach *claimed, const sea_gp *gps, size_t count,
                                    sea_claim_finding *out, sea_error *err);

/* Strict reading of objects: every key of `object` must be in `known` (ended by NULL); `where` is the path shown. */
sea_status sea_claim_keys(const sea_json *object, const char *const *known, const char *where, sea_error *err);
/* A string member of 1..max bytes. An absent optional one gives NULL. */
sea_status sea_claim_string(const sea_json *object, const char *key, const char *where, bool required, size_t max,
                            const char **out, sea_error *err);

/* A sentence that says what was found, with its figures. */
void sea_claim_finding_sentence(const sea_claim_clause *clause, const sea_claim_finding *finding, sea_buffer *out);
void sea_claim_verdict_put(sea_json_writer *w, const sea_claim *claim, const sea_claim_verdict *verdict,
                           const sea_gp *gps);

#endif
