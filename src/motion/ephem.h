/* Inside the room: the tables of an ephemeris. */
#ifndef SEA_MOTION_EPHEM_H
#define SEA_MOTION_EPHEM_H

#include "motion/ndm.h"

#include <starsea/ephem.h>
#include <starsea/frame.h>

typedef struct sea_ephem_row {
    sea_tai epoch;
    double value[9]; /* km, km/s, km/s2 */
    uint64_t line;   /* of the message */
} sea_ephem_row;

typedef enum sea_ephem_axes {
    SEA_EPHEM_AXES_OF_STATE,
    SEA_EPHEM_AXES_RTN,
    SEA_EPHEM_AXES_TNW,
    SEA_EPHEM_AXES_OTHER
} sea_ephem_axes;

typedef struct sea_ephem_matrix {
    sea_tai epoch;
    sea_ephem_axes axes;
    double lower[21]; /* km2, km2/s, km2/s2 */
} sea_ephem_matrix;

typedef struct sea_ephem_part {
    sea_ephem_segment meta;
    char texts[5][64]; /* name, id, center, frame, time system */
    size_t first_row, first_matrix;
    size_t plain_rows;   /* without acceleration */
    bool positions_only; /* velocities are not to be trusted: they are taken from the positions' polynomial */
} sea_ephem_part;

struct sea_ephem {
    sea_ephem_part *parts;
    sea_ephem_row *rows;
    sea_ephem_matrix *matrices;
    size_t part_count, part_capacity, row_count, row_capacity, matrix_count, matrix_capacity;
    uint32_t eop_caveats; /* of Earth-fixed states that were turned */
};

/* A copy with its states in another frame, interpolated there, without covariances. Errors: SEA_E_UNSUPPORTED (centre,
 * frame), SEA_E_RANGE, SEA_E_MEMORY. */
sea_status sea_ephem_turn(const sea_ephem *ephem, sea_frame to, const sea_eop *eop, sea_ephem **out, sea_error *err);

/* Points the metadata of a part to its own texts, after it has moved. */
void sea_ephem_bind_texts(sea_ephem_part *part);

/* State of one segment at an instant within its table. */
void sea_ephem_part_state(const sea_ephem *ephem, size_t segment, sea_tai t, sea_ephem_state *out);

#endif
