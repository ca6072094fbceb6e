/* Claims: what is refused has a place and a rule, what is taken can be judged on no evidence and written. */
#include "fuzz.h"
#include "base/json.h"

#include <starsea/claim.h>

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sea_claim claim;
    sea_claim_verdict verdict;
    sea_error err = {0};
    const sea_claim_evidence nothing = {0};
    sea_status s = sea_claim_parse((const char *)data, size, &claim, &err);
    if (s != SEA_OK) {
        PROPERTY(err.code == s && err.text[0] && !claim.clauses && !claim.document);
        PROPERTY(size > SEA_CLAIM_BYTES_MAX || (err.line >= 1 && err.column >= 1));
        return 0;
    }
    PROPERTY(claim.clause_count >= 1 && claim.clause_count <= SEA_CLAIM_CLAUSES_MAX);
    PROPERTY(!strchr(claim.id, '/') && claim.id[0] != '.');
    PROPERTY(sea_claim_check(&claim, &nothing, &verdict, &err) == SEA_OK);
    PROPERTY(verdict.verdict == SEA_VERDICT_UNDECIDABLE); /* nothing decides nothing */
    char *text = NULL;
    size_t length = 0;
    sea_json *again = NULL;
    PROPERTY(sea_claim_verdict_json(&claim, &verdict, NULL, 0, &text, &length, &err) == SEA_OK);
    PROPERTY(sea_json_parse(text, length, &again, &err) == SEA_OK);
    sea_json_free(again);
    free(text);
    sea_claim_verdict_free(&verdict);
    sea_claim_free(&claim);
    return 0;
}
