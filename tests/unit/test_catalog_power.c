/*
 * Losing power, which is worse than a kill: what was written but not yet synced may be on the disk, or not, or in part.
 *
 * A layer under SQLite remembers, file by file, the bytes that are certain and the writes since the last sync. At many
 * instants of an import it writes down a disk as it might be found afterwards: the certain bytes, and of the others any
 * sectors. Each such disk must hold the old state or the new, and the new one once the import has said it succeeded.
 */
#include "catalog_fixture.h"

#include <sqlite3.h>
#include <sys/stat.h>

enum { SECTOR = 512, FILES_MAX = 4, DISKS_MAX = 4000 };

typedef struct pending {
    sqlite3_int64 offset;
    int length; /* -1: the file was cut at `offset` */
    unsigned char *bytes;
} pending;

/* One file on the imagined disk. */
typedef struct medium {
    char path[256];
    bool gone; /* deleted for certain */
    unsigned char *certain;
    size_t size;
    pending *writes;
    size_t count, capacity;
} medium;

typedef struct layer_file {
    sqlite3_file base;
    medium *medium; /* NULL for a file whose fate is of no interest */
    sqlite3_file *real;
} layer_file;

static struct {
    sqlite3_vfs vfs, *real;
    sqlite3_io_methods methods;
    medium media[FILES_MAX];
    bool watching;
    char folder[128]; /* where disks are written down, as folders 0, 1, 2... */
    int disks;
    uint32_t seed;
} layer;

static uint32_t chance(void)
{
    layer.seed = layer.seed * 1664525u + 1013904223u;
    return layer.seed >> 16;
}

/* -- the imagined disk -------------------------------------------------------------------------------------------- */

static void put_bytes(medium *m, const unsigned char *bytes, size_t length, size_t offset)
{
    if (offset + length > m->size) {
        m->certain = realloc(m->certain, offset + length);
        assert_non_null(m->certain);
        memset(m->certain + m->size, 0, offset + length - m->size);
        m->size = offset + length;
    }
    memcpy(m->certain + offset, bytes, length);
}

/* Puts a write on the disk: all of it, or each sector by chance. */
static void settle(medium *m, const pending *w, bool whole)
{
    size_t offset = (size_t)w->offset;
    if (w->length < 0) {
        if ((whole || chance() % 2) && offset < m->size) m->size = offset;
        return;
    }
    uint32_t fate = chance() % 4; /* lost, whole, or torn */
    if (!whole && fate == 0) return;
    for (size_t done = 0; done < (size_t)w->length;) {
        size_t n = SECTOR - (offset + done) % SECTOR;
        if (n > (size_t)w->length - done) n = (size_t)w->length - done;
        if (whole || fate == 1 || chance() % 2) put_bytes(m, w->bytes + done, n, offset + done);
        done += n;
    }
}

static void forget_writes(medium *m)
{
    for (size_t i = 0; i < m->count; i++) free(m->writes[i].bytes);
    m->count = 0;
}

static void remember(medium *m, sqlite3_int64 offset, const void *bytes, int length)
{
    if (m->count == m->capacity) {
        m->capacity = m->capacity ? 2 * m->capacity : 64;
        m->writes = realloc(m->writes, m->capacity * sizeof *m->writes);
        assert_non_null(m->writes);
    }
    pending w = {offset, length, NULL};
    if (length > 0) {
        w.bytes = malloc((size_t)length);
        assert_non_null(w.bytes);
        memcpy(w.bytes, bytes, (size_t)length);
    }
    m->writes[m->count++] = w;
}

/* Power fails now: writes down one disk as it might be found. */
static void lose_power(void)
{
    if (!layer.watching || layer.disks >= DISKS_MAX) return;
    char folder[192], path[320];
    snprintf(folder, sizeof folder, "%s/%d", layer.folder, layer.disks++);
    assert_int_equal(mkdir(folder, 0777), 0);
    for (int i = 0; i < FILES_MAX; i++) {
        const medium *m = &layer.media[i];
        if (!m->path[0] || m->gone) continue;
        medium found = {.size = m->size, .certain = malloc(m->size + 1)};
        assert_non_null(found.certain);
        if (m->size > 0) memcpy(found.certain, m->certain, m->size);
        for (size_t w = 0; w < m->count; w++) settle(&found, &m->writes[w], false);
        snprintf(path, sizeof path, "%s/%s", folder, strrchr(m->path, '/') + 1);
        FILE *f = fopen(path, "wb");
        assert_non_null(f);
        assert_int_equal(fwrite(found.certain, 1, found.size, f), found.size);
        assert_int_equal(fclose(f), 0);
        free(found.certain);
    }
}

/* -- the layer under SQLite --------------------------------------------------------------------------------------- */

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((layer_file *)file)->real;
}

static int on_close(sqlite3_file *f)
{
    return real_of(f)->pMethods->xClose(real_of(f));
}

static int on_read(sqlite3_file *f, void *bytes, int length, sqlite3_int64 offset)
{
    return real_of(f)->pMethods->xRead(real_of(f), bytes, length, offset);
}

static int on_write(sqlite3_file *f, const void *bytes, int length, sqlite3_int64 offset)
{
    medium *m = ((layer_file *)f)->medium;
    if (m) {
        remember(m, offset, bytes, length);
        lose_power();
    }
    return real_of(f)->pMethods->xWrite(real_of(f), bytes, length, offset);
}

static int on_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    medium *m = ((layer_file *)f)->medium;
    if (m) remember(m, size, NULL, -1);
    return real_of(f)->pMethods->xTruncate(real_of(f), size);
}

static int on_sync(sqlite3_file *f, int flags)
{
    medium *m = ((layer_file *)f)->medium;
    if (m) {
        lose_power();
        for (size_t i = 0; i < m->count; i++) settle(m, &m->writes[i], true);
        forget_writes(m);
        lose_power();
    }
    return real_of(f)->pMethods->xSync(real_of(f), flags);
}

static int on_size(sqlite3_file *f, sqlite3_int64 *size)
{
    return real_of(f)->pMethods->xFileSize(real_of(f), size);
}

static int on_lock(sqlite3_file *f, int level)
{
    return real_of(f)->pMethods->xLock(real_of(f), level);
}

static int on_unlock(sqlite3_file *f, int level)
{
    return real_of(f)->pMethods->xUnlock(real_of(f), level);
}

static int on_check_lock(sqlite3_file *f, int *out)
{
    return real_of(f)->pMethods->xCheckReservedLock(real_of(f), out);
}

static int on_control(sqlite3_file *f, int op, void *argument)
{
    return real_of(f)->pMethods->xFileControl(real_of(f), op, argument);
}

static int on_sector_size(sqlite3_file *f)
{
    return real_of(f)->pMethods->xSectorSize(real_of(f));
}

static int on_characteristics(sqlite3_file *f)
{
    return real_of(f)->pMethods->xDeviceCharacteristics(real_of(f));
}

static int on_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **out)
{
    return real_of(f)->pMethods->xShmMap(real_of(f), page, size, extend, out);
}

static int on_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
    return real_of(f)->pMethods->xShmLock(real_of(f), offset, n, flags);
}

static void on_shm_barrier(sqlite3_file *f)
{
    real_of(f)->pMethods->xShmBarrier(real_of(f));
}

static int on_shm_unmap(sqlite3_file *f, int delete_it)
{
    return real_of(f)->pMethods->xShmUnmap(real_of(f), delete_it);
}

static medium *medium_of(const char *path)
{
    for (int i = 0; i < FILES_MAX; i++) {
        medium *m = &layer.media[i];
        if (m->path[0] == '\0') snprintf(m->path, sizeof m->path, "%s", path);
        if (strcmp(m->path, path) == 0) return m;
    }
    fail_msg("more files than foreseen: %s", path);
    return NULL;
}

static int on_delete(sqlite3_vfs *vfs, const char *path, int sync_folder)
{
    (void)vfs;
    for (int i = 0; i < FILES_MAX; i++) {
        medium *m = &layer.media[i];
        if (strcmp(m->path, path) != 0) continue;
        forget_writes(m);
        m->size = 0;
        m->gone = true;
    }
    return layer.real->xDelete(layer.real, path, sync_folder);
}

static int on_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out_flags)
{
    (void)vfs;
    layer_file *f = (layer_file *)file;
    *f = (layer_file){.real = (sqlite3_file *)(f + 1)};
    int code = layer.real->xOpen(layer.real, name, f->real, flags, out_flags);
    if (code != SQLITE_OK) return code;
    f->base.pMethods = &layer.methods;
    if (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL)) {
        f->medium = medium_of(name);
        f->medium->gone = false;
    }
    return SQLITE_OK;
}

static void slip_in_layer(void)
{
    layer.real = sqlite3_vfs_find(NULL);
    layer.vfs = *layer.real;
    layer.vfs.zName = "starsea-power";
    layer.vfs.szOsFile = (int)sizeof(layer_file) + layer.real->szOsFile;
    layer.vfs.xOpen = on_open;
    layer.vfs.xDelete = on_delete;
    layer.methods = (sqlite3_io_methods){2,
                                         on_close,
                                         on_read,
                                         on_write,
                                         on_truncate,
                                         on_sync,
                                         on_size,
                                         on_lock,
                                         on_unlock,
                                         on_check_lock,
                                         on_control,
                                         on_sector_size,
                                         on_characteristics,
                                         on_shm_map,
                                         on_shm_lock,
                                         on_shm_barrier,
                                         on_shm_unmap,
                                         NULL,
                                         NULL};
    assert_int_equal(sqlite3_vfs_register(&layer.vfs, 1), SQLITE_OK);
}

static void take_layer_out(void)
{
    sqlite3_vfs_unregister(&layer.vfs);
    sqlite3_vfs_register(layer.real, 1);
    for (int i = 0; i < FILES_MAX; i++) {
        forget_writes(&layer.media[i]);
        free(layer.media[i].writes);
        free(layer.media[i].certain);
        layer.media[i] = (medium){0};
    }
}

/* -- the test ----------------------------------------------------------------------------------------------------- */

static void assert_sound(const char *path)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *s = NULL;
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &s, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(s), SQLITE_ROW);
    assert_string_equal((const char *)sqlite3_column_text(s, 0), "ok");
    sqlite3_finalize(s);
    sqlite3_close(db);
}

static void power_lost_at_any_write_leaves_the_old_state_or_the_new(void **state)
{
    enum { OLD = 300, NEW = 1500 };
    write_snapshot(at(state, "a"), 1, OLD, 20);
    write_snapshot(at(state, "b"), 1, NEW, 21);
    snprintf(layer.folder, sizeof layer.folder, "%s/disks", ((place *)*state)->root);
    assert_int_equal(mkdir(layer.folder, 0777), 0);
    layer.disks = 0;
    layer.seed = 20090210;
    slip_in_layer();
    sea_catalog *c = open_store(at(state, "db"), SEA_CATALOG_WRITE);
    import_file(c, at(state, "a"), 1);
    layer.watching = true;
    lose_power();
    import_file(c, at(state, "b"), 2);
    int promised = layer.disks; /* from here on the import has said that it succeeded */
    for (int i = 0; i < 20; i++) lose_power();
    sea_catalog_close(c); /* moves the log into the file */
    layer.watching = false;
    take_layer_out();

    int olds = 0, news = 0;
    for (int i = 0; i < layer.disks; i++) {
        char name[64];
        snprintf(name, sizeof name, "disks/%d/db", i);
        assert_sound(at(state, name));
        c = open_store(at(state, name), SEA_CATALOG_READ);
        sea_catalog_stats stats = stats_of(c);
        sea_catalog_close(c);
        bool old = stats.sets == OLD && stats.files == 1 && stats.objects == OLD;
        bool new = stats.sets == OLD + NEW &&stats.files == 2 && stats.objects == NEW;
        assert_true(old || new);
        if (i >= promised) assert_true(new);
        olds += old;
        news += new;
    }
    print_message("%d disks: %d old, %d new\n", layer.disks, olds, news);
    assert_true(olds > 50 && news > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_PLACE(power_lost_at_any_write_leaves_the_old_state_or_the_new),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
