/* Proximity: cases with their dates, longitudes held, and findings over everything at hand by class. */
#include "behaviour_proximity.h"

#include <starsea/proximity.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PATH_BYTES = 4096, DATE = 10 };

static const char *const files[] = {"proximity/control_stations.3le",
                                    "proximity/geo_luch.3le",
                                    "proximity/geo_mev1_is901.3le",
                                    "proximity/geo_mev2_is1002.3le",
                                    "proximity/geo_sj17_sj20_sj23_sj26.3le",
                                    "proximity/geo_sj21_compassg2.3le",
                                    "proximity/geo_tjs.3le",
                                    "proximity/geo_usa253_254.3le",
                                    "proximity/geo_usa270_271_324_325.3le",
                                    "proximity/leo_cosmos_2491_2499_2504.3le",
                                    "proximity/leo_cosmos_2535_2538.3le",
                                    "proximity/leo_cosmos_2542_2543.3le",
                                    "proximity/leo_elsad.3le",
                                    "proximity/leo_orbital_express.3le",
                                    "proximity/leo_prisma.3le",
                                    "proximity/leo_sj12_sj6f.3le",
                                    "dense_history/geo.3le.gz",
                                    "dense_history/oneweb.3le.gz",
                                    "dense_history/resource.3le.gz",
                                    "dense_history/science.3le.gz",
                                    "dense_history/stations.3le.gz",
                                    "dense_history/weather.3le.gz"};

/* What public sources say, by the day. An edge is bracketed by the sets that show otherwise and those that show it. */
typedef enum edge { START, END, CLOSEST, NONE } edge;
typedef struct public_case {
    const char *name;
    uint32_t id_1, id_2;
    sea_proximity_class what;
    const char *from, *to; /* the finding touches this span */
    const char *date;      /* of the edge; NULL: none is known to the day */
    edge edge;
    uint32_t mover; /* 0: not asked */
} public_case;

static const public_case cases[] = {
    {"MEV-1, Intelsat 901: approach and docking", 26824, 44625, SEA_PROXIMITY_MERGING, "2020-02-01", "2020-03-01",
     "2020-02-25", END, 44625},
    {"the same: docked", 26824, 44625, SEA_PROXIMITY_DOCKED, "2020-02-25", "2025-04-01", "2020-02-25", START, 0},
    {"the same: undocking", 26824, 44625, SEA_PROXIMITY_RELEASE, "2025-03-01", "2025-06-01", NULL, END, 44625},
    {"MEV-1 under another orbit", 25544, 44625, SEA_PROXIMITY_DATA_FAULT, "2020-02-26", "2020-02-27", "2020-02-26",
     START, 0},
    {"MEV-2, Intelsat 10-02: approach and docking", 28358, 46113, SEA_PROXIMITY_MERGING, "2021-02-01", "2021-05-02",
     "2021-04-12", END, 46113},
    {"the same: docked", 28358, 46113, SEA_PROXIMITY_DOCKED, "2021-06-01", "2026-05-30", "2021-04-12", START, 0},
    {"SJ-21, Compass-G2: approach", 34779, 49330, SEA_PROXIMITY_MERGING, "2021-12-15", "2022-01-06", NULL, END, 49330},
    {"the same: tow", 34779, 49330, SEA_PROXIMITY_TOW, "2022-01-15", "2022-02-20", "2022-01-26", END, 49330},
    {"PRISMA: Tango parts from Mango", 36599, 36827, SEA_PROXIMITY_RELEASE, "2010-07-01", "2011-04-05", "2010-08-11",
     END, 0},
    {"PRISMA: formation, 2011", 36599, 36827, SEA_PROXIMITY_FORMATION, "2011-04-01", "2011-08-20", NULL, NONE, 0},
    {"PRISMA: formation, 2012 to 2013", 36599, 36827, SEA_PROXIMITY_FORMATION, "2012-10-01", "2013-02-15", NULL, NONE,
     0},
    {"Cosmos 2543 parts from Cosmos 2542", 44797, 44835, SEA_PROXIMITY_RELEASE, "2019-12-01", "2019-12-13",
     "2019-12-06", END, 0},
    {"Cosmos 2543 comes to Cosmos 2535", 44421, 44835, SEA_PROXIMITY_APPROACH, "2020-06-01", "2020-08-01", NULL, START,
     44835},
    {"object E parts from Cosmos 2543", 44835, 45915, SEA_PROXIMITY_RELEASE, "2020-07-01", "2020-07-31", "2020-07-15",
     CLOSEST, 0},
    {"Luch beside Intelsat 10-02, 2016", 28358, 40258, SEA_PROXIMITY_APPROACH, "2016-01-01", "2016-09-01", NULL, START,
     40258},
    {"SJ-20 comes to SJ-17", 41838, 44910, SEA_PROXIMITY_APPROACH, "2020-02-01", "2020-04-15", NULL, START, 44910},
    {"SJ-21 and SJ-25", 49330, 62485, SEA_PROXIMITY_DOCKED, "2025-08-01", "2025-09-30", NULL, NONE, 0},
};

static sea_tai at(const char *text)
{
    sea_tai t = SEA_TAI_NONE;
    sea_tai_parse(text, strlen(text), true, &t, NULL);
    return t;
}

static const char *day(sea_tai t, char out[SEA_TAI_TEXT_MAX])
{
    if (t.ns == SEA_TAI_NONE.ns) return "-";
    sea_tai_format(t, 0, out);
    out[DATE] = 0;
    return out;
}

static const sea_proximity *seek(const sea_proximity *list, size_t count, const public_case *c)
{
    for (size_t i = 0; i < count; i++) {
        const sea_proximity *p = &list[i];
        if (p->norad_cat_id_1 == c->id_1 && p->norad_cat_id_2 == c->id_2 && p->what == c->what &&
            p->start.ns <= at(c->to).ns && p->end.ns >= at(c->from).ns)
            return p;
    }
    return NULL;
}

static void bracket(const sea_proximity *p, edge e, sea_tai *lo, sea_tai *hi)
{
    *lo = *hi = SEA_TAI_NONE;
    if (e == CLOSEST) *lo = *hi = p->closest;
    if (e == START) *lo = p->what == SEA_PROXIMITY_DATA_FAULT ? p->start : p->earliest, *hi = p->start;
    if (e == END) *lo = p->what == SEA_PROXIMITY_MERGING ? p->earliest : p->start, *hi = p->end;
}

static const char *mover(const sea_proximity *p, char out[24])
{
    static const char *const words[] = {"", "", "", "both"};
    if (p->mover == SEA_PROXIMITY_MOVER_NONE || p->mover == SEA_PROXIMITY_MOVER_BOTH) return words[p->mover];
    snprintf(out, 24, "%u", p->mover == SEA_PROXIMITY_MOVER_1 ? p->norad_cat_id_1 : p->norad_cat_id_2);
    return out;
}

static void print_case(const sea_proximity *list, size_t count, const public_case *c)
{
    char a[SEA_TAI_TEXT_MAX], b[SEA_TAI_TEXT_MAX], start[SEA_TAI_TEXT_MAX], end[SEA_TAI_TEXT_MAX], who[24];
    const sea_proximity *p = seek(list, count, c);
    if (!p) {
        printf("| %s | %s | - | - | - | **not found** |\n", c->name, c->date ? c->date : "");
        return;
    }
    sea_tai lo, hi;
    bracket(p, c->edge, &lo, &hi);
    const char *verdict = "";
    if (c->date) /* which are good to the day */
        verdict =
            lo.ns <= at(c->date).ns + SEA_NS_PER_DAY && hi.ns + SEA_NS_PER_DAY >= at(c->date).ns ? ": yes" : ": **no**";
    char range[48] = "-";
    if (p->range_min_km >= 0.0) snprintf(range, sizeof range, "%.1f to %.1f", p->low_km, p->high_km);
    const char *moved = mover(p, who);
    bool wrong = c->mover != 0 && strtoul(moved, NULL, 10) != c->mover;
    printf("| %s | %s | %s to %s | %s to %s%s | %s%s%s%s | %s |\n", c->name, c->date ? c->date : "",
           day(p->start, start), day(p->end, end), day(lo, a), day(hi, b), verdict, sea_proximity_class_name(p->what),
           *moved ? ", " : "", moved, wrong ? " **wrong**" : "", range);
}

/* ---- everything at hand ---- */

static sea_status keep(void *payload, const sea_gp *gp, const sea_gp_origin *origin)
{
    (void)origin;
    return sea_gp_set_add(payload, gp);
}

static bool read_all(const char *folder, const sea_gp_history *more, sea_gp_history *out)
{
    char path[PATH_BYTES];
    sea_gp_set set = {0};
    sea_gp_sink sink = {&set, keep, NULL};
    sea_status s = SEA_OK;
    for (size_t i = 0; s == SEA_OK && i < more->count; i++) s = sea_gp_set_add(&set, &more->gps[i]);
    for (size_t i = 0; s == SEA_OK && i < sizeof files / sizeof *files; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        s = sea_gp_read_file(path, SEA_GP_AUTO, &sink, NULL, NULL);
    }
    if (s == SEA_OK) s = sea_gp_set_to_history(&set, out);
    sea_gp_set_free(&set);
    return s == SEA_OK;
}

static double seconds(void)
{
    struct timespec t;
    timespec_get(&t, TIME_UTC);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Whether an object is debris or a stage, by its name: the truth that findings are held against. */
static bool is_passive(const sea_gp_history *h, uint32_t id)
{
    const sea_gp_object *o = sea_gp_history_find(h, id);
    for (size_t i = 0; o && i < o->count; i++) {
        const char *name = h->gps[o->first + i].object_name;
        if (strstr(name, " DEB") || strstr(name, "R/B") || strstr(name, "AKM")) return true;
    }
    return false;
}

static bool passive_moved(const sea_gp_history *h, const sea_proximity *p)
{
    bool first = p->mover == SEA_PROXIMITY_MOVER_1 || p->mover == SEA_PROXIMITY_MOVER_BOTH;
    bool second = p->mover == SEA_PROXIMITY_MOVER_2 || p->mover == SEA_PROXIMITY_MOVER_BOTH;
    return (first && is_passive(h, p->norad_cat_id_1)) || (second && is_passive(h, p->norad_cat_id_2));
}

static void print_classes(const sea_proximity *list, size_t count, double s, const sea_gp_history *h)
{
    enum { PASSIVE = 3, MOVED, COLUMNS };
    size_t of[SEA_PROXIMITY_CLASS_COUNT][COLUMNS] = {{0}};
    for (size_t i = 0; i < count; i++) {
        const sea_proximity *p = &list[i];
        bool pair = p->norad_cat_id_2 != 0;
        of[p->what][p->regime]++;
        of[p->what][PASSIVE] += is_passive(h, p->norad_cat_id_1) && (!pair || is_passive(h, p->norad_cat_id_2));
        of[p->what][MOVED] += passive_moved(h, p);
    }
    printf("\n%zu element sets of %zu objects, %zu findings in %.1f s:\n\n"
           "| class | leo | meo | geo | of them debris and stages alone | debris or a stage said to move |\n"
           "|---|---|---|---|---|---|\n",
           h->count, h->object_count, count, s);
    for (int c = 0; c < SEA_PROXIMITY_CLASS_COUNT; c++)
        printf("| %s | %zu | %zu | %zu | %zu | %zu |\n", sea_proximity_class_name((sea_proximity_class)c), of[c][0],
               of[c][1], of[c][2], of[c][PASSIVE], of[c][MOVED]);
}

static void print_stops(const sea_proximity *list, size_t count, const char *name, uint32_t id)
{
    printf("\n%s:", name);
    for (size_t i = 0; i < count; i++) {
        char a[SEA_TAI_TEXT_MAX], b[SEA_TAI_TEXT_MAX];
        const sea_proximity *p = &list[i];
        if (p->norad_cat_id_1 != id || p->what != SEA_PROXIMITY_STOP) continue;
        printf(" %.1f (%s to %s);", p->longitude_deg, day(p->start, a), day(p->end, b));
    }
    printf("\n");
}

void proximity_print(const char *folder, const sea_gp_history *more)
{
    sea_gp_history all;
    sea_proximity *list = NULL;
    size_t count = 0;
    if (!read_all(folder, more, &all)) {
        fprintf(stderr, "bench_behaviour: proximity skipped, no histories in %s\n", folder);
        return;
    }
    double before = seconds();
    sea_status s = sea_proximity_find(&all, NULL, &list, &count, NULL);
    double took = seconds() - before;
    if (s == SEA_OK) {
        printf("\n## Proximity\n\n| case | public date | found | the date lies within | class, mover | range km |\n"
               "|---|---|---|---|---|---|\n");
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) print_case(list, count, &cases[i]);
        printf("\nLongitudes held, degrees east:\n");
        print_stops(list, count, "Luch (40258)", 40258);
        print_stops(list, count, "Luch-5X (55841)", 55841);
        print_stops(list, count, "USA 253 (40099)", 40099);
        print_stops(list, count, "USA 254 (40100)", 40100);
        print_classes(list, count, took, &all);
    }
    free(list);
    sea_gp_history_free(&all);
}
