/* The little of the C library that the page's build needs: memory, text, and exact arithmetic. No system is below it.
 */
#include "fma.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- arithmetic ---- */

double fma(double a, double b, double c)
{
    return exact_fma(a, b, c);
}

/* Whole multiples of y taken off bit by bit: exact, however far apart the two are. */
double fmod(double x, double y)
{
    uint64_t sign = exact_bits(x) & UINT64_C(1) << 63;
    double rest = fabs(x), unit = fabs(y);
    if (!isfinite(x) || isnan(y) || unit == 0.0) return NAN;
    if (rest < unit) return x;
    int from, to;
    uint64_t whole = exact_split(exact_bits(rest), &from), divisor = exact_split(exact_bits(unit), &to);
    for (; from > to; from--) whole = (whole >= divisor ? whole - divisor : whole) << 1;
    for (; whole >= divisor;) whole -= divisor;
    return exact_real(exact_bits(exact_round((exact){0, 0, whole}, to, 0)) | sign);
}

/* What the compiler calls to multiply 128 bits, as checks for overflow do. */
__int128 __multi3(__int128 a, __int128 b);
__int128 __multi3(__int128 a, __int128 b)
{
    uint64_t high, low, al = (uint64_t)a, bl = (uint64_t)b;
    exact_multiply(al, bl, &high, &low);
    high += al * (uint64_t)(b >> 64) + (uint64_t)(a >> 64) * bl;
    return (__int128)((unsigned __int128)high << 64 | low);
}

/* ---- memory: blocks of 64 bytes and their multiples, the free ones in a list by address ---- */

typedef struct block {
    size_t size; /* with this header */
    struct block *next;
} block;

enum { GRAIN = 64, PAGE_BYTES = 65536 };

extern unsigned char __heap_base;
static block *free_blocks;
static uintptr_t end_of_memory;

static void release(block *b)
{
    block **at = &free_blocks, *before = NULL;
    for (; *at && *at < b; at = &(*at)->next) before = *at;
    b->next = *at;
    *at = b;
    if (b->next && (char *)b + b->size == (char *)b->next) {
        b->size += b->next->size;
        b->next = b->next->next;
    }
    if (before && (char *)before + before->size == (char *)b) {
        before->size += b->size;
        before->next = b->next;
    }
}

/* More memory, at first what the machine came with. False when there is none. */
static bool grow(size_t size)
{
    if (end_of_memory == 0) {
        end_of_memory = __builtin_wasm_memory_size(0) * PAGE_BYTES;
        uintptr_t first = ((uintptr_t)&__heap_base + GRAIN - 1) & ~(uintptr_t)(GRAIN - 1);
        if (end_of_memory >= first + GRAIN) {
            block *b = (block *)first;
            b->size = (end_of_memory - first) & ~(size_t)(GRAIN - 1);
            release(b);
            if (b->size >= size) return true;
        }
    }
    size_t pages = (size + PAGE_BYTES - 1) / PAGE_BYTES;
    if (pages > 65535 || __builtin_wasm_memory_grow(0, pages) == SIZE_MAX) return false;
    block *b = (block *)end_of_memory;
    b->size = pages * PAGE_BYTES;
    end_of_memory += b->size;
    release(b);
    return true;
}

void *malloc(size_t size)
{
    if (size > UINT32_MAX - 2 * GRAIN) return NULL;
    size_t need = (size + 2 * GRAIN - 1) & ~(size_t)(GRAIN - 1); /* the header has a grain of its own */
    do {
        for (block **at = &free_blocks; *at; at = &(*at)->next) {
            block *b = *at;
            if (b->size < need) continue;
            *at = b->next;
            if (b->size > need) {
                block *rest = (block *)((char *)b + need);
                rest->size = b->size - need;
                rest->next = b->next;
                *at = rest;
                b->size = need;
            }
            return (char *)b + GRAIN;
        }
    } while (grow(need));
    return NULL;
}

void *calloc(size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size) return NULL;
    void *p = malloc(count * size);
    if (p) memset(p, 0, count * size);
    return p;
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return alignment <= GRAIN ? malloc(size) : NULL;
}

void free(void *p)
{
    if (p) release((block *)((char *)p - GRAIN));
}

void *realloc(void *p, size_t size)
{
    void *q = malloc(size);
    if (!q || !p) return q;
    size_t room = ((block *)((char *)p - GRAIN))->size - GRAIN;
    memcpy(q, p, room < size ? room : size);
    free(p);
    return q;
}

/* ---- bytes and text ---- */

void *memcpy(void *to, const void *from, size_t length)
{
    return __builtin_memcpy(to, from, length); /* the instruction memory.copy */
}

void *memmove(void *to, const void *from, size_t length)
{
    return __builtin_memmove(to, from, length);
}

void *memset(void *to, int byte, size_t length)
{
    return __builtin_memset(to, byte, length);
}

int memcmp(const void *a, const void *b, size_t length)
{
    const unsigned char *x = a, *y = b;
    for (size_t i = 0; i < length; i++)
        if (x[i] != y[i]) return x[i] < y[i] ? -1 : 1;
    return 0;
}

size_t strlen(const char *text)
{
    size_t length = 0;
    while (text[length]) length++;
    return length;
}

int strncmp(const char *a, const char *b, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (a[i] != b[i]) return (unsigned char)a[i] < (unsigned char)b[i] ? -1 : 1;
        if (!a[i]) break;
    }
    return 0;
}

int strcmp(const char *a, const char *b)
{
    return strncmp(a, b, SIZE_MAX);
}

void *memchr(const void *bytes, int byte, size_t length)
{
    const unsigned char *at = bytes;
    for (; length > 0; length--, at++)
        if (*at == (unsigned char)byte) return (void *)(uintptr_t)at;
    return NULL;
}

char *strcat(char *to, const char *from)
{
    memcpy(to + strlen(to), from, strlen(from) + 1);
    return to;
}

char *getenv(const char *name)
{
    (void)name;
    return NULL;
}

int vsnprintf(char *out, size_t size, const char *format, va_list args)
{
    (void)args;
    size_t length = strlen(format), kept = length < size ? length : size ? size - 1 : 0;
    memcpy(out, format, kept);
    if (size) out[kept] = '\0';
    return (int)length;
}
