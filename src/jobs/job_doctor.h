/* The doctor among its files: what was found, and how it becomes rows. */
#ifndef SEA_JOBS_JOB_DOCTOR_H
#define SEA_JOBS_JOB_DOCTOR_H

#include "jobs/job.h"

/* An input: a file, or standard input held in memory, as it is looked at twice. */
typedef struct sea_doctor_input {
    const char *path;
    sea_buffer bytes; /* of standard input */
    bool in_memory;
} sea_doctor_input;

/* Where an element set stood; its text is in doctor.text. */
typedef struct sea_doctor_place {
    const char *file;
    uint64_t line;
    size_t source_at;
    uint32_t source_length;
} sea_doctor_place;

typedef struct sea_doctor_count {
    char rule[24];
    uint64_t count;
} sea_doctor_count;

typedef struct sea_doctor {
    sea_job_context *context;
    sea_gp_set set; /* every set of every file */
    sea_doctor_place *places;
    size_t place_capacity;
    sea_buffer text;
    sea_gp_set reference;
    /* Of the input under way. */
    const char *file;
    uint64_t errors, warnings;
    sea_doctor_count counts[SEA_JOB_RULES_MAX]; /* warnings and notes of the input, by rule */
    size_t count_count;
    sea_error *err;
} sea_doctor;

/* One finding as a row; of a warning's rule only the first in a file are shown. `gp` may be NULL. */
sea_status sea_doctor_row(sea_doctor *d, const sea_diagnostic *finding, const sea_gp *gp);
/* As the callback of a reader, with the doctor as payload. */
sea_status sea_doctor_diagnostic(void *doctor, const sea_diagnostic *finding);
/* The row that says what a file is. */
sea_status sea_doctor_say(sea_doctor *d, const char *text);

/* Finds out what an input is and reads it. Errors: those that end the run; what is wrong with the input is a row. */
sea_status sea_doctor_examine(sea_doctor *d, const char *path);

#endif
