/* SGP4 preparation for deep space: dscom (lunar-solar terms) and dsinit (secular rates, resonance), Vallado et al.
 * 2006. */
#include "motion/sgp4.h"

#include "base/math.h"

#include <math.h>

#define ZNS 1.19459e-5               /* solar mean motion, rad/min */
#define ZES 0.01675                  /* solar eccentricity */
#define ZNL 1.5835218e-4             /* lunar mean motion, rad/min */
#define ZEL 0.05490                  /* lunar eccentricity */
#define RPTIM 4.37526908801129966e-3 /* Earth rotation, rad/min */

/* Orientation of a third body's orbit, and what it does to the satellite's. */
typedef struct body {
    double zcosg, zsing, zcosi, zsini, zcosh, zsinh, cc;
} body;

typedef struct terms {
    double s1, s2, s3, s4, s5, s6, s7;
    double z1, z2, z3, z11, z12, z13, z21, z22, z23, z31, z32, z33;
} terms;

typedef struct orbit {
    double em, emsq, sinim, cosim, sinomm, cosomm, snodm, cnodm, nm;
} orbit;

static terms third_body(const orbit *o, const body *b)
{
    double a1 = b->zcosg * b->zcosh + b->zsing * b->zcosi * b->zsinh;
    double a3 = -b->zsing * b->zcosh + b->zcosg * b->zcosi * b->zsinh;
    double a7 = -b->zcosg * b->zsinh + b->zsing * b->zcosi * b->zcosh;
    double a8 = b->zsing * b->zsini;
    double a9 = b->zsing * b->zsinh + b->zcosg * b->zcosi * b->zcosh;
    double a10 = b->zcosg * b->zsini;
    double a2 = o->cosim * a7 + o->sinim * a8, a4 = o->cosim * a9 + o->sinim * a10;
    double a5 = -o->sinim * a7 + o->cosim * a8, a6 = -o->sinim * a9 + o->cosim * a10;
    double x1 = a1 * o->cosomm + a2 * o->sinomm, x2 = a3 * o->cosomm + a4 * o->sinomm;
    double x3 = -a1 * o->sinomm + a2 * o->cosomm, x4 = -a3 * o->sinomm + a4 * o->cosomm;
    double x5 = a5 * o->sinomm, x6 = a6 * o->sinomm, x7 = a5 * o->cosomm, x8 = a6 * o->cosomm;
    double emsq = o->emsq, betasq = 1.0 - emsq, rtemsq = sqrt(betasq);
    terms t;
    t.z31 = 12.0 * x1 * x1 - 3.0 * x3 * x3;
    t.z32 = 24.0 * x1 * x2 - 6.0 * x3 * x4;
    t.z33 = 12.0 * x2 * x2 - 3.0 * x4 * x4;
    t.z1 = 3.0 * (a1 * a1 + a2 * a2) + t.z31 * emsq;
    t.z2 = 6.0 * (a1 * a3 + a2 * a4) + t.z32 * emsq;
    t.z3 = 3.0 * (a3 * a3 + a4 * a4) + t.z33 * emsq;
    t.z11 = -6.0 * a1 * a5 + emsq * (-24.0 * x1 * x7 - 6.0 * x3 * x5);
    t.z12 = -6.0 * (a1 * a6 + a3 * a5) + emsq * (-24.0 * (x2 * x7 + x1 * x8) - 6.0 * (x3 * x6 + x4 * x5));
    t.z13 = -6.0 * a3 * a6 + emsq * (-24.0 * x2 * x8 - 6.0 * x4 * x6);
    t.z21 = 6.0 * a2 * a5 + emsq * (24.0 * x1 * x5 - 6.0 * x3 * x7);
    t.z22 = 6.0 * (a4 * a5 + a2 * a6) + emsq * (24.0 * (x2 * x5 + x1 * x6) - 6.0 * (x4 * x7 + x3 * x8));
    t.z23 = 6.0 * a4 * a6 + emsq * (24.0 * x2 * x6 - 6.0 * x4 * x8);
    t.z1 = t.z1 + t.z1 + betasq * t.z31;
    t.z2 = t.z2 + t.z2 + betasq * t.z32;
    t.z3 = t.z3 + t.z3 + betasq * t.z33;
    t.s3 = b->cc * (1.0 / o->nm);
    t.s2 = -0.5 * t.s3 / rtemsq;
    t.s4 = t.s3 * rtemsq;
    t.s1 = -15.0 * o->em * t.s4;
    t.s5 = x1 * x3 + x2 * x4;
    t.s6 = x2 * x3 + x1 * x4;
    t.s7 = x2 * x4 - x1 * x3;
    return t;
}

/* The Moon's orbit at epoch, seen from the satellite's node; gam is its argument for the mean longitude too. */
static body moon(const orbit *o, double day, double *gam)
{
    double stem, ctem;
    double xnodce = fmod(4.5236020 - 9.2422029e-4 * day, SEA_TWO_PI);
    sea_sincos(xnodce, &stem, &ctem);
    body b = {.cc = 4.7968065e-7};
    b.zcosi = 0.91375164 - 0.03568096 * ctem;
    b.zsini = sqrt(1.0 - b.zcosi * b.zcosi);
    double zsinhl = 0.089683511 * stem / b.zsini, zcoshl = sqrt(1.0 - zsinhl * zsinhl);
    *gam = 5.8351514 + 0.0019443680 * day;
    double zx = 0.39785416 * stem / b.zsini, zy = zcoshl * ctem + 0.91744867 * zsinhl * stem;
    sea_sincos(*gam + sea_atan2(zx, zy) - xnodce, &b.zsing, &b.zcosg);
    b.zcosh = zcoshl * o->cnodm + zsinhl * o->snodm;
    b.zsinh = o->snodm * zcoshl - o->cnodm * zsinhl;
    return b;
}

static void periodics(sea_sgp4_deep *d, const terms *sun, const terms *lunar, double emsq)
{
    d->se2 = 2.0 * sun->s1 * sun->s6;
    d->se3 = 2.0 * sun->s1 * sun->s7;
    d->si2 = 2.0 * sun->s2 * sun->z12;
    d->si3 = 2.0 * sun->s2 * (sun->z13 - sun->z11);
    d->sl2 = -2.0 * sun->s3 * sun->z2;
    d->sl3 = -2.0 * sun->s3 * (sun->z3 - sun->z1);
    d->sl4 = -2.0 * sun->s3 * (-21.0 - 9.0 * emsq) * ZES;
    d->sgh2 = 2.0 * sun->s4 * sun->z32;
    d->sgh3 = 2.0 * sun->s4 * (sun->z33 - sun->z31);
    d->sgh4 = -18.0 * sun->s4 * ZES;
    d->sh2 = -2.0 * sun->s2 * sun->z22;
    d->sh3 = -2.0 * sun->s2 * (sun->z23 - sun->z21);
    d->ee2 = 2.0 * lunar->s1 * lunar->s6;
    d->e3 = 2.0 * lunar->s1 * lunar->s7;
    d->xi2 = 2.0 * lunar->s2 * lunar->z12;
    d->xi3 = 2.0 * lunar->s2 * (lunar->z13 - lunar->z11);
    d->xl2 = -2.0 * lunar->s3 * lunar->z2;
    d->xl3 = -2.0 * lunar->s3 * (lunar->z3 - lunar->z1);
    d->xl4 = -2.0 * lunar->s3 * (-21.0 - 9.0 * emsq) * ZEL;
    d->xgh2 = 2.0 * lunar->s4 * lunar->z32;
    d->xgh3 = 2.0 * lunar->s4 * (lunar->z33 - lunar->z31);
    d->xgh4 = -18.0 * lunar->s4 * ZEL;
    d->xh2 = -2.0 * lunar->s2 * lunar->z22;
    d->xh3 = -2.0 * lunar->s2 * (lunar->z23 - lunar->z21);
}

static void secular(sea_sgp4_deep *d, const orbit *o, double inclm, const terms *sun, const terms *lunar)
{
    double sghs = sun->s4 * ZNS * (sun->z31 + sun->z33 - 6.0), shs = -ZNS * sun->s2 * (sun->z21 + sun->z23);
    double sghl = lunar->s4 * ZNL * (lunar->z31 + lunar->z33 - 6.0),
           shll = -ZNL * lunar->s2 * (lunar->z21 + lunar->z23);
    if (inclm < 5.2359877e-2 || inclm > SEA_PI - 5.2359877e-2) shs = shll = 0.0; /* within 3 degrees of the equator */
    if (o->sinim != 0.0) shs = shs / o->sinim;
    d->dedt = sun->s1 * ZNS * sun->s5 + lunar->s1 * ZNL * lunar->s5;
    d->didt = sun->s2 * ZNS * (sun->z11 + sun->z13) + lunar->s2 * ZNL * (lunar->z11 + lunar->z13);
    d->dmdt = -ZNS * sun->s3 * (sun->z1 + sun->z3 - 14.0 - 6.0 * o->emsq) -
              ZNL * lunar->s3 * (lunar->z1 + lunar->z3 - 14.0 - 6.0 * o->emsq);
    d->domdt = (sghs - o->cosim * shs) + sghl;
    d->dnodt = shs;
    if (o->sinim != 0.0) {
        d->domdt -= o->cosim / o->sinim * shll;
        d->dnodt += shll / o->sinim;
    }
}

/* Eccentricity functions of the 12 h resonance; polynomial fits of Hujsak 1979. */
typedef struct eccentricity_functions {
    double g201, g211, g310, g322, g410, g422, g520, g521, g532, g533;
} eccentricity_functions;

static double cubic(double c0, double c1, double c2, double c3, double e, double e2, double e3)
{
    return c0 + c1 * e + c2 * e2 + c3 * e3;
}

static eccentricity_functions half_day_functions(double e)
{
    eccentricity_functions g;
    double e2 = e * e, e3 = e * e2;
    g.g201 = -0.306 - (e - 0.64) * 0.440;
    if (e <= 0.65) {
        g.g211 = cubic(3.616, -13.2470, 16.2900, 0.0, e, e2, e3);
        g.g310 = cubic(-19.302, 117.3900, -228.4190, 156.5910, e, e2, e3);
        g.g322 = cubic(-18.9068, 109.7927, -214.6334, 146.5816, e, e2, e3);
        g.g410 = cubic(-41.122, 242.6940, -471.0940, 313.9530, e, e2, e3);
        g.g422 = cubic(-146.407, 841.8800, -1629.014, 1083.4350, e, e2, e3);
        g.g520 = cubic(-532.114, 3017.977, -5740.032, 3708.2760, e, e2, e3);
    } else {
        g.g211 = cubic(-72.099, 331.819, -508.738, 266.724, e, e2, e3);
        g.g310 = cubic(-346.844, 1582.851, -2415.925, 1246.113, e, e2, e3);
        g.g322 = cubic(-342.585, 1554.908, -2366.899, 1215.972, e, e2, e3);
        g.g410 = cubic(-1052.797, 4758.686, -7193.992, 3651.957, e, e2, e3);
        g.g422 = cubic(-3581.690, 16178.110, -24462.770, 12422.520, e, e2, e3);
        g.g520 = e > 0.715 ? cubic(-5149.66, 29936.92, -54087.36, 31324.56, e, e2, e3)
                           : cubic(1464.74, -4664.75, 3763.64, 0.0, e, e2, e3);
    }
    if (e < 0.7) {
        g.g533 = cubic(-919.22770, 4988.6100, -9064.7700, 5542.21, e, e2, e3);
        g.g521 = cubic(-822.71072, 4568.6173, -8491.4146, 5337.524, e, e2, e3);
        g.g532 = cubic(-853.66600, 4690.2500, -8624.7700, 5341.4, e, e2, e3);
    } else {
        g.g533 = cubic(-37995.780, 161616.52, -229838.20, 109377.94, e, e2, e3);
        g.g521 = cubic(-51752.104, 218913.95, -309468.16, 146349.42, e, e2, e3);
        g.g532 = cubic(-40023.880, 170470.89, -242699.48, 115605.82, e, e2, e3);
    }
    return g;
}

static void half_day(sea_sgp4_elements *e, const orbit *o, double aonv)
{
    const double root22 = 1.7891679e-6, root32 = 3.7393792e-7, root44 = 7.3636953e-9, root52 = 1.1428639e-7,
                 root54 = 2.1765803e-9;
    sea_sgp4_deep *d = &e->deep;
    eccentricity_functions g = half_day_functions(e->ecco);
    double cosim = o->cosim, sinim = o->sinim, cosisq = cosim * cosim, sini2 = sinim * sinim;
    double f220 = 0.75 * (1.0 + 2.0 * cosim + cosisq), f221 = 1.5 * sini2;
    double f321 = 1.875 * sinim * (1.0 - 2.0 * cosim - 3.0 * cosisq),
           f322 = -1.875 * sinim * (1.0 + 2.0 * cosim - 3.0 * cosisq);
    double f441 = 35.0 * sini2 * f220, f442 = 39.3750 * sini2 * sini2;
    double f522 = 9.84375 * sinim *
                  (sini2 * (1.0 - 2.0 * cosim - 5.0 * cosisq) + 0.33333333 * (-2.0 + 4.0 * cosim + 6.0 * cosisq));
    double f523 = sinim * (4.92187512 * sini2 * (-2.0 - 4.0 * cosim + 10.0 * cosisq) +
                           6.56250012 * (1.0 + 2.0 * cosim - 3.0 * cosisq));
    double f542 = 29.53125 * sinim * (2.0 - 8.0 * cosim + cosisq * (-12.0 + 8.0 * cosim + 10.0 * cosisq));
    double f543 = 29.53125 * sinim * (-2.0 - 8.0 * cosim + cosisq * (12.0 + 8.0 * cosim - 10.0 * cosisq));
    double temp1 = 3.0 * o->nm * o->nm * (aonv * aonv), temp = temp1 * root22;
    d->d2201 = temp * f220 * g.g201;
    d->d2211 = temp * f221 * g.g211;
    temp1 *= aonv;
    temp = temp1 * root32;
    d->d3210 = temp * f321 * g.g310;
    d->d3222 = temp * f322 * g.g322;
    temp1 *= aonv;
    temp = 2.0 * temp1 * root44;
    d->d4410 = temp * f441 * g.g410;
    d->d4422 = temp * f442 * g.g422;
    temp1 *= aonv;
    temp = temp1 * root52;
    d->d5220 = temp * f522 * g.g520;
    d->d5232 = temp * f523 * g.g532;
    temp = 2.0 * temp1 * root54;
    d->d5421 = temp * f542 * g.g521;
    d->d5433 = temp * f543 * g.g533;
    d->xlamo = fmod(e->mo + e->nodeo + e->nodeo - d->gsto - d->gsto, SEA_TWO_PI);
    d->xfact = e->mdot + d->dmdt + 2.0 * (e->nodedot + d->dnodt - RPTIM) - e->no_unkozai;
}

static void one_day(sea_sgp4_elements *e, const orbit *o, double aonv)
{
    const double q22 = 1.7891679e-6, q31 = 2.1460748e-6, q33 = 2.2123015e-7;
    sea_sgp4_deep *d = &e->deep;
    double cosim = o->cosim, emsq = o->emsq, one = 1.0 + cosim;
    double g200 = 1.0 + emsq * (-2.5 + 0.8125 * emsq), g310 = 1.0 + 2.0 * emsq,
           g300 = 1.0 + emsq * (-6.0 + 6.60937 * emsq);
    double f220 = 0.75 * one * one, f311 = 0.9375 * o->sinim * o->sinim * (1.0 + 3.0 * cosim) - 0.75 * one;
    double f330 = 1.875 * one * one * one;
    double del = 3.0 * o->nm * o->nm * aonv * aonv;
    d->del2 = 2.0 * del * f220 * g200 * q22;
    d->del3 = 3.0 * del * f330 * g300 * q33 * aonv;
    d->del1 = del * f311 * g310 * q31 * aonv;
    d->xlamo = fmod(e->mo + e->nodeo + e->argpo - d->gsto, SEA_TWO_PI);
    d->xfact = e->mdot + e->xpidot - RPTIM + d->dmdt + d->domdt + d->dnodt - e->no_unkozai;
}

void sea_sgp4_prepare_deep(sea_sgp4_elements *e, const sea_sgp4_constants *c, const sea_sgp4_start *start)
{
    sea_sgp4_deep *d = &e->deep;
    orbit o = {.em = e->ecco, .emsq = start->eccsq, .sinim = start->sinio, .cosim = start->cosio, .nm = e->no_unkozai};
    sea_sincos(e->argpo, &o.sinomm, &o.cosomm);
    sea_sincos(e->nodeo, &o.snodm, &o.cnodm);
    double day = start->epoch_days_1950 + 18261.5, gam;
    body sun = {0.1945905, -0.98088458, 0.91744867, 0.39785416, o.cnodm, o.snodm, 2.9864797e-6};
    body luna = moon(&o, day, &gam);
    terms solar = third_body(&o, &sun), lunar = third_body(&o, &luna);
    d->zmol = fmod(4.7199672 + 0.22997150 * day - gam, SEA_TWO_PI);
    d->zmos = fmod(6.2565837 + 0.017201977 * day, SEA_TWO_PI);
    periodics(d, &solar, &lunar, o.emsq);
    secular(d, &o, e->inclo, &solar, &lunar);

    double cube = sea_cbrt(o.nm / c->xke), aonv = cube * cube; /* 1/a */
    if (o.nm < 0.0052359877 && o.nm > 0.0034906585) {
        d->irez = 1;
        one_day(e, &o, aonv);
    } else if (o.nm >= 8.26e-3 && o.nm <= 9.24e-3 && o.em >= 0.5) {
        d->irez = 2;
        half_day(e, &o, aonv);
    }
}
