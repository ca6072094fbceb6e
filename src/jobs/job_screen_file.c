/* Files of single events: conjunction messages and pictures. */
#include "jobs/job_screen.h"
#include "base/os.h"

#include <starsea/picture.h>

#include <stdlib.h>
#include <string.h>

static const char *option_text(const sea_job_context *context, const char *name)
{
    const sea_job_value *v = sea_job_value_of(context, name);
    return v->given ? v->text : NULL;
}

sea_status sea_job_screen_files_check(sea_job_context *context, sea_error *err)
{
    static const char *const names[] = {"cdm", "plot"};
    for (int k = 0; k < 2; k++) {
        const char *path = option_text(context, names[k]);
        size_t files = 0;
        if (!path) continue;
        sea_status s = sea_job_check_folder(names[k], path, &files, err);
        if (s != SEA_OK) return s;
        if (files > 0)
            sea_job_warn(context,
                         "--%s: %s holds %zu files already: of those only the ones that this run writes anew are its "
                         "own; take an empty folder to keep results apart",
                         names[k], path, files);
    }
    return SEA_OK;
}

sea_status sea_job_screen_files_open(sea_job_context *context, const sea_gp_set *set, const sea_job_screen_own *own,
                                     sea_job_screen_files *out, sea_error *err)
{
    const sea_sgp4_options sgp4 = sea_screen_sgp4_options();
    *out = (sea_job_screen_files){.set = set,
                                  .own = own,
                                  .cdm = option_text(context, "cdm"),
                                  .plot = option_text(context, "plot"),
                                  .xml = strcmp(sea_job_value_of(context, "cdm-format")->text, "xml") == 0,
                                  .first = (int)sea_job_value_of(context, "cdm-first")->integer,
                                  .threshold_km = sea_job_value_of(context, "threshold-km")->real,
                                  .hbr_m = sea_job_value_of(context, "hbr-m")->real,
                                  .now = sea_job_now()};
    out->now.ns -= out->now.ns % 1000000; /* whole milliseconds say enough */
    bool covariances = own && own->ephem;
    if (!out->cdm && !out->plot && !covariances) return SEA_OK;
    return sea_sgp4_new(set->gps, set->count, &sgp4, &out->prepared, NULL, err);
}

void sea_job_screen_files_close(sea_job_screen_files *files)
{
    sea_sgp4_free(files->prepared);
}

/* How the two objects of an event move. */
typedef struct pair {
    sea_cdm_side sides[2];
    sea_motion *made[2]; /* to be freed */
} pair;

static sea_status open_pair(const sea_job_screen_files *f, const sea_conjunction *e, pair *p, sea_error *err)
{
    const uint32_t index[2] = {e->index_1, e->index_2};
    *p = (pair){0};
    for (int k = 0; k < 2; k++) {
        bool own = f->own && f->own->index == index[k];
        p->sides[k].gp = &f->set->gps[index[k]];
        if (own) {
            p->sides[k].motion = f->own->burned ? f->own->burned : f->own->base;
            p->sides[k].ephem = f->own->ephem;
            p->sides[k].burned = f->own->burned != NULL;
        } else {
            if (sea_motion_new_sgp4(f->prepared, index[k], &p->made[k]) != SEA_OK)
                return sea_error_set(err, SEA_E_MEMORY, "out of memory");
            p->sides[k].motion = p->made[k];
        }
    }
    return SEA_OK;
}

static void close_pair(pair *p)
{
    sea_motion_free(p->made[0]);
    sea_motion_free(p->made[1]);
}

/* FOLDER/20241101T044246337Z_24946_30168ENDING: sorts by time, and differs for two events of a pair. */
static sea_status write_file(const char *folder, const sea_conjunction *e, const char *ending, const char *text,
                             size_t length, sea_error *err)
{
    char tca[SEA_TAI_TEXT_MAX], stamp[SEA_TAI_TEXT_MAX];
    size_t n = 0;
    sea_tai_format(e->tca, 3, tca);
    for (const char *c = tca; *c; c++)
        if (*c != '-' && *c != ':' && *c != '.') stamp[n++] = *c;
    stamp[n] = '\0';
    sea_buffer path = {0};
    sea_buffer_add_format(&path, "%s/%s_%u_%u%s", folder, stamp, e->norad_cat_id_1, e->norad_cat_id_2, ending);
    sea_status s = path.failed ? sea_error_set(err, SEA_E_MEMORY, "out of memory")
                               : sea_os_write_file(path.data, text, length, err);
    sea_buffer_free(&path);
    return s;
}

static sea_status write_cdm(const sea_job_screen_files *f, const sea_conjunction *e, const sea_cdm *cdm, sea_error *err)
{
    char *text;
    size_t length;
    int first = f->first > 0 ? f->first - 1 : f->own && f->own->index == e->index_2;
    sea_status s = sea_cdm_write(cdm, first, f->xml ? SEA_NDM_XML : SEA_NDM_KVN, &text, &length, err);
    if (s == SEA_OK) s = write_file(f->cdm, e, f->xml ? ".cdm.xml" : ".cdm", text, length, err);
    free(text);
    return s;
}

static sea_status write_pictures(const sea_job_screen_files *f, const sea_conjunction *e, const pair *p, sea_error *err)
{
    const sea_picture_approach a = {.name_1 = p->sides[0].gp->object_name,
                                    .name_2 = p->sides[1].gp->object_name,
                                    .one = p->sides[0].motion,
                                    .two = p->sides[1].motion,
                                    .event = e,
                                    .threshold_km = f->threshold_km,
                                    .hbr_m = f->hbr_m};
    char *text;
    size_t length;
    sea_status s = sea_picture_history_write(&a, &text, &length, err);
    if (s == SEA_OK) {
        s = write_file(f->plot, e, ".history.svg", text, length, err);
        free(text);
    }
    if (s == SEA_OK) s = sea_picture_plane_write(&a, &text, &length, err);
    if (s == SEA_OK) {
        s = write_file(f->plot, e, ".plane.svg", text, length, err);
        free(text);
    }
    return s == SEA_E_RANGE ? SEA_OK : s; /* objects that fly as one have no encounter plane */
}

sea_status sea_job_screen_files_event(const sea_job_screen_files *f, const sea_conjunction *e, bool gone,
                                      sea_pc_maximum *most, int *known, bool *refused, sea_error *err)
{
    pair p;
    sea_cdm cdm;
    *known = 0;
    *refused = false;
    sea_status s = sea_pc_maximum_no_covariance(e->range_km * 1000.0, f->hbr_m, most);
    if (s != SEA_OK) return sea_error_set(err, s, "no maximum probability for a range of %g km", e->range_km);
    if (gone || !f->prepared) return SEA_OK;
    s = open_pair(f, e, &p, err);
    if (s == SEA_OK) s = sea_cdm_from_event(e, p.sides, f->now, &cdm, err);
    if (s == SEA_OK) cdm.hbr_m = f->hbr_m, cdm.hbr_given = true; /* who judges the message goes by the same radius */
    if (s == SEA_OK && f->own && f->own->ephem) {
        *refused = cdm.objects[0].covariance_refused || cdm.objects[1].covariance_refused;
        sea_pc_maximum better;
        int covariances = 0;
        if (sea_pc_maximum_of_cdm(&cdm, f->hbr_m, &better, &covariances) == SEA_OK && covariances > 0)
            *most = better, *known = covariances;
    }
    if (s == SEA_OK && f->cdm) s = write_cdm(f, e, &cdm, err);
    if (s == SEA_OK && f->plot) s = write_pictures(f, e, &p, err);
    close_pair(&p);
    return s;
}
