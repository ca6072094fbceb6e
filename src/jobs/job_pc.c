/* Probability of collision, from conjunction messages or from the numbers of an encounter plane. */
#include "jobs/job_pc.h"
#include "base/hash.h"
#include "base/os.h"

#include <stdio.h>
#include <string.h>

#define LENGTH_MAX_M 1e12
#define HBR_ASSUMED_M 20.0

static const sea_job_option options[] = {
    {.name = "hbr-m",
     .type = SEA_OPTION_REAL,
     .unit = "m",
     .min = 0,
     .max = LENGTH_MAX_M,
     .help = "combined hard-body radius; else the one a message gives in a comment, else 20 m with a caveat"},
    {.name = "trials",
     .type = SEA_OPTION_INTEGER,
     .default_text = "10000",
     .min = 0,
     .max = 1e10,
     .help = "orbits drawn for MONTE-CARLO, 0 for none; it can see probabilities down to a few times 1 / trials"},
    {.name = "seed",
     .type = SEA_OPTION_INTEGER,
     .default_text = "1",
     .min = 0,
     .max = 9e15,
     .help = "of MONTE-CARLO's numbers: the same seed, the same result"},
    {.name = "xm",
     .type = SEA_OPTION_REAL,
     .unit = "m",
     .min = -LENGTH_MAX_M,
     .max = LENGTH_MAX_M,
     .help = "miss along the first principal axis of the covariance in the encounter plane"},
    {.name = "ym",
     .type = SEA_OPTION_REAL,
     .unit = "m",
     .min = -LENGTH_MAX_M,
     .max = LENGTH_MAX_M,
     .help = "miss along the second"},
    {.name = "sigma-x",
     .type = SEA_OPTION_REAL,
     .unit = "m",
     .min = 0,
     .max = LENGTH_MAX_M,
     .help = "standard deviation along the first"},
    {.name = "sigma-y",
     .type = SEA_OPTION_REAL,
     .unit = "m",
     .min = 0,
     .max = LENGTH_MAX_M,
     .help = "standard deviation along the second"},
    SEA_JOB_OPTION_EOP,
    SEA_JOB_PC_OPTIONS_ESTIMATE,
    SEA_JOB_PC_OPTIONS_DRAW,
};

static const sea_job_column columns[] = {
    {"FILE", SEA_COLUMN_TEXT, 0, NULL, "the message, empty for numbers"},
    {"METHOD", SEA_COLUMN_TEXT, 0, NULL, "how it was computed"},
    {"PC", SEA_COLUMN_REAL, 0, NULL, "probability of collision; empty where none can be given, the caveats say why"},
    {"PC_LOW", SEA_COLUMN_REAL, 0, NULL, "lower bound, or lower end of the 95% interval, where the method has one"},
    {"PC_HIGH", SEA_COLUMN_REAL, 0, NULL, "upper bound, or upper end of the 95% interval"},
    {"CHOSEN", SEA_COLUMN_TEXT, 0, NULL, "yes for the one method to go by"},
    {"CAVEATS", SEA_COLUMN_TEXT, 0, NULL, "what must be read with it, ids separated by blanks"},
    {"MISS_X", SEA_COLUMN_REAL, 0, "m",
     "miss along the first principal axis of the covariance in the encounter plane; empty without a covariance"},
    {"MISS_Y", SEA_COLUMN_REAL, 0, "m", "along the second"},
    {"SIGMA_X", SEA_COLUMN_REAL, 0, "m", "standard deviation along the first"},
    {"SIGMA_Y", SEA_COLUMN_REAL, 0, "m", "along the second"},
    {"HBR", SEA_COLUMN_REAL, 0, "m", "combined hard-body radius"},
};

/* What the rows of one encounter share. */
typedef struct encounter {
    const char *file;
    const sea_pc_plane *plane; /* NULL without a usable covariance */
    double hbr_m;
    uint32_t caveats;
} encounter;

static sea_status write_row(sea_job_context *context, const encounter *e, sea_pc_method method, const sea_pc *pc,
                            bool chosen, sea_error *err)
{
    const char *names[SEA_PC_CAVEAT_COUNT];
    char text[SEA_JOB_WORDS_MAX];
    for (unsigned i = 0; i < SEA_PC_CAVEAT_COUNT; i++) names[i] = sea_pc_caveat_name(i);
    sea_job_words(e->caveats | (pc ? pc->caveats : 0), names, SEA_PC_CAVEAT_COUNT, text);
    const sea_cell cells[] = {
        sea_cell_text(e->file),
        sea_cell_text(sea_pc_method_name(method)),
        pc ? sea_cell_real(pc->value) : sea_cell_none(),
        pc && pc->bounded ? sea_cell_real(pc->low) : sea_cell_none(),
        pc && pc->bounded ? sea_cell_real(pc->high) : sea_cell_none(),
        sea_cell_text(chosen ? "yes" : "no"),
        sea_cell_text(text),
        e->plane ? sea_cell_real(e->plane->xm_m) : sea_cell_none(),
        e->plane ? sea_cell_real(e->plane->ym_m) : sea_cell_none(),
        e->plane ? sea_cell_real(e->plane->sigma_x_m) : sea_cell_none(),
        e->plane ? sea_cell_real(e->plane->sigma_y_m) : sea_cell_none(),
        sea_cell_real(e->hbr_m),
    };
    return sea_job_row(context, cells, err);
}

static sea_status run_numbers(sea_job_context *context, sea_error *err)
{
    static const char *const names[] = {"xm", "ym", "sigma-x", "sigma-y", "hbr-m"};
    double value[5];
    for (int i = 0; i < 5; i++) {
        const sea_job_value *v = sea_job_value_of(context, names[i]);
        if (!v->given)
            return sea_error_set(
                err, SEA_E_USAGE,
                "an encounter plane needs --xm, --ym, --sigma-x, --sigma-y and --hbr-m: --%s is missing", names[i]);
        value[i] = v->real;
    }
    const sea_pc_plane plane = {value[0], value[1], value[2], value[3], value[4]};
    sea_pc pc[SEA_PC_PLANE_METHOD_COUNT];
    if (sea_pc_plane_values(&plane, pc) != SEA_OK)
        return sea_error_set(err, SEA_E_RANGE,
                             "--sigma-x and --sigma-y must be above 1e-50 m, and --hbr-m 0 or above 1e-50 m");
    const encounter shared = {.plane = &plane, .hbr_m = value[4]};
    for (int m = 0; m < SEA_PC_PLANE_METHOD_COUNT; m++) {
        sea_status s = write_row(context, &shared, (sea_pc_method)m, &pc[m], m == SEA_PC_EXACT, err);
        if (s != SEA_OK) return s;
    }
    return sea_job_pc_draw(context, "encounter plane from numbers", &plane, err);
}

/* ---- messages ---- */

/* What every message is judged with. */
typedef struct judging {
    sea_eop eop;
    sea_job_pc_source estimates;
} judging;

static sea_status write_message(sea_job_context *context, const char *file, const sea_cdm *cdm, const judging *with,
                                sea_error *err)
{
    const sea_job_value *given = sea_job_value_of(context, "hbr-m");
    double hbr_m = given->given ? given->real : cdm->hbr_given ? cdm->hbr_m : HBR_ASSUMED_M;
    uint32_t caveats = given->given || cdm->hbr_given ? 0 : SEA_PC_CAVEAT_HBR_ASSUMED;
    sea_pc_monte_carlo_options draws = sea_pc_monte_carlo_options_default();
    draws.trials = (uint64_t)sea_job_value_of(context, "trials")->integer;
    draws.seed = (uint64_t)sea_job_value_of(context, "seed")->integer;
    sea_pc_object a, b;
    sea_pc_assessment found;
    sea_status s = sea_pc_objects_from_cdm(cdm, &with->eop, &a, &b, &caveats);
    if (s == SEA_E_UNSUPPORTED)
        return sea_error_set(err, s,
                             "E_FRAME: one object is Earth-fixed and the other inertial: give Earth orientation for "
                             "the day of TCA with --eop");
    if (s == SEA_OK) sea_job_pc_estimate(context, &with->estimates, cdm, (sea_pc_object *[2]){&a, &b}, &caveats);
    if (s == SEA_OK) s = sea_pc_assess(&a, &b, hbr_m, &draws, caveats, &found);
    if (s != SEA_OK) return sea_error_set(err, s, "E_STATE: the states give no orbit: correct them");
    const sea_pc_plane *plane = found.given[SEA_PC_EXACT] ? &found.encounter.plane : NULL;
    const encounter shared = {file, plane, hbr_m, found.caveats};
    for (int m = 0; s == SEA_OK && m < SEA_PC_METHOD_COUNT; m++) {
        /* Methods of the plane always have a row; those along orbits where they have a value. */
        if (!found.given[m] && m >= SEA_PC_PLANE_METHOD_COUNT) continue;
        s = write_row(context, &shared, (sea_pc_method)m, found.given[m] ? &found.value[m] : NULL,
                      found.chosen && found.method == (sea_pc_method)m, err);
    }
    if (s == SEA_OK) s = sea_job_pc_draw(context, file, plane, err);
    return s;
}

static sea_status tell(void *context, const sea_diagnostic *diagnostic)
{
    sea_job_diagnose(context, diagnostic);
    return SEA_OK;
}

static sea_status run_file(sea_job_context *context, const char *path, const judging *with, sea_error *err)
{
    sea_buffer text = {0};
    sea_cdm cdm;
    uint8_t digest[SEA_SHA256_SIZE];
    sea_status s = sea_os_read_file(path, SEA_CDM_SIZE_MAX, &text, err);
    if (s == SEA_OK) {
        sea_sha256 hash;
        sea_sha256_init(&hash);
        sea_sha256_add(&hash, text.data, text.length);
        sea_sha256_end(&hash, digest);
        s = sea_job_add_input(context, path, "file", text.length, digest);
    }
    if (s == SEA_OK) s = sea_cdm_read_bytes(text.data, text.length, path, tell, context, &cdm, err);
    sea_buffer_free(&text);
    if (s == SEA_OK) sea_job_tell_age(context, "message", cdm.creation_date, SEA_TAI_NONE);
    return s == SEA_OK ? write_message(context, path, &cdm, with, err) : s;
}

/* One bad message leaves the others standing. The first failure is the run's own when nothing could be read. */
static sea_status run_files(sea_job_context *context, const judging *with, sea_error *err)
{
    size_t count = sea_job_input_count(context), failed = 0;
    sea_error first = {0};
    for (size_t i = 0; i < count; i++) {
        sea_error inner = {0};
        const char *path = sea_job_input(context, i);
        sea_status s = run_file(context, path, with, &inner);
        if (s == SEA_OK) continue;
        if (s == SEA_E_MEMORY) return sea_error_set(err, s, "out of memory while reading %s", path);
        if (failed++ == 0) {
            first = inner;
            snprintf(first.text, sizeof first.text, "%.200s:%llu:%u: %.250s", path, (unsigned long long)inner.line,
                     inner.column, inner.text);
        }
        if (count > 1)
            sea_job_warn(context, "%s:%llu:%u: %s", path, (unsigned long long)inner.line, inner.column, inner.text);
        sea_job_mark_partly(context);
    }
    if (failed < count) return SEA_OK;
    if (err) *err = first;
    return first.code;
}

static sea_status run(sea_job_context *context, sea_error *err)
{
    static const char *const names[] = {"xm", "ym", "sigma-x", "sigma-y"};
    sea_status s = sea_job_pc_check_places(context, err);
    if (s != SEA_OK) return s;
    if (sea_job_input_count(context) == 0) return run_numbers(context, err);
    for (int i = 0; i < 4; i++)
        if (sea_job_value_of(context, names[i])->given)
            return sea_error_set(err, SEA_E_USAGE, "--%s and messages are two ways to say it: give one", names[i]);
    if (sea_job_input_count(context) > 1 && sea_job_pc_draws(context))
        return sea_error_set(err, SEA_E_USAGE, "--svg and --curves show one encounter: give a single message");
    judging with;
    memset(&with, 0, sizeof with);
    s = sea_job_eop(context, &with.eop, err);
    if (s == SEA_OK) s = sea_job_pc_source_open(context, &with.estimates, err);
    if (s == SEA_OK) s = run_files(context, &with, err);
    sea_job_pc_source_close(&with.estimates);
    sea_eop_free(&with.eop);
    return s;
}

const sea_job sea_job_pc = {
    .name = "pc",
    .summary = "probability of collision by every method, and which to go by",
    .details = "PC is computed by the exact two-dimensional integral and by the methods people compare with; MAXIMUM "
               "is the largest value over all scalings of the covariance.\n\n"
               "From messages (CCSDS CDM in KVN, XML or JSON): a row a message and method. States are moved along "
               "straight lines to the true closest approach. A message without a usable covariance gets no PC, only "
               "the maximum. 2D-NC, 3D-NC and MONTE-CARLO follow two-body orbits and need covariances of velocities "
               "too. CHOSEN is the simplest method that a better one agrees with; the caveats say why the simpler ones "
               "were passed over. --covariance estimates what a message does not have, and says so in every row.\n\n"
               "From numbers: lengths are metres, the axes are the principal axes of the combined covariance in the "
               "encounter plane.",
    .inputs = "[CDM...]",
    .inputs_help = "conjunction data messages (KVN, XML or JSON)",
    .example = "starsea pc --xm 10 --ym 0 --sigma-x 25 --sigma-y 50 --hbr-m 5 --format csv",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .columns = columns,
    .column_count = sizeof columns / sizeof columns[0],
    .run = run,
};
