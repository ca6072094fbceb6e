#include "scenario/scenario.h"
#include "base/hash.h"

#include <starsea/sgp4.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { BLOCK = SEA_SCENARIO_BLOCK };

static sea_scenario_options options_of(uint64_t objects, uint64_t seed)
{
    sea_scenario_options o = sea_scenario_options_default();
    o.objects = objects;
    o.seed = seed;
    return o;
}

static sea_gp gp_at(const sea_scenario_options *o, uint64_t index)
{
    sea_gp gp;
    assert_int_equal(sea_scenario_gp(o, index, &gp), SEA_OK);
    return gp;
}

static double semi_major_km(const sea_gp *gp)
{
    double n = gp->mean_motion_rev_day * 2.0 * acos(-1.0) / 86400.0;
    return cbrt(398600.8 / (n * n));
}

static double perigee_km(const sea_gp *gp)
{
    return semi_major_km(gp) * (1.0 - gp->eccentricity) - 6378.135;
}

static double apogee_km(const sea_gp *gp)
{
    return semi_major_km(gp) * (1.0 + gp->eccentricity) - 6378.135;
}

static bool has_label(const sea_gp *gp, const char *label)
{
    return strncmp(gp->object_name + 4, label, strlen(label)) == 0;
}

static void assert_same(const sea_gp *a, const sea_gp *b)
{
    assert_memory_equal(a, b, sizeof *a); /* sets are made in zeroed memory, padding included */
}

static void test_strata_make_up_one_block(void **state)
{
    (void)state;
    uint64_t total = 0;
    for (size_t i = 0; i < sea_strata_count; i++) {
        const sea_stratum *s = &sea_strata[i];
        total += s->count;
        assert_true(strlen(s->label) > 0 && strlen(s->label) < 12);
        for (int k = 1; k < SEA_STRATUM_POINTS; k++) {
            assert_true(s->incl_deg[k] >= s->incl_deg[k - 1]);
            assert_true(s->height_km[k] >= s->height_km[k - 1]);
            assert_true(s->ecc[k] >= s->ecc[k - 1] && s->ecc[k] < 1.0);
            assert_true(s->apogee_km[k] >= s->apogee_km[k - 1]);
        }
        assert_true((s->layout == SEA_LAYOUT_SHELL) == (s->planes > 0));
        assert_true((s->layout == SEA_LAYOUT_TRANSFER) == (s->apogee_km[0] > 0.0));
    }
    assert_int_equal(total, BLOCK);
}

static void test_every_place_of_a_block_is_taken_once(void **state)
{
    (void)state;
    const uint64_t seeds[] = {0, 1, UINT64_MAX};
    for (size_t k = 0; k < 3; k++) {
        for (uint64_t block = 0; block < 2; block++) {
            bool *taken = calloc(sea_strata_count * BLOCK, sizeof *taken);
            assert_non_null(taken);
            for (uint64_t i = 0; i < BLOCK; i++) {
                sea_scenario_place p = sea_scenario_place_of(seeds[k], block * BLOCK + i);
                assert_int_equal(p.block, block);
                assert_in_range(p.rank, 0, p.stratum->count - 1);
                bool *t = &taken[(size_t)p.stratum_number * BLOCK + p.rank];
                assert_false(*t);
                *t = true;
            }
            free(taken);
        }
    }
}

/* A change of any digit of any of these sets is a change of the population: list it in CHANGELOG under Numerics. */
static void test_first_hundred_sets_are_these(void **state)
{
    (void)state;
    sea_scenario_options o = options_of(100, 1);
    sea_sha256 h;
    sea_sha256_init(&h);
    for (uint64_t i = 0; i < 100; i++) {
        sea_gp gp = gp_at(&o, i);
        const double reals[] = {gp.mean_motion_rev_day,
                                gp.eccentricity,
                                gp.incl_deg,
                                gp.raan_deg,
                                gp.argp_deg,
                                gp.mean_anomaly_deg,
                                gp.bstar_per_er,
                                gp.mean_motion_dot_rev_day2};
        const int64_t integers[] = {gp.norad_cat_id, gp.epoch.ns, gp.rev_at_epoch, gp.element_set_no};
        sea_sha256_add(&h, reals, sizeof reals);
        sea_sha256_add(&h, integers, sizeof integers);
        sea_sha256_add(&h, gp.object_name, strlen(gp.object_name));
    }
    uint8_t digest[32];
    char hex[65];
    sea_sha256_end(&h, digest);
    sea_sha256_hex(digest, hex);
    assert_string_equal(hex, "e4c18662543f4d9945a6efc4957f4edb3239e4125d32cd7887bd17d083a9f65b");
}

static void test_set_depends_on_seed_and_index_alone(void **state)
{
    (void)state;
    sea_scenario_options small = options_of(500, 42), large = options_of(UINT64_C(150000000), 42);
    sea_gp *forwards = calloc(500, sizeof *forwards);
    assert_non_null(forwards);
    for (uint64_t i = 0; i < 500; i++) forwards[i] = gp_at(&small, i);
    for (uint64_t i = 500; i-- > 0;) {
        sea_gp backwards = gp_at(&large, i);
        assert_same(&forwards[i], &backwards);
    }
    sea_scenario_options other = options_of(500, 43);
    int different = 0;
    for (uint64_t i = 0; i < 500; i++) {
        sea_gp gp = gp_at(&other, i);
        different += gp.raan_deg != forwards[i].raan_deg;
    }
    assert_in_range(different, 490, 500);
    free(forwards);
}

static void test_ids_and_names_are_unique_and_synthetic(void **state)
{
    (void)state;
    sea_scenario_options o = options_of(BLOCK, 1);
    for (uint64_t i = 0; i < BLOCK; i++) {
        sea_gp gp = gp_at(&o, i);
        assert_int_equal(gp.norad_cat_id, 700000001 + i);
        assert_memory_equal(gp.object_name, "SIM ", 4);
        const char *number = strrchr(gp.object_name, ' ');
        assert_non_null(number);
        assert_true(strlen(number + 1) == 5);
        assert_int_equal(strtoul(number + 1, NULL, 10), i);
        assert_string_equal(gp.object_id, "");
        assert_int_equal(gp.classification, 'U');
        assert_true(gp.creation_date.ns == SEA_TAI_NONE.ns);
    }
}

/* Exact number of decimals: the value is the double nearest to a whole number of units. */
static void assert_digits(double value, double scale)
{
    assert_true(floor(value * scale + 0.5) / scale == value);
}

static void test_digits_and_ranges_are_those_of_public_sets(void **state)
{
    (void)state;
    sea_scenario_options o = options_of(2 * BLOCK, 3);
    o.epoch.ns += 123456789;
    for (uint64_t i = 0; i < 2 * BLOCK; i += 3) {
        sea_gp gp = gp_at(&o, i);
        assert_digits(gp.mean_motion_rev_day, 1e8);
        assert_digits(gp.eccentricity, 1e7);
        assert_digits(gp.incl_deg, 1e4);
        assert_digits(gp.raan_deg, 1e4);
        assert_digits(gp.argp_deg, 1e4);
        assert_digits(gp.mean_anomaly_deg, 1e4);
        assert_digits(gp.mean_motion_dot_rev_day2, 1e8);
        assert_true(gp.mean_motion_rev_day > 0.05 && gp.mean_motion_rev_day < 17.0);
        assert_true(gp.eccentricity >= 0.0 && gp.eccentricity < 1.0);
        assert_true(gp.incl_deg >= 0.0 && gp.incl_deg <= 180.0);
        assert_true(gp.raan_deg >= 0.0 && gp.raan_deg < 360.0);
        assert_true(gp.argp_deg >= 0.0 && gp.argp_deg < 360.0);
        assert_true(gp.mean_anomaly_deg >= 0.0 && gp.mean_anomaly_deg < 360.0);
        assert_true(fabs(gp.bstar_per_er) < 1.0 && isfinite(gp.bstar_per_er));
        assert_true(gp.epoch.ns % 1000 == 0);
        assert_true(gp.epoch.ns <= o.epoch.ns && gp.epoch.ns > o.epoch.ns - 2 * SEA_NS_PER_DAY - 1000);
        if (!has_label(&gp, "DECAY")) assert_true(perigee_km(&gp) > 179.9);
    }
}

/* Shares of the public catalogue of 2024-11-01, and how far the population may be from them. */
static void test_regimes_have_the_catalogues_shares(void **state)
{
    (void)state;
    static const struct {
        double share, within;
    } expected[] = {{0.8266, 0.01}, {0.0571, 0.004}, {0.0125, 0.003}, {0.0460, 0.005}};
    sea_scenario_options o = options_of(BLOCK, 5);
    int counts[4] = {0};
    for (uint64_t i = 0; i < BLOCK; i++) {
        sea_gp gp = gp_at(&o, i);
        double period_min = 1440.0 / gp.mean_motion_rev_day;
        if (apogee_km(&gp) < 2000.0)
            counts[0]++;
        else if (period_min > 1400.0 && period_min < 1480.0 && gp.eccentricity < 0.1)
            counts[1]++;
        else if (period_min > 600.0 && period_min < 800.0 && gp.eccentricity < 0.15)
            counts[2]++;
        else if (perigee_km(&gp) < 2000.0 && gp.eccentricity > 0.5)
            counts[3]++;
    }
    for (int i = 0; i < 4; i++) {
        double share = (double)counts[i] / BLOCK;
        if (fabs(share - expected[i].share) > expected[i].within)
            fail_msg("regime %d has share %.4f, expected %.4f", i, share, expected[i].share);
    }
}

static void test_inclinations_peak_where_the_catalogue_does(void **state)
{
    (void)state;
    /* Low orbits (apogee below 2,000 km) by inclination, share of all objects, public catalogue of 2024-11-01. */
    static const struct {
        double low_deg, high_deg, share;
    } peaks[] = {{42.5, 43.5, 0.0765}, {52.5, 53.5, 0.1432}, {69.5, 70.5, 0.0191}, {73.5, 74.5, 0.0584},
                 {82.0, 83.5, 0.0593}, {86.0, 88.2, 0.0354}, {97.0, 100.0, 0.2647}};
    sea_scenario_options o = options_of(BLOCK, 5);
    int counts[7] = {0};
    for (uint64_t i = 0; i < BLOCK; i++) {
        sea_gp gp = gp_at(&o, i);
        if (apogee_km(&gp) >= 2000.0) continue;
        for (int k = 0; k < 7; k++) counts[k] += gp.incl_deg >= peaks[k].low_deg && gp.incl_deg < peaks[k].high_deg;
    }
    for (int k = 0; k < 7; k++) {
        double share = (double)counts[k] / BLOCK;
        if (fabs(share - peaks[k].share) > 0.1 * peaks[k].share + 0.002)
            fail_msg("%.1f to %.1f deg has share %.4f, expected %.4f", peaks[k].low_deg, peaks[k].high_deg, share,
                     peaks[k].share);
    }
}

static void test_small_population_samples_every_regime_evenly(void **state)
{
    (void)state;
    sea_scenario_options o = options_of(1000, 9);
    int net = 0, geo = 0;
    for (uint64_t i = 0; i < o.objects; i++) {
        sea_gp gp = gp_at(&o, i);
        net += has_label(&gp, "NET");
        geo += has_label(&gp, "GEO");
    }
    assert_in_range(net, 260, 274); /* 7,175 of 26,834 carry NET labels */
    assert_in_range(geo, 54, 60);   /* 1,531 */
}

/* Least distance of two circular orbits of a shell, their nodes `node` apart and one `ahead` of the other, radians. */
static double nearest_km(double a_km, double incl, double node, double ahead)
{
    /* cos(separation) at argument of latitude u is constant + amplitude * cos(2u + ahead). */
    double c = cos(incl), s = sin(incl), across = c * c * cos(node) + s * s;
    double constant = 0.5 * (cos(node) + across) * cos(ahead) - c * sin(node) * sin(ahead);
    double amplitude = 0.5 * fabs(cos(node) - across);
    return 2.0 * a_km * sin(0.5 * acos(fmin(1.0, constant + amplitude)));
}

static void test_shells_keep_their_members_apart(void **state)
{
    (void)state;
    const double two_pi = 2.0 * acos(-1.0);
    for (size_t i = 0; i < sea_strata_count; i++) {
        const sea_stratum *s = &sea_strata[i];
        if (s->layout != SEA_LAYOUT_SHELL || s->phase_sigma_deg > 0.1) continue;
        uint32_t slots = (s->count + s->planes - 1) / s->planes;
        double a_km = 6378.135 + s->height_km[3], nearest = a_km;
        for (uint32_t plane = 1; plane < s->planes; plane++)
            for (uint32_t slot = 0; slot < slots; slot++) {
                double part = (double)plane / s->planes;
                double ahead = two_pi * (slot + s->phasing * part) / slots;
                double node = s->spread_deg / 360.0 * two_pi * part;
                nearest = fmin(nearest, nearest_km(a_km, s->incl_deg[3] / 360.0 * two_pi, node, ahead));
            }
        if (nearest < 25.0) fail_msg("members of %s come within %.1f km by design", s->label, nearest);
    }
}

/* Sets of one plane have epochs up to two days apart; brought to the scenario's epoch by SGP4 they are evenly spaced.
 */
static void test_a_plane_is_evenly_spaced_at_the_epoch(void **state)
{
    (void)state;
    sea_scenario_options o = options_of(BLOCK, 4);
    double along[64];
    size_t count = 0;
    for (uint64_t i = 0; i < BLOCK; i++) {
        sea_scenario_place p = sea_scenario_place_of(o.seed, i);
        if (strcmp(p.stratum->label, "NET53B") != 0 || p.rank % p.stratum->planes != 7) continue;
        sea_gp gp = gp_at(&o, i);
        sea_sgp4 *sgp4;
        double r[3], v[3];
        assert_int_equal(sea_sgp4_new(&gp, 1, NULL, &sgp4, NULL, NULL), SEA_OK);
        assert_int_equal(sea_sgp4_state(sgp4, 0, o.epoch, r, v), SEA_OK);
        sea_sgp4_free(sgp4);
        double h[3] = {r[1] * v[2] - r[2] * v[1], r[2] * v[0] - r[0] * v[2], r[0] * v[1] - r[1] * v[0]};
        /* Argument of latitude: the node is along (-h_y, h_x, 0), and z = r sin(u) sin(i). */
        double size = sqrt(h[0] * h[0] + h[1] * h[1] + h[2] * h[2]);
        along[count++] = atan2(r[2] * size, r[1] * h[0] - r[0] * h[1]);
        assert_true(count < 64);
    }
    assert_in_range(count, 20, 21);
    double slot = 2.0 * acos(-1.0) / 21.0;
    for (size_t k = 1; k < count; k++) {
        double steps = (along[k] - along[0]) / slot;
        assert_true(fabs(steps - round(steps)) * slot < 0.4 * acos(-1.0) / 180.0);
    }
}

static void test_sun_synchronous_nodes_follow_the_sun(void **state)
{
    (void)state;
    sea_scenario_options o = options_of(BLOCK, 2);
    int seen = 0;
    for (uint64_t i = 0; i < BLOCK; i++) {
        sea_gp gp = gp_at(&o, i);
        if (!has_label(&gp, "SSO ")) continue;
        double p_er = semi_major_km(&gp) / 6378.135 * (1.0 - gp.eccentricity * gp.eccentricity);
        double rate =
            -1.5 * 1.082616e-3 / (p_er * p_er) * gp.mean_motion_rev_day * 360.0 * cos(gp.incl_deg * acos(-1.0) / 180.0);
        assert_true(fabs(rate - 360.0 / 365.2422) < 0.06); /* 0.05 deg of inclination, four sigma, is 0.03 deg a day */
        seen++;
    }
    assert_in_range(seen, 2100, 2140);
}

/* Seven days from the scenario's epoch, every hour for some sets and every seven hours for all. */
static void test_every_set_lasts_a_week(void **state)
{
    (void)state;
    sea_scenario_options o = options_of(2 * BLOCK, 1);
    enum { BATCH = 1000 };
    sea_gp *gps = calloc(BATCH, sizeof *gps);
    sea_status *statuses = calloc(BATCH, sizeof *statuses);
    assert_non_null(gps);
    assert_non_null(statuses);
    size_t failed = 0;
    for (uint64_t first = 0; first + BATCH <= o.objects; first += BATCH) {
        for (uint64_t i = 0; i < BATCH; i++) gps[i] = gp_at(&o, first + i);
        sea_sgp4 *sgp4;
        assert_int_equal(sea_sgp4_new(gps, BATCH, NULL, &sgp4, statuses, NULL), SEA_OK);
        for (size_t i = 0; i < BATCH; i++) {
            assert_int_equal(statuses[i], SEA_OK);
            sea_status worst = SEA_OK;
            for (int64_t hour = 0; hour <= 168 && worst == SEA_OK; hour += i % 50 == 0 ? 1 : 7) {
                double r_km[3];
                sea_tai t = {o.epoch.ns + hour * 3600 * SEA_NS_PER_S};
                worst = sea_sgp4_state(sgp4, i, t, r_km, NULL);
            }
            if (worst == SEA_OK) continue;
            if (!has_label(&gps[i], "DECAY"))
                fail_msg("%s fails within a week: %s", gps[i].object_name, sea_status_name(worst));
            failed++;
        }
        sea_sgp4_free(sgp4);
    }
    assert_in_range(failed, 20, 34); /* 17 DECAY objects a block */
    free(gps);
    free(statuses);
}

static void test_edges(void **state)
{
    (void)state;
    sea_gp gp;
    sea_scenario_options o = options_of(0, 1);
    assert_int_equal(sea_scenario_gp(&o, 0, &gp), SEA_E_USAGE);
    o.objects = 10;
    assert_int_equal(sea_scenario_gp(&o, 9, &gp), SEA_OK);
    assert_int_equal(sea_scenario_gp(&o, 10, &gp), SEA_E_USAGE);
    assert_int_equal(sea_scenario_gp(&o, 0, NULL), SEA_E_USAGE);
    assert_int_equal(sea_scenario_gp(NULL, 0, &gp), SEA_E_USAGE);
    o.first_id = 0;
    assert_int_equal(sea_scenario_gp(&o, 0, &gp), SEA_E_USAGE);
    o.first_id = SEA_GP_ID_MAX - 1;
    assert_int_equal(sea_scenario_gp(&o, 1, &gp), SEA_OK);
    assert_int_equal(gp.norad_cat_id, SEA_GP_ID_MAX);
    assert_int_equal(sea_scenario_gp(&o, 2, &gp), SEA_E_RANGE);

    o = options_of(UINT64_MAX, UINT64_MAX);
    assert_int_equal(sea_scenario_gp(&o, 299999998, &gp), SEA_OK);
    assert_int_equal(gp.norad_cat_id, SEA_GP_ID_MAX);
    assert_int_equal(strcmp(strrchr(gp.object_name, ' '), " 299999998"), 0);
    assert_int_equal(sea_scenario_gp(&o, 299999999, &gp), SEA_E_RANGE);
    assert_int_equal(sea_scenario_gp(&o, UINT64_MAX - 1, &gp), SEA_E_RANGE);
    o = options_of(1, 0);
    assert_int_equal(sea_scenario_gp(&o, 0, &gp), SEA_OK);
    o.epoch = SEA_TAI_NONE;
    assert_int_equal(sea_scenario_gp(&o, 0, &gp), SEA_E_RANGE);
}

static void test_default_epoch_is_a_new_year(void **state)
{
    (void)state;
    sea_utc u = sea_tai_to_utc(sea_scenario_options_default().epoch);
    assert_int_equal(u.year, 2025);
    assert_int_equal(u.month * 100 + u.day, 101);
    assert_int_equal(u.hour + u.minute + u.second, 0);
    assert_int_equal(u.ns, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_strata_make_up_one_block),
        cmocka_unit_test(test_every_place_of_a_block_is_taken_once),
        cmocka_unit_test(test_first_hundred_sets_are_these),
        cmocka_unit_test(test_set_depends_on_seed_and_index_alone),
        cmocka_unit_test(test_ids_and_names_are_unique_and_synthetic),
        cmocka_unit_test(test_digits_and_ranges_are_those_of_public_sets),
        cmocka_unit_test(test_regimes_have_the_catalogues_shares),
        cmocka_unit_test(test_inclinations_peak_where_the_catalogue_does),
        cmocka_unit_test(test_small_population_samples_every_regime_evenly),
        cmocka_unit_test(test_shells_keep_their_members_apart),
        cmocka_unit_test(test_a_plane_is_evenly_spaced_at_the_epoch),
        cmocka_unit_test(test_sun_synchronous_nodes_follow_the_sun),
        cmocka_unit_test(test_every_set_lasts_a_week),
        cmocka_unit_test(test_edges),
        cmocka_unit_test(test_default_epoch_is_a_new_year),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
