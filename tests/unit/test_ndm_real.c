/*
 * Every CCSDS message of the collections at hand: what is valid reads and comes back the same through both notations,
 * what was broken on purpose is refused with its line and rule. Real data, kept outside the repository.
 */
#include <starsea/cdm.h>
#include <starsea/ephem.h>
#include <starsea/ndm.h>

#include "base/os.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "real_data.h"

/* What is not simply valid, by the end of its path. A rule of NULL: no fault, and why nothing is to be found. */
static const struct {
    const char *path, *rule, *why;
} known[] = {
    {"v1_0/invalid/sample01.oem", "E_KEYWORD", "REF_FRAME_EPOCH in version 1"},
    {"v1_0/invalid/sample02.oem", "E_KEYWORD", "accelerations in version 1"},
    {"v1_0/invalid/sample03.oem", "E_KEYWORD", "covariance in version 1"},
    {"v1_0/invalid/sample04.oem", "E_KEYWORD", "covariance in version 1"},
    {"v1_0/invalid/sample05.oem", "E_KEYWORD", "accelerations in version 1"},
    {"v2_0/invalid/sample01.oem", "E_ORDER", "a comment before the version"},
    {"v2_0/invalid/sample02.skip", NULL, "a comment amid metadata does no harm"},
    {"v2_0/invalid/sample03.skip", NULL, "a comment amid states does no harm"},
    {"v2_0/invalid/sample05.oem", "E_MISSING", "covariance before states"},
    {"v2_0/invalid/sample06.oem", "E_FIELD", "degree 7.1"},
    {"v2_0/invalid/sample07.oem", "E_ORDER", "useable times"},
    {"v2_0/invalid/sample08.oem", "E_ORDER", "useable times"},
    {"v2_0/invalid/sample09.oem", "E_MISSING", "one useable time"},
    {"v2_0/invalid/sample10.oem", "E_MISSING", "no degree"},
    {"v2_0/invalid/sample11.oem", "E_MISSING", "no start"},
    {"v2_0/invalid/sample12.oem", "E_KEYWORD", "unknown"},
    {"v2_0/invalid/sample13.oem", NULL,
     "an acceleration here and there: valid messages of the other collection have it"},
    {"v2_0/invalid/sample14.oem", "E_OBJECT", "another object"},
    {"v2_0/invalid/sample15.oem", "E_KEYWORD", "MESSAGE_ID in version 2"},
    {"v2_0/invalid/sample16.oem", "E_COLUMNS", "a number short"},
    {"v2_0/invalid/sample17.oem", "E_FIELD", "letters"},
    {"v2_0/invalid/sample18.oem", "E_KEYWORD", "unknown"},
    {"v2_0/invalid/sample19.oem", "", "a word amid a matrix"},
    {"v2_0/invalid/sample20.oem", "E_COLUMNS", "shape"},
    {"v2_0/invalid/sample21.oem", "E_DUPKEY", "twice"},
    {"v2_0/invalid/sample22.oem", "E_SYNTAX", "no equals sign"},
    {"v2_0/invalid/sample23.oem", "E_DUPKEY", "twice"},
    {"v2_0/invalid/sample24.oem", "E_SYNTAX", "no equals sign"},
    {"v2_0/invalid/sample25.oem", "E_SYNTAX", "no keyword"},
    {"OEM-covariance-number-format-error.txt", "E_FIELD", ""},
    {"OEM-ephemeris-number-format-error.txt", "E_FIELD", ""},
    {"OEM-inconsistent-time-systems.txt", "E_TIMESYS", ""},
    {"OEM-keyword-within-covariance.txt", "", ""},
    {"OEM-keyword-within-ephemeris.txt", "", ""},
    {"OEM-too-few-covariance-columns.txt", "E_COLUMNS", ""},
    {"OEM-too-large-covariance-dimension.txt", "", ""},
    {"OEM-too-many-covariance-columns.txt", "E_COLUMNS", ""},
    {"OEM-too-small-covariance-dimension.txt", "E_MISSING", ""},
    {"OEM-wrong-keyword.txt", "E_KEYWORD", ""},
    {"OEMExample8.txt", "E_MISSING", "INTERPOLATION asks for its degree"},
    {"OEMExample7.txt.post", "E_NOTNDM", "half a file"},
    {"OEMExample7.txt.pre", "E_MISSING", "half a file"},
    {"OPM-incompatible-units.txt", "E_UNIT", ""},
    {"OPM-non-standard-units.txt", "E_UNIT", "the standard leaves no choice of units"},
    {"OPM-number-format-error.txt", "E_FIELD", ""},
    {"OPM-unknown-frame.txt", "E_FRAME", ""},
    {"OPM-unknown-frame-mapper.txt", "E_FRAME", ""},
    {"OPM-frame-mapper-gcrf.txt", "E_FRAME", "its covariance"},
    {"OPM-wrong-keyword.txt", "E_KEYWORD", ""},
    {"opm/spurious-metadata.xml", "E_PLACE", ""},
    {"OMM-number-format-error.txt", "E_FIELD", ""},
    {"OMM-wrong-keyword.txt", "E_KEYWORD", ""},
    {"omm/spurious-metadata.xml", "E_PLACE", ""},
    {"CDM-covariance-wrong-entry-format.txt", "E_FIELD", ""},
    {"CDM-missing-TCA.txt", "E_MISSING", ""},
    {"CDM-missing-object2-state-vector.txt", "E_MISSING", ""},
    {"CDM-missing-object1-covariance-block.xml", NULL, "a message without covariance gets a maximum probability"},
    {"CDM-wrong-key-word.txt", "E_KEYWORD", ""},
    {"CDMExample1InvalidTca.txt", "E_EPOCH", ""},
    {"CDMExample_issue1319_mandatory_empty_value.xml", "E_MISSING", ""},
    {"CDM-frame-mapper.txt", "E_DUPKEY", "CDRG_DRG"},
    {"TDM-external-doctype.xml", "E_DTD", ""},
    {"ndm/empty.xml", "", ""},
    {"ndm/wrong-format.txt", "", ""},
    {"ndm/NDM-ocm-apm.xml", "E_TYPE", ""},
    {"ndm/NDM-opm-entity.xml", "E_DTD", ""},
};

typedef struct tally {
    const char *folder;
    int valid, refused, other_type, unexpected;
} tally;

static int find_known(const char *path)
{
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        size_t n = strlen(known[i].path), m = strlen(path);
        if (m >= n && strcmp(path + m - n, known[i].path) == 0) return (int)i;
    }
    return -1;
}

/* Writes and reads again, there and back; all four texts must agree as far as they can be compared. */
static void check_round_trip(const sea_ndm *first, const char *path)
{
    char *texts[4] = {0};
    size_t lengths[4];
    static const sea_ndm_format formats[] = {SEA_NDM_KVN, SEA_NDM_XML, SEA_NDM_KVN, SEA_NDM_XML};
    const sea_ndm *from = first;
    sea_ndm *again[4] = {0};
    for (int i = 0; i < 4; i++) {
        sea_error err = {0};
        assert_int_equal(sea_ndm_write(from, formats[i], &texts[i], &lengths[i], &err), SEA_OK);
        if (sea_ndm_read_bytes(texts[i], lengths[i], path, NULL, NULL, &again[i], &err) != SEA_OK)
            fail_msg("%s, writing %d, line %llu: %s", path, i, (unsigned long long)err.line, err.text);
        from = again[i];
    }
    assert_int_equal(sea_ndm_count(again[3]), sea_ndm_count(first));
    if (strcmp(texts[0], texts[2]) != 0) fail_msg("%s: KVN differs after a way through XML", path);
    if (strcmp(texts[1], texts[3]) != 0) fail_msg("%s: XML differs after a way through KVN", path);
    for (int i = 0; i < 4; i++) {
        free(texts[i]);
        sea_ndm_free(again[i]);
    }
}

/* The reader of the type, which knows more rules than the document. */
static sea_status read_typed(sea_ndm_type type, const sea_buffer *text, const char *path, sea_error *err)
{
    sea_ephem *ephem = NULL;
    sea_opm opm;
    sea_cdm cdm;
    sea_status s = SEA_OK;
    switch (type) {
    case SEA_NDM_OEM:
        s = sea_ephem_read_bytes(text->data, text->length, path, NULL, NULL, &ephem, err);
        sea_ephem_free(ephem);
        return s;
    case SEA_NDM_OPM: return sea_opm_read_bytes(text->data, text->length, path, NULL, NULL, &opm, err);
    case SEA_NDM_CDM: return sea_cdm_read_bytes(text->data, text->length, path, NULL, NULL, &cdm, err);
    case SEA_NDM_OMM: break;
    }
    return s;
}

static void check_file(tally *t, const char *path)
{
    char full[1200];
    sea_buffer text = {0};
    sea_ndm *document = NULL;
    sea_error err = {0};
    snprintf(full, sizeof full, "%s/%s", t->folder, path);
    assert_int_equal(sea_os_read_file(full, SEA_NDM_SIZE_MAX, &text, NULL), SEA_OK);
    sea_status s = sea_ndm_read_bytes(text.data ? text.data : "", text.length, path, NULL, NULL, &document, &err);
    if (s == SEA_OK) {
        check_round_trip(document, path);
        s = read_typed(sea_ndm_type_of(document), &text, path, &err);
    }
    int k = find_known(path);
    const char *expected = k >= 0 ? known[k].rule : NULL;
    bool other = s == SEA_E_UNSUPPORTED && strncmp(err.text, "E_TYPE", 6) == 0;
    if (s != SEA_OK && (err.text[0] != 'E' || (err.line == 0 && err.column == 0))) {
        printf("%s: refused without rule and line: %s\n", path, err.text);
        t->unexpected++;
    } else if (expected ? s == SEA_OK || strncmp(err.text, expected, strlen(expected)) != 0 : s != SEA_OK && !other) {
        printf("%s: %s, line %llu: %s\n", path, expected ? expected : "valid", (unsigned long long)err.line,
               s == SEA_OK ? "read" : err.text);
        t->unexpected++;
    } else {
        ++*(s == SEA_OK ? &t->valid : other ? &t->other_type : &t->refused);
    }
    sea_ndm_free(document);
    sea_buffer_free(&text);
}

static sea_status walk(void *payload, const char *relative)
{
    static const char *const skipped[] = {".gz",   ".bz2", ".xz", ".lzma",   ".csv",
                                          ".json", ".tle", ".md", "LICENSE", "NOTICE"};
    if (strstr(relative, "lexical/")) return SEA_OK; /* character sets without a message in them */
    for (size_t i = 0; i < sizeof skipped / sizeof skipped[0]; i++) {
        size_t n = strlen(skipped[i]), m = strlen(relative);
        if (m >= n && strcmp(relative + m - n, skipped[i]) == 0) return SEA_OK;
    }
    check_file(payload, relative);
    return SEA_OK;
}

static void test_every_message(void **state)
{
    (void)state;
    char folder[REAL_PATH_MAX];
    real_path("ccsds", folder);
    tally t = {.folder = folder};
    assert_int_equal(sea_os_list(folder, walk, &t, NULL), SEA_OK);
    printf("%d valid, %d refused, %d of types that are not read\n", t.valid, t.refused, t.other_type);
    assert_int_equal(t.unexpected, 0);
    assert_true(t.valid >= 100 && t.refused >= 50);
}

/* The orbit of the space station, packed: 5,400 states four minutes apart. */
static void test_station(void **state)
{
    (void)state;
    char path[REAL_PATH_MAX];
    real_path("ccsds/nasa_iss_oem/ISS.OEM_J2K_EPH_20250226_20250313.xml.gz", path);
    sea_ephem *e = NULL;
    sea_error err = {0};
    if (sea_ephem_read_file(path, NULL, NULL, &e, &err) != SEA_OK) fail_msg("%s", err.text);
    const sea_ephem_segment *m = sea_ephem_segment_at(e, 0);
    assert_string_equal(m->frame, "EME2000");
    size_t states = m->state_count;
    assert_true(states > 5000);
    /* Between states the orbit must go on as gravity has it: the velocity is the slope of the position, to 1 mm/s. */
    const int64_t second = 1000000000;
    for (size_t i = 10; i + 10 < states; i += 7) {
        sea_ephem_state a = sea_ephem_state_at(e, 0, i), b = sea_ephem_state_at(e, 0, i + 1), at, before, after;
        sea_tai middle = {a.epoch.ns + (b.epoch.ns - a.epoch.ns) / 2};
        assert_int_equal(sea_ephem_state_of(e, middle, &at), SEA_OK);
        assert_int_equal(sea_ephem_state_of(e, (sea_tai){middle.ns - second}, &before), SEA_OK);
        assert_int_equal(sea_ephem_state_of(e, (sea_tai){middle.ns + second}, &after), SEA_OK);
        assert_int_equal(at.caveats, SEA_EPHEM_CAVEAT_METHOD_ASSUMED);
        double r2 = 0.0;
        for (int k = 0; k < 3; k++) {
            r2 += at.r_km[k] * at.r_km[k];
            assert_true(fabs((after.r_km[k] - before.r_km[k]) / 2.0 - at.v_km_s[k]) < 3e-6);
        }
        for (int k = 0; k < 3; k++) { /* oblateness adds 2 parts in a thousand to the attraction of a point */
            double pull = -398600.4418 * at.r_km[k] / (r2 * sqrt(r2));
            assert_true(fabs((after.v_km_s[k] - before.v_km_s[k]) / 2.0 - pull) < 3e-5);
        }
    }
    sea_ephem_free(e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_message), cmocka_unit_test(test_station)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
