/* The OpenAPI document: another view of the job table. */
#include "server.h"

#include <string.h>

static void put_schema(text *out, const sea_job_option *o)
{
    switch (o->type) {
    case SEA_OPTION_FLAG: text_put(out, "{\"type\": \"boolean\"}"); return;
    case SEA_OPTION_UTC: text_put(out, "{\"type\": \"string\", \"examples\": [\"2026-03-10T04:00:00Z\"]}"); return;
    case SEA_OPTION_DURATION: text_put(out, "{\"type\": \"string\", \"pattern\": \"^[0-9.]+[smhd]?$\"}"); return;
    case SEA_OPTION_IDS: text_put(out, "{\"type\": \"string\", \"examples\": [\"25544,900\"]}"); return;
    case SEA_OPTION_TEXT:
    case SEA_OPTION_PATH: text_put(out, "{\"type\": \"string\"}"); return;
    case SEA_OPTION_INTEGER:
    case SEA_OPTION_REAL:
        text_format(out, "{\"type\": \"%s\"", o->type == SEA_OPTION_REAL ? "number" : "integer");
        if (o->min != o->max) text_format(out, ", \"minimum\": %.15g, \"maximum\": %.15g", o->min, o->max);
        text_put(out, "}");
        return;
    case SEA_OPTION_CHOICE: break;
    }
    text_put(out, "{\"type\": \"string\", \"enum\": [");
    for (size_t i = 0; o->choices[i]; i++) {
        if (i > 0) text_put(out, ", ");
        text_json(out, o->choices[i]);
    }
    text_put(out, "]}");
}

static void put_parameter(text *out, const sea_job_option *o, bool first)
{
    text_format(out,
                "%s{\"name\": \"%s\", \"in\": \"query\", \"required\": %s, \"description\": ", first ? "" : ",\n    ",
                o->name, o->required ? "true" : "false");
    text_json(out, o->help);
    text_put(out, ", \"schema\": ");
    put_schema(out, o);
    text_put(out, "}");
}

/* How any rows are looked at; components below. */
static const char *const view_names[] = {"offset", "limit", "sort", "where"};
enum { VIEW_COUNT = sizeof view_names / sizeof *view_names };

static void put_parameters(text *out, const sea_job *job)
{
    bool first = true;
    size_t common_count;
    const sea_job_option *common = sea_job_common_options(&common_count);
    text_put(out, "\"parameters\": [");
    for (size_t i = 0; i < job->option_count; i++) {
        if (!route_has_option(&job->options[i])) continue;
        put_parameter(out, &job->options[i], first);
        first = false;
    }
    for (size_t i = 0; i < common_count; i++) {
        if (sea_job_option_find(job, common[i].name) != &common[i]) continue;
        put_parameter(out, &common[i], first);
        first = false;
    }
    for (size_t i = 0; job->column_count > 0 && !(job->flags & SEA_JOB_SLOW) && i < VIEW_COUNT; i++) {
        if (sea_job_option_find(job, view_names[i])) continue;
        text_format(out, "%s{\"$ref\": \"#/components/parameters/%s\"}", first ? "" : ",\n    ", view_names[i]);
        first = false;
    }
    text_put(out, "]");
}

static const char *json_type_of(sea_column_type type)
{
    switch (type) {
    case SEA_COLUMN_INTEGER: return "integer";
    case SEA_COLUMN_FIXED:
    case SEA_COLUMN_REAL: return "number";
    case SEA_COLUMN_TEXT:
    case SEA_COLUMN_UTC: break;
    }
    return "string";
}

static void put_row_schema(text *out, const sea_job *job)
{
    text_put(out, "{\"type\": \"object\", \"properties\": {");
    for (size_t i = 0; i < job->column_count; i++) {
        const sea_job_column *c = &job->columns[i];
        text_format(out, "%s\"%s\": {\"type\": [\"%s\", \"null\"], \"description\": ", i ? ",\n    " : "", c->name,
                    json_type_of(c->type));
        text_json(out, c->help);
        if (c->unit) {
            text_put(out, ", \"x-unit\": ");
            text_json(out, c->unit);
        }
        text_put(out, "}");
    }
    text_put(out, "}}");
}

static void put_answers(text *out, const sea_job *job)
{
    text_put(out, "\"responses\": {\"default\": {\"$ref\": \"#/components/responses/Error\"},\n    ");
    if (job->flags & SEA_JOB_SLOW) {
        text_put(out, "\"202\": {\"$ref\": \"#/components/responses/Run\"}}");
        return;
    }
    text_put(out, "\"200\": {\"description\": \"the rows\", ");
    if (job->column_count > 0)
        text_put(out, "\"headers\": {\"Starsea-Rows\": {\"description\": \"how many pass `where`\", \"schema\": "
                      "{\"type\": \"integer\"}}}, ");
    text_put(out, "\"content\": {");
    if (job->column_count > 0) {
        text_put(out, "\"application/json\": {\"schema\": {\"type\": \"array\", \"items\": ");
        put_row_schema(out, job);
        text_put(out, "}},\n    \"application/x-ndjson\": {}, \"text/csv\": {}}}}");
    } else
        text_put(out, "\"text/plain\": {}}}}");
}

static void put_operation(text *out, const sea_job *job, const char *method)
{
    text_format(out, "\"%s\": {\"operationId\": \"%s_%s\", \"summary\": ", method, method, job->name);
    text_json(out, job->summary);
    text_put(out, ", \"description\": ");
    text_json(out, job->details ? job->details : job->summary);
    text_put(out, ",\n    ");
    put_parameters(out, job);
    if (strcmp(method, "post") == 0) {
        text_put(out, ",\n    \"requestBody\": {\"description\": ");
        text_json(out, job->inputs_help);
        text_put(out, ", \"content\": {\"application/octet-stream\": {}}}");
    }
    if (job->column_count > 0 && strcmp(method, "get") == 0) { /* of a slow job no answer has them */
        text_put(out, ",\n    \"x-columns\": ");
        put_row_schema(out, job);
    }
    text_put(out, ",\n    ");
    put_answers(out, job);
    text_put(out, "}");
}

static const char runs_paths[] =
    ",\n  \"/v1/runs\": {\"get\": {\"operationId\": \"runs\", \"summary\": \"runs kept, the newest first\", "
    "\"responses\": "
    "{\"200\": {\"description\": \"runs\"}}}},\n"
    "  \"/v1/runs/{id}\": {\"parameters\": [{\"$ref\": \"#/components/parameters/Id\"}], \"get\": {\"operationId\": "
    "\"run\", \"summary\": \"state, talk and record of a run\", \"responses\": {\"200\": {\"$ref\": "
    "\"#/components/responses/Run\"}, \"default\": {\"$ref\": \"#/components/responses/Error\"}}}, \"delete\": "
    "{\"operationId\": \"cancel\", \"summary\": \"cancel a run\", \"responses\": {\"202\": {\"$ref\": "
    "\"#/components/responses/Run\"}, \"default\": {\"$ref\": \"#/components/responses/Error\"}}}},\n"
    "  \"/v1/runs/{id}/output\": {\"parameters\": [{\"$ref\": \"#/components/parameters/Id\"}], \"get\": "
    "{\"operationId\": "
    "\"output\", \"summary\": \"rows of a run that has ended\", \"parameters\": [{\"$ref\": "
    "\"#/components/parameters/offset\"}, {\"$ref\": \"#/components/parameters/limit\"}, {\"$ref\": "
    "\"#/components/parameters/sort\"}, {\"$ref\": \"#/components/parameters/where\"}], \"responses\": {\"200\": "
    "{\"$ref\": \"#/components/responses/Rows\"}, \"default\": {\"$ref\": \"#/components/responses/Error\"}}}},\n"
    "  \"/v1/runs/{id}/events\": {\"parameters\": [{\"$ref\": \"#/components/parameters/Id\"}], \"get\": "
    "{\"operationId\": "
    "\"events\", \"summary\": \"progress of a run as it goes\", \"responses\": {\"200\": {\"description\": \"events\", "
    "\"content\": {\"text/event-stream\": {}}}, \"default\": {\"$ref\": \"#/components/responses/Error\"}}}}";

static const char components[] =
    "\"components\": {\"parameters\": {\"Id\": {\"name\": \"id\", \"in\": \"path\", \"required\": true, \"schema\": "
    "{\"type\": \"string\"}},\n"
    "    \"offset\": {\"name\": \"offset\", \"in\": \"query\", \"description\": \"rows to leave out first\", "
    "\"schema\": {\"type\": \"integer\", \"minimum\": 0}},\n"
    "    \"limit\": {\"name\": \"limit\", \"in\": \"query\", \"description\": \"most rows to give, 0 for all\", "
    "\"schema\": {\"type\": \"integer\", \"minimum\": 0}},\n"
    "    \"sort\": {\"name\": \"sort\", \"in\": \"query\", \"description\": \"a column, after - from the largest "
    "down; rows without a value come last\", \"schema\": {\"type\": \"string\", \"examples\": [\"-EPOCH\"]}},\n"
    "    \"where\": {\"name\": \"where\", \"in\": \"query\", \"description\": \"only rows where a column stands so to "
    "a value: = != < <= > >= or ~ (holds the text); several must all hold\", \"schema\": {\"type\": \"array\", "
    "\"maxItems\": 16, \"items\": {\"type\": \"string\", \"examples\": [\"NORAD_CAT_ID=25544\"]}}}},\n"
    "  \"securitySchemes\": {\"token\": {\"type\": \"http\", \"scheme\": \"bearer\"}},\n"
    "  \"schemas\": {\"Run\": {\"type\": \"object\", \"required\": [\"id\", \"job\", \"state\", \"part\"], "
    "\"properties\": "
    "{\"id\": {\"type\": \"string\"}, \"job\": {\"type\": \"string\"}, \"state\": {\"enum\": [\"waiting\", "
    "\"running\", "
    "\"done\", \"partly\", \"failed\", \"cancelled\"]}, \"part\": {\"type\": \"number\", \"minimum\": 0, \"maximum\": "
    "1}, "
    "\"seconds\": {\"type\": \"integer\"}, \"asked\": {\"type\": \"object\", \"additionalProperties\": {\"type\": "
    "\"string\"}}, \"with_body\": {\"type\": \"boolean\"}, \"talk\": {\"type\": \"array\", \"items\": {\"type\": "
    "\"string\"}}, "
    "\"error\": "
    "{\"type\": [\"string\", \"null\"]}, \"record\": {\"type\": [\"object\", \"null\"]}}}},\n"
    "  \"responses\": {\"Error\": {\"description\": \"why not\", \"content\": {\"application/json\": {\"schema\": "
    "{\"type\": "
    "\"object\", \"required\": [\"error\"], \"properties\": {\"error\": {\"type\": \"string\"}}}}}},\n"
    "    \"Rows\": {\"description\": \"the rows\", \"headers\": {\"Starsea-Rows\": {\"description\": \"how many rows "
    "pass `where`, of which these are a page\", \"schema\": {\"type\": \"integer\"}}}, \"content\": "
    "{\"application/json\": {}, \"application/x-ndjson\": {}, \"text/csv\": {}}},\n"
    "    \"Run\": {\"description\": \"a run\", \"content\": {\"application/json\": {\"schema\": {\"$ref\": "
    "\"#/components/schemas/Run\"}}}}}}";

void openapi_write(text *out)
{
    size_t count;
    const sea_job *const *jobs = sea_job_table(&count);
    bool first = true;
    text_put(out, "{\"openapi\": \"3.1.0\", \"info\": {\"title\": \"Starsea\", \"version\": ");
    text_json(out, sea_version());
    text_put(out, ", \"license\": {\"name\": \"Apache-2.0\", \"identifier\": \"Apache-2.0\"}},\n"
                  "\"security\": [{}, {\"token\": []}],\n\"paths\": {");
    for (size_t i = 0; i < count; i++) {
        if (!route_has_job(jobs[i])) continue;
        text_format(out, "%s\n  \"/v1/%s\": {", first ? "" : ",", jobs[i]->name);
        put_operation(out, jobs[i], "get");
        if (route_takes_body(jobs[i])) {
            text_put(out, ",\n   ");
            put_operation(out, jobs[i], "post");
        }
        text_put(out, "}");
        first = false;
    }
    text_put(out, runs_paths);
    text_put(out, "},\n");
    text_put(out, components);
    text_put(out, "}\n");
}
