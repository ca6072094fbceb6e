/* A catalogue made ready (screen_field) and one moving object against it (screen_path). */
#ifndef SEA_ANALYSIS_SCREEN_FIELD_H
#define SEA_ANALYSIS_SCREEN_FIELD_H

#include "analysis/screen.h"

/* The arcs of one tile that may matter. */
typedef struct sea_screen_shelf {
    sea_screen_lanes lanes;
    uint32_t *object;
    size_t count;
    double low_km, high_km; /* radii a motion must keep to */
} sea_screen_shelf;

struct sea_screen_field {
    sea_screen_plan *plan;
    sea_screen_shelf *shelves; /* [plan->tiles] */
    sea_screen_exclusion *exclusions;
    size_t exclusion_count, screened;
    double age_median_s, age_max_s;
    sea_screen_figures figures;
};

/* One motion during one tile. */
typedef struct sea_screen_path {
    sea_screen_row row;
    double low_km, high_km; /* radii it keeps to; 0 and infinity where they cannot be bounded */
    double margin_km;
} sea_screen_path;

/* Errors: the status of a state that is missing at an end of the tile. */
sea_status sea_screen_path_make(const sea_screen_plan *plan, const sea_motion *motion, size_t piece, size_t tile,
                                sea_screen_path *out);

#endif
