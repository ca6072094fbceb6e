/* Probability of collision, from numbers of an encounter plane. */
#include "jobs/job.h"

#include <starsea/pc.h>

#include <string.h>

#define LENGTH_MAX_M 1e12

static const sea_job_option options[] = {
    {.name = "hbr-m",
     .type = SEA_OPTION_REAL,
     .unit = "m",
     .min = 0,
     .max = LENGTH_MAX_M,
     .help = "combined hard-body radius"},
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
};

static const sea_job_column columns[] = {
    {"FILE", SEA_COLUMN_TEXT, 0, NULL, "the message, empty for numbers"},
    {"METHOD", SEA_COLUMN_TEXT, 0, NULL, "how it was computed"},
    {"PC", SEA_COLUMN_REAL, 0, NULL, "probability of collision; empty where none can be given, the caveats say why"},
    {"PC_LOW", SEA_COLUMN_REAL, 0, NULL, "lower bound, or lower end of the 95% interval, where the method has one"},
    {"PC_HIGH", SEA_COLUMN_REAL, 0, NULL, "upper bound, or upper end of the 95% interval"},
    {"CHOSEN", SEA_COLUMN_TEXT, 0, NULL, "yes for the one method to go by"},
    {"CAVEATS", SEA_COLUMN_TEXT, 0, NULL, "what must be read with it, ids separated by blanks"},
};

enum { CAVEATS_TEXT_MAX = 400 };

static void caveats_text(uint32_t caveats, char out[CAVEATS_TEXT_MAX])
{
    size_t length = 0;
    for (unsigned i = 0; i < SEA_PC_CAVEAT_COUNT; i++) {
        if (!(caveats >> i & 1u)) continue;
        const char *name = sea_pc_caveat_name(i);
        if (length) out[length++] = ' ';
        memcpy(out + length, name, strlen(name));
        length += strlen(name);
    }
    out[length] = '\0';
}

static sea_status write_row(sea_job_context *context, const char *file, sea_pc_method method, const sea_pc *pc,
                            bool chosen, uint32_t caveats, sea_error *err)
{
    char text[CAVEATS_TEXT_MAX];
    caveats_text(caveats | (pc ? pc->caveats : 0), text);
    const sea_cell cells[] = {
        sea_cell_text(file),
        sea_cell_text(sea_pc_method_name(method)),
        pc ? sea_cell_real(pc->value) : sea_cell_none(),
        pc && pc->bounded ? sea_cell_real(pc->low) : sea_cell_none(),
        pc && pc->bounded ? sea_cell_real(pc->high) : sea_cell_none(),
        sea_cell_text(chosen ? "yes" : "no"),
        sea_cell_text(text),
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
    for (int m = 0; m < SEA_PC_PLANE_METHOD_COUNT; m++) {
        sea_pc pc;
        sea_status s = sea_pc_plane_value((sea_pc_method)m, &plane, &pc);
        if (s != SEA_OK)
            return sea_error_set(err, SEA_E_RANGE,
                                 "--sigma-x and --sigma-y must be above 1e-50 m, and --hbr-m 0 or above 1e-50 m");
        s = write_row(context, NULL, (sea_pc_method)m, &pc, m == SEA_PC_EXACT, 0, err);
        if (s != SEA_OK) return s;
    }
    return SEA_OK;
}

static sea_status run(sea_job_context *context, sea_error *err)
{
    return run_numbers(context, err);
}

const sea_job sea_job_pc = {
    .name = "pc",
    .summary = "probability of collision by every method, and which to go by",
    .details =
        "PC is computed by the exact two-dimensional integral and by the methods people compare with; MAXIMUM is "
        "the largest value over all scalings of the covariance.\n\n"
        "Lengths are metres. The axes are the principal axes of the combined covariance in the encounter plane.",
    .example = "starsea pc --xm 10 --ym 0 --sigma-x 25 --sigma-y 50 --hbr-m 5 --format csv",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .columns = columns,
    .column_count = sizeof columns / sizeof columns[0],
    .run = run,
};
