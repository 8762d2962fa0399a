/* SPDX-License-Identifier: MIT
 * The short text that stands for an unfinished statement when a line is judged: what
 * encloses the line, as far as it matters, then the line. In the short form suites are
 * indented by a blank each, however the text does it: that the text's own indentation
 * is consistent is known from the levels.
 *
 * Text is added to `out`; a failed allocation shows in it. No Python here.
 */
#ifndef IL_SKELETON_H
#define IL_SKELETON_H

#include "core/logical.h"

struct il_skeleton {
    struct il_text *out;
    const char *text; /* what the slices of the levels are parts of */
    const struct il_levels *levels;
    struct il_place place;       /* of the logical line */
    struct il_slice indent;      /* of the logical line */
    const struct il_text *extra; /* a statement for the enclosing scope, or NULL */
    bool is_simple; /* a statement that must not stand outside of a suite */
    bool is_short;  /* the form; set by il_skeleton_add_block(), with */
    unsigned depth; /* how many blanks the logical line is indented by */
};

/* How much of what encloses a line its verdict can depend on. */
enum il_depends {
    IL_DEPENDS_ON_NOTHING,  /* it is only parsed, not compiled */
    IL_DEPENDS_ON_BLOCKS,   /* a loop: the line says nothing about its function */
    IL_DEPENDS_ON_FUNCTION, /* and the function; no name in it can be a mangled one */
    IL_DEPENDS_ON_SCOPES,   /* and the class around that */
};

/**
 * What is to stand before a logical line: at most one class, one function, one loop and
 * one `match` header (nothing else around it can change what CPython says about it),
 * then the earlier clauses of its own statement.
 */
void il_skeleton_add_block(struct il_skeleton *skeleton, enum il_depends depends);

/**
 * Can a simple statement that depends on blocks at most stand alone, without anything
 * around it and without its indentation? That is the shortest text of all.
 */
bool il_skeleton_is_bare(const struct il_skeleton *skeleton);

/** The same with every enclosing header, for a line that is long or deep: recursion and
 * the parser's stack have limits, which are those of the whole. */
void il_skeleton_add_mirror(const struct il_skeleton *skeleton);

/** What completes every `try` around the logical line. */
void il_skeleton_add_closers(const struct il_skeleton *skeleton);

/** The indentation of the logical line. */
void il_skeleton_add_margin(const struct il_skeleton *skeleton);

/** A line with the indentation of the logical line. */
void il_skeleton_add_line(const struct il_skeleton *skeleton, const char *line);

#endif
