/* SPDX-License-Identifier: MIT
 * What stands at the cursor, which is the end of a passage: what may be completed
 * there, and the call around it.
 */
#ifndef IL_CURSOR_H
#define IL_CURSOR_H

#include "lex/passage.h"

enum il_cursor_kind {
    IL_CURSOR_NOTHING,   /* a comment, a number, the name of a new function */
    IL_CURSOR_NAME,      /* a name, or a keyword */
    IL_CURSOR_OPERATOR,  /* an operand has ended: `and`, `if`, `in` ... */
    IL_CURSOR_ATTRIBUTE, /* of [from, to) */
    IL_CURSOR_KEY,       /* in the subscript of [from, to), as far as it is typed */
    IL_CURSOR_MODULE,    /* in the package of the dotted name [from, to), or any */
    IL_CURSOR_IMPORT,    /* the word `import` after the module of `from` */
    IL_CURSOR_MEMBER,    /* what can be imported from the module [from, to) */
    IL_CURSOR_STRING,    /* inside of a string: a path */
};

struct il_cursor {
    enum il_cursor_kind kind;
    size_t start;    /* the byte that what is typed begins at */
    size_t word;     /* the token that is typed; the passage's count: none yet */
    size_t from, to; /* tokens */
    size_t call;     /* the bracket of the call whose argument begins here */
    bool begins;     /* a statement may begin here */
};

/** Find out. `call` is IL_NO_TOKEN where a keyword argument cannot be typed. */
struct il_cursor il_cursor_find(const struct il_passage *passage);

/** What is known of a call, up to the end of the passage. */
struct il_call {
    size_t open;     /* its bracket; IL_NO_TOKEN: there is no call */
    size_t from;     /* its function is the tokens [from, open) */
    size_t position; /* how many arguments stand before this one */
    size_t keyword;  /* the name of this one, if it has one, else IL_NO_TOKEN */
    bool is_spread;  /* an argument with a star stands before */
};

/** The innermost call around the end of the passage. */
struct il_call il_cursor_call(const struct il_passage *passage);

/** Is the name `name` a keyword argument before the last one of the call at `open`? */
bool il_cursor_is_given(const struct il_passage *passage, size_t open, const char *name,
                        size_t size);

#endif
