/* Bytes as they arrived, each under its digest, in a folder beside the store. */
#include "base/error.h"
#include "base/hash.h"
#include "base/os.h"
#include "store/catalog_sqlite.h"

#include <stdio.h>

/* Folders by the first two digits: no folder grows to what file systems dislike. */
static sea_status name_blob(const sea_catalog *c, const uint8_t sha256[SEA_SHA256_SIZE],
                            char folder[SEA_CATALOG_PATH_MAX], char path[SEA_CATALOG_PATH_MAX], sea_error *err)
{
    char hex[2 * SEA_SHA256_SIZE + 1];
    sea_sha256_hex(sha256, hex);
    int a = snprintf(folder, SEA_CATALOG_PATH_MAX, "%s.blobs/%.2s", c->path, hex);
    int b = snprintf(path, SEA_CATALOG_PATH_MAX, "%s.blobs/%.2s/%s", c->path, hex, hex);
    if (a < 0 || b < 0 || b >= SEA_CATALOG_PATH_MAX)
        return sea_error_set(err, SEA_E_RANGE, "%s: the path is too long to keep files beside it", c->path);
    return SEA_OK;
}

sea_status sea_catalog_blob_path(const sea_catalog *c, const uint8_t sha256[SEA_SHA256_SIZE],
                                 char path[SEA_CATALOG_PATH_MAX], sea_error *err)
{
    char folder[SEA_CATALOG_PATH_MAX];
    return name_blob(c, sha256, folder, path, err);
}

sea_status sea_catalog_put_blob(sea_catalog *catalog, const void *bytes, size_t length, char path[SEA_CATALOG_PATH_MAX],
                                uint8_t sha256[SEA_SHA256_SIZE], sea_error *err)
{
    uint8_t digest[SEA_SHA256_SIZE];
    char folder[SEA_CATALOG_PATH_MAX], name[SEA_CATALOG_PATH_MAX];
    sea_sha256 h;
    sea_sha256_init(&h);
    sea_sha256_add(&h, bytes, length);
    sea_sha256_end(&h, digest);
    sea_status status = name_blob(catalog, digest, folder, name, err);
    if (status == SEA_OK) status = sea_os_make_folder(folder, err);
    /* A file of that name holds these bytes: it was renamed when it was whole. */
    if (status == SEA_OK && !sea_os_exists(name)) status = sea_os_write_file(name, bytes, length, err);
    if (status != SEA_OK) return status;
    if (path) snprintf(path, SEA_CATALOG_PATH_MAX, "%s", name);
    if (sha256)
        for (size_t i = 0; i < sizeof digest; i++) sha256[i] = digest[i];
    return SEA_OK;
}
