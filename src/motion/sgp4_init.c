/* SGP4 preparation: initl and the near-Earth part of sgp4init, Vallado et al. 2006. */
#include "motion/sgp4.h"

#include "astro/epoch.h"
#include "base/math.h"

#include <math.h>
#include <string.h>

sea_sgp4_constants sea_sgp4_constants_of(sea_sgp4_gravity gravity)
{
    double mu, radius, j2, j3, j4;
    if (gravity == SEA_SGP4_WGS84) {
        mu = 398600.5, radius = 6378.137;
        j2 = 0.00108262998905, j3 = -0.00000253215306, j4 = -0.00000161098761;
    } else {
        mu = gravity == SEA_SGP4_WGS72_OLD ? 398600.79964 : 398600.8, radius = 6378.135;
        j2 = 0.001082616, j3 = -0.00000253881, j4 = -0.00000165597;
    }
    double xke = gravity == SEA_SGP4_WGS72_OLD ? 0.0743669161 : 60.0 / sqrt(radius * radius * radius / mu);
    return (sea_sgp4_constants){radius, xke, radius * xke / 60.0, j2, j3 / j2, j4};
}

static double two_thirds(double x)
{
    double c = sea_cbrt(x);
    return c * c;
}

/* Greenwich sidereal time at epoch. The AFSPC form of 1970 lives on in opsmode 'a'. */
static double sidereal_time(double epoch_days_1950, int afspc)
{
    double g;
    if (afspc) {
        const double c1 = 1.72027916940703639e-2, thgr70 = 1.7321343856509374, fk5r = 5.07551419432269442e-15;
        double ts70 = epoch_days_1950 - 7305.0;
        double ds70 = floor(ts70 + 1.0e-8);
        double tfrac = ts70 - ds70;
        g = fmod(thgr70 + c1 * ds70 + (c1 + SEA_TWO_PI) * tfrac + ts70 * ts70 * fk5r, SEA_TWO_PI);
    } else {
        double tut1 = (epoch_days_1950 + 2433281.5 - 2451545.0) / 36525.0;
        double s = -6.2e-6 * tut1 * tut1 * tut1 + 0.093104 * tut1 * tut1 + (876600.0 * 3600.0 + 8640184.812866) * tut1 +
                   67310.54841;
        g = fmod(s * (SEA_PI / 180.0) / 240.0, SEA_TWO_PI);
    }
    return g < 0.0 ? g + SEA_TWO_PI : g;
}

static sea_status acceptable(const sea_gp *gp)
{
    if (gp->caveats & SEA_GP_CAVEAT_NOT_SGP4) return SEA_E_UNSUPPORTED;
    if (!(gp->eccentricity >= 0.0 && gp->eccentricity < 1.0)) return SEA_E_MEAN_ECCENTRICITY;
    if (!(gp->mean_motion_rev_day > 0.0)) return SEA_E_MEAN_MOTION;
    /* A hundred turns: beyond, an angle has lost digits that a position needs, or is no angle. NaN fails too. */
    const double most_deg = 36000.0;
    if (!(fabs(gp->incl_deg) <= most_deg && fabs(gp->raan_deg) <= most_deg && fabs(gp->argp_deg) <= most_deg &&
          fabs(gp->mean_anomaly_deg) <= most_deg))
        return SEA_E_RANGE;
    if (!isfinite(gp->mean_motion_rev_day) || !isfinite(gp->bstar_per_er)) return SEA_E_RANGE;
    return SEA_OK;
}

/* Atmosphere fit: the s and (q0 - s)^4 parameters, lowered for low perigees. */
static void atmosphere(double perigee_km, double radius_km, double *sfour, double *qzms24)
{
    double s_km = 78.0;
    if (perigee_km < 156.0) s_km = perigee_km < 98.0 ? 20.0 : perigee_km - 78.0;
    double q = (120.0 - s_km) / radius_km;
    *qzms24 = q * q * q * q;
    *sfour = s_km / radius_km + 1.0;
}

/* Secular rates of mean anomaly, perigee and node from J2, J2^2 and J4. */
static void secular_rates(sea_sgp4_elements *e, const sea_sgp4_constants *c, double posq, double rteosq, double cosio,
                          double con42)
{
    double cosio2 = cosio * cosio, cosio4 = cosio2 * cosio2, pinvsq = 1.0 / posq;
    double temp1 = 1.5 * c->j2 * pinvsq * e->no_unkozai;
    double temp2 = 0.5 * temp1 * c->j2 * pinvsq;
    double temp3 = -0.46875 * c->j4 * pinvsq * pinvsq * e->no_unkozai;
    double xhdot1 = -temp1 * cosio;
    e->mdot = e->no_unkozai + 0.5 * temp1 * rteosq * e->con41 +
              0.0625 * temp2 * rteosq * (13.0 - 78.0 * cosio2 + 137.0 * cosio4);
    e->argpdot = -0.5 * temp1 * con42 + 0.0625 * temp2 * (7.0 - 114.0 * cosio2 + 395.0 * cosio4) +
                 temp3 * (3.0 - 36.0 * cosio2 + 49.0 * cosio4);
    e->nodedot = xhdot1 + (0.5 * temp2 * (4.0 - 19.0 * cosio2) + 2.0 * temp3 * (3.0 - 7.0 * cosio2)) * cosio;
    e->xpidot = e->argpdot + e->nodedot;
    e->nodecf = 3.5 * (1.0 - e->ecco * e->ecco) * xhdot1 * e->cc1;
}

/* Higher drag terms, for perigees of 220 km and more. */
static void drag_series(sea_sgp4_elements *e, double ao, double tsi, double sfour)
{
    double cc1sq = e->cc1 * e->cc1;
    e->d2 = 4.0 * ao * tsi * cc1sq;
    double temp = e->d2 * tsi * e->cc1 / 3.0;
    e->d3 = (17.0 * ao + sfour) * temp;
    e->d4 = 0.5 * temp * ao * tsi * (221.0 * ao + 31.0 * sfour) * e->cc1;
    e->t3cof = e->d2 + 2.0 * cc1sq;
    e->t4cof = 0.25 * (3.0 * e->d3 + e->cc1 * (12.0 * e->d2 + 10.0 * cc1sq));
    e->t5cof = 0.2 * (3.0 * e->d4 + 12.0 * e->cc1 * e->d3 + 6.0 * e->d2 * e->d2 + 15.0 * cc1sq * (2.0 * e->d2 + cc1sq));
}

void sea_sgp4_prepare(const sea_gp *gp, const sea_sgp4_constants *c, sea_sgp4_opsmode opsmode, sea_sgp4_elements *out)
{
    const double deg = SEA_PI / 180.0;
    sea_sgp4_elements *e = out;
    memset(e, 0, sizeof *e);
    e->epoch = gp->epoch;
    e->afspc = opsmode == SEA_SGP4_AFSPC;
    e->status = acceptable(gp);
    if (e->status != SEA_OK) return;
    e->ecco = gp->eccentricity;
    e->inclo = gp->incl_deg * deg;
    e->nodeo = gp->raan_deg * deg;
    e->argpo = gp->argp_deg * deg;
    e->mo = gp->mean_anomaly_deg * deg;
    e->bstar = gp->bstar_per_er;
    double no_kozai = gp->mean_motion_rev_day / (1440.0 / SEA_TWO_PI);

    /* initl: the mean motion of Kozai becomes that of Brouwer. */
    double eccsq = e->ecco * e->ecco, omeosq = 1.0 - eccsq, rteosq = sqrt(omeosq), sinio, cosio;
    sea_sincos(e->inclo, &sinio, &cosio);
    double cosio2 = cosio * cosio;
    double ak = two_thirds(c->xke / no_kozai);
    double d1 = 0.75 * c->j2 * (3.0 * cosio2 - 1.0) / (rteosq * omeosq);
    double del = d1 / (ak * ak);
    double adel = ak * (1.0 - del * del - del * (1.0 / 3.0 + 134.0 * del * del / 81.0));
    e->no_unkozai = no_kozai / (1.0 + d1 / (adel * adel));
    if (!(e->no_unkozai > 0.0) || !isfinite(e->no_unkozai)) {
        e->status = SEA_E_MEAN_MOTION;
        return;
    }
    double ao = two_thirds(c->xke / e->no_unkozai), po = ao * omeosq, posq = po * po, rp = ao * (1.0 - e->ecco);
    double con42 = 1.0 - 5.0 * cosio2;
    e->con41 = -con42 - cosio2 - cosio2;

    e->isimp = rp < 220.0 / c->radius_km + 1.0;
    double sfour, qzms24;
    atmosphere((rp - 1.0) * c->radius_km, c->radius_km, &sfour, &qzms24);
    double tsi = 1.0 / (ao - sfour), eta = ao * e->ecco * tsi, etasq = eta * eta, eeta = e->ecco * eta,
           psisq = fabs(1.0 - etasq);
    double coef = qzms24 * (tsi * tsi) * (tsi * tsi), coef1 = coef / (psisq * psisq * psisq * sqrt(psisq));
    double cc2 = coef1 * e->no_unkozai *
                 (ao * (1.0 + 1.5 * etasq + eeta * (4.0 + etasq)) +
                  0.375 * c->j2 * tsi / psisq * e->con41 * (8.0 + 3.0 * etasq * (8.0 + etasq)));
    double cc3 = e->ecco > 1.0e-4 ? -2.0 * coef * tsi * c->j3oj2 * e->no_unkozai * sinio / e->ecco : 0.0;
    e->eta = eta;
    e->cc1 = e->bstar * cc2;
    e->x1mth2 = 1.0 - cosio2;
    e->cc4 = 2.0 * e->no_unkozai * coef1 * ao * omeosq *
             (eta * (2.0 + 0.5 * etasq) + e->ecco * (0.5 + 2.0 * etasq) -
              c->j2 * tsi / (ao * psisq) *
                  (-3.0 * e->con41 * (1.0 - 2.0 * eeta + etasq * (1.5 - 0.5 * eeta)) +
                   0.75 * e->x1mth2 * (2.0 * etasq - eeta * (1.0 + etasq)) * sea_cos(2.0 * e->argpo)));
    e->cc5 = 2.0 * coef1 * ao * omeosq * (1.0 + 2.75 * (etasq + eeta) + eeta * etasq);
    secular_rates(e, c, posq, rteosq, cosio, con42);
    e->omgcof = e->bstar * cc3 * sea_cos(e->argpo);
    e->xmcof = e->ecco > 1.0e-4 ? -(2.0 / 3.0) * coef * e->bstar / eeta : 0.0;
    e->t2cof = 1.5 * e->cc1;
    double one_plus_cosio =
        fabs(cosio + 1.0) > 1.5e-12 ? 1.0 + cosio : 1.5e-12; /* no division by zero at 180 degrees */
    e->xlcof = -0.25 * c->j3oj2 * sinio * (3.0 + 5.0 * cosio) / one_plus_cosio;
    e->aycof = -0.5 * c->j3oj2 * sinio;
    double delmotemp = 1.0 + eta * sea_cos(e->mo);
    e->delmo = delmotemp * delmotemp * delmotemp;
    e->sinmao = sea_sin(e->mo);
    e->x7thm1 = 7.0 * cosio2 - 1.0;

    if (SEA_TWO_PI / e->no_unkozai >= 225.0) {
        /* The reference keeps the epoch as one Julian date, rounded to 4e-5 s; so do the published values, and so must
         * we: lunar phases of very eccentric orbits show it in millimetres. 1950 January 0, 0 h is JD 2433281.5. */
        double jd = 2451545.0 + sea_tai_to_utc_days(gp->epoch);
        sea_sgp4_start start = {jd - 2433281.5, eccsq, sinio, cosio};
        e->deep_space = 1;
        e->isimp = 1;
        e->deep.gsto = sidereal_time(start.epoch_days_1950, e->afspc);
        sea_sgp4_prepare_deep(e, c, &start);
    } else if (!e->isimp) {
        drag_series(e, ao, tsi, sfour);
    }
}
