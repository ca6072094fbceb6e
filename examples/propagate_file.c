/* propagate_file FILE: prints id, minute, TEME x, y, z (km) and status of every object, for an hour, as CSV. */
#include <starsea/gp.h>
#include <starsea/sgp4.h>

#include <stdio.h>

static sea_status keep(void *payload, const sea_gp *gp, const sea_gp_origin *origin)
{
    (void)origin;
    return sea_gp_set_add(payload, gp);
}

static sea_status print(void *payload, const sea_sgp4_block *block)
{
    const sea_gp_set *set = payload;
    for (size_t k = 0; k < block->time_count * block->count; k++) {
        const double *r = block->r_km[k];
        printf("%u,%zu,", set->gps[block->objects[k % block->count]].norad_cat_id,
               block->first_time + k / block->count);
        printf("%.3f,%.3f,%.3f,%s\n", r[0], r[1], r[2], sea_status_name(block->statuses[k]));
    }
    return SEA_OK;
}

int main(int count, char **argument)
{
    sea_gp_set set = {0};
    sea_gp_sink sink = {.payload = &set, .record = keep};
    sea_sgp4 *prepared = NULL;
    sea_error err = {.text = "usage: propagate_file FILE"};
    sea_status s = count == 2 ? sea_gp_read_file(argument[1], SEA_GP_AUTO, &sink, NULL, &err) : SEA_E_USAGE;
    if (s == SEA_OK) s = sea_sgp4_new(set.gps, set.count, NULL, &prepared, NULL, &err);
    sea_sgp4_times times = {.count = 60, .step_ns = 60 * SEA_NS_PER_S};
    if (set.count) times.start = set.gps[0].epoch;
    if (s == SEA_OK && !set.count) fprintf(stderr, "propagate_file: no element sets in %s\n", argument[1]);
    if (s == SEA_OK) s = sea_sgp4_states_run(prepared, &times, 0, 0, print, &set, &err);
    if (s != SEA_OK) fprintf(stderr, "propagate_file: %s\n", err.text);
    sea_sgp4_free(prepared);
    sea_gp_set_free(&set);
    return s == SEA_OK ? 0 : 1;
}
