/* What holds for every reading of element sets, whatever the bytes. */
#ifndef FUZZ_GP_H
#define FUZZ_GP_H

#include "fuzz.h"

#include <starsea/gp.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct tally {
    uint64_t records, errors, warnings;
} tally;

static inline sea_status keep_one(void *payload, const sea_gp *gp, const sea_gp_origin *origin)
{
    (void)origin;
    *(sea_gp *)payload = *gp;
    return SEA_OK;
}

/* A set written as CSV reads back the same, but for what CSV has no column for. */
static inline void check_written(const sea_gp *gp)
{
    char text[1024];
    size_t length = strlen(strcpy(text, sea_gp_csv_header()));
    text[length++] = '\n';
    size_t row = sea_gp_format_csv(gp, text + length);
    PROPERTY(row < SEA_GP_CSV_TEXT_MAX && text[length + row] == '\0');
    sea_gp back = {0};
    sea_gp_summary summary;
    const sea_gp_sink sink = {.payload = &back, .record = keep_one};
    PROPERTY(sea_gp_read_bytes(text, length + row, "row", SEA_GP_OMM_CSV, &sink, &summary, NULL) == SEA_OK);
    PROPERTY(summary.records == 1 && summary.refused == 0);
    PROPERTY(strcmp(back.object_name, gp->object_name) == 0 && strcmp(back.object_id, gp->object_id) == 0);
    PROPERTY(back.epoch.ns == gp->epoch.ns && back.norad_cat_id == gp->norad_cat_id &&
             back.element_set_no == gp->element_set_no && back.rev_at_epoch == gp->rev_at_epoch &&
             (back.ephemeris_type == gp->ephemeris_type || back.ephemeris_type == 255) &&
             back.classification == gp->classification);
    PROPERTY((back.caveats & SEA_GP_CAVEAT_NOT_SGP4) == (gp->caveats & SEA_GP_CAVEAT_NOT_SGP4));
    PROPERTY(memcmp(&back.mean_motion_rev_day, &gp->mean_motion_rev_day, 9 * sizeof(double)) == 0);
}

/* A set written as TLE without loss reads back the same, but for its name and caveats. */
static inline void check_written_tle(const sea_gp *gp)
{
    char text[2 * SEA_GP_TLE_LINE_MAX + 2], *line_2 = text + SEA_GP_TLE_LINE_MAX;
    uint32_t losses;
    if (sea_gp_format_tle(gp, text, line_2, &losses) != SEA_OK) {
        PROPERTY(text[0] == '\0' && line_2[0] == '\0');
        return;
    }
    PROPERTY(strlen(text) == 69 && strlen(line_2) == 69);
    text[69] = '\n';
    sea_gp back = {0};
    sea_gp_summary summary;
    const sea_gp_sink sink = {.payload = &back, .record = keep_one};
    PROPERTY(sea_gp_read_bytes(text, 139, "lines", SEA_GP_TLE, &sink, &summary, NULL) == SEA_OK);
    PROPERTY(summary.records == 1 && summary.refused == 0 && back.norad_cat_id == gp->norad_cat_id);
    if (losses != 0) return;
    PROPERTY(back.epoch.ns == gp->epoch.ns && strcmp(back.object_id, gp->object_id) == 0);
    for (int i = 0; i < 9; i++) {
        const double *x = &gp->mean_motion_rev_day + i, *y = &back.mean_motion_rev_day + i;
        PROPERTY(*x == *y || *x - *y == 360.0);
    }
}

/* A set written as OMM without loss reads back the same in every spelling, but for caveats of its reading. */
static inline void check_written_omm(const sea_gp *gp)
{
    const uint32_t kept = SEA_GP_CAVEAT_NOT_SGP4 | SEA_GP_CAVEAT_DERIVED;
    for (int format = SEA_GP_OMM_CSV; format <= SEA_GP_OMM_XML; format++) {
        char text[SEA_GP_OMM_TEXT_MAX + 1024], one[SEA_GP_OMM_TEXT_MAX];
        uint32_t losses;
        size_t length = sea_gp_format_omm(gp, NULL, (sea_gp_format)format, one, SEA_GP_OMM_TEXT_MAX, &losses);
        PROPERTY(length < SEA_GP_OMM_TEXT_MAX - 1 && one[length] == '\0');
        const sea_gp_envelope e = sea_gp_omm_envelope((sea_gp_format)format);
        strcat(strcat(strcpy(text, e.before), one), e.after);
        sea_gp back = {0}, wanted = *gp;
        sea_gp_summary summary;
        const sea_gp_sink sink = {.payload = &back, .record = keep_one};
        PROPERTY(sea_gp_read_bytes(text, strlen(text), "omm", SEA_GP_AUTO, &sink, &summary, NULL) == SEA_OK);
        PROPERTY((int)summary.format == format && summary.records == 1 && summary.refused == 0);
        back.caveats &= kept;
        wanted.caveats &= kept;
        if (losses & SEA_GP_OMM_WORDS) {
            memset(back.object_name, 0, sizeof back.object_name), memset(back.object_id, 0, sizeof back.object_id);
            memset(wanted.object_name, 0, sizeof back.object_name), memset(wanted.object_id, 0, sizeof back.object_id);
        }
        PROPERTY(memcmp(&back, &wanted, sizeof back) == 0);
    }
}

/* What a record says beside its set, as it comes back from what was written of it. */
typedef struct rewritten {
    sea_gp gp;
    sea_gp_extras *extras;
} rewritten;

static inline sea_status keep_extras(void *payload, const sea_gp *gp, const sea_gp_origin *origin)
{
    rewritten *r = payload;
    r->gp = *gp;
    PROPERTY(sea_gp_extras_read(r->extras, origin) == SEA_OK);
    return SEA_OK;
}

static inline char *write_whole(const sea_gp *gp, const sea_gp_extras *extras, sea_gp_format format, uint32_t *losses)
{
    const sea_gp_envelope e = sea_gp_omm_envelope(format);
    char least[1];
    size_t length = sea_gp_format_omm(gp, extras, format, least, 1, losses), before = strlen(e.before);
    char *text = malloc(before + length + strlen(e.after) + 1);
    PROPERTY(text && least[0] == '\0');
    PROPERTY(sea_gp_format_omm(gp, extras, format, strcpy(text, e.before) + before, length + 1, losses) == length);
    PROPERTY(strlen(text) == before + length);
    return strcat(text, e.after);
}

/* Extras that fit do no harm to the set, and once written they are written the same again. */
static inline void check_extras(const sea_gp *gp, const sea_gp_origin *origin)
{
    sea_gp_extras *extras = sea_gp_extras_new();
    PROPERTY(extras && sea_gp_extras_read(extras, origin) == SEA_OK);
    for (int format = SEA_GP_OMM_CSV; format <= SEA_GP_OMM_XML; format++) {
        uint32_t losses, again;
        char *text = write_whole(gp, extras, (sea_gp_format)format, &losses);
        rewritten back = {.extras = sea_gp_extras_new()};
        sea_gp_summary summary;
        const sea_gp_sink sink = {.payload = &back, .record = keep_extras};
        if (strlen(text) < 1 << 20) {
            PROPERTY(sea_gp_read_bytes(text, strlen(text), "omm", SEA_GP_AUTO, &sink, &summary, NULL) == SEA_OK);
            PROPERTY((int)summary.format == format && summary.records == 1 && summary.refused == 0);
            PROPERTY(back.gp.norad_cat_id == gp->norad_cat_id && back.gp.epoch.ns == gp->epoch.ns &&
                     memcmp(&back.gp.mean_motion_rev_day, &gp->mean_motion_rev_day, 9 * sizeof(double)) == 0);
            char *second = write_whole(&back.gp, back.extras, (sea_gp_format)format, &again);
            PROPERTY(losses & SEA_GP_OMM_WORDS || strcmp(text, second) == 0);
            free(second);
        }
        sea_gp_extras_free(back.extras);
        free(text);
    }
    sea_gp_extras_free(extras);
}

static inline sea_status check_record(void *payload, const sea_gp *gp, const sea_gp_origin *origin)
{
    tally *t = payload;
    t->records++;
    PROPERTY(gp->norad_cat_id >= 1 && gp->norad_cat_id <= SEA_GP_ID_MAX);
    PROPERTY(gp->mean_motion_rev_day > 0 && gp->mean_motion_rev_day <= 20);
    PROPERTY(gp->eccentricity >= 0 && gp->eccentricity < 1);
    PROPERTY(gp->incl_deg >= 0 && gp->incl_deg <= 180);
    PROPERTY(isfinite(gp->raan_deg) && isfinite(gp->argp_deg) && isfinite(gp->mean_anomaly_deg));
    PROPERTY(isfinite(gp->bstar_per_er) && isfinite(gp->mean_motion_dot_rev_day2) &&
             isfinite(gp->mean_motion_ddot_rev_day3));
    PROPERTY(gp->epoch.ns != SEA_TAI_NONE.ns);
    PROPERTY(memchr(gp->object_name, 0, sizeof gp->object_name) && memchr(gp->object_id, 0, sizeof gp->object_id));
    PROPERTY(origin->line >= 1 && origin->source && origin->source_length > 0);
    check_written(gp);
    check_written_tle(gp);
    check_written_omm(gp);
    check_extras(gp, origin);
    return SEA_OK;
}

static inline sea_status check_diagnostic(void *payload, const sea_diagnostic *d)
{
    tally *t = payload;
    PROPERTY(d->rule && d->text && d->text[0] && d->advice && d->file && d->line >= 1);
    if (d->severity == SEA_SEVERITY_ERROR)
        t->errors++;
    else
        t->warnings++;
    return SEA_OK;
}

static inline void read_as(const uint8_t *data, size_t size, sea_gp_format format)
{
    tally t = {0};
    sea_gp_summary summary;
    sea_error err = {0};
    const sea_gp_sink sink = {&t, check_record, check_diagnostic};
    sea_status s = sea_gp_read_bytes(data, size, "fuzz", format, &sink, &summary, &err);
    PROPERTY(s == SEA_OK || s == SEA_E_FORMAT || s == SEA_E_IO);
    PROPERTY(summary.records == t.records && summary.refused == t.errors && summary.warnings == t.warnings);
    PROPERTY(s == SEA_OK || err.text[0]);
    PROPERTY(s != SEA_OK || t.records || t.errors || t.warnings); /* nothing is passed over in silence */
}

#endif
