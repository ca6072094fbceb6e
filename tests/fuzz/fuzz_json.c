/* JSON: what is read can be written, and what was written reads back to the same spelling. */
#include "fuzz.h"
#include "base/json.h"

#include <string.h>

static sea_buffer spelling_of(const sea_json *v, int indent)
{
    sea_buffer b = {0};
    sea_json_writer w = sea_json_writer_init(&b, indent);
    sea_json_put(&w, v);
    PROPERTY(!b.failed && b.length > 0);
    return b;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sea_json *first = NULL, *second = NULL;
    sea_error err = {0};
    sea_status s = sea_json_parse((const char *)data, size, &first, &err);
    if (s != SEA_OK) {
        PROPERTY(!first && err.code == s && err.text[0] && err.line >= 1 && err.column >= 1);
        return 0;
    }
    sea_buffer plain = spelling_of(first, 0), indented = spelling_of(first, 2);
    PROPERTY(sea_json_parse(indented.data, indented.length, &second, &err) == SEA_OK);
    sea_buffer again = spelling_of(second, 0);
    PROPERTY(plain.length == again.length && memcmp(plain.data, again.data, plain.length) == 0);
    sea_buffer_free(&plain);
    sea_buffer_free(&indented);
    sea_buffer_free(&again);
    sea_json_free(first);
    sea_json_free(second);
    return 0;
}
