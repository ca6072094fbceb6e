/* Operators' records, and matching with them. */
#include "behaviour_truth.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 8192, FIELDS_MAX = 400, HEAD = 9, BURN_FIELDS = 15, ALONG = 7 };
static const double ns_per_day = 86400e9;

/* Calendar to the clock whose days are all 86,400 s, as TAI's are. */
static sea_tai even_clock(int year, int day_of_year, int hour, int minute)
{
    sea_utc utc = {.year = year, .month = 1, .day = 1};
    sea_tai t = {0};
    if (sea_utc_to_tai(utc, &t) != SEA_OK) return SEA_TAI_NONE;
    int64_t seconds = ((int64_t)(day_of_year - 1) * 24 + hour) * 3600 + minute * 60 - sea_tai_minus_utc_s(t);
    return (sea_tai){t.ns + seconds * SEA_NS_PER_S};
}

static bool doris_line(char *line, burn *out)
{
    char *field[FIELDS_MAX];
    int n = 0;
    for (char *p = strtok(line, " \t\r\n"); p && n < FIELDS_MAX; p = strtok(NULL, " \t\r\n")) field[n++] = p;
    if (n < HEAD) return false;
    int v[8];
    for (int i = 0; i < 8; i++) v[i] = atoi(field[1 + i]);
    out->start = even_clock(v[0], v[1], v[2], v[3]);
    out->end = even_clock(v[4], v[5], v[6], v[7]);
    out->dv_t_m_s = NAN;
    int count = n > HEAD + 1 ? atoi(field[HEAD + 1]) : 0;
    if (count > 0 && n >= HEAD + 2 + count * BURN_FIELDS) {
        out->dv_t_m_s = 0.0;
        for (int k = 0; k < count; k++) out->dv_t_m_s += atof(field[HEAD + 2 + k * BURN_FIELDS + ALONG]);
    }
    return true;
}

static bool china_time(const char *text, sea_tai *out)
{
    int y, mo, d, h, mi, s;
    if (sscanf(text, "%d-%d-%dT%d:%d:%d", &y, &mo, &d, &h, &mi, &s) != 6) return false;
    sea_utc utc = {y, (uint8_t)mo, (uint8_t)d, (uint8_t)h, (uint8_t)mi, (uint8_t)s, 0};
    if (sea_utc_to_tai(utc, out) != SEA_OK) return false;
    out->ns -= INT64_C(8) * 3600 * SEA_NS_PER_S;
    return true;
}

static bool fengyun_line(const char *line, burn *out)
{
    const char *first = strchr(line, '"'), *second = first ? strchr(first + 1, '"') : NULL,
               *third = second ? strchr(second + 1, '"') : NULL;
    out->dv_t_m_s = NAN;
    return third && china_time(first + 1, &out->start) && china_time(third + 1, &out->end);
}

static int by_start(const void *a, const void *b)
{
    const burn *x = a, *y = b;
    return x->start.ns < y->start.ns ? -1 : x->start.ns > y->start.ns;
}

bool burns_read(const char *path, burns *out)
{
    FILE *f = fopen(path, "r");
    *out = (burns){0};
    if (!f) return false;
    size_t length = strlen(path), capacity = 0;
    bool fengyun = length > 3 && strcmp(path + length - 3, ".fy") == 0;
    char line[LINE_MAX_BYTES];
    while (fgets(line, sizeof line, f)) {
        burn b;
        if (!(fengyun ? fengyun_line(line, &b) : doris_line(line, &b))) continue;
        if (out->count == capacity) {
            capacity = capacity ? 2 * capacity : 64;
            out->list = realloc(out->list, capacity * sizeof *out->list);
            if (!out->list) exit(1);
        }
        out->list[out->count++] = b;
    }
    fclose(f);
    if (out->count) qsort(out->list, out->count, sizeof *out->list, by_start);
    return true;
}

void burns_merge(burns *b)
{
    size_t kept = 0;
    for (size_t i = 0; i < b->count; i++) {
        burn *last = kept ? &b->list[kept - 1] : NULL;
        if (last && (double)(b->list[i].start.ns - last->end.ns) < ns_per_day) {
            if (b->list[i].end.ns > last->end.ns) last->end = b->list[i].end;
            last->dv_t_m_s += b->list[i].dv_t_m_s;
        } else {
            b->list[kept++] = b->list[i];
        }
    }
    b->count = kept;
}

double burn_distance(const burn *b, sea_tai t)
{
    if (t.ns < b->start.ns) return (double)(b->start.ns - t.ns) / ns_per_day;
    return t.ns > b->end.ns ? (double)(t.ns - b->end.ns) / ns_per_day : 0.0;
}

typedef struct pair {
    double days, score;
    size_t burn, found;
} pair;

static int nearest_first(const void *a, const void *b)
{
    const pair *x = a, *y = b;
    if (x->days != y->days) return x->days < y->days ? -1 : 1;
    if (x->score != y->score) return x->score > y->score ? -1 : 1;
    return x->found < y->found ? -1 : x->found > y->found;
}

size_t burns_match(const burn *list, size_t count, const sea_manoeuvre *found, size_t found_count, double least,
                   double days, int *partner)
{
    size_t n = 0, capacity = 0, matched = 0;
    pair *pairs = NULL;
    unsigned char *used = calloc(found_count + 1, 1);
    if (!used) exit(1);
    for (size_t i = 0; i < count; i++) {
        partner[i] = -1;
        for (size_t k = 0; k < found_count; k++) {
            double apart = burn_distance(&list[i], found[k].epoch);
            if (found[k].score < least || apart > days) continue;
            if (n == capacity) {
                capacity = capacity ? 2 * capacity : 256;
                pairs = realloc(pairs, capacity * sizeof *pairs);
                if (!pairs) exit(1);
            }
            pairs[n++] = (pair){apart, found[k].score, i, k};
        }
    }
    if (n) qsort(pairs, n, sizeof *pairs, nearest_first);
    for (size_t p = 0; p < n; p++) {
        if (used[pairs[p].found] || partner[pairs[p].burn] >= 0) continue;
        used[pairs[p].found] = 1;
        partner[pairs[p].burn] = (int)pairs[p].found;
        matched++;
    }
    free(pairs);
    free(used);
    return matched;
}
