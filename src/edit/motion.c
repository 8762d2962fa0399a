/* SPDX-License-Identifier: MIT
 * Places in a text that are reached from others. Cold.
 */
#include "edit/motion.h"

#include <string.h>

#include "base/utf8.h"
#include "base/width.h"
#include "lex/passage.h"

/* ---- characters ---- */

static uint32_t code_at(const struct il_buffer *buffer, size_t at)
{
    size_t end;
    return at >= buffer->text.size
               ? '\n'
               : il_utf8_decode(buffer->text.bytes, buffer->text.size, at, &end);
}

static bool is_blank(uint32_t code)
{
    return code == ' ' || code == '\t' || code == '\n' || code == '\r' || code == '\f';
}

enum il_motion_class il_motion_classify(const struct il_buffer *buffer, size_t at,
                                        bool is_big)
{
    uint32_t code = code_at(buffer, at);
    if (is_blank(code)) {
        return IL_MOTION_BLANK;
    }
    bool is_word = is_big || (code != IL_UTF8_INVALID && il_width_is_word(code));
    return is_word ? IL_MOTION_WORD : IL_MOTION_SIGN;
}

/* Forward while the characters are, or are not, of a class. */
static size_t skip(const struct il_buffer *buffer, size_t at, bool is_big,
                   enum il_motion_class class, bool is_wanted)
{
    while (at < buffer->text.size &&
           (il_motion_classify(buffer, at, is_big) == class) == is_wanted) {
        at = il_buffer_next(buffer, at);
    }
    return at;
}

/* Back while the character before is, or is not, of a class. */
static size_t skip_back(const struct il_buffer *buffer, size_t at, bool is_big,
                        enum il_motion_class class, bool is_wanted)
{
    while (at > 0) {
        size_t before = il_buffer_previous(buffer, at);
        if ((il_motion_classify(buffer, before, is_big) == class) != is_wanted) {
            break;
        }
        at = before;
    }
    return at;
}

/* ---- words ---- */

size_t il_motion_word_end(const struct il_buffer *buffer, size_t at)
{
    at = skip(buffer, at, false, IL_MOTION_WORD, false);
    return skip(buffer, at, false, IL_MOTION_WORD, true);
}

size_t il_motion_word_start(const struct il_buffer *buffer, size_t at)
{
    at = skip_back(buffer, at, false, IL_MOTION_WORD, false);
    return skip_back(buffer, at, false, IL_MOTION_WORD, true);
}

size_t il_motion_argument_start(const struct il_buffer *buffer, size_t at)
{
    size_t line = il_buffer_line_start(buffer, at);
    if (at == line) {
        return at == 0 ? 0 : at - 1; /* the newline */
    }
    size_t start = skip_back(buffer, at, true, IL_MOTION_BLANK, true);
    start = start > line ? skip_back(buffer, start, true, IL_MOTION_WORD, true) : line;
    return start < line ? line : start;
}

/* An empty line is a word to vi. */
static bool is_empty_line(const struct il_buffer *buffer, size_t at)
{
    return code_at(buffer, at) == '\n' && at == il_buffer_line_start(buffer, at);
}

size_t il_motion_next_start(const struct il_buffer *buffer, size_t at, bool is_big)
{
    enum il_motion_class class = il_motion_classify(buffer, at, is_big);
    if (class != IL_MOTION_BLANK) {
        at = skip(buffer, at, is_big, class, true);
    } else if (at < buffer->text.size) {
        at = il_buffer_next(buffer, at);
    }
    while (at < buffer->text.size && !is_empty_line(buffer, at) &&
           il_motion_classify(buffer, at, is_big) == IL_MOTION_BLANK) {
        at = il_buffer_next(buffer, at);
    }
    return at;
}

size_t il_motion_previous_start(const struct il_buffer *buffer, size_t at, bool is_big)
{
    while (at > 0) {
        size_t before = il_buffer_previous(buffer, at);
        enum il_motion_class class = il_motion_classify(buffer, before, is_big);
        if (class != IL_MOTION_BLANK) {
            return skip_back(buffer, at, is_big, class, true);
        }
        at = before;
        if (is_empty_line(buffer, at)) {
            break;
        }
    }
    return at;
}

size_t il_motion_next_last(const struct il_buffer *buffer, size_t at, bool is_big)
{
    at = at < buffer->text.size ? il_buffer_next(buffer, at) : at;
    at = skip(buffer, at, is_big, IL_MOTION_BLANK, true);
    if (at >= buffer->text.size) {
        return buffer->text.size;
    }
    at = skip(buffer, at, is_big, il_motion_classify(buffer, at, is_big), true);
    return il_buffer_previous(buffer, at);
}

size_t il_motion_previous_last(const struct il_buffer *buffer, size_t at, bool is_big)
{
    enum il_motion_class class = il_motion_classify(buffer, at, is_big);
    if (class != IL_MOTION_BLANK) {
        at = skip_back(buffer, at, is_big, class, true);
    }
    at = skip_back(buffer, at, is_big, IL_MOTION_BLANK, true);
    return at == 0 ? 0 : il_buffer_previous(buffer, at);
}

/* ---- lines ---- */

size_t il_motion_paragraph_end(const struct il_buffer *buffer, size_t at)
{
    bool was_text = false;
    for (;;) {
        bool is_blank_line = il_buffer_is_blank_line(buffer, at);
        if (is_blank_line && was_text) {
            return il_buffer_line_start(buffer, at);
        }
        was_text = was_text || !is_blank_line;
        at = il_buffer_line_end(buffer, at);
        if (at == buffer->text.size) {
            return at;
        }
        at++;
    }
}

size_t il_motion_paragraph_start(const struct il_buffer *buffer, size_t at)
{
    bool was_text = !il_buffer_is_blank_line(buffer, at);
    for (at = il_buffer_line_start(buffer, at); at > 0;) {
        at = il_buffer_line_start(buffer, at - 1);
        bool is_blank_line = il_buffer_is_blank_line(buffer, at);
        if (is_blank_line && was_text) {
            return at;
        }
        was_text = was_text || !is_blank_line;
    }
    return 0;
}

size_t il_motion_line(const struct il_buffer *buffer, size_t at, long rows,
                      long *out_left)
{
    at = il_buffer_line_start(buffer, at);
    for (; rows < 0 && at > 0; rows++) {
        at = il_buffer_line_start(buffer, at - 1);
    }
    for (size_t end; rows > 0; rows--, at = end + 1) {
        end = il_buffer_line_end(buffer, at);
        if (end == buffer->text.size) {
            break;
        }
    }
    *out_left = rows;
    return at;
}

size_t il_motion_find(const struct il_buffer *buffer, size_t at, uint32_t code,
                      bool is_back)
{
    size_t start = il_buffer_line_start(buffer, at);
    size_t end = il_buffer_line_end(buffer, at);
    while (is_back ? at > start : at < end) {
        at = is_back ? il_buffer_previous(buffer, at) : il_buffer_next(buffer, at);
        if (at < end && code_at(buffer, at) == code) {
            return at;
        }
    }
    return SIZE_MAX;
}

/* ---- brackets ---- */

/* Which Python it is matters only for what is in f-strings; the newest is assumed. */
static bool read_tokens(const struct il_buffer *buffer, struct il_passage *passage)
{
    return buffer->text.size > 0 &&
           il_passage_read(passage, IL_LEX_NEWEST, buffer->text.bytes,
                           buffer->text.size);
}

static size_t match(const struct il_passage *passage, size_t token)
{
    enum il_word word = il_passage_word(passage, token);
    size_t other = il_word_closes(word) ? il_passage_open(passage, token)
                   : il_word_opens(word)
                       ? il_passage_close(passage, token, passage->count)
                       : IL_NO_TOKEN;
    return other == IL_NO_TOKEN ? SIZE_MAX : passage->tokens[other].start;
}

size_t il_motion_bracket(const struct il_buffer *buffer, size_t at)
{
    if (at >= buffer->text.size || strchr("()[]{}", buffer->text.bytes[at]) == NULL) {
        return SIZE_MAX;
    }
    struct il_passage passage = {0};
    size_t found = SIZE_MAX;
    bool is_read = read_tokens(buffer, &passage);
    for (size_t i = 0; is_read && i < passage.count; i++) {
        if (passage.tokens[i].start == at) {
            found = match(&passage, i);
        }
    }
    il_passage_free(&passage);
    return found;
}

/* The first token that does not begin before `at`. */
static size_t token_at(const struct il_passage *passage, size_t at)
{
    size_t token = 0;
    while (token < passage->count && passage->tokens[token].start < at) {
        token++;
    }
    return token;
}

/* From `at` to the left, past the pairs that are closed: the bracket that is not. */
static bool find_around(const struct il_buffer *buffer,
                        const struct il_passage *passage, size_t at, char open,
                        struct il_range *out_range)
{
    size_t depth = 0, last = token_at(passage, at);
    bool is_opening = il_word_opens(il_passage_word(passage, last)) &&
                      passage->tokens[last].start == at;
    for (size_t i = is_opening ? last + 1 : last; i > 0; i--) {
        enum il_word word = il_passage_word(passage, i - 1);
        size_t start = passage->tokens[i - 1].start;
        depth += il_word_closes(word);
        if (!il_word_opens(word)) {
            continue;
        }
        if (depth > 0) {
            depth--;
        } else if (open == 0 || buffer->text.bytes[start] == open) {
            size_t other = match(passage, i - 1);
            *out_range = (struct il_range){start, other + 1};
            return other != SIZE_MAX;
        }
    }
    return false;
}

bool il_motion_around(const struct il_buffer *buffer, size_t at, char open,
                      struct il_range *out_range)
{
    struct il_passage passage = {0};
    bool is_found = read_tokens(buffer, &passage) &&
                    find_around(buffer, &passage, at, open, out_range);
    il_passage_free(&passage);
    return is_found;
}
