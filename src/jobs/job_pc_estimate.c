/* Estimated covariances for objects of a message that have none, where the user asks for them. */
#include "jobs/job_pc.h"
#include "base/text.h"

#include <string.h>

#define DAY_NS 86400e9

const char *const sea_job_pc_estimates[] = {"none", "history", "table", NULL};

/* What the reader of element sets hands on. */
typedef struct listening {
    sea_gp_set set;
    sea_job_teller teller;
} listening;

static sea_status keep(void *payload, const sea_gp *gp, const sea_gp_origin *origin)
{
    (void)origin;
    return sea_gp_set_add(&((listening *)payload)->set, gp);
}

static sea_status tell(void *payload, const sea_diagnostic *diagnostic)
{
    return sea_job_tell(&((listening *)payload)->teller, diagnostic);
}

static sea_status read_history(sea_job_context *context, const char *path, sea_gp_history *out, sea_error *err)
{
    listening l = {.teller.context = context};
    const sea_gp_sink sink = {.payload = &l, .record = keep, .diagnostic = tell};
    sea_gp_summary summary = {0};
    sea_status s = sea_gp_read_file(path, SEA_GP_AUTO, &sink, &summary, err);
    sea_job_tell_end(&l.teller, path);
    if (summary.refused > 0) sea_job_mark_partly(context);
    if (s == SEA_OK) s = sea_job_add_input(context, path, "file", summary.bytes, summary.sha256);
    if (s == SEA_OK && sea_gp_set_to_history(&l.set, out) != SEA_OK)
        s = sea_error_set(err, SEA_E_MEMORY, "out of memory");
    sea_gp_set_free(&l.set);
    return s;
}

sea_status sea_job_pc_source_open(sea_job_context *context, sea_job_pc_source *out, sea_error *err)
{
    const char *way = sea_job_value_of(context, "covariance")->text;
    const sea_job_value *file = sea_job_value_of(context, "history");
    *out = (sea_job_pc_source){.wanted = strcmp(way, "none") != 0, .from_history = strcmp(way, "history") == 0};
    if (out->from_history != file->given)
        return sea_error_set(err, SEA_E_USAGE,
                             "--covariance history and --history FILE go together: the file holds the element sets");
    return out->from_history ? read_history(context, file->text, &out->sets, err) : SEA_OK;
}

void sea_job_pc_source_close(sea_job_pc_source *source)
{
    sea_gp_history_free(&source->sets);
}

/* Sets that were there when the message was made, or before TCA where it does not say. */
static sea_status from_history(const sea_gp_history *sets, const sea_cdm *cdm, const char *designator,
                               sea_pc_spread *spread, double *age_days)
{
    uint64_t id;
    if (!sea_text_to_u64(designator, strlen(designator), &id) || id > SEA_GP_ID_MAX) return SEA_E_NOT_FOUND;
    const sea_gp_object *object = sea_gp_history_find(sets, (uint32_t)id);
    if (!object) return SEA_E_NOT_FOUND;
    sea_tai until = cdm->creation_date.ns != SEA_TAI_NONE.ns ? cdm->creation_date : cdm->tca;
    sea_status s = sea_pc_spread_from_history(sets->gps + object->first, object->count, until, spread);
    *age_days = (double)(cdm->tca.ns - spread->newest.ns) / DAY_NS;
    return s;
}

static sea_status estimate(sea_job_context *context, const sea_job_pc_source *source, const sea_cdm *cdm, int which,
                           sea_pc_object *object, uint32_t *caveats)
{
    const char *designator = cdm->objects[which].designator;
    sea_pc_spread spread;
    double age_days = 0.0;
    sea_status s;
    if (source->from_history) {
        s = from_history(&source->sets, cdm, designator, &spread, &age_days);
    } else {
        s = sea_pc_spread_from_table(SEA_PC_TABLE_AIDA_2013, object, &spread);
        if (cdm->creation_date.ns != SEA_TAI_NONE.ns) age_days = (double)(cdm->tca.ns - cdm->creation_date.ns) / DAY_NS;
    }
    if (s == SEA_OK) s = sea_pc_object_set_spread(object, &spread, age_days);
    if (s != SEA_OK) {
        sea_job_warn(context, "object %s: no covariance can be estimated: %s", designator,
                     s == SEA_E_UNSUPPORTED ? "the table is for low orbits"
                     : s == SEA_E_NOT_FOUND ? "the history has too few sets of the 30 days before"
                                            : "its state or the age of its elements does not allow one");
        return s;
    }
    *caveats |= spread.caveat;
    sea_job_note(
        context,
        "object %s: covariance estimated at %.2f days: sigma %.0f, %.0f, %.0f m (R, T, N), growing by %.0f, %.0f, "
        "%.0f m a day",
        designator, age_days, spread.sigma_m[0], spread.sigma_m[1], spread.sigma_m[2], spread.growth_m_day[0],
        spread.growth_m_day[1], spread.growth_m_day[2]);
    return SEA_OK;
}

void sea_job_pc_estimate(sea_job_context *context, const sea_job_pc_source *source, const sea_cdm *cdm,
                         sea_pc_object *objects[2], uint32_t *caveats)
{
    uint32_t made = 0;
    sea_pc_object tried[2] = {*objects[0], *objects[1]};
    if (!source->wanted) return;
    for (int k = 0; k < 2; k++)
        if (!sea_pc_object_usable(objects[k]) && estimate(context, source, cdm, k, &tried[k], &made) != SEA_OK) return;
    if (made == 0) return;
    *objects[0] = tried[0];
    *objects[1] = tried[1];
    *caveats = (*caveats & ~(uint32_t)SEA_PC_CAVEATS_COV_UNUSABLE) | made | SEA_PC_CAVEAT_COV_POSITION;
}
