/* Older versions of the store, files and their terms, stored diagnostics, unclean stops. */
#include "catalog_fixture.h"

#include "store/catalog_sqlite.h"

/* -- versions ----------------------------------------------------------------------------------------------------- */

static void sql(const char *path, const char *text)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    char *said = NULL;
    if (sqlite3_exec(db, text, NULL, NULL, &said) != SQLITE_OK) fail_msg("%s", said);
    sqlite3_close(db);
}

/* A store as version 1 made it, with two objects, one of them with two sets of one epoch. */
static void make_version_1(const char *path)
{
    sql(path, "PRAGMA journal_mode = WAL");
    sql(path, sea_catalog_steps[0]);
    sql(path, "PRAGMA application_id = 0x53454131; PRAGMA user_version = 1;"
              "INSERT INTO file VALUES (1, randomblob(32), 'old.tle', 140, 5, 'TLE', 3, 0, 0, 3, 0, 0);"
              "INSERT INTO object VALUES (7, 1), (8, 1);"
              "INSERT INTO gp VALUES ((1 << 32) | 1, 1, 1, randomblob(16), 7, 1000, NULL, 15.5, 0.001, 51.6, 1, 2, 3, "
              "0, 0, 0, 1, 2, 0, 0, 'U', '1998-067A', 'ISS', x'74')");
    for (int i = 2; i <= 3; i++) {
        char text[300];
        snprintf(text, sizeof text,
                 "INSERT INTO gp VALUES ((1 << 32) | %d, 1, 1, randomblob(16), 8, 1000, NULL, 15.%d, 0.001, 51.6, 1, "
                 "2, 3, 0, 0, 0, 1, 2, 0, 0, 'U', '', '', x'74')",
                 i, i);
        sql(path, text);
    }
}

static void expect_old_content(sea_catalog *c)
{
    assert_int_equal(stats_of(c).sets, 3);
    const sea_catalog_query all = {.start = SEA_TAI_NONE, .end = SEA_TAI_NONE, .known_at = SEA_TAI_NONE};
    sea_gp_history h;
    assert_int_equal(sea_catalog_histories(c, &all, &h, NULL), SEA_OK);
    assert_int_equal(h.count, 3);
    assert_int_equal(h.gps[0].norad_cat_id, 7);
    assert_true(h.gps[0].mean_motion_rev_day == 15.5);
    assert_true(h.gps[1].mean_motion_rev_day == 15.2 && h.gps[2].mean_motion_rev_day == 15.3);
    sea_gp_history_free(&h);
}

static void an_older_store_is_brought_up_to_date(void **state)
{
    for (int mode = SEA_CATALOG_READ; mode <= SEA_CATALOG_WRITE; mode++) {
        const char *name = mode == SEA_CATALOG_READ ? "r" : "w";
        make_version_1(at(state, name));
        sea_catalog *c = open_store(at(state, name), (sea_catalog_mode)mode);
        expect_old_content(c);
        sea_error err = {0};
        write_snapshot(at(state, "a"), 10, 5, 20);
        sea_status status = sea_catalog_import_gp(c, at(state, "a"), SEA_GP_AUTO, from(9), NULL, NULL, &err);
        assert_int_equal(status, mode == SEA_CATALOG_READ ? SEA_E_USAGE : SEA_OK);
        sea_catalog_close(c);
        /* The same columns as a new store's: both are made by the same steps. */
        sea_catalog_close(open_store(at(state, "new"), SEA_CATALOG_WRITE));
        assert_int_equal(
            shell("/usr/bin/python3 -c \"import sqlite3\nq = 'SELECT sql FROM sqlite_schema ORDER BY name'\n"
                  "a, b = [sqlite3.connect(n).execute(q).fetchall() for n in ('%s', '%s')]\nassert a == b\"",
                  at(state, name), at(state, "new")),
            0);
        in_sqlite(at(state, name),
                  "assert db.execute('PRAGMA user_version').fetchone() == (6,)\n"
                  "rows = db.execute('SELECT variant FROM gp WHERE norad_cat_id < 10 ORDER BY gp_id')\n"
                  "assert [r[0] for r in rows] == [0, 0, 1]\n"
                  "assert db.execute('PRAGMA integrity_check').fetchone() == ('ok',)\n"
                  "assert db.execute('PRAGMA foreign_key_check').fetchall() == []");
    }
}

static void an_older_store_that_resists_is_left_as_it_was(void **state)
{
    make_version_1(at(state, "db"));
    sql(at(state, "db"), "ALTER TABLE file ADD COLUMN licence TEXT"); /* so that the step fails half way */
    sea_catalog *c = NULL;
    sea_error err = {0};
    assert_int_equal(sea_catalog_open(at(state, "db"), SEA_CATALOG_WRITE, &c, &err), SEA_E_STORE);
    assert_non_null(strstr(err.text, "make the tables"));
    in_sqlite(at(state, "db"), "assert db.execute('PRAGMA user_version').fetchone() == (1,)\n"
                               "names = [r[1] for r in db.execute('PRAGMA table_info(file)')]\n"
                               "assert 'publisher' not in names, names");
}

/* -- files and what was found in them ------------------------------------------------------------------------------ */

typedef struct told {
    int files, diagnostics, stop_after;
    char names[4][160], publishers[4][32], rules[8][32];
    bool restricted[4];
    uint8_t sha256[4][SEA_SHA256_SIZE];
} told;

static sea_status tell_file(void *payload, const sea_catalog_file *file)
{
    told *t = payload;
    assert_true(t->files < 4);
    snprintf(t->names[t->files], sizeof t->names[0], "%s", file->name);
    snprintf(t->publishers[t->files], sizeof t->publishers[0], "%s/%s", file->publisher, file->licence);
    t->restricted[t->files] = file->restricted;
    assert_int_equal(file->counts.read.records, file->counts.added + file->counts.known + file->counts.differing);
    assert_int_equal(file->counts.read.format, SEA_GP_TLE);
    memcpy(t->sha256[t->files], file->counts.read.sha256, SEA_SHA256_SIZE);
    t->files++;
    return t->files == t->stop_after ? SEA_DONE : SEA_OK;
}

static sea_status tell_diagnostic(void *payload, const sea_diagnostic *d)
{
    told *t = payload;
    assert_true(t->diagnostics < 8);
    snprintf(t->rules[t->diagnostics++], sizeof t->rules[0], "%s:%llu:%d", d->rule, (unsigned long long)d->line,
             (int)d->severity);
    assert_true(d->file[0] && d->text[0] && d->advice[0]);
    return t->diagnostics == t->stop_after ? SEA_DONE : SEA_OK;
}

static sea_status see_caveats(void *payload, const sea_catalog_entry *entry)
{
    *(uint32_t *)payload |= entry->gp.caveats;
    return SEA_OK;
}

static void files_tell_whence_and_what_was_wrong(void **state)
{
    write_snapshot(at(state, "a"), 10, 5, 20);
    write_snapshot(at(state, "b"), 20, 5, 20);
    assert_int_equal(shell("sed -i '3s/20001A/20002A/' '%s'", at(state, "a")), 0); /* breaks a checksum */
    assert_int_equal(shell("sed -i '5s/20001A/20002A/' '%s'", at(state, "b")), 0);
    sea_catalog *c = open_store(at(state, "db"), SEA_CATALOG_WRITE);
    const sea_catalog_source sources[2] = {{arrival_of(2), "Space-Track", "personal account"},
                                           {arrival_of(1), "celestrak", NULL}};
    for (int i = 0; i < 2; i++)
        assert_int_equal(sea_catalog_import_gp(c, at(state, i ? "b" : "a"), SEA_GP_AUTO, sources[i], NULL, NULL, NULL),
                         SEA_OK);
    told t = {0};
    assert_int_equal(sea_catalog_files(c, tell_file, &t, NULL), SEA_OK);
    assert_int_equal(t.files, 2);
    assert_string_equal(t.names[0], at(state, "b")); /* it arrived first */
    assert_string_equal(t.publishers[0], "celestrak/");
    assert_string_equal(t.publishers[1], "Space-Track/personal account");
    assert_true(!t.restricted[0] && t.restricted[1]);
    assert_int_equal(sea_catalog_diagnostics(c, t.sha256[0], tell_diagnostic, &t, NULL), SEA_OK);
    assert_int_equal(t.diagnostics, 1);
    assert_string_equal(t.rules[0], "E_CHECKSUM:5:2");
    assert_int_equal(sea_catalog_diagnostics(c, NULL, tell_diagnostic, &t, NULL), SEA_OK);
    assert_int_equal(t.diagnostics, 3);
    assert_string_equal(t.rules[1], "E_CHECKSUM:3:2");
    told stopped = {.stop_after = 1};
    assert_int_equal(sea_catalog_files(c, tell_file, &stopped, NULL), SEA_DONE);
    assert_int_equal(sea_catalog_diagnostics(c, NULL, tell_diagnostic, &stopped, NULL), SEA_DONE);
    uint32_t caveats = 0;
    assert_int_equal(sea_catalog_history(c, 22, see_caveats, &caveats, NULL), SEA_E_NOT_FOUND); /* the broken one */
    assert_int_equal(sea_catalog_history(c, 23, see_caveats, &caveats, NULL), SEA_OK);
    assert_int_equal(caveats & SEA_GP_CAVEAT_RESTRICTED, 0);
    assert_int_equal(sea_catalog_history(c, 10, see_caveats, &caveats, NULL), SEA_OK);
    assert_int_equal(caveats & SEA_GP_CAVEAT_RESTRICTED, SEA_GP_CAVEAT_RESTRICTED);
    const uint32_t ids[] = {23, 10, 10};
    for (int some = 0; some < 2; some++) {
        const sea_catalog_query query = {some ? ids : NULL, some ? 3 : 0, SEA_TAI_NONE, SEA_TAI_NONE, SEA_TAI_NONE};
        sea_gp_history h;
        assert_int_equal(sea_catalog_histories(c, &query, &h, NULL), SEA_OK);
        assert_int_equal(h.count, some ? 2 : 8);
        for (size_t i = 0; i < h.count; i++)
            assert_int_equal((h.gps[i].caveats & SEA_GP_CAVEAT_RESTRICTED) != 0, h.gps[i].norad_cat_id < 20);
        sea_gp_history_free(&h);
    }
    sea_catalog_close(c);
    assert_false(sea_catalog_restricts(NULL) || sea_catalog_restricts("") || sea_catalog_restricts("celestrak"));
    assert_true(sea_catalog_restricts("SPACE-TRACK"));
}

/* -- unclean stops --------------------------------------------------------------------------------------------------
 */

/* The index loses its entries behind SQLite's back: nothing but integrity_check sees that. */
static void damage(void **state, const char *name)
{
    sql(at(state, name),
        "PRAGMA writable_schema = ON; "
        "CREATE TABLE other (a INTEGER, b INTEGER, c BLOB); CREATE INDEX empty ON other (a, b, c); "
        "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'empty') "
        "WHERE name = 'gp_by_object'");
}

static void a_store_not_closed_is_checked_before_it_is_written(void **state)
{
    write_snapshot(at(state, "a"), 10, 50, 20);
    sea_catalog *c = open_store(at(state, "db"), SEA_CATALOG_WRITE);
    import_file(c, at(state, "a"), 1);
    sea_catalog_close(c);
    assert_int_equal(shell("cp '%s' '%s'", at(state, "db"), at(state, "sound")), 0);
    damage(state, "db");
    /* Closed as it should be, nobody looks, nor after a reader, which leaves an empty log. */
    sea_catalog_close(open_store(at(state, "db"), SEA_CATALOG_WRITE));
    sea_catalog_close(open_store(at(state, "db"), SEA_CATALOG_READ));
    sea_catalog_close(open_store(at(state, "db"), SEA_CATALOG_WRITE));
    /* With a log left behind, it is found out. */
    assert_int_equal(shell("echo torn > '%s-wal'", at(state, "db")), 0);
    sea_error err = {0};
    assert_int_equal(sea_catalog_open(at(state, "db"), SEA_CATALOG_WRITE, &c, &err), SEA_E_STORE);
    assert_non_null(strstr(err.text, "is damaged ("));
    assert_int_equal(shell("echo torn > '%s-wal'", at(state, "sound")), 0);
    sea_catalog_close(open_store(at(state, "sound"), SEA_CATALOG_WRITE));
}

static sea_status count_objects(void *payload, const sea_object *object, uint64_t line, const char *source,
                                size_t source_length)
{
    (void)object, (void)line, (void)source, (void)source_length;
    ++*(int *)payload;
    return SEA_OK;
}

static void a_list_without_an_object_is_not_kept(void **state)
{
    static const char header[] = "OBJECT_NAME,OBJECT_ID,NORAD_CAT_ID,OBJECT_TYPE,OPS_STATUS_CODE,OWNER,LAUNCH_DATE,"
                                 "LAUNCH_SITE,DECAY_DATE,PERIOD,INCLINATION,APOGEE,PERIGEE,RCS,DATA_STATUS_CODE,"
                                 "ORBIT_CENTER,ORBIT_TYPE\n";
    char one[512];
    int count = 0;
    bool added = true;
    sea_error err = {0};
    sea_object_summary summary;
    const sea_catalog_source source = {.arrival = {5}};
    const sea_object_sink sink = {.payload = &count, .record = count_objects};
    sea_catalog *c = open_store(at(state, "db"), SEA_CATALOG_WRITE);
    assert_int_equal(sea_catalog_read_objects(c, SEA_TAI_NONE, &sink, NULL, &err), SEA_E_NOT_FOUND);
    assert_int_equal(sea_catalog_put_objects(c, header, strlen(header), "empty", source, NULL, &summary, &added, &err),
                     SEA_E_FORMAT);
    assert_int_equal(sea_catalog_read_objects(c, SEA_TAI_NONE, &sink, NULL, &err), SEA_E_NOT_FOUND);
    snprintf(one, sizeof one, "%sA,2020-001A,45000,PAY,+,US,2020-01-01,AFETR,,90,51,400,400,1,,EA,ORB\n", header);
    for (int time = 0; time < 2; time++) { /* the second time it is known */
        if (sea_catalog_put_objects(c, one, strlen(one), "one", source, NULL, &summary, &added, &err) != SEA_OK)
            fail_msg("%s", err.text);
        assert_int_equal(added, time == 0);
    }
    assert_int_equal(sea_catalog_read_objects(c, SEA_TAI_NONE, &sink, NULL, &err), SEA_OK);
    assert_int_equal(count, 1);
    assert_int_equal(sea_catalog_read_objects(c, (sea_tai){4}, &sink, NULL, &err), SEA_E_NOT_FOUND);
    sea_catalog_close(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_PLACE(an_older_store_is_brought_up_to_date),
        IN_A_PLACE(an_older_store_that_resists_is_left_as_it_was),
        IN_A_PLACE(files_tell_whence_and_what_was_wrong),
        IN_A_PLACE(a_store_not_closed_is_checked_before_it_is_written),
        IN_A_PLACE(a_list_without_an_object_is_not_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
