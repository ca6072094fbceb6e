/* Inside the picture room: the document about a plot. */
#ifndef SEA_EVIDENCE_PICTURE_H
#define SEA_EVIDENCE_PICTURE_H

#include "evidence/report.h"

#include <starsea/picture.h>

enum { SEA_PICTURE_WIDTH = 760, SEA_PICTURE_PLOT = 400, SEA_PICTURE_HEAD = 84 };

/* Opens a document with a headline and a line below it; the plot follows, moved down by the head. */
void sea_picture_begin(sea_buffer *out, const char *headline, const char *below);
/* Closes it and hands the text over. Errors: SEA_E_MEMORY. */
sea_status sea_picture_end(sea_buffer *out, char **text, size_t *length, sea_error *err);

#endif
