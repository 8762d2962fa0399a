/* SPDX-License-Identifier: MIT
 * Keys in, an edited text and wishes out. Cold.
 */
#include "edit/typist.h"

#include <stdlib.h>
#include <string.h>

#include "edit/margin.h"
#include "edit/motion.h"

enum { MOST_TYPED = 20 };   /* characters that are undone as one */
enum { MOST_PLAYS = 9999 }; /* of macros, until the user types again */
enum { STEP = 4 };
enum { MOST_BYTES = 16 << 20 }; /* that a count makes of a text */

/* ---- what is typed without a user ---- */

bool il_typist_play(struct il_typist *typist, const uint32_t *keys, size_t count)
{
    if (++typist->plays <= MOST_PLAYS &&
        il_keystrokes_insert(&typist->queue, typist->queue_at, keys, count)) {
        return true;
    }
    il_typist_stop(typist);
    return false;
}

void il_typist_stop(struct il_typist *typist)
{
    il_keystrokes_clear(&typist->queue);
    typist->queue_at = typist->plays = 0;
    typist->is_played = false;
    il_vi_stop(&typist->vi);
}

bool il_typist_next(struct il_typist *typist, uint32_t *out_key)
{
    if (typist->queue_at == typist->queue.count) {
        il_typist_stop(typist);
        return false;
    }
    *out_key = typist->queue.keys[typist->queue_at++];
    typist->is_played = true;
    return true;
}

/* ---- what commands share ---- */

enum il_wish il_typist_move(struct il_typist *typist, size_t at)
{
    bool stays = at == typist->buffer.cursor;
    typist->buffer.cursor = at;
    return stays ? IL_WISH_BELL : IL_WISH_NONE;
}

enum il_wish il_typist_multiply(const struct il_text *once, long count,
                                struct il_text *out)
{
    if (once->size > 0 && (size_t)count > MOST_BYTES / once->size) {
        return IL_WISH_BELL;
    }
    for (; count > 0; count--) {
        il_text_add(out, once->bytes, once->size);
    }
    return il_wish_of(il_text_is_whole(once) && il_text_is_whole(out));
}

enum il_wish il_typist_copy(struct il_typist *typist, size_t start, size_t end,
                            bool is_lines)
{
    const struct il_text *text = &typist->buffer.text;
    if (start == end) {
        return IL_WISH_BELL;
    }
    return il_wish_of(il_kill_add(&typist->kill, IL_KILL_NEW, text->bytes + start,
                                  end - start, is_lines));
}

enum il_wish il_typist_kill(struct il_typist *typist, size_t start, size_t end)
{
    struct il_buffer *buffer = &typist->buffer;
    if (start == end) {
        return IL_WISH_BELL;
    }
    bool goes_on = (typist->last_flags & IL_COMMAND_KILLS) != 0;
    enum il_kill_how how = !goes_on                 ? IL_KILL_NEW
                           : start < buffer->cursor ? IL_KILL_PREPEND
                                                    : IL_KILL_APPEND;
    const char *bytes = buffer->text.bytes + start;
    return il_wish_of(il_kill_add(&typist->kill, how, bytes, end - start, false) &&
                      il_buffer_delete(buffer, start, end));
}

struct il_range il_typist_selection(const struct il_typist *typist)
{
    const struct il_buffer *buffer = &typist->buffer;
    if (typist->mode >= IL_MODE_VI_VISUAL) {
        return il_vi_selection(typist);
    }
    return buffer->is_selected ? il_buffer_region(buffer)
                               : (struct il_range){buffer->cursor, buffer->cursor};
}

struct il_range il_typist_lines(const struct il_typist *typist)
{
    const struct il_buffer *buffer = &typist->buffer;
    struct il_range range = il_typist_selection(typist);
    /* A selection that ends where a line begins does not touch that line. */
    bool is_beyond =
        range.end > range.start && il_buffer_line_start(buffer, range.end) == range.end;
    return (struct il_range){
        il_buffer_line_start(buffer, range.start),
        il_buffer_line_end(buffer, is_beyond ? range.end - 1 : range.end)};
}

/* ---- commands ---- */

static void clear_argument(struct il_typist *typist)
{
    typist->has_argument = typist->is_negative = typist->has_digits = false;
    typist->argument = 0;
}

static long take_argument(struct il_typist *typist)
{
    long count = !typist->has_argument ? 1 : typist->has_digits ? typist->argument : 1;
    count = typist->is_negative ? -count : count;
    clear_argument(typist);
    return count;
}

/* Commands that type go on with one another; every other one is undone alone. To vi all
 * that is inserted at once is one change. */
static void open_group(struct il_typist *typist, unsigned flags)
{
    const unsigned groups = IL_COMMAND_TYPES | IL_COMMAND_ERASES;
    bool is_inserting =
        typist->mode == IL_MODE_VI_INSERT || typist->mode == IL_MODE_VI_REPLACE;
    bool goes_on = is_inserting ? (flags & IL_COMMAND_MOVES) == 0
                                : (flags & typist->last_flags & groups) != 0 &&
                                      typist->last_typed < MOST_TYPED;
    if (!goes_on) {
        il_undo_seal(&typist->buffer.undo);
    }
    typist->last_typed = goes_on ? typist->last_typed + 1 : 1;
}

/* Shift with a motion selects; a motion without it ends what Shift has selected. */
static void prepare_selection(struct il_typist *typist, unsigned flags, bool has_shift)
{
    struct il_buffer *buffer = &typist->buffer;
    if ((flags & IL_COMMAND_MOVES) == 0) {
        return;
    }
    if (has_shift && !(buffer->is_selected && typist->is_shifted)) {
        il_buffer_select(buffer, buffer->cursor, true);
        typist->is_shifted = true;
    } else if (!has_shift && typist->is_shifted) {
        buffer->is_selected = typist->is_shifted = false;
    }
}

static enum il_wish run(struct il_typist *typist, const struct il_command *command,
                        long count, bool has_shift)
{
    struct il_buffer *buffer = &typist->buffer;
    unsigned flags = command->flags;
    size_t edits = buffer->edits;
    if ((flags & IL_COMMAND_GOAL) == 0) {
        buffer->has_goal = false;
    }
    open_group(typist, flags);
    prepare_selection(typist, flags, has_shift);
    typist->count = count;
    enum il_wish wish =
        command->run == NULL ? command->wish : command->run(typist, count);
    if (buffer->edits != edits && (flags & IL_COMMAND_SELECTS) == 0) {
        buffer->is_selected = typist->is_shifted = false;
    }
    typist->last_flags = flags;
    return wish;
}

enum il_wish il_typist_run(struct il_typist *typist, const struct il_command *command,
                           long count)
{
    count = count > IL_LARGEST_COUNT    ? IL_LARGEST_COUNT
            : count < -IL_LARGEST_COUNT ? -IL_LARGEST_COUNT
                                        : count;
    return run(typist, command, count, false);
}

/* ---- text ---- */

/* What Shift has selected is replaced by what is typed. */
static bool delete_shifted(struct il_typist *typist)
{
    struct il_range region = il_buffer_region(&typist->buffer);
    return !(typist->buffer.is_selected && typist->is_shifted) ||
           il_buffer_delete(&typist->buffer, region.start, region.end);
}

/* How much of the line is replaced by one character that is typed over it. */
static size_t end_of_overwritten(const struct il_typist *typist, long count)
{
    const struct il_buffer *buffer = &typist->buffer;
    size_t end = buffer->cursor, line = il_buffer_line_end(buffer, end);
    bool overwrites = typist->is_overwriting || typist->mode == IL_MODE_VI_REPLACE;
    for (; overwrites && count > 0 && end < line; count--) {
        end = il_buffer_next(buffer, end);
    }
    return end;
}

/* Replace what is between the cursor and `end`; the cursor goes behind it. */
static bool write_over(struct il_buffer *buffer, size_t end, const char *bytes,
                       size_t size)
{
    size_t start = buffer->cursor;
    bool is_done = il_buffer_replace(buffer, start, end, bytes, size);
    buffer->cursor = is_done ? start + size : start;
    return is_done;
}

static enum il_wish type_text(struct il_typist *typist, const char *bytes, size_t size,
                              long count)
{
    struct il_buffer *buffer = &typist->buffer;
    struct il_text once = {0}, text = {0};
    il_text_add(&once, bytes, size);
    enum il_wish wish = il_typist_multiply(&once, count, &text);
    if (wish == IL_WISH_NONE) {
        wish = il_wish_of(delete_shifted(typist) &&
                          write_over(buffer, end_of_overwritten(typist, count),
                                     text.bytes, text.size));
    }
    il_text_free(&once);
    il_text_free(&text);
    return wish;
}

/* A character that is no command; `count` is the argument. */
static enum il_wish type_key(struct il_typist *typist, uint32_t key, long count)
{
    char bytes[4];
    size_t size = il_key_text(key, bytes);
    if (count <= 0) {
        return IL_WISH_BELL;
    }
    typist->buffer.has_goal = false;
    open_group(typist, IL_COMMAND_TYPES);
    enum il_wish wish = type_text(typist, bytes, size, count);
    typist->buffer.is_selected = typist->is_shifted = false;
    typist->last_flags = IL_COMMAND_TYPES;
    return wish;
}

enum il_wish il_typist_paste(struct il_typist *typist, const char *bytes, size_t size)
{
    struct il_buffer *buffer = &typist->buffer;
    il_undo_seal(&buffer->undo);
    size_t start = buffer->cursor;
    bool is_done = delete_shifted(typist) && il_buffer_insert(buffer, bytes, size);
    if (is_done) {
        typist->yanked = (struct il_range){start, buffer->cursor};
    }
    buffer->is_selected = typist->is_shifted = false;
    typist->last_flags = 0;
    clear_argument(typist);
    typist->chord_size = 0;
    return il_wish_of(is_done);
}

enum il_wish il_typist_paste_more(struct il_typist *typist, const char *bytes,
                                  size_t size)
{
    return il_wish_of(il_buffer_insert(&typist->buffer, bytes, size));
}

/* The blanks of a line below the one whose blanks are [start, end). */
static void add_margin(const struct il_typist *typist, size_t start, size_t end,
                       struct il_text *out)
{
    const struct il_buffer *buffer = &typist->buffer;
    if (typist->is_plain) {
        il_text_add(out, buffer->text.bytes + start, end - start);
        return;
    }
    (void)il_margin_after(buffer->text.bytes, buffer->cursor,
                          typist->indent == 0 ? STEP : typist->indent, out);
}

enum il_wish il_typist_newline(struct il_typist *typist)
{
    struct il_buffer *buffer = &typist->buffer;
    struct il_text line = {0};
    if (!delete_shifted(typist)) {
        return IL_WISH_NO_MEMORY;
    }
    size_t start = il_buffer_line_start(buffer, buffer->cursor);
    size_t indent_end = il_buffer_indent_end(buffer, buffer->cursor);
    size_t end = buffer->cursor;
    il_text_add_char(&line, '\n');
    if (buffer->cursor <= indent_end) {
        /* Nothing stands before the cursor: the line goes down as it is. */
        const char *blanks = buffer->cursor > start ? buffer->text.bytes + start : "";
        il_text_add(&line, blanks, buffer->cursor - start);
    } else {
        add_margin(typist, start, indent_end, &line);
        while (end < buffer->text.size && strchr(" \t", buffer->text.bytes[end])) {
            end++;
        }
    }
    bool is_done =
        il_text_is_whole(&line) && write_over(buffer, end, line.bytes, line.size);
    il_text_free(&line);
    return il_wish_of(is_done);
}

/* ---- keys ---- */

static const struct il_keymap *keymap_of(const struct il_typist *typist)
{
    return &typist->keymaps[typist->mode != IL_MODE_EMACS];
}

static bool is_commanding(const struct il_typist *typist)
{
    return typist->mode >= IL_MODE_VI_NORMAL;
}

static void record(struct il_typist *typist, uint32_t key)
{
    if (typist->is_recording && !typist->is_played &&
        !il_keystrokes_add(&typist->macro, key)) {
        typist->is_recording = false;
    }
}

/* The text that a key is bound to, as keys. */
static enum il_wish play_text(struct il_typist *typist, const char *text, size_t size)
{
    struct il_keystrokes strokes = {0};
    bool is_done = il_keystrokes_add_bytes(&strokes, text, size) &&
                   il_typist_play(typist, strokes.keys, strokes.count);
    il_keystrokes_free(&strokes);
    return il_wish_of(is_done);
}

static enum il_wish run_entry(struct il_typist *typist,
                              const struct il_keymap_entry *entry, bool has_shift)
{
    const struct il_command *command = entry->command;
    if (command == NULL) {
        clear_argument(typist);
        return play_text(typist, entry->text, entry->size);
    }
    bool is_part = (command->flags & IL_COMMAND_ARGUES) != 0;
    long count = is_part ? 1 : take_argument(typist);
    enum il_wish wish = run(typist, command, count, has_shift);
    if (!is_part) {
        typist->chord_size = 0;
    }
    return wish;
}

/* Keys that are bound to nothing: those without Shift may be. */
static enum il_wish run_unbound(struct il_typist *typist, uint32_t key)
{
    const struct il_keymap_entry *entry;
    uint32_t plain = key & ~(uint32_t)IL_KEY_SHIFT;
    bool is_alone = typist->chord_size == 1;
    typist->chord_size = 0;
    if (is_alone && il_key_is_text(key) && !is_commanding(typist)) {
        return type_key(typist, key, take_argument(typist));
    }
    if (is_alone && plain != key &&
        il_keymap_find(keymap_of(typist), &plain, 1, &entry) == IL_KEYMAP_FOUND) {
        return run_entry(typist, entry, true);
    }
    clear_argument(typist);
    typist->last_flags = 0;
    return IL_WISH_BELL;
}

static enum il_wish take_key(struct il_typist *typist, uint32_t key)
{
    const struct il_keymap_entry *entry;
    typist->chord[typist->chord_size++] = key;
    switch (
        il_keymap_find(keymap_of(typist), typist->chord, typist->chord_size, &entry)) {
    case IL_KEYMAP_MORE:
        return IL_WISH_NONE;
    case IL_KEYMAP_FOUND:
        typist->command_keys = typist->chord_size;
        typist->chord_size = 0;
        typist->chord[0] = key; /* for commands that ask which key it was */
        return run_entry(typist, entry, false);
    default:
        return run_unbound(typist, key);
    }
}

/* The digits that follow one with Alt belong to it. */
static bool is_argument(const struct il_typist *typist, uint32_t key)
{
    return typist->has_argument && typist->chord_size == 0 &&
           ((key >= '0' && key <= '9') || (key == '-' && !typist->has_digits));
}

static enum il_wish take_argument_key(struct il_typist *typist, uint32_t key)
{
    typist->chord[0] = key;
    const char *name = key == '-' ? "negative-argument" : "digit-argument";
    return run(typist, il_command_find(name, strlen(name)), 1, false);
}

static enum il_wish find_key(struct il_typist *typist, uint32_t key, long count,
                             bool is_back)
{
    size_t at = typist->buffer.cursor;
    is_back = count < 0 ? !is_back : is_back;
    for (count = labs(count); count > 0 && at != SIZE_MAX; count--) {
        at = il_motion_find(&typist->buffer, at, key, is_back);
    }
    return at == SIZE_MAX ? IL_WISH_BELL : il_typist_move(typist, at);
}

static enum il_wish zap_key(struct il_typist *typist, uint32_t key, long count)
{
    struct il_buffer *buffer = &typist->buffer;
    size_t start = buffer->cursor;
    if (find_key(typist, key, count, false) != IL_WISH_NONE) {
        return IL_WISH_BELL;
    }
    size_t found = buffer->cursor;
    buffer->cursor = start;
    return found > start ? il_typist_kill(typist, start, il_buffer_next(buffer, found))
                         : il_typist_kill(typist, found, start);
}

/* The character that a key stands for when it is quoted: Ctrl-A is the byte 1. */
static uint32_t quoted(uint32_t key)
{
    uint32_t plain = il_key_plain(key);
    switch (plain) {
    case IL_KEY_ENTER:
        return '\r';
    case IL_KEY_TAB:
        return '\t';
    case IL_KEY_ESCAPE:
        return 0x1B;
    case IL_KEY_BACKSPACE:
        return 0x7F;
    default:
        break;
    }
    bool is_control = (key & IL_KEY_CTRL) != 0 && plain >= '@' && plain < 0x7F;
    return is_control ? plain & 0x1F : plain == ' ' && key != ' ' ? 0 : plain;
}

static enum il_wish quote_key(struct il_typist *typist, uint32_t key, long count)
{
    uint32_t point = quoted(key);
    char bytes[4] = {(char)point};
    size_t size = point < 0x80 ? 1 : il_key_text(point, bytes);
    if (size == 0 || count <= 0) {
        return IL_WISH_BELL;
    }
    il_undo_seal(&typist->buffer.undo);
    return type_text(typist, bytes, size, count);
}

/* The key that a command before has asked for. */
static enum il_wish take_awaited(struct il_typist *typist, uint32_t key)
{
    enum il_awaited awaited = typist->awaited;
    typist->awaited = IL_AWAITED_COMMAND;
    if (awaited == IL_AWAITED_QUOTED) {
        return quote_key(typist, key, typist->awaited_count);
    }
    if (!il_key_is_text(key)) {
        return IL_WISH_BELL;
    }
    if (awaited == IL_AWAITED_ZAP) {
        return zap_key(typist, key, typist->awaited_count);
    }
    return find_key(typist, key, typist->awaited_count,
                    awaited == IL_AWAITED_FIND_BACK);
}

/* While vi inserts, a key with Alt that is bound to nothing is Escape and that key:
 * some terminals, and fast fingers, make no difference. */
static enum il_wish take_alt(struct il_typist *typist, uint32_t key)
{
    const struct il_keymap_entry *entry;
    if (typist->chord_size > 0 ||
        il_keymap_find(keymap_of(typist), &key, 1, &entry) != IL_KEYMAP_NOTHING) {
        return take_key(typist, key);
    }
    il_vi_escape(typist);
    uint32_t plain = key & ~(uint32_t)IL_KEY_ALT;
    return il_typist_play(typist, &plain, 1) ? IL_WISH_NONE : IL_WISH_NO_MEMORY;
}

static enum il_wish dispatch(struct il_typist *typist, uint32_t key)
{
    if (typist->awaited != IL_AWAITED_COMMAND) {
        return take_awaited(typist, key);
    }
    if (is_commanding(typist) && typist->chord_size == 0 && il_vi_takes(typist, key)) {
        return il_vi_key(typist, key);
    }
    if (typist->mode != IL_MODE_EMACS && (key & IL_KEY_ALT) != 0) {
        return take_alt(typist, key);
    }
    return is_argument(typist, key) ? take_argument_key(typist, key)
                                    : take_key(typist, key);
}

enum il_wish il_typist_key(struct il_typist *typist, uint32_t key)
{
    if (il_key_plain(key) >= IL_KEY_PASTE || key == IL_KEY_NONE) {
        return IL_WISH_NONE;
    }
    record(typist, key);
    typist->is_played = false;
    if (typist->mode != IL_MODE_EMACS) {
        il_vi_prepare(typist, key);
    }
    enum il_wish wish = dispatch(typist, key);
    if (typist->mode != IL_MODE_EMACS) {
        il_vi_settle(typist);
    }
    return wish;
}

void il_typist_begin(struct il_typist *typist)
{
    il_buffer_clear(&typist->buffer);
    clear_argument(typist);
    typist->chord_size = 0;
    typist->awaited = IL_AWAITED_COMMAND;
    typist->is_shifted = typist->is_overwriting = false;
    typist->last_flags = 0;
    il_vi_begin(typist);
}

void il_typist_free(struct il_typist *typist)
{
    il_buffer_free(&typist->buffer);
    il_kill_free(&typist->kill);
    il_keystrokes_free(&typist->macro);
    il_keystrokes_free(&typist->queue);
    il_vi_free(&typist->vi);
}
