/* Lifetimes, private parts: a mean orbit that shrinks under drag. */
#ifndef SEA_ANALYSIS_LIFETIME_H
#define SEA_ANALYSIS_LIFETIME_H

#include <starsea/lifetime.h>

/* Semi-major axis and eccentricity, mean over a revolution. */
typedef struct sea_decay_orbit {
    double a_km, e;
} sea_decay_orbit;

/* The Sun while an orbit decays: a table, or one flux all the time where it is positive. */
typedef struct sea_decay_sun {
    const sea_weather *weather;
    double f107_always;
} sea_decay_sun;

sea_decay_orbit sea_decay_orbit_of(const sea_gp *gp);

/* How much of the drag of 300 km height the same density makes at another. */
double sea_decay_drag_part(double height_km);

/* Change of a and e in km and 1 a day for a ballistic coefficient of 1 m2/kg. `t`: SEA_TAI_NONE = no season. */
void sea_decay_rate(sea_decay_orbit o, sea_tai t, sea_weather_values sun, double *a_km_day, double *e_day);

/* The ballistic coefficient that takes one orbit to the other's semi-major axis; not positive when it did not fall. */
double sea_decay_fit(const sea_gp *from, const sea_gp *to, const sea_weather *weather);
/* That which explains the published derivative of the mean motion. */
double sea_decay_fit_one(const sea_gp *gp, const sea_weather *weather);

/* That which explains the fall by SGP4's drag term. */
double sea_decay_fit_term(const sea_gp *gp, const sea_weather *weather);

/* Days from t until the perigee is at 120 km; INFINITY when more than `most`. */
double sea_decay_days(sea_decay_orbit o, double ballistic_m2_kg, sea_tai t, const sea_decay_sun *sun, double most);

#endif
