/* Inside the room: one message being put together from keyword and value, whatever notation they came in. */
#ifndef SEA_ANALYSIS_CDM_H
#define SEA_ANALYSIS_CDM_H

#include <starsea/cdm.h>

/* A piece of text and where it stands. */
typedef struct sea_cdm_text {
    const char *data;
    size_t length;
    uint64_t line;
    uint32_t column;
} sea_cdm_text;

typedef struct sea_cdm_builder {
    sea_cdm *cdm;
    int object;                  /* 0 while still in the header, then 1 or 2 */
    uint32_t seen_object[2];     /* bits of the fields of the state */
    uint32_t seen_covariance[2]; /* bits of the lower triangle */
    uint32_t seen_header;
    sea_error *err;
} sea_cdm_builder;

/* Takes one keyword with its value and unit (length 0 = none). */
sea_status sea_cdm_take(sea_cdm_builder *b, const sea_cdm_text *key, const sea_cdm_text *value,
                        const sea_cdm_text *unit);
sea_status sea_cdm_take_comment(sea_cdm_builder *b, const sea_cdm_text *comment);
/* Checks that all needed is there. `line` is where the message ends. */
sea_status sea_cdm_finish(sea_cdm_builder *b, uint64_t line);

sea_status sea_cdm_refuse(sea_error *err, sea_status code, const char *rule, const sea_cdm_text *at, const char *what);

#endif
