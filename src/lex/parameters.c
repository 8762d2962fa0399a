/* SPDX-License-Identifier: MIT
 * Reading the parameters of a signature.
 */
#include "lex/parameters.h"

#include <stdlib.h>
#include <string.h>

enum { USUAL_PARAMETERS = 8 };

static bool is_of_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || (unsigned char)c >= 0x80;
}

static bool grow(struct il_parameters *parameters)
{
    size_t capacity =
        parameters->capacity == 0 ? USUAL_PARAMETERS : 2 * parameters->capacity;
    struct il_parameter *list =
        realloc(parameters->list, capacity * sizeof *parameters->list);
    if (list == NULL) {
        return false;
    }
    parameters->list = list;
    parameters->capacity = capacity;
    return true;
}

void il_parameters_free(struct il_parameters *parameters)
{
    free(parameters->list);
    *parameters = (struct il_parameters){0};
}

/* ---- reading ---- */

/* Behind the string that begins at `at`. */
static size_t skip_string(const char *text, size_t size, size_t at)
{
    char quote = text[at++];
    while (at < size && text[at] != quote) {
        at += text[at] == '\\' ? 2 : 1;
    }
    return at < size ? at + 1 : size;
}

/* The comma or bracket that ends the parameter at `at`; or `size`. An arrow is none. */
static size_t find_end(const char *text, size_t size, size_t at)
{
    size_t depth = 0;
    while (at < size) {
        char c = text[at];
        if (c == '\'' || c == '"') {
            at = skip_string(text, size, at);
            continue;
        }
        if (depth == 0 && (c == ',' || c == ')')) {
            return at;
        }
        depth += c == '(' || c == '[' || c == '{';
        depth -= (c == ')' || c == ']' || c == '}') && depth > 0;
        at++;
    }
    return size;
}

/* What stood before `/` can be given by position only. */
static void close_positional(struct il_parameters *parameters)
{
    for (size_t i = 0; i < parameters->count; i++) {
        if (parameters->list[i].kind == IL_PARAMETER_ANY) {
            parameters->list[i].kind = IL_PARAMETER_POSITIONAL;
        }
    }
}

static bool add(struct il_parameters *parameters, const char *text, size_t start,
                size_t end, bool *is_keyword)
{
    size_t name = start;
    while (name < end && (text[name] == '*' || text[name] == '$')) {
        name++;
    }
    size_t name_end = name;
    while (name_end < end && is_of_name(text[name_end])) {
        name_end++;
    }
    size_t stars = name > start && text[start] == '*' ? name - start : 0;
    if (start < end && text[start] == '/') {
        close_positional(parameters);
    }
    if (name_end > name) {
        if (parameters->count == parameters->capacity && !grow(parameters)) {
            return false;
        }
        parameters->list[parameters->count++] =
            (struct il_parameter){start, end, name, name_end,
                                  stars == 2    ? IL_PARAMETER_KEYWORDS
                                  : stars == 1  ? IL_PARAMETER_REST
                                  : *is_keyword ? IL_PARAMETER_KEYWORD
                                                : IL_PARAMETER_ANY};
    }
    *is_keyword |= stars == 1;
    return true;
}

bool il_parameters_read(struct il_parameters *parameters, const char *text, size_t size)
{
    bool is_keyword = false;
    parameters->count = 0;
    if (size == 0 || text[0] != '(') {
        return true;
    }
    for (size_t at = 1; at < size;) {
        size_t end = find_end(text, size, at);
        while (at < end && (text[at] == ' ' || text[at] == '\n')) {
            at++;
        }
        if (!add(parameters, text, at, end, &is_keyword)) {
            return false;
        }
        if (end == size || text[end] == ')') {
            break;
        }
        at = end + 1;
    }
    return true;
}

/* ---- which is it? ---- */

size_t il_parameters_at(const struct il_parameters *parameters, size_t position)
{
    for (size_t i = 0; i < parameters->count; i++) {
        enum il_parameter_kind kind = parameters->list[i].kind;
        if (kind == IL_PARAMETER_REST || (i == position && kind <= IL_PARAMETER_ANY)) {
            return i;
        }
    }
    return SIZE_MAX;
}

size_t il_parameters_named(const struct il_parameters *parameters, const char *text,
                           const char *name, size_t size)
{
    for (size_t i = 0; i < parameters->count; i++) {
        const struct il_parameter *one = &parameters->list[i];
        if ((one->kind == IL_PARAMETER_ANY || one->kind == IL_PARAMETER_KEYWORD) &&
            one->name_end - one->name == size &&
            memcmp(text + one->name, name, size) == 0) {
            return i;
        }
    }
    for (size_t i = 0; i < parameters->count; i++) {
        if (parameters->list[i].kind == IL_PARAMETER_KEYWORDS) {
            return i;
        }
    }
    return SIZE_MAX;
}
