/* Inside the room: one message being put together from the stream of motion/ndm, or from JSON. */
#ifndef SEA_ANALYSIS_CDM_H
#define SEA_ANALYSIS_CDM_H

#include "motion/ndm.h"

#include <starsea/cdm.h>

typedef struct sea_cdm_builder {
    sea_cdm *cdm;
    uint32_t seen_covariance[2]; /* bits of the lower triangle */
    bool seen_hbr[2];
    double hbr_m[2];
    bool done;           /* a whole message was put together */
    bool more;           /* and another followed it */
    sea_ndm_fault fault; /* the first */
    bool any_fault;
} sea_cdm_builder;

/* The two ends of the stream. */
void sea_cdm_take(void *builder, sea_ndm_reader *reader, const sea_ndm_token *token);
void sea_cdm_take_fault(void *builder, const sea_ndm_fault *fault);
/* Values that contradict one another. */
bool sea_cdm_finish(sea_cdm_builder *b, uint64_t line, sea_ndm_fault *fault);

/* cdm_json.c: puts a message in JSON into the same stream. SEA_OK or SEA_E_MEMORY. */
sea_status sea_cdm_read_json(const char *text, size_t length, const sea_ndm_sink *sink);

/* Whether the position part of a covariance can be one: positive semi-definite but for the rounding of its digits. */
bool sea_cdm_covariance_possible(const double covariance_m[6][6]);

#endif
