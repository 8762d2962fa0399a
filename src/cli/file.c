/* SPDX-License-Identifier: MIT
 * The commands that run a text: %run, %edit, %paste. Cold.
 */
#include "cli/file.h"

#include <inlet/source.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- %run, %edit ------------------------------------------------------------------ */

static const char *text_at(const inlet_value *tuple, size_t index)
{
    return inlet_value_item(tuple, index)->as.text.data;
}

static inlet_status run_words(const struct il_use *use)
{
    inlet_value file = inlet_none();
    inlet_status status = il_use_ask(use, "begin_run(argument)", INLET_TUPLE, &file);
    if (status != INLET_DONE) {
        return status;
    }
    status = il_use_run_file(use, inlet_value_item(&file, 1), text_at(&file, 0));
    inlet_value_clear(&file);
    inlet_status ended = il_use_do(use, "end_run()");
    return status == INLET_DONE ? ended : status;
}

inlet_status il_file_run(struct il_use *use)
{
    inlet_status status = il_use_put_rest(use);
    return status == INLET_DONE ? run_words(use) : status;
}

static inlet_status run_edited(const struct il_use *use, bool is_wanted)
{
    inlet_value edited = inlet_none();
    inlet_status status = il_use_put(use, "is_wanted", inlet_bool(is_wanted));
    if (status == INLET_DONE) {
        status = il_use_ask(use, "end_edit(argument, is_wanted)", INLET_TUPLE, &edited);
    }
    if (status == INLET_DONE && is_wanted) {
        status =
            il_use_run_file(use, inlet_value_item(&edited, 1), text_at(&edited, 0));
    }
    inlet_value_clear(&edited);
    return status;
}

static int edit_file(const struct il_use *use, const char *path, struct il_ending *out)
{
    inlet_call_pause(use->call);
    int error = il_shell_run(&use->commands->shell, "${VISUAL:-${EDITOR:-vi}} \"$1\"",
                             path, out);
    inlet_call_resume(use->call);
    return error;
}

/* A path with blanks is one word for begin_run(). */
static inlet_status run_path(const struct il_use *use, const char *path)
{
    inlet_value quoted = inlet_none();
    inlet_status status = il_use_put_text(use, path, strlen(path));
    if (status == INLET_DONE) {
        status = il_use_ask(use, "__import__('shlex').quote(argument)", INLET_STRING,
                            &quoted);
    }
    if (status == INLET_DONE) {
        status = il_use_put_text(use, quoted.as.text.data, quoted.as.text.length);
    }
    inlet_value_clear(&quoted);
    return status == INLET_DONE ? run_words(use) : status;
}

static inlet_status run_if_wanted(const struct il_use *use, const char *path,
                                  bool is_ours, bool is_wanted)
{
    inlet_status status = INLET_DONE;
    if (is_ours) {
        status = il_use_put_text(use, path, strlen(path));
        status = status == INLET_DONE ? run_edited(use, is_wanted) : status;
    } else if (is_wanted) {
        status = run_path(use, path);
    }
    return is_wanted || status != INLET_DONE
               ? status
               : il_use_complain(use, "the editor has failed; nothing is run");
}

/* The user looks at the session in between; the file is kept for him. */
static inlet_status keep_stopped(const struct il_use *use, const char *path,
                                 bool is_ours, pid_t editor)
{
    char expression[80];
    snprintf(expression, sizeof expression, "stop_edit(%ld, argument, %s)",
             (long)editor, is_ours ? "True" : "False");
    inlet_status status = il_use_put_text(use, path, strlen(path));
    status = status == INLET_DONE ? il_use_do(use, expression) : status;
    if (status == INLET_DONE) {
        fputs("\n(stopped; %fg lets it go on, what was edited is run then)\n", stderr);
    }
    return status;
}

static inlet_status end_edit(const struct il_use *use, const char *path, bool is_ours,
                             int error, const struct il_ending *ending)
{
    return error == 0 && ending->is_stopped
               ? keep_stopped(use, path, is_ours, ending->process)
               : run_if_wanted(use, path, is_ours, error == 0 && ending->code == 0);
}

static inlet_status edit_at(const struct il_use *use, const char *path, bool is_ours)
{
    struct il_ending ending;
    int error = edit_file(use, path, &ending);
    return end_edit(use, path, is_ours, error, &ending);
}

inlet_status il_file_resumed(struct il_use *use, const struct il_ending *ending,
                             bool *out_is_editor)
{
    char expression[40];
    inlet_value edit = inlet_none();
    inlet_status status = il_use_put_rest(use);
    *out_is_editor = false;
    if (status == INLET_DONE) {
        snprintf(expression, sizeof expression, "resumed_edit(%ld)",
                 (long)ending->process);
        status = il_use_ask(use, expression, INLET_TUPLE, &edit);
    }
    if (status == INLET_DONE && text_at(&edit, 0)[0] != '\0') {
        *out_is_editor = true;
        status = end_edit(use, text_at(&edit, 0),
                          inlet_value_item(&edit, 1)->as.boolean, 0, ending);
    }
    inlet_value_clear(&edit);
    return status;
}

inlet_status il_file_edit(struct il_use *use)
{
    inlet_value target = inlet_none();
    inlet_status status = il_use_put_rest(use);
    if (status == INLET_DONE) {
        status = il_use_ask(use, "begin_edit(argument)", INLET_TUPLE, &target);
    }
    if (status == INLET_DONE) {
        bool is_ours = inlet_value_item(&target, 1)->as.boolean;
        status = edit_at(use, text_at(&target, 0), is_ours);
    }
    inlet_value_clear(&target);
    return status;
}

/* --- %paste ----------------------------------------------------------------------- */

/* A block is ended by an empty line, as somebody would type it. */
static inlet_status run_statement(const struct il_use *use, inlet_source_text *source,
                                  const inlet_statement *statement)
{
    inlet_value lines = inlet_none();
    inlet_status status =
        inlet_source_lines(source, statement->start, statement->stop, &lines, NULL);
    if (status != INLET_DONE) {
        return status;
    }
    size_t size = lines.as.text.length;
    char *text = malloc(size + 2);
    if (text != NULL) {
        memcpy(text, lines.as.text.data, size);
        memcpy(text + size, "\n", 2);
        bool is_block = memchr(text, '\n', size) != NULL;
        status = il_use_run(use, text, size + is_block, INLET_SINGLE, NULL, NULL);
        status = status == INLET_MORE ? INLET_INVALID : status;
    }
    free(text);
    inlet_value_clear(&lines);
    return text == NULL ? INLET_ENOMEM : status;
}

static inlet_status run_statements(const struct il_use *use, inlet_source_text *source)
{
    inlet_statement statement;
    inlet_status status = INLET_DONE;
    size_t count = 0;
    for (size_t i = 0; status == INLET_DONE; i++) {
        status = inlet_source_statements(source, i, &statement, 1, &count, NULL);
        if (status != INLET_DONE || i >= count) {
            return status;
        }
        status = run_statement(use, source, &statement);
        if (status > INLET_DONE && status != INLET_EXIT && i + 1 < count) {
            fprintf(stderr, "(stopped: what is behind line %zu was not run)\n",
                    statement.stop);
        }
    }
    return status;
}

static inlet_status run_pasted(const struct il_use *use, const inlet_value *text)
{
    inlet_source source = INLET_SOURCE_INIT;
    source.text = text->as.text.data;
    source.length = text->as.text.length;
    inlet_source_text *pasted = inlet_source_new(&source, NULL);
    inlet_status status = pasted == NULL ? INLET_ENOMEM : run_statements(use, pasted);
    inlet_source_free(pasted);
    return status;
}

inlet_status il_file_paste(struct il_use *use)
{
    inlet_value text = inlet_none();
    if (use->commands->is_pasting) {
        return il_use_complain(use, "what is pasted cannot paste");
    }
    inlet_status status = il_use_put(use, "argument", inlet_none());
    if (status == INLET_DONE) {
        status = il_use_ask(use, "paste()", INLET_STRING, &text);
    }
    if (status == INLET_DONE) {
        use->commands->is_pasting = true;
        status = run_pasted(use, &text);
        use->commands->is_pasting = false;
    }
    inlet_value_clear(&text);
    return status;
}
