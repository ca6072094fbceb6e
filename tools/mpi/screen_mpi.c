/*
 * starsea-screen-mpi FILE START DAYS THRESHOLD_KM: screens all against all, a slice a rank, and prints the events as
 * CSV from rank 0, the same bytes for any number of ranks. FILE and START are as starsea screen takes them, on every
 * rank.
 */
#include <starsea/gp.h>
#include <starsea/screen.h>

#include <limits.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FACTS_TAG = 1, EVENTS_TAG, EXCLUSIONS_TAG, CHUNK = 1 << 24 };

static sea_status keep(void *payload, const sea_gp *gp, const sea_gp_origin *origin)
{
    (void)origin;
    return sea_gp_set_add(payload, gp);
}

static sea_status read_sets(const char *path, sea_tai start, sea_gp_set *chosen, sea_error *err)
{
    sea_gp_set all = {0};
    sea_gp_sink sink = {.payload = &all, .record = keep};
    sea_gp_choice choice;
    sea_status s = sea_gp_read_file(path, SEA_GP_AUTO, &sink, NULL, err);
    if (s == SEA_OK) s = sea_gp_set_choose(&all, start, &choice);
    *chosen = all;
    return s;
}

static sea_status parse(char **words, sea_screen_options *o, sea_error *err)
{
    *o = sea_screen_options_default();
    o->threads = 1;
    char *end;
    double days = strtod(words[2], &end);
    if (*end || !(days > 0.0 && days <= 366.0)) return SEA_E_USAGE;
    o->span_ns = (int64_t)(days * (double)SEA_NS_PER_DAY);
    o->threshold_km = strtod(words[3], &end);
    if (*end) return SEA_E_USAGE;
    return sea_tai_parse(words[1], strlen(words[1]), true, &o->start, err);
}

/* Plain bytes in pieces that an int counts. */
static void send_bytes(const void *bytes, size_t size, int tag)
{
    for (size_t at = 0; at < size; at += CHUNK)
        MPI_Send((const char *)bytes + at, (int)(size - at < CHUNK ? size - at : CHUNK), MPI_BYTE, 0, tag,
                 MPI_COMM_WORLD);
}

static void receive_bytes(void *bytes, size_t size, int rank, int tag)
{
    for (size_t at = 0; at < size; at += CHUNK)
        MPI_Recv((char *)bytes + at, (int)(size - at < CHUNK ? size - at : CHUNK), MPI_BYTE, rank, tag, MPI_COMM_WORLD,
                 MPI_STATUS_IGNORE);
}

static void send_part(const sea_screen_result *part)
{
    send_bytes(part, sizeof *part, FACTS_TAG);
    send_bytes(part->events, part->event_count * sizeof *part->events, EVENTS_TAG);
    send_bytes(part->exclusions, part->exclusion_count * sizeof *part->exclusions, EXCLUSIONS_TAG);
}

static sea_status receive_part(int rank, sea_screen_result *part)
{
    receive_bytes(part, sizeof *part, rank, FACTS_TAG);
    part->events = malloc((part->event_count + 1) * sizeof *part->events);
    part->exclusions = malloc((part->exclusion_count + 1) * sizeof *part->exclusions);
    if (!part->events || !part->exclusions) return SEA_E_MEMORY;
    receive_bytes(part->events, part->event_count * sizeof *part->events, rank, EVENTS_TAG);
    receive_bytes(part->exclusions, part->exclusion_count * sizeof *part->exclusions, rank, EXCLUSIONS_TAG);
    return SEA_OK;
}

static void print(const sea_screen_result *r, const sea_gp *gps)
{
    puts("NORAD_CAT_ID_1,DSE_1,NORAD_CAT_ID_2,DSE_2,TCA,TCA_RANGE,TCA_RELATIVE_SPEED,KIND,START,END");
    for (size_t i = 0; i < r->event_count; i++) {
        const sea_conjunction *e = &r->events[i];
        char tca[SEA_TAI_TEXT_MAX], start[SEA_TAI_TEXT_MAX], end[SEA_TAI_TEXT_MAX];
        sea_tai_format(e->tca, 3, tca);
        sea_tai_format(e->start, 3, start);
        sea_tai_format(e->end, 3, end);
        printf("%u,%.3f,%u,%.3f,%s,%.6f,%.6f,%s,%s,%s\n", e->norad_cat_id_1,
               sea_tai_diff_s(e->tca, gps[e->index_1].epoch) / 86400.0, e->norad_cat_id_2,
               sea_tai_diff_s(e->tca, gps[e->index_2].epoch) / 86400.0, tca, e->range_km, e->relative_speed_km_s,
               sea_conjunction_kind_name(e->kind), start, end);
    }
    const sea_screen_certificate *c = &r->certificate;
    fprintf(stderr, "%zu events; %llu of %llu objects screened, %llu pair tests, %llu candidates refined by SGP4\n",
            r->event_count, (unsigned long long)c->screened, (unsigned long long)c->objects,
            (unsigned long long)c->pairs_tested, (unsigned long long)c->candidates);
}

/* Rank 0: the parts of all ranks, in their order, become the result. */
static sea_status collect(const sea_screen_plan *plan, const sea_screen_result *own, int ranks, const sea_gp *gps,
                          sea_error *err)
{
    sea_screen_result *parts = calloc((size_t)ranks, sizeof *parts), result = {0};
    sea_status s = parts ? SEA_OK : SEA_E_MEMORY;
    for (int rank = 1; rank < ranks && s == SEA_OK; rank++) s = receive_part(rank, &parts[rank]);
    if (s == SEA_OK) {
        parts[0] = *own;
        s = sea_screen_merge(plan, parts, (size_t)ranks, &result, err);
    }
    if (s == SEA_OK) print(&result, gps);
    sea_screen_result_free(&result);
    for (int rank = 1; parts && rank < ranks; rank++) sea_screen_result_free(&parts[rank]);
    free(parts);
    return s;
}

static sea_status run(char **words, int rank, int ranks, sea_error *err)
{
    sea_gp_set set = {0};
    sea_screen_options options;
    sea_screen_plan *plan = NULL;
    sea_screen_result part = {0};
    sea_status s = parse(words, &options, err);
    if (s == SEA_OK) s = read_sets(words[0], options.start, &set, err);
    if (s == SEA_OK) s = sea_screen_plan_new(set.gps, set.count, &options, &plan, err);
    if (s == SEA_OK) s = sea_screen_slice(plan, (size_t)rank, (size_t)ranks, &part, err);
    if (s == SEA_OK && rank > 0) send_part(&part);
    if (s == SEA_OK && rank == 0) s = collect(plan, &part, ranks, set.gps, err);
    sea_screen_result_free(&part);
    sea_screen_plan_free(plan);
    sea_gp_set_free(&set);
    return s;
}

int main(int count, char **words)
{
    int rank, ranks;
    MPI_Init(&count, &words);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    sea_error err = {.text = "usage: starsea-screen-mpi FILE START DAYS THRESHOLD_KM"};
    sea_status s = count == 5 ? run(words + 1, rank, ranks, &err) : SEA_E_USAGE;
    if (s != SEA_OK) {
        fprintf(stderr, "starsea-screen-mpi: %s\n", err.text);
        MPI_Abort(MPI_COMM_WORLD, 1); /* the other ranks wait for this one */
    }
    MPI_Finalize();
    return s == SEA_OK ? 0 : 1;
}
