/* SPDX-License-Identifier: MIT
 * What the fuzz targets share: input in lines, and how they fail.
 */
#ifndef IL_FUZZ_H
#define IL_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The entry points that libFuzzer calls. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* A fact that must hold; abort() is what libFuzzer takes for a finding. */
#define FUZZ_ASSERT(fact)                                                              \
    do {                                                                               \
        if (!(fact)) {                                                                 \
            (void)fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #fact);   \
            abort();                                                                   \
        }                                                                              \
    } while (0)

/* Lines of a text, without their newlines. */
struct fuzz_lines {
    const char *next; /* NULL after the last one */
    size_t left;
};

static inline struct fuzz_lines fuzz_lines_of(const uint8_t *data, size_t size)
{
    return (struct fuzz_lines){.next = (const char *)data, .left = size};
}

/* The next line, if there is one. */
static inline bool fuzz_lines_take(struct fuzz_lines *lines, const char **out_line,
                                   size_t *out_size)
{
    if (lines->next == NULL) {
        return false;
    }
    const char *end = lines->left == 0 ? NULL : memchr(lines->next, '\n', lines->left);
    *out_line = lines->next;
    *out_size = end == NULL ? lines->left : (size_t)(end - lines->next);
    lines->left -= end == NULL ? lines->left : *out_size + 1;
    lines->next = end == NULL ? NULL : end + 1;
    return true;
}

#endif
