/*
 * The tests a clause can name: one row each, with its parameters and the function that judges. To add one, write its
 * parameters and its function in the file of its family, declare both in claim.h and add a row here, in the order of
 * the names; reading, schema, help, rows and reports follow from the row.
 */
#include "evidence/claim.h"
#include "base/error.h"

#include <stdio.h>
#include <string.h>

#define PARAMETERS(list) (list), sizeof(list) / sizeof((list)[0])

static const sea_claim_test tests[] = {
    {"breakup", "the parent broke up at the time claimed",
     "Orbits do not show why an object broke up, nor whether somebody wanted it.",
     PARAMETERS(sea_claim_breakup_parameters), 0, sea_claim_breakup_judge},
    {"closest-approach", "inside the window the two objects came at least as close as max_range_km",
     "A distance shows neither purpose nor consent, nor that anything was done there.",
     PARAMETERS(sea_claim_approach_parameters), SEA_CLAIM_WINDOW_MAX_DAYS, sea_claim_approach_judge},
    {"co-location", "all through the span the two objects stayed within max_range_km of each other",
     "Flying together shows neither docking nor purpose nor consent.", PARAMETERS(sea_claim_together_parameters), 0,
     sea_claim_together_judge},
    {"debris-count", "so many catalogued objects of the launch were in orbit at the time",
     "A catalogue counts what is tracked and published; smaller pieces stay unseen.",
     PARAMETERS(sea_claim_count_parameters), 0, sea_claim_count_judge},
    {"decayed-by", "the object was no longer in orbit at the time",
     "Elements do not show whether anything reached the ground.", PARAMETERS(sea_claim_presence_parameters), 0,
     sea_claim_decayed_judge},
    {"distance-above", "all through the window the two objects were at least range_km apart",
     "A distance is not a probability of collision.", PARAMETERS(sea_claim_apart_parameters), SEA_CLAIM_WINDOW_MAX_DAYS,
     sea_claim_above_judge},
    {"distance-below", "all through the window the two objects were within range_km of each other",
     "A distance shows neither purpose nor consent.", PARAMETERS(sea_claim_apart_parameters), SEA_CLAIM_WINDOW_MAX_DAYS,
     sea_claim_below_judge},
    {"longitude-held", "all through the span the object stood at the longitude, within the tolerance",
     "A longitude does not show what an object listens to, or why it is there.",
     PARAMETERS(sea_claim_longitude_parameters), 0, sea_claim_longitude_judge},
    {"manoeuvre", "the object manoeuvred in the span", "A burn does not show who ordered it, or why.",
     PARAMETERS(sea_claim_burn_parameters), 0, sea_claim_burn_judge},
    {"no-manoeuvre", "the object did not manoeuvre in the span",
     "Burns below what element sets resolve, and turns of attitude, stay unseen.",
     PARAMETERS(sea_claim_burn_parameters), 0, sea_claim_no_burn_judge},
    {"orbit-heights", "perigee and apogee lay in the claimed bands at the time",
     "An orbit does not show what an object carries.", PARAMETERS(sea_claim_heights_parameters), 0,
     sea_claim_heights_judge},
    {"orbit-lowered", "the orbit was lower after the span than before it, by at least min_change_km",
     "A lower orbit does not show by what force: drag lowers orbits too.", PARAMETERS(sea_claim_change_parameters), 0,
     sea_claim_lowered_judge},
    {"orbit-raised", "the orbit was higher after the span than before it, by at least min_change_km",
     "A raised orbit does not show whose engine raised it.", PARAMETERS(sea_claim_change_parameters), 0,
     sea_claim_raised_judge},
    {"plane-match", "at the time the two orbital planes were within max_angle_deg of each other",
     "A shared plane does not show purpose: launches to one plane are common.", PARAMETERS(sea_claim_plane_parameters),
     0, sea_claim_plane_judge},
    {"registered", "the list of objects names a document by which the object was registered",
     "A list shows what was published up to its date, not what a State has done since.",
     PARAMETERS(sea_claim_registered_parameters), 0, sea_claim_registered_judge},
    {"station-keeping-ceased", "the object had ceased to hold its station by the time",
     "Drifting does not show that an object is dead, nor why it drifts.", PARAMETERS(sea_claim_ceased_parameters), 0,
     sea_claim_ceased_judge},
    {"still-in-orbit", "the object was in orbit at the time", "Being in orbit does not show that an object works.",
     PARAMETERS(sea_claim_presence_parameters), 0, sea_claim_in_orbit_judge},
    {"who-moved", "of the two objects `mover` manoeuvred in the span and `other` did not",
     "Who moved does not show who asked for it, or why.", PARAMETERS(sea_claim_mover_parameters), 0,
     sea_claim_mover_judge},
};
enum { TEST_COUNT = sizeof tests / sizeof tests[0], NAME_MAX_BYTES = 64, WHERE_BYTES = 160 };

const sea_claim_test *sea_claim_test_table(size_t *count)
{
    *count = TEST_COUNT;
    return tests;
}

/* ---- reading a value ---- */

static sea_status read_object(const sea_json_reader *r, const sea_json *value, const char *where, uint32_t *out)
{
    int64_t id = 0;
    if (!sea_json_integer(value, &id) || id < 1 || id > SEA_GP_ID_MAX)
        return sea_json_refuse(r, SEA_E_FORMAT, "E_TYPE", where, "must be a catalogue number, 1 to %d",
                               (int)SEA_GP_ID_MAX);
    *out = (uint32_t)id;
    return SEA_OK;
}

static sea_status read_time(const sea_json_reader *r, const sea_json *value, const char *where, sea_tai *out)
{
    const char *text = sea_json_string(value);
    sea_error inner = {0};
    if (!text) return sea_json_refuse(r, SEA_E_FORMAT, "E_TYPE", where, "must be a time as a string");
    if (strlen(text) > NAME_MAX_BYTES)
        return sea_json_refuse(r, SEA_E_RANGE, "E_LENGTH", where, "longer than the %d bytes allowed", NAME_MAX_BYTES);
    sea_status status = sea_tai_parse(text, strlen(text), false, out, &inner);
    if (status != SEA_OK) return sea_json_refuse(r, status, "E_DATE", where, "%.200s", inner.text);
    return SEA_OK;
}

static sea_status read_number(const sea_json_reader *r, const sea_claim_parameter *p, const sea_json *value,
                              const char *where, double *out)
{
    char low[SEA_TEXT_REAL_MAX], high[SEA_TEXT_REAL_MAX];
    if (sea_json_real(value, out) && *out >= p->min && *out <= p->max) return SEA_OK;
    sea_text_from_real(p->min, low);
    sea_text_from_real(p->max, high);
    return sea_json_refuse(r, SEA_E_FORMAT, "E_RANGE", where, "must be a number from %s to %s%s%s", low, high,
                           p->unit ? " " : "", p->unit ? p->unit : "");
}

static sea_status read_count(const sea_json_reader *r, const sea_claim_parameter *p, const sea_json *value,
                             const char *where, uint32_t *out)
{
    int64_t count = 0;
    if (!sea_json_integer(value, &count) || (double)count < p->min || (double)count > p->max)
        return sea_json_refuse(r, SEA_E_FORMAT, "E_RANGE", where, "must be a whole number from %.0f to %.0f", p->min,
                               p->max);
    *out = (uint32_t)count;
    return SEA_OK;
}

static sea_status read_word(const sea_json_reader *r, const sea_claim_parameter *p, const sea_json *value,
                            const char *where, int *out)
{
    const char *word = sea_json_string(value);
    sea_buffer all = {0};
    for (int i = 0; p->words[i]; i++) {
        if (word && strcmp(word, p->words[i]) == 0) {
            *out = i;
            sea_buffer_free(&all);
            return SEA_OK;
        }
        sea_buffer_add_format(&all, "%s\"%s\"", i > 0 ? ", " : "", p->words[i]);
    }
    sea_status status =
        sea_json_refuse(r, SEA_E_FORMAT, "E_WORD", where, "must be one of %s", all.data ? all.data : "");
    sea_buffer_free(&all);
    return status;
}

static sea_status read_launch(const sea_json_reader *r, const sea_json *value, const char *where, char out[12])
{
    const char *text = sea_json_string(value);
    bool plain = text && strlen(text) == 8 && text[4] == '-' && strspn(text, "0123456789") == 4 &&
                 strspn(text + 5, "0123456789") == 3;
    if (!plain)
        return sea_json_refuse(r, SEA_E_FORMAT, "E_TYPE", where, "must be the designator of a launch, as \"1999-025\"");
    memcpy(out, text, 9);
    return SEA_OK;
}

static sea_status read_value(const sea_json_reader *r, const sea_claim_parameter *p, const sea_json *value,
                             const char *where, sea_claim_value *out)
{
    out->given = true;
    switch (p->type) {
    case SEA_CLAIM_OBJECT: return read_object(r, value, where, &out->object);
    case SEA_CLAIM_TIME: return read_time(r, value, where, &out->time);
    case SEA_CLAIM_NUMBER: return read_number(r, p, value, where, &out->number);
    case SEA_CLAIM_COUNT: return read_count(r, p, value, where, &out->count);
    case SEA_CLAIM_LAUNCH: return read_launch(r, value, where, out->launch);
    case SEA_CLAIM_WORD: return read_word(r, p, value, where, &out->word);
    }
    return SEA_E_UNSUPPORTED;
}

/* ---- reading a test ---- */

static sea_status check_keys(const sea_json_reader *r, const sea_claim_test *test, const sea_json *object,
                             const char *where)
{
    const char *known[SEA_CLAIM_PARAMETERS_MAX + 2] = {"type"};
    for (size_t i = 0; i < test->parameter_count; i++) known[i + 1] = test->parameters[i].name;
    return sea_json_read_keys(r, object, known, where);
}

static sea_status read_values(const sea_json_reader *r, const sea_json *object, const char *where,
                              sea_claim_clause *out)
{
    for (size_t i = 0; i < out->test->parameter_count; i++) {
        const sea_claim_parameter *p = &out->test->parameters[i];
        const sea_json *value = sea_json_get(object, p->name);
        char inside[WHERE_BYTES];
        snprintf(inside, sizeof inside, "%.64s.%s", where, p->name);
        out->values[i] = (sea_claim_value){.time = SEA_TAI_NONE};
        if (!value && p->required)
            return sea_json_refuse(r, SEA_E_FORMAT, "E_MISSING", inside, "is missing: %s", p->help);
        if (!value) continue;
        sea_status status = read_value(r, p, value, inside, &out->values[i]);
        if (status != SEA_OK) return status;
    }
    return SEA_OK;
}

static const sea_claim_value *value_of(const sea_claim_clause *clause, const char *name)
{
    for (size_t i = 0; i < clause->test->parameter_count; i++)
        if (strcmp(clause->test->parameters[i].name, name) == 0)
            return clause->values[i].given ? &clause->values[i] : NULL;
    return NULL;
}

static sea_status check_pairs(const sea_json_reader *r, const char *where, const sea_claim_clause *clause)
{
    const sea_claim_parameter *first = NULL;
    const sea_claim_value *object = NULL;
    for (size_t i = 0; i < clause->test->parameter_count; i++) {
        const sea_claim_parameter *p = &clause->test->parameters[i];
        if (p->with && clause->values[i].given != (value_of(clause, p->with) != NULL))
            return sea_json_refuse(r, SEA_E_FORMAT, "E_PAIR", where, "%s and %s go together", p->name, p->with);
        if (p->type != SEA_CLAIM_OBJECT || !clause->values[i].given) continue;
        if (first && object->object == clause->values[i].object)
            return sea_json_refuse(r, SEA_E_FORMAT, "E_SAME", where, "%s is %s again; two objects are needed", p->name,
                                   first->name);
        first = p;
        object = &clause->values[i];
    }
    return SEA_OK;
}

static sea_status check_window(const sea_json_reader *r, const char *where, const sea_claim_clause *clause)
{
    const sea_claim_value *start = value_of(clause, "start"), *end = value_of(clause, "end");
    const sea_claim_value *time = value_of(clause, "time");
    char inside[WHERE_BYTES];
    if (!start || !end) return SEA_OK;
    snprintf(inside, sizeof inside, "%.64s.end", where);
    if (end->time.ns <= start->time.ns)
        return sea_json_refuse(r, SEA_E_RANGE, "E_ORDER", inside, "must come after the start");
    int most = clause->test->window_max_days;
    if (most > 0 && sea_tai_diff_days(end->time, start->time) > most)
        return sea_json_refuse(r, SEA_E_RANGE, "E_RANGE", inside,
                               "the window is longer than %d days: name a narrower one", most);
    snprintf(inside, sizeof inside, "%.64s.time", where);
    if (time && (time->time.ns < start->time.ns || time->time.ns > end->time.ns))
        return sea_json_refuse(r, SEA_E_RANGE, "E_RANGE", inside, "lies outside the window");
    return SEA_OK;
}

/* A least above a most, as min_count and max_count, can be true of nothing. */
static sea_status check_bands(const sea_json_reader *r, const char *where, const sea_claim_clause *clause)
{
    for (size_t i = 0; i < clause->test->parameter_count; i++) {
        const sea_claim_parameter *p = &clause->test->parameters[i];
        char most[NAME_MAX_BYTES];
        if (strncmp(p->name, "min_", 4) != 0 || !clause->values[i].given) continue;
        snprintf(most, sizeof most, "max_%s", p->name + 4);
        const sea_claim_value *max = value_of(clause, most);
        if (max && (max->number < clause->values[i].number || max->count < clause->values[i].count))
            return sea_json_refuse(r, SEA_E_RANGE, "E_ORDER", where, "%s is above %s", p->name, most);
    }
    return SEA_OK;
}

static sea_status refuse_unknown(const sea_json_reader *r, const char *where, const char *type)
{
    sea_buffer all = {0};
    for (size_t i = 0; i < TEST_COUNT; i++) sea_buffer_add_format(&all, "%s%s", i > 0 ? " " : "", tests[i].name);
    sea_status status =
        sea_json_refuse(r, SEA_E_UNSUPPORTED, "E_TEST", where,
                        "no test of this version is called \"%.40s\"; there are: %s", type, all.data ? all.data : "");
    sea_buffer_free(&all);
    return status;
}

sea_status sea_claim_test_parse(const sea_json_reader *r, const sea_json *test, const char *where,
                                sea_claim_clause *out)
{
    const char *type = NULL;
    char inside[WHERE_BYTES];
    sea_status status = sea_json_read_string(r, test, "type", where, true, NAME_MAX_BYTES, &type);
    if (status != SEA_OK) return status;
    for (size_t i = 0; i < TEST_COUNT; i++)
        if (strcmp(type, tests[i].name) == 0) out->test = &tests[i];
    snprintf(inside, sizeof inside, "%.64s.type", where);
    if (!out->test) return refuse_unknown(r, inside, type);
    status = check_keys(r, out->test, test, where);
    if (status == SEA_OK) status = read_values(r, test, where, out);
    if (status == SEA_OK) status = check_pairs(r, where, out);
    if (status == SEA_OK) status = check_window(r, where, out);
    if (status == SEA_OK) status = check_bands(r, where, out);
    return status;
}
