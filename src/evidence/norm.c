/* One provision and one object: the tests. */
#include "evidence/norm.h"
#include "analysis/lifetime.h"
#include "motion/object.h"

#include <math.h>
#include <string.h>

static const double earth_radius_km = 6378.135; /* of WGS-72, as the elements */

static sea_norm_finding decided(sea_norm_outcome outcome)
{
    return (sea_norm_finding){(uint8_t)outcome, SEA_NORM_DECIDED};
}

static sea_norm_finding open(sea_norm_reason reason)
{
    return (sea_norm_finding){SEA_NORM_UNDECIDABLE, (uint8_t)reason};
}

/* ---- what it is, and when it was launched ---- */

static bool ends(const char *text, const char *ending)
{
    size_t a = strlen(text), b = strlen(ending);
    return a > b && strcmp(text + a - b, ending) == 0;
}

/* The kinds it can be. A payload list that goes beyond its number and does not have it says that it is no payload. */
static uint32_t kinds_of(const sea_norm_scene *scene, const sea_norm_facts *f)
{
    const char *name = f->sets[f->count - 1].object_name;
    if (f->object && f->object->type == SEA_OBJECT_PAYLOAD) return SEA_NORM_PAYLOADS;
    if (f->object && f->object->type == SEA_OBJECT_ROCKET_BODY) return SEA_NORM_ROCKET_BODIES;
    if (f->object && f->object->type == SEA_OBJECT_DEBRIS) return SEA_NORM_DEBRIS;
    if (ends(name, " R/B")) return SEA_NORM_ROCKET_BODIES;
    if (ends(name, " DEB")) return SEA_NORM_DEBRIS;
    if (scene->list == SEA_OBJECT_GCAT_TSV && !f->object && f->sets->norad_cat_id <= scene->list_highest)
        return SEA_NORM_ROCKET_BODIES | SEA_NORM_DEBRIS;
    return SEA_NORM_ALL;
}

/* As far as it is known: from the list, or the year from the designator. */
static sea_object_date launch_of(const sea_norm_facts *f)
{
    if (f->object && f->object->launch.year != 0) return f->object->launch;
    int year, number;
    char piece[4];
    if (sea_gp_designator_parse(f->sets[f->count - 1].object_id, &year, &number, piece))
        return (sea_object_date){.year = (int16_t)year};
    return (sea_object_date){0};
}

static sea_tai instant_of(sea_object_date d)
{
    const sea_utc utc = {.year = d.year, .month = d.month, .day = d.day};
    sea_tai t;
    if (d.year == 0 || d.month == 0 || d.day == 0 || d.doubtful || sea_utc_to_tai(utc, &t) != SEA_OK)
        return SEA_TAI_NONE;
    return t;
}

/* ---- the tests ---- */

static sea_norm_finding registered(const sea_norm_provision *p, const sea_norm_scene *scene, const sea_norm_facts *f)
{
    if (f->object->un_document[0] != '\0') return decided(SEA_NORM_MET);
    if (scene->list != SEA_OBJECT_GCAT_TSV) return open(SEA_NORM_NOT_LISTED);
    sea_tai launch = instant_of(launch_of(f));
    if (launch.ns == SEA_TAI_NONE.ns || scene->list_as_of.ns == SEA_TAI_NONE.ns) return open(SEA_NORM_LAUNCH_UNKNOWN);
    return sea_tai_diff_days(scene->list_as_of, launch) < p->grace_days ? open(SEA_NORM_RECENT)
                                                                        : decided(SEA_NORM_NOT_MET);
}

static sea_norm_finding declared_orbit(const sea_norm_provision *p, const sea_norm_scene *scene,
                                       const sea_norm_facts *f)
{
    enum { NEEDED = SEA_OBJECT_HAS_INCL | SEA_OBJECT_HAS_APOGEE | SEA_OBJECT_HAS_PERIGEE };
    const double known_within_days = 400.0;
    const sea_object *o = f->object;
    /* SATCAT's orbit is the catalogue's own. */
    if (scene->list != SEA_OBJECT_GCAT_TSV) return open(SEA_NORM_NOT_LISTED);
    if ((o->has & NEEDED) != NEEDED || !(o->apogee_km > 0.0)) return open(SEA_NORM_NO_DECLARATION);
    const sea_decay_orbit orbit = sea_decay_orbit_of(&f->sets[0]);
    if (!isfinite(orbit.a_km)) return open(SEA_NORM_NOT_MODELLED);
    double perigee = orbit.a_km * (1.0 - orbit.e) - earth_radius_km;
    double apogee = orbit.a_km * (1.0 + orbit.e) - earth_radius_km;
    if (fabs(perigee - o->perigee_km) <= p->height_km && fabs(apogee - o->apogee_km) <= p->height_km &&
        fabs(f->sets[0].incl_deg - o->incl_deg) <= p->incl_deg)
        return decided(SEA_NORM_MET);
    sea_tai launch = instant_of(launch_of(f));
    if (launch.ns == SEA_TAI_NONE.ns) return open(SEA_NORM_LAUNCH_UNKNOWN);
    return sea_tai_diff_days(f->sets[0].epoch, launch) > known_within_days ? open(SEA_NORM_SEEN_LATE)
                                                                           : decided(SEA_NORM_DIFFERS);
}

/* Whether its mission is certainly over: stages have none, a payload must have ceased or be listed as ended. */
static bool over(const sea_norm_scene *scene, const sea_norm_facts *f)
{
    if ((kinds_of(scene, f) & SEA_NORM_PAYLOADS) == 0) return true;
    return f->lifetime->status == SEA_LIFETIME_STATION_KEEPING_CEASED ||
           (f->object && (f->object->status == '-' || f->object->status == 'D'));
}

static sea_norm_finding by_verdict(sea_lifetime_verdict verdict, bool may_go_on)
{
    switch (verdict) {
    case SEA_LIFETIME_NOT_APPLICABLE: return decided(SEA_NORM_NOT_APPLICABLE);
    case SEA_LIFETIME_MET: return decided(SEA_NORM_MET);
    case SEA_LIFETIME_NOT_MET: return may_go_on ? open(SEA_NORM_MAYBE_IN_USE) : decided(SEA_NORM_NOT_MET);
    case SEA_LIFETIME_UNDECIDABLE: break;
    }
    return open(SEA_NORM_SCENARIOS);
}

static sea_norm_finding leo_lifetime(const sea_norm_provision *p, const sea_norm_scene *scene, const sea_norm_facts *f)
{
    const double leo_top_km = 2000.0;
    const sea_lifetime *l = f->lifetime;
    if (!(l->apogee_km > 0.0) || l->perigee_km > leo_top_km) return decided(SEA_NORM_NOT_APPLICABLE);
    if (l->status == SEA_LIFETIME_DECAYED) return decided(SEA_NORM_MET);
    sea_lifetime_verdict verdict = p->years == 5.0 ? l->leo_5_years : l->leo_25_years;
    if (verdict == SEA_LIFETIME_NOT_APPLICABLE) return open(SEA_NORM_NOT_MODELLED);
    return by_verdict(verdict, !over(scene, f));
}

/* A craft that keeps a station in the ring is in use; one that drifts there may be. */
static sea_norm_finding geo_disposal(const sea_norm_scene *scene, const sea_norm_facts *f)
{
    const double ring_band_rev_day = 0.1;
    if (f->lifetime->geo == SEA_LIFETIME_NOT_APPLICABLE && f->lifetime->status == SEA_LIFETIME_STATION_KEEPING &&
        fabs(f->sets[f->count - 1].mean_motion_rev_day - 1.0) < ring_band_rev_day)
        return open(SEA_NORM_MAYBE_IN_USE);
    return by_verdict(f->lifetime->geo, !over(scene, f));
}

static sea_norm_finding no_fragmentation(const sea_norm_provision *p, const sea_norm_facts *f)
{
    if (f->fragments > 0) return open(SEA_NORM_FRAGMENTED);
    return sea_tai_diff_days(f->sets[f->count - 1].epoch, f->sets[0].epoch) < p->days ? open(SEA_NORM_SHORT_HISTORY)
                                                                                      : decided(SEA_NORM_MET);
}

static sea_norm_finding tracked(const sea_norm_provision *p, const sea_norm_scene *scene, const sea_norm_facts *f)
{
    return sea_tai_diff_days(scene->as_of, f->sets[f->count - 1].epoch) <= p->days ? decided(SEA_NORM_MET)
                                                                                   : open(SEA_NORM_SILENT);
}

static sea_norm_finding launched_in_time(const sea_norm_provision *p, const sea_norm_facts *f)
{
    if (p->launched_after.year == 0) return decided(SEA_NORM_MET);
    sea_object_date launch = launch_of(f);
    if (launch.year == 0) return open(SEA_NORM_LAUNCH_UNKNOWN);
    if (sea_object_date_before(p->launched_after, launch)) return decided(SEA_NORM_MET);
    if (instant_of(launch).ns != SEA_TAI_NONE.ns || sea_object_date_before(launch, p->launched_after))
        return decided(SEA_NORM_NOT_APPLICABLE);
    return open(SEA_NORM_LAUNCH_UNKNOWN);
}

sea_norm_finding sea_norm_judge(const sea_norm_provision *p, const sea_norm_scene *scene, const sea_norm_facts *f)
{
    uint32_t kinds = kinds_of(scene, f);
    if (p->test == SEA_NORM_NO_TEST || (kinds & p->kinds) == 0) return decided(SEA_NORM_NOT_APPLICABLE);
    sea_norm_finding in_time = launched_in_time(p, f);
    if (in_time.outcome == SEA_NORM_NOT_APPLICABLE) return in_time;
    bool listed = p->test == SEA_NORM_REGISTERED || p->test == SEA_NORM_DECLARED_ORBIT;
    if (listed && scene->list == SEA_OBJECT_AUTO) return open(SEA_NORM_NO_LIST);
    if (listed && !f->object) return open(SEA_NORM_NOT_LISTED);
    if ((kinds & ~p->kinds) != 0) return open(SEA_NORM_KIND_UNKNOWN);
    if (in_time.outcome != SEA_NORM_MET) return in_time;
    switch (p->test) {
    case SEA_NORM_NO_TEST: break;
    case SEA_NORM_REGISTERED: return registered(p, scene, f);
    case SEA_NORM_DECLARED_ORBIT: return declared_orbit(p, scene, f);
    case SEA_NORM_LEO_LIFETIME: return leo_lifetime(p, scene, f);
    case SEA_NORM_GEO_DISPOSAL: return geo_disposal(scene, f);
    case SEA_NORM_NO_FRAGMENTATION: return no_fragmentation(p, f);
    case SEA_NORM_TRACKED: return tracked(p, scene, f);
    }
    return decided(SEA_NORM_NOT_APPLICABLE);
}

/* ---- words ---- */

const char *sea_norm_binding_name(sea_norm_binding binding)
{
    static const char *const names[] = {"treaty", "draft", "resolution", "guideline", "standard", "licence", "pledge"};
    return (unsigned)binding < sizeof names / sizeof *names ? names[binding] : "unknown";
}

const char *sea_norm_test_name(sea_norm_test test)
{
    static const char *const names[] = {
        "", "registered", "declared-orbit", "leo-lifetime", "geo-disposal", "no-fragmentation", "tracked"};
    return (unsigned)test < sizeof names / sizeof *names ? names[test] : "unknown";
}

const char *sea_norm_outcome_name(sea_norm_outcome outcome)
{
    static const char *const names[SEA_NORM_OUTCOMES] = {"not-applicable", "met", "not-met", "differs", "undecidable"};
    return (unsigned)outcome < SEA_NORM_OUTCOMES ? names[outcome] : "unknown";
}

const char *sea_norm_reason_name(sea_norm_reason reason)
{
    static const char *const names[SEA_NORM_REASONS] = {
        "",          "no-list",      "not-listed", "kind-unknown", "launch-unknown", "recent", "no-declaration",
        "seen-late", "maybe-in-use", "scenarios",  "not-modelled", "short-history",  "silent", "fragmented"};
    return (unsigned)reason < SEA_NORM_REASONS ? names[reason] : "unknown";
}
