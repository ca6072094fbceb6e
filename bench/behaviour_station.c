/* Lives on the geostationary ring: made ones whose truth is known, and objects that cannot hold a station. */
#include "behaviour_station.h"

#include <starsea/frame.h>
#include <starsea/station.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIVES = 100, DAYS = 900, STAYS_MOST = 8, PARTS = 10 };
static const double deg = 57.29577951308232, place_noise_deg = 0.008, drift_noise_deg_day = 0.0012,
                    pole_noise_deg = 0.002;

typedef struct stay {
    double from, to, longitude, low, high; /* days; what it really spanned */
} stay;

typedef struct life {
    stay stays[STAYS_MOST];
    double rates[STAYS_MOST]; /* of the drift after each stay; 0 after the last */
    int count;
    bool kept; /* north and south */
} life;

typedef struct score {
    int stays, found, dated, extra, drifts, drifts_found;
    int poles, poles_right, poles_open;
    double rate_error, band_error;
} score;

static uint64_t dice;

static double chance(void) /* 0 to 1 */
{
    dice = dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(dice >> 11) / 9007199254740992.0;
}

static double normal(void)
{
    double sum = 0.0;
    for (int i = 0; i < 12; i++) sum += chance();
    return sum - 6.0;
}

static sea_gp set_of(uint32_t id, sea_tai t, double longitude, double drift, double x, double y)
{
    sea_gp gp = {.norad_cat_id = id, .classification = 'U', .creation_date = SEA_TAI_NONE, .epoch = t};
    gp.incl_deg = hypot(x, y), gp.raan_deg = atan2(y, x) * deg + (y < 0.0 ? 360.0 : 0.0);
    gp.eccentricity = 2e-4, gp.mean_motion_rev_day = (drift + 360.98564736629) / 360.0;
    double anomaly = longitude + sea_gmst82_rad(sea_tai_to_ut1(t, NULL, NULL)) * deg - gp.raan_deg;
    gp.mean_anomaly_deg = anomaly - 360.0 * floor(anomaly / 360.0);
    return gp;
}

/* Stations of 40 days and more with deadbands of 0.03 to 0.15 deg, drifts of 0.15 to 2 deg a day for 8 days and more.
 */
static void make(uint32_t id, double every, sea_gp_set *out, life *truth)
{
    double place = 360.0 * chance(), drift = 0.0, x = 0.05 * normal(), y = 0.05 * normal(), next = every * chance();
    double band = 0.03 + 0.12 * chance(), until = 40.0 + 400.0 * chance(), held = place;
    *truth = (life){.count = 1, .kept = chance() < 0.5};
    truth->stays[0] = (stay){0.0, 0.0, place, place, place};
    bool staying = true;
    for (double day = 0.0; day < DAYS; day += 1.0 / PARTS) {
        stay *now = &truth->stays[truth->count - 1];
        if (day >= until && staying && truth->count < STAYS_MOST && DAYS - day > 120.0) {
            staying = false, until = day + 8.0 + 40.0 * chance();
            drift = 0.15 * pow(13.0, chance());
            if (chance() < 0.5) drift = -drift;
            truth->rates[truth->count - 1] = drift;
        } else if (day >= until && !staying) {
            staying = true, until = day + 40.0 + 400.0 * chance(), drift = 0.0, held = place;
            truth->stays[truth->count++] = (stay){day, day, place, place, place};
            now = &truth->stays[truth->count - 1];
        }
        double pull = sea_station_acceleration(place), off = place - held;
        drift += pull / PARTS, place += drift / PARTS;
        if (staying && fabs(off) > band && off * drift > 0.0) drift = -copysign(sqrt(3.6 * fabs(pull) * band), off);
        if (staying) now->to = day, now->low = fmin(now->low, place), now->high = fmax(now->high, place);
        double turn = 6.283185307179586 / (53.0 * 365.25) / PARTS, px = x - 7.4;
        if (!truth->kept) x += turn * y, y -= turn * px;
        if (day < next) continue;
        next += every * (0.7 + 0.6 * chance());
        sea_tai t = {INT64_C(700000000) * SEA_NS_PER_S + (int64_t)(day * (double)SEA_NS_PER_DAY)};
        double noise[4]; /* one draw a statement: in what order arguments are worked out is the compiler's choice */
        for (int i = 0; i < 4; i++) noise[i] = normal();
        sea_gp gp = set_of(id, t, place + place_noise_deg * noise[0], drift + drift_noise_deg_day * noise[1],
                           x + pole_noise_deg * noise[2], y + pole_noise_deg * noise[3]);
        if (sea_gp_set_add(out, &gp) != SEA_OK) exit(1);
    }
}

static double day_of(sea_tai t, double otherwise)
{
    if (t.ns == SEA_TAI_NONE.ns) return otherwise;
    return (double)(t.ns - INT64_C(700000000) * SEA_NS_PER_S) / (double)SEA_NS_PER_DAY;
}

static double apart(double a, double b)
{
    return fabs(a - b - 360.0 * floor((a - b) / 360.0 + 0.5));
}

/* The station found that shares most days with a stay and lies where it was; NULL when none shares half of it. */
static const sea_station *station_of(const stay *s, const sea_station *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        double from = fmax(day_of(items[i].earliest, 0.0), s->from), to = fmin(day_of(items[i].latest, DAYS), s->to);
        double middle = 0.5 * (s->low + s->high);
        if (items[i].kind == SEA_STATION_HELD && to - from > 0.5 * (s->to - s->from) &&
            apart(items[i].longitude_deg, middle) < 0.3)
            return &items[i];
    }
    return NULL;
}

static void count_pole(score *sum, const life *t, const sea_station *f, const stay *s)
{
    if (s->to - s->from < 150.0) return;
    sum->poles++;
    sum->poles_open += f->north_south == SEA_STATION_UNDECIDABLE;
    sum->poles_right += f->north_south == (t->kept ? SEA_STATION_KEPT : SEA_STATION_FREE);
}

static void judge(const life *t, const sea_station *items, size_t count, score *sum)
{
    const double slack_days = 0.2; /* a part of a day, and sets that are thinned */
    int held = 0;
    for (size_t i = 0; i < count; i++) held += items[i].kind == SEA_STATION_HELD;
    for (int k = 0; k < t->count; k++) {
        const stay *s = &t->stays[k];
        const sea_station *f = station_of(s, items, count);
        sum->stays++;
        if (k + 1 < t->count) sum->drifts++;
        if (!f) continue;
        sum->found++, held--;
        bool began = day_of(f->earliest, -1.0) <= s->from + slack_days && s->from <= day_of(f->start, 0.0) + slack_days;
        bool ended = day_of(f->end, 0.0) <= s->to + slack_days && s->to <= day_of(f->latest, DAYS) + slack_days;
        sum->dated += (k == 0 || began) && (k + 1 == t->count || ended);
        sum->band_error += fabs(f->east_deg - f->west_deg - (s->high - s->low));
        count_pole(sum, t, f, s);
        const sea_station *d = f + 1;
        if (k + 1 == t->count || d == items + count || d->kind != SEA_STATION_DRIFT || d->sets == 0) continue;
        sum->drifts_found++, sum->rate_error += fabs(d->drift_deg_day - t->rates[k]);
    }
    sum->extra += held > 0 ? held : 0;
}

void station_print_made(void)
{
    static const double cadence[] = {1.0, 3.0, 7.0, 14.0, 25.0};
    printf(
        "\n### Made lives on the geostationary ring: %d objects, %d days each\n\n| days between sets | stations held | "
        "found | dated within their sets | others told | deadband wrong by, deg | north-south right | undecidable | "
        "drifts | seen | rate wrong by, deg/day |\n|---|---|---|---|---|---|---|---|---|---|---|\n",
        LIVES, DAYS);
    for (size_t c = 0; c < sizeof cadence / sizeof *cadence; c++) {
        static life truths[LIVES];
        sea_gp_set set = {0};
        sea_gp_history h;
        sea_station_result r;
        sea_error err;
        score sum = {0};
        dice = 2026 + c;
        for (uint32_t i = 0; i < LIVES; i++) make(i + 1, cadence[c], &set, &truths[i]);
        if (sea_gp_set_to_history(&set, &h) != SEA_OK || sea_station_run(&h, NULL, &r, &err) != SEA_OK) exit(1);
        for (size_t i = 0, end; i < r.count; i = end) {
            for (end = i; end < r.count && r.items[end].norad_cat_id == r.items[i].norad_cat_id;) end++;
            judge(&truths[r.items[i].norad_cat_id - 1], r.items + i, end - i, &sum);
        }
        printf("| %g | %d | %d | %d | %d | %.3f | %d of %d | %d | %d | %d | %.3f |\n", cadence[c], sum.stays, sum.found,
               sum.dated, sum.extra, sum.band_error / fmax(sum.found, 1.0), sum.poles_right, sum.poles, sum.poles_open,
               sum.drifts, sum.drifts_found, sum.rate_error / fmax(sum.drifts_found, 1.0));
        sea_station_result_free(&r);
        sea_gp_history_free(&h);
        sea_gp_set_free(&set);
    }
}

static bool passive(const sea_gp_history *h, const sea_gp_object *o)
{
    for (size_t i = 0; i < o->count; i++) {
        const char *name = h->gps[o->first + i].object_name;
        if (strstr(name, " DEB") || strstr(name, "R/B")) return true;
    }
    return false;
}

void station_print_passive(const sea_gp_history *h)
{
    sea_station_result r;
    sea_error err;
    if (sea_station_run(h, NULL, &r, &err) != SEA_OK) exit(1);
    size_t objects = 0, rows[2][3] = {{0}}, poles[3] = {0};
    for (size_t i = 0, o = 0, last = SIZE_MAX; i < r.count; i++) {
        while (h->objects[o].norad_cat_id != r.items[i].norad_cat_id) o++;
        if (!passive(h, &h->objects[o])) continue;
        objects += o != last, last = o;
        rows[r.items[i].kind][r.items[i].east_west]++;
        poles[r.items[i].north_south]++;
    }
    printf("\nDebris and spent stages on the ring: %zu objects; drifts %zu; runs that stay %zu, of them kept east-west "
           "%zu; kept north-south %zu.\n",
           objects, rows[1][0] + rows[1][1] + rows[1][2], rows[0][0] + rows[0][1] + rows[0][2],
           rows[0][SEA_STATION_KEPT] + rows[1][SEA_STATION_KEPT], poles[SEA_STATION_KEPT]);
    sea_station_result_free(&r);
}
