/* SPDX-License-Identifier: MIT
 * A host's field tables, checked and made a graph of types. Cold.
 */
#ifndef IL_TABLE_H
#define IL_TABLE_H

#include "base/arena.h"
#include "reflect/ctype.h"

#include <inlet/table.h>

/* Types with everything that they refer to. Never changes once it is made. */
struct il_graph {
    struct il_ctype **records; /* all records and unions, by number; the first is that
                                  of the table */
    size_t count;
    size_t room;
    struct il_arena arena; /* the memory of it all */
};

enum { IL_TABLE_PROBLEM_SIZE = 256 };

/**
 * Make the graph of a table and of all tables that it refers to; all texts are copied.
 *
 * Gives NULL with what is wrong with the table in `problem`, which has room for
 * IL_TABLE_PROBLEM_SIZE; empty if there was no memory.
 */
struct il_graph *il_table_build(const inlet_type *table, char *problem);

/** A basic type by its name in C, "unsigned long" and not "long unsigned"; or NULL. */
const struct il_ctype *il_table_basic(const char *name);
/** The same for a list of INLET_PROGRAM(): the first record has a field for each name.
 */
struct il_graph *il_table_build_program(const inlet_name *names, char *problem);

/** NULL is all right. */
void il_graph_free(struct il_graph *graph);

#endif
