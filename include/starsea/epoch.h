/**
 * @file epoch.h  Instants. One integer clock (TAI nanoseconds) inside; civil time and Earth rotation at the edges.
 *
 * Each time scale is its own C type, so that a mix-up does not compile.
 */
#ifndef STARSEA_EPOCH_H
#define STARSEA_EPOCH_H

#include <starsea/status.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SEA_NS_PER_S INT64_C(1000000000)
#define SEA_NS_PER_DAY (INT64_C(86400) * SEA_NS_PER_S)

/** An instant: nanoseconds of TAI since 2000-01-01T12:00:00 TAI. Range +/-292 years. */
typedef struct sea_tai {
    int64_t ns;
} sea_tai;

/** "No instant": what an absent time field holds. */
#define SEA_TAI_NONE ((sea_tai){INT64_MIN})

/** Civil time, UTC, proleptic Gregorian. `second` is 60 only inside a real leap second. */
typedef struct sea_utc {
    int32_t year;
    uint8_t month;  /**< 1..12 */
    uint8_t day;    /**< 1..31 */
    uint8_t hour;   /**< 0..23 */
    uint8_t minute; /**< 0..59 */
    uint8_t second; /**< 0..60 */
    uint32_t ns;    /**< 0..999999999 */
} sea_utc;

/** Terrestrial time: nanoseconds of TT since J2000.0 = 2000-01-01T12:00:00 TT. */
typedef struct sea_tt {
    int64_t ns;
} sea_tt;

/** Universal time UT1 as a two-part Julian date (days): jd1 holds the day at 0 h (ending in .5), jd2 the fraction, a
 * little outside [0, 1] at the ends of a day. */
typedef struct sea_ut1 {
    double jd1, jd2;
} sea_ut1;

/** Caveats on Earth orientation: bits that go with every result made from it. */
enum {
    SEA_EOP_CAVEAT_ABSENT = 1u << 0,    /**< no value for the instant: UT1 = UTC, no polar motion, no offsets */
    SEA_EOP_CAVEAT_PREDICTED = 1u << 1, /**< a value is predicted, not measured */
    SEA_EOP_CAVEAT_RAPID = 1u << 2,     /**< a value is that of IERS Bulletin A; Bulletin B has none yet */
    SEA_EOP_CAVEAT_NO_OFFSETS = 1u << 3 /**< celestial pole offsets are absent and taken as zero: about 1 cm */
};

/** One row of an Earth-orientation table. */
typedef struct sea_eop_row {
    double mjd_utc; /**< modified Julian date, UTC, at 0 h */
    double ut1_minus_utc_s;
    double xp_rad, yp_rad; /**< polar motion */
    double dx_rad, dy_rad; /**< celestial pole offsets to IAU 2006/2000A */
    uint32_t caveats;      /**< SEA_EOP_CAVEAT_* */
} sea_eop_row;

/** An Earth-orientation table: rows ordered by date, one a day. NULL or zero rows mean "none": UT1 = UTC, no polar
 * motion. */
typedef struct sea_eop {
    const sea_eop_row *rows;
    size_t count;
} sea_eop;

/** Earth orientation at one instant. */
typedef struct sea_eop_values {
    double ut1_minus_utc_s;
    double lod_s; /**< length of day beyond 86,400 s, as the table's UT1 has it */
    double xp_rad, yp_rad, dx_rad, dy_rad;
    uint32_t caveats; /**< those of both rows, or SEA_EOP_CAVEAT_ABSENT with all values zero */
} sea_eop_values;

/** What a reading of an Earth-orientation file amounted to. */
typedef struct sea_eop_summary {
    uint64_t rows, refused, blank; /**< kept; refused with a diagnostic; dates without values */
    double last_measured_mjd;      /**< UTC date of the last row that is not predicted, 0 when there is none */
} sea_eop_summary;

/**
 * Reads an IERS table in the format of finals2000A (`finals2000A.all`, `.data` or `.daily`).
 * Given: the text and its length; the name it goes by in diagnostics; a callback for these (may be NULL; a status other
 * than SEA_OK ends the reading with it).
 * Returned: the table, to be freed with sea_eop_free, and what was read (may be NULL). Bulletin B is preferred for
 * polar motion and UT1; for the pole offsets too unless it gives more than 2 mas, as it does for the years before VLBI.
 * |UT1 - UTC| above 0.9 s is legal. A bad row is refused and the rest is read.
 * Errors: SEA_E_FORMAT (no usable row), SEA_E_MEMORY.
 * Reference: IERS/USNO, readme.finals2000A (columns); a row that ends inside a value is refused, not guessed at.
 */
SEA_API sea_status sea_eop_parse(const char *text, size_t length, const char *name,
                                 sea_status (*diagnostic)(void *payload, const sea_diagnostic *diagnostic),
                                 void *payload, sea_eop *out, sea_eop_summary *summary, sea_error *err);

/** Frees what sea_eop_parse made and leaves an empty table. */
SEA_API void sea_eop_free(sea_eop *eop);

/** One word for caveats: `FINAL` (0), `RAPID`, `PREDICTED` or `ABSENT`, the weakest that applies. Never NULL. */
SEA_API const char *sea_eop_word(uint32_t caveats);

/**
 * TAI minus UTC at an instant.
 * Returned: whole seconds. 10 s before 1972-01-01 (the drifting UTC of 1961 to 1971 is not modelled); 37 s from
 * 2017-01-01 on for ever: the table is data and does not expire.
 * Reference: IERS Bulletin C; src/astro/leap_seconds.inc.
 */
SEA_API int32_t sea_tai_minus_utc_s(sea_tai t);

/** Civil time of an instant. Exact from 1709 to 2290; instants nearer to the ends of the clock come out as those years'
 * ends. */
SEA_API sea_utc sea_tai_to_utc(sea_tai t);

/**
 * Instant of a civil time.
 * Errors: SEA_E_RANGE when a field is outside its range, second 60 where no leap second was, or a year outside
 * 1720..2280.
 */
SEA_API sea_status sea_utc_to_tai(sea_utc utc, sea_tai *out);

/** Terrestrial time: TT = TAI + 32.184 s. Exact. */
SEA_API sea_tt sea_tai_to_tt(sea_tai t);

/**
 * Earth orientation at an instant: linear between the two rows around it, UT1 as UT1 - TAI, which has no leap seconds.
 * Given: t; eop may be NULL. Returned: values; where the table does not cover t, or a day is missing in it, absent.
 * Notes: the tides of a day and less are not added: below 0.1 ms in UT1 and 1 mas in polar motion, together 5 cm in low
 * orbit.
 */
SEA_API sea_eop_values sea_eop_at(sea_tai t, const sea_eop *eop);

/**
 * UT1 of an instant.
 * Given: t; eop may be NULL. Returned: UT1; `*known` (may be NULL) is false where the table does not cover t and UTC
 * was used instead.
 */
SEA_API sea_ut1 sea_tai_to_ut1(sea_tai t, const sea_eop *eop, bool *known);

/** UTC as a Julian-date-like day count since 2000-01-01T12:00 UTC (days of 86,400 s); inside a leap second it stands
 * still. */
SEA_API double sea_tai_to_utc_days(sea_tai t);

/**
 * Reads ISO 8601 UTC: `YYYY-MM-DDThh:mm:ss[.f...][Z]`, a space for `T`, `YYYY-DDDThh:mm:ss`, or a date alone when
 * `date_only_allowed`. Fractions beyond nanoseconds are refused unless zero. No other offset than Z.
 * Given: text and its length. Errors: SEA_E_FORMAT or SEA_E_RANGE, `err->column` points into the text.
 */
SEA_API sea_status sea_tai_parse(const char *text, size_t length, bool date_only_allowed, sea_tai *out, sea_error *err);

enum { SEA_TAI_TEXT_MAX = 40 };

/**
 * Writes ISO 8601 UTC with `decimals` (0..9) decimals and a trailing Z, rounding half up to the nearest instant that
 * can be written. Returned: length written, without the terminating NUL.
 */
SEA_API size_t sea_tai_format(sea_tai t, int decimals, char out[SEA_TAI_TEXT_MAX]);

/** As sea_tai_format, with the fewest of 0, 3, 6 or 9 decimals that lose nothing. */
SEA_API size_t sea_tai_format_exact(sea_tai t, char out[SEA_TAI_TEXT_MAX]);

/** Reads a duration: a decimal number and one of ms s m h d, as `90s`, `5m`, `6h`, `7d`, `1.5h`. Errors: SEA_E_FORMAT.
 */
SEA_API sea_status sea_duration_parse(const char *text, size_t length, int64_t *out_ns, sea_error *err);

/** Seconds from `a` to `b`, exactly rounded once where they are less than 292 years apart. */
SEA_API double sea_tai_diff_s(sea_tai b, sea_tai a);
/** The same in days of 86,400 s. */
SEA_API double sea_tai_diff_days(sea_tai b, sea_tai a);
/** The instant so many days of 86,400 s after t, before it where they are negative. Given: |days| below 106,000. */
SEA_API sea_tai sea_tai_add_days(sea_tai t, double days);

#ifdef __cplusplus
}
#endif
#endif
