/* SPDX-License-Identifier: MIT
 * One use of a command: what it tells, asks Python, and runs. Cold.
 */
#include "cli/use.h"

#include <stdio.h>
#include <string.h>

#include "cli/helper.h"

/* --- Telling the user ------------------------------------------------------------- */

/* One line, and the command has failed. */
inlet_status il_use_complain(const struct il_use *use, const char *text)
{
    const struct il_input *input = &use->input;
    if (input->kind == IL_INPUT_COMMAND) {
        fprintf(stderr, "%%%.*s: %s\n", (int)input->name_size, input->name, text);
    } else {
        fprintf(stderr, "%c: %s\n", input->kind == IL_INPUT_SHELL ? '!' : '?', text);
    }
    return INLET_INVALID;
}

/* What a function of ours raised: a Problem is for the user as it is, and the rest is
 * raised where he has called for it. */
static inlet_status hand_on(const struct il_use *use, inlet_status status,
                            const inlet_error *error)
{
    const char *name = strrchr(error->type, '.');
    name = name == NULL ? error->type : name + 1;
    return strcmp(name, "Problem") == 0 ? il_use_complain(use, error->message) : status;
}

/* --- Asking Python ---------------------------------------------------------------- */

static inlet_status need_helper(struct il_commands *commands, inlet_error *error)
{
    inlet_source source = INLET_SOURCE_INIT;
    source.text = il_helper_text;
    source.length = strlen(il_helper_text);
    source.filename = "<inlet>";
    inlet_status status = commands->has_helper
                              ? INLET_DONE
                              : inlet_run_source(commands->own, &source, error);
    commands->has_helper = status == INLET_DONE;
    return status;
}

/* Before this the helper's names are not there to be set, as it sets them itself. */
inlet_status il_use_put(const struct il_use *use, const char *name, inlet_value value)
{
    inlet_error error;
    inlet_status status = need_helper(use->commands, &error);
    return status == INLET_DONE ? inlet_put(use->commands->own, name, value, NULL)
                                : hand_on(use, status, &error);
}

inlet_status il_use_put_text(const struct il_use *use, const char *text, size_t size)
{
    return il_use_put(use, "argument", inlet_string_n(text, size));
}

inlet_status il_use_put_rest(const struct il_use *use)
{
    return il_use_put_text(use, use->input.rest, use->input.rest_size);
}

/* INLET_DONE, or what the command is to answer. */
inlet_status il_use_ask(const struct il_use *use, const char *expression,
                        inlet_kind kind, inlet_value *out)
{
    inlet_error error;
    inlet_status status = inlet_get(use->commands->own, expression, kind, out, &error);
    return status == INLET_DONE ? INLET_DONE : hand_on(use, status, &error);
}

/* A function that only does something. */
inlet_status il_use_do(const struct il_use *use, const char *expression)
{
    inlet_value nothing = inlet_none();
    return il_use_ask(use, expression, INLET_NONE, &nothing);
}

inlet_status il_use_say(const struct il_use *use, const char *text)
{
    inlet_status status = il_use_put_text(use, text, strlen(text));
    return status == INLET_DONE ? il_use_do(use, "say(argument)") : status;
}

/* A function that takes nothing but what was typed. */
inlet_status il_use_do_with_rest(const struct il_use *use, const char *expression)
{
    inlet_status status = il_use_put_rest(use);
    return status == INLET_DONE ? il_use_do(use, expression) : status;
}

/* --- Running code of the user ----------------------------------------------------- */

inlet_status il_use_run(const struct il_use *use, const char *text, size_t size,
                        inlet_mode mode, const char *filename, inlet_error *error)
{
    inlet_source source = INLET_SOURCE_INIT;
    source.text = text;
    source.length = size;
    source.mode = mode;
    source.filename = filename;
    return inlet_run_source(use->commands->console, &source, error);
}

/* A file of statements. That it leaves ends the file, as with `inlet -i`. */
inlet_status il_use_run_file(const struct il_use *use, const inlet_value *text,
                             const char *filename)
{
    inlet_error error;
    inlet_status status = il_use_run(use, text->as.text.data, text->as.text.length,
                                     INLET_EXEC, filename, &error);
    if (status == INLET_MORE) {
        return il_use_complain(use, "it ends in the middle of a statement");
    }
    if (status == INLET_EXIT) {
        if (error.exit_code != 0) {
            fprintf(stderr, "(exit code %d)\n", error.exit_code);
        }
        return INLET_DONE;
    }
    return status;
}
