/*
 * How well manoeuvres are found: against operators' own records, thresholds chosen with the tested satellite left out,
 * and on debris and spent stages, which do not manoeuvre. Prints the tables of docs/VALIDATION.md.
 * Usage: bench_behaviour [--svg FILE | --breakups | --decay | --proximity]; data from $STARSEA_TEST_DATA (default
 * ../shared/data).
 */
#include "behaviour_breakup.h"
#include "behaviour_decay.h"
#include "behaviour_proximity.h"
#include "behaviour_station.h"
#include "behaviour_truth.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SATELLITES = 12, LEO = 8, THRESHOLDS = 90, PATH_BYTES = 4096, EDGE_DAYS = 5 };

typedef struct satellite {
    const char *name, *record;
    burns scored; /* those whole inside the span less its edges */
    sea_manoeuvre *found;
    size_t found_count;
    double years;
} satellite;

static const satellite names[SATELLITES] = {
    {.name = "CryoSat-2", .record = "cs2man.txt"},      {.name = "Jason-1", .record = "ja1man.txt"},
    {.name = "Jason-2", .record = "ja2man.txt"},        {.name = "Jason-3", .record = "ja3man.txt"},
    {.name = "SARAL", .record = "srlman.txt"},          {.name = "Sentinel-3A", .record = "s3aman.txt"},
    {.name = "Sentinel-6A", .record = "s6aman.txt"},    {.name = "TOPEX", .record = "topman.txt"},
    {.name = "Fengyun-2D", .record = "manFY2D.txt.fy"}, {.name = "Fengyun-2E", .record = "manFY2E.txt.fy"},
    {.name = "Fengyun-2F", .record = "manFY2F.txt.fy"}, {.name = "Fengyun-2H", .record = "manFY2H.txt.fy"},
};

static const char *folder;

static double threshold(int k)
{
    return 2.0 * pow(1.05, k);
}

static sea_status keep(void *payload, const sea_gp *gp, const sea_gp_origin *origin)
{
    (void)origin;
    return sea_gp_set_add(payload, gp);
}

static bool read_sets(const char *path, sea_gp_set *set)
{
    sea_error err;
    sea_gp_sink sink = {set, keep, NULL};
    if (sea_gp_read_file(path, SEA_GP_AUTO, &sink, NULL, &err) == SEA_OK) return true;
    fprintf(stderr, "bench_behaviour: %s\n", err.text);
    return false;
}

static sea_manoeuvre_result find(const sea_gp_set *set, double rate)
{
    sea_manoeuvre_options o = sea_manoeuvre_options_default();
    if (rate > 0.0) o.false_alarms_per_year = rate;
    sea_manoeuvre_result r;
    sea_error err;
    if (sea_manoeuvre_run(set->gps, set->count, &o, &r, &err) != SEA_OK) {
        fprintf(stderr, "bench_behaviour: %s\n", err.text);
        exit(1);
    }
    return r;
}

/* ---- satellites whose operators publish their burns ---- */

static bool inside(sea_tai start, sea_tai end, sea_tai from, sea_tai to)
{
    return start.ns >= from.ns && end.ns <= to.ns;
}

static bool load(satellite *s, bool merged)
{
    char path[PATH_BYTES];
    burns all;
    sea_gp_set set = {0};
    snprintf(path, sizeof path, "%s/manoeuvre/operator_records/%s", folder, s->record);
    if (!burns_read(path, &all)) return false;
    snprintf(path, sizeof path, "%s/manoeuvre/tle/%s.tle", folder, s->name);
    if (!read_sets(path, &set) || set.count == 0) return false;
    if (merged) burns_merge(&all);
    sea_tai from = set.gps[0].epoch, to = from;
    for (size_t i = 0; i < set.count; i++) {
        if (set.gps[i].epoch.ns < from.ns) from = set.gps[i].epoch;
        if (set.gps[i].epoch.ns > to.ns) to = set.gps[i].epoch;
    }
    from.ns += EDGE_DAYS * SEA_NS_PER_DAY, to.ns -= EDGE_DAYS * SEA_NS_PER_DAY;
    s->years = (double)(to.ns - from.ns) / (365.25 * 86400e9);
    s->scored = all;
    s->scored.count = 0;
    for (size_t i = 0; i < all.count; i++)
        if (inside(all.list[i].start, all.list[i].end, from, to)) s->scored.list[s->scored.count++] = all.list[i];
    sea_manoeuvre_result r = find(&set, 1000.0);
    s->found = r.events; /* ours from here on */
    s->found_count = 0;
    for (size_t i = 0; i < r.event_count; i++)
        if (inside(r.events[i].epoch, r.events[i].epoch, from, to)) s->found[s->found_count++] = r.events[i];
    free(r.exclusions);
    sea_gp_set_free(&set);
    return true;
}

typedef struct score {
    double right, found, burns, years;
} score;

static score score_of(const satellite *s, double least, double days, int *partner)
{
    score c = {0, 0, (double)s->scored.count, s->years};
    int *own = partner ? partner : calloc(s->scored.count + 1, sizeof *own);
    if (!own) exit(1);
    c.right = (double)burns_match(s->scored.list, s->scored.count, s->found, s->found_count, least, days, own);
    for (size_t i = 0; i < s->found_count; i++) c.found += s->found[i].score >= least;
    if (!partner) free(own);
    return c;
}

static void add(score *sum, score c)
{
    sum->right += c.right, sum->found += c.found, sum->burns += c.burns, sum->years += c.years;
}

static double f1(score c)
{
    return 2.0 * c.right / (c.found + c.burns);
}

static double alarms(score c)
{
    return (c.found - c.right) / c.years;
}

/*
 * Scores of every satellite at every threshold, and the threshold each is judged at: the one that suits the others
 * best, by F1 (limit 0) or by recall with at most `limit` false alarms a year.
 */
typedef struct table {
    score at[SATELLITES][THRESHOLDS];
} table;

static void fill(table *t, const satellite *s, int count, double days)
{
    for (int i = 0; i < count; i++)
        for (int k = 0; k < THRESHOLDS; k++) t->at[i][k] = score_of(&s[i], threshold(k), days, NULL);
}

static int choose(const table *t, int count, int left_out, double limit)
{
    int best = THRESHOLDS - 1;
    double most = -1.0;
    for (int k = 0; k < THRESHOLDS; k++) {
        score sum = {0};
        for (int i = 0; i < count; i++)
            if (i != left_out) add(&sum, t->at[i][k]);
        double value = limit > 0.0 ? (alarms(sum) <= limit ? sum.right / sum.burns : -1.0) : f1(sum);
        if (value > most) most = value, best = k;
    }
    return best;
}

static score judge(const table *t, int count, int i, double limit)
{
    return t->at[i][choose(t, count, i, limit)];
}

static score pooled(const table *t, int count, double limit)
{
    score sum = {0};
    for (int i = 0; i < count; i++) add(&sum, judge(t, count, i, limit));
    return sum;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* Epoch errors and the interval, of burns matched within two days at the threshold that gives one false alarm a year.
 */
typedef struct dating {
    double errors_h[4096], widths_h[4096];
    size_t count, covered;
} dating;

static void date(const satellite *s, double least, double days, dating *d)
{
    int *partner = calloc(s->scored.count + 1, sizeof *partner);
    if (!partner) exit(1);
    score_of(s, least, days, partner);
    for (size_t i = 0; i < s->scored.count; i++) {
        if (partner[i] < 0 || d->count == sizeof d->errors_h / sizeof *d->errors_h) continue;
        const sea_manoeuvre *m = &s->found[partner[i]];
        d->covered += m->earliest.ns <= s->scored.list[i].end.ns && m->latest.ns >= s->scored.list[i].start.ns;
        d->widths_h[d->count] = (double)(m->latest.ns - m->earliest.ns) / 3600e9;
        d->errors_h[d->count++] = 24.0 * burn_distance(&s->scored.list[i], m->epoch);
    }
    free(partner);
}

static double median(double *v, size_t count)
{
    if (!count) return NAN;
    qsort(v, count, sizeof *v, ascending);
    return v[count / 2];
}

static void print_row(const char *name, const table t[3], const satellite *s, int count, int i)
{
    static dating near, far; /* large */
    near.count = near.covered = far.count = far.covered = 0;
    score c[3], r[3];
    const double limits[3] = {0.3, 1.0, 3.0};
    double days = count == LEO ? 1.0 : 2.0; /* of the epoch error */
    for (int k = 0; k < 3; k++) {
        c[k] = i < 0 ? pooled(&t[k], count, 0.0) : judge(&t[k], count, i, 0.0);
        r[k] = i < 0 ? pooled(&t[1], count, limits[k]) : judge(&t[1], count, i, limits[k]);
    }
    for (int j = 0; j < count; j++) {
        if (i >= 0 && j != i) continue;
        double least = threshold(choose(&t[1], count, j, 1.0));
        date(&s[j], least, days, &near);
        date(&s[j], least, 2.0, &far);
    }
    printf("| %s (%.0f) | %.3f / %.3f / %.3f | %.2f / %.2f / %.2f | %.2f / %.2f / %.2f | %.1f | %.2f | %.0f |\n", name,
           c[0].burns, f1(c[0]), f1(c[1]), f1(c[2]), r[0].right / r[0].burns, r[1].right / r[1].burns,
           r[2].right / r[2].burns, alarms(r[0]), alarms(r[1]), alarms(r[2]), median(near.errors_h, near.count),
           far.count ? (double)far.covered / (double)far.count : NAN, median(far.widths_h, far.count));
}

static void print_table(const char *title, const satellite *s, int count)
{
    static table t[3];
    const double days[3] = {0.5, 1.0, 2.0};
    for (int k = 0; k < 3; k++) fill(&t[k], s, count, days[k]);
    printf(
        "\n### %s\n\n| satellite (burns) | F1 12 h / 1 d / 2 d | recall at nominal 0.3 / 1 / 3 false alarms a year | "
        "actual false alarms a year there | median epoch error h | interval covers | its median width h |\n"
        "|---|---|---|---|---|---|---|\n",
        title);
    for (int i = 0; i < count; i++) print_row(s[i].name, t, s, count, i);
    print_row("**pooled**", t, s, count, -1);
}

/* Recall by the burn's along-track part, at one false alarm a satellite and year. */
static void print_sizes(const satellite *s, int count)
{
    static const double edge[] = {0, 0.1, 0.3, 0.5, 1, 3, INFINITY};
    enum { SIZES = sizeof edge / sizeof *edge - 1 };
    static table t;
    fill(&t, s, count, 1.0);
    double right[SIZES] = {0}, all[SIZES] = {0}, large[2] = {0};
    for (int i = 0; i < count; i++) {
        int *partner = calloc(s[i].scored.count + 1, sizeof *partner);
        if (!partner) exit(1);
        score_of(&s[i], threshold(choose(&t, count, i, 1.0)), 1.0, partner);
        for (size_t b = 0; b < s[i].scored.count; b++) {
            double cm_s = 100.0 * fabs(s[i].scored.list[b].dv_t_m_s);
            for (int k = 0; k < SIZES; k++)
                if (cm_s >= edge[k] && cm_s < edge[k + 1]) all[k]++, right[k] += partner[b] >= 0;
            if (cm_s >= 1.0) large[1]++, large[0] += partner[b] >= 0;
        }
        free(partner);
    }
    printf("\n| along-track cm/s | burns | found |\n|---|---|---|\n");
    for (int k = 0; k < SIZES; k++)
        printf("| %g to %g | %.0f | %.2f |\n", edge[k], edge[k + 1], all[k], all[k] > 0 ? right[k] / all[k] : 0.0);
    printf("| **1 and more** | %.0f | %.3f |\n", large[1], large[0] / large[1]);
}

/* False alarms a year by score, all satellites together: what sea_manoeuvre_threshold rests on. */
static void print_alarms(const satellite *s, int count, double days)
{
    printf("\n| score | false alarms a year | recall |\n|---|---|---|\n");
    for (int k = 4; k < THRESHOLDS; k += 5) {
        score sum = {0};
        for (int i = 0; i < count; i++) add(&sum, score_of(&s[i], threshold(k), days, NULL));
        printf("| %.1f | %.2f | %.2f |\n", threshold(k), alarms(sum), sum.right / sum.burns);
    }
}

/* ---- objects that do not manoeuvre ---- */

static const char *const catalogues[] = {"bg_19971018", "bg_20061117", "bg_20070621", "bg_20170402",
                                         "bg_20180217", "bg_20181210", "bg_20190315", "bg_20191017",
                                         "bg_20191203", "bg_20191212", "bg_20200227", "bg_20230329",
                                         "kt_20230326", "kt_20230401", "bg_20250808", "bg_20250901"};
static const char *const breakups[] = {"cosmos1408", "cosmos2251_iridium33", "cosmos2499", "cz6a_yunhai3", "dmspf13",
                                       "fengyun1c",  "fregat_tank_2011037",  "microsat_r", "noaa16",       "resurs_p1",
                                       "yunhai1_02"};

static double years_of(const sea_gp_history *h, const sea_gp_object *o)
{
    return (double)(h->gps[o->first + o->count - 1].epoch.ns - h->gps[o->first].epoch.ns) / (365.25 * 86400e9);
}

static void print_passive_row(const char *name, double objects, double years, double found)
{
    printf("| %s | %.0f | %.0f | %.0f | %.4f |\n", name, objects, years, found, years > 0 ? found / years : 0.0);
}

static bool read_catalogues(sea_gp_history *out)
{
    char path[PATH_BYTES];
    sea_gp_set set = {0};
    for (size_t i = 0; i < sizeof catalogues / sizeof *catalogues; i++) {
        snprintf(path, sizeof path, "%s/catalog/%s.3le.gz", folder, catalogues[i]);
        if (!read_sets(path, &set)) return false;
    }
    for (size_t i = 0; i < sizeof breakups / sizeof *breakups; i++) {
        snprintf(path, sizeof path, "%s/breakups/%s.3le", folder, breakups[i]);
        if (!read_sets(path, &set)) return false;
    }
    sea_status s = sea_gp_set_to_history(&set, out);
    sea_gp_set_free(&set);
    return s == SEA_OK;
}

static bool is_passive(const sea_gp_history *h, const sea_gp_object *o)
{
    for (size_t i = 0; i < o->count; i++) {
        const char *name = h->gps[o->first + i].object_name;
        if (strstr(name, " DEB") || strstr(name, "R/B")) return true;
    }
    return false;
}

static void print_passive(const sea_gp_history *h)
{
    sea_gp_set all = {h->gps, h->count, h->count};
    sea_manoeuvre_result r = find(&all, 0.0);
    static const char *const kinds[] = {"leo", "meo", "geo", "16 sets and more"};
    double objects[4] = {0}, years[4] = {0}, found[4] = {0};
    size_t e = 0;
    for (size_t i = 0; i < h->object_count; i++) {
        const sea_gp_object *o = &h->objects[i];
        const sea_gp *middle = &h->gps[o->first + o->count / 2];
        size_t count = 0;
        for (; e < r.event_count && r.events[e].norad_cat_id == o->norad_cat_id; e++) count++;
        if (o->count < SEA_MANOEUVRE_SETS_LEAST || years_of(h, o) < 1.0 || !is_passive(h, o)) continue;
        double n = middle->mean_motion_rev_day;
        int kind = n > 6.4 ? 0 : n > 0.9 && n < 1.1 && middle->eccentricity < 0.1 ? 2 : 1;
        objects[kind]++, years[kind] += years_of(h, o), found[kind] += (double)count;
        if (o->count >= 16) objects[3]++, years[3] += years_of(h, o), found[3] += (double)count;
    }
    printf("\n### Debris and spent stages at the default threshold\n\n"
           "| histories | objects | object-years | found, all false | a year |\n|---|---|---|---|---|\n");
    for (int k = 0; k < 4; k++) print_passive_row(kinds[k], objects[k], years[k], found[k]);
    print_passive_row("**leo, meo and geo**", objects[0] + objects[1] + objects[2], years[0] + years[1] + years[2],
                      found[0] + found[1] + found[2]);
    sea_manoeuvre_result_free(&r);
}

/* ---- a picture: recall against false alarms, each satellite and all ---- */

static void draw_curve(FILE *f, const satellite *s, int count, double days, const char *style)
{
    fprintf(f, "<polyline fill=\"none\" %s points=\"", style);
    for (int k = 0; k < THRESHOLDS; k++) {
        score sum = {0};
        for (int i = 0; i < count; i++) add(&sum, score_of(&s[i], threshold(k), days, NULL));
        double rate = fmin(fmax(alarms(sum), 0.05), 10.0);
        fprintf(f, "%.1f,%.1f ", 60.0 + 240.0 * log10(rate / 0.05), 320.0 - 300.0 * sum.right / sum.burns);
    }
    fprintf(f, "\"/>\n");
}

static void draw(const char *path, const satellite *s)
{
    static const char *const colours[SATELLITES] = {"#1b6ca8", "#c0392b", "#7f8c8d", "#8e44ad", "#27ae60", "#16a085",
                                                    "#d35400", "#2c3e50", "#d4ac0d", "#d4ac0d", "#d4ac0d", "#d4ac0d"};
    FILE *f = fopen(path, "w");
    if (!f) return;
    fprintf(f, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 800 360\" font-family=\"sans-serif\" "
               "font-size=\"12\">\n<rect width=\"800\" height=\"360\" fill=\"white\"/>\n");
    static const double rates[] = {0.05, 0.1, 0.3, 1, 3, 10};
    for (int i = 0; i < 6; i++) {
        double x = 60.0 + 240.0 * log10(rates[i] / 0.05);
        fprintf(
            f,
            "<path d=\"M%.1f 20V320\" stroke=\"#ddd\"/><text x=\"%.1f\" y=\"336\" text-anchor=\"middle\">%g</text>\n",
            x, x, rates[i]);
    }
    for (int i = 0; i <= 5; i++)
        fprintf(f, "<path d=\"M60 %dH612\" stroke=\"#ddd\"/><text x=\"52\" y=\"%d\" text-anchor=\"end\">%.1f</text>\n",
                320 - 60 * i, 324 - 60 * i, 0.2 * i);
    fprintf(f, "<text x=\"336\" y=\"354\" text-anchor=\"middle\">false alarms a satellite and year</text>\n"
               "<text x=\"16\" y=\"170\" transform=\"rotate(-90 16 170)\" text-anchor=\"middle\">burns found</text>\n");
    for (int i = 0; i < SATELLITES; i++) {
        char style[96];
        bool geo = i >= LEO;
        snprintf(style, sizeof style, "stroke=\"%s\" stroke-width=\"1.2\"%s", colours[i],
                 geo ? " stroke-dasharray=\"4 3\"" : "");
        draw_curve(f, &s[i], 1, geo ? 2.0 : 1.0, style);
        fprintf(f, "<path d=\"M630 %dh24\" %s/><text x=\"660\" y=\"%d\">%s (%zu)</text>\n", 60 + 20 * i, style,
                64 + 20 * i, s[i].name, s[i].scored.count);
    }
    draw_curve(f, s, LEO, 1.0, "stroke=\"black\" stroke-width=\"3\"");
    fprintf(
        f,
        "<path d=\"M630 36h24\" stroke=\"black\" stroke-width=\"3\"/><text x=\"660\" y=\"40\">all low orbits</text>\n"
        "</svg>\n");
    fclose(f);
}

static int print_decay(sea_gp_history *all)
{
    if (!read_catalogues(all)) return 0;
    decay_print(folder, all);
    sea_gp_history_free(all);
    return 0;
}

int main(int argc, char **argv)
{
    const char *svg = argc == 3 && strcmp(argv[1], "--svg") == 0 ? argv[2] : NULL;
    folder = getenv("STARSEA_TEST_DATA");
    if (!folder) folder = "../shared/data";
    sea_gp_history all;
    if (argc == 2 && strcmp(argv[1], "--proximity") == 0) {
        proximity_print_made();
        if (!read_catalogues(&all)) return 0;
        proximity_print(folder, &all);
        sea_gp_history_free(&all);
        return 0;
    }
    if (argc == 2 && strcmp(argv[1], "--stations") == 0) {
        station_print_made();
        if (!read_catalogues(&all)) return 0;
        station_print_passive(&all);
        sea_gp_history_free(&all);
        return 0;
    }
    bool only_breakups = argc == 2 && strcmp(argv[1], "--breakups") == 0;
    bool only_decay = argc == 2 && strcmp(argv[1], "--decay") == 0;
    if (only_decay) return print_decay(&all);
    if (argc == 2 && strcmp(argv[1], "--collisions") == 0) {
        breakup_print_collisions();
        return 0;
    }
    breakup_print_made();
    breakup_print_collisions();
    breakup_print_real(folder);
    if (only_breakups) return 0;
    static satellite raw[SATELLITES], merged[SATELLITES];
    memcpy(raw, names, sizeof raw);
    memcpy(merged, names, sizeof merged);
    for (int i = 0; i < SATELLITES; i++) {
        if (load(&raw[i], false) && load(&merged[i], true)) continue;
        fprintf(stderr, "bench_behaviour: skipped, no operators' records in %s\n", folder);
        return 0;
    }
    print_table("Low orbits, one line of a record = one burn", raw, LEO);
    print_table("Low orbits, burns less than a day apart as one", merged, LEO);
    print_sizes(merged, LEO);
    print_alarms(raw, LEO, 1.0);
    print_table("Geostationary", raw + LEO, SATELLITES - LEO);
    print_alarms(raw + LEO, SATELLITES - LEO, 1.0);
    if (read_catalogues(&all)) {
        print_passive(&all);
        decay_print(folder, &all);
        proximity_print_made();
        proximity_print(folder, &all);
        station_print_made();
        station_print_passive(&all);
        sea_gp_history_free(&all);
    }
    if (svg) draw(svg, merged);
    return 0;
}
