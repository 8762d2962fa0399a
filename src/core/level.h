/* SPDX-License-Identifier: MIT
 * The open suites of an unfinished statement, outermost first, and what a shorter text
 * needs to know of each to stand for it.
 *
 * A clause is kept in a canonical form that has the same effect on what may follow:
 * every condition is `_`, every loop a `while`, every body `pass`.
 *
 * No Python here.
 */
#ifndef IL_LEVEL_H
#define IL_LEVEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A part of the text that is judged. */
struct il_slice {
    size_t at;
    size_t size;
};

/* X(name, canonical header); a class is followed by its name, which mangles others. */
#define IL_CLAUSES(X)                                                                  \
    X(NONE, "")                                                                        \
    X(IF, "if _:")                                                                     \
    X(WHILE, "while _:")                                                               \
    X(WITH, "with _:")                                                                 \
    X(TRY, "try:")                                                                     \
    X(EXCEPT, "except _:")                                                             \
    X(EXCEPT_ALL, "except:")                                                           \
    X(EXCEPT_STAR, "except* _:")                                                       \
    X(ELSE, "else:")                                                                   \
    X(FINALLY, "finally:")                                                             \
    X(MATCH, "match _:")                                                               \
    X(CASE, "case 0:")                                                                 \
    X(DEF, "def _():")                                                                 \
    X(ASYNC_DEF, "async def _():")                                                     \
    X(CLASS, "class ")

enum il_clause {
#define X(name, header) IL_CLAUSE_##name,
    IL_CLAUSES(X)
#undef X
        IL_CLAUSE_COUNT
};

enum {
    IL_MAX_LEVELS = 80, /* CPython takes 100 levels of indentation */
    IL_MAX_NAMES = 256, /* that are declared global or nonlocal, in all open scopes */
};

/* The body of a class or function, or the whole text. */
struct il_scope {
    enum { IL_SCOPE_MODULE, IL_SCOPE_CLASS, IL_SCOPE_DEF } kind;
    bool is_async;
    bool has_yield, returns_value;
    size_t at;                  /* where its header begins */
    unsigned names, name_count; /* declared: a part of il_levels.names */
};

struct il_level {
    struct il_slice indent;
    uint32_t column, narrow; /* of the indentation: tabs to 8, tabs to 1 */
    bool is_match;           /* its statements are the cases of a `match` */

    /* The statement that is open here. */
    bool is_decorated;  /* only decorators so far */
    bool needs_handler; /* a `try` without `except` or `finally` so far */
    uint8_t clause;     /* whose suite the next level is, or IL_CLAUSE_NONE */
    uint8_t closed_count;
    uint8_t closed[IL_CLAUSE_COUNT]; /* the clauses before it, each once */
    struct il_slice name;            /* of a class */
    struct il_slice last_case;       /* of a match: decides whether one may follow */
    bool last_case_is_header;        /* it ends at its colon */
    unsigned weight;                 /* of CPython's nested blocks */
    unsigned elifs;
    bool has_scope;
    struct il_scope scope;
};

struct il_levels {
    unsigned count; /* at least one, the module's */
    bool is_header; /* the last logical line was a header: a suite is to follow */
    bool is_match;  /* and it was that of a match */
    struct il_level level[IL_MAX_LEVELS + 2];
    struct il_scope module;
    unsigned name_count;
    struct il_slice names[IL_MAX_NAMES];
};

/* Where a logical line belongs. */
struct il_place {
    bool is_new;    /* the first line of a new level, else of an open one */
    bool continues; /* a further clause of that level's statement */
    unsigned index;
};

/** The module's level alone. */
void il_levels_reset(struct il_levels *levels);

/** Must more lines follow, whatever the last one is? */
bool il_levels_need_more(const struct il_levels *levels);

/** The scope that encloses what stands at level `index`; `*out_owner` is the level
 * whose header made it, or -1. */
struct il_scope *il_levels_scope(struct il_levels *levels, unsigned index,
                                 int *out_owner);

/** Forget the statement that is open at this level. */
void il_level_reset(struct il_level *level);

/** A level with nothing in it. */
struct il_level il_level_make(struct il_slice indent, uint32_t column, uint32_t narrow,
                              bool is_match);

/** Note that a clause is over, unless one like it is noted. */
void il_level_close(struct il_level *level, enum il_clause clause);

/** Was the first clause of the statement, over now, this one? */
bool il_level_began_with(const struct il_level *level, enum il_clause clause);

/** How a clause's header is written; that of a class lacks its name and colon. */
const char *il_clause_text(enum il_clause clause);

#endif
