/* SPDX-License-Identifier: MIT
 *
 * What an editor shows, as data: completions, signatures and documentation, colours.
 * The host draws them itself; see also <inlet/source.h> for whether a text is complete
 * and how its next line is to be indented.
 *
 *     inlet_completion found = INLET_COMPLETION_INIT;
 *     inlet_complete(console, text, length, cursor, NULL, &found, NULL);
 *     for (size_t i = 0; i < found.count; i++) puts(found.items[i].text);
 *     inlet_completion_clear(&found);
 *
 * Nothing of the user's is run: no property, no __getattr__(), no __dir__(), no import.
 * Objects are looked at as they stand in memory. Texts may be anything at all; what is
 * no Python is read as far as it can be. Places in a text are bytes of its UTF-8.
 *
 * The rules at the head of inlet.h hold here as well.
 */
#ifndef INLET_EDITOR_H
#define INLET_EDITOR_H

#include <inlet/inlet.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- Completion ---------------------------------------------------------------- */

/** What a completion is, or what is described. */
typedef enum inlet_item_kind {
    INLET_ITEM_VARIABLE,
    INLET_ITEM_FUNCTION, /**< or a method */
    INLET_ITEM_CLASS,
    INLET_ITEM_MODULE,
    INLET_ITEM_PROPERTY,  /**< an attribute whose value only code can tell */
    INLET_ITEM_PARAMETER, /**< of the function that is called: "name=" */
    INLET_ITEM_KEYWORD,
    INLET_ITEM_KEY, /**< of a dict, as a literal: "'name'" */
    INLET_ITEM_FILE,
    INLET_ITEM_FOLDER, /**< ends with a slash */
    INLET_ITEM_COMMAND /**< of the host's second language */
} inlet_item_kind;

/** One completion. A NUL stands behind the text. */
typedef struct inlet_item {
    const char *text;
    size_t length;
    inlet_item_kind kind;
    const char *about; /**< of the host's: a line on it, or ""; NULL for Python's */
} inlet_item;

/** How much is wanted at most. */
typedef struct inlet_limits {
    size_t size;
    size_t items;          /**< 0: 1000 */
    uint32_t milliseconds; /**< 0: 200 */
} inlet_limits;

#define INLET_LIMITS_INIT                                                              \
    {                                                                                  \
        sizeof(inlet_limits), 0, 0                                                     \
    }

/** What may stand at a place. */
typedef struct inlet_completion {
    size_t size;
    size_t start, end; /**< each item is to be put in the place of [start, end) */
    const inlet_item *items;
    size_t count;
    bool more;   /**< a limit has left some out */
    void *owner; /**< private: what inlet_completion_clear() frees, or NULL */
} inlet_completion;

#define INLET_COMPLETION_INIT                                                          \
    {                                                                                  \
        sizeof(inlet_completion), 0, 0, NULL, 0, false, NULL                           \
    }

/**
 * What may stand at the cursor: names, attributes, keys, keyword arguments, keywords,
 * modules, paths in strings. Sorted; parameters and keys stand first. Or what the
 * host's callback `complete` offers, as it does.
 *
 * `text` is all that is typed and was not pushed yet; the console's unfinished input is
 * read before it. `limits` may be NULL. What is left out by the number of items is the
 * end of the sorted list; by the time, it can be any.
 *
 * Answers:  INLET_DONE, also if there is nothing
 * Fails:    INLET_EINVAL if the cursor is not in the text or inside of a character, or
 *           out_completion->size is not set; INLET_EENCODING; what `complete` answers
 * Owner:    inlet_completion_clear(); what *out_completion held before is overwritten
 * Thread:   any, also while a command runs in the console, as far as that lets go of
 *           Python's lock
 * Since:    0.1
 */
INLET_API inlet_status inlet_complete(inlet_console *console, const char *text,
                                      size_t length, size_t cursor,
                                      const inlet_limits *limits,
                                      inlet_completion *out_completion,
                                      inlet_error *error);

/** Free what it owns and make it empty; NULL is all right. Since: 0.1 */
INLET_API void inlet_completion_clear(inlet_completion *completion);

/**
 * Offer a text, in the host's callback `complete`. Editors show those that begin with
 * what is typed at the place, or have its characters in this order. `about` is a line
 * on it, or NULL.
 *
 * Fails:    INLET_EINVAL without a text; INLET_EENCODING; INLET_ENOMEM
 * Owner:    both texts are read during the call only
 * Thread:   the one of the callback, until that returns
 * Since:    0.1
 */
INLET_API inlet_status inlet_offer(inlet_offers *offers, const char *text,
                                   inlet_item_kind kind, const char *about);

/**
 * Each text that is offered is to be put in the place of [start, end) of the input,
 * around the cursor. At first that is empty, at the cursor.
 *
 * Fails:    INLET_EINVAL if the cursor is not in it, or an end is in no place of the
 *           text, or inside of a character
 * Thread:   the one of the callback, until that returns
 * Since:    0.1
 */
INLET_API inlet_status inlet_offer_place(inlet_offers *offers, size_t start,
                                         size_t end);

/* --- Description --------------------------------------------------------------- */

/** What is to be described. */
typedef enum inlet_focus {
    INLET_FOCUS_NAME, /**< the name at the cursor; else the function that is called */
    INLET_FOCUS_CALL  /**< the function whose arguments are typed at the cursor */
} inlet_focus;

/** What is known of a thing. Values that are not known are None. */
typedef struct inlet_description {
    size_t size;
    inlet_item_kind kind;
    inlet_value name;      /**< as it stands in the text: "os.path.join" */
    inlet_value type;      /**< the name of its class */
    inlet_value signature; /**< "(a, *p)"; a default that is no simple value: "..." */
    inlet_value doc;       /**< its docstring */
    size_t active_start;   /**< of `signature`: the parameter that is typed now, */
    size_t active_end;     /**< or both 0 */
} inlet_description;

#define INLET_DESCRIPTION_INIT                                                         \
    {                                                                                  \
        sizeof(inlet_description), INLET_ITEM_VARIABLE, {INLET_NONE, {false}, NULL},   \
            {INLET_NONE, {false}, NULL}, {INLET_NONE, {false}, NULL},                  \
            {INLET_NONE, {false}, NULL}, 0, 0                                          \
    }

/**
 * Describe what stands at the cursor. The arguments are those of inlet_complete().
 *
 * Answers:  INLET_DONE; INLET_PASS: nothing is known, *out_description is as it was
 * Fails:    INLET_EINVAL, INLET_EENCODING as inlet_complete()
 * Owner:    inlet_description_clear(); what *out_description held is overwritten
 * Thread:   as inlet_complete()
 * Since:    0.1
 */
INLET_API inlet_status inlet_describe(inlet_console *console, const char *text,
                                      size_t length, size_t cursor, inlet_focus focus,
                                      inlet_description *out_description,
                                      inlet_error *error);

/** Free what it owns and make it empty; NULL is all right. Since: 0.1 */
INLET_API void inlet_description_clear(inlet_description *description);

/* --- Highlighting -------------------------------------------------------------- */

/** How a span is to be coloured. */
typedef enum inlet_span_kind {
    INLET_SPAN_KEYWORD = 1, /**< soft ones where they are keywords */
    INLET_SPAN_CONSTANT,    /**< True, False, None */
    INLET_SPAN_BUILTIN,     /**< a name that Python knows from the start */
    INLET_SPAN_NAME,
    INLET_SPAN_DEFINITION, /**< the name that `def` or `class` gives */
    INLET_SPAN_DECORATOR,
    INLET_SPAN_NUMBER,
    INLET_SPAN_STRING, /**< around the fields of an f-string, where Python has tokens
                            in these (3.12) */
    INLET_SPAN_COMMENT,
    INLET_SPAN_OPERATOR,
    INLET_SPAN_ERROR /**< a character without meaning, a bracket without its other */
} inlet_span_kind;

/** Some bytes of a line, [start, end). */
typedef struct inlet_span {
    size_t start, end;
    inlet_span_kind kind;
} inlet_span;

/**
 * What is open at the end of a line. All zero is the state in which a text begins. It
 * is a plain value: keep one for each line, and after a change paint the lines below
 * until one ends in the same state, by memcmp(), as before.
 */
typedef struct inlet_line_state {
    unsigned char bytes[64];
} inlet_line_state;

/**
 * The spans of one line: its tokens, in order; what is between them is blank.
 *
 * `before` (NULL: the beginning) is what the line above left; *out_after, which may be
 * the same object or NULL, gets what is open then. *out_count is how many spans there
 * are in all; those that have room are in the array.
 *
 * Fails:    INLET_EINVAL if *before is no state; INLET_ENOMEM
 * Owner:    `out_spans` is the caller's array, of which what is not needed stays as it
 *           was
 * Thread:   any; needs neither a console nor Python
 * Since:    0.1
 */
INLET_API inlet_status inlet_highlight(const inlet_line_state *before, const char *line,
                                       size_t length, inlet_span *out_spans,
                                       size_t capacity, size_t *out_count,
                                       inlet_line_state *out_after, inlet_error *error);

#ifdef __cplusplus
}
#endif

#endif
