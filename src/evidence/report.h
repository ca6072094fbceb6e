/* Inside of the report room: a small plot writer, the plots, the sections, the style. */
#ifndef SEA_EVIDENCE_REPORT_H
#define SEA_EVIDENCE_REPORT_H

#include <starsea/report.h>

#include "evidence/claim.h"

/* ---- numbers and times in a page ---- */
void sea_report_fixed(sea_buffer *out, double value, int decimals);
void sea_report_count(sea_buffer *out, uint64_t value);         /* digits in groups of three, by a narrow space */
void sea_report_time(sea_buffer *out, sea_tai t, int decimals); /* 2009-02-10 16:55:59.796 */

/* Two objects with one orbit were catalogued together: that is no approach, and the page lists them apart. */
static inline bool sea_report_is_approach(const sea_conjunction *event)
{
    return !(event->caveats & SEA_EVENT_CAVEAT_SAME_ELEMENTS);
}
size_t sea_report_approach_count(const sea_report *report);

/* ---- what both spellings of a page share ---- */

/* Errors: SEA_E_USAGE. */
sea_status sea_report_check(const sea_report *report, sea_error *err);
const char *sea_report_verdict_meaning(sea_verdict v);
/* Supported, but only as a best estimate: the page says so where the verdict stands, not further down. */
bool sea_report_rests_on_unresolved(const sea_report *report);
extern const char sea_report_unresolved_sentence[], sea_report_method[];
bool sea_report_is_web_address(const char *url);
/* The approaches, closest first; NULL when out of memory. Free with sea_report_approaches_free. */
const sea_conjunction **sea_report_approaches(const sea_report *report, size_t *count);
void sea_report_approaches_free(const sea_conjunction **approaches);
void sea_report_allowance_sentence(sea_buffer *out);
enum { SEA_REPORT_LIMITS = 4 };
extern const char *const sea_report_limits[SEA_REPORT_LIMITS]; /* what no page can show, a sentence each */

/* The sets of one object that a verdict rests on. */
typedef struct sea_report_used {
    uint32_t norad_cat_id;
    const char *name; /* in the newest of them */
    size_t sets;
    sea_tai first, last; /* epochs */
    bool aged;           /* a clause used one of them at an instant, age_days after its epoch at most */
    double age_days;
} sea_report_used;
/* By catalogue number, the first of them; NULL when out of memory. Returned: `more`, how many objects were left out. */
sea_report_used *sea_report_used_sets(const sea_report *report, size_t *count, size_t *more);
void sea_report_used_free(sea_report_used *rows);

/* ---- how to cite: report_cite.c ---- */
void sea_report_cite_plain(sea_buffer *out, const sea_report *report);
void sea_report_cite_bibtex(sea_buffer *out, const sea_report *report);
void sea_report_cite_cff(sea_buffer *out, const sea_report *report);

/* ---- plots: SVG whose colours come from the page's style ---- */

typedef enum sea_axis_kind { SEA_AXIS_LINEAR, SEA_AXIS_LOG, SEA_AXIS_TIME } sea_axis_kind;

/* One axis. Values of a time axis are seconds after `origin`. */
typedef struct sea_axis {
    sea_axis_kind kind;
    double min, max;
    sea_tai origin;
    const char *label;
} sea_axis;

typedef struct sea_plot {
    sea_buffer *out;
    double width, height;            /* of the picture, pixels */
    double left, top, right, bottom; /* edges of the field inside it */
    sea_axis x, y;
} sea_plot;

/* Opens the picture, draws grid, ticks and axis labels. `label` describes it for those who cannot see it. */
sea_plot sea_plot_begin(sea_buffer *out, double width, double height, sea_axis x, sea_axis y, const char *css_class,
                        const char *label);
void sea_plot_end(sea_plot *p);
/* A line through points; parts outside the field are clamped to its edges. */
void sea_plot_line(sea_plot *p, const double *x, const double *y, size_t count, const char *css_class);
void sea_plot_dot(sea_plot *p, double x, double y, double radius, const char *css_class, const char *title);
void sea_plot_box(sea_plot *p, double x0, double x1, double y0, double y1, const char *css_class);
/* Text at a point, moved by (dx, dy) pixels; `anchor` is "start", "middle" or "end". */
void sea_plot_text(sea_plot *p, double x, double y, double dx, double dy, const char *anchor, const char *css_class,
                   const char *text);
/* Pixels between a value and the lower edge of the field. */
double sea_plot_room_below(const sea_plot *p, double y);

/* Each figure is written twice, wide and narrow; the style shows the one that fits. */
void sea_report_pair_figure(sea_buffer *out, const sea_gp *a, const sea_gp *b, const sea_claim_approach *claimed,
                            const sea_claim_finding *finding);
void sea_report_series_figure(sea_buffer *out, const sea_claim_series *series);
void sea_report_event_figure(sea_buffer *out, const sea_gp *gps, const sea_conjunction *event);
void sea_report_events_figure(sea_buffer *out, const sea_report *report);
void sea_report_ages_figure(sea_buffer *out, const sea_report *report);

/* ---- sections ---- */
void sea_report_claim_section(sea_buffer *out, const sea_report *report);
void sea_report_events_section(sea_buffer *out, const sea_report *report);
void sea_report_data_section(sea_buffer *out, const sea_report *report);
void sea_report_certificate_section(sea_buffer *out, const sea_report *report);
void sea_report_limits_section(sea_buffer *out);
void sea_report_making_section(sea_buffer *out, const sea_report *report);
void sea_report_cite_section(sea_buffer *out, const sea_report *report);

extern const char sea_report_style[];

#endif
