/* Earth orientation for a job: an IERS table from a file, and an account of it. */
#include "jobs/job.h"
#include "motion/gp.h"

/* finals2000A.all has 4 MB in fifty years. */
enum { TABLE_MAX = 64 << 20 };

static sea_status read_stream(sea_gp_stream *stream, const char *path, const char *what, sea_buffer *text,
                              sea_error *err)
{
    while (text->length <= TABLE_MAX && sea_gp_stream_more(stream)) {
        sea_buffer_add(text, stream->text, stream->length);
        sea_gp_stream_skip(stream, stream->length);
    }
    const char *reason = "";
    sea_status s = sea_gp_stream_status(stream, &reason);
    if (s != SEA_OK) return sea_error_set(err, s, "%s: %s", path, reason);
    if (text->length > TABLE_MAX) return sea_error_set(err, SEA_E_RANGE, "%s: more than 64 MiB: not %s", path, what);
    sea_buffer_add(text, "", 0); /* ends what is empty too */
    return text->failed ? sea_error_set(err, SEA_E_MEMORY, "out of memory while reading %s", path) : SEA_OK;
}

sea_status sea_job_read_whole(sea_job_context *context, const char *path, const char *kind, const char *what,
                              sea_buffer *text, sea_error *err)
{
    sea_gp_stream stream;
    uint64_t bytes;
    uint8_t sha256[SEA_SHA256_SIZE];
    sea_status s = sea_gp_stream_open_file(&stream, path, err);
    if (s != SEA_OK) return s;
    s = read_stream(&stream, path, what, text, err);
    if (s == SEA_OK) {
        sea_gp_stream_sum(&stream, &bytes, sha256);
        if (sea_job_add_input(context, path, kind, bytes, sha256) != SEA_OK)
            s = sea_error_set(err, SEA_E_MEMORY, "out of memory");
    }
    sea_gp_stream_close(&stream);
    if (s != SEA_OK) sea_buffer_free(text);
    return s;
}

static void tell_table(sea_job_context *context, const char *path, const sea_eop_summary *summary)
{
    char last[SEA_TAI_TEXT_MAX] = "";
    /* noon of the day, so that leap seconds do not matter */
    sea_tai t = {(int64_t)(summary->last_measured_mjd - 51544.0) * SEA_NS_PER_DAY};
    if (summary->last_measured_mjd > 0.0) sea_tai_format(t, 0, last);
    sea_job_note(context, "%s: %llu days of Earth orientation, %llu refused; measured to %.10s, predicted beyond", path,
                 (unsigned long long)summary->rows, (unsigned long long)summary->refused, last[0] ? last : "never");
}

sea_status sea_job_eop(sea_job_context *context, sea_eop *out, sea_error *err)
{
    *out = (sea_eop){0};
    const sea_job_value *option = sea_job_value_of(context, "eop");
    if (!option->given) return SEA_OK;
    sea_buffer text = {0};
    sea_job_teller teller = {.context = context};
    sea_eop_summary summary = {0};
    sea_status s = sea_job_read_whole(context, option->text, "eop", "an Earth-orientation table", &text, err);
    if (s == SEA_OK) s = sea_eop_parse(text.data, text.length, option->text, sea_job_tell, &teller, out, &summary, err);
    sea_job_tell_end(&teller, option->text);
    sea_buffer_free(&text);
    if (s != SEA_OK) return s;
    tell_table(context, option->text, &summary);
    if (summary.refused > 0) sea_job_mark_partly(context);
    return SEA_OK;
}
