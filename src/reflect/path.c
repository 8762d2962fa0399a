/* SPDX-License-Identifier: MIT
 * How a place was reached. Cold.
 */
#include "reflect/path.h"

#include <inttypes.h>
#include <stdio.h>

static void write_step(const struct il_step *step, struct il_text *text)
{
    char number[40];
    switch (step->how) {
    case IL_STEP_NAME:
        il_text_add_string(text, step->name);
        break;
    case IL_STEP_MEMBER:
        il_text_add_char(text, '.');
        il_text_add_string(text, step->name);
        break;
    case IL_STEP_BEHIND:
        il_text_add_string(text, "->");
        il_text_add_string(text, step->name);
        break;
    case IL_STEP_ELEMENT:
        snprintf(number, sizeof number, "[%" PRId64 "]", step->index);
        il_text_add_string(text, number);
        break;
    case IL_STEP_CALL:
        il_text_add_string(text, "()");
        break;
    case IL_STEP_ARGUMENT:
        snprintf(number, sizeof number, "() argument %" PRId64, step->index);
        il_text_add_string(text, number);
        break;
    default:
        il_text_add_string(text, step->how == IL_STEP_POINTER ? "((" : "(*(");
        il_text_add_string(text, step->name);
        snprintf(number, sizeof number, " *)0x%" PRIx64 ")", (uint64_t)step->index);
        il_text_add_string(text, number);
    }
}

void il_path_write(const struct il_step *last, struct il_text *text)
{
    const struct il_step *steps[IL_PATH_DEPTH + 2];
    size_t count = 0;
    for (; last != NULL && count < sizeof steps / sizeof *steps; last = last->before) {
        steps[count++] = last;
    }
    while (count > 0) {
        write_step(steps[--count], text);
    }
}
