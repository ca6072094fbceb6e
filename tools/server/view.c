/* Which rows of a job's output are wanted, in which order: filter, sort and page, on lines of JSON or CSV as they were
 * written. */
#include "server.h"

#include <stdlib.h>
#include <string.h>

/* ---- what is asked for ---- */

static bool whole_number(const char *s, uint64_t *out)
{
    if (!*s || strlen(s) > 12 || strspn(s, "0123456789") != strlen(s)) return false;
    *out = strtoull(s, NULL, 10);
    return true;
}

static const sea_job_column *column_of(const sea_job *job, const char *name, size_t length)
{
    for (size_t i = 0; i < job->column_count; i++)
        if (strlen(job->columns[i].name) == length && memcmp(job->columns[i].name, name, length) == 0)
            return &job->columns[i];
    return NULL;
}

static bool is_number(const sea_job_column *column)
{
    return column->type == SEA_COLUMN_INTEGER || column->type == SEA_COLUMN_FIXED || column->type == SEA_COLUMN_REAL;
}

/* COLUMN, one of = != < <= > >= ~, and a value. */
static bool take_test(const sea_job *job, const char *asked, view *v, reply *r)
{
    static const struct {
        const char *sign;
        view_relation relation;
    } signs[] = {{"!=", VIEW_DIFFERS}, {"<=", VIEW_MOST}, {">=", VIEW_LEAST}, {"=", VIEW_EQUALS},
                 {"<", VIEW_BELOW},    {">", VIEW_ABOVE}, {"~", VIEW_HOLDS}};
    size_t length = strcspn(asked, "!=<>~");
    const sea_job_column *column = column_of(job, asked, length);
    if (v->test_count == VIEW_TESTS_MAX) return reply_error(r, 400, "where: at most %d", VIEW_TESTS_MAX), false;
    if (!column) return reply_error(r, 400, "where: %s has no column \"%.*s\"", job->name, (int)length, asked), false;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t size = strlen(signs[i].sign);
        if (strncmp(asked + length, signs[i].sign, size) != 0) continue;
        view_test *t = &v->tests[v->test_count++];
        char *end;
        *t = (view_test){column, signs[i].relation, asked + length + size, 0.0};
        t->number = strtod(t->value, &end);
        if (is_number(column) && t->relation != VIEW_HOLDS && *t->value && *end)
            return reply_error(r, 400, "where: %s is a number", column->name), false;
        return true;
    }
    return reply_error(r, 400, "where: COLUMN, one of = != < <= > >= ~ (holds), and a value"), false;
}

static bool take_sort(const sea_job *job, const char *asked, view *v, reply *r)
{
    v->descending = *asked == '-';
    asked += v->descending;
    v->sort = column_of(job, asked, strlen(asked));
    return v->sort || (reply_error(r, 400, "sort: %s has no column \"%.60s\"", job->name, asked), false);
}

int view_take(const sea_job *job, const char *name, const char *value, view *v, reply *r)
{
    if (job->column_count == 0) return 0;
    bool offset = strcmp(name, "offset") == 0;
    if (offset || strcmp(name, "limit") == 0) {
        if (whole_number(value, offset ? &v->offset : &v->limit)) return 1;
        reply_error(r, 400, "%s: must be a whole number", name);
        return -1;
    }
    if (strcmp(name, "sort") == 0) return take_sort(job, value, v, r) ? 1 : -1;
    if (strcmp(name, "where") == 0) return take_test(job, value, v, r) ? 1 : -1;
    return 0;
}

/* ---- rows and their cells ---- */

/* The end of a row: a line end outside quotes, which only CSV has. */
static const char *row_end(const char *p, const char *end, bool csv)
{
    if (!csv) {
        const char *found = memchr(p, '\n', (size_t)(end - p));
        return found ? found + 1 : end;
    }
    bool quoted = false;
    for (; p < end; p++) {
        if (*p == '"') quoted = !quoted;
        if (*p == '\n' && !quoted) return p + 1;
    }
    return end;
}

/* Adds the character an escape stands for. Only what is below U+0080 is decoded: the writer of rows escapes no other.
 */
static const char *add_escape(const char *p, const char *end, text *out)
{
    static const char from[] = "nrtbf", to[] = "\n\r\t\b\f";
    if (p >= end) return end;
    const char *known = strchr(from, *p);
    char c = known && *p ? to[known - from] : *p;
    if (*p == 'u' && end - p > 4) {
        char hex[5] = {p[1], p[2], p[3], p[4], '\0'};
        c = (char)(strtoul(hex, NULL, 16) & 0x7f);
        p += 4;
    }
    text_add(out, &c, 1);
    return p + 1;
}

/* Past a JSON string that begins at p; its text goes to `out`, where there is one. */
static const char *json_string(const char *p, const char *end, text *out)
{
    for (p++; p < end && *p != '"';) {
        if (*p == '\\' && out)
            p = add_escape(p + 1, end, out);
        else if (*p == '\\')
            p += 2;
        else {
            if (out) text_add(out, p, 1);
            p++;
        }
    }
    return p < end ? p + 1 : end;
}

/* Past any JSON value. */
static const char *json_value(const char *p, const char *end)
{
    int depth = 0;
    for (; p < end; p++) {
        if (*p == '"')
            p = json_string(p, end, NULL) - 1;
        else if (*p == '{' || *p == '[')
            depth++;
        else if ((*p == '}' || *p == ']') && depth-- == 0)
            return p;
        else if (*p == ',' && depth == 0)
            return p;
    }
    return end;
}

/* The text of a cell of one JSON object on a line. False: null, or not there. */
static bool json_cell(const char *p, const char *end, const char *name, text *out)
{
    size_t length = strlen(name);
    const char *brace = memchr(p, '{', (size_t)(end - p));
    for (p = brace ? brace + 1 : end; p < end;) {
        while (p < end && *p != '"') p++;
        if (p >= end) return false;
        const char *key = p + 1;
        p = json_string(p, end, NULL);
        bool found = p < end && (size_t)(p - 1 - key) == length && memcmp(key, name, length) == 0;
        while (p < end && (*p == ':' || *p == ' ')) p++;
        const char *value = p;
        p = json_value(p, end);
        if (!found) continue;
        if (value < end && *value == '"')
            json_string(value, end, out);
        else if ((size_t)(p - value) >= 4 && memcmp(value, "null", 4) == 0)
            return false;
        else
            text_add(out, value, (size_t)(p - value));
        return true;
    }
    return false;
}

/* The text of cell number `index` of a CSV row. False: empty. */
static bool csv_cell(const char *p, const char *end, size_t index, text *out)
{
    bool quoted = false;
    for (; p < end; p++) {
        if (*p == '"') {
            if (quoted && p + 1 < end && p[1] == '"' && index == 0) text_add(out, p, 1);
            if (quoted && p + 1 < end && p[1] == '"')
                p++;
            else
                quoted = !quoted;
        } else if (!quoted && (*p == ',' || *p == '\n' || *p == '\r')) {
            if (index-- == 0) break;
        } else if (index == 0)
            text_add(out, p, 1);
    }
    return out->length > 0;
}

typedef struct row {
    const char *at, *next;
    size_t number, key, key_length; /* of the text of the sorted cell, in keys */
    double value;
    bool absent;
} row;

typedef struct rows {
    const sea_job *job;
    bool csv;
    row *list;
    size_t count, capacity;
    text keys, cell;
} rows;

static bool cell_of(rows *all, const row *r, const sea_job_column *column)
{
    all->cell.length = 0;
    bool there = all->csv ? csv_cell(r->at, r->next, (size_t)(column - all->job->columns), &all->cell)
                          : json_cell(r->at, r->next, column->name, &all->cell);
    text_add(&all->cell, "", 1);
    all->cell.length--;
    return there && !all->cell.failed;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* Whether a text holds another, capitals like small letters. */
static bool holds(const char *whole, const char *part)
{
    for (; *whole; whole++) {
        size_t i = 0;
        while (part[i] && lower(whole[i]) == lower(part[i])) i++;
        if (!part[i]) return true;
    }
    return !*part;
}

static bool passes(rows *all, const row *r, const view_test *t)
{
    bool there = cell_of(all, r, t->column);
    if (!there || !*t->value) /* absence is equal to nothing but an empty value */
        return t->relation == VIEW_DIFFERS ? there == !*t->value || *t->value != '\0'
                                           : t->relation == VIEW_EQUALS && !there && !*t->value;
    double number = strtod(all->cell.data, NULL);
    int order = is_number(t->column) ? (number > t->number) - (number < t->number) : strcmp(all->cell.data, t->value);
    switch (t->relation) {
    case VIEW_EQUALS: return order == 0;
    case VIEW_DIFFERS: return order != 0;
    case VIEW_BELOW: return order < 0;
    case VIEW_MOST: return order <= 0;
    case VIEW_ABOVE: return order > 0;
    case VIEW_LEAST: return order >= 0;
    case VIEW_HOLDS: break;
    }
    return holds(all->cell.data, t->value);
}

static bool keep(rows *all, row r, const view *v)
{
    for (size_t i = 0; i < v->test_count; i++)
        if (!passes(all, &r, &v->tests[i])) return true;
    if (v->sort) {
        r.absent = !cell_of(all, &r, v->sort);
        r.value = is_number(v->sort) ? strtod(all->cell.data, NULL) : 0.0;
        r.key = all->keys.length;
        r.key_length = is_number(v->sort) ? 0 : all->cell.length;
        text_add(&all->keys, all->cell.data, r.key_length);
    }
    if (all->count == all->capacity) {
        size_t capacity = all->capacity ? 2 * all->capacity : 1024;
        row *list = realloc(all->list, capacity * sizeof *list);
        if (!list) return false;
        all->list = list;
        all->capacity = capacity;
    }
    r.number = all->count;
    all->list[all->count++] = r;
    return !all->keys.failed && !all->cell.failed;
}

/* ---- order: rows without a value last either way, equal ones as they came ---- */

static int compare(const rows *all, const view *v, const row *a, const row *b)
{
    if (a->absent != b->absent) return a->absent - b->absent;
    int order = (a->value > b->value) - (a->value < b->value);
    if (order == 0) {
        size_t least = a->key_length < b->key_length ? a->key_length : b->key_length;
        order = least ? memcmp(all->keys.data + a->key, all->keys.data + b->key, least) : 0;
        if (order == 0) order = (a->key_length > b->key_length) - (a->key_length < b->key_length);
    }
    if (order != 0) return v->descending ? -order : order;
    return (a->number > b->number) - (a->number < b->number);
}

/* Merge sort, as qsort has no payload. */
static void sort(const rows *all, const view *v, row *list, row *room, size_t count)
{
    if (count < 2) return;
    size_t half = count / 2, i = 0, j = half, n = 0;
    sort(all, v, list, room, half);
    sort(all, v, list + half, room, count - half);
    while (i < half && j < count) room[n++] = compare(all, v, &list[i], &list[j]) <= 0 ? list[i++] : list[j++];
    while (i < half) room[n++] = list[i++];
    while (j < count) room[n++] = list[j++];
    memcpy(list, room, count * sizeof *list);
}

static bool put_in_order(rows *all, const view *v)
{
    if (!v->sort || all->count < 2) return true;
    row *room = malloc(all->count * sizeof *room);
    if (!room) return false;
    sort(all, v, all->list, room, all->count);
    free(room);
    return true;
}

/* ---- the answer ---- */

static bool collect(rows *all, const text *lines, const view *v, reply *r)
{
    const char *at = lines->data, *end = at + lines->length;
    if (all->csv && at < end) {
        const char *next = row_end(at, end, true);
        text_add(&r->body, at, (size_t)(next - at));
        at = next;
    }
    while (at < end) {
        const char *next = row_end(at, end, all->csv);
        if (!keep(all, (row){.at = at, .next = next}, v)) return false;
        at = next;
    }
    return put_in_order(all, v);
}

void view_write(const sea_job *job, const text *lines, bool csv, bool array, const view *v, reply *r)
{
    rows all = {.job = job, .csv = csv};
    bool done = collect(&all, lines, v, r), first = true;
    if (array) text_put(&r->body, "[");
    for (size_t i = v->offset; done && i < all.count && (v->limit == 0 || i < v->offset + v->limit); i++) {
        const row *one = &all.list[i];
        if (array) text_put(&r->body, first ? "\n" : ",\n");
        text_add(&r->body, one->at, (size_t)(one->next - one->at) - (array && one->next[-1] == '\n'));
        first = false;
    }
    if (array) text_put(&r->body, first ? "]\n" : "\n]\n");
    r->counted = true;
    r->rows = all.count;
    free(all.list);
    text_free(&all.keys);
    text_free(&all.cell);
    if (done) return;
    text_free(&r->body);
    reply_error(r, 503, "out of memory");
}
