/* SPDX-License-Identifier: MIT
 * What may stand in a command of the prompt: its name, files. Cold.
 */
#include "cli/complete.h"

#include <string.h>

#include "cli/use.h"

/* Where the cursor is in a command, all in its first line. */
struct typed {
    struct il_commands *commands;
    inlet_offers *offers;
    const char *text;
    size_t size;
    size_t start;    /* of the command, where its sign is, */
    size_t name_end; /* behind its name, */
    size_t cursor;
};

/* --- What Python offers ----------------------------------------------------------- */

/* Evaluate a function of helper.py that gives texts and a line on each, with a NUL
 * behind all. */
static inlet_status ask(const struct typed *typed, const char *expression,
                        const char *argument, size_t size, inlet_value *out)
{
    struct il_use use = {.commands = typed->commands};
    inlet_status status = il_use_put_text(&use, argument, size);
    return status == INLET_DONE ? il_use_ask(&use, expression, INLET_STRING, out)
                                : status;
}

static inlet_item_kind kind_of(const char *text, size_t size)
{
    return *text == '%'                        ? INLET_ITEM_COMMAND
           : size > 0 && text[size - 1] == '/' ? INLET_ITEM_FOLDER
                                               : INLET_ITEM_FILE;
}

/* Gives how many there were. */
static size_t offer_all(inlet_offers *offers, const inlet_value *found)
{
    const char *at = found->as.text.data, *end = at + found->as.text.length;
    size_t count = 0;
    while (at < end) {
        size_t size = strlen(at);
        const char *about = at + size + 1;
        (void)inlet_offer(offers, at, kind_of(at, size), about);
        at = about + strlen(about) + 1;
        count++;
    }
    return count;
}

/* INLET_PASS: there are none. */
static inlet_status offer_found(const struct typed *typed, const char *expression,
                                const char *argument, size_t size)
{
    inlet_value found = inlet_none();
    inlet_status status = ask(typed, expression, argument, size, &found);
    if (status != INLET_DONE) {
        return status;
    }
    size_t count = offer_all(typed->offers, &found);
    inlet_value_clear(&found);
    return count == 0 ? INLET_PASS : INLET_DONE;
}

/* Where there is nothing of ours, it is not Python's either. */
static inlet_status none_if_passed(inlet_status status)
{
    return status == INLET_PASS ? INLET_DONE : status;
}

/* --- Names and files -------------------------------------------------------------- */

static inlet_status offer_names(const struct typed *typed)
{
    (void)inlet_offer_place(typed->offers, typed->start, typed->name_end);
    for (size_t i = 0; i < il_commands_count(); i++) {
        const char *help;
        const char *name = il_commands_tell(i, &help);
        if (*name == '%') {
            (void)inlet_offer(typed->offers, name, INLET_ITEM_COMMAND, help);
        }
    }
    return none_if_passed(offer_found(typed, "own_names()", "", 0));
}

/* Where the first word behind the name begins. */
static size_t behind_blanks(const struct typed *typed)
{
    return typed->name_end + strspn(typed->text + typed->name_end, " \t");
}

/* Where the word at the cursor begins; a backslash takes a blank in. */
static size_t word_start(const struct typed *typed)
{
    size_t at = typed->cursor;
    while (at > typed->name_end &&
           (strchr(" \t", typed->text[at - 1]) == NULL ||
            (at > typed->name_end + 1 && typed->text[at - 2] == '\\'))) {
        at--;
    }
    return at;
}

/* INLET_PASS: there are none. */
static inlet_status offer_files(const struct typed *typed, size_t start)
{
    (void)inlet_offer_place(typed->offers, start, typed->cursor);
    return offer_found(typed, "paths(argument)", typed->text + start,
                       typed->cursor - start);
}

/* The first word of the shell's is a program, and a file only with a slash in it. */
static inlet_status offer_for_shell(const struct typed *typed)
{
    size_t start = word_start(typed);
    bool is_file = start > behind_blanks(typed) ||
                   memchr(typed->text + start, '/', typed->cursor - start) != NULL;
    return is_file ? none_if_passed(offer_files(typed, start)) : INLET_DONE;
}

static bool is_named(const struct typed *typed, const char *name)
{
    size_t size = typed->name_end - typed->start;
    return strlen(name) == size && memcmp(typed->text + typed->start, name, size) == 0;
}

/* What is behind the name is completed as if it stood alone. */
static inlet_status offer_code(const struct typed *typed)
{
    inlet_completion found = INLET_COMPLETION_INIT;
    size_t first = behind_blanks(typed);
    size_t rest = first < typed->cursor ? first : typed->cursor;
    inlet_status status =
        inlet_complete(typed->commands->console, typed->text + rest, typed->size - rest,
                       typed->cursor - rest, NULL, &found, NULL);
    if (status != INLET_DONE) {
        return status;
    }
    (void)inlet_offer_place(typed->offers, rest + found.start, rest + found.end);
    for (size_t i = 0; i < found.count; i++) {
        const inlet_item *item = &found.items[i];
        (void)inlet_offer(typed->offers, item->text, item->kind, item->about);
    }
    inlet_completion_clear(&found);
    return INLET_DONE;
}

/* A word in quotes is a text to Python, which knows the files in that. */
static inlet_status offer_words(const struct typed *typed)
{
    size_t start = word_start(typed);
    bool takes_names = is_named(typed, "%edit");
    bool takes_files = is_named(typed, "%run") || is_named(typed, "%save");
    if ((!takes_names && !takes_files) || typed->text[start] == '\'' ||
        typed->text[start] == '"') {
        return offer_code(typed);
    }
    inlet_status status = offer_files(typed, start);
    return status == INLET_PASS && takes_names ? offer_code(typed)
                                               : none_if_passed(status);
}

/* --- The callback ----------------------------------------------------------------- */

static bool is_in_first_line(const struct typed *typed)
{
    return typed->cursor > typed->start &&
           memchr(typed->text, '\n', typed->cursor) == NULL;
}

inlet_status il_commands_complete(void *data, const char *text, size_t length,
                                  size_t cursor, inlet_offers *offers)
{
    struct typed typed = {data, offers, text, length, strspn(text, " \t\f"), 0, cursor};
    const char *sign = text + typed.start;
    if (!typed.commands->is_active || !is_in_first_line(&typed)) {
        return INLET_PASS;
    }
    if (*sign == '!') {
        typed.name_end = typed.start + 1;
        return offer_for_shell(&typed);
    }
    if (*sign != '%') {
        return INLET_PASS;
    }
    typed.name_end = typed.start + strcspn(sign, " \t\f\r\n");
    if (cursor <= typed.name_end) {
        return offer_names(&typed);
    }
    return offer_words(&typed);
}
