/*
 * Makes a catalogue ready for one object, then asks of one burn after another what approaches it would leave:
 *
 *     example_candidate_burns data/demo_2009.3le 24946 2009-02-10T12:00:00Z
 */
#include <starsea/starsea.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static sea_status keep(void *payload, const sea_gp *gp, const sea_gp_origin *origin)
{
    (void)origin;
    return sea_gp_set_add(payload, gp);
}

/* One burn along the track at the start of the window. */
static sea_status ask(const sea_screen_field *field, const sea_motion *base, uint32_t index, sea_tai start, sea_tai end,
                      double dv_m_s, sea_error *err)
{
    const sea_burn burn = {start, {0.0, dv_m_s, 0.0}};
    sea_motion *after = NULL;
    sea_screen_result result = {0};
    sea_status s = sea_motion_new_burned(base, &burn, 1, end, &after, err);
    if (s == SEA_OK) s = sea_screen_field_run(field, after, index, &result, err);
    double closest_km = -1.0;
    for (size_t i = 0; i < result.event_count; i++)
        if (i == 0 || result.events[i].range_km < closest_km) closest_km = result.events[i].range_km;
    if (s == SEA_OK && result.event_count > 0)
        printf("%+.2f m/s: %zu approaches, the closest %.3f km\n", dv_m_s, result.event_count, closest_km);
    else if (s == SEA_OK)
        printf("%+.2f m/s: none\n", dv_m_s);
    sea_screen_result_free(&result);
    sea_motion_free(after);
    return s;
}

static sea_status burns(const char *file, uint32_t id, const char *start, sea_error *err)
{
    sea_screen_options options = sea_screen_options_default();
    sea_gp_set set = {0};
    const sea_gp_sink sink = {.payload = &set, .record = keep};
    sea_gp_choice choice;
    sea_status s = sea_tai_parse(start, strlen(start), true, &options.start, err);
    if (s == SEA_OK) s = sea_gp_read_file(file, SEA_GP_AUTO, &sink, NULL, err);
    if (s == SEA_OK) s = sea_gp_set_choose(&set, options.start, &choice);
    const sea_gp *own = s == SEA_OK ? sea_gp_find(set.gps, set.count, id) : NULL;
    if (s == SEA_OK && !own) s = SEA_E_NOT_FOUND;

    const sea_sgp4_options sgp4 = sea_screen_sgp4_options();
    const double reach_km = 50.0; /* how far a burn may take the radius: 4 dv / n in low orbit */
    const sea_tai end = {options.start.ns + options.span_ns};
    sea_sgp4 *prepared = NULL;
    sea_motion *base = NULL;
    sea_screen_field *field = NULL;
    if (s == SEA_OK) s = sea_sgp4_new(own, 1, &sgp4, &prepared, NULL, err);
    if (s == SEA_OK) s = sea_motion_new_sgp4(prepared, 0, &base);
    if (s == SEA_OK) s = sea_screen_field_new(set.gps, set.count, &options, base, reach_km, &field, err);
    for (int k = -4; s == SEA_OK && k <= 4; k++)
        s = ask(field, base, (uint32_t)(own - set.gps), options.start, end, 0.05 * k, err);
    sea_screen_field_free(field);
    sea_motion_free(base);
    sea_sgp4_free(prepared);
    sea_gp_set_free(&set);
    return s;
}

int main(int count, char **arguments)
{
    if (count != 4) {
        fprintf(stderr, "usage: %s FILE NORAD_CAT_ID START\n", arguments[0]);
        return 2;
    }
    sea_error err = {0};
    sea_status s = burns(arguments[1], (uint32_t)strtoul(arguments[2], NULL, 10), arguments[3], &err);
    if (s != SEA_OK) fprintf(stderr, "%s: %s\n", arguments[0], err.text[0] ? err.text : sea_status_text(s));
    return s == SEA_OK ? 0 : 1;
}
