/* Fragmentations found in element histories. */
#include "jobs/job.h"

#include "base/math.h"
#include "base/os.h"

#include <starsea/breakup.h>
#include <starsea/picture.h>

#include <math.h>
#include <stdlib.h>

static const sea_job_option options[] = {
    SEA_JOB_OPTIONS_HISTORY,
    {.name = "least",
     .type = SEA_OPTION_INTEGER,
     .default_text = "8",
     .min = 4,
     .max = 100000,
     .help = "fewest new objects of a launch that are looked at"},
    {.name = "gabbard",
     .type = SEA_OPTION_PATH,
     .local = true,
     .help = "write a Gabbard diagram of each event into this folder, as LAUNCH.svg"},
    SEA_JOB_OPTION_THREADS,
};

enum { COLUMN_COUNT = 16 };

static const sea_job_column columns[COLUMN_COUNT] = {
    {.name = "PARENT",
     .type = SEA_COLUMN_INTEGER,
     .help = "catalogue number of the object that broke up; empty when "
             "no object with elements fits"},
    {.name = "PARENT_2", .type = SEA_COLUMN_INTEGER, .help = "the other object of a collision, where the data tell"},
    {.name = "EPOCH",
     .type = SEA_COLUMN_UTC,
     .decimals = 3,
     .unit = "UTC",
     .help = "most likely instant; empty when "
             "undecidable"},
    {.name = "EPOCH_EARLIEST",
     .type = SEA_COLUMN_UTC,
     .decimals = 3,
     .unit = "UTC",
     .help = "start of the 90% interval"},
    {.name = "EPOCH_LATEST", .type = SEA_COLUMN_UTC, .decimals = 3, .unit = "UTC", .help = "end of the 90% interval"},
    {.name = "FRAGMENTS", .type = SEA_COLUMN_INTEGER, .help = "pieces catalogued by AS_OF, those gone since included"},
    {.name = "AS_OF",
     .type = SEA_COLUMN_UTC,
     .decimals = 0,
     .unit = "UTC",
     .help = "epoch of the newest element set read"},
    {.name = "KIND", .type = SEA_COLUMN_TEXT, .help = "fragmentation, collision or undecidable"},
    {.name = "LAUNCH", .type = SEA_COLUMN_TEXT, .help = "launch the pieces are catalogued under"},
    {.name = "ARGL",
     .type = SEA_COLUMN_FIXED,
     .decimals = 2,
     .unit = "deg",
     .help = "argument of latitude of the place"},
    {.name = "LATITUDE",
     .type = SEA_COLUMN_FIXED,
     .decimals = 2,
     .unit = "deg",
     .help = "geocentric latitude of the place"},
    {.name = "RADIUS",
     .type = SEA_COLUMN_FIXED,
     .decimals = 1,
     .unit = "km",
     .help = "distance of the place from Earth's centre"},
    {.name = "USED", .type = SEA_COLUMN_INTEGER, .help = "pieces of low drag that the epoch rests on"},
    {.name = "DV_MEDIAN",
     .type = SEA_COLUMN_FIXED,
     .decimals = 1,
     .unit = "m/s",
     .help = "least speed that parts a piece's orbit from the "
             "parent's, median"},
    {.name = "DV_MODEL",
     .type = SEA_COLUMN_FIXED,
     .decimals = 1,
     .unit = "m/s",
     .help = "median the NASA standard breakup model gives: "
             "for plausibility only"},
    {.name = "CAVEATS",
     .type = SEA_COLUMN_TEXT,
     .help = "few, no-parent-elements, parent-later, several-orbits, old-elements, "
             "drag, disagree, parent-open: see the manual"},
};

static const char *const caveat_names[] = {
    "few", "no-parent-elements", "parent-later", "several-orbits", "old-elements", "drag", "disagree", "parent-open"};

static sea_cell id_cell(uint32_t id)
{
    return id ? sea_cell_integer(id) : sea_cell_none();
}

static sea_status write_event(sea_job_context *context, const sea_breakup *e, sea_error *err)
{
    const double deg = 180.0 / SEA_PI;
    bool dated = e->kind != SEA_BREAKUP_UNDECIDABLE;
    double r = sqrt(e->r_km[0] * e->r_km[0] + e->r_km[1] * e->r_km[1] + e->r_km[2] * e->r_km[2]);
    char caveats[SEA_JOB_WORDS_MAX];
    const sea_cell cells[COLUMN_COUNT] = {
        id_cell(e->parent),
        id_cell(e->parent_2),
        sea_cell_utc(e->epoch),
        sea_cell_utc(e->earliest),
        sea_cell_utc(e->latest),
        sea_cell_integer(e->fragments),
        sea_cell_utc(e->as_of),
        sea_cell_text(sea_breakup_kind_name(e->kind)),
        sea_cell_text(e->launch),
        dated ? sea_cell_real(e->argl_rad * deg) : sea_cell_none(),
        dated ? sea_cell_real(sea_asin(e->r_km[2] / r) * deg) : sea_cell_none(),
        dated ? sea_cell_real(r) : sea_cell_none(),
        sea_cell_integer(e->used),
        sea_cell_real(e->dv_median_m_s),
        sea_cell_real(e->dv_model_m_s),
        sea_cell_text(sea_job_words(e->caveats, caveat_names, sizeof caveat_names / sizeof *caveat_names, caveats)),
    };
    return sea_job_row(context, cells, err);
}

static void tell(sea_job_context *context, const sea_breakup *e)
{
    if (e->kind == SEA_BREAKUP_UNDECIDABLE)
        sea_job_note(context, "launch %s: %u new objects of one origin, epoch undecidable: %s", e->launch, e->fragments,
                     e->caveats & SEA_BREAKUP_CAVEAT_FEW    ? "fewer than 20 pieces can be used"
                     : e->caveats & SEA_BREAKUP_CAVEAT_DRAG ? "fewer than 8 pieces that drag has left in place"
                                                            : "the pieces agree on no instant to better than 5 days");
    if (e->miss_km < 0.0) return;
    char range[SEA_TEXT_REAL_MAX];
    sea_text_from_fixed(e->miss_km, 3, range);
    sea_job_note(context, "objects %u and %u passed each other at %s km by their own elements", e->parent, e->parent_2,
                 range);
}

/* A designator comes from the input: what could lead out of the folder does not get into a name. */
static void name_file(sea_buffer *out, const char *folder, const char *launch)
{
    sea_buffer_add_format(out, "%s/", folder);
    for (const char *c = launch; *c; c++) {
        bool plain = (*c >= '0' && *c <= '9') || (*c >= 'A' && *c <= 'Z') || (*c >= 'a' && *c <= 'z') || *c == '-';
        sea_buffer_add(out, plain ? c : "_", 1);
    }
    sea_buffer_add_text(out, ".svg");
}

static sea_status draw(sea_job_context *context, const sea_gp_history *history, const sea_breakup_options *o,
                       const sea_breakup *event, sea_error *err)
{
    sea_breakup_piece *pieces = NULL;
    char *text = NULL;
    size_t count = 0, length = 0;
    sea_buffer path = {0};
    name_file(&path, sea_job_value_of(context, "gabbard")->text, event->launch);
    sea_status s = path.failed ? sea_error_set(err, SEA_E_MEMORY, "out of memory")
                               : sea_breakup_pieces(history, o, event, &pieces, &count, err);
    if (s == SEA_OK) s = sea_picture_gabbard_write(event, pieces, count, &text, &length, err);
    if (s == SEA_OK) s = sea_os_write_file(path.data, text, length, err);
    free(text);
    free(pieces);
    sea_buffer_free(&path);
    return s;
}

static sea_status report(sea_job_context *context, const sea_gp_history *history, sea_error *err)
{
    sea_breakup_options o = sea_breakup_options_default();
    const sea_job_value *ids = sea_job_value_of(context, "id");
    o.ids = ids->ids;
    o.id_count = ids->id_count;
    o.least = (uint32_t)sea_job_value_of(context, "least")->integer;
    o.threads = (uint32_t)sea_job_value_of(context, "threads")->integer;
    sea_breakup *events = NULL;
    size_t count = 0;
    sea_status s = sea_breakup_find(history, &o, &events, &count, err);
    for (size_t i = 0; s == SEA_OK && i < count; i++) {
        s = write_event(context, &events[i], err);
        tell(context, &events[i]);
        if (s == SEA_OK && sea_job_value_of(context, "gabbard")->given) s = draw(context, history, &o, &events[i], err);
    }
    if (s == SEA_OK) sea_job_note(context, "%zu events", count);
    free(events);
    return s;
}

static sea_status run(sea_job_context *context, sea_error *err)
{
    sea_gp_history history;
    const sea_job_value *folder = sea_job_value_of(context, "gabbard");
    size_t files;
    sea_status s = folder->given ? sea_job_check_folder("gabbard", folder->text, &files, err) : SEA_OK;
    if (s != SEA_OK) return s;
    s = sea_job_history_whole(context, &history, err);
    if (s != SEA_OK) return s;
    s = report(context, &history, err);
    sea_gp_history_free(&history);
    return s;
}

const sea_job sea_job_breakups = {
    .name = "breakups",
    .summary = "fragmentations: parent, epoch with its interval, place, number of pieces",
    .details =
        "New objects of a launch that was known before are taken back in time, as mean orbits. Pieces of a breakup "
        "cross their parent's orbit at one place and were there at one instant; the instant, the place and a 90% "
        "interval come from that agreement, the parent from its orbit and phase, never from a name. Two parents are "
        "named as a collision when their own elements meet, or when two clouds come from one place and instant; an "
        "explosion and a collision with something that has no elements look alike, and are both called "
        "fragmentation.\n\n"
        "FRAGMENTS depends on who catalogues and until when: AS_OF says until when. Fewer than 20 usable pieces, or "
        "fewer than 8 that drag has "
        "left in place give no epoch; the event is then reported as undecidable. --id keeps the events of these "
        "parents; --start and --end leave out element sets, so that --end shows what could be known by then.\n\n"
        "--gabbard draws heights of apogee and perigee against the period, a pair of dots a piece, from the first "
        "element set of each; the parent's last set from before stands as rings.",
    .inputs = "(FILE... | --store DB)",
    .inputs_help = "files of element sets (TLE, 3LE, OMM in any spelling; gzip or zstd; - is standard input): whole "
                   "histories, many sets of many objects",
    .example = "starsea breakups before.3le after.3le --format csv",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .columns = columns,
    .column_count = COLUMN_COUNT,
    .flags = SEA_JOB_SLOW,
    .run = run,
};
