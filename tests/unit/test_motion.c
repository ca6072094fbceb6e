/* Motions: elements, ephemerides with their pieces, and what burns change. */
#include "motion/motion.h"

#include <starsea/frame.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static sea_tai instant(const char *text)
{
    sea_tai t;
    assert_int_equal(sea_tai_parse(text, strlen(text), true, &t, NULL), SEA_OK);
    return t;
}

static sea_tai later(sea_tai t, double s)
{
    return (sea_tai){t.ns + (int64_t)(s * 1e9)};
}

/* Iridium 33's last public set before 2009-02-10T16:56 UTC. */
static sea_sgp4 *iridium(double eccentricity)
{
    sea_gp gp = {.norad_cat_id = 24946,
                 .epoch = {instant("2009-02-09T00:00:00").ns + INT64_C(78448243) * 864000},
                 .mean_motion_rev_day = 14.34219863,
                 .eccentricity = eccentricity,
                 .incl_deg = 86.3994,
                 .raan_deg = 121.7028,
                 .argp_deg = 85.1644,
                 .mean_anomaly_deg = 274.9812,
                 .bstar_per_er = 0.47668e-4};
    sea_sgp4 *prepared;
    assert_int_equal(sea_sgp4_new(&gp, 1, NULL, &prepared, NULL, NULL), SEA_OK);
    return prepared;
}

static double apart(const double a[3], const double b[3])
{
    return sqrt((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]) + (a[2] - b[2]) * (a[2] - b[2]));
}

/* Potential of the Earth with J2, J3, J4. Vallado 2013, equation 8-18, Legendre polynomials written out. */
static double potential(const double r[3])
{
    double n = sqrt(r[0] * r[0] + r[1] * r[1] + r[2] * r[2]), s = r[2] / n, e = 6378.135 / n;
    double p2 = (3 * s * s - 1) / 2, p3 = (5 * s * s * s - 3 * s) / 2, p4 = (35 * s * s * s * s - 30 * s * s + 3) / 8;
    return 398600.8 / n *
           (1 - 0.001082616 * e * e * p2 + 0.00000253881 * e * e * e * p3 + 0.00000165597 * e * e * e * e * p4);
}

static void test_gravity_is_the_gradient_of_its_potential(void **state)
{
    (void)state;
    static const double at[][3] = {{7000, 100, 200}, {-3000, 4500, 5200}, {100, 200, -6900}, {30000, -25000, 12000}};
    for (size_t k = 0; k < 4; k++) {
        double a[3], h = 0.5, size = 0;
        sea_motion_gravity(at[k], a);
        for (int i = 0; i < 3; i++) size += a[i] * a[i];
        for (int i = 0; i < 3; i++) {
            double to[3][3];
            for (int m = 0; m < 3; m++) memcpy(to[m], at[k], sizeof to[m]);
            double q[3][3];
            memcpy(q, to, sizeof q);
            to[0][i] += h, to[1][i] -= h, q[0][i] += 2 * h, q[1][i] -= 2 * h;
            double slope = (8 * (potential(to[0]) - potential(to[1])) - (potential(q[0]) - potential(q[1]))) / (12 * h);
            assert_true(fabs(slope - a[i]) < 2e-10 * sqrt(size) + 1e-13);
        }
    }
}

static void test_advance_goes_there_and_back_and_keeps_energy(void **state)
{
    (void)state;
    sea_motion_point p = {{7000, 0, 100}, {0.1, 5.0, 5.7}}, start = p;
    double v2 = 0.01 + 25.0 + 5.7 * 5.7, energy = v2 / 2 - potential(p.r);
    sea_motion_advance(&p, 86400.0);
    double after = (p.v[0] * p.v[0] + p.v[1] * p.v[1] + p.v[2] * p.v[2]) / 2 - potential(p.r);
    assert_true(fabs(after / energy - 1.0) < 1e-8);
    sea_motion_advance(&p, -86400.0);
    assert_true(apart(p.r, start.r) < 0.05);
}

static void test_elements_move_by_sgp4(void **state)
{
    (void)state;
    sea_sgp4 *prepared = iridium(0.0002288);
    sea_motion *m;
    assert_int_equal(sea_motion_new_sgp4(prepared, 0, &m), SEA_OK);
    assert_int_equal(sea_motion_piece_count(m), 1);
    double r[3], v[3], q[3], w[3];
    sea_tai t = instant("2009-02-10T16:55:59.796");
    assert_int_equal(sea_motion_state(m, t, r, v), SEA_OK);
    assert_int_equal(sea_sgp4_state(prepared, 0, t, q, w), SEA_OK);
    assert_memory_equal(r, q, sizeof r);
    assert_memory_equal(v, w, sizeof v);
    sea_motion_free(m);
    sea_sgp4_free(prepared);
}

static void test_a_burn_of_nothing_changes_no_bit(void **state)
{
    (void)state;
    sea_sgp4 *prepared = iridium(0.0002288);
    sea_motion *base, *m;
    sea_tai start = instant("2009-02-10T00:00:00");
    const sea_burn burns[] = {{later(start, 1000.25), {0, 0, 0}}, {later(start, 50000.5), {0, 0, 0}}};
    assert_int_equal(sea_motion_new_sgp4(prepared, 0, &base), SEA_OK);
    assert_int_equal(sea_motion_new_burned(base, burns, 2, later(start, 86400), &m, NULL), SEA_OK);
    assert_int_equal(sea_motion_piece_count(m), 3);
    for (int k = 0; k < 500; k++) {
        double r[3], v[3], q[3], w[3];
        sea_tai t = later(start, 173.7 * k);
        assert_int_equal(sea_motion_state(base, t, r, v), SEA_OK);
        assert_int_equal(sea_motion_state(m, t, q, w), SEA_OK);
        assert_memory_equal(r, q, sizeof r);
        assert_memory_equal(v, w, sizeof v);
    }
    sea_motion_free(m);
    sea_motion_free(base);
    sea_sgp4_free(prepared);
}

/* The difference is that of two integrated orbits where the base is one: an ephemeris would do, here the burn itself
 * and a day of drift say it. */
static void test_a_burn_along_track_does_what_it_must(void **state)
{
    (void)state;
    sea_sgp4 *prepared = iridium(0.0002288);
    sea_motion *base, *m;
    sea_tai start = instant("2009-02-10T00:00:00"), at = later(start, 3600);
    const sea_burn burn = {at, {0, 0.5, 0}};
    double r[3], v[3], q[3], w[3], rtn[3][3], dr[3];
    assert_int_equal(sea_motion_new_sgp4(prepared, 0, &base), SEA_OK);
    assert_int_equal(sea_motion_new_burned(base, &burn, 1, later(start, 86400), &m, NULL), SEA_OK);
    /* At the burn: the position stays, the velocity gains 0.5 m/s along T. */
    assert_int_equal(sea_motion_state(base, at, r, v), SEA_OK);
    assert_int_equal(sea_motion_state(m, at, q, w), SEA_OK);
    assert_int_equal(sea_frame_rtn(r, v, rtn), SEA_OK);
    assert_true(apart(r, q) < 1e-9);
    for (int k = 0; k < 3; k++) {
        double gained = 0;
        for (int i = 0; i < 3; i++) gained += rtn[k][i] * (w[i] - v[i]);
        assert_true(fabs(gained - (k == 1 ? 0.0005 : 0.0)) < 1e-9);
    }
    /* Before: untouched, to the bit. */
    assert_int_equal(sea_motion_state(m, later(at, -1), q, w), SEA_OK);
    assert_int_equal(sea_motion_state(base, later(at, -1), r, v), SEA_OK);
    assert_memory_equal(r, q, sizeof r);
    /* Ten revolutions later it trails by 6 pi dv / n each (Clohessy and Wiltshire 1960), to the order of J2. */
    const double period = 2 * 3.14159265358979 / sqrt(398600.8 / pow(7155.8, 3));
    sea_tai then = later(at, 10 * period);
    assert_int_equal(sea_motion_state(base, then, r, v), SEA_OK);
    assert_int_equal(sea_motion_state(m, then, q, w), SEA_OK);
    assert_int_equal(sea_frame_rtn(r, v, rtn), SEA_OK);
    for (int i = 0; i < 3; i++) dr[i] = q[i] - r[i];
    double along = rtn[1][0] * dr[0] + rtn[1][1] * dr[1] + rtn[1][2] * dr[2], theory = -10 * 3 * period * 0.0005;
    assert_true(fabs(along / theory - 1.0) < 0.01);
    sea_motion_free(m);
    sea_motion_free(base);
    sea_sgp4_free(prepared);
}

/* Velocity is the derivative of position, at low and high eccentricity, across knots. */
static void test_velocity_after_a_burn_is_the_derivative(void **state)
{
    (void)state;
    for (int k = 0; k < 2; k++) {
        sea_sgp4 *prepared = iridium(k ? 0.08 : 0.0002288);
        sea_motion *base, *m;
        sea_tai start = instant("2009-02-10T00:00:00");
        const sea_burn burn = {later(start, 600), {1.0, 2.0, -3.0}};
        assert_int_equal(sea_motion_new_sgp4(prepared, 0, &base), SEA_OK);
        assert_int_equal(sea_motion_new_burned(base, &burn, 1, later(start, 86400), &m, NULL), SEA_OK);
        for (double s = 700; s < 80000; s += 397) {
            double a[3], b[3], v[3], w[3], c[3], d[3], own[3], off[3] = {0};
            assert_int_equal(sea_motion_state(m, later(start, s - 1), a, w), SEA_OK);
            assert_int_equal(sea_motion_state(m, later(start, s + 1), b, w), SEA_OK);
            assert_int_equal(sea_motion_state(m, later(start, s), w, v), SEA_OK);
            assert_int_equal(sea_motion_state(base, later(start, s - 1), c, w), SEA_OK);
            assert_int_equal(sea_motion_state(base, later(start, s + 1), d, w), SEA_OK);
            assert_int_equal(sea_motion_state(base, later(start, s), w, own), SEA_OK);
            /* Of what the burn adds. SGP4's own velocity is not exactly the derivative of its position, by some 1e-6
             * of it and by 1e-4 at this eccentricity, and the frame that carries hundreds of kilometres turns by it. */
            for (int i = 0; i < 3; i++) off[i] = (b[i] - a[i]) / 2 - (d[i] - c[i]) / 2 - (v[i] - own[i]);
            assert_true(sqrt(off[0] * off[0] + off[1] * off[1] + off[2] * off[2]) < (k ? 5e-5 : 2e-6));
        }
        sea_motion_free(m);
        sea_motion_free(base);
        sea_sgp4_free(prepared);
    }
}

/*
 * The difference a burn makes against an independent integration of both orbits: scipy's DOP853 at 1e-11 with J2 to J6,
 * C and S to degree 3, Sun and Moon, from the same states. Here gravity ends at J4: metres of 130 km in a day.
 */
static void test_a_burn_against_a_richer_force_model(void **state)
{
    (void)state;
    static const double wanted[][4] = {{6, 1.1923074, -36.78508408, 0.9358805},
                                       {12, 1.03978829, -63.96199862, -1.65410712},
                                       {24, 0.88882195, -130.61309584, -1.82974901}};
    sea_sgp4 *prepared = iridium(0.0002288);
    sea_motion *base, *m;
    sea_tai start = instant("2009-02-10T00:00:00");
    const sea_burn burn = {start, {1.0, 0.5, -2.0}};
    assert_int_equal(sea_motion_new_sgp4(prepared, 0, &base), SEA_OK);
    assert_int_equal(sea_motion_new_burned(base, &burn, 1, later(start, 86400), &m, NULL), SEA_OK);
    for (int k = 0; k < 3; k++) {
        double r[3], v[3], q[3], w[3], rtn[3][3], off = 0;
        sea_tai t = later(start, 3600 * wanted[k][0]);
        assert_int_equal(sea_motion_state(base, t, r, v), SEA_OK);
        assert_int_equal(sea_motion_state(m, t, q, w), SEA_OK);
        assert_int_equal(sea_frame_rtn(r, v, rtn), SEA_OK);
        for (int a = 0; a < 3; a++) {
            double d = 0;
            for (int i = 0; i < 3; i++) d += rtn[a][i] * (q[i] - r[i]);
            off += (d - wanted[k][a + 1]) * (d - wanted[k][a + 1]);
        }
        assert_true(sqrt(off) < 0.005);
    }
    sea_motion_free(m);
    sea_motion_free(base);
    sea_sgp4_free(prepared);
}

/* ---- ephemerides ---- */

/* A circle about the z axis in TEME, r = 7000 km; `shift` km outward tells segments apart. */
static size_t segment(char *out, const char *from, int minutes, double shift)
{
    sea_tai start = instant(from);
    char a[SEA_TAI_TEXT_MAX], b[SEA_TAI_TEXT_MAX];
    sea_tai_format(start, 0, a);
    sea_tai_format(later(start, 60.0 * minutes), 0, b);
    size_t n = (size_t)sprintf(out,
                               "META_START\nOBJECT_NAME = A\nOBJECT_ID = 2026-001A\nCENTER_NAME = EARTH\nREF_FRAME = "
                               "TEME\nTIME_SYSTEM = UTC\nSTART_TIME = %.19s\nSTOP_TIME = %.19s\nMETA_STOP\n",
                               a, b);
    for (int k = 0; k <= minutes; k++) {
        sea_tai t = later(start, 60.0 * k);
        double r = 7000.0 + shift, rate = sqrt(398600.8 / (r * r * r));
        double phase = rate * sea_tai_diff_s(t, instant("2026-11-05T00:00:00"));
        sea_tai_format(t, 0, a);
        n += (size_t)sprintf(out + n, "%.19s %.12f %.12f 0 %.15f %.15f 0\n", a, r * cos(phase), r * sin(phase),
                             -r * rate * sin(phase), r * rate * cos(phase));
    }
    return n;
}

static sea_motion *three_segments(void)
{
    static char text[32768];
    size_t n = (size_t)sprintf(text, "CCSDS_OEM_VERS = 2.0\nCREATION_DATE = 2026-11-04T00:00:00\nORIGINATOR = ME\n");
    n += segment(text + n, "2026-11-05T00:00:00", 30, 0.0);
    n += segment(text + n, "2026-11-05T00:20:00", 20, 1.0); /* overlaps the first: it counts */
    n += segment(text + n, "2026-11-05T01:00:00", 10, 2.0); /* after a gap */
    sea_ephem *e;
    sea_error err = {0};
    if (sea_ephem_read_bytes(text, n, "made", NULL, NULL, &e, &err) != SEA_OK) fail_msg("%s", err.text);
    sea_motion *m;
    if (sea_motion_new_ephem(e, NULL, &m, &err) != SEA_OK) fail_msg("%s", err.text);
    sea_ephem_free(e); /* the motion has its own */
    return m;
}

static void test_pieces_of_an_ephemeris(void **state)
{
    (void)state;
    static const char *const ends[][2] = {{"2026-11-05T00:00:00", "2026-11-05T00:20:00"},
                                          {"2026-11-05T00:20:00", "2026-11-05T00:40:00"},
                                          {"2026-11-05T01:00:00", "2026-11-05T01:10:00"}};
    sea_motion *m = three_segments();
    double r[3], v[3];
    assert_int_equal(sea_motion_piece_count(m), 3);
    for (size_t k = 0; k < 3; k++) {
        sea_motion_piece p = sea_motion_piece_at(m, k);
        assert_int_equal(p.start.ns, instant(ends[k][0]).ns);
        assert_int_equal(p.stop.ns, instant(ends[k][1]).ns);
        sea_tai middle = {p.start.ns / 2 + p.stop.ns / 2 + 12345};
        assert_int_equal(sea_motion_state(m, middle, r, v), SEA_OK);
        assert_true(fabs(sqrt(r[0] * r[0] + r[1] * r[1]) - 7000.0 - (double)k) < 1e-6);
    }
    assert_int_equal(sea_motion_state(m, instant("2026-11-05T00:50:00"), r, v), SEA_E_RANGE);
    assert_int_equal(sea_motion_state(m, instant("2026-11-05T01:10:00.001"), r, v), SEA_E_RANGE);
    assert_int_equal(sea_motion_state(m, instant("2026-11-04T23:59:59.999"), r, v), SEA_E_RANGE);
    /* At the instant where one ends and the next begins the later counts; each is there as a piece of its own. */
    sea_tai joint = instant("2026-11-05T00:20:00");
    assert_int_equal(sea_motion_state(m, joint, r, v), SEA_OK);
    assert_true(fabs(sqrt(r[0] * r[0] + r[1] * r[1]) - 7001.0) < 1e-6);
    assert_int_equal(sea_motion_piece_state(m, 0, joint, r, v), SEA_OK);
    assert_true(fabs(sqrt(r[0] * r[0] + r[1] * r[1]) - 7000.0) < 1e-6);
    sea_motion_free(m);
}

static void test_a_piece_goes_on_beyond_its_ends(void **state)
{
    (void)state;
    sea_motion *m = three_segments();
    double r[3], v[3], q[3];
    sea_tai end = instant("2026-11-05T01:10:00");
    assert_int_equal(sea_motion_piece_state(m, 2, end, r, v), SEA_OK);
    assert_int_equal(sea_motion_piece_state(m, 2, later(end, 0.001), q, v), SEA_OK);
    assert_true(fabs(apart(r, q) - 0.001 * sqrt(398600.8 / 7002.0)) < 1e-7);
    assert_int_equal(sea_motion_piece_state(m, 2, later(end, 899), q, v), SEA_OK);
    assert_true(fabs(sqrt(q[0] * q[0] + q[1] * q[1]) - 7002.0) < 10.0); /* J2 sees a circle of two bodies off */
    assert_int_equal(sea_motion_piece_state(m, 2, later(end, 901), q, v), SEA_E_RANGE);
    sea_motion_free(m);
}

/* Where states are missing a segment ends, whatever its usual spacing; steps that follow the orbit are no holes. */
static void test_states_missing_end_a_piece(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        double minutes[40];
        size_t count, pieces;
    } cases[] = {
        {"even", {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 10, 1},
        {"4 min", {0, 1, 2, 3, 4, 8, 9, 10, 11, 12}, 10, 1},
        {"5 min", {0, 1, 2, 3, 4, 9, 10, 11, 12, 13}, 10, 2},
        {"a lone state in a hole", {0, 1, 2, 3, 4, 30, 60, 61, 62, 63, 64}, 11, 2},
        {"at the end", {0, 1, 2, 3, 4, 5, 30}, 7, 1},
        {"three states", {0, 1, 40}, 3, 1},
        {"coarse", {0, 20, 40, 60}, 4, 1},
        {"growing", {0, 1, 3, 6, 11, 18, 28, 42, 60, 80}, 10, 1},
        {"dense for a while", {0, 20, 40, 60, 60.2, 60.4, 60.6, 60.8, 80, 100, 120, 140, 160}, 13, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        sea_ephem_row rows[40] = {0};
        sea_ephem_part *part = calloc(1, sizeof *part);
        assert_non_null(part);
        for (size_t k = 0; k < cases[i].count; k++)
            rows[k].epoch = later(instant("2026-11-05T00:00:00"), 60.0 * cases[i].minutes[k]);
        part->meta.state_count = cases[i].count;
        part->meta.useable_start = rows[0].epoch;
        part->meta.useable_stop = rows[cases[i].count - 1].epoch;
        sea_ephem e = {.parts = part, .part_count = 1, .rows = rows, .row_count = cases[i].count};
        assert_int_equal(sea_motion_split_holes(&e), SEA_OK);
        size_t spans = 0, states = 0;
        for (size_t k = 0; k < e.part_count; k++) {
            spans += e.parts[k].meta.useable_start.ns < e.parts[k].meta.useable_stop.ns;
            states += e.parts[k].meta.state_count;
        }
        if (spans != cases[i].pieces) fail_msg("%s: %zu pieces", cases[i].what, spans);
        assert_int_equal(states, cases[i].count);
        free(e.parts);
    }
}

enum { FIT_ROWS = 60, FIT_STEP_S = 300 };

/* A table of states five minutes apart, integrated by the same gravity, so that only the interpolation can be off. */
static sea_ephem *table(const char *method, int degree, double speed_factor)
{
    static char text[FIT_ROWS * 200 + 1000];
    const double start[6] = {7155.0, 0.0, 0.0, 0.0, 0.47, 7.44};
    sea_tai t = instant("2026-11-05T00:00:00"), stop = later(t, (FIT_ROWS - 1) * FIT_STEP_S);
    char from[SEA_TAI_TEXT_MAX], to[SEA_TAI_TEXT_MAX], when[SEA_TAI_TEXT_MAX];
    sea_tai_format(t, 3, from);
    sea_tai_format(stop, 3, to);
    size_t n = (size_t)sprintf(text,
                               "CCSDS_OEM_VERS = 2.0\nCREATION_DATE = 2026-11-05T00:00:00\nORIGINATOR = X\nMETA_START\n"
                               "OBJECT_NAME = X\nOBJECT_ID = X\nCENTER_NAME = Earth\nREF_FRAME = TEME\n"
                               "TIME_SYSTEM = UTC\nSTART_TIME = %.23s\nSTOP_TIME = %.23s\nINTERPOLATION = %s\n"
                               "INTERPOLATION_DEGREE = %d\nMETA_STOP\n",
                               from, to, method, degree);
    sea_motion_point p;
    memcpy(p.r, start, sizeof p.r);
    memcpy(p.v, start + 3, sizeof p.v);
    for (int k = 0; k < FIT_ROWS; k++) {
        sea_tai_format(later(t, k * FIT_STEP_S), 3, when);
        n += (size_t)sprintf(text + n, "%.23s %.9f %.9f %.9f %.12f %.12f %.12f\n", when, p.r[0], p.r[1], p.r[2],
                             p.v[0] * speed_factor, p.v[1] * speed_factor, p.v[2] * speed_factor);
        sea_motion_advance(&p, FIT_STEP_S);
    }
    sea_ephem *e;
    assert_int_equal(sea_ephem_read_bytes(text, n, "table", NULL, NULL, &e, NULL), SEA_OK);
    return e;
}

/* The largest distance from the orbit that the table was made of, every ten seconds. */
static double truly_off(const sea_motion *m)
{
    sea_motion_point p;
    sea_tai t = instant("2026-11-05T00:00:00");
    double most = 0.0;
    memcpy(p.r, (const double[3]){7155.0, 0.0, 0.0}, sizeof p.r);
    memcpy(p.v, (const double[3]){0.0, 0.47, 7.44}, sizeof p.v);
    for (int k = 0; k < (FIT_ROWS - 1) * FIT_STEP_S; k += 10) {
        double r[3], v[3];
        assert_int_equal(sea_motion_state(m, later(t, k), r, v), SEA_OK);
        most = fmax(most, apart(r, p.r));
        sea_motion_advance(&p, 10.0);
    }
    return most;
}

static void test_the_interpolation_is_measured(void **state)
{
    (void)state;
    static const struct {
        const char *method;
        int degree;
        double speed_factor, least, most;
        bool positions_only;
    } rows[] = {
        {"LINEAR", 1, 1.0, 80.0, 90.0, false},      {"LAGRANGE", 3, 1.0, 1.0, 10.0, false},
        {"LAGRANGE", 5, 1.0, 0.05, 0.5, false},     {"HERMITE", 3, 1.0, 0.05, 0.5, false},
        {"HERMITE", 7, 1.0, 0.0, 1e-3, false},      {"HERMITE", 7, 1.001, 0.0, 0.02, true},
        {"HERMITE", 7, 1.00002, 0.01, 0.05, false}, {"LAGRANGE", 7, 0.999, 0.0, 0.02, true},
    };
    const sea_tai start = instant("2026-11-05T00:00:00"), stop = later(start, 86400);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sea_ephem *e = table(rows[i].method, rows[i].degree, rows[i].speed_factor);
        sea_motion *m;
        assert_int_equal(sea_motion_new_ephem(e, NULL, &m, NULL), SEA_OK);
        sea_motion_fit fit = sea_motion_fit_of(m, start, stop);
        double off = truly_off(m);
        if (!(off >= rows[i].least && off <= rows[i].most)) fail_msg("row %zu: off by %g", i, off);
        /* Three looks between two states find nine tenths of the largest error. */
        if (!(fit.error_km > 0.9 * off - 1e-3 && fit.error_km < 1.01 * off + 1e-3))
            fail_msg("row %zu: %g measured, %g true", i, fit.error_km, off);
        assert_int_equal(fit.positions_only, rows[i].positions_only);
        assert_true(sea_motion_fit_of(m, later(stop, 86400), later(stop, 90000)).error_km == 0.0);
        sea_motion_free(m);
        sea_ephem_free(e);
    }
    sea_sgp4 *prepared = iridium(0.0002288);
    sea_motion *elements;
    assert_int_equal(sea_motion_new_sgp4(prepared, 0, &elements), SEA_OK);
    assert_true(sea_motion_fit_of(elements, start, stop).error_km == 0.0);
    sea_motion_free(elements);
    sea_sgp4_free(prepared);
}

static void test_refusals(void **state)
{
    (void)state;
    sea_sgp4 *prepared = iridium(0.0002288);
    sea_motion *base, *m = NULL, *gap = three_segments();
    sea_tai at = instant("2009-02-10T00:00:00");
    sea_error err = {0};
    assert_int_equal(sea_motion_new_sgp4(prepared, 0, &base), SEA_OK);
    const sea_burn wrong_order[] = {{later(at, 60), {0, 1, 0}}, {at, {0, 1, 0}}};
    assert_int_equal(sea_motion_new_burned(base, wrong_order, 2, later(at, 100), &m, &err), SEA_E_USAGE);
    assert_int_equal(sea_motion_new_burned(base, wrong_order, 0, later(at, 100), &m, &err), SEA_E_USAGE);
    const sea_burn down = {at, {0, -3000.0, 0}}, huge = {at, {0, NAN, 0}};
    assert_int_equal(sea_motion_new_burned(base, &down, 1, later(at, 86400), &m, &err), SEA_E_RANGE);
    assert_non_null(strstr(err.text, "meets the Earth"));
    assert_int_equal(sea_motion_new_burned(base, &huge, 1, later(at, 86400), &m, &err), SEA_E_RANGE);
    const sea_burn nowhere = {instant("2026-11-05T00:50:00"), {0, 1, 0}};
    assert_int_equal(sea_motion_new_burned(gap, &nowhere, 1, later(nowhere.at, 60), &m, &err), SEA_E_NOT_FOUND);
    assert_non_null(strstr(err.text, "has no state"));
    const sea_burn away = {at, {0, 4000, 0}};
    assert_int_equal(sea_motion_new_burned(base, &away, 1, later(at, 86400), &m, &err), SEA_E_UNSUPPORTED);
    assert_non_null(strstr(err.text, "open orbit"));
    assert_null(m);
    sea_motion_free(gap);
    sea_motion_free(base);
    sea_sgp4_free(prepared);
}

/* An ephemeris whose clock is tied to nothing gives no motion, nor does one of a single state. */
static void test_ephemerides_that_give_no_motion(void **state)
{
    (void)state;
    static const struct {
        const char *system, *rows;
        sea_status status;
        const char *text;
    } cases[] = {{"MET", "2026-11-05T00:00:00 7000 0 0 0 7.5 0\n2026-11-05T00:10:00 7000 0 0 0 7.5 0\n",
                  SEA_E_UNSUPPORTED, "not tied to UTC"},
                 {"UTC", "2026-11-05T00:00:00 7000 0 0 0 7.5 0\n", SEA_E_RANGE, "two states or more"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[1024];
        snprintf(text, sizeof text,
                 "CCSDS_OEM_VERS = 2.0\nCREATION_DATE = 2026-11-04T00:00:00\nORIGINATOR = ME\nMETA_START\n"
                 "OBJECT_NAME = A\nOBJECT_ID = 2026-001A\nCENTER_NAME = EARTH\nREF_FRAME = EME2000\n"
                 "TIME_SYSTEM = %s\nSTART_TIME = 2026-11-05T00:00:00\nSTOP_TIME = 2026-11-05T00:10:00\nMETA_STOP\n%s",
                 cases[i].system, cases[i].rows);
        sea_ephem *e = NULL;
        sea_motion *m = NULL;
        sea_error err = {0};
        if (sea_ephem_read_bytes(text, strlen(text), "made", NULL, NULL, &e, &err) != SEA_OK) fail_msg("%s", err.text);
        assert_int_equal(sea_motion_new_ephem(e, NULL, &m, &err), cases[i].status);
        if (!strstr(err.text, cases[i].text)) fail_msg("%s", err.text);
        assert_null(m);
        sea_ephem_free(e);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gravity_is_the_gradient_of_its_potential),
        cmocka_unit_test(test_advance_goes_there_and_back_and_keeps_energy),
        cmocka_unit_test(test_elements_move_by_sgp4),
        cmocka_unit_test(test_a_burn_of_nothing_changes_no_bit),
        cmocka_unit_test(test_a_burn_along_track_does_what_it_must),
        cmocka_unit_test(test_velocity_after_a_burn_is_the_derivative),
        cmocka_unit_test(test_a_burn_against_a_richer_force_model),
        cmocka_unit_test(test_pieces_of_an_ephemeris),
        cmocka_unit_test(test_a_piece_goes_on_beyond_its_ends),
        cmocka_unit_test(test_states_missing_end_a_piece),
        cmocka_unit_test(test_the_interpolation_is_measured),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_ephemerides_that_give_no_motion),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
