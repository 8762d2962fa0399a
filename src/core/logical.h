/* SPDX-License-Identifier: MIT
 * The logical line in progress: what is known of it, and its compressed form.
 *
 * No Python here.
 */
#ifndef IL_LOGICAL_H
#define IL_LOGICAL_H

#include "base/text.h"
#include "core/level.h"
#include "lex/scan.h"

enum { IL_MAX_LINE_NAMES = 64 };

/* A word near the beginning of the line. */
struct il_start_word {
    bool is_set;
    uint8_t kind; /* enum il_lex_kind */
    uint8_t word; /* enum il_word */
    struct il_slice where;
};

/* What the tokens seen so far amount to. A plain value, so that a line that turns out
 * doubtful can be taken back. */
struct il_facts {
    uint64_t keywords;  /* a bit for each enum il_word that is one */
    bool has_fields;    /* a formatted literal, or one that began on another line */
    bool returns_value; /* a `return` with something behind it */
    bool after_return;  /* the last token was `return` */
    bool awaits;        /* `await`, or `async` that is not the first word */
    bool is_declaring;  /* names are those of a `global` or `nonlocal` */
    bool too_many_names;
    unsigned name_count; /* of il_logical.names */
    unsigned colons;     /* outside of brackets */
    unsigned commas;     /* that may separate the items of a `with` */
    unsigned tokens;
    unsigned deepest; /* bracket */
};

/* May a comma in a bracket of this line be taken for one that separates elements which
 * do not depend on each other? */
enum il_separating {
    IL_SEPARATES_NEVER,
    IL_SEPARATES_ALWAYS,
    IL_SEPARATES_UNLESS_WITH, /* not in the parenthesis right after `with` */
};

/* The kind of an element between commas. */
enum il_element {
    IL_ELEMENT_PLAIN,
    IL_ELEMENT_STARRED, /* *x */
    IL_ELEMENT_PAIR,    /* key: value */
    IL_ELEMENT_MAPPING, /* **x */
    IL_ELEMENT_KEYWORD, /* name=value */
    IL_ELEMENT_COUNT
};

enum { IL_KEPT_ELEMENTS = 3 };

/* An open bracket of the line (or, as the outermost, the line itself). */
struct il_frame {
    bool separates; /* commas here separate elements that do not depend on each other */
    bool is_target; /* inside of what is assigned to: nothing may be forgotten */
    bool is_simple; /* the run holds operands and binary operators only */
    bool has_left;  /* the element's left side (`name=`, `key:`) is done */
    uint8_t target; /* what follows is assigned to: 0, IL_WORD_FOR, _DEL, _AS; or 1 */
    uint8_t element; /* enum il_element: the one in progress */
    uint8_t kinds;   /* of complete elements: a bit for each */
    uint8_t kept_count;
    uint8_t kept[IL_KEPT_ELEMENTS]; /* kinds of the elements that are shown */
    uint8_t last;                   /* enum il_last */
    uint8_t string;                 /* IL_LITERAL_ bits that may not be mixed */
    unsigned lambdas;               /* that wait for their colon */
    unsigned tokens, signs;         /* in the element */
    size_t run;                     /* where the rest of the element begins in `runs` */
};

/* The last token of a frame. */
enum il_last { IL_LAST_OTHER, IL_LAST_STRING, IL_LAST_WITH };

struct il_logical {
    bool is_open;   /* it goes on: the fields below mean something */
    bool has_lines; /* at least its first physical line was taken in */
    size_t at;      /* where it begins in the text */
    struct il_slice indent;
    uint32_t column, narrow;
    struct il_lex_state lexer; /* after the physical lines so far */
    struct il_place place;
    struct il_start_word first, second;
    enum il_separating separating;
    struct il_facts facts;
    struct il_slice names[IL_MAX_LINE_NAMES]; /* declared global or nonlocal */

    /* The compressed form, and the open literal that follows it. */
    unsigned frame_count;
    struct il_frame frame[IL_LEX_MAX_DEPTH + 1];
    struct il_text runs;
    bool has_literal;
    struct il_slice literal_line; /* its first line: from its start to the line's end */
    unsigned
        literal_depth; /* depth at its first line's end, if that is between fields */
};

/** Begin a logical line that starts at `at` with this indentation. */
void il_logical_begin(struct il_logical *logical, size_t at,
                      struct il_lex_indent indent);

void il_logical_free(struct il_logical *logical);

/** Look at the first tokens; `continues`: a backslash ends their line. */
void il_logical_classify(struct il_logical *logical, const struct il_lex_line *line,
                         size_t line_at, bool continues);

/** Take the tokens of a physical line, which begins at `line_at`, into the facts. */
void il_logical_note(struct il_logical *logical, const struct il_lex_line *line,
                     size_t line_at);

/** Is one of these words in the line? */
static inline bool il_logical_has(const struct il_logical *logical, enum il_word word)
{
    return (logical->facts.keywords >> word & 1) != 0;
}

/** The word that says what statement this is: the first, or the one after `async`. */
enum il_word il_logical_statement(const struct il_logical *logical);

#endif
