/*
 * Reads element sets from a file and prints who comes within 5 km of whom on a day:
 *
 *     example_closest_approach data/demo_2009.3le 2009-02-10
 */
#include <starsea/starsea.h>

#include <stdio.h>
#include <string.h>

static sea_status keep(void *payload, const sea_gp *gp, const sea_gp_origin *origin)
{
    (void)origin;
    return sea_gp_set_add(payload, gp);
}

static sea_status complain(void *payload, const sea_diagnostic *d)
{
    (void)payload;
    fprintf(stderr, "%s:%llu: %s: %s (%s)\n", d->file, (unsigned long long)d->line, d->rule, d->text, d->advice);
    return SEA_OK;
}

static sea_status closest(const char *file, const char *day, sea_error *err)
{
    sea_screen_options options = sea_screen_options_default();
    sea_status s = sea_tai_parse(day, strlen(day), true, &options.start, err);
    if (s != SEA_OK) return s;

    sea_gp_set set = {0};
    sea_gp_sink sink = {.payload = &set, .record = keep, .diagnostic = complain};
    s = sea_gp_read_file(file, SEA_GP_AUTO, &sink, NULL, err);
    sea_gp_choice choice;
    if (s == SEA_OK) s = sea_gp_set_choose(&set, options.start, &choice);

    sea_screen_result result = {0};
    if (s == SEA_OK) s = sea_screen_run(set.gps, set.count, &options, &result, err);
    for (size_t i = 0; s == SEA_OK && i < result.event_count; i++) {
        const sea_conjunction *e = &result.events[i];
        char tca[SEA_TAI_TEXT_MAX];
        sea_tai_format(e->tca, 3, tca);
        printf("%u %u %s %.3f km %.3f km/s\n", e->norad_cat_id_1, e->norad_cat_id_2, tca, e->range_km,
               e->relative_speed_km_s);
    }
    sea_screen_result_free(&result);
    sea_gp_set_free(&set);
    return s;
}

int main(int count, char **arguments)
{
    if (count != 3) {
        fprintf(stderr, "usage: %s FILE DAY\n", arguments[0]);
        return 2;
    }
    sea_error err = {0};
    sea_status s = closest(arguments[1], arguments[2], &err);
    if (s != SEA_OK) fprintf(stderr, "%s: %s\n", arguments[0], err.text[0] ? err.text : sea_status_text(s));
    return s == SEA_OK ? 0 : 1;
}
