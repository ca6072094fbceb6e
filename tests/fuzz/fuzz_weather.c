/* Space weather: whatever the text, the rows kept are in order and finite, and so is what lies between and beyond. */
#include "fuzz.h"

#include <starsea/atmosphere.h>

#include <math.h>

static sea_status see(void *payload, const sea_diagnostic *d)
{
    (void)payload;
    PROPERTY(d->rule[0] == 'E' && d->line > 0 && d->text[0] && d->advice[0]);
    return SEA_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sea_weather w;
    sea_weather_summary summary;
    sea_error err = {0};
    sea_status s = sea_weather_parse((const char *)data, size, "fuzz", see, NULL, &w, &summary, &err);
    PROPERTY(s == SEA_OK ? w.count == summary.rows && w.count > 0 : w.count == 0 && err.text[0]);
    for (size_t i = 0; i < w.count; i++) {
        const sea_weather_row *r = &w.rows[i];
        PROPERTY(i == 0 || r->day_utc > r[-1].day_utc);
        PROPERTY(isfinite(r->f107) && isfinite(r->f107_81) && isfinite(r->ap));
        for (int days = 0; days < 10000 && r->day_utc + days < 106000; days += 4000) { /* beyond, the clock ends */
            sea_weather_values v =
                sea_weather_at((sea_tai){(int64_t)((r->day_utc + days) * 86400.0) * SEA_NS_PER_S}, &w);
            PROPERTY(v.f107 >= 0.0 && v.f107 <= 1000.0 && v.ap >= 0.0 && v.ap <= 400.0);
            PROPERTY(isfinite(sea_atmosphere_density(300.0, SEA_TAI_NONE, &v, NULL)));
        }
    }
    sea_weather_free(&w);
    return 0;
}
