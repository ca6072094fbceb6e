/*
 * Manoeuvres, private parts. A history becomes a series of along-track phase and its rate; a burn is a step of the rate
 * in a gap between two element sets. Times are days from the series' origin, angles degrees: the units of the sets.
 */
#ifndef SEA_ANALYSIS_MANOEUVRE_H
#define SEA_ANALYSIS_MANOEUVRE_H

#include <starsea/manoeuvre.h>

enum { SERIES_SCALES = 4, STEPS_MAX = 8, WINDOW_MAX = 112 };

/* One object's history. Index i is an element set, gap g lies between sets g and g + 1. */
typedef struct sea_series {
    size_t count;
    sea_regime regime;
    sea_tai origin;
    double spacing; /* median days between sets */
    double offset;  /* added to every rate so that it agrees with the phase in the median */
    const sea_gp **gp;
    double *t;                                  /* days */
    double *phase, *rate;                       /* degrees, degrees a day */
    double *phase_sigma, *rate_sigma;           /* of one set */
    double *fine_phase_sigma, *fine_rate_sigma; /* for dating: a lower floor */
    double *lag;                                /* days of the smoothing template, a set */
    double *incl, *node;                        /* degrees; node unwrapped */
    double *work;                               /* scratch, 4 * count */
    void *block;
} sea_series;

/* Orders, thins and unwraps one object's sets (same catalogue number, any order) and measures their noise. */
sea_status sea_series_new(const sea_gp *const *gps, size_t count, sea_series *out);
void sea_series_free(sea_series *s);

/* How far a fit looks on each side of a gap. */
typedef struct sea_series_scale {
    int before, after; /* sets */
    double days_before, days_after;
} sea_series_scale;

/* A scale of `sets` within `days` on each side, for a series like this one, and longer after the gap by the lag. */
sea_series_scale sea_series_scale_of(const sea_series *s, int sets, double days, double lag);

/* Steps held in the model while another is tested. */
typedef struct sea_steps {
    unsigned char *active; /* a gap */
    double *tau, *lag;     /* days, a gap */
} sea_steps;

/* The best step in one gap. */
typedef struct sea_step {
    double gain;     /* fall of the weighted sum of squares */
    double tau, lag; /* days */
    size_t gap;      /* that the burn lies in */
    double rate;     /* step of the rate, degrees a day */
    double sigma;    /* of the step, were the noise as estimated */
    double before;   /* root mean square of weighted residuals without the step */
    double after;    /* with it */
    int sets;        /* in the window */
} sea_step;

/* An epoch and a lag to try; a negative lag stands for sets after `gap` that know of the burn in full. */
typedef struct sea_step_try {
    double tau, lag;
    size_t gap;
} sea_step_try;

/* The best of `count` tries, over a window around gap g; other steps are kept as they stand in `steps`. */
sea_step sea_step_fit(const sea_series *s, const sea_steps *steps, size_t g, sea_series_scale scale,
                      const sea_step_try *tries, size_t count);

/* What is tried in a gap: parts of it, a little beyond it, and with the lag. Returned: how many. */
enum { STEP_TRIES = 12 };
size_t sea_step_tries(const sea_series *s, size_t g, double lag, sea_step_try tries[STEP_TRIES]);

/* Finds how far each set lags behind the truth. */
sea_status sea_series_find_lag(sea_series *s);

/* Steps at one scale: z of every gap, and which ended active. */
typedef struct sea_scan {
    int sets;
    double days;
    double *z, *tau, *lag, *rate, *noise, *root, *misfit; /* root: of the gain; noise: what chance makes of it */
    unsigned char *active;
    void *block;
} sea_scan;
sea_status sea_scan_new(const sea_series *s, int sets, double days, sea_scan *out);
void sea_scan_free(sea_scan *scan);

/* A growing list of events. */
typedef struct sea_manoeuvre_list {
    sea_manoeuvre *events;
    size_t count, capacity;
} sea_manoeuvre_list;

/* Everything of one object with a score of at least `score_least`, in order of time. */
sea_status sea_manoeuvre_find(const sea_series *s, double score_least, sea_manoeuvre_list *out);

/* The class of each of one object's events, which looks at its neighbours. */
void sea_manoeuvre_classify(const sea_series *s, sea_manoeuvre *events, size_t count);

/* Threshold for a rate of false alarms in such a history, and the rate at a score. */
double sea_manoeuvre_threshold(const sea_series *s, double false_alarms_per_year);
double sea_manoeuvre_rate(const sea_series *s, double score);

/* Sets further apart in the median are a history of another kind: drag and resonance between them look like burns. */
enum { SPARSE_DAYS = 5 };

/* Median of values[count], count > 0; reorders them. quantile in [0, 1] by rank, no interpolation. */
double sea_series_quantile(double *values, size_t count, double quantile);

#endif
