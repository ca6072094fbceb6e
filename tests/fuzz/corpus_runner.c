/*
 * Feeds a fuzz target each file of a folder, each of its beginnings, and copies with one byte changed: what a build
 * without libFuzzer can do in a moment.
 */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

enum { SIZE_MAX_READ = 1 << 20, BEGINNINGS_MAX = 4096 };

static void run_variants(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size + 1); /* of the exact size, so that a read past the end is noticed by a sanitizer */
    if (!copy) exit(1);
    LLVMFuzzerTestOneInput(data, size);
    for (size_t n = 0; n < size && n < BEGINNINGS_MAX; n++) {
        static const uint8_t bytes[] = {0, '"', '\n', ',', '-', '9', 0xff};
        memcpy(copy, data, size);
        copy[n] = bytes[n % sizeof bytes];
        LLVMFuzzerTestOneInput(copy, size);
        uint8_t *beginning = malloc(n ? n : 1);
        if (!beginning) exit(1);
        memcpy(beginning, data, n);
        LLVMFuzzerTestOneInput(beginning, n);
        free(beginning);
    }
    free(copy);
}

int main(int argc, char **argv)
{
    int files = 0;
    DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
    uint8_t *data = malloc(SIZE_MAX_READ);
    if (!folder || !data) {
        fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    for (struct dirent *e; (e = readdir(folder));) {
        char path[1200];
        if (e->d_name[0] == '.') continue;
        snprintf(path, sizeof path, "%s/%s", argv[1], e->d_name);
        FILE *f = fopen(path, "rb");
        if (!f) return 1;
        size_t size = fread(data, 1, SIZE_MAX_READ, f);
        fclose(f);
        run_variants(data, size);
        files++;
    }
    closedir(folder);
    free(data);
    printf("%d inputs\n", files);
    return files > 0 ? 0 : 1;
}
