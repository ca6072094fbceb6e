#ifndef STARSEA_WASM_STDLIB_H
#define STARSEA_WASM_STDLIB_H

#include <stddef.h>

void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *aligned_alloc(size_t alignment, size_t size); /* alignment up to 64 */
void *realloc(void *block, size_t size);
void free(void *block);
char *getenv(const char *name); /* there is no environment: NULL */

#endif
