/* Earth orientation: whatever the text, the rows kept are in order and finite, and so are the values between them. */
#include "fuzz.h"

#include <starsea/frame.h>

#include <math.h>

static sea_status see(void *payload, const sea_diagnostic *d)
{
    (void)payload;
    PROPERTY(d->rule[0] == 'E' && d->line > 0 && d->text[0] && d->advice[0]);
    return SEA_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sea_eop eop;
    sea_eop_summary summary;
    sea_error err = {0};
    sea_status s = sea_eop_parse((const char *)data, size, "fuzz", see, NULL, &eop, &summary, &err);
    PROPERTY(s == SEA_OK ? eop.count == summary.rows && eop.count > 0 : eop.count == 0 && err.text[0]);
    for (size_t i = 0; i < eop.count; i++) {
        const sea_eop_row *r = &eop.rows[i];
        PROPERTY(i == 0 || r->mjd_utc > r[-1].mjd_utc);
        PROPERTY(isfinite(r->ut1_minus_utc_s) && fabs(r->xp_rad) < 1e-5 && fabs(r->yp_rad) < 1e-5);
        sea_tai t = {(int64_t)((r->mjd_utc - 51544.5) * 86400.0 + 43000.0) * SEA_NS_PER_S};
        sea_rotation rotation;
        PROPERTY(sea_frame_rotation(t, SEA_FRAME_TEME, SEA_FRAME_ITRF, &eop, NULL, &rotation) == SEA_OK);
        for (int k = 0; k < 9; k++) PROPERTY(fabs(rotation.m[k / 3][k % 3]) <= 1.0 + 1e-12);
    }
    sea_eop_free(&eop);
    return 0;
}
