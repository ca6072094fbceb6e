/* Inside the room: what the steps of the search for proximity hand to one another. */
#ifndef SEA_ANALYSIS_PROXIMITY_H
#define SEA_ANALYSIS_PROXIMITY_H

#include <starsea/proximity.h>
#include <starsea/frame.h>
#include <starsea/sgp4.h>

/* An object and its usable sets: world->sets[first] to [first + count - 1], by epoch, none closer than half an hour. */
typedef struct sea_prox_object {
    uint32_t norad_cat_id;
    size_t first, count;
    sea_regime regime;
    char launch[9];               /* `1998-067`; empty where not known */
    uint32_t alike;               /* objects of about the same orbit: a constellation when many */
    bool near;                    /* in a candidate pair: the next two are known */
    double floor_km, rate_km_day; /* how far from the truth a set is, at its epoch and a day from it */
} sea_prox_object;

typedef struct sea_prox_world {
    const sea_proximity_options *options;
    const sea_gp **sets;
    size_t set_count;
    uint32_t *owner; /* of each set: index of its object */
    sea_prox_object *objects;
    size_t object_count;
    sea_tai newest;
} sea_prox_world;

/* Limits of a regime. */
typedef struct sea_prox_limits {
    double valid_days;     /* a set is used so far from its epoch */
    double plane_deg;      /* planes */
    double drift_deg_day;  /* rate of separation */
    double steady_deg_day; /* below this the objects keep their separation */
    double floor_km;       /* of each object; half the interval of a pair is sqrt(2) times it */
    double rate_km_day;    /* without a history that tells */
    double rate_least_km_day;
} sea_prox_limits;
const sea_prox_limits *sea_prox_limits_of(sea_regime regime);

/* Two objects that were near at one instant of the grid at least: world->objects[a], [b], a < b. */
typedef struct sea_prox_candidate {
    uint32_t a, b;
    sea_tai at; /* of the least range found on the grid */
    float km;
} sea_prox_candidate;

/* Every pair of objects near each other at an instant when both have a set close by, once for each month or so of
 * nearness, by (a, b, at). Free with free(). */
sea_status sea_prox_candidates(const sea_prox_world *w, sea_prox_candidate **out, size_t *count);

/* A pair at an instant. */
typedef struct sea_prox_sample {
    sea_tai t;
    size_t set_1, set_2; /* in world->sets */
    bool grid;           /* at an instant of the grid, not at an epoch of either */
    bool close;          /* near, and known well enough to say so */
    bool open;           /* neither near nor apart for certain */
    bool touching, same, steady;
    double least_km, median_km, half_km; /* over a revolution; half the interval */
    double plane_deg, drift_deg_day, longitude_deg;
} sea_prox_sample;

/* Everything the sets of two objects say of their distance, in the order of time. Free with free(). */
sea_status sea_prox_samples(const sea_prox_world *w, const sea_prox_candidate *candidates, size_t count,
                            sea_prox_sample **out, size_t *out_count);

/* Fills floor and rate of an object. */
sea_status sea_prox_object_noise(const sea_prox_world *w, sea_prox_object *o);

/* Speed change between sets k - 1 and k of an object beyond what nature does, m/s; 0 when there is none. */
double sea_prox_step_m_s(const sea_prox_world *w, const sea_prox_object *o, size_t k);

/* A list that grows. */
typedef struct sea_prox_list {
    sea_proximity *items;
    size_t count, capacity;
} sea_prox_list;
sea_status sea_prox_list_add(sea_prox_list *list, const sea_proximity *item);

/* What the samples of one pair amount to; leaves fewer of them. */
sea_status sea_prox_classify(const sea_prox_world *w, const sea_prox_object *a, const sea_prox_object *b,
                             sea_prox_sample *samples, size_t count, sea_prox_list *out);

/* Longitudes a geostationary object held between drifts. */
sea_status sea_prox_stops(const sea_prox_world *w, const sea_prox_object *o, sea_prox_list *out);

/* New objects that parted from an older one of their launch. */
sea_status sea_prox_releases(const sea_prox_world *w, sea_prox_list *out);

/* East longitude of the mean place of a set at its epoch, deg, 0 to 360. */
double sea_prox_longitude_deg(const sea_gp *gp);

#endif
