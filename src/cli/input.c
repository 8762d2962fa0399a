/* SPDX-License-Identifier: MIT
 * What is typed at the prompt: Python, or a command of the program. Cold.
 */
#include "cli/input.h"

#include <string.h>

static const char blanks[] = " \t\f\r\n";

/* Letters beyond ASCII are bytes of 0x80 and more: Python knows which of them may be in
 * a name. */
static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80);
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static const char *skip_blanks(const char *at) { return at + strspn(at, " \t\f"); }

/* Behind the word at `at`, which is `at` where there is none. */
static const char *skip_word(const char *at)
{
    if (is_letter(*at)) {
        while (is_letter(*at) || is_digit(*at)) {
            at++;
        }
    }
    return at;
}

/* --- Names ------------------------------------------------------------------------ */

/* Behind a text in quotes without escapes, or NULL. */
static const char *skip_text(const char *at)
{
    const char stop[] = {*at, '\\', '\n', '\0'};
    const char *end = at + 1 + strcspn(at + 1, stop);
    return *end == *at ? end + 1 : NULL;
}

/* Behind what may stand in brackets, or NULL. */
static const char *skip_index(const char *at)
{
    if (*at == '\'' || *at == '"') {
        return skip_text(at);
    }
    const char *end = skip_word(at);
    if (end == at) {
        end += *end == '-';
        end += strspn(end, "0123456789");
    }
    return end > at && (is_digit(end[-1]) || is_letter(end[-1])) ? end : NULL;
}

/* Behind `.word` or `[index]`, or NULL. */
static const char *skip_step(const char *at)
{
    const char *end = NULL;
    if (*at == '.') {
        end = skip_word(at + 1);
        return end > at + 1 ? end : NULL;
    }
    if (*at == '[') {
        end = skip_index(at + 1);
    }
    return end != NULL && *end == ']' ? end + 1 : NULL;
}

/* Behind the name at `at`, which is `at` where there is none. */
static const char *skip_name(const char *at)
{
    const char *end = skip_word(at);
    const char *next = end > at ? skip_step(end) : NULL;
    while (next != NULL) {
        end = next;
        next = skip_step(end);
    }
    return end;
}

/* --- Inputs ----------------------------------------------------------------------- */

static void set_rest(struct il_input *input, const char *rest, const char *end)
{
    input->rest = skip_blanks(rest);
    input->full_size = (size_t)(end - input->rest);
    input->rest_size = input->full_size;
    while (input->rest_size > 0 &&
           strchr(blanks, input->rest[input->rest_size - 1]) != NULL) {
        input->rest_size--;
    }
    input->has_lines = memchr(input->rest, '\n', input->rest_size) != NULL;
}

static void read_command(struct il_input *input, const char *at, const char *end)
{
    const char *name_end = skip_word(at);
    if (name_end > at && (*name_end == '\0' || strchr(blanks, *name_end) != NULL)) {
        input->kind = IL_INPUT_COMMAND;
        input->name = at;
        input->name_size = (size_t)(name_end - at);
        set_rest(input, name_end, end);
    }
}

/* `!=` is what is left of a comparison. */
static void read_shell(struct il_input *input, const char *at, const char *end)
{
    set_rest(input, at, end);
    bool is_something = input->rest_size > 0 && *at != '=';
    input->kind = is_something ? IL_INPUT_SHELL : IL_INPUT_PYTHON;
}

static void read_question(struct il_input *input, const char *at, const char *end)
{
    input->kind = *at == '?' ? IL_INPUT_SOURCE : IL_INPUT_HELP;
    set_rest(input, at + (*at == '?'), end);
}

/* name? and name?? */
static void read_name(struct il_input *input, const char *at, const char *end)
{
    const char *name_end = skip_name(at);
    const char *marks = skip_blanks(name_end);
    size_t count = strspn(marks, "?");
    const char *behind = marks + count;
    if (name_end > at && (count == 1 || count == 2) &&
        behind + strspn(behind, blanks) == end) {
        input->kind = count == 2 ? IL_INPUT_SOURCE : IL_INPUT_HELP;
        set_rest(input, at, name_end);
    }
}

static struct il_input read_any(const char *text, const char *end)
{
    struct il_input input = {.kind = IL_INPUT_PYTHON};
    const char *at = skip_blanks(text);
    switch (*at) {
    case '%':
        read_command(&input, at + 1, end);
        break;
    case '!':
        read_shell(&input, at + 1, end);
        break;
    case '?':
        read_question(&input, at + 1, end);
        break;
    default:
        read_name(&input, at, end);
        break;
    }
    return input;
}

struct il_input il_input_read(const char *text, size_t size)
{
    struct il_input none = {.kind = IL_INPUT_PYTHON};
    return memchr(text, '\0', size) != NULL ? none : read_any(text, text + size);
}

bool il_input_continues(const struct il_input *input)
{
    size_t count = 0;
    while (count < input->rest_size &&
           input->rest[input->rest_size - 1 - count] == '\\') {
        count++;
    }
    return count % 2 == 1;
}
