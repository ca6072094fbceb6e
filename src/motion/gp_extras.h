/* What a record says beside its element set, between the reader and the writer of OMM. */
#ifndef SEA_MOTION_GP_EXTRAS_H
#define SEA_MOTION_GP_EXTRAS_H

#include "motion/gp.h"
#include "motion/ndm.h"

enum { SEA_GP_EXTRAS_MAX = 1000 }; /* of one record; more are dropped, and told */

typedef enum sea_gp_extra_kind {
    SEA_GP_EXTRA_WORDS,
    SEA_GP_EXTRA_LITERAL, /* a number, true or false of JSON */
    SEA_GP_EXTRA_NESTED   /* an array or object of JSON */
} sea_gp_extra_kind;

typedef struct sea_gp_extra {
    const sea_ndm_field *field; /* of a keyword of OMM; NULL for a comment and for a word of somebody's own */
    sea_gp_field refines;       /* the field of the set it tells more of, theory or data source; else _NONE */
    sea_ndm_section section;    /* of a comment */
    sea_gp_extra_kind kind;
    bool comment;
    size_t key, value; /* where they begin in `text`, each ended by a 0 */
} sea_gp_extra;

struct sea_gp_extras {
    sea_gp_extra *items;
    size_t count, capacity, dropped;
    sea_buffer text;
    bool covariance_is_whole; /* all of its numbers are there and are numbers */
    sea_buffer scratch;
};

const char *sea_gp_extra_key(const sea_gp_extras *x, const sea_gp_extra *e);
const char *sea_gp_extra_value(const sea_gp_extras *x, const sea_gp_extra *e);
/* The section of a message in KVN or XML it belongs to; SEA_NDM_SECTIONS where a message has no place for it. */
sea_ndm_section sea_gp_extra_section(const sea_gp_extras *x, const sea_gp_extra *e);
/* The one that tells more of a field, NULL where there is none. x may be NULL. */
const char *sea_gp_extras_refining(const sea_gp_extras *x, sea_gp_field field);

#endif
