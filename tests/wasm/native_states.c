/*
 * native_states FILE START STEP_S COUNT OUT: positions, velocities and statuses of a catalogue at COUNT instants, by
 * the native library, as bytes in OUT. compare_states.mjs holds the page's build against them.
 */
#include <starsea/sgp4.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static sea_status keep(void *payload, const sea_gp *gp, const sea_gp_origin *origin)
{
    (void)origin;
    return sea_gp_set_add(payload, gp);
}

static int write_all(const char *path, const void *r, const void *v, const void *statuses, size_t states)
{
    FILE *out = fopen(path, "wb");
    if (!out) return 0;
    int fine = fwrite(r, 24, states, out) == states && fwrite(v, 24, states, out) == states &&
               fwrite(statuses, 1, states, out) == states;
    return fclose(out) == 0 && fine;
}

int main(int argc, char **argv)
{
    sea_gp_set set = {0};
    sea_gp_sink sink = {.payload = &set, .record = keep};
    sea_utc utc;
    sea_tai start;
    sea_error err = {0};
    if (argc != 6) return 2;
    if (sscanf(argv[2], "%d-%hhu-%hhuT%hhu:%hhu:%hhuZ", &utc.year, &utc.month, &utc.day, &utc.hour, &utc.minute,
               &utc.second) != 6)
        return 2;
    utc.ns = 0;
    size_t count = strtoul(argv[4], NULL, 10);
    sea_sgp4 *prepared = NULL;
    sea_status s = sea_utc_to_tai(utc, &start);
    if (s == SEA_OK) s = sea_gp_read_file(argv[1], SEA_GP_AUTO, &sink, NULL, &err);
    if (s == SEA_OK) s = sea_gp_set_choose(&set, start, NULL);
    if (s == SEA_OK) s = sea_sgp4_new(set.gps, set.count, NULL, &prepared, NULL, &err);
    size_t states = count * set.count;
    sea_sgp4_times times = {.count = count, .start = start, .step_ns = strtoll(argv[3], NULL, 10) * SEA_NS_PER_S};
    sea_sgp4_states out = {
        .r_km = calloc(states + 1, 24), .v_km_s = calloc(states + 1, 24), .statuses = calloc(states + 1, 1)};
    if (s == SEA_OK && out.r_km && out.v_km_s && out.statuses) s = sea_sgp4_states_get(prepared, &times, &out, 1, &err);
    int fine = s == SEA_OK && write_all(argv[5], out.r_km, out.v_km_s, out.statuses, states);
    if (s != SEA_OK) fprintf(stderr, "native_states: %s %s\n", sea_status_text(s), err.text);
    printf("%zu objects, %zu instants, kernel %s\n", set.count, count, sea_sgp4_kernel_name());
    free(out.r_km);
    free(out.v_km_s);
    free(out.statuses);
    sea_sgp4_free(prepared);
    sea_gp_set_free(&set);
    return fine ? 0 : 1;
}
