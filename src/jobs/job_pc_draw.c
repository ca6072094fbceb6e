/* One encounter as a picture, and its curves as a table. */
#include "jobs/job_pc.h"
#include "base/os.h"
#include "base/text.h"

#include <starsea/picture.h>

#include <stdlib.h>
#include <string.h>

bool sea_job_pc_draws(const sea_job_context *context)
{
    return sea_job_value_of(context, "svg")->given || sea_job_value_of(context, "curves")->given;
}

sea_status sea_job_pc_check_places(const sea_job_context *context, sea_error *err)
{
    const sea_job_value *svg = sea_job_value_of(context, "svg"), *curves = sea_job_value_of(context, "curves");
    sea_status s = svg->given ? sea_job_check_file("svg", svg->text, err) : SEA_OK;
    return s == SEA_OK && curves->given ? sea_job_check_file("curves", curves->text, err) : s;
}

static void add_curve(sea_buffer *out, const char *name, const sea_pc_curve *curve)
{
    char x[SEA_TEXT_REAL_MAX], pc[SEA_TEXT_REAL_MAX];
    for (int i = 0; i < SEA_PC_CURVE_POINTS; i++) {
        sea_text_from_real(curve->x[i], x);
        sea_text_from_real(curve->pc[i], pc);
        sea_buffer_add_format(out, "%s,%s,%s\n", name, x, pc);
    }
}

static sea_status write_curves(const char *path, const sea_pc_plane *plane, sea_error *err)
{
    sea_pc_curve hbr, scale;
    sea_buffer out = {0};
    sea_status s = sea_pc_plane_curves(plane, &hbr, &scale);
    if (s != SEA_OK) return sea_error_set(err, s, "the curves cannot be computed: values out of range");
    sea_buffer_add_text(&out, "CURVE,X,PC\n");
    add_curve(&out, "HBR_M", &hbr);
    add_curve(&out, "SIGMA_SCALE", &scale);
    s = out.failed ? sea_error_set(err, SEA_E_MEMORY, "out of memory")
                   : sea_os_write_file(path, out.data, out.length, err);
    sea_buffer_free(&out);
    return s;
}

sea_status sea_job_pc_draw(sea_job_context *context, const char *title, const sea_pc_plane *plane, sea_error *err)
{
    const sea_job_value *svg = sea_job_value_of(context, "svg"), *curves = sea_job_value_of(context, "curves");
    sea_status s = SEA_OK;
    if (!sea_job_pc_draws(context)) return SEA_OK;
    if (!plane)
        return sea_error_set(err, SEA_E_UNSUPPORTED,
                             "there is no encounter plane to draw: the caveats of the rows say why");
    if (svg->given) {
        const char *name = strrchr(title, '/');
        char *text = NULL;
        size_t length = 0;
        s = sea_picture_pc_write(name ? name + 1 : title, plane, &text, &length, err);
        if (s == SEA_OK) s = sea_os_write_file(svg->text, text, length, err);
        free(text);
    }
    return s == SEA_OK && curves->given ? write_curves(curves->text, plane, err) : s;
}
