/* SPDX-License-Identifier: MIT
 * Objects as C would write them down: "(struct config){.debug = true}". Cold.
 */
#ifndef IL_SHOW_H
#define IL_SHOW_H

#include "reflect/ctype.h"

/* How much is shown at most. */
enum {
    IL_SHOW_DEPTH = 3,
    IL_SHOW_ITEMS = 400,
    IL_SHOW_BYTES = 8192,
    IL_SHOW_STRING = 200
};

/** What of an object is looked at: of a long array its beginning. */
struct il_ctype il_show_part(const struct il_ctype *type);

/**
 * Add an object, whose bytes were fetched: those of il_show_part(). Strings that it
 * points to are fetched here; what cannot be read is "<unreadable>".
 */
void il_show_object(const struct il_ctype *type, const unsigned char *bytes,
                    struct il_text *text);

/** Add a pointer: its type and where it points. */
void il_show_pointer(const struct il_ctype *type, uint64_t value, struct il_text *text);

/** Add a function: its declaration and address; by the name that the loader knows,
 * where `name` is NULL. */
void il_show_function(const struct il_ctype *type, const char *name, uintptr_t address,
                      struct il_text *text);

/** Add the names of the program that a record has. */
void il_show_program(const struct il_ctype *type, struct il_text *text);

/** Add a real number by the least digits that give it again. */
void il_show_real(const struct il_ctype *type, long double value, struct il_text *text);

#endif
