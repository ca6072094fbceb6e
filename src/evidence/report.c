/* The page: head, title, key figures, then the sections in the order a reader asks. */
#include "evidence/report.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

void sea_report_fixed(sea_buffer *out, double value, int decimals)
{
    char text[SEA_TEXT_REAL_MAX];
    sea_text_from_fixed(value, decimals, text);
    if (text[0] == '-') {
        sea_buffer_add_text(out, "\xe2\x88\x92"); /* a minus sign as wide as a plus */
        sea_buffer_add_text(out, text + 1);
    } else {
        sea_buffer_add_text(out, text);
    }
}

void sea_report_count(sea_buffer *out, uint64_t value)
{
    char digits[24];
    size_t length = 0;
    do {
        digits[length++] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    while (length > 0) {
        sea_buffer_add(out, &digits[--length], 1);
        if (length > 0 && length % 3 == 0) sea_buffer_add_text(out, "\xe2\x80\xaf");
    }
}

void sea_report_time(sea_buffer *out, sea_tai t, int decimals)
{
    char text[SEA_TAI_TEXT_MAX];
    size_t length = sea_tai_format(t, decimals, text);
    sea_buffer_add_text(out, "<time datetime=\"");
    sea_buffer_add(out, text, length);
    sea_buffer_add_text(out, "\">");
    sea_buffer_add(out, text, 10);
    sea_buffer_add_text(out, " ");
    sea_buffer_add(out, text + 11, length - 12);
    sea_buffer_add_text(out, "</time>");
}

static void put_head(sea_buffer *out, const sea_report *r)
{
    sea_buffer_add_text(
        out, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
             "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
             "base-uri 'none'; form-action 'none'\">\n"
             "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light dark\">\n"
             "<meta name=\"generator\" content=\"Starsea ");
    sea_buffer_add_html(out, sea_version());
    sea_buffer_add_text(out, "\">\n<title>");
    sea_buffer_add_html(out, r->claim ? r->claim->title : "Close approaches");
    sea_buffer_add_text(out, " \xe2\x80\x93 Starsea</title>\n<style>\n");
    sea_buffer_add_text(out, sea_report_style);
    sea_buffer_add_text(out, "</style>\n</head>\n<body>\n<main>\n");
}

static void put_title(sea_buffer *out, const sea_report *r)
{
    sea_buffer_add_text(out, "<header>\n<p class=\"brand\">Starsea</p>\n<h1>");
    if (r->claim) {
        sea_buffer_add_html(out, r->claim->title);
    } else {
        sea_buffer_add_text(out, "Close approaches below ");
        sea_report_fixed(out, r->threshold_km, r->threshold_km < 1.0 ? 2 : 0);
        sea_buffer_add_text(out, " km");
    }
    sea_buffer_add_text(out, "</h1>\n<p class=\"lead\">");
    if (!r->screen) {
        sea_buffer_add_text(out, "A public claim checked against the element sets of a bundle.</p>\n</header>\n");
        return;
    }
    sea_buffer_add_text(
        out, r->claim ? "A public claim checked against the element sets named below, and every close approach from "
                      : "Every close approach found in the element sets named below, from ");
    sea_report_time(out, r->start, 0);
    sea_buffer_add_text(out, " to ");
    sea_report_time(out, (sea_tai){r->start.ns + r->span_ns}, 0);
    sea_buffer_add_text(out, " UTC.</p>\n</header>\n");
}

static const sea_conjunction *closest_of(const sea_screen_result *screen)
{
    const sea_conjunction *closest = NULL;
    for (size_t i = 0; i < screen->event_count; i++) {
        const sea_conjunction *e = &screen->events[i];
        if (sea_report_is_approach(e) && (!closest || e->range_km < closest->range_km)) closest = e;
    }
    return closest;
}

size_t sea_report_approach_count(const sea_report *report)
{
    size_t count = 0;
    for (size_t i = 0; i < report->screen->event_count; i++)
        count += sea_report_is_approach(&report->screen->events[i]);
    return count;
}

static void put_key_figures(sea_buffer *out, const sea_report *r)
{
    const sea_conjunction *closest = closest_of(r->screen);
    sea_buffer_add_text(out, "<dl class=\"keys\">\n<div><dt>Approaches below ");
    sea_report_fixed(out, r->threshold_km, r->threshold_km < 1.0 ? 2 : 0);
    sea_buffer_add_text(out, " km</dt><dd>");
    sea_report_count(out, sea_report_approach_count(r));
    sea_buffer_add_text(out, "</dd></div>\n<div><dt>Closest</dt><dd>");
    if (closest) {
        sea_report_fixed(out, closest->range_km, 3);
        sea_buffer_add_text(out, " <small>km</small>");
    } else {
        sea_buffer_add_text(out, "none");
    }
    sea_buffer_add_text(out, "</dd></div>\n<div><dt>Objects screened</dt><dd>");
    sea_report_count(out, r->screen->certificate.screened);
    sea_buffer_add_text(out, "</dd></div>\n<div><dt>Median age of the data</dt><dd>");
    sea_report_fixed(out, r->screen->certificate.age_median_s / 86400.0, 1);
    sea_buffer_add_text(out, " <small>days</small></dd></div>\n</dl>\n");
}

sea_status sea_report_check(const sea_report *report, sea_error *err)
{
    if ((!report->screen && !report->claim) || (report->claim && (!report->verdict || !report->claim_gps)))
        return sea_error_set(err, SEA_E_USAGE, "a report needs a screening result or a claim, and a claim its verdict");
    return SEA_OK;
}

sea_status sea_report_html(const sea_report *report, char **text, size_t *length, sea_error *err)
{
    *text = NULL;
    *length = 0;
    sea_status s = sea_report_check(report, err);
    if (s != SEA_OK) return s;
    sea_buffer out = {0};
    put_head(&out, report);
    put_title(&out, report);
    if (report->claim) sea_report_claim_section(&out, report);
    if (report->screen) {
        put_key_figures(&out, report);
        sea_report_events_section(&out, report);
    }
    sea_report_data_section(&out, report);
    if (report->screen) sea_report_certificate_section(&out, report);
    sea_report_limits_section(&out);
    sea_report_making_section(&out, report);
    sea_report_cite_section(&out, report);
    sea_buffer_add_text(&out, "</main>\n</body>\n</html>\n");
    if (out.failed) {
        sea_buffer_free(&out);
        return sea_error_set(err, SEA_E_MEMORY, "out of memory for the report");
    }
    *text = out.data;
    *length = out.length;
    return SEA_OK;
}
