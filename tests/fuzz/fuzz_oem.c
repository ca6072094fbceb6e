/* Ephemerides, and states at instants from what was read. */
#include "fuzz_ndm.h"

#include <starsea/ephem.h>

#include <math.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sea_ephem *e = NULL;
    sea_error err = {0};
    sea_tai start, stop;
    check_document(data, size);
    sea_status s = sea_ephem_read_bytes(data, size, "fuzz", check_told, NULL, &e, &err);
    if (s != SEA_OK) {
        check_refusal(s, &err);
        return 0;
    }
    if (sea_ephem_span(e, &start, &stop) == SEA_OK && start.ns <= stop.ns)
        for (int i = 0; i <= 4; i++) {
            sea_tai t = {start.ns + (stop.ns / 4 - start.ns / 4) * i};
            sea_ephem_state state;
            sea_ephem_covariance c;
            s = sea_ephem_state_of(e, t, &state);
            PROPERTY(s == SEA_OK || s == SEA_E_RANGE);
            if (s == SEA_OK) PROPERTY(isfinite(state.r_km[0]) && isfinite(state.v_km_s[2]));
            (void)sea_ephem_covariance_of(e, t, &c);
        }
    sea_ephem_free(e);
    return 0;
}
