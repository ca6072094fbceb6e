/* The rules a message may break, and how that is told. */
#include "motion/ndm.h"
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    sea_status status; /* SEA_OK: a warning */
    const char *advice;
} rules[SEA_NDM_RULES] = {
    [SEA_NDM_E_COLUMNS] = {"E_COLUMNS", SEA_E_FORMAT, "give each line as many numbers as it needs"},
    [SEA_NDM_E_DEPTH] = {"E_DEPTH", SEA_E_RANGE, "a message is not nested deeper than 32 elements"},
    [SEA_NDM_E_DTD] = {"E_DTD", SEA_E_UNSUPPORTED,
                       "remove the document type: messages need none, and it may hide harm"},
    [SEA_NDM_E_DUPKEY] = {"E_DUPKEY", SEA_E_FORMAT, "keep one, as nobody can tell which one counts"},
    [SEA_NDM_E_ENCODING] = {"E_ENCODING", SEA_E_FORMAT, "save the message as plain UTF-8 text"},
    [SEA_NDM_E_EPOCH] = {"E_EPOCH", SEA_E_FORMAT, "write YYYY-MM-DDThh:mm:ss.sss or YYYY-DDDThh:mm:ss.sss"},
    [SEA_NDM_E_FIELD] = {"E_FIELD", SEA_E_FORMAT, "correct the value, or ask the originator for the message again"},
    [SEA_NDM_E_FRAME] = {"E_FRAME", SEA_E_UNSUPPORTED, "convert the states to a frame that is known here"},
    [SEA_NDM_E_JSON] = {"E_JSON", SEA_E_FORMAT, "mend the JSON text, or fetch the message again"},
    [SEA_NDM_E_KEYWORD] = {"E_KEYWORD", SEA_E_FORMAT, "remove it, or call it USER_DEFINED_..."},
    [SEA_NDM_E_MISSING] = {"E_MISSING", SEA_E_FORMAT, "ask the originator for a whole message"},
    [SEA_NDM_E_NOTNDM] = {"E_NOTNDM", SEA_E_FORMAT,
                          "give a message that begins with CCSDS_..._VERS, or its XML; a server may have sent a page"},
    [SEA_NDM_E_OBJECT] = {"E_OBJECT", SEA_E_CONFLICT, "give each object a file of its own"},
    [SEA_NDM_E_ORDER] = {"E_ORDER", SEA_E_FORMAT, "put it where the standard has it"},
    [SEA_NDM_E_PLACE] = {"E_PLACE", SEA_E_FORMAT, "put it where the standard has it"},
    [SEA_NDM_E_RANGE] = {"E_RANGE", SEA_E_RANGE, "correct the value"},
    [SEA_NDM_E_SAMEOBJECT] = {"E_SAMEOBJECT", SEA_E_CONFLICT, "an object cannot approach itself"},
    [SEA_NDM_E_SIZE] = {"E_SIZE", SEA_E_RANGE, "split it"},
    [SEA_NDM_E_SYNTAX] = {"E_SYNTAX", SEA_E_FORMAT, "write KEYWORD = value"},
    [SEA_NDM_E_TIMESYS] = {"E_TIMESYS", SEA_E_UNSUPPORTED, "convert the times to UTC"},
    [SEA_NDM_E_TYPE] = {"E_TYPE", SEA_E_UNSUPPORTED, "OEM, OPM, OMM and CDM are read"},
    [SEA_NDM_E_UNIT] = {"E_UNIT", SEA_E_FORMAT, "convert the value: the standard leaves no choice of units"},
    [SEA_NDM_E_VERSION] = {"E_VERSION", SEA_E_UNSUPPORTED, "ask the originator for another version"},
    [SEA_NDM_E_XML] = {"E_XML", SEA_E_FORMAT, "mend the XML text, or fetch the message again"},
    [SEA_NDM_W_MORE] = {"W_MORE", SEA_OK, "give each message a file of its own"},
    [SEA_NDM_W_TCA_PAST] = {"W_TCA_PAST", SEA_OK, "look for a newer message"},
    [SEA_NDM_W_TIMESYS] = {"W_TIMESYS", SEA_OK, "no states can be given at an instant: convert the times to UTC"},
};

const char *sea_ndm_rule_name(sea_ndm_rule rule)
{
    return rules[rule].name;
}

const char *sea_ndm_rule_advice(sea_ndm_rule rule)
{
    return rules[rule].advice;
}

sea_status sea_ndm_rule_status(sea_ndm_rule rule)
{
    return rules[rule].status;
}

sea_status sea_ndm_tell(const sea_ndm_fault *fault, const char *file, sea_ndm_diagnostic_fn *diagnostic, void *payload)
{
    const sea_diagnostic d = {.severity =
                                  rules[fault->rule].status == SEA_OK ? SEA_SEVERITY_WARNING : SEA_SEVERITY_ERROR,
                              .rule = rules[fault->rule].name,
                              .file = file,
                              .line = fault->line,
                              .column = fault->column,
                              .text = fault->text,
                              .advice = rules[fault->rule].advice};
    return diagnostic ? diagnostic(payload, &d) : SEA_OK;
}

sea_status sea_ndm_fail(const sea_ndm_fault *fault, sea_error *err)
{
    return sea_error_set_at(err, rules[fault->rule].status, fault->line, fault->column, "%s: %s: %s",
                            rules[fault->rule].name, fault->text, rules[fault->rule].advice);
}

bool sea_ndm_wrong(sea_ndm_fault *fault, sea_ndm_rule rule, const sea_ndm_text *at, const char *what)
{
    enum { SHOWN = 60 };
    char shown[SHOWN + 4];
    size_t n = at->length < SHOWN ? at->length : SHOWN;
    for (size_t i = 0; i < n; i++) shown[i] = at->data[i] >= 0x20 && at->data[i] < 0x7f ? at->data[i] : '?';
    memcpy(shown + n, n < at->length ? "..." : "", n < at->length ? 4 : 1);
    return sea_ndm_wrong_at(fault, rule, at->line, at->column, "\"%s\" %s", shown, what);
}

bool sea_ndm_wrong_at(sea_ndm_fault *fault, sea_ndm_rule rule, uint64_t line, uint32_t column, const char *format, ...)
{
    va_list args;
    *fault = (sea_ndm_fault){.rule = rule, .line = line, .column = column};
    va_start(args, format);
    if (vsnprintf(fault->text, sizeof fault->text, format, args) < 0) fault->text[0] = '\0';
    va_end(args);
    return false;
}
