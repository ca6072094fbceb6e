/** @file picture.h  Pictures, each a whole SVG document: burns and what they do, one approach, the pieces of a breakup,
 * a density.
 */
#ifndef STARSEA_PICTURE_H
#define STARSEA_PICTURE_H

#include <starsea/breakup.h>
#include <starsea/pc.h>
#include <starsea/screen.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A grid of candidate burns: `times` of them in a row, from the earliest on, and `sizes` rows, from the least on. */
typedef struct sea_picture_burns {
    const char *object_name;
    const sea_screen_trial *trials; /**< [time * sizes + size] */
    size_t times, sizes;
    const double *size_m_s; /**< along the direction, negative against it */
    double direction_rtn[3];
    double threshold_km;
} sea_picture_burns;

/**
 * Heat map of candidate burns: time across, size up, colour for the closest approach that is left.
 * Returned: NUL-terminated SVG, to be freed with free(); the same bytes for the same values. Errors: SEA_E_USAGE (no
 * burns), SEA_E_MEMORY.
 */
SEA_API sea_status sea_picture_burns_write(const sea_picture_burns *burns, char **text, size_t *length, sea_error *err);

/** One approach to be drawn. */
typedef struct sea_picture_approach {
    const char *name_1, *name_2;
    const sea_motion *one, *two; /**< how objects 1 and 2 of the event move */
    const sea_conjunction *event;
    double threshold_km;
    double hbr_m; /**< combined hard-body radius */
} sea_picture_approach;

/** Distance and its parts along R, T, N of object 1 about TCA. Returned, Errors: as sea_picture_burns_write;
 * SEA_E_RANGE when an object has no state at TCA. */
SEA_API sea_status sea_picture_history_write(const sea_picture_approach *approach, char **text, size_t *length,
                                             sea_error *err);

/**
 * The encounter plane: object 2 as seen from object 1 along the relative velocity at TCA. Up is the part of object 1's
 * R at right angles to that velocity. Returned, Errors: as sea_picture_history_write.
 */
SEA_API sea_status sea_picture_plane_write(const sea_picture_approach *approach, char **text, size_t *length,
                                           sea_error *err);

/**
 * A probability of collision: the encounter plane with 1, 2 and 3 sigma and the bodies' disc, the exact probability
 * against the combined radius and against the scale of the covariance (dilution).
 * Given: title, any text; plane. Returned: as sea_picture_burns_write. Errors: SEA_E_RANGE as sea_pc_plane_value,
 * SEA_E_MEMORY.
 */
SEA_API sea_status sea_picture_pc_write(const char *title, const sea_pc_plane *plane, char **text, size_t *length,
                                        sea_error *err);

/**
 * Gabbard diagram of a breakup: heights of apogee and perigee against the period, a pair of dots a piece. Pieces beyond
 * the frame, which holds 98 of 100 and the parents, are counted in words.
 * Given: event; pieces, as sea_breakup_pieces gives them.
 * Returned: as sea_picture_burns_write. Errors: SEA_E_USAGE (no pieces), SEA_E_MEMORY.
 */
SEA_API sea_status sea_picture_gabbard_write(const sea_breakup *event, const sea_breakup_piece *pieces, size_t count,
                                             char **text, size_t *length, sea_error *err);

/** One line of a plot of spatial density: a value a shell. */
typedef struct sea_picture_density {
    const char *name;
    const double *density_km3;
} sea_picture_density;

/**
 * Spatial density against height, one line of steps a series, the last one drawn over the others; seven at most have
 * colours of their own.
 * Given: headline and the line below it, any text; edge_km[count + 1], heights of the shells' edges; series.
 * Returned: as sea_picture_burns_write. Errors: SEA_E_USAGE (no series, or no density above zero), SEA_E_MEMORY.
 */
SEA_API sea_status sea_picture_density_write(const char *headline, const char *below, const double *edge_km,
                                             size_t count, const sea_picture_density *series, size_t series_count,
                                             char **text, size_t *length, sea_error *err);

#ifdef __cplusplus
}
#endif
#endif
