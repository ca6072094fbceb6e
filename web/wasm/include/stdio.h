#ifndef STARSEA_WASM_STDIO_H
#define STARSEA_WASM_STDIO_H

#include <stdarg.h>
#include <stddef.h>

/* Copies the format as it is: the page shows statuses, not the library's sentences. */
int vsnprintf(char *out, size_t size, const char *format, va_list args);

#endif
