/* The Gabbard diagram of a breakup. */
#include "base/error.h"
#include "evidence/picture.h"

#include <math.h>
#include <stdlib.h>

enum { BEYOND_PART = 100 }; /* one piece in so many, at each end, may be beyond the frame */

typedef struct frame {
    double period[2], height[2];
} frame;

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void widen(double ends[2], double value)
{
    ends[0] = fmin(ends[0], value);
    ends[1] = fmax(ends[1], value);
}

/* Periods and heights of all but the outermost pieces, and of the parents; a margin around. */
static sea_status frame_of(const sea_breakup_piece *pieces, size_t count, frame *f)
{
    double *period = malloc(3 * count * sizeof *period), *low, *high;
    if (!period) return SEA_E_MEMORY;
    low = period + count, high = low + count;
    for (size_t i = 0; i < count; i++)
        period[i] = pieces[i].period_min, low[i] = pieces[i].perigee_km, high[i] = pieces[i].apogee_km;
    qsort(period, count, sizeof *period, ascending);
    qsort(low, count, sizeof *low, ascending);
    qsort(high, count, sizeof *high, ascending);
    size_t cut = count / BEYOND_PART;
    *f = (frame){{period[cut], period[count - 1 - cut]}, {low[cut], high[count - 1 - cut]}};
    for (size_t i = 0; i < count; i++) {
        if (!pieces[i].parent) continue;
        widen(f->period, pieces[i].period_min);
        widen(f->height, pieces[i].perigee_km);
        widen(f->height, pieces[i].apogee_km);
    }
    double wide = fmax(0.04 * (f->period[1] - f->period[0]), 0.1),
           tall = fmax(0.06 * (f->height[1] - f->height[0]), 5.0);
    f->period[0] -= wide, f->period[1] += wide;
    f->height[0] -= tall, f->height[1] += tall;
    free(period);
    return SEA_OK;
}

static bool inside(const frame *f, const sea_breakup_piece *o)
{
    return o->period_min >= f->period[0] && o->period_min <= f->period[1] && o->perigee_km >= f->height[0] &&
           o->apogee_km <= f->height[1];
}

static void begin(sea_buffer *out, const sea_breakup *event, size_t drawn, size_t beyond)
{
    sea_buffer head = {0}, below = {0};
    char time[SEA_TAI_TEXT_MAX];
    sea_buffer_add_format(&head, "Gabbard diagram: pieces of launch %s", event->launch);
    if (event->epoch.ns != SEA_TAI_NONE.ns) {
        sea_tai_format(event->epoch, 0, time);
        sea_buffer_add_format(&below, "%s on %.10s %.8s UTC, ", sea_breakup_kind_name(event->kind), time, time + 11);
    } else {
        sea_buffer_add_text(&below, "instant undecidable, ");
    }
    sea_buffer_add_format(&below, "%zu pieces by their first element sets", drawn);
    if (beyond > 0) sea_buffer_add_format(&below, ", %zu more beyond the frame", beyond);
    sea_picture_begin(out, head.data ? head.data : "", below.data ? below.data : "");
    out->failed |= head.failed || below.failed;
    sea_buffer_free(&head);
    sea_buffer_free(&below);
}

static void draw(sea_plot *p, const frame *f, const sea_breakup_piece *pieces, size_t count)
{
    for (size_t i = count; i-- > 0;) { /* parents come first and so are drawn over the pieces */
        const sea_breakup_piece *o = &pieces[i];
        sea_buffer name = {0};
        if (!inside(f, o)) continue;
        sea_buffer_add_format(&name, "%s%u", o->parent ? "parent " : "", o->norad_cat_id);
        p->out->failed |= name.failed;
        const char *title = name.data ? name.data : "";
        sea_plot_dot(p, o->period_min, o->apogee_km, o->parent ? 5.0 : 2.2, o->parent ? "parent" : "apogee", title);
        sea_plot_dot(p, o->period_min, o->perigee_km, o->parent ? 5.0 : 2.2, o->parent ? "parent" : "perigee", title);
        sea_buffer_free(&name);
    }
    sea_plot_text(p, f->period[0], f->height[1], 60.0, -10.0, "start", "tr", "apogee");
    sea_plot_text(p, f->period[0], f->height[1], 130.0, -10.0, "start", "tt", "perigee");
    sea_plot_text(p, f->period[0], f->height[1], 200.0, -10.0, "start", "name", "parent, rings");
}

sea_status sea_picture_gabbard_write(const sea_breakup *event, const sea_breakup_piece *pieces, size_t count,
                                     char **text, size_t *length, sea_error *err)
{
    frame f;
    size_t drawn = 0, beyond = 0;
    sea_buffer out = {0};
    if (count == 0) return sea_error_set(err, SEA_E_USAGE, "there are no pieces to draw");
    if (frame_of(pieces, count, &f) != SEA_OK) return sea_error_set(err, SEA_E_MEMORY, "no memory for a picture");
    for (size_t i = 0; i < count; i++)
        if (!pieces[i].parent) inside(&f, &pieces[i]) ? drawn++ : beyond++;
    begin(&out, event, drawn, beyond);
    const sea_axis x = {.min = f.period[0], .max = f.period[1], .label = "period, min"};
    const sea_axis y = {.min = f.height[0], .max = f.height[1], .label = "km"};
    sea_plot p = sea_plot_begin(&out, SEA_PICTURE_WIDTH, SEA_PICTURE_PLOT, x, y, "plot",
                                "heights of apogee and perigee of each piece against its period");
    draw(&p, &f, pieces, count);
    sea_plot_end(&p);
    return sea_picture_end(&out, text, length, err);
}
