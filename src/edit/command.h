/* SPDX-License-Identifier: MIT
 * The commands that keys are bound to, by name.
 *
 * A command changes the text of the typist, moves in it, or wishes something that only
 * the editor around it can do. Names and meanings are those of Emacs and readline where
 * these have such a command.
 */
#ifndef IL_EDIT_COMMAND_H
#define IL_EDIT_COMMAND_H

#include <stddef.h>

struct il_typist;

/* What the editor is to do when a key was taken. */
enum il_wish {
    IL_WISH_NONE,      /* show what has become of the text */
    IL_WISH_BELL,      /* there was nothing to do */
    IL_WISH_NO_MEMORY, /* the text is as it was */
    IL_WISH_ACCEPT,    /* Enter: run the text, or il_typist_newline() */
    IL_WISH_COMPLETE,
    IL_WISH_COMPLETE_BACK,
    IL_WISH_TAKE_SUGGESTION, /* or the bell, if none is shown */
    IL_WISH_TAKE_SUGGESTED_WORD,
    IL_WISH_PREFIX_BACK, /* an older entry that begins as the text before the cursor */
    IL_WISH_PREFIX_FORTH,
    IL_WISH_HISTORY_BACK, /* an older entry, a newer one; */
    IL_WISH_HISTORY_FORTH,
    IL_WISH_HISTORY_FIRST, /* the oldest, and what was typed */
    IL_WISH_HISTORY_LAST,
    IL_WISH_SEARCH_BACK, /* incremental search */
    IL_WISH_SEARCH_FORTH,
    IL_WISH_SEARCH_AGAIN, /* vi's n and N: the last search */
    IL_WISH_SEARCH_AGAIN_BACK,
    IL_WISH_LAST_ARGUMENT, /* insert the last word of the entry before */
    IL_WISH_END_OF_FILE,
    IL_WISH_INTERRUPT,
    IL_WISH_SUSPEND,
    IL_WISH_CLEAR_SCREEN,
    IL_WISH_REDRAW,
    IL_WISH_EDIT,  /* in $EDITOR */
    IL_WISH_HELP,  /* on what is at the cursor */
    IL_WISH_ABORT, /* close the menu, the search; nothing else is open any more */
    IL_WISH_COUNT
};

/* What the typist does around a command. */
enum {
    IL_COMMAND_MOVES = 1,    /* Shift extends the selection by it, else it ends */
    IL_COMMAND_GOAL = 2,     /* keeps to the column that a row of such began in */
    IL_COMMAND_KILLS = 4,    /* what a row of such kills is one text */
    IL_COMMAND_YANKS = 8,    /* yank-pop may follow */
    IL_COMMAND_TYPES = 16,   /* some of them in a row are undone as one */
    IL_COMMAND_SELECTS = 32, /* the region stays, as after every motion */
    IL_COMMAND_ERASES = 128, /* likewise */
    IL_COMMAND_ARGUES = 64,  /* is a part of the numeric argument */
};

/** `count` is the numeric argument, 1 if there is none. */
typedef enum il_wish (*il_command_fn)(struct il_typist *typist, long count);

struct il_command {
    const char *name;
    il_command_fn run; /* or NULL: */
    enum il_wish wish; /* that is all it does */
    unsigned flags;
    const char *help; /* one line */
};

/** The command of that name, or NULL. */
const struct il_command *il_command_find(const char *name, size_t size);

/** All of them, in the order of their names. */
const struct il_command *il_command_list(size_t *out_count);

/** The command whose name is most like this one, or NULL if none is. */
const struct il_command *il_command_guess(const char *name, size_t size);

#endif
