/* Lists of objects: columns and their values, whichever list they are of. */
#ifndef SEA_MOTION_OBJECT_H
#define SEA_MOTION_OBJECT_H

#include "motion/gp.h"

#include <starsea/object.h>

typedef enum sea_object_rule {
    SEA_OBJECT_E_CATNUM,
    SEA_OBJECT_E_COLUMNS,
    SEA_OBJECT_E_DATE,
    SEA_OBJECT_E_FIELD,
    SEA_OBJECT_E_HEADER,
    SEA_OBJECT_E_LENGTH,
    SEA_OBJECT_E_RANGE,
    SEA_OBJECT_E_UTF8,
    SEA_OBJECT_W_DOCUMENT,
    SEA_OBJECT_W_EMPTY,
    SEA_OBJECT_W_ORDER,
    SEA_OBJECT_RULES
} sea_object_rule;

typedef enum sea_object_field {
    SEA_OBJECT_FIELD_NONE,
    SEA_OBJECT_FIELD_NUMBER,
    SEA_OBJECT_FIELD_ID,
    SEA_OBJECT_FIELD_NAME,
    SEA_OBJECT_FIELD_TYPE,
    SEA_OBJECT_FIELD_STATUS,
    SEA_OBJECT_FIELD_OWNER,
    SEA_OBJECT_FIELD_LAUNCH,
    SEA_OBJECT_FIELD_DECAY,
    SEA_OBJECT_FIELD_PERIOD,
    SEA_OBJECT_FIELD_INCL,
    SEA_OBJECT_FIELD_APOGEE,
    SEA_OBJECT_FIELD_PERIGEE,
    SEA_OBJECT_FIELD_CENTER,
    SEA_OBJECT_FIELD_DOCUMENT,
    SEA_OBJECT_FIELD_PROGRAM
} sea_object_field;

/* Which field a column is, SEA_OBJECT_FIELD_NONE when it is of no use here. */
sea_object_field sea_object_field_of(sea_object_format format, const char *name, size_t length);

/* Why a row is refused. */
typedef struct sea_object_fault {
    sea_object_rule rule;
    char text[160];
} sea_object_fault;

bool sea_object_fail(sea_object_fault *fault, sea_object_rule rule, const char *format, ...) SEA_PRINTF(3, 4);

/* Takes a value without blanks around it; false with a fault. */
bool sea_object_put(sea_object *o, sea_object_format format, sea_object_field field, const char *text, size_t length,
                    sea_object_fault *fault);

/* Whether `a` certainly lies before `b`; parts that are not known decide nothing. */
bool sea_object_date_before(sea_object_date a, sea_object_date b);

#endif
