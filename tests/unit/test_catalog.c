/* What the store keeps and what it answers. */
#include "catalog_fixture.h"

#include <math.h>

static void a_new_store_is_empty_and_opens_again(void **state)
{
    const char *path = at(state, "db?#% name");
    sea_catalog *c = NULL;
    sea_error err = {0};
    assert_int_equal(sea_catalog_open(path, SEA_CATALOG_READ, &c, &err), SEA_E_NOT_FOUND);
    assert_non_null(strstr(err.text, "no such store"));
    assert_null(c);
    sea_catalog_close(open_store(path, SEA_CATALOG_WRITE));
    assert_int_equal(access(path, F_OK), 0); /* under exactly this name */
    c = open_store(path, SEA_CATALOG_READ);
    sea_catalog_stats stats = stats_of(c);
    assert_int_equal(stats.objects + stats.sets + stats.files + stats.diagnostics, 0);
    assert_true(stats.epoch_first.ns == SEA_TAI_NONE.ns && stats.epoch_last.ns == SEA_TAI_NONE.ns);
    assert_true(stats.arrival_last.ns == SEA_TAI_NONE.ns);
    sea_gp_set set;
    sea_gp_choice choice;
    assert_int_equal(sea_catalog_select(c, arrival_of(0), SEA_TAI_NONE, NULL, 0, &set, &choice, NULL), SEA_OK);
    assert_int_equal(set.count + choice.sets + choice.objects, 0);
    assert_int_equal(sea_catalog_history(c, 5, NULL, NULL, &err), SEA_E_NOT_FOUND);
    assert_non_null(strstr(err.text, "no object 5"));
    assert_int_equal(sea_catalog_import_gp(c, "x", SEA_GP_AUTO, from(0), NULL, NULL, &err), SEA_E_USAGE);
    sea_catalog_close(c);
    sea_catalog_close(NULL);
}

/* Everything a reader saw of one file, and everything the store later said of one object. */
typedef struct seen {
    sea_gp_set sets;
    sea_catalog_entry entries[16]; /* pointers replaced by the copies below */
    char files[16][160], sources[16][256];
    size_t count, stop_after;
} seen;

static sea_status see_record(void *payload, const sea_gp *gp, const sea_gp_origin *origin)
{
    (void)origin;
    return sea_gp_set_add(&((seen *)payload)->sets, gp);
}

static sea_status see_entry(void *payload, const sea_catalog_entry *entry)
{
    seen *s = payload;
    assert_true(s->count < 16);
    size_t i = s->count++;
    s->entries[i] = *entry;
    snprintf(s->files[i], sizeof s->files[i], "%s", entry->file);
    snprintf(s->sources[i], sizeof s->sources[i], "%s", entry->source);
    return s->count == s->stop_after ? SEA_DONE : SEA_OK;
}

static void assert_same_gp(const sea_gp *a, const sea_gp *b)
{
    assert_int_equal(a->norad_cat_id, b->norad_cat_id);
    assert_int_equal(a->element_set_no, b->element_set_no);
    assert_int_equal(a->rev_at_epoch, b->rev_at_epoch);
    assert_int_equal(a->caveats, b->caveats);
    assert_true(a->epoch.ns == b->epoch.ns);
    assert_true(a->creation_date.ns == b->creation_date.ns);
    assert_true(a->mean_motion_rev_day == b->mean_motion_rev_day);
    assert_true(a->eccentricity == b->eccentricity);
    assert_true(a->incl_deg == b->incl_deg && a->raan_deg == b->raan_deg && a->argp_deg == b->argp_deg);
    assert_true(a->mean_anomaly_deg == b->mean_anomaly_deg && a->bstar_per_er == b->bstar_per_er);
    assert_true(a->mean_motion_dot_rev_day2 == b->mean_motion_dot_rev_day2);
    assert_true(a->mean_motion_ddot_rev_day3 == b->mean_motion_ddot_rev_day3);
    assert_int_equal(a->ephemeris_type, b->ephemeris_type);
    assert_int_equal(a->classification, b->classification);
    assert_string_equal(a->object_id, b->object_id);
    assert_string_equal(a->object_name, b->object_name);
}

static void history_gives_back_what_was_read_and_whence(void **state)
{
    const made first[] = {{7, 20, 0, 11111}, {9, 20, 0, 22222}};
    const made second[] = {{9, 19, 99999999, 33333}, {9, 21, 1, 44444}};
    write_sets(at(state, "a.tle"), first, 2, "NAME");
    write_sets(at(state, "b.tle"), second, 2, NULL);
    sea_catalog *c = open_store(at(state, "db"), SEA_CATALOG_WRITE);
    assert_int_equal(import_file(c, at(state, "a.tle"), 1).objects_added, 2);
    assert_int_equal(import_file(c, at(state, "b.tle"), 2).objects_added, 0);
    seen s = {0};
    sea_gp_sink sink = {.payload = &s, .record = see_record};
    sea_gp_summary a, b;
    assert_int_equal(sea_gp_read_file(at(state, "a.tle"), SEA_GP_AUTO, &sink, &a, NULL), SEA_OK);
    assert_int_equal(sea_gp_read_file(at(state, "b.tle"), SEA_GP_AUTO, &sink, &b, NULL), SEA_OK);

    assert_int_equal(sea_catalog_history(c, 9, see_entry, &s, NULL), SEA_OK);
    assert_int_equal(s.count, 3);
    const size_t read_as[3] = {2, 1, 3};
    for (size_t i = 0; i < 3; i++) assert_same_gp(&s.entries[i].gp, &s.sets.gps[read_as[i]]);
    assert_string_equal(s.entries[1].gp.object_name, "NAME");
    assert_string_equal(s.files[0], at(state, "b.tle"));
    assert_string_equal(s.files[1], at(state, "a.tle"));
    assert_memory_equal(s.entries[0].file_sha256, b.sha256, SEA_SHA256_SIZE);
    assert_memory_equal(s.entries[1].file_sha256, a.sha256, SEA_SHA256_SIZE);
    assert_true(s.entries[0].arrival.ns == arrival_of(2).ns && s.entries[1].arrival.ns == arrival_of(1).ns);
    assert_int_equal(s.entries[0].format, SEA_GP_TLE);
    assert_int_equal(s.entries[0].line, 1);
    assert_int_equal(s.entries[1].line, 4);
    assert_int_equal(s.entries[2].line, 3);
    assert_non_null(strstr(s.sources[1], "2 00009"));
    assert_null(strstr(s.sources[1], "2 00007"));
    s.count = 0;
    s.stop_after = 2;
    assert_int_equal(sea_catalog_history(c, 9, see_entry, &s, NULL), SEA_DONE);
    assert_int_equal(s.count, 2);
    sea_gp_set_free(&s.sets);
    sea_catalog_close(c);
}

static void sets_are_new_known_or_differing(void **state)
{
    const made base[] = {{7, 20, 0, 11111}, {8, 20, 0, 11111}, {9, 20, 0, 11111}};
    const made next[] = {
        {7, 20, 0, 11111}, {8, 20, 0, 99999}, {9, 21, 0, 11111}, {10, 21, 0, 11111}, {9, 21, 0, 11111}};
    write_sets(at(state, "a"), base, 3, NULL);
    write_sets(at(state, "b"), next, 5, "NAMED NOW");
    sea_catalog *c = open_store(at(state, "db"), SEA_CATALOG_WRITE);
    sea_catalog_import r = import_file(c, at(state, "a"), 1);
    assert_int_equal(r.added, 3);
    r = import_file(c, at(state, "b"), 2);
    assert_int_equal(r.known, 2); /* object 7, whose name alone is new, and the repetition of 9 */
    assert_int_equal(r.differing, 1);
    assert_int_equal(r.added, 2);
    assert_int_equal(r.objects_added, 1);
    const made third[] = {{8, 20, 0, 99999}, {8, 20, 0, 77777}, {8, 20, 0, 11111}, {8, 20, 0, 77777}};
    write_sets(at(state, "c"), third, 4, NULL);
    r = import_file(c, at(state, "c"), 3);
    assert_int_equal(r.known, 3);
    assert_int_equal(r.differing, 1);
    sea_catalog_stats stats = stats_of(c);
    assert_int_equal(stats.objects, 4);
    assert_int_equal(stats.sets, 7);
    assert_int_equal(stats.files, 3);
    assert_true(stats.arrival_last.ns == arrival_of(3).ns);
    assert_true(stats.epoch_last.ns - stats.epoch_first.ns == SEA_NS_PER_DAY);
    seen s = {0};
    assert_int_equal(sea_catalog_history(c, 8, see_entry, &s, NULL), SEA_OK);
    assert_int_equal(s.count, 3);
    assert_true(s.entries[0].gp.bstar_per_er != s.entries[1].gp.bstar_per_er);
    sea_catalog_close(c);
}

/* Of a set's arrivals the earliest counts: among the sets of its epoch, and in what was known when. */
static void a_set_has_its_earliest_arrival(void **state)
{
    const made a[] = {{8, 20, 0, 11111}}, b[] = {{8, 20, 0, 99999}};
    const sea_catalog_query all = {.start = SEA_TAI_NONE, .end = SEA_TAI_NONE, .known_at = SEA_TAI_NONE};
    const sea_catalog_query then = {.start = SEA_TAI_NONE, .end = SEA_TAI_NONE, .known_at = arrival_of(2)};
    const double drags[2][2] = {{99999, 11111}, {11111, 99999}};
    write_sets(at(state, "a"), a, 1, NULL);
    write_sets(at(state, "b"), b, 1, NULL);
    write_sets(at(state, "early"), a, 1, "NAMED");
    sea_catalog *c = open_store(at(state, "db"), SEA_CATALOG_WRITE);
    import_file(c, at(state, "a"), 5);
    import_file(c, at(state, "b"), 3);
    for (int early = 0; early < 2; early++) {
        sea_gp_history h;
        sea_gp_set chosen;
        if (early) assert_int_equal(import_file(c, at(state, "early"), 1).retold, 1);
        assert_int_equal(sea_catalog_histories(c, &all, &h, NULL), SEA_OK);
        assert_int_equal(h.count, 2);
        for (int i = 0; i < 2; i++) assert_true(fabs(h.gps[i].bstar_per_er - drags[early][i] * 1e-9) < 1e-15);
        sea_gp_history_free(&h);
        assert_int_equal(sea_catalog_histories(c, &then, &h, NULL), SEA_OK);
        assert_int_equal(h.count, early);
        sea_gp_history_free(&h);
        /* Of one epoch the last known counts. */
        assert_int_equal(sea_catalog_select(c, arrival_of(0), SEA_TAI_NONE, NULL, 0, &chosen, NULL, NULL), SEA_OK);
        assert_int_equal(chosen.count, 1);
        assert_true(fabs(chosen.gps[0].bstar_per_er - drags[early][1] * 1e-9) < 1e-15);
        sea_gp_set_free(&chosen);
        assert_int_equal(sea_catalog_select(c, arrival_of(0), then.known_at, NULL, 0, &chosen, NULL, NULL), SEA_OK);
        assert_int_equal(chosen.count, early);
        if (early) assert_string_equal(chosen.gps[0].object_name, "NAMED");
        sea_gp_set_free(&chosen);
    }
    assert_int_equal(import_file(c, at(state, "early"), 1).retold, 0);
    sea_catalog_close(c);
}

static void the_same_file_again_adds_nothing(void **state)
{
    write_snapshot(at(state, "a"), 100, 50, 20);
    assert_int_equal(shell("cp '%s' '%s'", at(state, "a"), at(state, "copy")), 0);
    sea_catalog *c = open_store(at(state, "db"), SEA_CATALOG_WRITE);
    sea_catalog_import first = import_file(c, at(state, "a"), 1);
    assert_int_equal(first.added, 50);
    sea_catalog_import again = import_file(c, at(state, "copy"), 2);
    assert_int_equal(again.known, 50);
    assert_int_equal(again.added + again.differing + again.objects_added, 0);
    assert_memory_equal(again.read.sha256, first.read.sha256, SEA_SHA256_SIZE);
    sea_catalog_stats stats = stats_of(c);
    assert_int_equal(stats.files, 1);
    assert_int_equal(stats.sets, 50);
    assert_true(stats.arrival_last.ns == arrival_of(1).ns);
    sea_catalog_close(c);
}

static sea_status write_csv_row(void *payload, const sea_gp *gp, const sea_gp_origin *origin)
{
    char row[SEA_GP_CSV_TEXT_MAX];
    (void)origin;
    sea_gp_format_csv(gp, row);
    return fprintf(payload, "%s\n", row) > 0 ? SEA_OK : SEA_E_IO;
}

static void a_set_is_the_same_in_another_spelling(void **state)
{
    write_snapshot(at(state, "a.tle"), 100, 50, 20);
    FILE *csv = fopen(at(state, "a.csv"), "w");
    assert_non_null(csv);
    fprintf(csv, "%s\n", sea_gp_csv_header());
    const sea_gp_sink sink = {.payload = csv, .record = write_csv_row};
    assert_int_equal(sea_gp_read_file(at(state, "a.tle"), SEA_GP_AUTO, &sink, NULL, NULL), SEA_OK);
    assert_int_equal(fclose(csv), 0);
    sea_catalog *c = open_store(at(state, "db"), SEA_CATALOG_WRITE);
    assert_int_equal(import_file(c, at(state, "a.csv"), 1).added, 50);
    sea_catalog_import r = import_file(c, at(state, "a.tle"), 2);
    assert_int_equal(r.read.format, SEA_GP_TLE);
    assert_int_equal(r.known, 50);
    assert_int_equal(stats_of(c).files, 2);
    seen s = {0};
    assert_int_equal(sea_catalog_history(c, 120, see_entry, &s, NULL), SEA_OK);
    assert_int_equal(s.count, 1);
    assert_int_equal(s.entries[0].format, SEA_GP_OMM_CSV);
    sea_catalog_close(c);
}

/* A population with gaps, repetitions and changed values, spread over files whose arrival is not the order of import.
 */
enum { FILES = 4, ROWS = 400, OBJECTS = 37 };

static uint32_t mix(uint32_t x)
{
    x = (x ^ (x >> 16)) * 0x45d9f3bu;
    x = (x ^ (x >> 16)) * 0x45d9f3bu;
    return x ^ (x >> 16);
}

static void write_population(void **state)
{
    static made rows[ROWS];
    for (uint32_t f = 0; f < FILES; f++) {
        for (uint32_t i = 0; i < ROWS; i++) {
            uint32_t r = mix(f * ROWS + i + 1);
            /* The drag term tells all sets apart, so that none of them is `known`. */
            rows[i] = (made){1000 + r % OBJECTS, 100 + (int)(r / OBJECTS % 20), 0, (int)(10000 + f * ROWS + i)};
        }
        char name[16];
        snprintf(name, sizeof name, "f%u", (unsigned)f);
        write_sets(at(state, name), rows, ROWS, NULL);
    }
}

static void compare_choice(sea_catalog *c, void **state, sea_tai instant, int files_known)
{
    seen s = {0};
    sea_gp_sink sink = {.payload = &s, .record = see_record};
    for (int f = 0; f < files_known; f++) {
        char name[16];
        snprintf(name, sizeof name, "f%d", f);
        assert_int_equal(sea_gp_read_file(at(state, name), SEA_GP_AUTO, &sink, NULL, NULL), SEA_OK);
    }
    sea_gp_choice wanted = {0}, got = {0};
    assert_int_equal(sea_gp_set_choose(&s.sets, instant, &wanted), SEA_OK);
    sea_gp_set set;
    sea_tai known_at = files_known == FILES ? SEA_TAI_NONE : arrival_of(files_known - 1);
    assert_int_equal(sea_catalog_select(c, instant, known_at, NULL, 0, &set, &got, NULL), SEA_OK);
    assert_int_equal(got.sets, (uint64_t)files_known * ROWS);
    assert_memory_equal(&got, &wanted, sizeof got);
    assert_int_equal(set.count, s.sets.count);
    for (size_t i = 0; i < set.count; i++) assert_same_gp(&set.gps[i], &s.sets.gps[i]);
    sea_gp_set_free(&set);
    sea_gp_set_free(&s.sets);
}

static void a_store_chooses_as_its_files_do(void **state)
{
    write_population(state);
    sea_catalog *c = open_store(at(state, "db"), SEA_CATALOG_WRITE);
    const int order[FILES] = {2, 0, 3, 1};
    for (int i = 0; i < FILES; i++) {
        char name[16];
        snprintf(name, sizeof name, "f%d", order[i]);
        import_file(c, at(state, name), order[i]);
    }
    sea_catalog_stats stats = stats_of(c);
    sea_catalog_close(c);
    c = open_store(at(state, "db"), SEA_CATALOG_READ);
    for (int known = 1; known <= FILES; known++) {
        for (int day = -1; day <= 20; day++) {
            sea_tai instant = {stats.epoch_first.ns + day * SEA_NS_PER_DAY};
            compare_choice(c, state, instant, known);
            compare_choice(c, state, (sea_tai){instant.ns - 1}, known);
        }
    }
    sea_catalog_close(c);
}

static void nothing_known_yet_is_an_empty_choice(void **state)
{
    write_snapshot(at(state, "a"), 1, 3, 20);
    sea_catalog *c = open_store(at(state, "db"), SEA_CATALOG_WRITE);
    import_file(c, at(state, "a"), 5);
    sea_gp_set set;
    sea_gp_choice choice;
    assert_int_equal(sea_catalog_select(c, arrival_of(0), arrival_of(4), NULL, 0, &set, &choice, NULL), SEA_OK);
    assert_int_equal(set.count + choice.sets, 0);
    assert_int_equal(sea_catalog_select(c, arrival_of(0), arrival_of(5), NULL, 0, &set, &choice, NULL), SEA_OK);
    assert_int_equal(set.count, 3);
    sea_gp_set_free(&set);
    sea_catalog_close(c);
}

static void a_choice_can_be_restricted_to_some_objects(void **state)
{
    write_snapshot(at(state, "a"), 10, 20, 20);
    sea_catalog *c = open_store(at(state, "db"), SEA_CATALOG_WRITE);
    import_file(c, at(state, "a"), 1);
    const uint32_t ids[] = {25, 11, 999, 25, 13};
    sea_gp_set set;
    sea_gp_choice choice;
    assert_int_equal(sea_catalog_select(c, arrival_of(0), SEA_TAI_NONE, ids, 5, &set, &choice, NULL), SEA_OK);
    assert_int_equal(set.count, 3);
    assert_int_equal(set.gps[0].norad_cat_id, 11);
    assert_int_equal(set.gps[1].norad_cat_id, 13);
    assert_int_equal(set.gps[2].norad_cat_id, 25);
    assert_int_equal(choice.sets, 3);
    assert_int_equal(choice.objects, 3);
    sea_gp_set_free(&set);
    assert_int_equal(sea_catalog_select(c, arrival_of(0), SEA_TAI_NONE, ids, 0, &set, NULL, NULL), SEA_OK);
    assert_int_equal(set.count, 0);
    sea_catalog_close(c);
}

static void hostile_names_become_text_and_keep_their_source(void **state)
{
    /* An overlong slash, a surrogate, a byte that starts nothing, a sequence cut short; between them valid letters. */
    static const char name[] = "A\xc0\xaf"
                               "B\xed\xa0\x80"
                               "C\xff"
                               "D\xc3\xa9"
                               "E\xe2\x82";
    const made m = {7, 20, 0, 11111};
    write_sets(at(state, "a"), &m, 1, name);
    sea_catalog *c = open_store(at(state, "db"), SEA_CATALOG_WRITE);
    import_file(c, at(state, "a"), 1);
    seen s = {0};
    assert_int_equal(sea_catalog_history(c, 7, see_entry, &s, NULL), SEA_OK);
    assert_string_equal(s.entries[0].gp.object_name, "A??B???C?D\xc3\xa9"
                                                     "E??");
    assert_non_null(strstr(s.sources[0], name));
    sea_catalog_close(c);
    in_sqlite(at(state, "db"), "assert db.execute('SELECT object_name FROM gp').fetchone()[0].startswith('A??B')");
}

typedef struct heard {
    int records, diagnostics;
    sea_status answer;
} heard;

static sea_status hear_record(void *payload, const sea_gp *gp, const sea_gp_origin *origin)
{
    heard *h = payload;
    (void)gp;
    (void)origin;
    h->records++;
    return h->answer;
}

static sea_status hear_diagnostic(void *payload, const sea_diagnostic *diagnostic)
{
    (void)diagnostic;
    ((heard *)payload)->diagnostics++;
    return SEA_OK;
}

static void diagnostics_are_passed_on_and_kept(void **state)
{
    write_snapshot(at(state, "a"), 10, 5, 20);
    assert_int_equal(shell("sed -i '3s/20001A/20002A/' '%s'", at(state, "a")), 0); /* breaks the checksum */
    sea_catalog *c = open_store(at(state, "db"), SEA_CATALOG_WRITE);
    heard h = {0};
    const sea_gp_sink sink = {.payload = &h, .record = hear_record, .diagnostic = hear_diagnostic};
    sea_catalog_import r;
    assert_int_equal(sea_catalog_import_gp(c, at(state, "a"), SEA_GP_AUTO, from(1), &sink, &r, NULL), SEA_OK);
    assert_int_equal(r.added, 4);
    assert_int_equal(r.read.refused, 1);
    assert_int_equal(h.records, 4);
    assert_true(h.diagnostics >= 1);
    assert_int_equal(stats_of(c).diagnostics, h.diagnostics);
    sea_catalog_close(c);
    in_sqlite(at(state, "db"),
              "d = db.execute('SELECT severity, line FROM diagnostic').fetchone(); assert d == ('error', 3), d");
}

static void a_sink_that_stops_leaves_nothing(void **state)
{
    write_snapshot(at(state, "a"), 10, 5, 20);
    sea_catalog *c = open_store(at(state, "db"), SEA_CATALOG_WRITE);
    const sea_status answers[] = {SEA_DONE, SEA_E_USAGE};
    for (size_t i = 0; i < 2; i++) {
        heard h = {.answer = answers[i]};
        const sea_gp_sink sink = {.payload = &h, .record = hear_record};
        sea_catalog_import r;
        assert_int_equal(sea_catalog_import_gp(c, at(state, "a"), SEA_GP_AUTO, from(1), &sink, &r, NULL), answers[i]);
        assert_int_equal(h.records, 1);
        assert_int_equal(r.added + r.objects_added, 0);
        assert_int_equal(stats_of(c).files + stats_of(c).sets + stats_of(c).objects, 0);
    }
    sea_catalog_close(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_PLACE(a_new_store_is_empty_and_opens_again),
        IN_A_PLACE(history_gives_back_what_was_read_and_whence),
        IN_A_PLACE(sets_are_new_known_or_differing),
        IN_A_PLACE(a_set_has_its_earliest_arrival),
        IN_A_PLACE(the_same_file_again_adds_nothing),
        IN_A_PLACE(a_set_is_the_same_in_another_spelling),
        IN_A_PLACE(a_store_chooses_as_its_files_do),
        IN_A_PLACE(nothing_known_yet_is_an_empty_choice),
        IN_A_PLACE(a_choice_can_be_restricted_to_some_objects),
        IN_A_PLACE(hostile_names_become_text_and_keep_their_source),
        IN_A_PLACE(diagnostics_are_passed_on_and_kept),
        IN_A_PLACE(a_sink_that_stops_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
