/* What a fuzz target and the two programs that may drive it have in common. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Holds in every build: a violated property ends the program, so that a fuzzer or a test notices. */
#define PROPERTY(condition)                                                                                            \
    do {                                                                                                               \
        if (!(condition)) abort();                                                                                     \
    } while (0)

#endif
