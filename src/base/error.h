/* Filling a sea_error. */
#ifndef SEA_BASE_ERROR_H
#define SEA_BASE_ERROR_H

#include <starsea/status.h>

/* Sets code, place and text when err is not NULL, and returns the code, so that `return sea_error_set(...)` reads well.
 */
sea_status sea_error_set(sea_error *err, sea_status code, const char *format, ...) SEA_PRINTF(3, 4);
sea_status sea_error_set_at(sea_error *err, sea_status code, uint64_t line, uint32_t column, const char *format, ...)
    SEA_PRINTF(5, 6);

#endif
